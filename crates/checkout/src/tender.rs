//! What pays for a sale, and how much of it.

use crate::ids::PaymentId;
use crate::money::Currency;
use serde::{Deserialize, Serialize};

/// Something that pays for a sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TenderKind {
    Vipps {
        payment: PaymentId,
    },
    Cash,
    /// A card, on a terminal of its own.
    Card,
    GiftCard,
    /// Of the member's own.
    Points {
        points: i64,
        /// They lower the price, and its tax with it; if not, they pay it. Otherwise they are one: due,
        /// held, released, spent and given back the same way.
        #[serde(default)]
        as_discount: bool,
    },
}

impl TenderKind {
    /// Whether it is points that lower the price.
    pub fn is_discount(self) -> bool {
        matches!(self, Self::Points { as_discount: true, .. })
    }

    /// Whether it changes hands at the counter, and is recorded only.
    pub fn is_at_counter(self) -> bool {
        !matches!(self, Self::Vipps { .. } | Self::Points { .. })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tender {
    /// Its number within the sale, from 1, never reused; the sale gives it.
    #[serde(default)]
    pub number: u32,
    #[serde(flatten)]
    pub kind: TenderKind,
    pub minor: i64,
}

impl Tender {
    /// A tender that no sale has numbered yet.
    pub fn new(kind: TenderKind, minor: i64) -> Self {
        Self { number: 0, kind, minor }
    }

    /// What changes hands beyond its amount, or less than nothing, since cash has no smaller coin.
    pub fn rounding_minor(&self, currency: Currency) -> i64 {
        match self.kind {
            TenderKind::Cash => currency.in_cash(self.minor) - self.minor,
            _ => 0,
        }
    }
}
