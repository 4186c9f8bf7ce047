//! Many at once, by both ways to the database: to one thing, where one wins, and to many, where all
//! do.

use super::{Fixture, START_UNIX_MS, WORKS, empty_commit, encoded, merchant, quiet, sale, writing};
use crate::{
    AnswerScope, AnswerWrite, Commit, CommitError, FeedPosition, LookupRule, LookupWrite,
    NewInboxEntry, StoredAnswer, SubjectWrite,
};
use std::collections::BTreeSet;
use std::future::Future;
use std::sync::Arc;
use tokio::task::JoinSet;

const CROWD: u8 = 64;

/// Does them all at once, and gives back what became of each, in order.
async fn all_at_once<T: Send + 'static>(
    work: impl IntoIterator<Item = impl Future<Output = T> + Send + 'static>,
) -> Vec<T> {
    let mut crowd = JoinSet::new();
    for (number, work) in work.into_iter().enumerate() {
        crowd.spawn(async move { (number, work.await) });
    }
    let mut outcomes = crowd.join_all().await;
    outcomes.sort_by_key(|(number, _)| *number);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}

impl Fixture {
    /// Commits them all at once, every other one by the other way.
    async fn race(&self, commits: Vec<Commit>) -> Vec<Result<(), CommitError>> {
        let stores = self.stores().into_iter().cycle();
        all_at_once(
            commits
                .into_iter()
                .zip(stores)
                .map(|(commit, store)| async move { store.commit(commit).await }),
        )
        .await
    }

    /// Commits them all at once; the number of the one that happens. All others must conflict.
    async fn winner(&self, commits: Vec<Commit>) -> usize {
        let mut winners = Vec::new();
        for (number, outcome) in self.race(commits).await.into_iter().enumerate() {
            match outcome {
                Ok(()) => winners.push(number),
                Err(CommitError::Conflict) => {}
                Err(error) => panic!("commit {number}: {error}"),
            }
        }
        assert_eq!(winners.len(), 1, "{winners:?} won");
        winners[0]
    }
}

pub(super) async fn one_of_many_commits_wins_each_version(fixture: &Fixture) {
    const ROUNDS: u64 = 5;
    let id = sale("1");
    for version in 0..ROUNDS {
        let crowd = (0..CROWD).map(|number| {
            let mut write = quiet(&id, version, 1);
            write.snapshot = encoded(&number.to_string());
            writing([write])
        });
        let winner = fixture.winner(crowd.collect()).await;
        let stored =
            fixture.store.load(&merchant(), &id).await.expect(WORKS).expect("it is stored");
        assert_eq!(stored.version, version + 1);
        assert_eq!(stored.snapshot.json, winner.to_string(), "the winner's state is stored");
    }
    let events = fixture.store.events(&merchant(), &id, 0, 100).await.expect(WORKS);
    let versions: Vec<_> = events.iter().map(|event| event.version).collect();
    assert_eq!(versions, (1..=ROUNDS).collect::<Vec<_>>());
}

/// Each reads what the other writes: whichever comes second has read what no longer holds. So it is
/// too with what isn't there yet.
pub(super) async fn of_two_that_read_what_the_other_writes_one_wins(fixture: &Fixture) {
    const ROUNDS: u64 = 30;
    for (kind, before) in [("absent", 0), ("present", 1)] {
        for round in 0..ROUNDS {
            let ids = ["a", "b"].map(|name| sale(&format!("{kind} {round} {name}")));
            if before > 0 {
                fixture.commit(writing(ids.iter().map(|id| quiet(id, 0, 1)))).await;
            }
            let crossed = |read: usize, written: usize| Commit {
                reads: vec![(ids[read].clone(), before)],
                ..writing([quiet(&ids[written], before, 1)])
            };
            fixture.winner(vec![crossed(0, 1), crossed(1, 0)]).await;
        }
    }
}

pub(super) async fn one_of_many_uses_an_idempotency_key(fixture: &Fixture) {
    let scope = AnswerScope {
        merchant: merchant(),
        client: "till-1".to_owned(),
        call: "POST /v1/sales".to_owned(),
        key: "k1".to_owned(),
    };
    let crowd = (0..CROWD).map(|number| {
        let answer = StoredAnswer {
            body_sha256: [number; 32],
            status: 201,
            resource: format!("sale/{number}"),
        };
        let answer = AnswerWrite { scope: scope.clone(), answer };
        let id = sale(&number.to_string());
        Commit { answer: Some(answer), ..writing([quiet(&id, 0, 1)]) }
    });
    let outcomes = fixture.race(crowd.collect()).await;
    let used = outcomes.iter().filter(|one| matches!(one, Err(CommitError::KeyUsed))).count();
    let winner = outcomes.iter().position(Result::is_ok).expect("one wins");
    assert_eq!(used, usize::from(CROWD) - 1, "{outcomes:?}");
    let answer = fixture.store.answer(&scope).await.expect(WORKS).expect("it is stored");
    assert_eq!(answer.resource, format!("sale/{winner}"));
    for number in 0..usize::from(CROWD) {
        let version = fixture.version(&sale(&number.to_string())).await;
        assert_eq!(version.is_some(), number == winner, "{number}");
    }
}

pub(super) async fn one_of_many_holds_a_hash_and_makes_a_subject(fixture: &Fixture) {
    let crowd = |what: fn(u8) -> Commit| (0..CROWD).map(what).collect();
    let winner = fixture.winner(crowd(|number| taking(&[1], number, LookupRule::Unique))).await;
    let holder = fixture.store.lookup(&merchant(), "phone", &[1; 32]).await.expect(WORKS);
    assert_eq!(holder, Some(winner.to_string()));

    let winner = fixture
        .winner(crowd(|number| Commit {
            subjects: vec![SubjectWrite {
                subject: "c1".to_owned(),
                wrapped_key: vec![number],
                rows: vec![("name".to_owned(), vec![number])],
                erase_at_unix_ms: None,
            }],
            ..empty_commit()
        }))
        .await;
    let subject = fixture.store.subject(&merchant(), "c1").await.expect(WORKS);
    let subject = subject.expect("it is stored");
    assert_eq!(usize::from(subject.wrapped_key[0]), winner);
    assert_eq!(subject.rows, [("name".to_owned(), subject.wrapped_key.clone())]);
}

/// `holder` takes some hashes, in that order.
fn taking(hashes: &[u8], holder: u8, rule: LookupRule) -> Commit {
    let lookups = hashes.iter().map(|hash| LookupWrite {
        index: "phone",
        hash: [*hash; 32],
        holder: holder.to_string(),
        rule,
    });
    Commit { lookups: lookups.collect(), ..empty_commit() }
}

pub(super) async fn commits_that_take_the_same_in_another_order_all_happen(fixture: &Fixture) {
    let crowd = (0..CROWD).map(|number| {
        let hashes: &[u8] = if number % 2 == 0 { &[1, 2, 3, 4] } else { &[4, 3, 2, 1] };
        taking(hashes, number, LookupRule::Replace)
    });
    for outcome in fixture.race(crowd.collect()).await {
        outcome.expect("nothing is in its way");
    }
    let mut holders = BTreeSet::new();
    for hash in 1..=4 {
        holders.insert(fixture.store.lookup(&merchant(), "phone", &[hash; 32]).await.expect(WORKS));
    }
    assert_eq!(holders.len(), 1, "the last one took them all: {holders:?}");
}

pub(super) async fn one_of_many_copies_of_news_is_stored(fixture: &Fixture) {
    let stores = fixture.stores().into_iter().cycle();
    let copies = stores.take(usize::from(CROWD)).map(|store| async move {
        let news = NewInboxEntry {
            merchant: merchant(),
            dedupe_key: "n1".to_owned(),
            kind: "payment".to_owned(),
            payload: "{}".to_owned(),
            at_unix_ms: START_UNIX_MS,
        };
        store.receive(news).await.expect(WORKS)
    });
    let stored = all_at_once(copies).await;
    assert_eq!(stored.into_iter().filter(|is_new| *is_new).count(), 1);
    assert_eq!(fixture.store.inbox(9).await.expect(WORKS).len(), 1);
}

pub(super) async fn what_is_due_is_claimed_by_one(fixture: &Fixture) {
    const DUE: u32 = 200;
    const BATCH: u32 = 7;
    let mut due = BTreeSet::new();
    for number in 0..DUE {
        due.insert(fixture.sale_due(&format!("{number:03}"), START_UNIX_MS).await);
    }
    let workers = fixture.stores().into_iter().cycle().take(8).map(|store| async move {
        let mut taken = Vec::new();
        loop {
            let batch = store.claim(15_000, BATCH).await.expect(WORKS);
            assert!(batch.len() <= BATCH as usize);
            if batch.is_empty() {
                return taken;
            }
            taken.extend(batch.into_iter().map(|claimed| claimed.id));
        }
    });
    let mut taken = all_at_once(workers).await.concat();
    // Who looks while another is claiming passes over what that one has in hand.
    while let [claimed] = &fixture.store.claim(15_000, 1).await.expect(WORKS)[..] {
        taken.push(claimed.id.clone());
    }
    assert_eq!(taken.len(), due.len(), "none twice");
    assert_eq!(taken.into_iter().collect::<BTreeSet<_>>(), due, "each one");
}

pub(super) async fn many_commits_to_many_aggregates_are_all_stored(fixture: &Fixture) {
    const MANY: usize = 500;
    let commits = fixture.stores().into_iter().cycle().take(MANY).enumerate();
    let each = commits.map(|(number, store)| {
        let reader = Arc::clone(&fixture.store);
        async move {
            let id = sale(&number.to_string());
            store.commit(writing([quiet(&id, 0, 1)])).await.expect("nothing is in its way");
            // What was answered is there for whoever reads next.
            let stored = reader.load(&merchant(), &id).await.expect(WORKS);
            assert_eq!(stored.map(|stored| stored.version), Some(1), "{id}");
        }
    });
    all_at_once(each).await;
    let feed = fixture.feed(FeedPosition::START, MANY).await;
    assert!(feed.is_sorted_by(|a, b| a.position < b.position));
    let told: BTreeSet<_> = feed.iter().map(|entry| &entry.id).collect();
    assert_eq!((feed.len(), told.len()), (MANY, MANY));
}
