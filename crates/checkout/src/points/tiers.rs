//! Tiers of members: reached by the points that purchases earn within a calendar year, at once; kept to
//! the end of the next year. What comes back counts no more.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;

/// A tier of a club.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tier {
    /// Shown to people, and named by earning rules and price lists.
    pub id: String,
    /// The points of a year that reach it, more than zero.
    pub from_points: i64,
}

/// Points earned by purchases, by the year of the purchase: this year's and the last one's count.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Qualified(#[serde(deserialize_with = "by_year")] BTreeMap<i16, i64>);

/// Years are written as text, and read as text: in an event, which is read for its tag first, nothing
/// makes numbers of them.
fn by_year<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<i16, i64>, D::Error> {
    let read = BTreeMap::<String, i64>::deserialize(from)?;
    let year = |text: String| text.parse().map_err(D::Error::custom);
    read.into_iter().map(|(text, points)| Ok((year(text)?, points))).collect()
}

impl Qualified {
    /// Only as many years are kept as may still count.
    const YEARS: usize = 3;

    pub(super) fn add(&mut self, year: i16, points: i64) {
        *self.0.entry(year).or_default() += points;
        self.0.retain(|_, points| *points != 0);
        while self.0.len() > Self::YEARS {
            self.0.pop_first();
        }
    }

    pub(super) fn put(&mut self, others: &Self) {
        for (year, points) in &others.0 {
            self.add(*year, *points);
        }
    }

    pub(super) fn take(&mut self, others: &Self) {
        for (year, points) in &others.0 {
            self.add(*year, -points);
        }
    }

    /// Of what came in, as much as is still there.
    pub(super) fn left_of(&self, came: &Self) -> Self {
        let here = |year: &i16| self.0.get(year).copied().unwrap_or(0).max(0);
        let left = came.0.iter().map(|(year, points)| (*year, (*points).min(here(year))));
        Self(left.filter(|(_, points)| *points != 0).collect())
    }

    /// The better of two years.
    pub(super) fn in_force(&self, year: i16) -> i64 {
        let of = |year| self.0.get(&year).copied().unwrap_or(0);
        of(year).max(of(year - 1))
    }
}

/// The highest tier that so many points reach.
pub(super) fn reached(tiers: &[Tier], points: i64) -> Option<&Tier> {
    tiers.iter().filter(|tier| tier.from_points <= points).max_by_key(|tier| tier.from_points)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tiers() -> [Tier; 2] {
        [("silver", 100), ("gold", 500)]
            .map(|(id, from_points)| Tier { id: id.to_owned(), from_points })
    }

    #[test]
    fn up_at_once_and_down_after_the_next_year() {
        let tiers = tiers();
        let mut qualified = Qualified::default();
        let tier = |qualified: &Qualified, year| {
            reached(&tiers, qualified.in_force(year)).map(|tier| tier.id.clone())
        };
        assert_eq!(tier(&qualified, 2026), None);
        qualified.add(2026, 99);
        assert_eq!(tier(&qualified, 2026), None);
        qualified.add(2026, 401);
        assert_eq!(tier(&qualified, 2026).as_deref(), Some("gold"));
        assert_eq!(tier(&qualified, 2027).as_deref(), Some("gold"), "kept to the end of the next");
        assert_eq!(tier(&qualified, 2028), None);
        qualified.add(2027, 100);
        assert_eq!(tier(&qualified, 2028).as_deref(), Some("silver"));
        qualified.add(2026, -1);
        assert_eq!(tier(&qualified, 2027).as_deref(), Some("silver"), "something came back");
        for year in 2028..2060 {
            qualified.add(year, 1);
        }
        assert_eq!(qualified.0.len(), Qualified::YEARS);
    }
}
