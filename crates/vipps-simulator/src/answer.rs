//! A finished HTTP answer as plain data, so that it can be stored beside an idempotency key and
//! given again byte for byte; and the refusals of the gateway that stands before every API.

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// Status, content type and body.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    content_type: &'static str,
    retry_after_s: Option<i64>,
    body: Bytes,
}

impl Answer {
    pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Self {
        Self::with_type(status, "application/json", value)
    }

    pub(crate) fn problem(status: StatusCode, value: &impl Serialize) -> Self {
        Self::with_type(status, "application/problem+json", value)
    }

    fn with_type(status: StatusCode, content_type: &'static str, value: &impl Serialize) -> Self {
        let body = serde_json::to_vec(value).expect("answers have string keys and finite numbers");
        Self { status, content_type, retry_after_s: None, body: Bytes::from(body) }
    }

    pub(crate) fn empty(status: StatusCode) -> Self {
        Self { status, content_type: "", retry_after_s: None, body: Bytes::new() }
    }

    /// Adds the header `Retry-After`.
    pub(crate) fn with_retry_after(mut self, seconds: i64) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }

    /// The gateway's shape, which differs from that of the APIs behind it.
    pub(crate) fn gateway(status: StatusCode, message: &str) -> Self {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Gateway<'a> {
            status_code: u16,
            message: &'a str,
        }
        Self::json(status, &Gateway { status_code: status.as_u16(), message })
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        if !self.content_type.is_empty() {
            let content_type = HeaderValue::from_static(self.content_type);
            response.headers_mut().insert(header::CONTENT_TYPE, content_type);
        }
        if let Some(seconds) = self.retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
