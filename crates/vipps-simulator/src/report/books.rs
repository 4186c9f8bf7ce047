//! The books of each sales unit, or of those that share a ledger: the funds that it has coming and
//! the fees that it owes. Captures and refunds are entered as they happen; when a day has ended, its
//! fees are retained from the funds and what is left is scheduled for payout, so that both balances
//! are zero again unless more was refunded than captured. Each ledger keeps its last [`KEPT`]
//! entries.

use std::collections::{HashMap, VecDeque};

use serde::{Deserialize, Serialize};

use crate::clock::format_utc;
use crate::simulator::Turn;

/// Entries of one ledger that are kept.
pub(crate) const KEPT: usize = 50_000;
const DAY_MS: i64 = 24 * 3600 * 1000;
/// Numbers of payouts begin here.
const FIRST_PAYOUT: u64 = 2_000_001;

/// The two ledgers of a sales unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Topic {
    Funds,
    Fees,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum EntryType {
    Capture,
    Refund,
    CaptureFee,
    FeesRetained,
    PayoutScheduled,
}

/// One movement. Amounts are signed minor units.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) kind: EntryType,
    /// The sales unit concerned; `None` of a payout, and of the fees of several.
    pub(crate) msn: Option<String>,
    pub(crate) psp_reference: String,
    pub(crate) reference: Option<String>,
    pub(crate) at_ms: i64,
    /// `YYYY-MM-DD`
    pub(crate) date: String,
    pub(crate) amount: i64,
    pub(crate) balance_before: i64,
}

/// One ledger: its entries are numbered from the first one ever made.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Book {
    entries: VecDeque<Entry>,
    dropped: usize,
    balance: i64,
}

impl Book {
    fn add(
        &mut self,
        kind: EntryType,
        msn: Option<&str>,
        amount: i64,
        at_ms: i64,
        psp_reference: String,
        reference: Option<String>,
    ) {
        if self.entries.len() == KEPT {
            self.entries.pop_front();
            self.dropped += 1;
        }
        let date = format_utc(at_ms, "%Y-%m-%d");
        let balance_before = self.balance;
        self.balance += amount;
        let msn = msn.map(str::to_owned);
        let entry =
            Entry { kind, msn, psp_reference, reference, at_ms, date, amount, balance_before };
        self.entries.push_back(entry);
    }

    /// The entries from `position` on, each with its position.
    pub(crate) fn from(&self, position: usize) -> impl Iterator<Item = (usize, &Entry)> {
        let skipped = position.saturating_sub(self.dropped);
        let numbered = self.entries.iter().enumerate().skip(skipped);
        numbered.map(|(at, entry)| (at + self.dropped, entry))
    }
}

/// The books of one sales unit.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct UnitBooks {
    funds: Book,
    fees: Book,
    /// Where the last day with movements ends, while that hasn't been closed.
    day_end_ms: Option<i64>,
    payouts: u64,
}

impl UnitBooks {
    pub(crate) fn book(&self, topic: Topic) -> &Book {
        match topic {
            Topic::Funds => &self.funds,
            Topic::Fees => &self.fees,
        }
    }

    /// Closes the last day with movements, if it has ended. `msn` is the only sales unit's.
    fn close(&mut self, ledger_id: &str, msn: Option<&str>, has_bank_text: bool, now_ms: i64) {
        let Some(end_ms) = self.day_end_ms.filter(|end_ms| *end_ms <= now_ms) else { return };
        self.day_end_ms = None;
        let at_ms = end_ms - 1;
        let owed = -self.fees.balance;
        if owed != 0 {
            let psp_reference = format!("{ledger_id}{}", format_utc(at_ms, "%Y%m%d"));
            let retained = EntryType::FeesRetained;
            self.funds.add(retained, msn, -owed, at_ms, psp_reference.clone(), None);
            self.fees.add(retained, msn, owed, at_ms, psp_reference, None);
        }
        if self.funds.balance > 0 {
            let psp_reference = format!("{ledger_id}-{}", FIRST_PAYOUT + self.payouts);
            self.payouts += 1;
            // The text on the bank statement.
            let reference = has_bank_text.then(|| psp_reference.clone());
            let amount = -self.funds.balance;
            self.funds.add(
                EntryType::PayoutScheduled,
                None,
                amount,
                at_ms,
                psp_reference,
                reference,
            );
        }
    }
}

/// All books, by the MSN of the first sales unit.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Books {
    units: HashMap<String, UnitBooks>,
}

/// A movement of a payment, as it happens.
pub(crate) struct Movement {
    pub(crate) msn: String,
    pub(crate) reference: String,
    pub(crate) psp_reference: String,
    pub(crate) is_capture: bool,
    pub(crate) value: i64,
    pub(crate) at_ms: i64,
}

impl Turn<'_> {
    /// Enters a capture with its fee, or a refund.
    pub(crate) fn enter(&mut self, movement: Movement) {
        let fee = self.settings.sales_unit(&movement.msn).map_or(0, |unit| {
            // Half a minor unit is rounded up.
            (movement.value * i64::from(unit.capture_fee_basis_points) + 5000) / 10_000
        });
        let at_ms = movement.at_ms;
        let books = self.closed_books(&movement.msn, at_ms);
        books.day_end_ms = Some((at_ms.div_euclid(DAY_MS) + 1) * DAY_MS);
        let Movement { msn, psp_reference, reference, value, .. } = movement;
        let msn = Some(msn.as_str());
        let reference = Some(reference);
        if movement.is_capture {
            books.funds.add(
                EntryType::Capture,
                msn,
                value,
                at_ms,
                psp_reference.clone(),
                reference.clone(),
            );
            books.fees.add(EntryType::CaptureFee, msn, -fee, at_ms, psp_reference, reference);
        } else {
            books.funds.add(EntryType::Refund, msn, -value, at_ms, psp_reference, reference);
        }
    }

    /// The books of a sales unit with every day closed that has ended at `at_ms`.
    pub(crate) fn closed_books(&mut self, msn: &str, at_ms: i64) -> &mut UnitBooks {
        let readings = self.readings();
        let ledger_id = self.settings.ledger_id(readings, msn);
        let unit = self.settings.sales_unit(msn);
        // Norwegian ledgers don't have it, says the newer source.
        let is_norwegian = unit.is_some_and(|unit| unit.currency == crate::Currency::Nok);
        let has_bank_text = !is_norwegian || readings.payout_reference_in_norway;
        let ledger_msn = self.settings.ledger_msn(readings, msn);
        let books = self.state.books.units.entry(ledger_msn.to_owned()).or_default();
        let only_msn = (!readings.ledgers_are_shared).then_some(msn);
        books.close(&ledger_id, only_msn, has_bank_text, at_ms);
        books
    }
}
