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

use crate::operations::Operations as _;
use crate::simulator::Simulator;

pub(crate) fn routes() -> Router<Simulator> {
    Router::new()
        .operation("discoverOpenIdConfiguration", discovery::document)
        .operation("getKeySet", discovery::key_set)
        .operation("fetchLoginToken", token::exchange)
        .operation("startLogin", backchannel::start)
        .operation("userExists", user_exists::exists)
        .operation("getUserInfo", userinfo::userinfo)
        .operation("getUserInfoOfPayment", payment_userinfo::userinfo)
}
