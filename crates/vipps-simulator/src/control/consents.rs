//! A person withdraws the consent to share with a merchant.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;

use super::not_found;
use crate::answer::Answer;
use crate::simulator::Simulator;
use crate::strict;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Revoke {
    msisdn: String,
    msn: String,
}

pub(super) async fn revoke(State(simulator): State<Simulator>, body: Bytes) -> Answer {
    let request = match strict::read::<Revoke>(&body) {
        Ok(request) => request,
        Err(problem) => return problem.answer(simulator.ids(), "/simulator"),
    };
    if simulator.turn(|turn| turn.revoke_consent(&request.msn, &request.msisdn)) {
        Answer::empty(StatusCode::NO_CONTENT)
    } else {
        not_found(&simulator, "The person shares nothing with the sales unit.")
    }
}
