//! Every SQL statement that runs after the database is open, under its name. Parameters are bound
//! by name only: SQLite numbers `$2 .. $1` by first appearance, and would swap values silently.

macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $sql:literal;)*) => {
        $($(#[$doc])* pub(super) const $name: &str = $sql;)*

        #[cfg(test)]
        const ALL: &[(&str, &str)] = &[$((stringify!($name), $sql)),*];
    };
}

statements! {
    BEGIN = "BEGIN IMMEDIATE";
    COMMIT = "COMMIT";
    ROLLBACK = "ROLLBACK";
    SAVEPOINT = "SAVEPOINT work";
    RELEASE = "RELEASE work";
    ROLLBACK_TO_SAVEPOINT = "ROLLBACK TO work";
    PING = "SELECT 1";

    LOAD = "
        SELECT version, revision, snapshot FROM aggregates
        WHERE merchant_id = :merchant_id AND kind = :kind AND key = :key";
    VERSION = "
        SELECT version FROM aggregates
        WHERE merchant_id = :merchant_id AND kind = :kind AND key = :key";
    INSERT_AGGREGATE = "
        INSERT INTO aggregates
            (merchant_id, kind, key, version, revision, snapshot, due_at_unix_ms, claims,
            unresolved_since_unix_ms)
        VALUES
            (:merchant_id, :kind, :key, :version, :revision, :snapshot, :due_at_unix_ms, :leased,
            :unresolved_since_unix_ms)
        ON CONFLICT DO NOTHING";
    /// Compare-and-set: changes no row if the version isn't the expected one.
    UPDATE_AGGREGATE = "
        UPDATE aggregates
        SET version = :version, revision = :revision, snapshot = :snapshot,
            due_at_unix_ms = :due_at_unix_ms,
            unresolved_since_unix_ms = :unresolved_since_unix_ms,
            claims = CASE WHEN :leased = 0 THEN 0 WHEN claims > 0 THEN claims ELSE 1 END
        WHERE merchant_id = :merchant_id AND kind = :kind AND key = :key
            AND version = :expected_version";

    INSERT_EVENT = "
        INSERT INTO events (merchant_id, kind, key, version, revision, event, at_unix_ms)
        VALUES (:merchant_id, :kind, :key, :version, :revision, :event, :at_unix_ms)";
    EVENTS = "
        SELECT version, at_unix_ms, revision, event FROM events
        WHERE merchant_id = :merchant_id AND kind = :kind AND key = :key AND version > :after
        ORDER BY version LIMIT :limit";
    FEED = "
        SELECT position, kind, key, version, at_unix_ms FROM events
        WHERE merchant_id = :merchant_id AND position > :after
        ORDER BY position LIMIT :limit";
    FEED_POSITION = "SELECT coalesce(max(position), 0) FROM events";
    NEWEST_EVENT_TIME = "SELECT at_unix_ms FROM events ORDER BY position DESC LIMIT 1";

    DUE = "
        SELECT merchant_id, kind, key, version, claims FROM aggregates
        WHERE due_at_unix_ms <= :now_unix_ms
        ORDER BY due_at_unix_ms LIMIT :limit";
    SET_DUE = "
        UPDATE aggregates SET due_at_unix_ms = :due_at_unix_ms, claims = :claims
        WHERE merchant_id = :merchant_id AND kind = :kind AND key = :key";
    PARK = "
        UPDATE aggregates
        SET due_at_unix_ms = NULL, claims = 5,
            unresolved_since_unix_ms = coalesce(unresolved_since_unix_ms, :now_unix_ms)
        WHERE merchant_id = :merchant_id AND kind = :kind AND key = :key";
    UNPARK = "
        UPDATE aggregates SET due_at_unix_ms = :now_unix_ms, claims = 0
        WHERE merchant_id = :merchant_id AND kind = :kind AND key = :key
            AND due_at_unix_ms IS NULL AND claims >= 5";
    UNRESOLVED = "
        SELECT kind, key, version, revision, snapshot, unresolved_since_unix_ms,
            due_at_unix_ms IS NULL AND claims >= 5 AS parked
        FROM aggregates
        WHERE merchant_id = :merchant_id AND unresolved_since_unix_ms IS NOT NULL
            AND (unresolved_since_unix_ms, kind, key) > (:since_unix_ms, :kind, :key)
        ORDER BY unresolved_since_unix_ms, kind, key LIMIT :limit";
    RENEW = "
        UPDATE aggregates SET due_at_unix_ms = :due_at_unix_ms, claims = 1
        WHERE merchant_id = :merchant_id AND kind = :kind AND key = :key
            AND version = :version AND claims > 0";
    /// At opening: nobody else is there, so whoever had claimed these is gone.
    RELEASE_LEASES = "
        UPDATE aggregates SET due_at_unix_ms = :now_unix_ms
        WHERE due_at_unix_ms > :now_unix_ms AND claims > 0";
    NEXT_DUE = "
        SELECT min(due_at_unix_ms) FROM aggregates WHERE due_at_unix_ms IS NOT NULL";
    PARKED = "
        SELECT merchant_id, kind, key, version FROM aggregates
        WHERE due_at_unix_ms IS NULL AND claims >= 5
        ORDER BY merchant_id, kind, key";

    SUBJECT = "
        SELECT subjects.wrapped_key, subject_rows.name, subject_rows.sealed
        FROM subjects LEFT JOIN subject_rows
            ON subject_rows.merchant_id = subjects.merchant_id
            AND subject_rows.subject = subjects.subject
        WHERE subjects.merchant_id = :merchant_id AND subjects.subject = :subject
        ORDER BY subject_rows.name";
    WRAPPED_KEY = "
        SELECT wrapped_key FROM subjects
        WHERE merchant_id = :merchant_id AND subject = :subject";
    INSERT_SUBJECT = "
        INSERT INTO subjects (merchant_id, subject, wrapped_key)
        VALUES (:merchant_id, :subject, :wrapped_key)
        ON CONFLICT DO NOTHING";
    PUT_SUBJECT_ROW = "
        INSERT INTO subject_rows (merchant_id, subject, name, sealed)
        VALUES (:merchant_id, :subject, :name, :sealed)
        ON CONFLICT (merchant_id, subject, name) DO UPDATE SET sealed = excluded.sealed";

    LOOKUP = "
        SELECT holder FROM lookups
        WHERE merchant_id = :merchant_id AND index_name = :index_name AND hash = :hash";
    INSERT_LOOKUP = "
        INSERT INTO lookups (merchant_id, index_name, hash, holder)
        VALUES (:merchant_id, :index_name, :hash, :holder)
        ON CONFLICT DO NOTHING";
    REPLACE_LOOKUP = "
        INSERT INTO lookups (merchant_id, index_name, hash, holder)
        VALUES (:merchant_id, :index_name, :hash, :holder)
        ON CONFLICT (merchant_id, index_name, hash) DO UPDATE SET holder = excluded.holder";

    ANSWER = "
        SELECT body_sha256, status, resource FROM answers
        WHERE merchant_id = :merchant_id AND client = :client AND call = :call AND key = :key";
    INSERT_ANSWER = "
        INSERT INTO answers
            (merchant_id, client, call, key, body_sha256, status, resource, at_unix_ms)
        VALUES
            (:merchant_id, :client, :call, :key, :body_sha256, :status, :resource, :at_unix_ms)
        ON CONFLICT DO NOTHING";

    INSERT_INBOX = "
        INSERT INTO inbox (merchant_id, dedupe_key, kind, payload, at_unix_ms, handled)
        VALUES (:merchant_id, :dedupe_key, :kind, :payload, :at_unix_ms, 0)
        ON CONFLICT DO NOTHING";
    INBOX = "
        SELECT id, merchant_id, kind, payload FROM inbox
        WHERE handled = 0 ORDER BY id LIMIT :limit";
    HANDLE_INBOX = "
        UPDATE inbox SET handled = 1, payload = ''
        WHERE id = :id AND merchant_id = :merchant_id AND handled = 0";

    PRODUCT = "
        SELECT products.product_id, products.gtin, products.name, products.vat_category,
            prices.unit_minor, prices.club_unit_minor
        FROM products JOIN prices
            ON prices.merchant_id = products.merchant_id
            AND prices.product_id = products.product_id
        WHERE products.merchant_id = :merchant_id AND products.product_id = :product_id
            AND prices.currency = :currency";
    PRODUCT_BY_GTIN = "
        SELECT products.product_id, products.gtin, products.name, products.vat_category,
            prices.unit_minor, prices.club_unit_minor
        FROM products JOIN prices
            ON prices.merchant_id = products.merchant_id
            AND prices.product_id = products.product_id
        WHERE products.merchant_id = :merchant_id AND products.gtin = :gtin
            AND prices.currency = :currency";
    PRODUCTS = "
        SELECT products.product_id, products.gtin, products.name, products.vat_category,
            prices.unit_minor, prices.club_unit_minor
        FROM products JOIN prices
            ON prices.merchant_id = products.merchant_id
            AND prices.product_id = products.product_id
        WHERE products.merchant_id = :merchant_id AND prices.currency = :currency
        ORDER BY products.name, products.product_id LIMIT :limit OFFSET :offset";
    /// A barcode names one product: the one that was put last.
    RELEASE_GTIN = "
        UPDATE products SET gtin = NULL
        WHERE merchant_id = :merchant_id AND gtin = :gtin AND product_id <> :product_id";
    PUT_PRODUCT = "
        INSERT INTO products (merchant_id, product_id, gtin, name, vat_category)
        VALUES (:merchant_id, :product_id, :gtin, :name, :vat_category)
        ON CONFLICT (merchant_id, product_id) DO UPDATE
        SET gtin = excluded.gtin, name = excluded.name, vat_category = excluded.vat_category";
    PUT_PRICE = "
        INSERT INTO prices (merchant_id, product_id, currency, unit_minor, club_unit_minor)
        VALUES (:merchant_id, :product_id, :currency, :unit_minor, :club_unit_minor)
        ON CONFLICT (merchant_id, product_id, currency) DO UPDATE
        SET unit_minor = excluded.unit_minor, club_unit_minor = excluded.club_unit_minor";
}

#[cfg(test)]
mod tests {
    use super::ALL;
    use crate::sqlite::schema;
    use rusqlite::Connection;

    fn fresh() -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        schema::migrate(&mut connection).unwrap();
        connection
    }

    #[test]
    fn every_statement_is_accepted_and_binds_by_name_only() {
        let connection = fresh();
        for (name, sql) in ALL {
            let statement =
                connection.prepare(sql).unwrap_or_else(|error| panic!("{name}: {error}"));
            for index in 1..=statement.parameter_count() {
                let parameter = statement.parameter_name(index);
                assert!(
                    parameter.is_some_and(|parameter| parameter.starts_with(':')),
                    "{name}: parameter {index} is {parameter:?}"
                );
            }
        }
    }

    /// The cost of a sale may not grow with the number of sales stored.
    #[test]
    fn no_statement_reads_a_whole_table() {
        let connection = fresh();
        for (name, sql) in ALL {
            if !["SELECT", "UPDATE"].iter().any(|verb| sql.trim_start().starts_with(verb)) {
                continue;
            }
            let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let steps: Vec<String> =
                plan.raw_query().mapped(|row| row.get("detail")).collect::<Result<_, _>>().unwrap();
            for step in steps {
                // NEWEST_EVENT_TIME walks back from the end of the table and stops at one row.
                let whole_table = step.starts_with("SCAN")
                    && !step.contains("USING")
                    && !step.contains("CONSTANT ROW")
                    && *name != "NEWEST_EVENT_TIME";
                let sorts = step.contains("TEMP B-TREE");
                assert!(!whole_table && !sorts, "{name}: {step}");
            }
        }
    }
}
