//! Where events go: registered, listed, ended. And how a received one is judged.
#![allow(clippy::print_stdout, reason = "an example shows what came of it")]

mod shared;

use shared::Failure;
use vipps_mobilepay::webhook::{self, Event, PAYMENT_EVENTS, Registered};

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let client = shared::client()?;
    let url = "http://127.0.0.1:9099/hooks/vipps".parse()?;
    let registration = client.webhooks().register(&url, &PAYMENT_EVENTS).await?;
    println!("registered; the secret is shown this once");
    for listed in client.webhooks().list().await? {
        println!("{} gets {} kinds of events", listed.url, listed.events.len());
    }

    // A receiver judges the raw body by the address as it was registered, and then reads it.
    let registered = Registered { url, secret: registration.secret };
    let body = br#"{"auth_req_id":"VYGaaAMRkI6SyAm"}"#;
    let verdict = webhook::verify(&registered, |_| None, body);
    println!("without a signature: {verdict:?}");
    if let Event::LoginPing(_) = webhook::parse(body)? {
        println!("signed, it would be a reason to ask for a login's tokens");
    }

    client.webhooks().delete(&registration.id).await?;
    Ok(())
}
