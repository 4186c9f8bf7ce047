//! The QR API: the customer's personal QR, as scanned, is exchanged for the phone number. The
//! number is never read out of the scan itself, since its form changes without warning.

use serde::{Deserialize, Serialize};

use crate::client::{Call, Inner};
use crate::error::{Error, Invalid};
use crate::number;
use crate::value::Msisdn;

/// Calls of the QR API; made by [`Client::qr`](crate::Client::qr).
#[derive(Clone, Copy)]
pub struct Qr<'a> {
    pub(crate) client: &'a Inner,
}

/// Who showed the QR.
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

#[derive(Serialize)]
struct Exchange<'a> {
    #[serde(rename = "qrCode")]
    qr_code: &'a str,
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
        let json = serde_json::to_vec(&Exchange { qr_code: scan })
            .expect("a struct of text is always JSON");
        self.client.platform_json(Call::post("/qr/v1/exchange", json)).await
    }
}
