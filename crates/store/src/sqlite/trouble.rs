//! What is wrong with a database file, and what a person does about it.

use super::connection::{lock, open_writer};
use super::fault;
use super::schema::VERSION;
use crate::StoreError;
use rusqlite::{Connection, Error, ErrorCode};
use std::path::Path;

/// How much of the damage is told: the advice is the same for any.
const FINDINGS_MAX: u32 = 3;

const DAMAGED: &str = "the file is damaged: stop the service, keep a copy of the file and of what \
    lies beside it, and restore the newest backup; payments that are newer than that are learnt from \
    Vipps MobilePay";

/// What to do about an error; none if the error says all.
pub(super) fn advice(error: &Error) -> Option<&'static str> {
    Some(match error.sqlite_error_code()? {
        ErrorCode::DiskFull => "the disk is full: make room, and it goes on by itself",
        ErrorCode::SystemIoFailure => {
            "the disk doesn't take or give what it is asked for: look whether it is full or failing; \
             once it works, this goes on by itself"
        }
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
            "another program holds the file: close it there, and this goes on by itself"
        }
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => DAMAGED,
        ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied => {
            "look whether its folder is there, and whether this user may write there"
        }
        _ => return None,
    })
}

/// Looks through the whole file, and writes to it as a commit does.
pub(super) fn examine(path: &Path) -> Result<(), StoreError> {
    let _lock = lock(path)?;
    let connection = open_writer(path)?;
    let findings = findings(&connection).map_err(fault)?;
    if let [first, ..] = findings.as_slice() {
        return Err(StoreError(format!("{first}: {DAMAGED}")));
    }
    // The number that is there, written anew.
    connection
        .pragma_query_value(None, VERSION, |row| row.get::<_, u32>(0))
        .and_then(|version| connection.pragma_update(None, VERSION, version))
        .map_err(fault)
}

/// What SQLite finds to be damaged: pages and rows by their numbers, and never what is in them.
fn findings(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut check = connection.prepare(&format!("PRAGMA integrity_check({FINDINGS_MAX})"))?;
    let said = check.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
    Ok(said.into_iter().filter(|line| line != "ok").collect())
}
