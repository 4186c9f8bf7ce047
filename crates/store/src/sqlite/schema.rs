//! Brings a database file to the schema of this release, one numbered migration after another, each
//! in a transaction with the number that says it is done. A file from a newer release is refused.

use super::fault;
use crate::StoreError;
use rusqlite::Connection;

/// In order; the number of a migration is its place, from 1. Never changed once released.
const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/sqlite/0001_first.sql"),
    include_str!("../../migrations/sqlite/0002_unresolved.sql"),
    include_str!("../../migrations/sqlite/0003_price_rows.sql"),
    include_str!("../../migrations/sqlite/0004_groups.sql"),
    include_str!("../../migrations/sqlite/0005_expiring_subjects.sql"),
    include_str!("../../migrations/sqlite/0006_listed.sql"),
    include_str!("../../migrations/sqlite/0007_product_words.sql"),
];

/// How many migrations have been applied; the number stands in the file's own header.
pub(super) const VERSION: &str = "user_version";

/// Applies what is missing.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let applied: usize = connection
        .pragma_query_value(None, VERSION, |row| row.get::<_, u32>(0))
        .map_err(fault)?
        .try_into()
        .expect("a u32 fits");
    if applied > MIGRATIONS.len() {
        return Err(StoreError(format!(
            "it was written by a newer release (schema {applied}; this one knows up to {}): start \
             that release, or restore a backup made before it",
            MIGRATIONS.len()
        )));
    }
    for (index, sql) in MIGRATIONS.iter().enumerate().skip(applied) {
        let number = index + 1;
        apply(connection, sql, number).map_err(|error| {
            StoreError(format!("migration {number} failed: {}", fault(error).0))
        })?;
        tracing::info!(store.schema = number, "brought the database to a new schema");
    }
    Ok(())
}

fn apply(connection: &mut Connection, sql: &str, number: usize) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    transaction.execute_batch(sql)?;
    let number = u32::try_from(number).expect("migrations are few");
    transaction.pragma_update(None, VERSION, number)?;
    transaction.commit()
}
