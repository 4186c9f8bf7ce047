//! The QR API: what a customer shows is exchanged for the phone number, and the merchant's own QRs
//! are made, listed and removed. The number is never read out of a scan itself, since its form
//! changes without warning.
//!
//! Source: QR API specification 1.0, October 2024 (`https://developer.vippsmobilepay.com/api/qr/`).

mod callback;
mod picture;
mod redirect;

pub use callback::{CallbackPlace, CallbackQr, QrCategory};
pub use picture::{OneTimeQr, Picture};
pub use redirect::{NewRedirectQr, RedirectQr, RedirectTarget};

use serde::{Deserialize, Serialize};

use crate::call::{Call, json_of};
use crate::client::Inner;
use crate::error::{Error, Invalid};
use crate::number;
use crate::value::{CustomerToken, Msisdn};

/// Calls of the QR API; made by [`Client::qr`](crate::Client::qr).
#[derive(Clone, Copy)]
pub struct Qr<'a> {
    pub(crate) client: &'a Inner,
}

/// Who showed the QR (`QrExchangeResponse`).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct PersonalQr {
    /// The customer's number.
    pub msisdn: Msisdn,
    /// `2.0` for a tokenised QR, `1.0` for the old one in clear text.
    pub version: String,
    /// When the app made the QR, in seconds since 1970; only known of a tokenised one.
    #[serde(rename = "timestamp", default, deserialize_with = "number::lenient_option")]
    pub generated_at_unix_s: Option<i64>,
}

/// Who has checked in (`CustomerExchangeResponse`).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct CheckedInCustomer {
    /// The customer's number.
    pub msisdn: Msisdn,
    /// When the customer scanned the merchant's QR, in seconds since 1970, if it is told.
    #[serde(rename = "timestamp", default, deserialize_with = "number::lenient_option")]
    pub scanned_at_unix_s: Option<i64>,
}

/// A merchant's name for one of its QRs: 1 to 128 letters (ASCII and æøå), digits, blanks and
/// `-_+%` (specification, `MerchantRedirectQrRequest`). Callback QRs have no published rule; the
/// same holds for them here.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct QrId(String);

impl QrId {
    /// Checks and takes over an id.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "-_+% æøåÆØÅ".contains(c);
        if (1..=128).contains(&text.chars().count()) && text.chars().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Invalid::new("QR id", "must be 1 to 128 letters, digits, blanks and -_+%"))
        }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Exchange<'a> {
    qr_code: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ExchangeCustomer<'a> {
    customer: CheckedIn<'a>,
    /// Required by the specification, though it has a default there.
    requested_data: [&'static str; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CheckedIn<'a> {
    customer_token: &'a CustomerToken,
}

impl Qr<'_> {
    /// `POST /qr/v1/exchange`: whose personal QR this is. `scan` is everything the scanner read.
    ///
    /// It has no effect, so it may be repeated freely. A stale, foreign or damaged QR is
    /// [`Error::Refused`]: ask the customer to show the QR again, or for the number.
    pub async fn exchange(&self, scan: &str) -> Result<PersonalQr, Error> {
        if scan.trim().is_empty() {
            return Err(Invalid::new("personal QR", "must not be empty").into());
        }
        let json = json_of(&Exchange { qr_code: scan });
        self.client.platform_json(Call::post("/qr/v1/exchange", json)).await
    }

    /// `POST /qr/v1/exchange/customer`: who has checked in, by the token that the webhook
    /// `user.checked-in.v1` brought at most 15 minutes ago.
    ///
    /// It has no effect, so it may be repeated freely. A token that is too old or not ours is
    /// [`Error::Refused`]: ask the customer to scan again.
    pub async fn exchange_customer(
        &self,
        token: &CustomerToken,
    ) -> Result<CheckedInCustomer, Error> {
        let customer = CheckedIn { customer_token: token };
        let json = json_of(&ExchangeCustomer { customer, requested_data: ["MSISDN"] });
        self.client.platform_json(Call::post("/qr/v1/exchange/customer", json)).await
    }
}
