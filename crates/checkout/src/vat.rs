//! Value added tax. Prices include it; a line's tax is what is left when the price without tax is
//! taken away. Rates are rows with dates, because they change: the rate is that of the day of
//! supply, and a return uses the rate of the line that it returns.

mod rates;

pub use rates::{VatCategory, vat_rate};

use crate::money::divide_rounded;
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

impl Country {
    /// How numbers and dates are written there, as a BCP 47 tag.
    pub fn locale(self) -> &'static str {
        match self {
            Self::No => "nb-NO",
            Self::Dk => "da-DK",
            Self::Fi => "fi-FI",
            Self::Se => "sv-SE",
        }
    }
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
}
