//! A call of a login endpoint: the client's keys, its sales unit and its form. A platform bearer
//! token is for partners; merchant keys come as Basic credentials or, if set so, in the form.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};

use crate::access_token::TokenKind;
use crate::answer::Answer;
use crate::call::{basic_credentials, keys_of_bearer, origin, text};
use crate::login::error::OauthError;
use crate::settings::{LoginAuthentication, SalesUnit};
use crate::simulator::Simulator;

/// Parameters that a schema spells in camel case, although the service takes snake case only.
const CAMEL_CASE: [(&str, &str); 3] = [
    ("loginHint", "login_hint"),
    ("bindingMessage", "binding_message"),
    ("requestedExpiry", "requested_expiry"),
];

const FORM: &str = "application/x-www-form-urlencoded";
const NOT_A_FORM: &str = "The body is expected as application/x-www-form-urlencoded.";

pub(super) struct LoginCall {
    /// Of the merchant, also when a partner calls: the audience of id tokens.
    pub(super) client_id: String,
    pub(super) msn: String,
    /// Scheme and authority under which the caller reached us.
    pub(super) origin: String,
    form: Vec<(String, String)>,
}

impl LoginCall {
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        let mut pairs = self.form.iter();
        pairs.find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }
}

impl FromRequest<Simulator> for LoginCall {
    type Rejection = Answer;

    async fn from_request(request: Request, simulator: &Simulator) -> Result<Self, Answer> {
        let headers = request.headers().clone();
        let origin = origin(simulator.settings(), &headers, request.uri());
        let refuse = |error: OauthError| error.answer(simulator.readings());
        let form = read_form(request, simulator).await.map_err(refuse)?;
        let unit = authenticate(simulator, &headers, &form).map_err(refuse)?;
        let owner = simulator.settings().owner(&unit.msn);
        let client_id = owner.map_or_else(String::new, |merchant| merchant.client_id.clone());
        Ok(Self { client_id, msn: unit.msn.clone(), origin, form })
    }
}

/// The sales unit for which the call is made, if the keys come in the way that it is set to: Basic
/// or in the form for the merchant's own, a platform token for a partner's.
fn authenticate<'a>(
    simulator: &'a Simulator,
    headers: &HeaderMap,
    form: &[(String, String)],
) -> Result<&'a SalesUnit, OauthError> {
    let settings = simulator.settings();
    let refuse = |description: &str| OauthError::new("invalid_client", description);
    let in_form =
        |name: &str| form.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let bearer = text(headers, header::AUTHORIZATION.as_str())
        .and_then(|value| value.strip_prefix("Bearer "));
    let (keys, way) = if let Some(bearer) = bearer {
        let keys = keys_of_bearer(simulator, bearer, TokenKind::Platform);
        (keys.filter(|keys| keys.is_partner()), LoginAuthentication::ClientSecretBasic)
    } else {
        let (pair, way) = match basic_credentials(headers) {
            Some(pair) => (Some(pair), LoginAuthentication::ClientSecretBasic),
            None => {
                let pair = in_form("client_id").zip(in_form("client_secret"));
                (pair, LoginAuthentication::ClientSecretPost)
            }
        };
        let description = "Client id and secret are expected as HTTP Basic credentials.";
        let (id, secret) = pair.ok_or_else(|| refuse(description))?;
        let keys = settings.key_set(&id).filter(|keys| !keys.is_partner());
        (keys.filter(|keys| keys.client_secret() == secret), way)
    };
    let keys = keys.ok_or_else(|| refuse("The client id and secret are not known here."))?;
    let unit = match text(headers, "merchant-serial-number") {
        Some(msn) => keys.unit(settings, msn),
        None if keys.is_partner() => None,
        None => keys.units(settings).next(),
    };
    let description = "The merchant serial number is not connected to these keys.";
    let unit = unit.ok_or_else(|| refuse(description))?;
    if unit.login_authentication != way {
        return Err(refuse("The sales unit is set to the other way of giving its keys."));
    }
    if unit.login_scopes.is_empty() {
        return Err(refuse("Login is not activated for the sales unit."));
    }
    Ok(unit)
}

async fn read_form(
    request: Request,
    simulator: &Simulator,
) -> Result<Vec<(String, String)>, OauthError> {
    let refuse = |description: &str| OauthError::new("invalid_request", description);
    let content_type = text(request.headers(), header::CONTENT_TYPE.as_str()).unwrap_or(FORM);
    if !content_type.starts_with(FORM) {
        return Err(refuse(NOT_A_FORM));
    }
    let body = Bytes::from_request(request, simulator)
        .await
        .map_err(|_| refuse("The body can't be read."))?;
    let mut form: Vec<(String, String)> =
        serde_urlencoded::from_bytes(&body).map_err(|_| refuse(NOT_A_FORM))?;
    for (key, _) in &mut form {
        let Some((_, name)) = CAMEL_CASE.iter().find(|(camel, _)| camel == key) else { continue };
        if !simulator.readings().camel_case_parameters {
            return Err(refuse("Parameters are in snake case: login_hint, not loginHint."));
        }
        (*name).clone_into(key);
    }
    Ok(form)
}
