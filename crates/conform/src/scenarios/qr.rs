//! Personal QRs, check-ins, and the merchant's own QRs.

use anyhow::{Context as _, ensure};
use serde_json::json;
use vipps_mobilepay::CustomerToken;
use vipps_mobilepay::qr::{
    CallbackPlace, NewRedirectQr, Picture, QrCategory, QrId, RedirectTarget,
};

use super::world::{MSN, World};
use super::{KARI, OLA, epayment, payments, refused, url};

pub(super) async fn exchange(world: &World) -> anyhow::Result<()> {
    let qr = world.client.qr();
    let plain = qr.exchange("https://qr.vipps.no/28/2/01/031/4712345678?v=1").await?;
    ensure!(plain.msisdn.as_str() == OLA && plain.version == "1.0");
    let tokenised = qr.exchange("https://qr.vipps.no/p/kYq3VtR8mZ2nHs5wLd7cXb").await?;
    ensure!(tokenised.msisdn.as_str() == KARI && tokenised.version == "2.0");
    refused(qr.exchange("https://example.com/menu").await, 400)
}

pub(super) async fn one_time(world: &World) -> anyhow::Result<()> {
    let payment = payments::in_browser("conform-one-time")?;
    let key = epayment::key("one-time-create")?;
    let made = world.client.epayment().create(&payment, &key).await?;
    let page = url(made.redirect_url.as_deref().context("no landing page")?)?;
    for picture in [Picture::Svg, Picture::Png { size_px: Some(300) }, Picture::TargetUrl] {
        world.client.qr().one_time(&page, picture).await?;
    }
    let elsewhere = url("https://example.com/")?;
    refused(world.client.qr().one_time(&elsewhere, Picture::Svg).await, 400)
}

pub(super) async fn redirects(world: &World) -> anyhow::Result<()> {
    let qr = world.client.qr();
    let id = QrId::parse("window 1")?;
    let target = RedirectTarget::parse("https://example.com/club")?;
    let picture = Picture::Png { size_px: Some(200) };
    let new = NewRedirectQr { id: id.clone(), redirect_url: target.clone(), ttl_s: Some(600) };
    qr.create_redirect(&new, picture).await?;
    refused(qr.create_redirect(&new, Picture::Svg).await, 409)?;
    let forever = NewRedirectQr { id: QrId::parse("door")?, redirect_url: target, ttl_s: None };
    qr.create_redirect(&forever, Picture::TargetUrl).await?;
    qr.redirect(&id, Picture::Svg).await?;
    ensure!(qr.redirects(Picture::TargetUrl).await?.len() == 2, "two were made");
    let other = RedirectTarget::parse("https://example.com/sale")?;
    ensure!(qr.update_redirect(&id, &other, picture).await?.redirect_url == other.as_str());
    qr.delete_redirect(&id).await?;
    refused(qr.redirect(&id, picture).await, 404)?;
    refused(qr.update_redirect(&id, &other, picture).await, 404)?;
    refused(qr.delete_redirect(&id).await, 404)
}

pub(super) async fn callbacks(world: &World) -> anyhow::Result<()> {
    let qr = world.client.qr();
    let id = QrId::parse("27072f82-c4b6-49cd-9838-10f21d87496e")?;
    qr.put_callback(&id, &CallbackPlace::new("Till 1")).await?;
    let mut place = CallbackPlace::new("Till 2");
    place.category = Some(QrCategory::InStore);
    qr.put_callback(&id, &place).await?;
    qr.callback(&id, Picture::Svg).await?;
    qr.callback(&id, Picture::Png { size_px: Some(500) }).await?;
    let beacon = QrId::parse("123456789012345")?;
    qr.put_mobilepay_callback(&beacon, "Till 3").await?;
    let taken = world.denmark()?.qr().put_mobilepay_callback(&beacon, "Till 3").await;
    refused(taken, 409)?;
    ensure!(qr.callbacks(Picture::Png { size_px: None }).await?.len() == 2, "two were put");

    let token = check_in(world, OLA, id.as_str()).await?;
    ensure!(qr.exchange_customer(&token).await?.msisdn.as_str() == OLA);
    refused(qr.exchange_customer(&CustomerToken::parse("unknown")?).await, 400)?;

    qr.delete_callback(&id).await?;
    refused(qr.callback(&id, Picture::Svg).await, 404)?;
    refused(qr.delete_callback(&id).await, 404)
}

/// The customer scans the code of a till.
pub(super) async fn check_in(
    world: &World,
    msisdn: &str,
    merchant_qr_id: &str,
) -> anyhow::Result<CustomerToken> {
    let scan = json!({ "msisdn": msisdn, "msn": MSN, "merchant_qr_id": merchant_qr_id });
    let told = world.act("check-ins", &scan).await?;
    Ok(CustomerToken::parse(told["customer_token"].as_str().context("no token")?)?)
}
