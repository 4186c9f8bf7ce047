//! Money in minor units. There is no way in from a floating-point number and none out, and every
//! sum is checked.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A currency that a Vipps MobilePay wallet payment can be made in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Currency {
    Nok,
    Dkk,
    Eur,
}

impl Currency {
    /// ISO 4217 code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Nok => "NOK",
            Self::Dkk => "DKK",
            Self::Eur => "EUR",
        }
    }

    /// What an amount comes to in cash, in minor units: the nearest that there are coins for, a half up.
    /// NOK 1.00, since the 50 øre is withdrawn; DKK 0.50; EUR 0.05, as Finland's act 890/2000 has it.
    pub fn in_cash(self, minor: i64) -> i64 {
        let coin = match self {
            Self::Nok => 100,
            Self::Dkk => 50,
            Self::Eur => 5,
        };
        let coins = divide_rounded(i128::from(minor), i128::from(coin));
        coins.expect("a part of an amount is one") * coin
    }

    /// The least that a payment may be, in minor units (ePayment error 6010: NOK 1.00, DKK 0.01,
    /// EUR 0.01).
    pub fn payment_minor_min(self) -> i64 {
        match self {
            Self::Nok => 100,
            Self::Dkk | Self::Eur => 1,
        }
    }
}

/// The most that one payment may be, in minor units (ePayment specification 1.8.1, `Amount`).
pub const PAYMENT_MINOR_MAX: i64 = 65_000_000;

/// An amount in minor units (øre, cent) of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Amount {
    pub minor: i64,
    pub currency: Currency,
}

/// What can go wrong when amounts meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("the amount is too large")]
    TooLarge,
    #[error("the amounts are in different currencies")]
    CurrencyDiffers,
}

impl Amount {
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        let minor = self.minor.checked_add(other.minor).ok_or(MoneyError::TooLarge)?;
        Ok(Self { minor, ..self })
    }

    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        let minor = self.minor.checked_sub(other.minor).ok_or(MoneyError::TooLarge)?;
        Ok(Self { minor, ..self })
    }

    fn same_currency(self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency { Ok(()) } else { Err(MoneyError::CurrencyDiffers) }
    }
}

impl fmt::Display for Amount {
    /// `3199.00 NOK`: for logs and errors. Pages write amounts in the reader's own form.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.minor < 0 { "-" } else { "" };
        let minor = self.minor.unsigned_abs();
        write!(f, "{sign}{}.{:02} {}", minor / 100, minor % 100, self.currency.code())
    }
}

/// `numerator / denominator` rounded to the nearest, a half away from zero. Commercial rounding,
/// as the tax authorities' own examples do it; the denominator must be positive.
pub(crate) fn divide_rounded(numerator: i128, denominator: i128) -> Option<i64> {
    debug_assert!(denominator > 0, "a denominator is a rate or a scale");
    let half = denominator / 2;
    let shifted = if numerator < 0 { numerator - half } else { numerator + half };
    i64::try_from(shifted / denominator).ok()
}

/// Divides an amount by weights, by largest remainder; of equal remainders the first has it. No share
/// is more than its weight if the amount is not more than their sum.
pub(crate) fn divide(minor: i64, weights: &[i64]) -> Vec<i64> {
    let sum: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let exact = |weight: i64| i128::from(minor) * i128::from(weight);
    let floor = |weight: &i64| i64::try_from(exact(*weight) / sum).expect("not more than minor");
    let mut shares: Vec<i64> = weights.iter().map(floor).collect();
    let mut left = minor - shares.iter().sum::<i64>();
    let mut places: Vec<usize> = (0..weights.len()).collect();
    places.sort_by_key(|place| std::cmp::Reverse(exact(weights[*place]) % sum));
    for place in places {
        if left == 0 {
            break;
        }
        shares[place] += 1;
        left -= 1;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cash_is_rounded_to_the_nearest_coin() {
        for (currency, amounts) in [
            (Currency::Nok, [(12_449, 12_400), (12_450, 12_500), (12_500, 12_500), (49, 0)]),
            (Currency::Dkk, [(12_424, 12_400), (12_425, 12_450), (12_475, 12_500), (24, 0)]),
            (Currency::Eur, [(1_002, 1_000), (1_003, 1_005), (1_007, 1_005), (1_008, 1_010)]),
        ] {
            for (minor, expected) in amounts {
                assert_eq!(currency.in_cash(minor), expected, "{currency:?} {minor}");
            }
        }
    }

    #[test]
    fn a_half_rounds_away_from_zero() {
        for (numerator, denominator, expected) in
            [(5, 10, 1), (4, 10, 0), (-5, 10, -1), (-4, 10, 0), (15, 10, 2), (25, 10, 3), (7, 3, 2)]
        {
            assert_eq!(
                divide_rounded(numerator, denominator),
                Some(expected),
                "{numerator}/{denominator}"
            );
        }
    }

    #[test]
    fn currencies_do_not_mix_and_sums_do_not_wrap() {
        let one = Amount::new(1, Currency::Nok);
        assert_eq!(
            one.checked_add(Amount::new(1, Currency::Dkk)),
            Err(MoneyError::CurrencyDiffers)
        );
        assert_eq!(
            one.checked_add(Amount::new(i64::MAX, Currency::Nok)),
            Err(MoneyError::TooLarge)
        );
        assert_eq!(Amount::new(-239_905, Currency::Nok).to_string(), "-2399.05 NOK");
    }

    #[test]
    fn shares_add_up_and_go_to_the_largest_remainder() {
        for (minor, weights, expected) in [
            (100, &[1, 1, 1][..], &[34, 33, 33][..]),
            (10, &[3_333, 3_333, 3_334], &[3, 3, 4]),
            (5, &[0, 5], &[0, 5]),
            (0, &[7, 3], &[0, 0]),
            (0, &[0], &[0]),
        ] {
            assert_eq!(divide(minor, weights), expected, "{minor} by {weights:?}");
        }
    }
}
