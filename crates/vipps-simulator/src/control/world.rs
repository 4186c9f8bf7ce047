//! The calls received so far, starting afresh, and the description of the control API.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde::Serialize;

use crate::answer::Answer;
use crate::request_log::RequestRecord;
use crate::simulator::Simulator;

pub(super) const OPENAPI: &str = include_str!("openapi.json");

/// The last 200 calls of the simulated APIs, oldest first, as received.
pub(super) async fn requests(State(simulator): State<Simulator>) -> Answer {
    #[derive(Serialize)]
    struct List<'a> {
        requests: Vec<&'a RequestRecord>,
    }
    simulator.turn(|turn| {
        let requests = turn.state.requests.iter().collect();
        Answer::json(StatusCode::OK, &List { requests })
    })
}

/// Forgets everything but access tokens and webhook registrations, and turns the clock back.
pub(super) async fn reset(State(simulator): State<Simulator>) -> Answer {
    simulator.turn(|turn| {
        turn.state.reset(turn.settings, turn.machine_ms);
        turn.changed = true;
    });
    Answer::empty(StatusCode::NO_CONTENT)
}

pub(super) async fn openapi() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], OPENAPI)
}
