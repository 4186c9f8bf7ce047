//! What vouchers take off a basket, after everything else has: first those of a percentage, the higher
//! first, then those of an amount, the larger first. So they come to the same in whatever order they were
//! put on, and to the least for the customer where they are for the same goods. A minimum looks at what the
//! lines come to before any of them.

use super::explained::{Explanation, Outcome, Reason, Rule};
use super::promotion::percent_of;
use super::rows::Membership;
use crate::basket::Line;
use crate::money::divide;
use crate::voucher::{SaleVoucher, VoucherOff, VoucherTerms};
use std::cmp::Reverse;

/// What they came to: of each voucher as a whole, and of each on the lines that it is for.
pub(super) struct TakenOff {
    pub(super) outcomes: Vec<Outcome>,
    /// By line.
    pub(super) rules: Vec<Vec<Explanation>>,
}

impl TakenOff {
    pub(super) fn total_minor(&self) -> i64 {
        self.rules.iter().flatten().map(Explanation::saving_minor).sum()
    }
}

/// Takes off lines that come to `rest_minor`.
pub(super) fn take_off(
    vouchers: &[SaleVoucher],
    lines: &[&Line],
    buyer: Option<&Membership>,
    rest_minor: &[i64],
) -> TakenOff {
    let mut left_minor = rest_minor.to_vec();
    let mut outcomes = vec![Outcome::NotApplied(Reason::NoGoods); vouchers.len()];
    let mut rules = vec![Vec::new(); lines.len()];
    let mut order: Vec<usize> = (0..vouchers.len()).collect();
    order.sort_by_key(|index| {
        let SaleVoucher { id, terms, .. } = &vouchers[*index];
        let (is_amount, size) = match terms.off {
            VoucherOff::Percent { hundredths } => (false, i64::from(hundredths)),
            VoucherOff::Amount { minor } => (true, minor),
        };
        (is_amount, Reverse(size), terms, *id)
    });
    for index in order {
        let voucher = &vouchers[index];
        let terms = &voucher.terms;
        let meant: Vec<bool> = lines.iter().map(|line| terms.is_for(&line.item)).collect();
        let takes = |place: usize| meant[place] && !lines[place].item.is_never_discounted;
        let of = |minor: &[i64]| -> Vec<i64> {
            minor.iter().enumerate().map(|(at, one)| if takes(at) { *one } else { 0 }).collect()
        };
        let (before, weights) = (of(rest_minor), of(&left_minor));
        let refused = refused(voucher, buyer, before.iter().sum());
        let off_minor = if refused.is_some() { 0 } else { off(terms, weights.iter().sum()) };
        let shares = divide(off_minor, &weights);
        let why = refused.unwrap_or(Reason::NoSaving);
        let outcome = |minor: i64, reason: &Reason| match minor {
            1.. => Outcome::Applied { saving_minor: minor },
            _ => Outcome::NotApplied(reason.clone()),
        };
        for (place, share) in shares.into_iter().enumerate().filter(|(place, _)| meant[*place]) {
            left_minor[place] -= share;
            let (id, name) = (voucher.id, terms.name.clone());
            let reason = if takes(place) { &why } else { &Reason::NeverDiscounted };
            let outcome = outcome(share, reason);
            rules[place].push(Explanation { rule: Rule::Voucher { id, name }, outcome });
        }
        let has_goods = (0..lines.len()).any(takes);
        let why = match why {
            Reason::OtherAudience { .. } => why,
            _ if !has_goods => Reason::NoGoods,
            why => why,
        };
        outcomes[index] = outcome(off_minor, &why);
    }
    TakenOff { outcomes, rules }
}

/// Why a voucher takes nothing off goods that come to `there_minor` before vouchers.
fn refused(voucher: &SaleVoucher, buyer: Option<&Membership>, there_minor: i64) -> Option<Reason> {
    let SaleVoucher { terms, is_theirs, .. } = voucher;
    let is_meant = match terms.member() {
        Some(_) => *is_theirs && buyer.is_some(),
        None => terms.audience.means(buyer),
    };
    if !is_meant {
        return Some(Reason::OtherAudience { only_for: terms.audience.clone() });
    }
    let minimum_minor = terms.minimum_minor;
    (there_minor < minimum_minor).then_some(Reason::BelowMinimum { minimum_minor, there_minor })
}

fn off(terms: &VoucherTerms, minor: i64) -> i64 {
    match terms.off {
        VoucherOff::Percent { hundredths } => percent_of(minor, hundredths),
        VoucherOff::Amount { minor: off_minor } => off_minor.min(minor),
    }
}
