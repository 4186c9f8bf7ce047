//! `POST /vipps-login-ciba/api/backchannel/authentication`: asks a person on the phone to log in
//! at a merchant.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;

use crate::answer::Answer;
use crate::login::client::LoginCall;
use crate::login::error::OauthError;
use crate::login::session::{Decision, Login};
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
        Err(error) => error.answer(),
    }
}

fn accept(simulator: &Simulator, call: &LoginCall) -> Result<Answer, OauthError> {
    let settings = simulator.settings();
    let msisdn = msisdn(call)?;
    let scopes = scopes(call, settings)?;
    let binding_message = binding_message(call)?;
    let lifetime_s = lifetime_s(call)?.unwrap_or(settings.login_lifetime_s);
    if call.field("requested_flow").is_some() {
        let description =
            "Only the flow that ends in the app is simulated: leave requested_flow out.";
        return Err(OauthError::new("invalid_request", description));
    }
    if !settings.customers.iter().any(|customer| customer.msisdn == msisdn) {
        return Err(OauthError::unknown_user());
    }
    let auth_req_id = simulator.ids().token();
    let started = Started {
        auth_req_id: &auth_req_id,
        expires_in: lifetime_s,
        interval: settings.login_interval_s,
    };
    let answer = Answer::json(StatusCode::OK, &started);
    simulator.turn(|turn| {
        let number = turn.state.logins.insert(Login {
            auth_req_id,
            client_id: call.client_id.clone(),
            msn: call.msn.clone(),
            msisdn: msisdn.to_owned(),
            scopes,
            binding_message,
            expires_ms: turn.now_ms + lifetime_s * 1000,
            interval_ms: settings.login_interval_s * 1000,
            last_poll_ms: None,
            decision: Decision::Open,
        });
        turn.login_arrives(number, msisdn);
        turn.changed = true;
    });
    Ok(answer)
}

/// The number in `login_hint`; also what user-exists asks about.
pub(super) fn msisdn(call: &LoginCall) -> Result<&str, OauthError> {
    let refuse = |description: &str| OauthError::new("invalid_request", description);
    let hint = call.field("login_hint").ok_or_else(|| refuse("login_hint is missing."))?;
    let is_number = |number: &&str| {
        (9..=15).contains(&number.len())
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && COUNTRY_CODES.iter().any(|code| number.starts_with(code))
    };
    hint.strip_prefix("urn:msisdn:").filter(is_number).ok_or_else(|| {
        refuse(
            "login_hint must be urn:msisdn: and a number that begins with 46, 45, 47, 358 or 299.",
        )
    })
}

/// The scopes asked for that are in the sales unit's plan; others are dropped silently.
fn scopes(call: &LoginCall, settings: &Settings) -> Result<Vec<String>, OauthError> {
    let missing = || OauthError::new("invalid_request", "scope is missing.");
    let asked = call.field("scope").ok_or_else(missing)?;
    let units = settings.merchants.iter().flat_map(|merchant| &merchant.sales_units);
    let plan = units.filter(|unit| unit.msn == call.msn).flat_map(|unit| &unit.login_scopes);
    let plan: Vec<&String> = plan.collect();
    let in_plan = |scope: &&str| plan.iter().any(|planned| planned == scope);
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
