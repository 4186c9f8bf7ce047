//! `POST /v1/vouchers/{voucher}/withdraw`

use super::super::auth::Caller;
use super::super::body::Body;
use super::super::idempotency::Call;
use super::super::problem::{Problem, ProblemBody};
use super::super::resource::Resource;
use super::VoucherBody;
use super::read::id;
use crate::App;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use checkout::VoucherReason;
use serde::Deserialize;
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Withdraw {
    /// `mistake`, `misuse`: its code is where it should not be, or `ended`: before its time.
    #[schema(value_type = String, example = "misuse")]
    reason: VoucherReason,
}

/// Takes a voucher out of use for good. One that is on a sale is taken off there first; one that is used stays
/// so.
#[utoipa::path(post, path = "/v1/vouchers/{voucher}/withdraw", tag = "vouchers",
    request_body = Withdraw,
    params(("voucher" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = VoucherBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn withdraw_voucher(
    State(app): State<App>,
    caller: Caller,
    call: Call,
    Path(voucher): Path<String>,
    body: Body<Withdraw>,
) -> Result<Response, Problem> {
    let (voucher, reason) = (id(&voucher)?, body.value.reason);
    if reason == VoucherReason::Erased {
        let words = "reason: that is said of a member's voucher when the member is erased.";
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "voucher_impossible", words));
    }
    let shows = (StatusCode::OK, Resource::Voucher(voucher));
    let perform = async |answer| {
        let request = caller.office_request(&app, answer)?;
        app.engine.withdraw_voucher(&request, voucher, reason).await
    };
    app.once(&caller, call, body.sha256, shows, perform).await
}
