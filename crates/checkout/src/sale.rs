//! A sale: what is bought, by whom, and how it is paid. A completed sale's lines, prices, tenders and
//! number never change; a return is a document of its own, and the sale remembers that it is there.

use crate::aggregate::{Aggregate, Kind};
use crate::basket::{Basket, DiscountReason, Item, Line, LineId};
use crate::context::{Book, Context};
use crate::ids::{ContactId, EnrolmentId, MemberId, PaymentId, ReturnId, SaleId, VoucherId, short};
use crate::money::{Amount, Currency};
use crate::payment::PaymentFlow;
use crate::points::{EarnedLine, Lot};
use crate::prices::Membership;
use crate::printing::{Paper, Print, PrintTrouble, Prints};
use crate::quantity::Quantity;
use crate::receipt::{Receipt, off_by_points};
use crate::returning::ReturnedLine;
use crate::tender::{Tender, TenderKind};
use crate::vat::Country;
use crate::voucher::SaleVoucher;
use serde::{Deserialize, Serialize};

/// The most payment requests that one sale may make, however each ended.
pub(crate) const ATTEMPTS_MAX: usize = 50;
/// The most returns that one sale may have, those that were called off not counted.
pub(crate) const RETURNS_MAX: usize = 100;
/// The most vouchers that may be on one sale.
pub(crate) const VOUCHERS_MAX: usize = 5;

/// How a customer was recognised. A typed number gets the member price; what costs the member
/// something wants more proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentifiedBy {
    PersonalQr,
    PhoneNumber,
    /// A personal QR that could not be exchanged: nobody knows whose it is, and it can be asked to
    /// pay all the same.
    UnreadPersonalQr,
}

/// The customer of a sale. Who that is stands in sealed rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    pub contact: ContactId,
    pub by: IdentifiedBy,
    pub member: Option<MemberId>,
}

/// How an attempt to be paid ended, as the sale sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptEnd {
    Captured,
    Declined,
    Expired,
    Cancelled,
    Released,
    /// Refused by Vipps MobilePay before the customer saw it.
    Refused,
    /// Given up while its fate is unknown; watched on its own.
    Abandoned,
}

/// One attempt to be paid through Vipps MobilePay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    pub payment: PaymentId,
    pub minor: i64,
    /// Whose phone it was pushed to; none: whoever scanned the QR was asked.
    #[serde(default)]
    pub pushed_to: Option<ContactId>,
    pub end: Option<AttemptEnd>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum SaleState {
    Open,
    /// Put aside, to be resumed at a till of the same store.
    Parked {
        at_unix_ms: i64,
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
#[serde(tag = "event", rename_all = "snake_case")]
pub enum SaleEvent {
    Opened {
        id: SaleId,
        context: Context,
        country: Country,
        currency: Currency,
        at_unix_ms: i64,
    },
    LineAdded {
        line: LineId,
        item: Item,
        quantity: Quantity,
    },
    QuantitySet {
        line: LineId,
        quantity: Quantity,
    },
    LineRemoved {
        line: LineId,
    },
    /// Off a line by hand, minor units; nothing: no more.
    DiscountSet {
        line: LineId,
        minor: i64,
        reason: DiscountReason,
    },
    /// What stands before it in the same commit undid the newest change of a line.
    ChangeUndone,
    CustomerIdentified {
        customer: Customer,
    },
    CustomerRemoved,
    /// The club is kept elsewhere and could not be asked whether the customer is a member.
    MembershipUnanswered,
    /// Who is asked in the app from now on; whose sale it is stays.
    PayerIdentified {
        contact: ContactId,
    },
    EnrolmentRequested {
        enrolment: EnrolmentId,
    },
    MemberAttached {
        member: MemberId,
    },
    /// What holds for the member alone, for the wares of the sale.
    MembershipRead {
        membership: Membership,
    },
    /// From now on it is priced with the basket.
    VoucherPutOn {
        voucher: SaleVoucher,
    },
    VoucherTakenOff {
        voucher: VoucherId,
    },
    PaymentRequested {
        payment: PaymentId,
        minor: i64,
        #[serde(default, skip_serializing_if = "PaymentFlow::is_push")]
        flow: PaymentFlow,
    },
    AttemptEnded {
        payment: PaymentId,
        end: AttemptEnd,
    },
    /// Wanted instead of the request that is open: taken when that has ended without money.
    TenderChosen {
        tender: Tender,
    },
    Tendered {
        tender: Tender,
    },
    /// Undone: handed back at the counter, or refunded by the payment.
    TenderRemoved {
        number: u32,
    },
    Parked {
        at_unix_ms: i64,
    },
    /// Taken up again after it was parked, perhaps at another till.
    Resumed {
        context: Context,
    },
    /// Taken away from a till that had it open.
    TakenOver {
        context: Context,
    },
    Completed {
        receipt_number: u64,
        at_unix_ms: i64,
    },
    Cancelled {
        at_unix_ms: i64,
    },
    /// Points for a completed sale, by line; in the commit that books them.
    PointsEarned {
        lines: Vec<EarnedLine>,
    },
    /// The points that a completed sale was paid with, by the lots that they were taken from.
    PointsSpent {
        parts: Vec<Lot>,
    },
    /// Points that went back with a return: how many of the earned line of that place.
    PointsTakenBack {
        lines: Vec<(usize, i64)>,
    },
    ReturnStarted {
        id: ReturnId,
        lines: Vec<ReturnedLine>,
        #[serde(default)]
        by_points: PointsPart,
    },
    /// A part of a return's money was handed out at the counter.
    ReturnPaidOut {
        id: ReturnId,
        tender: Tender,
    },
    ReturnCompleted {
        id: ReturnId,
        receipt_number: u64,
        tenders: Vec<Tender>,
    },
    ReturnCancelled {
        id: ReturnId,
    },
    /// Its receipt, or one of a return of it, is put on paper.
    ReceiptPrinted {
        #[serde(flatten)]
        paper: Paper,
    },
    /// Nothing usable came out.
    ReceiptNotPrinted {
        #[serde(flatten)]
        paper: Paper,
        why: PrintTrouble,
    },
}

/// What the newest change of a line was, so that it can be undone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum LineChange {
    Added {
        line: LineId,
    },
    QuantityWas {
        line: LineId,
        quantity: Quantity,
    },
    Removed {
        item: Box<Item>,
        quantity: Quantity,
        /// What it came to.
        total_minor: i64,
    },
    DiscountWas {
        line: LineId,
        minor: i64,
        reason: Option<DiscountReason>,
    },
}

/// What points pay, or what goes back as points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PointsPart {
    pub points: i64,
    pub minor: i64,
    /// They lower the price; if not, they pay it.
    #[serde(default)]
    pub as_discount: bool,
}

/// A return of wares of this sale, as the sale remembers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaleReturn {
    pub id: ReturnId,
    pub lines: Vec<ReturnedLine>,
    /// The part of it that goes back as points.
    #[serde(default)]
    pub by_points: PointsPart,
    /// None while money is still to be given back.
    pub receipt_number: Option<u64>,
    /// What was given back, by what: at the counter so far, in the app once it is completed.
    pub tenders: Vec<Tender>,
    /// Of its receipt.
    #[serde(default)]
    pub prints: Prints,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sale {
    pub id: SaleId,
    pub context: Context,
    pub country: Country,
    pub currency: Currency,
    pub opened_at_unix_ms: i64,
    pub state: SaleState,
    pub basket: Basket,
    pub customer: Option<Customer>,
    /// Who is asked in the app, if somebody else than the customer pays the rest.
    #[serde(default)]
    pub payer: Option<ContactId>,
    /// Whether lines are priced for a member. Follows the customer, except while a payment request
    /// is open or a part is paid: then prices stand still.
    pub member_prices: bool,
    /// What the member has beyond the club's own prices.
    #[serde(default)]
    pub membership: Membership,
    pub enrolment: Option<EnrolmentId>,
    /// Whether the customer may be a member of a club that could not be asked.
    #[serde(default)]
    pub membership_unanswered: bool,
    pub attempts: Vec<Attempt>,
    pub tenders: Vec<Tender>,
    /// What is taken at the counter as soon as the open request has ended without money.
    #[serde(default)]
    pub chosen_tender: Option<Tender>,
    last_tender: u32,
    /// What came back after completion, and is not called off.
    pub returns: Vec<SaleReturn>,
    /// The points that its lines earned, once it is completed.
    #[serde(default)]
    pub points: Vec<EarnedLine>,
    /// The points that it was paid with, once it is completed.
    #[serde(default)]
    pub points_spent: Vec<Lot>,
    /// The newest change of a line, unless it was undone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_change: Option<LineChange>,
    /// Of its receipt.
    #[serde(default)]
    pub prints: Prints,
}

impl Sale {
    pub fn is_open(&self) -> bool {
        self.state == SaleState::Open
    }

    /// Whether it may still come to something: open, or parked.
    pub fn is_unfinished(&self) -> bool {
        matches!(self.state, SaleState::Open | SaleState::Parked { .. })
    }

    /// The parts of a line that came back, in order.
    pub fn returned(&self, line: LineId) -> Vec<ReturnedLine> {
        let parts = self.returns.iter().flat_map(|one| &one.lines);
        parts.filter(|part| part.line == line).copied().collect()
    }

    /// How much of a line came back; none if nothing has.
    pub fn returned_quantity(&self, line: LineId) -> Option<Quantity> {
        let mut quantities = self.returned(line).into_iter().map(|part| part.quantity);
        let first = quantities.next()?;
        quantities.try_fold(first, |sum, quantity| sum.checked_add(quantity).ok())
    }

    /// The attempt that could still be captured for this sale, if there is one.
    pub fn live_attempt(&self) -> Option<&Attempt> {
        self.attempts.iter().find(|attempt| attempt.end.is_none())
    }

    /// Whether there is anything in it.
    pub fn is_begun(&self) -> bool {
        !self.basket.is_empty() || self.customer.is_some()
    }

    /// Who is asked to pay in the app.
    pub fn payer(&self) -> Option<ContactId> {
        self.payer.or(self.customer.map(|customer| customer.contact))
    }

    /// The member whose purchase it is: known at the sale, or put on it after it was paid.
    pub fn buyer(&self) -> Option<MemberId> {
        self.customer.and_then(|customer| customer.member)
    }

    /// Whether a part was paid in the app: then another customer may pay the next one.
    pub fn is_partly_paid_in_app(&self) -> bool {
        self.tenders.iter().any(|tender| matches!(tender.kind, TenderKind::Vipps { .. }))
    }

    /// Whether prices stand still.
    pub fn prices_pinned(&self) -> bool {
        self.live_attempt().is_some() || !self.tenders.is_empty()
    }

    /// What the wares cost, and points pay or take off a part of it: the turnover is the receipt's total.
    pub fn total(&self) -> Amount {
        Amount::new(self.basket.total_minor(), self.currency)
    }

    pub fn paid(&self) -> Amount {
        Amount::new(self.tenders.iter().map(|tender| tender.minor).sum(), self.currency)
    }

    /// The points that it is paid with, and what they pay.
    pub fn paid_with_points(&self) -> Option<PointsPart> {
        self.tenders.iter().find_map(|tender| match tender.kind {
            TenderKind::Points { points, as_discount } => {
                Some(PointsPart { points, minor: tender.minor, as_discount })
            }
            _ => None,
        })
    }

    /// Whether it is proved that the customer stands here, as points want it: by the personal QR, or by
    /// a payment of this sale that was pushed to the customer's own phone, and is captured. One that was
    /// given back proves nothing, and neither does a QR on the display, which anybody may scan.
    pub fn is_customer_proved(&self) -> bool {
        let Some(customer) = self.customer else { return false };
        let is_theirs = |payment: PaymentId| {
            let mut attempts = self.attempts.iter();
            attempts.any(|one| one.payment == payment && one.pushed_to == Some(customer.contact))
        };
        customer.by == IdentifiedBy::PersonalQr
            || self.tenders.iter().any(|tender| match tender.kind {
                TenderKind::Vipps { payment } => is_theirs(payment),
                _ => false,
            })
    }

    /// Whether points pay a part and nobody has proved yet whose they are: nothing completes the sale
    /// before.
    pub fn has_unproved_points(&self) -> bool {
        self.paid_with_points().is_some() && !self.is_customer_proved()
    }

    /// What has to be left to pay, in minor units, so that the member can still be asked on the phone.
    pub(crate) fn kept_for_proof_minor(&self) -> i64 {
        if self.is_customer_proved() { 0 } else { self.currency.payment_minor_min() }
    }

    /// What points take off a line, where they lower the price.
    pub(crate) fn off_by_points_minor(&self, line: LineId) -> i64 {
        let off = off_by_points(&self.basket, &self.tenders);
        let mut lines = self.basket.lines.iter().zip(off);
        lines.find(|(one, _)| one.id == line).map_or(0, |(_, minor)| minor)
    }

    /// The points that it has earned and that no return has taken back.
    pub fn points_kept(&self) -> i64 {
        self.points.iter().map(|line| line.points - line.taken_back).sum()
    }

    /// What is left to pay.
    pub fn due(&self) -> Amount {
        Amount::new(self.total().minor - self.paid().minor, self.currency)
    }

    /// The lines with their tax, and what was paid other than by the attempt at hand.
    pub fn receipt(&self) -> Receipt {
        Receipt::new(&self.basket, &self.tenders, self.currency)
    }

    /// The short id of a sale. It goes out with payment requests, which may still be declined; the
    /// fiscal receipt number comes with completion.
    pub fn short_id(&self) -> String {
        short(self.id.0)
    }

    pub fn book(&self) -> Book {
        self.context.book
    }

    /// What a member saves, or would save, by being one, in minor units.
    pub fn member_saving_minor(&self) -> i64 {
        self.basket.member_saving_minor(&self.membership)
    }

    /// What the customer would pay as the member that they have become, while prices stand still.
    pub fn total_as_member_minor(&self) -> i64 {
        self.basket.priced_for(Some(&self.membership)).total_minor()
    }

    /// What held for another member alone holds no more.
    fn serve(&mut self, customer: Customer) {
        if self.customer.is_none_or(|known| known.contact != customer.contact) {
            self.membership = Membership::default();
        }
        self.customer = Some(customer);
        self.membership_unanswered = false;
    }

    fn ask(&mut self, payment: PaymentId, minor: i64, flow: PaymentFlow) {
        let pushed_to = self.payer().filter(|_| flow == PaymentFlow::Push);
        self.attempts.push(Attempt { payment, minor, pushed_to, end: None });
    }

    fn take_points_back(&mut self, lines: &[(usize, i64)]) {
        for (place, points) in lines {
            if let Some(line) = self.points.get_mut(*place) {
                line.taken_back += points;
            }
        }
    }

    fn reprice(&mut self) {
        if !self.prices_pinned() {
            let buyer = self.buyer();
            self.member_prices = buyer.is_some();
            for voucher in &mut self.basket.vouchers {
                voucher.is_theirs = voucher.of.is_none() || voucher.of == buyer;
            }
            self.basket.reprice(self.member_prices.then_some(&self.membership));
        }
    }

    /// What undoes an event that changes a line.
    fn remember(&mut self, event: &SaleEvent) {
        let line = |id: &LineId| self.basket.line(*id);
        let change = match event {
            SaleEvent::LineAdded { line, .. } => Some(LineChange::Added { line: *line }),
            SaleEvent::QuantitySet { line: id, .. } => line(id)
                .map(|line| LineChange::QuantityWas { line: line.id, quantity: line.quantity }),
            SaleEvent::LineRemoved { line: id } => line(id).map(|line| LineChange::Removed {
                item: Box::new(line.item.clone()),
                quantity: line.quantity,
                total_minor: line.price().total_minor,
            }),
            SaleEvent::DiscountSet { line: id, .. } => line(id).map(|line| {
                let (minor, reason) = (line.item.discount_minor, line.item.discount_reason);
                LineChange::DiscountWas { line: line.id, minor, reason }
            }),
            SaleEvent::ChangeUndone | SaleEvent::Completed { .. } | SaleEvent::Cancelled { .. } => {
                None
            }
            _ => return,
        };
        self.last_change = change;
    }

    fn set_print(&mut self, paper: Paper, print: Print) {
        let prints = match paper.returning {
            None => Some(&mut self.prints),
            Some(id) => self.returns.iter_mut().find(|one| one.id == id).map(|one| &mut one.prints),
        };
        if let Some(prints) = prints {
            prints.set(paper.is_copy, print);
        }
    }

    /// What happens to returns of it.
    fn apply_return(&mut self, event: &SaleEvent) {
        match event {
            SaleEvent::ReturnStarted { id, lines, by_points } => self.returns.push(SaleReturn {
                id: *id,
                lines: lines.clone(),
                by_points: *by_points,
                receipt_number: None,
                tenders: Vec::new(),
                prints: Prints::default(),
            }),
            SaleEvent::ReturnPaidOut { id, tender } => {
                if let Some(one) = self.returns.iter_mut().find(|one| one.id == *id) {
                    one.tenders.push(*tender);
                }
            }
            SaleEvent::ReturnCompleted { id, receipt_number, tenders } => {
                if let Some(one) = self.returns.iter_mut().find(|one| one.id == *id) {
                    one.receipt_number = Some(*receipt_number);
                    one.tenders.clone_from(tenders);
                }
            }
            SaleEvent::ReturnCancelled { id } => self.returns.retain(|one| one.id != *id),
            _ => {}
        }
    }
}

impl Aggregate for Sale {
    type Event = SaleEvent;
    const KIND: Kind = Kind::Sale;
    const REVISION: u32 = 1;

    fn first(event: &SaleEvent) -> Option<Self> {
        let SaleEvent::Opened { id, context, country, currency, at_unix_ms } = event else {
            return None;
        };
        Some(Self {
            id: *id,
            context: context.clone(),
            country: *country,
            currency: *currency,
            opened_at_unix_ms: *at_unix_ms,
            state: SaleState::Open,
            basket: Basket::default(),
            customer: None,
            payer: None,
            member_prices: false,
            membership: Membership::default(),
            enrolment: None,
            membership_unanswered: false,
            attempts: Vec::new(),
            tenders: Vec::new(),
            chosen_tender: None,
            last_tender: 0,
            returns: Vec::new(),
            points: Vec::new(),
            points_spent: Vec::new(),
            last_change: None,
            prints: Prints::default(),
        })
    }

    fn apply(&mut self, event: &SaleEvent) {
        self.remember(event);
        match event {
            SaleEvent::Opened { .. } | SaleEvent::ChangeUndone => {}
            SaleEvent::LineAdded { line, item, quantity } => {
                let (id, item, quantity) = (*line, item.clone(), *quantity);
                self.basket.add(Line { id, item, quantity, rules: Vec::new() });
            }
            SaleEvent::QuantitySet { line, quantity } => {
                self.basket.set_quantity(*line, *quantity);
            }
            SaleEvent::LineRemoved { line } => self.basket.remove(*line),
            SaleEvent::DiscountSet { line, minor, reason } => {
                self.basket.set_discount(*line, *minor, *reason);
            }
            SaleEvent::CustomerIdentified { customer } => self.serve(*customer),
            SaleEvent::MembershipUnanswered => self.membership_unanswered = true,
            SaleEvent::PayerIdentified { contact } => {
                let is_customer = self.customer.is_some_and(|one| one.contact == *contact);
                self.payer = (!is_customer).then_some(*contact);
            }
            SaleEvent::CustomerRemoved => {
                self.customer = None;
                self.membership = Membership::default();
                self.payer = None;
                self.enrolment = None;
                self.membership_unanswered = false;
            }
            SaleEvent::EnrolmentRequested { enrolment } => self.enrolment = Some(*enrolment),
            SaleEvent::MemberAttached { member } => {
                if let Some(customer) = &mut self.customer {
                    customer.member = Some(*member);
                    self.membership_unanswered = false;
                }
            }
            SaleEvent::MembershipRead { membership } => self.membership.clone_from(membership),
            SaleEvent::VoucherPutOn { voucher } => self.basket.vouchers.push(voucher.clone()),
            SaleEvent::VoucherTakenOff { voucher } => {
                self.basket.vouchers.retain(|one| one.id != *voucher);
            }
            SaleEvent::PaymentRequested { payment, minor, flow } => {
                self.ask(*payment, *minor, *flow);
            }
            SaleEvent::AttemptEnded { payment, end } => {
                self.chosen_tender = None;
                if let Some(attempt) = self.attempts.iter_mut().find(|one| one.payment == *payment)
                {
                    attempt.end = Some(*end);
                }
            }
            SaleEvent::TenderChosen { tender } => self.chosen_tender = Some(*tender),
            SaleEvent::Tendered { tender } => {
                self.last_tender += 1;
                self.tenders.push(Tender { number: self.last_tender, ..*tender });
            }
            SaleEvent::TenderRemoved { number } => {
                self.tenders.retain(|tender| tender.number != *number);
                if !self.is_partly_paid_in_app() {
                    self.payer = None;
                }
            }
            SaleEvent::Parked { at_unix_ms } => {
                self.state = SaleState::Parked { at_unix_ms: *at_unix_ms };
            }
            SaleEvent::Resumed { context } | SaleEvent::TakenOver { context } => {
                self.context = context.clone();
                self.state = SaleState::Open;
            }
            SaleEvent::Completed { receipt_number, at_unix_ms } => {
                self.state = SaleState::Completed {
                    receipt_number: *receipt_number,
                    at_unix_ms: *at_unix_ms,
                };
            }
            SaleEvent::Cancelled { at_unix_ms } => {
                self.state = SaleState::Cancelled { at_unix_ms: *at_unix_ms };
            }
            SaleEvent::PointsEarned { lines } => self.points.clone_from(lines),
            SaleEvent::PointsSpent { parts } => self.points_spent.clone_from(parts),
            SaleEvent::PointsTakenBack { lines } => self.take_points_back(lines),
            SaleEvent::ReturnStarted { .. }
            | SaleEvent::ReturnPaidOut { .. }
            | SaleEvent::ReturnCompleted { .. }
            | SaleEvent::ReturnCancelled { .. } => self.apply_return(event),
            SaleEvent::ReceiptPrinted { paper } => self.set_print(*paper, Print::Sent),
            SaleEvent::ReceiptNotPrinted { paper, why } => {
                self.set_print(*paper, Print::Failed { why: *why });
            }
        }
        if self.is_unfinished() {
            self.reprice();
        }
    }

    fn due_unix_ms(&self) -> Option<i64> {
        None
    }
}
