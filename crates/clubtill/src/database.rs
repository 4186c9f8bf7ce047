//! Which database a shop's settings name, and opening it.

use crate::config::Config;
use anyhow::{Context, bail};
use engine::SystemClock;
use secrecy::{ExposeSecret, SecretString};
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use store::{Postgres, PostgresClock, Sqlite, SqliteMode, Store};

/// The file in the data folder, unless the settings name another database.
const FILE: &str = "clubtill.db";

pub(crate) enum Database {
    Sqlite(PathBuf),
    /// The URL, which may have a password in it.
    Postgres(SecretString),
}

impl Database {
    pub(crate) fn of(config: &Config) -> anyhow::Result<Self> {
        let Some(url) = &config.database else {
            return Ok(Self::Sqlite(config.data.join(FILE)));
        };
        // What stands there instead isn't told: it may be a password with a slip before it.
        match url.expose_secret().split_once("://") {
            Some(("sqlite", path)) if !path.is_empty() => Ok(Self::Sqlite(path.into())),
            Some(("postgres" | "postgresql", _)) => Ok(Self::Postgres(url.clone())),
            _ => bail!(
                "database: write sqlite:///folder/file.db or postgres://user:password@host/database"
            ),
        }
    }

    /// Looks for damage, where the database is a file of ours.
    pub(crate) fn examine(&self) -> anyhow::Result<()> {
        match self {
            Self::Sqlite(path) if path.exists() => {
                Sqlite::examine(path).with_context(|| format!("{self} is not in order"))
            }
            Self::Sqlite(_) | Self::Postgres(_) => Ok(()),
        }
    }

    pub(crate) async fn open(&self) -> anyhow::Result<Arc<dyn Store>> {
        let store: Arc<dyn Store> = match self {
            Self::Sqlite(path) => Arc::new(
                Sqlite::open(path, Arc::new(SystemClock), SqliteMode::Threaded)
                    .with_context(|| format!("can't open {}", path.display()))?,
            ),
            Self::Postgres(url) => Arc::new(
                Postgres::open(url.expose_secret(), PostgresClock::Server)
                    .await
                    .context("can't open the database")?,
            ),
        };
        Ok(store)
    }
}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "the database {}", path.display()),
            Self::Postgres(_) => f.write_str("the PostgreSQL database"),
        }
    }
}
