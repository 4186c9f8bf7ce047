//! Lines of a sale and what they cost. A line remembers the public price and the member price, so
//! that a customer who is known late changes every line at once and the till can say by how much.

use crate::digest::sha256_hex;
use crate::gtin::Gtin;
use crate::ids::ProductId;
use crate::quantity::Quantity;
use crate::vat::VatRate;
use serde::{Deserialize, Serialize};

/// The most lines that one sale may have.
pub(crate) const LINES_MAX: usize = 500;
/// The longest name of a product, in bytes.
const NAME_LENGTH_MAX: usize = 250;
/// The highest price of one unit in minor units; above it is a barcode in the price field.
const UNIT_MINOR_MAX: i64 = 65_000_000;

/// The number of a line within its sale, from 1, never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LineId(pub u32);

/// Who said what a line costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PricedBy {
    /// Our catalogue.
    Clubtill,
    /// The till that called us.
    Caller,
}

/// What is sold, with its prices as they were when it was scanned. Prices include tax, in minor
/// units per unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    pub product: ProductId,
    pub name: String,
    pub gtin: Option<Gtin>,
    pub unit_minor: i64,
    /// For members. The lower of the two is taken: a member never pays more than the public.
    pub club_unit_minor: Option<i64>,
    /// Off the line, whoever the customer is.
    pub discount_minor: i64,
    pub vat_rate: VatRate,
    pub priced_by: PricedBy,
}

/// One line of a basket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub id: LineId,
    pub item: Item,
    pub quantity: Quantity,
}

/// What a line comes to, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinePrice {
    /// Before any discount.
    pub gross_minor: i64,
    /// Everything taken off: the line's own discount and the member's.
    pub discount_minor: i64,
    /// What is paid: gross − discount.
    pub total_minor: i64,
    /// The tax inside the total.
    pub tax_minor: i64,
}

/// What makes an item impossible to sell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ImpossibleItem;

impl Item {
    /// Refuses what could overflow or turn a sale into a payout.
    pub(crate) fn check(&self, quantity: Quantity) -> Result<(), ImpossibleItem> {
        let prices = 0..=UNIT_MINOR_MAX;
        let club_fits = self.club_unit_minor.is_none_or(|minor| prices.contains(&minor));
        let named = !self.name.trim().is_empty() && self.name.len() <= NAME_LENGTH_MAX;
        if !prices.contains(&self.unit_minor) || !club_fits || !named || self.discount_minor < 0 {
            return Err(ImpossibleItem);
        }
        let lowest = self.unit_minor.min(self.club_unit_minor.unwrap_or(i64::MAX));
        let least = quantity.times_minor(lowest).ok_or(ImpossibleItem)?;
        if self.discount_minor > least { Err(ImpossibleItem) } else { Ok(()) }
    }
}

impl Line {
    /// The price of the line, for a member or for anybody.
    pub fn price(&self, member: bool) -> LinePrice {
        let times = |minor| self.quantity.times_minor(minor).expect("items are checked when added");
        let gross_minor = times(self.item.unit_minor);
        let unit_minor = match self.item.club_unit_minor {
            Some(club) if member => club.min(self.item.unit_minor),
            _ => self.item.unit_minor,
        };
        let total_minor = times(unit_minor) - self.item.discount_minor;
        LinePrice {
            gross_minor,
            discount_minor: gross_minor - total_minor,
            total_minor,
            tax_minor: self.item.vat_rate.tax_in(total_minor),
        }
    }
}

/// The lines of a sale, in the order of scanning.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Basket {
    pub lines: Vec<Line>,
    last_line: u32,
}

impl Basket {
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    pub fn line(&self, id: LineId) -> Option<&Line> {
        self.lines.iter().find(|line| line.id == id)
    }

    /// A line that the same item can be added to: scanning a thing twice makes two of it.
    pub(crate) fn line_like(&self, item: &Item) -> Option<&Line> {
        self.lines.iter().rev().find(|line| line.item == *item && item.discount_minor == 0)
    }

    pub(crate) fn next_line(&self) -> LineId {
        LineId(self.last_line + 1)
    }

    pub(crate) fn add(&mut self, line: Line) {
        self.last_line = self.last_line.max(line.id.0);
        self.lines.push(line);
    }

    pub(crate) fn set_quantity(&mut self, id: LineId, quantity: Quantity) {
        if let Some(line) = self.lines.iter_mut().find(|line| line.id == id) {
            line.quantity = quantity;
        }
    }

    pub(crate) fn remove(&mut self, id: LineId) {
        self.lines.retain(|line| line.id != id);
    }

    /// What the basket comes to, in minor units, for a member or for anybody.
    pub fn total_minor(&self, member: bool) -> i64 {
        self.lines.iter().map(|line| line.price(member).total_minor).sum()
    }

    /// What a member saves, in minor units.
    pub fn member_saving_minor(&self) -> i64 {
        self.total_minor(false) - self.total_minor(true)
    }

    /// SHA-256 of the lines as priced, in hex: tells whether a payment was made for this basket.
    pub(crate) fn hash(&self, member: bool) -> String {
        let lines: Vec<String> = self
            .lines
            .iter()
            .map(|line| {
                let total = line.price(member).total_minor;
                format!("{}\n{}\n{total}\n", line.item.product, line.quantity)
            })
            .collect();
        sha256_hex(&lines.iter().map(String::as_bytes).collect::<Vec<_>>())
    }
}
