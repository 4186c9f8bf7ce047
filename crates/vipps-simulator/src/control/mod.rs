//! The control API under `/simulator/`: what a person would do on the phone, the clock, faults,
//! readings, and what tests want to see. It is ours, not a part of Vipps MobilePay, and never asks for keys.

mod check_ins;
mod clock;
mod consents;
mod customers;
mod faults;
mod logins;
pub(crate) mod page;
mod payments;
mod readings;
mod world;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::{get, post, put};

use crate::answer::Answer;
use crate::problem::Problem;
use crate::simulator::Simulator;

pub(crate) fn routes() -> Router<Simulator> {
    let faults = get(faults::read).put(faults::replace).post(faults::add).delete(faults::forget);
    Router::new()
        .route("/simulator/payments", get(payments::list))
        .route("/simulator/payments/{reference}/approve", post(payments::approve))
        .route("/simulator/payments/{reference}/decline", post(payments::decline))
        .route("/simulator/logins", get(logins::list))
        .route("/simulator/logins/{auth_req_id}/approve", post(logins::approve))
        .route("/simulator/logins/{auth_req_id}/decline", post(logins::decline))
        .route("/simulator/check-ins", post(check_ins::check_in))
        .route("/simulator/consents/revoke", post(consents::revoke))
        .route("/simulator/clock", get(clock::read))
        .route("/simulator/clock/freeze", post(clock::freeze))
        .route("/simulator/clock/run", post(clock::run))
        .route("/simulator/customers", get(customers::list))
        .route("/simulator/customers/{msisdn}/script", put(customers::replace_script))
        .route("/simulator/clock/advance", post(clock::advance))
        .route("/simulator/faults", faults)
        .route("/simulator/readings", get(readings::read).put(readings::change))
        .route("/simulator/requests", get(world::requests))
        .route("/simulator/reset", post(world::reset))
        .route("/simulator/openapi.json", get(world::openapi))
}

fn not_found(simulator: &Simulator, detail: &str) -> Answer {
    refuse(simulator, StatusCode::NOT_FOUND, "Not Found", detail)
}

fn conflict(simulator: &Simulator, detail: &str) -> Answer {
    refuse(simulator, StatusCode::CONFLICT, "Conflict", detail)
}

fn refuse(simulator: &Simulator, status: StatusCode, title: &str, detail: &str) -> Answer {
    Problem::plain(status, title, detail).answer(simulator.ids(), "/simulator")
}
