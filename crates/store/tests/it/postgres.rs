//! The shared promises, between two processes' connections; and what PostgreSQL adds to them: leases
//! of others, a feed in the order of transactions, settings that can't make commits less durable.

use crate::sqlite::{commit, merchant, sale};
use std::sync::Arc;
use store::conformance::{ManualClock, check};
use store::{DueWrite, FeedPosition, Postgres, PostgresClock, Store};
use test_postgres::{Cluster, PASSWORD, execute};

const NOW_UNIX_MS: i64 = 1_750_000_000_000;
const LEASE_MS: i64 = 15_000;

pub(crate) fn clock() -> Arc<ManualClock> {
    ManualClock::new(NOW_UNIX_MS)
}

pub(crate) async fn open(url: &str, clock: &Arc<ManualClock>) -> Postgres {
    Postgres::open(url, PostgresClock::Port(clock.clone())).await.unwrap()
}

async fn refusal(url: &str) -> String {
    match Postgres::open(url, PostgresClock::Server).await {
        Ok(_) => panic!("it was opened"),
        Err(error) => {
            let told = format!("{error} {error:?}");
            assert!(!told.contains(PASSWORD), "{told}");
            told
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn it_conforms() {
    check(async |clock: Arc<ManualClock>| {
        let url = Cluster::shared().new_database();
        let (store, other) = (open(&url, &clock).await, open(&url, &clock).await);
        [Arc::new(store) as Arc<dyn Store>, Arc::new(other)]
    })
    .await;
}

/// As SQLite does; but not while anybody else is at work.
#[tokio::test]
async fn opening_frees_what_was_claimed_if_nobody_else_is_there() {
    let url = Cluster::shared().new_database();
    let id = sale("1");
    let first = open(&url, &clock()).await;
    first.commit(commit(&id, 0, DueWrite::At(Some(NOW_UNIX_MS)), "{}")).await.unwrap();
    assert_eq!(first.claim(LEASE_MS, 9).await.unwrap().len(), 1);

    let second = open(&url, &clock()).await;
    assert_eq!(second.next_due_unix_ms().await.unwrap(), Some(NOW_UNIX_MS + LEASE_MS));
    drop(first);
    let third = open(&url, &clock()).await;
    assert_eq!(third.claim(LEASE_MS, 9).await.unwrap(), [], "the second is still there");
    drop((second, third));

    let alone = open(&url, &clock()).await;
    let claimed = alone.claim(LEASE_MS, 9).await.unwrap();
    assert_eq!(claimed.into_iter().map(|claimed| claimed.id).collect::<Vec<_>>(), [id]);
}

/// Leases end by the server's clock, which all processes have in common.
#[tokio::test]
async fn the_servers_clock_tells_what_is_due() {
    let url = Cluster::shared().new_database();
    let store = Postgres::open(&url, PostgresClock::Server).await.unwrap();
    let now = "SELECT CAST(floor(extract(epoch FROM clock_timestamp()) * 1000) AS BIGINT)";
    let before_unix_ms: i64 = execute(&url, now).parse().unwrap();
    let due = [("past", before_unix_ms), ("future", before_unix_ms + 3_600_000)];
    for (key, at) in due {
        store.commit(commit(&sale(key), 0, DueWrite::At(Some(at)), "{}")).await.unwrap();
    }
    let claimed = store.claim(LEASE_MS, 9).await.unwrap();
    let told_unix_ms = store.now_unix_ms();
    let after_unix_ms: i64 = execute(&url, now).parse().unwrap();
    assert_eq!(claimed.len(), 1);
    assert_eq!(claimed[0].id, sale("past"));
    let leased_at = claimed[0].lease_until_unix_ms - LEASE_MS;
    assert!((before_unix_ms..=after_unix_ms).contains(&leased_at), "{leased_at}");
    assert!((leased_at..=after_unix_ms).contains(&told_unix_ms), "{told_unix_ms}");
}

/// Rows become visible out of order. Whoever reads on from the last one that was told must not miss
/// what an older transaction is still about to commit.
#[tokio::test]
async fn the_feed_waits_for_older_transactions() {
    let url = Cluster::shared().new_database();
    let store = open(&url, &clock()).await;
    let config: tokio_postgres::Config = url.parse().unwrap();
    let (client, connection) = config.connect(tokio_postgres::NoTls).await.unwrap();
    let driven = tokio::spawn(connection);
    client
        .batch_execute(
            "BEGIN;
             INSERT INTO events
                 (in_transaction, merchant_id, kind, key, version, revision, event, at_unix_ms)
             VALUES (CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT), 'bakery', 'sale', 'older',
                 1, 1, '{}', 0)",
        )
        .await
        .unwrap();
    store.commit(commit(&sale("newer"), 0, DueWrite::At(None), "{}")).await.unwrap();
    assert_eq!(store.feed(&merchant(), FeedPosition::START, 9).await.unwrap(), []);
    assert_eq!(store.feed_position().await.unwrap(), FeedPosition::START);
    client.batch_execute("COMMIT").await.unwrap();
    let feed = store::conformance::soon(
        async || store.feed(&merchant(), FeedPosition::START, 9).await.unwrap(),
        |feed| !feed.is_empty(),
    );
    let keys: Vec<_> = feed.await.into_iter().map(|entry| entry.id.key).collect();
    assert_eq!(keys, ["older", "newer"]);
    drop(client);
    driven.await.unwrap().unwrap();
}

/// A dump that is restored elsewhere comes to a server that counts its transactions from the start.
#[tokio::test]
async fn the_feed_goes_on_where_a_dump_was_restored() {
    let url = Cluster::shared().new_database();
    let store = open(&url, &clock()).await;
    store.commit(commit(&sale("before"), 0, DueWrite::At(None), "{}")).await.unwrap();
    drop(store);
    execute(&url, "UPDATE events SET in_transaction = in_transaction + 1000000000");

    let store = open(&url, &clock()).await;
    store.commit(commit(&sale("after"), 0, DueWrite::At(None), "{}")).await.unwrap();
    let feed = store::conformance::soon(
        async || store.feed(&merchant(), FeedPosition::START, 9).await.unwrap(),
        |feed| feed.len() >= 2,
    );
    let keys: Vec<_> = feed.await.into_iter().map(|entry| entry.id.key).collect();
    assert_eq!(keys, ["before", "after"]);
}

#[tokio::test]
async fn no_setting_makes_commits_less_durable() {
    let url = Cluster::shared().new_database();
    let name = url.rsplit('/').next().unwrap();
    execute(&url, &format!("ALTER DATABASE {name} SET synchronous_commit = off"));
    execute(
        &url,
        &format!("ALTER DATABASE {name} SET default_transaction_isolation = serializable"),
    );
    assert_eq!(execute(&url, "SHOW synchronous_commit"), "off");
    let asked = format!("{url}?options=-c%20synchronous_commit%3Doff");
    let store = open(&asked, &clock()).await;
    // The trigger tells what holds where commits are made.
    execute(
        &url,
        "CREATE TABLE seen (synchronous TEXT, isolation TEXT);
         CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
             INSERT INTO seen VALUES (current_setting('synchronous_commit'),
                 current_setting('transaction_isolation'));
             RETURN NEW;
         END $$;
         CREATE TRIGGER see BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION see()",
    );
    store.commit(commit(&sale("1"), 0, DueWrite::At(None), "{}")).await.unwrap();
    assert_eq!(execute(&url, "SELECT * FROM seen"), "on|read committed");
}

#[tokio::test]
async fn a_database_that_cannot_be_used_is_refused_by_name() {
    let cluster = Cluster::shared();
    let newer = cluster.new_database();
    drop(open(&newer, &clock()).await);
    execute(&newer, "UPDATE schema_version SET applied = 999");
    let other = cluster.new_database_with("ENCODING 'SQL_ASCII' TEMPLATE template0");
    let missing = format!("{}/nowhere", cluster.address());
    let wrong = format!("{}x/postgres", cluster.address());
    let nobody = newer.replacen("postgres:", "nobody:", 2).replacen("nobody:", "postgres:", 1);
    let unheard = format!("postgres://postgres:{PASSWORD}@127.0.0.1:1/postgres");
    let unread = format!("postgres://postgres:{PASSWORD}@127.0.0.1:{PASSWORD}/postgres");
    for (url, expected) in [
        (&newer, "it was written by a newer release (schema 999; this one knows up to 7)"),
        (&other, "its encoding is SQL_ASCII"),
        (&missing, "PostgreSQL database nowhere at 127.0.0.1: database \"nowhere\" does not exist"),
        (&wrong, "its address can't be read"),
        (&nobody, "password authentication failed for user \"nobody\""),
        (&unheard, "Connection refused"),
        (&unread, "its address can't be read"),
    ] {
        let told = refusal(url).await;
        assert!(told.contains(expected), "{expected}: {told}");
    }
    // What was refused is left as it was.
    assert_eq!(execute(&newer, "SELECT applied FROM schema_version"), "999");
    assert_eq!(execute(&other, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), "0");
}

/// Several processes that start at once on an empty database make one schema.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_that_start_together_take_turns() {
    let url = Cluster::shared().new_database();
    let mut starting = tokio::task::JoinSet::new();
    for number in 0..4 {
        let url = url.clone();
        starting.spawn(async move {
            let store = open(&url, &clock()).await;
            let id = sale(&number.to_string());
            store.commit(commit(&id, 0, DueWrite::At(None), "{}")).await.unwrap();
        });
    }
    starting.join_all().await;
    assert_eq!(execute(&url, "SELECT count(*) FROM events"), "4");
}

/// A newer release may know more kinds of aggregates. This one leaves them alone, and they it.
#[tokio::test]
async fn an_unknown_kind_steps_aside() {
    let url = Cluster::shared().new_database();
    let clock = clock();
    let store = open(&url, &clock).await;
    for key in ["1", "2"] {
        let due = DueWrite::At(Some(NOW_UNIX_MS));
        store.commit(commit(&sale(key), 0, due, "{}")).await.unwrap();
    }
    execute(&url, "UPDATE aggregates SET kind = 'parcel' WHERE key = '1'");
    for _ in 0..10 {
        let claimed = store.claim(1_000, 1).await.unwrap();
        assert_eq!(claimed.len(), 1);
        assert_eq!(claimed[0].id, sale("2"));
        store.renew(&claimed, 1_000).await.unwrap();
        clock.advance_ms(1_000);
    }
    let state =
        execute(&url, "SELECT due_at_unix_ms IS NOT NULL, claims FROM aggregates WHERE key = '1'");
    assert_eq!(state, "t|0", "it is still due, for a release that knows it, and never claimed");
}
