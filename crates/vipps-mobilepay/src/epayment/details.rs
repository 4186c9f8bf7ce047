//! What a payment tells of the customer who paid: name, numbers and addresses as far as they
//! agreed, and how the goods are to be shipped. The specification demands fields of which the
//! guide says that they may be missing, so each part may be, and an odd one costs no other.
//!
//! Source: ePayment specification 1.8.1, `UserDetails`, `ShippingDetails`.

use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// Who paid, as far as they agreed to tell (`UserDetails`). `Debug` shows nothing of it.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct UserDetails {
    /// The given name.
    #[serde(deserialize_with = "lenient")]
    pub first_name: Option<String>,
    /// The family name.
    #[serde(deserialize_with = "lenient")]
    pub last_name: Option<String>,
    /// The e-mail address.
    #[serde(deserialize_with = "lenient")]
    pub email: Option<String>,
    /// Digits with country code.
    #[serde(deserialize_with = "lenient")]
    pub mobile_number: Option<String>,
    /// `YYYY-MM-DD`.
    #[serde(deserialize_with = "lenient")]
    pub date_of_birth: Option<String>,
    /// Their addresses.
    #[serde(deserialize_with = "lenient_list")]
    pub addresses: Vec<PostalAddress>,
}

/// A postal address (`ShippingDetails.address`). `Debug` shows nothing of it.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PostalAddress {
    /// Street and number.
    #[serde(deserialize_with = "lenient")]
    pub address_line1: Option<String>,
    /// Flat, floor or person.
    #[serde(deserialize_with = "lenient")]
    pub address_line2: Option<String>,
    /// The town.
    #[serde(deserialize_with = "lenient")]
    pub city: Option<String>,
    /// ISO 3166, two letters.
    #[serde(deserialize_with = "lenient")]
    pub country: Option<String>,
    /// The postal code.
    #[serde(deserialize_with = "lenient")]
    pub post_code: Option<String>,
}

/// How the goods of an Express payment are to be shipped (`ShippingDetails`). `Debug` shows nothing
/// of it.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ShippingDetails {
    /// Where to.
    #[serde(deserialize_with = "lenient")]
    pub address: Option<PostalAddress>,
    /// Minor units.
    #[serde(deserialize_with = "lenient")]
    pub shipping_cost: Option<i64>,
    /// The merchant's name for the way that the customer chose.
    #[serde(deserialize_with = "lenient")]
    pub shipping_option_id: Option<String>,
    /// What the customer read of it.
    #[serde(deserialize_with = "lenient")]
    pub shipping_option_name: Option<String>,
}

/// With what a payment was paid (`PaymentMethodResponse`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PaymentMethodUsed {
    /// `WALLET`, `CARD`, `CARD_PASSTHROUGH`, or a word of a later version.
    #[serde(rename = "type", deserialize_with = "lenient")]
    pub kind: Option<String>,
    /// The first 6 digits of the card, which tell the bank, if they are known.
    #[serde(deserialize_with = "lenient")]
    pub card_bin: Option<String>,
}

/// A value that may be missing, null or unreadable.
pub(crate) fn lenient<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    Ok(serde_json::from_value(Value::deserialize(deserializer)?).ok())
}

/// The readable ones of a list that may be missing.
fn lenient_list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    Ok(match Value::deserialize(deserializer)? {
        Value::Array(items) => {
            items.into_iter().filter_map(|item| serde_json::from_value(item).ok()).collect()
        }
        _ => Vec::new(),
    })
}

impl fmt::Debug for UserDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UserDetails(…)")
    }
}

impl fmt::Debug for PostalAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PostalAddress(…)")
    }
}

impl fmt::Debug for ShippingDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ShippingDetails(…)")
    }
}
