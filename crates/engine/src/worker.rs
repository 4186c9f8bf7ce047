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
            Kind::Till | Kind::Sale | Kind::Return | Kind::Member | Kind::Account => {
                Ok(Done::LeftToStore)
            }
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
                let after_ms = first_after_ms.saturating_mul(1 << watch.failures.min(5));
                self.inner.watches.put(Watch {
                    next_at_unix_ms: now + after_ms.min(BACKOFF_MS_MAX.max(first_after_ms)),
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
