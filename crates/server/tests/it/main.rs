//! The whole service over its API, with the simulator beside it, in one process under a controlled
//! clock.

mod description;
mod faults;
mod flow;
mod idempotency;
mod refusals;
mod seed_sale;
