//! What the simulated world holds: merchants with their sales units, customers with their apps,
//! and the few choices between documented behaviours. The default is the demo world that scripts
//! and documents may rely on.

mod customer;
mod file;
mod merchant;

use std::path::PathBuf;

use serde::Deserialize;

use crate::faults::FaultRule;
use crate::money::Currency;
use crate::readings::Readings;
use crate::script::Script;

pub(crate) use customer::YOUNGEST_AGE;
pub use customer::{Card, CardScheme, Customer};
pub use file::SettingsError;
pub use merchant::{LoginAuthentication, Merchant, Partner, PartnerKind, Restriction, SalesUnit};
use merchant::{all_login_scopes, payment_scopes, usual_fee};

/// The simulated world. `Settings::default()` is the demo world; a file may replace any part.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Merchants and their keys.
    pub merchants: Vec<Merchant>,
    /// Partners that act for merchants with keys of their own.
    pub partners: Vec<Partner>,
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
    /// Seconds for which a token for userinfo of a login is valid.
    pub login_token_lifetime_s: i64,
    /// Seconds that a client must leave between two polls of the token endpoint.
    pub login_interval_s: i64,
    /// Choices where the sources on the real service contradict each other.
    pub readings: Readings,
    /// Whether addresses in answers begin with `https`, where `public_url` doesn't say: when served
    /// over TLS, by [`serve_tls`](crate::serve_tls) or a proxy.
    pub https: bool,
    /// How many payments are remembered. The oldest are forgotten first, and their references are
    /// free again.
    pub payments_kept: usize,
    /// Whether the clock stands still from the start on, until the control API moves it.
    pub clock_frozen: bool,
    /// Seconds by which the clock is ahead of the machine's at the start; 316,224,000 at most.
    pub clock_ahead_s: u32,
    /// Rules by which things go wrong from the start on.
    pub faults: Vec<FaultRule>,
    /// Where the state is kept, so that it outlives the process; see
    /// [`Simulator::open`](crate::Simulator::open). `None` keeps it in memory alone.
    pub state_file: Option<PathBuf>,
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

impl Settings {
    /// The person with this number.
    pub(crate) fn customer(&self, msisdn: &str) -> Option<&Customer> {
        self.customers.iter().find(|customer| customer.msisdn == msisdn)
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            merchants: vec![demo_merchant()],
            partners: Vec::new(),
            customers: demo_customers(),
            public_url: None,
            seed: None,
            id_token_algorithm: IdTokenAlgorithm::Rs256,
            payment_lifetime_s: 600,
            login_lifetime_s: 600,
            login_token_lifetime_s: 300,
            login_interval_s: 5,
            readings: Readings::default(),
            https: false,
            payments_kept: 20_000,
            clock_frozen: false,
            clock_ahead_s: 0,
            faults: Vec::new(),
            state_file: None,
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
        capture_fee_basis_points: usual_fee(),
        profile_scopes: payment_scopes(),
        restrictions: Vec::new(),
        login_authentication: LoginAuthentication::default(),
        login_redirect_uris: Vec::new(),
        consent_revoked_url: None,
        login_scopes: all_login_scopes(),
    };
    Merchant {
        client_id: "11111111-1111-4111-8111-111111111111".into(),
        client_secret: "simulator-secret".into(),
        subscription_keys: vec!["simulator-key".into(), "simulator-key-secondary".into()],
        sales_units: vec![
            unit("123456", "Fjelltopp Sport", Currency::Nok),
            unit("234567", "Fjelltopp Sport Danmark", Currency::Dkk),
            unit("345678", "Fjelltopp Sport Suomi", Currency::Eur),
        ],
    }
}

fn demo_customers() -> Vec<Customer> {
    vec![
        Customer {
            msisdn: "4712345678".into(),
            former_msisdn: None,
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
            gender: None,
            national_identity_number: None,
            email_verified: true,
            has_old_app: false,
            script: Script::default(),
        },
        Customer {
            msisdn: "4798765432".into(),
            former_msisdn: None,
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
            gender: None,
            national_identity_number: None,
            email_verified: true,
            has_old_app: false,
            script: Script::default(),
        },
        Customer {
            msisdn: "4512345678".into(),
            former_msisdn: None,
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
            gender: None,
            national_identity_number: None,
            email_verified: true,
            has_old_app: false,
            script: Script::default(),
        },
        Customer {
            msisdn: "358401234567".into(),
            former_msisdn: None,
            app_name: "MobilePay".into(),
            given_name: "Aino".into(),
            family_name: "Mäkinen".into(),
            email: "aino.makinen@example.com".into(),
            birth_date: "1989-08-09".into(),
            street_address: "Aleksanterinkatu 9".into(),
            postal_code: "00100".into(),
            region: "Helsinki".into(),
            country: "FI".into(),
            personal_qr: "https://qr.vipps.no/p/sX7bHd2kRn5cGy8vTq3mLw".into(),
            card: Card::default(),
            gender: None,
            national_identity_number: None,
            email_verified: true,
            has_old_app: false,
            script: Script::default(),
        },
    ]
}

#[cfg(test)]
mod tests {
    use super::Settings;

    #[test]
    fn a_file_replaces_parts_of_the_demo_world_and_may_not_be_misspelt() {
        let demo: Settings = serde_json::from_str("{}").unwrap();
        assert_eq!(demo.merchants[0].sales_units.len(), 3);
        assert_eq!(demo.customers.len(), 4);
        let merchant = r#"{"merchants": [{"client_id": "a", "client_secret": "b",
            "subscription_keys": ["c"],
            "sales_units": [{"msn": "456789", "name": "Kiosk", "currency": "EUR"}]}]}"#;
        let changed: Settings = serde_json::from_str(merchant).unwrap();
        assert!(changed.merchants[0].sales_units[0].push_message_allowed);
        assert_eq!(changed.customers.len(), 4);
        assert!(serde_json::from_str::<Settings>(r#"{"customer": []}"#).is_err());
    }

    #[test]
    fn debug_shows_no_secret_and_nobody() {
        let text = format!("{:?}", Settings::default());
        assert!(text.contains("Fjelltopp Sport"));
        for hidden in
            ["simulator-secret", "simulator-key", "4712345678", "Aino", "Nordmann", "qr.vipps"]
        {
            assert!(!text.contains(hidden), "{hidden}");
        }
    }
}
