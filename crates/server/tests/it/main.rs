//! The whole service over its API, with the simulator beside it, in one process under a controlled
//! clock.
#![allow(clippy::unwrap_used, reason = "a test's helper panics to fail the test")]

mod bounds;
mod by_qr;
mod chaos;
mod description;
mod environments;
mod events;
mod faults;
mod flow;
mod idempotency;
mod moving;
mod outage;
mod paths;
mod privacy;
mod refusals;
mod registrations;
mod returns;
mod rules;
mod seed_sale;
mod sharing;
mod unread_qr;
mod unresolved;
mod watched;
