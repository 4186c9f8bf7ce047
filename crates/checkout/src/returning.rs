//! A return: wares of a completed sale that come back, and the money that goes back for them. It is
//! a document of its own that points at lines of the original; the original never changes, except
//! that it remembers what came back, so that its version fences two returns of one thing.
//!
//! A return is open until all its money is given back: what was paid through Vipps MobilePay is
//! refunded there, which takes a moment and may be refused; then it is paid out by another tender.

use crate::aggregate::{Aggregate, Kind};
use crate::basket::{Line, LineId};
use crate::context::Context;
use crate::ids::{PaymentId, ReturnId, SaleId, short};
use crate::money::{Amount, Currency, divide_rounded};
use crate::quantity::Quantity;
use crate::tender::{Tender, TenderKind};
use serde::{Deserialize, Serialize};

/// A line of the original, or a part of one, that comes back. Minor units, as positive numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnedLine {
    pub line: LineId,
    pub quantity: Quantity,
    /// The part of what was taken off the line.
    pub discount_minor: i64,
    /// What is given back.
    pub total_minor: i64,
    /// The part of it that points had taken off: it goes back as points, and was never taxed.
    #[serde(default)]
    pub off_by_points_minor: i64,
    /// The tax inside the rest, at the rate of the original.
    pub tax_minor: i64,
}

impl ReturnedLine {
    /// The next part of a line that points had lowered by `off_minor`, and of which `before` came back
    /// already; none if less than that is left.
    ///
    /// Parts are differences of rounded running sums, so that they add up to the line exactly: all
    /// that came back up to and with this part is worth `round(line × returned / bought)`, the same of
    /// what was taxed of the line, and its tax is the tax in that.
    pub(crate) fn next(
        line: &Line,
        off_minor: i64,
        before: &[Self],
        quantity: Quantity,
    ) -> Option<Self> {
        let bought = line.quantity.millionths();
        let returned: i64 = before.iter().map(|part| part.quantity.millionths()).sum();
        let returned = returned.checked_add(quantity.millionths())?;
        if returned > bought {
            return None;
        }
        let price = line.price();
        let share = |minor: i64| {
            let share = i128::from(minor) * i128::from(returned);
            divide_rounded(share, i128::from(bought)).expect("a share is not more than the whole")
        };
        // A part is never less than nothing, also after a return in between was called off.
        let rest =
            |sum: i64, part: fn(&Self) -> i64| (sum - before.iter().map(part).sum::<i64>()).max(0);
        let total_minor = rest(share(price.total_minor), |part| part.total_minor);
        let taxed_minor = rest(share(price.total_minor - off_minor), Self::taxed_minor);
        let taxed_minor = taxed_minor.min(total_minor);
        let in_all_minor = taxed_minor + before.iter().map(Self::taxed_minor).sum::<i64>();
        let tax_minor = rest(line.item.vat_rate.tax_in(in_all_minor), |part| part.tax_minor);
        Some(Self {
            line: line.id,
            quantity,
            discount_minor: rest(share(price.discount_minor), |part| part.discount_minor),
            total_minor,
            off_by_points_minor: total_minor - taxed_minor,
            // Tax that a return left behind when it was called off waits for a part that can hold it.
            tax_minor: tax_minor.min(taxed_minor),
        })
    }

    /// What goes back of what was taxed.
    pub fn taxed_minor(&self) -> i64 {
        self.total_minor - self.off_by_points_minor
    }
}

/// How a refund through Vipps MobilePay ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "end", rename_all = "snake_case")]
pub enum RefundEnd {
    /// The customer has the money.
    Done,
    /// Definitely refused: nothing was given back, and it must be paid out by another tender.
    Refused { code: Option<u16> },
}

/// A refund that a return waits for, or waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundPart {
    pub payment: PaymentId,
    pub minor: i64,
    pub end: Option<RefundEnd>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ReturnState {
    Open,
    /// All the money is given back. The number is from the till's series of return receipts.
    Completed {
        receipt_number: u64,
        at_unix_ms: i64,
    },
    /// Called off before any money went back; the customer keeps the wares.
    Cancelled {
        at_unix_ms: i64,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum ReturnEvent {
    Started {
        id: ReturnId,
        of: SaleId,
        context: Box<Context>,
        currency: Currency,
        lines: Vec<ReturnedLine>,
        /// What is asked of Vipps MobilePay.
        refunds: Vec<RefundPart>,
        at_unix_ms: i64,
    },
    RefundEnded {
        payment: PaymentId,
        end: RefundEnd,
    },
    PaidOut {
        tender: Tender,
    },
    Completed {
        receipt_number: u64,
        at_unix_ms: i64,
    },
    Cancelled {
        at_unix_ms: i64,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Return {
    pub id: ReturnId,
    pub of: SaleId,
    /// Where it is made; the original may be of another till or store.
    pub context: Context,
    pub currency: Currency,
    pub started_at_unix_ms: i64,
    pub state: ReturnState,
    pub lines: Vec<ReturnedLine>,
    pub refunds: Vec<RefundPart>,
    /// What has been given back, by what.
    pub tenders: Vec<Tender>,
}

impl Return {
    pub fn is_open(&self) -> bool {
        self.state == ReturnState::Open
    }

    /// Short, to read aloud; the fiscal number comes with completion.
    pub fn short_id(&self) -> String {
        short(self.id.0)
    }

    pub fn total(&self) -> Amount {
        self.sum(self.lines.iter().map(|line| line.total_minor))
    }

    /// What the turnover falls by: the total, less what points had taken off.
    pub fn turnover(&self) -> Amount {
        self.sum(self.lines.iter().map(ReturnedLine::taxed_minor))
    }

    /// The tax inside the turnover.
    pub fn tax(&self) -> Amount {
        self.sum(self.lines.iter().map(|line| line.tax_minor))
    }

    pub fn paid_out(&self) -> Amount {
        self.sum(self.tenders.iter().map(|tender| tender.minor))
    }

    /// What Vipps MobilePay was asked to give back and has not answered for yet.
    pub fn on_its_way(&self) -> Amount {
        self.sum(self.refunds.iter().filter(|part| part.end.is_none()).map(|part| part.minor))
    }

    /// What is left to pay out at the counter.
    pub fn due(&self) -> Amount {
        let minor = self.total().minor - self.paid_out().minor - self.on_its_way().minor;
        Amount::new(minor, self.currency)
    }

    /// Whether somebody must pay out at the counter what Vipps MobilePay refused to give back.
    pub fn must_be_paid_out(&self) -> bool {
        let was_refused = |part: &RefundPart| matches!(part.end, Some(RefundEnd::Refused { .. }));
        self.is_open() && self.due().minor > 0 && self.refunds.iter().any(was_refused)
    }

    fn sum(&self, parts: impl Iterator<Item = i64>) -> Amount {
        Amount::new(parts.sum(), self.currency)
    }
}

impl Aggregate for Return {
    type Event = ReturnEvent;
    const KIND: Kind = Kind::Return;
    const REVISION: u32 = 1;

    fn first(event: &ReturnEvent) -> Option<Self> {
        let ReturnEvent::Started { id, of, context, currency, lines, refunds, at_unix_ms } = event
        else {
            return None;
        };
        Some(Self {
            id: *id,
            of: *of,
            context: (**context).clone(),
            currency: *currency,
            started_at_unix_ms: *at_unix_ms,
            state: ReturnState::Open,
            lines: lines.clone(),
            refunds: refunds.clone(),
            tenders: Vec::new(),
        })
    }

    fn apply(&mut self, event: &ReturnEvent) {
        match event {
            ReturnEvent::Started { .. } => {}
            ReturnEvent::RefundEnded { payment, end } => {
                let open = |part: &&mut RefundPart| part.payment == *payment && part.end.is_none();
                let Some(part) = self.refunds.iter_mut().find(open) else { return };
                part.end = Some(*end);
                if *end == RefundEnd::Done {
                    let kind = TenderKind::Vipps { payment: *payment };
                    self.tenders.push(Tender::new(kind, part.minor));
                }
            }
            ReturnEvent::PaidOut { tender } => self.tenders.push(*tender),
            ReturnEvent::Completed { receipt_number, at_unix_ms } => {
                self.state = ReturnState::Completed {
                    receipt_number: *receipt_number,
                    at_unix_ms: *at_unix_ms,
                };
            }
            ReturnEvent::Cancelled { at_unix_ms } => {
                self.state = ReturnState::Cancelled { at_unix_ms: *at_unix_ms };
            }
        }
    }

    fn due_unix_ms(&self) -> Option<i64> {
        None
    }

    fn unresolved_since_unix_ms(&self) -> Option<i64> {
        self.must_be_paid_out().then_some(self.started_at_unix_ms)
    }
}
