//! The one door into the domain: what a command reads, what it may do, what happens.

mod joining;
mod paying;
mod selling;
mod settling;

use crate::aggregate::Aggregate;
use crate::basket::{Item, LineId};
use crate::context::Context;
use crate::enrolment::{Enrolment, EnrolmentEvent, LoginAnswer, StartAnswer};
use crate::ids::{ClubId, EnrolmentId, MemberId, PaymentId, SaleId};
use crate::member::{Consent, Member, MemberEvent};
use crate::money::Currency;
use crate::payment::{
    CallAnswer, Claim, Operation, Payment, PaymentEvent, PaymentFlow, ProviderState, Reading,
    Settling,
};
use crate::quantity::Quantity;
use crate::refusal::Refusal;
use crate::sale::{Customer, Sale, SaleEvent};
use crate::shop::SalesUnit;
use crate::tender::TenderKind;
use crate::till::{Till, TillEvent};
use crate::time::Now;
use crate::vat::Country;

/// Everything that a command reads. Whoever commits the outcome makes it conditional on the version
/// of each of them, so that nothing is decided on what has changed since.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub till: Option<Till>,
    pub sale: Option<Sale>,
    pub payment: Option<Payment>,
    pub enrolment: Option<Enrolment>,
    pub member: Option<Member>,
}

/// What happened, by aggregate, in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Changes {
    pub till: Vec<TillEvent>,
    pub sale: Vec<SaleEvent>,
    pub payment: Vec<PaymentEvent>,
    pub enrolment: Vec<EnrolmentEvent>,
    pub member: Vec<MemberEvent>,
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
    Identify {
        customer: Customer,
    },
    RemoveCustomer,
    Tender {
        kind: TenderKind,
        minor: i64,
    },
    CancelSale,

    // Joining. Reads the sale, the enrolment, and the member once there is one.
    RequestMembership {
        enrolment: EnrolmentId,
        club: Option<ClubId>,
        sales_unit: SalesUnit,
        binding_message: String,
    },
    StartSent,
    StartAnswered {
        answer: StartAnswer,
    },
    LoginAnswered {
        answer: LoginAnswer,
    },
    Enrol {
        member: MemberId,
        consents: Vec<Consent>,
    },

    // Paying. Reads the till, the sale, the payment, and the member if the sale has one.
    RequestPayment {
        payment: PaymentId,
        sales_unit: SalesUnit,
        reference_prefix: String,
        seller: String,
        pos_id: String,
        flow: PaymentFlow,
    },
    CancelPayment,
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
    PaymentNoticed {
        state: ProviderState,
    },
    /// Until when the approved money is sure to be there.
    CaptureGuaranteed {
        until_unix_ms: i64,
    },
    /// What a person does about a payment that waits for one.
    SettlePayment {
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
    match command {
        Command::OpenSale { .. }
        | Command::AddLine { .. }
        | Command::SetQuantity { .. }
        | Command::RemoveLine { .. }
        | Command::Identify { .. }
        | Command::RemoveCustomer
        | Command::Tender { .. }
        | Command::CancelSale => selling::decide(facts, context, command, now),
        Command::RequestMembership { .. }
        | Command::StartSent
        | Command::StartAnswered { .. }
        | Command::LoginAnswered { .. }
        | Command::Enrol { .. } => joining::decide(facts, context, command, now),
        Command::RequestPayment { .. }
        | Command::CancelPayment
        | Command::ClaimPayment { .. }
        | Command::CallSent { .. }
        | Command::CallAnswered { .. }
        | Command::PaymentRead { .. }
        | Command::PaymentAbsent { .. }
        | Command::PaymentNoticed { .. }
        | Command::CaptureGuaranteed { .. } => paying::decide(facts, context, command, now),
        Command::SettlePayment { how } => settling::decide(facts, context, how, now),
    }
}

/// The sale of a command, if it is open and belongs to the till that asks.
fn open_sale<'a>(facts: &'a Facts, context: &Context) -> Result<&'a Sale, Refusal> {
    let sale = facts.sale.as_ref().ok_or(Refusal::SaleUnknown)?;
    if sale.context.till != context.till {
        return Err(Refusal::OtherTill);
    }
    if sale.is_open() { Ok(sale) } else { Err(Refusal::SaleClosed) }
}

/// The events of a sale that is paid in full, or none if it is not.
fn complete(
    facts: &Facts,
    sale: &Sale,
    context: &Context,
    now: Now,
) -> (Vec<SaleEvent>, Vec<TillEvent>, Vec<MemberEvent>) {
    use crate::till::JournalFact;
    if !sale.is_open() || sale.basket.is_empty() || sale.due().minor > 0 {
        return Default::default();
    }
    let till = facts.till.clone().unwrap_or_else(|| Till::new(sale.context.till.clone()));
    let receipt_number = till.next_receipt_number(sale.book());
    let (at_unix_ms, total) = (now.unix_ms, sale.total());
    let tax_minor = sale.receipt().lines.iter().map(|line| line.tax_minor).sum();
    let fact = JournalFact::SaleCompleted { sale: sale.id, receipt_number, total, tax_minor };
    let booked = sale
        .customer
        .and_then(|customer| customer.member)
        .map(|_| MemberEvent::PurchaseBooked { sale: sale.id, receipt_number, total, at_unix_ms });
    // A worker completes a sale in the name and the book of whoever made it.
    let context = Context { channel: context.channel, ..sale.context.clone() };
    (
        vec![SaleEvent::Completed { receipt_number, at_unix_ms }],
        vec![till.journal(&context, now, fact)],
        booked.into_iter().collect(),
    )
}

/// The sale after some events.
fn after(sale: &Sale, events: &[SaleEvent]) -> Sale {
    let mut sale = sale.clone();
    for event in events {
        sale.apply(event);
    }
    sale
}
