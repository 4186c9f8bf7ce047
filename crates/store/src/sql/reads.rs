//! What is read: one statement each.

use super::{Row, Sql, Unreadable, get, statements as sql};
use crate::model::{
    AnswerScope, FeedEntry, FeedPosition, InboxEntry, Listed, ListedQuery, Parked, PriceRow,
    Product, Stored, StoredAnswer, StoredEvent, Subject, Unresolved,
};
use checkout::{
    AggregateId, Audience, Currency, Encoded, Gtin, Kind, LocalDate, MemberId, MerchantId,
    ProductId, StoreId, TillId, search_words,
};

pub(crate) async fn load<S: Sql>(
    database: &S,
    merchant: &MerchantId,
    id: &AggregateId,
) -> Result<Option<Stored>, S::Error> {
    let values = values! {
        ":merchant_id": merchant.as_str(), ":kind": id.kind.as_str(), ":key": &id.key
    };
    database.find(sql::LOAD, values, stored).await
}

pub(crate) async fn page<S: Sql>(
    database: &S,
    merchant: &MerchantId,
    kind: Kind,
    after: &str,
    limit: u32,
) -> Result<Vec<(String, Encoded)>, S::Error> {
    let values = values! {
        ":merchant_id": merchant.as_str(), ":kind": kind.as_str(), ":after": after,
        ":limit": limit
    };
    let read = |row: &dyn Row| {
        let snapshot = Encoded { revision: get(row, "revision")?, json: get(row, "snapshot")? };
        Ok((get(row, "key")?, snapshot))
    };
    database.query(sql::AGGREGATES_OF, values, read).await
}

pub(crate) async fn events<S: Sql>(
    database: &S,
    merchant: &MerchantId,
    id: &AggregateId,
    after: u64,
    limit: u32,
) -> Result<Vec<StoredEvent>, S::Error> {
    let values = values! {
        ":merchant_id": merchant.as_str(), ":kind": id.kind.as_str(), ":key": &id.key,
        ":after": after, ":limit": limit
    };
    let read = |row: &dyn Row| {
        Ok(StoredEvent {
            version: get(row, "version")?,
            at_unix_ms: get(row, "at_unix_ms")?,
            event: Encoded { revision: get(row, "revision")?, json: get(row, "event")? },
        })
    };
    database.query(sql::EVENTS, values, read).await
}

pub(crate) async fn next_due_unix_ms<S: Sql>(database: &S) -> Result<Option<i64>, S::Error> {
    let read = |row: &dyn Row| get::<Option<i64>>(row, "due_at_unix_ms");
    Ok(database.find(sql::NEXT_DUE, &[], read).await?.flatten())
}

pub(crate) async fn parked<S: Sql>(database: &S) -> Result<Vec<Parked>, S::Error> {
    let read = |row: &dyn Row| {
        Ok(Parked {
            merchant: MerchantId(get(row, "merchant_id")?),
            id: aggregate_id(row)?,
            version: get(row, "version")?,
        })
    };
    database.query(sql::PARKED, &[], read).await
}

/// Of a newer release's kinds this one can't tell anything.
pub(crate) async fn unresolved<S: Sql>(
    database: &S,
    merchant: &MerchantId,
    after: Option<(i64, AggregateId)>,
    limit: u32,
) -> Result<Vec<Unresolved>, S::Error> {
    let (since_unix_ms, kind, key) = match &after {
        Some((since_unix_ms, id)) => (*since_unix_ms, id.kind.as_str(), id.key.as_str()),
        None => (i64::MIN, "", ""),
    };
    let values = values! {
        ":merchant_id": merchant.as_str(), ":since_unix_ms": since_unix_ms, ":kind": kind,
        ":key": key, ":limit": limit
    };
    let read = |row: &dyn Row| {
        let Some(kind) = Kind::parse(&get::<String>(row, "kind")?) else { return Ok(None) };
        Ok(Some(Unresolved {
            id: AggregateId { kind, key: get(row, "key")? },
            since_unix_ms: get(row, "unresolved_since_unix_ms")?,
            parked_until_unix_ms: get(row, "parked_until_unix_ms")?,
            stored: stored(row)?,
        }))
    };
    Ok(database.query(sql::UNRESOLVED, values, read).await?.into_iter().flatten().collect())
}

pub(crate) async fn subject<S: Sql>(
    database: &S,
    merchant: &MerchantId,
    subject: &str,
) -> Result<Option<Subject>, S::Error> {
    let values = values! { ":merchant_id": merchant.as_str(), ":subject": subject };
    // A subject without rows has one with neither name nor content.
    let read = |row: &dyn Row| {
        let name: Option<String> = get(row, "name")?;
        let sealed = name.map(|name| Ok((name, get(row, "sealed")?))).transpose()?;
        let key = (get::<Vec<u8>>(row, "wrapped_key")?, get(row, "erase_at_unix_ms")?);
        Ok((key, sealed))
    };
    let mut found = database.query(sql::SUBJECT, values, read).await?;
    found.sort_unstable();
    let mut subject: Option<Subject> = None;
    for ((wrapped_key, erase_at_unix_ms), sealed) in found {
        let empty = || Subject { wrapped_key, erase_at_unix_ms, rows: Vec::new() };
        subject.get_or_insert_with(empty).rows.extend(sealed);
    }
    Ok(subject)
}

pub(crate) async fn expired_subjects<S: Sql>(
    database: &S,
    merchant: &MerchantId,
    now_unix_ms: i64,
    limit: u32,
) -> Result<Vec<String>, S::Error> {
    let values = values! {
        ":merchant_id": merchant.as_str(), ":now_unix_ms": now_unix_ms, ":limit": limit
    };
    database.query(sql::EXPIRED_SUBJECTS, values, |row| get(row, "subject")).await
}

pub(crate) async fn lookup<S: Sql>(
    database: &S,
    merchant: &MerchantId,
    index: &str,
    hash: &[u8; 32],
) -> Result<Option<String>, S::Error> {
    let values = values! {
        ":merchant_id": merchant.as_str(), ":index_name": index, ":hash": hash.as_slice()
    };
    database.find(sql::LOOKUP, values, |row| get(row, "holder")).await
}

pub(crate) async fn answer<S: Sql>(
    database: &S,
    scope: &AnswerScope,
) -> Result<Option<StoredAnswer>, S::Error> {
    let values = values! {
        ":merchant_id": scope.merchant.as_str(), ":client": &scope.client, ":call": &scope.call,
        ":key": &scope.key
    };
    let read = |row: &dyn Row| {
        Ok(StoredAnswer {
            body_sha256: get(row, "body_sha256")?,
            status: get(row, "status")?,
            resource: get(row, "resource")?,
        })
    };
    database.find(sql::ANSWER, values, read).await
}

pub(crate) async fn inbox<S: Sql>(database: &S, limit: u32) -> Result<Vec<InboxEntry>, S::Error> {
    let read = |row: &dyn Row| {
        Ok(InboxEntry {
            id: get(row, "id")?,
            merchant: MerchantId(get(row, "merchant_id")?),
            kind: get(row, "kind")?,
            payload: get(row, "payload")?,
        })
    };
    database.query(sql::INBOX, values! { ":limit": limit }, read).await
}

pub(crate) async fn feed<S: Sql>(
    database: &S,
    merchant: &MerchantId,
    after: FeedPosition,
    limit: u32,
) -> Result<Vec<FeedEntry>, S::Error> {
    let values = values! {
        ":merchant_id": merchant.as_str(), ":after_transaction": after.transaction,
        ":after_number": after.number, ":limit": limit
    };
    let read = |row: &dyn Row| {
        Ok(FeedEntry {
            position: feed_position_of(row)?,
            id: aggregate_id(row)?,
            version: get(row, "version")?,
            at_unix_ms: get(row, "at_unix_ms")?,
        })
    };
    database.query(S::FEED, values, read).await
}

pub(crate) async fn feed_position<S: Sql>(database: &S) -> Result<FeedPosition, S::Error> {
    let newest = database.find(S::FEED_POSITION, &[], feed_position_of).await?;
    Ok(newest.unwrap_or(FeedPosition::START))
}

pub(crate) async fn product<S: Sql>(
    database: &S,
    merchant: &MerchantId,
    product: &ProductId,
    currency: Currency,
) -> Result<Option<Product>, S::Error> {
    let values = values! {
        ":merchant_id": merchant.as_str(), ":product_id": product.as_str(),
        ":currency": currency.code()
    };
    database.find(sql::PRODUCT, values, |row| read_product(row, currency)).await
}

pub(crate) async fn product_by_gtin<S: Sql>(
    database: &S,
    merchant: &MerchantId,
    gtin: Gtin,
    currency: Currency,
) -> Result<Option<Product>, S::Error> {
    let values = values! {
        ":merchant_id": merchant.as_str(), ":gtin": Some(gtin), ":currency": currency.code()
    };
    database.find(sql::PRODUCT_BY_GTIN, values, |row| read_product(row, currency)).await
}

pub(crate) async fn products<S: Sql>(
    database: &S,
    merchant: &MerchantId,
    currency: Currency,
    offset: u32,
    limit: u32,
) -> Result<Vec<Product>, S::Error> {
    let values = values! {
        ":merchant_id": merchant.as_str(), ":currency": currency.code(), ":offset": offset,
        ":limit": limit
    };
    database.query(sql::PRODUCTS, values, |row| read_product(row, currency)).await
}

pub(crate) async fn catalogue<S: Sql>(
    database: &S,
    merchant: &MerchantId,
    after: Option<&(ProductId, Currency)>,
    limit: u32,
) -> Result<Vec<Product>, S::Error> {
    let (product, currency) = behind(after);
    let values = values! {
        ":merchant_id": merchant.as_str(), ":product_id": product, ":currency": currency,
        ":limit": limit
    };
    let read = |row: &dyn Row| read_product(row, get(row, "currency")?);
    database.query(sql::CATALOGUE, values, read).await
}

/// The place to go on from; the first one is before everything.
fn behind(after: Option<&(ProductId, Currency)>) -> (&str, &str) {
    after.map_or(("", ""), |(product, currency)| (product.as_str(), currency.code()))
}

/// The three longest words count: the longest is looked for, the others are held against what it finds.
pub(crate) async fn find_products<S: Sql>(
    database: &S,
    merchant: &MerchantId,
    text: &str,
    currency: Currency,
    limit: u32,
) -> Result<Vec<Product>, S::Error> {
    let mut words = search_words(text);
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    let Some(first) = words.first() else { return Ok(Vec::new()) };
    let (second, third) = (words.get(1).unwrap_or(first), words.get(2).unwrap_or(first));
    let end = |word: &str| format!("{word}{}", char::MAX);
    let (first_end, second_end, third_end) = (end(first), end(second), end(third));
    let values = values! {
        ":merchant_id": merchant.as_str(), ":currency": currency.code(), ":first": first,
        ":first_end": &first_end, ":second": second, ":second_end": &second_end, ":third": third,
        ":third_end": &third_end, ":limit": 2 * limit
    };
    let read = |row: &dyn Row| read_product(row, currency);
    let mut found: Vec<Product> = Vec::new();
    for product in database.query(sql::FIND_PRODUCTS, values, read).await? {
        if !found.iter().any(|one| one.id == product.id) {
            found.push(product);
        }
    }
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(found)
}

pub(crate) async fn list_prices<S: Sql>(
    database: &S,
    merchant: &MerchantId,
    product: &ProductId,
    currency: Currency,
    ending_from: LocalDate,
) -> Result<Vec<PriceRow>, S::Error> {
    let ending_from = ending_from.to_string();
    let values = values! {
        ":merchant_id": merchant.as_str(), ":product_id": product.as_str(),
        ":currency": currency.code(), ":ending_from": &ending_from
    };
    database.query(sql::LIST_PRICES, values, read_price_row).await
}

pub(crate) async fn personal_prices<S: Sql>(
    database: &S,
    merchant: &MerchantId,
    member: MemberId,
    currency: Currency,
    on: LocalDate,
) -> Result<Vec<PriceRow>, S::Error> {
    let (audience, on_day) = (Audience::Personal(member).to_string(), on.to_string());
    let values = values! {
        ":merchant_id": merchant.as_str(), ":audience": &audience, ":currency": currency.code(),
        ":on_day": &on_day
    };
    database.query(sql::PERSONAL_PRICES, values, read_price_row).await
}

pub(crate) async fn price_history<S: Sql>(
    database: &S,
    merchant: &MerchantId,
    product: &ProductId,
    currency: Currency,
) -> Result<Vec<PriceRow>, S::Error> {
    let values = values! {
        ":merchant_id": merchant.as_str(), ":product_id": product.as_str(),
        ":currency": currency.code()
    };
    database.query(sql::PRICE_HISTORY, values, read_price_row).await
}

pub(crate) async fn products_in_lists<S: Sql>(
    database: &S,
    merchant: &MerchantId,
    (ending_from, replaced_since): (LocalDate, i64),
    after: Option<&(ProductId, Currency)>,
    limit: u32,
) -> Result<Vec<(ProductId, Currency)>, S::Error> {
    let ending_from = ending_from.to_string();
    let (product, currency) = behind(after);
    let values = values! {
        ":merchant_id": merchant.as_str(), ":product_id": product, ":currency": currency,
        ":ending_from": &ending_from, ":replaced_since": replaced_since, ":limit": limit
    };
    let read = |row: &dyn Row| Ok((ProductId(get(row, "product_id")?), get(row, "currency")?));
    database.query(sql::PRODUCTS_IN_LISTS, values, read).await
}

pub(crate) async fn listed<S: Sql>(
    database: &S,
    merchant: &MerchantId,
    query: &ListedQuery,
) -> Result<Vec<Listed>, S::Error> {
    let (before_unix_ms, before_key) = (query.before.0, query.before.1.as_str());
    let read = |row: &dyn Row| {
        Ok(Listed {
            id: aggregate_id(row)?,
            store: StoreId(get(row, "store_id")?),
            till: TillId(get(row, "till_id")?),
            at_unix_ms: get(row, "at_unix_ms")?,
            summary: get(row, "summary")?,
        })
    };
    if let Some(till) = &query.till {
        let values = values! {
            ":merchant_id": merchant.as_str(), ":store_id": query.store.as_str(),
            ":till_id": till.as_str(), ":from_unix_ms": query.from_unix_ms,
            ":before_unix_ms": before_unix_ms, ":before_key": before_key, ":limit": query.limit
        };
        return database.query(sql::LISTED_AT_TILL, values, read).await;
    }
    let values = values! {
        ":merchant_id": merchant.as_str(), ":store_id": query.store.as_str(),
        ":from_unix_ms": query.from_unix_ms, ":before_unix_ms": before_unix_ms,
        ":before_key": before_key, ":limit": query.limit
    };
    database.query(sql::LISTED_IN_STORE, values, read).await
}

pub(crate) async fn ping<S: Sql>(database: &S) -> Result<(), S::Error> {
    database.query(sql::PING, &[], |_| Ok(())).await.map(|_| ())
}

fn read_product(row: &dyn Row, currency: Currency) -> Result<Product, Unreadable> {
    Ok(Product {
        id: ProductId(get(row, "product_id")?),
        gtin: get(row, "gtin")?,
        name: get(row, "name")?,
        vat_category: get(row, "vat_category")?,
        currency,
        unit_minor: get(row, "unit_minor")?,
        club_unit_minor: get(row, "club_unit_minor")?,
        groups: Some(get(row, "groups")?),
    })
}

fn read_price_row(row: &dyn Row) -> Result<PriceRow, Unreadable> {
    Ok(PriceRow {
        product: ProductId(get(row, "product_id")?),
        currency: get(row, "currency")?,
        list: get(row, "list_id")?,
        audience: get(row, "audience")?,
        unit_minor: get(row, "unit_minor")?,
        from: get(row, "from_day")?,
        until: get(row, "until_day")?,
        put_at_unix_ms: get(row, "put_at_unix_ms")?,
        replaced_at_unix_ms: get(row, "replaced_at_unix_ms")?,
    })
}

fn stored(row: &dyn Row) -> Result<Stored, Unreadable> {
    let snapshot = Encoded { revision: get(row, "revision")?, json: get(row, "snapshot")? };
    Ok(Stored { version: get(row, "version")?, snapshot })
}

fn aggregate_id(row: &dyn Row) -> Result<AggregateId, Unreadable> {
    Ok(AggregateId { kind: get(row, "kind")?, key: get(row, "key")? })
}

fn feed_position_of(row: &dyn Row) -> Result<FeedPosition, Unreadable> {
    Ok(FeedPosition { transaction: get(row, "in_transaction")?, number: get(row, "position")? })
}
