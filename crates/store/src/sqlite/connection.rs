//! How the database file is opened: by one process only, durable to the power cord, with one
//! connection that writes and a few that read.

use super::fault;
use crate::StoreError;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::fs::{File, OpenOptions, TryLockError};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Another program (a shell, a backup) may hold the file for a moment.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// More than there are statements, so that each is prepared once.
const STATEMENTS_MAX: usize = 128;

/// Reads take microseconds; this many at a time are enough for any number of callers.
const READERS: usize = 4;

/// A file beside the database that is locked while the store is open. The database itself can't be
/// locked this way: the readers of this very process would be kept out too.
pub(super) fn lock(database: &Path) -> Result<File, StoreError> {
    let mut path = database.as_os_str().to_owned();
    path.push(".lock");
    let path = PathBuf::from(path);
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(
        |error| StoreError(format!("the lock file {} can't be opened: {error}", path.display())),
    )?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError(format!(
            "{} is in use by another process (it holds the lock on {}): stop that one first, or \
             choose another file",
            database.display(),
            path.display()
        ))),
        Err(TryLockError::Error(error)) => {
            Err(StoreError(format!("the lock on {} can't be taken: {error}", path.display())))
        }
    }
}

/// The connection that writes; makes the file if there is none.
pub(super) fn open_writer(database: &Path) -> Result<Connection, StoreError> {
    let connection = Connection::open(database).map_err(fault)?;
    configure(&connection).map_err(fault)?;
    let journal: String = connection
        .pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))
        .map_err(fault)?;
    if journal != "wal" {
        return Err(StoreError(format!(
            "it can't keep a write-ahead log (it answers {journal:?}): put it on a local disk"
        )));
    }
    (|| {
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        // What is deleted is overwritten, so that it isn't found in the file any more.
        connection.pragma_update(None, "secure_delete", true)
    })()
    .map_err(fault)?;
    Ok(connection)
}

/// Works the write-ahead log into the database, and cuts it to nothing.
pub(super) fn empty_log(database: &Path) -> Result<(), StoreError> {
    let connection = Connection::open(database).map_err(fault)?;
    configure(&connection).map_err(fault)?;
    let is_busy: bool = connection
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
        .map_err(fault)?;
    if is_busy {
        return Err(StoreError("its log can't be emptied while somebody else reads it".to_owned()));
    }
    Ok(())
}

fn open_reader(database: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(
        database,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    configure(&connection)?;
    Ok(connection)
}

fn configure(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
    // Without it a statement is planned anew at nearly every new value that is bound.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.busy_timeout(BUSY_TIMEOUT)
}

/// Connections that read, open as long as the store is. They also keep the index of the write-ahead
/// log alive when the writer closes and reopens: what it failed to commit stays uncommitted.
pub(super) struct Readers {
    idle: Mutex<Vec<Connection>>,
    free: Arc<Semaphore>,
}

impl Readers {
    pub(super) fn open(database: &Path) -> Result<Self, StoreError> {
        let idle: Vec<_> = (0..READERS)
            .map(|_| open_reader(database))
            .collect::<rusqlite::Result<_>>()
            .map_err(fault)?;
        Ok(Self { free: Arc::new(Semaphore::new(idle.len())), idle: Mutex::new(idle) })
    }

    /// Waits until a connection is free. It comes back when the reader is dropped.
    pub(super) async fn take(self: &Arc<Self>) -> Reader {
        let free = Arc::clone(&self.free);
        let permit = free.acquire_owned().await.expect("the semaphore is never closed");
        let connection = self.idle().pop().expect("there are as many permits as connections");
        Reader { connection: Some(connection), readers: Arc::clone(self), _permit: permit }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection that nobody else reads with meanwhile.
pub(super) struct Reader {
    connection: Option<Connection>,
    readers: Arc<Readers>,
    _permit: OwnedSemaphorePermit,
}

impl Deref for Reader {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection.as_ref().expect("it is given back by dropping only")
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.readers.idle().extend(self.connection.take());
    }
}
