//! A merchant's shops as the engine needs to know them, each sales unit with the client that
//! speaks for it.

use crate::EngineError;
use checkout::{
    Book, Channel, ClubId, Context, Goods, LocalDate, MerchantId, Now, OperatorId, PointsRules,
    Promotion, Purpose, SalesUnit, Store, StoreId, TillId,
};
use std::borrow::Cow;
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
    /// What the scanner that faces the customer sends before each code, where the till has one beside the
    /// cashier's.
    pub customer_scanner: Option<String>,
}

/// A sales unit and the client that has its keys.
#[derive(Debug, Clone)]
pub struct UnitSettings {
    pub unit: SalesUnit,
    pub client: Client,
}

/// What a club is told of a customer who joins, beside the phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    Name,
    Email,
    Address,
    BirthDate,
}

impl Share {
    fn scope(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "email",
            Self::Address => "address",
            Self::BirthDate => "birthDate",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "e-mail address",
            Self::Address => "address",
            Self::BirthDate => "date of birth",
        }
    }
}

/// How the app asks for consents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsentFlow {
    /// The older marketing consents (scope `delegatedConsents`).
    Delegated,
    /// The merchant's own screens, built in the portal (scope `customFlow`).
    Custom,
}

/// One version of the words by which a club asks for a consent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentText {
    pub purpose: Purpose,
    pub version: String,
    /// As in `EN`.
    pub language: String,
    pub text: String,
    /// The element of the merchant's own flow that asks for it.
    pub flow_id: Option<String>,
}

/// A club, wherever its points are kept.
#[derive(Debug, Clone)]
pub struct ClubSettings {
    /// The sales unit at which its members are who they are, in each environment; none: that of the
    /// first store in it.
    pub login_units: Vec<SalesUnit>,
    pub shares: Vec<Share>,
    pub flow: ConsentFlow,
    /// In the order of their versions.
    pub texts: Vec<ConsentText>,
    /// After how many days of silence a member is erased; none: never.
    pub erase_dormant_after_days: Option<u32>,
    /// Whether points lower the price, and its tax with it; if not, they pay it.
    pub points_as_discount: bool,
}

impl Default for ClubSettings {
    /// Name and e-mail address, and the older marketing consents in the app's own words.
    fn default() -> Self {
        let text = |purpose: &str, version: &str, language: &str, text: &str| ConsentText {
            purpose: purpose.into(),
            version: version.to_owned(),
            language: language.to_owned(),
            text: text.to_owned(),
            flow_id: None,
        };
        let texts = vec![
            text("email", "vipps-1", "NO", "E-post"),
            text("sms", "vipps-1", "NO", "SMS"),
            text("digital", "vipps-1", "NO", "Jeg vil motta digital markedsføring"),
            text("personal_offers", "vipps-1", "NO", "Gi meg tilpassede tilbud"),
            text(
                "profiling",
                "1",
                "NO",
                "Dere kan bruke det jeg kjøper, til å velge hva jeg får se",
            ),
            text("email", "vipps-1", "EN", "Email"),
            text("sms", "vipps-1", "EN", "SMS"),
            text("digital", "vipps-1", "EN", "I'd like to receive digital marketing"),
            text("personal_offers", "vipps-1", "EN", "Give me customised offers"),
            text("profiling", "1", "EN", "You may use what I buy to choose what I am shown"),
        ];
        let shares = vec![Share::Name, Share::Email];
        Self {
            login_units: Vec::new(),
            shares,
            flow: ConsentFlow::Delegated,
            texts,
            erase_dormant_after_days: None,
            points_as_discount: false,
        }
    }
}

impl ClubSettings {
    /// What a login asks for.
    pub(crate) fn scope(&self) -> String {
        let flow = match self.flow {
            ConsentFlow::Delegated => "delegatedConsents",
            ConsentFlow::Custom => "customFlow",
        };
        let shares = self.shares.iter().map(|share| share.scope());
        let scopes = ["openid", "phoneNumber"].into_iter().chain(shares).chain([flow]);
        scopes.collect::<Vec<_>>().join(" ")
    }

    /// The same in words, for the record of what was agreed to.
    pub(crate) fn shared_words(&self) -> String {
        let shares = self.shares.iter().map(|share| share.words());
        let words: Vec<_> = ["phone number"].into_iter().chain(shares).collect();
        format!("Shared: {}", words.join(", "))
    }
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
    /// The most that a cashier takes off a line by hand, in percents of it; a manager may take off more.
    pub cashier_discount_percent: u16,
    /// How many days somebody is known by number after they were last at a till, if they are no member.
    pub contacts_kept_days: u16,
    pub promotions: Vec<Promotion>,
    /// What no promotion and no voucher takes anything off, whatever they say: the law forbids it for
    /// some goods.
    pub never_discounted: Vec<Goods>,
    /// The clubs that are not as [`ClubSettings::default`].
    pub clubs: BTreeMap<ClubId, ClubSettings>,
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

    /// A club's settings.
    pub fn club(&self, id: &ClubId) -> Cow<'_, ClubSettings> {
        self.clubs.get(id).map_or_else(|| Cow::Owned(ClubSettings::default()), Cow::Borrowed)
    }

    /// The sales unit at which the members of a store's club are who they are: one for all its stores
    /// in an environment, since a customer has another identity at each.
    pub(crate) fn login_unit(&self, store: &Store) -> SalesUnit {
        let Some(club) = &store.club else { return store.sales_unit.clone() };
        let here = store.sales_unit.environment;
        let named =
            self.club(club).login_units.iter().find(|unit| unit.environment == here).cloned();
        let first = || {
            let of_club = self.stores.iter().filter(|one| one.club.as_ref() == Some(club));
            let mut units = of_club.map(|one| &one.sales_unit);
            units.find(|unit| unit.environment == here).cloned()
        };
        named.or_else(first).unwrap_or_else(|| store.sales_unit.clone())
    }

    /// The sales units at which members of its clubs are who they are.
    pub fn login_units(&self) -> Vec<SalesUnit> {
        let mut units = Vec::new();
        for store in self.stores.iter().filter(|store| store.club.is_some()) {
            let unit = self.login_unit(store);
            if !units.contains(&unit) {
                units.push(unit);
            }
        }
        units
    }

    /// The clubs whose members are who they are at a sales unit.
    pub(crate) fn clubs_of(&self, unit: &SalesUnit) -> Vec<ClubId> {
        let mut clubs = Vec::new();
        for store in self.stores.iter().filter(|store| self.login_unit(store) == *unit) {
            if let Some(club) = store.club.clone().filter(|club| !clubs.contains(club)) {
                clubs.push(club);
            }
        }
        clubs
    }

    /// How points are given in the club of the store that a till stands in; none: it gives none.
    pub(crate) fn points_at(&self, till: &TillId) -> Result<Option<&PointsRules>, EngineError> {
        let club = self.store_of(till)?.club.as_ref();
        Ok(club.and_then(|club| self.points.get(club)))
    }

    /// Whether the points of its club lower prices at a till.
    pub(crate) fn points_lower_prices_at(&self, till: &TillId) -> Result<bool, EngineError> {
        let club = self.store_of(till)?.club.as_ref();
        Ok(club.is_some_and(|club| self.club(club).points_as_discount))
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

    /// The time zone of a store.
    pub(crate) fn zone(&self, store: &StoreId) -> jiff::tz::TimeZone {
        let zone = self.stores.iter().find(|one| one.id == *store).map(|one| one.zone.as_str());
        zone.and_then(|name| jiff::tz::TimeZone::get(name).ok()).unwrap_or(jiff::tz::TimeZone::UTC)
    }

    /// A moment, and the day that it is in a store.
    pub fn now(&self, store: &StoreId, unix_ms: i64) -> Now {
        let date = jiff::Timestamp::from_millisecond(unix_ms)
            .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
            .to_zoned_datetime(self.zone(store))
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
