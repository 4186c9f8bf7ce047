//! The calls over HTTP, and what is told of them: the contract's OpenAPI document is made of this.

use super::books::{Books, Refused};
use super::{Reference, faults};
use crate::wire::{
    Balance, BalanceOf, Booked, Code, Enrol, Lookup, Member, Operation, Problem, Purchase, Redeem,
    Release, Reserve, Reserved, Reversal, Reversed,
};
use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use secrecy::ExposeSecret;
use serde::Serialize;
use serde::de::DeserializeOwned;
use subtle::ConstantTimeEq;
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Clubtill directory",
        version = "1",
        license(name = "MIT OR Apache-2.0"),
        description = "What a merchant's own customer club answers, so that Clubtill can use it \
            instead of the built-in one. See directory.md beside this file.\n\n\
            Every call is a POST of JSON, answered with 200, or refused with a problem (RFC 9457) \
            that has a `code`. Amounts are whole minor units (øre, cent), tax included; times are \
            unix milliseconds, UTC. Skip fields that you do not know.\n\n\
            A call that changes something has an `Idempotency-Key`. The same key comes again after \
            an answer that was lost, for days if need be: answer it as before, and do nothing \
            twice. Go by the key and the operation, not by the bytes. A refusal is not remembered: \
            the same key may come again once somebody has put things right."
    ),
    components(schemas(Problem)),
    security(("token" = []))
)]
struct Document;

fn described() -> (Router<Reference>, utoipa::openapi::OpenApi) {
    let (router, mut document) = OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(look_up))
        .routes(routes!(enrol))
        .routes(routes!(book))
        .routes(routes!(reverse))
        .routes(routes!(balance))
        .routes(routes!(reserve))
        .routes(routes!(redeem))
        .routes(routes!(release))
        .split_for_parts();
    let scheme = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
    let components = document.components.get_or_insert_default();
    components.security_schemes.insert("token".to_owned(), scheme.into());
    (router, document)
}

/// The contract as OpenAPI 3.1, in JSON: `docs/directory.openapi.json`.
pub fn document() -> String {
    described().1.to_pretty_json().expect("a generated document is JSON") + "\n"
}

pub(super) fn router(reference: Reference) -> Router {
    described()
        .0
        .layer(from_fn_with_state(reference.clone(), let_in))
        .layer(from_fn_with_state(reference.clone(), faults::strike))
        .with_state(reference)
}

async fn let_in(State(reference): State<Reference>, request: Request, next: Next) -> Response {
    let given = request.headers().get(header::AUTHORIZATION);
    let given = given.and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
    let token = reference.inner.token.expose_secret().as_bytes();
    if given.is_some_and(|given| bool::from(given.ct_eq(token))) {
        next.run(request).await
    } else {
        problem((Code::Unauthorised, None)).into_response()
    }
}

type Answer<T> = Result<Json<T>, Refusal>;
type Refusal = (StatusCode, [(header::HeaderName, &'static str); 1], String);

fn problem((code, available): Refused) -> Refusal {
    let (status, title) = match code {
        Code::MemberUnknown => (StatusCode::NOT_FOUND, "No member has that."),
        Code::PurchaseUnknown => (StatusCode::NOT_FOUND, "There is no such purchase."),
        Code::ReservationUnknown => (StatusCode::NOT_FOUND, "There is no such reservation."),
        Code::ReservationEnded => (StatusCode::CONFLICT, "The reservation has ended."),
        Code::TooFewPoints => (StatusCode::CONFLICT, "There are fewer points than that."),
        Code::Unauthorised => (StatusCode::UNAUTHORIZED, "The token is missing or wrong."),
        Code::Invalid | Code::Other => {
            (StatusCode::BAD_REQUEST, "The request is not as it should.")
        }
    };
    let body = Problem { status: status.as_u16(), code, title: title.to_owned(), available };
    let body = serde_json::to_string(&body).expect("a problem is JSON");
    (status, [(header::CONTENT_TYPE, "application/problem+json")], body)
}

/// A request's JSON; a refusal of the contract if it is none.
struct Wanted<T>(T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Wanted<T> {
    type Rejection = Refusal;
    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let read = Json::<T>::from_request(request, state).await;
        read.map(|Json(wanted)| Self(wanted)).map_err(|_| problem((Code::Invalid, None)))
    }
}

impl Reference {
    /// Does something once per key, and answers a key that comes again as before. A refusal is not
    /// kept.
    fn once<T: Serialize + DeserializeOwned>(
        &self,
        operation: Operation,
        headers: &HeaderMap,
        act: impl FnOnce(&mut Books) -> Result<T, Refused>,
    ) -> Answer<T> {
        let key = headers.get("idempotency-key").and_then(|value| value.to_str().ok());
        let key: Option<Uuid> = key.and_then(|text| text.parse().ok());
        let key = key.ok_or_else(|| problem((Code::Invalid, None)))?;
        let mut state = self.lock();
        if let Some(before) = state.answered.get(&(operation, key)) {
            let before = serde_json::from_value(before.clone()).expect("it was written as this");
            return Ok(Json(before));
        }
        let answer = act(&mut state.books).map_err(problem)?;
        let kept = serde_json::to_value(&answer).expect("an answer is JSON");
        state.answered.insert((operation, key), kept);
        Ok(Json(answer))
    }

    fn now_unix_ms(&self) -> i64 {
        self.inner.clock.now_unix_ms()
    }
}

/// Who has a phone number, or an identity. Asked while a customer waits: answer within a second.
#[utoipa::path(post, path = "/members/lookup", tag = "members", request_body = Lookup,
    responses((status = 200, body = Member), (status = "4XX", body = Problem)))]
async fn look_up(
    State(reference): State<Reference>,
    Wanted(lookup): Wanted<Lookup>,
) -> Answer<Member> {
    reference.lock().books.look_up(&lookup).map(Json).map_err(problem)
}

/// Makes somebody a member who has approved in the app, or tells of their new consents. One who is a
/// member already, under that identity or that number, stays the same member.
#[utoipa::path(post, path = "/members/enrol", tag = "members", request_body = Enrol,
    params(("Idempotency-Key" = Uuid, Header, description = "The enrolment.")),
    responses((status = 200, body = Member), (status = "4XX", body = Problem)))]
async fn enrol(
    State(reference): State<Reference>,
    headers: HeaderMap,
    Wanted(wanted): Wanted<Enrol>,
) -> Answer<Member> {
    reference.once(Operation::Enrol, &headers, |books| Ok(books.enrol(wanted)))
}

/// Books a sale that is paid and completed. What points paid was redeemed by a call of its own.
#[utoipa::path(post, path = "/purchases/book", tag = "purchases", request_body = Purchase,
    params(("Idempotency-Key" = Uuid, Header, description = "The sale.")),
    responses((status = 200, body = Booked), (status = "4XX", body = Problem)))]
async fn book(
    State(reference): State<Reference>,
    headers: HeaderMap,
    Wanted(purchase): Wanted<Purchase>,
) -> Answer<Booked> {
    reference.once(Operation::Book, &headers, |books| books.book(&purchase))
}

/// Takes back what a booked purchase earned with wares that came back, and gives back what of it was
/// paid with points. Comes after the purchase was answered, never before.
#[utoipa::path(post, path = "/purchases/reverse", tag = "purchases", request_body = Reversal,
    params(("Idempotency-Key" = Uuid, Header, description = "The return.")),
    responses((status = 200, body = Reversed), (status = "4XX", body = Problem)))]
async fn reverse(
    State(reference): State<Reference>,
    headers: HeaderMap,
    Wanted(reversal): Wanted<Reversal>,
) -> Answer<Reversed> {
    reference.once(Operation::Reverse, &headers, |books| books.reverse(&reversal))
}

/// A member's points.
#[utoipa::path(post, path = "/points/balance", tag = "points", request_body = BalanceOf,
    responses((status = 200, body = Balance), (status = "4XX", body = Problem)))]
async fn balance(
    State(reference): State<Reference>,
    Wanted(of): Wanted<BalanceOf>,
) -> Answer<Balance> {
    let now_unix_ms = reference.now_unix_ms();
    reference.lock().books.balance(&of.member, now_unix_ms).map(Json).map_err(problem)
}

/// Keeps points for a sale that is about to be paid, so that nobody else spends them. The same again
/// prolongs it. Answer within a second: a customer waits.
#[utoipa::path(post, path = "/points/reserve", tag = "points", request_body = Reserve,
    params(("Idempotency-Key" = Uuid, Header, description = "The reservation.")),
    responses((status = 200, body = Reserved), (status = "4XX", body = Problem)))]
async fn reserve(
    State(reference): State<Reference>,
    headers: HeaderMap,
    Wanted(wanted): Wanted<Reserve>,
) -> Answer<Reserved> {
    let now = reference.now_unix_ms();
    reference.lock().books.prolong(&wanted, now).map_err(problem)?;
    reference.once(Operation::Reserve, &headers, |books| books.reserve(&wanted, now))
}

/// The sale is paid: the points of the reservation are gone, also if it has run out meanwhile.
#[utoipa::path(post, path = "/points/redeem", tag = "points", request_body = Redeem,
    params(("Idempotency-Key" = Uuid, Header, description = "The reservation.")),
    responses((status = 200, body = Balance), (status = "4XX", body = Problem)))]
async fn redeem(
    State(reference): State<Reference>,
    headers: HeaderMap,
    Wanted(wanted): Wanted<Redeem>,
) -> Answer<Balance> {
    let now = reference.now_unix_ms();
    reference.once(Operation::Redeem, &headers, |books| books.redeem(wanted.reservation, now))
}

/// The sale came to nothing: the points of the reservation are where they were.
#[utoipa::path(post, path = "/points/release", tag = "points", request_body = Release,
    params(("Idempotency-Key" = Uuid, Header, description = "The reservation.")),
    responses((status = 200, body = Balance), (status = "4XX", body = Problem)))]
async fn release(
    State(reference): State<Reference>,
    headers: HeaderMap,
    Wanted(wanted): Wanted<Release>,
) -> Answer<Balance> {
    let now = reference.now_unix_ms();
    reference.once(Operation::Release, &headers, |books| books.release(wanted.reservation, now))
}
