//! `POST /v1/sales/{sale}/payment-request` and what may be said of it afterwards

use super::super::body::{Body, Nothing};
use super::super::problem::{Problem, ProblemBody};
use super::super::resource::SaleBody;
use super::SaleCall;
use axum::response::Response;
use checkout::{Claim, PaymentFlow};
use serde::Deserialize;
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClaimPayment {
    /// `finish` takes the money and completes the sale; `release` gives it back.
    #[schema(value_type = String, example = "finish")]
    claim: Claim,
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPayment {
    /// Minor units; all that is due if left out.
    amount: Option<i64>,
    /// Whether the customer scans a QR, which `payment-request/qr` has, rather than finds the request in
    /// the app.
    #[serde(default)]
    by_qr: bool,
}

/// Pushes a payment request for what is due, or a part of it, with the receipt, to the customer's
/// phone. The sale completes by itself when all is captured.
#[utoipa::path(post, path = "/v1/sales/{sale}/payment-request", tag = "sales",
    request_body = NewPayment,
    params(("sale" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = SaleBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn request_payment(
    call: SaleCall,
    body: Body<NewPayment>,
) -> Result<Response, Problem> {
    let NewPayment { amount, by_qr } = body.value;
    let flow = by_qr.then_some(PaymentFlow::Qr);
    call.act(body.sha256, async |engine, request, sale| {
        engine.request_payment(&request, sale, amount, flow).await.map(|_| ())
    })
    .await
}

/// Takes the open request back. If the customer was faster, the payment says so (`awaits_claim`).
#[utoipa::path(post, path = "/v1/sales/{sale}/payment-request/cancel", tag = "sales",
    params(("sale" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = SaleBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn cancel_payment(
    call: SaleCall,
    body: Body<Nothing>,
) -> Result<Response, Problem> {
    call.act(body.sha256, async |engine, request, sale| engine.cancel_payment(&request, sale).await)
        .await
}

/// Says what becomes of money that was approved while the request was being cancelled.
#[utoipa::path(post, path = "/v1/sales/{sale}/payment-request/claim", tag = "sales",
    request_body = ClaimPayment,
    params(("sale" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = SaleBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn claim_payment(
    call: SaleCall,
    body: Body<ClaimPayment>,
) -> Result<Response, Problem> {
    let claim = body.value.claim;
    call.act(body.sha256, async |engine, request, sale| {
        engine.claim_payment(&request, sale, claim).await
    })
    .await
}
