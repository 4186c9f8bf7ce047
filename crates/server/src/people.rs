//! The people who work in the business: who signs in, by what, and how often a wrong try may be made.

mod attempts;
mod secret;

pub(crate) use attempts::Attempts;
pub use secret::{PIN_DIGITS_MIN, Secret, SecretError, TYPED_BYTES_MAX};

use crate::roles::{Right, Role};
use checkout::{OperatorId, StoreId};
use std::sync::Arc;

/// Somebody who signs in: with a PIN at a till, with a password in the back office.
#[derive(Debug, Clone)]
pub struct Person {
    /// The operator of what they do, in journals and records. Letters, digits, `-` and `_`.
    pub id: String,
    /// Shown on pages.
    pub name: String,
    pub role: Role,
    /// What they see and act for; none: every store.
    pub stores: Vec<StoreId>,
    pub pin: Option<Secret>,
    pub password: Option<Secret>,
}

/// Somebody as pages and receipts name them: by name if they are among these.
pub(crate) fn name_of(people: &[Arc<Person>], operator: &OperatorId) -> String {
    let person = people.iter().find(|person| person.id == operator.as_str());
    person.map_or_else(|| operator.to_string(), |person| person.name.clone())
}

impl Person {
    /// Whether they work the tills of a store.
    pub(crate) fn works_at(&self, store: &StoreId) -> bool {
        self.pin.is_some() && Right::Sell.is_of(self.role) && self.may_act_for(store)
    }

    pub(crate) fn may_act_for(&self, store: &StoreId) -> bool {
        self.stores.is_empty() || self.stores.contains(store)
    }

    pub(crate) fn secret(&self, by: By) -> Option<&Secret> {
        match by {
            By::Pin => self.pin.as_ref(),
            By::Password => self.password.as_ref(),
        }
    }
}

/// By what somebody signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum By {
    Pin,
    Password,
}
