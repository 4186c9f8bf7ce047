//! The Webhooks API from both sides: registering where events go, and judging an event that has
//! come. Judging is pure: a registration, the headers and the raw body go in.
//!
//! Source: Webhooks API specification v1, and its guide:
//! `https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/`.

mod event;
mod signature;

pub use event::{
    CheckedIn, Event, PaymentEvent, Unreadable, parse, parse_checked_in, parse_payment, parse_ping,
};
pub use signature::{VerifyError, signed_headers, verify};

use std::fmt;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::call::{Call, json_of};
use crate::client::Inner;
use crate::error::{Error, Invalid};

/// Every event of an ePayment payment, by the name it is registered under.
pub const PAYMENT_EVENTS: [&str; 8] = [
    "epayments.payment.created.v1",
    "epayments.payment.aborted.v1",
    "epayments.payment.expired.v1",
    "epayments.payment.cancelled.v1",
    "epayments.payment.captured.v1",
    "epayments.payment.refunded.v1",
    "epayments.payment.authorized.v1",
    "epayments.payment.terminated.v1",
];

/// "The customer has answered a merchant-initiated login, ask for the token."
pub const LOGIN_PING: &str = "login.merchant-initiated.ping.v1";

/// "A customer has scanned a callback QR of ours." One registration per sales unit, and without a
/// 2xx the customer is told that the shop can't be reached.
pub const CHECKED_IN: &str = "user.checked-in.v1";

/// Calls of the Webhooks API; made by [`Client::webhooks`](crate::Client::webhooks).
#[derive(Clone, Copy)]
pub struct Webhooks<'a> {
    pub(crate) client: &'a Inner,
}

/// A registration just made (`RegisterResponse`). Its secret is shown this once.
#[derive(Clone, Debug, Deserialize)]
pub struct Registration {
    /// The registration.
    pub id: String,
    /// The key of its signatures: an opaque text, never decoded.
    pub secret: SecretString,
}

/// A registration as it is listed (`Webhook`).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Listed {
    /// The registration.
    pub id: String,
    /// Where its events go.
    pub url: String,
    /// Which events.
    #[serde(default)]
    pub events: Vec<String>,
}

/// What must be known of a registration to judge its events.
#[derive(Clone)]
pub struct Registered {
    /// The address as it was registered. A proxy may have rewritten the one that was called.
    pub url: Url,
    /// The secret that the registration was answered with.
    pub secret: SecretString,
}

impl fmt::Debug for Registered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registered").field("url", &self.url.as_str()).finish_non_exhaustive()
    }
}

#[derive(Serialize)]
struct Register<'a> {
    url: &'a str,
    events: &'a [&'a str],
}

#[derive(Deserialize)]
struct List {
    webhooks: Vec<Listed>,
}

impl Webhooks<'_> {
    /// `POST /webhooks/v1/webhooks`: has these events sent to this address. There is no key
    /// against repeats and the secret is shown once: after a lost answer list, delete ours whose
    /// secret is not known, and register anew. At most 25 per event and sales unit.
    pub async fn register(&self, url: &Url, events: &[&str]) -> Result<Registration, Error> {
        let json = json_of(&Register { url: url.as_str(), events });
        self.client.platform_json(Call::post("/webhooks/v1/webhooks", json)).await
    }

    /// `GET /webhooks/v1/webhooks`: what is registered, without secrets.
    pub async fn list(&self) -> Result<Vec<Listed>, Error> {
        let list: List = self.client.platform_json(Call::get("/webhooks/v1/webhooks")).await?;
        Ok(list.webhooks)
    }

    /// `DELETE /webhooks/v1/webhooks/{id}`: ends a registration. It may be repeated.
    pub async fn delete(&self, id: &str) -> Result<(), Error> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        if id.is_empty() || !id.bytes().all(allowed) {
            return Err(Invalid::new("webhook id", "must be the id that the list gives").into());
        }
        let path = format!("/webhooks/v1/webhooks/{id}");
        self.client.platform(Call::delete(&path)).await.map(|_| ())
    }
}
