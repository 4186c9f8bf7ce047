//! What is read: one statement each, on a reader's connection.

use super::columns::{GtinColumn, KindColumn, VatCategoryColumn, read_version, version};
use super::statements as sql;
use crate::model::{
    AnswerScope, FeedEntry, InboxEntry, Parked, Product, Stored, StoredAnswer, StoredEvent,
    Subject, Unresolved,
};
use checkout::{AggregateId, Currency, Encoded, Gtin, Kind, MerchantId, ProductId};
use rusqlite::{Connection, OptionalExtension, Result, Row, ToSql, named_params};

pub(super) fn load(
    connection: &Connection,
    merchant: &MerchantId,
    id: &AggregateId,
) -> Result<Option<Stored>> {
    connection
        .prepare_cached(sql::LOAD)?
        .query_row(
            named_params! {
                ":merchant_id": merchant.as_str(), ":kind": id.kind.as_str(), ":key": id.key
            },
            stored,
        )
        .optional()
}

fn stored(row: &Row<'_>) -> Result<Stored> {
    let snapshot = Encoded { revision: row.get("revision")?, json: row.get("snapshot")? };
    Ok(Stored { version: read_version(row, "version")?, snapshot })
}

pub(super) fn events(
    connection: &Connection,
    merchant: &MerchantId,
    id: &AggregateId,
    after: u64,
    limit: u32,
) -> Result<Vec<StoredEvent>> {
    all(
        connection,
        sql::EVENTS,
        named_params! {
            ":merchant_id": merchant.as_str(), ":kind": id.kind.as_str(), ":key": id.key,
            ":after": version(after), ":limit": limit
        },
        |row| {
            Ok(StoredEvent {
                version: read_version(row, "version")?,
                at_unix_ms: row.get("at_unix_ms")?,
                event: Encoded { revision: row.get("revision")?, json: row.get("event")? },
            })
        },
    )
}

pub(super) fn next_due_unix_ms(connection: &Connection) -> Result<Option<i64>> {
    connection.prepare_cached(sql::NEXT_DUE)?.query_row([], |row| row.get(0))
}

pub(super) fn parked(connection: &Connection) -> Result<Vec<Parked>> {
    all(connection, sql::PARKED, &[], |row| {
        Ok(Parked {
            merchant: MerchantId(row.get("merchant_id")?),
            id: aggregate_id(row)?,
            version: read_version(row, "version")?,
        })
    })
}

pub(super) fn subject(
    connection: &Connection,
    merchant: &MerchantId,
    subject: &str,
) -> Result<Option<Subject>> {
    let mut statement = connection.prepare_cached(sql::SUBJECT)?;
    let mut found = statement
        .query(named_params! { ":merchant_id": merchant.as_str(), ":subject": subject })?;
    let mut subject: Option<Subject> = None;
    while let Some(row) = found.next()? {
        let subject = match &mut subject {
            Some(subject) => subject,
            None => {
                subject.insert(Subject { wrapped_key: row.get("wrapped_key")?, rows: Vec::new() })
            }
        };
        if let Some(name) = row.get("name")? {
            subject.rows.push((name, row.get("sealed")?));
        }
    }
    Ok(subject)
}

/// Of a newer release's kinds this one can't tell anything.
pub(super) fn unresolved(
    connection: &Connection,
    merchant: &MerchantId,
    after: Option<(i64, AggregateId)>,
    limit: u32,
) -> Result<Vec<Unresolved>> {
    let (since_unix_ms, kind, key) = match after {
        Some((since_unix_ms, id)) => (since_unix_ms, id.kind.as_str(), id.key),
        None => (i64::MIN, "", String::new()),
    };
    let rows = all(
        connection,
        sql::UNRESOLVED,
        named_params! {
            ":merchant_id": merchant.as_str(), ":since_unix_ms": since_unix_ms, ":kind": kind,
            ":key": key, ":limit": limit
        },
        |row| {
            let Some(kind) = Kind::parse(&row.get::<_, String>("kind")?) else { return Ok(None) };
            Ok(Some(Unresolved {
                id: AggregateId { kind, key: row.get("key")? },
                since_unix_ms: row.get("unresolved_since_unix_ms")?,
                parked: row.get("parked")?,
                stored: stored(row)?,
            }))
        },
    )?;
    Ok(rows.into_iter().flatten().collect())
}

pub(super) fn lookup(
    connection: &Connection,
    merchant: &MerchantId,
    index: &str,
    hash: &[u8; 32],
) -> Result<Option<String>> {
    connection
        .prepare_cached(sql::LOOKUP)?
        .query_row(
            named_params! {
                ":merchant_id": merchant.as_str(), ":index_name": index, ":hash": hash
            },
            |row| row.get("holder"),
        )
        .optional()
}

pub(super) fn answer(connection: &Connection, scope: &AnswerScope) -> Result<Option<StoredAnswer>> {
    connection
        .prepare_cached(sql::ANSWER)?
        .query_row(
            named_params! {
                ":merchant_id": scope.merchant.as_str(), ":client": scope.client,
                ":call": scope.call, ":key": scope.key
            },
            |row| {
                Ok(StoredAnswer {
                    body_sha256: row.get("body_sha256")?,
                    status: row.get("status")?,
                    resource: row.get("resource")?,
                })
            },
        )
        .optional()
}

pub(super) fn inbox(connection: &Connection, limit: u32) -> Result<Vec<InboxEntry>> {
    all(connection, sql::INBOX, named_params! { ":limit": limit }, |row| {
        Ok(InboxEntry {
            id: row.get("id")?,
            merchant: MerchantId(row.get("merchant_id")?),
            kind: row.get("kind")?,
            payload: row.get("payload")?,
        })
    })
}

pub(super) fn feed(
    connection: &Connection,
    merchant: &MerchantId,
    after: i64,
    limit: u32,
) -> Result<Vec<FeedEntry>> {
    all(
        connection,
        sql::FEED,
        named_params! { ":merchant_id": merchant.as_str(), ":after": after, ":limit": limit },
        |row| {
            Ok(FeedEntry {
                position: row.get("position")?,
                id: aggregate_id(row)?,
                version: read_version(row, "version")?,
                at_unix_ms: row.get("at_unix_ms")?,
            })
        },
    )
}

pub(super) fn feed_position(connection: &Connection) -> Result<i64> {
    connection.prepare_cached(sql::FEED_POSITION)?.query_row([], |row| row.get(0))
}

/// The time of the newest event; none in an empty file.
pub(super) fn newest_event_unix_ms(connection: &Connection) -> Result<Option<i64>> {
    connection.prepare_cached(sql::NEWEST_EVENT_TIME)?.query_row([], |row| row.get(0)).optional()
}

pub(super) fn product(
    connection: &Connection,
    merchant: &MerchantId,
    product: &ProductId,
    currency: Currency,
) -> Result<Option<Product>> {
    connection
        .prepare_cached(sql::PRODUCT)?
        .query_row(
            named_params! {
                ":merchant_id": merchant.as_str(), ":product_id": product.as_str(),
                ":currency": currency.code()
            },
            |row| read_product(row, currency),
        )
        .optional()
}

pub(super) fn product_by_gtin(
    connection: &Connection,
    merchant: &MerchantId,
    gtin: Gtin,
    currency: Currency,
) -> Result<Option<Product>> {
    connection
        .prepare_cached(sql::PRODUCT_BY_GTIN)?
        .query_row(
            named_params! {
                ":merchant_id": merchant.as_str(), ":gtin": GtinColumn(gtin),
                ":currency": currency.code()
            },
            |row| read_product(row, currency),
        )
        .optional()
}

pub(super) fn products(
    connection: &Connection,
    merchant: &MerchantId,
    currency: Currency,
    offset: u32,
    limit: u32,
) -> Result<Vec<Product>> {
    all(
        connection,
        sql::PRODUCTS,
        named_params! {
            ":merchant_id": merchant.as_str(), ":currency": currency.code(),
            ":offset": offset, ":limit": limit
        },
        |row| read_product(row, currency),
    )
}

fn read_product(row: &Row<'_>, currency: Currency) -> Result<Product> {
    let VatCategoryColumn(vat_category) = row.get("vat_category")?;
    Ok(Product {
        id: ProductId(row.get("product_id")?),
        gtin: row.get::<_, Option<GtinColumn>>("gtin")?.map(|GtinColumn(gtin)| gtin),
        name: row.get("name")?,
        vat_category,
        currency,
        unit_minor: row.get("unit_minor")?,
        club_unit_minor: row.get("club_unit_minor")?,
    })
}

fn aggregate_id(row: &Row<'_>) -> Result<AggregateId> {
    let KindColumn(kind) = row.get("kind")?;
    Ok(AggregateId { kind, key: row.get("key")? })
}

fn all<T>(
    connection: &Connection,
    sql: &str,
    parameters: &[(&str, &dyn ToSql)],
    read: impl FnMut(&Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    connection.prepare_cached(sql)?.query_map(parameters, read)?.collect()
}
