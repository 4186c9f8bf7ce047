//! ePayment API: create, read, capture, cancel, refund and the test environment's forced approval,
//! with the state rules, error numbers and idempotency of the real service.

mod attempt;
mod change;
mod create;
mod elsewhere;
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
pub(crate) mod refusal;
mod request;

use axum::Router;

use crate::operations::Operations as _;
use crate::simulator::Simulator;

pub(crate) fn routes() -> Router<Simulator> {
    Router::new()
        .operation("createPayment", create::create)
        .operation("getPayment", read::payment)
        .operation("getPaymentEventLog", read::events)
        .operation("capturePayment", modify::capture)
        .operation("cancelPayment", modify::cancel)
        .operation("refundPayment", modify::refund)
        .operation("forceApprove", force::approve)
}
