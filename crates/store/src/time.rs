//! The store's own time. It starts no earlier than the newest time in the database and never goes
//! back, so that nothing happens before what it follows. When the clock is set back it goes on at half
//! speed until the clock has caught up, so that no due time and no lease stands still meanwhile.

use crate::Clock;
use std::sync::{Arc, Mutex, PoisonError};

/// One for the whole store: whoever asks goes by the same time as claims do.
pub(crate) struct StoreTime {
    clock: Arc<dyn Clock>,
    course: Mutex<Course>,
}

#[allow(clippy::struct_field_names, reason = "every time here says its unit")]
struct Course {
    /// The clock when it was last found behind.
    behind_unix_ms: i64,
    /// The store's own time at that moment.
    since_unix_ms: i64,
    read_unix_ms: i64,
    now_unix_ms: i64,
}

impl StoreTime {
    /// `newest_unix_ms`: the newest time in the database, if there is any.
    pub(crate) fn new(clock: Arc<dyn Clock>, newest_unix_ms: Option<i64>) -> Self {
        let read_unix_ms = clock.now_unix_ms();
        let now_unix_ms = newest_unix_ms.map_or(read_unix_ms, |newest| newest.max(read_unix_ms));
        let course = Course {
            behind_unix_ms: read_unix_ms,
            since_unix_ms: now_unix_ms,
            read_unix_ms,
            now_unix_ms,
        };
        Self { clock, course: Mutex::new(course) }
    }

    pub(crate) fn now_unix_ms(&self) -> i64 {
        let mut course = self.course.lock().unwrap_or_else(PoisonError::into_inner);
        course.read(self.clock.now_unix_ms())
    }
}

impl Course {
    fn read(&mut self, read_unix_ms: i64) -> i64 {
        if read_unix_ms < self.read_unix_ms {
            self.behind_unix_ms = read_unix_ms;
            self.since_unix_ms = self.now_unix_ms;
        }
        self.read_unix_ms = read_unix_ms;
        let passed_ms = read_unix_ms.saturating_sub(self.behind_unix_ms);
        self.now_unix_ms = read_unix_ms.max(self.since_unix_ms.saturating_add(passed_ms / 2));
        self.now_unix_ms
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicI64, Ordering};

    struct Dial(AtomicI64);

    impl Clock for Dial {
        fn now_unix_ms(&self) -> i64 {
            self.0.load(Ordering::Relaxed)
        }
    }

    #[test]
    fn time_follows_the_clock_and_never_goes_back_or_stands_still() {
        let dial = Arc::new(Dial(AtomicI64::new(1_000)));
        let time = StoreTime::new(dial.clone(), None);
        for (clock, expected) in [
            (1_000, 1_000),
            (5_000, 5_000),
            (2_000, 5_000), // set back by three seconds
            (2_001, 5_000),
            (2_002, 5_001), // half speed, however often it is read
            (4_000, 6_000),
            (3_500, 6_000), // set back again
            (8_500, 8_500), // caught up
            (9_000, 9_000),
            (60_000, 60_000),
        ] {
            dial.0.store(clock, Ordering::Relaxed);
            assert_eq!(time.now_unix_ms(), expected, "the clock says {clock}");
        }
    }

    #[test]
    fn time_starts_at_the_newest_time_in_the_database() {
        for (newest, clock_later, expected) in
            [(None, 1_010, 1_010), (Some(900), 1_010, 1_010), (Some(3_000), 1_010, 3_005)]
        {
            let dial = Arc::new(Dial(AtomicI64::new(1_000)));
            let time = StoreTime::new(dial.clone(), newest);
            dial.0.store(clock_later, Ordering::Relaxed);
            assert_eq!(time.now_unix_ms(), expected, "newest {newest:?}");
        }
    }
}
