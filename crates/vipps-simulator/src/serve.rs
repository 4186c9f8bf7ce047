//! The outermost loop: serves the router on a listener and delivers webhooks beside it. It waits
//! for what falls due, which nothing else in the crate does.

use std::future::Future;
use std::io;

use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;

use crate::simulator::Simulator;
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
    let sender = HttpWebhookSender::new().map_err(io::Error::other)?;
    let deliveries = tokio::spawn(deliver(simulator.clone(), sender));
    let closing = simulator.clone();
    let graceful = async move {
        shutdown.await;
        closing.close();
    };
    let listener = listener.tap_io(|stream| {
        if stream.set_nodelay(true).is_err() {
            tracing::debug!("the connection keeps its default delay");
        }
    });
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
