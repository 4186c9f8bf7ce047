//! Faults that can be switched on: one small document, replaced as a whole. A part that is left
//! out is as if nothing were wrong with it.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::simulator::Simulator;
use crate::strict;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Faults {
    webhooks: OnOff,
    reads: OnFail,
    login: OnFail,
    writes_answer: WritesAnswer,
}

/// `off` drops every webhook that is waiting or made meanwhile, without a trace.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum OnOff {
    #[default]
    On,
    Off,
}

/// `fail` answers 503: for `reads` the payment and its event log, for `login` every login call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum OnFail {
    #[default]
    On,
    Fail,
}

/// `drop_once` lets the next ePayment write take effect and then answers an empty 500 in its
/// place; after that it is `keep` again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum WritesAnswer {
    #[default]
    Keep,
    DropOnce,
}

impl Faults {
    pub(crate) fn delivers_webhooks(self) -> bool {
        self.webhooks == OnOff::On
    }

    pub(crate) fn answers_reads(self) -> bool {
        self.reads == OnFail::On
    }

    pub(crate) fn answers_logins(self) -> bool {
        self.login == OnFail::On
    }

    /// Whether the answer of this call is lost; true once for each `drop_once`.
    pub(crate) fn takes_answer(&mut self, method: &Method, path: &str) -> bool {
        let is_write = method == Method::POST && path.starts_with("/epayment/v1/payments");
        let is_lost = is_write && self.writes_answer == WritesAnswer::DropOnce;
        if is_lost {
            self.writes_answer = WritesAnswer::Keep;
        }
        is_lost
    }
}

pub(super) async fn read(State(simulator): State<Simulator>) -> Answer {
    simulator.turn(|turn| Answer::json(StatusCode::OK, &turn.state.faults))
}

pub(super) async fn replace(State(simulator): State<Simulator>, body: Bytes) -> Answer {
    match strict::read::<Faults>(&body) {
        Ok(faults) => simulator.turn(|turn| {
            turn.state.faults = faults;
            if !faults.delivers_webhooks() {
                turn.state.deliveries.forget_all();
            }
            Answer::json(StatusCode::OK, &faults)
        }),
        Err(problem) => problem.answer(simulator.ids(), "/simulator"),
    }
}
