//! Commits: expected versions, all or none, the feed and idempotency keys.

use super::{
    Fixture, START_UNIX_MS, WORKS, empty_commit, encoded, merchant, quiet, sale, soon, writing,
};
use crate::{
    AnswerScope, AnswerWrite, Commit, CommitError, FeedPosition, Stored, StoredAnswer, StoredEvent,
};
use checkout::{AggregateId, Kind, MerchantId};

pub(super) async fn an_aggregate_is_stored_with_its_events(fixture: &Fixture) {
    let id = sale("1");
    assert_eq!(fixture.store.load(&merchant(), &id).await.expect(WORKS), None);
    fixture.commit(writing([quiet(&id, 0, 2)])).await;
    let later = Commit { at_unix_ms: START_UNIX_MS + 7, ..writing([quiet(&id, 2, 1)]) };
    fixture.commit(later).await;

    let stored = fixture.store.load(&merchant(), &id).await.expect(WORKS);
    assert_eq!(stored, Some(Stored { version: 3, snapshot: encoded(r#"{"state":3}"#) }));
    let event = |version: u64, at_unix_ms| StoredEvent {
        version,
        at_unix_ms,
        event: encoded(&format!(r#"{{"event":{version}}}"#)),
    };
    let all = [event(1, START_UNIX_MS), event(2, START_UNIX_MS), event(3, START_UNIX_MS + 7)];
    for (after, limit, expected) in [
        (0, 10, &all[..]),
        (0, 2, &all[..2]),
        (1, 1, &all[1..2]),
        (3, 10, &[]),
        (u64::MAX, 10, &[]),
        (0, 0, &[]),
    ] {
        let events = fixture.store.events(&merchant(), &id, after, limit).await.expect(WORKS);
        assert_eq!(events, expected, "after {after}, at most {limit}");
    }
}

pub(super) async fn a_version_is_expected_of_what_is_written_and_of_what_is_read(
    fixture: &Fixture,
) {
    let (written, read, absent) = (sale("written"), sale("read"), sale("absent"));
    fixture.commit(writing([quiet(&written, 0, 2), quiet(&read, 0, 3)])).await;
    for wrong in [1, 3] {
        fixture.conflicts(writing([quiet(&written, wrong, 0)])).await;
    }
    for (id, expected, holds) in [
        (&read, 3, true),
        (&read, 2, false),
        (&read, 4, false),
        (&read, 0, false),
        (&absent, 0, true),
        (&absent, 1, false),
    ] {
        let before = fixture.version(&written).await.expect("it is stored");
        let commit =
            Commit { reads: vec![(id.clone(), expected)], ..writing([quiet(&written, before, 1)]) };
        if holds {
            fixture.commit(commit).await;
        } else {
            fixture.conflicts(commit).await;
        }
        let after = fixture.version(&written).await.expect("it is stored");
        assert_eq!(after, before + u64::from(holds), "{id} was read at {expected}");
    }
    assert_eq!(fixture.version(&read).await, Some(3), "what is read isn't written");
}

pub(super) async fn a_commit_is_all_or_none(fixture: &Fixture) {
    let ids = ["a", "b", "c"].map(sale);
    fixture.commit(writing(ids.iter().map(|id| quiet(id, 0, 1)))).await;
    for wrong in 0..ids.len() {
        let writes = ids.iter().enumerate().map(|(index, id)| {
            let expected = if index == wrong { 9 } else { 1 };
            quiet(id, expected, 1)
        });
        fixture.conflicts(writing(writes)).await;
        for id in &ids {
            assert_eq!(fixture.version(id).await, Some(1), "{id}, number {wrong} conflicts");
        }
    }
    let feed = fixture.feed(FeedPosition::START, ids.len()).await;
    assert_eq!(feed.len(), ids.len(), "no event of a commit that didn't happen");

    // In any order of its parts.
    fixture.commit(writing(ids.iter().rev().map(|id| quiet(id, 1, 1)))).await;
    for id in &ids {
        assert_eq!(fixture.version(id).await, Some(2), "{id}");
    }
}

pub(super) async fn an_aggregate_is_new_once(fixture: &Fixture) {
    let id = sale("1");
    fixture.commit(writing([quiet(&id, 0, 1)])).await;
    fixture.conflicts(writing([quiet(&id, 0, 1)])).await;
    fixture.conflicts(writing([quiet(&sale("2"), 1, 1)])).await;
    // The same key names another aggregate of another kind.
    let payment = AggregateId { kind: Kind::Payment, ..id.clone() };
    fixture.commit(writing([quiet(&payment, 0, 4)])).await;
    assert_eq!(fixture.version(&id).await, Some(1));
    assert_eq!(fixture.version(&payment).await, Some(4));
    // An aggregate without an event has never been.
    let nothing = fixture.store.commit(writing([quiet(&sale("3"), 0, 0)])).await;
    assert!(matches!(nothing, Err(CommitError::Store(_))), "{nothing:?}");
    assert_eq!(fixture.version(&sale("3")).await, None);
}

pub(super) async fn merchants_never_meet(fixture: &Fixture) {
    let id = sale("1");
    let other = MerchantId::new("florist");
    fixture.commit(writing([quiet(&id, 0, 1)])).await;
    fixture.commit(Commit { merchant: other.clone(), ..writing([quiet(&id, 0, 2)]) }).await;
    assert_eq!(fixture.version(&id).await, Some(1));
    let stored = fixture.store.load(&other, &id).await.expect(WORKS).expect("it is stored");
    assert_eq!(stored.version, 2);
    assert_eq!(fixture.store.events(&other, &id, 0, 9).await.expect(WORKS).len(), 2);
    let feed = soon(
        async || fixture.store.feed(&other, FeedPosition::START, 9).await.expect(WORKS),
        |feed| feed.len() >= 2,
    );
    assert!(feed.await.iter().all(|entry| entry.id == id));
    let nobody = MerchantId::new("nobody");
    assert_eq!(fixture.store.feed(&nobody, FeedPosition::START, 9).await.expect(WORKS), []);
}

pub(super) async fn the_feed_has_every_event_in_order(fixture: &Fixture) {
    let (first, second) = (sale("b"), sale("a"));
    let position = async || fixture.store.feed_position().await.expect(WORKS);
    assert_eq!(position().await, FeedPosition::START);
    fixture.commit(writing([quiet(&first, 0, 2)])).await;
    let between = fixture.feed(FeedPosition::START, 2).await[1].position;
    fixture.commit(writing([quiet(&second, 0, 1)])).await;
    fixture.commit(writing([quiet(&first, 2, 1)])).await;

    let feed = fixture.feed(FeedPosition::START, 4).await;
    let told: Vec<_> = feed.iter().map(|entry| (entry.id.clone(), entry.version)).collect();
    let happened =
        vec![(first.clone(), 1), (first.clone(), 2), (second.clone(), 1), (first.clone(), 3)];
    assert_eq!(told, happened);
    assert!(feed.is_sorted_by(|a, b| a.position < b.position), "{feed:?}");
    assert!(feed.iter().all(|entry| entry.at_unix_ms == START_UNIX_MS), "{feed:?}");
    assert_eq!(feed[1].position, between);
    let newest = feed[3].position;
    assert_eq!(soon(position, |position| *position >= newest).await, newest);

    let after = async |position, limit| {
        fixture.store.feed(&merchant(), position, limit).await.expect(WORKS)
    };
    assert_eq!(after(between, 1).await, feed[2..3], "after a position, at most one");
    assert_eq!(after(newest, 9).await, []);
}

pub(super) async fn an_idempotency_key_is_used_once(fixture: &Fixture) {
    let scope = AnswerScope {
        merchant: merchant(),
        client: "till-1".to_owned(),
        call: "POST /v1/sales".to_owned(),
        key: "k1".to_owned(),
    };
    let answer = StoredAnswer { body_sha256: [7; 32], status: 201, resource: "sale/1".to_owned() };
    let keyed = |scope: &AnswerScope, status| {
        let answer = StoredAnswer { status, ..answer.clone() };
        Some(AnswerWrite { scope: scope.clone(), answer })
    };
    let id = sale("1");

    // A commit that doesn't happen stores no answer.
    fixture.conflicts(Commit { answer: keyed(&scope, 409), ..writing([quiet(&id, 1, 1)]) }).await;
    assert_eq!(fixture.store.answer(&scope).await.expect(WORKS), None);

    fixture.commit(Commit { answer: keyed(&scope, 201), ..writing([quiet(&id, 0, 1)]) }).await;
    assert_eq!(fixture.store.answer(&scope).await.expect(WORKS), Some(answer.clone()));

    // A second one is told so, also when versions conflict too, and nothing of it happens.
    for expected_version in [1, 0] {
        let writes = [quiet(&id, expected_version, 1), quiet(&sale("2"), 0, 1)];
        let again = Commit { answer: keyed(&scope, 500), ..writing(writes) };
        let outcome = fixture.store.commit(again).await;
        assert!(matches!(outcome, Err(CommitError::KeyUsed)), "{outcome:?}");
        assert_eq!(fixture.version(&id).await, Some(1));
        assert_eq!(fixture.version(&sale("2")).await, None);
    }
    assert_eq!(fixture.store.answer(&scope).await.expect(WORKS), Some(answer.clone()));

    // Each part of the scope counts.
    for (status, other) in [
        (202, AnswerScope { merchant: MerchantId::new("florist"), ..scope.clone() }),
        (203, AnswerScope { client: "till-2".to_owned(), ..scope.clone() }),
        (204, AnswerScope { call: "POST /v1/returns".to_owned(), ..scope.clone() }),
        (205, AnswerScope { key: "k2".to_owned(), ..scope.clone() }),
    ] {
        assert_eq!(fixture.store.answer(&other).await.expect(WORKS), None, "{other:?}");
        fixture.commit(Commit { answer: keyed(&other, status), ..empty_commit() }).await;
        let found = fixture.store.answer(&other).await.expect(WORKS).expect("it is stored");
        assert_eq!(found.status, status, "{other:?}");
    }
}
