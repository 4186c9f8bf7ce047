//! A merchant's shops as the engine needs to know them, each sales unit with the client that
//! speaks for it.

use crate::EngineError;
use checkout::{
    Book, Channel, ClubId, Context, LocalDate, MerchantId, Now, OperatorId, PointsRules, Promotion,
    SalesUnit, Store, StoreId, TillId,
};
use std::collections::BTreeMap;
use url::Url;
use vipps_mobilepay::Client;

/// A till as set up in a store.
#[derive(Debug, Clone)]
pub struct TillSettings {
    pub id: TillId,
    pub store: StoreId,
    /// The till's name on the customer's receipt (`posId`).
    pub pos_id: String,
    pub book: Book,
}

/// A sales unit and the client that has its keys.
#[derive(Debug, Clone)]
pub struct UnitSettings {
    pub unit: SalesUnit,
    pub client: Client,
}

/// Everything of one merchant.
#[derive(Debug, Clone)]
pub struct Shop {
    pub merchant: MerchantId,
    pub stores: Vec<Store>,
    pub tills: Vec<TillSettings>,
    pub units: Vec<UnitSettings>,
    /// How the clubs that give points do so.
    pub points: BTreeMap<ClubId, PointsRules>,
    /// How many typed numbers may be looked up at a till within a minute.
    pub look_ups_per_minute: usize,
    pub promotions: Vec<Promotion>,
    /// The clubs that the merchant keeps in a system of its own, each with the client that speaks to it.
    pub directories: BTreeMap<ClubId, directory::Client>,
    /// Leads every payment reference; two installations on one sales unit have different ones.
    pub reference_prefix: String,
    /// Where Vipps MobilePay can reach this installation; none: polling alone.
    pub public_url: Option<Url>,
}

impl Shop {
    pub fn till(&self, id: &TillId) -> Result<&TillSettings, EngineError> {
        self.tills.iter().find(|till| till.id == *id).ok_or(EngineError::TillUnknown)
    }

    /// The store that a till stands in.
    pub fn store_of(&self, till: &TillId) -> Result<&Store, EngineError> {
        let store = &self.till(till)?.store;
        self.stores.iter().find(|one| one.id == *store).ok_or(EngineError::TillUnknown)
    }

    /// How points are given in the club of the store that a till stands in; none: it gives none.
    pub(crate) fn points_at(&self, till: &TillId) -> Result<Option<&PointsRules>, EngineError> {
        let club = self.store_of(till)?.club.as_ref();
        Ok(club.and_then(|club| self.points.get(club)))
    }

    /// The club of the store that a till stands in, if the merchant keeps it in a system of its own.
    pub(crate) fn own_directory_at(&self, till: &TillId) -> Result<Option<&ClubId>, EngineError> {
        let club = self.store_of(till)?.club.as_ref();
        Ok(club.filter(|club| self.directories.contains_key(*club)))
    }

    pub(crate) fn client(&self, unit: &SalesUnit) -> Result<&Client, EngineError> {
        let found = self.units.iter().find(|settings| settings.unit == *unit);
        found.map(|settings| &settings.client).ok_or(EngineError::UnitUnknown)
    }

    /// The circumstances of a command from a till.
    pub fn context(
        &self,
        till: &TillId,
        operator: OperatorId,
        channel: Channel,
    ) -> Result<Context, EngineError> {
        let till = self.till(till)?;
        Ok(Context {
            merchant: self.merchant.clone(),
            store: till.store.clone(),
            till: till.id.clone(),
            operator,
            channel,
            book: till.book,
        })
    }

    /// A moment, and the day that it is in a store.
    pub(crate) fn now(&self, store: &StoreId, unix_ms: i64) -> Now {
        let zone = self.stores.iter().find(|one| one.id == *store).map(|one| one.zone.as_str());
        let zone = zone
            .and_then(|name| jiff::tz::TimeZone::get(name).ok())
            .unwrap_or(jiff::tz::TimeZone::UTC);
        let date = jiff::Timestamp::from_millisecond(unix_ms)
            .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
            .to_zoned_datetime(zone)
            .date();
        let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
        let local_date =
            LocalDate::new(date.year(), month, day).expect("a calendar's dates are dates");
        Now { unix_ms, local_date }
    }
}

/// Whether a name is one of the IANA time zones.
pub fn zone_is_known(name: &str) -> bool {
    jiff::tz::TimeZone::get(name).is_ok()
}
