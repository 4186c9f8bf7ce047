//! What a customer shares after a login. Consents may be in it only the first time, so reading is
//! lenient to the last: anything but `sub` may be missing or odd without costing the rest.
//!
//! Source: Login specification 1.1.0, `Userinfo`; which claim a scope brings is in the Login API
//! guide.

use std::fmt;

use serde_json::{Map, Value};

use super::consents::{Agreement, Consent, FlowResult, MarketingConsents};

/// The person, as far as they agreed to tell (`Userinfo`). `Debug` shows nothing of it.
#[derive(Clone, PartialEq)]
pub struct UserInfo {
    /// The person to this sales unit; it stays when the phone number changes.
    pub sub: String,
    /// The session; not in use as yet.
    pub sid: Option<String>,
    /// The whole name, as in the population register (scope `name`, like its two parts).
    pub name: Option<String>,
    /// The given name.
    pub given_name: Option<String>,
    /// The family name.
    pub family_name: Option<String>,
    /// Digits with country code (scope `phoneNumber`).
    pub phone_number: Option<String>,
    /// Whether the number was proved to be theirs; always so, says the specification.
    pub phone_number_verified: Option<bool>,
    /// The e-mail address (scope `email`).
    pub email: Option<String>,
    /// Whether the address was proved to be theirs.
    pub email_verified: Option<bool>,
    /// `YYYY-MM-DD` (scope `birthDate`).
    pub birthdate: Option<String>,
    /// `male`, `female` or `other`; missing when the customer prefers not to say (scope `gender`).
    pub gender: Option<String>,
    /// The national identity number (scope `nin`, for approved merchants).
    pub nin: Option<String>,
    /// The main address; `None` also when all of it is empty (scope `address`).
    pub address: Option<Address>,
    /// Up to two more.
    pub other_addresses: Vec<Address>,
    /// Bank accounts (scope `accountNumbers`, deprecated).
    pub accounts: Vec<BankAccount>,
    /// The older marketing consents, whole and as they came, to be kept as proof.
    /// [`UserInfo::marketing_consents`] reads them.
    pub delegated_consents: Option<Value>,
    /// The screens and answers of the merchant's own flow (scope `customFlow`), as they came;
    /// [`UserInfo::flow`] reads them. One of the sources has `delegatedConsents` in its place.
    pub flow_result: Option<Value>,
    /// An agreement, as it came; [`UserInfo::accepted_agreement`] reads it.
    pub agreement: Option<Value>,
    /// Whatever else there was.
    pub extra: Map<String, Value>,
}

/// A postal address; each part may be empty (`UserinfoAddress`).
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

/// A bank account; each part may be empty (`UserinfoAccountInfo`).
#[derive(Clone, Default, PartialEq, Eq)]
pub struct BankAccount {
    /// The customer's name for it.
    pub account_name: String,
    /// Its number.
    pub account_number: String,
    /// The bank.
    pub bank_name: String,
}

impl UserInfo {
    /// Reads an answer, from JSON; `None` when it is no object, or nobody's.
    pub fn read(body: &[u8]) -> Option<Self> {
        let mut claims: Map<String, Value> = serde_json::from_slice(body).ok()?;
        let sub = text(&mut claims, "sub").filter(|sub| !sub.is_empty())?;
        Some(Self {
            sub,
            sid: text(&mut claims, "sid"),
            name: text(&mut claims, "name"),
            given_name: text(&mut claims, "given_name"),
            family_name: text(&mut claims, "family_name"),
            phone_number: text(&mut claims, "phone_number"),
            phone_number_verified: flag(&mut claims, "phone_number_verified"),
            email: text(&mut claims, "email"),
            email_verified: flag(&mut claims, "email_verified"),
            birthdate: text(&mut claims, "birthdate"),
            gender: text(&mut claims, "gender"),
            nin: text(&mut claims, "nin"),
            address: claims.remove("address").as_ref().and_then(Address::read),
            other_addresses: list(&mut claims, "other_addresses", Address::read),
            accounts: list(&mut claims, "accounts", BankAccount::read),
            delegated_consents: whole(&mut claims, "delegatedConsents"),
            flow_result: whole(&mut claims, "flowResult"),
            agreement: whole(&mut claims, "agreement"),
            extra: claims,
        })
    }

    /// The older marketing consents with all that the customer read.
    pub fn marketing_consents(&self) -> Option<MarketingConsents> {
        self.delegated_consents.as_ref().map(MarketingConsents::read)
    }

    /// The screens and answers of the merchant's own flow.
    pub fn flow(&self) -> Option<FlowResult> {
        self.flow_result.as_ref().map(FlowResult::read)
    }

    /// The agreement that was asked for, and whether the customer accepted it.
    pub fn accepted_agreement(&self) -> Option<Agreement> {
        self.agreement.as_ref().map(Agreement::read)
    }

    /// The marketing consents that the answer names; none when it has no such object.
    pub fn consents(&self) -> Vec<Consent> {
        self.marketing_consents().map(|marketing| marketing.consents).unwrap_or_default()
    }

    /// When the marketing consents were given, in RFC 3339.
    pub fn time_of_consent(&self) -> Option<&str> {
        self.delegated_consents.as_ref()?.get("timeOfConsent")?.as_str()
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

impl BankAccount {
    fn read(value: &Value) -> Option<Self> {
        let part =
            |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let account = Self {
            account_name: part("account_name"),
            account_number: part("account_number"),
            bank_name: part("bank_name"),
        };
        (account != Self::default()).then_some(account)
    }
}

fn text(claims: &mut Map<String, Value>, key: &str) -> Option<String> {
    match claims.remove(key)? {
        Value::String(text) => Some(text),
        _ => None,
    }
}

fn flag(claims: &mut Map<String, Value>, key: &str) -> Option<bool> {
    claims.remove(key)?.as_bool()
}

fn whole(claims: &mut Map<String, Value>, key: &str) -> Option<Value> {
    claims.remove(key).filter(|value| !value.is_null())
}

fn list<T>(
    claims: &mut Map<String, Value>,
    key: &str,
    read: impl Fn(&Value) -> Option<T>,
) -> Vec<T> {
    let items = claims.remove(key);
    let items = items.as_ref().and_then(Value::as_array);
    items.into_iter().flatten().filter_map(read).collect()
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

impl fmt::Debug for BankAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BankAccount(…)")
    }
}
