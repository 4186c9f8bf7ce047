//! A clock that stands until it is moved, and bytes that are the same in every run.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

/// 2026-11-23 12:00:00 UTC, the time of every test's start.
const START_UNIX_MS: i64 = 1_795_435_200_000;

/// One time for the service, the client and the simulator.
#[derive(Debug, Clone)]
pub struct FakeClock(Arc<AtomicI64>);

impl Default for FakeClock {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(START_UNIX_MS)))
    }
}

impl FakeClock {
    pub fn now_unix_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }

    pub fn advance_ms(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

impl store::Clock for FakeClock {
    fn now_unix_ms(&self) -> i64 {
        self.now_unix_ms()
    }
}

impl vipps_mobilepay::Clock for FakeClock {
    fn now_unix_ms(&self) -> i64 {
        self.now_unix_ms()
    }
}

impl vipps_simulator::Clock for FakeClock {
    fn now_unix_ms(&self) -> i64 {
        self.now_unix_ms()
    }
}

/// A counter spread over the bytes: distinct, and the same in every run. Not for secrets.
#[derive(Debug, Default)]
pub struct CountedRandom(AtomicU64);

impl engine::Random for CountedRandom {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let count = self.0.fetch_add(1, Ordering::SeqCst);
            // An odd multiplier visits every value once.
            let spread = count.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_le_bytes();
            chunk.copy_from_slice(&spread[..chunk.len()]);
        }
    }
}
