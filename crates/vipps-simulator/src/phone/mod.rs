//! The customers' phones as pages: the personal QR, incoming requests, the consent screen, the
//! activity with its receipts, and the clubs. Plain forms and links work without script; with it,
//! a page keeps itself live.

mod act;
mod activity;
mod assets;
mod check_in;
mod clubs;
mod done;
mod home;
mod joinings;
mod link;
mod moment;
pub(crate) mod pages;
mod place;
pub(crate) mod qr_picture;
mod receipts;
mod requests;
mod scanned;
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
        .route("/phones/stream", get(stream::stream))
        .route("/phones/{msisdn}", get(pages::home))
        .route("/phones/{msisdn}/activity", get(pages::activity))
        .route("/phones/{msisdn}/receipts/{msn}/{reference}", get(pages::receipt))
        .route("/phones/{msisdn}/joinings/{auth_req_id}", get(pages::joining))
        .route("/phones/{msisdn}/clubs", get(pages::clubs))
        .route("/phones/{msisdn}/clubs/{msn}/leave", post(clubs::leave))
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
