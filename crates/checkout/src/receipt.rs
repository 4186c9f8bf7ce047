//! The receipt that goes out with a payment request and stays with a completed sale. Its lines sum
//! to the total of the sale; the part that the payment request is for is the total less what other
//! tenders have paid.

use crate::basket::Basket;
use crate::money::{Amount, Currency, divide};
use crate::quantity::Quantity;
use crate::tender::{Tender, TenderKind};
use crate::vat::VatRate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One line, amounts in minor units including tax unless named otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptLine {
    pub name: String,
    /// The merchant's product id.
    pub id: String,
    pub unit_minor: i64,
    pub quantity: Quantity,
    pub discount_minor: i64,
    pub total_minor: i64,
    pub total_excluding_tax_minor: i64,
    pub tax_minor: i64,
    pub vat_rate: VatRate,
}

/// What points take off each line where they lower the price: the lines that may have discounts share it
/// by what they come to.
pub(crate) fn off_by_points(basket: &Basket, tenders: &[Tender]) -> Vec<i64> {
    let discounts = tenders.iter().filter(|tender| tender.kind.is_discount());
    let totals: Vec<_> = basket.lines.iter().map(|line| line.minor_for_points(true)).collect();
    divide(discounts.map(|tender| tender.minor).sum(), &totals)
}

/// Lines, and what other tenders have paid before this payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub currency: Currency,
    pub lines: Vec<ReceiptLine>,
    pub paid_by_cash_minor: i64,
    pub paid_by_card_minor: i64,
    pub paid_by_gift_card_minor: i64,
    #[serde(default)]
    pub paid_by_points_minor: i64,
}

/// The tax of one rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VatSum {
    pub rate: VatRate,
    pub total_minor: i64,
    pub tax_minor: i64,
}

impl Receipt {
    pub(crate) fn new(basket: &Basket, tenders: &[Tender], currency: Currency) -> Self {
        let lines = basket
            .lines
            .iter()
            .zip(off_by_points(basket, tenders))
            .map(|(line, off_minor)| {
                let price = line.price().less(off_minor, line.item.vat_rate);
                ReceiptLine {
                    name: line.item.name.clone(),
                    id: line.item.product.to_string(),
                    unit_minor: line.item.unit_minor,
                    quantity: line.quantity,
                    discount_minor: price.discount_minor,
                    total_minor: price.total_minor,
                    total_excluding_tax_minor: price.total_minor - price.tax_minor,
                    tax_minor: price.tax_minor,
                    vat_rate: line.item.vat_rate,
                }
            })
            .collect();
        let paid = |wanted: fn(&TenderKind) -> bool| {
            tenders.iter().filter(|tender| wanted(&tender.kind)).map(|tender| tender.minor).sum()
        };
        Self {
            currency,
            lines,
            paid_by_cash_minor: paid(|kind| matches!(kind, TenderKind::Cash)),
            // An earlier Vipps MobilePay payment of the same sale was somebody else's: to this
            // customer's receipt it is money from outside, as a card's is.
            paid_by_card_minor: paid(|kind| {
                matches!(kind, TenderKind::Card | TenderKind::Vipps { .. })
            }),
            paid_by_gift_card_minor: paid(|kind| matches!(kind, TenderKind::GiftCard)),
            paid_by_points_minor: paid(|kind| {
                matches!(kind, TenderKind::Points { as_discount: false, .. })
            }),
        }
    }

    /// The receipt of a request for a part of what is left to pay. To its customer, the rest is money
    /// from outside, whatever it will be paid with.
    pub(crate) fn for_part(mut self, minor: i64) -> Self {
        self.paid_by_card_minor += self.due_minor() - minor;
        self
    }

    pub fn total_minor(&self) -> i64 {
        self.lines.iter().map(|line| line.total_minor).sum()
    }

    /// The turnover of the sale.
    pub fn total(&self) -> Amount {
        Amount::new(self.total_minor(), self.currency)
    }

    /// The tax inside the total.
    pub fn tax_minor(&self) -> i64 {
        self.lines.iter().map(|line| line.tax_minor).sum()
    }

    /// What is left to pay: total − other payment sources.
    pub fn due_minor(&self) -> i64 {
        self.total_minor()
            - self.paid_by_cash_minor
            - self.paid_by_card_minor
            - self.paid_by_gift_card_minor
            - self.paid_by_points_minor
    }

    /// Tax by rate, lowest rate first. The sum of line taxes, so that it adds up to the lines.
    pub fn vat(&self) -> Vec<VatSum> {
        let mut sums = BTreeMap::new();
        for line in &self.lines {
            let sum = sums.entry(line.vat_rate).or_insert((0, 0));
            sum.0 += line.total_minor;
            sum.1 += line.tax_minor;
        }
        sums.into_iter()
            .map(|(rate, (total_minor, tax_minor))| VatSum { rate, total_minor, tax_minor })
            .collect()
    }
}
