//! The one hash of the project, in the one form that it is written in.

use sha2::{Digest, Sha256};
use std::fmt::Write;

/// SHA-256 over the parts one after another, in hex.
pub fn sha256_hex(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a String never fails");
        text
    })
}
