//! The server's clock without asking it each time: several processes have it in common, however
//! their own clocks differ. It is asked at opening and whenever somebody looks for what is due; what
//! has passed since is measured here.

use super::dialect::Session;
use super::fault::Fault;
use super::statements as own;
use crate::Clock;
use crate::sql::{Row, Sql, get};
use crate::time::StoreTime;
use deadpool_postgres::{GenericClient, Pool};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// Which clock leases and due times are compared with.
#[derive(Clone)]
pub enum PostgresClock {
    /// The server's own.
    Server,
    /// One that a test moves.
    Port(Arc<dyn Clock>),
}

/// The store's time, and where it comes from.
pub(super) struct Time {
    /// None where the time is a test's.
    server: Option<Arc<ServerClock>>,
    store: StoreTime,
}

impl Time {
    pub(super) async fn start(clock: PostgresClock, pool: &Pool) -> Result<Self, Fault> {
        let client = pool.get().await?;
        let session = Session(&client);
        let read = |row: &dyn Row| get(row, "at_unix_ms");
        let newest_unix_ms = session.find(own::NEWEST_EVENT_TIME, &[], read).await?;
        let (server, clock): (_, Arc<dyn Clock>) = match clock {
            PostgresClock::Port(clock) => (None, clock),
            PostgresClock::Server => {
                let answer = Answer::ask(&session).await?;
                let belief = Belief { unix_ms: answer.told_unix_ms, at: answer.at };
                let server = Arc::new(ServerClock(Mutex::new(belief)));
                (Some(Arc::clone(&server)), server)
            }
        };
        Ok(Self { server, store: StoreTime::new(clock, newest_unix_ms) })
    }

    /// Asks the server what time it is.
    pub(super) async fn look<C: GenericClient>(
        &self,
        session: &Session<'_, C>,
    ) -> Result<(), Fault> {
        if let Some(ServerClock(belief)) = self.server.as_deref() {
            let answer = Answer::ask(session).await?;
            belief.lock().unwrap_or_else(PoisonError::into_inner).correct(&answer);
        }
        Ok(())
    }

    pub(super) fn now_unix_ms(&self) -> i64 {
        self.store.now_unix_ms()
    }
}

struct ServerClock(Mutex<Belief>);

impl Clock for ServerClock {
    fn now_unix_ms(&self) -> i64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).unix_ms_at(now())
    }
}

/// What the server's clock is taken to have said at a moment.
struct Belief {
    unix_ms: i64,
    at: Instant,
}

/// What it did say, at some moment before `at`, but not longer than `took_ms` before.
struct Answer {
    told_unix_ms: i64,
    at: Instant,
    took_ms: i64,
}

impl Answer {
    async fn ask<C: GenericClient>(session: &Session<'_, C>) -> Result<Self, Fault> {
        let asked = now();
        let read = |row: &dyn Row| get(row, "now_unix_ms");
        let told = session.find(own::CLOCK, &[], read).await?;
        let at = now();
        let told_unix_ms = told.expect("the statement has one row");
        Ok(Self { told_unix_ms, at, took_ms: ms_between(asked, at) })
    }
}

impl Belief {
    fn unix_ms_at(&self, moment: Instant) -> i64 {
        self.unix_ms.saturating_add(ms_between(self.at, moment))
    }

    /// Gives way to an answer as far as that proves it wrong: one that was long on its way says
    /// little, and must not set the time back.
    fn correct(&mut self, Answer { told_unix_ms, at, took_ms }: &Answer) {
        let believed_unix_ms = self.unix_ms_at(*at);
        let latest_unix_ms = told_unix_ms.saturating_add(*took_ms);
        self.unix_ms = believed_unix_ms.clamp(*told_unix_ms, latest_unix_ms);
        self.at = *at;
    }
}

fn ms_between(earlier: Instant, later: Instant) -> i64 {
    let passed = later.saturating_duration_since(earlier);
    i64::try_from(passed.as_millis()).unwrap_or(i64::MAX)
}

#[allow(clippy::disallowed_methods, reason = "it measures how old the server's answer is")]
fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn an_answer_corrects_what_it_proves_wrong() {
        let start = now();
        for (told_unix_ms, took_ms, expected) in [
            (11_000, 0, 11_000),
            (10_990, 20, 11_000), // it may be so
            (10_990, 5, 10_995),  // too far ahead
            (11_003, 20, 11_003), // too far behind, such as after a sleep
            (10_001, 2_000, 11_000),
            (5_000, 10, 5_010), // set back
        ] {
            let mut belief = Belief { unix_ms: 10_000, at: start };
            let at = start + Duration::from_secs(1);
            belief.correct(&Answer { told_unix_ms, at, took_ms });
            assert_eq!(belief.unix_ms_at(at), expected, "{told_unix_ms} within {took_ms} ms");
            assert_eq!(belief.unix_ms_at(at + Duration::from_millis(7)), expected + 7);
        }
    }
}
