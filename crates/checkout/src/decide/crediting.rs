//! A purchase that is booked on its member after it was paid: the customer answered late, or was not
//! known at the till and shows the receipt another day.

use super::{Changes, Facts, booking};
use crate::ids::MemberId;
use crate::member::MemberEvent;
use crate::points::LATE_DAYS;
use crate::refusal::Refusal;
use crate::sale::{Customer, IdentifiedBy, Sale, SaleEvent, SaleState};
use crate::time::{Now, days_ms};

/// Puts a customer on a sale that is paid: a member, whose purchase it becomes. Once, and within the
/// club's time.
pub(super) fn identify(
    facts: &Facts,
    sale: &Sale,
    customer: Customer,
    now: Now,
) -> Result<Changes, Refusal> {
    let SaleState::Completed { at_unix_ms, .. } = sale.state else {
        return Err(Refusal::SaleClosed);
    };
    let ours = facts.member.as_ref().filter(|member| Some(&member.club) == facts.club.as_ref());
    let is_member = |member: &MemberId| {
        facts.own_directory.is_some() || ours.is_some_and(|ours| ours.id == *member)
    };
    let member = customer.member.filter(is_member).ok_or(Refusal::NotAMember)?;
    match sale.customer {
        Some(Customer { member: Some(known), .. }) if known == member => {
            return Ok(Changes::default());
        }
        Some(Customer { member: Some(_), .. }) => return Err(Refusal::AlreadyBooked),
        Some(known)
            if known.contact != customer.contact && known.by != IdentifiedBy::UnreadPersonalQr =>
        {
            return Err(Refusal::OtherCustomer);
        }
        _ => {}
    }
    let days = facts.points.as_ref().map_or(LATE_DAYS, |rules| rules.late_days);
    if now.unix_ms > at_unix_ms + days_ms(days) {
        return Err(Refusal::TooLate { days });
    }
    let mut changes = Changes::default();
    changes.sale.push(SaleEvent::CustomerIdentified { customer });
    book(facts, sale, member, now, &mut changes);
    Ok(changes)
}

/// Adds a paid purchase to its member, with what has come back of it. It earns by the rules of the day
/// on which it was paid.
pub(super) fn book(facts: &Facts, sale: &Sale, member: MemberId, now: Now, changes: &mut Changes) {
    let SaleState::Completed { receipt_number, at_unix_ms } = sale.state else { return };
    let (id, total) = (sale.id, sale.receipt().total());
    let booked = MemberEvent::PurchaseBooked { sale: id, receipt_number, total, at_unix_ms };
    changes.member.push(booked);
    let sold_on = Now { local_date: facts.sold_on.unwrap_or(now.local_date), ..now };
    booking::earn(facts, sale, member, sold_on, changes);
    let mut returned = Vec::new();
    for one in sale.returns.iter().filter(|one| one.receipt_number.is_some()) {
        returned.extend(&one.lines);
        let lines = one.lines.clone();
        let event = MemberEvent::PurchaseReturned { sale: id, id: one.id, lines, at_unix_ms };
        changes.member.push(event);
        booking::take_back(facts, sale, (member, one.id), &returned, now, changes);
    }
}
