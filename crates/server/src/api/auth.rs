//! Who calls: an API key as a bearer token, and nothing else. Each call takes a right that the key's role
//! must have.

use super::problem::Problem;
use crate::App;
use crate::pages::is_made_here;
use crate::roles::{Right, Role};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use checkout::{Channel, OperatorId, TillId};
use engine::{EngineError, Request};
use store::AnswerWrite;

/// The caller behind a request's API key.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) client: String,
    pub(crate) merchant: checkout::MerchantId,
    pub(crate) role: Role,
}

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let unauthorised = || {
            Problem::new(
                StatusCode::UNAUTHORIZED,
                "key_unknown",
                "Send an API key in the Authorization header, after the word `Bearer`.",
            )
        };
        let bearer = parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, key)| key.trim());
        let key = bearer.and_then(|key| app.settings.key(key)).ok_or_else(unauthorised)?;
        if key.loopback_only && !is_made_here(parts) {
            return Err(unauthorised());
        }
        // A call that no right was named for is nobody's.
        let right = parts.extensions.get::<Right>().copied().ok_or_else(Problem::internal)?;
        if !right.is_of(key.role) {
            return Err(role_lacks(key.role, right));
        }
        Ok(Self { client: key.client.clone(), merchant: key.merchant.clone(), role: key.role })
    }
}

fn role_lacks(role: Role, right: Right) -> Problem {
    let needed: Vec<_> = right.roles().collect();
    let sentence = format!(
        "This key's role is `{}`; the call takes `{}`. Use a key of such a role.",
        role.name(),
        needed.join("` or `"),
    );
    Problem::new(StatusCode::FORBIDDEN, "role_lacks", sentence)
}

impl Caller {
    /// The circumstances of a command of this caller at a till.
    pub(crate) fn request(
        &self,
        app: &App,
        till: &TillId,
        answer: Option<AnswerWrite>,
    ) -> Result<Request, EngineError> {
        let shop = app.engine.shop(&self.merchant)?;
        let context = shop.context(till, OperatorId::new(self.client.clone()), Channel::Api)?;
        Ok(Request { context, answer })
    }
    /// The circumstances of what this caller does at no till.
    pub(crate) fn office_request(
        &self,
        app: &App,
        answer: Option<AnswerWrite>,
    ) -> Result<Request, EngineError> {
        let tills = &app.engine.shop(&self.merchant)?.tills;
        let till = tills.first().ok_or(EngineError::TillUnknown)?;
        self.request(app, &till.id, answer)
    }
}
