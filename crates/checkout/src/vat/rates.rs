//! The rates of each country, as rows with dates. A change of the law is a new row here, and the
//! last day of the former one.

use super::{Country, VatRate};
use crate::time::LocalDate;
use serde::{Deserialize, Serialize};

/// What kind of goods a product is to the tax authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VatCategory {
    Standard,
    /// Food and drink that is taken away, alcohol excepted.
    Food,
    /// Food that is served, alcohol excepted.
    Restaurant,
    Books,
    /// Newspapers and magazines.
    Press,
    /// Passenger transport.
    Transport,
    /// A night at a hotel.
    Lodging,
    /// Wild fish and other wild marine resources as they are first sold: Norway's rate of 11.11 %.
    RawFish,
    Exempt,
}

impl VatCategory {
    pub const ALL: [Self; 9] = [
        Self::Standard,
        Self::Food,
        Self::Restaurant,
        Self::Books,
        Self::Press,
        Self::Transport,
        Self::Lodging,
        Self::RawFish,
        Self::Exempt,
    ];

    /// As in files of products and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Food => "food",
            Self::Restaurant => "restaurant",
            Self::Books => "books",
            Self::Press => "press",
            Self::Transport => "transport",
            Self::Lodging => "lodging",
            Self::RawFish => "raw_fish",
            Self::Exempt => "exempt",
        }
    }

    /// The category of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.name() == name)
    }
}

#[derive(Clone, Copy)]
struct Row {
    country: Country,
    category: VatCategory,
    rate: u16,
    from: LocalDate,
    until: Option<LocalDate>,
    /// Where the rate is laid down.
    #[cfg_attr(not(test), expect(dead_code, reason = "for who reads or changes the table"))]
    source: &'static str,
}

const fn day(year: i16, month: u8, day: u8) -> LocalDate {
    match LocalDate::new(year, month, day) {
        Ok(date) => date,
        Err(_) => panic!("a date in the table is wrong"),
    }
}

/// The day from which the table holds; what was before is no shop's present.
const START: LocalDate = day(2020, 1, 1);

const NO_NORMAL: &str = "NO: merverdiavgiftsloven § 5-1, Stortinget's resolution on VAT";
const NO_FOOD: &str = "NO: merverdiavgiftsloven § 5-2";
const NO_TRANSPORT: &str = "NO: merverdiavgiftsloven § 5-3";
const NO_LODGING: &str = "NO: merverdiavgiftsloven § 5-5";
const NO_FISH: &str = "NO: merverdiavgiftsloven § 5-8";
const NO_PRINT: &str = "NO: merverdiavgiftsloven §§ 6-1 to 6-4";
const NO_EXEMPT: &str = "NO: merverdiavgiftsloven chapter 3";
const DK_NORMAL: &str = "DK: momsloven § 33, one rate";
const DK_PRESS: &str = "DK: momsloven § 34, 1, 18";
const DK_EXEMPT: &str = "DK: momsloven § 13";
const FI_NORMAL: &str = "FI: arvonlisäverolaki § 84";
const FI_REDUCED: &str = "FI: arvonlisäverolaki §§ 85 and 85 a";
const FI_PRESS: &str = "FI: arvonlisäverolaki § 85 a, 10 % kept for newspapers and magazines";
const FI_2026: &str = "FI: 14 % became 13.5 % on 2026-01-01 (TEDB)";
const FI_EXEMPT: &str = "FI: arvonlisäverolaki chapter 4";
const SE_NORMAL: &str = "SE: mervärdesskattelagen (2023:200) 9 kap. 2 §";
const SE_TWELVE: &str = "SE: mervärdesskattelagen (2023:200) 9 kap., 12 %";
const SE_SIX: &str = "SE: mervärdesskattelagen (2023:200) 9 kap., 6 %";
const SE_FOOD: &str = "SE: Prop. 2025/26:55, food at 6 % for 21 months";
const SE_EXEMPT: &str = "SE: mervärdesskattelagen (2023:200) 10 kap.";

const RATES: &[Row] = {
    use Country::{Dk, Fi, No, Se};
    use VatCategory::{
        Books, Exempt, Food, Lodging, Press, RawFish, Restaurant, Standard, Transport,
    };
    const fn since(
        country: Country,
        category: VatCategory,
        rate: u16,
        from: LocalDate,
        source: &'static str,
    ) -> Row {
        Row { country, category, rate, from, until: None, source }
    }
    const fn ended(row: Row, until: LocalDate) -> Row {
        Row { until: Some(until), ..row }
    }
    const FI_FIRST: LocalDate = day(2025, 1, 1);
    const FI_LAST: LocalDate = day(2025, 12, 31);
    const FI_CHANGE: LocalDate = day(2026, 1, 1);
    &[
        since(No, Standard, 2500, START, NO_NORMAL),
        since(No, Food, 1500, START, NO_FOOD),
        since(No, Restaurant, 2500, START, NO_NORMAL),
        since(No, Transport, 1200, day(2021, 10, 1), NO_TRANSPORT),
        since(No, Lodging, 1200, day(2021, 10, 1), NO_LODGING),
        since(No, RawFish, 1111, START, NO_FISH),
        since(No, Books, 0, START, NO_PRINT),
        since(No, Press, 0, START, NO_PRINT),
        since(No, Exempt, 0, START, NO_EXEMPT),
        since(Dk, Standard, 2500, START, DK_NORMAL),
        since(Dk, Food, 2500, START, DK_NORMAL),
        since(Dk, Restaurant, 2500, START, DK_NORMAL),
        since(Dk, Lodging, 2500, START, DK_NORMAL),
        since(Dk, RawFish, 2500, START, DK_NORMAL),
        since(Dk, Books, 2500, START, DK_NORMAL),
        since(Dk, Press, 0, START, DK_PRESS),
        since(Dk, Transport, 0, START, DK_EXEMPT),
        since(Dk, Exempt, 0, START, DK_EXEMPT),
        since(Fi, Standard, 2550, day(2024, 9, 1), FI_NORMAL),
        ended(since(Fi, Food, 1400, FI_FIRST, FI_REDUCED), FI_LAST),
        since(Fi, Food, 1350, FI_CHANGE, FI_2026),
        ended(since(Fi, Restaurant, 1400, FI_FIRST, FI_REDUCED), FI_LAST),
        since(Fi, Restaurant, 1350, FI_CHANGE, FI_2026),
        ended(since(Fi, Books, 1400, FI_FIRST, FI_REDUCED), FI_LAST),
        since(Fi, Books, 1350, FI_CHANGE, FI_2026),
        ended(since(Fi, Transport, 1400, FI_FIRST, FI_REDUCED), FI_LAST),
        since(Fi, Transport, 1350, FI_CHANGE, FI_2026),
        ended(since(Fi, Lodging, 1400, FI_FIRST, FI_REDUCED), FI_LAST),
        since(Fi, Lodging, 1350, FI_CHANGE, FI_2026),
        ended(since(Fi, RawFish, 1400, FI_FIRST, FI_REDUCED), FI_LAST),
        since(Fi, RawFish, 1350, FI_CHANGE, FI_2026),
        since(Fi, Press, 1000, START, FI_PRESS),
        since(Fi, Exempt, 0, START, FI_EXEMPT),
        since(Se, Standard, 2500, START, SE_NORMAL),
        ended(since(Se, Food, 1200, START, SE_TWELVE), day(2026, 3, 31)),
        ended(since(Se, Food, 600, day(2026, 4, 1), SE_FOOD), day(2027, 12, 31)),
        since(Se, Food, 1200, day(2028, 1, 1), SE_TWELVE),
        ended(since(Se, RawFish, 1200, START, SE_TWELVE), day(2026, 3, 31)),
        ended(since(Se, RawFish, 600, day(2026, 4, 1), SE_FOOD), day(2027, 12, 31)),
        since(Se, RawFish, 1200, day(2028, 1, 1), SE_TWELVE),
        since(Se, Restaurant, 1200, START, SE_TWELVE),
        since(Se, Lodging, 1200, START, SE_TWELVE),
        since(Se, Books, 600, START, SE_SIX),
        since(Se, Press, 600, START, SE_SIX),
        since(Se, Transport, 600, START, SE_SIX),
        since(Se, Exempt, 0, START, SE_EXEMPT),
    ]
};

/// The rate for goods of a category, sold in a country on a day. None where the table has no row
/// for that day: such goods are refused rather than sold at a guess.
pub fn vat_rate(country: Country, category: VatCategory, date: LocalDate) -> Option<VatRate> {
    RATES
        .iter()
        .find(|row| row.country == country && row.category == category && row.holds(date))
        .map(|row| VatRate(row.rate))
}

impl Row {
    fn holds(&self, date: LocalDate) -> bool {
        self.from <= date && self.until.is_none_or(|until| date <= until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use VatCategory::{Food, Lodging, Press, RawFish, Restaurant};

    #[test]
    fn rates_change_on_their_day() {
        for (country, category, date, expected) in [
            (Country::Se, Food, "2026-03-31", Some(1200)),
            (Country::Se, Food, "2026-04-01", Some(600)),
            (Country::Se, Food, "2027-12-31", Some(600)),
            (Country::Se, Food, "2028-01-01", Some(1200)),
            (Country::Se, Restaurant, "2026-04-01", Some(1200)),
            (Country::Fi, Food, "2025-12-31", Some(1400)),
            (Country::Fi, Food, "2026-01-01", Some(1350)),
            (Country::Fi, Food, "2024-12-31", None),
            (Country::Fi, Press, "2026-01-01", Some(1000)),
            (Country::No, Lodging, "2026-01-01", Some(1200)),
            (Country::No, RawFish, "2026-01-01", Some(1111)),
        ] {
            let rate = vat_rate(country, category, date.parse().unwrap());
            assert_eq!(rate.map(VatRate::hundredths_percent), expected, "{country:?} {date}");
        }
    }

    /// As the authorities' own lists have them for 2026.
    #[test]
    fn each_country_has_its_rates_today() {
        let today: LocalDate = "2026-11-26".parse().unwrap();
        let rates = |country| {
            VatCategory::ALL.map(|category| {
                let rate = vat_rate(country, category, today).map(VatRate::hundredths_percent);
                (category.name(), rate.expect("there is one"))
            })
        };
        let table = |rates: [u16; 9]| {
            let names = VatCategory::ALL.map(VatCategory::name);
            std::array::from_fn(|place| (names[place], rates[place]))
        };
        // Standard, food, restaurant, books, press, transport, lodging, raw fish, exempt.
        let no = [2500, 1500, 2500, 0, 0, 1200, 1200, 1111, 0];
        let dk = [2500, 2500, 2500, 2500, 0, 0, 2500, 2500, 0];
        let fi = [2550, 1350, 1350, 1350, 1000, 1350, 1350, 1350, 0];
        let se = [2500, 600, 1200, 600, 600, 600, 1200, 600, 0];
        for (country, expected) in
            [(Country::No, no), (Country::Dk, dk), (Country::Fi, fi), (Country::Se, se)]
        {
            assert_eq!(rates(country), table(expected), "{country:?}");
        }
    }

    #[test]
    fn no_day_has_two_rates_and_no_change_leaves_a_day_without() {
        for country in [Country::No, Country::Dk, Country::Fi, Country::Se] {
            for category in VatCategory::ALL {
                let mut rows: Vec<_> = RATES
                    .iter()
                    .filter(|row| row.country == country && row.category == category)
                    .collect();
                rows.sort_by_key(|row| row.from);
                assert!(!rows.is_empty(), "{country:?} {category:?}");
                for pair in rows.windows(2) {
                    assert_eq!(
                        pair[0].until.map(|last| last.plus_days(1)),
                        Some(pair[1].from),
                        "{category:?}"
                    );
                }
                assert_eq!(rows.last().unwrap().until, None, "{country:?} {category:?}");
            }
        }
        assert!(
            RATES
                .iter()
                .all(|row| row.source.starts_with(&format!("{:?}", row.country).to_uppercase()))
        );
    }
}
