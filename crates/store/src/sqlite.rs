//! The store in one SQLite file, for one process: no database server to run, and everything that was
//! answered survives the power cord. One writer groups what waits into durable commits; a few
//! readers read beside it.

mod connection;
mod dialect;
mod queue;
mod schema;
mod statements;
mod trouble;
mod work;
mod writer;

use crate::sql::apply::{Stop, apply};
use crate::sql::{claims, intake, reads};
use crate::time::StoreTime;
use crate::{
    AnswerScope, Claimed, Clock, Commit, CommitError, FeedEntry, FeedPosition, InboxEntry, Listed,
    ListedQuery, NewInboxEntry, NewPriceRow, Parked, PriceRow, Product, Store, StoreError, Stored,
    StoredAnswer, StoredEvent, Subject, Unresolved,
};
use async_trait::async_trait;
use checkout::{
    AggregateId, Currency, Encoded, Gtin, Kind, LocalDate, MemberId, MerchantId, ProductId,
};
use connection::Readers;
use dialect::ready;
use queue::Queue;
use rusqlite::Connection;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
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
    // Closed first: whoever closes the file last works the log into it, and readers can't.
    readers: Arc<Readers>,
    queue: Queue,
    time: Arc<StoreTime>,
    mode: SqliteMode,
    path: PathBuf,
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
        let queue = Queue::new(writer, mode)?;
        Ok(Self { queue, readers, time, mode, path: path.to_owned(), _lock: lock })
    }

    /// Looks through a whole file that nobody has open, and writes to it as a commit does; where there
    /// is none, it makes one. Takes as long as reading the file.
    ///
    /// # Errors
    /// If it is damaged, can't be written, or somebody has it open: with what to do.
    pub fn examine(path: &Path) -> Result<(), StoreError> {
        trouble::examine(path)
    }

    async fn read<T: Send + 'static>(
        &self,
        query: impl AsyncFnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let reader = self.readers.take().await;
        let found = match self.mode {
            SqliteMode::Inline => ready(query(&reader)),
            SqliteMode::Threaded => tokio::task::spawn_blocking(move || ready(query(&reader)))
                .await
                .map_err(|_| StoreError("a reader stopped; ask again".to_owned()))?,
        };
        found.map_err(fault)
    }

    async fn write<T: Send + 'static>(
        &self,
        mut work: impl AsyncFnMut(&Connection, i64) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.queue.run(move |database, now| ready(work(database, now)).map(Verdict::Keep)).await
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
        self.read(async move |database| reads::load(database, &merchant, &id).await).await
    }

    async fn page(
        &self,
        merchant: &MerchantId,
        kind: Kind,
        after: &str,
        limit: u32,
    ) -> Result<Vec<(String, Encoded)>, StoreError> {
        let (merchant, after) = (merchant.clone(), after.to_owned());
        self.read(async move |database| reads::page(database, &merchant, kind, &after, limit).await)
            .await
    }

    async fn events(
        &self,
        merchant: &MerchantId,
        id: &AggregateId,
        after: u64,
        limit: u32,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        let (merchant, id) = (merchant.clone(), id.clone());
        self.read(async move |database| reads::events(database, &merchant, &id, after, limit).await)
            .await
    }

    async fn commit(&self, commit: Commit) -> Result<(), CommitError> {
        self.queue
            .run(move |database, _| match ready(apply(database, &commit)) {
                Ok(()) => Ok(Verdict::Keep(Ok(()))),
                Err(Stop::Conflict) => Ok(Verdict::Undo(Err(CommitError::Conflict))),
                Err(Stop::KeyUsed) => Ok(Verdict::Undo(Err(CommitError::KeyUsed))),
                Err(Stop::Failed(error)) => Err(error),
            })
            .await?
    }

    async fn claim(&self, lease_ms: i64, limit: u32) -> Result<Vec<Claimed>, StoreError> {
        let taken = self
            .write(async move |database, now| claims::claim(database, now, lease_ms, limit).await)
            .await?;
        Ok(taken.tell())
    }

    async fn renew(&self, claimed: &[Claimed], lease_ms: i64) -> Result<(), StoreError> {
        let claimed = claimed.to_vec();
        self.write(async move |database, now| {
            claims::renew(database, now, &claimed, lease_ms).await
        })
        .await
    }

    async fn next_due_unix_ms(&self) -> Result<Option<i64>, StoreError> {
        self.read(async |database| reads::next_due_unix_ms(database).await).await
    }

    async fn parked(&self) -> Result<Vec<Parked>, StoreError> {
        self.read(async |database| reads::parked(database).await).await
    }

    async fn unresolved(
        &self,
        merchant: &MerchantId,
        after: Option<(i64, AggregateId)>,
        limit: u32,
    ) -> Result<Vec<Unresolved>, StoreError> {
        let merchant = merchant.clone();
        self.read(async move |database| reads::unresolved(database, &merchant, after, limit).await)
            .await
    }

    async fn unpark(&self, merchant: &MerchantId, id: &AggregateId) -> Result<bool, StoreError> {
        let (merchant, id) = (merchant.clone(), id.clone());
        self.write(async move |database, now| claims::unpark(database, now, &merchant, &id).await)
            .await
    }

    async fn subject(
        &self,
        merchant: &MerchantId,
        subject: &str,
    ) -> Result<Option<Subject>, StoreError> {
        let (merchant, subject) = (merchant.clone(), subject.to_owned());
        self.read(async move |database| reads::subject(database, &merchant, &subject).await).await
    }

    async fn expired_subjects(
        &self,
        merchant: &MerchantId,
        now_unix_ms: i64,
        limit: u32,
    ) -> Result<Vec<String>, StoreError> {
        let merchant = merchant.clone();
        self.read(async move |database| {
            reads::expired_subjects(database, &merchant, now_unix_ms, limit).await
        })
        .await
    }

    async fn lookup(
        &self,
        merchant: &MerchantId,
        index: &str,
        hash: &[u8; 32],
    ) -> Result<Option<String>, StoreError> {
        let (merchant, index, hash) = (merchant.clone(), index.to_owned(), *hash);
        self.read(async move |database| reads::lookup(database, &merchant, &index, &hash).await)
            .await
    }

    async fn answer(&self, scope: &AnswerScope) -> Result<Option<StoredAnswer>, StoreError> {
        let scope = scope.clone();
        self.read(async move |database| reads::answer(database, &scope).await).await
    }

    async fn receive(&self, entry: NewInboxEntry) -> Result<bool, StoreError> {
        self.write(async move |database, _| intake::receive(database, &entry).await).await
    }

    async fn inbox(&self, limit: u32) -> Result<Vec<InboxEntry>, StoreError> {
        self.read(async move |database| reads::inbox(database, limit).await).await
    }

    async fn feed(
        &self,
        merchant: &MerchantId,
        after: FeedPosition,
        limit: u32,
    ) -> Result<Vec<FeedEntry>, StoreError> {
        let merchant = merchant.clone();
        self.read(async move |database| reads::feed(database, &merchant, after, limit).await).await
    }

    async fn feed_position(&self) -> Result<FeedPosition, StoreError> {
        self.read(async |database| reads::feed_position(database).await).await
    }

    async fn product_by_gtin(
        &self,
        merchant: &MerchantId,
        gtin: Gtin,
        currency: Currency,
    ) -> Result<Option<Product>, StoreError> {
        let merchant = merchant.clone();
        self.read(async move |database| {
            reads::product_by_gtin(database, &merchant, gtin, currency).await
        })
        .await
    }

    async fn product(
        &self,
        merchant: &MerchantId,
        product: &ProductId,
        currency: Currency,
    ) -> Result<Option<Product>, StoreError> {
        let (merchant, product) = (merchant.clone(), product.clone());
        self.read(async move |database| {
            reads::product(database, &merchant, &product, currency).await
        })
        .await
    }

    async fn products(
        &self,
        merchant: &MerchantId,
        currency: Currency,
        offset: u32,
        limit: u32,
    ) -> Result<Vec<Product>, StoreError> {
        let merchant = merchant.clone();
        self.read(async move |database| {
            reads::products(database, &merchant, currency, offset, limit).await
        })
        .await
    }

    async fn find_products(
        &self,
        merchant: &MerchantId,
        text: &str,
        currency: Currency,
        limit: u32,
    ) -> Result<Vec<Product>, StoreError> {
        let (merchant, text) = (merchant.clone(), text.to_owned());
        self.read(async move |database| {
            reads::find_products(database, &merchant, &text, currency, limit).await
        })
        .await
    }

    async fn put_products(
        &self,
        merchant: &MerchantId,
        products: Vec<Product>,
    ) -> Result<(), StoreError> {
        let merchant = merchant.clone();
        self.write(async move |database, now| {
            intake::put_products(database, &merchant, &products, now).await
        })
        .await
    }

    async fn put_price_rows(
        &self,
        merchant: &MerchantId,
        rows: Vec<NewPriceRow>,
    ) -> Result<(), StoreError> {
        let merchant = merchant.clone();
        self.write(async move |database, now| {
            for row in &rows {
                intake::put_price_row(database, &merchant, row, now).await?;
            }
            Ok(())
        })
        .await
    }

    async fn list_prices(
        &self,
        merchant: &MerchantId,
        product: &ProductId,
        currency: Currency,
        ending_from: LocalDate,
    ) -> Result<Vec<PriceRow>, StoreError> {
        let (merchant, product) = (merchant.clone(), product.clone());
        self.read(async move |database| {
            reads::list_prices(database, &merchant, &product, currency, ending_from).await
        })
        .await
    }

    async fn personal_prices(
        &self,
        merchant: &MerchantId,
        member: MemberId,
        currency: Currency,
        on: LocalDate,
    ) -> Result<Vec<PriceRow>, StoreError> {
        let merchant = merchant.clone();
        self.read(async move |database| {
            reads::personal_prices(database, &merchant, member, currency, on).await
        })
        .await
    }

    async fn price_history(
        &self,
        merchant: &MerchantId,
        product: &ProductId,
        currency: Currency,
    ) -> Result<Vec<PriceRow>, StoreError> {
        let (merchant, product) = (merchant.clone(), product.clone());
        self.read(async move |database| {
            reads::price_history(database, &merchant, &product, currency).await
        })
        .await
    }

    async fn catalogue(
        &self,
        merchant: &MerchantId,
        after: Option<(ProductId, Currency)>,
        limit: u32,
    ) -> Result<Vec<Product>, StoreError> {
        let merchant = merchant.clone();
        self.read(async move |database| {
            reads::catalogue(database, &merchant, after.as_ref(), limit).await
        })
        .await
    }

    async fn products_in_lists(
        &self,
        merchant: &MerchantId,
        ending_from: LocalDate,
        replaced_since_unix_ms: i64,
        after: Option<(ProductId, Currency)>,
        limit: u32,
    ) -> Result<Vec<(ProductId, Currency)>, StoreError> {
        let merchant = merchant.clone();
        self.read(async move |database| {
            let after = after.as_ref();
            let since = (ending_from, replaced_since_unix_ms);
            reads::products_in_lists(database, &merchant, since, after, limit).await
        })
        .await
    }

    /// The write-ahead log still has the pages as they were: it is worked in and emptied.
    async fn scrub(&self) -> Result<(), StoreError> {
        let path = self.path.clone();
        let emptied = move || connection::empty_log(&path);
        match self.mode {
            SqliteMode::Inline => emptied(),
            SqliteMode::Threaded => tokio::task::spawn_blocking(emptied)
                .await
                .map_err(|error| StoreError(error.to_string()))?,
        }
    }

    async fn listed(
        &self,
        merchant: &MerchantId,
        query: ListedQuery,
    ) -> Result<Vec<Listed>, StoreError> {
        let merchant = merchant.clone();
        self.read(async move |database| reads::listed(database, &merchant, &query).await).await
    }

    /// Asks the writer: without it there is nothing to serve.
    async fn ping(&self) -> Result<(), StoreError> {
        self.write(async |database, _| reads::ping(database).await).await
    }
}

/// An error of SQLite tells codes, columns and SQL, and never a value that was bound; with it goes
/// what to do.
#[expect(clippy::needless_pass_by_value, reason = "it is what map_err hands over")]
fn fault(error: rusqlite::Error) -> StoreError {
    StoreError(match trouble::advice(&error) {
        Some(advice) => format!("{error}: {advice}"),
        None => error.to_string(),
    })
}
