//! The statements that PostgreSQL alone understands, or that it needs worded in its own way; and all
//! statements with the numbered parameters that it wants.

use crate::sql::Value;
use crate::sql::statements::SHARED;
use std::collections::HashMap;
use std::sync::LazyLock;
use tokio_postgres::types::ToSql;

statements! {
    OWN;

    /// Held until the transaction ends: others may read it meanwhile, and nobody writes it.
    VERSION = "
        SELECT version FROM aggregates
        WHERE merchant_id = :merchant_id AND kind = :kind AND key = :key
        FOR SHARE";
    /// A lock by a number made of the name. Two names with one number wait for each other now and
    /// then, and nothing else comes of it.
    HOLD_ABSENT = "
        SELECT pg_advisory_xact_lock(hashtextextended(
            concat_ws(' ', CAST(:merchant_id AS TEXT), CAST(:kind AS TEXT), CAST(:key AS TEXT)), 0))";
    /// Two who put products at once would stand in each other's way from barcode to barcode.
    HOLD_CATALOGUE = "
        SELECT pg_advisory_xact_lock(
            hashtextextended(concat_ws(' ', 'catalogue', CAST(:merchant_id AS TEXT)), 0))";

    INSERT_EVENT = "
        INSERT INTO events
            (in_transaction, merchant_id, kind, key, version, revision, event, at_unix_ms)
        VALUES
            ((SELECT added FROM feed_epoch) + CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT),
            :merchant_id, :kind, :key, :version, :revision, :event, :at_unix_ms)";
    /// Below the oldest transaction that is running: what that one and later ones write is yet to
    /// come.
    FEED = "
        SELECT in_transaction, position, kind, key, version, at_unix_ms FROM events
        WHERE merchant_id = :merchant_id
            AND (in_transaction, position) > (:after_transaction, :after_number)
            AND in_transaction < (SELECT added FROM feed_epoch)
                + CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT)
        ORDER BY in_transaction, position LIMIT :limit";
    FEED_POSITION = "
        SELECT in_transaction, position FROM events
        WHERE in_transaction < (SELECT added FROM feed_epoch)
            + CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT)
        ORDER BY in_transaction DESC, position DESC LIMIT 1";
    NEWEST_EVENT_TIME = "
        SELECT at_unix_ms FROM events ORDER BY in_transaction DESC, position DESC LIMIT 1";
    /// At opening: where a dump was restored, the server counts transactions from a lower number, and
    /// new events would come before old ones.
    ALIGN_FEED = "
        UPDATE feed_epoch
        SET added = newest.in_transaction + 1 - CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT)
        FROM (
            SELECT in_transaction FROM events ORDER BY in_transaction DESC, position DESC LIMIT 1
        ) AS newest
        WHERE newest.in_transaction
            >= feed_epoch.added + CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT)";

    DUE = "
        SELECT merchant_id, kind, key, version, claims FROM aggregates
        WHERE due_at_unix_ms <= :now_unix_ms
        ORDER BY due_at_unix_ms LIMIT :limit
        FOR UPDATE SKIP LOCKED";
    /// The server's own clock, whenever in a transaction it is asked.
    CLOCK = "
        SELECT CAST(floor(extract(epoch FROM clock_timestamp()) * 1000) AS BIGINT) AS now_unix_ms";
}

/// A statement with `$1`, `$2` and so on in the place of its parameters' names.
pub(super) struct Numbered {
    pub(super) text: String,
    /// With their colons, in the order of their numbers.
    names: Vec<&'static str>,
}

impl Numbered {
    /// A name that comes again has the same number.
    fn new(named: &'static str) -> Self {
        let mut pieces = named.split(':');
        let mut text = pieces.next().unwrap_or_default().to_owned();
        let mut names: Vec<&'static str> = Vec::new();
        let mut at = text.len();
        for piece in pieces {
            let rest =
                piece.trim_start_matches(|letter: char| letter.is_alphanumeric() || letter == '_');
            let end = at + 1 + piece.len() - rest.len();
            let name = &named[at..end];
            let index = names.iter().position(|known| *known == name).unwrap_or_else(|| {
                names.push(name);
                names.len() - 1
            });
            text.push('$');
            text.push_str(&(index + 1).to_string());
            text.push_str(rest);
            at = end + rest.len();
        }
        Self { text, names }
    }

    /// The values in the order of their numbers.
    pub(super) fn bind<'v>(
        &self,
        values: &'v [(&'static str, Value<'v>)],
    ) -> Vec<&'v (dyn ToSql + Sync)> {
        let value_of = |name: &&'static str| -> &'v (dyn ToSql + Sync) {
            let value = values.iter().find(|(known, _)| known == name);
            let (_, value) = value.unwrap_or_else(|| panic!("{name} has no value"));
            value
        };
        assert!(values.len() == self.names.len(), "each value has its place: {}", self.text);
        self.names.iter().map(value_of).collect()
    }
}

/// A statement as PostgreSQL takes it.
pub(super) fn numbered(sql: &'static str) -> &'static Numbered {
    static ALL: LazyLock<HashMap<&'static str, Numbered>> = LazyLock::new(|| {
        SHARED.iter().chain(OWN).map(|(_, sql)| (*sql, Numbered::new(sql))).collect()
    });
    ALL.get(sql).unwrap_or_else(|| panic!("a statement that isn't listed: {sql}"))
}

#[cfg(test)]
mod tests;
