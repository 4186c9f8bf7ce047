//! `POST /v1/sales/{sale}/cancel`

use super::super::body::{Body, Nothing};
use super::super::problem::{Problem, ProblemBody};
use super::super::resource::SaleBody;
use super::SaleCall;
use axum::response::Response;
use engine::Document;

/// Ends a sale that is not completed, or a return that has given nothing back. What the app has paid
/// goes back to the customer (`refunds`); what was taken at the counter is handed back there.
#[utoipa::path(post, path = "/v1/sales/{sale}/cancel", tag = "sales",
    params(("sale" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = SaleBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn cancel_sale(call: SaleCall, body: Body<Nothing>) -> Result<Response, Problem> {
    call.act_on_either(body.sha256, async |engine, request, document| match document {
        Document::Sale(view) => engine.cancel_sale(&request, view.sale.id).await,
        Document::Return(view) => engine.cancel_return(&request, view.returning.id).await,
    })
    .await
}
