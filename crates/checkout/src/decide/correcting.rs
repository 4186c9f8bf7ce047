//! What a cashier puts right: the newest change of a line undone, and something taken off a line by hand.

use super::selling::{changeable, removal, sale_events, till};
use super::{Changes, Facts};
use crate::basket::{DiscountReason, Item, LineId};
use crate::context::Context;
use crate::money::Amount;
use crate::refusal::Refusal;
use crate::sale::{LineChange, Sale, SaleEvent};
use crate::till::JournalFact;
use crate::time::Now;

/// A discount of a line by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HandDiscount {
    pub line: LineId,
    /// Off the whole line, minor units; nothing takes back what was given before.
    pub minor: i64,
    pub reason: DiscountReason,
    /// The most that whoever gives it may give, in whole percents of the line; none: all of it.
    pub percent_max: Option<u16>,
}

/// Undoes the newest change of a line, as a change of its own: the journal shows both.
pub(super) fn undo(facts: &Facts, context: &Context, now: Now) -> Result<Changes, Refusal> {
    let sale = changeable(facts, context)?;
    let change = sale.last_change.as_ref().ok_or(Refusal::NothingToUndo)?;
    let (event, fact) = match change {
        LineChange::Added { line } => {
            let line = sale.basket.line(*line).ok_or(Refusal::NothingToUndo)?;
            (SaleEvent::LineRemoved { line: line.id }, removal(sale, line, line.quantity))
        }
        LineChange::QuantityWas { line, quantity } => {
            let line = sale.basket.line(*line).ok_or(Refusal::NothingToUndo)?;
            let event = SaleEvent::QuantitySet { line: line.id, quantity: *quantity };
            let fact =
                match (line.quantity.checked_sub(*quantity), quantity.checked_sub(line.quantity)) {
                    (Some(less), _) => removal(sale, line, less),
                    (None, Some(more)) => {
                        let worth_minor = line.share_minor(more);
                        restoral(sale, &line.item, more.to_string(), worth_minor)
                    }
                    (None, None) => return Err(Refusal::NothingToUndo),
                };
            (event, fact)
        }
        LineChange::Removed { item, quantity, total_minor } => {
            let (line, item) = (sale.basket.next_line(), item.clone());
            let fact = restoral(sale, &item, quantity.to_string(), *total_minor);
            (SaleEvent::LineAdded { line, item: *item, quantity: *quantity }, fact)
        }
        LineChange::DiscountWas { line, minor, reason } => {
            let line = sale.basket.line(*line).ok_or(Refusal::NothingToUndo)?;
            let mistake = DiscountReason::Mistake;
            let reason = reason.unwrap_or(mistake);
            let event = SaleEvent::DiscountSet { line: line.id, minor: *minor, reason };
            (event, discount(sale, &line.item, *minor, mistake))
        }
    };
    let entry = till(facts, context).journal(context, now, fact);
    Ok(Changes { till: vec![entry], ..sale_events(vec![event, SaleEvent::ChangeUndone]) })
}

/// Takes something off a line, or takes that back.
pub(super) fn set_discount(
    facts: &Facts,
    context: &Context,
    order: HandDiscount,
    now: Now,
) -> Result<Changes, Refusal> {
    let HandDiscount { line, minor, reason, percent_max } = order;
    let sale = changeable(facts, context)?;
    let line = sale.basket.line(line).ok_or(Refusal::LineUnknown)?;
    if line.item.discount_minor == minor {
        return Ok(Changes::default());
    }
    if line.item.is_never_discounted && minor > 0 {
        return Err(Refusal::NeverDiscounted);
    }
    let item = Item { discount_minor: minor, ..line.item.clone() };
    item.check(line.quantity).map_err(|_| Refusal::DiscountImpossible)?;
    if let Some(percent) = percent_max {
        let most = line.price().gross_minor * i64::from(percent) / 100;
        if minor > most {
            return Err(Refusal::DiscountTooHigh { most: Amount::new(most, sale.currency) });
        }
    }
    let entry = till(facts, context).journal(context, now, discount(sale, &item, minor, reason));
    let event = SaleEvent::DiscountSet { line: line.id, minor, reason };
    Ok(Changes { till: vec![entry], ..sale_events(vec![event]) })
}

fn restoral(sale: &Sale, item: &Item, quantity: String, total_minor: i64) -> JournalFact {
    JournalFact::LineRestored {
        sale: sale.id,
        product: item.product.to_string(),
        quantity,
        total: Amount::new(total_minor, sale.currency),
    }
}

fn discount(sale: &Sale, item: &Item, minor: i64, reason: DiscountReason) -> JournalFact {
    JournalFact::DiscountSet {
        sale: sale.id,
        product: item.product.to_string(),
        discount: Amount::new(minor, sale.currency),
        reason,
    }
}
