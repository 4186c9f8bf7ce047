//! The persons with an app: who they are, what they pay with and what they are able to.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::clock::format_utc;
use crate::script::Script;

/// Whoever is younger can neither pay a business nor log in.
pub(crate) const YOUNGEST_AGE: u32 = 15;

/// What a person pays with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Card {
    /// Decides how long an authorised amount is guaranteed.
    pub scheme: CardScheme,
    /// Whether `blockedSources` with `COMMERCIAL_CARDS` keeps it out.
    pub is_commercial: bool,
    /// Whether nothing can be paid with it any more.
    pub is_expired: bool,
}

/// Schemes and what they guarantee.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
        Self { scheme: CardScheme::Visa, is_commercial: false, is_expired: false }
    }
}

/// One person with an app.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Customer {
    /// Phone number with country code, digits only.
    pub msisdn: String,
    /// The number that the person had before.
    #[serde(default)]
    pub former_msisdn: Option<String>,
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
    /// `male`, `female` or `other`; `None` where the person prefers not to say.
    #[serde(default)]
    pub gender: Option<String>,
    /// National identity number.
    #[serde(default)]
    pub national_identity_number: Option<String>,
    /// Whether the e-mail address has been verified.
    #[serde(default = "yes")]
    pub email_verified: bool,
    /// Whether the app is too old to log in with.
    #[serde(default)]
    pub has_old_app: bool,
    /// What the person does by themselves.
    #[serde(default)]
    pub script: Script,
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
    /// Whole years; somebody whose birth date can't be read is as young as can be.
    pub(crate) fn age(&self, now_ms: i64) -> u32 {
        let born: Option<Date> = self.birth_date.parse().ok();
        let today: Option<Date> = format_utc(now_ms, "%Y-%m-%d").parse().ok();
        let years = born.zip(today).and_then(|(born, today)| {
            let span = born.until((jiff::Unit::Year, today)).ok()?;
            u32::try_from(span.get_years()).ok()
        });
        years.unwrap_or(0)
    }

    /// Whether the person can log in at all.
    pub(crate) fn can_log_in(&self, now_ms: i64) -> bool {
        self.age(now_ms) >= YOUNGEST_AGE
    }

    /// Given and family name.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
    }
}

impl fmt::Debug for Customer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Customer").field("app_name", &self.app_name).finish_non_exhaustive()
    }
}

const fn yes() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use crate::settings::Settings;

    #[test]
    fn age_counts_whole_years() {
        let mut customer = Settings::default().customers.remove(0);
        // 2026-11-23T12:00:00Z
        let now_ms = 1_795_435_200_000;
        let cases = [("2008-11-23", 18), ("2008-11-24", 17), ("nonsense", 0), ("2030-01-01", 0)];
        for (born, expected) in cases {
            customer.birth_date = born.into();
            assert_eq!(customer.age(now_ms), expected, "{born}");
        }
    }
}
