//! The statements that SQLite alone understands, or that it needs worded in its own way.

statements! {
    #[cfg(test)]
    OWN;

    BEGIN = "BEGIN IMMEDIATE";
    COMMIT = "COMMIT";
    ROLLBACK = "ROLLBACK";
    SAVEPOINT = "SAVEPOINT work";
    RELEASE = "RELEASE work";
    ROLLBACK_TO_SAVEPOINT = "ROLLBACK TO work";

    VERSION = "
        SELECT version FROM aggregates
        WHERE merchant_id = :merchant_id AND kind = :kind AND key = :key";
    INSERT_EVENT = "
        INSERT INTO events (merchant_id, kind, key, version, revision, event, at_unix_ms)
        VALUES (:merchant_id, :kind, :key, :version, :revision, :event, :at_unix_ms)";
    /// There is one writer, so that the order of positions is the order of commits: all of them
    /// stand in transaction 0.
    FEED = "
        SELECT 0 AS in_transaction, position, kind, key, version, at_unix_ms FROM events
        WHERE merchant_id = :merchant_id AND position > :after_number
            AND :after_transaction = 0
        ORDER BY position LIMIT :limit";
    FEED_POSITION = "
        SELECT 0 AS in_transaction, position FROM events ORDER BY position DESC LIMIT 1";
    NEWEST_EVENT_TIME = "SELECT at_unix_ms FROM events ORDER BY position DESC LIMIT 1";
    DUE = "
        SELECT merchant_id, kind, key, version, claims FROM aggregates
        WHERE due_at_unix_ms <= :now_unix_ms
        ORDER BY due_at_unix_ms LIMIT :limit";
}

#[cfg(test)]
mod tests {
    use super::OWN;
    use crate::sql::statements::SHARED;
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
        for (name, sql) in SHARED.iter().chain(OWN) {
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
        for (name, sql) in SHARED.iter().chain(OWN) {
            if !["SELECT", "UPDATE"].iter().any(|verb| sql.trim_start().starts_with(verb)) {
                continue;
            }
            let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let steps: Vec<String> =
                plan.raw_query().mapped(|row| row.get("detail")).collect::<Result<_, _>>().unwrap();
            for step in steps {
                // These walk back from the end of the table and stop at one row.
                let whole_table = step.starts_with("SCAN")
                    && !step.contains("USING")
                    && !step.contains("CONSTANT ROW")
                    && !["NEWEST_EVENT_TIME", "FEED_POSITION"].contains(name);
                let sorts = step.contains("TEMP B-TREE");
                assert!(!whole_table && !sorts, "{name}: {step}");
            }
        }
    }
}
