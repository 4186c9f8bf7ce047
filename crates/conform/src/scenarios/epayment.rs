//! Payments: a whole sale, those that are not paid, and refusals.

use anyhow::{Context as _, ensure};
use serde_json::Value;
use vipps_mobilepay::epayment::{
    Barcode, BarcodeFormat, Cancel, CreatePayment, Customer, CustomerInteraction, ForceApprove,
    PaymentMethod, Profile, QrFormat, QrImage, State, UserFlow,
};
use vipps_mobilepay::qr::{CallbackPlace, QrId};
use vipps_mobilepay::{Amount, Currency, IdempotencyKey, QrContent, Reference};

use super::world::World;
use super::{AINO, OLA, number, payments, qr, refused as refused_by, url};

const WHOLE: Cancel = Cancel { transaction_only: false };

pub(super) fn nok(minor: i64) -> Amount {
    Amount::new(minor, Currency::NOK)
}

pub(super) fn key(text: &str) -> anyhow::Result<IdempotencyKey> {
    Ok(IdempotencyKey::parse(text)?)
}

/// Pushed to Ola's phone.
pub(super) fn pushed(reference: &str) -> anyhow::Result<CreatePayment> {
    let reference = Reference::parse(reference)?;
    let mut payment = CreatePayment::new(reference, nok(20_000), UserFlow::PushMessage);
    payment.customer = Some(Customer::PhoneNumber(number(OLA)?));
    Ok(payment)
}

pub(super) async fn create(world: &World, payment: &CreatePayment) -> anyhow::Result<()> {
    let key = key(&format!("{}-create", payment.reference.as_str()))?;
    world.client.epayment().create(payment, &key).await?;
    Ok(())
}

pub(super) async fn approved(world: &World, payment: &CreatePayment) -> anyhow::Result<()> {
    create(world, payment).await?;
    let path = format!("payments/{}/approve", payment.reference.as_str());
    world.act(&path, &Value::Null).await?;
    Ok(())
}

pub(super) async fn a_sale(world: &World) -> anyhow::Result<()> {
    let epayment = world.client.epayment();
    let mut payment = pushed("conform-sale")?;
    payment.profile = Some(Profile { scope: "name email phoneNumber address birthDate".into() });
    let reference = payment.reference.clone();
    approved(world, &payment).await?;
    let read = epayment.get(&reference).await?;
    ensure!(read.state == State::Authorized);
    let sub = read.profile.sub.context("the customer shared who they are")?;
    world.client.login().userinfo_of_payment(&sub).await?;
    refused_by(world.client.login().userinfo_of_payment("nobody").await, 404)?;
    epayment.capture(&reference, nok(12_000), &key("sale-capture")?).await?;
    epayment.refund(&reference, nok(2_000), &key("sale-refund")?).await?;
    epayment.cancel(&reference, WHOLE, &key("sale-cancel")?).await?;
    epayment.get(&reference).await?;
    ensure!(!epayment.events(&reference).await?.is_empty(), "much has happened");
    Ok(())
}

pub(super) async fn not_paid(world: &World) -> anyhow::Result<()> {
    let epayment = world.client.epayment();
    let cancelled = pushed("conform-cancelled")?;
    create(world, &cancelled).await?;
    epayment.get(&cancelled.reference).await?;
    let unless_approved = Cancel { transaction_only: true };
    epayment.cancel(&cancelled.reference, unless_approved, &key("cancelled-cancel")?).await?;
    ensure!(epayment.get(&cancelled.reference).await?.state == State::Terminated);

    let declined = pushed("conform-declined")?;
    create(world, &declined).await?;
    world.act("payments/conform-declined/decline", &Value::Null).await?;
    ensure!(epayment.get(&declined.reference).await?.state == State::Aborted);
    epayment.events(&declined.reference).await?;

    let mut by_scan = pushed("conform-expired")?;
    let scan = QrContent::parse("https://qr.vipps.no/p/kYq3VtR8mZ2nHs5wLd7cXb")?;
    by_scan.customer = Some(Customer::PersonalQr(scan));
    create(world, &by_scan).await?;
    world.advance_s(601);
    ensure!(epayment.get(&by_scan.reference).await?.state == State::Expired);
    epayment.events(&by_scan.reference).await?;
    Ok(())
}

pub(super) async fn refused(world: &World) -> anyhow::Result<()> {
    let epayment = world.client.epayment();
    let payment = pushed("conform-refused")?;
    approved(world, &payment).await?;
    let reference = &payment.reference;
    refused_by(epayment.create(&payment, &key("another-create")?).await, 409)?;
    let too_much = epayment.capture(reference, nok(20_001), &key("too-much")?).await;
    refused_by(too_much, 400)?;
    refused_by(epayment.refund(reference, nok(1), &key("too-early")?).await, 400)?;
    let unknown = Reference::parse("conform-unknown")?;
    refused_by(epayment.get(&unknown).await, 404)?;
    refused_by(epayment.events(&unknown).await, 404)?;
    refused_by(epayment.capture(&unknown, nok(1), &key("unknown-capture")?).await, 404)?;
    refused_by(epayment.cancel(&unknown, WHOLE, &key("unknown-cancel")?).await, 404)?;
    refused_by(epayment.refund(&unknown, nok(1), &key("unknown-refund")?).await, 404)?;
    let mut in_crowns = pushed("conform-danish")?;
    in_crowns.amount = Amount::new(20_000, Currency::DKK);
    refused_by(epayment.create(&in_crowns, &key("danish-create")?).await, 400)?;
    let mut nin = pushed("conform-nin")?;
    nin.profile = Some(Profile { scope: "nin".to_owned() });
    refused_by(epayment.create(&nin, &key("nin-create")?).await, 403)
}

/// What the fields before have in one of their words alone: the flows, the pictures, the codes on a
/// receipt, and the currencies.
pub(super) async fn all_words(world: &World) -> anyhow::Result<()> {
    let epayment = world.client.epayment();
    let mut in_app = payments::in_browser("conform-native")?;
    in_app.user_flow = UserFlow::NativeRedirect;
    in_app.customer_interaction = Some(CustomerInteraction::CustomerNotPresent);
    create(world, &in_app).await?;
    let codes = [
        (BarcodeFormat::Ean13, "4006381333931", QrImage::TargetUrl),
        (BarcodeFormat::Code39, "R1", QrImage::Svg),
        (BarcodeFormat::Code128, "receipt 1", QrImage::Png),
    ];
    for (number, (format, data, image)) in codes.into_iter().enumerate() {
        let mut payment = payments::detailed(&format!("conform-words-{number}"))?;
        payment.qr_format = Some(QrFormat { format: image, size_px: None });
        if let Some(receipt) = &mut payment.receipt {
            receipt.bottom_line.barcode = Some(Barcode { format, data: data.to_owned() });
        }
        create(world, &payment).await?;
    }
    // The simulator is no provider of card payments; the requests are held to the contract.
    for currency in [Currency::NOK, Currency::SEK, Currency::USD, Currency::GBP] {
        let reference = format!("conform-card-{}", currency.as_str());
        let passed_through = payments::passed_through(&reference, currency)?;
        refused_by(epayment.create(&passed_through, &key(&reference)?).await, 400)?;
    }
    Ok(())
}

/// A sale in Finland, from create to refund.
pub(super) async fn in_euro(world: &World) -> anyhow::Result<()> {
    let client = world.finland()?;
    let epayment = client.epayment();
    let eur = |minor| Amount::new(minor, Currency::EUR);
    let mut payment = pushed("conform-euro")?;
    payment.amount = eur(20_000);
    payment.customer = Some(Customer::PhoneNumber(number(AINO)?));
    let reference = &payment.reference;
    epayment.create(&payment, &key("euro-create")?).await?;
    world.act("payments/conform-euro/approve", &Value::Null).await?;
    epayment.capture(reference, eur(12_000), &key("euro-capture")?).await?;
    epayment.refund(reference, eur(2_000), &key("euro-refund")?).await?;
    epayment.cancel(reference, WHOLE, &key("euro-cancel")?).await?;
    let sums = epayment.get(reference).await?.aggregate;
    ensure!(sums.captured_amount == eur(12_000) && sums.refunded_amount == eur(2_000));
    ensure!(sums.authorized_amount == eur(20_000) && sums.cancelled_amount == eur(8_000));
    Ok(())
}

pub(super) async fn all_fields(world: &World) -> anyhow::Result<()> {
    let epayment = world.client.epayment();
    let detailed = payments::detailed("conform-detailed")?;
    create(world, &detailed).await?;
    epayment.get(&detailed.reference).await?;

    // The simulator's sales units have no Express; the requests are held to the contract.
    for express in [
        payments::express_with_all("conform-express")?,
        payments::asked_for_shipping("conform-dynamic")?,
    ] {
        refused_by(epayment.create(&express, &key(express.reference.as_str())?).await, 403)?;
    }
    let denmark = world.denmark()?;
    let danish = payments::without_company_cards("conform-denmark")?;
    denmark.epayment().create(&danish, &key("denmark-create")?).await?;

    let mut card = payments::in_browser("conform-card")?;
    card.payment_method = PaymentMethod::Card;
    create(world, &card).await?;
    epayment.get(&card.reference).await?;

    let id = QrId::parse("payment-till")?;
    world.client.qr().put_callback(&id, &CallbackPlace::new("Till 1")).await?;
    let token = qr::check_in(world, OLA, id.as_str()).await?;
    let mut checked_in = pushed("conform-checked-in")?;
    checked_in.customer = Some(Customer::CustomerToken(token));
    create(world, &checked_in).await?;

    let forced = pushed("conform-forced")?;
    create(world, &forced).await?;
    let approve = ForceApprove::Customer(Customer::PhoneNumber(number(OLA)?));
    epayment.force_approve(&forced.reference, &approve).await?;
    let in_browser = payments::in_browser("conform-forced-web")?;
    let made = epayment.create(&in_browser, &key("forced-web-create")?).await?;
    let made = url(made.redirect_url.as_deref().unwrap_or_default())?;
    let link = made.path_segments().and_then(|mut path| path.next_back()).unwrap_or_default();
    let token = link.to_owned();
    let approve = ForceApprove::Token(token);
    epayment.force_approve(&in_browser.reference, &approve).await?;
    Ok(())
}
