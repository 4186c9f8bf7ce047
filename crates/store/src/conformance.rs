//! What every store must do, as checks that run against any of them: give [`check`] a way to open an
//! empty one. A check panics where a promise of the trait is broken.

mod claiming;
mod committing;
mod crowds;
mod listed;
mod prices;
mod products;
mod rows;
mod unresolved;

use crate::{Clock, Commit, CommitError, DueWrite, FeedEntry, FeedPosition, Store, Write};
use checkout::{AggregateId, Encoded, Kind, MerchantId};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// When every check begins, in unix milliseconds.
const START_UNIX_MS: i64 = 1_750_000_000_000;

const PATIENCE: Duration = Duration::from_secs(30);
const BETWEEN_LOOKS: Duration = Duration::from_millis(10);

const WORKS: &str = "the store answers";

/// A clock that only a test moves.
pub struct ManualClock(AtomicI64);

impl ManualClock {
    pub fn new(unix_ms: i64) -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(unix_ms)))
    }

    /// A negative number sets it back.
    pub fn advance_ms(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::Relaxed);
    }
}

impl Clock for ManualClock {
    fn now_unix_ms(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Opens an empty store under the given clock, as often as there are checks, and checks it. It is
/// reached by two ways: as two processes would, or by the same one twice, where one process has the
/// database to itself.
pub async fn check(open: impl AsyncFn(Arc<ManualClock>) -> [Arc<dyn Store>; 2]) {
    let fresh = async || {
        let clock = ManualClock::new(START_UNIX_MS);
        let [store, other] = open(clock.clone()).await;
        Fixture { store, other, clock }
    };
    committing::an_aggregate_is_stored_with_its_events(&fresh().await).await;
    committing::a_version_is_expected_of_what_is_written_and_of_what_is_read(&fresh().await).await;
    committing::a_commit_is_all_or_none(&fresh().await).await;
    committing::an_aggregate_is_new_once(&fresh().await).await;
    committing::merchants_never_meet(&fresh().await).await;
    committing::the_feed_has_every_event_in_order(&fresh().await).await;
    committing::an_idempotency_key_is_used_once(&fresh().await).await;
    rows::what_has_a_time_is_erased_after_it_alone(&fresh().await).await;
    rows::a_subject_keeps_its_key_and_its_newest_rows(&fresh().await).await;
    rows::a_unique_hash_has_one_holder(&fresh().await).await;
    rows::a_replaced_hash_has_the_newest_holder(&fresh().await).await;
    rows::a_hash_that_must_be_held_is(&fresh().await).await;
    rows::what_is_erased_is_gone(&fresh().await).await;
    rows::aggregates_of_a_kind_come_in_pages(&fresh().await).await;
    rows::news_is_stored_once_and_handled_with_a_commit(&fresh().await).await;
    products::products_are_found_by_number_and_by_name(&fresh().await).await;
    products::a_product_stays_in_its_groups_until_others_are_named(&fresh().await).await;
    products::a_product_is_found_by_the_beginnings_of_words(&fresh().await).await;
    products::a_barcode_names_the_product_that_was_put_last(&fresh().await).await;
    prices::prices_of_lists_are_found_by_product_and_day(&fresh().await).await;
    prices::a_members_own_prices_are_found_by_member_alone(&fresh().await).await;
    prices::the_history_keeps_what_was_replaced(&fresh().await).await;
    prices::products_in_lists_come_page_by_page(&fresh().await).await;
    listed::what_is_listed_comes_newest_first_by_store_till_and_time(&fresh().await).await;
    listed::what_is_listed_anew_is_listed_once(&fresh().await).await;
    claiming::what_is_due_is_claimed_earliest_first(&fresh().await).await;
    claiming::the_fifth_claim_without_progress_parks(&fresh().await).await;
    unresolved::what_waits_for_a_person_is_listed_oldest_first(&fresh().await).await;
    unresolved::what_is_parked_is_listed_and_can_be_taken_up_again(&fresh().await).await;
    unresolved::time_never_goes_back_and_never_stands_still(&fresh().await);
    claiming::a_commit_forgets_the_claims_unless_it_goes_on(&fresh().await).await;
    claiming::a_renewed_claim_lasts(&fresh().await).await;
    claiming::going_on_with_what_is_parked_leaves_it_parked(&fresh().await).await;
    claiming::poisoned_aggregates_never_stop_others(&fresh().await).await;
    crowds::one_of_many_commits_wins_each_version(&fresh().await).await;
    crowds::of_two_that_read_what_the_other_writes_one_wins(&fresh().await).await;
    crowds::one_of_many_uses_an_idempotency_key(&fresh().await).await;
    crowds::one_of_many_holds_a_hash_and_makes_a_subject(&fresh().await).await;
    crowds::commits_that_take_the_same_in_another_order_all_happen(&fresh().await).await;
    crowds::one_of_many_copies_of_news_is_stored(&fresh().await).await;
    crowds::what_is_due_is_claimed_by_one(&fresh().await).await;
    crowds::many_commits_to_many_aggregates_are_all_stored(&fresh().await).await;
    fresh().await.store.ping().await.expect(WORKS);
}

/// An empty store, another way to the same database, and their clock.
struct Fixture {
    store: Arc<dyn Store>,
    other: Arc<dyn Store>,
    clock: Arc<ManualClock>,
}

impl Fixture {
    fn stores(&self) -> [Arc<dyn Store>; 2] {
        [Arc::clone(&self.store), Arc::clone(&self.other)]
    }

    async fn commit(&self, commit: Commit) {
        self.store.commit(commit).await.expect("nothing speaks against this commit");
    }

    async fn conflicts(&self, commit: Commit) {
        let outcome = self.store.commit(commit).await;
        assert!(matches!(outcome, Err(CommitError::Conflict)), "{outcome:?}");
    }

    /// The feed after a position, once it has that many entries.
    async fn feed(&self, after: FeedPosition, count: usize) -> Vec<FeedEntry> {
        let read = async || self.store.feed(&merchant(), after, 10_000).await.expect(WORKS);
        soon(read, |feed| feed.len() >= count).await
    }

    async fn version(&self, id: &AggregateId) -> Option<u64> {
        let stored = self.store.load(&merchant(), id).await.expect(WORKS);
        stored.map(|stored| stored.version)
    }

    /// Makes a sale for which something is due.
    async fn sale_due(&self, key: &str, due_at_unix_ms: i64) -> AggregateId {
        let id = sale(key);
        self.commit(writing([write(&id, 0, 1, DueWrite::At(Some(due_at_unix_ms)))])).await;
        id
    }
}

/// Looks until something holds of what is found, which on a quiet database it does at once.
pub async fn soon<T>(look: impl AsyncFn() -> T, holds: impl Fn(&T) -> bool) -> T {
    let mut between = tokio::time::interval(BETWEEN_LOOKS);
    let looking = async {
        loop {
            between.tick().await;
            let found = look().await;
            if holds(&found) {
                return found;
            }
        }
    };
    tokio::time::timeout(PATIENCE, looking).await.expect("it holds soon")
}

fn merchant() -> MerchantId {
    MerchantId::new("bakery")
}

fn sale(key: &str) -> AggregateId {
    AggregateId { kind: Kind::Sale, key: key.to_owned() }
}

fn encoded(json: &str) -> Encoded {
    Encoded { revision: 3, json: json.to_owned() }
}

fn empty_commit() -> Commit {
    Commit::new(merchant(), START_UNIX_MS)
}

fn writing(writes: impl IntoIterator<Item = Write>) -> Commit {
    Commit { writes: writes.into_iter().collect(), ..empty_commit() }
}

/// `count` events that tell their versions, and a snapshot that tells the last one.
fn write(id: &AggregateId, expected_version: u64, count: u64, due: DueWrite) -> Write {
    let new_version = expected_version + count;
    Write {
        id: id.clone(),
        expected_version,
        events: (expected_version + 1..=new_version)
            .map(|version| encoded(&format!(r#"{{"event":{version}}}"#)))
            .collect(),
        snapshot: encoded(&format!(r#"{{"state":{new_version}}}"#)),
        due,
        unresolved_since_unix_ms: None,
    }
}

/// As [`write()`], with nothing due.
fn quiet(id: &AggregateId, expected_version: u64, count: u64) -> Write {
    write(id, expected_version, count, DueWrite::At(None))
}
