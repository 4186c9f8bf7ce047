//! Asking a customer to pay, and following the request to its end.

use super::{Changes, Command, Facts, after, complete, open_sale, returning, spending, unclaimed};
use crate::aggregate::Aggregate;
use crate::context::Context;
use crate::money::{Amount, PAYMENT_MINOR_MAX};
use crate::payment::{
    Claim, Fate, Operation, Payment, PaymentEvent, PaymentFlow, PaymentPlan, PaymentState,
    ProviderState,
};
use crate::refusal::Refusal;
use crate::sale::{ATTEMPTS_MAX, AttemptEnd, Sale, SaleEvent};
use crate::tender::{Tender, TenderKind};
use crate::time::Now;

/// The bounds of `paymentDescription` (ePayment specification 1.8.1: 3 to 100 characters).
const DESCRIPTION_LENGTH_MAX: usize = 100;

pub(super) fn decide(
    facts: &Facts,
    context: &Context,
    command: Command,
    now: Now,
) -> Result<Changes, Refusal> {
    if let Command::RequestPayment { .. } = command {
        return request(facts, context, command, now);
    }
    let at_unix_ms = now.unix_ms;
    let Some(payment) = &facts.payment else {
        return match command {
            Command::CancelPayment | Command::ShowQr => Err(Refusal::NoPaymentOpen),
            Command::ClaimPayment { .. } => Err(Refusal::NothingToDecide),
            _ => Ok(Changes::default()),
        };
    };
    let events = match command {
        Command::CancelPayment => cancel(payment, at_unix_ms)?,
        Command::ShowQr => show_qr(payment, at_unix_ms)?,
        Command::ClaimPayment { claim } if payment.awaits_claim() => {
            vec![PaymentEvent::Claimed { claim, at_unix_ms }]
        }
        Command::ClaimPayment { .. } => return Err(Refusal::NothingToDecide),
        Command::CallSent { operation, sequence, body_sha256 }
            if payment.wants(operation, sequence) =>
        {
            vec![PaymentEvent::Sent { operation, sequence, body_sha256, at_unix_ms }]
        }
        Command::CallSent { .. } => Vec::new(),
        news => heard(payment, &news, at_unix_ms),
    };
    if events.is_empty() {
        return Ok(Changes::default());
    }
    let mut changes = follow(facts, payment, events, context, now);
    returning::follow(facts, payment, context, now, &mut changes);
    unclaimed::journal(facts, payment, context, now, &mut changes);
    Ok(changes)
}

/// Whether that tells something new of a payment. If not, nothing comes of it, whatever its sale is
/// at: most looks at a request that waits for the customer end here.
pub fn is_news(payment: &Payment, told: &Command, now_unix_ms: i64) -> bool {
    !heard(payment, told, now_unix_ms).is_empty()
}

/// What is new in what the outside world told of a payment.
fn heard(payment: &Payment, told: &Command, at_unix_ms: i64) -> Vec<PaymentEvent> {
    match told {
        Command::CallAnswered { operation, sequence, answer } => {
            payment.answered(*operation, *sequence, *answer, at_unix_ms)
        }
        Command::PaymentRead { reading, asked_at_unix_ms } => {
            let mut events = payment.read(reading, *asked_at_unix_ms, at_unix_ms);
            events.extend(payment.looked(*asked_at_unix_ms));
            events
        }
        Command::PaymentAbsent { asked_at_unix_ms } => {
            let mut events = payment.read_absent(*asked_at_unix_ms, at_unix_ms);
            events.extend(payment.looked(*asked_at_unix_ms));
            events
        }
        // Meanwhile another refund may be in doubt: what was looked up says nothing of that one.
        Command::RefundLookedUp { key, .. } if payment.refund_in_doubt() != Some(key.as_str()) => {
            Vec::new()
        }
        Command::RefundLookedUp { is_logged, asked_at_unix_ms, .. } => {
            payment.refund_looked_up(*is_logged, *asked_at_unix_ms, at_unix_ms)
        }
        Command::CaptureGuaranteed { until_unix_ms } => {
            payment.guaranteed(*until_unix_ms, at_unix_ms)
        }
        Command::PaymentNoticed { state } => payment.noticed(*state, at_unix_ms),
        Command::CaptureLate => payment.late(at_unix_ms).into_iter().collect(),
        Command::PaymentMoved { key } => {
            payment.moved(key.as_deref(), at_unix_ms).into_iter().collect()
        }
        _ => unreachable!("only what is told of payments comes here"),
    }
}

fn request(
    facts: &Facts,
    context: &Context,
    command: Command,
    now: Now,
) -> Result<Changes, Refusal> {
    let Command::RequestPayment {
        payment,
        sales_unit,
        reference_prefix,
        seller,
        pos_id,
        flow,
        minor,
    } = command
    else {
        unreachable!("the caller matched it")
    };
    let sale = open_sale(facts, context)?;
    if sale.live_attempt().is_some() {
        return Err(Refusal::PaymentOpen);
    }
    if sale.attempts.len() >= ATTEMPTS_MAX {
        return Err(Refusal::TooManyAttempts);
    }
    if sale.basket.is_empty() {
        return Err(Refusal::EmptyBasket);
    }
    let contact = sale.payer().ok_or(Refusal::NoCustomer)?;
    let due = sale.due();
    let amount = Amount { minor: minor.unwrap_or(due.minor), ..due };
    if amount.minor > due.minor {
        return Err(Refusal::TenderImpossible);
    }
    let minimum = Amount::new(amount.currency.payment_minor_min(), amount.currency);
    if amount.minor < minimum.minor {
        return Err(Refusal::AmountBelowMinimum { minimum });
    }
    if amount.minor > PAYMENT_MINOR_MAX {
        let maximum = Amount::new(PAYMENT_MINOR_MAX, amount.currency);
        return Err(Refusal::AmountAboveMaximum { maximum });
    }
    let is_customer = sale.customer.is_some_and(|customer| customer.contact == contact);
    if flow == PaymentFlow::Qr || !is_customer {
        spending::keep_room(sale, amount.minor)?;
    }
    let attempt = u32::try_from(sale.attempts.len()).unwrap_or(u32::MAX).saturating_add(1);
    let plan = PaymentPlan {
        id: payment,
        sale: sale.id,
        context: context.clone(),
        sales_unit,
        reference: format!("{reference_prefix}-{}-{attempt}", payment.0.simple()),
        amount,
        contact,
        receipt: sale.receipt().for_part(amount.minor),
        description: describe(&seller, sale),
        pos_id,
        receipt_number: sale.short_id(),
        installation: reference_prefix,
        attempt,
        basket_hash: sale.basket.hash(),
        flow,
    };
    Ok(Changes {
        sale: vec![SaleEvent::PaymentRequested { payment, minor: amount.minor, flow }],
        payment: vec![PaymentEvent::Intended { plan: Box::new(plan), at_unix_ms: now.unix_ms }],
        ..Changes::default()
    })
}

/// What the customer reads above the amount: the first thing bought, and how much more there is.
fn describe(seller: &str, sale: &Sale) -> String {
    let first = sale.basket.lines.first().map_or("", |line| line.item.name.as_str());
    let more = sale.basket.lines.len().saturating_sub(1);
    let text = if more == 0 {
        format!("{seller}: {first}")
    } else {
        format!("{seller}: {first} + {more}")
    };
    text.chars().take(DESCRIPTION_LENGTH_MAX).collect()
}

/// Takes a tender at the counter instead of the open request: that is cancelled first, and the tender
/// is taken when it has ended. If the customer approves meanwhile, the money is there and nothing is
/// taken at the counter. Another choice takes the place of the one before.
pub(super) fn tender_instead(
    facts: &Facts,
    sale: &Sale,
    tender: Tender,
    context: &Context,
    now: Now,
) -> Result<Changes, Refusal> {
    let payment = facts.payment.as_ref().ok_or(Refusal::PaymentOpen)?;
    if payment.awaits_claim() || payment.claim == Some(Claim::Finish) {
        return Err(Refusal::PaymentApproved);
    }
    let cancelled = cancel(payment, now.unix_ms)?;
    if cancelled.is_empty() && sale.chosen_tender == Some(tender) {
        return Ok(Changes::default());
    }
    let chosen = SaleEvent::TenderChosen { tender };
    let sale = Some(after(sale, std::slice::from_ref(&chosen)));
    let mut changes = follow(&Facts { sale, ..facts.clone() }, payment, cancelled, context, now);
    changes.sale.insert(0, chosen);
    Ok(changes)
}

fn cancel(payment: &Payment, at_unix_ms: i64) -> Result<Vec<PaymentEvent>, Refusal> {
    match payment.state {
        // Nothing can be taken, or nobody says whether it is: what is reserved goes back.
        PaymentState::Authorized if payment.capture_is_stuck() || payment.capture_is_late() => {
            Ok(vec![
                PaymentEvent::CancelAsked { at_unix_ms },
                PaymentEvent::Claimed { claim: Claim::Release, at_unix_ms },
            ])
        }
        PaymentState::Authorized if payment.cancel_asked_at_unix_ms.is_none() => {
            Err(Refusal::PaymentApproved)
        }
        PaymentState::Captured => Err(Refusal::PaymentApproved),
        state if !state.is_live() => Err(Refusal::NoPaymentOpen),
        // Asked already: nothing more happens, and that is no fault of the cashier's.
        _ if payment.cancel_asked_at_unix_ms.is_some() => Ok(Vec::new()),
        _ => Ok(vec![PaymentEvent::CancelAsked { at_unix_ms }]),
    }
}

fn show_qr(payment: &Payment, at_unix_ms: i64) -> Result<Vec<PaymentEvent>, Refusal> {
    match payment.state {
        PaymentState::Authorized | PaymentState::Captured => Err(Refusal::PaymentApproved),
        PaymentState::Intended | PaymentState::Requested | PaymentState::Created => {
            if payment.qr_wanted || payment.plan.flow == PaymentFlow::Qr {
                return Ok(Vec::new());
            }
            let mut events = cancel(payment, at_unix_ms)?;
            events.push(PaymentEvent::QrWanted { at_unix_ms });
            Ok(events)
        }
        _ => Err(Refusal::NoPaymentOpen),
    }
}

/// What the payment's new state means to its sale. Told from the state alone, so that it comes out
/// the same whichever news brought it about.
fn follow(
    facts: &Facts,
    payment: &Payment,
    mut events: Vec<PaymentEvent>,
    context: &Context,
    now: Now,
) -> Changes {
    let mut payment = payment.clone();
    for event in &events {
        payment.apply(event);
    }
    let Some(sale) = &facts.sale else {
        return Changes { payment: events, ..Changes::default() };
    };
    let attempt = sale.attempts.iter().find(|attempt| attempt.payment == payment.plan.id);
    let open = attempt.is_some_and(|attempt| attempt.end.is_none());
    events.extend(taken_in_part(&payment, now.unix_ms));
    if !open {
        events.extend(put_right(&payment, attempt.and_then(|attempt| attempt.end), now.unix_ms));
    }
    let Some(end) = end_of(&payment).filter(|_| open) else {
        return Changes { payment: events, ..Changes::default() };
    };
    let mut changes = Changes { payment: events, ..Changes::default() };
    if end == AttemptEnd::Captured {
        let kind = TenderKind::Vipps { payment: payment.plan.id };
        let tender = Tender::new(kind, payment.plan.amount.minor);
        changes.sale.push(SaleEvent::Tendered { tender });
    } else if let Some(tender) = sale.chosen_tender {
        // Before the end of the attempt: prices stand still for what was asked at the counter.
        changes.sale.push(SaleEvent::Tendered { tender });
    }
    changes.sale.push(SaleEvent::AttemptEnded { payment: payment.plan.id, end });
    complete(facts, &after(sale, &changes.sale), context, now, &mut changes);
    changes
}

/// What happens to a payment that its sale has done with: a request that turns up goes back, money
/// that comes is given back, and money that was taken all the same is an incident for people.
fn put_right(payment: &Payment, end: Option<AttemptEnd>, at_unix_ms: i64) -> Option<PaymentEvent> {
    match payment.state {
        PaymentState::Created if payment.cancel_asked_at_unix_ms.is_none() => {
            Some(PaymentEvent::CancelAsked { at_unix_ms })
        }
        PaymentState::Authorized if payment.claim.is_none() => {
            Some(PaymentEvent::Claimed { claim: Claim::Release, at_unix_ms })
        }
        PaymentState::Captured if end != Some(AttemptEnd::Captured) && payment.incidents == 0 => {
            Some(PaymentEvent::Incident { seen: ProviderState::Authorized, at_unix_ms })
        }
        _ => None,
    }
}

/// A part that somebody else took of a payment whose rest went back: the sale has nothing of it, and
/// the customer must get it back.
fn taken_in_part(payment: &Payment, at_unix_ms: i64) -> Option<PaymentEvent> {
    let odd = payment.state == PaymentState::Released
        && payment.seen.captured_minor > 0
        && payment.incidents == 0;
    odd.then_some(PaymentEvent::Incident { seen: ProviderState::Authorized, at_unix_ms })
}

fn end_of(payment: &Payment) -> Option<AttemptEnd> {
    let cancel = payment.calls.get(&Operation::Cancel).map(|call| call.fate);
    match payment.state {
        // Vipps MobilePay does not answer: the till goes on, and the request is watched.
        PaymentState::Created if matches!(cancel, Some(Fate::Unknown { .. })) => {
            Some(AttemptEnd::Abandoned)
        }
        PaymentState::Captured => Some(AttemptEnd::Captured),
        PaymentState::Released => Some(AttemptEnd::Released),
        PaymentState::Aborted => Some(AttemptEnd::Declined),
        PaymentState::Expired => Some(AttemptEnd::Expired),
        PaymentState::Terminated | PaymentState::Dropped => Some(AttemptEnd::Cancelled),
        PaymentState::Refused => Some(AttemptEnd::Refused),
        PaymentState::Abandoned => Some(AttemptEnd::Abandoned),
        PaymentState::Intended
        | PaymentState::Requested
        | PaymentState::Created
        | PaymentState::Authorized => None,
    }
}
