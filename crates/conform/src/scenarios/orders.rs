//! Order Management: lines read back and added, pictures, and links of both versions.

use anyhow::ensure;
use vipps_mobilepay::order_management::{
    Category, CategoryId, CategoryKind, Image, ImageId, NewCategory,
};
use vipps_mobilepay::{Error, Reference};

use super::world::World;
use super::{epayment, payments, refused};

/// The head of a PNG, 200 pixels wide and as high as said; its pixels interest nobody.
fn png(height: u8) -> anyhow::Result<Image> {
    let head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\xc8\0\0\0";
    Ok(Image::parse(&[&head[..], &[height, 8, 0, 0, 0, 0]].concat())?)
}

const URL: &str = "https://example.com/orders/1";

pub(super) async fn orders(world: &World) -> anyhow::Result<()> {
    let orders = world.client.order_management();
    let created = payments::detailed("conform-order")?;
    epayment::create(world, &created).await?;
    let read = orders.get(&created.reference).await?;
    let sent = created.receipt.map(|receipt| receipt.order_lines.len());
    ensure!(read.receipt.map(|receipt| receipt.order_lines.len()) == sent, "a line is missing");

    let later = Reference::parse("conform-order-later")?;
    refused(orders.get(&later).await, 404)?;
    orders.add_receipt(&later, &payments::receipt()?).await?;
    refused(orders.add_receipt(&later, &payments::receipt()?).await, 409)?;
    let mut wrong = payments::receipt()?;
    if let Some(barcode) = &mut wrong.bottom_line.barcode {
        barcode.data = String::from("lower case is not in code 39");
    }
    let other = Reference::parse("conform-order-wrong")?;
    refused(orders.add_receipt(&other, &wrong).await, 400)?;

    let image = ImageId::parse("conform-picture")?;
    ensure!(orders.add_image(&image, &png(200)?).await? == image);
    refused(orders.add_image(&image, &png(200)?).await, 400)?;
    refused(orders.add_image(&ImageId::parse("too-low")?, &png(1)?).await, 400)?;
    let mut link = Category {
        category: CategoryKind::Receipt,
        order_details_url: URL.to_owned(),
        image_id: Some(image),
    };
    orders.put_category(&later, &link).await?;
    ensure!(orders.get(&later).await?.category.is_some(), "the link is missing");
    link.image_id = Some(ImageId::parse("no-such-picture")?);
    refused(orders.put_category(&later, &link).await, 400)
}

pub(super) async fn categories(world: &World) -> anyhow::Result<()> {
    let orders = world.client.order_management();
    let reference = Reference::parse("conform-links")?;
    let link = |kind, image_id| NewCategory {
        reference: reference.clone(),
        kind,
        url: URL.to_owned(),
        image_id,
    };
    let kinds = [
        CategoryKind::General,
        CategoryKind::Receipt,
        CategoryKind::OrderConfirmation,
        CategoryKind::Delivery,
        CategoryKind::Ticket,
        CategoryKind::Booking,
    ];
    let mut ids = Vec::new();
    for kind in kinds {
        ids.push(orders.add_category(&link(kind, None)).await?);
    }
    let image = ImageId::parse("conform-picture")?;
    ids.push(orders.add_category(&link(CategoryKind::Ticket, Some(image))).await?);
    let unknown = Some(ImageId::parse("no-such-picture")?);
    refused(orders.add_category(&link(CategoryKind::Ticket, unknown)).await, 400)?;
    ensure!(orders.categories(Some(&reference)).await?.len() == ids.len(), "all were added");
    ensure!(orders.categories(None).await?.len() > ids.len(), "another payment has one too");
    for id in &ids {
        ensure!(orders.category(id).await?.category_id == *id);
        orders.delete_category(id).await?;
    }
    let gone = CategoryId::parse("337f5e5d-288b-40d5-be14-901cc3acacc0")?;
    refused(orders.category(&gone).await, 404)?;
    let again = orders.delete_category(&gone).await;
    ensure!(matches!(again, Err(Error::Refused(_))), "it is gone");
    Ok(())
}
