//! The body of a request: read whole, within its limit, and taken for what it must be.

use super::problem::Problem;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

/// A JSON body, and the SHA-256 of its bytes: a repeat under the same key must have the same.
pub(crate) struct Body<T> {
    pub(crate) value: T,
    pub(crate) sha256: [u8; 32],
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| {
            let status = rejection.status();
            if status == StatusCode::PAYLOAD_TOO_LARGE {
                Problem::new(status, "body_too_large", "The body may be 64 KiB at most.")
            } else {
                Problem::new(StatusCode::BAD_REQUEST, "body_unreadable", "The body was cut short.")
            }
        })?;
        // A call without arguments may come without a body.
        let json: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
        let value = serde_json::from_slice(json).map_err(|error| {
            // The parser's message names the place and the field, and may repeat a value: the
            // place alone is told.
            let (line, column) = (error.line(), error.column());
            let (code, what) = if error.is_data() {
                ("body_invalid", "A field is missing, unknown, or of the wrong kind")
            } else {
                ("malformed_json", "The body is not JSON")
            };
            let status = StatusCode::BAD_REQUEST;
            let place = format!("{what}: look at line {line}, column {column}.");
            Problem::new(status, code, format!("{place} /v1/openapi.json says what fits."))
        })?;
        Ok(Self { value, sha256: Sha256::digest(&bytes).into() })
    }
}

/// The body of a call that takes no arguments: none, or `{}`.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}
