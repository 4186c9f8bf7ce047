//! OAuth error answers of the login endpoints.

use axum::http::StatusCode;
use serde::Serialize;

use crate::answer::Answer;

/// `error`, its explanation, and for some the service's own `error_code`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct OauthError {
    error: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_code: Option<&'static str>,
    error_description: String,
}

impl OauthError {
    pub(super) fn new(error: &'static str, description: impl Into<String>) -> Self {
        Self { error, error_code: None, error_description: description.into() }
    }

    /// The person can't log in. Documents disagree on the form, so both are given.
    pub(super) fn unknown_user() -> Self {
        Self {
            error: "unknown_user_id",
            error_code: Some("invalid_user"),
            error_description: "The person has no active app or is younger than 15.".into(),
        }
    }

    pub(super) fn answer(&self) -> Answer {
        let status = match self.error {
            "invalid_client" => StatusCode::UNAUTHORIZED,
            _ => StatusCode::BAD_REQUEST,
        };
        Answer::json(status, self)
    }
}
