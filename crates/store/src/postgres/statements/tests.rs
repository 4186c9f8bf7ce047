//! That PostgreSQL takes every statement, and finds what it asks for by an index.

use super::*;
use crate::postgres::connection::{Connector, config};
use crate::postgres::schema;
use test_postgres::Cluster;
use tokio_postgres::Client;

async fn fresh() -> Client {
    let config = config(&Cluster::shared().new_database()).unwrap();
    let mut client = Connector::new(config).unwrap().connect().await.unwrap();
    schema::migrate(&mut client).await.unwrap();
    client
}

#[test]
fn names_become_numbers() {
    for (named, text, names) in [
        ("SELECT 1", "SELECT 1", &[][..]),
        (":a", "$1", &[":a"]),
        ("x = :a AND (y > :b_c) OR :a", "x = $1 AND (y > $2) OR $1", &[":a", ":b_c"]),
        ("æ = :b, :a.", "æ = $1, $2.", &[":b", ":a"]),
    ] {
        let numbered = Numbered::new(named);
        assert_eq!((numbered.text.as_str(), &numbered.names[..]), (text, names));
    }
}

/// Whole numbers are BIGINT everywhere, so that no value is bound with another width.
#[tokio::test]
async fn every_statement_is_accepted_with_the_types_that_are_bound() {
    let client = fresh().await;
    for (name, sql) in SHARED.iter().chain(OWN) {
        let numbered = numbered(sql);
        let statement = client.prepare(&numbered.text).await;
        let statement = statement.unwrap_or_else(|error| panic!("{name}: {error:?}"));
        assert_eq!(statement.params().len(), numbered.names.len(), "{name}");
        for (parameter, ty) in numbered.names.iter().zip(statement.params()) {
            assert!(["text", "int8", "bytea"].contains(&ty.name()), "{name}: {parameter} is {ty}");
        }
    }
}

/// The cost of a sale may not grow with the number of sales stored.
#[tokio::test]
async fn no_statement_reads_a_whole_table() {
    let client = fresh().await;
    // For any value, and as if the tables were large; so that what is still read whole or sorted has
    // no index that could serve.
    let planner = "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off;
        SET enable_bitmapscan = off; SET enable_sort = off";
    client.batch_execute(planner).await.unwrap();
    for (name, sql) in SHARED.iter().chain(OWN) {
        if !["SELECT", "UPDATE"].iter().any(|verb| sql.trim_start().starts_with(verb)) {
            continue;
        }
        let numbered = numbered(sql);
        client.batch_execute(&format!("PREPARE planned AS {}", numbered.text)).await.unwrap();
        let nulls = vec!["NULL"; numbered.names.len()].join(", ");
        let arguments = if nulls.is_empty() { nulls } else { format!("({nulls})") };
        let explain = format!("EXPLAIN EXECUTE planned{arguments}");
        let rows = client.query(&explain, &[]).await.unwrap();
        for step in rows.iter().map(|row| row.get::<_, String>(0)) {
            // One row.
            let whole_table = step.contains("Seq Scan") && !step.contains(" on feed_epoch");
            let sorts = step.contains("Sort");
            assert!(!whole_table && !sorts, "{name}: {step}");
        }
        client.batch_execute("DEALLOCATE planned").await.unwrap();
    }
}
