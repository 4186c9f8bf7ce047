//! Opening a sale, filling its basket, knowing its customer, and paying it at the counter.

use super::{
    Changes, Command, Facts, Journal, after, complete, correcting, crediting, open_sale, paying,
    spending, vouchers,
};
use crate::basket::{Item, LINES_MAX, Line};
use crate::context::Context;
use crate::ids::{MemberId, PaymentId, SaleId};
use crate::member::MemberStatus;
use crate::money::{Amount, Currency};
use crate::payment::{Payment, PaymentEvent, RefundCause};
use crate::quantity::Quantity;
use crate::refusal::Refusal;
use crate::sale::{Customer, IdentifiedBy, Sale, SaleEvent};
use crate::tender::{Tender, TenderKind};
use crate::till::{JournalFact, Till};
use crate::time::Now;
use crate::vat::Country;

pub(super) fn decide(
    facts: &Facts,
    context: &Context,
    command: Command,
    now: Now,
) -> Result<Changes, Refusal> {
    match command {
        Command::OpenSale { sale, country, currency } => {
            open(facts, context, (sale, country, currency), now)
        }
        Command::AddLine { item, quantity } => add_line(open_sale(facts, context)?, item, quantity),
        Command::SetQuantity { line, quantity } => {
            let sale = changeable(facts, context)?;
            let known = sale.basket.line(line).ok_or(Refusal::LineUnknown)?;
            if known.quantity == quantity {
                return Ok(Changes::default());
            }
            let item = known.item.at(known.quantity, quantity);
            item.check(quantity).map_err(|_| Refusal::ItemImpossible)?;
            let changes = sale_events(vec![SaleEvent::QuantitySet { line, quantity }]);
            // Less of something is a line corrected, and the journal shows it.
            let Some(less) = known.quantity.checked_sub(quantity) else { return Ok(changes) };
            let entry = till(facts, context).journal(context, now, removal(sale, known, less));
            Ok(Changes { till: vec![entry], ..changes })
        }
        Command::RemoveLine { line } => {
            let sale = changeable(facts, context)?;
            let line = sale.basket.line(line).ok_or(Refusal::LineUnknown)?;
            let entry =
                till(facts, context).journal(context, now, removal(sale, line, line.quantity));
            Ok(Changes {
                till: vec![entry],
                ..sale_events(vec![SaleEvent::LineRemoved { line: line.id }])
            })
        }
        Command::SetDiscount(order) => correcting::set_discount(facts, context, order, now),
        Command::UndoChange => correcting::undo(facts, context, now),
        Command::Identify { customer, is_unanswered } => {
            let customer = as_they_are_now(facts, customer);
            match &facts.sale {
                Some(sale) if sale.is_unfinished() => {
                    identify(open_sale(facts, context)?, customer, is_unanswered)
                }
                Some(_) if is_unanswered => Err(Refusal::MembershipUnanswered),
                Some(sale) => crediting::identify(facts, sale, customer, now),
                None => Err(Refusal::SaleUnknown),
            }
        }
        Command::RemoveCustomer => {
            let sale = changeable(facts, context)?;
            sale.customer.ok_or(Refusal::NoCustomer)?;
            Ok(sale_events(vec![SaleEvent::CustomerRemoved]))
        }
        Command::Tender { kind, minor } => {
            tender(facts, open_sale(facts, context)?, context, kind, minor, now)
        }
        Command::CancelSale => {
            let sale = open_sale(facts, context)?;
            if sale.live_attempt().is_some() {
                return Err(Refusal::PaymentOpen);
            }
            // What was taken at the counter is handed back there; the app gets its part back.
            let paid_by = sale.tenders.iter().filter_map(|tender| undo(tender, now)).collect();
            let fact = JournalFact::SaleCancelled { sale: sale.id, total: sale.total() };
            let entry = till(facts, context).journal(context, now, fact);
            let event = SaleEvent::Cancelled { at_unix_ms: now.unix_ms };
            let mut changes = Changes { till: vec![entry], paid_by, ..sale_events(vec![event]) };
            if sale.paid_with_points().is_some() {
                spending::release(facts, sale, now, &mut changes);
            }
            vouchers::release(facts, sale, None, now, &mut changes);
            Ok(changes)
        }
        Command::RemoveTender { number } => remove_tender(facts, context, number, now),
        Command::PayOutRefused { kind } => pay_out_refused(facts, context, kind, now),
        _ => unreachable!("only selling commands come here"),
    }
}

fn open(
    facts: &Facts,
    context: &Context,
    (id, country, currency): (SaleId, Country, Currency),
    now: Now,
) -> Result<Changes, Refusal> {
    if facts.sale.is_some() {
        return Err(Refusal::SaleExists);
    }
    if facts.current_sale.as_ref().is_some_and(Sale::is_open) {
        return Err(Refusal::TillBusy);
    }
    let entry = till(facts, context).journal(context, now, JournalFact::SaleOpened { sale: id });
    let event = SaleEvent::Opened {
        id,
        context: context.clone(),
        country,
        currency,
        at_unix_ms: now.unix_ms,
    };
    Ok(Changes { till: vec![entry], ..sale_events(vec![event]) })
}

fn add_line(sale: &Sale, item: Item, quantity: Quantity) -> Result<Changes, Refusal> {
    check_changeable(sale)?;
    item.check(quantity).map_err(|_| Refusal::ItemImpossible)?;
    if item.is_never_discounted && item.discount_minor > 0 {
        return Err(Refusal::NeverDiscounted);
    }
    // Each weighed pack is a line of its own, rounded as it is on its label.
    let like = sale.basket.line_like(&item);
    let event = match like.filter(|_| quantity.is_whole()) {
        Some(Line { id, quantity: before, .. }) => {
            let quantity = before.checked_add(quantity).map_err(|_| Refusal::ItemImpossible)?;
            item.check(quantity).map_err(|_| Refusal::ItemImpossible)?;
            SaleEvent::QuantitySet { line: *id, quantity }
        }
        None if sale.basket.lines.len() >= LINES_MAX => return Err(Refusal::TooManyLines),
        None => SaleEvent::LineAdded { line: sale.basket.next_line(), item, quantity },
    };
    Ok(sale_events(vec![event]))
}

/// Who was shut out of the club after they were looked up, or has left it, is a customer like any other.
fn as_they_are_now(facts: &Facts, customer: Customer) -> Customer {
    let was_one = |member: &MemberId| {
        let known = facts.member.as_ref().filter(|known| known.id == *member);
        known.is_none_or(|known| known.status == MemberStatus::Active)
    };
    Customer { member: customer.member.filter(was_one), ..customer }
}

/// The same customer again changes nothing, except that a personal QR proves more than a typed
/// number. Another one is refused until the first is removed; or pays the rest, once a part was paid
/// in the app: whose sale it is, and its prices, stay.
fn identify(sale: &Sale, customer: Customer, is_unanswered: bool) -> Result<Changes, Refusal> {
    let identified = |customer: Customer| {
        let is_unanswered = is_unanswered && customer.member.is_none();
        let unanswered = is_unanswered.then_some(SaleEvent::MembershipUnanswered);
        let identified = SaleEvent::CustomerIdentified { customer };
        Ok(sale_events(std::iter::once(identified).chain(unanswered).collect()))
    };
    let Some(known) = sale.customer else { return identified(customer) };
    if sale.payer() != Some(customer.contact) {
        return match sale.live_attempt() {
            Some(_) => Err(Refusal::PaymentOpen),
            // Now somebody is known where nobody was.
            None if known.by == IdentifiedBy::UnreadPersonalQr && sale.tenders.is_empty() => {
                identified(customer)
            }
            None if !sale.is_partly_paid_in_app() => Err(Refusal::OtherCustomer),
            None => {
                let contact = customer.contact;
                let payer = SaleEvent::PayerIdentified { contact };
                let proves = contact == known.contact && customer.by == IdentifiedBy::PersonalQr;
                let customer = Customer { by: customer.by, ..known };
                let proved = proves.then_some(SaleEvent::CustomerIdentified { customer });
                Ok(sale_events(std::iter::once(payer).chain(proved).collect()))
            }
        };
    }
    if known.contact != customer.contact {
        return Ok(Changes::default());
    }
    let by = if known.by == IdentifiedBy::PersonalQr { known.by } else { customer.by };
    let customer = Customer { by, member: known.member.or(customer.member), ..known };
    // Asked in vain before, and answered now.
    let is_answered = sale.membership_unanswered && !is_unanswered;
    if customer == known && !is_answered {
        return Ok(Changes::default());
    }
    identified(customer)
}

fn tender(
    facts: &Facts,
    sale: &Sale,
    context: &Context,
    kind: TenderKind,
    minor: i64,
    now: Now,
) -> Result<Changes, Refusal> {
    if sale.basket.is_empty() {
        return Err(Refusal::EmptyBasket);
    }
    if !kind.is_at_counter() {
        return Err(Refusal::TenderImpossible);
    }
    // A basket that comes to nothing is completed by a tender of nothing.
    let free = sale.due().minor == 0 && minor == 0;
    if !free && (minor <= 0 || minor > sale.due().minor) {
        return Err(Refusal::TenderImpossible);
    }
    spending::keep_room(sale, minor)?;
    let tender = Tender::new(kind, minor);
    if sale.live_attempt().is_some() {
        return paying::tender_instead(facts, sale, tender, context, now);
    }
    let mut changes = sale_events(vec![SaleEvent::Tendered { tender }]);
    complete(facts, &after(sale, &changes.sale), context, now, &mut changes);
    Ok(changes)
}

fn remove_tender(
    facts: &Facts,
    context: &Context,
    number: u32,
    now: Now,
) -> Result<Changes, Refusal> {
    let sale = open_sale(facts, context)?;
    if sale.live_attempt().is_some() {
        return Err(Refusal::PaymentOpen);
    }
    let tender = sale.tenders.iter().find(|tender| tender.number == number);
    let tender = tender.ok_or(Refusal::TenderUnknown)?;
    let amount = Amount::new(tender.minor, sale.currency);
    let fact = JournalFact::TenderRemoved { sale: sale.id, tender: tender.kind, amount };
    let mut changes = Changes {
        till: vec![till(facts, context).journal(context, now, fact)],
        paid_by: undo(tender, now).into_iter().collect(),
        ..sale_events(vec![SaleEvent::TenderRemoved { number }])
    };
    if matches!(tender.kind, TenderKind::Points { .. }) {
        spending::release(facts, sale, now, &mut changes);
    }
    Ok(changes)
}

/// What gives a tender back that was paid in the app.
fn undo(tender: &Tender, now: Now) -> Option<(PaymentId, PaymentEvent)> {
    let TenderKind::Vipps { payment } = tender.kind else { return None };
    let (minor, cause) = (tender.minor, RefundCause::Undone);
    Some((payment, PaymentEvent::RefundAsked { minor, cause, at_unix_ms: now.unix_ms }))
}

fn pay_out_refused(
    facts: &Facts,
    context: &Context,
    tender: TenderKind,
    now: Now,
) -> Result<Changes, Refusal> {
    let sale = facts.sale.as_ref().ok_or(Refusal::SaleUnknown)?;
    if sale.context.till != context.till {
        return Err(Refusal::OtherTill);
    }
    if !tender.is_at_counter() {
        return Err(Refusal::TenderImpossible);
    }
    let minor = facts.paid_by.iter().map(Payment::must_be_paid_out_minor).sum();
    if minor == 0 {
        return Err(Refusal::NothingToPayOut);
    }
    let amount = Amount::new(minor, sale.currency);
    let mut journal = Journal::of(facts, context, now);
    journal.write(JournalFact::PaidOut { sale: sale.id, tender, amount });
    let refused = facts.paid_by.iter().filter(|one| one.must_be_paid_out_minor() > 0);
    let event = PaymentEvent::PaidOutInstead { tender, at_unix_ms: now.unix_ms };
    let paid_by = refused.map(|one| (one.plan.id, event.clone())).collect();
    Ok(Changes { till: journal.entries, paid_by, ..Changes::default() })
}

/// The open sale of a command that changes what is bought or by whom.
pub(super) fn changeable<'a>(facts: &'a Facts, context: &Context) -> Result<&'a Sale, Refusal> {
    let sale = open_sale(facts, context)?;
    check_changeable(sale)?;
    Ok(sale)
}

fn check_changeable(sale: &Sale) -> Result<(), Refusal> {
    if sale.live_attempt().is_some() {
        return Err(Refusal::PaymentOpen);
    }
    if sale.tenders.is_empty() { Ok(()) } else { Err(Refusal::PartlyPaid) }
}

/// A line, or a part of one, that is taken out of the basket, with what it came to there.
pub(super) fn removal(sale: &Sale, line: &Line, quantity: Quantity) -> JournalFact {
    JournalFact::LineRemoved {
        sale: sale.id,
        product: line.item.product.to_string(),
        quantity: quantity.to_string(),
        total: Amount::new(line.share_minor(quantity), sale.currency),
    }
}

pub(super) fn till(facts: &Facts, context: &Context) -> Till {
    facts.till.clone().unwrap_or_else(|| Till::new(context.till.clone()))
}

pub(super) fn sale_events(sale: Vec<SaleEvent>) -> Changes {
    Changes { sale, ..Changes::default() }
}
