//! What a login is started with: whom to ask, for what, and where it ends.
//!
//! Source: Login API guide, merchant-initiated login
//! (`https://developer.vippsmobilepay.com/docs/APIs/login-api/api-guide/merchant-initiated-login-integration`),
//! and specification 1.1.0, `ciba-auth`.

use url::Url;

use crate::error::Invalid;
use crate::value::{CustomerToken, Msisdn};

/// A login to be started (`AuthenticationRequestPayload`). Begin with [`LoginRequest::new`] and set
/// what the flow needs.
#[derive(Clone, Debug)]
pub struct LoginRequest {
    /// Whom to ask.
    pub customer: LoginHint,
    /// Separated by spaces, `openid` among them, as in `openid name phoneNumber customFlow`.
    /// What the merchant's plan does not hold is left out silently.
    pub scope: String,
    /// Shown on the till and on the phone, so that the customer can compare.
    pub binding_message: Option<BindingMessage>,
    /// How long the customer may take, 60 to 900 seconds; without it about 10 minutes.
    pub requested_expiry_s: Option<u16>,
    /// Where the customer goes on after a yes.
    pub finish: Finish,
}

/// Whom to ask (`login_hint`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoginHint {
    /// The owner of this number (`urn:msisdn:`).
    Msisdn(Msisdn),
    /// Who has checked in at most 15 minutes ago (`urn:customer-token:`).
    CustomerToken(CustomerToken),
}

/// Where the customer goes on after a yes (guide, redirect to browser).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finish {
    /// In the app. The merchant polls [`Login::token`](super::Login::token).
    InApp,
    /// On a page of the merchant's, opened on the phone (`requested_flow=login_to_webpage`). The
    /// address brings a code, read by [`Returned::read`](super::Returned::read), and
    /// [`Login::exchange_code`](super::Login::exchange_code) takes it. No ping is sent and polling
    /// does not help: the token endpoint answers once.
    InBrowser {
        /// The page: https, and listed in the portal of the sales unit.
        redirect_uri: Url,
    },
}

impl LoginRequest {
    /// A login that ends in the app, without a message and for as long as usual: what a till needs.
    pub fn new(customer: LoginHint, scope: impl Into<String>) -> Self {
        Self {
            customer,
            scope: scope.into(),
            binding_message: None,
            requested_expiry_s: None,
            finish: Finish::InApp,
        }
    }

    pub(super) fn check(&self) -> Result<(), Invalid> {
        if !self.scope.split(' ').any(|word| word == "openid") {
            return Err(Invalid::new("scope", "must hold openid"));
        }
        if self.requested_expiry_s.is_some_and(|seconds| !(60..=900).contains(&seconds)) {
            return Err(Invalid::new("requested expiry", "must be 60 to 900 seconds"));
        }
        match &self.finish {
            Finish::InBrowser { redirect_uri }
                if !matches!(redirect_uri.scheme(), "https" | "http") =>
            {
                Err(Invalid::new("redirect address", "must be https"))
            }
            _ => Ok(()),
        }
    }

    /// The fields as they are sent: flat and in snake case (the specification shows them nested
    /// and in camel case, which the service refuses).
    pub(super) fn fields(&self) -> Vec<(&'static str, String)> {
        let mut fields =
            vec![("login_hint", self.customer.to_urn()), ("scope", self.scope.clone())];
        if let Some(message) = &self.binding_message {
            fields.push(("binding_message", message.as_str().to_owned()));
        }
        if let Some(seconds) = self.requested_expiry_s {
            fields.push(("requested_expiry", seconds.to_string()));
        }
        if let Finish::InBrowser { redirect_uri } = &self.finish {
            fields.push(("requested_flow", "login_to_webpage".to_owned()));
            fields.push(("redirect_uri", redirect_uri.as_str().to_owned()));
        }
        fields
    }
}

impl LoginHint {
    pub(super) fn to_urn(&self) -> String {
        match self {
            LoginHint::Msisdn(msisdn) => format!("urn:msisdn:{}", msisdn.as_str()),
            LoginHint::CustomerToken(token) => format!("urn:customer-token:{}", token.as_str()),
        }
    }
}

/// What both screens show (`AuthenticationRequestPayload.binding_message`): `^[A-Z0-9\-]{5,8}$`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BindingMessage(String);

impl BindingMessage {
    /// Checks and takes over a message.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let allowed = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-';
        if (5..=8).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Invalid::new("binding message", "must be 5 to 8 of A-Z, 0-9 and -"))
        }
    }

    /// The message as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
