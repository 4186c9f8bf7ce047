//! The outermost loop: serves the router on a listener, delivers webhooks beside it, and writes
//! the state to its file. It waits for what falls due, which nothing else in the crate does.

use std::future::Future;
use std::io;
use std::time::Duration;

use axum::serve::{Listener, ListenerExt as _};
use tokio::net::TcpListener;
use tokio::time::MissedTickBehavior;

use crate::simulator::Simulator;
use crate::tls::Tls;
use crate::webhooks::delivery::Stepped;
use crate::webhooks::sender::HttpWebhookSender;

/// The state is written at most this often.
const BETWEEN_SAVES: Duration = Duration::from_secs(1);

/// Serves until `shutdown` is ready, then lets open calls finish.
///
/// # Errors
/// When the HTTP client for webhooks can't be made, the listener fails, or the state can't be
/// written at the end.
pub async fn serve(
    listener: TcpListener,
    simulator: Simulator,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let listener = listener.tap_io(|stream| {
        if stream.set_nodelay(true).is_err() {
            tracing::debug!("the connection keeps its default delay");
        }
    });
    run(listener, simulator, shutdown).await
}

/// The same over TLS. Let the simulator's settings say `https`, so that its addresses do too.
///
/// # Errors
/// As [`serve`].
pub async fn serve_tls(
    listener: TcpListener,
    tls: Tls,
    simulator: Simulator,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    run(tls.listen(listener)?, simulator, shutdown).await
}

async fn run<L>(
    listener: L,
    simulator: Simulator,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()>
where
    L: Listener,
    L::Addr: std::fmt::Debug,
{
    let sender = HttpWebhookSender::new().map_err(io::Error::other)?;
    let deliveries = tokio::spawn(deliver(simulator.clone(), sender));
    let saves = tokio::spawn(save(simulator.clone()));
    let closing = simulator.clone();
    let graceful = async move {
        shutdown.await;
        closing.close();
    };
    let served = axum::serve(listener, simulator.router()).with_graceful_shutdown(graceful).await;
    for task in [deliveries, saves] {
        task.abort();
        // It ends by being aborted, and nothing of it is in the way from here on.
        let _ = task.await;
    }
    save_now(&simulator).await?;
    served
}

/// Writes the state to its file soon after each change.
async fn save(simulator: Simulator) {
    let mut pause = tokio::time::interval(BETWEEN_SAVES);
    pause.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        simulator.until_unsaved().await;
        pause.tick().await;
        if let Err(error) = save_now(&simulator).await {
            tracing::error!(%error, "can't write the state, and will try again at the next change");
        }
    }
}

/// On a thread of its own, since a disk may take its time.
async fn save_now(simulator: &Simulator) -> io::Result<()> {
    let simulator = simulator.clone();
    tokio::task::spawn_blocking(move || simulator.save()).await.map_err(io::Error::other)?
}

async fn deliver(simulator: Simulator, sender: HttpWebhookSender) {
    loop {
        if let Stepped::Idle { next_due_unix_ms } = simulator.step(&sender).await {
            simulator.wait(next_due_unix_ms).await;
        }
    }
}
