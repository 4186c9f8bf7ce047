//! The Report API: what came into and went out of a ledger, by date or as a feed, to be held
//! against the sales. It is there in production only, and takes the keys of a sales unit or of an
//! accounting partner, not of other partners ([`Keys`](crate::Keys)).
//!
//! Source: Report API specification (`getLedgers`, `/report/v2`, December 2023) as the guide of
//! 2026 has changed it:
//! `https://developer.vippsmobilepay.com/docs/APIs/report-api/api-guide/fetching-report-data/`. Its
//! deprecated `/report/v1` is left out.

mod entry;

pub use entry::{
    DatePage, Entry, EntryType, FeedPage, Ledger, LedgerPage, LedgerSalesUnit, Scheme,
};

use serde::{Deserialize, Serialize};

use crate::call::{Call, segment};
use crate::client::{Inner, read_json};
use crate::error::{Error, Invalid};
use crate::transport::Response;

/// Calls of the Report API; made by [`Client::report`](crate::Client::report).
#[derive(Clone, Copy)]
pub struct Report<'a> {
    pub(crate) client: &'a Inner,
}

/// A ledger's name, as the list of ledgers gives it (`Ledger.ledgerId`): 1 to 128 ASCII letters,
/// digits and `-_:`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LedgerId(String);

impl LedgerId {
    /// Checks and takes over an id.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_:".contains(&byte);
        if (1..=128).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Invalid::new("ledger id", "must be the id that the list of ledgers gives"))
        }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for LedgerId {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl From<LedgerId> for String {
    fn from(id: LedgerId) -> String {
        id.0
    }
}

/// Which of a ledger's two books (path parameter `topic`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// Sales, refunds, payouts, and the sum of the fees kept back.
    Funds,
    /// Each fee.
    Fees,
}

impl Topic {
    fn as_str(self) -> &'static str {
        match self {
            Topic::Funds => "funds",
            Topic::Fees => "fees",
        }
    }
}

/// A day of a ledger, in the time of the merchant's country, mostly from midnight to midnight (path
/// parameter `ledgerDate`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LedgerDate(jiff::civil::Date);

impl LedgerDate {
    /// Checks and takes over a date, `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let invalid = Invalid::new("ledger date", "must be YYYY-MM-DD");
        match text.parse::<jiff::civil::Date>() {
            Ok(date) if date.to_string() == text => Ok(Self(date)),
            _ => Err(invalid),
        }
    }
}

impl Report<'_> {
    /// `GET /settlement/v1/ledgers`: the ledgers that these keys may see, all or those that settle
    /// for one handle (`api:` and the merchant serial number). While the page has a cursor, ask
    /// again with it.
    pub async fn ledgers(
        &self,
        settles_for: Option<&str>,
        cursor: Option<&str>,
    ) -> Result<LedgerPage, Error> {
        let mut call = Call::get("/settlement/v1/ledgers");
        if let Some(handle) = settles_for {
            call = call.query("settlesForRecipientHandles", handle);
        }
        if let Some(cursor) = cursor {
            call = call.query("cursor", cursor);
        }
        self.client.platform_json(call).await
    }

    /// `GET /report/v2/ledgers/{ledgerId}/{topic}/dates/{ledgerDate}`: the entries of one day.
    /// While [`DatePage::has_more`], ask again with its cursor, also after an empty page. With
    /// [`DatePage::try_later`] the day is still open: ask for all of it again in half an hour or
    /// more. A 404 means, by its newer description, that the ledger is not ours, and by its older
    /// one that the day is not there yet.
    pub async fn date(
        &self,
        ledger: &LedgerId,
        topic: Topic,
        date: LedgerDate,
        cursor: Option<&str>,
    ) -> Result<DatePage, Error> {
        let path = format!("{}/dates/{}", book(ledger, topic), date.0);
        let mut call = Call::get(&path);
        if let Some(cursor) = cursor {
            call = call.query("cursor", cursor);
        }
        let answer = self.client.platform(call).await?;
        let page: DatePage = read_json(&answer)?;
        if page.has_more && page.cursor.is_none() {
            return Err(Error::unreadable(&answer));
        }
        Ok(DatePage { entries_max: entries_max(&answer), ..page })
    }

    /// `GET /report/v2/ledgers/{ledgerId}/{topic}/feed`: the entries after a cursor, or from the
    /// first one on. Store the page's cursor with its entries, also of an empty page. With
    /// [`FeedPage::try_later`] the end is reached: go on from the same cursor after a second or
    /// more; once an hour, at a minute of one's own, is enough.
    pub async fn feed(
        &self,
        ledger: &LedgerId,
        topic: Topic,
        cursor: Option<&str>,
    ) -> Result<FeedPage, Error> {
        let path = format!("{}/feed", book(ledger, topic));
        let mut call = Call::get(&path);
        if let Some(cursor) = cursor {
            call = call.query("cursor", cursor);
        }
        let answer = self.client.platform(call).await?;
        Ok(FeedPage { entries_max: entries_max(&answer), ..read_json(&answer)? })
    }
}

fn entries_max(answer: &Response) -> Option<u32> {
    answer.header("vipps-feed-page-size")?.trim().parse().ok()
}

fn book(ledger: &LedgerId, topic: Topic) -> String {
    format!("/report/v2/ledgers/{}/{}", segment(ledger.as_str()), topic.as_str())
}
