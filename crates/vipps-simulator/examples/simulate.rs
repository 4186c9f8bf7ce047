//! Runs the simulator with the demo world on 127.0.0.1:8090, or on the address given as the first
//! argument. Ctrl-C stops it.

use std::sync::Arc;

use tokio::net::TcpListener;
use vipps_simulator::{Settings, Simulator, SystemClock, serve};

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8090".to_owned());
    let simulator = Simulator::new(Settings::default(), Arc::new(SystemClock));
    let listener = TcpListener::bind(address).await?;
    serve(listener, simulator, async {
        // Without a signal handler there is nothing to wait for, so it stops at once.
        let _ = tokio::signal::ctrl_c().await;
    })
    .await
}
