//! Login API, merchant-initiated: discovery and keys, the request to the customer's phone (CIBA),
//! which ends in the app or in the phone's browser, the token endpoint, userinfo with consents,
//! and the notice of a consent that was withdrawn.

mod backchannel;
mod client;
pub(crate) mod consent;
mod discovery;
mod error;
pub(crate) mod keys;
mod payment_userinfo;
mod revocation;
pub(crate) mod session;
mod token;
mod user_exists;
mod userinfo;

use axum::Router;
use axum::routing::{get, post};

use crate::simulator::Simulator;

pub(crate) fn routes() -> Router<Simulator> {
    Router::new()
        .route(discovery::DOCUMENT_PATH, get(discovery::document))
        .route(discovery::KEY_SET_PATH, get(discovery::key_set))
        .route(discovery::TOKEN_PATH, post(token::exchange))
        .route(discovery::BACKCHANNEL_PATH, post(backchannel::start))
        .route("/vipps-login-ciba/api/v1/user-exists", post(user_exists::exists))
        .route("/vipps-userinfo-api/userinfo", get(userinfo::userinfo))
        .route("/vipps-userinfo-api/userinfo/{sub}", get(payment_userinfo::userinfo))
        .route("/vipps-userinfo-api/userinfo/", get(userinfo::userinfo))
}
