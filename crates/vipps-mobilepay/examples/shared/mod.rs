//! What all examples share: a client for a simulator, whose address is the first argument, and the
//! hand on the customer's phone, which the simulator's control API lends.
#![allow(dead_code, reason = "each example uses a part of it")]

use std::sync::Arc;
use std::time::Duration;

use vipps_mobilepay::{
    Client, Clock, Config, IdempotencyKey, Invalid, MerchantSerialNumber, Method, Reference,
    Request, ReqwestTransport, SecretString, SystemClock, SystemInfo, Transport, Url,
};

pub(crate) type Failure = Box<dyn std::error::Error>;

/// The address of the simulator: the first argument, or where `clubtill simulate` listens.
pub(crate) fn base_url() -> Result<Url, Failure> {
    let address = std::env::args().nth(1);
    Ok(address.as_deref().unwrap_or("http://127.0.0.1:8090").parse()?)
}

/// A client for the simulator's first merchant.
pub(crate) fn client() -> Result<Client, Failure> {
    client_with_secret("simulator-secret")
}

pub(crate) fn client_with_secret(client_secret: &str) -> Result<Client, Failure> {
    let config = Config {
        base_url: base_url()?,
        client_id: "11111111-1111-4111-8111-111111111111".to_owned(),
        client_secret: SecretString::from(client_secret),
        subscription_key: SecretString::from("simulator-key"),
        merchant_serial_number: MerchantSerialNumber::parse("123456")?,
        system: SystemInfo::new("example", "1", "example-till", "1")?,
    };
    Ok(Client::new(config, Arc::new(ReqwestTransport::new()?), Arc::new(SystemClock))?)
}

/// A reference that no other run has.
pub(crate) fn new_reference() -> Result<Reference, Invalid> {
    Reference::parse(&format!("example-{}", SystemClock.now_unix_ms()))
}

/// A key that belongs to one write of one payment.
pub(crate) fn key(reference: &Reference, write: &str) -> Result<IdempotencyKey, Invalid> {
    IdempotencyKey::parse(&format!("{}-{write}", reference.as_str()))
}

/// What the customer does on the phone, as in `payments/{reference}/approve`.
pub(crate) async fn customer(does: &str) -> Result<(), Failure> {
    let request = Request {
        method: Method::Post,
        url: base_url()?.join(&format!("/simulator/{does}"))?,
        headers: Vec::new(),
        body: Vec::new(),
        timeout: Duration::from_secs(10),
    };
    let answer = ReqwestTransport::new()?.send(request).await?;
    if answer.is_success() {
        Ok(())
    } else {
        Err(format!("the simulator answered {} to the customer", answer.status).into())
    }
}
