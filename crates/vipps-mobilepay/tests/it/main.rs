//! The client as its users meet it: what goes out through the transport, and what each answer is
//! read as. The other side is a script here; only `network.rs` opens a socket.
#![allow(clippy::unwrap_used, reason = "a helper of a test may stop it")]
#![allow(
    clippy::unnecessary_wraps,
    reason = "an answer made here stands where a failure may stand"
)]

mod access_token;
mod discovery;
mod epayment;
mod epayment_parts;
mod epayment_read;
mod errors;
mod examples;
mod hostile;
mod id_token;
mod keys;
mod login;
mod login_token;
mod merchant_qr;
mod network;
mod order_management;
mod qr;
mod report;
mod retry;
mod revocation;
mod script;
mod sources;
mod userinfo;
mod webhook;
