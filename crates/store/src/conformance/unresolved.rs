//! What waits for a person, and the store's own time.

use super::{Fixture, START_UNIX_MS, WORKS, merchant, quiet, sale, writing};
use crate::Write;
use checkout::AggregateId;
use std::slice::from_ref;

const LEASE_MS: i64 = 15_000;
const PARKED_AGAIN_MS: i64 = 15 * 60 * 1_000;

impl Fixture {
    /// Key, since when, and until when it is parked.
    async fn unresolved(
        &self,
        after: Option<(i64, AggregateId)>,
        limit: u32,
    ) -> Vec<(String, i64, Option<i64>)> {
        let listed = self.store.unresolved(&merchant(), after, limit).await.expect(WORKS);
        listed
            .into_iter()
            .map(|one| (one.id.key, one.since_unix_ms, one.parked_until_unix_ms))
            .collect()
    }
}

pub(super) async fn what_waits_for_a_person_is_listed_oldest_first(fixture: &Fixture) {
    assert_eq!(fixture.unresolved(None, 9).await, []);
    let since = |key: &str, since| Write {
        unresolved_since_unix_ms: Some(since),
        ..quiet(&sale(key), 0, 1)
    };
    fixture.commit(writing([since("a", 30), since("b", 10), since("c", 30)])).await;
    fixture.commit(writing([quiet(&sale("d"), 0, 1)])).await;
    let all = ["b", "a", "c"].map(|key| (key.to_owned(), if key == "b" { 10 } else { 30 }, None));
    assert_eq!(fixture.unresolved(None, 9).await, all);
    assert_eq!(fixture.unresolved(None, 2).await, all[..2]);
    assert_eq!(fixture.unresolved(Some((30, sale("a"))), 9).await, all[2..]);
    let stored = fixture.store.unresolved(&merchant(), None, 1).await.expect(WORKS);
    let loaded = fixture.store.load(&merchant(), &sale("b")).await.expect(WORKS);
    assert_eq!(Some(&stored[0].stored), loaded.as_ref());

    fixture.commit(writing([quiet(&sale("a"), 1, 1)])).await;
    assert_eq!(fixture.unresolved(None, 9).await, [all[0].clone(), all[2].clone()]);
}

pub(super) async fn what_is_parked_is_listed_and_can_be_taken_up_again(fixture: &Fixture) {
    let id = fixture.sale_due("1", START_UNIX_MS).await;
    let unpark = async || fixture.store.unpark(&merchant(), &id).await.expect(WORKS);
    assert!(!unpark().await, "it is not parked");
    for _ in 0..5 {
        fixture.store.claim(LEASE_MS, 9).await.expect(WORKS);
        fixture.clock.advance_ms(LEASE_MS);
    }
    let since = START_UNIX_MS + 4 * LEASE_MS;
    assert_eq!(
        fixture.unresolved(None, 9).await,
        [("1".to_owned(), since, Some(since + PARKED_AGAIN_MS))]
    );
    assert!(unpark().await);
    assert_eq!(fixture.unresolved(None, 9).await, [("1".to_owned(), since, None)]);
    let claimed = fixture.store.claim(LEASE_MS, 9).await.expect(WORKS);
    assert_eq!(claimed.iter().map(|one| &one.id).collect::<Vec<_>>(), from_ref(&&id));
    fixture.commit(writing([quiet(&id, 1, 1)])).await;
    assert_eq!(fixture.unresolved(None, 9).await, [], "progress was made");
}

pub(super) fn time_never_goes_back_and_never_stands_still(fixture: &Fixture) {
    let before = fixture.store.now_unix_ms();
    fixture.clock.advance_ms(-60_000);
    let after = fixture.store.now_unix_ms();
    assert!(after >= before);
    fixture.clock.advance_ms(1_000);
    assert!(fixture.store.now_unix_ms() > after);
}
