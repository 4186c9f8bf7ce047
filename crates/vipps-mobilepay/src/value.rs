//! Values that can't be wrong: each is checked where it enters, with the rule of the published
//! contract, and is trusted from there on. Personal ones never print.
//!
//! Source: ePayment specification 1.8.1 unless another is named.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::Invalid;

/// A merchant's name for one payment: `^[a-zA-Z0-9-]{8,64}$`, unique for the sales unit,
/// case-sensitive (ePayment specification, `ReferenceType`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reference(String);

impl Reference {
    /// Checks and takes over a reference.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let allowed = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if allowed && (8..=64).contains(&text.len()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Invalid::new("reference", "must be 8 to 64 of a-z, A-Z, 0-9 and -"))
        }
    }

    /// The reference as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Names one intended write, so that a repeat has no second effect (header `Idempotency-Key`): 1 to
/// 50 visible ASCII characters. Always the same body goes with the same key.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// Checks and takes over a key.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if (1..=50).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Invalid::new("idempotency key", "must be 1 to 50 visible ASCII characters"))
        }
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A phone number as digits with country code and no prefix, `^\d{9,15}$`, as in `4712345678`
/// (`CustomerPhoneNumber`). It is personal: `Debug` hides it.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Msisdn(String);

impl Msisdn {
    /// Checks and takes over a number.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if (9..=15).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Invalid::new("phone number", "must be 9 to 15 digits with country code, no +"))
        }
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Msisdn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Msisdn(…)")
    }
}

/// The whole content of a scanned personal QR, 5 to 255 characters (`PersonalQrCode`). It is
/// personal, and in the clear-text form holds the phone number: `Debug` hides it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct QrContent(String);

impl QrContent {
    /// Checks and takes over a scan. Nothing is read out of it.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if (5..=255).contains(&text.chars().count()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Invalid::new("personal QR", "must be 5 to 255 characters: send the whole scan"))
        }
    }

    /// The content as scanned.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for QrContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("QrContent(…)")
    }
}

/// Stands for a customer who has checked in by scanning a merchant callback QR: 1 to 8192 visible
/// ASCII characters, valid for 15 minutes (`user.checked-in.v1`; the specifications name no
/// length). `Debug` hides it.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CustomerToken(String);

impl CustomerToken {
    /// Checks and takes over a token.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if (1..=8192).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Invalid::new("customer token", "must be 1 to 8192 visible ASCII characters"))
        }
    }

    /// The token as it came.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for CustomerToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CustomerToken(…)")
    }
}

/// Gives a checked text type the conversions that `serde` uses.
macro_rules! text_conversions {
    ($($type:ty),*) => {$(
        impl TryFrom<String> for $type {
            type Error = Invalid;
            fn try_from(text: String) -> Result<Self, Invalid> {
                Self::parse(&text)
            }
        }
        impl From<$type> for String {
            fn from(value: $type) -> String {
                value.0
            }
        }
    )*};
}
text_conversions!(Reference, IdempotencyKey, Msisdn, QrContent, CustomerToken);

/// Three upper-case letters of ISO 4217 (`Currency`). Vipps MobilePay payments are in
/// [`Currency::NOK`], [`Currency::DKK`] or [`Currency::EUR`]; an answer may bring others.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    /// Norwegian kroner, counted in øre.
    pub const NOK: Self = Self(*b"NOK");
    /// Danish kroner, counted in øre.
    pub const DKK: Self = Self(*b"DKK");
    /// Euro, counted in cents.
    pub const EUR: Self = Self(*b"EUR");
    /// Swedish kronor, counted in öre; like the two below for a card passed through alone.
    pub const SEK: Self = Self(*b"SEK");
    /// US dollars, counted in cents.
    pub const USD: Self = Self(*b"USD");
    /// Pounds sterling, counted in pence.
    pub const GBP: Self = Self(*b"GBP");

    /// Checks and takes over a currency code.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match <[u8; 3]>::try_from(text.as_bytes()) {
            Ok(letters) if letters.iter().all(u8::is_ascii_uppercase) => Ok(Self(letters)),
            _ => Err(Invalid::new("currency", "must be three upper-case letters")),
        }
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("only ASCII letters are taken in")
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl TryFrom<String> for Currency {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> String {
        currency.as_str().to_owned()
    }
}

/// Money in minor units (øre, cent) (`Amount`). On the wire the number is named `value`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    /// Minor units.
    #[serde(rename = "value")]
    pub minor: i64,
    /// What they are units of.
    pub currency: Currency,
}

impl Amount {
    /// The most that one payment may be, in minor units (ePayment specification, `Amount`).
    pub const MINOR_MAX: i64 = 65_000_000;

    /// An amount from minor units.
    pub fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Whether it can be asked for in a payment, a capture or a refund.
    pub(crate) fn check(&self) -> Result<(), Invalid> {
        if (1..=Self::MINOR_MAX).contains(&self.minor) {
            Ok(())
        } else {
            Err(Invalid::new("amount", "must be 1 to 65000000 minor units"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Parse<'a> = &'a dyn Fn(&str) -> bool;

    #[test]
    fn only_what_the_contract_allows_is_taken_in() {
        let reference = |text: &str| Reference::parse(text).is_ok();
        let key = |text: &str| IdempotencyKey::parse(text).is_ok();
        let number = |text: &str| Msisdn::parse(text).is_ok();
        let scan = |text: &str| QrContent::parse(text).is_ok();
        let token = |text: &str| CustomerToken::parse(text).is_ok();
        let currency = |text: &str| Currency::parse(text).is_ok();
        let cases: &[(Parse<'_>, String, bool)] = &[
            (&reference, "acme-001".into(), true),
            (&reference, "a".repeat(64), true),
            (&reference, "acme-01".into(), false),
            (&reference, "a".repeat(65), false),
            (&reference, "acme_0001".into(), false),
            (&reference, "acme-ø0001".into(), false),
            (&reference, "acme/../0001".into(), false),
            (&key, "k".into(), true),
            (&key, "k".repeat(50), true),
            (&key, String::new(), false),
            (&key, "k".repeat(51), false),
            (&key, "a key".into(), false),
            (&number, "4712345678".into(), true),
            (&number, "29912345".into(), false),
            (&number, "299123456".into(), true),
            (&number, "+4712345678".into(), false),
            (&number, "1".repeat(16), false),
            (&scan, "https://qr.vipps.no/p/abc".into(), true),
            (&scan, "abcd".into(), false),
            (&scan, "x".repeat(256), false),
            (&token, "eyJra".into(), true),
            (&token, String::new(), false),
            (&token, "ey Jra".into(), false),
            (&token, "t".repeat(8193), false),
            (&currency, "NOK".into(), true),
            (&currency, "nok".into(), false),
            (&currency, "NOKK".into(), false),
        ];
        for (parse, text, allowed) in cases {
            assert_eq!(parse(text), *allowed, "{text}");
        }
    }

    #[test]
    fn personal_values_do_not_print() {
        let number = Msisdn::parse("4712345678").unwrap();
        let scan = QrContent::parse("https://qr.vipps.no/28/2/01/031/4712345678?v=1").unwrap();
        assert!(!format!("{number:?} {scan:?}").contains("4712345678"));
    }

    #[test]
    fn an_amount_is_named_value_on_the_wire() {
        let json = serde_json::to_string(&Amount::new(23_900, Currency::NOK)).unwrap();
        assert_eq!(json, r#"{"value":23900,"currency":"NOK"}"#);
    }
}
