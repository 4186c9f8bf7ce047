//! How many, or how much: millionths of a unit, so that 0.350 kg is exact.

use crate::money::divide_rounded;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

const SCALE: i64 = 1_000_000;

/// The most of one thing that a line may hold, in whole units. A larger number is a scanned
/// barcode in the quantity field.
const UNITS_MAX: i64 = 99_999;

/// A positive quantity in millionths. Written as a decimal number with a point: `"2"`, `"0.35"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Quantity(i64);

/// Why a quantity can't be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    #[error("a quantity is a number such as 2 or 0.35, with at most six decimals")]
    NotANumber,
    #[error("a quantity must be more than zero; to take wares back, make a return")]
    NotPositive,
    #[error("a quantity can be at most 99999")]
    TooLarge,
}

impl Quantity {
    pub const ONE: Self = Self(SCALE);

    pub fn units(units: i64) -> Result<Self, QuantityError> {
        if units <= 0 {
            return Err(QuantityError::NotPositive);
        }
        if units > UNITS_MAX {
            return Err(QuantityError::TooLarge);
        }
        Ok(Self(units * SCALE))
    }

    /// None where nothing is left.
    pub(crate) fn from_millionths(millionths: i64) -> Option<Self> {
        (millionths > 0).then_some(Self(millionths))
    }

    pub fn is_whole(self) -> bool {
        self.0 % SCALE == 0
    }

    pub fn millionths(self) -> i64 {
        self.0
    }

    pub fn checked_add(self, other: Self) -> Result<Self, QuantityError> {
        let sum = self.0 + other.0;
        if sum > UNITS_MAX * SCALE { Err(QuantityError::TooLarge) } else { Ok(Self(sum)) }
    }

    /// What is left when `other` is taken away; none if nothing is.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        (self.0 > other.0).then(|| Self(self.0 - other.0))
    }

    /// How much comes to `minor` where one unit costs `unit_minor`: what is in a pack whose code tells its
    /// price alone. None where no quantity comes to just that, as may be from 10,000.00 a unit on.
    pub fn that_costs(minor: i64, unit_minor: i64) -> Option<Self> {
        if unit_minor <= 0 {
            return None;
        }
        let exact = i128::from(minor) * i128::from(SCALE);
        let millionths = divide_rounded(exact, i128::from(unit_minor))?;
        let quantity = Self::from_millionths(millionths)?;
        let fits =
            millionths <= UNITS_MAX * SCALE && quantity.times_minor(unit_minor) == Some(minor);
        fits.then_some(quantity)
    }

    /// `unit_minor` times this quantity, rounded to whole minor units.
    pub(crate) fn times_minor(self, unit_minor: i64) -> Option<i64> {
        divide_rounded(i128::from(unit_minor) * i128::from(self.0), i128::from(SCALE))
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / SCALE, self.0 % SCALE);
        if rest == 0 {
            return write!(f, "{whole}");
        }
        let decimals = format!("{rest:06}");
        write!(f, "{whole}.{}", decimals.trim_end_matches('0'))
    }
}

impl FromStr for Quantity {
    type Err = QuantityError;
    /// Accepts a comma or a point.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim().replace(',', ".");
        let (negative, digits) = match text.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (true, rest),
            None => (false, text.as_str()),
        };
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || decimals.len() > 6 || !all_digits(whole) || !all_digits(decimals) {
            return Err(QuantityError::NotANumber);
        }
        let whole: i64 = whole.parse().map_err(|_| QuantityError::TooLarge)?;
        let decimals: i64 = format!("{decimals:0<6}").parse().expect("six digits are a number");
        if negative || (whole == 0 && decimals == 0) {
            return Err(QuantityError::NotPositive);
        }
        if whole > UNITS_MAX || (whole == UNITS_MAX && decimals > 0) {
            return Err(QuantityError::TooLarge);
        }
        Ok(Self(whole * SCALE + decimals))
    }
}

impl TryFrom<String> for Quantity {
    type Error = QuantityError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Quantity> for String {
    fn from(quantity: Quantity) -> Self {
        quantity.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_and_writes_what_people_type() {
        for (text, expected) in [
            ("1", Ok("1")),
            ("0.350", Ok("0.35")),
            ("2,5", Ok("2.5")),
            (" 12 ", Ok("12")),
            ("0", Err(QuantityError::NotPositive)),
            ("-1", Err(QuantityError::NotPositive)),
            ("\u{2212}2", Err(QuantityError::NotPositive)),
            ("", Err(QuantityError::NotANumber)),
            ("1.1234567", Err(QuantityError::NotANumber)),
            ("1e3", Err(QuantityError::NotANumber)),
            ("99999", Ok("99999")),
            ("99999.1", Err(QuantityError::TooLarge)),
            ("7038010009457", Err(QuantityError::TooLarge)),
        ] {
            let read = text.parse::<Quantity>().map(|quantity| quantity.to_string());
            assert_eq!(read.as_deref(), expected.as_ref().map(|text| *text), "{text:?}");
        }
    }

    #[test]
    fn a_pack_holds_what_its_price_comes_to() {
        let of = |minor, unit_minor| {
            Quantity::that_costs(minor, unit_minor).map(|quantity| quantity.to_string())
        };
        assert_eq!(of(5_990, 11_980).as_deref(), Some("0.5"));
        assert_eq!(of(1, 3).as_deref(), Some("0.333333"));
        assert_eq!(of(11_980, 11_980).as_deref(), Some("1"));
        for (minor, unit_minor) in [(0, 100), (-1, 100), (100, 0), (100, -1), (99_999_000, 100)] {
            assert_eq!(of(minor, unit_minor), None, "{minor} at {unit_minor}");
        }
        // A millionth of a kilogram of saffron costs more than the smallest coin.
        assert_eq!(of(1_234_567, 10_000_000), None);
    }

    proptest! {
        #[test]
        fn a_pack_below_ten_thousand_a_unit_costs_what_its_code_says(
            minor in 1..65_000_000_i64,
            unit_minor in 700..=1_000_000_i64,
        ) {
            let quantity = Quantity::that_costs(minor, unit_minor).expect("there is one");
            prop_assert_eq!(quantity.times_minor(unit_minor), Some(minor));
        }
    }

    #[test]
    fn a_part_of_a_unit_costs_its_part_rounded() {
        let quantity: Quantity = "0.333".parse().unwrap();
        assert_eq!(quantity.times_minor(10_000), Some(3330));
        assert_eq!(quantity.times_minor(1_999), Some(666));
    }
}
