//! What is written outside a decision: news from outside, before it is acknowledged, and the
//! merchant's products.

use super::{Sql, statements as sql};
use crate::model::{NewInboxEntry, Product};
use checkout::MerchantId;

/// False if a copy of it is stored already.
pub(crate) async fn receive<S: Sql>(database: &S, entry: &NewInboxEntry) -> Result<bool, S::Error> {
    let values = values! {
        ":merchant_id": entry.merchant.as_str(), ":dedupe_key": &entry.dedupe_key,
        ":kind": &entry.kind, ":payload": &entry.payload, ":at_unix_ms": entry.at_unix_ms
    };
    Ok(database.execute(sql::INSERT_INBOX, values).await? > 0)
}

pub(crate) async fn put_products<S: Sql>(
    database: &S,
    merchant: &MerchantId,
    products: &[Product],
) -> Result<(), S::Error> {
    for product in products {
        if product.gtin.is_some() {
            let values = values! {
                ":merchant_id": merchant.as_str(), ":gtin": product.gtin,
                ":product_id": product.id.as_str()
            };
            database.execute(sql::RELEASE_GTIN, values).await?;
        }
        let values = values! {
            ":merchant_id": merchant.as_str(), ":product_id": product.id.as_str(),
            ":gtin": product.gtin, ":name": &product.name, ":vat_category": product.vat_category
        };
        database.execute(sql::PUT_PRODUCT, values).await?;
        let values = values! {
            ":merchant_id": merchant.as_str(), ":product_id": product.id.as_str(),
            ":currency": product.currency.code(), ":unit_minor": product.unit_minor,
            ":club_unit_minor": product.club_unit_minor
        };
        database.execute(sql::PUT_PRICE, values).await?;
    }
    Ok(())
}
