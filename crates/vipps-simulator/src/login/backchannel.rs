//! `POST /vipps-login-ciba/api/backchannel/authentication`: asks a person on the phone to log in
//! at a merchant.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use url::Url;

use crate::answer::Answer;
use crate::login::client::LoginCall;
use crate::login::error::OauthError;
use crate::login::session::{Decision, Login};
use crate::readings::{RateLimit, Readings, ScopeOutsidePlan};
use crate::settings::Settings;
use crate::simulator::Simulator;

const EXPIRY_S: std::ops::RangeInclusive<i64> = 60..=900;
/// Countries whose numbers can log in: Sweden, Denmark, Norway, Finland, Greenland.
const COUNTRY_CODES: [&str; 5] = ["46", "45", "47", "358", "299"];

#[derive(Serialize)]
struct Started<'a> {
    auth_req_id: &'a str,
    expires_in: i64,
    interval: i64,
}

pub(super) async fn start(State(simulator): State<Simulator>, call: LoginCall) -> Answer {
    match accept(&simulator, &call) {
        Ok(answer) => answer,
        Err(error) => error.answer(simulator.readings()),
    }
}

fn accept(simulator: &Simulator, call: &LoginCall) -> Result<Answer, OauthError> {
    let (settings, readings) = (simulator.settings(), simulator.readings());
    let msisdn = msisdn(simulator, call)?;
    let scopes = scopes(call, settings, readings)?;
    let binding_message = binding_message(call)?;
    let lifetime_s = lifetime_s(call)?.unwrap_or(settings.login_lifetime_s);
    let redirect_uri = redirect_uri(call, settings)?;
    let customer = settings.customer(&msisdn);
    let customer = customer.filter(|customer| customer.can_log_in(simulator.now_ms()));
    let unknown = || OauthError::unknown_user(readings.unknown_user);
    if customer.ok_or_else(unknown)?.has_old_app && !readings.old_app_at_token {
        return Err(OauthError::old_app());
    }
    let auth_req_id = simulator.ids().token();
    let started = Started {
        auth_req_id: &auth_req_id,
        expires_in: lifetime_s,
        interval: settings.login_interval_s,
    };
    let answer = Answer::json(StatusCode::OK, &started);
    simulator.turn(|turn| {
        if readings.rate_limit != RateLimit::Off {
            turn.state.logins.count_start(&msisdn, turn.now_ms).map_err(OauthError::too_many)?;
        }
        let number = turn.state.logins.insert(Login {
            auth_req_id,
            client_id: call.client_id.clone(),
            msn: call.msn.clone(),
            msisdn: msisdn.clone(),
            scopes,
            binding_message,
            nonce: call.field("nonce").map(str::to_owned),
            redirect_uri,
            return_url: None,
            started_ms: turn.now_ms,
            expires_ms: turn.now_ms + lifetime_s * 1000,
            interval_ms: settings.login_interval_s * 1000,
            last_poll_ms: None,
            decision: Decision::Open,
        });
        turn.login_arrives(number, &msisdn);
        turn.changed = true;
        Ok(answer)
    })
}

/// The number in `login_hint`, or that of the check-in which it names; user-exists asks so too.
pub(super) fn msisdn(simulator: &Simulator, call: &LoginCall) -> Result<String, OauthError> {
    let refuse = |description: &str| OauthError::new("invalid_request", description);
    let hint = call.field("login_hint").ok_or_else(|| refuse("login_hint is missing."))?;
    if let Some(token) = hint.strip_prefix("urn:customer-token:") {
        let found = simulator.turn(|turn| {
            let check_in = turn.state.codes.check_ins.find(token, &call.msn, turn.now_ms);
            check_in.map(|check_in| check_in.msisdn.clone())
        });
        let description = "The customer token is unknown or older than 15 minutes.";
        return found.ok_or_else(|| refuse(description));
    }
    let legacy = hint
        .strip_prefix("urn:mobilenumber:")
        .filter(|number| number.len() == 8 && number.bytes().all(|byte| byte.is_ascii_digit()));
    if let Some(number) = legacy.filter(|_| simulator.readings().legacy_login_hint) {
        return Ok(format!("47{number}"));
    }
    let is_number = |number: &&str| {
        (9..=15).contains(&number.len())
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && COUNTRY_CODES.iter().any(|code| number.starts_with(code))
    };
    let number = hint.strip_prefix("urn:msisdn:").filter(is_number).ok_or_else(|| {
        refuse(
            "login_hint must be urn:msisdn: and a number that begins with 46, 45, 47, 358 or 299.",
        )
    })?;
    Ok(number.to_owned())
}

/// Where a login that ends in the browser leads back to; `None` when it ends in the app.
fn redirect_uri(call: &LoginCall, settings: &Settings) -> Result<Option<Url>, OauthError> {
    let refuse = |description: &str| OauthError::new("invalid_request", description);
    match call.field("requested_flow") {
        None => return Ok(None),
        Some("login_to_webpage") => {}
        Some(_) => return Err(refuse("requested_flow must be login_to_webpage.")),
    }
    let text = call.field("redirect_uri").ok_or_else(|| refuse("redirect_uri is missing."))?;
    let unit = settings.sales_unit(&call.msn);
    let allowed = unit.map_or(&[][..], |unit| unit.login_redirect_uris.as_slice());
    if !allowed.is_empty() && !allowed.iter().any(|known| known == text) {
        return Err(refuse("redirect_uri is not registered for the sales unit."));
    }
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "https" | "http"));
    url.map(Some).ok_or_else(|| refuse("redirect_uri must be an address."))
}

/// The scopes asked for that are in the sales unit's plan.
fn scopes(
    call: &LoginCall,
    settings: &Settings,
    readings: Readings,
) -> Result<Vec<String>, OauthError> {
    let missing = || OauthError::new("invalid_request", "scope is missing.");
    let asked = call.field("scope").or(readings.scope_optional.then_some("openid"));
    let asked = asked.ok_or_else(missing)?;
    let plan = settings.sales_unit(&call.msn).map_or(&[][..], |unit| unit.login_scopes.as_slice());
    let in_plan = |scope: &&str| plan.iter().any(|planned| planned == scope);
    let refuses = readings.scope_outside_plan == ScopeOutsidePlan::Refuse;
    if refuses && !asked.split(' ').all(|scope| in_plan(&scope)) {
        return Err(OauthError::new("invalid_scope", "A scope is outside the plan."));
    }
    let scopes: Vec<String> = asked.split(' ').filter(in_plan).map(str::to_owned).collect();
    if scopes.iter().any(|scope| scope == "openid") {
        Ok(scopes)
    } else {
        Err(OauthError::new("invalid_scope", "scope must include openid."))
    }
}

/// `^[A-Z0-9\-]{5,8}$`
fn binding_message(call: &LoginCall) -> Result<Option<String>, OauthError> {
    let Some(text) = call.field("binding_message") else { return Ok(None) };
    let allowed = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-';
    if (5..=8).contains(&text.len()) && text.bytes().all(allowed) {
        return Ok(Some(text.to_owned()));
    }
    let description = "binding_message must be 5 to 8 of A to Z, 0 to 9 and -.";
    Err(OauthError::new("invalid_binding_message", description))
}

fn lifetime_s(call: &LoginCall) -> Result<Option<i64>, OauthError> {
    let Some(text) = call.field("requested_expiry") else { return Ok(None) };
    let seconds = text.parse().ok().filter(|seconds| EXPIRY_S.contains(seconds));
    let description = "requested_expiry must be 60 to 900 seconds.";
    seconds.map(Some).ok_or_else(|| OauthError::new("invalid_request", description))
}
