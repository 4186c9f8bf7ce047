//! `POST /miami/v1/token`: the token endpoint for accounting keys. Keys come as HTTP Basic with a
//! form, without a subscription key; the token lives for 15 minutes and opens reports alone.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::Serialize;

use crate::access_token::{IssuedToken, TokenKind, sign};
use crate::answer::Answer;
use crate::call::basic_credentials;
use crate::simulator::Simulator;

const LIFETIME_S: i64 = 900;

#[derive(Serialize)]
struct TokenAnswer<'a> {
    access_token: &'a str,
    token_type: &'a str,
    expires_in: i64,
}

pub(crate) async fn get(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let form: Vec<(String, String)> = serde_urlencoded::from_bytes(&body).unwrap_or_default();
    let has_grant =
        form.iter().any(|(key, value)| key == "grant_type" && value == "client_credentials");
    if !has_grant || headers.contains_key("ocp-apim-subscription-key") {
        return refusal();
    }
    let Some((id, secret)) = basic_credentials(&headers) else { return refusal() };
    let mut known = simulator.settings().key_sets().filter(|keys| keys.is_accounting());
    let Some(keys) = known.find(|it| it.client_id() == id && it.client_secret() == secret) else {
        return refusal();
    };
    let token = sign(&simulator, keys.client_id(), LIFETIME_S);
    let answer = TokenAnswer { access_token: &token, token_type: "Bearer", expires_in: LIFETIME_S };
    let answer = Answer::json(StatusCode::OK, &answer);
    let issued = IssuedToken {
        client_id: keys.client_id().to_owned(),
        kind: TokenKind::Specialised,
        expires_ms: simulator.now_ms() + LIFETIME_S * 1000,
    };
    simulator.turn(|turn| turn.state.access_tokens.insert(token, issued));
    answer
}

fn refusal() -> Answer {
    #[derive(Serialize)]
    struct Refusal {
        error: &'static str,
    }
    Answer::json(StatusCode::UNAUTHORIZED, &Refusal { error: "invalid_client" })
}
