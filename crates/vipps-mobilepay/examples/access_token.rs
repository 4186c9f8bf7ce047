//! The access token is fetched by the first call that needs it, kept, and renewed in time. Wrong
//! keys are told apart from everything else.
#![allow(clippy::print_stdout, reason = "an example shows what came of it")]

mod shared;

use shared::Failure;
use vipps_mobilepay::Error;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let client = shared::client()?;
    client.webhooks().list().await?;
    client.webhooks().list().await?;
    println!("two calls, one access token");

    let stranger = shared::client_with_secret("another-secret")?;
    match stranger.webhooks().list().await {
        Err(Error::Unauthorised { status }) => println!("wrong keys are not let in ({status})"),
        other => return Err(format!("wrong keys came to {other:?}").into()),
    }
    Ok(())
}
