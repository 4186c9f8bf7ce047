//! OAuth error answers of the login endpoints.

use axum::http::StatusCode;
use serde::Serialize;

use crate::answer::Answer;
use crate::readings::{LoginErrors, Readings, UnknownUser};

/// `error`, its explanation, and for some the service's own `error_code`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct OauthError {
    error: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_code: Option<&'static str>,
    error_description: String,
    #[serde(skip)]
    retry_after_s: Option<i64>,
}

impl OauthError {
    pub(super) fn new(error: &'static str, description: impl Into<String>) -> Self {
        Self { error, error_code: None, error_description: description.into(), retry_after_s: None }
    }

    /// The person can't log in.
    pub(super) fn unknown_user(reading: UnknownUser) -> Self {
        let (error, error_code) = match reading {
            UnknownUser::Both => ("unknown_user_id", Some("invalid_user")),
            UnknownUser::Error => ("unknown_user_id", None),
            UnknownUser::ErrorCode => ("invalid_request", Some("invalid_user")),
        };
        let description = "The person has no active app or is younger than 15.";
        Self { error_code, ..Self::new(error, description) }
    }

    /// The person's app can't do it. Where the code stands is not documented.
    pub(super) fn old_app() -> Self {
        let description = "The person must update the app.";
        Self { error_code: Some("old_app"), ..Self::new("invalid_request", description) }
    }

    /// Too many logins of one person at once.
    pub(super) fn too_many(wait_ms: i64) -> Self {
        let description = "Too many logins were started for this person.";
        let retry_after_s = Some((wait_ms + 999) / 1000);
        Self { retry_after_s, ..Self::new("too_many_requests", description) }
    }

    /// As OAuth words it, or as the published schema has it.
    pub(super) fn answer(&self, readings: Readings) -> Answer {
        #[derive(Serialize)]
        struct OfSchema<'a> {
            error: &'a str,
            error_code: u16,
            error_debug: &'a str,
        }
        let status = match self.error {
            "invalid_client" => StatusCode::UNAUTHORIZED,
            "too_many_requests" => StatusCode::TOO_MANY_REQUESTS,
            _ => StatusCode::BAD_REQUEST,
        };
        let answer = match readings.login_errors {
            LoginErrors::Oauth => Answer::json(status, self),
            LoginErrors::Schema => {
                let (error_code, error_debug) = (status.as_u16(), self.error_description.as_str());
                Answer::json(status, &OfSchema { error: self.error, error_code, error_debug })
            }
        };
        match self.retry_after_s {
            Some(seconds) => answer.with_retry_after(seconds),
            None => answer,
        }
    }
}
