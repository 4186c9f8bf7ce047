//! In which form a QR is wanted, and the one-time QR of a payment made by an older API. Pictures
//! are never in an answer: it has a link to one.
//!
//! Source: QR API specification 1.0 (October 2024), `generateOtpQr`.

use serde::{Deserialize, Serialize};
use url::Url;

use super::Qr;
use crate::call::{Call, json_of};
use crate::error::{Error, Invalid};
use crate::number;

/// What the link of a QR leads to (specification, headers `Accept` and `Size`, parameters
/// `QrImageFormat` and `QrImageSize`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    /// An SVG picture.
    Svg,
    /// A PNG picture.
    Png {
        /// Width and height in pixels, 100 to 2000; without it the service chooses.
        size_px: Option<u16>,
    },
    /// No picture: the address that a QR of one's own must hold. Not for callback QRs, whose
    /// answer always has it.
    TargetUrl,
}

impl Picture {
    /// The call, with the headers by which redirect and one-time QRs are asked for in this form.
    pub(super) fn in_headers(self, call: Call<'_>) -> Result<Call<'_>, Invalid> {
        let accept = match self {
            Picture::Svg => "image/svg+xml",
            Picture::Png { .. } => "image/png",
            Picture::TargetUrl => "text/targetUrl",
        };
        let call = call.header("Accept", accept);
        Ok(match self.size_px()? {
            Some(size) => call.header("Size", size.to_string()),
            None => call,
        })
    }

    /// The call, with the parameters by which callback QRs are asked for in this form.
    pub(super) fn in_query(self, call: Call<'_>) -> Result<Call<'_>, Invalid> {
        let format = match self {
            Picture::Svg => "SVG",
            Picture::Png { .. } => "PNG",
            Picture::TargetUrl => {
                return Err(Invalid::new("picture", "of a callback QR must be SVG or PNG"));
            }
        };
        let call = call.query("QrImageFormat", format);
        Ok(match self.size_px()? {
            Some(size) => call.query("QrImageSize", size.to_string()),
            None => call,
        })
    }

    fn size_px(self) -> Result<Option<u16>, Invalid> {
        match self {
            Picture::Png { size_px: Some(size) } if !(100..=2000).contains(&size) => {
                Err(Invalid::new("QR size", "must be 100 to 2000 pixels"))
            }
            Picture::Png { size_px } => Ok(size_px),
            Picture::Svg | Picture::TargetUrl => Ok(None),
        }
    }
}

/// A one-time QR (`OneTimePaymentQrResponse`).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct OneTimeQr {
    /// Where the picture is, until the QR ends.
    pub url: String,
    /// Seconds from now to its end.
    #[serde(rename = "expiresIn", deserialize_with = "number::lenient")]
    pub expires_in_s: i64,
}

#[derive(Serialize)]
struct OneTime<'a> {
    url: &'a str,
}

impl Qr<'_> {
    /// `POST /qr/v1`: a QR that opens one payment of the eCom or Recurring API, by the landing
    /// page address which that API gave. An ePayment payment has
    /// [`UserFlow::Qr`](crate::epayment::UserFlow::Qr) instead. It may be repeated freely; a
    /// payment that has timed out is [`Error::Refused`].
    pub async fn one_time(&self, landing_page: &Url, picture: Picture) -> Result<OneTimeQr, Error> {
        let call = Call::post("/qr/v1", json_of(&OneTime { url: landing_page.as_str() }));
        self.client.platform_json(picture.in_headers(call)?).await
    }
}
