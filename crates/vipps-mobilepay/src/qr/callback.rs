//! Merchant callback QRs: printed at a till; a customer who scans one checks in, and the webhook
//! `user.checked-in.v1` tells the merchant who.
//!
//! Source: QR API specification 1.0 (October 2024), `PutMerchantCallbackQr` and its neighbours.

use serde::{Deserialize, Serialize};

use super::{Picture, Qr, QrId};
use crate::call::{Call, json_of, segment};
use crate::error::{Error, Invalid};

/// What a callback QR stands for (`MerchantCallbackPutRequest`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CallbackPlace {
    /// Where the QR hangs, at most 36 characters; the customer sees it after the scan.
    pub location_description: String,
    /// What kind of place it is; without it a shop. Known from the changelog of May 2024, not yet
    /// in the specification.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<QrCategory>,
}

impl CallbackPlace {
    /// A place in a shop.
    pub fn new(location_description: impl Into<String>) -> Self {
        Self { location_description: location_description.into(), category: None }
    }

    fn check(&self) -> Result<(), Invalid> {
        if (1..=36).contains(&self.location_description.chars().count()) {
            Ok(())
        } else {
            Err(Invalid::new("location description", "must be 1 to 36 characters"))
        }
    }
}

/// What kind of place a callback QR hangs at (`category`, QR API changelog, May 2024).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum QrCategory {
    /// A shop.
    InStore,
    /// A vending machine.
    Vending,
}

/// A callback QR as it is listed (`MerchantCallbackQr`, which promises none of its fields).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CallbackQr {
    /// The merchant's name for it, as the webhook brings it.
    pub merchant_qr_id: String,
    /// The sales unit.
    #[serde(default)]
    pub merchant_serial_number: Option<String>,
    /// Where the QR hangs.
    #[serde(default)]
    pub location_description: Option<String>,
    /// Where the picture is; it may change from time to time.
    #[serde(default)]
    pub qr_image_url: Option<String>,
    /// What a QR of one's own must hold.
    #[serde(default)]
    pub qr_content: Option<String>,
}

fn path(id: &QrId) -> String {
    format!("/qr/v1/merchant-callback/{}", segment(id.as_str()))
}

impl Qr<'_> {
    /// `PUT /qr/v1/merchant-callback/{merchantQrId}`: makes a callback QR, or gives the one of
    /// this id a new place; what is printed stays good. It may be repeated: the last one counts.
    pub async fn put_callback(&self, id: &QrId, place: &CallbackPlace) -> Result<(), Error> {
        place.check()?;
        self.client.platform(Call::put(&path(id), json_of(place))).await.map(|_| ())
    }

    /// `PUT /qr/v1/merchant-callback/mobilepay/{beaconId}`: keeps a printed QR of the old MobilePay
    /// till solution alive; its webhooks have the beacon's id as the QR's. It may be repeated; a
    /// beacon of another sales unit is [`Error::Refused`] with 409.
    pub async fn put_mobilepay_callback(
        &self,
        beacon_id: &QrId,
        location_description: &str,
    ) -> Result<(), Error> {
        let place = CallbackPlace::new(location_description);
        place.check()?;
        let beacon = segment(beacon_id.as_str());
        let path = format!("/qr/v1/merchant-callback/mobilepay/{beacon}");
        self.client.platform(Call::put(&path, json_of(&place))).await.map(|_| ())
    }

    /// `GET /qr/v1/merchant-callback/{merchantQrId}`: one callback QR, with a link to its picture.
    pub async fn callback(&self, id: &QrId, picture: Picture) -> Result<CallbackQr, Error> {
        self.client.platform_json(picture.in_query(Call::get(&path(id)))?).await
    }

    /// `GET /qr/v1/merchant-callback`: all callback QRs of the sales unit.
    pub async fn callbacks(&self, picture: Picture) -> Result<Vec<CallbackQr>, Error> {
        let call = Call::get("/qr/v1/merchant-callback");
        self.client.platform_json(picture.in_query(call)?).await
    }

    /// `DELETE /qr/v1/merchant-callback/{merchantQrId}`: ends a callback QR. It may be repeated;
    /// one that is gone is [`Error::Refused`] with 404.
    pub async fn delete_callback(&self, id: &QrId) -> Result<(), Error> {
        self.client.platform(Call::delete(&path(id))).await.map(|_| ())
    }
}
