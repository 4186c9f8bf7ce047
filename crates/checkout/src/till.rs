//! A till: the sale that it is at, its receipt numbers, and its journal. The till's events are the
//! journal: append-only, numbered without gaps by the aggregate's version, each with the hash of
//! the one before, in the same commit as what it tells of. It holds no personal data.

use crate::aggregate::{Aggregate, Kind};
use crate::basket::DiscountReason;
use crate::context::{Book, Channel, Context};
use crate::digest::sha256_hex;
use crate::ids::{
    BookingId, ContactId, MemberId, OperatorId, PaymentId, ReturnId, SaleId, TillId, VoucherId,
};
use crate::money::Amount;
use crate::payment::Settling;
use crate::printing::{Paper, PrintedBy};
use crate::tender::TenderKind;
use crate::time::Now;
use serde::{Deserialize, Serialize};

/// The most sales that may be parked at one till.
pub(crate) const PARKED_MAX: usize = 50;

/// What is journalled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "snake_case")]
pub enum JournalFact {
    SaleOpened {
        sale: SaleId,
    },
    LineRemoved {
        sale: SaleId,
        product: String,
        quantity: String,
        total: Amount,
    },
    /// A line, or a part of one, that was removed and is put back.
    LineRestored {
        sale: SaleId,
        product: String,
        quantity: String,
        total: Amount,
    },
    /// What is taken off a line by hand from now on; nothing: no more.
    DiscountSet {
        sale: SaleId,
        product: String,
        discount: Amount,
        reason: DiscountReason,
    },
    SaleCompleted {
        sale: SaleId,
        receipt_number: u64,
        total: Amount,
        tax_minor: i64,
    },
    SaleCancelled {
        sale: SaleId,
        total: Amount,
    },
    TenderRemoved {
        sale: SaleId,
        tender: TenderKind,
        amount: Amount,
    },
    SaleParked {
        sale: SaleId,
        total: Amount,
    },
    /// A parked sale is gone on with here; `from` is the till that parked it.
    SaleResumed {
        sale: SaleId,
        from: TillId,
    },
    /// An open sale of another till is gone on with here.
    SaleTakenOver {
        sale: SaleId,
        from: TillId,
    },
    /// A sale of this till, parked or open, is gone on with at another.
    SaleHandedOver {
        sale: SaleId,
        to: TillId,
    },
    ReturnStarted {
        id: ReturnId,
        of: SaleId,
        total: Amount,
    },
    ReturnCompleted {
        id: ReturnId,
        of: SaleId,
        receipt_number: u64,
        total: Amount,
        tax_minor: i64,
    },
    ReturnCancelled {
        id: ReturnId,
        of: SaleId,
    },
    /// A receipt, or the copy of one, is put on paper.
    ReceiptPrinted {
        sale: SaleId,
        #[serde(flatten)]
        paper: Paper,
        receipt_number: u64,
        by: PrintedBy,
    },
    /// Nothing usable came out.
    ReceiptNotPrinted {
        sale: SaleId,
        #[serde(flatten)]
        paper: Paper,
        receipt_number: u64,
    },
    /// Money handed out for a refund that Vipps MobilePay refused.
    PaidOut {
        sale: SaleId,
        tender: TenderKind,
        amount: Amount,
    },
    /// Approved during a cancel, claimed by nobody in time, and given back by itself.
    UnclaimedMoneyReleased {
        payment: PaymentId,
        amount: Amount,
    },
    /// A number was typed, and it was told whether a member has it. The contact stands for the number.
    NumberLookedUp {
        contact: ContactId,
        is_member: bool,
    },
    /// The entry's operator is at the till from now on; or no longer.
    SignedIn,
    SignedOut,
    /// A screen is the till's customer display from now on; or none is.
    DisplayPaired,
    DisplayUnpaired,
    /// What one of a product costs was asked for, and nothing was bought.
    PriceLookedUp {
        product: String,
        unit: Amount,
    },
    /// So many rows of files that somebody brought begin to go in.
    ImportBegun {
        what: ImportKind,
        rows: u64,
    },
    /// What a person did to a member, or took along of one. The member's own history has the details.
    MemberServed {
        member: MemberId,
        act: MemberAct,
    },
    VoucherWithdrawn {
        voucher: VoucherId,
    },
    /// What a person did about a payment that waited for one.
    PaymentSettled {
        payment: PaymentId,
        how: Settling,
    },
    /// The same about what the merchant's own club refused, or did not answer.
    BookingSettled {
        booking: BookingId,
        how: Settling,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberAct {
    ConsentRecorded,
    PointsAdjusted,
    PointsAnswered,
    Blocked,
    Unblocked,
    Withdrawn,
    Merged,
    Unmerged,
    Erased,
    Exported,
}

/// What files have that somebody brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportKind {
    Products,
    Prices,
    Vouchers,
    Members,
}

/// One entry of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalEntry {
    pub at_unix_ms: i64,
    pub operator: OperatorId,
    pub channel: Channel,
    pub book: Book,
    #[serde(flatten)]
    pub fact: JournalFact,
}

/// The till's only event: an entry, and SHA-256 (hex) over the hash before it and the entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TillEvent {
    pub till: TillId,
    pub entry: JournalEntry,
    pub hash: String,
}

/// Number series of one book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Series {
    sale_receipts: u64,
    return_receipts: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Till {
    pub id: TillId,
    /// The sale on the screen. It stays after completion, for its receipt, until the next opens.
    pub current_sale: Option<SaleId>,
    /// Sales that were parked here and not resumed yet, oldest first.
    pub parked: Vec<SaleId>,
    live: Series,
    training: Series,
    /// Hash of the newest journal entry.
    pub journal_hash: String,
}

impl Till {
    /// A till that has journalled nothing yet.
    pub fn new(id: TillId) -> Self {
        Self {
            id,
            current_sale: None,
            parked: Vec::new(),
            live: Series::default(),
            training: Series::default(),
            journal_hash: "0".repeat(64),
        }
    }

    /// The number that the next completed sale gets. Taken in the completing commit only, so that
    /// the series has no gaps.
    pub(crate) fn next_receipt_number(&self, book: Book) -> u64 {
        self.series(book).sale_receipts + 1
    }

    /// The same for the next completed return.
    pub(crate) fn next_return_number(&self, book: Book) -> u64 {
        self.series(book).return_receipts + 1
    }

    pub(crate) fn journal(&self, context: &Context, now: Now, fact: JournalFact) -> TillEvent {
        let entry = JournalEntry {
            at_unix_ms: now.unix_ms,
            operator: context.operator.clone(),
            channel: context.channel,
            book: context.book,
            fact,
        };
        let hash = chain(&self.journal_hash, &entry);
        TillEvent { till: self.id.clone(), entry, hash }
    }

    fn series(&self, book: Book) -> Series {
        match book {
            Book::Live => self.live,
            Book::Training => self.training,
        }
    }

    fn series_mut(&mut self, book: Book) -> &mut Series {
        match book {
            Book::Live => &mut self.live,
            Book::Training => &mut self.training,
        }
    }

    /// The till does not go on with a sale.
    fn leave(&mut self, sale: SaleId) {
        self.parked.retain(|parked| *parked != sale);
        if self.current_sale == Some(sale) {
            self.current_sale = None;
        }
    }

    /// Whether each entry's hash follows from the one before: true of an untouched journal.
    pub fn journal_holds(events: &[TillEvent]) -> bool {
        let mut before = "0".repeat(64);
        events.iter().all(|event| {
            let holds = chain(&before, &event.entry) == event.hash;
            before.clone_from(&event.hash);
            holds
        })
    }
}

fn chain(before: &str, entry: &JournalEntry) -> String {
    let entry = serde_json::to_string(entry).expect("journal entries have string keys");
    sha256_hex(&[before.as_bytes(), entry.as_bytes()])
}

impl Aggregate for Till {
    type Event = TillEvent;
    const KIND: Kind = Kind::Till;
    const REVISION: u32 = 1;

    fn first(event: &TillEvent) -> Option<Self> {
        let mut till = Self::new(event.till.clone());
        till.apply(event);
        Some(till)
    }

    fn apply(&mut self, event: &TillEvent) {
        self.journal_hash.clone_from(&event.hash);
        match &event.entry.fact {
            JournalFact::SaleOpened { sale } => self.current_sale = Some(*sale),
            JournalFact::SaleCompleted { receipt_number, .. } => {
                self.series_mut(event.entry.book).sale_receipts = *receipt_number;
            }
            JournalFact::ReturnCompleted { receipt_number, .. } => {
                self.series_mut(event.entry.book).return_receipts = *receipt_number;
            }
            JournalFact::SaleCancelled { sale, .. } | JournalFact::SaleHandedOver { sale, .. } => {
                self.leave(*sale);
            }
            JournalFact::SaleParked { sale, .. } => {
                self.leave(*sale);
                self.parked.push(*sale);
            }
            JournalFact::SaleResumed { sale, .. } | JournalFact::SaleTakenOver { sale, .. } => {
                self.leave(*sale);
                self.current_sale = Some(*sale);
            }
            JournalFact::LineRemoved { .. }
            | JournalFact::LineRestored { .. }
            | JournalFact::DiscountSet { .. }
            | JournalFact::TenderRemoved { .. }
            | JournalFact::ReturnStarted { .. }
            | JournalFact::ReturnCancelled { .. }
            | JournalFact::PaidOut { .. }
            | JournalFact::ReceiptPrinted { .. }
            | JournalFact::ReceiptNotPrinted { .. }
            | JournalFact::MemberServed { .. }
            | JournalFact::VoucherWithdrawn { .. }
            | JournalFact::NumberLookedUp { .. }
            | JournalFact::SignedIn
            | JournalFact::SignedOut
            | JournalFact::DisplayPaired
            | JournalFact::DisplayUnpaired
            | JournalFact::PriceLookedUp { .. }
            | JournalFact::ImportBegun { .. }
            | JournalFact::UnclaimedMoneyReleased { .. }
            | JournalFact::PaymentSettled { .. }
            | JournalFact::BookingSettled { .. } => {}
        }
    }

    fn due_unix_ms(&self) -> Option<i64> {
        None
    }
}
