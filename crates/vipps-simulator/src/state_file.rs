//! The state as a file: JSON with a version, written whole beside the old one, flushed to the disk
//! and put in its place, so that a crash leaves either the old or the new one.

use std::fmt;
use std::fs::{File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::state::State;

/// Goes up whenever an older file can't be read any more.
const VERSION: u32 = 1;

/// Why a state file can't be used, and what to do.
#[derive(Debug)]
pub struct StateFileError {
    path: PathBuf,
    reason: String,
}

impl StateFileError {
    pub(crate) fn unwritable(path: &Path, error: &io::Error) -> Self {
        Self { path: path.to_owned(), reason: format!("can't be written: {error}") }
    }
}

impl fmt::Display for StateFileError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.path.display(), self.reason)
    }
}

impl std::error::Error for StateFileError {}

/// What a file holds, borrowed for writing.
#[derive(Serialize)]
pub(crate) struct Snapshot<'a> {
    version: u32,
    ids_given: u64,
    state: &'a State,
}

/// The same, as it is read.
#[derive(Deserialize)]
pub(crate) struct Stored {
    pub(crate) ids_given: u64,
    pub(crate) state: State,
}

/// Read first, and alone, since all else may differ in another version.
#[derive(Deserialize)]
struct Head {
    version: u32,
}

impl<'a> Snapshot<'a> {
    pub(crate) fn of(state: &'a State, ids_given: u64) -> Self {
        Self { version: VERSION, ids_given, state }
    }

    pub(crate) fn to_bytes(&self) -> io::Result<Vec<u8>> {
        serde_json::to_vec(self).map_err(io::Error::other)
    }
}

/// One file, in the hands of one process.
pub(crate) struct StateFile {
    path: PathBuf,
    /// The hash of what is in it. Held while writing, so that two writers take turns.
    written: Mutex<Option<[u8; 32]>>,
    /// Keeps another process out for as long as it is open.
    _lock: File,
}

impl StateFile {
    /// Takes the file for this process, and reads what is in it; `None` if it isn't there yet.
    pub(crate) fn open(path: &Path) -> Result<(Self, Option<Stored>), StateFileError> {
        let refuse = |reason: String| StateFileError { path: path.to_owned(), reason };
        let lock = File::create(beside(path, ".lock"))
            .map_err(|error| refuse(format!("can't be kept there: {error}")))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(refuse("another simulator keeps its state there".to_owned()));
            }
            Err(TryLockError::Error(error)) => return Err(refuse(error.to_string())),
        }
        let file = Self { path: path.to_owned(), written: Mutex::default(), _lock: lock };
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok((file, None)),
            Err(error) => return Err(refuse(format!("can't be read: {error}"))),
        };
        let away = "move it away to start afresh";
        let Head { version } = serde_json::from_slice(&bytes)
            .map_err(|_| refuse(format!("is no state of a simulator; {away}")))?;
        if version != VERSION {
            return Err(refuse(format!(
                "is of version {version}, and this program reads version {VERSION}; {away}"
            )));
        }
        let stored = serde_json::from_slice(&bytes)
            .map_err(|error| refuse(format!("is damaged at line {}; {away}", error.line())))?;
        Ok((file, Some(stored)))
    }

    /// Writes what `take` gives, unless the same is there already.
    pub(crate) fn write(&self, take: impl FnOnce() -> io::Result<Vec<u8>>) -> io::Result<()> {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = take()?;
        let hash = Sha256::digest(&bytes).into();
        if *written == Some(hash) {
            return Ok(());
        }
        let new = beside(&self.path, ".new");
        let mut file = File::create(&new)?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        std::fs::rename(&new, &self.path)?;
        // The name is safe only when the folder is on the disk too.
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
        *written = Some(hash);
        Ok(())
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}
