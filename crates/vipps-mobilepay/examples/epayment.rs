//! A payment by push: asked for, approved, captured in part, the rest released, some given back.
#![allow(clippy::print_stdout, reason = "an example shows what came of it")]

mod shared;

use shared::Failure;
use vipps_mobilepay::epayment::{Cancel, CreatePayment, Customer, CustomerInteraction, UserFlow};
use vipps_mobilepay::{Amount, Currency, Msisdn};

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let client = shared::client()?;
    let epayment = client.epayment();
    let reference = shared::new_reference()?;
    let amount = Amount::new(49_900, Currency::NOK);
    let mut payment = CreatePayment::new(reference.clone(), amount, UserFlow::PushMessage);
    payment.customer = Some(Customer::PhoneNumber(Msisdn::parse("4712345678")?));
    payment.customer_interaction = Some(CustomerInteraction::CustomerPresent);
    payment.payment_description = Some("Wool socks".to_owned());
    epayment.create(&payment, &shared::key(&reference, "create")?).await?;
    println!("asked: {:?}", epayment.get(&reference).await?.state);

    shared::customer(&format!("payments/{}/approve", reference.as_str())).await?;
    println!("answered: {:?}", epayment.get(&reference).await?.state);

    let part = Amount::new(40_000, Currency::NOK);
    let captured = epayment.capture(&reference, part, &shared::key(&reference, "capture")?).await?;
    println!("captured: {:?}", captured.aggregate.captured_amount);
    let rest = Cancel { transaction_only: false };
    let released = epayment.cancel(&reference, rest, &shared::key(&reference, "cancel")?).await?;
    println!("released: {:?}", released.aggregate.cancelled_amount);
    let back = Amount::new(10_000, Currency::NOK);
    let refunded = epayment.refund(&reference, back, &shared::key(&reference, "refund")?).await?;
    println!("given back: {:?}", refunded.aggregate.refunded_amount);
    for event in epayment.events(&reference).await? {
        println!("{:?} {:?} at {}", event.name, event.amount, event.timestamp);
    }
    Ok(())
}
