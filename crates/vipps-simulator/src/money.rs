//! Amounts in integer minor units with their currency, and the way people in each country write
//! them.

use serde::{Deserialize, Serialize};

/// Currencies of the ePayment API. SEK, USD and GBP exist on the wire for card pass-through only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Currency {
    /// Norwegian krone, 100 øre.
    Nok,
    /// Danish krone, 100 øre.
    Dkk,
    /// Euro, 100 cent.
    Eur,
    /// Swedish krona.
    Sek,
    /// US dollar.
    Usd,
    /// Pound sterling.
    Gbp,
}

/// How one currency is written.
struct Convention {
    group_separator: char,
    suffix: &'static str,
}

impl Currency {
    const fn convention(self) -> Convention {
        let (group_separator, suffix) = match self {
            Self::Nok | Self::Sek => ('\u{a0}', "kr"),
            Self::Dkk => ('.', "kr."),
            Self::Eur => ('\u{a0}', "€"),
            Self::Usd => ('\u{a0}', "USD"),
            Self::Gbp => ('\u{a0}', "GBP"),
        };
        Convention { group_separator, suffix }
    }
}

/// Minor units of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Amount {
    pub(crate) currency: Currency,
    pub(crate) value: i64,
}

impl Amount {
    /// `3 496,00 kr`, with no-break spaces.
    pub(crate) fn local(self) -> String {
        format!("{}\u{a0}{}", self.local_number(), self.currency.convention().suffix)
    }

    /// `3 496,00`, as a line of a receipt shows it.
    pub(crate) fn local_number(self) -> String {
        let separator = self.currency.convention().group_separator;
        let minor = self.value.unsigned_abs();
        let whole = (minor / 100).to_string();
        let mut text = String::new();
        if self.value < 0 {
            text.push('\u{2212}');
        }
        for (position, digit) in whole.chars().enumerate() {
            if position > 0 && (whole.len() - position).is_multiple_of(3) {
                text.push(separator);
            }
            text.push(digit);
        }
        format!("{text},{:02}", minor % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::{Amount, Currency};

    #[test]
    fn amounts_read_as_people_write_them() {
        let cases = [
            (Currency::Nok, 349_600, "3\u{a0}496,00\u{a0}kr"),
            (Currency::Nok, 5, "0,05\u{a0}kr"),
            (Currency::Nok, 123_456_789, "1\u{a0}234\u{a0}567,89\u{a0}kr"),
            (Currency::Dkk, 349_600, "3.496,00\u{a0}kr."),
            (Currency::Eur, -12_300, "\u{2212}123,00\u{a0}€"),
        ];
        for (currency, value, expected) in cases {
            assert_eq!(Amount { currency, value }.local(), expected);
        }
    }
}
