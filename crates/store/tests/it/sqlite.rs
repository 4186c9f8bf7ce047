//! The shared promises, with a writer's thread and without; and what a file adds to them: reopening,
//! one process at a time, schemas, and a clock that is set back.

use checkout::{AggregateId, Encoded, Kind, MerchantId};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use store::conformance::{ManualClock, check};
use store::{
    AnswerScope, AnswerWrite, Commit, DueWrite, FeedPosition, LookupRule, LookupWrite,
    NewInboxEntry, Product, Sqlite, SqliteMode, Store, StoredAnswer, SubjectWrite, Write,
};
use tempfile::TempDir;

const NOW_UNIX_MS: i64 = 1_750_000_000_000;

pub(crate) fn merchant() -> MerchantId {
    MerchantId::new("bakery")
}

pub(crate) fn sale(key: &str) -> AggregateId {
    AggregateId { kind: Kind::Sale, key: key.to_owned() }
}

pub(crate) fn commit(id: &AggregateId, expected_version: u64, due: DueWrite, json: &str) -> Commit {
    let encoded = Encoded { revision: 1, json: json.to_owned() };
    let write = Write {
        id: id.clone(),
        expected_version,
        events: vec![encoded.clone()],
        snapshot: encoded,
        due,
        unresolved_since_unix_ms: None,
    };
    Commit { writes: vec![write], ..Commit::new(merchant(), NOW_UNIX_MS) }
}

fn file(folder: &TempDir) -> PathBuf {
    folder.path().join("clubtill.db")
}

fn clock() -> Arc<ManualClock> {
    ManualClock::new(NOW_UNIX_MS)
}

fn open(path: &Path, clock: &Arc<ManualClock>, mode: SqliteMode) -> Sqlite {
    Sqlite::open(path, clock.clone(), mode).unwrap()
}

fn refusal(path: &Path) -> String {
    match Sqlite::open(path, clock(), SqliteMode::Inline) {
        Ok(_) => panic!("{} was opened", path.display()),
        Err(error) => error.to_string(),
    }
}

async fn conforms(mode: SqliteMode) {
    let folder = TempDir::new().unwrap();
    let opened = AtomicU32::new(0);
    check(async |clock: Arc<ManualClock>| {
        let number = opened.fetch_add(1, Ordering::Relaxed);
        let path = folder.path().join(format!("{number}.db"));
        let store: Arc<dyn Store> = Arc::new(open(&path, &clock, mode));
        [store.clone(), store]
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn it_conforms_with_a_thread() {
    conforms(SqliteMode::Threaded).await;
}

#[tokio::test]
async fn it_conforms_inline() {
    conforms(SqliteMode::Inline).await;
}

#[tokio::test]
async fn everything_is_there_after_reopening() {
    let folder = TempDir::new().unwrap();
    let scope = AnswerScope {
        merchant: merchant(),
        client: "till".to_owned(),
        call: "POST /v1/sales".to_owned(),
        key: "k".to_owned(),
    };
    let answer = StoredAnswer { body_sha256: [1; 32], status: 201, resource: "sale/1".to_owned() };
    let product = Product {
        id: checkout::ProductId::new("1"),
        gtin: Some("7038010009457".parse().unwrap()),
        name: "Bread".to_owned(),
        vat_category: checkout::VatCategory::Food,
        currency: checkout::Currency::Nok,
        unit_minor: 3_490,
        club_unit_minor: Some(2_990),
        groups: Some(Vec::new()),
    };
    {
        let store = open(&file(&folder), &clock(), SqliteMode::Threaded);
        let whole = Commit {
            subjects: vec![SubjectWrite {
                subject: "c1".to_owned(),
                wrapped_key: vec![1],
                rows: vec![("name".to_owned(), vec![2])],
                erase_at_unix_ms: None,
            }],
            lookups: vec![LookupWrite {
                index: "phone",
                hash: [3; 32],
                holder: "c1".to_owned(),
                rule: LookupRule::Unique,
            }],
            answer: Some(AnswerWrite { scope: scope.clone(), answer: answer.clone() }),
            ..commit(&sale("1"), 0, DueWrite::At(None), "{}")
        };
        store.commit(whole).await.unwrap();
        store.put_products(&merchant(), vec![product.clone()]).await.unwrap();
        let news = NewInboxEntry {
            merchant: merchant(),
            dedupe_key: "n".to_owned(),
            kind: "payment".to_owned(),
            payload: "{}".to_owned(),
            at_unix_ms: NOW_UNIX_MS,
        };
        assert!(store.receive(news).await.unwrap());
    }
    let store = open(&file(&folder), &clock(), SqliteMode::Threaded);
    assert_eq!(store.load(&merchant(), &sale("1")).await.unwrap().unwrap().version, 1);
    assert_eq!(store.events(&merchant(), &sale("1"), 0, 9).await.unwrap().len(), 1);
    assert!(store.feed_position().await.unwrap() > FeedPosition::START);
    let subject = store.subject(&merchant(), "c1").await.unwrap().unwrap();
    assert_eq!(subject.rows, [("name".to_owned(), vec![2])]);
    let holder = store.lookup(&merchant(), "phone", &[3; 32]).await.unwrap();
    assert_eq!(holder.as_deref(), Some("c1"));
    assert_eq!(store.answer(&scope).await.unwrap(), Some(answer));
    let found = store.product(&merchant(), &product.id, product.currency).await.unwrap();
    assert_eq!(found, Some(product));
    assert_eq!(store.inbox(9).await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_was_erased_stands_in_no_file() {
    let folder = TempDir::new().unwrap();
    let store = open(&file(&folder), &clock(), SqliteMode::Threaded);
    let (key, sealed, hash) = ([0xa1; 40], [0xb2; 90], [0xc3; 32]);
    let subjects = vec![SubjectWrite {
        subject: "c1".to_owned(),
        wrapped_key: key.to_vec(),
        rows: vec![("name".to_owned(), sealed.to_vec())],
        erase_at_unix_ms: None,
    }];
    let lookup = |rule| LookupWrite { index: "phone", hash, holder: "c1".to_owned(), rule };
    let commit = Commit::new(merchant(), NOW_UNIX_MS);
    let lookups = vec![lookup(LookupRule::Unique)];
    store.commit(Commit { subjects, lookups, ..commit.clone() }).await.unwrap();
    let stands = || -> Vec<bool> {
        let files = std::fs::read_dir(folder.path()).unwrap();
        let bytes = files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap());
        let bytes: Vec<u8> = bytes.collect();
        let is_there = |what: &[u8]| bytes.windows(what.len()).any(|window| window == what);
        vec![is_there(&key), is_there(&sealed), is_there(&hash)]
    };
    assert_eq!(stands(), [true; 3]);
    let lookups = vec![lookup(LookupRule::Remove)];
    store.commit(Commit { erased: vec!["c1".to_owned()], lookups, ..commit }).await.unwrap();
    assert_eq!(stands(), [true; 3], "the log still has it");
    store.scrub().await.unwrap();
    assert_eq!(stands(), [false; 3]);
}

/// Whoever claimed something before the file was closed is gone, so that it isn't waited for. Its
/// claims are remembered: what brings the process down five times is parked, and opening doesn't bring
/// it back sooner.
#[tokio::test]
async fn opening_frees_what_was_claimed_and_counts_on() {
    const LEASE_MS: i64 = 15_000;
    let folder = TempDir::new().unwrap();
    let (claimed, leased, later) = (sale("claimed"), sale("leased"), sale("later"));
    let due_later = NOW_UNIX_MS + 60_000;
    {
        let store = open(&file(&folder), &clock(), SqliteMode::Threaded);
        let leased_until = DueWrite::Leased { until_unix_ms: NOW_UNIX_MS + LEASE_MS };
        for (id, due) in [
            (&claimed, DueWrite::At(Some(NOW_UNIX_MS))),
            (&leased, leased_until),
            (&later, DueWrite::At(Some(due_later))),
        ] {
            store.commit(commit(id, 0, due, "{}")).await.unwrap();
        }
        assert_eq!(store.claim(LEASE_MS, 9).await.unwrap().len(), 1);
        assert_eq!(store.next_due_unix_ms().await.unwrap(), Some(NOW_UNIX_MS + LEASE_MS));
    }
    for reopening in 1..=3 {
        let store = open(&file(&folder), &clock(), SqliteMode::Threaded);
        assert_eq!(store.next_due_unix_ms().await.unwrap(), Some(NOW_UNIX_MS));
        let taken = store.claim(LEASE_MS, 9).await.unwrap();
        let ids: Vec<_> = taken.into_iter().map(|claimed| claimed.id).collect();
        assert_eq!(ids, [claimed.clone(), leased.clone()], "reopening {reopening}");
    }
    for _ in 0..2 {
        let store = open(&file(&folder), &clock(), SqliteMode::Threaded);
        assert_eq!(store.claim(LEASE_MS, 9).await.unwrap(), []);
    }
    let clock = clock();
    let store = open(&file(&folder), &clock, SqliteMode::Threaded);
    let parked = store.parked().await.unwrap();
    let ids: Vec<_> = parked.into_iter().map(|parked| parked.id).collect();
    assert_eq!(ids, [claimed.clone(), leased.clone()]);
    assert_eq!(store.next_due_unix_ms().await.unwrap(), Some(due_later));
    clock.advance_ms(15 * 60_000);
    let taken = store.claim(LEASE_MS, 9).await.unwrap();
    let ids: Vec<_> = taken.into_iter().map(|claimed| claimed.id).collect();
    assert_eq!(ids, [later, claimed, leased]);
}

#[tokio::test]
async fn a_clock_that_is_set_back_stops_nothing() {
    const HOUR_MS: i64 = 3_600_000;
    let folder = TempDir::new().unwrap();
    let clock = clock();
    let store = open(&file(&folder), &clock, SqliteMode::Inline);
    let due = DueWrite::At(Some(NOW_UNIX_MS + 2_000));
    store.commit(commit(&sale("1"), 0, due, "{}")).await.unwrap();
    assert_eq!(store.claim(1_000, 9).await.unwrap(), []);
    clock.advance_ms(-HOUR_MS);
    assert_eq!(store.claim(1_000, 9).await.unwrap(), []);
    clock.advance_ms(4_000);
    assert_eq!(store.claim(1_000, 9).await.unwrap().len(), 1);
    clock.advance_ms(2_000);
    assert_eq!(store.claim(1_000, 9).await.unwrap().len(), 1, "a lease runs out too");

    // Neither does a restart with the clock still an hour behind.
    drop(store);
    let store = open(&file(&folder), &clock, SqliteMode::Inline);
    assert_eq!(store.claim(1_000, 9).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_second_process_is_refused_until_the_first_is_gone() {
    let folder = TempDir::new().unwrap();
    let first = open(&file(&folder), &clock(), SqliteMode::Threaded);
    let told = refusal(&file(&folder));
    assert!(told.contains("clubtill.db is in use by another process"), "{told}");
    first.ping().await.unwrap();
    drop(first);
    open(&file(&folder), &clock(), SqliteMode::Threaded).ping().await.unwrap();
}

#[test]
fn a_file_that_cannot_be_used_is_refused_by_name() {
    let folder = TempDir::new().unwrap();
    let newer = folder.path().join("newer.db");
    open(&newer, &clock(), SqliteMode::Inline);
    rusqlite::Connection::open(&newer).unwrap().pragma_update(None, "user_version", 999).unwrap();
    let other = folder.path().join("other.db");
    std::fs::write(&other, "no database, but longer than a header of one would be".repeat(9))
        .unwrap();
    let missing = folder.path().join("missing").join("clubtill.db");
    for (path, expected) in [
        (&newer, "newer.db: it was written by a newer release (schema 999"),
        (&other, "other.db: file is not a database"),
        (&missing, "clubtill.db.lock can't be opened: No such file or directory"),
    ] {
        let told = refusal(path);
        assert!(told.contains(expected), "{told}");
    }
    // What was refused is left as it was.
    let version: u32 = rusqlite::Connection::open(&newer)
        .unwrap()
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .unwrap();
    assert_eq!(version, 999);
}

/// A newer release may know more kinds of aggregates. This one leaves them alone, and they it.
#[tokio::test]
async fn an_unknown_kind_steps_aside() {
    let folder = TempDir::new().unwrap();
    let clock = clock();
    let store = open(&file(&folder), &clock, SqliteMode::Inline);
    for key in ["1", "2"] {
        let due = DueWrite::At(Some(NOW_UNIX_MS));
        store.commit(commit(&sale(key), 0, due, "{}")).await.unwrap();
    }
    let beside = rusqlite::Connection::open(file(&folder)).unwrap();
    beside.execute("UPDATE aggregates SET kind = 'parcel' WHERE key = '1'", []).unwrap();
    for _ in 0..10 {
        let claimed = store.claim(1_000, 1).await.unwrap();
        assert_eq!(claimed.len(), 1);
        assert_eq!(claimed[0].id, sale("2"));
        store.renew(&claimed, 1_000).await.unwrap();
        clock.advance_ms(1_000);
    }
    let state: (Option<i64>, i64) = beside
        .query_row("SELECT due_at_unix_ms, claims FROM aggregates WHERE key = '1'", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    assert!(state.0.is_some(), "it is still due, for a release that knows it");
    assert_eq!(state.1, 0, "and was never claimed");
}

/// What waits when the store is closed is done first, though those who asked have gone.
#[tokio::test]
async fn closing_finishes_what_waits() {
    let folder = TempDir::new().unwrap();
    let store = open(&file(&folder), &clock(), SqliteMode::Threaded);
    for number in 0..200 {
        let id = sale(&number.to_string());
        tokio::select! {
            biased;
            _ = store.commit(commit(&id, 0, DueWrite::At(None), "{}")) => {}
            () = std::future::ready(()) => {}
        }
    }
    drop(store);
    let store = open(&file(&folder), &clock(), SqliteMode::Inline);
    assert_eq!(store.feed(&merchant(), FeedPosition::START, 999).await.unwrap().len(), 200);
}

/// Of news that is handled only its key stays, to know later copies by.
#[tokio::test]
async fn handled_news_leaves_no_payload() {
    let folder = TempDir::new().unwrap();
    let store = open(&file(&folder), &clock(), SqliteMode::Inline);
    let news = NewInboxEntry {
        merchant: merchant(),
        dedupe_key: "n".to_owned(),
        kind: "payment".to_owned(),
        payload: "a payload".to_owned(),
        at_unix_ms: NOW_UNIX_MS,
    };
    assert!(store.receive(news).await.unwrap());
    let payload = || -> String {
        let beside = rusqlite::Connection::open(file(&folder)).unwrap();
        beside.query_row("SELECT payload FROM inbox", [], |row| row.get(0)).unwrap()
    };
    assert_eq!(payload(), "a payload");
    let handled = vec![store.inbox(1).await.unwrap()[0].id];
    let commit = commit(&sale("1"), 0, DueWrite::At(None), "{}");
    store.commit(Commit { handled, ..commit }).await.unwrap();
    assert_eq!(payload(), "");
}
