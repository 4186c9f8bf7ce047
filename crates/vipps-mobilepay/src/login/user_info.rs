//! What a customer shares after a login. Consents may be in it only the first time, so reading is
//! lenient to the last: anything but `sub` may be missing or odd without costing the rest.

use std::fmt;

use serde_json::{Map, Value};

/// The person, as far as they agreed to tell. `Debug` shows nothing of it.
#[derive(Clone, PartialEq)]
pub struct UserInfo {
    /// The person to this sales unit; it stays when the phone number changes.
    pub sub: String,
    /// The whole name.
    pub name: Option<String>,
    /// The given name.
    pub given_name: Option<String>,
    /// The family name.
    pub family_name: Option<String>,
    /// Digits with country code.
    pub phone_number: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// Whether the address was proved to be theirs.
    pub email_verified: Option<bool>,
    /// `YYYY-MM-DD`.
    pub birthdate: Option<String>,
    /// The main address; `None` also when all of it is empty.
    pub address: Option<Address>,
    /// Up to two more.
    pub other_addresses: Vec<Address>,
    /// The older marketing consents, whole and as they came, to be kept as proof.
    /// [`UserInfo::consents`] reads the answers out of them.
    pub delegated_consents: Option<Value>,
    /// The screens and answers of the merchant's own flow (scope `customFlow`), as they came.
    pub flow_result: Option<Value>,
    /// Whatever else there was.
    pub extra: Map<String, Value>,
}

/// A postal address; each part may be empty.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Address {
    /// `home`, `work` or `other`.
    pub address_type: String,
    /// ISO 3166, two letters.
    pub country: String,
    /// All of it, in lines.
    pub formatted: String,
    /// The postal code.
    pub postal_code: String,
    /// The town.
    pub region: String,
    /// Street and number; floor or unit on a second line.
    pub street_address: String,
}

/// One marketing consent, given or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// `email`, `sms`, `digital` or `personal`.
    pub id: String,
    /// What the customer chose. A consent that does not say counts as not given.
    pub accepted: bool,
    /// What the customer read beside the box.
    pub text_displayed_to_user: Option<String>,
}

impl UserInfo {
    /// Reads an answer; `None` when it is no object, or nobody's.
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        let mut claims: Map<String, Value> = serde_json::from_slice(body).ok()?;
        let sub = text(&mut claims, "sub").filter(|sub| !sub.is_empty())?;
        Some(Self {
            sub,
            name: text(&mut claims, "name"),
            given_name: text(&mut claims, "given_name"),
            family_name: text(&mut claims, "family_name"),
            phone_number: text(&mut claims, "phone_number"),
            email: text(&mut claims, "email"),
            email_verified: claims.remove("email_verified").and_then(|value| value.as_bool()),
            birthdate: text(&mut claims, "birthdate"),
            address: claims.remove("address").as_ref().and_then(Address::read),
            other_addresses: claims
                .remove("other_addresses")
                .as_ref()
                .and_then(Value::as_array)
                .map(|addresses| addresses.iter().filter_map(Address::read).collect())
                .unwrap_or_default(),
            delegated_consents: claims.remove("delegatedConsents").filter(|value| !value.is_null()),
            flow_result: claims.remove("flowResult").filter(|value| !value.is_null()),
            extra: claims,
        })
    }

    /// The marketing consents that the answer names; none when it has no such object.
    pub fn consents(&self) -> Vec<Consent> {
        let consents = self.delegated_consents.as_ref().and_then(|object| object.get("consents"));
        consents.and_then(Value::as_array).into_iter().flatten().filter_map(Consent::read).collect()
    }

    /// When the marketing consents were given, in RFC 3339.
    pub fn time_of_consent(&self) -> Option<&str> {
        self.delegated_consents.as_ref()?.get("timeOfConsent")?.as_str()
    }
}

impl Consent {
    fn read(value: &Value) -> Option<Self> {
        Some(Self {
            id: value.get("id")?.as_str()?.to_owned(),
            accepted: value.get("accepted").and_then(Value::as_bool).unwrap_or(false),
            text_displayed_to_user: value
                .get("textDisplayedToUser")
                .and_then(Value::as_str)
                .map(str::to_owned),
        })
    }
}

impl Address {
    /// Someone without an address has one of empty texts.
    fn read(value: &Value) -> Option<Self> {
        let part =
            |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let address = Self {
            address_type: part("address_type"),
            country: part("country"),
            formatted: part("formatted"),
            postal_code: part("postal_code"),
            region: part("region"),
            street_address: part("street_address"),
        };
        let kind_only = Self { address_type: address.address_type.clone(), ..Self::default() };
        (address != kind_only).then_some(address)
    }
}

fn text(claims: &mut Map<String, Value>, key: &str) -> Option<String> {
    match claims.remove(key)? {
        Value::String(text) => Some(text),
        _ => None,
    }
}

impl fmt::Debug for UserInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UserInfo(…)")
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address(…)")
    }
}
