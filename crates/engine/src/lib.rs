//! Carries out what the state of things says is due, and feeds back what it saw.
//!
//! [`Engine`] is the one way to change anything: a person's command and an answer from outside take
//! the same path, [`session`](crate) loads what is read, [`checkout::decide`] decides, one commit
//! makes it so, and who loses a race decides again. Workers ([`Engine::step`]) take what is due,
//! commit that they are about to call, call, and commit what they saw. So normal running, a lost
//! answer, a crash and a restart are one path.

mod enrolments;
mod error;
mod facts;
mod identify;
mod inbox;
mod members;
mod moving;
mod payments;
mod person;
mod ports;
mod receipts;
mod registrations;
mod returning;
mod run;
mod selling;
mod session;
mod settings;
mod vault;
mod view;
mod watch;
mod worker;

pub use error::EngineError;
pub use inbox::{WebhookOutcome, WebhookRequest};
pub use members::{MemberView, PurchaseView};
pub use person::Person;
pub use ports::{Random, SystemClock, SystemRandom};
pub use registrations::RegistrationError;
pub use returning::ReturnOrder;
pub use run::run;
pub use selling::{LineOrder, Scanned};
pub use session::{Changed, Request};
pub use settings::{Shop, TillSettings, UnitSettings, zone_is_known};
pub use vault::MasterKey;
pub use view::{Document, ReturnView, SaleView};
pub use worker::Stepped;

use checkout::MerchantId;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{Clock, Store};
use tokio::sync::{Notify, broadcast};

/// How many changes a slow listener may lag behind before it is told that it missed some.
const CHANGES_BUFFERED: usize = 1024;

/// The heart of the service. One per process; clones share it.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

pub(crate) struct Inner {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    vault: vault::Vault,
    shops: BTreeMap<MerchantId, Shop>,
    watches: watch::Watches,
    registrations: registrations::Registrations,
    changes: broadcast::Sender<Changed>,
    wake: Notify,
}

impl Engine {
    pub fn new(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        master_key: &MasterKey,
        shops: Vec<Shop>,
    ) -> Self {
        let inner = Inner {
            store,
            clock,
            random,
            vault: vault::Vault::new(master_key),
            shops: shops.into_iter().map(|shop| (shop.merchant.clone(), shop)).collect(),
            watches: watch::Watches::default(),
            registrations: registrations::Registrations::default(),
            changes: broadcast::Sender::new(CHANGES_BUFFERED),
            wake: Notify::new(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// Everything that is committed from now on, in order.
    pub fn changes(&self) -> broadcast::Receiver<Changed> {
        self.inner.changes.subscribe()
    }

    pub fn shop(&self, merchant: &MerchantId) -> Result<&Shop, EngineError> {
        self.inner.shops.get(merchant).ok_or(EngineError::TillUnknown)
    }

    pub fn shops(&self) -> impl Iterator<Item = &Shop> {
        self.inner.shops.values()
    }

    pub fn store(&self) -> &dyn Store {
        &*self.inner.store
    }

    pub fn now_unix_ms(&self) -> i64 {
        self.inner.clock.now_unix_ms()
    }

    pub(crate) fn new_uuid(&self) -> uuid::Uuid {
        let mut bytes = [0; 10];
        self.inner.random.fill(&mut bytes);
        let millis = u64::try_from(self.now_unix_ms()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }
}
