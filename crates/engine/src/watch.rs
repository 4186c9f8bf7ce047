//! Polls held in memory. A look that finds nothing new writes nothing: the worker keeps its claim
//! on the aggregate, looks again after a while, and renews its leases now and then. Whatever is
//! committed about an aggregate drops its watch, because its due time is right in the store again.

use checkout::{AggregateId, MerchantId};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};
use store::Claimed;

/// How many aggregates are watched at a time. While as many are, no others are claimed.
const WATCHES_MAX: usize = 50_000;

/// A claimed aggregate that is looked at again later.
#[derive(Debug, Clone)]
pub(crate) struct Watch {
    pub(crate) claimed: Claimed,
    pub(crate) next_at_unix_ms: i64,
    /// Looks in a row that brought no answer.
    pub(crate) failures: u32,
}

#[derive(Default)]
pub(crate) struct Watches {
    inner: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    /// In order, so that of two that are due alike always the same comes first.
    watches: BTreeMap<(MerchantId, AggregateId), Watch>,
    renewed_at_unix_ms: i64,
}

impl Watches {
    pub(crate) fn put(&self, watch: Watch) {
        let key = (watch.claimed.merchant.clone(), watch.claimed.id.clone());
        self.lock().watches.insert(key, watch);
    }

    pub(crate) fn has_room(&self) -> bool {
        self.lock().watches.len() < WATCHES_MAX
    }

    pub(crate) fn drop_watch(&self, merchant: &MerchantId, id: &AggregateId) {
        self.lock().watches.remove(&(merchant.clone(), id.clone()));
    }

    /// Lets the next look be now.
    pub(crate) fn hurry(&self, merchant: &MerchantId, id: &AggregateId) {
        if let Some(watch) = self.lock().watches.get_mut(&(merchant.clone(), id.clone())) {
            watch.next_at_unix_ms = 0;
        }
    }

    /// Takes out the watch that is most overdue, if any is due.
    pub(crate) fn take_due(&self, now_unix_ms: i64) -> Option<Watch> {
        let mut held = self.lock();
        let key = held
            .watches
            .iter()
            .filter(|(_, watch)| watch.next_at_unix_ms <= now_unix_ms)
            .min_by_key(|(_, watch)| watch.next_at_unix_ms)
            .map(|(key, _)| key.clone())?;
        held.watches.remove(&key)
    }

    pub(crate) fn next_at_unix_ms(&self) -> Option<i64> {
        self.lock().watches.values().map(|watch| watch.next_at_unix_ms).min()
    }

    /// Everything watched, if the last renewal is `every_ms` ago; counts as renewed now.
    pub(crate) fn to_renew(&self, now_unix_ms: i64, every_ms: i64) -> Vec<Claimed> {
        let mut held = self.lock();
        if now_unix_ms < held.renewed_at_unix_ms + every_ms {
            return Vec::new();
        }
        held.renewed_at_unix_ms = now_unix_ms;
        held.watches.values().map(|watch| watch.claimed.clone()).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.inner.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
