//! The one port to time. The simulator adds an offset of its own to it, so that a test or a
//! script can move its clock forward while the rest of the machine stays where it is.

use serde::{Deserialize, Serialize};

/// Where the simulator reads the time.
pub trait Clock: Send + Sync {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    fn now_unix_ms(&self) -> i64;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "the one real implementation of the port")]
    fn now_unix_ms(&self) -> i64 {
        let since_epoch = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since_epoch.map_or(0, |elapsed| i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX))
    }
}

/// How far the clock moves at a time. Ten years: far enough for any deadline, near enough for every
/// time format.
pub(crate) const ADVANCE_S_MAX: u32 = 10 * 366 * 24 * 3600;

/// How the simulator's time stands to the machine's: it can be moved forward and held still, but
/// it never runs faster and never goes back.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct Time {
    offset_ms: i64,
    frozen_at_ms: Option<i64>,
}

impl Time {
    /// So far ahead of the machine's time, and from there on running or standing still.
    pub(crate) fn start(machine_ms: i64, ahead_ms: i64, is_frozen: bool) -> Self {
        let frozen_at_ms = is_frozen.then_some(machine_ms + ahead_ms);
        Self { offset_ms: ahead_ms, frozen_at_ms }
    }

    pub(crate) fn now_ms(self, machine_ms: i64) -> i64 {
        self.frozen_at_ms.unwrap_or(machine_ms + self.offset_ms)
    }

    pub(crate) const fn is_frozen(self) -> bool {
        self.frozen_at_ms.is_some()
    }

    pub(crate) fn advance(&mut self, by_ms: i64) {
        match &mut self.frozen_at_ms {
            Some(frozen_at_ms) => *frozen_at_ms += by_ms,
            None => self.offset_ms += by_ms,
        }
    }

    pub(crate) fn freeze(&mut self, machine_ms: i64) {
        self.frozen_at_ms = Some(self.now_ms(machine_ms));
    }

    pub(crate) fn run(&mut self, machine_ms: i64) {
        if let Some(frozen_at_ms) = self.frozen_at_ms.take() {
            self.offset_ms = frozen_at_ms - machine_ms;
        }
    }
}

/// `2026-11-23T12:00:00.123Z`, the form of most times on the wire.
pub(crate) fn rfc3339_ms(unix_ms: i64) -> String {
    format_utc(unix_ms, "%Y-%m-%dT%H:%M:%S%.3fZ")
}

/// `Mon, 23 Nov 2026 12:00:00 GMT`, the form of HTTP dates.
pub(crate) fn http_date(unix_ms: i64) -> String {
    format_utc(unix_ms, "%a, %d %b %Y %H:%M:%S GMT")
}

/// Formats by a `strftime` pattern in UTC; a time beyond year 9999 reads as the epoch.
pub(crate) fn format_utc(unix_ms: i64, pattern: &str) -> String {
    let timestamp =
        jiff::Timestamp::from_millisecond(unix_ms).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    timestamp.strftime(pattern).to_string()
}
