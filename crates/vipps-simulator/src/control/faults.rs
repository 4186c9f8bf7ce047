//! Reading and replacing the faults, and adding single rules to them.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;

use crate::answer::Answer;
use crate::faults::{FaultRule, Faults};
use crate::simulator::{Simulator, Turn};
use crate::strict;

pub(super) async fn read(State(simulator): State<Simulator>) -> Answer {
    simulator.turn(|turn| Answer::json(StatusCode::OK, &turn.state.faults))
}

/// One document, replaced as a whole; the counts of its rules begin anew.
pub(super) async fn replace(State(simulator): State<Simulator>, body: Bytes) -> Answer {
    let read = strict::read::<Faults>(&body).and_then(|faults| faults.check().map(|()| faults));
    match read {
        Ok(faults) => simulator.turn(|turn| {
            if !faults.delivers_webhooks() {
                turn.state.deliveries.forget_all();
            }
            turn.state.faults = faults;
            Answer::json(StatusCode::OK, &turn.state.faults)
        }),
        Err(problem) => problem.answer(simulator.ids(), "/simulator"),
    }
}

/// The rules with how often each has been looked at and has struck.
pub(super) async fn rules(State(simulator): State<Simulator>) -> Answer {
    simulator.turn(|turn| counted(StatusCode::OK, turn))
}

/// Adds one rule behind the others, whose counts go on.
pub(super) async fn add_rule(State(simulator): State<Simulator>, body: Bytes) -> Answer {
    let rule = strict::read::<FaultRule>(&body);
    simulator.turn(|turn| {
        let added = rule.and_then(|rule| {
            let mut faults = turn.state.faults.clone();
            faults.add(rule);
            faults.check().map(|()| faults)
        });
        match added {
            Ok(faults) => {
                turn.state.faults = faults;
                counted(StatusCode::CREATED, turn)
            }
            Err(problem) => problem.answer(turn.ids, "/simulator"),
        }
    })
}

/// Drops the rules; the switches stay as they are.
pub(super) async fn forget_rules(State(simulator): State<Simulator>) -> Answer {
    simulator.turn(|turn| turn.state.faults.forget_rules());
    Answer::empty(StatusCode::NO_CONTENT)
}

fn counted(status: StatusCode, turn: &Turn<'_>) -> Answer {
    #[derive(Serialize)]
    struct List<T> {
        rules: Vec<T>,
    }
    Answer::json(status, &List { rules: turn.state.faults.counted_rules().collect() })
}
