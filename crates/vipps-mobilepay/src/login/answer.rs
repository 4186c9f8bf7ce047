//! The answers of the two endpoints of a login, read into the few outcomes that a caller tells
//! apart.
//!
//! Source: Login specification 1.1.0, `ciba-auth` and `oauth2Token`; which refusals there are, from
//! the guide on merchant-initiated login.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;

use crate::client::read_json;
use crate::epayment::lenient;
use crate::error::{Error, Invalid, Refusals};
use crate::number;
use crate::retry_after;
use crate::transport::Response;

/// Names a login under way (`AuthenticationResponsePayload.auth_req_id`). With the merchant's keys
/// it fetches the customer's tokens, so it is kept like a secret: `Debug` hides it.
#[derive(Clone, Deserialize)]
pub struct AuthReqId(SecretString);

impl AuthReqId {
    /// Takes over an id that was stored, or came with a ping.
    pub fn new(text: impl Into<String>) -> Self {
        Self(SecretString::from(text.into()))
    }

    /// The id as text, for storing sealed or looking up by its hash.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for AuthReqId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthReqId(…)")
    }
}

/// A login under way (`AuthenticationResponsePayload`).
#[derive(Clone, Debug, Deserialize)]
pub struct LoginStarted {
    /// Its name.
    pub auth_req_id: AuthReqId,
    /// How long the customer may take, in seconds from now.
    #[serde(rename = "expires_in", deserialize_with = "number::lenient")]
    pub expires_in_s: i64,
    /// The least number of seconds between two calls for the token.
    #[serde(
        rename = "interval",
        default = "interval_default_s",
        deserialize_with = "number::lenient"
    )]
    pub interval_s: i64,
}

/// What OpenID CIBA says when nothing is said.
fn interval_default_s() -> i64 {
    5
}

/// Why no login was started.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StartError {
    /// A plain no: no phone was asked.
    #[error(transparent)]
    Refused(#[from] StartRefused),
    /// The call itself failed. With [`Error::Unknown`] a phone may have been asked.
    #[error(transparent)]
    Call(#[from] Error),
}

impl From<Invalid> for StartError {
    fn from(invalid: Invalid) -> Self {
        StartError::Call(invalid.into())
    }
}

/// A plain no to the start of a login (`ErrorResponse`).
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
pub enum StartRefused {
    /// The number has no active app, or its user is too young. Say that Vipps MobilePay could not
    /// be asked, not that the number is wrong.
    #[error("no login is possible for this customer; go on without")]
    NoUser,
    /// The customer's app is too old; an update helps.
    #[error("the customer's app is too old; ask them to update it")]
    AppTooOld,
    /// This customer has been asked too often just now.
    #[error("this customer was asked too often just now; wait before asking again")]
    TooMany {
        /// Seconds to wait, when the answer said so.
        retry_after_s: Option<u64>,
    },
    /// The binding message was not accepted.
    #[error("the binding message was refused; start again with another one")]
    InvalidBindingMessage,
    /// Anything else.
    #[error("the login was refused ({error}); check scope, keys and product")]
    Other {
        /// The OAuth error.
        error: String,
        /// The service's words on it. They may repeat the customer's number: `Debug` hides them.
        description: Option<String>,
    },
}

impl fmt::Debug for StartRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StartRefused::NoUser => f.write_str("NoUser"),
            StartRefused::AppTooOld => f.write_str("AppTooOld"),
            StartRefused::TooMany { retry_after_s } => {
                f.debug_struct("TooMany").field("retry_after_s", retry_after_s).finish()
            }
            StartRefused::InvalidBindingMessage => f.write_str("InvalidBindingMessage"),
            StartRefused::Other { error, .. } => {
                f.debug_struct("Other").field("error", error).finish_non_exhaustive()
            }
        }
    }
}

/// How a login stands (`OauthTokenResponse`, `ErrorResponse`).
#[derive(Clone, Debug)]
pub enum TokenAnswer {
    /// The customer has not answered yet.
    Pending,
    /// Not yet either, and the calls come too fast: 5 s more between them from now on.
    SlowDown,
    /// The customer said yes. Store the access token before anything else.
    Approved(Tokens),
    /// The customer said no.
    Denied,
    /// The customer did not answer in time.
    Expired,
    /// The customer's app is too old; an update helps. The guide has it for the start, and doesn't
    /// say that it can't come here.
    AppTooOld,
    /// The login is unknown, not ours, or its tokens were given out already.
    Spent,
}

/// What an approved login gives, once (`OauthTokenResponse`).
#[derive(Clone, Debug, Deserialize)]
pub struct Tokens {
    /// For [`Login::userinfo`](super::Login::userinfo) alone.
    pub access_token: SecretString,
    /// For [`Login::verify_id_token`](super::Login::verify_id_token).
    pub id_token: SecretString,
    /// The access token's life in seconds.
    #[serde(
        rename = "expires_in",
        default = "expires_in_default_s",
        deserialize_with = "number::lenient"
    )]
    pub expires_in_s: i64,
    /// What the customer agreed to, separated by spaces, when the answer says so.
    #[serde(default, deserialize_with = "lenient")]
    pub scope: Option<String>,
}

/// The shortest life seen, for an answer that names none: losing the tokens would be worse.
fn expires_in_default_s() -> i64 {
    300
}

/// The `error` and `error_code` of an OAuth-shaped answer, of which the published descriptions
/// disagree in where the telling word stands.
struct OauthError {
    error: String,
    words: [Option<String>; 2],
    description: Option<String>,
}

impl OauthError {
    fn read(answer: &Response) -> Option<Self> {
        if !(400..500).contains(&answer.status) {
            return None;
        }
        let body: Value = serde_json::from_slice(&answer.body).ok()?;
        let text = |key: &str| body.get(key).and_then(Value::as_str).map(str::to_owned);
        let words = [text("error"), text("error_code")];
        let error = words.iter().flatten().next()?.clone();
        // The specification has the words in one place, OAuth in the other.
        let description = text("error_description").or_else(|| text("error_debug"));
        Some(Self { error, words, description })
    }

    fn says(&self, words: &[&str]) -> bool {
        self.words.iter().flatten().any(|word| words.contains(&word.as_str()))
    }
}

pub(super) fn started(answer: &Response) -> Result<LoginStarted, StartError> {
    if answer.is_success() {
        return Ok(read_json(answer)?);
    }
    match (answer.status, OauthError::read(answer)) {
        (429, _) => {
            Err(StartRefused::TooMany { retry_after_s: retry_after::seconds(answer) }.into())
        }
        (401 | 408 | 409 | 423 | 425, _) | (_, None) => {
            Err(Error::from_answer(answer, Refusals::Any).into())
        }
        (_, Some(oauth)) => Err(refused(oauth).into()),
    }
}

/// The word of the merchant-initiated login, and the one of the browser's.
const APP_TOO_OLD: [&str; 2] = ["old_app", "outdated_app_version"];

fn refused(oauth: OauthError) -> StartRefused {
    if oauth.says(&["unknown_user_id", "invalid_user"]) {
        StartRefused::NoUser
    } else if oauth.says(&APP_TOO_OLD) {
        StartRefused::AppTooOld
    } else if oauth.says(&["invalid_binding_message"]) {
        StartRefused::InvalidBindingMessage
    } else {
        StartRefused::Other { error: oauth.error, description: oauth.description }
    }
}

pub(super) fn token(answer: &Response) -> Result<TokenAnswer, Error> {
    if answer.is_success() {
        return Ok(TokenAnswer::Approved(read_json(answer)?));
    }
    let oauth = match answer.status {
        401 | 429 => None,
        _ => OauthError::read(answer),
    };
    if oauth.as_ref().is_some_and(|oauth| oauth.says(&APP_TOO_OLD)) {
        return Ok(TokenAnswer::AppTooOld);
    }
    match oauth.as_ref().map(|oauth| oauth.error.as_str()) {
        Some("authorization_pending") => Ok(TokenAnswer::Pending),
        Some("slow_down") => Ok(TokenAnswer::SlowDown),
        Some("access_denied") => Ok(TokenAnswer::Denied),
        Some("expired_token") => Ok(TokenAnswer::Expired),
        Some("invalid_grant") => Ok(TokenAnswer::Spent),
        // Tokens come once: a strange page is no reason to give a login up.
        _ => Err(Error::from_answer(answer, Refusals::Proved)),
    }
}
