//! Which rules made the price of a line, which did not, and why.

use super::Audience;
use crate::ids::VoucherId;
use crate::time::LocalDate;
use serde::{Deserialize, Serialize};

/// What a price may come from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Rule {
    /// The price for members that stands in the catalogue, or that the calling till named.
    ClubPrice,
    PriceList {
        list: String,
        audience: Audience,
    },
    Promotion {
        id: String,
        name: String,
    },
    Voucher {
        id: VoucherId,
        name: String,
    },
}

/// Why a rule took nothing off a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Reason {
    /// It begins later.
    NotYet { from: LocalDate },
    /// Its last day has passed.
    Over { until: LocalDate },
    /// The customer, as far as is known, is none of those whom it is for.
    OtherAudience { only_for: Audience },
    /// It is dearer than what anybody pays.
    AbovePublic,
    /// It would take nothing off.
    NoSaving,
    /// Another rule, or several others, take more off.
    OtherTaken,
    /// It wants so many units together, and this line's are not, or no longer, among as many.
    NotEnough { wanted: u32, there: u32 },
    /// Another promotion does, and the two exclude each other.
    Excluded { by: String },
    /// The lines that it is for come to less than it wants.
    BelowMinimum { minimum_minor: i64, there_minor: i64 },
    /// A discount was given on the line by hand.
    OwnDiscount,
    /// It counts units, and this is sold by weight.
    NotCounted,
    /// Nothing may be taken off these goods.
    NeverDiscounted,
    /// Nothing in the basket is what it is for.
    NoGoods,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// So much is taken off the line, in minor units, more than nothing.
    Applied {
        saving_minor: i64,
    },
    NotApplied(Reason),
}

/// What one rule did to one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    #[serde(flatten)]
    pub rule: Rule,
    #[serde(flatten)]
    pub outcome: Outcome,
}

impl Explanation {
    /// What it takes off, in minor units.
    pub fn saving_minor(&self) -> i64 {
        match self.outcome {
            Outcome::Applied { saving_minor } => saving_minor,
            Outcome::NotApplied(_) => 0,
        }
    }
}
