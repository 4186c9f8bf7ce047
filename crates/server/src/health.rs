//! Whether the process lives, whether it can serve, and its figures.

use crate::App;
use crate::api::{Caller, Problem};
use crate::pages::is_made_here;
use crate::roles::Right;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};

pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/livez", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics).layer(Extension(Right::SeeSales)))
}

async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    match app.engine.store().ping().await {
        Ok(()) => (StatusCode::OK, "ok\n"),
        Err(error) => {
            tracing::error!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database can't be used\n")
        }
    }
}

/// From this machine, or with an API key of any role: the figures tell how business goes.
async fn metrics(State(app): State<App>, mut parts: Parts) -> Result<Response, Problem> {
    if !is_made_here(&parts) {
        Caller::from_request_parts(&mut parts, &app).await?;
    }
    let text = app.engine.metrics().await?;
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response())
}
