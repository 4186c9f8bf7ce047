//! Ledgers and their entries. A word that is not known is kept as it came, but an entry without
//! its kind, day or amount makes the whole page unreadable: money is never passed over in silence.
//!
//! Source: Report API specification (December 2023), `getLedgers` and `/report/v2`, and its guide.

use std::fmt;

use serde::{Deserialize, Deserializer};

use super::LedgerId;
use crate::epayment::lenient;
use crate::number;
use crate::value::Currency;

/// Some of the ledgers (`getLedgers`).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct LedgerPage {
    /// The ledgers.
    pub items: Vec<Ledger>,
    /// Where to go on; `None` after the last.
    #[serde(default, deserialize_with = "unless_empty")]
    pub cursor: Option<String>,
}

/// One ledger, which as a rule belongs to one sales unit (`Ledger`).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ledger {
    /// Its name.
    pub ledger_id: LedgerId,
    /// The currency of its entries.
    #[serde(default, deserialize_with = "lenient")]
    pub currency: Option<Currency>,
    /// Where its money is paid out to.
    #[serde(default, deserialize_with = "lenient")]
    pub payout_bank_account: Option<Scheme>,
    /// Whose it is.
    #[serde(default, deserialize_with = "lenient")]
    pub owner: Option<Scheme>,
    /// What it settles for: `api:` and a merchant serial number, or a country and a shop's number.
    #[serde(default)]
    pub settles_for_recipient_handles: Vec<String>,
    /// The sales units that it settles for.
    #[serde(default, deserialize_with = "lenient_units")]
    pub sales_units: Vec<LedgerSalesUnit>,
}

/// An id and the list it is of, as in `BBAN:NO` or `business:NO:ORG` (`BankAccount`,
/// `Organization`). `Debug` hides the id, which may be a bank account.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Scheme {
    /// The list.
    pub scheme: String,
    /// The id.
    pub id: String,
}

/// A sales unit of a ledger (`salesUnits`, guide of 2026).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct LedgerSalesUnit {
    /// Its name.
    #[serde(deserialize_with = "lenient")]
    pub name: Option<String>,
    /// The handle that entries name it by.
    #[serde(deserialize_with = "lenient")]
    pub recipient_handle: Option<String>,
    /// The company.
    #[serde(deserialize_with = "lenient")]
    pub business_identifier: Option<Scheme>,
}

/// Some of the entries of one day (answer 200 of `/dates`).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DatePage {
    /// The entries; there may be none although there are more.
    pub items: Vec<Entry>,
    /// Whether to go on from the cursor.
    #[serde(default)]
    pub has_more: bool,
    /// Whether the day is still open, whatever entries there are.
    #[serde(default)]
    pub try_later: bool,
    /// Where to go on.
    #[serde(default, deserialize_with = "unless_empty")]
    pub cursor: Option<String>,
    /// How many entries a page may have, 1000 as a rule (header `Vipps-Feed-Page-Size`); `None`
    /// when it is not said.
    #[serde(skip)]
    pub entries_max: Option<u32>,
}

/// Some entries of the feed (answer 200 of `/feed`).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FeedPage {
    /// The entries; there may be none.
    pub items: Vec<Entry>,
    /// Where to go on, always.
    pub cursor: String,
    /// Whether the end is reached.
    #[serde(default)]
    pub try_later: bool,
    /// As in [`DatePage::entries_max`].
    #[serde(skip)]
    pub entries_max: Option<u32>,
}

/// One movement of a ledger (`Transaction`). It never changes; what was wrong is put right by
/// another one.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// What happened.
    pub entry_type: EntryType,
    /// The ledger's day, `YYYY-MM-DD`. A fee's may be another than its capture's.
    pub ledger_date: String,
    /// When, in RFC 3339.
    #[serde(default)]
    pub time: Option<String>,
    /// Minor units; what goes out is negative.
    #[serde(deserialize_with = "number::lenient")]
    pub amount: i64,
    /// The currency; the ledger's if it is not said.
    #[serde(default, deserialize_with = "lenient")]
    pub currency: Option<Currency>,
    /// The balance before, in minor units.
    #[serde(default, deserialize_with = "number::lenient_option")]
    pub balance_before: Option<i64>,
    /// The balance after, in minor units.
    #[serde(default, deserialize_with = "number::lenient_option")]
    pub balance_after: Option<i64>,
    /// Vipps MobilePay's own number. Of funds each has its own; of fees several may share one. A
    /// payout's is the ledger's id and its number.
    #[serde(default, deserialize_with = "lenient")]
    pub psp_reference: Option<String>,
    /// The payment; of a payout the text at the bank, which Norway does not have.
    #[serde(default, deserialize_with = "lenient")]
    pub reference: Option<String>,
    /// The sales unit, by its handle.
    #[serde(default, deserialize_with = "lenient")]
    pub recipient_handle: Option<String>,
}

/// What can happen to a ledger (`Transaction.entryType`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(from = "String")]
pub enum EntryType {
    /// A sale.
    Capture,
    /// Money given back.
    Refund,
    /// Fees kept back from the payout.
    FeesRetained,
    /// Fees to be paid by an invoice.
    FeesInvoiced,
    /// A payout: the last of its day (`payout-scheduled`, once `scheduled-for-payout`).
    PayoutScheduled,
    /// A payout that came back.
    PayoutAborted,
    /// A sale kept back while it is disputed.
    RetainedDisputedCapture,
    /// A disputed sale given back to the merchant.
    ReturnedDisputedCapture,
    /// Something put right.
    Correction,
    /// Money paid in by the merchant.
    TopUp,
    /// A fee given back.
    CreditNote,
    /// The fee of one sale.
    CaptureFee,
    /// The fee of a service.
    ServiceFee,
    /// A word of a later version.
    Other(String),
}

impl From<String> for EntryType {
    fn from(word: String) -> Self {
        match word.as_str() {
            "capture" => EntryType::Capture,
            "refund" => EntryType::Refund,
            "fees-retained" => EntryType::FeesRetained,
            "fees-invoiced" => EntryType::FeesInvoiced,
            "payout-scheduled" | "scheduled-for-payout" => EntryType::PayoutScheduled,
            "payout-aborted" => EntryType::PayoutAborted,
            "retained-disputed-capture" => EntryType::RetainedDisputedCapture,
            "returned-disputed-capture" => EntryType::ReturnedDisputedCapture,
            "correction" => EntryType::Correction,
            "top-up" => EntryType::TopUp,
            "credit-note" => EntryType::CreditNote,
            "capture-fee" => EntryType::CaptureFee,
            "service-fee" => EntryType::ServiceFee,
            _ => EntryType::Other(word),
        }
    }
}

impl fmt::Debug for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scheme").field("scheme", &self.scheme).finish_non_exhaustive()
    }
}

/// "Empty when there is nothing more" is said both by an empty text and by none.
fn unless_empty<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let cursor: Option<String> = Option::deserialize(deserializer)?;
    Ok(cursor.filter(|cursor| !cursor.is_empty()))
}

fn lenient_units<'de, D>(deserializer: D) -> Result<Vec<LedgerSalesUnit>, D::Error>
where
    D: Deserializer<'de>,
{
    Ok(lenient(deserializer)?.unwrap_or_default())
}
