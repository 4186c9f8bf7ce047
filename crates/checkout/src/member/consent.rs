//! What a member was shown and what they answered, purpose by purpose. One yes never covers two
//! purposes, and a record is never changed: another answer is another record.

use crate::digest::sha256_hex;
use crate::ids::{EnrolmentId, OperatorId, StoreId, TillId};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a consent is about. Written as one word; what a merchant's own flow asks beside has the word
/// that the flow gives it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Purpose {
    /// The membership itself.
    Terms,
    /// That the app tells the club who the member is.
    Sharing,
    Email,
    Sms,
    /// Advertising in digital channels.
    Digital,
    Profiling,
    PersonalOffers,
    Other(String),
}

impl Purpose {
    pub fn as_str(&self) -> &str {
        match self {
            Self::Terms => "terms",
            Self::Sharing => "sharing",
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Digital => "digital",
            Self::Profiling => "profiling",
            Self::PersonalOffers => "personal_offers",
            Self::Other(word) => word,
        }
    }

    /// Whether a member may give and take it back by itself, which is not so of what makes them one.
    pub fn stands_alone(&self) -> bool {
        !matches!(self, Self::Terms | Self::Sharing)
    }
}

impl From<String> for Purpose {
    fn from(word: String) -> Self {
        use Purpose::{Digital, Email, PersonalOffers, Profiling, Sharing, Sms, Terms};
        let known = [Terms, Sharing, Email, Sms, Digital, Profiling, PersonalOffers];
        known.into_iter().find(|purpose| purpose.as_str() == word).unwrap_or(Self::Other(word))
    }
}

impl From<&str> for Purpose {
    fn from(word: &str) -> Self {
        word.to_owned().into()
    }
}

impl From<Purpose> for String {
    fn from(purpose: Purpose) -> Self {
        purpose.as_str().to_owned()
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Where an answer was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentChannel {
    /// In the Vipps or MobilePay app, on the customer's own phone.
    App,
    /// Told to somebody of the club, who recorded it.
    Staff,
    /// Brought along from another system.
    Import,
    /// Vipps MobilePay told that the member took it back in the app.
    Notice,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    pub purpose: Purpose,
    /// Given; or refused, or withdrawn.
    pub accepted: bool,
    /// The words that were shown; those of the answer that is taken back, where it is.
    pub text: String,
    /// SHA-256 of the text, hex.
    pub text_sha256: String,
    /// Which of the club's texts it is; none if it is none of them.
    pub version: Option<String>,
    /// Language of the words, as the app named it; empty where it did not.
    pub language: String,
    pub channel: ConsentChannel,
    pub store: StoreId,
    /// None where it happened at no till.
    pub till: Option<TillId>,
    pub operator: OperatorId,
    pub at_unix_ms: i64,
    /// The login in which it was answered, which proves who answered.
    pub enrolment: Option<EnrolmentId>,
}

impl Consent {
    /// The hash by which a text is known.
    pub fn hash(text: &str) -> String {
        sha256_hex(&[text.as_bytes()])
    }
}
