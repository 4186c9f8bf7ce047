//! `POST /v1/sales/{sale}/membership-request`

use super::super::body::{Body, Nothing};
use super::super::problem::{Problem, ProblemBody};
use super::super::resource::SaleBody;
use super::SaleCall;
use axum::response::Response;

/// Pushes a membership request to the customer's phone. The answer has the binding message to show;
/// the outcome comes with the sale's events.
#[utoipa::path(post, path = "/v1/sales/{sale}/membership-request", tag = "sales",
    params(("sale" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = SaleBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn request_membership(
    call: SaleCall,
    body: Body<Nothing>,
) -> Result<Response, Problem> {
    call.act(body.sha256, async |engine, request, sale| {
        engine.request_membership(&request, sale).await.map(|_| ())
    })
    .await
}
