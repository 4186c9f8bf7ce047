//! A payment request, and the very bytes that carry it. The same request always gives the same
//! bytes, so a caller can store their hash before sending and prove a repeat to be one.
//!
//! Source: ePayment specification 1.8.1, `createPayment`.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Serialize, Serializer};

use super::card_passthrough::CardPassthrough;
use super::industry::{IndustryData, MerchantLegalLinks};
use super::receipt::Receipt;
use super::shipping::Shipping;
use crate::error::Invalid;
use crate::value::{Amount, CustomerToken, Msisdn, QrContent, Reference};

/// What is asked of the customer (`CreatePaymentRequest`). Start from [`CreatePayment::new`] and
/// set what the flow needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CreatePayment {
    /// How much.
    pub amount: Amount,
    /// How it may be paid.
    pub payment_method: PaymentMethod,
    /// Who is asked; needed by [`UserFlow::PushMessage`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<Customer>,
    /// Whether the customer stands in the shop, which the law wants to be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_interaction: Option<CustomerInteraction>,
    /// What was bought.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Receipt>,
    /// Our name for the payment.
    pub reference: Reference,
    /// How the request reaches the customer.
    pub user_flow: UserFlow,
    /// Where the customer is sent afterwards: https or a scheme of an app, at most 2500
    /// characters; needed by [`UserFlow::WebRedirect`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub return_url: Option<String>,
    /// One line that the customer sees, 3 to 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_description: Option<String>,
    /// Returned by a read as it is: at most 5 pairs, keys to 100 and values to 500 characters.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
    /// Where a receipt can be seen: https or a scheme of an app.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt_url: Option<String>,
    /// When the request ends, if not after 10 minutes; needs a receipt and special approval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<ExpiresAt>,
    /// In which form the QR is wanted; only with [`UserFlow::Qr`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qr_format: Option<QrFormat>,
    /// How old the customer must be, 0 to 100 years.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum_user_age: Option<u8>,
    /// What the customer is asked to tell about themselves; a "no" fails the payment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<Profile>,
    /// The ways of shipping of an Express payment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shipping: Option<Shipping>,
    /// What some industries must tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub industry_data: Option<IndustryData>,
    /// What a provider tells of a card that it passes through; goes with
    /// [`PaymentMethod::CardPassthrough`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card_passthrough: Option<CardPassthrough>,
    /// Terms that the customer accepts before paying.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merchant_legal_links: Option<MerchantLegalLinks>,
}

/// How a payment may be paid (`PaymentMethod`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum PaymentMethod {
    /// With the app.
    Wallet {
        /// What may not be used; in Denmark and Finland alone (5010).
        #[serde(skip_serializing_if = "Vec::is_empty")]
        blocked_sources: Vec<BlockedSource>,
    },
    /// By typing a card; only with [`UserFlow::WebRedirect`].
    Card,
    /// By a card that a payment service provider passes through; not for merchants. It alone may
    /// be in [`Currency::SEK`](crate::Currency::SEK), [`Currency::USD`](crate::Currency::USD) and
    /// [`Currency::GBP`](crate::Currency::GBP).
    CardPassthrough,
}

/// A source of money that a merchant may refuse (`BlockedPaymentSources`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum BlockedSource {
    /// Cards of companies.
    CommercialCards,
}

/// Who is asked to pay (`Customer`). `Debug` hides it.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Customer {
    /// By number.
    PhoneNumber(Msisdn),
    /// By the personal QR just scanned.
    PersonalQr(QrContent),
    /// By the token of a check-in (`user.checked-in.v1`), valid for 15 minutes.
    CustomerToken(CustomerToken),
}

impl fmt::Debug for Customer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Customer::PhoneNumber(_) => "PhoneNumber(…)",
            Customer::PersonalQr(_) => "PersonalQr(…)",
            Customer::CustomerToken(_) => "CustomerToken(…)",
        })
    }
}

/// Whether the customer is in the shop (`CreatePaymentRequest.customerInteraction`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CustomerInteraction {
    /// In the shop.
    CustomerPresent,
    /// Elsewhere; what the service assumes when nothing is said.
    CustomerNotPresent,
}

/// How the request reaches the customer (`CreatePaymentRequest.userFlow`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum UserFlow {
    /// By a push to the customer's phone; the sales unit must be approved for it (else 5080).
    PushMessage,
    /// By a QR that the customer scans.
    Qr,
    /// By a link to a landing page.
    WebRedirect,
    /// By a link that opens the app.
    NativeRedirect,
}

/// The form of a payment's QR (`CreatePaymentRequest.qrFormat`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct QrFormat {
    /// What the answer's link leads to.
    pub format: QrImage,
    /// Width and height in pixels, 100 to 2000; only for PNG.
    #[serde(rename = "size", skip_serializing_if = "Option::is_none")]
    pub size_px: Option<u16>,
}

/// What a QR link leads to (`CreatePaymentRequest.qrFormat`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum QrImage {
    /// No picture: the text that a QR of one's own must hold.
    #[serde(rename = "TEXT/TARGETURL")]
    TargetUrl,
    /// An SVG picture.
    #[serde(rename = "IMAGE/SVG+XML")]
    Svg,
    /// A PNG picture.
    #[serde(rename = "IMAGE/PNG")]
    Png,
}

/// What the customer is asked to share (`ProfileRequest`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Profile {
    /// Separated by spaces: name, address, email, phoneNumber, birthDate, nin.
    pub scope: String,
}

/// The end of a long-living request (`CreatePaymentRequest.expiresAt`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExpiresAt(jiff::Timestamp);

impl ExpiresAt {
    /// From seconds since 1970.
    pub fn from_unix_s(seconds: i64) -> Result<Self, Invalid> {
        let timestamp = jiff::Timestamp::from_second(seconds);
        timestamp.map(Self).map_err(|_| Invalid::new("expiry", "must be a time of our calendar"))
    }
}

impl Serialize for ExpiresAt {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl CreatePayment {
    /// A request with what every one needs, paid with the app.
    pub fn new(reference: Reference, amount: Amount, user_flow: UserFlow) -> Self {
        Self {
            amount,
            payment_method: PaymentMethod::Wallet { blocked_sources: Vec::new() },
            customer: None,
            customer_interaction: None,
            receipt: None,
            reference,
            user_flow,
            return_url: None,
            payment_description: None,
            metadata: BTreeMap::new(),
            receipt_url: None,
            expires_at: None,
            qr_format: None,
            minimum_user_age: None,
            profile: None,
            shipping: None,
            industry_data: None,
            card_passthrough: None,
            merchant_legal_links: None,
        }
    }

    /// The bytes that [`Epayment::create`](super::Epayment::create) sends, always the same ones
    /// for the same request.
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("text, numbers and maps by text are always JSON")
    }
}
