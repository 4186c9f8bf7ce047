//! A merchant-initiated login: the till asks, the customer says yes on the phone, and the club
//! learns who it is.
#![allow(clippy::print_stdout, reason = "an example shows what came of it")]

mod shared;

use shared::Failure;
use vipps_mobilepay::Msisdn;
use vipps_mobilepay::login::{BindingMessage, LoginHint, LoginRequest, TokenAnswer};

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let client = shared::client()?;
    let login = client.login();
    let msisdn = Msisdn::parse("4712345678")?;
    println!("can log in: {}", login.user_exists(&msisdn).await?);
    let scope = "openid name phoneNumber delegatedConsents";
    let mut ask = LoginRequest::new(LoginHint::Msisdn(msisdn), scope);
    ask.binding_message = Some(BindingMessage::parse("AB-12")?);
    ask.requested_expiry_s = Some(300);
    let started = login.start(&ask).await?;
    println!("asked on the phone; {} s to answer", started.expires_in_s);

    shared::customer(&format!("logins/{}/approve", started.auth_req_id.expose())).await?;

    let TokenAnswer::Approved(tokens) = login.token(&started.auth_req_id).await? else {
        return Err("the customer has not said yes".into());
    };
    let proved = login.verify_id_token(&tokens.id_token).await?;
    let person = login.userinfo(&tokens.access_token).await?;
    println!("proved and read are the same person: {}", proved.sub == person.sub);
    for consent in person.consents() {
        println!("consent {}: {}", consent.id, consent.accepted);
    }
    Ok(())
}
