//! The service over HTTP: the API under `/v1` for other people's tills, our own till and customer
//! display as pages, and the receiver of Vipps MobilePay's webhooks.

mod api;
mod codes;
mod discounts;
mod health;
mod imports;
mod joining;
mod pages;
mod paper;
mod people;
mod refused;
mod roles;
mod settings;
mod webhooks;
mod words;

pub use api::openapi_json;
pub use paper::{
    CodePage, Columns, PrinterSettings, Printing, ReceiptSettings, Seller, WhenPrinted,
};
pub use people::{PIN_DIGITS_MIN, Person, Secret, SecretError, TYPED_BYTES_MAX};
pub use roles::Role;
pub use settings::{ApiKey, Settings, TILL_LOCK_S, ToldPerson};
pub use webhooks::receiver;

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use engine::Engine;
use std::sync::Arc;

/// What every handler has.
#[derive(Clone)]
pub struct App {
    engine: Engine,
    settings: Arc<Settings>,
    in_flight: api::InFlight,
    attempts: Arc<people::Attempts>,
    turns: paper::Turns,
    imports: imports::Imports,
}

impl App {
    pub fn new(engine: Engine, settings: Settings) -> Self {
        Self {
            engine,
            settings: Arc::new(settings),
            in_flight: api::InFlight::default(),
            attempts: Arc::default(),
            turns: paper::Turns::default(),
            imports: imports::Imports::default(),
        }
    }
}

/// The whole service.
pub fn router(app: App) -> Router {
    handlers(app).layer(axum::middleware::from_fn(to_the_end))
}

/// The same for a caller who polls every request to its end, or means to break it off.
pub fn handlers(app: App) -> Router {
    Router::new()
        .merge(api::router())
        .merge(pages::router(&app))
        .merge(webhooks::router())
        .merge(health::router())
        .with_state(app)
}

/// Lets a request run to its end although its client has gone: what was committed is announced.
async fn to_the_end(request: Request, next: Next) -> Response {
    match tokio::spawn(next.run(request)).await {
        Ok(response) => response,
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
