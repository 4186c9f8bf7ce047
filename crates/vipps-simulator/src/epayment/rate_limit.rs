//! The limits of the ePayment API: five writes a minute for one reference and sales unit, 120
//! reads a minute for one reference and subscription key. A refused call doesn't count. What was
//! counted is forgotten after its minute, and nothing of it is stored.

use std::collections::{HashMap, VecDeque};

use axum::http::StatusCode;

use crate::answer::Answer;
use crate::epayment::idempotency::Operation;
use crate::readings::RateLimit;
use crate::simulator::Turn;

const WINDOW_MS: i64 = 60_000;
const WRITES_MAX: usize = 5;
const READS_MAX: usize = 120;
/// How many calls are counted at a time; beyond them the oldest are forgotten before their minute
/// is over. It takes more than 300 calls a second for one to matter.
const COUNTED_MAX: usize = 20_000;

/// What is counted together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Bucket {
    Writes { msn: String, reference: String, operation: Option<Operation> },
    Reads { key: String, reference: String },
}

/// The calls of the last minute.
#[derive(Default)]
pub(crate) struct RateLimits {
    counted: HashMap<Bucket, VecDeque<i64>>,
    /// All of them in order, to forget the old ones.
    order: VecDeque<(i64, Bucket)>,
}

impl RateLimits {
    /// Counts a call, or says in how many milliseconds there is room again.
    fn count(&mut self, bucket: Bucket, maximum: usize, now_ms: i64) -> Result<(), i64> {
        self.forget(now_ms);
        let times = self.counted.entry(bucket.clone()).or_default();
        if times.len() >= maximum {
            let first_ms = times.front().copied().unwrap_or(now_ms);
            return Err(first_ms + WINDOW_MS - now_ms);
        }
        times.push_back(now_ms);
        self.order.push_back((now_ms, bucket));
        Ok(())
    }

    fn forget(&mut self, now_ms: i64) {
        while let Some((at_ms, bucket)) = self.order.front()
            && (*at_ms + WINDOW_MS <= now_ms || self.order.len() >= COUNTED_MAX)
        {
            if let Some(times) = self.counted.get_mut(bucket) {
                times.pop_front();
                if times.is_empty() {
                    self.counted.remove(bucket);
                }
            }
            self.order.pop_front();
        }
    }
}

impl Turn<'_> {
    /// Counts a write, or refuses it with 429.
    pub(crate) fn limit_write(
        &mut self,
        msn: &str,
        reference: &str,
        operation: Operation,
    ) -> Result<(), Answer> {
        let operation = match self.readings().rate_limit {
            RateLimit::Shared => None,
            RateLimit::PerOperation => Some(operation),
            RateLimit::Off => return Ok(()),
        };
        let (msn, reference) = (msn.to_owned(), reference.to_owned());
        self.limit(Bucket::Writes { msn, reference, operation }, WRITES_MAX)
    }

    /// Counts a read, or refuses it with 429.
    pub(crate) fn limit_read(&mut self, key: &str, reference: &str) -> Result<(), Answer> {
        if self.readings().rate_limit == RateLimit::Off {
            return Ok(());
        }
        let (key, reference) = (key.to_owned(), reference.to_owned());
        self.limit(Bucket::Reads { key, reference }, READS_MAX)
    }

    fn limit(&mut self, bucket: Bucket, maximum: usize) -> Result<(), Answer> {
        let counted = self.state.rate_limits.count(bucket, maximum, self.now_ms);
        counted.map_err(too_many)
    }
}

/// The gateway's refusal, with the wait in whole seconds.
fn too_many(wait_ms: i64) -> Answer {
    let wait_s = (wait_ms + 999) / 1000;
    let message = format!("Rate limit is exceeded. Try again in {wait_s} seconds.");
    Answer::gateway(StatusCode::TOO_MANY_REQUESTS, &message).with_retry_after(wait_s)
}
