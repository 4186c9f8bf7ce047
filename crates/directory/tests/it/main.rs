//! The contract from both sides: the client against the reference server on loopback, and every byte
//! that either sends held to the document in `docs/`.
#![allow(clippy::unwrap_used, reason = "a test's helper panics to fail the test")]

mod adapter;
mod conformance;
mod document;
mod served;
