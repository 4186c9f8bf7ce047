//! `PUT /v1/sales/{sale}/lines/{line}/discount` and `POST /v1/sales/{sale}/undo`

use super::super::body::{Body, Nothing};
use super::super::problem::{Problem, ProblemBody};
use super::super::resource::SaleBody;
use super::SaleCall;
use super::lines::line_id;
use crate::discounts::percent_max;
use axum::extract::Path;
use axum::response::Response;
use checkout::{DiscountReason, HandDiscount};
use serde::Deserialize;
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDiscount {
    /// Off the whole line, minor units. 0 takes back what was given before.
    #[schema(example = 5_000)]
    amount: i64,
    /// `damaged`, `short_dated`, `price_match`, `goodwill` or `mistake`.
    #[schema(value_type = String, example = "damaged")]
    reason: DiscountReason,
}

/// Takes something off a line by hand. More than a cashier may give takes a manager's key.
#[utoipa::path(put, path = "/v1/sales/{sale}/lines/{line}/discount", tag = "sales",
    request_body = NewDiscount, params(("sale" = uuid::Uuid, Path), ("line" = u32, Path)),
    responses((status = 200, body = SaleBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn set_discount(
    call: SaleCall,
    path: Path<(String, String)>,
    body: Body<NewDiscount>,
) -> Result<Response, Problem> {
    let NewDiscount { amount, reason } = body.value;
    let percent_max = percent_max(call.app.engine.shop(&call.caller.merchant)?, call.caller.role);
    let order = HandDiscount { line: line_id(&path.1)?, minor: amount, reason, percent_max };
    call.act(body.sha256, async |engine, request, sale| {
        engine.set_discount(&request, sale, order).await
    })
    .await
}

/// Undoes the newest change of a line: one added, its quantity, its discount, or its removal. The journal
/// shows both.
#[utoipa::path(post, path = "/v1/sales/{sale}/undo", tag = "sales",
    params(("sale" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = SaleBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn undo_change(call: SaleCall, body: Body<Nothing>) -> Result<Response, Problem> {
    call.act(body.sha256, async |engine, request, sale| engine.undo_change(&request, sale).await)
        .await
}
