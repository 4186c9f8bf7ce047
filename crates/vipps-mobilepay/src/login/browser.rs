//! The end of a login on a page of the merchant's: the code that the customer's browser brings,
//! its exchange for tokens, and the proof that they belong to the login that was started.
//!
//! Source: Login API guide, merchant-initiated login with redirect to browser.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;
use url::Url;

use super::{AuthReqId, IdToken, IdTokenError, Login, TokenAnswer, Untrusted, answer, id_token};
use crate::error::{Error, Invalid};

/// The code that a browser brought (guide, redirect to browser): good once, for a couple of
/// minutes. `Debug` hides it.
#[derive(Clone)]
pub struct LoginCode(SecretString);

impl LoginCode {
    /// Takes over a code, 1 to 8192 characters.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if (1..=8192).contains(&text.len()) {
            Ok(Self(SecretString::from(text)))
        } else {
            Err(Invalid::new("login code", "must be 1 to 8192 characters"))
        }
    }

    /// The code as text, for storing sealed.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for LoginCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LoginCode(…)")
    }
}

/// What the address says, at which the customer's browser opened the merchant's page (guide,
/// redirect to browser).
#[derive(Clone, Debug)]
pub enum Returned {
    /// A yes; for [`Login::exchange_code`].
    Code(LoginCode),
    /// No login. The words are those of the browser flow, and new ones will come:
    /// `access_denied`, `server_error`, `outdated_app_version`, …
    Refused {
        /// The OAuth error.
        error: String,
    },
}

impl Returned {
    /// Reads an address; an error when it has neither a code nor an error. Whoever opened it may
    /// have made it up: only the exchange and the id_token prove anything.
    pub fn read(address: &Url) -> Result<Self, Invalid> {
        let find = |name: &str| {
            let found = address.query_pairs().find(|(key, _)| key == name);
            found.map(|(_, value)| value.into_owned())
        };
        match (find("error"), find("code")) {
            (Some(error), _) => Ok(Returned::Refused { error: error.chars().take(100).collect() }),
            (None, Some(code)) => LoginCode::parse(&code).map(Returned::Code),
            (None, None) => Err(Invalid::new("returned address", "must hold a code or an error")),
        }
    }
}

impl Login<'_> {
    /// Exchanges the code for the tokens, which are given out once
    /// (`urn:vipps:params:grant-type:ciba-redirect`). If that answer is lost
    /// ([`Error::Unknown`]), so is the login; the answer to a second try is
    /// [`TokenAnswer::Spent`]. Then [`Login::verify_returned_id_token`] is a must.
    pub async fn exchange_code(&self, code: &LoginCode) -> Result<TokenAnswer, Error> {
        let endpoints = self.discovery().await?;
        let fields =
            [("grant_type", "urn:vipps:params:grant-type:ciba-redirect"), ("code", code.expose())];
        let answer = self.form(endpoints.token_endpoint.clone(), &fields).await?;
        answer::token(&answer)
    }

    /// Checks an id_token like [`Login::verify_id_token`], and that it belongs to the login that
    /// was started: someone else's code is [`Untrusted::Login`]. The claim is read as
    /// `auth_req_id` and as `authReqId`, since the sources disagree.
    pub async fn verify_returned_id_token(
        &self,
        id_token: &SecretString,
        started: &AuthReqId,
    ) -> Result<IdToken, IdTokenError> {
        let endpoints = self.discovery().await?;
        let (proved, login) = id_token::verify(self.client, &endpoints, id_token).await?;
        let same =
            |login: &AuthReqId| login.expose().as_bytes().ct_eq(started.expose().as_bytes()).into();
        if login.as_ref().is_some_and(same) {
            Ok(proved)
        } else {
            Err(IdTokenError::Untrusted(Untrusted::Login))
        }
    }
}
