//! Webhooks: registered, listed and removed, and those of a sale delivered, believed and read. The
//! contract of ePayment has the shape of its own; the other two are held to the client's reader
//! alone.

use anyhow::{Context as _, ensure};
use serde_json::Value;
use vipps_mobilepay::epayment::{Cancel, EventName};
use vipps_mobilepay::login::{LoginHint, LoginRequest};
use vipps_mobilepay::qr::{CallbackPlace, QrId};
use vipps_mobilepay::webhook::{
    CHECKED_IN, Event, LOGIN_PING, PAYMENT_EVENTS, Registered, parse, verify,
};

use super::epayment::{approved, create, key, nok, pushed};
use super::world::World;
use super::{OLA, number, qr, refused, url};
use crate::contract::RECEIVER;

/// One for check-ins stays, for the scenarios of QRs.
pub(super) async fn registrations(world: &World) -> anyhow::Result<()> {
    let webhooks = world.client.webhooks();
    let receiver = url("https://example.com/hooks?shop=1")?;
    let made = webhooks.register(&receiver, &[LOGIN_PING]).await?;
    webhooks.register(&receiver, &[CHECKED_IN]).await?;
    ensure!(webhooks.list().await?.len() == 2, "two are registered");
    webhooks.delete(&made.id).await?;
    refused(webhooks.register(&receiver, &[CHECKED_IN]).await, 400)?;
    refused(webhooks.register(&receiver, &[]).await, 400)?;
    refused(webhooks.register(&url("http://example.com/hooks")?, &[LOGIN_PING]).await, 400)?;
    refused(webhooks.delete(&made.id).await, 404)?;
    refused(webhooks.register(&receiver, &["no.such.event.v1"]).await, 400)
}

/// Every kind of event arrives, is signed rightly and can be read.
pub(super) async fn delivered(world: &World) -> anyhow::Result<()> {
    let webhooks = world.client.webhooks();
    for old in webhooks.list().await? {
        webhooks.delete(&old.id).await?;
    }
    world.webhooks().await?;
    let receiver = url(&format!("https://example.com{RECEIVER}"))?;
    let events = [&PAYMENT_EVENTS[..], &[LOGIN_PING, CHECKED_IN]].concat();
    let secret = webhooks.register(&receiver, &events).await?.secret;
    let registered = Registered { url: receiver, secret };

    happen(world).await?;
    let mut names = Vec::new();
    let (mut pings, mut check_ins) = (0, 0);
    for request in world.webhooks().await? {
        let header = |name: &str| {
            let headers = &request.headers;
            headers.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
        };
        verify(&registered, header, &request.body).context("a webhook is not believed")?;
        match parse(&request.body).context("a webhook can't be read")? {
            Event::Payment(event) => {
                names.push(event.name);
                world.record(request);
            }
            Event::LoginPing(_) => pings += 1,
            Event::CheckedIn(_) => check_ins += 1,
        }
    }
    for name in [
        EventName::Created,
        EventName::Authorized,
        EventName::Captured,
        EventName::Refunded,
        EventName::Cancelled,
        EventName::Terminated,
        EventName::Aborted,
        EventName::Expired,
    ] {
        ensure!(names.contains(&name), "{name:?} was not delivered");
    }
    ensure!((pings, check_ins) == (1, 1), "{pings} pings and {check_ins} check-ins");
    Ok(())
}

/// A payment with all that can become of it, three that come to nothing, a login and a check-in.
async fn happen(world: &World) -> anyhow::Result<()> {
    let epayment = world.client.epayment();
    let whole = Cancel { transaction_only: false };
    let paid = pushed("conform-told-paid")?;
    approved(world, &paid).await?;
    epayment.capture(&paid.reference, nok(10_000), &key("told-capture")?).await?;
    epayment.refund(&paid.reference, nok(5_000), &key("told-refund")?).await?;
    epayment.cancel(&paid.reference, whole, &key("told-release")?).await?;
    let cancelled = pushed("conform-told-cancelled")?;
    create(world, &cancelled).await?;
    epayment.cancel(&cancelled.reference, whole, &key("told-cancel")?).await?;
    create(world, &pushed("conform-told-declined")?).await?;
    world.act("payments/conform-told-declined/decline", &Value::Null).await?;

    let ask = LoginRequest::new(LoginHint::Msisdn(number(OLA)?), "openid");
    let login = world.client.login().start(&ask).await?.auth_req_id;
    world.act(&format!("logins/{}/approve", login.expose()), &Value::Null).await?;
    let till = QrId::parse("told-till")?;
    world.client.qr().put_callback(&till, &CallbackPlace::new("Till 1")).await?;
    qr::check_in(world, OLA, till.as_str()).await?;

    create(world, &pushed("conform-told-expired")?).await?;
    world.advance_s(601);
    Ok(())
}
