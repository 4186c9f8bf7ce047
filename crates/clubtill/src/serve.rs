//! `clubtill serve`: the service of a shop.

use crate::config::Config;
use crate::database::Database;
use crate::system::{data_key, say, stop_signal};
use anyhow::Context;
use clap::Args;
use engine::{Engine, SystemRandom};
use server::{App, Printing};
use std::future::Future;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// How many duties are carried out at once.
const WORKERS: usize = 16;

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  clubtill serve --config shop.toml")]
pub(crate) struct Serve {
    /// The shop's settings
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

impl Serve {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let config = Config::read(&self.config)?;
        let engine = open(&config).await?;
        let listener = listen(config.listen).await?;
        say(&format!("Clubtill serves http://{}/ — stop with Ctrl-C", listener.local_addr()?))?;
        serve(&config, engine, listener, stop_signal()).await
    }
}

/// Opens the shop's data and builds the engine on it.
pub(crate) async fn open(config: &Config) -> anyhow::Result<Engine> {
    let master_key = data_key(&config.data)?;
    let store = Database::of(config)?.open().await?;
    let shops = vec![config.shop()?];
    Ok(Engine::new(store, Arc::new(SystemRandom), &master_key, shops))
}

pub(crate) async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("can't listen on {address}: is something else there?"))
}

/// Serves until `stop`; then open calls and duties under way are finished.
pub(crate) async fn serve(
    config: &Config,
    engine: Engine,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    let (stopping, stopped) = watch::channel(false);
    let workers = tokio::spawn(engine::run(engine.clone(), WORKERS, until(stopped.clone())));
    let app = App::new(engine, config.settings()?);
    let printing = tokio::spawn(Printing::new(app.clone()).run(until(stopped.clone())));
    let router = server::router(app);
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service).with_graceful_shutdown(until(stopped));
    tokio::select! {
        served = served.into_future() => served.context("the server stopped")?,
        () = stop => tracing::info!("stopping"),
    }
    stopping.send_replace(true);
    workers.await.context("a worker stopped")?;
    printing.await.context("printing stopped")?;
    Ok(())
}

async fn until(mut stopped: watch::Receiver<bool>) {
    // A sender that is gone has stopped too.
    let _ = stopped.wait_for(|stopped| *stopped).await;
}
