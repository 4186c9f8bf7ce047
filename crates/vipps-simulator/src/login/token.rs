//! The token endpoint. For a login in the app it may be polled at the interval; for one that ends
//! in the browser it takes the code that the browser brought. It gives its tokens once, and says
//! nothing but the standard errors until then.

use axum::extract::State;
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use crate::answer::Answer;
use crate::login::client::LoginCall;
use crate::login::discovery::issuer;
use crate::login::error::OauthError;
use crate::login::session::{Approval, Decision, Login, LoginNumber};
use crate::login::userinfo::shared_claims;
use crate::readings::{AuthRequestClaim, FastPoll, UnknownLogin};
use crate::simulator::{Simulator, Turn};

const GRANT: &str = "urn:openid:params:grant-type:ciba";
const REDIRECT_GRANT: &str = "urn:vipps:params:grant-type:ciba-redirect";
const ID_TOKEN_LIFETIME_S: i64 = 3600;
/// What a client must add to its interval when told to slow down.
const SLOW_DOWN_MS: i64 = 5000;

#[derive(Serialize)]
struct Tokens<'a> {
    access_token: &'a str,
    token_type: &'a str,
    expires_in: i64,
    id_token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<&'a str>,
}

#[derive(Serialize)]
struct IdClaims<'a> {
    iss: String,
    aud: Audience<'a>,
    sub: String,
    iat: i64,
    exp: i64,
    auth_time: i64,
    rat: i64,
    jti: String,
    sid: String,
    at_hash: String,
    msn: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    auth_req_id: Option<&'a str>,
    #[serde(rename = "authReqId", skip_serializing_if = "Option::is_none")]
    auth_req_id_in_camel_case: Option<&'a str>,
    /// What is shared, as userinfo has it.
    #[serde(flatten)]
    user_data: Map<String, Value>,
}

/// A list for a login in the app, a text for one in the browser, as the examples show them.
#[derive(Serialize)]
#[serde(untagged)]
enum Audience<'a> {
    Many([&'a str; 1]),
    One(&'a str),
}

/// A login whose tokens are handed out now.
struct Claimed {
    auth_req_id: String,
    msn: String,
    msisdn: String,
    approval: Approval,
    scopes: Vec<String>,
    nonce: Option<String>,
    now_ms: i64,
}

pub(super) async fn exchange(State(simulator): State<Simulator>, call: LoginCall) -> Answer {
    let readings = simulator.readings();
    let ends_in_browser = match call.field("grant_type") {
        Some(GRANT) => false,
        Some(REDIRECT_GRANT) => true,
        _ => {
            let description = format!("Only {GRANT} and {REDIRECT_GRANT} are simulated.");
            return OauthError::new("unsupported_grant_type", description).answer(readings);
        }
    };
    let access_token = format!("ciba.{}", simulator.ids().token());
    let lifetime_s = simulator.settings().login_token_lifetime_s;
    let claimed: Result<_, OauthError> = simulator.turn(|turn| {
        let number = if ends_in_browser { by_code(turn, &call) } else { by_poll(turn, &call) }?;
        Ok(consume(turn, number, &access_token, lifetime_s))
    });
    let claimed = match claimed {
        Ok(Some(claimed)) => claimed,
        Ok(None) => return used().answer(readings),
        Err(error) => return error.answer(readings),
    };
    let tokens = Tokens {
        access_token: &access_token,
        token_type: if ends_in_browser { "bearer" } else { "Bearer" },
        expires_in: lifetime_s,
        id_token: id_token(&simulator, &call, &claimed, &access_token, ends_in_browser),
        scope: ends_in_browser.then_some("openid"),
    };
    Answer::json(StatusCode::OK, &tokens)
}

fn id_token(
    simulator: &Simulator,
    call: &LoginCall,
    claimed: &Claimed,
    access_token: &str,
    ends_in_browser: bool,
) -> String {
    let (settings, readings) = (simulator.settings(), simulator.readings());
    let now_s = claimed.now_ms.div_euclid(1000);
    let approved_s = claimed.approval.at_ms.div_euclid(1000);
    let customer = settings.customer(&claimed.msisdn);
    let sub = settings.subject(readings, &claimed.msn, &claimed.msisdn);
    let is_shown = |claim: &str| match claim {
        "email" | "email_verified" => readings.email_in_id_token,
        "sub" => false,
        _ => readings.user_data_in_id_token,
    };
    let mut user_data = customer
        .map(|customer| shared_claims(readings, customer, &sub, &claimed.scopes))
        .unwrap_or_default();
    user_data.retain(|claim, _| is_shown(claim));
    let in_camel_case = readings.auth_request_claim == AuthRequestClaim::CamelCase;
    let request = Some(claimed.auth_req_id.as_str()).filter(|_| ends_in_browser);
    simulator.keys().sign_id_token(&IdClaims {
        iss: issuer(&call.origin),
        aud: if ends_in_browser {
            Audience::One(&call.client_id)
        } else {
            Audience::Many([&call.client_id])
        },
        sub,
        user_data,
        iat: now_s,
        exp: now_s + ID_TOKEN_LIFETIME_S,
        auth_time: approved_s,
        rat: approved_s,
        jti: simulator.ids().uuid().to_string(),
        sid: simulator.ids().uuid().to_string(),
        at_hash: URL_SAFE_NO_PAD.encode(&Sha256::digest(access_token.as_bytes())[..16]),
        msn: &claimed.msn,
        nonce: claimed.nonce.as_deref().filter(|_| readings.nonce_in_id_token),
        auth_req_id: request.filter(|_| !in_camel_case),
        auth_req_id_in_camel_case: request.filter(|_| in_camel_case),
    })
}

fn used() -> OauthError {
    OauthError::new("invalid_grant", "The auth_req_id or code is unknown or was used.")
}

/// The login behind a code.
fn by_code(turn: &mut Turn<'_>, call: &LoginCall) -> Result<LoginNumber, OauthError> {
    let missing = || OauthError::new("invalid_request", "code is missing.");
    let code = call.field("code").ok_or_else(missing)?;
    let number = turn.state.logins.take_code(code, turn.now_ms).ok_or_else(used)?;
    let is_own = turn.state.logins.get(number).client_id == call.client_id;
    if is_own { Ok(number) } else { Err(used()) }
}

/// The login that is polled for, if it is approved; or where it stands.
fn by_poll(turn: &mut Turn<'_>, call: &LoginCall) -> Result<LoginNumber, OauthError> {
    let missing = || OauthError::new("invalid_request", "auth_req_id is missing.");
    let id = call.field("auth_req_id").ok_or_else(missing)?;
    let unknown = || match turn.readings().unknown_login {
        UnknownLogin::InvalidGrant => used(),
        UnknownLogin::AccessDenied => OauthError::new("access_denied", "Access was denied."),
    };
    let number = turn.state.logins.find(id).ok_or_else(unknown)?;
    let fast_poll = turn.readings().fast_poll;
    let now_ms = turn.now_ms;
    let login = turn.state.logins.get_mut(number);
    if login.client_id != call.client_id || login.redirect_uri.is_some() {
        return Err(used());
    }
    let has_old_app = turn.settings.customer(&login.msisdn).is_some_and(|it| it.has_old_app);
    match &login.decision {
        _ if has_old_app => Err(OauthError::old_app()),
        Decision::Consumed(_) => Err(used()),
        Decision::Declined { .. } => Err(OauthError::new("access_denied", "The person declined.")),
        _ if now_ms >= login.expires_ms => {
            Err(OauthError::new("expired_token", "The auth_req_id has expired."))
        }
        Decision::Open => Err(poll_while_open(login, fast_poll, now_ms)),
        Decision::Approved(_) => Ok(number),
    }
}

/// Takes an approved login as consumed; `None` when it isn't approved or was consumed before.
fn consume(
    turn: &mut Turn<'_>,
    number: LoginNumber,
    access_token: &str,
    lifetime_s: i64,
) -> Option<Claimed> {
    let now_ms = turn.now_ms;
    let login = turn.state.logins.get_mut(number);
    let Decision::Approved(approval) = &login.decision else { return None };
    let approval = approval.clone();
    login.decision = Decision::Consumed(approval.clone());
    let claimed = Claimed {
        auth_req_id: login.auth_req_id.clone(),
        msn: login.msn.clone(),
        msisdn: login.msisdn.clone(),
        approval,
        nonce: login.nonce.clone(),
        scopes: login.scopes.clone(),
        now_ms,
    };
    let expires_ms = now_ms + lifetime_s * 1000;
    turn.state.logins.add_token(access_token.to_owned(), number, expires_ms);
    turn.changed = true;
    Some(claimed)
}

/// Pending; or what a poll meets that comes less than the interval after the one before.
fn poll_while_open(login: &mut Login, fast_poll: FastPoll, now_ms: i64) -> OauthError {
    let is_early = login.last_poll_ms.is_some_and(|last| now_ms - last < login.interval_ms);
    login.last_poll_ms = Some(now_ms);
    match fast_poll {
        FastPoll::SlowDown if is_early => {
            login.interval_ms += SLOW_DOWN_MS;
            OauthError::new("slow_down", "Wait 5 seconds more between polls from now on.")
        }
        FastPoll::InvalidRequest if is_early => {
            OauthError::new("invalid_request", "The poll came before the interval was over.")
        }
        _ => OauthError::new("authorization_pending", "The person has not answered yet."),
    }
}
