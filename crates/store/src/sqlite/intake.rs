//! What is written outside a decision: news from outside, before it is acknowledged, and the
//! merchant's products.

use super::columns::{GtinColumn, VatCategoryColumn};
use super::statements as sql;
use crate::model::{NewInboxEntry, Product};
use checkout::MerchantId;
use rusqlite::{Connection, Result, named_params};

/// False if a copy of it is stored already.
pub(super) fn receive(connection: &Connection, entry: &NewInboxEntry) -> Result<bool> {
    let inserted = connection.prepare_cached(sql::INSERT_INBOX)?.execute(named_params! {
        ":merchant_id": entry.merchant.as_str(), ":dedupe_key": entry.dedupe_key,
        ":kind": entry.kind, ":payload": entry.payload, ":at_unix_ms": entry.at_unix_ms
    })?;
    Ok(inserted > 0)
}

pub(super) fn put_products(
    connection: &Connection,
    merchant: &MerchantId,
    products: &[Product],
) -> Result<()> {
    let mut release_gtin = connection.prepare_cached(sql::RELEASE_GTIN)?;
    let mut put_product = connection.prepare_cached(sql::PUT_PRODUCT)?;
    let mut put_price = connection.prepare_cached(sql::PUT_PRICE)?;
    for product in products {
        let gtin = product.gtin.map(GtinColumn);
        if gtin.is_some() {
            release_gtin.execute(named_params! {
                ":merchant_id": merchant.as_str(), ":gtin": gtin,
                ":product_id": product.id.as_str()
            })?;
        }
        put_product.execute(named_params! {
            ":merchant_id": merchant.as_str(), ":product_id": product.id.as_str(),
            ":gtin": gtin, ":name": product.name,
            ":vat_category": VatCategoryColumn(product.vat_category)
        })?;
        put_price.execute(named_params! {
            ":merchant_id": merchant.as_str(), ":product_id": product.id.as_str(),
            ":currency": product.currency.code(), ":unit_minor": product.unit_minor,
            ":club_unit_minor": product.club_unit_minor
        })?;
    }
    Ok(())
}
