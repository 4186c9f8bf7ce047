//! What one commit writes, inside the transaction or savepoint that was opened for it. Whatever stops
//! it is found here; taking back what was written before that is the caller's.

use super::{Sql, get, statements as sql};
use crate::model::{
    AnswerWrite, Commit, DueWrite, Listed, LookupRule, LookupWrite, SubjectWrite, Write,
};
use checkout::{AggregateId, MerchantId};

/// Why a commit does not happen.
#[derive(Debug)]
pub(crate) enum Stop<E> {
    Conflict,
    KeyUsed,
    Failed(E),
}

impl<E> From<E> for Stop<E> {
    fn from(error: E) -> Self {
        Self::Failed(error)
    }
}

/// An aggregate that a commit takes.
enum Taken<'a> {
    Read(u64),
    Write(&'a Write),
}

/// The idempotency key comes first: whoever repeats a request is told so, and not that something
/// has changed since, which it has by the first one. Everything else is taken in the order of its
/// name, so that two commits never wait for each other.
pub(crate) async fn apply<S: Sql>(database: &S, commit: &Commit) -> Result<(), Stop<S::Error>> {
    let Commit { merchant, at_unix_ms, .. } = commit;
    if let Some(answer) = &commit.answer {
        insert_answer(database, answer, *at_unix_ms).await?;
    }
    let reads = commit.reads.iter().map(|(id, version)| (id, Taken::Read(*version)));
    let writes = commit.writes.iter().map(|write| (&write.id, Taken::Write(write)));
    let mut taken: Vec<_> = reads.chain(writes).collect();
    taken.sort_by_key(|(id, _)| *id);
    for (id, taken) in taken {
        match taken {
            Taken::Read(expected) => expect_version(database, merchant, id, expected).await?,
            Taken::Write(write) => write_aggregate(database, merchant, write, *at_unix_ms).await?,
        }
    }
    let mut subjects: Vec<_> = commit.subjects.iter().collect();
    subjects.sort_by_key(|write| &write.subject);
    for subject in subjects {
        write_subject(database, merchant, subject).await?;
    }
    let erased = commit.erased.iter().map(|subject| (subject, false));
    let expired = commit.expired.iter().map(|subject| (subject, true));
    let mut erased: Vec<_> = erased.chain(expired).collect();
    erased.sort_unstable();
    for (subject, only_if_expired) in erased {
        erase_subject(database, commit, subject, only_if_expired).await?;
    }
    let mut lookups: Vec<_> = commit.lookups.iter().collect();
    lookups.sort_by_key(|write| (write.index, write.hash));
    for lookup in lookups {
        write_lookup(database, merchant, lookup).await?;
    }
    // Each is held by its aggregate already.
    for listed in &commit.listed {
        put_listed(database, merchant, listed).await?;
    }
    let mut handled = commit.handled.clone();
    handled.sort_unstable();
    for id in handled {
        let values = values! { ":id": id, ":merchant_id": merchant.as_str() };
        database.execute(sql::HANDLE_INBOX, values).await?;
    }
    Ok(())
}

async fn put_listed<S: Sql>(
    database: &S,
    merchant: &MerchantId,
    listed: &Listed,
) -> Result<(), Stop<S::Error>> {
    let values = values! {
        ":merchant_id": merchant.as_str(), ":kind": listed.id.kind.as_str(),
        ":key": &listed.id.key, ":store_id": listed.store.as_str(),
        ":till_id": listed.till.as_str(), ":at_unix_ms": listed.at_unix_ms,
        ":summary": &listed.summary
    };
    database.execute(sql::PUT_LISTED, values).await?;
    Ok(())
}

async fn insert_answer<S: Sql>(
    database: &S,
    AnswerWrite { scope, answer }: &AnswerWrite,
    at_unix_ms: i64,
) -> Result<(), Stop<S::Error>> {
    let values = values! {
        ":merchant_id": scope.merchant.as_str(), ":client": &scope.client, ":call": &scope.call,
        ":key": &scope.key, ":body_sha256": answer.body_sha256.as_slice(),
        ":status": u32::from(answer.status), ":resource": &answer.resource,
        ":at_unix_ms": at_unix_ms
    };
    match database.execute(sql::INSERT_ANSWER, values).await? {
        0 => Err(Stop::KeyUsed),
        _ => Ok(()),
    }
}

async fn expect_version<S: Sql>(
    database: &S,
    merchant: &MerchantId,
    id: &AggregateId,
    expected: u64,
) -> Result<(), Stop<S::Error>> {
    if expected == 0 {
        database.hold_absent(merchant, id).await?;
    }
    let values = values! {
        ":merchant_id": merchant.as_str(), ":kind": id.kind.as_str(), ":key": &id.key
    };
    let found = database.find(S::VERSION, values, |row| get::<u64>(row, "version")).await?;
    if found.unwrap_or(0) == expected { Ok(()) } else { Err(Stop::Conflict) }
}

async fn write_aggregate<S: Sql>(
    database: &S,
    merchant: &MerchantId,
    write: &Write,
    at_unix_ms: i64,
) -> Result<(), Stop<S::Error>> {
    let (due_at_unix_ms, leased) = match write.due {
        DueWrite::At(at) => (at, 0_i64),
        DueWrite::Leased { until_unix_ms } => (Some(until_unix_ms), 1),
    };
    let new_version = write.expected_version.saturating_add(write.events.len() as u64);
    let changed = if write.expected_version == 0 {
        database.hold_absent(merchant, &write.id).await?;
        let values = values! {
            ":merchant_id": merchant.as_str(), ":kind": write.id.kind.as_str(),
            ":key": &write.id.key, ":version": new_version, ":revision": write.snapshot.revision,
            ":snapshot": &write.snapshot.json, ":due_at_unix_ms": due_at_unix_ms, ":leased": leased,
            ":unresolved_since_unix_ms": write.unresolved_since_unix_ms
        };
        database.execute(sql::INSERT_AGGREGATE, values).await?
    } else {
        let values = values! {
            ":merchant_id": merchant.as_str(), ":kind": write.id.kind.as_str(),
            ":key": &write.id.key, ":version": new_version, ":revision": write.snapshot.revision,
            ":snapshot": &write.snapshot.json, ":due_at_unix_ms": due_at_unix_ms, ":leased": leased,
            ":unresolved_since_unix_ms": write.unresolved_since_unix_ms,
            ":expected_version": write.expected_version
        };
        database.execute(sql::UPDATE_AGGREGATE, values).await?
    };
    if changed == 0 {
        return Err(Stop::Conflict);
    }
    for (event, version) in write.events.iter().zip(write.expected_version + 1..) {
        let values = values! {
            ":merchant_id": merchant.as_str(), ":kind": write.id.kind.as_str(),
            ":key": &write.id.key, ":version": version, ":revision": event.revision,
            ":event": &event.json, ":at_unix_ms": at_unix_ms
        };
        database.execute(S::INSERT_EVENT, values).await?;
    }
    Ok(())
}

/// The key's row is taken first, as whoever writes rows takes it: so one of the two waits for the other.
async fn erase_subject<S: Sql>(
    database: &S,
    Commit { merchant, at_unix_ms, .. }: &Commit,
    subject: &str,
    only_if_expired: bool,
) -> Result<(), Stop<S::Error>> {
    if only_if_expired {
        let values = values! {
            ":merchant_id": merchant.as_str(), ":subject": subject, ":now_unix_ms": *at_unix_ms
        };
        if database.execute(sql::TAKE_EXPIRED_SUBJECT, values).await? == 0 {
            return Ok(());
        }
    }
    let values = values! { ":merchant_id": merchant.as_str(), ":subject": subject };
    database.execute(sql::ERASE_SUBJECT_ROWS, values).await?;
    database.execute(sql::ERASE_SUBJECT, values).await?;
    Ok(())
}

/// A subject has one key for good. If two commits make the same subject, the second would seal its
/// rows with a key that is never stored; it must read the first one's and seal again.
async fn write_subject<S: Sql>(
    database: &S,
    merchant: &MerchantId,
    write: &SubjectWrite,
) -> Result<(), Stop<S::Error>> {
    let values = values! {
        ":merchant_id": merchant.as_str(), ":subject": &write.subject,
        ":wrapped_key": write.wrapped_key.as_slice(), ":erase_at_unix_ms": write.erase_at_unix_ms
    };
    if database.execute(sql::INSERT_SUBJECT, values).await? == 0 {
        let values = values! { ":merchant_id": merchant.as_str(), ":subject": &write.subject };
        let read = |row: &dyn super::Row| get::<Vec<u8>>(row, "wrapped_key");
        let held = database.find(sql::WRAPPED_KEY, values, read).await?;
        if held.as_ref() != Some(&write.wrapped_key) {
            return Err(Stop::Conflict);
        }
        if let Some(erase_at_unix_ms) = write.erase_at_unix_ms {
            let values = values! {
                ":merchant_id": merchant.as_str(), ":subject": &write.subject,
                ":erase_at_unix_ms": erase_at_unix_ms
            };
            if database.execute(sql::KEEP_SUBJECT, values).await? == 0 {
                return Err(Stop::Conflict);
            }
        }
    }
    let mut rows: Vec<_> = write.rows.iter().collect();
    rows.sort_by_key(|(name, _)| name);
    for (name, sealed) in rows {
        let values = values! {
            ":merchant_id": merchant.as_str(), ":subject": &write.subject, ":name": name,
            ":sealed": sealed.as_slice()
        };
        database.execute(sql::PUT_SUBJECT_ROW, values).await?;
    }
    Ok(())
}

async fn write_lookup<S: Sql>(
    database: &S,
    merchant: &MerchantId,
    write: &LookupWrite,
) -> Result<(), Stop<S::Error>> {
    let statement = match write.rule {
        LookupRule::Unique => sql::INSERT_LOOKUP,
        LookupRule::Replace => sql::REPLACE_LOOKUP,
        LookupRule::Held => sql::HOLD_LOOKUP,
        LookupRule::Remove => sql::REMOVE_LOOKUP,
    };
    let values = values! {
        ":merchant_id": merchant.as_str(), ":index_name": write.index,
        ":hash": write.hash.as_slice(), ":holder": &write.holder
    };
    if database.execute(statement, values).await? == 0 && write.rule != LookupRule::Remove {
        let values = values! {
            ":merchant_id": merchant.as_str(), ":index_name": write.index,
            ":hash": write.hash.as_slice()
        };
        let holder = database.find(sql::LOOKUP, values, |row| get::<String>(row, "holder")).await?;
        if holder.as_ref() != Some(&write.holder) {
            return Err(Stop::Conflict);
        }
    }
    Ok(())
}
