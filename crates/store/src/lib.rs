//! Durable storage behind one narrow trait. What is behind it is a database with commits that are
//! all or nothing; what is before it never sees SQL.
//!
//! A [`Commit`] writes everything that one decision brings about: events, snapshots, due times,
//! sealed rows, look-ups, the caller's idempotency key and answer, and what was handled of the
//! inbox. It names the version of each aggregate that was read for the decision, and happens only
//! if all of them still hold. Once it is answered, it survives the power cord.

#[cfg(feature = "conformance")]
pub mod conformance;
mod model;
#[macro_use]
mod sql;
mod postgres;
mod sqlite;
mod time;

pub use model::{
    AnswerScope, AnswerWrite, Claimed, Commit, CommitError, DueWrite, FeedEntry, FeedPosition,
    InboxEntry, Listed, ListedQuery, LookupRule, LookupWrite, NewInboxEntry, NewPriceRow, Parked,
    PriceRow, Product, Stored, StoredAnswer, StoredEvent, Subject, SubjectWrite, Unresolved, Write,
};
pub use postgres::{Postgres, PostgresClock};
pub use sqlite::{Sqlite, SqliteMode};

use async_trait::async_trait;
use checkout::{
    AggregateId, Currency, Encoded, Gtin, Kind, LocalDate, MemberId, MerchantId, ProductId,
};

/// The store's own clock: leases and due times are compared with it and with no other.
pub trait Clock: Send + Sync + 'static {
    /// Unix milliseconds.
    fn now_unix_ms(&self) -> i64;
}

/// The storage could not be used. Nothing is known of what was under way, except that a commit
/// which was not answered may be repeated: its expected versions make it happen once.
#[derive(Debug, thiserror::Error)]
#[error("the database can't be used: {0}")]
pub struct StoreError(pub String);

/// See the crate's own page.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// The store's time in unix milliseconds: the one that due times and leases are compared with,
    /// and so the one by which everything is timed. It never goes back and never stands still,
    /// whatever the machine's clock does.
    fn now_unix_ms(&self) -> i64;

    /// The newest snapshot of an aggregate, and its version.
    async fn load(
        &self,
        merchant: &MerchantId,
        id: &AggregateId,
    ) -> Result<Option<Stored>, StoreError>;

    /// The aggregates of a kind with a key above `after`, by key: key and newest snapshot, at most
    /// `limit`.
    async fn page(
        &self,
        merchant: &MerchantId,
        kind: Kind,
        after: &str,
        limit: u32,
    ) -> Result<Vec<(String, Encoded)>, StoreError>;

    /// Events of an aggregate with a version above `after`, oldest first, at most `limit`.
    async fn events(
        &self,
        merchant: &MerchantId,
        id: &AggregateId,
        after: u64,
        limit: u32,
    ) -> Result<Vec<StoredEvent>, StoreError>;

    /// Everything of a commit, or nothing of it.
    async fn commit(&self, commit: Commit) -> Result<(), CommitError>;

    /// Takes up to `limit` aggregates whose due time has come, earliest first: each one's due time
    /// becomes the end of the lease, and its count of claims grows by one. A fifth claim without a
    /// commit in between parks it instead: it is listed as parked, and due in 15 minutes. From then on
    /// it is taken as before, but its lease is 15 minutes, until somebody commits to it.
    async fn claim(&self, lease_ms: i64, limit: u32) -> Result<Vec<Claimed>, StoreError>;

    /// Keeps claimed aggregates whose version is still the same for another `lease_ms`, and counts
    /// them as claimed once: whoever renews has made progress. What is parked stays so.
    async fn renew(&self, claimed: &[Claimed], lease_ms: i64) -> Result<(), StoreError>;

    /// When the next aggregate is due; none if nothing is.
    async fn next_due_unix_ms(&self) -> Result<Option<i64>, StoreError>;

    /// Aggregates that are tried every 15 minutes only.
    async fn parked(&self) -> Result<Vec<Parked>, StoreError>;

    /// What waits for a person because its state says so or because it is parked, oldest first,
    /// from behind a place in that order on.
    async fn unresolved(
        &self,
        merchant: &MerchantId,
        after: Option<(i64, AggregateId)>,
        limit: u32,
    ) -> Result<Vec<Unresolved>, StoreError>;

    /// Makes a parked aggregate due now, as one that was never claimed. False if it is not parked.
    async fn unpark(&self, merchant: &MerchantId, id: &AggregateId) -> Result<bool, StoreError>;

    /// The sealed rows of one subject (a contact, a member, a login, a webhook registration).
    async fn subject(
        &self,
        merchant: &MerchantId,
        subject: &str,
    ) -> Result<Option<Subject>, StoreError>;

    /// Subjects whose time is over at a moment, those first whose time has been over for longest.
    async fn expired_subjects(
        &self,
        merchant: &MerchantId,
        now_unix_ms: i64,
        limit: u32,
    ) -> Result<Vec<String>, StoreError>;

    /// Who holds a hash in an index.
    async fn lookup(
        &self,
        merchant: &MerchantId,
        index: &str,
        hash: &[u8; 32],
    ) -> Result<Option<String>, StoreError>;

    /// The stored answer to a request with that idempotency key.
    async fn answer(&self, scope: &AnswerScope) -> Result<Option<StoredAnswer>, StoreError>;

    /// Stores what came in, before it is acknowledged. False if it was stored before.
    async fn receive(&self, entry: NewInboxEntry) -> Result<bool, StoreError>;

    /// What came in and is not handled yet, oldest first.
    async fn inbox(&self, limit: u32) -> Result<Vec<InboxEntry>, StoreError>;

    /// What changed after a position in the feed, oldest first. What was committed is there soon: not
    /// before everything that could still come in front of it, so that whoever goes on from the last
    /// position that was read misses nothing.
    async fn feed(
        &self,
        merchant: &MerchantId,
        after: FeedPosition,
        limit: u32,
    ) -> Result<Vec<FeedEntry>, StoreError>;

    /// The newest position in the feed.
    async fn feed_position(&self) -> Result<FeedPosition, StoreError>;

    /// A product by the number in its barcode, with its prices in a currency.
    async fn product_by_gtin(
        &self,
        merchant: &MerchantId,
        gtin: Gtin,
        currency: Currency,
    ) -> Result<Option<Product>, StoreError>;

    /// A product by the merchant's own id, with its prices in a currency.
    async fn product(
        &self,
        merchant: &MerchantId,
        product: &ProductId,
        currency: Currency,
    ) -> Result<Option<Product>, StoreError>;

    /// The catalogue in a currency, by name, from an offset.
    async fn products(
        &self,
        merchant: &MerchantId,
        currency: Currency,
        offset: u32,
        limit: u32,
    ) -> Result<Vec<Product>, StoreError>;

    /// The catalogue in all currencies, by id and currency, from behind one on.
    async fn catalogue(
        &self,
        merchant: &MerchantId,
        after: Option<(ProductId, Currency)>,
        limit: u32,
    ) -> Result<Vec<Product>, StoreError>;

    /// Products with prices in a currency that have words which begin with those of a text, in their name
    /// or in the merchant's own id, by the word; at most `limit`. Of the words, the three longest count.
    async fn find_products(
        &self,
        merchant: &MerchantId,
        text: &str,
        currency: Currency,
        limit: u32,
    ) -> Result<Vec<Product>, StoreError>;

    /// Adds products, or replaces those with the same id and currency. A barcode names one product:
    /// the one that was put last. A price that changes goes into the history.
    async fn put_products(
        &self,
        merchant: &MerchantId,
        products: Vec<Product>,
    ) -> Result<(), StoreError>;

    /// Sees to it that what a commit has erased is in no log of the storage any more, as far as that
    /// is the storage's own to say.
    async fn scrub(&self) -> Result<(), StoreError>;

    /// Puts prices of price lists; what is there already as it is stays so. The products are in the
    /// catalogue.
    async fn put_price_rows(
        &self,
        merchant: &MerchantId,
        rows: Vec<NewPriceRow>,
    ) -> Result<(), StoreError>;

    /// The prices of a product in price lists that end on a day or later, and those that begin later,
    /// but for those of single members.
    async fn list_prices(
        &self,
        merchant: &MerchantId,
        product: &ProductId,
        currency: Currency,
        ending_from: LocalDate,
    ) -> Result<Vec<PriceRow>, StoreError>;

    /// The prices that a member alone has on a day.
    async fn personal_prices(
        &self,
        merchant: &MerchantId,
        member: MemberId,
        currency: Currency,
        on: LocalDate,
    ) -> Result<Vec<PriceRow>, StoreError>;

    /// Every price that a product ever had or is to have, those of the catalogue and those of single
    /// members among them, by list, audience, first day and when they were put.
    async fn price_history(
        &self,
        merchant: &MerchantId,
        product: &ProductId,
        currency: Currency,
    ) -> Result<Vec<PriceRow>, StoreError>;

    /// Products with prices in price lists that end on a day or later, and those with a price in the
    /// catalogue that was replaced since a moment, by id and currency, from behind one on.
    async fn products_in_lists(
        &self,
        merchant: &MerchantId,
        ending_from: LocalDate,
        replaced_since_unix_ms: i64,
        after: Option<(ProductId, Currency)>,
        limit: u32,
    ) -> Result<Vec<(ProductId, Currency)>, StoreError>;

    /// Sales and returns as lists show them, newest first.
    async fn listed(
        &self,
        merchant: &MerchantId,
        query: ListedQuery,
    ) -> Result<Vec<Listed>, StoreError>;

    /// Whether the storage answers.
    async fn ping(&self) -> Result<(), StoreError>;
}
