//! Claims: who works on what is due, and until when. A claim only avoids double work, it fences
//! nothing; but it is counted, so that an aggregate which brings down whoever works on it is given
//! up after five claims and never stops the others.

use super::columns::{read_version, version};
use super::statements as sql;
use crate::model::Claimed;
use checkout::{AggregateId, Kind, MerchantId};
use rusqlite::{Connection, Result, named_params};

/// With this claim an aggregate is parked. The statements about parked rows and the index behind
/// them have the same number.
const CLAIMS_MAX: i64 = 5;

/// A row that is due. Its kind is a text, for a newer release may have more of them.
struct Due {
    merchant_id: String,
    kind_text: String,
    key: String,
    version: u64,
    claims: i64,
}

/// What a claim took, and what it gave up.
pub(super) struct Taken {
    pub(super) claimed: Vec<Claimed>,
    pub(super) parked: Vec<AggregateId>,
}

/// Goes on past what it parks, until `limit` aggregates are taken or nothing more is due: a batch
/// full of rows that are given up must not look like an empty one.
pub(super) fn claim(
    connection: &Connection,
    now_unix_ms: i64,
    lease_ms: i64,
    limit: u32,
) -> Result<Taken> {
    let lease_until_unix_ms = lease_end(now_unix_ms, lease_ms);
    let limit = limit as usize;
    let (mut claimed, mut parked) = (Vec::new(), Vec::new());
    while claimed.len() < limit {
        let due = select_due(connection, now_unix_ms, limit - claimed.len())?;
        if due.is_empty() {
            break;
        }
        for row in due {
            let Some(kind) = Kind::parse(&row.kind_text) else {
                // A newer release wrote it and will work on it; here it only steps aside.
                set_due(connection, &row, Some(lease_until_unix_ms), row.claims)?;
                continue;
            };
            if row.claims + 1 >= CLAIMS_MAX {
                park(connection, &row, now_unix_ms)?;
                parked.push(AggregateId { kind, key: row.key });
                continue;
            }
            set_due(connection, &row, Some(lease_until_unix_ms), row.claims + 1)?;
            claimed.push(Claimed {
                merchant: MerchantId(row.merchant_id),
                id: AggregateId { kind, key: row.key },
                version: row.version,
                lease_until_unix_ms,
            });
        }
    }
    Ok(Taken { claimed, parked })
}

pub(super) fn renew(
    connection: &Connection,
    now_unix_ms: i64,
    claimed: &[Claimed],
    lease_ms: i64,
) -> Result<()> {
    let due_at_unix_ms = lease_end(now_unix_ms, lease_ms);
    let mut renew = connection.prepare_cached(sql::RENEW)?;
    for claim in claimed {
        renew.execute(named_params! {
            ":due_at_unix_ms": due_at_unix_ms, ":merchant_id": claim.merchant.as_str(),
            ":kind": claim.id.kind.as_str(), ":key": claim.id.key,
            ":version": version(claim.version)
        })?;
    }
    Ok(())
}

/// Makes a parked aggregate due again. False if it is not parked.
pub(super) fn unpark(
    connection: &Connection,
    now_unix_ms: i64,
    merchant: &MerchantId,
    id: &AggregateId,
) -> Result<bool> {
    let changed = connection.prepare_cached(sql::UNPARK)?.execute(named_params! {
        ":now_unix_ms": now_unix_ms, ":merchant_id": merchant.as_str(),
        ":kind": id.kind.as_str(), ":key": id.key
    })?;
    Ok(changed > 0)
}

/// Makes whatever is leased due now. For opening only, when no other process can be at work.
pub(super) fn release_leases(connection: &Connection, now_unix_ms: i64) -> Result<()> {
    connection
        .prepare_cached(sql::RELEASE_LEASES)?
        .execute(named_params! { ":now_unix_ms": now_unix_ms })?;
    Ok(())
}

/// Always later than now, so that what was just claimed isn't due in the same breath.
fn lease_end(now_unix_ms: i64, lease_ms: i64) -> i64 {
    now_unix_ms.saturating_add(lease_ms.max(1))
}

fn select_due(connection: &Connection, now_unix_ms: i64, limit: usize) -> Result<Vec<Due>> {
    let limit = i64::try_from(limit).expect("a u32 fits");
    connection
        .prepare_cached(sql::DUE)?
        .query_map(named_params! { ":now_unix_ms": now_unix_ms, ":limit": limit }, |row| {
            Ok(Due {
                merchant_id: row.get("merchant_id")?,
                kind_text: row.get("kind")?,
                key: row.get("key")?,
                version: read_version(row, "version")?,
                claims: row.get("claims")?,
            })
        })?
        .collect()
}

fn park(connection: &Connection, row: &Due, now_unix_ms: i64) -> Result<()> {
    connection.prepare_cached(sql::PARK)?.execute(named_params! {
        ":now_unix_ms": now_unix_ms, ":merchant_id": row.merchant_id, ":kind": row.kind_text,
        ":key": row.key
    })?;
    Ok(())
}

fn set_due(connection: &Connection, row: &Due, at_unix_ms: Option<i64>, claims: i64) -> Result<()> {
    connection.prepare_cached(sql::SET_DUE)?.execute(named_params! {
        ":due_at_unix_ms": at_unix_ms, ":claims": claims, ":merchant_id": row.merchant_id,
        ":kind": row.kind_text, ":key": row.key
    })?;
    Ok(())
}
