//! A small crowd is as good as a large one: what the engine makes of it is right, and it is what the
//! product itself leaves of a member.

use crate::fill;
use crate::measure::Club;
use crate::people::{Crowd, msisdn};
use checkout::{
    Account, AccountEvent, AccountId, Aggregate, AggregateId, EnrolmentId, MemberId, decode,
};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::path::Path;
use store::Store;
use testkit::TestApp;

const CROWD: Crowd = Crowd { members: 300, entries: 3, seed: 1 };

/// All events of an aggregate.
async fn history<A: Aggregate>(store: &dyn Store, id: impl Into<AggregateId>) -> Vec<A::Event> {
    let events = store.events(&testkit::merchant(), &id.into(), 0, 500).await.unwrap();
    let read = |event: &checkout::Encoded| decode::<A, A::Event>(event.revision, &event.json);
    events.iter().map(|stored| read(&stored.event).unwrap()).collect()
}

/// The ledger's sum, and how many entries earned something.
async fn ledger(store: &dyn Store, member: MemberId) -> (i64, usize) {
    let entries = history::<Account>(store, &AccountId::from(member)).await;
    let earned = entries.iter().filter(|one| matches!(one, AccountEvent::Earned { .. })).count();
    (entries.iter().map(|entry| entry.points(|_| 0)).sum(), earned)
}

#[tokio::test]
async fn a_crowd_is_found_and_buys_and_others_join_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("crowd.db");
    fill::fill(&path, CROWD, &mut std::io::stderr()).await.unwrap();
    let mut club = Club::open(&path, CROWD).unwrap();
    for number in 0..CROWD.members {
        let member = CROWD.ids(number).member;
        assert_eq!(club.found(&msisdn(number)).await.unwrap(), Some(member), "{number}");
        let balance = club.engine.balance(&testkit::merchant(), member).await.unwrap().unwrap();
        let (sum, earned) = ledger(club.engine.store(), member).await;
        assert_eq!((balance.available, earned), (sum, 3), "{number}");
    }
    let next = msisdn(CROWD.members);
    assert_eq!(club.found(&next).await.unwrap(), None, "nobody else is there");
    let due = club.engine.store().next_due_unix_ms().await.unwrap();
    assert_eq!(due, None, "nothing is left to do");
    let before = all_entries(&path);
    for _ in 0..5 {
        club.enrol().await.unwrap();
        club.book().await.unwrap();
        club.look_up().await.unwrap();
        club.balance().await.unwrap();
    }
    let joined = club.found(&next).await.unwrap().expect("who joined is found");
    let (sum, earned) = ledger(club.engine.store(), joined).await;
    assert_eq!((sum, earned), (239, 1), "who joined has the purchase");
    assert_eq!(all_entries(&path), before + 10, "five joined and bought, five of the crowd bought");
}

fn all_entries(path: &Path) -> i64 {
    let counted = "SELECT count(*) FROM events WHERE kind = 'account' AND version > 1";
    Connection::open(path).unwrap().query_row(counted, [], |row| row.get(0)).unwrap()
}

/// What the product leaves of somebody who joined and bought once, and what the crowd has of such a one.
#[tokio::test]
async fn a_member_of_the_crowd_is_stored_as_one_who_joined() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("crowd.db");
    let crowd = Crowd { members: 1, entries: 1, seed: 1 };
    fill::fill(&path, crowd, &mut std::io::stderr()).await.unwrap();
    let club = Club::open(&path, crowd).unwrap();
    let ids = crowd.ids(0);
    let made = left(club.engine.store(), ids.enrolment, ids.member).await;

    let app = TestApp::new().await;
    let sale = app.sale("1", &["98765432", "9521234500018"]).await;
    app.post(&format!("{sale}/membership-request"), json!({})).await.ok();
    app.settle().await;
    app.join("approve").await;
    app.advance_s(10).await;
    app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
    let sale = app.get(&sale).await.ok();
    let asked = "SELECT key FROM aggregates WHERE kind = 'enrolment'";
    let database = Connection::open(app.database_path()).unwrap();
    let enrolment: String = database.query_row(asked, [], |row| row.get(0)).unwrap();
    let enrolment = enrolment.parse().expect("it is the only one");
    let member = sale["customer"]["member_id"].as_str().expect("it is a member").parse().unwrap();
    let real = left(app.engine.store(), enrolment, member).await;
    assert_eq!(shapes(&made), shapes(&real));

    let rows = |path: &Path, query: &str| {
        let database = Connection::open(path).unwrap();
        let mut query = database.prepare(query).unwrap();
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.collect::<Result<Vec<(String, i64)>, _>>().unwrap()
    };
    // Webhooks are the service's own, and receipts the sale's, which the crowd has not.
    let subjects = "SELECT name, count(*) FROM subject_rows WHERE name <> 'registration' \
                    GROUP BY name ORDER BY name";
    let lookups = "SELECT index_name, count(*) FROM lookups \
                   WHERE index_name NOT IN ('registration', 'sale_receipt') \
                   GROUP BY index_name ORDER BY index_name";
    for query in [subjects, lookups] {
        assert_eq!(rows(&path, query), rows(&app.database_path(), query));
    }
}

/// Events and snapshots of the enrolment, the member and the account.
async fn left(store: &dyn Store, enrolment: EnrolmentId, member: MemberId) -> Vec<Value> {
    let mut left = Vec::new();
    let ids: [AggregateId; 3] =
        [(&enrolment).into(), (&member).into(), (&AccountId::from(member)).into()];
    for id in ids {
        let stored = store.load(&testkit::merchant(), &id).await.unwrap().expect("it is there");
        left.push(serde_json::from_str(&stored.snapshot.json).unwrap());
        let events = store.events(&testkit::merchant(), &id, 0, 100).await.unwrap();
        left.extend(events.iter().map(|one| serde_json::from_str(&one.event.json).unwrap()));
    }
    left
}

/// JSON without what differs from one member to another: texts, numbers, yes and no.
fn shapes(all: &[Value]) -> Vec<Value> {
    fn shape(value: &Value) -> Value {
        match value {
            Value::Object(fields) => {
                let shaped = |(name, value): (&String, &Value)| {
                    let is_word = ["event", "state", "status", "purpose"].contains(&name.as_str());
                    (
                        name.clone(),
                        if is_word && value.is_string() { value.clone() } else { shape(value) },
                    )
                };
                Value::Object(fields.iter().map(shaped).collect())
            }
            Value::Array(items) => Value::Array(items.iter().map(shape).collect()),
            Value::String(_) => json!("text"),
            Value::Number(_) => json!(0),
            Value::Bool(_) => json!(true),
            Value::Null => Value::Null,
        }
    }
    all.iter().map(shape).collect()
}
