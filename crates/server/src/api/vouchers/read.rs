//! `GET /v1/vouchers`, `GET /v1/vouchers/{voucher}`

use super::super::auth::Caller;
use super::super::problem::{Problem, ProblemBody};
use super::VoucherBody;
use crate::App;
use axum::Json;
use axum::extract::{Path, Query, State};
use checkout::{Refusal, VoucherId};
use engine::EngineError;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The most vouchers of one page.
const PAGE_MAX: u32 = 100;

#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct Page {
    /// The `next` of the page before.
    after: Option<String>,
    /// 1 to 100; 100 if left out.
    limit: Option<u32>,
}

/// A page of vouchers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VouchersBody {
    vouchers: Vec<VoucherBody>,
    /// Hand it in as `after` for the next page; none on the last.
    next: Option<String>,
}

/// All vouchers that were ever issued, in the order of their ids, which says nothing.
#[utoipa::path(get, path = "/v1/vouchers", tag = "vouchers", params(Page),
    responses((status = 200, body = VouchersBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn list_vouchers(
    State(app): State<App>,
    caller: Caller,
    Query(page): Query<Page>,
) -> Result<Json<VouchersBody>, Problem> {
    let after = page.after.as_deref().map(id).transpose()?;
    let limit = page.limit.unwrap_or(PAGE_MAX).clamp(1, PAGE_MAX);
    let vouchers = app.engine.vouchers(&caller.merchant, after, limit).await?;
    let is_full = u32::try_from(vouchers.len()).is_ok_and(|count| count == limit);
    let next = vouchers.last().filter(|_| is_full).map(|last| last.id.to_string());
    let vouchers = vouchers.into_iter().map(VoucherBody::from).collect();
    Ok(Json(VouchersBody { vouchers, next }))
}

/// A voucher, and what has become of it.
#[utoipa::path(get, path = "/v1/vouchers/{voucher}", tag = "vouchers",
    params(("voucher" = uuid::Uuid, Path)),
    responses((status = 200, body = VoucherBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn read_voucher(
    State(app): State<App>,
    caller: Caller,
    Path(voucher): Path<String>,
) -> Result<Json<VoucherBody>, Problem> {
    let (voucher, _) = app.engine.voucher(&caller.merchant, id(&voucher)?).await?;
    Ok(Json(voucher.into()))
}

pub(super) fn id(text: &str) -> Result<VoucherId, Problem> {
    Ok(text.parse().map_err(|_| EngineError::from(Refusal::VoucherUnknown))?)
}
