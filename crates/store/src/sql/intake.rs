//! What is written outside a decision: news from outside, before it is acknowledged, and the
//! merchant's products and prices.

use super::columns::{first_day, last_day};
use super::{Sql, get, statements as sql};
use crate::model::{NewInboxEntry, NewPriceRow, Product};
use checkout::{Audience, MerchantId, search_words};

/// How many products are read at once to find words for them.
const INDEXED_AT_ONCE: u32 = 500;

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
        let key = (merchant.as_str(), product.id.as_str());
        put_words(database, key, &product.name).await?;
        let values = values! {
            ":merchant_id": merchant.as_str(), ":product_id": product.id.as_str(),
            ":currency": product.currency.code(), ":unit_minor": product.unit_minor,
            ":club_unit_minor": product.club_unit_minor
        };
        database.execute(sql::PUT_PRICE, values).await?;
        for row in product.prices() {
            put_price_row(database, merchant, &row, now_unix_ms).await?;
        }
    }
    Ok(())
}

/// The words that a product is found by: those that are there stay.
async fn put_words<S: Sql>(
    database: &S,
    (merchant, product): (&str, &str),
    name: &str,
) -> Result<(), S::Error> {
    let values = values! { ":merchant_id": merchant, ":product_id": product };
    let read = |row: &dyn super::Row| get::<String>(row, "word");
    let before = database.query(sql::PRODUCT_WORDS, values, read).await?;
    let words = search_words(&format!("{product} {name}"));
    let (gone, new) = (
        before.iter().filter(|word| !words.contains(word)),
        words.iter().filter(|word| !before.contains(word)),
    );
    let gone = gone.map(|word| (sql::REMOVE_PRODUCT_WORD, word));
    for (statement, word) in gone.chain(new.map(|word| (sql::PUT_PRODUCT_WORD, word))) {
        let values = values! { ":merchant_id": merchant, ":word": word, ":product_id": product };
        database.execute(statement, values).await?;
    }
    Ok(())
}

/// Fills in what products are found by where nothing is: they were put by a release that did not.
pub(crate) async fn index_products<S: Sql>(database: &S) -> Result<(), S::Error> {
    let any = |row: &dyn super::Row| get::<String>(row, "word");
    if database.find(sql::ANY_PRODUCT_WORD, &[], any).await?.is_some() {
        return Ok(());
    }
    let mut after = (String::new(), String::new());
    loop {
        let values = values! {
            ":merchant_id": &after.0, ":product_id": &after.1, ":limit": INDEXED_AT_ONCE
        };
        let read = |row: &dyn super::Row| {
            Ok((
                (get::<String>(row, "merchant_id")?, get::<String>(row, "product_id")?),
                get::<String>(row, "name")?,
            ))
        };
        let page = database.query(sql::PRODUCT_NAMES, values, read).await?;
        for ((merchant, product), name) in &page {
            put_words(database, (merchant, product), name).await?;
        }
        let Some((last, _)) = page.into_iter().next_back() else { return Ok(()) };
        after = last;
    }
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
