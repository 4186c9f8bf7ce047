//! What one commit writes, inside the savepoint that the writer has opened for it. Whatever stops it
//! is found here; taking back what was written before that is the writer's.

use super::columns::version;
use super::statements as sql;
use crate::model::{AnswerWrite, Commit, DueWrite, LookupRule, LookupWrite, SubjectWrite, Write};
use checkout::{AggregateId, MerchantId};
use rusqlite::{Connection, OptionalExtension, named_params};

/// Why a commit does not happen.
pub(super) enum Stop {
    Conflict,
    KeyUsed,
    Failed(rusqlite::Error),
}

impl From<rusqlite::Error> for Stop {
    fn from(error: rusqlite::Error) -> Self {
        Self::Failed(error)
    }
}

/// The idempotency key comes first: whoever repeats a request is told so, and not that something
/// has changed since, which it has by the first one. Aggregates are taken in the order of their ids.
pub(super) fn apply(connection: &Connection, commit: &Commit) -> Result<(), Stop> {
    if let Some(answer) = &commit.answer {
        insert_answer(connection, answer, commit.at_unix_ms)?;
    }
    let mut reads: Vec<_> = commit.reads.iter().collect();
    reads.sort();
    for (id, expected) in reads {
        expect_version(connection, &commit.merchant, id, *expected)?;
    }
    let mut writes: Vec<_> = commit.writes.iter().collect();
    writes.sort_by(|a, b| a.id.cmp(&b.id));
    for write in writes {
        write_aggregate(connection, &commit.merchant, write, commit.at_unix_ms)?;
    }
    for subject in &commit.subjects {
        write_subject(connection, &commit.merchant, subject)?;
    }
    for lookup in &commit.lookups {
        write_lookup(connection, &commit.merchant, lookup)?;
    }
    for id in &commit.handled {
        connection
            .prepare_cached(sql::HANDLE_INBOX)?
            .execute(named_params! { ":id": id, ":merchant_id": commit.merchant.as_str() })?;
    }
    Ok(())
}

fn insert_answer(
    connection: &Connection,
    AnswerWrite { scope, answer }: &AnswerWrite,
    at_unix_ms: i64,
) -> Result<(), Stop> {
    let inserted = connection.prepare_cached(sql::INSERT_ANSWER)?.execute(named_params! {
        ":merchant_id": scope.merchant.as_str(), ":client": scope.client, ":call": scope.call,
        ":key": scope.key, ":body_sha256": answer.body_sha256, ":status": answer.status,
        ":resource": answer.resource, ":at_unix_ms": at_unix_ms
    })?;
    if inserted == 0 { Err(Stop::KeyUsed) } else { Ok(()) }
}

fn expect_version(
    connection: &Connection,
    merchant: &MerchantId,
    id: &AggregateId,
    expected: u64,
) -> Result<(), Stop> {
    let found: Option<i64> = connection
        .prepare_cached(sql::VERSION)?
        .query_row(
            named_params! {
                ":merchant_id": merchant.as_str(), ":kind": id.kind.as_str(), ":key": id.key
            },
            |row| row.get(0),
        )
        .optional()?;
    if found.unwrap_or(0) == version(expected) { Ok(()) } else { Err(Stop::Conflict) }
}

fn write_aggregate(
    connection: &Connection,
    merchant: &MerchantId,
    write: &Write,
    at_unix_ms: i64,
) -> Result<(), Stop> {
    let (due_at_unix_ms, leased) = match write.due {
        DueWrite::At(at) => (at, 0),
        DueWrite::Leased { until_unix_ms } => (Some(until_unix_ms), 1),
    };
    let new_version = write.expected_version.saturating_add(write.events.len() as u64);
    let changed = if write.expected_version == 0 {
        connection.prepare_cached(sql::INSERT_AGGREGATE)?.execute(named_params! {
            ":merchant_id": merchant.as_str(), ":kind": write.id.kind.as_str(),
            ":key": write.id.key, ":version": version(new_version),
            ":revision": write.snapshot.revision, ":snapshot": write.snapshot.json,
            ":due_at_unix_ms": due_at_unix_ms, ":leased": leased,
            ":unresolved_since_unix_ms": write.unresolved_since_unix_ms
        })?
    } else {
        connection.prepare_cached(sql::UPDATE_AGGREGATE)?.execute(named_params! {
            ":merchant_id": merchant.as_str(), ":kind": write.id.kind.as_str(),
            ":key": write.id.key, ":version": version(new_version),
            ":revision": write.snapshot.revision, ":snapshot": write.snapshot.json,
            ":due_at_unix_ms": due_at_unix_ms, ":leased": leased,
            ":unresolved_since_unix_ms": write.unresolved_since_unix_ms,
            ":expected_version": version(write.expected_version)
        })?
    };
    if changed == 0 {
        return Err(Stop::Conflict);
    }
    let mut insert = connection.prepare_cached(sql::INSERT_EVENT)?;
    for (event, event_version) in write.events.iter().zip(write.expected_version + 1..) {
        insert.execute(named_params! {
            ":merchant_id": merchant.as_str(), ":kind": write.id.kind.as_str(),
            ":key": write.id.key, ":version": version(event_version),
            ":revision": event.revision, ":event": event.json, ":at_unix_ms": at_unix_ms
        })?;
    }
    Ok(())
}

/// A subject has one key for good. If two commits make the same subject, the second would seal its
/// rows with a key that is never stored; it must read the first one's and seal again.
fn write_subject(
    connection: &Connection,
    merchant: &MerchantId,
    write: &SubjectWrite,
) -> Result<(), Stop> {
    let inserted = connection.prepare_cached(sql::INSERT_SUBJECT)?.execute(named_params! {
        ":merchant_id": merchant.as_str(), ":subject": write.subject,
        ":wrapped_key": write.wrapped_key
    })?;
    if inserted == 0 {
        let held: Vec<u8> = connection.prepare_cached(sql::WRAPPED_KEY)?.query_row(
            named_params! { ":merchant_id": merchant.as_str(), ":subject": write.subject },
            |row| row.get(0),
        )?;
        if held != write.wrapped_key {
            return Err(Stop::Conflict);
        }
    }
    let mut put = connection.prepare_cached(sql::PUT_SUBJECT_ROW)?;
    for (name, sealed) in &write.rows {
        put.execute(named_params! {
            ":merchant_id": merchant.as_str(), ":subject": write.subject, ":name": name,
            ":sealed": sealed
        })?;
    }
    Ok(())
}

fn write_lookup(
    connection: &Connection,
    merchant: &MerchantId,
    write: &LookupWrite,
) -> Result<(), Stop> {
    let statement = match write.rule {
        LookupRule::Unique => sql::INSERT_LOOKUP,
        LookupRule::Replace => sql::REPLACE_LOOKUP,
    };
    let changed = connection.prepare_cached(statement)?.execute(named_params! {
        ":merchant_id": merchant.as_str(), ":index_name": write.index, ":hash": write.hash,
        ":holder": write.holder
    })?;
    if changed == 0 {
        let holder: String = connection.prepare_cached(sql::LOOKUP)?.query_row(
            named_params! {
                ":merchant_id": merchant.as_str(), ":index_name": write.index, ":hash": write.hash
            },
            |row| row.get(0),
        )?;
        if holder != write.holder {
            return Err(Stop::Conflict);
        }
    }
    Ok(())
}
