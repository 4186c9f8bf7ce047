//! How long an answer asks to wait: `Retry-After` (RFC 9110, section 10.2.3), which is a number of
//! seconds or a date. A date is counted from the answer's own `Date`, so that a wrong clock on one
//! side does no harm, and from our clock where there is none.

use std::time::SystemTime;

use crate::transport::Response;

const NAME: &str = "retry-after";

/// Puts a date into seconds, where the time of the answer is still known.
pub(crate) fn count(response: &mut Response, now_unix_ms: i64) {
    let Some(until_s) = response.header(NAME).and_then(date_unix_s) else { return };
    let from_s = response.header("date").and_then(date_unix_s);
    let from_s = from_s.unwrap_or(now_unix_ms.div_euclid(1000));
    let seconds = until_s.saturating_sub(from_s).max(0).to_string();
    let is_named = |key: &str| key.eq_ignore_ascii_case(NAME);
    if let Some((_, value)) = response.headers.iter_mut().find(|(key, _)| is_named(key)) {
        *value = seconds;
    }
}

/// The seconds to wait, when the answer says so.
pub(crate) fn seconds(response: &Response) -> Option<u64> {
    response.header(NAME)?.trim().parse().ok()
}

fn date_unix_s(text: &str) -> Option<i64> {
    let date = httpdate::parse_http_date(text.trim()).ok()?;
    let since_1970 = date.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    i64::try_from(since_1970.as_secs()).ok()
}
