//! Claims: who works on what is due, and until when. A claim only avoids double work, it fences
//! nothing; but it is counted, so that an aggregate which brings down whoever works on it is parked
//! with its fifth claim and never stops the others. A parked one is claimed every 15 minutes, one
//! claim each time: what failed may have been the disk or the machine, and its money stays reserved
//! until somebody gets on with it.

use super::{Row, Sql, get, statements as sql};
use crate::model::Claimed;
use checkout::{AggregateId, Kind, MerchantId};

/// With this claim an aggregate is parked. The statements about parked rows and the index behind
/// them have the same number.
const CLAIMS_MAX: i64 = 5;
/// When what is parked is tried again.
const PARKED_AGAIN_MS: i64 = 15 * 60 * 1_000;

/// A row that is due. Its kind is a text, for a newer release may have more of them.
struct Due {
    merchant_id: String,
    kind_text: String,
    key: String,
    version: u64,
    claims: i64,
}

/// What a claim took, and what it parked.
pub(crate) struct Taken {
    claimed: Vec<Claimed>,
    parked: Vec<AggregateId>,
}

impl Taken {
    /// What was taken; what was parked is told to people. For when both are durable.
    pub(crate) fn tell(self) -> Vec<Claimed> {
        for id in self.parked {
            tracing::error!(
                aggregate.id = %id,
                "parked an aggregate after five claims without progress; a person should look, and it \
                 is tried again every 15 minutes"
            );
        }
        self.claimed
    }
}

/// Goes on past what it parks, until `limit` aggregates are taken or nothing more is due: a batch
/// full of rows that are parked must not look like an empty one.
pub(crate) async fn claim<S: Sql>(
    database: &S,
    now_unix_ms: i64,
    lease_ms: i64,
    limit: u32,
) -> Result<Taken, S::Error> {
    let lease_until_unix_ms = lease_end(now_unix_ms, lease_ms);
    let again_at_unix_ms = lease_end(now_unix_ms, PARKED_AGAIN_MS);
    let mut left = limit;
    let (mut claimed, mut parked) = (Vec::new(), Vec::new());
    while left > 0 {
        let due = select_due(database, now_unix_ms, left).await?;
        if due.is_empty() {
            break;
        }
        for row in due {
            let Some(kind) = Kind::parse(&row.kind_text) else {
                // A newer release wrote it and will work on it; here it only steps aside.
                set_due(database, &row, lease_until_unix_ms, row.claims).await?;
                continue;
            };
            let (lease_until_unix_ms, claims) = match row.claims {
                CLAIMS_MAX.. => (again_at_unix_ms, CLAIMS_MAX),
                claims if claims + 1 < CLAIMS_MAX => (lease_until_unix_ms, claims + 1),
                _ => {
                    park(database, &row, now_unix_ms, again_at_unix_ms).await?;
                    parked.push(AggregateId { kind, key: row.key });
                    continue;
                }
            };
            set_due(database, &row, lease_until_unix_ms, claims).await?;
            left -= 1;
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

pub(crate) async fn renew<S: Sql>(
    database: &S,
    now_unix_ms: i64,
    claimed: &[Claimed],
    lease_ms: i64,
) -> Result<(), S::Error> {
    let due_at_unix_ms = lease_end(now_unix_ms, lease_ms);
    let mut claimed: Vec<_> = claimed.iter().collect();
    claimed.sort_by_key(|claim| (&claim.merchant, &claim.id));
    for claim in claimed {
        let values = values! {
            ":due_at_unix_ms": due_at_unix_ms, ":merchant_id": claim.merchant.as_str(),
            ":kind": claim.id.kind.as_str(), ":key": &claim.id.key, ":version": claim.version
        };
        database.execute(sql::RENEW, values).await?;
    }
    Ok(())
}

/// Makes a parked aggregate due now, and forgets its claims. False if it is not parked.
pub(crate) async fn unpark<S: Sql>(
    database: &S,
    now_unix_ms: i64,
    merchant: &MerchantId,
    id: &AggregateId,
) -> Result<bool, S::Error> {
    let values = values! {
        ":now_unix_ms": now_unix_ms, ":merchant_id": merchant.as_str(),
        ":kind": id.kind.as_str(), ":key": &id.key
    };
    Ok(database.execute(sql::UNPARK, values).await? > 0)
}

/// Makes whatever is leased and not parked due now. For opening only, when nobody else can be at work.
pub(crate) async fn release_leases<S: Sql>(database: &S, now_unix_ms: i64) -> Result<(), S::Error> {
    let values = values! { ":now_unix_ms": now_unix_ms };
    database.execute(sql::RELEASE_LEASES, values).await.map(|_| ())
}

/// Always later than now, so that what was just claimed isn't due in the same breath.
fn lease_end(now_unix_ms: i64, lease_ms: i64) -> i64 {
    now_unix_ms.saturating_add(lease_ms.max(1))
}

async fn select_due<S: Sql>(
    database: &S,
    now_unix_ms: i64,
    limit: u32,
) -> Result<Vec<Due>, S::Error> {
    let values = values! { ":now_unix_ms": now_unix_ms, ":limit": limit };
    let read = |row: &dyn Row| {
        Ok(Due {
            merchant_id: get(row, "merchant_id")?,
            kind_text: get(row, "kind")?,
            key: get(row, "key")?,
            version: get(row, "version")?,
            claims: get(row, "claims")?,
        })
    };
    database.query(S::DUE, values, read).await
}

async fn park<S: Sql>(
    database: &S,
    row: &Due,
    now_unix_ms: i64,
    again_at_unix_ms: i64,
) -> Result<(), S::Error> {
    let values = values! {
        ":due_at_unix_ms": again_at_unix_ms, ":now_unix_ms": now_unix_ms,
        ":merchant_id": &row.merchant_id, ":kind": &row.kind_text, ":key": &row.key
    };
    database.execute(sql::PARK, values).await.map(|_| ())
}

async fn set_due<S: Sql>(
    database: &S,
    row: &Due,
    at_unix_ms: i64,
    claims: i64,
) -> Result<(), S::Error> {
    let values = values! {
        ":due_at_unix_ms": at_unix_ms, ":claims": claims, ":merchant_id": &row.merchant_id,
        ":kind": &row.kind_text, ":key": &row.key
    };
    database.execute(sql::SET_DUE, values).await.map(|_| ())
}
