//! `POST /v1/sales/{sale}/park`, `…/resume` and `…/take-over`

use super::super::body::{Body, Nothing};
use super::super::problem::{Problem, ProblemBody};
use super::super::resource::{Resource, SaleBody};
use super::SaleCall;
use axum::http::StatusCode;
use axum::response::Response;
use checkout::TillId;
use serde::Deserialize;
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AtTill {
    /// The till that goes on with the sale; of the same store.
    #[schema(example = "1")]
    till: String,
}

/// Puts a sale aside, and frees its till. An open payment request, or a part that is paid, must be
/// settled first.
#[utoipa::path(post, path = "/v1/sales/{sale}/park", tag = "sales",
    params(("sale" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = SaleBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn park_sale(call: SaleCall, body: Body<Nothing>) -> Result<Response, Problem> {
    call.act(body.sha256, async |engine, request, sale| engine.park_sale(&request, sale).await)
        .await
}

/// Goes on with a parked sale at a till.
#[utoipa::path(post, path = "/v1/sales/{sale}/resume", tag = "sales", request_body = AtTill,
    params(("sale" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = SaleBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn resume_sale(call: SaleCall, body: Body<AtTill>) -> Result<Response, Problem> {
    let (till, sale) = (TillId::new(body.value.till), call.sale);
    let shows = (StatusCode::OK, Resource::Sale(sale));
    call.act_at(&till, body.sha256, shows, async |engine, request| {
        engine.resume_sale(&request, sale).await
    })
    .await
}

/// Takes an open sale from the till that has it, with its open payment request if there is one.
#[utoipa::path(post, path = "/v1/sales/{sale}/take-over", tag = "sales", request_body = AtTill,
    params(("sale" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = SaleBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn take_over_sale(
    call: SaleCall,
    body: Body<AtTill>,
) -> Result<Response, Problem> {
    let (till, sale) = (TillId::new(body.value.till), call.sale);
    let shows = (StatusCode::OK, Resource::Sale(sale));
    call.act_at(&till, body.sha256, shows, async |engine, request| {
        engine.take_over_sale(&request, sale).await
    })
    .await
}
