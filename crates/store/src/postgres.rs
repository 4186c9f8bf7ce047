//! The store in a PostgreSQL database, for one process or several. A commit is a transaction at READ
//! COMMITTED in which every aggregate that it names is held, in the order of their ids: what was read
//! is shared, what is written is taken by its version, what must be absent is held by its name.

mod clock;
mod connection;
mod dialect;
mod fault;
mod presence;
mod schema;
mod statements;

use crate::sql::apply::{Stop, apply};
use crate::sql::{Sql, claims, intake, reads};
use crate::{
    AnswerScope, Claimed, Commit, CommitError, FeedEntry, FeedPosition, InboxEntry, Listed,
    ListedQuery, NewInboxEntry, NewPriceRow, Parked, PriceRow, Product, Store, StoreError, Stored,
    StoredAnswer, StoredEvent, Subject, Unresolved,
};
use async_trait::async_trait;
use checkout::{
    AggregateId, Currency, Encoded, Gtin, Kind, LocalDate, MemberId, MerchantId, ProductId,
};
pub use clock::PostgresClock;
use clock::Time;
use connection::Connector;
use deadpool_postgres::{Object, Pool, Transaction};
use dialect::Session;
use fault::Fault;
use presence::Presence;
use statements as own;
use std::pin::Pin;
use std::sync::Arc;
use tokio_postgres::IsolationLevel;

/// How often a transaction is done that the server takes back for the sake of others.
const TRIES_MAX: u32 = 8;

/// See the file's own page.
pub struct Postgres {
    pool: Pool,
    time: Arc<Time>,
    _presence: Presence,
}

impl Postgres {
    /// Opens the database at a URL such as `postgres://user:password@host/database`. Applies missing
    /// migrations, and, if no other process is at work on it, makes due at once what one before this
    /// had claimed. Needs a Tokio runtime.
    ///
    /// A database on another machine is reached by TLS only, unless the URL says `sslmode=disable`.
    ///
    /// # Errors
    /// If it can't be reached or isn't in UTF-8, or a newer release wrote it. No error has the user's
    /// password in it.
    pub async fn open(url: &str, clock: PostgresClock) -> Result<Self, StoreError> {
        let config = connection::config(url)?;
        let named =
            |StoreError(reason)| StoreError(format!("{}: {reason}", connection::name(&config)));
        let connector = Connector::new(config.clone()).map_err(named)?;
        let mut client = connector.connect().await.map_err(StoreError::from).map_err(named)?;
        schema::migrate(&mut client).await.map_err(named)?;
        let pool = connection::pool(connector);
        let time = Time::start(clock, &pool).await;
        let time = Arc::new(time.map_err(StoreError::from).map_err(named)?);
        let presence = Presence::take(client, clear_up(&pool, &time)).await;
        let presence = presence.map_err(StoreError::from).map_err(named)?;
        Ok(Self { pool, time, _presence: presence })
    }

    async fn read<T>(
        &self,
        query: impl AsyncFnOnce(&Session<'_, Object>) -> Result<T, Fault>,
    ) -> Result<T, StoreError> {
        let client = self.pool.get().await.map_err(Fault::from)?;
        Ok(query(&Session(&client)).await?)
    }

    /// Does the work in a transaction. If it ends in an error, nothing of it has happened; unless the
    /// connection is lost while it is committed, when nothing is known of it.
    async fn write<T>(
        &self,
        work: impl for<'s> Fn(&'s Session<'s, Transaction<'s>>) -> Doing<'s, T>,
    ) -> Result<T, Stop<Fault>> {
        let mut client = self.pool.get().await.map_err(Fault::from)?;
        for _ in 1..TRIES_MAX {
            match try_write(&mut client, &work).await {
                Err(Stop::Failed(fault)) if fault.may_be_repeated() => {}
                done => return done,
            }
        }
        try_write(&mut client, &work).await
    }
}

/// What a process before this one has left.
async fn clear_up(pool: &Pool, time: &Time) -> Result<(), Fault> {
    let mut client = pool.get().await?;
    let transaction = client.transaction().await?;
    intake::index_products(&Session(&transaction)).await?;
    transaction.commit().await?;
    let session = Session(&client);
    claims::release_leases(&session, time.now_unix_ms()).await?;
    session.execute(own::ALIGN_FEED, &[]).await.map(|_| ())
}

/// Work in a transaction under way.
type Doing<'s, T> = Pin<Box<dyn Future<Output = Result<T, Stop<Fault>>> + Send + 's>>;

async fn try_write<T>(
    client: &mut Object,
    work: &impl for<'s> Fn(&'s Session<'s, Transaction<'s>>) -> Doing<'s, T>,
) -> Result<T, Stop<Fault>> {
    let isolation = IsolationLevel::ReadCommitted;
    let transaction = client.build_transaction().isolation_level(isolation).start();
    let transaction = transaction.await.map_err(Fault::from)?;
    // Any error leaves by the question mark and takes everything back: COMMIT after a statement that
    // has failed would be answered with success, and undo the rest in silence.
    let done = work(&Session(&transaction)).await?;
    transaction.commit().await.map_err(Fault::from)?;
    Ok(done)
}

/// Work that nothing stops but the database.
fn failure(stop: Stop<Fault>) -> StoreError {
    match stop {
        Stop::Failed(fault) => fault.into(),
        Stop::Conflict | Stop::KeyUsed => unreachable!("only commits have what they expect"),
    }
}

#[async_trait]
impl Store for Postgres {
    fn now_unix_ms(&self) -> i64 {
        self.time.now_unix_ms()
    }

    async fn load(
        &self,
        merchant: &MerchantId,
        id: &AggregateId,
    ) -> Result<Option<Stored>, StoreError> {
        self.read(async |database| reads::load(database, merchant, id).await).await
    }

    async fn page(
        &self,
        merchant: &MerchantId,
        kind: Kind,
        after: &str,
        limit: u32,
    ) -> Result<Vec<(String, Encoded)>, StoreError> {
        self.read(async |database| reads::page(database, merchant, kind, after, limit).await).await
    }

    async fn events(
        &self,
        merchant: &MerchantId,
        id: &AggregateId,
        after: u64,
        limit: u32,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        self.read(async |database| reads::events(database, merchant, id, after, limit).await).await
    }

    async fn commit(&self, commit: Commit) -> Result<(), CommitError> {
        let commit = Arc::new(commit);
        let done = self.write(|database| {
            let commit = Arc::clone(&commit);
            Box::pin(async move { apply(database, &commit).await })
        });
        done.await.map_err(|stop| match stop {
            Stop::Conflict => CommitError::Conflict,
            Stop::KeyUsed => CommitError::KeyUsed,
            Stop::Failed(fault) => CommitError::Store(fault.into()),
        })
    }

    async fn claim(&self, lease_ms: i64, limit: u32) -> Result<Vec<Claimed>, StoreError> {
        let taken = self.write(|database| {
            let time = Arc::clone(&self.time);
            Box::pin(async move {
                time.look(database).await?;
                Ok(claims::claim(database, time.now_unix_ms(), lease_ms, limit).await?)
            })
        });
        Ok(taken.await.map_err(failure)?.tell())
    }

    async fn renew(&self, claimed: &[Claimed], lease_ms: i64) -> Result<(), StoreError> {
        let renewed = self.write(|database| {
            let (now_unix_ms, claimed) = (self.time.now_unix_ms(), claimed.to_vec());
            Box::pin(
                async move { Ok(claims::renew(database, now_unix_ms, &claimed, lease_ms).await?) },
            )
        });
        renewed.await.map_err(failure)
    }

    async fn next_due_unix_ms(&self) -> Result<Option<i64>, StoreError> {
        self.read(async |database| {
            self.time.look(database).await?;
            reads::next_due_unix_ms(database).await
        })
        .await
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
        self.read(async |database| reads::unresolved(database, merchant, after, limit).await).await
    }

    async fn unpark(&self, merchant: &MerchantId, id: &AggregateId) -> Result<bool, StoreError> {
        let now_unix_ms = self.time.now_unix_ms();
        self.read(async |database| claims::unpark(database, now_unix_ms, merchant, id).await).await
    }

    async fn subject(
        &self,
        merchant: &MerchantId,
        subject: &str,
    ) -> Result<Option<Subject>, StoreError> {
        self.read(async |database| reads::subject(database, merchant, subject).await).await
    }

    async fn expired_subjects(
        &self,
        merchant: &MerchantId,
        now_unix_ms: i64,
        limit: u32,
    ) -> Result<Vec<String>, StoreError> {
        self.read(async |database| {
            reads::expired_subjects(database, merchant, now_unix_ms, limit).await
        })
        .await
    }

    async fn lookup(
        &self,
        merchant: &MerchantId,
        index: &str,
        hash: &[u8; 32],
    ) -> Result<Option<String>, StoreError> {
        self.read(async |database| reads::lookup(database, merchant, index, hash).await).await
    }

    async fn answer(&self, scope: &AnswerScope) -> Result<Option<StoredAnswer>, StoreError> {
        self.read(async |database| reads::answer(database, scope).await).await
    }

    async fn receive(&self, entry: NewInboxEntry) -> Result<bool, StoreError> {
        self.read(async |database| intake::receive(database, &entry).await).await
    }

    async fn inbox(&self, limit: u32) -> Result<Vec<InboxEntry>, StoreError> {
        self.read(async |database| reads::inbox(database, limit).await).await
    }

    async fn feed(
        &self,
        merchant: &MerchantId,
        after: FeedPosition,
        limit: u32,
    ) -> Result<Vec<FeedEntry>, StoreError> {
        self.read(async |database| reads::feed(database, merchant, after, limit).await).await
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
        self.read(async |database| reads::product_by_gtin(database, merchant, gtin, currency).await)
            .await
    }

    async fn product(
        &self,
        merchant: &MerchantId,
        product: &ProductId,
        currency: Currency,
    ) -> Result<Option<Product>, StoreError> {
        self.read(async |database| reads::product(database, merchant, product, currency).await)
            .await
    }

    async fn products(
        &self,
        merchant: &MerchantId,
        currency: Currency,
        offset: u32,
        limit: u32,
    ) -> Result<Vec<Product>, StoreError> {
        self.read(async |database| {
            reads::products(database, merchant, currency, offset, limit).await
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
        self.read(async |database| {
            reads::find_products(database, merchant, text, currency, limit).await
        })
        .await
    }

    async fn put_products(
        &self,
        merchant: &MerchantId,
        products: Vec<Product>,
    ) -> Result<(), StoreError> {
        let (products, now_unix_ms) = (Arc::new(products), self.time.now_unix_ms());
        let put = self.write(|database| {
            let (merchant, products) = (merchant.clone(), Arc::clone(&products));
            Box::pin(async move {
                let values = values! { ":merchant_id": merchant.as_str() };
                database.execute(own::HOLD_CATALOGUE, values).await?;
                Ok(intake::put_products(database, &merchant, &products, now_unix_ms).await?)
            })
        });
        put.await.map_err(failure)
    }

    /// `PostgreSQL` overwrites what is dead when it vacuums, and keeps its log as its settings say.
    async fn scrub(&self) -> Result<(), StoreError> {
        Ok(())
    }

    async fn put_price_rows(
        &self,
        merchant: &MerchantId,
        rows: Vec<NewPriceRow>,
    ) -> Result<(), StoreError> {
        let (rows, now_unix_ms) = (Arc::new(rows), self.time.now_unix_ms());
        let put = self.write(|database| {
            let (merchant, rows) = (merchant.clone(), Arc::clone(&rows));
            Box::pin(async move {
                let values = values! { ":merchant_id": merchant.as_str() };
                database.execute(own::HOLD_CATALOGUE, values).await?;
                for row in rows.iter() {
                    intake::put_price_row(database, &merchant, row, now_unix_ms).await?;
                }
                Ok(())
            })
        });
        put.await.map_err(failure)
    }

    async fn list_prices(
        &self,
        merchant: &MerchantId,
        product: &ProductId,
        currency: Currency,
        ending_from: LocalDate,
    ) -> Result<Vec<PriceRow>, StoreError> {
        self.read(async |database| {
            reads::list_prices(database, merchant, product, currency, ending_from).await
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
        self.read(async |database| {
            reads::personal_prices(database, merchant, member, currency, on).await
        })
        .await
    }

    async fn price_history(
        &self,
        merchant: &MerchantId,
        product: &ProductId,
        currency: Currency,
    ) -> Result<Vec<PriceRow>, StoreError> {
        self.read(async |database| {
            reads::price_history(database, merchant, product, currency).await
        })
        .await
    }

    async fn catalogue(
        &self,
        merchant: &MerchantId,
        after: Option<(ProductId, Currency)>,
        limit: u32,
    ) -> Result<Vec<Product>, StoreError> {
        self.read(async |database| {
            reads::catalogue(database, merchant, after.as_ref(), limit).await
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
        self.read(async |database| {
            let since = (ending_from, replaced_since_unix_ms);
            reads::products_in_lists(database, merchant, since, after.as_ref(), limit).await
        })
        .await
    }

    async fn listed(
        &self,
        merchant: &MerchantId,
        query: ListedQuery,
    ) -> Result<Vec<Listed>, StoreError> {
        self.read(async |database| reads::listed(database, merchant, &query).await).await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.read(async |database| reads::ping(database).await).await
    }
}
