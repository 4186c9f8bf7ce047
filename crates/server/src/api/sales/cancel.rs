//! `POST /v1/sales/{sale}/cancel`

use super::super::body::{Body, Nothing};
use super::super::problem::{Problem, ProblemBody};
use super::super::resource::SaleBody;
use super::SaleCall;
use axum::response::Response;

/// Ends a sale that was not paid.
#[utoipa::path(post, path = "/v1/sales/{sale}/cancel", tag = "sales",
    params(("sale" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = SaleBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn cancel_sale(call: SaleCall, body: Body<Nothing>) -> Result<Response, Problem> {
    call.act(body.sha256, async |engine, request, sale| engine.cancel_sale(&request, sale).await)
        .await
}
