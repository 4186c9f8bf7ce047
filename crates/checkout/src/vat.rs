//! Value added tax. Prices include it; a line's tax is what is left when the price without tax is
//! taken away. Rates are rows with dates, because they change: the rate is that of the day of
//! supply, and a return uses the rate of the line that it returns.

use crate::money::divide_rounded;
use crate::time::LocalDate;
use serde::{Deserialize, Serialize};

/// A rate in hundredths of a percent: 2500 is 25 %, 1111 is 11.11 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VatRate(u16);

impl VatRate {
    /// At most 10000 (100 %), as the ePayment order line takes it.
    pub const fn new(hundredths_percent: u16) -> Option<Self> {
        if hundredths_percent > 10_000 { None } else { Some(Self(hundredths_percent)) }
    }

    pub const fn hundredths_percent(self) -> u16 {
        self.0
    }

    /// The tax inside a price that includes it: gross − round(gross / (1 + rate)), as in the
    /// Norwegian tax authority's SAF-T example.
    pub fn tax_in(self, gross_minor: i64) -> i64 {
        let net = divide_rounded(i128::from(gross_minor) * 10_000, 10_000 + i128::from(self.0))
            .expect("a net amount is never larger than its gross");
        gross_minor - net
    }
}

/// Where a store stands; it decides VAT rates and how a bare phone number is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Country {
    No,
    Dk,
    Fi,
    Se,
}

/// What kind of goods a product is to the tax authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VatCategory {
    Standard,
    Food,
    Books,
    Exempt,
}

struct Row {
    country: Country,
    category: VatCategory,
    rate: u16,
    from: LocalDate,
    until: Option<LocalDate>,
}

const fn day(year: i16, month: u8, day: u8) -> LocalDate {
    match LocalDate::new(year, month, day) {
        Ok(date) => date,
        Err(_) => panic!("a date in the table is wrong"),
    }
}

const fn row(
    country: Country,
    category: VatCategory,
    rate: u16,
    from: LocalDate,
    until: Option<LocalDate>,
) -> Row {
    Row { country, category, rate, from, until }
}

/// Sources: NO, Stortinget's yearly resolution on VAT; DK, momsloven § 33 (one rate); FI, VAT Act
/// amendment of 2026 (14 % to 13.5 %); SE, Prop. 2025/26:55 (food 6 % for 21 months).
const RATES: &[Row] = {
    use Country::{Dk, Fi, No, Se};
    use VatCategory::{Books, Exempt, Food, Standard};
    &[
        row(No, Standard, 2500, day(2020, 1, 1), None),
        row(No, Food, 1500, day(2020, 1, 1), None),
        row(No, Books, 0, day(2020, 1, 1), None),
        row(No, Exempt, 0, day(2020, 1, 1), None),
        row(Dk, Standard, 2500, day(2020, 1, 1), None),
        row(Dk, Food, 2500, day(2020, 1, 1), None),
        row(Dk, Books, 2500, day(2020, 1, 1), None),
        row(Dk, Exempt, 0, day(2020, 1, 1), None),
        row(Fi, Standard, 2550, day(2024, 9, 1), None),
        row(Fi, Food, 1400, day(2025, 1, 1), Some(day(2025, 12, 31))),
        row(Fi, Food, 1350, day(2026, 1, 1), None),
        row(Fi, Books, 1400, day(2025, 1, 1), Some(day(2025, 12, 31))),
        row(Fi, Books, 1350, day(2026, 1, 1), None),
        row(Fi, Exempt, 0, day(2020, 1, 1), None),
        row(Se, Standard, 2500, day(2020, 1, 1), None),
        row(Se, Food, 1200, day(2020, 1, 1), Some(day(2026, 3, 31))),
        row(Se, Food, 600, day(2026, 4, 1), Some(day(2027, 12, 31))),
        row(Se, Food, 1200, day(2028, 1, 1), None),
        row(Se, Books, 600, day(2020, 1, 1), None),
        row(Se, Exempt, 0, day(2020, 1, 1), None),
    ]
};

/// The rate for goods of a category, sold in a country on a day. None where the table has no row
/// for that day: such goods are refused rather than sold at a guess.
pub fn vat_rate(country: Country, category: VatCategory, date: LocalDate) -> Option<VatRate> {
    RATES
        .iter()
        .find(|row| {
            row.country == country
                && row.category == category
                && row.from <= date
                && row.until.is_none_or(|until| date <= until)
        })
        .map(|row| VatRate(row.rate))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seed_sale_has_the_tax_that_the_law_says() {
        assert_eq!(VatRate(2500).tax_in(239_900), 47_980);
        assert_eq!(VatRate(1111).tax_in(11_111), 1_111);
        assert_eq!(VatRate(0).tax_in(100), 0);
    }

    #[test]
    fn rates_change_on_their_day() {
        for (country, date, expected) in [
            (Country::Se, "2026-03-31", Some(1200)),
            (Country::Se, "2026-04-01", Some(600)),
            (Country::Se, "2028-01-01", Some(1200)),
            (Country::Fi, "2025-12-31", Some(1400)),
            (Country::Fi, "2026-01-01", Some(1350)),
            (Country::Fi, "2024-12-31", None),
        ] {
            let rate = vat_rate(country, VatCategory::Food, date.parse().unwrap());
            assert_eq!(rate.map(VatRate::hundredths_percent), expected, "{country:?} {date}");
        }
    }
}
