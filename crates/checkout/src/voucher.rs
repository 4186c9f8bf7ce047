//! A discount voucher: a code that takes something off one purchase. It is issued, held by the sale that it
//! is put on so that no other can use it, and used in the commit that completes that sale. A sale that comes
//! to nothing gives it back. What comes back of the sale later does not: a used voucher stays used.
//!
//! It is no gift card: that pays, and is a tender.

mod code;

pub use code::{VoucherCode, VoucherCodeError};

use crate::aggregate::{Aggregate, Kind};
use crate::basket::Item;
use crate::goods::{Goods, are_for};
use crate::ids::{MemberId, OperatorId, SaleId, StoreId, VoucherId};
use crate::money::{Currency, PAYMENT_MINOR_MAX};
use crate::prices::{Audience, Outcome, Reason};
use crate::shop::Store;
use crate::time::LocalDate;
use serde::{Deserialize, Serialize};

/// The longest name, in bytes: people read it on the till.
const NAME_LENGTH_MAX: usize = 60;
/// The most goods, and the most stores, that one voucher names.
const NAMED_MAX: usize = 100;

/// What a voucher takes off what the goods that it is for come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum VoucherOff {
    /// So many hundredths of a percent, rounded once.
    Percent { hundredths: u16 },
    /// So many minor units, and never more than they come to.
    Amount { minor: i64 },
}

/// What a voucher is good for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct VoucherTerms {
    /// What people read on the till, the display and the receipt.
    pub name: String,
    pub off: VoucherOff,
    /// Needed where there is an amount or a minimum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// What the goods that it is for must come to before vouchers, in minor units; 0: anything.
    #[serde(default)]
    pub minimum_minor: i64,
    /// None: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<Goods>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<Goods>,
    pub audience: Audience,
    /// None: all stores.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stores: Vec<StoreId>,
    pub from: Option<LocalDate>,
    /// The last day.
    pub until: Option<LocalDate>,
}

impl VoucherOff {
    /// From a whole percentage or an amount, as people write them.
    ///
    /// # Errors
    /// If neither is given, or both.
    pub fn new(percent: Option<u16>, minor: Option<i64>) -> Result<Self, VoucherError> {
        match (percent, minor) {
            (Some(percent), None) => Ok(Self::Percent { hundredths: percent.saturating_mul(100) }),
            (None, Some(minor)) => Ok(Self::Amount { minor }),
            _ => Err(VoucherError::Off),
        }
    }
}

/// Why a voucher makes no sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VoucherError {
    #[error("a name has 1 to {NAME_LENGTH_MAX} characters")]
    Name,
    #[error("a percentage is more than 0 and at most 100")]
    Percent,
    #[error("an amount is 1 to {PAYMENT_MINOR_MAX} in minor units, and needs a currency")]
    Amount,
    #[error("a minimum is 0 to {PAYMENT_MINOR_MAX} in minor units, and needs a currency")]
    Minimum,
    #[error("at most {NAMED_MAX} goods and stores are named: make a group of the goods")]
    TooMany,
    #[error("it ends before it begins")]
    Days,
    #[error("it takes off a percentage or an amount, and not both")]
    Off,
    #[error(
        "no store is one where it would be good for anybody: look at stores, currency and audience"
    )]
    Nowhere,
}

impl VoucherTerms {
    /// Whether a voucher can be good for that at all.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self) -> Result<(), VoucherError> {
        if self.name.trim().is_empty() || self.name.len() > NAME_LENGTH_MAX {
            return Err(VoucherError::Name);
        }
        let has_currency = self.currency.is_some();
        match self.off {
            VoucherOff::Percent { hundredths } if !(1..=10_000).contains(&hundredths) => {
                return Err(VoucherError::Percent);
            }
            VoucherOff::Amount { minor }
                if !(1..=PAYMENT_MINOR_MAX).contains(&minor) || !has_currency =>
            {
                return Err(VoucherError::Amount);
            }
            _ => {}
        }
        let fits = (0..=PAYMENT_MINOR_MAX).contains(&self.minimum_minor);
        if !fits || self.minimum_minor > 0 && !has_currency {
            return Err(VoucherError::Minimum);
        }
        let named = [self.only.len(), self.except.len(), self.stores.len()];
        if named.into_iter().any(|count| count > NAMED_MAX) {
            return Err(VoucherError::TooMany);
        }
        match (self.from, self.until) {
            (Some(from), Some(until)) if until < from => Err(VoucherError::Days),
            _ => Ok(()),
        }
    }

    /// Whether it can be good in a store at all.
    pub fn is_for_store(&self, store: &Store) -> bool {
        let here = (&store.id, store.currency, store.club.as_ref());
        self.audience.may_hold_in(&self.stores, self.currency, here)
    }

    /// The one member whom it is for.
    pub fn member(&self) -> Option<MemberId> {
        match self.audience {
            Audience::Personal(member) => Some(member),
            _ => None,
        }
    }

    /// Whether it is for a product, as far as its goods tell.
    pub(crate) fn is_for(&self, item: &Item) -> bool {
        are_for(&self.only, &self.except, &item.product, &item.groups)
    }
}

/// Why a voucher was taken out of use. A choice and no text: it is kept for good, so nothing about a person
/// may stand there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VoucherReason {
    Mistake,
    /// Its code is where it should not be.
    Misuse,
    /// The campaign is over before its time.
    Ended,
    /// The member whom it was for is erased.
    Erased,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum VoucherState {
    /// Anybody who has the code may put it on a sale, as far as the terms go.
    Issued,
    /// On an unfinished sale.
    Held {
        sale: SaleId,
    },
    /// It has taken something off a completed sale.
    Used {
        sale: SaleId,
        /// In the sale's store.
        on: LocalDate,
    },
    Withdrawn {
        reason: VoucherReason,
    },
}

impl VoucherState {
    /// The state's own word, as the API names it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::Held { .. } => "held",
            Self::Used { .. } => "used",
            Self::Withdrawn { .. } => "withdrawn",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum VoucherEvent {
    Issued {
        id: VoucherId,
        terms: Box<VoucherTerms>,
        /// The end of the code; the code itself is sealed.
        ends: String,
        operator: OperatorId,
        at_unix_ms: i64,
    },
    Held {
        sale: SaleId,
        at_unix_ms: i64,
    },
    /// Taken off its sale, or the sale has ended without using it.
    Released {
        sale: SaleId,
        at_unix_ms: i64,
    },
    Used {
        sale: SaleId,
        on: LocalDate,
        at_unix_ms: i64,
    },
    Withdrawn {
        reason: VoucherReason,
        operator: OperatorId,
        at_unix_ms: i64,
    },
}

/// A voucher. Its id is a keyed hash of its code, so that the code finds it and it does not tell the code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voucher {
    pub id: VoucherId,
    pub terms: VoucherTerms,
    pub ends: String,
    pub state: VoucherState,
    pub issued_at_unix_ms: i64,
}

impl Aggregate for Voucher {
    type Event = VoucherEvent;
    const KIND: Kind = Kind::Voucher;
    const REVISION: u32 = 1;

    fn first(event: &VoucherEvent) -> Option<Self> {
        let VoucherEvent::Issued { id, terms, ends, at_unix_ms, .. } = event else { return None };
        Some(Self {
            id: *id,
            terms: VoucherTerms::clone(terms),
            ends: ends.clone(),
            state: VoucherState::Issued,
            issued_at_unix_ms: *at_unix_ms,
        })
    }

    fn apply(&mut self, event: &VoucherEvent) {
        match event {
            VoucherEvent::Issued { .. } => {}
            VoucherEvent::Held { sale, .. } => self.state = VoucherState::Held { sale: *sale },
            VoucherEvent::Released { .. } => self.state = VoucherState::Issued,
            VoucherEvent::Used { sale, on, .. } => {
                self.state = VoucherState::Used { sale: *sale, on: *on };
            }
            VoucherEvent::Withdrawn { reason, .. } => {
                self.state = VoucherState::Withdrawn { reason: *reason };
            }
        }
    }

    fn due_unix_ms(&self) -> Option<i64> {
        None
    }
}

/// A voucher as the sale has it that it is on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaleVoucher {
    pub id: VoucherId,
    pub ends: String,
    pub terms: VoucherTerms,
    /// The sale's member when it was put there, if it is for that one alone: two members who are one person
    /// have the vouchers of both.
    pub(crate) of: Option<MemberId>,
    /// Whether that is who buys now, or it is for more than one.
    pub(crate) is_theirs: bool,
    /// What it takes off, or why nothing.
    pub outcome: Outcome,
}

impl SaleVoucher {
    pub(crate) fn new(voucher: &Voucher, buyer: Option<MemberId>) -> Self {
        let of = buyer.filter(|_| voucher.terms.member().is_some());
        Self {
            id: voucher.id,
            ends: voucher.ends.clone(),
            terms: voucher.terms.clone(),
            of,
            is_theirs: true,
            outcome: Outcome::NotApplied(Reason::NoGoods),
        }
    }

    /// In minor units.
    pub fn saving_minor(&self) -> i64 {
        match self.outcome {
            Outcome::Applied { saving_minor } => saving_minor,
            Outcome::NotApplied(_) => 0,
        }
    }
}
