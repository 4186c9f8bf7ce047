//! A sale that is put aside, and one that goes on at another till of its store.

use super::{Changes, Facts, Journal, open_sale};
use crate::context::Context;
use crate::refusal::Refusal;
use crate::sale::{Sale, SaleEvent, SaleState};
use crate::till::{JournalFact, PARKED_MAX};
use crate::time::Now;

pub(super) fn park(facts: &Facts, context: &Context, now: Now) -> Result<Changes, Refusal> {
    let sale = open_sale(facts, context)?;
    if sale.live_attempt().is_some() {
        return Err(Refusal::PaymentOpen);
    }
    // What was taken lies in this till's drawer.
    if !sale.tenders.is_empty() {
        return Err(Refusal::PartlyPaid);
    }
    if facts.till.as_ref().is_some_and(|till| till.parked.len() >= PARKED_MAX) {
        return Err(Refusal::TooManyParked);
    }
    let mut journal = Journal::of(facts, context, now);
    journal.write(JournalFact::SaleParked { sale: sale.id, total: sale.total() });
    let parked = SaleEvent::Parked { at_unix_ms: now.unix_ms };
    Ok(Changes { till: journal.entries, sale: vec![parked], ..Changes::default() })
}

pub(super) fn resume(facts: &Facts, context: &Context, now: Now) -> Result<Changes, Refusal> {
    let sale = movable(facts, context)?;
    if !matches!(sale.state, SaleState::Parked { .. }) {
        return Err(Refusal::NotParked);
    }
    let from = sale.context.till.clone();
    let fact = JournalFact::SaleResumed { sale: sale.id, from };
    let event = SaleEvent::Resumed { context: context.clone() };
    Ok(take(facts, sale, context, now, (fact, event)))
}

/// Takes an open sale from a till that can't go on with it. An open payment request comes along: the
/// engine follows it wherever the sale stands.
pub(super) fn take_over(facts: &Facts, context: &Context, now: Now) -> Result<Changes, Refusal> {
    let sale = movable(facts, context)?;
    match sale.state {
        SaleState::Open if sale.context.till == context.till => return Ok(Changes::default()),
        SaleState::Open => {}
        SaleState::Parked { .. } => return Err(Refusal::SaleParked),
        _ => return Err(Refusal::SaleClosed),
    }
    let from = sale.context.till.clone();
    let fact = JournalFact::SaleTakenOver { sale: sale.id, from };
    let event = SaleEvent::TakenOver { context: context.clone() };
    Ok(take(facts, sale, context, now, (fact, event)))
}

/// A sale that the till may have: of its own store and book, and the till is free.
fn movable<'a>(facts: &'a Facts, context: &Context) -> Result<&'a Sale, Refusal> {
    let sale = facts.sale.as_ref().ok_or(Refusal::SaleUnknown)?;
    if sale.context.store != context.store {
        return Err(Refusal::OtherStore);
    }
    if sale.book() != context.book {
        return Err(Refusal::OtherBook);
    }
    match &facts.current_sale {
        Some(current) if current.is_open() && current.id != sale.id => Err(Refusal::TillBusy),
        _ => Ok(sale),
    }
}

/// Both tills' journals tell that the sale has moved.
fn take(
    facts: &Facts,
    sale: &Sale,
    context: &Context,
    now: Now,
    (fact, event): (JournalFact, SaleEvent),
) -> Changes {
    let mut journal = Journal::of(facts, context, now);
    journal.write(fact);
    let from = facts.from_till.clone().filter(|from| from.id != context.till);
    let handed_over = from.map(|from| {
        let fact = JournalFact::SaleHandedOver { sale: sale.id, to: context.till.clone() };
        from.journal(context, now, fact)
    });
    Changes {
        till: journal.entries,
        from_till: handed_over.into_iter().collect(),
        sale: vec![event],
        ..Changes::default()
    }
}
