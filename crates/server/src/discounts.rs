//! How much somebody may take off a line by hand.

use crate::roles::{Right, Role};
use engine::Shop;

/// In percents of the line; none: all of it.
pub(crate) fn percent_max(shop: &Shop, role: Role) -> Option<u16> {
    (!Right::GiveAnyDiscount.is_of(role)).then_some(shop.cashier_discount_percent)
}
