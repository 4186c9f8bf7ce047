//! The webhooks that a [`TestApp`](crate::TestApp) is sent: kept, so that a test can send each
//! again as it was, spoilt, or signed anew.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use vipps_mobilepay::{Request, Response};
use vipps_simulator::WebhookRequest;

#[derive(Clone, Default)]
pub(crate) struct Mail(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    sent: Vec<WebhookRequest>,
    is_held: bool,
    /// The secret of each address that was registered.
    secrets: BTreeMap<String, String>,
}

impl Mail {
    /// Everything that was sent, and what was held back, in its order.
    pub(crate) fn sent(&self) -> Vec<WebhookRequest> {
        self.0.lock().unwrap().sent.clone()
    }

    /// From now on nothing arrives, or everything does.
    pub(crate) fn hold(&self, is_held: bool) {
        self.0.lock().unwrap().is_held = is_held;
    }

    /// Keeps a webhook; true if it is not to arrive.
    pub(crate) fn keeps(&self, request: &WebhookRequest) -> bool {
        let mut inner = self.0.lock().unwrap();
        inner.sent.push(request.clone());
        inner.is_held
    }

    /// Learns the secret that a registration is answered with.
    pub(crate) fn answered(&self, request: &Request, response: &Response) {
        if !request.url.path().ends_with("/webhooks") {
            return;
        }
        let read = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).unwrap_or_default();
        let (asked, told) = (read(&request.body), read(&response.body));
        if let (Some(url), Some(secret)) = (asked["url"].as_str(), told["secret"].as_str()) {
            self.0.lock().unwrap().secrets.insert(url.to_owned(), secret.to_owned());
        }
    }

    /// The same webhook with another body, truly signed for its address.
    pub(crate) fn signed(&self, like: &WebhookRequest, body: &Value) -> WebhookRequest {
        let body = body.to_string().into_bytes();
        let secret = self.0.lock().unwrap().secrets[like.url.as_str()].clone();
        let header =
            |name: &str| like.headers.iter().find(|(it, _)| *it == name).unwrap().1.clone();
        let hash = BASE64_STANDARD.encode(Sha256::digest(&body));
        let (date, host) = (header("x-ms-date"), header("host"));
        let text = format!("POST\n{}\n{date};{host};{hash}", like.url.path());
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(text.as_bytes());
        let signature = BASE64_STANDARD.encode(mac.finalize().into_bytes());
        let authorization = format!(
            "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}"
        );
        let headers = like.headers.iter().map(|(name, value)| match *name {
            "x-ms-content-sha256" => (*name, hash.clone()),
            "authorization" => (*name, authorization.clone()),
            _ => (*name, value.clone()),
        });
        WebhookRequest { url: like.url.clone(), headers: headers.collect(), body }
    }
}
