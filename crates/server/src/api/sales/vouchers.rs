//! `POST /v1/sales/{sale}/vouchers`, `DELETE /v1/sales/{sale}/vouchers/{voucher}`

use super::super::body::Body;
use super::super::problem::{Problem, ProblemBody};
use super::super::resource::SaleBody;
use super::SaleCall;
use axum::extract::Path;
use axum::response::Response;
use checkout::{Refusal, VoucherCode, VoucherCodeError};
use engine::EngineError;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PutOn {
    /// As it was read or typed.
    #[schema(example = "CV-1SGA-P36N-BEVZ-T")]
    code: String,
}

/// Puts a voucher on the sale: it is priced with the basket from then on, and no other sale can have it. It is
/// used when the sale completes, if it takes something off, and free again if the sale is called off. A scan of
/// its code does the same.
#[utoipa::path(post, path = "/v1/sales/{sale}/vouchers", tag = "sales", request_body = PutOn,
    params(("sale" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = SaleBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn put_voucher_on(call: SaleCall, body: Body<PutOn>) -> Result<Response, Problem> {
    let code = VoucherCode::parse(&body.value.code).map_err(|error| match error {
        VoucherCodeError::Misread => EngineError::from(checkout::ScanError::Voucher),
        VoucherCodeError::NotACode => EngineError::from(Refusal::VoucherUnknown),
    })?;
    call.act(body.sha256, async |engine, request, sale| {
        engine.put_voucher_on(&request, sale, &code).await
    })
    .await
}

/// Takes a voucher off the sale; it is good again.
#[utoipa::path(delete, path = "/v1/sales/{sale}/vouchers/{voucher}", tag = "sales",
    params(("sale" = uuid::Uuid, Path), ("voucher" = uuid::Uuid, Path)),
    responses((status = 200, body = SaleBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn take_voucher_off(
    call: SaleCall,
    path: Path<(String, String)>,
) -> Result<Response, Problem> {
    let voucher = path.1.parse().map_err(|_| EngineError::from(Refusal::VoucherNotOnSale))?;
    call.act(Sha256::digest([]).into(), async |engine, request, sale| {
        engine.take_voucher_off(&request, sale, voucher).await
    })
    .await
}
