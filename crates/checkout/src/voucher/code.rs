//! The code of a voucher: what somebody shows, and with it has the discount. Whoever reads it can use it,
//! so it doesn't print. Ours are `CV-XXXX-XXXX-XXXX-C`: sixty bits in Crockford's base 32 and a character
//! that tells a slip. Codes of other systems are taken as they are.

use std::fmt;

/// Crockford's base 32: no I, L, O, U.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// What our own codes begin with.
const PREFIX: &str = "CV";
/// Letters that carry the bits, without the last one, which tells a slip.
const PAYLOAD: usize = 12;
/// The shortest and the longest code of another system, without what stands between its parts.
const LENGTH: std::ops::RangeInclusive<usize> = 6..=40;
/// How many characters of the end are shown, to tell one voucher from another.
const SHOWN: usize = 3;

/// A code in its normal form: capital letters and digits, and nothing between them.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct VoucherCode(String);

/// Why a text is no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VoucherCodeError {
    #[error(
        "a voucher's code has letters and digits, at least one of each, {} to {} in all",
        LENGTH.start(), LENGTH.end()
    )]
    NotACode,
    #[error("that voucher's code was misread: its last character does not fit")]
    Misread,
}

impl VoucherCode {
    /// Reads what was scanned or typed; capitals and what stands between the parts make no difference. A
    /// keyboard wedge of another layout sends `+` for `-`.
    ///
    /// # Errors
    /// When it can be no code, or is one of ours with a slip in it.
    pub fn parse(text: &str) -> Result<Self, VoucherCodeError> {
        let between = |c: &char| matches!(c, '-' | '+' | '_' | '.' | ' ');
        let code: String =
            text.chars().filter(|c| !between(c)).map(|c| c.to_ascii_uppercase()).collect();
        let is_plain = code.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let has_both = code.bytes().any(|byte| byte.is_ascii_digit())
            && code.bytes().any(|byte| byte.is_ascii_uppercase());
        match code.strip_prefix(PREFIX) {
            Some(rest) if is_plain && rest.len() == PAYLOAD + 1 => return ours(rest),
            _ => {}
        }
        // An address whose signs were lost on the way is no code: it may hold a number.
        let fits = LENGTH.contains(&code.len()) && !code.starts_with("HTTP");
        if is_plain && has_both && fits { Ok(Self(code)) } else { Err(VoucherCodeError::NotACode) }
    }

    /// A code of our own from so many random bytes.
    pub fn new(random: [u8; 8]) -> Self {
        let bits = u64::from_be_bytes(random);
        let digit = |place: usize| usize::try_from((bits >> (place * 5)) & 31).expect("five bits");
        let digits: Vec<usize> = (0..PAYLOAD).map(digit).collect();
        Self::of_digits(&digits)
    }

    fn of_digits(digits: &[usize]) -> Self {
        let letters = digits.iter().copied().chain([check_digit(digits)]);
        let letters = letters.map(|digit| char::from(LETTERS[digit]));
        Self(PREFIX.chars().chain(letters).collect())
    }

    /// The normal form, to be hashed, sealed, or given to whoever hands it out.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// As people read it: in fours, if it is ours.
    pub fn written(&self) -> String {
        let Some(rest) = self.0.strip_prefix(PREFIX).filter(|rest| rest.len() == PAYLOAD + 1)
        else {
            return self.0.clone();
        };
        format!("{PREFIX}-{}-{}-{}-{}", &rest[..4], &rest[4..8], &rest[8..12], &rest[12..])
    }

    /// The end of it, which gives nothing away.
    pub fn ends(&self) -> String {
        self.0[self.0.len() - SHOWN..].to_owned()
    }
}

impl fmt::Debug for VoucherCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VoucherCode(…)")
    }
}

/// A code that has the form of ours: as it was meant, or a slip.
fn ours(rest: &str) -> Result<VoucherCode, VoucherCodeError> {
    let digit = |c: u8| {
        let meant = match c {
            b'O' => b'0',
            b'I' | b'L' => b'1',
            other => other,
        };
        LETTERS.iter().position(|letter| *letter == meant)
    };
    let digits: Option<Vec<usize>> = rest.bytes().map(digit).collect();
    let digits = digits.ok_or(VoucherCodeError::Misread)?;
    let (payload, check) = digits.split_at(PAYLOAD);
    if check == [check_digit(payload)] {
        Ok(VoucherCode::of_digits(payload))
    } else {
        Err(VoucherCodeError::Misread)
    }
}

/// Luhn's sum with 32 for 10: tells every wrong character.
fn check_digit(digits: &[usize]) -> usize {
    let base = LETTERS.len();
    let sum: usize = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let weighed = digit * if place % 2 == 0 { 2 } else { 1 };
            weighed / base + weighed % base
        })
        .sum();
    (base - sum % base) % base
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, VoucherCodeError> {
        VoucherCode::parse(text).map(|code| code.written())
    }

    #[test]
    fn codes_are_read_as_they_are_written_and_as_people_type_them() {
        let code = VoucherCode::new([0x0f, 0xed, 0xcb, 0xa9, 0x87, 0x65, 0x43, 0x21]);
        let written = code.written();
        assert_eq!(written, "CV-1SGA-P36N-BEVZ-T");
        for typed in [
            written.clone(),
            written.to_lowercase(),
            written.replace('-', ""),
            written.replace('-', "+"),
            written.replace('-', " "),
            written.replacen('1', "l", 1).replacen('1', "I", 1),
        ] {
            assert_eq!(VoucherCode::parse(&typed), Ok(code.clone()), "{typed}");
        }
        assert_eq!(code.ends(), "VZT");
        assert_eq!(format!("{code:?}"), "VoucherCode(…)");
    }

    #[test]
    fn every_slip_of_one_character_is_told() {
        let code = VoucherCode::new(*b"anything").expose().to_owned();
        for place in PREFIX.len()..code.len() {
            for letter in LETTERS.iter().filter(|letter| **letter != code.as_bytes()[place]) {
                let mut slip = code.clone().into_bytes();
                slip[place] = *letter;
                let slip = String::from_utf8(slip).unwrap();
                assert_eq!(read(&slip), Err(VoucherCodeError::Misread), "{slip}");
            }
        }
        assert_eq!(read("CV-UUUU-1111-1111-1"), Err(VoucherCodeError::Misread));
    }

    #[test]
    fn codes_of_others_can_be_taken_for_nothing_else() {
        for (text, expected) in [
            ("summer25", Ok("SUMMER25")),
            ("AB-1234", Ok("AB1234")),
            ("CV-1234", Ok("CV1234")),
            ("AB12", Err(VoucherCodeError::NotACode)),
            ("98765432", Err(VoucherCodeError::NotACode)),
            ("+47 987 65 432", Err(VoucherCodeError::NotACode)),
            ("winter jacket", Err(VoucherCodeError::NotACode)),
            ("åse12345", Err(VoucherCodeError::NotACode)),
            ("https://qr.vipps.no/p/a1", Err(VoucherCodeError::NotACode)),
            ("httpsqrvippsno2820103147123", Err(VoucherCodeError::NotACode)),
        ] {
            assert_eq!(read(text).as_deref(), expected.as_ref().map(|text| *text), "{text}");
        }
        assert_eq!(read(&format!("A{}", "1".repeat(40))), Err(VoucherCodeError::NotACode));
    }
}
