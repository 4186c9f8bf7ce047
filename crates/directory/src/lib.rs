//! The contract by which a merchant that has a customer club already keeps it, and only connects it:
//! eight calls of HTTP and JSON that the merchant's own system answers, and Clubtill makes.
//!
//! [`Client`] makes them. With the feature `reference` the crate has the other side too: a server in
//! memory, for tests and for whoever builds one, and the contract as an OpenAPI document.
//! `docs/directory.md` tells how to connect a club.

mod client;
mod error;
#[cfg(feature = "reference")]
mod reference;
mod wire;

pub use client::{AddressError, Client, TIMEOUT_MS_MAX};
pub use error::{Error, Refused};
#[cfg(feature = "reference")]
pub use reference::{Fault, FaultRule, Reference, document};
pub use wire::{
    Balance, BalanceOf, Booked, Code, Consent, Enrol, Environment, Identity, Lookup, LookupBy,
    Member, Operation, PaidWithPoints, Problem, Purchase, PurchaseLine, Redeem, Release, Reserve,
    Reserved, Reversal, Reversed, ReversedLine,
};
