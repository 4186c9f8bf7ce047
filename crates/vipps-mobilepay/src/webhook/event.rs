//! The bodies of events, read after their signature was found right.
//!
//! Source: ePayment specification 1.8.1, `WebhookEvent`; Login API guide, merchant-initiated login;
//! QR API guide, webhooks.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::epayment::{EventName, ShippingDetails, UserDetails, lenient};
use crate::login::AuthReqId;
use crate::value::{Amount, CustomerToken, Reference};

/// Something happened to a payment (`WebhookEvent`). Events come late, repeated and in any order:
/// the same event has the same reference, name and `psp_reference`. It says nothing of what has
/// been moved in all; read the payment for that.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentEvent {
    /// The sales unit.
    pub msn: String,
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
    /// Whether it came about. `false` is a failed attempt.
    pub success: bool,
    /// The key of the call that did it, if a call did.
    #[serde(default)]
    pub idempotency_key: Option<String>,
    /// Who the customer is to this sales unit, if a profile was asked for. The specification has it
    /// beside the other members, older guides in `profile.sub`: it is read from either.
    #[serde(flatten, deserialize_with = "sub_of_either")]
    pub sub: Option<String>,
    /// Until when the approved money is sure to be there, in RFC 3339.
    #[serde(default)]
    pub capture_guaranteed_until: Option<String>,
    /// Who paid, after they agreed to tell.
    #[serde(default, deserialize_with = "lenient")]
    pub user_details: Option<UserDetails>,
    /// How the goods of an Express payment are to be shipped.
    #[serde(default, deserialize_with = "lenient")]
    pub shipping_details: Option<ShippingDetails>,
}

fn sub_of_either<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    #[derive(Default, Deserialize)]
    struct Person {
        #[serde(default, deserialize_with = "lenient")]
        sub: Option<String>,
        #[serde(default, deserialize_with = "lenient")]
        profile: Option<Box<Person>>,
    }
    let person = Person::deserialize(deserializer)?;
    Ok(person.sub.or_else(|| person.profile?.sub))
}

/// A customer has scanned a merchant callback QR (`user.checked-in.v1`).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckedIn {
    /// Stands for the customer: for a payment, a login or
    /// [`Qr::exchange_customer`](crate::qr::Qr::exchange_customer), for 15 minutes.
    pub customer_token: CustomerToken,
    /// The merchant's name for the QR; for a QR of the old MobilePay solution its beacon.
    pub merchant_qr_id: String,
    /// The sales unit; until January 2024 it had its longer name.
    #[serde(alias = "merchantSerialNumber")]
    pub msn: String,
    /// When, in RFC 3339 with 7 digits of a second.
    pub initiated_at: String,
}

/// An event of any of the kinds above. The kind is not in the body, but its fields tell.
#[derive(Clone, Debug)]
pub enum Event {
    /// `epayments.payment.*.v1`.
    Payment(Box<PaymentEvent>),
    /// `login.merchant-initiated.ping.v1`: ask for the tokens of this login.
    LoginPing(AuthReqId),
    /// `user.checked-in.v1`.
    CheckedIn(CheckedIn),
}

/// A body that is no event of the kind asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the body is not such an event; keep it and look at the registration's events")]
pub struct Unreadable;

/// Reads an event of ePayment (`epayments.payment.*.v1`).
pub fn parse_payment(body: &[u8]) -> Result<PaymentEvent, Unreadable> {
    serde_json::from_slice(body).map_err(|_| Unreadable)
}

/// Reads a `user.checked-in.v1`.
pub fn parse_checked_in(body: &[u8]) -> Result<CheckedIn, Unreadable> {
    serde_json::from_slice(body).map_err(|_| Unreadable)
}

/// Reads an event of whichever kind, for an address that several are registered for.
pub fn parse(body: &[u8]) -> Result<Event, Unreadable> {
    parse_payment(body)
        .map(|event| Event::Payment(Box::new(event)))
        .or_else(|_| parse_checked_in(body).map(Event::CheckedIn))
        .or_else(|_| parse_ping(body).map(Event::LoginPing))
}

/// Reads a `login.merchant-initiated.ping.v1`: the login to ask the token of. It is a reason to
/// ask, never a yes.
pub fn parse_ping(body: &[u8]) -> Result<AuthReqId, Unreadable> {
    let body: Value = serde_json::from_slice(body).map_err(|_| Unreadable)?;
    match body.get("auth_req_id").and_then(Value::as_str) {
        Some(id) if !id.is_empty() => Ok(AuthReqId::new(id)),
        _ => Err(Unreadable),
    }
}
