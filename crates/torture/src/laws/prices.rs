//! What a basket must come to, worked out once more from the few rules of these days.

use super::{Book, held};
use crate::settings::{JACKET_OFF_MINOR, WEEKEND_FROM_MINOR};
use crate::vouchers;
use checkout::{Quantity, Sale};

impl Book {
    /// As long as nothing is asked for or paid, a sale comes to what its wares cost whoever is on it.
    pub(super) fn priced(&mut self, sale: &Sale) {
        let Some(settings) = self.settings.filter(|_| sale.is_unfinished() && !held(sale)) else {
            return;
        };
        let count = |product: &str| -> i64 {
            let lines = sale.basket.lines.iter();
            let of = lines.filter(|line| line.item.product.as_str() == product);
            of.map(|line| line.quantity.millionths() / Quantity::ONE.millionths()).sum()
        };
        let wares = Wares {
            jackets: count("jacket1234"),
            socks: count("socks1001"),
            flasks: count("thermos075"),
            stickers: count("sticker"),
            has_more: settings.has_more_promotions,
        };
        let vouchers = sale.basket.vouchers.len();
        let mut expected = vouchers::less(wares.minor(319_900, 14_900), vouchers);
        if sale.buyer().is_some() {
            // 124.50 in the catalogue, less the fifth that members have.
            expected = expected.min(vouchers::less(wares.minor(239_900, 9_960), vouchers));
        }
        let total = sale.total().minor;
        self.law(total == expected, || format!("{} comes to {total}, not {expected}", sale.id));
    }
}

/// How many of each.
struct Wares {
    jackets: i64,
    socks: i64,
    flasks: i64,
    stickers: i64,
    has_more: bool,
}

impl Wares {
    fn minor(&self, jacket_minor: i64, socks_minor: i64) -> i64 {
        // The third flask is free.
        let flasks = self.flasks - self.flasks / 3;
        let rest = self.socks * socks_minor + flasks * 34_900 + self.stickers * 50;
        let jackets = self.jackets * jacket_minor;
        if !self.has_more {
            return jackets + rest;
        }
        // A tenth off the basket; but the jackets' own promotion shares no line with another.
        let less =
            |minor: i64| if minor >= WEEKEND_FROM_MINOR { minor - minor / 10 } else { minor };
        let alone = jackets - self.jackets * JACKET_OFF_MINOR + less(rest);
        alone.min(less(jackets + rest))
    }
}
