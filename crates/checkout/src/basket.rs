//! Lines of a sale and what they cost. A line remembers every price and promotion that it may have, so
//! that a customer who is known late changes every line at once and the till can say by how much.

use crate::digest::sha256_hex;
use crate::goods::{GROUPS_MAX, GroupId};
use crate::gtin::Gtin;
use crate::ids::{ProductId, VoucherId};
use crate::money::divide_rounded;
use crate::prices::{Explanation, ListPrice, Membership, Offer, price};
use crate::quantity::Quantity;
use crate::vat::VatRate;
use crate::voucher::SaleVoucher;
use serde::{Deserialize, Serialize};

/// The most price rows, and the most promotions, that one line may bring along.
pub const RULES_MAX: usize = 100;
/// The most lines that one sale may have.
pub(crate) const LINES_MAX: usize = 500;
/// The longest name of a product, in bytes.
const NAME_LENGTH_MAX: usize = 250;
/// The highest price of one unit in minor units; above it is a barcode in the price field.
pub const UNIT_MINOR_MAX: i64 = 65_000_000;

/// The number of a line within its sale, from 1, never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LineId(pub u32);

/// Who said what a line costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PricedBy {
    /// Our catalogue.
    Clubtill,
    /// The till that called us.
    Caller,
}

/// Why somebody takes something off a line by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DiscountReason {
    Damaged,
    /// Best before a day that is near.
    ShortDated,
    PriceMatch,
    Goodwill,
    /// It was marked with another price, or a discount was given by mistake.
    Mistake,
}

impl DiscountReason {
    pub const ALL: [Self; 5] =
        [Self::Damaged, Self::ShortDated, Self::PriceMatch, Self::Goodwill, Self::Mistake];

    /// As forms and the API name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Damaged => "damaged",
            Self::ShortDated => "short_dated",
            Self::PriceMatch => "price_match",
            Self::Goodwill => "goodwill",
            Self::Mistake => "mistake",
        }
    }
}

/// What is sold, with its prices as they were when it was scanned. Prices include tax, in minor
/// units per unit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Item {
    pub product: ProductId,
    pub name: String,
    pub gtin: Option<Gtin>,
    pub unit_minor: i64,
    /// For members. The lower of the two is taken: a member never pays more than the public.
    pub club_unit_minor: Option<i64>,
    /// Off the line, whoever the customer is.
    pub discount_minor: i64,
    /// Why that was given by hand, if it was: then it goes down with the quantity, since it was a part
    /// of the line that whoever gave it might give.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discount_reason: Option<DiscountReason>,
    pub vat_rate: VatRate,
    pub priced_by: PricedBy,
    /// The groups of products that it is in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupId>,
    /// From price lists: of the day, and those that are named although they don't hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prices: Vec<ListPrice>,
    /// The promotions that it takes part in, the same way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offers: Vec<Offer>,
    /// Whether nothing may be taken off it, neither by promotions nor by vouchers.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_never_discounted: bool,
}

/// One line of a basket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub id: LineId,
    pub item: Item,
    pub quantity: Quantity,
    /// What each rule took off it, or why nothing, for whoever buys.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Explanation>,
}

/// What a line comes to, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinePrice {
    /// Before any discount.
    pub gross_minor: i64,
    /// Everything taken off: by hand, by price lists, by promotions, by vouchers.
    pub discount_minor: i64,
    /// What is paid: gross − discount.
    pub total_minor: i64,
    /// The tax inside the total.
    pub tax_minor: i64,
}

impl LinePrice {
    /// The same with so much more taken off it; the tax follows.
    pub(crate) fn less(self, off_minor: i64, rate: VatRate) -> Self {
        let total_minor = self.total_minor - off_minor;
        let discount_minor = self.discount_minor + off_minor;
        Self { total_minor, discount_minor, tax_minor: rate.tax_in(total_minor), ..self }
    }
}

/// What makes an item impossible to sell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ImpossibleItem;

impl Item {
    /// The item of a line whose quantity becomes another one.
    pub(crate) fn at(&self, before: Quantity, quantity: Quantity) -> Self {
        let mut item = self.clone();
        if self.discount_reason.is_some() && quantity < before {
            let share = i128::from(self.discount_minor) * i128::from(quantity.millionths());
            let share = share / i128::from(before.millionths());
            item.discount_minor = i64::try_from(share).unwrap_or(self.discount_minor);
        }
        item
    }

    /// Refuses what could overflow or turn a sale into a payout.
    pub(crate) fn check(&self, quantity: Quantity) -> Result<(), ImpossibleItem> {
        let prices = 0..=UNIT_MINOR_MAX;
        let club_fits = self.club_unit_minor.is_none_or(|minor| prices.contains(&minor));
        let named = !self.name.trim().is_empty() && self.name.len() <= NAME_LENGTH_MAX;
        let rows_fit = self.prices.iter().all(|row| prices.contains(&row.unit_minor));
        let few = self.prices.len() <= RULES_MAX
            && self.offers.len() <= RULES_MAX
            && self.groups.len() <= GROUPS_MAX;
        if !prices.contains(&self.unit_minor) || !club_fits || !rows_fit || !few || !named {
            return Err(ImpossibleItem);
        }
        if self.discount_minor < 0 {
            return Err(ImpossibleItem);
        }
        let lowest = self.unit_minor.min(self.club_unit_minor.unwrap_or(i64::MAX));
        let least = quantity.times_minor(lowest).ok_or(ImpossibleItem)?;
        if self.discount_minor > least { Err(ImpossibleItem) } else { Ok(()) }
    }
}

impl Line {
    /// What the line comes to for whoever buys.
    pub fn price(&self) -> LinePrice {
        let times = self.quantity.times_minor(self.item.unit_minor);
        let gross_minor = times.expect("items are checked when added");
        let saving_minor: i64 = self.rules.iter().map(Explanation::saving_minor).sum();
        let discount_minor = self.item.discount_minor + saving_minor;
        let total_minor = gross_minor - discount_minor;
        let tax_minor = self.item.vat_rate.tax_in(total_minor);
        LinePrice { gross_minor, discount_minor, total_minor, tax_minor }
    }

    /// What points may be for of it, in minor units: where they lower the price, nothing of goods that
    /// nothing may be taken off.
    pub(crate) fn minor_for_points(&self, as_discount: bool) -> i64 {
        if as_discount && self.item.is_never_discounted { 0 } else { self.price().total_minor }
    }

    /// What a part of the line comes to, as its share of the whole.
    pub(crate) fn share_minor(&self, part: Quantity) -> i64 {
        let share = i128::from(self.price().total_minor) * i128::from(part.millionths());
        let share = divide_rounded(share, i128::from(self.quantity.millionths()));
        share.expect("a share is not more than the whole")
    }
}

/// What a line alone would come to for a buyer: a member with what is theirs alone, or anybody.
pub fn priced_line(line: &Line, buyer: Option<&Membership>) -> LinePrice {
    let basket = Basket { lines: vec![line.clone()], ..Basket::default() };
    basket.priced_for(buyer).lines[0].price()
}

/// The lines of a sale, in the order of scanning, and the vouchers that are put on it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Basket {
    pub lines: Vec<Line>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vouchers: Vec<SaleVoucher>,
    last_line: u32,
}

impl Basket {
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    pub fn line(&self, id: LineId) -> Option<&Line> {
        self.lines.iter().find(|line| line.id == id)
    }

    /// A line that the same item can be added to: scanning a thing twice makes two of it, unless it was
    /// weighed.
    pub(crate) fn line_like(&self, item: &Item) -> Option<&Line> {
        let is_plain = |line: &&Line| line.quantity.is_whole() && item.discount_minor == 0;
        self.lines.iter().rev().filter(is_plain).find(|line| line.item == *item)
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
            line.item = line.item.at(line.quantity, quantity);
            line.quantity = quantity;
        }
    }

    pub(crate) fn set_discount(&mut self, id: LineId, minor: i64, reason: DiscountReason) {
        if let Some(line) = self.lines.iter_mut().find(|line| line.id == id) {
            line.item.discount_minor = minor;
            line.item.discount_reason = (minor > 0).then_some(reason);
        }
    }

    pub(crate) fn remove(&mut self, id: LineId) {
        self.lines.retain(|line| line.id != id);
    }

    pub fn voucher(&self, id: VoucherId) -> Option<&SaleVoucher> {
        self.vouchers.iter().find(|voucher| voucher.id == id)
    }

    /// What the basket comes to, in minor units, for whoever buys.
    pub fn total_minor(&self) -> i64 {
        self.lines.iter().map(|line| line.price().total_minor).sum()
    }

    /// Prices every line for a buyer: a member with what is theirs alone, or anybody.
    pub(crate) fn reprice(&mut self, buyer: Option<&Membership>) {
        let has_rules = |item: &Item| {
            item.club_unit_minor.is_some() || !item.prices.is_empty() || !item.offers.is_empty()
        };
        let is_plain = buyer.is_none_or(|buyer| buyer.personal.is_empty())
            && self.vouchers.is_empty()
            && !self.lines.iter().any(|line| has_rules(&line.item));
        if is_plain {
            self.lines.iter_mut().for_each(|line| line.rules.clear());
            return;
        }
        let priced = price(&self.lines, buyer, &self.vouchers);
        for (line, rules) in self.lines.iter_mut().zip(priced.rules) {
            line.rules = rules;
        }
        for (voucher, outcome) in self.vouchers.iter_mut().zip(priced.vouchers) {
            voucher.outcome = outcome;
        }
    }

    /// The same lines, priced for somebody else.
    #[must_use]
    pub fn priced_for(&self, buyer: Option<&Membership>) -> Self {
        let mut basket = self.clone();
        basket.reprice(buyer);
        basket
    }

    /// What a member saves, in minor units: never less than nothing.
    pub fn member_saving_minor(&self, member: &Membership) -> i64 {
        self.priced_for(None).total_minor() - self.priced_for(Some(member)).total_minor()
    }

    /// SHA-256 of the lines as priced, in hex: tells whether a payment was made for this basket.
    pub(crate) fn hash(&self) -> String {
        let lines: Vec<String> = self
            .lines
            .iter()
            .map(|line| {
                let total = line.price().total_minor;
                format!("{}\n{}\n{total}\n", line.item.product, line.quantity)
            })
            .collect();
        sha256_hex(&lines.iter().map(String::as_bytes).collect::<Vec<_>>())
    }
}
