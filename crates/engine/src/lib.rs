//! Carries out what the state of things says is due, and feeds back what it saw.
//!
//! [`Engine`] is the one way to change anything: a person's command and an answer from outside take
//! the same path, [`session`](crate) loads what is read, [`checkout::decide`] decides, one commit
//! makes it so, and who loses a race decides again. Workers ([`Engine::step`]) take what is due,
//! commit that they are about to call, call, and commit what they saw. So normal running, a lost
//! answer, a crash and a restart are one path.

mod answers;
mod availability;
mod bookings;
mod by_qr;
mod catalogue;
mod circuit;
mod consents;
mod contacts;
mod directories;
mod displays;
mod enrolments;
mod erasing;
mod error;
mod exporting;
mod facts;
mod identify;
mod imported;
mod inbox;
mod journal;
mod listing;
mod look_ups;
mod lost;
mod members;
mod membership;
mod metrics;
mod moving;
mod payments;
mod person;
mod ports;
mod prices;
mod reach;
mod receipts;
mod registrations;
mod reservations;
mod returning;
mod revoked;
mod run;
mod selling;
mod session;
mod settings;
mod story;
mod unresolved;
mod vault;
mod view;
mod visits;
mod vouchers;
mod watch;
mod worker;

pub use availability::{Availability, ClubAvailability};
pub use catalogue::{FOUND_MAX, PricedProduct};
pub use circuit::{Outage, Unavailable};
pub use displays::Offer;
#[cfg(feature = "crowd")]
pub use enrolments::crowd::Joining;
pub use error::EngineError;
pub use exporting::{BoughtLine, MemberExport, PointsEntry};
pub use imported::{IMPORT_CONSENTS_MAX, IMPORT_NAME_LENGTH_MAX, IMPORT_POINTS_MAX, Imported};
pub use inbox::{WebhookOutcome, WebhookRequest};
pub use listing::{
    LISTED_PAGE_MAX, ListOrder, ListedDocument, ListedPlace, ListedState, RatePart, Summary,
    TenderSort,
};
pub use members::{MemberView, PurchaseView};
pub use membership::{ConsentOrder, ImportOrder, ImportedConsent};
pub use person::{Person, PostalAddress};
pub use ports::{Random, SystemClock, SystemRandom};
pub use prices::BeforeWarning;
pub use registrations::{RegistrationError, WebhookTest};
pub use returning::ReturnOrder;
pub use revoked::RevocationOutcome;
pub use run::run;
pub use selling::{LineOrder, Scanned};
pub use session::{Changed, Request};
pub use settings::{
    ClubSettings, ConsentFlow, ConsentText, Share, Shop, TillSettings, UnitSettings, zone_is_known,
};
pub use story::{StoryEntry, StoryEvent};
pub use unresolved::{
    UNRESOLVED_PAGE_MAX, UnitTrouble, UnresolvedItem, UnresolvedPlace, UnresolvedUnit,
};
pub use vault::MasterKey;
pub use view::{Document, ReturnView, SaleView};
pub use vouchers::{VoucherOrder, VoucherThere};
pub use worker::Stepped;

use checkout::MerchantId;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::Store;
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
    random: Arc<dyn Random>,
    vault: vault::Vault,
    shops: BTreeMap<MerchantId, Shop>,
    circuits: circuit::Circuits,
    notices: revoked::Notices,
    directories: directories::Directories,
    watches: watch::Watches,
    registrations: registrations::Registrations,
    pictures: by_qr::Pictures,
    pushed: by_qr::Pushed,
    displays: displays::Offers,
    look_ups: look_ups::LookUps,
    metrics: metrics::Metrics,
    /// The inbox is read by one worker at a time.
    inbox: tokio::sync::Mutex<inbox::Waiting>,
    changes: broadcast::Sender<Changed>,
    wake: Notify,
}

impl Engine {
    pub fn new(
        store: Arc<dyn Store>,
        random: Arc<dyn Random>,
        master_key: &MasterKey,
        shops: Vec<Shop>,
    ) -> Self {
        let inner = Inner {
            store,
            random,
            vault: vault::Vault::new(master_key),
            shops: shops.into_iter().map(|shop| (shop.merchant.clone(), shop)).collect(),
            circuits: circuit::Circuits::default(),
            notices: revoked::Notices::default(),
            directories: directories::Directories::default(),
            watches: watch::Watches::default(),
            registrations: registrations::Registrations::default(),
            pictures: by_qr::Pictures::default(),
            pushed: by_qr::Pushed::default(),
            displays: displays::Offers::default(),
            look_ups: look_ups::LookUps::default(),
            metrics: metrics::Metrics::default(),
            inbox: tokio::sync::Mutex::default(),
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

    /// The store's time: the only one that anything here goes by.
    pub fn now_unix_ms(&self) -> i64 {
        self.inner.store.now_unix_ms()
    }

    /// An id that nothing else has.
    pub fn new_uuid(&self) -> uuid::Uuid {
        let mut bytes = [0; 10];
        self.inner.random.fill(&mut bytes);
        let millis = u64::try_from(self.now_unix_ms()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }
}
