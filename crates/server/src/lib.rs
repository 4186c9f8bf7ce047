//! The service over HTTP: the API under `/v1` for other people's tills, our own till and customer
//! display as pages, and the receiver of Vipps MobilePay's webhooks.

mod api;
mod health;
mod pages;
mod settings;
mod webhooks;

pub use api::openapi_json;
pub use settings::{ApiKey, Settings};

use axum::Router;
use engine::Engine;
use std::sync::Arc;

/// What every handler has.
#[derive(Clone)]
pub struct App {
    engine: Engine,
    settings: Arc<Settings>,
    in_flight: api::InFlight,
}

impl App {
    pub fn new(engine: Engine, settings: Settings) -> Self {
        Self { engine, settings: Arc::new(settings), in_flight: api::InFlight::default() }
    }
}

/// The whole service.
pub fn router(app: App) -> Router {
    Router::new()
        .merge(api::router())
        .merge(pages::router())
        .merge(webhooks::router())
        .merge(health::router())
        .with_state(app)
}
