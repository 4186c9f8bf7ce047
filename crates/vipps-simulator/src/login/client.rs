//! A call of a login endpoint: the client's Basic credentials, its sales unit and its form. A
//! platform bearer token is refused here, as merchant keys must use Basic.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::answer::Answer;
use crate::call::{origin, text};
use crate::login::error::OauthError;
use crate::settings::Merchant;
use crate::simulator::Simulator;

/// Parameters that a schema spells in camel case, although the service takes snake case only.
const CAMEL_CASE: [&str; 3] = ["loginHint", "bindingMessage", "requestedExpiry"];

pub(super) struct LoginCall {
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
        if simulator.turn(|turn| !turn.state.faults.answers_logins()) {
            let message = "The service is unavailable.";
            return Err(Answer::gateway(StatusCode::SERVICE_UNAVAILABLE, message));
        }
        let headers = request.headers().clone();
        let origin = origin(simulator.settings(), &headers, request.uri());
        let merchant = authenticate(&headers, &simulator.settings().merchants)
            .map_err(|error| error.answer())?;
        let msn = msn(&headers, merchant).map_err(|error| error.answer())?.to_owned();
        let form = read_form(request, simulator).await.map_err(|error| error.answer())?;
        Ok(Self { client_id: merchant.client_id.clone(), msn, origin, form })
    }
}

fn authenticate<'a>(
    headers: &HeaderMap,
    merchants: &'a [Merchant],
) -> Result<&'a Merchant, OauthError> {
    let refuse = |description: &str| OauthError::new("invalid_client", description);
    let encoded = text(headers, header::AUTHORIZATION.as_str())
        .and_then(|value| value.strip_prefix("Basic "))
        .ok_or_else(|| refuse("Client id and secret are expected as HTTP Basic credentials."))?;
    let decoded = STANDARD.decode(encoded).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let pair = decoded.as_deref().and_then(|pair| pair.split_once(':'));
    let (id, secret) = pair.ok_or_else(|| refuse("The Basic credentials can't be read."))?;
    let known = merchants.iter().find(|it| it.client_id == id && it.client_secret == secret);
    known.ok_or_else(|| refuse("The client id and secret are not known here."))
}

/// The sales unit named by the header, or the merchant's first.
fn msn<'a>(headers: &HeaderMap, merchant: &'a Merchant) -> Result<&'a str, OauthError> {
    let asked = text(headers, "merchant-serial-number");
    let mut units = merchant.sales_units.iter();
    let unit = units.find(|unit| asked.is_none_or(|msn| msn == unit.msn));
    let description = "The merchant serial number is not connected to these keys.";
    Ok(&unit.ok_or_else(|| OauthError::new("invalid_client", description))?.msn)
}

async fn read_form(
    request: Request,
    simulator: &Simulator,
) -> Result<Vec<(String, String)>, OauthError> {
    let refuse = |description: &str| OauthError::new("invalid_request", description);
    let body = Bytes::from_request(request, simulator)
        .await
        .map_err(|_| refuse("The body can't be read."))?;
    let form: Vec<(String, String)> = serde_urlencoded::from_bytes(&body)
        .map_err(|_| refuse("The body is expected as application/x-www-form-urlencoded."))?;
    if form.iter().any(|(key, _)| CAMEL_CASE.contains(&key.as_str())) {
        return Err(refuse("Parameters are in snake case: login_hint, not loginHint."));
    }
    Ok(form)
}
