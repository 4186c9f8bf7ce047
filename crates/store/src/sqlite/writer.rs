//! The one writer: takes waiting work in groups, each piece in a savepoint, and makes a group durable
//! with one flush. SQLite answers some errors, such as a full disk, by taking back the whole
//! transaction with the savepoints that were released before; so after any error it is asked whether
//! the transaction is still there, and nobody is told yes before COMMIT has succeeded.

use super::connection::open_writer;
use super::dialect::{newest_event_unix_ms, ready};
use super::statements as sql;
use super::work::{Keep, Work};
use super::{fault, schema};
use crate::sql::{claims, intake};
use crate::time::StoreTime;
use crate::{Clock, StoreError};
use rusqlite::{Connection, ErrorCode};
use std::path::PathBuf;
use std::sync::Arc;

/// How many pieces of work share a flush at most.
pub(super) const GROUP_MAX: usize = 64;

pub(super) struct Writer {
    database: PathBuf,
    /// None after an IO error, until the next group opens it again.
    connection: Option<Connection>,
    time: Arc<StoreTime>,
}

/// Why a group as a whole came to nothing.
enum Undone {
    /// It never began: none of it can be done now, together or alone.
    NotBegun(StoreError),
    /// Its transaction is gone; alone, some of it may succeed.
    Gone(rusqlite::Error),
}

impl Writer {
    /// Opens the file, brings its schema up to date and frees what a process before this one held.
    pub(super) fn open(database: PathBuf, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        let mut connection = open_writer(&database)?;
        schema::migrate(&mut connection)?;
        let transaction = connection.transaction().map_err(fault)?;
        ready(intake::index_products(&*transaction)).map_err(fault)?;
        transaction.commit().map_err(fault)?;
        let newest_unix_ms = newest_event_unix_ms(&connection).map_err(fault)?;
        let time = Arc::new(StoreTime::new(clock, newest_unix_ms));
        ready(claims::release_leases(&connection, time.now_unix_ms())).map_err(fault)?;
        Ok(Self { database, connection: Some(connection), time })
    }

    pub(super) fn time(&self) -> Arc<StoreTime> {
        self.time.clone()
    }

    /// Does a group of work and answers each piece of it.
    pub(super) fn run(&mut self, mut group: Vec<Box<dyn Work>>) {
        match self.try_group(&mut group) {
            Ok(()) => {}
            Err(Undone::NotBegun(error)) => fail_all(&mut group, &error),
            Err(Undone::Gone(error)) => {
                tracing::warn!(
                    error = %error,
                    store.group = group.len(),
                    "the database took back a group of commits; each is done again alone"
                );
                for work in &mut group {
                    self.run_alone(work);
                }
            }
        }
        for work in group {
            work.answer();
        }
    }

    fn run_alone(&mut self, work: &mut Box<dyn Work>) {
        match self.try_group(std::slice::from_mut(work)) {
            Ok(()) => {}
            Err(Undone::NotBegun(error)) => work.fail(error),
            Err(Undone::Gone(error)) => work.fail(fault(error)),
        }
    }

    fn try_group(&mut self, group: &mut [Box<dyn Work>]) -> Result<(), Undone> {
        let now_unix_ms = self.time.now_unix_ms();
        let connection = self.connection().map_err(Undone::NotBegun)?;
        if let Err(error) = execute(connection, sql::BEGIN) {
            self.recover(&error);
            return Err(Undone::NotBegun(fault(error)));
        }
        let done = run_in_savepoints(connection, group, now_unix_ms)
            .and_then(|()| execute(connection, sql::COMMIT));
        done.map_err(|error| {
            self.recover(&error);
            Undone::Gone(error)
        })
    }

    /// Leaves no transaction open. After an IO error the connection isn't trusted any more either.
    fn recover(&mut self, error: &rusqlite::Error) {
        let in_transaction =
            self.connection.as_ref().filter(|connection| !connection.is_autocommit());
        let stuck =
            in_transaction.is_some_and(|connection| execute(connection, sql::ROLLBACK).is_err());
        if stuck || error.sqlite_error_code() == Some(ErrorCode::SystemIoFailure) {
            tracing::error!(error = %error, "the database file failed; it is closed and reopened");
            self.connection = None;
        }
    }

    fn connection(&mut self) -> Result<&Connection, StoreError> {
        match &mut self.connection {
            Some(connection) => Ok(connection),
            none => Ok(none.insert(open_writer(&self.database)?)),
        }
    }
}

/// An error here means that the transaction is gone, or must go.
fn run_in_savepoints(
    connection: &Connection,
    group: &mut [Box<dyn Work>],
    now_unix_ms: i64,
) -> rusqlite::Result<()> {
    for work in group {
        execute(connection, sql::SAVEPOINT)?;
        let keep = match work.run(connection, now_unix_ms) {
            Ok(keep) => keep,
            Err(error) if connection.is_autocommit() => return Err(error),
            Err(error) => {
                work.fail(fault(error));
                Keep::No
            }
        };
        if keep == Keep::No {
            execute(connection, sql::ROLLBACK_TO_SAVEPOINT)?;
        }
        execute(connection, sql::RELEASE)?;
    }
    Ok(())
}

fn fail_all(group: &mut [Box<dyn Work>], error: &StoreError) {
    for work in group {
        work.fail(StoreError(error.0.clone()));
    }
}

fn execute(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute([]).map(|_| ())
}

#[cfg(test)]
mod tests;
