//! `GET /v1/unresolved`, and what a person can do about what stands there.

use super::auth::Caller;
use super::body::Body;
use super::idempotency::Call;
use super::problem::{Problem, ProblemBody};
use super::resource::{Money, Resource};
use crate::App;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use checkout::{
    AggregateId, Bookable, Booking, BookingRefusal, BookingTrouble, Due, Kind, Payment,
    PaymentDuty, Refusal, Settling, Trouble,
};
use engine::{
    EngineError, UNRESOLVED_PAGE_MAX, UnitTrouble, UnresolvedItem, UnresolvedPlace, UnresolvedUnit,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Everything that waits for a person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UnresolvedBody {
    /// Sales units that can't be used as they should.
    sales_units: Vec<UnitBody>,
    /// Oldest first.
    items: Vec<ItemBody>,
    /// Hand it in as `after` for the next page; none on the last.
    next: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct UnitBody {
    #[schema(example = "123456")]
    msn: String,
    /// `unavailable`, `keys_refused` or `webhooks`.
    #[schema(value_type = String, example = "unavailable")]
    what: &'static str,
    detail: &'static str,
    since_unix_ms: i64,
    next_try_at_unix_ms: i64,
}

/// Something that waits for a person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ItemBody {
    /// `payment`, `return`, `booking`, `enrolment`, `sale`, `till` or `member`.
    #[schema(value_type = String, example = "payment")]
    kind: &'static str,
    id: String,
    /// `abandoned`, `awaits_claim`, `capture_late`, `capture_stuck`, `release_stuck`,
    /// `taken_after_all`, `refund_refused`, `refunded_elsewhere`, `contradiction`, `booking_late`,
    /// `booking_refused`, or `parked`.
    #[schema(value_type = String, example = "capture_stuck")]
    what: &'static str,
    /// What it is, in words.
    detail: &'static str,
    since_unix_ms: i64,
    /// What happens by itself; none if nothing does.
    next_step: Option<StepBody>,
    /// What a person can do: `look_again`, `give_back`, `accept`.
    #[schema(value_type = Vec<String>)]
    actions: Vec<Settling>,
    /// There if it is a payment.
    payment: Option<PaymentBody>,
    /// There if it is something that a club must be told.
    booking: Option<BookingBody>,
}

/// What a club that is kept elsewhere must still be told.
#[derive(Debug, Serialize, ToSchema)]
struct BookingBody {
    club: String,
    till: String,
    /// None while nobody knows whose purchase it is.
    member: Option<Uuid>,
    /// The sale; none of somebody who has joined.
    sale: Option<Uuid>,
}

#[derive(Debug, Serialize, ToSchema)]
struct StepBody {
    does: &'static str,
    at_unix_ms: i64,
}

#[derive(Debug, Serialize, ToSchema)]
struct PaymentBody {
    /// At Vipps MobilePay.
    reference: String,
    msn: String,
    sale: Uuid,
    till: String,
    amount: Money,
    captured: i64,
    /// Until when the approved money is sure to be there.
    capture_guaranteed_until_unix_ms: Option<i64>,
}

#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct Page {
    /// The `next` of the page before.
    after: Option<String>,
    /// 1 to 100; 100 if left out.
    limit: Option<u32>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settle {
    /// `look_again`, `give_back` (approved money), or `accept` (it was looked at and put right).
    #[schema(value_type = String, example = "look_again")]
    how: Settling,
}

/// What waits for a person: what it is, since when, the next step that happens by itself, and what
/// can be done about it.
#[utoipa::path(get, path = "/v1/unresolved", tag = "operation", params(Page),
    responses((status = 200, body = UnresolvedBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn list_unresolved(
    State(app): State<App>,
    caller: Caller,
    Query(page): Query<Page>,
) -> Result<Json<UnresolvedBody>, Problem> {
    let after = page.after.map(|text| place_of(&text).ok_or_else(place_unknown)).transpose()?;
    let limit = page.limit.unwrap_or(UNRESOLVED_PAGE_MAX).clamp(1, UNRESOLVED_PAGE_MAX);
    let items = app.engine.unresolved(&caller.merchant, after, limit).await?;
    let is_full = u32::try_from(items.len()).is_ok_and(|count| count == limit);
    let next = items.last().filter(|_| is_full).map(place_text);
    let units = app.engine.unresolved_units(&caller.merchant)?;
    Ok(Json(UnresolvedBody {
        sales_units: units.iter().map(unit_body).collect(),
        items: items.iter().map(item_body).collect(),
        next,
    }))
}

/// Does what a person decided. Journalled at the payment's till. Answers with the item as it is
/// then, or with null if it does not wait for anybody any more.
#[utoipa::path(post, path = "/v1/unresolved/{kind}/{id}/settle", tag = "operation",
    request_body = Settle,
    params(("kind" = String, Path), ("id" = String, Path),
           ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = Option<ItemBody>), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn settle(
    State(app): State<App>,
    caller: Caller,
    call: Call,
    Path((kind, id)): Path<(String, String)>,
    body: Body<Settle>,
) -> Result<Response, Problem> {
    let kind = Kind::parse(&kind).ok_or(EngineError::from(Refusal::NothingToDecide))?;
    let id = AggregateId { kind, key: id };
    let shows = (StatusCode::OK, Resource::Unresolved(id.clone()));
    let engine = app.engine.clone();
    let how = body.value.how;
    let perform = async |answer| {
        let request = caller.office_request(&app, answer)?;
        engine.settle(&request, &id, how).await
    };
    app.once(&caller, call, body.sha256, shows, perform).await
}

/// A place is `since.kind.key`; callers hand it back as it is.
fn place_text(item: &UnresolvedItem) -> String {
    format!("{}.{}.{}", item.since_unix_ms, item.id.kind.as_str(), item.id.key)
}

fn place_of(text: &str) -> Option<UnresolvedPlace> {
    let mut parts = text.splitn(3, '.');
    let since_unix_ms = parts.next()?.parse().ok()?;
    let kind = Kind::parse(parts.next()?)?;
    Some((since_unix_ms, AggregateId { kind, key: parts.next()?.to_owned() }))
}

fn place_unknown() -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "page_unknown", "Hand in `after` as it was handed out.")
}

fn unit_body(trouble: &UnresolvedUnit) -> UnitBody {
    use engine::Unavailable::{Failing, KeysRefused, Silent};
    let (what, detail) = match trouble.trouble {
        UnitTrouble::Unavailable(Silent | Failing) => (
            "unavailable",
            "Vipps MobilePay can't be reached. Other tenders go on; it is tried again by itself.",
        ),
        UnitTrouble::Unavailable(KeysRefused) => (
            "keys_refused",
            "Vipps MobilePay does not accept the keys. Look at client id, client secret, \
             subscription key and merchant serial number in the settings.",
        ),
        UnitTrouble::Webhooks => (
            "webhooks",
            "The webhooks can't be registered. Payments go on and are learnt of by polling.",
        ),
    };
    UnitBody {
        msn: trouble.unit.msn.to_string(),
        what,
        detail,
        since_unix_ms: trouble.since_unix_ms,
        next_try_at_unix_ms: trouble.next_try_at_unix_ms,
    }
}

pub(super) fn item_body(item: &UnresolvedItem) -> ItemBody {
    let payment = item.payment.as_deref();
    let booking = item.booking.as_deref();
    let trouble = payment.and_then(Payment::trouble).map(|(what, _)| what);
    let of_booking = booking.and_then(Booking::trouble).map(|(what, _)| what);
    let is_parked = item.parked_until_unix_ms.is_some();
    let (what, detail) = match (trouble, of_booking) {
        _ if is_parked => PARKED,
        (Some(trouble), _) => words(trouble),
        (None, Some(trouble)) => words_of_booking(trouble),
        (None, None) => words(Trouble::RefundRefused),
    };
    let next_step = match item.parked_until_unix_ms {
        Some(at_unix_ms) => Some(StepBody { does: "Look at it again.", at_unix_ms }),
        None => {
            let tell = booking.and_then(Booking::duty);
            let tell = tell
                .map(|due| StepBody { does: "Tell the club again.", at_unix_ms: due.at_unix_ms });
            payment.and_then(Payment::duty).as_ref().map(step).or(tell)
        }
    };
    ItemBody {
        kind: item.id.kind.as_str(),
        id: item.id.key.clone(),
        what,
        detail,
        since_unix_ms: item.since_unix_ms,
        next_step,
        actions: if is_parked {
            vec![Settling::LookAgain]
        } else {
            let of_booking = booking.map(Booking::settlings);
            payment.map(Payment::settlings).or(of_booking).unwrap_or_default()
        },
        payment: payment.map(|payment| PaymentBody {
            reference: payment.plan.reference.clone(),
            msn: payment.plan.sales_unit.msn.to_string(),
            sale: payment.plan.sale.0,
            till: payment.plan.context.till.to_string(),
            amount: payment.plan.amount.into(),
            captured: payment.seen.captured_minor,
            capture_guaranteed_until_unix_ms: payment.capture_guaranteed_until_unix_ms,
        }),
        booking: booking.map(|booking| BookingBody {
            club: booking.club.to_string(),
            till: booking.context.till.to_string(),
            member: booking.member.map(|member| member.0),
            sale: booking.entries.iter().find_map(|entry| match entry.what {
                Bookable::Bought { sale } | Bookable::Sought { sale } => Some(sale.0),
                _ => None,
            }),
        }),
    }
}

const PARKED: (&str, &str) = (
    "parked",
    "It failed five times in a row and is looked at again every 15 minutes. The log says why; when \
     that is put right, have it looked at at once.",
);

fn words_of_booking(trouble: BookingTrouble) -> (&'static str, &'static str) {
    match trouble {
        BookingTrouble::Late => (
            "booking_late",
            "The club's own system does not say that it has booked this. It is told again by itself, \
             and nothing is lost; look whether that system is well.",
        ),
        BookingTrouble::Refused(BookingRefusal::MemberUnknown) => (
            "booking_refused",
            "The club's own system says that it has no such member. Put that right there and have it \
             told again, or accept that the club is not told of this.",
        ),
        BookingTrouble::Refused(BookingRefusal::PurchaseUnknown) => (
            "booking_refused",
            "Wares came back, and the club's own system says that it has no such purchase. Put that \
             right there and have it told again, or accept that the club is not told of this.",
        ),
        BookingTrouble::Refused(BookingRefusal::ReservationEnded) => (
            "booking_refused",
            "Points have paid for a sale, and the club's own system does not keep them for it any more. \
             Take them off there and accept this, or have it told again.",
        ),
        BookingTrouble::Refused(BookingRefusal::Other) => (
            "booking_refused",
            "The club's own system refused what it was told; its log says why. Put that right there \
             and have it told again, or accept that the club is not told of this.",
        ),
    }
}

fn words(trouble: Trouble) -> (&'static str, &'static str) {
    match trouble {
        Trouble::Abandoned => (
            "abandoned",
            "Given up while nobody knew whether it had arrived. It is watched to its end; money that \
             comes is given back.",
        ),
        Trouble::AwaitsClaim => (
            "awaits_claim",
            "The customer approved while it was being cancelled. Finish the sale at the till, or give \
             the money back.",
        ),
        Trouble::CaptureLate => (
            "capture_late",
            "The customer approved and Vipps MobilePay does not say whether the money is taken. It is \
             asked for again by itself, and is sure to be there until the time that is told here.",
        ),
        Trouble::CaptureStuck => (
            "capture_stuck",
            "The customer approved and the money can't be taken. Give it back and take another \
             tender.",
        ),
        Trouble::ReleaseStuck => (
            "release_stuck",
            "Approved money can't be given back. Cancel the payment in the portal of Vipps MobilePay.",
        ),
        Trouble::TakenAfterAll => (
            "taken_after_all",
            "Money was taken although the till had done with the request. Give it back, or return it \
             to the customer otherwise and accept this.",
        ),
        Trouble::RefundRefused => (
            "refund_refused",
            "Vipps MobilePay refused to give money back. Pay it out by another tender at the till: \
             the customer waits for it.",
        ),
        Trouble::RefundedElsewhere => (
            "refunded_elsewhere",
            "More was given back than was asked for here: by somebody in the portal, say. Compare it \
             with the portal, then accept this.",
        ),
        Trouble::Contradiction => (
            "contradiction",
            "What Vipps MobilePay told of it contradicts itself. Compare it with the portal, then \
             accept this.",
        ),
    }
}

fn step(due: &Due<PaymentDuty>) -> StepBody {
    let does = match due.duty {
        PaymentDuty::SendCreate => "Send the request.",
        PaymentDuty::Check => "Look at the payment.",
        PaymentDuty::SendCapture => "Take the money.",
        PaymentDuty::SendCancel => "Take the request back.",
        PaymentDuty::SendRelease | PaymentDuty::SendRefund => "Give the money back.",
    };
    StepBody { does, at_unix_ms: due.at_unix_ms }
}
