//! Product numbers as printed in barcodes: GTIN-8, -12, -13 and -14, check digit verified.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A GTIN with a right check digit, held as 14 digits (shorter ones padded with zeros on the left),
/// so that one pack has one number whichever way it was printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Gtin(u64);

/// Why a text is no GTIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GtinError {
    #[error("a product barcode has 8, 12, 13 or 14 digits")]
    Length,
    #[error("the last digit of the barcode does not fit the others")]
    CheckDigit,
}

impl Gtin {
    /// The number of 7, 11, 12 or 13 digits that lack their check digit.
    pub(crate) fn with_check_digit(digits: &str) -> Option<Self> {
        (0..10).find_map(|check| format!("{digits}{check}").parse().ok())
    }

    /// As it is printed under a barcode: in the shortest form that has room for it, 8, 12, 13 or 14 digits.
    pub fn printed(self) -> String {
        let has_room = |digits: &u32| self.0 < 10_u64.pow(*digits);
        let width = [8, 12, 13].into_iter().find(has_room).unwrap_or(14) as usize;
        format!("{:0width$}", self.0)
    }
}

impl FromStr for Gtin {
    type Err = GtinError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if !matches!(text.len(), 8 | 12 | 13 | 14) || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(GtinError::Length);
        }
        // GS1 General Specifications 7.9: weights 3 and 1 alternate, 3 next to the check digit.
        let sum: u32 = text
            .bytes()
            .rev()
            .enumerate()
            .map(|(index, byte)| u32::from(byte - b'0') * if index % 2 == 1 { 3 } else { 1 })
            .sum();
        if !sum.is_multiple_of(10) {
            return Err(GtinError::CheckDigit);
        }
        Ok(Self(text.parse().expect("at most 14 digits fit")))
    }
}

impl fmt::Display for Gtin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:014}", self.0)
    }
}

impl TryFrom<String> for Gtin {
    type Error = GtinError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Gtin> for String {
    fn from(gtin: Gtin) -> Self {
        gtin.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits() {
        for (text, expected) in [
            ("7038010009457", Ok("07038010009457")),
            ("07038010009457", Ok("07038010009457")),
            ("96385074", Ok("00000096385074")),
            ("036000291452", Ok("00036000291452")),
            ("7038010009458", Err(GtinError::CheckDigit)),
            ("703801000945", Err(GtinError::CheckDigit)),
            ("123", Err(GtinError::Length)),
            ("703801000945a", Err(GtinError::Length)),
        ] {
            let read = text.parse::<Gtin>().map(|gtin| gtin.to_string());
            assert_eq!(read.as_deref(), expected.as_ref().map(|text| *text), "{text}");
            if let Ok(gtin) = text.parse::<Gtin>() {
                assert_eq!(
                    gtin.printed(),
                    if text.len() == 14 { &text[1..] } else { text },
                    "{text}"
                );
            }
        }
    }

    #[test]
    fn every_single_wrong_digit_is_caught() {
        let right = "7038010009457";
        for position in 0..right.len() {
            for digit in b'0'..=b'9' {
                let mut bytes = right.as_bytes().to_vec();
                if bytes[position] == digit {
                    continue;
                }
                bytes[position] = digit;
                let text = String::from_utf8(bytes).unwrap();
                assert_eq!(text.parse::<Gtin>(), Err(GtinError::CheckDigit), "{text}");
            }
        }
    }
}
