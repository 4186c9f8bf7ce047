//! The readings that hold, and changing some of them.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Map, Value};

use crate::answer::Answer;
use crate::problem::Problem;
use crate::simulator::Simulator;
use crate::strict;

pub(super) async fn read(State(simulator): State<Simulator>) -> Answer {
    Answer::json(StatusCode::OK, &simulator.readings())
}

/// Changes those that the body names, from the next call on; all or none. A reset returns to the
/// settings.
pub(super) async fn change(State(simulator): State<Simulator>, body: Bytes) -> Answer {
    let changes = strict::read::<Map<String, Value>>(&body);
    simulator.turn(|turn| {
        let before = turn.readings();
        let after = changes.and_then(|changes| {
            changes.into_iter().try_fold(before, |readings, (name, value)| {
                let changed = readings.with(&name, value);
                changed.map_err(|reason| Problem::invalid_field(name, reason))
            })
        });
        match after {
            Ok(after) => {
                turn.state.readings = Some(after);
                Answer::json(StatusCode::OK, &after)
            }
            Err(problem) => problem.answer(turn.ids, "/simulator"),
        }
    })
}
