//! How the server is reached: from a URL, with a bound on every wait, and with commits that are
//! durable before they are answered, whatever the server's own settings say.

use super::fault::Fault;
use crate::StoreError;
use deadpool_postgres::{
    Connect, Manager, ManagerConfig, Pool, PoolConfig, RecyclingMethod, Runtime, Timeouts,
};
use std::pin::Pin;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio_postgres::config::{Host, TargetSessionAttrs};
use tokio_postgres::{Client, Config, Error, NoTls};

/// Each process keeps up to this many connections. A server allows 100 in all by default.
const CONNECTIONS_MAX: usize = 16;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a call waits for a connection that is free.
const WAIT_TIMEOUT: Duration = Duration::from_secs(10);
/// When a server that has fallen silent is given up.
const SILENCE_MAX: Duration = Duration::from_secs(15);

/// Of every connection. Commits wait for the disk; a node that stops in the middle of a transaction
/// doesn't hold the others up for long.
const SESSION: &str = "
    SET default_transaction_isolation = 'read committed';
    SET statement_timeout = '10s';
    SET lock_timeout = '5s';
    SET idle_in_transaction_session_timeout = '10s';
    SELECT set_config('synchronous_commit', 'on', false)
    WHERE current_setting('synchronous_commit') <> 'remote_apply'";

/// Reads a URL. What is wrong with it isn't told: the error would quote it, and with it the password.
pub(super) fn config(url: &str) -> Result<Config, StoreError> {
    let mut config: Config = url.parse().map_err(|_| {
        StoreError(
            "its address can't be read: write postgres://user:password@host/database, with % and \
             two hex digits for what is neither letter nor digit in the password"
                .to_owned(),
        )
    })?;
    config
        .application_name("clubtill")
        .target_session_attrs(TargetSessionAttrs::ReadWrite)
        .keepalives_idle(SILENCE_MAX)
        .tcp_user_timeout(SILENCE_MAX);
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT_TIMEOUT);
    }
    Ok(config)
}

/// The database without user and password, for people.
pub(super) fn name(config: &Config) -> String {
    let hosts: Vec<String> = config
        .get_hosts()
        .iter()
        .map(|host| match host {
            Host::Tcp(name) => name.clone(),
            Host::Unix(path) => path.display().to_string(),
        })
        .collect();
    let database = config.get_dbname().or(config.get_user()).unwrap_or_default();
    format!("PostgreSQL database {database} at {}", hosts.join(", "))
}

pub(super) fn pool(config: &Config) -> Pool {
    let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let manager = Manager::from_connect(config.clone(), Connector, recycling);
    let timeouts = Timeouts {
        wait: Some(WAIT_TIMEOUT),
        create: Some(SILENCE_MAX),
        recycle: Some(SILENCE_MAX),
    };
    Pool::builder(manager)
        .config(PoolConfig { timeouts, ..PoolConfig::new(CONNECTIONS_MAX) })
        .runtime(Runtime::Tokio1)
        .build()
        .expect("a pool with timeouts needs a runtime, and has one")
}

/// A connection outside the pool.
pub(super) async fn connect(config: &Config) -> Result<Client, Fault> {
    let (client, _) = open(config.clone()).await?;
    Ok(client)
}

struct Connector;

impl Connect for Connector {
    fn connect(
        &self,
        config: &Config,
    ) -> Pin<Box<dyn Future<Output = Result<(Client, JoinHandle<()>), Error>> + Send + '_>> {
        Box::pin(open(config.clone()))
    }
}

async fn open(config: Config) -> Result<(Client, JoinHandle<()>), Error> {
    let (client, connection) = config.connect(NoTls).await?;
    let driven = tokio::spawn(async move {
        if let Err(error) = connection.await {
            let error = Fault::from(error);
            tracing::warn!(%error, "a connection to PostgreSQL is lost");
        }
    });
    client.batch_execute(SESSION).await?;
    Ok((client, driven))
}
