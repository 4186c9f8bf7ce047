//! A finished HTTP answer as plain data, so that it can be stored beside an idempotency key and
//! given again byte for byte; and the refusals of the gateway that stands before every API.

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

/// Status, content type and body.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Answer {
    #[serde(with = "status_number")]
    pub(crate) status: StatusCode,
    content: Content,
    retry_after_s: Option<i64>,
    #[serde(with = "crate::stored::text")]
    body: Bytes,
}

/// What the body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Content {
    Nothing,
    Json,
    Problem,
}

/// A status stored as its number.
mod status_number {
    use axum::http::StatusCode;
    use serde::de::{Deserializer, Error as _};
    use serde::ser::Serializer;
    use serde::{Deserialize as _, Serialize as _};

    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
    pub(super) fn serialize<S: Serializer>(
        status: &StatusCode,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        status.as_u16().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<StatusCode, D::Error> {
        StatusCode::from_u16(u16::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl Answer {
    pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Self {
        Self::with_content(status, Content::Json, value)
    }

    pub(crate) fn problem(status: StatusCode, value: &impl Serialize) -> Self {
        Self::with_content(status, Content::Problem, value)
    }

    fn with_content(status: StatusCode, content: Content, value: &impl Serialize) -> Self {
        let body = serde_json::to_vec(value).expect("answers have string keys and finite numbers");
        Self { status, content, retry_after_s: None, body: Bytes::from(body) }
    }

    pub(crate) fn empty(status: StatusCode) -> Self {
        Self { status, content: Content::Nothing, retry_after_s: None, body: Bytes::new() }
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
        let content_type = match self.content {
            Content::Nothing => None,
            Content::Json => Some("application/json"),
            Content::Problem => Some("application/problem+json"),
        };
        if let Some(content_type) = content_type.map(HeaderValue::from_static) {
            response.headers_mut().insert(header::CONTENT_TYPE, content_type);
        }
        if let Some(seconds) = self.retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
