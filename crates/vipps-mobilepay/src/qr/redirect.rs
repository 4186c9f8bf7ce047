//! Merchant redirect QRs: printed on anything; a customer who scans one is led to an address that
//! the merchant may change later.
//!
//! Source: QR API specification 1.0 (October 2024), `CreateMerchantRedirectQr` and its neighbours.

use serde::{Deserialize, Deserializer, Serialize};

use super::{Picture, Qr, QrId};
use crate::call::{Call, json_of, segment};
use crate::error::{Error, Invalid};
use crate::number;

/// An address that a redirect QR may lead to: https, and of the characters that the specification
/// allows (`^https:\/\/[\w\.]+([\w#!:.?+=&%@\-\/]+)?$`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RedirectTarget(String);

impl RedirectTarget {
    /// Checks and takes over an address.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
        let rest = text.strip_prefix("https://").unwrap_or_default();
        let allowed = |c: char| word(c) || "#!:?+=&%@-/".contains(c);
        if rest.starts_with(word) && rest.chars().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Invalid::new(
                "redirect URL",
                "must be https, of letters, digits and _.#!:?+=&%@-/ alone",
            ))
        }
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A redirect QR to be made (`MerchantRedirectQrRequest`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewRedirectQr {
    /// The merchant's name for it.
    pub id: QrId,
    /// Where it leads.
    pub redirect_url: RedirectTarget,
    /// How long it lives, 300 to 2147483647 seconds; without it for ever.
    #[serde(rename = "ttl", skip_serializing_if = "Option::is_none")]
    pub ttl_s: Option<u32>,
}

/// A redirect QR as it is (`MerchantRedirectQrResponse`).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RedirectQr {
    /// The merchant's name for it.
    pub id: String,
    /// Where the picture is; for [`Picture::TargetUrl`] what a QR of one's own must hold.
    pub url: String,
    /// Where it leads.
    pub redirect_url: String,
    /// Seconds from now to its end; `None` for never (-1 on the wire) or when it is not said.
    #[serde(rename = "expiresIn", default, deserialize_with = "unless_never")]
    pub expires_in_s: Option<i64>,
}

fn unless_never<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    Ok(number::lenient_option(deserializer)?.filter(|seconds| *seconds >= 0))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Update<'a> {
    redirect_url: &'a RedirectTarget,
}

const PATH: &str = "/qr/v1/merchant-redirect";

fn path(id: &QrId) -> String {
    format!("{PATH}/{}", segment(id.as_str()))
}

impl Qr<'_> {
    /// `POST /qr/v1/merchant-redirect`: makes a redirect QR. An id that is taken is
    /// [`Error::Refused`] with 409; it may be our own earlier send: get it and compare. The id of a
    /// deleted QR may be used again, but what was printed stays dead.
    pub async fn create_redirect(
        &self,
        qr: &NewRedirectQr,
        picture: Picture,
    ) -> Result<RedirectQr, Error> {
        if qr.ttl_s.is_some_and(|seconds| !(300..=2_147_483_647).contains(&seconds)) {
            return Err(Invalid::new("life of a QR", "must be 300 to 2147483647 seconds").into());
        }
        self.client.platform_json(picture.in_headers(Call::post(PATH, json_of(qr)))?).await
    }

    /// `GET /qr/v1/merchant-redirect/{id}`: one redirect QR.
    pub async fn redirect(&self, id: &QrId, picture: Picture) -> Result<RedirectQr, Error> {
        self.client.platform_json(picture.in_headers(Call::get(&path(id)))?).await
    }

    /// `GET /qr/v1/merchant-redirect`: all redirect QRs of the sales unit.
    pub async fn redirects(&self, picture: Picture) -> Result<Vec<RedirectQr>, Error> {
        self.client.platform_json(picture.in_headers(Call::get(PATH))?).await
    }

    /// `PUT /qr/v1/merchant-redirect/{id}`: leads a QR elsewhere, the printed ones too. It may be
    /// repeated: the last one counts.
    pub async fn update_redirect(
        &self,
        id: &QrId,
        redirect_url: &RedirectTarget,
        picture: Picture,
    ) -> Result<RedirectQr, Error> {
        let path = path(id);
        let call = Call::put(&path, json_of(&Update { redirect_url }));
        self.client.platform_json(picture.in_headers(call)?).await
    }

    /// `DELETE /qr/v1/merchant-redirect/{id}`: ends a redirect QR for good. It may be repeated; one
    /// that is gone is [`Error::Refused`] with 404.
    pub async fn delete_redirect(&self, id: &QrId) -> Result<(), Error> {
        self.client.platform(Call::delete(&path(id))).await.map(|_| ())
    }
}
