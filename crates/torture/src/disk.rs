//! The store, watched: before and after each operation everybody else may have a turn, or the
//! service may die; what is committed is shown to the laws.

use crate::laws::Laws;
use crate::strike::Fault;
use crate::weather::Weather;
use crate::world::World;
use async_trait::async_trait;
use checkout::{
    AggregateId, Currency, Encoded, Gtin, Kind, LocalDate, MemberId, MerchantId, ProductId,
};
use std::sync::{Arc, Mutex, PoisonError};
use store::{
    AnswerScope, Claimed, Commit, CommitError, FeedEntry, FeedPosition, InboxEntry, Listed,
    ListedQuery, NewInboxEntry, NewPriceRow, Parked, PriceRow, Product, Sqlite, Store, StoreError,
    Stored, StoredAnswer, StoredEvent, Subject, Unresolved,
};
use tokio::sync::Notify;

pub(crate) struct Disk {
    pub(crate) inner: Sqlite,
    pub(crate) world: World,
    pub(crate) weather: Arc<Mutex<Weather>>,
    pub(crate) laws: Laws,
    /// Rung when a worker may have something to do.
    pub(crate) bell: Arc<Notify>,
}

/// When an operation fails, if it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fails {
    Not,
    Before,
    /// Done, and nobody is told.
    After,
}

impl Disk {
    async fn begin(&self, writes: bool) -> Fails {
        self.world.turn().await;
        let strikes = |fault| self.world.strikes(fault);
        if strikes(Fault::StoreRefuses) {
            return Fails::Before;
        }
        // A read that nobody hears of is no other than one that was refused.
        if writes && strikes(Fault::StoreSilent) {
            return Fails::After;
        }
        let weather = *self.weather.lock().unwrap_or_else(PoisonError::into_inner);
        let mut chance = self.world.chance();
        if !chance.per_mille(weather.disk) {
            return Fails::Not;
        }
        let fails = chance.pick(&[Fails::Before, Fails::After]);
        drop(chance);
        self.world.trace().count("fault: disk");
        self.world.tell("disk", || format!("fails {fails:?}"));
        fails
    }

    async fn read<T>(
        &self,
        work: impl Future<Output = Result<T, StoreError>> + Send,
    ) -> Result<T, StoreError> {
        if self.begin(false).await != Fails::Not {
            return Err(failed());
        }
        let found = work.await;
        self.world.turn().await;
        found
    }

    async fn write<T>(
        &self,
        work: impl Future<Output = Result<T, StoreError>> + Send,
    ) -> Result<T, StoreError> {
        let fails = self.begin(true).await;
        if fails == Fails::Before {
            return Err(failed());
        }
        let done = work.await;
        self.bell.notify_one();
        self.world.turn().await;
        if fails == Fails::After { Err(failed()) } else { done }
    }
}

fn failed() -> StoreError {
    StoreError("a fault of the disk".to_owned())
}

#[async_trait]
impl Store for Disk {
    fn now_unix_ms(&self) -> i64 {
        self.inner.now_unix_ms()
    }

    async fn commit(&self, commit: Commit) -> Result<(), CommitError> {
        let fails = self.begin(true).await;
        if fails == Fails::Before {
            return Err(failed().into());
        }
        let committed = self.inner.commit(commit.clone()).await;
        if committed.is_ok() {
            self.world.trace().count("commit");
            self.world.tell("commit", || said(&commit));
            for event in commit.writes.iter().flat_map(|write| &write.events) {
                self.world.trace().mix(event.json.as_bytes());
            }
            self.laws.committed(&commit);
        }
        self.bell.notify_one();
        self.world.turn().await;
        if fails == Fails::After { Err(failed().into()) } else { committed }
    }

    async fn receive(&self, entry: NewInboxEntry) -> Result<bool, StoreError> {
        let laws = self.laws.clone();
        let received = entry.clone();
        self.write(async move {
            let stored = self.inner.receive(entry).await;
            if stored.is_ok() {
                laws.received(&received);
            }
            stored
        })
        .await
    }

    async fn claim(&self, lease_ms: i64, limit: u32) -> Result<Vec<Claimed>, StoreError> {
        self.write(self.inner.claim(lease_ms, limit)).await
    }

    async fn renew(&self, claimed: &[Claimed], lease_ms: i64) -> Result<(), StoreError> {
        self.write(self.inner.renew(claimed, lease_ms)).await
    }

    async fn load(
        &self,
        merchant: &MerchantId,
        id: &AggregateId,
    ) -> Result<Option<Stored>, StoreError> {
        self.read(self.inner.load(merchant, id)).await
    }

    async fn page(
        &self,
        merchant: &MerchantId,
        kind: Kind,
        after: &str,
        limit: u32,
    ) -> Result<Vec<(String, Encoded)>, StoreError> {
        self.read(self.inner.page(merchant, kind, after, limit)).await
    }

    async fn events(
        &self,
        merchant: &MerchantId,
        id: &AggregateId,
        after: u64,
        limit: u32,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        self.read(self.inner.events(merchant, id, after, limit)).await
    }

    async fn next_due_unix_ms(&self) -> Result<Option<i64>, StoreError> {
        self.read(self.inner.next_due_unix_ms()).await
    }

    async fn parked(&self) -> Result<Vec<Parked>, StoreError> {
        self.read(self.inner.parked()).await
    }

    async fn unresolved(
        &self,
        merchant: &MerchantId,
        after: Option<(i64, AggregateId)>,
        limit: u32,
    ) -> Result<Vec<Unresolved>, StoreError> {
        self.read(self.inner.unresolved(merchant, after, limit)).await
    }

    async fn unpark(&self, merchant: &MerchantId, id: &AggregateId) -> Result<bool, StoreError> {
        self.write(self.inner.unpark(merchant, id)).await
    }

    async fn subject(
        &self,
        merchant: &MerchantId,
        subject: &str,
    ) -> Result<Option<Subject>, StoreError> {
        self.read(self.inner.subject(merchant, subject)).await
    }

    async fn expired_subjects(
        &self,
        merchant: &MerchantId,
        now_unix_ms: i64,
        limit: u32,
    ) -> Result<Vec<String>, StoreError> {
        self.read(self.inner.expired_subjects(merchant, now_unix_ms, limit)).await
    }

    async fn lookup(
        &self,
        merchant: &MerchantId,
        index: &str,
        hash: &[u8; 32],
    ) -> Result<Option<String>, StoreError> {
        self.read(self.inner.lookup(merchant, index, hash)).await
    }

    async fn answer(&self, scope: &AnswerScope) -> Result<Option<StoredAnswer>, StoreError> {
        self.read(self.inner.answer(scope)).await
    }

    async fn inbox(&self, limit: u32) -> Result<Vec<InboxEntry>, StoreError> {
        self.read(self.inner.inbox(limit)).await
    }

    async fn feed(
        &self,
        merchant: &MerchantId,
        after: FeedPosition,
        limit: u32,
    ) -> Result<Vec<FeedEntry>, StoreError> {
        self.read(self.inner.feed(merchant, after, limit)).await
    }

    async fn feed_position(&self) -> Result<FeedPosition, StoreError> {
        self.read(self.inner.feed_position()).await
    }

    async fn product_by_gtin(
        &self,
        merchant: &MerchantId,
        gtin: Gtin,
        currency: Currency,
    ) -> Result<Option<Product>, StoreError> {
        self.read(self.inner.product_by_gtin(merchant, gtin, currency)).await
    }

    async fn product(
        &self,
        merchant: &MerchantId,
        product: &ProductId,
        currency: Currency,
    ) -> Result<Option<Product>, StoreError> {
        self.read(self.inner.product(merchant, product, currency)).await
    }

    async fn products(
        &self,
        merchant: &MerchantId,
        currency: Currency,
        offset: u32,
        limit: u32,
    ) -> Result<Vec<Product>, StoreError> {
        self.read(self.inner.products(merchant, currency, offset, limit)).await
    }

    async fn find_products(
        &self,
        merchant: &MerchantId,
        text: &str,
        currency: Currency,
        limit: u32,
    ) -> Result<Vec<Product>, StoreError> {
        self.read(self.inner.find_products(merchant, text, currency, limit)).await
    }

    async fn put_products(
        &self,
        merchant: &MerchantId,
        products: Vec<Product>,
    ) -> Result<(), StoreError> {
        self.write(self.inner.put_products(merchant, products)).await
    }

    async fn scrub(&self) -> Result<(), StoreError> {
        self.inner.scrub().await
    }

    async fn put_price_rows(
        &self,
        merchant: &MerchantId,
        rows: Vec<NewPriceRow>,
    ) -> Result<(), StoreError> {
        self.write(self.inner.put_price_rows(merchant, rows)).await
    }

    async fn list_prices(
        &self,
        merchant: &MerchantId,
        product: &ProductId,
        currency: Currency,
        ending_from: LocalDate,
    ) -> Result<Vec<PriceRow>, StoreError> {
        self.read(self.inner.list_prices(merchant, product, currency, ending_from)).await
    }

    async fn personal_prices(
        &self,
        merchant: &MerchantId,
        member: MemberId,
        currency: Currency,
        on: LocalDate,
    ) -> Result<Vec<PriceRow>, StoreError> {
        self.read(self.inner.personal_prices(merchant, member, currency, on)).await
    }

    async fn price_history(
        &self,
        merchant: &MerchantId,
        product: &ProductId,
        currency: Currency,
    ) -> Result<Vec<PriceRow>, StoreError> {
        self.read(self.inner.price_history(merchant, product, currency)).await
    }

    async fn catalogue(
        &self,
        merchant: &MerchantId,
        after: Option<(ProductId, Currency)>,
        limit: u32,
    ) -> Result<Vec<Product>, StoreError> {
        self.read(self.inner.catalogue(merchant, after, limit)).await
    }

    async fn products_in_lists(
        &self,
        merchant: &MerchantId,
        ending_from: LocalDate,
        replaced_since_unix_ms: i64,
        after: Option<(ProductId, Currency)>,
        limit: u32,
    ) -> Result<Vec<(ProductId, Currency)>, StoreError> {
        self.read(self.inner.products_in_lists(
            merchant,
            ending_from,
            replaced_since_unix_ms,
            after,
            limit,
        ))
        .await
    }

    async fn listed(
        &self,
        merchant: &MerchantId,
        query: ListedQuery,
    ) -> Result<Vec<Listed>, StoreError> {
        self.read(self.inner.listed(merchant, query)).await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.read(self.inner.ping()).await
    }
}

/// The events of a commit without their content, which is long.
fn said(commit: &Commit) -> String {
    let events = commit.writes.iter().flat_map(|write| {
        write.events.iter().map(|event| {
            let json: serde_json::Value = serde_json::from_str(&event.json).unwrap_or_default();
            let name = json["event"].as_str().unwrap_or("?");
            let operation = json["operation"].as_str().unwrap_or_default();
            format!("{} {name} {operation}", write.id.kind.as_str())
        })
    });
    events.collect::<Vec<_>>().join(", ")
}
