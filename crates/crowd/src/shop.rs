//! The shop that sells to the crowd: the tests' own, with nobody at the other end of the line, since what
//! is measured asks nobody.

use async_trait::async_trait;
use checkout::{Channel, Context, Currency, OperatorId, Store, TillId};
use engine::{Engine, EngineError, MasterKey, Random, Shop};
use std::path::Path;
use std::sync::Arc;
use store::{Clock, Sqlite, SqliteMode};
use testkit::FakeClock;
use vipps_mobilepay::{Request, Response, Transport, TransportError};

/// Its till.
const TILL: &str = "1";

struct Nobody;

#[async_trait]
impl Transport for Nobody {
    async fn send(&self, _: Request) -> Result<Response, TransportError> {
        Err(TransportError::NotSent("nobody is there".to_owned()))
    }
}

pub(crate) fn shop() -> Shop {
    let nobody: Arc<dyn Transport> = Arc::new(Nobody);
    Shop { look_ups_per_minute: usize::MAX, ..testkit::shop(&FakeClock::default(), &nobody) }
}

/// The real engine on a SQLite file, as a service has it.
pub(crate) fn engine(
    path: &Path,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
) -> anyhow::Result<Engine> {
    let store = Sqlite::open(path, clock, SqliteMode::Threaded)?;
    Ok(Engine::new(Arc::new(store), random, &MasterKey::new([7; 32]), vec![shop()]))
}

pub(crate) fn context(shop: &Shop) -> Result<Context, EngineError> {
    shop.context(&TillId::new(TILL), OperatorId::new("kasse"), Channel::Till)
}

/// The store of the till.
pub(crate) fn store(shop: &Shop) -> Store {
    let at = context(shop).map(|context| context.store).ok();
    let store = shop.stores.iter().find(|store| Some(&store.id) == at.as_ref());
    store.expect("the shop has the till's store").clone()
}

pub(crate) async fn put_products(engine: &Engine) -> anyhow::Result<()> {
    let products = testkit::products(Currency::Nok);
    Ok(engine.store().put_products(&testkit::merchant(), products).await?)
}
