//! Repeating a call, for a caller who has no store to repeat it from. It is opt-in, and repeats
//! only where the contract makes that safe: a read as it is; a write with the same key and the
//! same bytes, after a look when its outcome is not known. A definite refusal is never repeated,
//! and neither is a start of a login, the exchange for its tokens, or a webhook's registration:
//! their answers are not [`Repeatable`].
//!
//! Time, waiting and chance come in through ports, so a test needs no waiting.

use std::sync::Arc;

use async_trait::async_trait;

use crate::advice::{Advice, Operation};
use crate::clock::Clock;
use crate::error::{Error, Invalid};

/// How often, how long and how far apart. Waits double, each with chance in its second half, and
/// are never shorter than a `Retry-After`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Tries in all, the first included; 1 to 20.
    pub tries_max: u32,
    /// The wait after the first try, in milliseconds, before chance.
    pub wait_ms_first: u64,
    /// The longest wait before chance, in milliseconds; a `Retry-After` may be longer.
    pub wait_ms_max: u64,
    /// From the first try to the start of the last, in milliseconds; at most 10 minutes, after
    /// which the same key must not be sent without a look at the event log.
    pub total_ms_max: u64,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self { tries_max: 4, wait_ms_first: 500, wait_ms_max: 8_000, total_ms_max: 30_000 }
    }
}

/// A write of one payment is sent at most twice in this time: five writes a minute are all that a
/// payment has, and a cancel must find room.
const TWO_SENDS_MS: i64 = 60_000;
const TOTAL_MS_MAX: u64 = 600_000;

/// Lets time pass.
#[async_trait]
pub trait Sleep: Send + Sync {
    /// Returns after this many milliseconds.
    async fn sleep_ms(&self, milliseconds: u64);
}

/// Waits by the runtime's timer.
#[derive(Clone, Copy, Debug, Default)]
pub struct TokioSleep;

#[async_trait]
impl Sleep for TokioSleep {
    #[allow(clippy::disallowed_methods, reason = "this is the port's one real implementation")]
    async fn sleep_ms(&self, milliseconds: u64) {
        tokio::time::sleep(std::time::Duration::from_millis(milliseconds)).await;
    }
}

/// Gives numbers by chance, so that many callers don't come back in the same moment.
pub trait Chance: Send + Sync {
    /// Any number, each as likely as another.
    fn number(&self) -> u64;
}

/// The operating system's chance.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemChance;

impl Chance for SystemChance {
    fn number(&self) -> u64 {
        // Without chance the waits are merely all alike.
        getrandom::u64().unwrap_or(0)
    }
}

/// The answers of calls that may be repeated as they are. It can't be implemented elsewhere, and
/// is not for the start of a login:
///
/// ```compile_fail
/// # async fn no(retry: vipps_mobilepay::Retry, client: vipps_mobilepay::Client,
/// #     login: vipps_mobilepay::login::AuthReqId) {
/// let _ = retry.read(async || client.login().token(&login).await).await;
/// # }
/// ```
pub trait Repeatable: sealed::Sealed {}

mod sealed {
    pub trait Sealed {}
}

macro_rules! repeatable {
    ($($type:ty),* $(,)?) => {$(
        impl sealed::Sealed for $type {}
        impl Repeatable for $type {}
    )*};
}
repeatable!(
    (),
    bool,
    crate::epayment::Payment,
    Vec<crate::epayment::Event>,
    crate::login::UserInfo,
    crate::order_management::Order,
    crate::order_management::StoredCategory,
    Vec<crate::order_management::StoredCategory>,
    crate::qr::CallbackQr,
    Vec<crate::qr::CallbackQr>,
    crate::qr::CheckedInCustomer,
    crate::qr::OneTimeQr,
    crate::qr::PersonalQr,
    crate::qr::RedirectQr,
    Vec<crate::qr::RedirectQr>,
    crate::report::DatePage,
    crate::report::FeedPage,
    crate::report::LedgerPage,
    Vec<crate::webhook::Listed>,
);

/// Repeats calls by a policy.
#[derive(Clone)]
pub struct Retry {
    policy: RetryPolicy,
    clock: Arc<dyn Clock>,
    sleep: Arc<dyn Sleep>,
    chance: Arc<dyn Chance>,
}

impl std::fmt::Debug for Retry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Retry").field("policy", &self.policy).finish_non_exhaustive()
    }
}

/// One call's tries so far.
struct Tries<'a> {
    retry: &'a Retry,
    started_at_unix_ms: i64,
    made: u32,
}

impl Retry {
    /// Fails when the policy has no limit to speak of.
    pub fn new(
        policy: RetryPolicy,
        clock: Arc<dyn Clock>,
        sleep: Arc<dyn Sleep>,
        chance: Arc<dyn Chance>,
    ) -> Result<Self, Invalid> {
        if !(1..=20).contains(&policy.tries_max) {
            return Err(Invalid::new("tries", "must be 1 to 20"));
        }
        if policy.total_ms_max > TOTAL_MS_MAX || policy.wait_ms_max > TOTAL_MS_MAX {
            return Err(Invalid::new("waits", "must end within 10 minutes"));
        }
        Ok(Self { policy, clock, sleep, chance })
    }

    /// Makes a call without effect, or one that may be repeated as it is, until it is answered, is
    /// refused, or the policy ends. It returns the last outcome.
    ///
    /// ```
    /// # use vipps_mobilepay::{Client, Error, Reference, Retry, epayment::Payment};
    /// # async fn get(retry: Retry, client: Client, reference: Reference)
    /// #     -> Result<Payment, Error> {
    /// retry.read(async || client.epayment().get(&reference).await).await
    /// # }
    /// ```
    pub async fn read<T: Repeatable>(
        &self,
        mut call: impl AsyncFnMut() -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut tries = self.begin();
        loop {
            let error = match call().await {
                Ok(answer) => return Ok(answer),
                Err(error) if is_open(&error) => error,
                Err(error) => return Err(error),
            };
            if !tries.wait(&error, 0).await {
                return Err(error);
            }
        }
    }

    /// Sends a write of a payment until it is answered, is refused, or the policy ends. `call` must
    /// send the same key and the same bytes each time. When an outcome is not known, `look` reads
    /// the payment and its events before anything is sent again: it gives the outcome if the
    /// effect is there, `None` if the write is still due, and an error if it can't tell. When it
    /// ends without an outcome, the error is that of the last send, never that of a look.
    pub async fn write<T>(
        &self,
        operation: Operation,
        mut call: impl AsyncFnMut() -> Result<T, Error>,
        mut look: impl AsyncFnMut() -> Result<Option<T>, Error>,
    ) -> Result<T, Error> {
        let mut tries = self.begin();
        let mut sends_unix_ms = [i64::MIN; 2];
        loop {
            sends_unix_ms = [sends_unix_ms[1], self.clock.now_unix_ms()];
            let open = match call().await {
                Ok(answer) => return Ok(answer),
                Err(error) if is_open(&error) => error,
                Err(error) => return Err(error),
            };
            let mut must_look = open.advice(operation) == Advice::ReadFirst;
            let mut last = open.clone();
            let next_send_unix_ms = sends_unix_ms[0].saturating_add(TWO_SENDS_MS);
            loop {
                let not_before_unix_ms = if must_look { 0 } else { next_send_unix_ms };
                if !tries.wait(&last, not_before_unix_ms).await {
                    return Err(open);
                }
                if !must_look {
                    break;
                }
                match look().await {
                    Ok(Some(answer)) => return Ok(answer),
                    Ok(None) => {
                        must_look = false;
                        if self.clock.now_unix_ms() >= next_send_unix_ms {
                            break;
                        }
                    }
                    Err(error) if is_open(&error) => last = error,
                    Err(_) => return Err(open),
                }
            }
        }
    }

    fn begin(&self) -> Tries<'_> {
        Tries { retry: self, started_at_unix_ms: self.clock.now_unix_ms(), made: 0 }
    }
}

/// Whether another try may bring another outcome. A definite refusal stays one for its key, and
/// after a 401 the client has already tried with a new token.
fn is_open(error: &Error) -> bool {
    match error {
        Error::Unknown(_) | Error::NotSent { .. } | Error::RateLimited { .. } => true,
        Error::Refused(_) | Error::Unauthorised { .. } | Error::Invalid(_) => false,
    }
}

impl Tries<'_> {
    /// Waits for the next try; `false` when there is none left in tries or time.
    async fn wait(&mut self, error: &Error, not_before_unix_ms: i64) -> bool {
        let policy = &self.retry.policy;
        self.made += 1;
        if self.made >= policy.tries_max {
            return false;
        }
        let doubled = policy.wait_ms_first.saturating_mul(1 << (self.made - 1));
        let whole = doubled.min(policy.wait_ms_max);
        let chance = self.retry.chance.number() % (whole / 2 + 1);
        let now_unix_ms = self.retry.clock.now_unix_ms();
        let asked = error.retry_after_s().unwrap_or(0).saturating_mul(1000);
        let gap = not_before_unix_ms.saturating_sub(now_unix_ms);
        let wait = (whole / 2 + chance).max(asked).max(u64::try_from(gap).unwrap_or(0));
        let passed = now_unix_ms.saturating_sub(self.started_at_unix_ms);
        let ends = u64::try_from(passed).unwrap_or(0).saturating_add(wait);
        if ends > policy.total_ms_max {
            return false;
        }
        self.retry.sleep.sleep_ms(wait).await;
        true
    }
}
