//! QR API: what a scanned personal QR or a check-in says about the customer, codes that lead to a
//! merchant's page, codes that check a customer in at a till, and pictures of them all.

pub(crate) mod callback;
pub(crate) mod check_in;
mod error;
pub(crate) mod exchange;
mod one_time;
pub(crate) mod personal;
mod picture;
pub(crate) mod redirect;
mod wanted;

use axum::Router;

use serde::{Deserialize, Serialize};

use crate::operations::Operations as _;
use crate::qr::callback::CallbackCodes;
use crate::qr::check_in::CheckIns;
use crate::qr::personal::PersonalCodes;
use crate::qr::redirect::RedirectCodes;
use crate::simulator::Simulator;

/// How many codes of each kind, and how many check-ins, are remembered; the oldest are forgotten
/// first.
const CODES_KEPT: usize = 10_000;

/// What the QR API remembers.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Codes {
    pub(crate) redirects: RedirectCodes,
    pub(crate) callbacks: CallbackCodes,
    pub(crate) check_ins: CheckIns,
    #[serde(default)]
    pub(crate) personal: PersonalCodes,
}

pub(crate) fn routes() -> Router<Simulator> {
    Router::new()
        .operation("createOneTimeQr", one_time::create)
        .operation("exchangeQr", exchange::exchange)
        .operation("exchangeCustomerToken", check_in::exchange)
        .operation("createRedirectQr", redirect::create)
        .operation("listRedirectQrs", redirect::list)
        .operation("getRedirectQr", redirect::read)
        .operation("updateRedirectQr", redirect::update)
        .operation("deleteRedirectQr", redirect::remove)
        .operation("followRedirectQr", redirect::follow)
        .operation("putCallbackQr", callback::put)
        .operation("putMobilePayQr", callback::put_mobilepay)
        .operation("listCallbackQrs", callback::list)
        .operation("getCallbackQr", callback::read)
        .operation("deleteCallbackQr", callback::remove)
        .operation("getQrPicture", picture::picture)
}
