//! What holds for one member alone becomes part of the sale in the commit that adds the member, or a
//! product: the sale holds everything that its prices are made from.

use super::{Changes, Facts, after};
use crate::prices::{Membership, PersonalPrice};
use crate::sale::{Sale, SaleEvent};

/// Adds it, where it is not what the sale has. While prices of a member stand still, so does this.
pub(super) fn follow(facts: &Facts, changes: &mut Changes) {
    let (Some(before), Some((member, read))) = (&facts.sale, &facts.membership) else { return };
    if changes.sale.is_empty() {
        return;
    }
    let sale = after(before, &changes.sale);
    let is_theirs = sale.customer.and_then(|customer| customer.member) == Some(*member);
    let stands = sale.member_prices && sale.prices_pinned();
    if !is_theirs || stands || !sale.is_unfinished() {
        return;
    }
    let membership = Membership { tier: read.tier.clone(), personal: personal_of(&sale, read) };
    if membership != sale.membership {
        changes.sale.push(SaleEvent::MembershipRead { membership });
    }
}

/// The member's own prices for what is in the basket.
fn personal_of(sale: &Sale, read: &Membership) -> Vec<PersonalPrice> {
    let is_bought = |own: &&PersonalPrice| {
        sale.basket.lines.iter().any(|line| line.item.product == own.product)
    };
    let mut personal: Vec<_> = read.personal.iter().filter(is_bought).cloned().collect();
    personal.sort();
    personal.dedup();
    personal
}
