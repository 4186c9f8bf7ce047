//! Registering, listing and removing webhooks. One for check-ins stays, for the scenarios of QRs.

use anyhow::ensure;
use vipps_mobilepay::webhook::{CHECKED_IN, LOGIN_PING};

use super::{World, refused, url};

pub(super) async fn all(world: &World) -> anyhow::Result<()> {
    let webhooks = world.client.webhooks();
    let receiver = url("https://example.com/webhooks?shop=1")?;
    let made = webhooks.register(&receiver, &[LOGIN_PING]).await?;
    webhooks.register(&receiver, &[CHECKED_IN]).await?;
    ensure!(webhooks.list().await?.len() == 2, "two are registered");
    webhooks.delete(&made.id).await?;
    refused(webhooks.register(&receiver, &["no.such.event.v1"]).await, 400)
}
