//! Reading, replacing, adding and dropping the rules by which things go wrong.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;

use crate::answer::Answer;
use crate::faults::{FaultRule, Faults};
use crate::problem::Problem;
use crate::simulator::{Simulator, Turn};
use crate::strict;

/// The rules with how often each has been looked at and has struck.
pub(super) async fn read(State(simulator): State<Simulator>) -> Answer {
    simulator.turn(|turn| Answer::json(StatusCode::OK, &turn.state.faults))
}

/// All rules at once; their counts begin anew.
pub(super) async fn replace(State(simulator): State<Simulator>, body: Bytes) -> Answer {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Replace {
        rules: Vec<FaultRule>,
    }
    let read = strict::read::<Replace>(&body);
    change(&simulator, StatusCode::OK, |faults| faults.replace(read?.rules))
}

/// Adds one rule behind the others, whose counts go on.
pub(super) async fn add(State(simulator): State<Simulator>, body: Bytes) -> Answer {
    let read = strict::read::<FaultRule>(&body);
    change(&simulator, StatusCode::CREATED, |faults| faults.add(read?))
}

pub(super) async fn forget(State(simulator): State<Simulator>) -> Answer {
    simulator.turn(|turn| turn.state.faults = Faults::default());
    Answer::empty(StatusCode::NO_CONTENT)
}

fn change(
    simulator: &Simulator,
    status: StatusCode,
    work: impl FnOnce(&mut Faults) -> Result<(), Problem>,
) -> Answer {
    simulator.turn(|turn: &mut Turn<'_>| match work(&mut turn.state.faults) {
        Ok(()) => Answer::json(status, &turn.state.faults),
        Err(problem) => problem.answer(turn.ids, "/simulator"),
    })
}
