//! QR API: what a scanned personal QR or a check-in says about the customer, codes that lead to a
//! merchant's page, codes that check a customer in at a till, and pictures of them all.

pub(crate) mod callback;
pub(crate) mod check_in;
mod error;
pub(crate) mod exchange;
mod one_time;
mod picture;
pub(crate) mod redirect;
mod wanted;

use axum::Router;
use axum::routing::{get, post, put};

pub(crate) use exchange::owner;

use crate::qr::callback::CallbackCodes;
use crate::qr::check_in::CheckIns;
use crate::qr::redirect::RedirectCodes;
use crate::simulator::Simulator;

/// What the QR API remembers.
#[derive(Default)]
pub(crate) struct Codes {
    pub(crate) redirects: RedirectCodes,
    pub(crate) callbacks: CallbackCodes,
    pub(crate) check_ins: CheckIns,
}

pub(crate) fn routes() -> Router<Simulator> {
    let redirect = get(redirect::read).put(redirect::update).delete(redirect::remove);
    let callback = get(callback::read).put(callback::put).delete(callback::remove);
    Router::new()
        .route("/qr/v1", post(one_time::create))
        .route("/qr/v1/exchange", post(exchange::exchange))
        .route("/qr/v1/exchange/customer", post(check_in::exchange))
        .route("/qr/v1/merchant-redirect", get(redirect::list).post(redirect::create))
        .route("/qr/v1/merchant-redirect/{id}", redirect)
        .route("/qr/v1/merchant-callback", get(callback::list))
        .route("/qr/v1/merchant-callback/{id}", callback)
        .route("/qr/v1/merchant-callback/mobilepay/{id}", put(callback::put_mobilepay))
        .route("/qr/v1/pictures/{link}", get(picture::picture))
        .route("/qr/r/{link}", get(redirect::follow))
}
