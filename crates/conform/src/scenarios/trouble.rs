//! Calls that come too fast, and a service that fails: the simulator's own limits, and its faults.

use anyhow::ensure;
use serde_json::json;
use vipps_mobilepay::epayment::Cancel;
use vipps_mobilepay::login::{LoginHint, LoginRequest, StartError};
use vipps_mobilepay::qr::Picture;
use vipps_mobilepay::{Error, Unknown};

use super::epayment::{approved, create, key, nok, pushed};
use super::world::World;
use super::{OLA, number, refused};

/// A payment takes five writes a minute, its create among them.
pub(super) async fn too_many(world: &World) -> anyhow::Result<()> {
    let epayment = world.client.epayment();
    let payment = pushed("conform-hurry")?;
    approved(world, &payment).await?;
    let reference = &payment.reference;
    for number in 0..4 {
        epayment.capture(reference, nok(100), &key(&format!("hurry-{number}"))?).await?;
    }
    let unless_approved = Cancel { transaction_only: false };
    let slower = epayment.cancel(reference, unless_approved, &key("hurry-cancel")?).await;
    ensure!(matches!(slower, Err(Error::RateLimited { .. })), "{slower:?}");
    world.advance_s(61);
    epayment.cancel(reference, unless_approved, &key("hurry-cancel")?).await?;
    Ok(())
}

/// One answer with this status, and the call with or without its effect.
async fn fail(world: &World, on: &str, status: u16, after_effect: bool) -> anyhow::Result<()> {
    let effect = json!({ "status": {
        "status": status, "retry_after_s": 3, "after_effect": after_effect,
    }});
    world.act("faults", &json!({ "on": on, "times": 1, "effect": effect })).await?;
    Ok(())
}

/// Nothing is repeated by itself; the same key and the same bytes come to the one effect.
pub(super) async fn errors(world: &World) -> anyhow::Result<()> {
    let payment = pushed("conform-unlucky")?;
    for (status, after_effect) in [(503, false), (500, true)] {
        fail(world, "createPayment", status, after_effect).await?;
        let key = key("conform-unlucky-create")?;
        let created = world.client.epayment().create(&payment, &key).await;
        let asked_s = created.as_ref().err().and_then(Error::retry_after_s);
        ensure!(asked_s == Some(3), "{created:?}");
        refused(created, status)?;
    }
    create(world, &payment).await?;
    fail(world, "getPayment", 429, false).await?;
    let slower = world.client.epayment().get(&payment.reference).await;
    ensure!(matches!(slower, Err(Error::RateLimited { retry_after_s: Some(3) })), "{slower:?}");

    fail(world, "exchangeQr", 500, false).await?;
    let scan = "https://qr.vipps.no/28/2/01/031/4712345678?v=1";
    refused(world.client.qr().exchange(scan).await, 500)?;
    fail(world, "GET /qr/v1/merchant-callback", 500, false).await?;
    refused(world.client.qr().callbacks(Picture::Svg).await, 500)?;
    fail(world, "startLogin", 500, false).await?;
    let ask = LoginRequest::new(LoginHint::Msisdn(number(OLA)?), "openid");
    let lost = world.client.login().start(&ask).await;
    let lost = matches!(lost, Err(StartError::Call(Error::Unknown(Unknown::Unreadable { .. }))));
    ensure!(lost, "a start that failed may have asked");

    fail(world, "fetchToken", 500, false).await?;
    let not_sent = world.denmark()?.webhooks().list().await;
    ensure!(matches!(not_sent, Err(Error::NotSent { .. })), "{not_sent:?}");
    Ok(())
}
