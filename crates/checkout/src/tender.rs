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
}

/// What changes hands in cash beyond the amount of each tender, or less than nothing, since there is no
/// smaller coin. The sum of the cash is rounded, so that two parts are never more than the whole.
pub fn cash_roundings(tenders: &[Tender], currency: Currency) -> Vec<i64> {
    let mut paid_minor = 0;
    let rounding = |tender: &Tender| {
        if tender.kind != TenderKind::Cash {
            return 0;
        }
        let before = currency.in_cash(paid_minor);
        paid_minor += tender.minor;
        currency.in_cash(paid_minor) - before - tender.minor
    };
    tenders.iter().map(rounding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_in_cash_are_rounded_as_the_whole() {
        let cash = |minor| Tender::new(TenderKind::Cash, minor);
        let card = Tender::new(TenderKind::Card, 33);
        let of = |tenders: &[Tender]| cash_roundings(tenders, Currency::Nok);
        assert_eq!(of(&[card, cash(12_460)]), [0, 40]);
        assert_eq!(of(&[cash(5_050), card, cash(4_950)]), [50, 0, -50]);
        assert_eq!(of(&[cash(40), cash(40)]), [-40, 60], "80 are a krone");
        assert_eq!(of(&[]), [0; 0]);
    }
}
