//! Taking wares of a completed sale back, and seeing their money to its end.

use super::{Changes, Command, Facts, Journal, after, booking, spending};
use crate::aggregate::Aggregate;
use crate::basket::LineId;
use crate::context::Context;
use crate::ids::{MemberId, ReturnId};
use crate::member::MemberEvent;
use crate::money::Currency;
use crate::payment::{Payment, PaymentEvent, REFUNDS_MAX, RefundCause};
use crate::quantity::Quantity;
use crate::refusal::Refusal;
use crate::returning::{RefundPart, Return, ReturnEvent, ReturnedLine};
use crate::sale::{PointsPart, RETURNS_MAX, Sale, SaleEvent, SaleState};
use crate::tender::{Tender, TenderKind};
use crate::till::JournalFact;
use crate::time::Now;

pub(super) fn decide(
    facts: &Facts,
    context: &Context,
    command: Command,
    now: Now,
) -> Result<Changes, Refusal> {
    match command {
        Command::StartReturn { id, lines, by, currency } => {
            start(facts, context, &Start { id, lines, by, currency }, now)
        }
        Command::PayOut { kind, currency } => pay_out(facts, context, kind, currency, now),
        Command::CancelReturn => cancel(facts, context, now),
        _ => unreachable!("only returning commands come here"),
    }
}

/// What `Command::StartReturn` brings.
struct Start {
    id: ReturnId,
    lines: Vec<(LineId, Option<Quantity>)>,
    by: Option<TenderKind>,
    currency: Currency,
}

fn start(facts: &Facts, context: &Context, wanted: &Start, now: Now) -> Result<Changes, Refusal> {
    let sale = facts.sale.as_ref().ok_or(Refusal::SaleUnknown)?;
    if facts.returning.is_some() {
        return Err(Refusal::SaleExists);
    }
    if !matches!(sale.state, SaleState::Completed { .. }) {
        return Err(Refusal::NotCompleted);
    }
    if sale.book() != context.book {
        return Err(Refusal::OtherBook);
    }
    if sale.returns.len() >= RETURNS_MAX {
        return Err(Refusal::TooManyReturns);
    }
    let lines = lines_of(sale, &wanted.lines)?;
    let plan = plan(facts, sale, wanted, &lines)?;
    let id = wanted.id;
    let mut changes = Changes::default();
    let refunds = plan.refunds.clone();
    let (of, context_of, currency) = (sale.id, Box::new(context.clone()), sale.currency);
    let started = ReturnEvent::Started {
        id,
        of,
        context: context_of,
        currency,
        lines: lines.clone(),
        refunds,
        at_unix_ms: now.unix_ms,
    };
    changes.returning.push(started);
    let by_points = plan.by_points;
    let PointsPart { points, as_discount, .. } = by_points;
    let points = TenderKind::Points { points, as_discount };
    let points = (by_points.minor > 0).then(|| Tender::new(points, by_points.minor));
    changes.sale.push(SaleEvent::ReturnStarted { id, lines, by_points });
    for tender in points.into_iter().chain(plan.at_counter) {
        hand_out(id, tender, &mut changes);
    }
    for part in &plan.refunds {
        let (minor, cause) = (part.minor, RefundCause::Returned { id });
        let event = PaymentEvent::RefundAsked { minor, cause, at_unix_ms: now.unix_ms };
        changes.paid_by.push((part.payment, event));
    }
    let returning = Return::fold(None, &changes.returning).expect("it was started just now");
    let mut journal = Journal::of(facts, context, now);
    journal.write(JournalFact::ReturnStarted { id, of, total: returning.turnover() });
    complete(facts, sale, &returning, journal, &mut changes);
    Ok(changes)
}

/// The lines that come back, each not more than is left of it.
fn lines_of(
    sale: &Sale,
    wanted: &[(LineId, Option<Quantity>)],
) -> Result<Vec<ReturnedLine>, Refusal> {
    let mut lines: Vec<ReturnedLine> = Vec::with_capacity(wanted.len());
    for (id, quantity) in wanted {
        let line = sale.basket.line(*id).ok_or(Refusal::LineUnknown)?;
        let mut before = sale.returned(*id);
        before.extend(lines.iter().filter(|part| part.line == *id));
        let left = left_of(line.quantity, &before).ok_or(Refusal::AllReturned)?;
        let quantity = quantity.unwrap_or(left);
        let part = ReturnedLine::next(line, sale.off_by_points_minor(*id), &before, quantity);
        lines.push(part.ok_or(Refusal::MoreThanBought { left })?);
    }
    if lines.is_empty() { Err(Refusal::NothingToReturn) } else { Ok(lines) }
}

fn left_of(bought: Quantity, before: &[ReturnedLine]) -> Option<Quantity> {
    before.iter().try_fold(bought, |left, part| left.checked_sub(part.quantity))
}

/// How the money goes back.
#[derive(Default)]
struct Plan {
    by_points: PointsPart,
    refunds: Vec<RefundPart>,
    at_counter: Vec<Tender>,
}

/// What was paid with points comes back as points, whatever is asked for: they are no money. The rest
/// by the tender that was asked for; otherwise as it was paid, through Vipps MobilePay first.
fn plan(
    facts: &Facts,
    sale: &Sale,
    wanted: &Start,
    lines: &[ReturnedLine],
) -> Result<Plan, Refusal> {
    let by_points = spending::share(sale, lines);
    let mut left_minor: i64 = lines.iter().map(|line| line.total_minor).sum();
    left_minor -= by_points.minor;
    let mut plan = Plan { by_points, ..Plan::default() };
    if let Some(kind) = wanted.by {
        if !kind.is_at_counter() {
            return Err(Refusal::TenderImpossible);
        }
        plan.at_counter.extend((left_minor > 0).then(|| Tender::new(kind, left_minor)));
    } else {
        for payment in &facts.paid_by {
            let paid = sale.tenders.iter().filter(|tender| is_by(tender, payment));
            let paid_minor: i64 = paid.map(|tender| tender.minor).sum();
            let minor = left_minor.min(payment.refundable_minor()).min(paid_minor);
            if minor > 0 {
                if payment.refunds.len() >= REFUNDS_MAX {
                    return Err(Refusal::TooManyRefunds);
                }
                left_minor -= minor;
                plan.refunds.push(RefundPart { payment: payment.plan.id, minor, end: None });
            }
        }
        for kind in [TenderKind::Card, TenderKind::GiftCard, TenderKind::Cash] {
            let minor = left_minor.min(left_of_kind(sale, kind));
            if minor > 0 {
                left_minor -= minor;
                plan.at_counter.push(Tender::new(kind, minor));
            }
        }
    }
    if !plan.at_counter.is_empty() && wanted.currency != sale.currency {
        return Err(Refusal::OtherCurrency);
    }
    Ok(plan)
}

fn is_by(tender: &Tender, payment: &Payment) -> bool {
    tender.kind == TenderKind::Vipps { payment: payment.plan.id }
}

/// What was paid by a tender at the counter and has not been given back by it.
fn left_of_kind(sale: &Sale, kind: TenderKind) -> i64 {
    let sum = |tenders: &[Tender]| -> i64 {
        tenders.iter().filter(|tender| tender.kind == kind).map(|tender| tender.minor).sum()
    };
    let given_back: i64 = sale.returns.iter().map(|one| sum(&one.tenders)).sum();
    (sum(&sale.tenders) - given_back).max(0)
}

/// The open return of a command, at the till that it is made at.
fn open_return<'a>(facts: &'a Facts, context: &Context) -> Result<(&'a Return, &'a Sale), Refusal> {
    let returning = facts.returning.as_ref().ok_or(Refusal::SaleUnknown)?;
    let sale = facts.sale.as_ref().ok_or(Refusal::SaleUnknown)?;
    if returning.context.till != context.till {
        return Err(Refusal::OtherTill);
    }
    if returning.is_open() { Ok((returning, sale)) } else { Err(Refusal::SaleClosed) }
}

fn pay_out(
    facts: &Facts,
    context: &Context,
    kind: TenderKind,
    currency: Currency,
    now: Now,
) -> Result<Changes, Refusal> {
    let (returning, sale) = open_return(facts, context)?;
    if !kind.is_at_counter() {
        return Err(Refusal::TenderImpossible);
    }
    if returning.due().minor == 0 {
        return Err(Refusal::NothingToPayOut);
    }
    if currency != sale.currency {
        return Err(Refusal::OtherCurrency);
    }
    let mut changes = Changes::default();
    hand_out(returning.id, Tender::new(kind, returning.due().minor), &mut changes);
    let after = Return::fold(Some(returning.clone()), &changes.returning);
    let after = after.expect("it was there before");
    complete(facts, sale, &after, Journal::of(facts, context, now), &mut changes);
    Ok(changes)
}

/// Money changes hands at the counter. The original is told at once, so that no return that is made
/// before this one is completed takes the tender for untouched.
fn hand_out(id: ReturnId, tender: Tender, changes: &mut Changes) {
    changes.returning.push(ReturnEvent::PaidOut { tender });
    changes.sale.push(SaleEvent::ReturnPaidOut { id, tender });
}

fn cancel(facts: &Facts, context: &Context, now: Now) -> Result<Changes, Refusal> {
    let (returning, _) = open_return(facts, context)?;
    if returning.due() != returning.total() {
        return Err(Refusal::RefundUnderWay);
    }
    let (id, of) = (returning.id, returning.of);
    let mut journal = Journal::of(facts, context, now);
    journal.write(JournalFact::ReturnCancelled { id, of });
    Ok(Changes {
        till: journal.entries,
        sale: vec![SaleEvent::ReturnCancelled { id }],
        returning: vec![ReturnEvent::Cancelled { at_unix_ms: now.unix_ms }],
        ..Changes::default()
    })
}

/// Adds what completes a return whose money is all given back, and hands in the journal.
fn complete(
    facts: &Facts,
    sale: &Sale,
    returning: &Return,
    mut journal: Journal,
    changes: &mut Changes,
) {
    if returning.paid_out() == returning.total() {
        let (id, of, total) = (returning.id, returning.of, returning.turnover());
        let receipt_number = journal.till.next_return_number(journal.context.book);
        let tax_minor = returning.tax().minor;
        journal.write(JournalFact::ReturnCompleted { id, of, receipt_number, total, tax_minor });
        let at_unix_ms = journal.now.unix_ms;
        let tenders = returning.tenders.clone();
        changes.returning.push(ReturnEvent::Completed { receipt_number, at_unix_ms });
        changes.sale.push(SaleEvent::ReturnCompleted { id, receipt_number, tenders });
        if let Some(member) = buyer(facts, sale) {
            changes.member.push(MemberEvent::PurchaseReturned {
                sale: sale.id,
                id,
                lines: returning.lines.clone(),
                at_unix_ms,
            });
            let mut returned = completed_lines(sale);
            returned.extend(&returning.lines);
            booking::take_back(facts, sale, (member, id), &returned, journal.now, changes);
            // A return that is complete at once is not among the sale's yet.
            let started = after(sale, &changes.sale);
            spending::give_back(facts, &started, (member, id), journal.now, changes);
        }
    }
    changes.till.extend(journal.entries);
}

/// What came back with returns that are completed.
fn completed_lines(sale: &Sale) -> Vec<ReturnedLine> {
    let completed = sale.returns.iter().filter(|one| one.receipt_number.is_some());
    completed.flat_map(|one| one.lines.clone()).collect()
}

/// The member on whom the sale is booked.
fn buyer(facts: &Facts, sale: &Sale) -> Option<MemberId> {
    let buyer = sale.buyer()?;
    let is_ours = facts.member.as_ref().is_some_and(|member| member.id == buyer);
    (is_ours || facts.booking.is_some()).then_some(buyer)
}

/// Adds what the end of a refund means to the return that waits for it.
pub(super) fn follow(
    facts: &Facts,
    payment: &Payment,
    context: &Context,
    now: Now,
    changes: &mut Changes,
) {
    let (Some(sale), Some(returning)) = (&facts.sale, &facts.returning) else { return };
    let mut after = payment.clone();
    for event in &changes.payment {
        after.apply(event);
    }
    let ours = RefundCause::Returned { id: returning.id };
    let pairs = payment.refunds.iter().zip(&after.refunds);
    let mut ended = pairs.filter(|(before, after)| after.cause == ours && before.end.is_none());
    let Some(end) = ended.find_map(|(_, after)| after.end) else { return };
    let event = ReturnEvent::RefundEnded { payment: payment.plan.id, end };
    let mut returning = returning.clone();
    returning.apply(&event);
    changes.returning.push(event);
    // A worker completes a return in the name and the book of whoever made it.
    let context = Context { channel: context.channel, ..returning.context.clone() };
    complete(facts, sale, &returning, Journal::of(facts, &context, now), changes);
}
