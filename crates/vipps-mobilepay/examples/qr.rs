//! From a scan to a number, and the shop's own QRs.
#![allow(clippy::print_stdout, reason = "an example shows what came of it")]

mod shared;

use shared::Failure;
use vipps_mobilepay::qr::{CallbackPlace, NewRedirectQr, Picture, QrId, RedirectTarget};

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let client = shared::client()?;
    let qr = client.qr();

    let customer = qr.exchange("https://qr.vipps.no/28/2/01/031/4712345678?v=1").await?;
    println!("a personal QR of version {} belongs to a customer", customer.version);

    let till = QrId::parse("example-till-1")?;
    qr.put_callback(&till, &CallbackPlace::new("Kasse 1")).await?;
    let printed = qr.callback(&till, Picture::Svg).await?;
    println!("the picture of the till's QR: {}", printed.qr_image_url.unwrap_or_default());
    qr.delete_callback(&till).await?;

    let poster = NewRedirectQr {
        id: QrId::parse("example-poster")?,
        redirect_url: RedirectTarget::parse("https://example.com/winter")?,
        ttl_s: Some(600),
    };
    let made = qr.create_redirect(&poster, Picture::Png { size_px: Some(300) }).await?;
    println!("the picture of the poster's QR: {}", made.url);
    let spring = RedirectTarget::parse("https://example.com/spring")?;
    let moved = qr.update_redirect(&poster.id, &spring, Picture::TargetUrl).await?;
    println!("it now leads to {}", moved.redirect_url);
    qr.delete_redirect(&poster.id).await?;
    Ok(())
}
