//! The simulator seen from outside: its router in process, under a clock that only moves when
//! told, with a scripted receiver of webhooks.

#![allow(clippy::unwrap_used, reason = "helpers of tests may unwrap too")]

mod access_token;
mod bad_input;
mod codes;
mod control;
mod create;
mod deadlines;
mod described;
mod faults;
mod finland;
mod idempotency;
mod isolation;
mod limits;
mod log;
mod login;
mod login_ways;
mod model;
mod modify;
mod not_simulated;
mod orders;
mod partners;
mod phone;
mod qr;
mod qr_codes;
mod readings;
mod receipt;
mod report;
mod restart;
mod retention;
mod scripts;
mod served;
mod sharing;
mod webhooks;
mod world;
