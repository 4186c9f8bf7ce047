//! `GET /v1/sales/{sale}`

use super::super::problem::{Problem, ProblemBody};
use super::super::resource::{SaleBody, show};
use super::SaleCall;
use axum::http::StatusCode;
use axum::response::Response;

/// A sale or a return as it is now.
#[utoipa::path(get, path = "/v1/sales/{sale}", tag = "sales",
    params(("sale" = uuid::Uuid, Path)),
    responses((status = 200, body = SaleBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn read_sale(call: SaleCall) -> Result<Response, Problem> {
    Ok(show(StatusCode::OK, call.document().await?))
}
