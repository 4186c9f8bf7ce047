//! The token endpoint for the CIBA grant. It may be polled at the interval, gives its tokens once,
//! and says nothing but the standard errors until then.

use axum::extract::State;
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::answer::Answer;
use crate::login::client::LoginCall;
use crate::login::discovery::issuer;
use crate::login::error::OauthError;
use crate::login::session::{Approval, Decision, Login, subject};
use crate::settings::Settings;
use crate::simulator::{Simulator, Turn};

const GRANT: &str = "urn:openid:params:grant-type:ciba";
const ACCESS_TOKEN_LIFETIME_S: i64 = 300;
const ID_TOKEN_LIFETIME_S: i64 = 3600;
/// What a client must add to its interval when told to slow down.
const SLOW_DOWN_MS: i64 = 5000;

#[derive(Serialize)]
struct Tokens<'a> {
    access_token: &'a str,
    token_type: &'a str,
    expires_in: i64,
    id_token: String,
}

#[derive(Serialize)]
struct IdClaims<'a> {
    iss: String,
    aud: [&'a str; 1],
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
    email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email_verified: Option<bool>,
}

pub(super) async fn exchange(State(simulator): State<Simulator>, call: LoginCall) -> Answer {
    if call.field("grant_type") != Some(GRANT) {
        let description = format!("Only {GRANT} is simulated.");
        return OauthError::new("unsupported_grant_type", description).answer();
    }
    let access_token = format!("ciba.{}", simulator.ids().token());
    let claimed = simulator.turn(|turn| {
        let (msn, msisdn, approval) = claim(turn, &call, &access_token)?;
        let asked_email = turn.state.logins.by_token(&access_token, turn.now_ms);
        let shares_email = asked_email.is_some_and(|login| shares(login, "email"));
        Ok((msn, msisdn, approval, shares_email, turn.now_ms))
    });
    let (msn, msisdn, approval, shares_email, now_ms) = match claimed {
        Ok(claimed) => claimed,
        Err(error) => return OauthError::answer(&error),
    };
    let now_s = now_ms.div_euclid(1000);
    let email = email_of(simulator.settings(), &msisdn).filter(|_| shares_email);
    let claims = IdClaims {
        iss: issuer(&call.origin),
        aud: [&call.client_id],
        sub: subject(&msn, &msisdn),
        iat: now_s,
        exp: now_s + ID_TOKEN_LIFETIME_S,
        auth_time: approval.at_ms.div_euclid(1000),
        rat: approval.at_ms.div_euclid(1000),
        jti: simulator.ids().uuid().to_string(),
        sid: simulator.ids().uuid().to_string(),
        at_hash: URL_SAFE_NO_PAD.encode(&Sha256::digest(access_token.as_bytes())[..16]),
        msn: &msn,
        email,
        email_verified: email.map(|_| true),
    };
    let tokens = Tokens {
        access_token: &access_token,
        token_type: "Bearer",
        expires_in: ACCESS_TOKEN_LIFETIME_S,
        id_token: simulator.keys().sign_id_token(&claims),
    };
    Answer::json(StatusCode::OK, &tokens)
}

fn shares(login: &Login, scope: &str) -> bool {
    login.scopes.iter().any(|asked| asked == scope)
}

fn email_of<'a>(settings: &'a Settings, msisdn: &str) -> Option<&'a str> {
    let mut customers = settings.customers.iter();
    customers.find(|customer| customer.msisdn == msisdn).map(|customer| customer.email.as_str())
}

/// Takes an approved login as consumed, or says where it stands. Returns sales unit and number.
fn claim(
    turn: &mut Turn<'_>,
    call: &LoginCall,
    access_token: &str,
) -> Result<(String, String, Approval), OauthError> {
    let missing = || OauthError::new("invalid_request", "auth_req_id is missing.");
    let id = call.field("auth_req_id").ok_or_else(missing)?;
    let unknown = || OauthError::new("invalid_grant", "The auth_req_id is unknown or was used.");
    let number = turn.state.logins.find(id).ok_or_else(unknown)?;
    let now_ms = turn.now_ms;
    let login = turn.state.logins.get_mut(number);
    if login.client_id != call.client_id {
        return Err(unknown());
    }
    let approval = match &login.decision {
        Decision::Consumed(_) => return Err(unknown()),
        Decision::Declined => {
            return Err(OauthError::new("access_denied", "The person declined."));
        }
        _ if now_ms >= login.expires_ms => {
            return Err(OauthError::new("expired_token", "The auth_req_id has expired."));
        }
        Decision::Open => return Err(poll_too_early(login, now_ms)),
        Decision::Approved(approval) => approval.clone(),
    };
    login.decision = Decision::Consumed(approval.clone());
    let person = (login.msn.clone(), login.msisdn.clone());
    let expires_ms = now_ms + ACCESS_TOKEN_LIFETIME_S * 1000;
    turn.state.logins.add_token(access_token.to_owned(), number, expires_ms);
    turn.changed = true;
    Ok((person.0, person.1, approval))
}

/// Pending; or slow down, when the poll before was less than the interval ago.
fn poll_too_early(login: &mut Login, now_ms: i64) -> OauthError {
    let is_early = login.last_poll_ms.is_some_and(|last| now_ms - last < login.interval_ms);
    login.last_poll_ms = Some(now_ms);
    if is_early {
        login.interval_ms += SLOW_DOWN_MS;
        return OauthError::new("slow_down", "Wait 5 seconds more between polls from now on.");
    }
    OauthError::new("authorization_pending", "The person has not answered yet.")
}
