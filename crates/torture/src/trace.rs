//! What happened in a run: always as a hash, as a story when somebody is to read it, and counted.

use std::collections::BTreeMap;
use std::fmt::Write;

/// FNV-1a over everything that happened, in order.
pub(crate) struct Trace {
    hash: u64,
    started_unix_ms: i64,
    story: Option<String>,
    counts: BTreeMap<&'static str, u64>,
}

impl Trace {
    pub(crate) fn new(started_unix_ms: i64, story: bool) -> Self {
        Self {
            hash: 0xcbf2_9ce4_8422_2325,
            started_unix_ms,
            story: story.then(String::new),
            counts: BTreeMap::new(),
        }
    }

    pub(crate) fn mix(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.hash = (self.hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    pub(crate) fn tell(&mut self, now_unix_ms: i64, who: &str, what: impl FnOnce() -> String) {
        if let Some(story) = &mut self.story {
            let ms = now_unix_ms - self.started_unix_ms;
            let _ = writeln!(story, "{:>6}.{:03} {who:<10} {}", ms / 1000, ms % 1000, what());
        }
    }

    pub(crate) fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    pub(crate) fn hash(&self) -> u64 {
        self.hash
    }

    pub(crate) fn counts(&self) -> &BTreeMap<&'static str, u64> {
        &self.counts
    }

    pub(crate) fn story(&self) -> &str {
        self.story.as_deref().unwrap_or_default()
    }
}
