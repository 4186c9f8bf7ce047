//! How the server is reached: from a URL, encrypted over any network, with a bound on every wait, and
//! with commits that are durable before they are answered, whatever the server's own settings say.

use super::fault::Fault;
use crate::StoreError;
use deadpool_postgres::{
    Connect, Manager, ManagerConfig, Pool, PoolConfig, RecyclingMethod, Runtime, Timeouts,
};
use rustls::ClientConfig;
use rustls_platform_verifier::BuilderVerifierExt;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio_postgres::config::{Host, SslMode, TargetSessionAttrs};
use tokio_postgres::tls::TlsStream;
use tokio_postgres::{Client, Config, Connection, Error, NoTls, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;

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
    // "Prefer" is what stands there when nothing was asked for: it would do without encryption when
    // somebody on the way says that there is none.
    if config.get_ssl_mode() == SslMode::Prefer {
        let here = config.get_hosts().iter().all(is_here) && config.get_hostaddrs().is_empty();
        config.ssl_mode(if here { SslMode::Disable } else { SslMode::Require });
    }
    Ok(config)
}

/// Whether it is on this machine, where nobody listens in between.
fn is_here(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        Host::Unix(_) => true,
    }
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

/// Makes connections to one database.
#[derive(Clone)]
pub(super) struct Connector {
    config: Config,
    /// None where connections are not encrypted.
    tls: Option<MakeRustlsConnect>,
}

impl Connector {
    pub(super) fn new(config: Config) -> Result<Self, StoreError> {
        let tls = match config.get_ssl_mode() {
            SslMode::Disable => None,
            _ => Some(tls().map_err(|error| StoreError(format!("no TLS: {error}")))?),
        };
        Ok(Self { config, tls })
    }

    /// A connection outside the pool.
    pub(super) async fn connect(&self) -> Result<Client, Fault> {
        let (client, _) = self.clone().open().await?;
        Ok(client)
    }

    async fn open(self) -> Result<(Client, JoinHandle<()>), Error> {
        let (client, driven) = match self.tls {
            Some(tls) => drive(self.config.connect(tls).await?),
            None => drive(self.config.connect(NoTls).await?),
        };
        client.batch_execute(SESSION).await?;
        Ok((client, driven))
    }
}

impl Connect for Connector {
    fn connect(
        &self,
        _: &Config,
    ) -> Pin<Box<dyn Future<Output = Result<(Client, JoinHandle<()>), Error>> + Send + '_>> {
        Box::pin(self.clone().open())
    }
}

/// Certificates are held to those that the machine trusts; on Linux the variable `SSL_CERT_FILE`
/// names others.
fn tls() -> Result<MakeRustlsConnect, rustls::Error> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_platform_verifier()?
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

fn drive<S>((client, connection): (Client, Connection<Socket, S>)) -> (Client, JoinHandle<()>)
where
    S: TlsStream + Unpin + Send + 'static,
{
    let driven = tokio::spawn(async move {
        if let Err(error) = connection.await {
            let error = Fault::from(error);
            tracing::warn!(%error, "a connection to PostgreSQL is lost");
        }
    });
    (client, driven)
}

pub(super) fn pool(connector: Connector) -> Pool {
    let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let manager = Manager::from_connect(connector.config.clone(), connector, recycling);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_over_a_network_is_encrypted_unless_one_says_not() {
        for (rest, expected) in [
            ("localhost/db", SslMode::Disable),
            ("127.0.0.1:5433,[::1]/db", SslMode::Disable),
            ("%2Fvar%2Frun%2Fpostgresql/db", SslMode::Disable),
            ("localhost/db?sslmode=require", SslMode::Require),
            ("db.example.com/db", SslMode::Require),
            ("localhost,192.0.2.1/db", SslMode::Require),
            ("localhost/db?hostaddr=192.0.2.1", SslMode::Require),
            ("db.example.com/db?sslmode=disable", SslMode::Disable),
        ] {
            let config = config(&format!("postgres://user:password@{rest}")).unwrap();
            assert_eq!(config.get_ssl_mode(), expected, "{rest}");
        }
    }
}
