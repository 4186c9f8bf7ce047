//! A shop's settings: one TOML file, checked whole before anything starts.

use crate::printer::PrinterConfig;
use crate::promotions::PromotionConfig;
use anyhow::{Context, anyhow, bail, ensure};
use checkout::{
    Book, ClubId, Country, Currency, EarningRule, Environment, Goods, LATE_DAYS, Language,
    MerchantId, Msn, PointsRules, Promotion, Purpose, SalesUnit, Store, StoreId, Tier, TillId,
    VariableCode,
};
use directory::TIMEOUT_MS_MAX;
use engine::{
    ClubSettings, ConsentFlow, ConsentText, Share, Shop, SystemClock, TillSettings, UnitSettings,
};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use server::{
    ApiKey, Person, ReceiptSettings, Role, Secret, Seller, Settings, TILL_LOCK_S, ToldPerson,
};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use url::Url;
use vipps_mobilepay::{Client, MerchantSerialNumber, ReqwestTransport, SystemInfo};

/// The most points that one rule gives for an amount; more is a slip.
const POINTS_MAX: i64 = 10_000;
/// The most promotions, since a product may take part in all of them.
const PROMOTIONS_MAX: usize = 100;

/// The file as it is written. Unknown names are refused: a setting with a slip in its name would
/// otherwise be none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) listen: SocketAddr,
    /// Where Vipps MobilePay reaches this service; left out: payments are learnt by polling alone.
    pub(crate) public_url: Option<Url>,
    /// The folder of the data key, and of the database file.
    pub(crate) data: PathBuf,
    /// The URL of another database; it may have a password in it.
    pub(crate) database: Option<SecretString>,
    #[serde(default)]
    pages_open_to_network: bool,
    /// Whether the tills of this machine open although somebody could sign in.
    #[serde(default)]
    tills_open_here: bool,
    /// Minutes without use after which a till locks itself.
    lock_tills_after_minutes: Option<u32>,
    #[serde(default, rename = "person")]
    people: Vec<PersonConfig>,
    /// What a demo tells everybody; stands in no file.
    #[serde(skip)]
    pub(crate) told_people: Vec<ToldPerson>,
    merchant: MerchantConfig,
    #[serde(rename = "sales_unit")]
    sales_units: Vec<UnitConfig>,
    #[serde(rename = "store")]
    stores: Vec<StoreConfig>,
    #[serde(default, rename = "club")]
    clubs: Vec<ClubConfig>,
    /// Goods that no promotion takes anything off.
    #[serde(default)]
    never_discounted: Vec<Goods>,
    #[serde(default, rename = "promotion")]
    promotions: Vec<PromotionConfig>,
    #[serde(default, rename = "api_key")]
    api_keys: Vec<KeyConfig>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MerchantConfig {
    id: String,
    /// Leads every payment reference: letters and digits, up to 16.
    reference_prefix: String,
    /// Typed numbers that may be looked up at a till within a minute.
    #[serde(default = "look_ups_per_minute")]
    look_ups_per_minute: usize,
    /// The most that a cashier takes off a line by hand, in percents of it.
    #[serde(default = "cashier_discount_percent")]
    cashier_discount_percent: u16,
    /// How many days somebody is known by number after they were last at a till.
    #[serde(default = "contacts_kept_days")]
    contacts_kept_days: u16,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct UnitConfig {
    msn: String,
    environment: Environment,
    /// Needed for the simulator only; the others have one each.
    base_url: Option<Url>,
    client_id: String,
    client_secret: SecretString,
    subscription_key: SecretString,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoreConfig {
    id: String,
    name: String,
    country: Country,
    currency: Currency,
    /// Of its pages; its country's if left out.
    language: Option<Language>,
    /// IANA name, such as `Europe/Oslo`.
    zone: String,
    club: Option<String>,
    /// The MSN that takes this store's money.
    sales_unit: String,
    /// Needed only where that MSN is there in several environments.
    environment: Option<Environment>,
    /// How its own barcodes tell a price or a weight; as is usual in the country if left out.
    #[serde(rename = "variable_code")]
    variable_codes: Option<Vec<VariableCode>>,
    /// Who sells there, as receipts say, if it is another than the store's name.
    seller: Option<String>,
    organisation_number: Option<String>,
    address: Option<String>,
    #[serde(rename = "till")]
    tills: Vec<TillConfig>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TillConfig {
    id: String,
    pos_id: Option<String>,
    #[serde(default)]
    training: bool,
    printer: Option<PrinterConfig>,
    /// What the scanner that faces the customer sends before each code.
    customer_scanner: Option<String>,
}

/// How a club takes members in, and how it gives points.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClubConfig {
    id: String,
    /// The MSN at which its members are who they are; that of its first store if left out.
    login_sales_unit: Option<String>,
    /// What it is told of whoever joins, beside the phone number.
    share: Option<Vec<ShareConfig>>,
    #[serde(default)]
    consents_by: FlowConfig,
    #[serde(default, rename = "consent")]
    consents: Vec<ConsentConfig>,
    /// Days of silence after which a member is erased; left out: never.
    erase_dormant_after_days: Option<u32>,
    #[serde(default)]
    pending_days: u16,
    expire_after_days: Option<u16>,
    /// Days after a purchase in which its buyer may have it booked.
    #[serde(default = "late_days")]
    late_days: u16,
    /// Minor units.
    point_pays: Option<i64>,
    /// Points that one person gives or takes at once without a second one; left out: any.
    adjust_alone_max: Option<i64>,
    /// Whether points that are returned with wares after they were spent are let go instead of owed.
    #[serde(default)]
    never_owed: bool,
    /// Whether points pay the price or lower it.
    #[serde(default)]
    points_as: PointsAs,
    #[serde(default, rename = "earning")]
    earning: Vec<EarningConfig>,
    #[serde(default, rename = "tier")]
    tiers: Vec<TierConfig>,
    /// There if the merchant keeps the club in a system of its own.
    directory: Option<DirectoryConfig>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TierConfig {
    id: String,
    /// Points that purchases earn in a year.
    from_points: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ShareConfig {
    Name,
    Email,
    Address,
    BirthDate,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum FlowConfig {
    #[default]
    DelegatedConsents,
    CustomFlow,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum PointsAs {
    #[default]
    Tender,
    Discount,
}

/// One version of the words by which a club asks for a consent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ConsentConfig {
    purpose: String,
    version: String,
    language: String,
    text: String,
    /// The element of the club's own flow that asks for it.
    flow_id: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DirectoryConfig {
    url: Url,
    /// The environment variable that has the token.
    token_env: String,
    #[serde(default = "directory_timeout_ms")]
    timeout_ms: u64,
}

/// Longer than a system takes that is well, shorter than a cashier waits.
fn directory_timeout_ms() -> u64 {
    1_500
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EarningConfig {
    id: String,
    points: i64,
    /// Minor units.
    for_each: i64,
    #[serde(default)]
    only: Vec<Goods>,
    #[serde(default)]
    except: Vec<Goods>,
    #[serde(default)]
    tiers: Vec<String>,
    from: Option<String>,
    until: Option<String>,
}

/// Somebody who signs in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonConfig {
    id: String,
    name: String,
    role: Role,
    /// What they see and act for; left out: every store.
    #[serde(default)]
    stores: Vec<String>,
    /// As `clubtill password` prints it.
    pin: Option<SecretString>,
    password: Option<SecretString>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyConfig {
    client: String,
    /// SHA-256 of the key in hex: `printf %s "$KEY" | sha256sum`.
    sha256: String,
    #[serde(default)]
    role: Role,
    #[serde(default)]
    loopback_only: bool,
}

impl Config {
    pub(crate) fn read(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("can't read {}", path.display()))?;
        Self::parse(&text).with_context(|| format!("{} can't be used", path.display()))
    }

    pub(crate) fn parse(text: &str) -> anyhow::Result<Self> {
        // Without the line itself, which the error would quote: there are secrets in this file.
        toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = 1 + before.matches('\n').count();
            anyhow!("line {line}: {}", error.message())
        })
    }

    /// What the engine needs of it.
    pub(crate) fn shop(&self) -> anyhow::Result<Shop> {
        let prefix = &self.merchant.reference_prefix;
        ensure!(
            (1..=16).contains(&prefix.len()) && prefix.bytes().all(|b| b.is_ascii_alphanumeric()),
            "merchant.reference_prefix: 1 to 16 letters and digits"
        );
        let transport = Arc::new(ReqwestTransport::new()?);
        let mut units = Vec::new();
        for unit in &self.sales_units {
            let settings = unit.settings(transport.clone());
            let settings = settings.with_context(|| format!("sales_unit {}", unit.msn))?;
            ensure!(
                units.iter().all(|one: &UnitSettings| one.unit != settings.unit),
                "sales_unit {} is there twice in one environment",
                unit.msn
            );
            units.push(settings);
        }
        let mut stores = Vec::new();
        let mut tills: Vec<TillSettings> = Vec::new();
        for store in &self.stores {
            let unit = store.unit_of(&units).with_context(|| format!("store {}", store.id))?;
            ensure!(
                engine::zone_is_known(&store.zone),
                "store {}: {} is no time zone; write it as in Europe/Oslo",
                store.id,
                store.zone
            );
            for code in store.variable_codes.iter().flatten() {
                ensure!(
                    code.is_possible(),
                    "store {}: variable_code {}: a prefix from 20 to 29, with up to 2 decimals of a \
                     price or 4 of a weight",
                    store.id,
                    code.prefix
                );
            }
            let is_real = unit.environment == Environment::Production;
            stores.push(store.settings(unit));
            for till in &store.tills {
                ensure!(
                    !(till.training && is_real),
                    "till {}: training: the sales unit of store {} is in production, where practice takes \
                     customers' money. Give the till a store of its own, whose sales unit is one of the test \
                     environment",
                    till.id,
                    store.id
                );
                let id = TillId::new(&till.id);
                ensure!(tills.iter().all(|one| one.id != id), "till {} is there twice", till.id);
                tills.push(till.settings(&store.id)?);
            }
        }
        let (mut points, mut clubs) = (BTreeMap::new(), BTreeMap::new());
        let mut directories = BTreeMap::new();
        for club in &self.clubs {
            let id = ClubId::new(&club.id);
            let is_some_stores = stores.iter().any(|store| store.club.as_ref() == Some(&id));
            ensure!(is_some_stores, "club {}: no store has that club", club.id);
            let here = || format!("club {}", club.id);
            let settings = club.settings(&units).with_context(here)?;
            let is_new = clubs.insert(id.clone(), settings).is_none();
            ensure!(is_new, "club {} is there twice", club.id);
            if let Some(directory) = &club.directory {
                ensure!(club.has_no_rules(), "club {}: its directory has its own rules", club.id);
                let client = directory.client(transport.clone()).with_context(here)?;
                directories.insert(id, client);
            } else if let Some(rules) = club.rules().with_context(here)? {
                points.insert(id, rules);
            }
        }
        let promotions = self.promotions(&stores)?;
        Ok(Shop {
            points,
            promotions,
            never_discounted: self.never_discounted.clone(),
            clubs,
            directories,
            merchant: MerchantId::new(&self.merchant.id),
            stores,
            tills,
            units,
            look_ups_per_minute: self.merchant.look_ups_per_minute,
            cashier_discount_percent: self.cashier_discount_percent()?,
            contacts_kept_days: self.contacts_kept_days()?,
            reference_prefix: prefix.clone(),
            public_url: self.public_url.clone(),
        })
    }

    fn cashier_discount_percent(&self) -> anyhow::Result<u16> {
        let percent = self.merchant.cashier_discount_percent;
        ensure!(percent <= 100, "merchant.cashier_discount_percent: from 0 to 100");
        Ok(percent)
    }

    fn contacts_kept_days(&self) -> anyhow::Result<u16> {
        let kept = self.merchant.contacts_kept_days;
        let late = self.clubs.iter().map(|club| club.late_days).fold(LATE_DAYS, u16::max);
        ensure!(
            kept > late,
            "merchant: contacts_kept_days is more than {late}, for so long a purchase may be booked on \
             its buyer (late_days)"
        );
        Ok(kept)
    }

    fn promotions(&self, stores: &[Store]) -> anyhow::Result<Vec<Promotion>> {
        ensure!(self.promotions.len() <= PROMOTIONS_MAX, "promotions: {PROMOTIONS_MAX} at most");
        let mut promotions: Vec<Promotion> = Vec::new();
        for promotion in &self.promotions {
            let named = || format!("promotion {}", promotion.id);
            let read = promotion.promotion(stores).with_context(named)?;
            let is_twice = promotions.iter().any(|one| one.terms.id == read.terms.id);
            ensure!(!is_twice, "promotion {} is there twice", promotion.id);
            promotions.push(read);
        }
        Ok(promotions)
    }

    /// What the server needs of it.
    pub(crate) fn settings(&self) -> anyhow::Result<Settings> {
        let merchant = MerchantId::new(&self.merchant.id);
        let mut api_keys = Vec::new();
        for key in &self.api_keys {
            let sha256 = parse_sha256(&key.sha256)
                .with_context(|| format!("api_key {}: sha256 is 64 hex digits", key.client))?;
            api_keys.push(ApiKey {
                sha256,
                client: key.client.clone(),
                merchant: merchant.clone(),
                role: key.role,
                loopback_only: key.loopback_only,
            });
        }
        let lock_minutes = self.lock_tills_after_minutes;
        ensure!(
            lock_minutes.is_none_or(|minutes| (1..=720).contains(&minutes)),
            "lock_tills_after_minutes: 1 to 720"
        );
        Ok(Settings {
            api_keys,
            pages_open_to_network: self.pages_open_to_network,
            people: self.people()?,
            tills_open_here: self.tills_open_here,
            till_lock_s: lock_minutes.map_or(TILL_LOCK_S, |minutes| minutes * 60),
            told_people: self.told_people.clone(),
            receipts: self.receipts()?,
            ..Settings::of(merchant)
        })
    }

    fn receipts(&self) -> anyhow::Result<ReceiptSettings> {
        let mut receipts = ReceiptSettings::default();
        for store in &self.stores {
            receipts.sellers.insert(StoreId::new(&store.id), store.seller());
            for till in &store.tills {
                let Some(printer) = &till.printer else { continue };
                let printer = printer.settings();
                let printer = printer.with_context(|| format!("till {}: printer", till.id))?;
                receipts.printers.insert(TillId::new(&till.id), printer);
            }
        }
        Ok(receipts)
    }

    fn people(&self) -> anyhow::Result<Vec<Arc<Person>>> {
        let mut people: Vec<Arc<Person>> = Vec::new();
        for person in &self.people {
            let here = || format!("person {}", person.id);
            let read = person.person(&self.stores).with_context(here)?;
            let is_twice = people.iter().any(|one| one.id == read.id);
            ensure!(!is_twice, "person {} is there twice", person.id);
            people.push(Arc::new(read));
        }
        Ok(people)
    }
}

impl PersonConfig {
    fn person(&self, stores: &[StoreConfig]) -> anyhow::Result<Person> {
        let is_id = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        ensure!(
            (1..=64).contains(&self.id.len()) && self.id.bytes().all(is_id),
            "id: 1 to 64 letters, digits, - and _"
        );
        ensure!(!self.name.trim().is_empty(), "name is empty");
        for store in &self.stores {
            let is_there = stores.iter().any(|one| one.id == *store);
            ensure!(is_there, "there is no store {store}");
        }
        ensure!(self.pin.is_some() || self.password.is_some(), "give a pin, a password or both");
        let secret = |secret: &Option<SecretString>, name: &'static str| {
            let secret = secret.as_ref().map(|phc| Secret::parse(phc.expose_secret()));
            secret.transpose().context(name)
        };
        Ok(Person {
            id: self.id.clone(),
            name: self.name.trim().to_owned(),
            role: self.role,
            stores: self.stores.iter().map(StoreId::new).collect(),
            pin: secret(&self.pin, "pin")?,
            password: secret(&self.password, "password")?,
        })
    }
}

impl UnitConfig {
    /// Where the environment is. Keys and money of one must never reach another by a slip.
    fn base_url(&self) -> anyhow::Result<Url> {
        let (name, own) = match self.environment {
            Environment::Production => ("production", "https://api.vipps.no"),
            Environment::Test => ("test", "https://apitest.vipps.no"),
            Environment::Simulator => {
                let url = self.base_url.clone().context("the simulator needs a base_url")?;
                let host = url.host_str().unwrap_or_default();
                let is_vipps = ["vipps.no", "vippsmobilepay.com"].iter().any(|domain| {
                    host.strip_suffix(domain)
                        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
                });
                ensure!(!is_vipps, "environment is simulator, and {host} is not one");
                return Ok(url);
            }
        };
        let own = Url::parse(own)?;
        let is_own = |url: &Url| url.origin() == own.origin();
        ensure!(
            self.base_url.as_ref().is_none_or(is_own),
            "environment is {name}, and base_url is another's: leave base_url out"
        );
        Ok(own)
    }

    fn settings(&self, transport: Arc<ReqwestTransport>) -> anyhow::Result<UnitSettings> {
        let config = vipps_mobilepay::Config {
            base_url: self.base_url()?,
            client_id: self.client_id.clone(),
            client_secret: self.client_secret.clone(),
            subscription_key: self.subscription_key.clone(),
            merchant_serial_number: MerchantSerialNumber::parse(&self.msn)?,
            system: SystemInfo::new(
                "clubtill",
                env!("CARGO_PKG_VERSION"),
                "clubtill-till",
                env!("CARGO_PKG_VERSION"),
            )?,
        };
        Ok(UnitSettings {
            unit: SalesUnit { msn: Msn::new(&self.msn), environment: self.environment },
            client: Client::new(config, transport, Arc::new(SystemClock))?,
        })
    }
}

impl StoreConfig {
    /// The sales unit that the store names, by its MSN and environment.
    fn unit_of<'a>(&self, units: &'a [UnitSettings]) -> anyhow::Result<&'a SalesUnit> {
        let mut named = units.iter().map(|settings| &settings.unit).filter(|unit| {
            unit.msn.as_str() == self.sales_unit
                && self.environment.is_none_or(|environment| unit.environment == environment)
        });
        match (named.next(), named.next()) {
            (Some(unit), None) => Ok(unit),
            (None, _) => bail!("there is no such sales_unit: {}", self.sales_unit),
            (Some(_), Some(_)) => bail!(
                "sales_unit {} is there in several environments; name the store's environment too",
                self.sales_unit
            ),
        }
    }

    fn settings(&self, unit: &SalesUnit) -> Store {
        Store {
            id: StoreId::new(&self.id),
            name: self.name.clone(),
            country: self.country,
            currency: self.currency,
            language: self.language.unwrap_or(Language::of(self.country)),
            zone: self.zone.clone(),
            club: self.club.as_ref().map(ClubId::new),
            sales_unit: unit.clone(),
            variable_codes: self
                .variable_codes
                .clone()
                .unwrap_or_else(|| VariableCode::usual_in(self.country)),
        }
    }
}

impl StoreConfig {
    fn seller(&self) -> Seller {
        Seller {
            name: self.seller.clone(),
            organisation_number: self.organisation_number.clone(),
            address: self.address.clone(),
        }
    }
}

impl TillConfig {
    fn settings(&self, store: &str) -> anyhow::Result<TillSettings> {
        let is_letter_or_digit = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
        ensure!(
            self.customer_scanner.as_ref().is_none_or(|prefix| {
                (2..=8).contains(&prefix.len())
                    && prefix.starts_with(|first: char| first.is_ascii_uppercase())
                    && prefix.bytes().all(is_letter_or_digit)
                    && !["CV", "RC"].contains(&prefix.as_str())
            }),
            "till {}: customer_scanner is 2 to 8 of A to Z and 0 to 9, the first a letter: other characters \
             are not the same on every keyboard. CV and RC begin vouchers and receipts",
            self.id
        );
        Ok(TillSettings {
            id: TillId::new(&self.id),
            store: StoreId::new(store),
            pos_id: self.pos_id.clone().unwrap_or_else(|| format!("till-{}", self.id)),
            book: if self.training { Book::Training } else { Book::Live },
            customer_scanner: self.customer_scanner.clone(),
        })
    }
}

/// What spares the customer a wait, and no more.
fn cashier_discount_percent() -> u16 {
    10
}

/// More than a till serves, and too few to go through a country's numbers.
fn look_ups_per_minute() -> usize {
    30
}

/// A season's returns and questions, and no more than that.
fn contacts_kept_days() -> u16 {
    90
}

fn late_days() -> u16 {
    LATE_DAYS
}

impl DirectoryConfig {
    fn client(&self, transport: Arc<ReqwestTransport>) -> anyhow::Result<directory::Client> {
        ensure!(
            (1..=TIMEOUT_MS_MAX).contains(&self.timeout_ms),
            "directory.timeout_ms: 1 to {TIMEOUT_MS_MAX}"
        );
        let token = token(&self.token_env).context("directory.token_env")?;
        directory::Client::new(self.url.clone(), token, self.timeout_ms, transport)
            .context("directory.url")
    }
}

/// A secret from the environment: it stands in no file and in no list of processes.
pub(crate) fn token(name: &str) -> anyhow::Result<SecretString> {
    let token = std::env::var(name).unwrap_or_default();
    ensure!(!token.is_empty(), "set the environment variable {name} to the club's token");
    Ok(SecretString::from(token))
}

impl ClubConfig {
    fn has_no_rules(&self) -> bool {
        self.earning.is_empty()
            && self.pending_days == 0
            && self.expire_after_days.is_none()
            && self.tiers.is_empty()
            && self.point_pays.is_none()
            && self.adjust_alone_max.is_none()
            && !self.never_owed
    }

    /// How it takes members in.
    fn settings(&self, units: &[UnitSettings]) -> anyhow::Result<ClubSettings> {
        let default = ClubSettings::default();
        let of_msn = |msn: &String| {
            let units = units.iter().map(|one| one.unit.clone());
            let named: Vec<_> = units.filter(|unit| unit.msn.as_str() == msn).collect();
            ensure!(!named.is_empty(), "there is no such sales_unit: {msn}");
            Ok(named)
        };
        let mut texts: Vec<ConsentText> = Vec::new();
        for consent in &self.consents {
            let text = consent.text()?;
            let is_same = |one: &ConsentText| {
                one.purpose == text.purpose
                    && one.version == text.version
                    && one.language == text.language
            };
            ensure!(
                !texts.iter().any(is_same),
                "consent {} {} {} is there twice: words that change are another version",
                text.purpose,
                text.version,
                text.language
            );
            texts.push(text);
        }
        Ok(ClubSettings {
            login_units: self.login_sales_unit.as_ref().map_or_else(|| Ok(Vec::new()), of_msn)?,
            shares: match &self.share {
                Some(shares) => shares.iter().map(|share| share.share()).collect(),
                None => default.shares,
            },
            flow: match self.consents_by {
                FlowConfig::DelegatedConsents => ConsentFlow::Delegated,
                FlowConfig::CustomFlow => ConsentFlow::Custom,
            },
            texts: if texts.is_empty() { default.texts } else { texts },
            erase_dormant_after_days: self.erase_dormant_after_days,
            points_as_discount: self.points_as == PointsAs::Discount,
        })
    }

    /// How it gives points; none if it gives none.
    fn rules(&self) -> anyhow::Result<Option<PointsRules>> {
        if self.earning.is_empty() && self.point_pays.is_none() {
            return Ok(None);
        }
        ensure!(self.point_pays.is_none_or(|minor| minor > 0), "point_pays is at least 1");
        let alone_max = self.adjust_alone_max;
        ensure!(alone_max.is_none_or(|points| points >= 0), "adjust_alone_max is not less than 0");
        let mut earning: Vec<EarningRule> = Vec::new();
        for rule in &self.earning {
            let read = rule.rule().with_context(|| format!("earning {}", rule.id))?;
            ensure!(earning.iter().all(|one| one.id != read.id), "{} is there twice", rule.id);
            earning.push(read);
        }
        Ok(Some(PointsRules {
            tiers: self.tiers(&earning)?,
            earning,
            pending_days: self.pending_days,
            expire_after_days: self.expire_after_days,
            late_days: self.late_days,
            worth_minor: self.point_pays,
            adjust_alone_max: self.adjust_alone_max,
            never_owed: self.never_owed,
        }))
    }
}

impl ShareConfig {
    fn share(self) -> Share {
        match self {
            Self::Name => Share::Name,
            Self::Email => Share::Email,
            Self::Address => Share::Address,
            Self::BirthDate => Share::BirthDate,
        }
    }
}

impl ConsentConfig {
    fn text(&self) -> anyhow::Result<ConsentText> {
        let is_word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        ensure!(
            !self.purpose.is_empty() && self.purpose.bytes().all(is_word),
            "consent: purpose {:?} is no word of small letters, digits and _",
            self.purpose
        );
        let is_there = !self.version.is_empty() && !self.language.is_empty();
        ensure!(is_there, "consent {}: it has a version and a language", self.purpose);
        ensure!(!self.text.trim().is_empty(), "consent {}: text is empty", self.purpose);
        Ok(ConsentText {
            purpose: Purpose::from(self.purpose.as_str()),
            version: self.version.clone(),
            language: self.language.clone(),
            text: self.text.clone(),
            flow_id: self.flow_id.clone(),
        })
    }
}

impl ClubConfig {
    /// The club's tiers, those among them that rules are for.
    fn tiers(&self, earning: &[EarningRule]) -> anyhow::Result<Vec<Tier>> {
        let mut tiers: Vec<Tier> = Vec::new();
        for TierConfig { id, from_points } in &self.tiers {
            ensure!(*from_points > 0, "tier {id}: from_points is at least 1");
            let is_new = |one: &Tier| one.id != *id && one.from_points != *from_points;
            ensure!(tiers.iter().all(is_new), "tier {id}: another has that id or from_points");
            tiers.push(Tier { id: id.clone(), from_points: *from_points });
        }
        for rule in earning {
            let unknown = rule.tiers.iter().find(|id| tiers.iter().all(|tier| tier.id != **id));
            if let Some(unknown) = unknown {
                anyhow::bail!("earning {}: there is no tier {unknown}", rule.id);
            }
        }
        Ok(tiers)
    }
}

impl EarningConfig {
    fn rule(&self) -> anyhow::Result<EarningRule> {
        ensure!((1..=POINTS_MAX).contains(&self.points), "points: 1 to {POINTS_MAX}");
        ensure!(self.for_each > 0, "for_each is at least 1, in minor units");
        let day = |text: &Option<String>| text.as_deref().map(str::parse).transpose();
        Ok(EarningRule {
            id: self.id.clone(),
            points: self.points,
            per_minor: self.for_each,
            only: self.only.clone(),
            except: self.except.clone(),
            tiers: self.tiers.clone(),
            from: day(&self.from).context("from")?,
            until: day(&self.until).context("until")?,
        })
    }
}

fn parse_sha256(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[index * 2..index * 2 + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(all(test, feature = "demo"))]
mod tests {
    use super::*;
    use crate::database::Database;

    fn demo() -> String {
        crate::demo::CONFIG.to_owned()
    }

    #[test]
    fn the_demo_shop_can_be_used() {
        let config = Config::parse(&demo()).unwrap();
        let shop = config.shop().unwrap();
        assert_eq!(shop.tills.len(), 2);
        assert_eq!(config.settings().unwrap().api_keys[0].sha256, ApiKey::hash("demo-key"));
    }

    #[test]
    fn a_store_speaks_the_language_of_its_country_or_the_one_that_is_set() {
        let languages = |text: &str| -> Vec<Language> {
            let shop = Config::parse(text).unwrap().shop().unwrap();
            shop.stores.iter().map(|store| store.language).collect()
        };
        assert_eq!(languages(&demo()), [Language::En, Language::En]);
        let left_out = demo().replace("language = \"en\"\nzone", "zone");
        assert_eq!(languages(&left_out), [Language::Nb, Language::Da]);
        let set =
            left_out.replace("zone = \"Europe/Oslo\"", "language = \"sv\"\nzone = \"Europe/Oslo\"");
        assert_eq!(languages(&set), [Language::Sv, Language::Da]);
        assert!(Config::parse(&set.replace("\"sv\"", "\"de\"")).is_err());
    }

    #[test]
    fn slips_are_named() {
        for (from, to, expected) in [
            ("Europe/Oslo", "Europe/Olso", "no time zone"),
            ("reference_prefix = \"fjell\"", "reference_prefix = \"fj-ell\"", "letters and digits"),
            ("sales_unit = \"123456\"", "sales_unit = \"999999\"", "there is no such sales_unit"),
            ("for_each = 1000", "for_each = 0", "club fjelltopp: earning base: for_each"),
            ("pay = 2", "pay = 3", "promotion bars: take is 2 to 100, and pay less"),
            ("pay = 2", "pay = 2\npercent = 10", "promotion bars: say one of"),
            ("take = 3\npay = 2", "off = 200", "at least 1 in minor units, and needs a currency"),
            ("take = 3\npay = 2", "percent = 101", "at most 100"),
            ("pay = 2", "pay = 2\naudience = \"club:fjell\"", "no store has the club fjell"),
            ("pay = 2", "pay = 2\nstores = [\"bergen\"]", "there is no store bergen"),
            ("pay = 2", "pay = 2\nfrom = \"2026-02-30\"", "promotion bars: from: not a date"),
            ("id = \"fjelltopp\"\nexpire", "id = \"fjell\"\nexpire", "no store has that club"),
            (
                "language = \"EN\"",
                "language = \"\"",
                "club fjelltopp: consent email: it has a version",
            ),
            ("purpose = \"email\"", "purpose = \"E-mail\"", "is no word of small letters"),
            ("purpose = \"sms\"", "purpose = \"email\"", "is there twice: words that change"),
            ("share = [", "share = [\"shoe_size\", ", "shoe_size"),
            (
                "id = \"fjelltopp\"\nexpire",
                "id = \"fjelltopp\"\nlogin_sales_unit = \"7\"\nexpire",
                "no such sales_unit: 7",
            ),
            ("name = \"Kim\"", "name = \" \"", "person kim: name is empty"),
            ("stores = [\"oslo\"]\npin", "stores = [\"bergen\"]\npin", "there is no store bergen"),
            ("id = \"auditor\"", "id = \"kim\"", "person kim is there twice"),
            (
                "pos_id = \"pos_201\"",
                "customer_scanner = \"+\"",
                "till 2: customer_scanner is 2 to 8",
            ),
            ("id = \"auditor\"", "id = \"k.im\"", "1 to 64 letters"),
            ("pin = \"$argon2id", "pin = \"$argon2i", "person kim: pin: write it as"),
            ("pin = \"$argon2id", "password2 = \"$argon2id", "password2"),
            ("# lock_tills_after_minutes = 10", "lock_tills_after_minutes = 0", "1 to 720"),
            ("[merchant]", "colour = \"green\"\n[merchant]", "colour"),
            ("[merchant]", "database = \"mysql://x\"\n[merchant]", "write sqlite:///"),
            ("[merchant]", "database = postgres://x:secret@y/z\n[merchant]", "line 29: "),
        ] {
            let text = demo().replacen(from, to, 1);
            assert_ne!(text, demo(), "{from} stands in the demo's settings");
            let failed = Config::parse(&text)
                .and_then(|config| {
                    Database::of(&config).and_then(|_| config.shop().map(|_| config))
                })
                .and_then(|config| config.settings().map(|_| ()));
            let message = format!("{:#}", failed.unwrap_err());
            assert!(message.contains(expected) && !message.contains("secret"), "{message}");
        }
    }

    /// The demo's shop with the club as these lines say.
    fn club(lines: &str) -> anyhow::Result<Shop> {
        let demo = demo();
        let (before, rest) = demo.split_once("id = \"fjelltopp\"\nexpire").expect("it is there");
        let (_, after) = rest.split_once("\n# A key of the HTTP API").expect("it is there");
        Config::parse(&format!("{before}id = \"fjelltopp\"\n{lines}\n#{after}"))?.shop()
    }

    #[test]
    fn a_club_is_built_in_or_kept_elsewhere() {
        // An environment variable that every process has.
        let directory = |url: &str, token: &str| {
            format!("[club.directory]\nurl = \"{url}\"\ntoken_env = \"{token}\"\n")
        };
        let here = directory("https://club.example.com/clubtill", "PATH");
        let shop = club(&here).unwrap();
        assert!(shop.points.is_empty() && shop.directories.contains_key(&ClubId::new("fjelltopp")));
        for (lines, expected) in [
            (format!("point_pays = 10\n{here}"), "has its own rules"),
            (format!("{here}timeout_ms = 60000\n"), "1 to 10000"),
            (format!("{here}token = \"secret\"\n"), "token"),
            (directory("http://club.example.com/", "PATH"), "begins with https"),
            (directory("https://club.example.com/", "CLUBTILL_NO_SUCH"), "CLUBTILL_NO_SUCH"),
            (directory("club.example.com", "PATH"), "relative URL"),
        ] {
            let words = format!("{:#}", club(&lines).unwrap_err());
            assert!(words.contains(expected) && !words.contains("secret"), "{lines}: {words}");
        }
    }

    /// The demo's first sales unit, with its environment and base_url replaced.
    fn unit(environment: &str, base_url: &str) -> String {
        let from = "environment = \"simulator\"\nbase_url = \"http://127.0.0.1:8090\"\n";
        let text =
            demo().replacen(from, &format!("environment = \"{environment}\"\n{base_url}"), 1);
        assert_ne!(text, demo());
        text
    }

    #[test]
    fn no_environment_has_the_address_of_another() {
        let base_url = |url: &str| format!("base_url = \"{url}\"\n");
        for (environment, url, is_right) in [
            ("production", "", true),
            ("production", "https://api.vipps.no", true),
            ("production", "https://apitest.vipps.no", false),
            ("production", "http://127.0.0.1:8090", false),
            ("test", "", true),
            ("test", "https://apitest.vipps.no/", true),
            ("test", "https://api.vipps.no", false),
            ("test", "http://apitest.vipps.no", false),
            ("test", "http://127.0.0.1:8090", false),
            ("simulator", "http://192.168.1.7:8090", true),
            ("simulator", "https://api.vipps.no", false),
            ("simulator", "https://apitest.vipps.no", false),
            ("simulator", "https://api.vippsmobilepay.com", false),
            ("simulator", "", false),
        ] {
            let line = if url.is_empty() { String::new() } else { base_url(url) };
            let read = Config::parse(&unit(environment, &line)).unwrap().shop();
            let words = read.map(|_| ()).map_err(|error| format!("{error:#}"));
            assert_eq!(words.is_ok(), is_right, "{environment} {url}: {words:?}");
            if let Err(words) = words {
                assert!(words.contains("sales_unit 123456: "), "{words}");
                assert!(words.contains(environment), "{words}");
            }
        }
    }

    #[test]
    fn nobody_practises_with_money() {
        for (environment, is_right) in [("production", false), ("test", true)] {
            let text = unit(environment, "").replacen("pos_id =", "training = true\npos_id =", 1);
            let read = Config::parse(&text).unwrap().shop();
            let words = read.map_or_else(|error| format!("{error:#}"), |_| String::new());
            assert_eq!(words.is_empty(), is_right, "{environment}: {words}");
            assert!(is_right || words.contains("till 1: training: "), "{words}");
        }
    }

    #[test]
    fn a_store_finds_its_unit_by_msn_and_environment() {
        let trial = "[[sales_unit]]\nmsn = \"123456\"\nenvironment = \"test\"\nclient_id = \"x\"\n\
                     client_secret = \"simulator-secret\"\nsubscription_key = \"simulator-key\"\n\n";
        let shop = |environment: &str| {
            let text = demo().replacen("[[store]]", &format!("{trial}[[store]]"), 1);
            let named = format!("sales_unit = \"123456\"\n{environment}");
            Config::parse(&text.replacen("sales_unit = \"123456\"\n", &named, 1)).unwrap().shop()
        };
        for (line, expected) in [
            ("environment = \"test\"\n", Environment::Test),
            ("environment = \"simulator\"\n", Environment::Simulator),
        ] {
            assert_eq!(shop(line).unwrap().stores[0].sales_unit.environment, expected);
        }
        for (line, expected) in
            [("", "several environments"), ("environment = \"production\"\n", "no such sales_unit")]
        {
            let words = format!("{:#}", shop(line).unwrap_err());
            assert!(words.contains("store oslo: ") && words.contains(expected), "{words}");
        }
        let twice = trial.replace("\"test\"", "\"simulator\"\nbase_url = \"http://127.0.0.1:1\"");
        let text = demo().replacen("[[store]]", &format!("{twice}[[store]]"), 1);
        let words = format!("{:#}", Config::parse(&text).unwrap().shop().unwrap_err());
        assert!(words.contains("123456 is there twice"), "{words}");
    }

    #[test]
    fn the_demo_tells_what_its_people_type() {
        let people = Config::parse(&demo()).unwrap().settings().unwrap().people;
        assert_eq!(people.len(), 4);
        for person in people {
            let secrets = [(&person.pin, true), (&person.password, false)];
            for (secret, is_pin) in secrets {
                let told = crate::demo::told_people();
                let told = told.iter().filter(|told| told.id == person.id && told.is_pin == is_pin);
                let told: Vec<_> = told.map(|told| told.typed.clone()).collect();
                assert_eq!(told.len(), usize::from(secret.is_some()), "{}", person.id);
                let fits = |secret: &Secret| told.iter().all(|typed| secret.is(typed));
                assert!(secret.as_ref().is_none_or(fits), "{}", person.id);
            }
        }
    }

    #[test]
    fn secrets_do_not_print() {
        let url = "database = \"postgres://clubtill:simulator-secret@localhost/clubtill\"\n";
        let printed = format!("{:?}", Config::parse(&format!("{url}{}", demo())).unwrap());
        assert!(!printed.contains("simulator-secret") && !printed.contains("simulator-key"));
    }
}
