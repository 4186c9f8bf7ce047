//! What the fuzzers ask of everything that reads what strangers send: webhooks, scans, id_tokens.
//!
//! Each target takes bytes, makes an input of them, and panics if what came of it is wrong. The
//! programs in `/fuzz` hand them to libFuzzer, which looks for new paths through the code; the
//! tests hand them the kept corpus and bytes at random, on every toolchain.

mod id_token;
mod scan;
mod webhook;

pub use id_token::id_token;
pub use scan::scan;
pub use webhook::webhook;

/// A target takes any bytes.
pub type Target = fn(&[u8]);

/// Every target under the name of its program and of its corpus.
pub const TARGETS: [(&str, Target); 3] =
    [("webhook", webhook), ("scan", scan), ("id_token", id_token)];
