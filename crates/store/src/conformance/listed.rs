//! Sales and returns as lists show them.

use super::{Fixture, START_UNIX_MS, WORKS, empty_commit, merchant, sale};
use crate::{Commit, Listed, ListedQuery};
use checkout::{MerchantId, StoreId, TillId};

fn listed(key: &str, store: &str, till: &str, after_ms: i64) -> Listed {
    Listed {
        id: sale(key),
        store: StoreId::new(store),
        till: TillId::new(till),
        at_unix_ms: START_UNIX_MS + after_ms,
        summary: format!("{{\"of\":\"{key}\"}}"),
    }
}

fn query(store: &str, till: Option<&str>, limit: u32) -> ListedQuery {
    let before = (START_UNIX_MS + 10, String::new());
    let (store, till) = (StoreId::new(store), till.map(TillId::new));
    ListedQuery { store, till, from_unix_ms: START_UNIX_MS, before, limit }
}

async fn keys(fixture: &Fixture, query: ListedQuery) -> Vec<String> {
    let found = fixture.store.listed(&merchant(), query).await.expect(WORKS);
    found.into_iter().map(|one| one.id.key).collect()
}

pub(super) async fn what_is_listed_comes_newest_first_by_store_till_and_time(fixture: &Fixture) {
    let rows = [
        listed("early", "oslo", "1", -1),
        listed("a", "oslo", "1", 0),
        listed("b", "oslo", "2", 5),
        listed("c", "oslo", "1", 5),
        listed("d", "oslo", "1", 9),
        listed("late", "oslo", "1", 10),
        listed("e", "bergen", "3", 5),
    ];
    fixture.commit(Commit { listed: rows.to_vec(), ..empty_commit() }).await;
    assert_eq!(keys(fixture, query("oslo", None, 9)).await, ["d", "c", "b", "a"]);
    assert_eq!(keys(fixture, query("oslo", Some("1"), 9)).await, ["d", "c", "a"]);
    assert_eq!(keys(fixture, query("bergen", None, 9)).await, ["e"]);
    assert_eq!(keys(fixture, query("bergen", Some("1"), 9)).await, [""; 0]);
    // Of one time, by key; a page goes on behind the last of the one before.
    assert_eq!(keys(fixture, query("oslo", None, 2)).await, ["d", "c"]);
    let before = (START_UNIX_MS + 5, "c".to_owned());
    let next = ListedQuery { before, ..query("oslo", None, 2) };
    assert_eq!(keys(fixture, next).await, ["b", "a"]);

    let florist = MerchantId::new("florist");
    let elsewhere = fixture.store.listed(&florist, query("oslo", None, 9)).await.expect(WORKS);
    assert_eq!(elsewhere, []);
}

pub(super) async fn what_is_listed_anew_is_listed_once(fixture: &Fixture) {
    let put = async |row: &Listed| {
        fixture.commit(Commit { listed: vec![row.clone()], ..empty_commit() }).await;
    };
    put(&listed("a", "oslo", "1", 0)).await;
    let moved = Listed { summary: "{}".to_owned(), ..listed("a", "bergen", "3", 4) };
    put(&moved).await;
    assert_eq!(keys(fixture, query("oslo", None, 9)).await, [""; 0]);
    let found = fixture.store.listed(&merchant(), query("bergen", None, 9)).await.expect(WORKS);
    assert_eq!(found, [moved]);
}
