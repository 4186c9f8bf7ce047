//! Phone numbers in the form that the APIs take: country code and number, digits only.

use crate::vat::Country;
use std::fmt;

/// A phone number with its country code, digits only (`4798765432`). It doesn't print: `Debug`
/// shows the country code and the last two digits, and there is no `Display`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Msisdn(String);

/// Why a text is no phone number that a request can be sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MsisdnError {
    #[error("a phone number has digits only, with or without a country code")]
    NotANumber,
    #[error(
        "numbers from that country can't be used: those of Norway, Denmark, Finland, Sweden and \
         Greenland can"
    )]
    Country,
    #[error("that number has too few or too many digits")]
    Length,
}

struct Plan {
    /// None where no store stands.
    country: Option<Country>,
    code: &'static str,
    /// Digits after the country code, without a leading 0 (ITU-T E.164 national plans).
    digits_min: usize,
    digits_max: usize,
    /// The digit dialled before the number inside the country, dropped abroad.
    trunk: Option<char>,
}

/// The countries whose numbers Vipps MobilePay takes (Login API, `login_hint`: 46, 45, 47, 358, 299).
/// The Faroe Islands (298) are not among them.
const PLANS: &[Plan] = &[
    Plan { country: Some(Country::No), code: "47", digits_min: 8, digits_max: 8, trunk: None },
    Plan { country: Some(Country::Dk), code: "45", digits_min: 8, digits_max: 8, trunk: None },
    Plan {
        country: Some(Country::Fi),
        code: "358",
        digits_min: 6,
        digits_max: 10,
        trunk: Some('0'),
    },
    Plan { country: Some(Country::Se), code: "46", digits_min: 7, digits_max: 9, trunk: Some('0') },
    Plan { country: None, code: "299", digits_min: 6, digits_max: 6, trunk: None },
];

impl Msisdn {
    /// Reads a number as a person writes it: `+47 987 65 432`, `004798765432`, `4798765432`, or
    /// without a country code in the store's country.
    pub fn parse(text: &str, home: Country) -> Result<Self, MsisdnError> {
        let text = text.trim();
        let (international, rest) = match text.strip_prefix('+') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let mut digits = String::with_capacity(15);
        for character in rest.chars() {
            match character {
                '0'..='9' => digits.push(character),
                ' ' | '\u{a0}' | '-' | '(' | ')' | '.' => {}
                _ => return Err(MsisdnError::NotANumber),
            }
        }
        if digits.is_empty() {
            return Err(MsisdnError::NotANumber);
        }
        if international {
            return Self::from_international(&digits);
        }
        if let Some(digits) = digits.strip_prefix("00") {
            return Self::from_international(digits);
        }
        let plan =
            PLANS.iter().find(|plan| plan.country == Some(home)).expect("every country has one");
        let national = plan.trunk.and_then(|trunk| digits.strip_prefix(trunk)).unwrap_or(&digits);
        if plan.fits(national) && !(plan.trunk.is_some() && national.len() == digits.len()) {
            return Ok(Self(format!("{}{national}", plan.code)));
        }
        Self::from_international(&digits)
    }

    /// Reads digits that begin with a country code, as the APIs give them.
    pub fn from_international(digits: &str) -> Result<Self, MsisdnError> {
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(MsisdnError::NotANumber);
        }
        let (plan, national) = PLANS
            .iter()
            .find_map(|plan| digits.strip_prefix(plan.code).map(|rest| (plan, rest)))
            .ok_or(if digits.len() < 9 { MsisdnError::Length } else { MsisdnError::Country })?;
        let national =
            plan.trunk.and_then(|trunk| national.strip_prefix(trunk)).unwrap_or(national);
        if !plan.fits(national) {
            return Err(MsisdnError::Length);
        }
        Ok(Self(format!("{}{national}", plan.code)))
    }

    /// The digits. Whoever calls this must send them, seal them or hash them, and nothing else.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Plan {
    fn fits(&self, national: &str) -> bool {
        (self.digits_min..=self.digits_max).contains(&national.len()) && !national.starts_with('0')
    }
}

impl fmt::Debug for Msisdn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (start, end) = (&self.0[..2], &self.0[self.0.len() - 2..]);
        write!(f, "Msisdn({start}…{end})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_people_write_them() {
        use Country::{Dk, Fi, No, Se};
        for (text, home, expected) in [
            ("98765432", No, Ok("4798765432")),
            ("987 65 432", No, Ok("4798765432")),
            ("+47 987 65 432", Dk, Ok("4798765432")),
            ("0047 98765432", Dk, Ok("4798765432")),
            ("4798765432", No, Ok("4798765432")),
            ("4798765432", Dk, Ok("4798765432")),
            ("4712345678", No, Ok("4712345678")),
            ("12345678", Dk, Ok("4512345678")),
            ("+4512345678", No, Ok("4512345678")),
            ("040 123 4567", Fi, Ok("358401234567")),
            ("+358 40 123 4567", No, Ok("358401234567")),
            ("+358 (0)40 123 4567", No, Ok("358401234567")),
            ("070-123 45 67", Se, Ok("46701234567")),
            ("+46701234567", No, Ok("46701234567")),
            ("+299 12 34 56", Dk, Ok("299123456")),
            ("299123456", No, Ok("299123456")),
            ("+299 12345678", Dk, Err(MsisdnError::Length)),
            ("123456", Dk, Err(MsisdnError::Length)),
            ("+298 123456", Dk, Err(MsisdnError::Country)),
            // A number at home that begins like a country code is a number at home.
            ("45123456", No, Ok("4745123456")),
            ("46123456", No, Ok("4746123456")),
            ("47123456", No, Ok("4747123456")),
            ("29912345", Dk, Ok("4529912345")),
            ("45123456", Dk, Ok("4545123456")),
            // Nobody guesses which of the two codes is meant.
            ("474798765432", No, Err(MsisdnError::Length)),
            ("+47 45 98765432", No, Err(MsisdnError::Length)),
            ("+1 212 555 0100", No, Err(MsisdnError::Country)),
            ("9876543", No, Err(MsisdnError::Length)),
            ("987654321", No, Err(MsisdnError::Country)),
            ("+47 1234567", No, Err(MsisdnError::Length)),
            ("+47 01234567", No, Err(MsisdnError::Length)),
            ("Kari", No, Err(MsisdnError::NotANumber)),
            ("+", No, Err(MsisdnError::NotANumber)),
            ("", No, Err(MsisdnError::NotANumber)),
        ] {
            let read = Msisdn::parse(text, home);
            let read = read.as_ref().map(Msisdn::expose).map_err(|error| *error);
            assert_eq!(read, expected, "{text:?} in {home:?}");
        }
    }

    #[test]
    fn debug_shows_no_number() {
        let number = Msisdn::parse("98765432", Country::No).unwrap();
        assert_eq!(format!("{number:?}"), "Msisdn(47…32)");
    }
}
