//! A value fetched from afar and kept for its life: the access token, the discovery document, the
//! signing keys. Callers that need it at the same moment share one fetch, and its failure too; a
//! failure is not kept, and does not take away a value that is still good.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::Mutex;

use crate::error::Error;

/// How long after a failed early renewal the next one waits, while the old value is still good.
const RENEWAL_PAUSE_MS: i64 = 10_000;

pub(crate) struct Cached<T> {
    slot: Mutex<Slot<T>>,
    fetches_ended: AtomicU64,
}

struct Slot<T> {
    held: Option<Held<T>>,
    last_failure: Option<Error>,
}

struct Held<T> {
    value: Arc<T>,
    renew_at_unix_ms: i64,
    ends_at_unix_ms: i64,
}

/// A value just fetched; its times count from the moment before it was asked for.
pub(crate) struct Fresh<T> {
    pub(crate) value: T,
    pub(crate) renew_after_s: i64,
    pub(crate) ends_after_s: i64,
}

impl<T> Cached<T> {
    pub(crate) fn new() -> Self {
        Self {
            slot: Mutex::new(Slot { held: None, last_failure: None }),
            fetches_ended: AtomicU64::new(0),
        }
    }

    /// The value held, or a new one; `fetch` runs only if it is needed.
    pub(crate) async fn get(
        &self,
        now_unix_ms: i64,
        fetch: impl Future<Output = Result<Fresh<T>, Error>>,
    ) -> Result<Arc<T>, Error> {
        let ended_before = self.fetches_ended.load(Ordering::SeqCst);
        let mut slot = self.slot.lock().await;
        if let Some(held) = &slot.held
            && now_unix_ms < held.renew_at_unix_ms
        {
            return Ok(Arc::clone(&held.value));
        }
        if self.fetches_ended.load(Ordering::SeqCst) != ended_before
            && let Some(failure) = &slot.last_failure
        {
            return Err(failure.clone());
        }
        let fetched = fetch.await;
        self.fetches_ended.fetch_add(1, Ordering::SeqCst);
        match fetched {
            Ok(fresh) => {
                let value = Arc::new(fresh.value);
                slot.last_failure = None;
                slot.held = Some(Held {
                    value: Arc::clone(&value),
                    renew_at_unix_ms: after(now_unix_ms, fresh.renew_after_s),
                    ends_at_unix_ms: after(now_unix_ms, fresh.ends_after_s),
                });
                Ok(value)
            }
            Err(failure) => match &mut slot.held {
                Some(held) if now_unix_ms < held.ends_at_unix_ms => {
                    held.renew_at_unix_ms = now_unix_ms.saturating_add(RENEWAL_PAUSE_MS);
                    Ok(Arc::clone(&held.value))
                }
                _ => {
                    slot.held = None;
                    slot.last_failure = Some(failure.clone());
                    Err(failure)
                }
            },
        }
    }

    /// Drops exactly this value; one that has taken its place since stays.
    pub(crate) async fn forget(&self, used: &Arc<T>) {
        let mut slot = self.slot.lock().await;
        if slot.held.as_ref().is_some_and(|held| Arc::ptr_eq(&held.value, used)) {
            slot.held = None;
        }
    }
}

fn after(now_unix_ms: i64, seconds: i64) -> i64 {
    now_unix_ms.saturating_add(seconds.saturating_mul(1000))
}
