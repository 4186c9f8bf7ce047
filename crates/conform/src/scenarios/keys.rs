//! Keys that are wrong, and keys that are shown in another way than a sales unit's own.

use anyhow::ensure;
use vipps_mobilepay::login::{LoginHint, LoginRequest, TokenAnswer};
use vipps_mobilepay::qr::Picture;
use vipps_mobilepay::report::Topic;
use vipps_mobilepay::{Error, IdempotencyKey};

use super::world::{DANISH_MSN, MSN, World};
use super::{KARI, MADS, number, payments, refused};

pub(super) async fn not_let_in(world: &World) -> anyhow::Result<()> {
    refused(world.stranger()?.webhooks().list().await, 401)?;
    refused(world.accountant("not-the-secret")?.report().ledgers(None, None).await, 401)
}

/// Acts for the merchant whose sales unit is connected, and for no other.
pub(super) async fn partner(world: &World) -> anyhow::Result<()> {
    let partner = world.partner(DANISH_MSN)?;
    let payment = payments::without_company_cards("conform-partner")?;
    let key = IdempotencyKey::parse("partner-create")?;
    partner.epayment().create(&payment, &key).await?;
    let login = partner.login();
    ensure!(login.user_exists(&number(MADS)?).await?, "Mads exists");
    let ask = LoginRequest::new(LoginHint::Msisdn(number(MADS)?), "openid");
    let started = login.start(&ask).await?.auth_req_id;
    world.act(&format!("logins/{}/approve", started.expose()), &serde_json::Value::Null).await?;
    let TokenAnswer::Approved(tokens) = login.token(&started).await? else {
        anyhow::bail!("an approved login must give tokens");
    };
    login.verify_id_token(&tokens.id_token).await?;
    login.userinfo(&tokens.access_token).await?;
    // A merchant who hasn't connected the sales unit is refused at the token already.
    refused(world.partner(MSN)?.qr().callbacks(Picture::Svg).await, 401)?;
    refused(partner.report().ledgers(None, None).await, 401)
}

pub(super) async fn in_form(world: &World) -> anyhow::Result<()> {
    let client = world.by_form()?;
    let login = client.login();
    ensure!(login.user_exists(&number(KARI)?).await?, "Kari exists");
    let ask = LoginRequest::new(LoginHint::Msisdn(number(KARI)?), "openid");
    let started = login.start(&ask).await?.auth_req_id;
    ensure!(matches!(login.token(&started).await?, TokenAnswer::Pending));
    Ok(())
}

/// Reads reports, and nothing else.
pub(super) async fn accountant(world: &World) -> anyhow::Result<()> {
    let client = world.accountant("partner-secret")?;
    let page = client.report().ledgers(None, None).await?;
    let [ledger] = &page.items[..] else { anyhow::bail!("one sales unit has one ledger") };
    client.report().feed(&ledger.ledger_id, Topic::Funds, None).await?;
    let outcome = client.webhooks().list().await;
    ensure!(matches!(outcome, Err(Error::Unauthorised { status: 401 })), "reports alone");
    Ok(())
}
