//! Access Token API: `POST /accesstoken/get` trades keys in headers for a bearer token. All
//! numbers in the answer are strings, as in the real service.

use std::collections::HashMap;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::Serialize;

use crate::answer::Answer;
use crate::clock::rfc3339_ms;
use crate::settings::Merchant;
use crate::simulator::Simulator;

/// One hour, as in the test environment; production gives 24.
const LIFETIME_S: i64 = 3600;
const RESOURCE: &str = "00000002-0000-0000-c000-000000000000";

/// Tokens by their text.
#[derive(Default)]
pub(crate) struct IssuedTokens {
    tokens: HashMap<String, IssuedToken>,
}

struct IssuedToken {
    client_id: String,
    expires_ms: i64,
}

impl IssuedTokens {
    /// The client that a token was given to, while it is valid.
    pub(crate) fn client_id(&self, token: &str, now_ms: i64) -> Option<&str> {
        let issued = self.tokens.get(token).filter(|issued| now_ms < issued.expires_ms)?;
        Some(&issued.client_id)
    }

    fn insert(&mut self, token: String, client_id: &str, now_ms: i64) {
        self.tokens.retain(|_, issued| now_ms < issued.expires_ms);
        let expires_ms = now_ms + LIFETIME_S * 1000;
        self.tokens.insert(token, IssuedToken { client_id: client_id.to_owned(), expires_ms });
    }
}

#[derive(Serialize)]
struct TokenAnswer<'a> {
    token_type: &'a str,
    expires_in: String,
    ext_expires_in: String,
    expires_on: String,
    not_before: String,
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
    let Some(merchant) = merchant_of(
        &simulator.settings().merchants,
        text("client_id"),
        text("client_secret"),
        text("ocp-apim-subscription-key"),
        text("merchant-serial-number"),
    ) else {
        return refusal(&simulator);
    };
    let now_s = simulator.now_ms().div_euclid(1000);
    let claims = Claims {
        aud: RESOURCE,
        iss: "https://sts.simulator.invalid/",
        iat: now_s,
        nbf: now_s,
        exp: now_s + LIFETIME_S,
        appid: &merchant.client_id,
        jti: simulator.ids().uuid().to_string(),
        ver: "1.0",
    };
    let token = simulator.keys().sign_rs256(&claims);
    let answer = TokenAnswer {
        token_type: "Bearer",
        expires_in: LIFETIME_S.to_string(),
        ext_expires_in: LIFETIME_S.to_string(),
        expires_on: claims.exp.to_string(),
        not_before: now_s.to_string(),
        resource: RESOURCE,
        access_token: &token,
    };
    let answer = Answer::json(StatusCode::OK, &answer);
    simulator.turn(|turn| turn.state.access_tokens.insert(token, claims.appid, turn.now_ms));
    answer
}

/// The merchant whose keys these are; a wrong MSN beside right keys counts as wrong keys.
fn merchant_of<'a>(
    merchants: &'a [Merchant],
    client_id: Option<&str>,
    client_secret: Option<&str>,
    subscription_key: Option<&str>,
    msn: Option<&str>,
) -> Option<&'a Merchant> {
    merchants.iter().find(|merchant| {
        client_id == Some(&merchant.client_id)
            && client_secret == Some(&merchant.client_secret)
            && merchant.subscription_keys.iter().any(|key| subscription_key == Some(key))
            && msn.is_none_or(|msn| merchant.sales_units.iter().any(|unit| unit.msn == msn))
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
