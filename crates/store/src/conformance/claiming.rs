//! Claims: due times, leases, and what is parked.

use super::{Fixture, START_UNIX_MS, WORKS, quiet, sale, write, writing};
use crate::{Claimed, DueWrite};
use checkout::AggregateId;
use std::slice::from_ref;

const LEASE_MS: i64 = 15_000;
const PARKED_AGAIN_MS: i64 = 15 * 60 * 1_000;

impl Fixture {
    async fn claim(&self, limit: u32) -> Vec<Claimed> {
        self.store.claim(LEASE_MS, limit).await.expect(WORKS)
    }

    async fn claim_ids(&self, limit: u32) -> Vec<AggregateId> {
        self.claim(limit).await.into_iter().map(|claimed| claimed.id).collect()
    }

    async fn next_due_unix_ms(&self) -> Option<i64> {
        self.store.next_due_unix_ms().await.expect(WORKS)
    }

    async fn parked(&self) -> Vec<AggregateId> {
        let parked = self.store.parked().await.expect(WORKS);
        parked.into_iter().map(|parked| parked.id).collect()
    }

    /// Claims it as often, each time after the lease has run out.
    async fn claim_times(&self, id: &AggregateId, times: u32) {
        for time in 1..=times {
            assert_eq!(self.claim_ids(9).await, from_ref(id), "claim {time} of {times}");
            assert_eq!(self.claim_ids(9).await, [], "claim {time} of {times} is held");
            self.clock.advance_ms(LEASE_MS);
        }
    }
}

pub(super) async fn what_is_due_is_claimed_earliest_first(fixture: &Fixture) {
    assert_eq!(fixture.next_due_unix_ms().await, None);
    assert_eq!(fixture.claim(9).await, []);
    let second = fixture.sale_due("1", START_UNIX_MS + 1_000).await;
    let first = fixture.sale_due("2", START_UNIX_MS + 500).await;
    let third = fixture.sale_due("3", START_UNIX_MS + 2_000).await;
    fixture.commit(writing([quiet(&sale("4"), 0, 1)])).await;

    assert_eq!(fixture.next_due_unix_ms().await, Some(START_UNIX_MS + 500));
    assert_eq!(fixture.claim(9).await, []);
    fixture.clock.advance_ms(999);
    assert_eq!(fixture.claim(0).await, []);
    let claimed = fixture.claim(9).await;
    assert_eq!(claimed.len(), 1);
    assert_eq!(claimed[0].id, first);
    assert_eq!(claimed[0].merchant, super::merchant());
    assert_eq!(claimed[0].version, 1);
    assert_eq!(claimed[0].lease_until_unix_ms, START_UNIX_MS + 999 + LEASE_MS);

    assert_eq!(fixture.next_due_unix_ms().await, Some(START_UNIX_MS + 1_000));
    fixture.clock.advance_ms(1_001);
    assert_eq!(fixture.claim_ids(1).await, from_ref(&second));
    assert_eq!(fixture.claim_ids(9).await, from_ref(&third));
    assert_eq!(fixture.next_due_unix_ms().await, Some(START_UNIX_MS + 999 + LEASE_MS));
    fixture.clock.advance_ms(LEASE_MS);
    assert_eq!(fixture.claim_ids(9).await, [first, second, third]);
    assert_eq!(fixture.parked().await, []);
}

/// Bound: claims of one aggregate without progress
pub(super) async fn the_fifth_claim_without_progress_parks(fixture: &Fixture) {
    let id = fixture.sale_due("1", START_UNIX_MS).await;
    fixture.claim_times(&id, 4).await;
    assert_eq!(fixture.parked().await, []);
    assert_eq!(fixture.claim(9).await, []);
    assert_eq!(fixture.parked().await, from_ref(&id));

    // Somebody tries every 15 minutes, and nobody in between.
    for _ in 0..3 {
        let again = fixture.store.now_unix_ms() + PARKED_AGAIN_MS;
        assert_eq!(fixture.next_due_unix_ms().await, Some(again));
        fixture.clock.advance_ms(PARKED_AGAIN_MS - 1);
        assert_eq!(fixture.claim(9).await, []);
        fixture.clock.advance_ms(1);
        let claimed = fixture.claim(9).await;
        assert_eq!(claimed.len(), 1);
        assert_eq!(claimed[0].id, id);
        assert_eq!(claimed[0].lease_until_unix_ms, again + PARKED_AGAIN_MS);
        assert_eq!(fixture.claim(9).await, []);
        assert_eq!(fixture.parked().await, from_ref(&id));
    }

    // Whoever commits to it has made progress.
    let due = DueWrite::At(Some(START_UNIX_MS));
    fixture.commit(writing([write(&id, 1, 1, due)])).await;
    assert_eq!(fixture.parked().await, []);
    fixture.claim_times(&id, 4).await;
}

pub(super) async fn a_commit_forgets_the_claims_unless_it_goes_on(fixture: &Fixture) {
    let now = || crate::Clock::now_unix_ms(&*fixture.clock);
    let id = fixture.sale_due("1", START_UNIX_MS).await;
    fixture.claim_times(&id, 3).await;
    fixture.commit(writing([write(&id, 1, 1, DueWrite::At(Some(now())))])).await;
    fixture.claim_times(&id, 4).await;
    assert_eq!(fixture.parked().await, [], "the three claims before the commit don't count");

    let leased = |ms| DueWrite::Leased { until_unix_ms: now() + ms };
    fixture.commit(writing([write(&id, 2, 1, leased(100))])).await;
    assert_eq!(fixture.claim(9).await, [], "whoever committed goes on");
    fixture.clock.advance_ms(100);
    assert_eq!(fixture.claim(9).await, []);
    assert_eq!(fixture.parked().await, from_ref(&id), "the four claims before the commit count");
    fixture.commit(writing([quiet(&id, 3, 1)])).await;
    assert_eq!(fixture.next_due_unix_ms().await, None);

    // Whoever makes an aggregate and goes on has claimed it once.
    let id = sale("2");
    fixture.commit(writing([write(&id, 0, 1, leased(100))])).await;
    fixture.clock.advance_ms(100);
    fixture.claim_times(&id, 3).await;
    assert_eq!(fixture.claim(9).await, []);
    assert_eq!(fixture.parked().await, [id]);
}

pub(super) async fn a_renewed_claim_lasts(fixture: &Fixture) {
    let id = fixture.sale_due("1", START_UNIX_MS).await;
    fixture.claim_times(&id, 3).await;
    let claimed = fixture.claim(9).await;
    fixture.clock.advance_ms(LEASE_MS - 1);
    let renew = async || fixture.store.renew(&claimed, LEASE_MS).await.expect(WORKS);
    renew().await;
    fixture.clock.advance_ms(LEASE_MS - 1);
    assert_eq!(fixture.claim(9).await, []);
    fixture.clock.advance_ms(1);
    // Renewing is progress: one claim is counted.
    fixture.claim_times(&id, 3).await;

    // It was given back, with nothing due, without a change: there is nothing to renew.
    fixture.commit(writing([quiet(&id, 1, 0)])).await;
    assert_eq!(fixture.version(&id).await, Some(1));
    renew().await;
    assert_eq!(fixture.next_due_unix_ms().await, None);

    // Somebody else has changed it since.
    let due = DueWrite::At(Some(START_UNIX_MS));
    fixture.commit(writing([write(&id, 1, 1, due)])).await;
    assert_eq!(fixture.claim_ids(9).await, from_ref(&id));
    let until = fixture.next_due_unix_ms().await;
    fixture.clock.advance_ms(10);
    renew().await;
    assert_eq!(fixture.next_due_unix_ms().await, until);
}

/// Whoever works on a parked one and then comes to nothing leaves it as it was.
pub(super) async fn going_on_with_what_is_parked_leaves_it_parked(fixture: &Fixture) {
    let id = fixture.sale_due("1", START_UNIX_MS).await;
    fixture.claim_times(&id, 4).await;
    assert_eq!(fixture.claim(9).await, []);
    let listed = async || {
        let listed = fixture.store.unresolved(&super::merchant(), None, 9).await.expect(WORKS);
        let told = listed.into_iter().map(|one| (one.since_unix_ms, one.parked_until_unix_ms));
        told.collect::<Vec<_>>()
    };
    let parked_at = fixture.store.now_unix_ms();
    let again = parked_at + PARKED_AGAIN_MS;
    assert_eq!(listed().await, [(parked_at, Some(again))]);

    fixture.clock.advance_ms(PARKED_AGAIN_MS);
    let claimed = fixture.claim(9).await;
    fixture.store.renew(&claimed, LEASE_MS).await.expect(WORKS);
    let expected = [(parked_at, Some(again + PARKED_AGAIN_MS))];
    assert_eq!(listed().await, expected);
    let leased = DueWrite::Leased { until_unix_ms: again + LEASE_MS };
    fixture.commit(writing([write(&id, 1, 1, leased)])).await;
    assert_eq!(listed().await, expected);
    assert_eq!(fixture.parked().await, from_ref(&id));

    // A lease that lasts longer is kept.
    fixture.clock.advance_ms(PARKED_AGAIN_MS - 1);
    let claimed: Vec<_> = claimed.into_iter().map(|one| Claimed { version: 2, ..one }).collect();
    fixture.store.renew(&claimed, LEASE_MS).await.expect(WORKS);
    let renewed_until = again + PARKED_AGAIN_MS - 1 + LEASE_MS;
    assert_eq!(fixture.next_due_unix_ms().await, Some(renewed_until));
    let leased = DueWrite::Leased { until_unix_ms: renewed_until + 1 };
    fixture.commit(writing([write(&id, 2, 1, leased)])).await;
    assert_eq!(fixture.next_due_unix_ms().await, Some(renewed_until + 1));
    fixture.commit(writing([quiet(&id, 3, 1)])).await;
    assert_eq!(listed().await, []);
}

/// Poisoned ones are due first and nobody ever gets anywhere with them. The others are still all
/// done, after no more claims than the poisoned ones can have and one each.
pub(super) async fn poisoned_aggregates_never_stop_others(fixture: &Fixture) {
    const EACH: i64 = 20;
    let (mut poisoned, mut sound) = (Vec::new(), Vec::new());
    for number in 0..EACH {
        let key = format!("poisoned {number:02}");
        poisoned.push(fixture.sale_due(&key, START_UNIX_MS + number).await);
        let key = format!("sound {number:02}");
        sound.push(fixture.sale_due(&key, START_UNIX_MS + EACH + number).await);
    }
    fixture.clock.advance_ms(2 * EACH);
    let mut done = Vec::new();
    for _ in 0..4 * EACH + EACH {
        for claimed in fixture.claim(1).await {
            if claimed.id.key.starts_with("sound") {
                fixture.commit(writing([quiet(&claimed.id, 1, 1)])).await;
                done.push(claimed.id);
            }
        }
        // The leases of the poisoned ones run out again and again meanwhile.
        fixture.clock.advance_ms(LEASE_MS / EACH);
    }
    assert_eq!(done, sound);
    fixture.clock.advance_ms(LEASE_MS);
    let last = fixture.sale_due("last", START_UNIX_MS + 10 * LEASE_MS * EACH).await;
    fixture.clock.advance_ms(10 * LEASE_MS * EACH);
    // All that are parked now come before it, and yet it isn't kept waiting for another turn.
    assert_eq!(fixture.claim_ids(1).await, from_ref(&last));
    fixture.commit(writing([quiet(&last, 1, 1)])).await;
    assert_eq!(fixture.parked().await, poisoned);

    // When they are tried again, each takes one turn, and whatever else is due its own.
    for _ in 0..3 {
        fixture.clock.advance_ms(PARKED_AGAIN_MS);
        let key = fixture.store.now_unix_ms().to_string();
        let sound = fixture.sale_due(&key, fixture.store.now_unix_ms()).await;
        let mut expected = [from_ref(&sound), &poisoned].concat();
        let mut claimed = Vec::new();
        for _ in 0..=EACH {
            claimed.extend(fixture.claim_ids(1).await);
        }
        claimed.sort();
        expected.sort();
        assert_eq!(claimed, expected);
        assert_eq!(fixture.claim(1).await, []);
        fixture.commit(writing([quiet(&sound, 1, 1)])).await;
    }
}
