//! How SQLite reaches the files.

use super::{ALL, Change, File, lock};
use sqlite_vfs::wip::{WalIndex, WalIndexLock};
use sqlite_vfs::{DatabaseHandle, LockKind, OpenAccess, OpenKind, OpenOptions, Vfs};
use std::collections::BTreeMap;
use std::io::{Error, ErrorKind};
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// In place of the file system.
pub(crate) struct Files;

/// A file that a connection has open.
pub(crate) struct Handle {
    file: Arc<Mutex<File>>,
    id: u64,
}

/// The index of the write-ahead log, as a connection sees it.
pub(crate) struct Shared {
    file: Arc<Mutex<File>>,
    id: u64,
    /// The last write to each region that was copied.
    seen: BTreeMap<u32, u64>,
}

static HANDLES: AtomicU64 = AtomicU64::new(1);
/// To regions of an index, each with its number.
static WRITES: AtomicU64 = AtomicU64::new(1);

impl Files {
    /// From now on, every database of this process is here.
    pub(crate) fn take_over() -> anyhow::Result<()> {
        Ok(sqlite_vfs::register("files", Self, true)?)
    }
}

impl Vfs for Files {
    type Handle = Handle;

    fn open(&self, path: &str, options: OpenOptions) -> Result<Handle, Error> {
        let is_named =
            matches!(options.kind, OpenKind::MainDb | OpenKind::MainJournal | OpenKind::Wal);
        let file = if is_named {
            let mut all = lock(&ALL);
            if !all.contains_key(path)
                && !matches!(options.access, OpenAccess::Create | OpenAccess::CreateNew)
            {
                return Err(ErrorKind::NotFound.into());
            }
            all.entry(path.to_owned()).or_default().clone()
        } else {
            Arc::default()
        };
        Ok(Handle { file, id: HANDLES.fetch_add(1, Ordering::Relaxed) })
    }

    fn delete(&self, path: &str) -> Result<(), Error> {
        lock(&ALL).remove(path);
        Ok(())
    }

    fn exists(&self, path: &str) -> Result<bool, Error> {
        Ok(lock(&ALL).contains_key(path))
    }

    fn temporary_name(&self) -> String {
        format!("temporary-{}", HANDLES.fetch_add(1, Ordering::Relaxed))
    }

    /// It says which log belongs to which file, and nothing that anybody sees.
    fn random(&self, buffer: &mut [i8]) {
        buffer.fill(7);
    }

    /// Nobody is waited for: whoever holds a lock is on this very thread.
    fn sleep(&self, duration: Duration) -> Duration {
        duration
    }
}

impl DatabaseHandle for Handle {
    type WalIndex = Shared;

    fn size(&self) -> Result<u64, Error> {
        u64::try_from(lock(&self.file).content.len()).map_err(Error::other)
    }

    /// What lies behind the end is told as such, and reads as zeros.
    fn read_exact_at(&mut self, buffer: &mut [u8], offset: u64) -> Result<(), Error> {
        let file = lock(&self.file);
        let rest = file.content.get(place(offset)?..).unwrap_or_default();
        let there = rest.len().min(buffer.len());
        buffer[..there].copy_from_slice(&rest[..there]);
        buffer[there..].fill(0);
        if there == buffer.len() { Ok(()) } else { Err(ErrorKind::UnexpectedEof.into()) }
    }

    fn write_all_at(&mut self, bytes: &[u8], offset: u64) -> Result<(), Error> {
        let change = Change::Write { offset: place(offset)?, bytes: bytes.to_vec() };
        lock(&self.file).change(change);
        Ok(())
    }

    fn sync(&mut self, _data_only: bool) -> Result<(), Error> {
        lock(&self.file).sync();
        Ok(())
    }

    fn set_len(&mut self, length: u64) -> Result<(), Error> {
        lock(&self.file).change(Change::Length(place(length)?));
        Ok(())
    }

    fn lock(&mut self, kind: LockKind) -> Result<bool, Error> {
        Ok(lock(&self.file).locks.take(self.id, kind))
    }

    fn reserved(&mut self) -> Result<bool, Error> {
        Ok(lock(&self.file).locks.is_reserved())
    }

    fn current_lock(&self) -> Result<LockKind, Error> {
        Ok(lock(&self.file).locks.of(self.id))
    }

    fn wal_index(&self, _read_only: bool) -> Result<Shared, Error> {
        Ok(Shared { file: self.file.clone(), id: self.id, seen: BTreeMap::new() })
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        lock(&self.file).locks.leave(self.id);
    }
}

impl WalIndex for Shared {
    fn map(&mut self, region: u32) -> Result<[u8; 32768], Error> {
        let mut file = lock(&self.file);
        file.index.region(region).content.as_slice().try_into().map_err(Error::other)
    }

    fn lock(&mut self, numbers: Range<u8>, kind: WalIndexLock) -> Result<bool, Error> {
        Ok(lock(&self.file).index.take(self.id, numbers, kind))
    }

    fn delete(self) -> Result<(), Error> {
        lock(&self.file).index.clear();
        Ok(())
    }

    fn pull(&mut self, region: u32, data: &mut [u8; 32768]) -> Result<(), Error> {
        let mut file = lock(&self.file);
        let there = file.index.region(region);
        if self.seen.insert(region, there.last_write) != Some(there.last_write) {
            data.copy_from_slice(&there.content);
        }
        Ok(())
    }

    fn push(&mut self, region: u32, data: &[u8; 32768]) -> Result<(), Error> {
        let mut file = lock(&self.file);
        let there = file.index.region(region);
        there.content.copy_from_slice(data);
        there.last_write = WRITES.fetch_add(1, Ordering::Relaxed);
        self.seen.insert(region, there.last_write);
        Ok(())
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        lock(&self.file).index.leave(self.id);
    }
}

fn place(offset: u64) -> Result<usize, Error> {
    usize::try_from(offset).map_err(Error::other)
}
