//! The one door into the domain: what a command reads, what it may do, what happens.

mod adjusting;
mod booking;
mod club;
mod correcting;
mod crediting;
mod joining;
mod membership;
mod moving;
mod paying;
mod printing;
mod returning;
mod selling;
mod settling;
mod spending;
mod telling;
mod unclaimed;
mod vouchers;

pub use club::ClubCommand;
pub use correcting::HandDiscount;
pub use paying::is_news;
pub use spending::{PointWorth, PointsQuote};

use crate::aggregate::Aggregate;
use crate::basket::{Item, LineId};
use crate::booking::{Bookable, Booking, BookingAnswer, BookingEvent};
use crate::context::Context;
use crate::enrolment::{Enrolment, EnrolmentEvent, LoginAnswer, StartAnswer};
use crate::ids::{
    ClubId, ContactId, EnrolmentId, MemberId, PaymentId, ProductId, ReservationId, ReturnId,
    SaleId, VoucherId,
};
use crate::member::{Consent, Member, MemberEvent};
use crate::money::{Amount, Currency};
use crate::payment::{
    CallAnswer, Claim, Operation, Payment, PaymentEvent, PaymentFlow, ProviderState, Reading,
    Settling,
};
use crate::points::{Account, AccountEvent, PointsRules};
use crate::prices::Membership;
use crate::printing::{Paper, PrintTrouble, PrintedBy};
use crate::quantity::Quantity;
use crate::refusal::Refusal;
use crate::returning::{Return, ReturnEvent};
use crate::sale::{Customer, Sale, SaleEvent, SaleState};
use crate::shop::SalesUnit;
use crate::tender::TenderKind;
use crate::till::{ImportKind, JournalFact, MemberAct, Till, TillEvent};
use crate::time::{LocalDate, Now};
use crate::vat::Country;
use crate::voucher::{Voucher, VoucherEvent, VoucherReason, VoucherTerms};

/// Everything that a command reads. Whoever commits the outcome makes it conditional on the version
/// of each of them, so that nothing is decided on what has changed since.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// The till where it happens.
    pub till: Option<Till>,
    /// The till that the sale comes from, when it goes on at another.
    pub from_till: Option<Till>,
    pub sale: Option<Sale>,
    /// The sale that the till is at, when a command would put another in its place.
    pub current_sale: Option<Sale>,
    pub returning: Option<Return>,
    /// The attempt at hand.
    pub payment: Option<Payment>,
    /// The captured payments of the sale, in order, when a command may give money back.
    pub paid_by: Vec<Payment>,
    pub enrolment: Option<Enrolment>,
    pub member: Option<Member>,
    /// The member's points, when a command may complete a sale or a return. Of a member for whom
    /// another stands, the other's.
    pub account: Option<Account>,
    /// Whom else a command is about: who has the phone number so far, or who is merged.
    pub other_member: Option<Member>,
    pub other_account: Option<Account>,
    /// The club of the sale's store.
    pub club: Option<ClubId>,
    /// How that club gives points; none: it gives none.
    pub points: Option<PointsRules>,
    /// The day in the store's zone on which the sale was paid, once it is.
    pub sold_on: Option<LocalDate>,
    /// What holds for one member alone, when a command may add that member or a product.
    pub membership: Option<(MemberId, Membership)>,
    /// The store's club, if the merchant keeps it in a system of its own.
    pub own_directory: Option<ClubId>,
    /// Whether points lower the price in the store's club; if not, they pay it.
    pub points_as_discount: bool,
    /// How a payment request would reach the member, when a command spends points; none if the customer's
    /// number is not the member's now.
    pub reach: Option<PaymentFlow>,
    /// What such a club is told of the sale at hand.
    pub booking: Option<Booking>,
    /// Those that the sale has, when a command may end it; the one that a command is about; and of a member
    /// who is erased, their own.
    pub vouchers: Vec<Voucher>,
}

/// What happened, by aggregate, in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Changes {
    pub till: Vec<TillEvent>,
    pub from_till: Vec<TillEvent>,
    pub sale: Vec<SaleEvent>,
    pub returning: Vec<ReturnEvent>,
    pub payment: Vec<PaymentEvent>,
    /// Of the payments in [`Facts::paid_by`].
    pub paid_by: Vec<(PaymentId, PaymentEvent)>,
    pub enrolment: Vec<EnrolmentEvent>,
    pub member: Vec<MemberEvent>,
    pub account: Vec<AccountEvent>,
    pub other_member: Vec<MemberEvent>,
    pub other_account: Vec<AccountEvent>,
    pub booking: Vec<BookingEvent>,
    /// Of a booking of its own, for somebody who has joined.
    pub joining: Vec<BookingEvent>,
    /// Of the vouchers in [`Facts::vouchers`], or of a new one.
    pub vouchers: Vec<(VoucherId, VoucherEvent)>,
}

impl Changes {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What somebody wants, or what the outside world said.
#[derive(Debug, Clone)]
pub enum Command {
    // Selling. Reads the till and the sale.
    OpenSale {
        sale: SaleId,
        country: Country,
        currency: Currency,
    },
    AddLine {
        item: Item,
        quantity: Quantity,
    },
    SetQuantity {
        line: LineId,
        quantity: Quantity,
    },
    RemoveLine {
        line: LineId,
    },
    /// Takes something off a line by hand.
    SetDiscount(HandDiscount),
    /// Undoes the newest change of a line.
    UndoChange,
    Identify {
        customer: Customer,
        /// The club is kept elsewhere and could not be asked whether the customer is a member.
        is_unanswered: bool,
    },
    RemoveCustomer,
    /// Somebody typed a number and was told whether a member has it.
    NumberLookedUp {
        contact: ContactId,
        is_member: bool,
    },
    /// The operator has proved who it is, at a till.
    SignIn,
    /// The same, done with the till, or locking it.
    SignOut,
    /// Somebody takes along all that there is about a member.
    ExportMember {
        member: MemberId,
    },
    /// So many rows of files that somebody brought are about to go in.
    BeginImport {
        what: ImportKind,
        rows: u64,
    },
    /// A screen becomes the till's customer display, in place of the one before.
    PairDisplay,
    UnpairDisplay,
    /// Somebody asks what one of a product costs, and buys nothing.
    LookUpPrice {
        product: ProductId,
        unit_minor: i64,
        currency: Currency,
    },
    /// While a payment request is open, it is cancelled first. Reads the payment, too.
    Tender {
        kind: TenderKind,
        minor: i64,
    },
    /// Pays with points of the member's; with as many as there are and fit if not said.
    UsePoints {
        points: Option<i64>,
    },
    /// The same of a member of a club that is kept elsewhere, which is asked to keep them first.
    /// Committed before the first byte goes out.
    ReservePoints {
        reservation: ReservationId,
        points: i64,
    },
    /// What the club said. Kept, they pay `worth_minor`, if the sale can still take that.
    PointsReserved {
        entry: Bookable,
        answer: BookingAnswer,
        worth_minor: i64,
    },
    /// Undoes a tender before the sale completes: handed back at the counter, or refunded.
    RemoveTender {
        number: u32,
    },
    /// Puts a voucher on the sale. Reads the voucher, too.
    PutVoucherOn {
        voucher: VoucherId,
    },
    TakeVoucherOff {
        voucher: VoucherId,
    },
    CancelSale,
    /// Hands out at the counter what Vipps MobilePay refused to give back of a sale that was called
    /// off.
    PayOutRefused {
        kind: TenderKind,
    },
    /// A receipt is about to be put on paper. Committed before the first byte goes out.
    PrintReceipt {
        paper: Paper,
        by: PrintedBy,
    },
    /// Nothing usable came out of the printer.
    ReceiptNotPrinted {
        paper: Paper,
        why: PrintTrouble,
    },
    ParkSale,
    ResumeSale,
    TakeOverSale,

    // Returning. Reads the till, the original sale, the return, the captured payments, and the
    // member if the sale has one.
    StartReturn {
        id: ReturnId,
        /// Without a quantity: all that is left of the line.
        lines: Vec<(LineId, Option<Quantity>)>,
        /// A tender at the counter for all of it; none: as it was paid.
        by: Option<TenderKind>,
        /// Of the till's store.
        currency: Currency,
    },
    /// Pays out at the counter what is left of a return.
    PayOut {
        kind: TenderKind,
        currency: Currency,
    },
    CancelReturn,

    // Joining. Reads the sale, the enrolment, and the member once there is one.
    RequestMembership {
        enrolment: EnrolmentId,
        club: Option<ClubId>,
        sales_unit: SalesUnit,
        binding_message: String,
        /// Although a member has the number: whoever stands there may be somebody else.
        anew: bool,
    },
    /// The cashier waits no longer for the answer.
    GiveUpEnrolment,
    StartSent,
    StartAnswered {
        answer: StartAnswer,
    },
    LoginAnswered {
        answer: LoginAnswer,
    },
    /// Reads who has the number so far, if that is another member of the club; or who approved, if another
    /// stands for them.
    Enrol {
        member: MemberId,
        consents: Vec<Consent>,
        /// The member is known by the number alone: whoever comes from elsewhere. Nothing happens if
        /// an approval has proved meanwhile who that is.
        by_number: bool,
        /// Whether the number is another than the one so far.
        has_new_number: bool,
        /// Who approved is the other member that is read, for whom the member stands: number and identity
        /// are that one's.
        for_other: bool,
    },

    // Vouchers, at no till. Reads the voucher, and the member if it is for one alone.
    IssueVoucher {
        voucher: VoucherId,
        terms: VoucherTerms,
        /// The end of its code.
        ends: String,
    },
    WithdrawVoucher {
        voucher: VoucherId,
        reason: VoucherReason,
    },

    /// Reads the member, and for merging the other one and the accounts of both.
    Club(ClubCommand),

    // Paying. Reads the till, the sale, the payment, and the member if the sale has one.
    RequestPayment {
        payment: PaymentId,
        sales_unit: SalesUnit,
        reference_prefix: String,
        seller: String,
        pos_id: String,
        flow: PaymentFlow,
        /// A part of what is due; none: all of it.
        minor: Option<i64>,
    },
    CancelPayment,
    /// Takes the request back that was pushed, for the customer to scan a QR.
    ShowQr,
    ClaimPayment {
        claim: Claim,
    },
    /// Committed before the first byte goes out. No events when the state does not want the call
    /// any more: then it must not be sent.
    CallSent {
        operation: Operation,
        sequence: u32,
        body_sha256: String,
    },
    CallAnswered {
        operation: Operation,
        sequence: u32,
        answer: CallAnswer,
    },
    /// What a read showed, and when it was asked.
    PaymentRead {
        reading: Reading,
        asked_at_unix_ms: i64,
    },
    PaymentAbsent {
        asked_at_unix_ms: i64,
    },
    /// The event log of a payment was read: whether the key of a refund in doubt is there.
    RefundLookedUp {
        key: String,
        is_logged: bool,
        asked_at_unix_ms: i64,
    },
    PaymentNoticed {
        state: ProviderState,
    },
    /// Nobody has said for too long whether the money is taken.
    CaptureLate,
    /// A webhook tells that money was moved, by a call with that key.
    PaymentMoved {
        key: Option<String>,
    },
    /// Until when the approved money is sure to be there.
    CaptureGuaranteed {
        until_unix_ms: i64,
    },
    /// What a person does about a payment that waits for one.
    SettlePayment {
        how: Settling,
    },

    // Telling a club that is kept elsewhere. Reads the booking.
    /// Committed before the first byte goes out. No events when it is not wanted any more: then it
    /// must not be sent.
    BookingSent {
        entry: Bookable,
    },
    BookingAnswered {
        entry: Bookable,
        answer: BookingAnswer,
    },
    /// What a person does about a booking that waits for one. Reads the till, too.
    SettleBooking {
        how: Settling,
    },
}

/// What a command does to what it read.
///
/// # Errors
///
/// A [`Refusal`] when it may not be done; then nothing happened. Observations of the outside world
/// are never refused: what adds nothing has no events.
pub fn decide(
    facts: &Facts,
    context: &Context,
    command: Command,
    now: Now,
) -> Result<Changes, Refusal> {
    let mut changes = decide_command(facts, context, command, now)?;
    membership::follow(facts, &mut changes);
    Ok(changes)
}

/// What changes nothing but the till's journal.
fn only_journalled(facts: &Facts, context: &Context, now: Now, fact: JournalFact) -> Changes {
    let mut journal = Journal::of(facts, context, now);
    journal.write(fact);
    Changes { till: journal.entries, ..Changes::default() }
}

fn decide_command(
    facts: &Facts,
    context: &Context,
    command: Command,
    now: Now,
) -> Result<Changes, Refusal> {
    match command {
        Command::OpenSale { .. }
        | Command::AddLine { .. }
        | Command::SetQuantity { .. }
        | Command::RemoveLine { .. }
        | Command::SetDiscount(_)
        | Command::UndoChange
        | Command::Identify { .. }
        | Command::RemoveCustomer
        | Command::Tender { .. }
        | Command::RemoveTender { .. }
        | Command::PayOutRefused { .. }
        | Command::CancelSale => selling::decide(facts, context, command, now),
        Command::NumberLookedUp { contact, is_member } => Ok(only_journalled(
            facts,
            context,
            now,
            JournalFact::NumberLookedUp { contact, is_member },
        )),
        Command::SignIn => Ok(only_journalled(facts, context, now, JournalFact::SignedIn)),
        Command::SignOut => Ok(only_journalled(facts, context, now, JournalFact::SignedOut)),
        Command::ExportMember { member } => {
            let fact = JournalFact::MemberServed { member, act: MemberAct::Exported };
            Ok(only_journalled(facts, context, now, fact))
        }
        Command::BeginImport { what, rows } => {
            Ok(only_journalled(facts, context, now, JournalFact::ImportBegun { what, rows }))
        }
        Command::PairDisplay => {
            Ok(only_journalled(facts, context, now, JournalFact::DisplayPaired))
        }
        Command::UnpairDisplay => {
            Ok(only_journalled(facts, context, now, JournalFact::DisplayUnpaired))
        }
        Command::LookUpPrice { product, unit_minor, currency } => {
            let unit = Amount::new(unit_minor, currency);
            let fact = JournalFact::PriceLookedUp { product: product.to_string(), unit };
            Ok(only_journalled(facts, context, now, fact))
        }
        Command::UsePoints { points } => spending::use_points(facts, context, points, now),
        Command::ReservePoints { reservation, points } => {
            spending::reserve(facts, context, (reservation, points), now)
        }
        Command::PointsReserved { entry, answer, worth_minor } => {
            Ok(spending::reserved(facts, context, entry, (answer, worth_minor), now))
        }
        Command::PutVoucherOn { voucher } => vouchers::put_on(facts, context, voucher, now),
        Command::TakeVoucherOff { voucher } => vouchers::take_off(facts, context, voucher, now),
        Command::IssueVoucher { voucher, terms, ends } => {
            vouchers::issue(facts, context, (voucher, terms, ends), now)
        }
        Command::WithdrawVoucher { voucher, reason } => {
            vouchers::withdraw(facts, context, (voucher, reason), now)
        }
        Command::PrintReceipt { paper, by } => printing::print(facts, context, (paper, by), now),
        Command::ReceiptNotPrinted { paper, why } => {
            printing::not_printed(facts, context, (paper, why), now)
        }
        Command::ParkSale => moving::park(facts, context, now),
        Command::ResumeSale => moving::resume(facts, context, now),
        Command::TakeOverSale => moving::take_over(facts, context, now),
        Command::StartReturn { .. } | Command::PayOut { .. } | Command::CancelReturn => {
            returning::decide(facts, context, command, now)
        }
        Command::RequestMembership { .. }
        | Command::GiveUpEnrolment
        | Command::StartSent
        | Command::StartAnswered { .. }
        | Command::LoginAnswered { .. }
        | Command::Enrol { .. } => joining::decide(facts, context, command, now),
        Command::Club(command) => club::decide(facts, context, command, now),
        Command::RequestPayment { .. }
        | Command::CancelPayment
        | Command::ShowQr
        | Command::ClaimPayment { .. }
        | Command::CallSent { .. }
        | Command::CallAnswered { .. }
        | Command::PaymentRead { .. }
        | Command::PaymentAbsent { .. }
        | Command::RefundLookedUp { .. }
        | Command::PaymentNoticed { .. }
        | Command::CaptureLate
        | Command::PaymentMoved { .. }
        | Command::CaptureGuaranteed { .. } => paying::decide(facts, context, command, now),
        Command::SettlePayment { how } => settling::decide(facts, context, how, now),
        Command::BookingSent { entry } => Ok(telling::sent(facts, entry, now)),
        Command::BookingAnswered { entry, answer } => {
            Ok(telling::answered(facts, entry, answer, now))
        }
        Command::SettleBooking { how } => telling::settle(facts, context, how, now),
    }
}

/// The sale of a command, if it is open and belongs to the till that asks.
fn open_sale<'a>(facts: &'a Facts, context: &Context) -> Result<&'a Sale, Refusal> {
    let sale = facts.sale.as_ref().ok_or(Refusal::SaleUnknown)?;
    if sale.context.till != context.till {
        return Err(Refusal::OtherTill);
    }
    match sale.state {
        SaleState::Open => Ok(sale),
        SaleState::Parked { .. } => Err(Refusal::SaleParked),
        SaleState::Completed { .. } | SaleState::Cancelled { .. } => Err(Refusal::SaleClosed),
    }
}

/// Entries for the journal of the till at hand, each chained to the one before.
struct Journal {
    till: Till,
    context: Context,
    now: Now,
    entries: Vec<TillEvent>,
}

impl Journal {
    fn of(facts: &Facts, context: &Context, now: Now) -> Self {
        let till = facts.till.clone().unwrap_or_else(|| Till::new(context.till.clone()));
        Self { till, context: context.clone(), now, entries: Vec::new() }
    }

    fn write(&mut self, fact: JournalFact) {
        let entry = self.till.journal(&self.context, self.now, fact);
        self.till.apply(&entry);
        self.entries.push(entry);
    }
}

/// Adds what completes a sale that is paid in full; nothing if it is not. `sale` is the sale after the
/// changes so far.
fn complete(facts: &Facts, sale: &Sale, context: &Context, now: Now, changes: &mut Changes) {
    let is_paid = sale.due().minor <= 0 && !sale.has_unproved_points();
    if !sale.is_open() || sale.basket.is_empty() || !is_paid {
        return;
    }
    let till = facts.till.clone().unwrap_or_else(|| Till::new(sale.context.till.clone()));
    let receipt_number = till.next_receipt_number(sale.book());
    let receipt = sale.receipt();
    let (at_unix_ms, total, tax_minor) = (now.unix_ms, receipt.total(), receipt.tax_minor());
    let fact = JournalFact::SaleCompleted { sale: sale.id, receipt_number, total, tax_minor };
    // A worker completes a sale in the name and the book of whoever made it.
    let context = Context { channel: context.channel, ..sale.context.clone() };
    changes.sale.push(SaleEvent::Completed { receipt_number, at_unix_ms });
    changes.till.push(till.journal(&context, now, fact));
    vouchers::settle(facts, sale, now, changes);
    if let Some(member) = sale.customer.and_then(|customer| customer.member) {
        spending::spend(facts, sale, member, now, changes);
        let (of, sale) = (sale, sale.id);
        changes.member.push(MemberEvent::PurchaseBooked {
            sale,
            receipt_number,
            total,
            at_unix_ms,
        });
        booking::earn(facts, of, member, now, changes);
    } else {
        telling::seek(facts, sale, now, changes);
    }
}

/// The sale after some events.
fn after(sale: &Sale, events: &[SaleEvent]) -> Sale {
    let mut sale = sale.clone();
    for event in events {
        sale.apply(event);
    }
    sale
}
