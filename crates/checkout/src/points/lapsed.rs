//! Points of a purchase that are gone without having been used: they expired, or a person took them.
//! What is taken back with wares is first what is left of it, then these, and only then owed.

use super::{Lot, LotSource, Moved};
use crate::ids::SaleId;
use crate::time::days_ms;
use serde::{Deserialize, Serialize};

/// Longer than wares are taken back: then a purchase's points are forgotten.
const KEPT_DAYS: u16 = 3 * 365;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Part {
    sale: SaleId,
    points: i64,
    at_unix_ms: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Lapsed(Vec<Part>);

impl Lapsed {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn of(&self, sale: SaleId) -> i64 {
        self.0.iter().filter(|part| part.sale == sale).map(|part| part.points).sum()
    }

    pub(super) fn points(&self) -> i64 {
        self.0.iter().map(|part| part.points).sum()
    }

    /// Adds what is gone of a lot; only a purchase's own can come back.
    pub(super) fn add(&mut self, source: LotSource, points: i64, at_unix_ms: i64) {
        self.0.retain(|part| part.at_unix_ms > at_unix_ms - days_ms(KEPT_DAYS));
        if let LotSource::Sale(sale) = source
            && points > 0
        {
            self.0.push(Part { sale, points, at_unix_ms });
        }
    }

    pub(super) fn add_all(&mut self, parts: &[Lot], at_unix_ms: i64) {
        for part in parts {
            self.add(part.source, part.points, at_unix_ms);
        }
    }

    /// Takes off what has come back.
    pub(super) fn take(&mut self, sale: SaleId, points: i64) {
        let mut left = points;
        for part in self.0.iter_mut().filter(|part| part.sale == sale) {
            let taken = left.min(part.points);
            part.points -= taken;
            left -= taken;
        }
        self.0.retain(|part| part.points > 0);
    }

    pub(super) fn put(&mut self, others: &Self) {
        self.0.extend(&others.0);
    }

    pub(super) fn take_all(&mut self, others: &Self) {
        for part in &others.0 {
            self.take(part.sale, part.points);
        }
    }

    /// What is here of a member's purchases that came in with points, gone before or since.
    pub(super) fn left_of(&self, came: &Moved) -> Self {
        let with_lots = came.lots.iter().map(|lot| lot.source);
        let sales: Vec<_> =
            with_lots.chain(came.lapsed.0.iter().map(|part| LotSource::Sale(part.sale))).collect();
        let is_theirs = |part: &&Part| sales.contains(&LotSource::Sale(part.sale));
        Self(self.0.iter().filter(is_theirs).copied().collect())
    }
}
