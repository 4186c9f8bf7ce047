//! Times as people read them: when something happened, and how long a request still waits.

use crate::clock::{format_utc, rfc3339_ms};

/// A time that has been.
pub(super) struct Moment {
    /// `2026-11-23T12:00:00.000Z`, from which the page's script tells the reader's own time.
    pub(super) machine: String,
    /// `23 Nov 2026, 12:00 UTC`
    pub(super) text: String,
}

/// Time until a request dies.
pub(super) struct TimeLeft {
    /// What the page's script counts down; `None` where the text needs no counting, or the
    /// simulator's clock stands still.
    pub(super) seconds: Option<i64>,
    /// `8:41`
    pub(super) text: String,
    /// Whether it is a minute or less.
    pub(super) is_short: bool,
}

impl Moment {
    pub(super) fn of(at_ms: i64) -> Self {
        Self { machine: rfc3339_ms(at_ms), text: format_utc(at_ms, "%-d %b %Y, %H:%M UTC") }
    }
}

impl TimeLeft {
    pub(super) fn until(expires_ms: i64, now_ms: i64, is_frozen: bool) -> Self {
        let seconds = ((expires_ms - now_ms).max(0) + 999) / 1000;
        let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        let text = match hours {
            48.. => {
                return Self {
                    seconds: None,
                    text: format!("{} days", hours / 24),
                    is_short: false,
                };
            }
            1.. => format!("{hours}:{minutes:02}:{rest:02}"),
            _ => format!("{minutes}:{rest:02}"),
        };
        Self { seconds: (!is_frozen).then_some(seconds), text, is_short: seconds <= 60 }
    }
}

#[cfg(test)]
mod tests {
    use super::TimeLeft;

    #[test]
    fn time_left_reads_like_a_clock_until_it_is_days() {
        let cases = [
            (0, "0:00", Some(0)),
            (-5, "0:00", Some(0)),
            (1, "0:01", Some(1)),
            (521_001, "8:42", Some(522)),
            (3_600_000, "1:00:00", Some(3600)),
            (28 * 86_400_000, "28 days", None),
        ];
        for (left_ms, text, seconds) in cases {
            let left = TimeLeft::until(left_ms, 0, false);
            assert_eq!((left.text.as_str(), left.seconds), (text, seconds), "{left_ms}");
        }
        assert_eq!(TimeLeft::until(1000, 0, true).seconds, None, "nothing to count");
    }
}
