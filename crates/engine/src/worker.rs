//! What a worker does in one step: handle what came in, look again at what it watches, or take what
//! is due. It never waits; the loop round it does.

use crate::watch::Watch;
use crate::{Engine, EngineError};
use checkout::{Kind, PaymentId};
use store::Claimed;

/// How long a claim lasts: longer than a call with its token, each tried twice, takes.
pub(crate) const LEASE_MS: i64 = 60_000;
/// How often the leases of watched aggregates are renewed.
const RENEW_EVERY_MS: i64 = 15_000;
/// The longest pause between looks that bring no answer.
const BACKOFF_MS_MAX: i64 = 30_000;
/// How many inbox entries one step takes.
const INBOX_BATCH: u32 = 32;

/// What a step came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stepped {
    Worked,
    /// Nothing is due before then; none: nothing at all.
    Idle {
        next_due_unix_ms: Option<i64>,
    },
}

/// What carrying out a duty came to.
pub(crate) enum Done {
    /// Committed, or nothing left to do: the store knows when the next thing is due.
    LeftToStore,
    /// Nothing new; look again after this long.
    LookAgain { after_ms: i64 },
    /// No answer; look again later and later.
    NoAnswer { first_after_ms: i64 },
}

impl Engine {
    /// Does one thing that is due.
    pub async fn step(&self) -> Result<Stepped, EngineError> {
        if self.handle_inbox(INBOX_BATCH).await? > 0 {
            return Ok(Stepped::Worked);
        }
        let now = self.now_unix_ms();
        let renewed = self.inner.watches.to_renew(now, RENEW_EVERY_MS);
        if !renewed.is_empty() {
            self.inner.store.renew(&renewed, LEASE_MS).await?;
        }
        if let Some(unit) = self.inner.circuits.to_probe(now) {
            self.probe(&unit).await?;
            return Ok(Stepped::Worked);
        }
        if let Some(watch) = self.inner.watches.take_due(now) {
            self.work_on(watch).await;
            return Ok(Stepped::Worked);
        }
        // A claim writes; it is worth it only when something is due.
        let in_store = self.inner.store.next_due_unix_ms().await?;
        if in_store.is_some_and(|at| at <= now) && self.inner.watches.has_room() {
            let claimed = self.inner.store.claim(LEASE_MS, 1).await?;
            if let Some(claimed) = claimed.into_iter().next() {
                self.work_on(Watch { claimed, next_at_unix_ms: now, failures: 0 }).await;
                return Ok(Stepped::Worked);
            }
        }
        let held = self.inner.watches.next_at_unix_ms();
        let probe = self.inner.circuits.next_probe_unix_ms();
        let news = self.inbox_waits_until();
        let next_due_unix_ms = in_store.into_iter().chain(held).chain(probe).chain(news).min();
        Ok(Stepped::Idle { next_due_unix_ms })
    }

    /// Carries out the duty of one aggregate. A failure is told once and leaves the claim to run
    /// out: the store takes it again, and parks it when it fails time after time.
    async fn work_on(&self, watch: Watch) {
        let Claimed { merchant, id, .. } = &watch.claimed;
        let outcome = match id.kind {
            Kind::Payment => match id.key.parse::<PaymentId>() {
                Ok(payment) => self.work_on_payment(merchant, payment).await,
                Err(_) => Err(EngineError::Unreadable(format!("the key of {id}"))),
            },
            Kind::Enrolment => match id.key.parse() {
                Ok(enrolment) => self.work_on_enrolment(merchant, enrolment).await,
                Err(_) => Err(EngineError::Unreadable(format!("the key of {id}"))),
            },
            Kind::Booking => match id.key.parse() {
                Ok(booking) => self.work_on_booking(merchant, booking).await,
                Err(_) => Err(EngineError::Unreadable(format!("the key of {id}"))),
            },
            Kind::Till
            | Kind::Sale
            | Kind::Return
            | Kind::Member
            | Kind::Account
            | Kind::Voucher => Ok(Done::LeftToStore),
        };
        let now = self.now_unix_ms();
        match outcome {
            Ok(Done::LeftToStore) => {}
            Ok(Done::LookAgain { after_ms }) => {
                self.inner.watches.put(Watch {
                    next_at_unix_ms: now + after_ms,
                    failures: 0,
                    ..watch
                });
            }
            Ok(Done::NoAnswer { first_after_ms }) => {
                self.inner.watches.put(Watch {
                    next_at_unix_ms: now + pause_ms(first_after_ms, watch.failures),
                    failures: watch.failures + 1,
                    ..watch
                });
            }
            Err(error) => {
                tracing::error!(aggregate.id = %id, %error, "a duty could not be carried out");
            }
        }
    }
}

/// How long to wait after so many looks in a row that brought no answer, this one not counted.
fn pause_ms(first_after_ms: i64, failures: u32) -> i64 {
    let doubled_ms = first_after_ms.saturating_mul(1 << failures.min(5));
    doubled_ms.min(BACKOFF_MS_MAX.max(first_after_ms))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MasterKey, SystemClock, SystemRandom};
    use checkout::{AggregateId, Encoded, MerchantId};
    use std::sync::Arc;
    use store::{Commit, DueWrite, Sqlite, SqliteMode, Write};
    use tempfile::TempDir;

    /// Bound: between looks without an answer
    #[test]
    fn looks_without_an_answer_become_rare() {
        let pauses = [0, 1, 2, 3, 4, 5, 99].map(|failures| pause_ms(2_000, failures));
        assert_eq!(pauses, [2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
        assert_eq!(pause_ms(60_000, 9), 60_000, "a longer wait that was asked for is kept");
    }

    fn payment(number: usize) -> AggregateId {
        AggregateId { kind: Kind::Payment, key: number.to_string() }
    }

    /// Bound: aggregates watched in memory
    #[tokio::test]
    async fn while_there_is_no_room_nothing_more_is_claimed() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("clubtill.db");
        let store = Sqlite::open(&path, Arc::new(SystemClock), SqliteMode::Inline).unwrap();
        let key = MasterKey::new([7; 32]);
        let engine = Engine::new(Arc::new(store), Arc::new(SystemRandom), &key, Vec::new());
        let merchant = MerchantId::new("m");
        let later = engine.now_unix_ms() + 3_600_000;
        for number in 0..50_000 {
            let claimed = Claimed {
                merchant: merchant.clone(),
                id: payment(number),
                version: 1,
                lease_until_unix_ms: later,
            };
            engine.inner.watches.put(Watch { claimed, next_at_unix_ms: later, failures: 0 });
        }
        // Nothing has to be renewed just now.
        engine.inner.watches.to_renew(engine.now_unix_ms(), 0);
        let due_unix_ms = engine.now_unix_ms();
        let encoded = Encoded { revision: 1, json: "{}".to_owned() };
        let write = Write {
            id: payment(50_000),
            expected_version: 0,
            events: vec![encoded.clone()],
            snapshot: encoded,
            due: DueWrite::At(Some(due_unix_ms)),
            unresolved_since_unix_ms: None,
        };
        let commit = Commit { writes: vec![write], ..Commit::new(merchant.clone(), due_unix_ms) };
        engine.store().commit(commit).await.unwrap();

        let idle = Stepped::Idle { next_due_unix_ms: Some(due_unix_ms) };
        assert_eq!(engine.step().await.unwrap(), idle);
        engine.inner.watches.drop_watch(&merchant, &payment(7));
        assert_eq!(engine.step().await.unwrap(), Stepped::Worked);
    }
}
