//! `GET /v1/sales/{sale}/payment-request/qr`

use super::super::problem::{Problem, ProblemBody};
use super::SaleCall;
use axum::http::header;
use axum::response::{IntoResponse, Response};

/// The QR of an open request whose `flow` is `qr`, for the customer's display: a PNG. The customer
/// scans it with the phone.
#[utoipa::path(get, path = "/v1/sales/{sale}/payment-request/qr", tag = "sales",
    params(("sale" = uuid::Uuid, Path)),
    responses((status = 200, content_type = "image/png"), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn payment_qr(call: SaleCall) -> Result<Response, Problem> {
    let SaleCall { app, caller, sale, .. } = call;
    let picture = app.engine.payment_qr(&caller.merchant, sale).await?;
    Ok(([(header::CONTENT_TYPE, "image/png")], picture.to_vec()).into_response())
}
