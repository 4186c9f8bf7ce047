//! The ePayment API: create, look up, capture, cancel, refund. Every write takes the caller's
//! idempotency key, and the bytes it sends can be had beforehand, so that a caller can store what
//! it is about to do, and after a lost answer repeat exactly that.
//!
//! Source: ePayment specification 1.8.1 (`https://developer.vippsmobilepay.com/api/epayment/`) and
//! its guide; fields that are newer say so.

mod answer;
mod card_passthrough;
mod create;
mod details;
mod force_approve;
mod industry;
mod modification;
mod picture;
mod receipt;
mod rules;
mod shipping;

pub use answer::{Aggregate, Created, Event, EventName, Modified, Payment, PaymentProfile, State};
pub use card_passthrough::{CardPassthrough, CardType};
pub use create::{
    BlockedSource, CreatePayment, Customer, CustomerInteraction, ExpiresAt, PaymentMethod, Profile,
    QrFormat, QrImage, UserFlow,
};
pub use details::{PaymentMethodUsed, PostalAddress, ShippingDetails, UserDetails};
pub use force_approve::ForceApprove;
pub use industry::{AirlineData, IndustryData, MerchantLegalLinks};
pub use modification::{Cancel, Modification};
pub use receipt::{
    Barcode, BarcodeFormat, BottomLine, OrderLine, PaymentSources, Quantity, QuantityUnit, Receipt,
    UnitInfo,
};
pub use shipping::{
    CallbackToken, Shipping, ShippingBrand, ShippingGroup, ShippingKind, ShippingOption,
    ShippingOptions,
};

pub(crate) use details::lenient;

use serde::de::DeserializeOwned;

use crate::call::Call;
use crate::client::{Inner, read_json};
use crate::error::Error;
use crate::value::{Amount, IdempotencyKey, Reference};

/// Calls of the ePayment API; made by [`Client::epayment`](crate::Client::epayment).
#[derive(Clone, Copy)]
pub struct Epayment<'a> {
    pub(crate) client: &'a Inner,
    pub(crate) not_after_unix_ms: Option<i64>,
}

impl Epayment<'_> {
    /// The same, but what changes a payment doesn't go out any more from a time on, in unix
    /// milliseconds: it is [`Error::NotSent`] then. For a caller whose right to send ends, and who
    /// may stand still before it does.
    #[must_use]
    pub fn not_after(self, unix_ms: i64) -> Self {
        Self { not_after_unix_ms: Some(unix_ms), ..self }
    }

    /// `POST /payments`: asks the customer to pay. Sends exactly [`CreatePayment::to_json`].
    ///
    /// A reference or key that is already known comes back as [`Error::Unknown`] (409, 4020,
    /// 4150), since it may be our own earlier send: get the payment and compare its metadata.
    pub async fn create(
        &self,
        payment: &CreatePayment,
        key: &IdempotencyKey,
    ) -> Result<Created, Error> {
        payment.check()?;
        self.write("/epayment/v1/payments", payment.to_json(), key, |created: &Created| {
            created.reference == payment.reference
        })
        .await
    }

    /// `GET /payments/{reference}`: the payment as it is now.
    pub async fn get(&self, reference: &Reference) -> Result<Payment, Error> {
        let path = format!("/epayment/v1/payments/{}", reference.as_str());
        let answer = self.client.platform(Call::get(&path).of_payment()).await?;
        let payment: Payment = read_json(&answer)?;
        if payment.reference == *reference { Ok(payment) } else { Err(Error::unreadable(&answer)) }
    }

    /// `GET /payments/{reference}/events`: everything that happened, with the keys that did it.
    pub async fn events(&self, reference: &Reference) -> Result<Vec<Event>, Error> {
        let path = format!("/epayment/v1/payments/{}/events", reference.as_str());
        self.client.platform_json(Call::get(&path).of_payment()).await
    }

    /// `POST /payments/{reference}/capture`: takes some or all of what the customer approved.
    /// Sends exactly [`Modification::to_json`] of the amount. Success is read from
    /// [`Aggregate::captured_amount`], not from the absence of an error.
    pub async fn capture(
        &self,
        reference: &Reference,
        amount: Amount,
        key: &IdempotencyKey,
    ) -> Result<Modified, Error> {
        amount.check()?;
        self.modify(reference, "capture", Modification::new(amount).to_json(), key).await
    }

    /// `POST /payments/{reference}/cancel`: ends a payment that is not approved yet, or releases
    /// all that is approved and not captured. Sends exactly [`Cancel::to_json`].
    pub async fn cancel(
        &self,
        reference: &Reference,
        cancel: Cancel,
        key: &IdempotencyKey,
    ) -> Result<Modified, Error> {
        self.modify(reference, "cancel", cancel.to_json(), key).await
    }

    /// `POST /payments/{reference}/refund`: gives back some or all of what was captured. Sends
    /// exactly [`Modification::to_json`] of the amount.
    pub async fn refund(
        &self,
        reference: &Reference,
        amount: Amount,
        key: &IdempotencyKey,
    ) -> Result<Modified, Error> {
        amount.check()?;
        self.modify(reference, "refund", Modification::new(amount).to_json(), key).await
    }

    async fn modify(
        &self,
        reference: &Reference,
        operation: &str,
        json: Vec<u8>,
        key: &IdempotencyKey,
    ) -> Result<Modified, Error> {
        let path = format!("/epayment/v1/payments/{}/{operation}", reference.as_str());
        self.write(&path, json, key, |modified: &Modified| modified.reference == *reference).await
    }

    /// An answer about another payment than ours tells nothing about ours.
    async fn write<T: DeserializeOwned>(
        &self,
        path: &str,
        json: Vec<u8>,
        key: &IdempotencyKey,
        is_ours: impl FnOnce(&T) -> bool + Send,
    ) -> Result<T, Error> {
        let mut call = Call::post(path, json).idempotency_key(key).of_payment();
        call.not_after_unix_ms = self.not_after_unix_ms;
        let answer = self.client.platform(call).await?;
        let read: T = read_json(&answer)?;
        if is_ours(&read) { Ok(read) } else { Err(Error::unreadable(&answer)) }
    }
}
