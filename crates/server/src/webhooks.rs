//! Where Vipps MobilePay reports to: verify, store, answer. What is behind it acts later.

use crate::App;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use engine::{RevocationOutcome, WebhookOutcome, WebhookRequest};

/// An event has some hundred bytes; one with the customer's details some thousand.
const BODY_BYTES_MAX: usize = 64 * 1024;

/// The receiver alone, for a look whether webhooks arrive.
pub fn receiver(app: App) -> Router {
    router().with_state(app)
}

pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/webhooks/vipps/{registration}", post(receive))
        .route("/webhooks/vipps-consent/{name}", post(consent_revoked))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
}

async fn receive(
    State(app): State<App>,
    Path(registration): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let request = WebhookRequest { registration: &registration, header: &header, body: &body };
    match app.engine.receive(&request).await {
        Ok(WebhookOutcome::Accepted) => StatusCode::OK.into_response(),
        Ok(WebhookOutcome::SecretUnknown) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        // For whoever sets up the proxy; a stranger learns nothing that is not published.
        Ok(WebhookOutcome::Unsigned(error)) => {
            (StatusCode::UNAUTHORIZED, error.to_string()).into_response()
        }
        Ok(WebhookOutcome::Unreadable) => StatusCode::BAD_REQUEST.into_response(),
        Err(error) => {
            tracing::error!(%error, "a webhook could not be stored");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// A member shares nothing with the club any more. Not one of the Webhooks API's: unsigned, sent once.
async fn consent_revoked(
    State(app): State<App>,
    Path(name): Path<String>,
    body: Bytes,
) -> Response {
    match app.engine.consent_revoked(&name, &body).await {
        Ok(RevocationOutcome::Accepted) => StatusCode::OK.into_response(),
        Ok(RevocationOutcome::AddressUnknown) => StatusCode::NOT_FOUND.into_response(),
        Ok(RevocationOutcome::Unreadable(error)) => {
            (StatusCode::BAD_REQUEST, error.to_string()).into_response()
        }
        Ok(RevocationOutcome::TooMany) => StatusCode::TOO_MANY_REQUESTS.into_response(),
        Err(error) => {
            tracing::error!(%error, "a notice of a revoked consent could not be stored");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}
