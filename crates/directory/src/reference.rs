//! The other side of the contract: a small club in memory. It shows how each call is meant, answers a
//! repeated key as it did before, and can be told to fail, so that the adapter's promises are tried
//! against it. It forgets everything when it ends, and is nobody's club.

mod books;
mod calls;
mod faults;

pub use calls::document;
pub use faults::{Fault, FaultRule};

use crate::wire::{Balance, Member, Operation};
use axum::Router;
use books::Books;
use secrecy::SecretString;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use uuid::Uuid;
use vipps_mobilepay::Clock;

/// A club that answers. Clones share it.
#[derive(Clone)]
pub struct Reference {
    inner: Arc<Inner>,
}

struct Inner {
    token: SecretString,
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    books: Books,
    /// What each key was answered, by operation: the same is answered again.
    answered: HashMap<(Operation, Uuid), serde_json::Value>,
    faults: Vec<FaultRule>,
    calls: HashMap<Operation, u32>,
}

impl Reference {
    /// A club without members, that lets in whoever has the token.
    pub fn new(token: SecretString, clock: Arc<dyn Clock>) -> Self {
        let state = Mutex::default();
        Self { inner: Arc::new(Inner { token, clock, state }) }
    }

    /// The calls of the contract, at the root.
    pub fn router(&self) -> Router {
        calls::router(self.clone())
    }

    /// A member whom the club has already: digits with country code, and what to greet by.
    pub fn add_member(&self, phone_number: &str, given_name: &str, points: i64) -> Member {
        self.lock().books.add(phone_number, given_name, points)
    }

    /// Puts a member in a tier, or in none.
    pub fn put_in_tier(&self, member: &str, tier: Option<&str>) {
        self.lock().books.put_in_tier(member, tier);
    }

    /// What goes wrong from now on; replaces what did.
    pub fn set_faults(&self, faults: Vec<FaultRule>) {
        self.lock().faults = faults;
    }

    /// The members, each with its points.
    pub fn members(&self) -> Vec<Member> {
        self.lock().books.members()
    }

    /// How many purchases are booked, and how many reversals.
    pub fn booked(&self) -> (usize, usize) {
        self.lock().books.booked()
    }

    /// The points that have paid, by purchase.
    pub fn redeemed(&self) -> BTreeMap<Uuid, i64> {
        self.lock().books.redeemed()
    }

    /// A member's points.
    pub fn balance(&self, member: &str) -> Option<Balance> {
        let now_unix_ms = self.inner.clock.now_unix_ms();
        self.lock().books.balance(member, now_unix_ms).ok()
    }

    /// How often a call came, whatever was answered.
    pub fn calls(&self, operation: Operation) -> u32 {
        self.lock().calls.get(&operation).copied().unwrap_or(0)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.inner.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
