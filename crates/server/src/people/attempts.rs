//! Wrong tries to sign in: after a few of them one has to wait, each time for longer.

use super::By;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// So many tries may go wrong one after the other.
const TRIES_MAX: u32 = 5;
const WAIT_MS: i64 = 30_000;
const WAIT_MS_MAX: i64 = 15 * 60_000;
/// After so long without a wrong try nothing of them is known any more.
const FORGOTTEN_AFTER_MS: i64 = 60 * 60_000;
/// Names that nobody has are counted, too, and there may be no end of them. They never stand in the way
/// of those that somebody has, of which there are as many as the settings name.
const NAMES_MAX: usize = 10_000;

#[derive(Debug, Clone, Copy, Default)]
struct Tries {
    wrong: u32,
    newest_unix_ms: i64,
}

impl Tries {
    /// Until when nobody may try.
    fn waits_until_unix_ms(self) -> i64 {
        match self.wrong.checked_sub(TRIES_MAX) {
            None => i64::MIN,
            Some(more) => {
                let wait_ms = WAIT_MS.saturating_mul(1 << more.min(10)).min(WAIT_MS_MAX);
                self.newest_unix_ms + wait_ms
            }
        }
    }
}

/// The wrong tries by name, in memory: a restart forgets them.
#[derive(Default)]
pub(crate) struct Attempts {
    by_name: Mutex<BTreeMap<(By, String), Tries>>,
}

impl Attempts {
    /// Counts a try as wrong before it is looked at, so that many at once are no more than one after
    /// the other.
    ///
    /// # Errors
    /// How long to wait, in milliseconds.
    pub(crate) fn begin(
        &self,
        by: By,
        (name, is_somebodys): (&str, bool),
        now_unix_ms: i64,
    ) -> Result<(), i64> {
        let mut by_name = self.by_name.lock().unwrap_or_else(PoisonError::into_inner);
        by_name.retain(|_, tries| now_unix_ms < tries.newest_unix_ms + FORGOTTEN_AFTER_MS);
        if by_name.len() >= NAMES_MAX && !is_somebodys {
            return Err(WAIT_MS);
        }
        let tries = by_name.entry((by, name.to_owned())).or_default();
        let wait_ms = tries.waits_until_unix_ms().saturating_sub(now_unix_ms);
        if wait_ms > 0 {
            return Err(wait_ms);
        }
        *tries = Tries { wrong: tries.wrong + 1, newest_unix_ms: now_unix_ms };
        Ok(())
    }

    /// It was right after all.
    pub(crate) fn forget(&self, by: By, name: &str) {
        let mut by_name = self.by_name.lock().unwrap_or_else(PoisonError::into_inner);
        by_name.remove(&(by, name.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bound: wrong tries to sign in
    #[test]
    fn after_five_wrong_tries_one_waits_and_each_time_for_longer() {
        let attempts = Attempts::default();
        let mut now = 1_000;
        for _ in 0..5 {
            assert_eq!(attempts.begin(By::Pin, ("kari", true), now), Ok(()));
        }
        assert_eq!(attempts.begin(By::Pin, ("kari", true), now), Err(30_000));
        assert_eq!(attempts.begin(By::Pin, ("ola", true), now), Ok(()), "each name on its own");
        assert_eq!(attempts.begin(By::Password, ("kari", true), now), Ok(()), "and each secret");
        for wait_ms in [30_000, 60_000, 120_000, 240_000, 480_000, 900_000, 900_000] {
            now += wait_ms - 1;
            assert_eq!(attempts.begin(By::Pin, ("kari", true), now), Err(1));
            now += 1;
            assert_eq!(attempts.begin(By::Pin, ("kari", true), now), Ok(()));
        }
        attempts.forget(By::Pin, "kari");
        assert_eq!(
            attempts.begin(By::Pin, ("kari", true), now),
            Ok(()),
            "who gets it right begins anew"
        );
    }

    /// Bound: names of wrong tries
    #[test]
    fn names_that_nobody_has_fill_no_memory() {
        let attempts = Attempts::default();
        for name in 0..10_000 {
            assert_eq!(attempts.begin(By::Pin, (&name.to_string(), false), 0), Ok(()));
        }
        assert_eq!(attempts.begin(By::Pin, ("one more", false), 0), Err(30_000));
        assert_eq!(attempts.begin(By::Pin, ("kari", true), 0), Ok(()), "whoever is there signs in");
        assert_eq!(
            attempts.begin(By::Pin, ("one more", false), 60 * 60_000),
            Ok(()),
            "an hour later"
        );
    }
}
