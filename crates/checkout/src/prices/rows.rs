//! Prices of price lists, as a line brings them along, and what holds for one member alone.

use super::Audience;
use crate::ids::ProductId;
use crate::time::LocalDate;
use serde::{Deserialize, Serialize};

/// Before they begin and after they end, rules are still named for so many days: somebody asks why
/// the price is not the one of yesterday's leaflet.
const NAMED_DAYS: i32 = 7;

/// Whether a rule holds on the day on which the line was scanned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Validity {
    Holds,
    NotYet {
        from: LocalDate,
    },
    /// The last day was.
    Over {
        until: LocalDate,
    },
}

impl Validity {
    /// None if the rule begins or ended too far away to be named.
    pub fn on(date: LocalDate, from: Option<LocalDate>, until: Option<LocalDate>) -> Option<Self> {
        let is_near = |day: LocalDate| date.days_since(day).abs() <= NAMED_DAYS;
        match (from, until) {
            (_, Some(until)) if until < date => is_near(until).then_some(Self::Over { until }),
            (Some(from), _) if date < from => is_near(from).then_some(Self::NotYet { from }),
            _ => Some(Self::Holds),
        }
    }

    /// The earliest last day of rules that are still named on a date.
    pub fn named_since(date: LocalDate) -> LocalDate {
        date.plus_days(-NAMED_DAYS)
    }
}

/// A price of one unit from a price list, in minor units including tax.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ListPrice {
    pub list: String,
    pub audience: Audience,
    pub unit_minor: i64,
    pub validity: Validity,
}

/// A price that one member has for a product.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PersonalPrice {
    pub product: ProductId,
    pub price: ListPrice,
}

/// What a member has beyond the club's own prices.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Membership {
    pub tier: Option<String>,
    #[serde(default)]
    pub personal: Vec<PersonalPrice>,
}

impl Membership {
    pub(crate) fn personal_for<'a>(
        &'a self,
        product: &'a ProductId,
    ) -> impl Iterator<Item = &'a ListPrice> {
        self.personal.iter().filter(move |own| own.product == *product).map(|own| &own.price)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_named_a_week_before_and_after() {
        let day = |text: &str| text.parse::<LocalDate>().unwrap();
        let (from, until) = (Some(day("2026-12-01")), Some(day("2026-12-24")));
        for (on, expected) in [
            ("2026-11-23", None),
            ("2026-11-24", Some(Validity::NotYet { from: day("2026-12-01") })),
            ("2026-12-01", Some(Validity::Holds)),
            ("2026-12-24", Some(Validity::Holds)),
            ("2026-12-31", Some(Validity::Over { until: day("2026-12-24") })),
            ("2027-01-01", None),
        ] {
            assert_eq!(Validity::on(day(on), from, until), expected, "{on}");
        }
        assert_eq!(Validity::on(day("2026-11-23"), None, None), Some(Validity::Holds));
    }
}
