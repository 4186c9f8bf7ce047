//! The store in one SQLite file, for one process: no database server to run, and everything that was
//! answered survives the power cord. One writer groups what waits into durable commits; a few
//! readers read beside it.

mod apply;
mod claims;
mod columns;
mod connection;
mod intake;
mod queue;
mod reads;
mod schema;
mod statements;
mod time;
mod work;
mod writer;

use crate::{
    AnswerScope, Claimed, Clock, Commit, CommitError, FeedEntry, InboxEntry, NewInboxEntry, Parked,
    Product, Store, StoreError, Stored, StoredAnswer, StoredEvent, Subject, Unresolved,
};
use apply::Stop;
use async_trait::async_trait;
use checkout::{AggregateId, Currency, Gtin, MerchantId, ProductId};
use connection::Readers;
use queue::Queue;
use rusqlite::Connection;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use time::StoreTime;
use work::Verdict;
use writer::Writer;

/// Where the work is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SqliteMode {
    /// The writer has a thread of its own, and readers use the runtime's blocking threads. Reads
    /// need a Tokio runtime.
    Threaded,
    /// Everything happens on the caller's thread, before the call's future is first suspended: for
    /// simulation, where the order of things must follow from the seed alone.
    Inline,
}

/// See the file's own page. The fields are dropped in this order: the file is free for the next
/// process when the writer has finished.
pub struct Sqlite {
    queue: Queue,
    readers: Arc<Readers>,
    time: Arc<StoreTime>,
    mode: SqliteMode,
    _lock: File,
}

impl Sqlite {
    /// Opens a database file, or makes one where its folder exists. Applies missing migrations, and
    /// makes due at once what a process before this one had claimed.
    ///
    /// # Errors
    /// If another process has it open, a newer release wrote it, or it isn't on a local disk.
    pub fn open(path: &Path, clock: Arc<dyn Clock>, mode: SqliteMode) -> Result<Self, StoreError> {
        let named = |StoreError(reason)| StoreError(format!("{}: {reason}", path.display()));
        let lock = connection::lock(path)?;
        let writer = Writer::open(path.to_owned(), clock).map_err(named)?;
        let readers = Arc::new(Readers::open(path).map_err(named)?);
        let time = writer.time();
        Ok(Self { queue: Queue::new(writer, mode)?, readers, time, mode, _lock: lock })
    }

    async fn read<T: Send + 'static>(
        &self,
        query: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let reader = self.readers.take().await;
        let found = match self.mode {
            SqliteMode::Inline => query(&reader),
            SqliteMode::Threaded => tokio::task::spawn_blocking(move || query(&reader))
                .await
                .map_err(|_| StoreError("a reader stopped; ask again".to_owned()))?,
        };
        found.map_err(fault)
    }

    async fn write<T: Send + 'static>(
        &self,
        mut work: impl FnMut(&Connection, i64) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.queue.run(move |connection, now| work(connection, now).map(Verdict::Keep)).await
    }
}

#[async_trait]
impl Store for Sqlite {
    fn now_unix_ms(&self) -> i64 {
        self.time.now_unix_ms()
    }

    async fn load(
        &self,
        merchant: &MerchantId,
        id: &AggregateId,
    ) -> Result<Option<Stored>, StoreError> {
        let (merchant, id) = (merchant.clone(), id.clone());
        self.read(move |connection| reads::load(connection, &merchant, &id)).await
    }

    async fn events(
        &self,
        merchant: &MerchantId,
        id: &AggregateId,
        after: u64,
        limit: u32,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        let (merchant, id) = (merchant.clone(), id.clone());
        self.read(move |connection| reads::events(connection, &merchant, &id, after, limit)).await
    }

    async fn commit(&self, commit: Commit) -> Result<(), CommitError> {
        self.queue
            .run(move |connection, _| match apply::apply(connection, &commit) {
                Ok(()) => Ok(Verdict::Keep(Ok(()))),
                Err(Stop::Conflict) => Ok(Verdict::Undo(Err(CommitError::Conflict))),
                Err(Stop::KeyUsed) => Ok(Verdict::Undo(Err(CommitError::KeyUsed))),
                Err(Stop::Failed(error)) => Err(error),
            })
            .await?
    }

    async fn claim(&self, lease_ms: i64, limit: u32) -> Result<Vec<Claimed>, StoreError> {
        let taken = self
            .write(move |connection, now| claims::claim(connection, now, lease_ms, limit))
            .await?;
        for id in taken.parked {
            tracing::error!(
                aggregate.id = %id,
                "gave up on an aggregate after five claims without progress; a person must look"
            );
        }
        Ok(taken.claimed)
    }

    async fn renew(&self, claimed: &[Claimed], lease_ms: i64) -> Result<(), StoreError> {
        let claimed = claimed.to_vec();
        self.write(move |connection, now| claims::renew(connection, now, &claimed, lease_ms)).await
    }

    async fn next_due_unix_ms(&self) -> Result<Option<i64>, StoreError> {
        self.read(reads::next_due_unix_ms).await
    }

    async fn parked(&self) -> Result<Vec<Parked>, StoreError> {
        self.read(reads::parked).await
    }

    async fn unresolved(
        &self,
        merchant: &MerchantId,
        after: Option<(i64, AggregateId)>,
        limit: u32,
    ) -> Result<Vec<Unresolved>, StoreError> {
        let merchant = merchant.clone();
        self.read(move |connection| reads::unresolved(connection, &merchant, after, limit)).await
    }

    async fn unpark(&self, merchant: &MerchantId, id: &AggregateId) -> Result<bool, StoreError> {
        let (merchant, id) = (merchant.clone(), id.clone());
        self.write(move |connection, now| claims::unpark(connection, now, &merchant, &id)).await
    }

    async fn subject(
        &self,
        merchant: &MerchantId,
        subject: &str,
    ) -> Result<Option<Subject>, StoreError> {
        let (merchant, subject) = (merchant.clone(), subject.to_owned());
        self.read(move |connection| reads::subject(connection, &merchant, &subject)).await
    }

    async fn lookup(
        &self,
        merchant: &MerchantId,
        index: &str,
        hash: &[u8; 32],
    ) -> Result<Option<String>, StoreError> {
        let (merchant, index, hash) = (merchant.clone(), index.to_owned(), *hash);
        self.read(move |connection| reads::lookup(connection, &merchant, &index, &hash)).await
    }

    async fn answer(&self, scope: &AnswerScope) -> Result<Option<StoredAnswer>, StoreError> {
        let scope = scope.clone();
        self.read(move |connection| reads::answer(connection, &scope)).await
    }

    async fn receive(&self, entry: NewInboxEntry) -> Result<bool, StoreError> {
        self.write(move |connection, _| intake::receive(connection, &entry)).await
    }

    async fn inbox(&self, limit: u32) -> Result<Vec<InboxEntry>, StoreError> {
        self.read(move |connection| reads::inbox(connection, limit)).await
    }

    async fn feed(
        &self,
        merchant: &MerchantId,
        after: i64,
        limit: u32,
    ) -> Result<Vec<FeedEntry>, StoreError> {
        let merchant = merchant.clone();
        self.read(move |connection| reads::feed(connection, &merchant, after, limit)).await
    }

    async fn feed_position(&self) -> Result<i64, StoreError> {
        self.read(reads::feed_position).await
    }

    async fn product_by_gtin(
        &self,
        merchant: &MerchantId,
        gtin: Gtin,
        currency: Currency,
    ) -> Result<Option<Product>, StoreError> {
        let merchant = merchant.clone();
        self.read(move |connection| reads::product_by_gtin(connection, &merchant, gtin, currency))
            .await
    }

    async fn product(
        &self,
        merchant: &MerchantId,
        product: &ProductId,
        currency: Currency,
    ) -> Result<Option<Product>, StoreError> {
        let (merchant, product) = (merchant.clone(), product.clone());
        self.read(move |connection| reads::product(connection, &merchant, &product, currency)).await
    }

    async fn products(
        &self,
        merchant: &MerchantId,
        currency: Currency,
        offset: u32,
        limit: u32,
    ) -> Result<Vec<Product>, StoreError> {
        let merchant = merchant.clone();
        self.read(move |connection| reads::products(connection, &merchant, currency, offset, limit))
            .await
    }

    async fn put_products(
        &self,
        merchant: &MerchantId,
        products: Vec<Product>,
    ) -> Result<(), StoreError> {
        let merchant = merchant.clone();
        self.write(move |connection, _| intake::put_products(connection, &merchant, &products))
            .await
    }

    /// Asks the writer: without it there is nothing to serve.
    async fn ping(&self) -> Result<(), StoreError> {
        self.write(|connection, _| {
            connection.prepare_cached(statements::PING)?.query_row([], |_| Ok(()))
        })
        .await
    }
}

/// An error of SQLite tells codes, columns and SQL, and never a value that was bound.
#[expect(clippy::needless_pass_by_value, reason = "it is what map_err hands over")]
fn fault(error: rusqlite::Error) -> StoreError {
    StoreError(error.to_string())
}
