//! The one port to time. The simulator adds an offset of its own to it, so that a test or a
//! script can move its clock forward while the rest of the machine stays where it is.

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
