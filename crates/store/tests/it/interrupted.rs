//! PostgreSQL where a connection is lost while a commit is on its way, and where somebody else stops in
//! the middle of a transaction.

use crate::postgres::{clock, open};
use crate::sqlite::{commit, merchant, sale};
use store::{CommitError, DueWrite, Store};
use test_postgres::{Cluster, execute};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What the way to the server does with the connection on which a COMMIT comes by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Open,
    CutBefore,
    CutAfter,
}

/// A way to the server at `url`, and how it is told what to do; the URL leads over it.
async fn way_to(url: &str) -> (String, watch::Sender<Way>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (rest, database) = url.rsplit_once('/').unwrap();
    let (rest, port) = rest.rsplit_once(':').unwrap();
    let over = format!("{rest}:{}/{database}", listener.local_addr().unwrap().port());
    let server = format!("127.0.0.1:{port}");
    let (tell, told) = watch::channel(Way::Open);
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let server = TcpStream::connect(&server).await.unwrap();
            tokio::spawn(carry(client, server, told.clone()));
        }
    });
    (over, tell)
}

async fn carry(mut client: TcpStream, mut server: TcpStream, told: watch::Receiver<Way>) {
    let (mut asked, mut answered) = ([0; 8_192], [0; 8_192]);
    loop {
        tokio::select! {
            read = client.read(&mut asked) => {
                let bytes = &asked[..read.unwrap_or(0)];
                let way = *told.borrow();
                let is_commit = bytes.windows(7).any(|word| word == b"COMMIT\0");
                if bytes.is_empty() || (is_commit && way == Way::CutBefore) {
                    return;
                }
                server.write_all(bytes).await.unwrap();
                if is_commit && way == Way::CutAfter {
                    // The server has done it; its answer goes nowhere.
                    assert!(server.read(&mut answered).await.unwrap() > 0);
                    return;
                }
            }
            read = server.read(&mut answered) => {
                let bytes = &answered[..read.unwrap_or(0)];
                if bytes.is_empty() || client.write_all(bytes).await.is_err() {
                    return;
                }
            }
        }
    }
}

/// Nothing is known of a commit whose connection is lost: it is an error, and to repeat it is safe.
#[tokio::test]
async fn a_connection_that_is_lost_at_commit_is_no_conflict() {
    let url = Cluster::shared().new_database();
    let (over, way) = way_to(&url).await;
    let store = open(&over, &clock()).await;
    for (cut, key, happened) in [(Way::CutBefore, "1", false), (Way::CutAfter, "2", true)] {
        let id = sale(key);
        let sale = || commit(&id, 0, DueWrite::At(None), "{}");
        way.send(cut).unwrap();
        let lost = store.commit(sale()).await;
        assert!(matches!(lost, Err(CommitError::Store(_))), "{lost:?}");
        way.send(Way::Open).unwrap();
        let again = store.commit(sale()).await;
        assert_eq!(matches!(again, Err(CommitError::Conflict)), happened, "{again:?}");
        assert_eq!(again.is_ok(), !happened, "{again:?}");
        let events = store.events(&merchant(), &id, 0, 9).await.unwrap();
        assert_eq!(events.len(), 1, "once");
    }
}

/// Whoever stops in the middle of a transaction holds the others up for so long, and no longer.
#[tokio::test]
async fn a_lock_that_is_not_given_back_is_an_error_in_the_end() {
    let url = Cluster::shared().new_database();
    let store = open(&url, &clock()).await;
    store.commit(commit(&sale("1"), 0, DueWrite::At(None), "{}")).await.unwrap();
    let config: tokio_postgres::Config = url.parse().unwrap();
    let (stopped, connection) = config.connect(tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    stopped.batch_execute("BEGIN; UPDATE aggregates SET claims = claims").await.unwrap();
    let held = store.commit(commit(&sale("1"), 1, DueWrite::At(None), "{}")).await;
    let Err(CommitError::Store(error)) = held else { panic!("{held:?}") };
    assert!(error.0.contains("lock timeout"), "{error}");
    // Others are not in its way.
    store.commit(commit(&sale("2"), 0, DueWrite::At(None), "{}")).await.unwrap();
    stopped.batch_execute("ROLLBACK").await.unwrap();
    store.commit(commit(&sale("1"), 1, DueWrite::At(None), "{}")).await.unwrap();
}

/// Of two that wait for each other the server takes one back. If that is a commit, it is done again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_that_the_server_takes_back_is_done_again() {
    let url = Cluster::shared().new_database();
    let name = url.rsplit('/').next().unwrap();
    // Whoever waits for that long looks whether the other one waits too: here, the store alone.
    execute(&url, &format!("ALTER DATABASE {name} SET deadlock_timeout = '3s'"));
    let store = open(&url, &clock()).await;
    let both = |version| {
        let [mut a, b] =
            ["a", "b"].map(|key| commit(&sale(key), version, DueWrite::At(None), "{}"));
        a.writes.extend(b.writes);
        a
    };
    store.commit(both(0)).await.unwrap();
    let config: tokio_postgres::Config = url.parse().unwrap();
    let (other, connection) = config.connect(tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let take = |key: &str| format!("UPDATE aggregates SET claims = claims WHERE key = '{key}'");
    other.batch_execute("BEGIN; SET LOCAL deadlock_timeout = '60s'").await.unwrap();
    other.batch_execute(&take("b")).await.unwrap();

    let committed = tokio::spawn(async move { store.commit(both(1)).await });
    let waiting = format!(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = '{name}' AND wait_event_type = 'Lock'"
    );
    store::conformance::soon(async || execute(&url, &waiting), |waiting| waiting == "1").await;
    other.batch_execute(&take("a")).await.unwrap();
    assert!(!committed.is_finished(), "it waits again, for both");
    other.batch_execute("COMMIT").await.unwrap();
    committed.await.unwrap().unwrap();
}
