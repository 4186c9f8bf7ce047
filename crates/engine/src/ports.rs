//! Where time and chance come in. In a simulation both are values of the seed.

use store::Clock;

/// A source of random bytes.
pub trait Random: Send + Sync + 'static {
    fn fill(&self, bytes: &mut [u8]);
}

/// The operating system's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system gives random bytes");
    }
}

/// The computer's own clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "this is the port's one real implementation")]
    fn now_unix_ms(&self) -> i64 {
        jiff::Timestamp::now().as_millisecond()
    }
}

impl vipps_mobilepay::Clock for SystemClock {
    fn now_unix_ms(&self) -> i64 {
        Clock::now_unix_ms(self)
    }
}
