//! Brings a database to the schema of this release, all missing migrations in one transaction with
//! the number that says they are done. A database from a newer release is refused.

use super::fault::Fault;
use crate::StoreError;
use tokio_postgres::{Client, Transaction};

/// In order; the number of a migration is its place, from 1. Never changed once released.
const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/postgres/0001_first.sql"),
    include_str!("../../migrations/postgres/0002_unresolved.sql"),
    include_str!("../../migrations/postgres/0003_price_rows.sql"),
    include_str!("../../migrations/postgres/0004_groups.sql"),
    include_str!("../../migrations/postgres/0005_expiring_subjects.sql"),
    include_str!("../../migrations/postgres/0006_listed.sql"),
    include_str!("../../migrations/postgres/0007_product_words.sql"),
];

/// Nodes that start together take turns. A migration may take as long as it needs.
const TAKE_TURNS: &str = "
    SET LOCAL lock_timeout = 0;
    SET LOCAL statement_timeout = 0;
    SELECT pg_advisory_xact_lock(hashtextextended('clubtill schema', 0));
    CREATE TABLE IF NOT EXISTS schema_version (
        only_row BOOLEAN PRIMARY KEY DEFAULT TRUE CHECK (only_row),
        applied  BIGINT NOT NULL
    );
    INSERT INTO schema_version (applied) VALUES (0) ON CONFLICT DO NOTHING";

/// Applies what is missing.
pub(super) async fn migrate(client: &mut Client) -> Result<(), StoreError> {
    let transaction = client.transaction().await.map_err(Fault::from)?;
    let (applied, encoding) = look(&transaction).await?;
    if encoding != "UTF8" {
        return Err(StoreError(format!(
            "its encoding is {encoding}: make one with ENCODING 'UTF8' TEMPLATE template0"
        )));
    }
    let known = MIGRATIONS.len();
    let Some(missing) = usize::try_from(applied).ok().and_then(|done| MIGRATIONS.get(done..))
    else {
        return Err(StoreError(format!(
            "it was written by a newer release (schema {applied}; this one knows up to {known}): \
             start that release, or restore a backup made before it"
        )));
    };
    for (sql, number) in missing.iter().zip(applied + 1..) {
        let failed =
            |error| StoreError(format!("migration {number} failed: {}", Fault::Database(error)));
        transaction.batch_execute(sql).await.map_err(failed)?;
        let done = "UPDATE schema_version SET applied = $1";
        transaction.execute(done, &[&number]).await.map_err(failed)?;
    }
    transaction.commit().await.map_err(Fault::from)?;
    if !missing.is_empty() {
        tracing::info!(store.schema = known, "brought the database to a new schema");
    }
    Ok(())
}

async fn look(transaction: &Transaction<'_>) -> Result<(i64, String), Fault> {
    transaction.batch_execute(TAKE_TURNS).await?;
    let sql = "SELECT applied, current_setting('server_encoding') AS encoding FROM schema_version";
    let row = transaction.query_one(sql, &[]).await?;
    Ok((row.try_get("applied")?, row.try_get("encoding")?))
}
