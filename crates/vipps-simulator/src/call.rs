//! What every call of a platform API must bring: a bearer token, a subscription key of the same
//! merchant and, for most, its sales unit. The gateway checks this before the API sees the call.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::access_token::TokenKind;
use crate::answer::Answer;
use crate::keys_in_use::KeySet;
use crate::problem::Problem;
use crate::settings::{SalesUnit, Settings};
use crate::simulator::Simulator;

const IDEMPOTENCY_KEY_MAX: usize = 50;
/// The calls that a partner may make for all its sales units at once.
const WITHOUT_MSN: &str = "/webhooks/v1/";
/// Where the simulator is taken to be when neither settings nor call say it.
const DEFAULT_ORIGIN: &str = "http://127.0.0.1:8090";

/// An authenticated call with its whole body.
pub(crate) struct ApiCall {
    client_id: String,
    pub(crate) subscription_key: String,
    msn: Option<String>,
    idempotency_key: Option<String>,
    /// Scheme and authority under which the caller reached us.
    pub(crate) origin: String,
    /// Path inside the API, as problems name it: without the name of the API before the version.
    pub(crate) instance: String,
    pub(crate) body: Bytes,
}

impl FromRequest<Simulator> for ApiCall {
    type Rejection = Answer;

    async fn from_request(request: Request, simulator: &Simulator) -> Result<Self, Answer> {
        let headers = request.headers();
        let settings = simulator.settings();
        let keys = authenticate(headers, simulator)?;
        let is_qr = request.uri().path().starts_with("/qr/");
        let refuse = |status, message| refuse(simulator, is_qr, status, message);
        let msn = text(headers, "merchant-serial-number").map(str::to_owned);
        let is_connected = match &msn {
            Some(msn) => keys.unit(settings, msn).is_some(),
            None => !keys.is_partner() || request.uri().path().starts_with(WITHOUT_MSN),
        };
        if !is_connected {
            let message = "The merchant serial number is not connected to these keys.";
            return Err(refuse(StatusCode::FORBIDDEN, message));
        }
        let subscription_key =
            text(headers, "ocp-apim-subscription-key").unwrap_or_default().to_owned();
        let idempotency_key = text(headers, "idempotency-key").map(str::to_owned);
        let content_type = text(headers, header::CONTENT_TYPE.as_str()).map(str::to_owned);
        let origin = origin(simulator.settings(), headers, request.uri());
        let instance = instance(request.uri().path());
        let body = Bytes::from_request(request, simulator)
            .await
            .map_err(|rejection| Answer::gateway(rejection.status(), "The body can't be read."))?;
        if !body.is_empty() && content_type.is_some_and(|text| !is_json(&text)) {
            let message = "The body is expected as application/json.";
            return Err(refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, message));
        }
        let client_id = keys.client_id().to_owned();
        Ok(Self { client_id, subscription_key, msn, idempotency_key, origin, instance, body })
    }
}

impl ApiCall {
    /// The sales unit named by the call.
    pub(crate) fn sales_unit<'a>(&self, settings: &'a Settings) -> Result<&'a SalesUnit, Problem> {
        let name = "Merchant-Serial-Number";
        let missing = || Problem::invalid_field(name, "The header is required.");
        let msn = self.msn.as_deref().ok_or_else(missing)?;
        let keys = settings.key_set(&self.client_id).ok_or_else(missing)?;
        keys.unit(settings, msn).ok_or_else(missing)
    }

    /// The sales unit named by the call, or else the merchant's first.
    pub(crate) fn sales_unit_or_first<'a>(
        &self,
        settings: &'a Settings,
    ) -> Result<&'a SalesUnit, Problem> {
        if self.msn.is_some() {
            return self.sales_unit(settings);
        }
        let keys = settings.key_set(&self.client_id);
        let missing =
            || Problem::invalid_field("Merchant-Serial-Number", "The header is required.");
        keys.and_then(|keys| keys.units(settings).next()).ok_or_else(missing)
    }

    /// The client id of a partner that calls for all its sales units.
    pub(crate) fn partner_for_all(&self, settings: &Settings) -> Option<&str> {
        let is_partner = settings.key_set(&self.client_id).is_some_and(KeySet::is_partner);
        (is_partner && self.msn.is_none()).then_some(self.client_id.as_str())
    }

    /// The idempotency key of a call that must have one.
    pub(crate) fn required_key(&self) -> Result<&str, Problem> {
        let missing = || Problem::invalid_field("Idempotency-Key", "The header is required.");
        self.optional_key()?.ok_or_else(missing)
    }

    /// The idempotency key of a call that may have one.
    pub(crate) fn optional_key(&self) -> Result<Option<&str>, Problem> {
        let key = self.idempotency_key.as_deref().filter(|key| !key.is_empty());
        if key.is_some_and(|key| key.chars().count() > IDEMPOTENCY_KEY_MAX) {
            let reason = "The header may have at most 50 characters.";
            return Err(Problem::invalid_field("Idempotency-Key", reason));
        }
        Ok(key)
    }
}

/// A refusal at the door: the gateway's, but for the QR API, which documents it as its own.
fn refuse(simulator: &Simulator, is_qr: bool, status: StatusCode, message: &str) -> Answer {
    if !is_qr {
        return Answer::gateway(status, message);
    }
    let title = status.canonical_reason().unwrap_or_default();
    Problem::plain(status, title, message).answer_with_invalid_params(simulator.ids())
}

fn authenticate<'a>(headers: &HeaderMap, simulator: &'a Simulator) -> Result<KeySet<'a>, Answer> {
    let refuse = |message: &str| Answer::gateway(StatusCode::UNAUTHORIZED, message);
    let Some(key) = text(headers, "ocp-apim-subscription-key") else {
        return Err(refuse("Access denied due to missing subscription key."));
    };
    let bearer = text(headers, header::AUTHORIZATION.as_str())
        .and_then(|value| value.strip_prefix("Bearer "))
        .ok_or_else(|| refuse("Unauthorized. The bearer token is missing."))?;
    let keys = keys_of_bearer(simulator, bearer, TokenKind::Platform)
        .ok_or_else(|| refuse("Unauthorized. The access token is invalid or expired."))?;
    Some(keys)
        .filter(|keys| keys.has_subscription_key(key))
        .ok_or_else(|| refuse("Access denied due to invalid subscription key."))
}

/// The keys for which a valid token of this kind was given.
pub(crate) fn keys_of_bearer<'a>(
    simulator: &'a Simulator,
    bearer: &str,
    kind: TokenKind,
) -> Option<KeySet<'a>> {
    let client_id = simulator.turn(|turn| {
        let issued = turn.state.access_tokens.find(bearer, turn.now_ms);
        issued.filter(|issued| issued.kind == kind).map(|issued| issued.client_id.clone())
    })?;
    simulator.settings().key_set(&client_id)
}

/// Whether a content type, with or without parameters, is that of JSON.
fn is_json(content_type: &str) -> bool {
    let name = content_type.split(';').next().unwrap_or_default().trim();
    name.eq_ignore_ascii_case("application/json")
}

/// Name and password of HTTP Basic.
pub(crate) fn basic_credentials(headers: &HeaderMap) -> Option<(String, String)> {
    let encoded = text(headers, header::AUTHORIZATION.as_str())?.strip_prefix("Basic ")?;
    let decoded = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}

pub(crate) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Scheme and authority under which addresses in answers are given.
pub(crate) fn origin(settings: &Settings, headers: &HeaderMap, uri: &Uri) -> String {
    if let Some(url) = &settings.public_url {
        return url.trim_end_matches('/').to_owned();
    }
    let authority = text(headers, "host").or_else(|| uri.authority().map(Authority::as_str));
    let scheme = if settings.https { "https" } else { "http" };
    authority
        .map_or_else(|| DEFAULT_ORIGIN.to_owned(), |authority| format!("{scheme}://{authority}"))
}

/// `/epayment/v1/payments` becomes `/v1/payments`.
pub(crate) fn instance(path: &str) -> String {
    let rest = path.strip_prefix('/').and_then(|path| path.split_once('/'));
    rest.map_or_else(|| path.to_owned(), |(_, inner)| format!("/{inner}"))
}
