//! The HTTP API: three calls add Vipps MobilePay and the club to a till that exists already.
//!
//! JSON in and out; refusals as problem details (RFC 9457) with a code that stays; an
//! `Idempotency-Key` on a POST makes a lost answer harmless.

mod auth;
mod availability;
mod body;
mod events;
mod idempotency;
mod members;
mod problem;
mod products;
mod resource;
mod sales;
mod unresolved;
mod vouchers;

pub(crate) use auth::Caller;
pub(crate) use idempotency::InFlight;
pub(crate) use members::{csv_part, export_json};
pub(crate) use problem::Problem;
pub(crate) use sales::CounterTender;

use crate::App;
use crate::roles::Right;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Extension, Router};
use std::sync::LazyLock;
use utoipa::OpenApi;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The most that a request's body may be, in bytes.
const BODY_BYTES_MAX: usize = 64 * 1024;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Clubtill",
        version = "1",
        description = "In-store payment and the customer club, over Vipps MobilePay.\n\n\
            Amounts are integers in minor units (øre, cent), tax included. Times are unix \
            milliseconds, UTC. A refusal is a problem (RFC 9457) with a `code` that stays, the \
            `cause` (who can do something about it) and a sentence that names the next step. Send \
            an `Idempotency-Key` with every POST: after a lost answer, send the same again."
    ),
    components(schemas(problem::ProblemBody)),
    security(("key" = []))
)]
struct Document;

/// The calls, and what is told of them: each is written down once, beside its handler.
static CALLS: LazyLock<(Router<App>, utoipa::openapi::OpenApi)> = LazyLock::new(|| {
    let sales = OpenApiRouter::new()
        .routes(routes!(sales::find::find_sales))
        .routes(routes!(sales::read::read_sale))
        .routes(routes!(sales::receipt::read_receipt))
        .routes(routes!(sales::qr::payment_qr))
        .routes(routes!(events::sale_events))
        .routes(routes!(products::find_products))
        .routes(routes!(availability::read_availability));
    let selling = OpenApiRouter::new()
        .routes(routes!(products::look_up_price))
        .routes(routes!(sales::open::open_sale))
        .routes(routes!(sales::scan::scan))
        .routes(routes!(sales::customer::identify_customer, sales::customer::remove_customer))
        .routes(routes!(sales::lines::add_line))
        .routes(routes!(sales::lines::set_quantity, sales::lines::remove_line))
        .routes(routes!(sales::correcting::set_discount))
        .routes(routes!(sales::correcting::undo_change))
        .routes(routes!(sales::membership::request_membership))
        .routes(routes!(sales::membership::cancel_membership))
        .routes(routes!(sales::payment::request_payment))
        .routes(routes!(sales::payment::cancel_payment))
        .routes(routes!(sales::payment::claim_payment))
        .routes(routes!(sales::tenders::add_tender))
        .routes(routes!(sales::tenders::remove_tender))
        .routes(routes!(sales::vouchers::put_voucher_on))
        .routes(routes!(sales::vouchers::take_voucher_off))
        .routes(routes!(sales::receipt::print_receipt))
        .routes(routes!(sales::cancel::cancel_sale))
        .routes(routes!(sales::moving::park_sale))
        .routes(routes!(sales::moving::resume_sale))
        .routes(routes!(sales::moving::take_over_sale))
        .routes(routes!(sales::returns::start_return))
        .routes(routes!(sales::payouts::pay_out));
    let seen_members = OpenApiRouter::new()
        .routes(routes!(members::read::read_member))
        .routes(routes!(members::receipt::consent_receipt))
        .routes(routes!(members::export::export_member))
        .routes(routes!(members::export::export_part));
    let served_members = OpenApiRouter::new()
        .routes(routes!(members::change::change_member))
        .routes(routes!(members::consents::record_consent))
        .routes(routes!(members::points::adjust_points))
        .routes(routes!(members::points::answer_points))
        .routes(routes!(members::status::block_member))
        .routes(routes!(members::status::unblock_member))
        .routes(routes!(members::status::withdraw_member));
    let kept_members = OpenApiRouter::new()
        .routes(routes!(members::import::import_member))
        .routes(routes!(members::status::erase_member))
        .routes(routes!(members::merging::merge_members))
        .routes(routes!(members::merging::unmerge_members));
    let seen_vouchers = OpenApiRouter::new()
        .routes(routes!(vouchers::read::list_vouchers))
        .routes(routes!(vouchers::read::read_voucher));
    let kept_vouchers = OpenApiRouter::new()
        .routes(routes!(vouchers::issue::issue_voucher))
        .routes(routes!(vouchers::withdraw::withdraw_voucher));
    let seen_unresolved = OpenApiRouter::new().routes(routes!(unresolved::list_unresolved));
    let settled = OpenApiRouter::new().routes(routes!(unresolved::settle));
    let (router, mut document) = OpenApiRouter::with_openapi(Document::openapi())
        .merge(with_right(Right::SeeSales, sales))
        .merge(with_right(Right::Sell, selling))
        .merge(with_right(Right::SeeMembers, seen_members))
        .merge(with_right(Right::ServeMembers, served_members))
        .merge(with_right(Right::KeepMembers, kept_members))
        .merge(with_right(Right::SeeVouchers, seen_vouchers))
        .merge(with_right(Right::KeepVouchers, kept_vouchers))
        .merge(with_right(Right::SeeUnresolved, seen_unresolved))
        .merge(with_right(Right::Settle, settled))
        .split_for_parts();
    let scheme = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
    let components = document.components.get_or_insert_default();
    components.security_schemes.insert("key".to_owned(), scheme.into());
    (router, document)
});

/// Calls that take a right. Who has it stands in the description as `x-roles`.
fn with_right(right: Right, calls: OpenApiRouter<App>) -> OpenApiRouter<App> {
    let mut calls = calls.route_layer(Extension(right));
    let roles: Vec<_> = right.roles().collect();
    for path in calls.get_openapi_mut().paths.paths.values_mut() {
        let calls =
            [&mut path.get, &mut path.post, &mut path.put, &mut path.patch, &mut path.delete];
        for operation in calls.into_iter().flatten() {
            let extensions = Extensions::builder().add("x-roles", roles.clone()).build();
            operation.extensions = Some(extensions);
        }
    }
    calls
}

pub(crate) fn router() -> Router<App> {
    let (calls, _) = &*CALLS;
    calls
        .clone()
        .route("/v1/openapi.json", get(openapi))
        .route("/v1/{*rest}", axum::routing::any(no_such_call))
        .layer(axum::extract::DefaultBodyLimit::max(BODY_BYTES_MAX))
}

async fn no_such_call() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "call_unknown",
        "There is no such call. See /v1/openapi.json.",
    )
}

async fn openapi() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], openapi_json())
}

/// The description of the API, OpenAPI 3.1.
pub fn openapi_json() -> String {
    let (_, document) = &*CALLS;
    document.to_pretty_json().expect("a generated document is JSON")
}
