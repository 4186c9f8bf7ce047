//! What every call of a platform API must bring: a bearer token, a subscription key of the same
//! merchant and, for most, its sales unit. The gateway checks this before the API sees the call.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, StatusCode, Uri, header};

use crate::answer::Answer;
use crate::problem::Problem;
use crate::settings::{Merchant, SalesUnit, Settings};
use crate::simulator::Simulator;

const IDEMPOTENCY_KEY_MAX: usize = 50;
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
        let merchant = authenticate(headers, simulator)?;
        let msn = text(headers, "merchant-serial-number").map(str::to_owned);
        if let Some(msn) = &msn
            && !merchant.sales_units.iter().any(|unit| &unit.msn == msn)
        {
            let message = "The merchant serial number is not connected to these keys.";
            return Err(Answer::gateway(StatusCode::FORBIDDEN, message));
        }
        let subscription_key =
            text(headers, "ocp-apim-subscription-key").unwrap_or_default().to_owned();
        let idempotency_key = text(headers, "idempotency-key").map(str::to_owned);
        let origin = origin(simulator.settings(), headers, request.uri());
        let instance = instance(request.uri().path());
        let body = Bytes::from_request(request, simulator)
            .await
            .map_err(|rejection| Answer::gateway(rejection.status(), "The body can't be read."))?;
        let client_id = merchant.client_id.clone();
        Ok(Self { client_id, subscription_key, msn, idempotency_key, origin, instance, body })
    }
}

impl ApiCall {
    /// The sales unit named by the call.
    pub(crate) fn sales_unit<'a>(&self, settings: &'a Settings) -> Result<&'a SalesUnit, Problem> {
        let name = "Merchant-Serial-Number";
        let missing = || Problem::invalid_field(name, "The header is required.");
        let msn = self.msn.as_deref().ok_or_else(missing)?;
        let units =
            settings.merchants.iter().filter(|merchant| merchant.client_id == self.client_id);
        units
            .flat_map(|merchant| &merchant.sales_units)
            .find(|unit| unit.msn == msn)
            .ok_or_else(missing)
    }

    /// The sales unit named by the call, or else the merchant's first.
    pub(crate) fn sales_unit_or_first<'a>(
        &self,
        settings: &'a Settings,
    ) -> Result<&'a SalesUnit, Problem> {
        if self.msn.is_some() {
            return self.sales_unit(settings);
        }
        let mut merchants = settings.merchants.iter();
        let merchant = merchants.find(|merchant| merchant.client_id == self.client_id);
        let missing =
            || Problem::invalid_field("Merchant-Serial-Number", "The header is required.");
        merchant.and_then(|merchant| merchant.sales_units.first()).ok_or_else(missing)
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

fn authenticate<'a>(headers: &HeaderMap, simulator: &'a Simulator) -> Result<&'a Merchant, Answer> {
    let refuse = |message: &str| Answer::gateway(StatusCode::UNAUTHORIZED, message);
    let Some(key) = text(headers, "ocp-apim-subscription-key") else {
        return Err(refuse("Access denied due to missing subscription key."));
    };
    let bearer = text(headers, header::AUTHORIZATION.as_str())
        .and_then(|value| value.strip_prefix("Bearer "))
        .ok_or_else(|| refuse("Unauthorized. The bearer token is missing."))?;
    let client_id = simulator
        .turn(|turn| turn.state.access_tokens.client_id(bearer, turn.now_ms).map(str::to_owned))
        .ok_or_else(|| refuse("Unauthorized. The access token is invalid or expired."))?;
    let merchants = &simulator.settings().merchants;
    let merchant = merchants.iter().find(|merchant| merchant.client_id == client_id);
    merchant
        .filter(|merchant| merchant.subscription_keys.iter().any(|known| known == key))
        .ok_or_else(|| refuse("Access denied due to invalid subscription key."))
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
    authority.map_or_else(|| DEFAULT_ORIGIN.to_owned(), |authority| format!("http://{authority}"))
}

/// `/epayment/v1/payments` becomes `/v1/payments`.
fn instance(path: &str) -> String {
    let rest = path.strip_prefix('/').and_then(|path| path.split_once('/'));
    rest.map_or_else(|| path.to_owned(), |(_, inner)| format!("/{inner}"))
}
