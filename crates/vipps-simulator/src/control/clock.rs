//! Reading the simulator's clock, moving it forward, holding it still and letting it run again.
//! Whatever falls due on the way happens at its own time, in order.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::clock::ADVANCE_S_MAX;
use crate::simulator::{Simulator, Turn};
use crate::strict;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    seconds: u32,
}

#[derive(Serialize)]
struct ClockDocument {
    now_unix_ms: i64,
    offset_ms: i64,
    is_frozen: bool,
}

impl ClockDocument {
    fn answer(turn: &Turn<'_>) -> Answer {
        let document = Self {
            now_unix_ms: turn.now_ms,
            offset_ms: turn.now_ms - turn.machine_ms,
            is_frozen: turn.state.time.is_frozen(),
        };
        Answer::json(StatusCode::OK, &document)
    }
}

pub(super) async fn read(State(simulator): State<Simulator>) -> Answer {
    simulator.turn(|turn| ClockDocument::answer(turn))
}

pub(super) async fn advance(State(simulator): State<Simulator>, body: Bytes) -> Answer {
    let request = match strict::read::<Advance>(&body) {
        Ok(request) if request.seconds <= ADVANCE_S_MAX => request,
        Ok(_) => {
            let detail = "The clock moves by at most ten years at a time.";
            return super::refuse(&simulator, StatusCode::BAD_REQUEST, "Bad Request", detail);
        }
        Err(problem) => return problem.answer(simulator.ids(), "/simulator"),
    };
    simulator.turn(|turn| {
        turn.state.time.advance(i64::from(request.seconds) * 1000);
        turn.changed = true;
    });
    simulator.turn(|turn| ClockDocument::answer(turn))
}

/// Time stands still; it can be moved forward by hand.
pub(super) async fn freeze(State(simulator): State<Simulator>) -> Answer {
    simulator.turn(|turn| {
        turn.state.time.freeze(turn.machine_ms);
        turn.changed = true;
        ClockDocument::answer(turn)
    })
}

/// Time goes on from where it stood.
pub(super) async fn run(State(simulator): State<Simulator>) -> Answer {
    simulator.turn(|turn| {
        turn.state.time.run(turn.machine_ms);
        turn.changed = true;
        ClockDocument::answer(turn)
    })
}
