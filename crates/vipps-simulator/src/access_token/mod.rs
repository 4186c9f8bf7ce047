//! Access Token API: `POST /accesstoken/get` trades keys in headers for a bearer token. All
//! numbers in the answer are strings, as in the real service.

pub(crate) mod specialised;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::clock::rfc3339_ms;
use crate::kept::Kept;
use crate::keys_in_use::KeySet;
use crate::settings::Settings;
use crate::simulator::Simulator;

/// One hour, as in the test environment; production gives 24.
const LIFETIME_S: i64 = 3600;
const RESOURCE: &str = "00000002-0000-0000-c000-000000000000";

/// How many tokens are good at a time.
const KEPT: usize = 10_000;

/// Tokens by their text.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct IssuedTokens {
    tokens: Kept<String, IssuedToken, KEPT>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct IssuedToken {
    pub(crate) client_id: String,
    pub(crate) kind: TokenKind,
    expires_ms: i64,
}

/// What a token opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum TokenKind {
    /// The platform APIs.
    Platform,
    /// Reports.
    Specialised,
}

impl IssuedTokens {
    /// What a token was given for, while it is valid.
    pub(crate) fn find(&self, token: &str, now_ms: i64) -> Option<&IssuedToken> {
        self.tokens.get(token).filter(|issued| now_ms < issued.expires_ms)
    }

    fn insert(&mut self, token: String, issued: IssuedToken) {
        self.tokens.insert(token, issued);
    }
}

#[derive(Serialize)]
struct TokenAnswer<'a> {
    token_type: &'a str,
    expires_in: Value,
    ext_expires_in: Value,
    expires_on: Value,
    not_before: Value,
    resource: &'a str,
    access_token: &'a str,
}

#[derive(Serialize)]
struct Claims<'a> {
    aud: &'a str,
    iss: &'a str,
    iat: i64,
    nbf: i64,
    exp: i64,
    appid: &'a str,
    jti: String,
    ver: &'a str,
}

pub(crate) async fn get(State(simulator): State<Simulator>, headers: HeaderMap) -> Answer {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(keys) = keys_of(
        simulator.settings(),
        text("client_id"),
        text("client_secret"),
        text("ocp-apim-subscription-key"),
        text("merchant-serial-number"),
    ) else {
        return refusal(&simulator);
    };
    let now_s = simulator.now_ms().div_euclid(1000);
    let token = sign(&simulator, keys.client_id(), LIFETIME_S);
    let are_strings = simulator.readings().token_numbers_are_strings;
    let number = |number: i64| if are_strings { json!(number.to_string()) } else { json!(number) };
    let answer = TokenAnswer {
        token_type: "Bearer",
        expires_in: number(LIFETIME_S),
        ext_expires_in: number(LIFETIME_S),
        expires_on: number(now_s + LIFETIME_S),
        not_before: number(now_s),
        resource: RESOURCE,
        access_token: &token,
    };
    let answer = Answer::json(StatusCode::OK, &answer);
    simulator.turn(|turn| {
        let issued = IssuedToken {
            client_id: keys.client_id().to_owned(),
            kind: TokenKind::Platform,
            expires_ms: turn.now_ms + LIFETIME_S * 1000,
        };
        turn.state.access_tokens.insert(token, issued);
    });
    answer
}

/// A JWT, as clients expect that read its `exp`.
fn sign(simulator: &Simulator, client_id: &str, lifetime_s: i64) -> String {
    let now_s = simulator.now_ms().div_euclid(1000);
    simulator.keys().sign_access_token(&Claims {
        aud: RESOURCE,
        iss: "https://sts.simulator.invalid/",
        iat: now_s,
        nbf: now_s,
        exp: now_s + lifetime_s,
        appid: client_id,
        jti: simulator.ids().uuid().to_string(),
        ver: "1.0",
    })
}

/// The set that these keys make up; a wrong MSN beside right keys counts as wrong keys.
fn keys_of<'a>(
    settings: &'a Settings,
    client_id: Option<&str>,
    client_secret: Option<&str>,
    subscription_key: Option<&str>,
    msn: Option<&str>,
) -> Option<KeySet<'a>> {
    settings.key_sets().filter(|keys| !keys.is_accounting()).find(|keys| {
        client_id == Some(keys.client_id())
            && client_secret == Some(keys.client_secret())
            && subscription_key.is_some_and(|key| keys.has_subscription_key(key))
            && msn.is_none_or(|msn| keys.unit(settings, msn).is_some())
    })
}

fn refusal(simulator: &Simulator) -> Answer {
    #[derive(Serialize)]
    struct Refusal<'a> {
        error: &'a str,
        error_description: &'a str,
        error_codes: [u32; 1],
        timestamp: String,
        trace_id: String,
        correlation_id: String,
    }
    let refusal = Refusal {
        error: "unauthorized_client",
        error_description: "The client id, client secret, subscription key and merchant serial \
                            number do not belong together in this environment.",
        error_codes: [700_016],
        timestamp: rfc3339_ms(simulator.now_ms()),
        trace_id: simulator.ids().uuid().to_string(),
        correlation_id: simulator.ids().uuid().to_string(),
    };
    Answer::json(StatusCode::UNAUTHORIZED, &refusal)
}
