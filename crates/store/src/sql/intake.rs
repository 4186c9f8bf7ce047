//! What is written outside a decision: news from outside, before it is acknowledged, and the
//! merchant's products and prices.

use super::columns::{first_day, last_day};
use super::{Sql, get, statements as sql};
use crate::model::{NewInboxEntry, NewPriceRow, Product};
use checkout::{Audience, MerchantId};

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
    now_unix_ms: i64,
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
            ":gtin": product.gtin, ":name": &product.name, ":vat_category": product.vat_category,
            ":groups": &product.groups
        };
        database.execute(sql::PUT_PRODUCT, values).await?;
        let values = values! {
            ":merchant_id": merchant.as_str(), ":product_id": product.id.as_str(),
            ":currency": product.currency.code(), ":unit_minor": product.unit_minor,
            ":club_unit_minor": product.club_unit_minor
        };
        database.execute(sql::PUT_PRICE, values).await?;
        let (public, club) = (Some(product.unit_minor), product.club_unit_minor);
        for (audience, unit_minor) in [(Audience::Public, public), (Audience::Members, club)] {
            let row = NewPriceRow {
                product: product.id.clone(),
                currency: product.currency,
                list: String::new(),
                audience,
                unit_minor,
                from: None,
                until: None,
            };
            put_price_row(database, merchant, &row, now_unix_ms).await?;
        }
    }
    Ok(())
}

/// What is there as it is to be stays, so that putting a file again makes no history.
pub(crate) async fn put_price_row<S: Sql>(
    database: &S,
    merchant: &MerchantId,
    row: &NewPriceRow,
    now_unix_ms: i64,
) -> Result<(), S::Error> {
    let (audience, is_personal) =
        (row.audience.to_string(), matches!(row.audience, Audience::Personal(_)));
    let (from_day, until_day) = (first_day(row.from), last_day(row.until));
    let values = values! {
        ":merchant_id": merchant.as_str(), ":product_id": row.product.as_str(),
        ":currency": row.currency.code(), ":list_id": &row.list, ":audience": &audience,
        ":from_day": &from_day
    };
    let read = |found: &dyn super::Row| {
        Ok((get::<i64>(found, "unit_minor")?, get::<String>(found, "until_day")?))
    };
    let held = database.find(sql::HELD_PRICE_ROW, values, read).await?;
    if held == row.unit_minor.map(|unit_minor| (unit_minor, until_day.clone())) {
        return Ok(());
    }
    let values = values! {
        ":merchant_id": merchant.as_str(), ":product_id": row.product.as_str(),
        ":currency": row.currency.code(), ":list_id": &row.list, ":audience": &audience,
        ":from_day": &from_day, ":now_unix_ms": now_unix_ms
    };
    database.execute(sql::END_PRICE_ROW, values).await?;
    let Some(unit_minor) = row.unit_minor else { return Ok(()) };
    let values = values! {
        ":merchant_id": merchant.as_str(), ":product_id": row.product.as_str(),
        ":currency": row.currency.code(), ":list_id": &row.list, ":audience": &audience,
        ":from_day": &from_day, ":until_day": &until_day, ":unit_minor": unit_minor,
        ":is_personal": i64::from(is_personal), ":now_unix_ms": now_unix_ms
    };
    database.execute(sql::PUT_PRICE_ROW, values).await.map(|_| ())
}
