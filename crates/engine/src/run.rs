//! The outermost loops: the only place in the service that waits.

use crate::registrations::{AGAIN_AFTER_MS, CHECK_EVERY_MS};
use crate::{Engine, Stepped};
use std::future::Future;
use std::time::Duration;
use tokio::task::JoinSet;

/// How long an idle worker sleeps at the most; what is due earlier wakes it earlier.
const NAP_MS_MAX: i64 = 1_000;
const SWEEP_AFTER: Duration = Duration::from_hours(1);
const SWEEP_EVERY: Duration = Duration::from_hours(24);

/// Runs `workers` workers and keeps the webhook registrations in order, until `shutdown` completes;
/// then each worker finishes what it is at.
pub async fn run(engine: Engine, workers: usize, shutdown: impl Future<Output = ()> + Send) {
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let mut tasks = JoinSet::new();
    for _ in 0..workers {
        tasks.spawn(work(engine.clone(), stopped.clone()));
    }
    tasks.spawn(register(engine.clone(), stopped.clone()));
    tasks.spawn(sweep(engine, stopped));
    shutdown.await;
    let _ = stop.send(true);
    while tasks.join_next().await.is_some() {}
}

async fn work(engine: Engine, mut stopped: tokio::sync::watch::Receiver<bool>) {
    while !*stopped.borrow() {
        let nap_ms = match engine.step().await {
            Ok(Stepped::Worked) => continue,
            Ok(Stepped::Idle { next_due_unix_ms }) => next_due_unix_ms
                .map_or(NAP_MS_MAX, |at| (at - engine.now_unix_ms()).clamp(1, NAP_MS_MAX)),
            Err(error) => {
                tracing::error!(%error, "a worker can't go on; it tries again");
                NAP_MS_MAX
            }
        };
        let nap = Duration::from_millis(nap_ms.unsigned_abs());
        tokio::select! {
            () = engine.inner.wake.notified() => {}
            () = pause(nap) => {}
            _ = stopped.changed() => {}
        }
    }
}

async fn register(engine: Engine, mut stopped: tokio::sync::watch::Receiver<bool>) {
    while !*stopped.borrow() {
        let wait_ms = match engine.register_webhooks().await {
            Ok(()) => CHECK_EVERY_MS,
            Err(error) => {
                tracing::warn!(%error, "webhooks can't be registered; payments go on by polling");
                AGAIN_AFTER_MS
            }
        };
        tokio::select! {
            () = pause(Duration::from_millis(wait_ms.unsigned_abs())) => {}
            _ = stopped.changed() => {}
        }
    }
}

/// Once a day, from an hour after the start.
async fn sweep(engine: Engine, mut stopped: tokio::sync::watch::Receiver<bool>) {
    let mut wait = SWEEP_AFTER;
    while !*stopped.borrow() {
        tokio::select! {
            () = pause(wait) => {}
            _ = stopped.changed() => return,
        }
        wait = SWEEP_EVERY;
        match engine.erase_contacts().await {
            Ok(0) => {}
            Ok(contacts) => tracing::info!(contacts, "who is no member and was not met again"),
            Err(error) => {
                tracing::error!(%error, "old contacts can't be erased; tomorrow again");
            }
        }
        match engine.erase_dormant().await {
            Ok(0) => {}
            Ok(members) => tracing::info!(members, "dormant members were erased"),
            Err(error) => {
                tracing::error!(%error, "dormant members can't be erased; tomorrow again");
            }
        }
    }
}

#[allow(clippy::disallowed_methods, reason = "this is the outermost loop")]
async fn pause(duration: Duration) {
    tokio::time::sleep(duration).await;
}
