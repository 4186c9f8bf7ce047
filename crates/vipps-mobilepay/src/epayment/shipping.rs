//! The ways of shipping that the customer of an Express payment chooses from in the app.
//!
//! Source: ePayment specification 1.8.1, `Shipping`; `allowedCountries` from the changelog of May
//! 2026.

use std::fmt;

use serde::Serialize;

use crate::error::Invalid;
use crate::value::{Amount, Currency};

/// What can be chosen from, and where to (`Shipping`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Shipping {
    /// The ways, or who tells them.
    #[serde(flatten)]
    pub options: ShippingOptions,
    /// ISO 3166, two letters each; without any, all countries.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allowed_countries: Vec<String>,
}

/// The ways of shipping, or who tells them (`FixedOptions`, `DynamicOptions`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ShippingOptions {
    /// The same for everyone.
    FixedOptions(Vec<ShippingGroup>),
    /// The merchant is asked with the customer's address.
    DynamicOptions {
        /// Where: https, at one of the common ports.
        callback_url: String,
        /// What the caller must show.
        #[serde(skip_serializing_if = "Option::is_none")]
        callback_authorization_token: Option<CallbackToken>,
    },
}

/// What Vipps MobilePay shows when it asks the merchant for ways of shipping,
/// `^[a-zA-Z0-9-]{1,50}$` (`DynamicOptions.callbackAuthorizationToken`). `Debug` hides it.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct CallbackToken(String);

impl CallbackToken {
    /// Checks and takes over a token.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let allowed = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if allowed && (1..=50).contains(&text.len()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Invalid::new("callback token", "must be 1 to 50 of a-z, A-Z, 0-9 and -"))
        }
    }
}

impl fmt::Debug for CallbackToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CallbackToken(…)")
    }
}

/// The ways of one carrier (`ShippingGroup`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ShippingGroup {
    /// How the goods come.
    #[serde(rename = "type")]
    pub kind: ShippingKind,
    /// Who brings them.
    pub brand: ShippingBrand,
    /// At least one.
    pub options: Vec<ShippingOption>,
    /// Whether it is chosen unless the customer does otherwise.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_default: bool,
    /// Lower ones are shown first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<i32>,
}

/// One way of shipping (`ShippingOption`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ShippingOption {
    /// The merchant's name for it.
    pub id: String,
    /// What it costs.
    pub amount: Amount,
    /// What the customer reads.
    pub name: String,
    /// Whether it is chosen unless the customer does otherwise.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_default: bool,
    /// Lower ones are shown first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<i32>,
    /// More to read, such as the address of a shop.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meta: Option<String>,
    /// When it comes, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub estimated_delivery: Option<String>,
}

/// How the goods come (`ShippingType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ShippingKind {
    /// To the door.
    HomeDelivery,
    /// To a place where the customer fetches them.
    PickupPoint,
    /// Into the customer's mailbox.
    Mailbox,
    /// The customer fetches them in the shop.
    InStore,
    /// In another way.
    Other,
}

/// Who brings the goods (`ShippingBrand`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum ShippingBrand {
    /// Posten, Norway's post.
    Posten,
    /// Bring, of Posten.
    Bring,
    /// PostNord, Sweden and Denmark.
    Postnord,
    /// Helthjem, Norway.
    Helthjem,
    /// Porterbuddy, Norway.
    Porterbuddy,
    /// DHL.
    Dhl,
    /// Instabox.
    Instabox,
    /// FedEx.
    Fedex,
    /// Matkahuolto, Finland.
    Matkahuolto,
    /// GLS.
    Gls,
    /// Posti, Finland's post.
    Posti,
    /// Gordon Delivery.
    Gordon,
    /// Anyone else.
    Other,
}

impl Shipping {
    pub(super) fn check(&self, currency: Currency) -> Result<(), Invalid> {
        let is_country =
            |code: &String| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
        if !self.allowed_countries.iter().all(is_country) {
            return Err(Invalid::new("allowed country", "must be two upper-case letters"));
        }
        match &self.options {
            ShippingOptions::DynamicOptions { callback_url, .. } => {
                if callback_url.starts_with("https://") {
                    Ok(())
                } else {
                    Err(Invalid::new("shipping callback", "must be https"))
                }
            }
            ShippingOptions::FixedOptions(groups) => {
                let fits = |option: &ShippingOption| {
                    option.amount.currency == currency && option.amount.minor >= 0
                };
                let empty = |group: &ShippingGroup| group.options.is_empty();
                if groups.is_empty() || groups.iter().any(empty) {
                    Err(Invalid::new("shipping", "must have a group, and each group an option"))
                } else if groups.iter().flat_map(|group| &group.options).all(fits) {
                    Ok(())
                } else {
                    Err(Invalid::new("shipping", "must cost 0 or more in the payment's currency"))
                }
            }
        }
    }
}
