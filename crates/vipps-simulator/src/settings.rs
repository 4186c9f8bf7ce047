//! What the simulated world holds: merchants with their sales units, customers with their apps,
//! and the few choices between documented behaviours. The default is the demo world that scripts
//! and documents may rely on.

use std::fmt;

use serde::Deserialize;

use crate::faults::FaultRule;
use crate::money::Currency;
use crate::readings::Readings;
use crate::script::Script;

/// The simulated world. `Settings::default()` is the demo world; a file may replace any part.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Merchants and their keys.
    pub merchants: Vec<Merchant>,
    /// Persons with an app. Every other number has none.
    pub customers: Vec<Customer>,
    /// Scheme and authority under which the simulator is reached, for example
    /// `http://127.0.0.1:8090`. `None` takes the `Host` of each call.
    pub public_url: Option<String>,
    /// Makes every id, token and secret the same in each run. `None` is random.
    pub seed: Option<u64>,
    /// How id tokens are signed.
    pub id_token_algorithm: IdTokenAlgorithm,
    /// Seconds from creation until a payment request expires (600 in the real service).
    pub payment_lifetime_s: i64,
    /// Seconds from its start until a login expires, when the call doesn't say.
    pub login_lifetime_s: i64,
    /// Seconds that a client must leave between two polls of the token endpoint.
    pub login_interval_s: i64,
    /// Choices where the sources on the real service contradict each other.
    pub readings: Readings,
    /// Whether the clock stands still from the start on, until the control API moves it.
    pub clock_frozen: bool,
    /// Rules by which things go wrong from the start on.
    pub faults: Vec<FaultRule>,
}

/// Signature of id tokens. Both keys stand in the key set at all times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum IdTokenAlgorithm {
    /// RSA with SHA-256.
    #[serde(rename = "RS256")]
    Rs256,
    /// ECDSA on P-256 with SHA-256.
    #[serde(rename = "ES256")]
    Es256,
}

/// One set of API keys and the sales units that it may act for.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Merchant {
    /// GUID.
    pub client_id: String,
    /// Secret beside the client id.
    pub client_secret: String,
    /// `Ocp-Apim-Subscription-Key`: primary and secondary, interchangeable.
    pub subscription_keys: Vec<String>,
    /// At least one; the first is meant when a call that may omit its MSN does so.
    pub sales_units: Vec<SalesUnit>,
}

/// One sales unit.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SalesUnit {
    /// Merchant serial number, 4 to 10 digits.
    pub msn: String,
    /// Name that the customer sees.
    pub name: String,
    /// The only currency that it takes.
    pub currency: Currency,
    /// Whether it may send a request straight to an app; otherwise `PUSH_MESSAGE` is refused (5080).
    #[serde(default = "yes")]
    pub push_message_allowed: bool,
    /// Whether `expiresAt` is allowed (5050).
    #[serde(default)]
    pub long_living_payment_allowed: bool,
    /// Whether a capture must take the full amount (6140).
    #[serde(default)]
    pub full_capture_only: bool,
    /// Days after the approval in which a payment can be captured (6100). `None` is what the
    /// country has: 180 in Norway, 14 in Denmark and Finland.
    #[serde(default)]
    pub capture_deadline_days: Option<u32>,
    /// Scopes that a payment may ask the customer to share (5030).
    #[serde(default = "payment_scopes")]
    pub profile_scopes: Vec<String>,
    /// What it is kept from doing.
    #[serde(default)]
    pub restrictions: Vec<Restriction>,
    /// Login scopes in its plan; others are dropped from a request without a word.
    #[serde(default = "all_login_scopes")]
    pub login_scopes: Vec<String>,
}

/// Something that a sales unit can't do, and the refusal that tells of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Restriction {
    /// The bank account has not been verified (5060).
    BankAccountNotVerified,
    /// It was ordered for Login alone and takes no payments (5070).
    NoPayments,
    /// It gives no refunds (5100).
    NoRefunds,
}

/// What a person pays with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Card {
    /// Decides how long an authorised amount is guaranteed.
    pub scheme: CardScheme,
    /// Whether `blockedSources` with `COMMERCIAL_CARDS` keeps it out.
    pub is_commercial: bool,
}

/// Schemes and what they guarantee.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardScheme {
    /// 7 days.
    Visa,
    /// 30 days.
    Mastercard,
    /// 7 days.
    BankAxept,
}

impl Default for Card {
    fn default() -> Self {
        Self { scheme: CardScheme::Visa, is_commercial: false }
    }
}

/// One person with an app.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Customer {
    /// Phone number with country code, digits only.
    pub msisdn: String,
    /// What the app is called where the person lives: `Vipps` or `MobilePay`.
    pub app_name: String,
    /// First names.
    pub given_name: String,
    /// Last name.
    pub family_name: String,
    /// E-mail address.
    pub email: String,
    /// `YYYY-MM-DD`.
    pub birth_date: String,
    /// Street and house number.
    pub street_address: String,
    /// Postal code.
    pub postal_code: String,
    /// City.
    pub region: String,
    /// ISO 3166 alpha-2.
    pub country: String,
    /// The whole text of the person's QR: clear-text (`…/28/2/01/031/{msisdn}?v=1`) or a token
    /// (`…/p/{token}`).
    pub personal_qr: String,
    /// What the person pays with.
    #[serde(default)]
    pub card: Card,
    /// What the person does by themselves.
    #[serde(default)]
    pub script: Script,
}

impl Settings {
    /// The person with this number.
    pub(crate) fn customer(&self, msisdn: &str) -> Option<&Customer> {
        self.customers.iter().find(|customer| customer.msisdn == msisdn)
    }
}

impl SalesUnit {
    pub(crate) fn is_restricted(&self, restriction: Restriction) -> bool {
        self.restrictions.contains(&restriction)
    }

    pub(crate) fn capture_deadline_days(&self) -> i64 {
        let of_country = if self.currency == Currency::Nok { 180 } else { 14 };
        self.capture_deadline_days.map_or(of_country, i64::from)
    }
}

impl CardScheme {
    /// How long an authorised amount is guaranteed.
    pub(crate) const fn guarantee_days(self) -> i64 {
        match self {
            Self::Visa | Self::BankAxept => 7,
            Self::Mastercard => 30,
        }
    }

    /// The first six digits of a number of this kind.
    pub(crate) const fn bin(self) -> &'static str {
        match self {
            Self::Visa => "492500",
            Self::Mastercard => "540185",
            Self::BankAxept => "957800",
        }
    }
}

impl Customer {
    /// Given and family name.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
    }
}

impl fmt::Debug for Merchant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Merchant")
            .field("client_id", &self.client_id)
            .field("sales_units", &self.sales_units)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Customer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Customer").field("app_name", &self.app_name).finish_non_exhaustive()
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            merchants: vec![demo_merchant()],
            customers: demo_customers(),
            public_url: None,
            seed: None,
            id_token_algorithm: IdTokenAlgorithm::Rs256,
            payment_lifetime_s: 600,
            login_lifetime_s: 600,
            login_interval_s: 5,
            readings: Readings::default(),
            clock_frozen: false,
            faults: Vec::new(),
        }
    }
}

fn demo_merchant() -> Merchant {
    let unit = |msn: &str, name: &str, currency| SalesUnit {
        msn: msn.into(),
        name: name.into(),
        currency,
        push_message_allowed: true,
        long_living_payment_allowed: false,
        full_capture_only: false,
        capture_deadline_days: None,
        profile_scopes: payment_scopes(),
        restrictions: Vec::new(),
        login_scopes: all_login_scopes(),
    };
    Merchant {
        client_id: "11111111-1111-4111-8111-111111111111".into(),
        client_secret: "simulator-secret".into(),
        subscription_keys: vec!["simulator-key".into(), "simulator-key-secondary".into()],
        sales_units: vec![
            unit("123456", "Fjelltopp Sport", Currency::Nok),
            unit("234567", "Fjelltopp Sport Danmark", Currency::Dkk),
        ],
    }
}

fn demo_customers() -> Vec<Customer> {
    vec![
        Customer {
            msisdn: "4712345678".into(),
            app_name: "Vipps".into(),
            given_name: "Ola".into(),
            family_name: "Nordmann".into(),
            email: "ola.nordmann@example.com".into(),
            birth_date: "1984-05-17".into(),
            street_address: "Storgata 14".into(),
            postal_code: "0184".into(),
            region: "Oslo".into(),
            country: "NO".into(),
            personal_qr: "https://qr.vipps.no/28/2/01/031/4712345678?v=1".into(),
            card: Card::default(),
            script: Script::default(),
        },
        Customer {
            msisdn: "4798765432".into(),
            app_name: "Vipps".into(),
            given_name: "Kari".into(),
            family_name: "Solberg Haugen".into(),
            email: "kari.haugen@example.com".into(),
            birth_date: "1991-11-02".into(),
            street_address: "Bryggen 7".into(),
            postal_code: "5003".into(),
            region: "Bergen".into(),
            country: "NO".into(),
            personal_qr: "https://qr.vipps.no/p/kYq3VtR8mZ2nHs5wLd7cXb".into(),
            card: Card::default(),
            script: Script::default(),
        },
        Customer {
            msisdn: "4512345678".into(),
            app_name: "MobilePay".into(),
            given_name: "Mads".into(),
            family_name: "Kjær".into(),
            email: "mads.kjaer@example.com".into(),
            birth_date: "1978-02-24".into(),
            street_address: "Nørregade 21".into(),
            postal_code: "1165".into(),
            region: "København K".into(),
            country: "DK".into(),
            personal_qr: "https://qr.vipps.no/p/pJ4gWf9sTa6eQx1uMb8vNz".into(),
            card: Card::default(),
            script: Script::default(),
        },
    ]
}

const fn yes() -> bool {
    true
}

/// All but `nin`, which needs an approval of its own.
fn payment_scopes() -> Vec<String> {
    let scopes = ["name", "address", "email", "phoneNumber", "birthDate"];
    scopes.map(String::from).into()
}

fn all_login_scopes() -> Vec<String> {
    let scopes = ["openid", "name", "phoneNumber", "email", "address", "birthDate"];
    scopes.into_iter().chain(["delegatedConsents", "customFlow"]).map(String::from).collect()
}

#[cfg(test)]
mod tests {
    use super::Settings;

    #[test]
    fn a_file_replaces_parts_of_the_demo_world_and_may_not_be_misspelt() {
        let demo: Settings = serde_json::from_str("{}").unwrap();
        assert_eq!(demo.merchants[0].sales_units.len(), 2);
        assert_eq!(demo.customers.len(), 3);
        let merchant = r#"{"merchants": [{"client_id": "a", "client_secret": "b",
            "subscription_keys": ["c"],
            "sales_units": [{"msn": "345678", "name": "Kiosk", "currency": "EUR"}]}]}"#;
        let changed: Settings = serde_json::from_str(merchant).unwrap();
        assert!(changed.merchants[0].sales_units[0].push_message_allowed);
        assert_eq!(changed.customers.len(), 3);
        assert!(serde_json::from_str::<Settings>(r#"{"customer": []}"#).is_err());
    }

    #[test]
    fn debug_shows_no_secret_and_nobody() {
        let text = format!("{:?}", Settings::default());
        assert!(text.contains("Fjelltopp Sport"));
        for hidden in ["simulator-secret", "simulator-key", "4712345678", "Nordmann", "qr.vipps"] {
            assert!(!text.contains(hidden), "{hidden}");
        }
    }
}
