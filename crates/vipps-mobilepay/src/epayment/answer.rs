//! What the ePayment API says of a payment. Unknown fields are passed over and unknown words kept
//! as they came, so that a newer version of the API breaks nothing.
//!
//! Source: ePayment specification 1.8.1, `createPayment`, `getPayment`, `getPaymentEventLog`.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::details::{PaymentMethodUsed, ShippingDetails, UserDetails, lenient};
use crate::value::{Amount, Reference};

/// The answer to a create (`CreatePaymentResponse`).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Created {
    /// The payment.
    pub reference: Reference,
    /// Where the customer, or the picture of the QR, is; none for a push message.
    #[serde(default)]
    pub redirect_url: Option<String>,
}

/// A payment as it is now (`GetPaymentResponse`).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Payment {
    /// The payment.
    pub reference: Reference,
    /// Vipps MobilePay's own number of the create.
    pub psp_reference: String,
    /// What became of the request. Captures and refunds show in the aggregate only.
    pub state: State,
    /// What was asked for.
    pub amount: Amount,
    /// What has been moved so far.
    pub aggregate: Aggregate,
    /// Where the customer, or the picture of the QR, is; none for a push message.
    #[serde(default)]
    pub redirect_url: Option<String>,
    /// What the create carried, as far as it is text.
    #[serde(default, deserialize_with = "texts")]
    pub metadata: BTreeMap<String, String>,
    /// Who the customer is to this sales unit, if a profile was asked for; it may come a moment
    /// after the approval.
    #[serde(default, deserialize_with = "or_default")]
    pub profile: PaymentProfile,
    /// Until when the approved money is sure to be there, in RFC 3339.
    #[serde(default)]
    pub capture_guaranteed_until: Option<String>,
    /// With what it was paid.
    #[serde(default, deserialize_with = "lenient")]
    pub payment_method: Option<PaymentMethodUsed>,
    /// Who paid, after they agreed to tell.
    #[serde(default, deserialize_with = "lenient")]
    pub user_details: Option<UserDetails>,
    /// How the goods of an Express payment are to be shipped.
    #[serde(default, deserialize_with = "lenient")]
    pub shipping_details: Option<ShippingDetails>,
}

/// What is known of the customer who paid (`ProfileResponse`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct PaymentProfile {
    /// The same `sub` as in a login to this sales unit.
    #[serde(default)]
    pub sub: Option<String>,
}

/// The answer to a capture, cancel or refund (`ModificationResponse`).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Modified {
    /// The payment.
    pub reference: Reference,
    /// Vipps MobilePay's own number of the create.
    pub psp_reference: String,
    /// What became of the request.
    pub state: State,
    /// What was asked for in the create.
    pub amount: Amount,
    /// What has been moved so far, this operation included.
    pub aggregate: Aggregate,
}

/// Sums over everything that happened to a payment; each only ever grows (`Aggregate`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(clippy::struct_field_names, reason = "the words of the API")]
pub struct Aggregate {
    /// What the customer approved.
    pub authorized_amount: Amount,
    /// What was released, or never approved.
    pub cancelled_amount: Amount,
    /// What was taken.
    pub captured_amount: Amount,
    /// What was given back.
    pub refunded_amount: Amount,
}

/// One entry of a payment's log (`PaymentEvent`).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// The payment.
    pub reference: Reference,
    /// Vipps MobilePay's own number of this event.
    pub psp_reference: String,
    /// What happened.
    pub name: EventName,
    /// How much it was about.
    pub amount: Amount,
    /// When, in RFC 3339.
    pub timestamp: String,
    /// Whether it came about.
    pub success: bool,
    /// The key of the call that did it, if a call did.
    #[serde(default)]
    pub idempotency_key: Option<String>,
}

/// What became of a payment request (`State`). All but [`State::Created`] are final.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub enum State {
    /// Waits for the customer.
    Created,
    /// The customer approved.
    Authorized,
    /// The customer said no.
    Aborted,
    /// The customer did not answer in time.
    Expired,
    /// The merchant cancelled before the customer answered.
    Terminated,
    /// A word of a later version.
    Other(String),
}

impl From<String> for State {
    fn from(word: String) -> Self {
        match word.as_str() {
            "CREATED" => State::Created,
            "AUTHORIZED" => State::Authorized,
            "ABORTED" => State::Aborted,
            "EXPIRED" => State::Expired,
            "TERMINATED" => State::Terminated,
            _ => State::Other(word),
        }
    }
}

/// What can happen to a payment (`PaymentEventName`).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub enum EventName {
    /// It was asked for.
    Created,
    /// The customer approved.
    Authorized,
    /// The customer said no.
    Aborted,
    /// The customer did not answer in time.
    Expired,
    /// The merchant cancelled before the customer answered.
    Terminated,
    /// The merchant released what was approved.
    Cancelled,
    /// Money was taken.
    Captured,
    /// Money was given back.
    Refunded,
    /// A word of a later version.
    Other(String),
}

impl From<String> for EventName {
    fn from(word: String) -> Self {
        match word.as_str() {
            "CREATED" => EventName::Created,
            "AUTHORIZED" => EventName::Authorized,
            "ABORTED" => EventName::Aborted,
            "EXPIRED" => EventName::Expired,
            "TERMINATED" => EventName::Terminated,
            "CANCELLED" => EventName::Cancelled,
            "CAPTURED" => EventName::Captured,
            "REFUNDED" => EventName::Refunded,
            _ => EventName::Other(word),
        }
    }
}

/// Pairs of text. The contract lets a value be null, and one that is no text costs no other.
fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, String>, D::Error> {
    let pairs: Option<BTreeMap<String, Value>> = Option::deserialize(deserializer)?;
    let text = |(key, value)| match value {
        Value::String(text) => Some((key, text)),
        _ => None,
    };
    Ok(pairs.into_iter().flatten().filter_map(text).collect())
}

/// A value that may be null.
fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
