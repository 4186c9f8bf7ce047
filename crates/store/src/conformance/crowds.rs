//! Many commits at once: to one aggregate, where one wins each version, and to many, where all do.

use super::{Fixture, WORKS, encoded, merchant, quiet, sale, writing};
use crate::CommitError;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::task::JoinSet;

pub(super) async fn one_of_many_commits_wins_each_version(fixture: &Fixture) {
    const CROWD: u64 = 64;
    const ROUNDS: u64 = 5;
    let id = sale("1");
    for version in 0..ROUNDS {
        let mut crowd = JoinSet::new();
        for number in 0..CROWD {
            let store = Arc::clone(&fixture.store);
            let mut write = quiet(&id, version, 1);
            write.snapshot = encoded(&number.to_string());
            crowd.spawn(async move { (number, store.commit(writing([write])).await) });
        }
        let mut winners = Vec::new();
        for (number, outcome) in crowd.join_all().await {
            match outcome {
                Ok(()) => winners.push(number),
                Err(CommitError::Conflict) => {}
                Err(error) => panic!("commit {number} of version {version}: {error}"),
            }
        }
        assert_eq!(winners.len(), 1, "{winners:?} won version {version}");
        let stored =
            fixture.store.load(&merchant(), &id).await.expect(WORKS).expect("it is stored");
        assert_eq!(stored.version, version + 1);
        assert_eq!(stored.snapshot.json, winners[0].to_string(), "the winner's state is stored");
    }
    let events = fixture.store.events(&merchant(), &id, 0, 100).await.expect(WORKS);
    let versions: Vec<_> = events.iter().map(|event| event.version).collect();
    assert_eq!(versions, (1..=ROUNDS).collect::<Vec<_>>());
}

pub(super) async fn many_commits_to_many_aggregates_are_all_stored(fixture: &Fixture) {
    const CROWD: u32 = 500;
    let mut crowd = JoinSet::new();
    for number in 0..CROWD {
        let store = Arc::clone(&fixture.store);
        let id = sale(&number.to_string());
        crowd.spawn(async move {
            store.commit(writing([quiet(&id, 0, 1)])).await.expect("nothing is in its way");
            // What was answered is there for whoever reads next.
            let stored = store.load(&merchant(), &id).await.expect(WORKS);
            assert_eq!(stored.map(|stored| stored.version), Some(1), "{id}");
        });
    }
    crowd.join_all().await;
    let feed = fixture.store.feed(&merchant(), 0, 2 * CROWD).await.expect(WORKS);
    assert!(feed.is_sorted_by(|a, b| a.position < b.position));
    let told: BTreeSet<_> = feed.iter().map(|entry| &entry.id).collect();
    assert_eq!((feed.len(), told.len()), (CROWD as usize, CROWD as usize));
}
