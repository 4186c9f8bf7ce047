//! Promotions as settings say them, and as a line brings them along: without the lists of products,
//! which may be long, so that a sale holds all that its prices were made from.

use super::{Audience, Validity};
use crate::goods::{Goods, GroupId};
use crate::ids::{ProductId, StoreId};
use crate::money::{Currency, divide_rounded};
use crate::quantity::Quantity;
use crate::shop::Store;
use crate::time::LocalDate;
use serde::{Deserialize, Serialize};

/// The most wares that one set of a promotion has.
const SET_MAX: u32 = 100;

/// What a promotion takes off.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum OfferKind {
    /// So many hundredths of a percent off each line, rounded once a line.
    Percent { hundredths: u16 },
    /// So many minor units off each unit.
    Off { minor: i64 },
    /// Of each `take` units, the cheapest `take − pay` are free.
    ForM { take: u32, pay: u32 },
    /// A set of so many units from each part, for one price in minor units. With one part: any so
    /// many of a range; with several: one of these and one of those.
    Set { parts: Vec<u32>, minor: i64 },
    /// So many hundredths of a percent off what the basket's lines come to, rounded once, if that is
    /// `from_minor` at least.
    BasketPercent { hundredths: u16, from_minor: i64 },
    /// So many minor units off it, the same way, and never below nothing.
    BasketOff { minor: i64, from_minor: i64 },
}

/// How a promotion stands to others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Stacking {
    /// What those of a higher one save comes first, whatever those of a lower one would save instead.
    #[serde(default)]
    pub priority: u8,
    /// Of the promotions that name the same, one alone holds in a basket. Those of the basket that
    /// name none are of one kind, too.
    #[serde(default)]
    pub one_of: Option<String>,
    /// The most promotions that take something off a line where this one does, itself among them: 1 to
    /// share no line; none: any.
    #[serde(default)]
    pub line_max: Option<u8>,
}

impl Stacking {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// A promotion without its products and days.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Terms {
    pub id: String,
    /// What people read on the till and the display.
    pub name: String,
    pub audience: Audience,
    #[serde(flatten)]
    pub kind: OfferKind,
    #[serde(default, skip_serializing_if = "Stacking::is_default")]
    pub stacking: Stacking,
}

impl Terms {
    fn one_of(&self) -> Option<&str> {
        let of_basket = self.kind.is_of_basket().then_some("");
        self.stacking.one_of.as_deref().or(of_basket)
    }

    /// Whether one of the two takes nothing off where the other does: anywhere, or on a line that they
    /// share.
    pub(super) fn excludes(&self, other: &Self, shares_line: bool) -> bool {
        let is_one_of = self.one_of().is_some() && self.one_of() == other.one_of();
        let is_alone = |terms: &Self| terms.stacking.line_max == Some(1);
        is_one_of || shares_line && (is_alone(self) || is_alone(other))
    }
}

/// A promotion that a line takes part in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Offer {
    #[serde(flatten)]
    pub terms: Terms,
    /// Which of the set's parts the product is in; 0 where there are none.
    pub part: usize,
    pub validity: Validity,
}

/// A promotion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promotion {
    pub terms: Terms,
    /// What each part of a set is of, otherwise one list; an only list that is empty: all.
    pub goods: Vec<Vec<Goods>>,
    pub except: Vec<Goods>,
    /// None: all stores.
    pub stores: Vec<StoreId>,
    /// Needed where the promotion has an amount.
    pub currency: Option<Currency>,
    pub from: Option<LocalDate>,
    /// The last day.
    pub until: Option<LocalDate>,
}

/// Why a promotion makes no sense.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PromotionError {
    #[error("a percentage is more than 0 and at most 100")]
    Percent,
    #[error("an amount is at least 1 in minor units, and needs a currency")]
    Amount,
    #[error("a minimum is not less than 0, and needs a currency")]
    Minimum,
    #[error("take is 2 to {SET_MAX}, and pay less than that and at least 1")]
    ForM,
    #[error("a set has 2 to {SET_MAX} wares")]
    Set,
    #[error("{0} stands in two parts of the set")]
    InTwoParts(Goods),
    #[error("each part of a set names its goods")]
    EmptyPart,
    #[error("it ends before it begins")]
    Days,
    #[error("a promotion is public, for members, a club or a tier; a person has price lists")]
    Personal,
}

impl Promotion {
    /// Whether it can be applied at all.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self) -> Result<(), PromotionError> {
        let has_currency = self.currency.is_some();
        match &self.terms.kind {
            OfferKind::Percent { hundredths } | OfferKind::BasketPercent { hundredths, .. }
                if !(1..=10_000).contains(hundredths) =>
            {
                return Err(PromotionError::Percent);
            }
            OfferKind::Off { minor } | OfferKind::BasketOff { minor, .. }
                if *minor < 1 || !has_currency =>
            {
                return Err(PromotionError::Amount);
            }
            OfferKind::BasketPercent { from_minor, .. }
            | OfferKind::BasketOff { from_minor, .. }
                if *from_minor < 0 || *from_minor > 0 && !has_currency =>
            {
                return Err(PromotionError::Minimum);
            }
            OfferKind::ForM { take, pay }
                if !(2..=SET_MAX).contains(take) || !(1..*take).contains(pay) =>
            {
                return Err(PromotionError::ForM);
            }
            OfferKind::Set { parts, minor } => {
                let wares: u32 = parts.iter().fold(0, |sum, count| sum.saturating_add(*count));
                let is_set = (2..=SET_MAX).contains(&wares) && !parts.contains(&0);
                if !is_set || parts.len() != self.goods.len() {
                    return Err(PromotionError::Set);
                }
                if *minor < 1 || !has_currency {
                    return Err(PromotionError::Amount);
                }
            }
            _ => {}
        }
        if self.goods.len() > 1 {
            let all: Vec<_> = self.goods.iter().flatten().collect();
            if self.goods.iter().any(Vec::is_empty) {
                return Err(PromotionError::EmptyPart);
            }
            let twice = (1..all.len()).find(|index| all[..*index].contains(&all[*index]));
            if let Some(index) = twice {
                return Err(PromotionError::InTwoParts(all[index].clone()));
            }
        }
        if matches!((self.from, self.until), (Some(from), Some(until)) if until < from) {
            return Err(PromotionError::Days);
        }
        match self.terms.audience {
            Audience::Personal(_) => Err(PromotionError::Personal),
            _ => Ok(()),
        }
    }

    /// Whether it can hold in a store at all, some day and for some customer.
    pub fn is_for_store(&self, store: &Store) -> bool {
        let here = (&store.id, store.currency, store.club.as_ref());
        self.terms.audience.may_hold_in(&self.stores, self.currency, here)
    }

    /// What a line of a product brings along of it, scanned on a day; none if the promotion is not
    /// for that product, or too far away to be named.
    pub fn offer_for(
        &self,
        product: &ProductId,
        groups: &[GroupId],
        date: LocalDate,
    ) -> Option<Offer> {
        let part = self.part_of(product, groups)?;
        let validity = Validity::on(date, self.from, self.until)?;
        Some(Offer { terms: self.terms.clone(), part, validity })
    }

    /// The first part that means the product.
    fn part_of(&self, product: &ProductId, groups: &[GroupId]) -> Option<usize> {
        let mean = |goods: &[Goods]| goods.iter().any(|one| one.mean(product, groups));
        if mean(&self.except) {
            return None;
        }
        match self.goods.as_slice() {
            [] => Some(0),
            [only] if only.is_empty() => Some(0),
            parts => parts.iter().position(|part| mean(part)),
        }
    }

    /// What one unit costs by it where it takes something off every unit, in minor units; none where
    /// it asks for several, which announces no lower price of one.
    pub fn unit_minor(&self, unit_minor: i64) -> Option<i64> {
        let saving_minor = match self.terms.kind {
            // Everything is so much cheaper, whatever the basket.
            OfferKind::BasketPercent { from_minor: 0, .. } => {
                self.terms.kind.off_basket(unit_minor)
            }
            _ => self.terms.kind.off_line(unit_minor, Quantity::ONE)?,
        };
        Some(unit_minor - saving_minor)
    }

    /// Whether a product is one of its own.
    pub fn is_for(&self, product: &ProductId, groups: &[GroupId]) -> bool {
        self.part_of(product, groups).is_some()
    }
}

impl OfferKind {
    /// What it takes off a line that comes to `minor`, or off the part of it that is left; none where
    /// it looks at units together.
    pub(super) fn off_line(&self, minor: i64, quantity: Quantity) -> Option<i64> {
        let off_minor = match self {
            Self::Percent { hundredths } => percent_of(minor, *hundredths),
            Self::Off { minor } => quantity.times_minor(*minor).unwrap_or(i64::MAX),
            _ => return None,
        };
        Some(off_minor.min(minor))
    }

    /// Whether it looks at what the basket comes to, and not at each ware.
    pub(super) fn is_of_basket(&self) -> bool {
        self.basket_from_minor().is_some()
    }

    /// What the basket must come to; none where it looks at each ware.
    pub(super) fn basket_from_minor(&self) -> Option<i64> {
        match self {
            Self::BasketPercent { from_minor, .. } | Self::BasketOff { from_minor, .. } => {
                Some(*from_minor)
            }
            _ => None,
        }
    }

    /// What it takes off lines that come to `minor` together.
    pub(super) fn off_basket(&self, minor: i64) -> i64 {
        let off_minor = match self {
            _ if self.basket_from_minor().is_none_or(|from_minor| minor < from_minor) => 0,
            Self::BasketPercent { hundredths, .. } => percent_of(minor, *hundredths),
            Self::BasketOff { minor, .. } => *minor,
            _ => 0,
        };
        off_minor.min(minor)
    }

    /// How many units a set takes of each part; none where it looks at each line alone.
    pub(super) fn set(&self) -> Option<Vec<i64>> {
        match self {
            Self::Percent { .. }
            | Self::Off { .. }
            | Self::BasketPercent { .. }
            | Self::BasketOff { .. } => None,
            Self::ForM { take, .. } => Some(vec![i64::from(*take)]),
            Self::Set { parts, .. } => Some(parts.iter().map(|count| i64::from(*count)).collect()),
        }
    }
}

pub(super) fn percent_of(minor: i64, hundredths: u16) -> i64 {
    let share = divide_rounded(i128::from(minor) * i128::from(hundredths), 10_000);
    share.expect("a percentage is at most all of it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_promotion_is_for_products_and_for_groups_of_them() {
        let goods = |all: &[&str]| all.iter().map(|one| one.parse().unwrap()).collect::<Vec<_>>();
        let groups = GroupId::parse_all(["snacks", "sale"].into_iter()).unwrap();
        for (parts, except, expected) in [
            (&[&[][..]][..], &[][..], Some(0)),
            (&[&["group:snacks"]], &[], Some(0)),
            (&[&["group:snacks"]], &["bar"], None),
            (&[&["bar"]], &["group:sale"], None),
            (&[&["group:drinks"]], &[], None),
            (&[&["group:drinks"], &["bun", "group:snacks"]], &[], Some(1)),
        ] {
            let promotion = Promotion {
                terms: Terms {
                    id: "x".to_owned(),
                    name: "X".to_owned(),
                    audience: Audience::Public,
                    kind: OfferKind::Percent { hundredths: 1_000 },
                    stacking: Stacking::default(),
                },
                goods: parts.iter().map(|part| goods(part)).collect(),
                except: goods(except),
                stores: Vec::new(),
                currency: None,
                from: None,
                until: None,
            };
            let date = "2026-11-23".parse().unwrap();
            let offer = promotion.offer_for(&ProductId::new("bar"), &groups, date);
            assert_eq!(offer.map(|offer| offer.part), expected, "{parts:?} {except:?}");
        }
    }
}
