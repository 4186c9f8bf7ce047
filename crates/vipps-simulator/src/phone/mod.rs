//! The customers' phones as pages: the personal QR, incoming requests, the consent screen and
//! receipts. Plain forms work without script; with it, a stream of server-rendered regions keeps
//! the page live.

mod act;
mod assets;
mod check_in;
mod done;
mod link;
pub(crate) mod pages;
pub(crate) mod qr_picture;
mod receipts;
mod requests;
mod screen;
mod stream;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use axum::routing::{get, post};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::control;
use crate::simulator::Simulator;

/// Nothing from elsewhere, nothing inline.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-src 'self'; frame-ancestors 'self'";

pub(crate) fn routes() -> Router<Simulator> {
    Router::new()
        .route("/simulator", get(control::page::page))
        .route("/simulator/", get(control::page::page))
        .route("/phones", get(pages::phones))
        .route("/phones/{msisdn}", get(pages::phone))
        .route("/phones/{msisdn}/stream", get(stream::stream))
        .route("/phones/{msisdn}/open", post(link::open))
        .route("/phones/{msisdn}/payments/{msn}/{reference}/{answer}", post(act::payment))
        .route("/phones/{msisdn}/logins/{auth_req_id}/{answer}", post(act::login))
        .route("/pay/{link}", get(link::page).post(link::choose))
        .route("/check-in/{link}", get(check_in::page).post(check_in::choose))
        .route("/assets/{name}", get(assets::asset))
        .layer(fixed(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(header::REFERRER_POLICY, "no-referrer"))
        .layer(fixed(header::CACHE_CONTROL, "no-store"))
}

fn fixed(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}
