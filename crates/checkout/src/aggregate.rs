//! What all aggregates share: an identity, a fold of events, and a written form with a kind and a
//! revision, so that a later release reads what an earlier one wrote and never the other way round.

use crate::ids::{
    AccountId, BookingId, EnrolmentId, MemberId, PaymentId, ReturnId, SaleId, TillId, VoucherId,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The kinds of aggregates, in the order in which one commit takes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Till,
    Sale,
    Return,
    Payment,
    Enrolment,
    Member,
    Account,
    Booking,
    Voucher,
}

impl Kind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Till => "till",
            Self::Sale => "sale",
            Self::Return => "return",
            Self::Payment => "payment",
            Self::Enrolment => "enrolment",
            Self::Member => "member",
            Self::Account => "account",
            Self::Booking => "booking",
            Self::Voucher => "voucher",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        use Kind::{Account, Booking, Enrolment, Member, Payment, Return, Sale, Till, Voucher};
        [Till, Sale, Return, Payment, Enrolment, Member, Account, Booking, Voucher]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}

/// The name of one aggregate within a merchant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AggregateId {
    pub kind: Kind,
    pub key: String,
}

impl fmt::Display for AggregateId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind.as_str(), self.key)
    }
}

macro_rules! aggregate_id {
    ($($id:ty => $kind:ident),*) => {$(
        impl From<&$id> for AggregateId {
            fn from(id: &$id) -> Self {
                Self { kind: Kind::$kind, key: id.to_string() }
            }
        }
    )*};
}

aggregate_id!(TillId => Till, SaleId => Sale, ReturnId => Return, PaymentId => Payment, EnrolmentId => Enrolment, MemberId => Member, AccountId => Account, BookingId => Booking, VoucherId => Voucher);

/// A state that is the fold of its events.
pub trait Aggregate: Clone + Serialize + DeserializeOwned {
    type Event: Clone + fmt::Debug + Serialize + DeserializeOwned;
    const KIND: Kind;
    /// The revision in which this release writes events and snapshots of this kind.
    const REVISION: u32;

    /// The state after the first event; none if that event can't be the first.
    fn first(event: &Self::Event) -> Option<Self>;
    /// The state after one more event. Never fails: what can't be is ignored.
    fn apply(&mut self, event: &Self::Event);
    /// When something must be done for it; none if nothing is.
    fn due_unix_ms(&self) -> Option<i64>;
    /// Since when it waits for a person; none if it goes its way by itself.
    fn unresolved_since_unix_ms(&self) -> Option<i64> {
        None
    }

    fn fold(state: Option<Self>, events: &[Self::Event]) -> Option<Self> {
        events.iter().fold(state, |state, event| match state {
            None => Self::first(event),
            Some(mut state) => {
                state.apply(event);
                Some(state)
            }
        })
    }
}

/// The written form of an event or a snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded {
    pub revision: u32,
    pub json: String,
}

/// Why a written form can't be read. A newer revision isn't damage: another release wrote it, and
/// this one leaves it alone.
#[derive(Debug, thiserror::Error)]
pub enum UnknownRevision {
    #[error("written in revision {found} by a newer release; this one reads up to {known}")]
    Newer { found: u32, known: u32 },
    #[error("can't be read: {0}")]
    Damaged(serde_json::Error),
}

/// Writes an event or a snapshot of aggregate `A`.
pub fn encode<A: Aggregate>(value: &impl Serialize) -> Encoded {
    let json =
        serde_json::to_string(value).expect("domain types have string keys and no maps else");
    Encoded { revision: A::REVISION, json }
}

/// Reads an event or a snapshot of aggregate `A`.
pub fn decode<A: Aggregate, T: DeserializeOwned>(
    revision: u32,
    json: &str,
) -> Result<T, UnknownRevision> {
    if revision > A::REVISION {
        return Err(UnknownRevision::Newer { found: revision, known: A::REVISION });
    }
    serde_json::from_str(json).map_err(UnknownRevision::Damaged)
}
