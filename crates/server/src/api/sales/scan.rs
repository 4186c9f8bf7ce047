//! `POST /v1/sales/{sale}/scan`

use super::super::body::Body;
use super::super::problem::{Problem, ProblemBody};
use super::super::resource::SaleBody;
use super::SaleCall;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scan {
    /// Everything that the scanner read, or somebody typed.
    #[schema(example = "7038010009457")]
    text: String,
}

/// Hands in a scan: a customer's personal QR, a product barcode, a voucher, or a phone number, told apart by
/// content, at any step of the sale. What a scanner set to a US keyboard typed on a Nordic one
/// (`httpsØ--qr.vipps.no-28-…`) is read as it was meant.
#[utoipa::path(post, path = "/v1/sales/{sale}/scan", tag = "sales", request_body = Scan,
    params(("sale" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = SaleBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn scan(call: SaleCall, body: Body<Scan>) -> Result<Response, Problem> {
    let text = body.value.text;
    call.act(body.sha256, async |engine, request, sale| {
        engine.scan(&request, sale, &text, None).await.map(|_| ())
    })
    .await
}
