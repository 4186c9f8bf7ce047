//! Who holds which lock on a file and on the index of its write-ahead log, and that index itself.
//! <https://sqlite.org/lockingv3.html>, <https://sqlite.org/walformat.html>

use sqlite_vfs::LockKind;
use sqlite_vfs::wip::WalIndexLock;
use std::collections::BTreeMap;
use std::ops::Range;

/// SQLite asks for the index in pieces of this size.
const REGION: usize = 32_768;

/// Of the file, by handle.
#[derive(Debug, Default)]
pub(super) struct Locks(BTreeMap<u64, LockKind>);

impl Locks {
    /// False if somebody else is in the way.
    pub(super) fn take(&mut self, handle: u64, kind: LockKind) -> bool {
        let others = self.0.iter().filter(|(other, _)| **other != handle);
        let highest = others.map(|(_, kind)| rank(*kind)).max().unwrap_or(0);
        let is_free = match kind {
            LockKind::None => true,
            LockKind::Shared => {
                rank(self.of(handle)) > rank(kind) || highest < rank(LockKind::Pending)
            }
            LockKind::Reserved => highest < rank(LockKind::Reserved),
            LockKind::Pending | LockKind::Exclusive => highest == 0,
        };
        if is_free {
            self.0.insert(handle, kind);
        }
        is_free
    }

    pub(super) fn of(&self, handle: u64) -> LockKind {
        self.0.get(&handle).copied().unwrap_or(LockKind::None)
    }

    pub(super) fn is_reserved(&self) -> bool {
        self.0.values().any(|kind| rank(*kind) >= rank(LockKind::Reserved))
    }

    pub(super) fn leave(&mut self, handle: u64) {
        self.0.remove(&handle);
    }
}

fn rank(kind: LockKind) -> u8 {
    match kind {
        LockKind::None => 0,
        LockKind::Shared => 1,
        LockKind::Reserved => 2,
        LockKind::Pending => 3,
        LockKind::Exclusive => 4,
    }
}

/// What all connections to a file share, in regions.
#[derive(Debug, Default)]
pub(super) struct Index {
    regions: BTreeMap<u32, Region>,
    /// Handles by the number of the lock; true if it is exclusive.
    locks: BTreeMap<(u8, u64), bool>,
}

/// As large as SQLite asks for at a time.
#[derive(Debug)]
pub(super) struct Region {
    pub(super) content: Vec<u8>,
    /// Says whether a copy is still the same; 0 before there was any.
    pub(super) last_write: u64,
}

impl Index {
    pub(super) fn region(&mut self, number: u32) -> &mut Region {
        let empty = || Region { content: vec![0; REGION], last_write: 0 };
        self.regions.entry(number).or_insert_with(empty)
    }

    /// All of them, or none.
    pub(super) fn take(&mut self, handle: u64, numbers: Range<u8>, lock: WalIndexLock) -> bool {
        let held = |number: u8| {
            let holders = self.locks.range((number, 0)..=(number, u64::MAX));
            holders.filter(|((_, other), _)| *other != handle).map(|(_, exclusive)| *exclusive)
        };
        let is_free = match lock {
            WalIndexLock::None => true,
            WalIndexLock::Shared => !numbers.clone().any(|number| held(number).any(|it| it)),
            WalIndexLock::Exclusive => !numbers.clone().any(|number| held(number).count() > 0),
        };
        for number in numbers.filter(|_| is_free) {
            match lock {
                WalIndexLock::None => self.locks.remove(&(number, handle)),
                _ => self.locks.insert((number, handle), lock == WalIndexLock::Exclusive),
            };
        }
        is_free
    }

    pub(super) fn leave(&mut self, handle: u64) {
        self.locks.retain(|(_, other), _| *other != handle);
    }

    pub(super) fn clear(&mut self) {
        self.regions.clear();
    }
}
