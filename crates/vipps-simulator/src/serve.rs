//! The outermost loop: serves the router on a listener and delivers webhooks beside it. It waits
//! for what falls due, which nothing else in the crate does.

use std::future::Future;
use std::io;

use axum::serve::{Listener, ListenerExt as _};
use tokio::net::TcpListener;

use crate::simulator::Simulator;
use crate::tls::Tls;
use crate::webhooks::delivery::Stepped;
use crate::webhooks::sender::HttpWebhookSender;

/// Serves until `shutdown` is ready, then lets open calls finish.
///
/// # Errors
/// When the HTTP client for webhooks can't be made, or the listener fails.
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
    let closing = simulator.clone();
    let graceful = async move {
        shutdown.await;
        closing.close();
    };
    let served = axum::serve(listener, simulator.router()).with_graceful_shutdown(graceful).await;
    deliveries.abort();
    served
}

async fn deliver(simulator: Simulator, sender: HttpWebhookSender) {
    loop {
        if let Stepped::Idle { next_due_unix_ms } = simulator.step(&sender).await {
            simulator.wait(next_due_unix_ms).await;
        }
    }
}
