//! Every id, token and secret that the simulator hands out. They are hashes of a seed and a
//! counter: unguessable with a random seed, the same in every run with a fixed one.

use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

pub(crate) struct Ids {
    seed: [u8; 16],
    counter: AtomicU64,
}

impl Ids {
    /// With `None` the seed is random.
    pub(crate) fn new(seed: Option<u64>) -> Self {
        let seed = match seed {
            Some(number) => u128::from(number).to_be_bytes(),
            None => random_seed(),
        };
        Self { seed, counter: AtomicU64::new(0) }
    }

    /// How many have been handed out.
    pub(crate) fn count(&self) -> u64 {
        self.counter.load(Ordering::Relaxed)
    }

    /// Goes on behind so many, lest a fixed seed gives the same ones again.
    pub(crate) fn go_on_from(&self, count: u64) {
        self.counter.store(count, Ordering::Relaxed);
    }

    fn bytes(&self) -> [u8; 32] {
        let count = self.counter.fetch_add(1, Ordering::Relaxed);
        let mut hash = Sha256::new();
        hash.update(self.seed);
        hash.update(count.to_be_bytes());
        hash.finalize().into()
    }

    pub(crate) fn uuid(&self) -> Uuid {
        uuid_of(&self.bytes())
    }

    /// 27 characters of base64url, 160 bits.
    pub(crate) fn token(&self) -> String {
        URL_SAFE_NO_PAD.encode(&self.bytes()[..20])
    }

    /// 88 characters of base64, as the webhook secrets of the real service look.
    pub(crate) fn secret(&self) -> String {
        let mut bytes = [0; 64];
        bytes[..32].copy_from_slice(&self.bytes());
        bytes[32..].copy_from_slice(&self.bytes());
        STANDARD.encode(bytes)
    }

    /// Eleven digits, as the pspReference of an event after CREATED looks.
    pub(crate) fn number(&self) -> String {
        let bytes = self.bytes();
        let number = bytes[..8].iter().fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
        format!("{}", 10_000_000_000 + number % 90_000_000_000)
    }

    /// A W3C trace id: `00-<32 hex>-<16 hex>-01`.
    pub(crate) fn trace_id(&self) -> String {
        let hex = hex(&self.bytes()[..24]);
        format!("00-{}-{}-01", &hex[..32], &hex[32..])
    }
}

/// An id that depends on nothing but `parts`, so that it stays the same after a restart.
pub(crate) fn stable_uuid(parts: &[&str]) -> Uuid {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    uuid_of(&hash.finalize().into())
}

fn uuid_of(bytes: &[u8; 32]) -> Uuid {
    let mut half = [0; 16];
    half.copy_from_slice(&bytes[..16]);
    uuid::Builder::from_random_bytes(half).into_uuid()
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| char::from(DIGITS[usize::from(value & 15)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

#[allow(clippy::disallowed_methods, reason = "the one real source of randomness")]
fn random_seed() -> [u8; 16] {
    *Uuid::new_v4().as_bytes()
}
