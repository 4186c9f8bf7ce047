//! The lines of a payment are read back; a link with a picture is shown beside it in the app.
#![allow(clippy::print_stdout, reason = "an example shows what came of it")]

mod shared;

use shared::Failure;
use vipps_mobilepay::epayment::{
    BottomLine, CreatePayment, Customer, OrderLine, Receipt, UserFlow,
};
use vipps_mobilepay::order_management::{Category, CategoryKind, Image, ImageId};
use vipps_mobilepay::{Amount, Currency, Msisdn};

/// The smallest picture of one pixel, of which a shop would take a larger one.
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU\0\0\
    \0\nIDATx\x9cc`\0\0\0\x02\0\x01H\xaf\xa4q\0\0\0\0IEND\xaeB`\x82";

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let client = shared::client()?;
    let reference = shared::new_reference()?;
    let socks = OrderLine {
        name: "Wool socks".to_owned(),
        id: "7038010000010".to_owned(),
        total_amount: 10_000,
        total_amount_excluding_tax: 8_000,
        total_tax_amount: 2_000,
        tax_rate: 2500,
        unit_info: None,
        discount: None,
        product_url: None,
        is_return: false,
        is_shipping: false,
    };
    let bottom_line = BottomLine::new(Currency::NOK);
    let amount = Amount::new(10_000, Currency::NOK);
    let mut payment = CreatePayment::new(reference.clone(), amount, UserFlow::PushMessage);
    payment.customer = Some(Customer::PhoneNumber(Msisdn::parse("4712345678")?));
    payment.receipt = Some(Receipt { order_lines: vec![socks], bottom_line });
    client.epayment().create(&payment, &shared::key(&reference, "create")?).await?;

    let orders = client.order_management();
    let order = orders.get(&reference).await?;
    for line in order.receipt.map(|receipt| receipt.order_lines).unwrap_or_default() {
        println!("{}: {} minor units", line.name, line.total_amount);
    }

    let image_id = ImageId::parse(&format!("{}-picture", reference.as_str()))?;
    match orders.add_image(&image_id, &Image::parse(PICTURE)?).await {
        Ok(added) => println!("picture {} added", added.as_str()),
        Err(error) => println!("a picture of one pixel is too low: {error}"),
    }
    let category = Category {
        category: CategoryKind::Receipt,
        order_details_url: "https://example.com/receipts/1".to_owned(),
        image_id: None,
    };
    orders.put_category(&reference, &category).await?;
    println!("a link is shown beside the payment");
    Ok(())
}
