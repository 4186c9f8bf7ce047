//! Who calls the APIs: merchants with their keys and sales units, partners that act for them, and
//! what each sales unit may do.

use std::fmt;

use serde::Deserialize;

use crate::money::Currency;

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

/// One set of API keys for sales units of many merchants.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partner {
    /// GUID.
    pub client_id: String,
    /// Secret beside the client id.
    pub client_secret: String,
    /// `Ocp-Apim-Subscription-Key`; an accounting partner has none.
    #[serde(default)]
    pub subscription_keys: Vec<String>,
    /// The sales units that it may act for. Every call must name one.
    pub msns: Vec<String>,
    /// What its keys are for.
    #[serde(default)]
    pub kind: PartnerKind,
}

/// Kinds of partner keys.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartnerKind {
    /// All APIs but reports, with a token of `/accesstoken/get`.
    #[default]
    Platform,
    /// Reports alone, with a token of `/miami/v1/token`.
    Accounting,
}

/// How the merchant's own keys are given to the Login API, as set in the portal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginAuthentication {
    /// HTTP Basic.
    #[default]
    ClientSecretBasic,
    /// `client_id` and `client_secret` in the form.
    ClientSecretPost,
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
    /// What a capture costs, in hundredths of a percent.
    #[serde(default = "usual_fee")]
    pub capture_fee_basis_points: u32,
    /// Scopes that a payment may ask the customer to share (5030).
    #[serde(default = "payment_scopes")]
    pub profile_scopes: Vec<String>,
    /// What it is kept from doing.
    #[serde(default)]
    pub restrictions: Vec<Restriction>,
    /// How its keys are given to the Login API.
    #[serde(default)]
    pub login_authentication: LoginAuthentication,
    /// Addresses to which a login may lead back; none stands for any.
    #[serde(default)]
    pub login_redirect_uris: Vec<String>,
    /// Where to tell that a person has withdrawn the consent to share.
    #[serde(default)]
    pub consent_revoked_url: Option<String>,
    /// Login scopes in its plan; others are dropped from a request without a word. With none,
    /// Login isn't activated.
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

impl SalesUnit {
    pub(crate) fn is_restricted(&self, restriction: Restriction) -> bool {
        self.restrictions.contains(&restriction)
    }

    pub(crate) fn capture_deadline_days(&self) -> i64 {
        let of_country = if self.currency == Currency::Nok { 180 } else { 14 };
        self.capture_deadline_days.map_or(of_country, i64::from)
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

impl fmt::Debug for Partner {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Partner")
            .field("client_id", &self.client_id)
            .field("msns", &self.msns)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// All but `nin`, which needs an approval of its own.
pub(super) fn payment_scopes() -> Vec<String> {
    let scopes = ["name", "address", "email", "phoneNumber", "birthDate"];
    scopes.map(String::from).into()
}

pub(super) fn all_login_scopes() -> Vec<String> {
    let scopes = ["openid", "name", "phoneNumber", "email", "address", "birthDate"];
    scopes.into_iter().chain(["delegatedConsents", "customFlow"]).map(String::from).collect()
}

/// 1.75 %
pub(super) const fn usual_fee() -> u32 {
    175
}

const fn yes() -> bool {
    true
}
