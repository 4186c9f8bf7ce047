//! ePayment API: create, read, capture, cancel, refund and the test environment's forced approval,
//! with the state rules, error numbers and idempotency of the real service.

mod attempt;
mod change;
mod create;
mod force;
pub(crate) mod idempotency;
pub(crate) mod ledger;
mod modify;
pub(crate) mod payment;
mod person;
pub(crate) mod picture;
pub(crate) mod rate_limit;
mod read;
pub(crate) mod receipt;
mod refusal;
mod request;

use axum::Router;
use axum::routing::{get, post};

use crate::simulator::Simulator;

pub(crate) fn routes() -> Router<Simulator> {
    Router::new()
        .route("/epayment/v1/payments", post(create::create))
        .route("/epayment/v1/payments/{reference}", get(read::payment))
        .route("/epayment/v1/payments/{reference}/events", get(read::events))
        .route("/epayment/v1/payments/{reference}/capture", post(modify::capture))
        .route("/epayment/v1/payments/{reference}/cancel", post(modify::cancel))
        .route("/epayment/v1/payments/{reference}/refund", post(modify::refund))
        .route("/epayment/v1/test/payments/{reference}/approve", post(force::approve))
}
