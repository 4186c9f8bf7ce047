//! The files under SQLite, in memory: what was written, and what of it was synced. A power cut takes
//! what was not, all of it or parts. A kill takes nothing: the machine still has what was written.

mod locks;
mod open;

use crate::chance::Chance;
pub(crate) use open::Files;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

/// What a disk writes as one.
const SECTOR: usize = 512;

/// How a process ends that doesn't end by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Killed,
    /// Nothing is there that was not synced.
    PowerCut,
    /// Of what was not synced, the first writes are there.
    PowerCutLate,
    /// Of what was not synced, any sectors are there, whatever their order.
    PowerCutTorn,
}

impl End {
    pub(crate) fn name(self) -> &'static str {
        match self {
            End::Killed => "crash",
            End::PowerCut | End::PowerCutLate | End::PowerCutTorn => "power cut",
        }
    }
}

/// All files, by path.
static ALL: LazyLock<Mutex<BTreeMap<String, Arc<Mutex<File>>>>> = LazyLock::new(Mutex::default);

#[derive(Debug, Default)]
struct File {
    content: Vec<u8>,
    /// As it was at the last sync.
    synced: Vec<u8>,
    /// What came since then, in order.
    changes: Vec<Change>,
    locks: locks::Locks,
    index: locks::Index,
}

#[derive(Debug)]
enum Change {
    Write { offset: usize, bytes: Vec<u8> },
    Length(usize),
}

impl File {
    fn holding(content: Vec<u8>) -> Self {
        Self { synced: content.clone(), content, ..Self::default() }
    }

    fn change(&mut self, change: Change) {
        apply(&mut self.content, &change);
        self.changes.push(change);
    }

    fn sync(&mut self) {
        for change in self.changes.drain(..) {
            apply(&mut self.synced, &change);
        }
    }

    /// What the next process finds.
    fn left(&self, end: End, chance: &mut Chance) -> Vec<u8> {
        let mut left = self.synced.clone();
        match end {
            End::Killed => left.clone_from(&self.content),
            End::PowerCut => {}
            End::PowerCutLate => {
                let first = chance.below(self.changes.len() + 1);
                self.changes[..first].iter().for_each(|change| apply(&mut left, change));
            }
            End::PowerCutTorn => {
                for sector in self.changes.iter().flat_map(Change::sectors) {
                    if chance.per_mille(500) {
                        apply(&mut left, &sector);
                    }
                }
            }
        }
        left
    }
}

impl Change {
    fn sectors(&self) -> Vec<Change> {
        match self {
            Change::Length(length) => vec![Change::Length(*length)],
            Change::Write { offset, bytes } => {
                let pieces = bytes.chunks(SECTOR).enumerate();
                let piece = |(number, bytes): (usize, &[u8])| Change::Write {
                    offset: offset + number * SECTOR,
                    bytes: bytes.to_vec(),
                };
                pieces.map(piece).collect()
            }
        }
    }
}

fn apply(content: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Length(length) => content.resize(*length, 0),
        Change::Write { offset, bytes } => {
            if content.len() < *offset {
                content.resize(*offset, 0);
            }
            let there = bytes.len().min(content.len() - offset);
            let (over, behind) = bytes.split_at(there);
            content[*offset..offset + there].copy_from_slice(over);
            content.extend_from_slice(behind);
        }
    }
}

/// What is left of a database and of what lies beside it.
pub(crate) struct Left(Vec<(String, Vec<u8>)>);

/// Ends the process that has a database open. What it still writes while it is taken down is lost:
/// call [`Left::found`] when nothing of it is there any more.
pub(crate) fn end(database: &Path, end: End, chance: &mut Chance) -> Left {
    let all = lock(&ALL);
    let ours = all.iter().filter(|(path, _)| path.starts_with(&*database.to_string_lossy()));
    Left(ours.map(|(path, file)| (path.clone(), lock(file).left(end, chance))).collect())
}

/// As if there had never been such a database.
pub(crate) fn forget(database: &Path) {
    lock(&ALL).retain(|path, _| !path.starts_with(&*database.to_string_lossy()));
}

/// Whether a database, or what lies beside it, has one of these in it, all of one length.
pub(crate) fn hold(database: &Path, wanted: &BTreeSet<Vec<u8>>) -> bool {
    let Some(length) = wanted.first().map(Vec::len) else { return false };
    let all = lock(&ALL);
    let mut ours = all.iter().filter(|(path, _)| path.starts_with(&*database.to_string_lossy()));
    ours.any(|(_, file)| lock(file).content.windows(length).any(|part| wanted.contains(part)))
}

impl Left {
    /// The next process finds it.
    pub(crate) fn found(self) {
        let mut all = lock(&ALL);
        for (path, content) in self.0 {
            all.insert(path, Arc::new(Mutex::new(File::holding(content))));
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
