//! `POST /vipps-login-ciba/api/v1/user-exists`: whether a number can log in at all.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;

use crate::answer::Answer;
use crate::login::backchannel::msisdn;
use crate::login::client::LoginCall;
use crate::simulator::Simulator;

pub(super) async fn exists(State(simulator): State<Simulator>, call: LoginCall) -> Answer {
    #[derive(Serialize)]
    struct Exists {
        exists: bool,
    }
    let readings = simulator.readings();
    if !readings.user_exists {
        return Answer::gateway(StatusCode::NOT_FOUND, "Resource not found");
    }
    match msisdn(&simulator, &call) {
        Ok(msisdn) => {
            let customer = simulator.settings().customer(&msisdn);
            let exists = customer.is_some_and(|customer| {
                readings.user_exists_when_too_young || customer.can_log_in(simulator.now_ms())
            });
            Answer::json(StatusCode::OK, &Exists { exists })
        }
        Err(error) => error.answer(readings),
    }
}
