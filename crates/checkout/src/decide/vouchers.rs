//! Vouchers: issued and withdrawn by people of the shop, put on a sale and taken off it, and what becomes of
//! them when the sale ends.

use super::club::current;
use super::selling::{changeable, till};
use super::{Changes, Facts};
use crate::context::{Book, Channel, Context};
use crate::ids::{MemberId, VoucherId};
use crate::member::{Member, MemberEvent, OWN_VOUCHERS_MAX};
use crate::refusal::Refusal;
use crate::sale::{Sale, SaleEvent, VOUCHERS_MAX};
use crate::till::JournalFact;
use crate::time::Now;
use crate::voucher::{
    SaleVoucher, Voucher, VoucherEvent, VoucherReason, VoucherState, VoucherTerms,
};

/// Issues a voucher. The same once more changes nothing.
pub(super) fn issue(
    facts: &Facts,
    context: &Context,
    (id, terms, ends): (VoucherId, VoucherTerms, String),
    now: Now,
) -> Result<Changes, Refusal> {
    terms.check().map_err(Refusal::VoucherImpossible)?;
    match find(facts, id) {
        Some(known) if known.terms == terms => return Ok(Changes::default()),
        Some(_) => return Err(Refusal::VoucherExists),
        None => {}
    }
    let (operator, at_unix_ms) = (context.operator.clone(), now.unix_ms);
    let mut changes = Changes::default();
    if terms.member().is_some() {
        let member = current(facts.member.as_ref())?;
        if member.vouchers.len() >= OWN_VOUCHERS_MAX {
            return Err(Refusal::TooManyOfMember);
        }
        changes.member.push(MemberEvent::VoucherIssued { voucher: id, at_unix_ms });
    }
    let terms = Box::new(terms);
    let issued = VoucherEvent::Issued { id, terms, ends, operator, at_unix_ms };
    changes.vouchers.push((id, issued));
    Ok(changes)
}

/// Takes a voucher out of use. One that was withdrawn stays so.
pub(super) fn withdraw(
    facts: &Facts,
    context: &Context,
    (id, reason): (VoucherId, VoucherReason),
    now: Now,
) -> Result<Changes, Refusal> {
    let voucher = find(facts, id).ok_or(Refusal::VoucherUnknown)?;
    let mut changes = Changes::default();
    match voucher.state {
        VoucherState::Withdrawn { .. } => {}
        VoucherState::Used { on, .. } => return Err(Refusal::VoucherUsed { on }),
        VoucherState::Held { .. } => return Err(Refusal::VoucherHeld),
        VoucherState::Issued => {
            let (operator, at_unix_ms) = (context.operator.clone(), now.unix_ms);
            let event = VoucherEvent::Withdrawn { reason, operator, at_unix_ms };
            changes.vouchers.push((id, event));
            if context.channel == Channel::Office {
                let fact = JournalFact::VoucherWithdrawn { voucher: id };
                changes.till.push(till(facts, context).journal(context, now, fact));
            }
        }
    }
    Ok(changes)
}

/// Adds that the vouchers of a member who is erased are good for nobody any more.
pub(super) fn erase(
    facts: &Facts,
    context: &Context,
    now: Now,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    for voucher in &facts.vouchers {
        match voucher.state {
            VoucherState::Held { .. } => return Err(Refusal::MemberBusy),
            VoucherState::Issued => {
                let reason = VoucherReason::Erased;
                let withdrawn = withdraw(facts, context, (voucher.id, reason), now)?;
                changes.vouchers.extend(withdrawn.vouchers);
            }
            VoucherState::Used { .. } | VoucherState::Withdrawn { .. } => {}
        }
    }
    Ok(())
}

/// Puts a voucher on a sale, where no other sale can use it. Whether it takes anything off follows from the
/// basket; what is refused here can't be put right by more wares.
pub(super) fn put_on(
    facts: &Facts,
    context: &Context,
    id: VoucherId,
    now: Now,
) -> Result<Changes, Refusal> {
    let sale = changeable(facts, context)?;
    if sale.book() == Book::Training {
        return Err(Refusal::VoucherInTraining);
    }
    let voucher = find(facts, id).ok_or(Refusal::VoucherUnknown)?;
    if sale.basket.voucher(id).is_some() {
        return Ok(Changes::default());
    }
    match voucher.state {
        VoucherState::Issued => {}
        VoucherState::Used { on, .. } => return Err(Refusal::VoucherUsed { on }),
        VoucherState::Held { .. } => return Err(Refusal::VoucherHeld),
        VoucherState::Withdrawn { .. } => return Err(Refusal::VoucherWithdrawn),
    }
    check_terms(facts, sale, &voucher.terms, now)?;
    if sale.basket.vouchers.len() >= VOUCHERS_MAX {
        return Err(Refusal::TooManyVouchers);
    }
    let held = VoucherEvent::Held { sale: sale.id, at_unix_ms: now.unix_ms };
    let voucher = SaleVoucher::new(voucher, sale.buyer());
    Ok(Changes {
        sale: vec![SaleEvent::VoucherPutOn { voucher }],
        vouchers: vec![(id, held)],
        ..Changes::default()
    })
}

fn check_terms(facts: &Facts, sale: &Sale, terms: &VoucherTerms, now: Now) -> Result<(), Refusal> {
    match (terms.from, terms.until) {
        (_, Some(until)) if until < now.local_date => {
            return Err(Refusal::VoucherExpired { until });
        }
        (Some(from), _) if now.local_date < from => return Err(Refusal::VoucherNotYet { from }),
        _ => {}
    }
    let here = (&sale.context.store, sale.currency, facts.club.as_ref());
    if !terms.audience.may_hold_in(&terms.stores, terms.currency, here) {
        return Err(Refusal::VoucherOtherStore);
    }
    let buyer = sale.buyer();
    let is_theirs = match terms.member() {
        Some(member) => buyer.is_some_and(|buyer| is_same(facts.member.as_ref(), buyer, member)),
        None => terms.audience.means(buyer.map(|_| &sale.membership)),
    };
    if is_theirs { Ok(()) } else { Err(Refusal::VoucherNotForCustomer) }
}

/// Whether a buyer is a member, or one of two who are one person.
fn is_same(known: Option<&Member>, buyer: MemberId, member: MemberId) -> bool {
    let stands = known.filter(|known| known.id == buyer).is_some_and(|known| {
        known.absorbed.contains(&member) || known.merged_into() == Some(member)
    });
    buyer == member || stands
}

pub(super) fn take_off(
    facts: &Facts,
    context: &Context,
    id: VoucherId,
    now: Now,
) -> Result<Changes, Refusal> {
    let sale = changeable(facts, context)?;
    sale.basket.voucher(id).ok_or(Refusal::VoucherNotOnSale)?;
    let mut changes =
        Changes { sale: vec![SaleEvent::VoucherTakenOff { voucher: id }], ..Changes::default() };
    release(facts, sale, Some(id), now, &mut changes);
    Ok(changes)
}

/// Adds what frees a voucher of a sale, or all of them.
pub(super) fn release(
    facts: &Facts,
    sale: &Sale,
    only: Option<VoucherId>,
    now: Now,
    changes: &mut Changes,
) {
    let released = VoucherEvent::Released { sale: sale.id, at_unix_ms: now.unix_ms };
    let held = held(facts, sale).filter(|id| only.is_none_or(|only| only == *id));
    changes.vouchers.extend(held.map(|id| (id, released.clone())));
}

/// Adds that the vouchers of a completed sale are used: those that took something off. The others are free
/// again.
pub(super) fn settle(facts: &Facts, sale: &Sale, now: Now, changes: &mut Changes) {
    let (sale_id, at_unix_ms, on) = (sale.id, now.unix_ms, now.local_date);
    for id in held(facts, sale) {
        let has_saved = sale.basket.voucher(id).is_some_and(|one| one.saving_minor() > 0);
        let event = if has_saved {
            VoucherEvent::Used { sale: sale_id, on, at_unix_ms }
        } else {
            VoucherEvent::Released { sale: sale_id, at_unix_ms }
        };
        changes.vouchers.push((id, event));
    }
}

/// The vouchers that a sale holds.
fn held<'a>(facts: &'a Facts, sale: &Sale) -> impl Iterator<Item = VoucherId> + use<'a> {
    let held = VoucherState::Held { sale: sale.id };
    facts.vouchers.iter().filter(move |voucher| voucher.state == held).map(|voucher| voucher.id)
}

fn find(facts: &Facts, id: VoucherId) -> Option<&Voucher> {
    facts.vouchers.iter().find(|voucher| voucher.id == id)
}
