//! The store from outside: the promises of its trait, and what each database alone must stand.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests are tests too")]

mod disturbed;
mod interrupted;
mod postgres;
mod sqlite;
