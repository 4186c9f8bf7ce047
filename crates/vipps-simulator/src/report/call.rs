//! Who may read reports: a merchant for its own sales units with a platform token and subscription
//! key, an accounting partner with a token of its own. Ordinary partner keys are not accepted.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use serde::Serialize;

use crate::access_token::TokenKind;
use crate::answer::Answer;
use crate::call::{keys_of_bearer, text};
use crate::simulator::Simulator;

/// An authenticated call.
pub(super) struct ReportCall {
    pub(super) client_id: String,
    /// Path as problems name it.
    pub(super) instance: String,
}

impl FromRequestParts<Simulator> for ReportCall {
    type Rejection = Answer;

    async fn from_request_parts(parts: &mut Parts, simulator: &Simulator) -> Result<Self, Answer> {
        let headers = &parts.headers;
        let bearer = text(headers, header::AUTHORIZATION.as_str())
            .and_then(|value| value.strip_prefix("Bearer "))
            .ok_or_else(unauthorized)?;
        let keys = if let Some(key) = text(headers, "ocp-apim-subscription-key") {
            let keys = keys_of_bearer(simulator, bearer, TokenKind::Platform);
            keys.filter(|keys| !keys.is_partner() && keys.has_subscription_key(key))
        } else {
            keys_of_bearer(simulator, bearer, TokenKind::Specialised)
        };
        let client_id = keys.ok_or_else(unauthorized)?.client_id().to_owned();
        Ok(Self { client_id, instance: parts.uri.path().to_owned() })
    }
}

fn unauthorized() -> Answer {
    #[derive(Serialize)]
    struct Unauthorized {
        code: &'static str,
        message: &'static str,
    }
    let body = Unauthorized { code: "Unauthorized", message: "Please check your API keys" };
    Answer::json(StatusCode::UNAUTHORIZED, &body)
}
