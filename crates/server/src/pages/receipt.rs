//! The receipt of a completed sale, or of a return: what stands on it, written out. The till shows
//! it until the next sale, and everything that is put on paper is made of it.

use super::format::{amount, moment, number, quantity, rate, whole};
use super::messages::{self, rules};
use super::place::Place;
use crate::paper::Seller;
use crate::words::Words;
use checkout::{
    Amount, Currency, Line, Print, Prints, ReceiptLine, ReturnState, ReturnedLine, Sale, SaleState,
    Tender, TenderKind, VatRate, VatSum, cash_roundings,
};
use engine::{ReturnView, SaleView};
use std::collections::BTreeMap;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ReceiptKind {
    Sale,
    /// With the number of the receipt that it is of, and the till on it.
    Return {
        of: String,
        till: String,
    },
}

#[derive(Debug)]
pub(crate) struct ReceiptRow {
    pub(crate) quantity: String,
    pub(crate) name: String,
    /// Before any discount.
    pub(crate) gross: String,
    pub(crate) total: String,
    pub(crate) discount: Option<String>,
    /// What the discount is made of.
    pub(crate) reasons: Vec<(String, String)>,
}

#[derive(Debug)]
pub(crate) struct VatRow {
    pub(crate) rate: String,
    pub(crate) total: String,
    pub(crate) tax: String,
}

#[derive(Debug)]
pub(crate) struct TenderRow {
    pub(crate) words: String,
    pub(crate) amount: String,
}

#[derive(Debug)]
pub(crate) struct ReceiptView {
    /// Those of the day of the receipt: the app goes by its name of that day.
    pub(crate) words: Words,
    pub(crate) kind: ReceiptKind,
    pub(crate) store: String,
    pub(crate) seller: Seller,
    pub(crate) number: u64,
    pub(crate) at: String,
    pub(crate) till: String,
    pub(crate) operator: String,
    pub(crate) lines: Vec<ReceiptRow>,
    pub(crate) total: String,
    /// What points took off the price: it is in the lines' discounts.
    pub(crate) off_by_points: Option<String>,
    /// The vouchers that took something off, by name: the same.
    pub(crate) vouchers: Vec<(String, String)>,
    pub(crate) vat: Vec<VatRow>,
    pub(crate) tenders: Vec<TenderRow>,
    /// What is to be collected in cash, in minor units.
    pub(crate) cash_minor: Option<i64>,
    pub(crate) currency: Currency,
    /// Names the payment at Vipps MobilePay.
    pub(crate) reference: Option<String>,
    /// What the buyer saved by being a member.
    pub(crate) member_saving: Option<String>,
    /// The points that it earned, that paid for it, and that the member has now.
    pub(crate) earned: Option<String>,
    pub(crate) spent: Option<String>,
    pub(crate) balance: Option<String>,
    pub(crate) is_training: bool,
    pub(crate) prints: Prints,
}

/// Amounts of one receipt.
#[derive(Clone, Copy)]
struct Money {
    currency: Currency,
    words: Words,
}

impl Money {
    fn full(self, minor: i64) -> String {
        amount(Amount::new(minor, self.currency), self.words.form)
    }

    fn bare(self, minor: i64) -> String {
        number(Amount::new(minor, self.currency), self.words.form)
    }

    fn vat(self, sum: VatSum) -> VatRow {
        VatRow {
            rate: rate(sum.rate),
            total: self.bare(sum.total_minor),
            tax: self.bare(sum.tax_minor),
        }
    }

    fn tenders(self, tenders: &[Tender], sign: i64) -> Vec<TenderRow> {
        let row = |words: String, minor: i64| TenderRow { words, amount: self.full(sign * minor) };
        let mut rows = Vec::new();
        let roundings = cash_roundings(tenders, self.currency);
        let paid = tenders.iter().zip(roundings).filter(|(tender, _)| !tender.kind.is_discount());
        for (tender, rounding) in paid {
            if rounding != 0 {
                rows.push(row(self.words.of("cash-rounding").to_string(), rounding));
            }
            let words = messages::tender(tender.kind, self.words);
            rows.push(row(words, tender.minor + rounding));
        }
        rows
    }
}

impl ReceiptView {
    /// None unless the sale is completed.
    pub(crate) fn of(place: &Place, view: &SaleView) -> Option<Self> {
        let sale = &view.sale;
        let SaleState::Completed { receipt_number, at_unix_ms } = sale.state else { return None };
        let receipt = sale.receipt();
        let words = place.words_at(at_unix_ms);
        let money = Money { currency: sale.currency, words };
        let points =
            |points: i64| Some(points).filter(|one| *one > 0).map(|one| whole(one, words.form));
        let off = sale.tenders.iter().find(|tender| tender.kind.is_discount());
        let lines = sale.basket.lines.iter().zip(&receipt.lines);
        let saving = Some(sale.member_saving_minor()).filter(|minor| *minor > 0);
        let vouchers = sale.basket.vouchers.iter().filter(|one| one.saving_minor() > 0);
        Some(Self {
            words,
            kind: ReceiptKind::Sale,
            store: place.store.clone(),
            seller: place.seller.clone(),
            number: receipt_number,
            at: moment(at_unix_ms, &place.zone, words.form),
            till: sale.context.till.to_string(),
            operator: place.name_of(&sale.context.operator),
            lines: lines.map(|(line, sold)| sold_row(line, sold, money)).collect(),
            total: money.full(receipt.total_minor()),
            vouchers: vouchers
                .map(|voucher| (voucher.terms.name.clone(), money.bare(-voucher.saving_minor())))
                .collect(),
            off_by_points: off.map(|tender| money.bare(-tender.minor)),
            vat: receipt.vat().into_iter().map(|sum| money.vat(sum)).collect(),
            tenders: money.tenders(&sale.tenders, 1),
            cash_minor: in_cash(&sale.tenders, sale.currency),
            currency: sale.currency,
            reference: reference(view),
            member_saving: saving.filter(|_| sale.member_prices).map(|minor| money.full(minor)),
            earned: points(sale.points_kept()),
            spent: sale.paid_with_points().and_then(|part| points(part.points)),
            balance: view.balance.map(|balance| whole(balance.available, words.form)),
            is_training: place.is_training,
            prints: sale.prints,
        })
    }

    /// None unless the return is completed. Its amounts are less than nothing.
    pub(crate) fn of_return(place: &Place, view: &ReturnView) -> Option<Self> {
        let ReturnView { returning, original, .. } = view;
        let ReturnState::Completed { receipt_number, at_unix_ms } = returning.state else {
            return None;
        };
        let words = place.words_at(at_unix_ms);
        let money = Money { currency: returning.currency, words };
        let of = match original.state {
            SaleState::Completed { receipt_number, .. } => receipt_number.to_string(),
            _ => original.short_id(),
        };
        let known = original.returns.iter().find(|one| one.id == returning.id);
        let back = known.map_or(0, |one| one.by_points.points);
        Some(Self {
            words,
            kind: ReceiptKind::Return { of, till: original.context.till.to_string() },
            store: place.store.clone(),
            seller: place.seller.clone(),
            number: receipt_number,
            at: moment(at_unix_ms, &place.zone, words.form),
            till: returning.context.till.to_string(),
            operator: place.name_of(&returning.context.operator),
            lines: returning
                .lines
                .iter()
                .filter_map(|part| back_row(original, part, money))
                .collect(),
            total: money.full(-returning.turnover().minor),
            vouchers: Vec::new(),
            off_by_points: None,
            vat: vat_back(original, &returning.lines)
                .into_iter()
                .map(|sum| money.vat(sum))
                .collect(),
            tenders: money.tenders(&returning.tenders, -1),
            cash_minor: None,
            currency: returning.currency,
            reference: None,
            member_saving: None,
            earned: None,
            spent: Some(-back).filter(|points| *points < 0).map(|points| whole(points, words.form)),
            balance: None,
            is_training: place.is_training,
            prints: known.map(|one| one.prints).unwrap_or_default(),
        })
    }

    /// Why nothing usable came out of the printer, the last time, in the words of whoever looks.
    pub(crate) fn trouble(&self, words: &Words) -> Option<String> {
        let papers = [self.prints.original, self.prints.copy];
        papers.into_iter().find_map(|print| match print {
            Print::Failed { why } => Some(words.of(messages::print_trouble(why)).to_string()),
            Print::None | Print::Sent => None,
        })
    }

    /// What the button says that prints it.
    pub(crate) fn button(&self, words: &Words) -> String {
        let message = match (self.trouble(words), self.prints.is_issued()) {
            (Some(_), _) => "paper-print-again",
            (None, true) => "paper-print-copy",
            (None, false) => "paper-print",
        };
        words.of(message).to_string()
    }

    pub(crate) fn is_copied(&self) -> bool {
        self.prints.copy == Print::Sent
    }
}

/// What cash was to be collected, in minor units; none if it was nothing.
fn in_cash(tenders: &[Tender], currency: Currency) -> Option<i64> {
    let cash = tenders.iter().filter(|tender| tender.kind == TenderKind::Cash);
    let minor = currency.in_cash(cash.map(|tender| tender.minor).sum());
    Some(minor).filter(|minor| *minor > 0)
}

/// The app's name for the payment, if the app paid a part of it.
fn reference(view: &SaleView) -> Option<String> {
    let plan = &view.payment.as_ref()?.plan;
    let paid =
        |kind: &TenderKind| matches!(kind, TenderKind::Vipps { payment } if *payment == plan.id);
    let is_paid = view.sale.tenders.iter().any(|tender| paid(&tender.kind));
    is_paid.then(|| plan.reference.clone())
}

fn sold_row(line: &Line, sold: &ReceiptLine, money: Money) -> ReceiptRow {
    let mut reasons = Vec::new();
    let mut rest_minor = sold.discount_minor;
    let mut add = |name: String, minor: i64| {
        let minor = minor.min(rest_minor);
        if minor > 0 {
            rest_minor -= minor;
            reasons.push((name, money.bare(-minor)));
        }
    };
    let say = |name: &'static str| money.words.of(name).to_string();
    for told in &line.rules {
        add(rules::name(&told.rule, money.words), told.saving_minor());
    }
    let by_hand = line.item.discount_reason.map(|reason| {
        let why = money.words.of(messages::discount_reason(reason));
        format!("{}: {why}", say("paper-discount"))
    });
    add(by_hand.unwrap_or_else(|| say("paper-discount")), line.item.discount_minor);
    add(say("points"), i64::MAX);
    ReceiptRow {
        quantity: quantity(sold.quantity),
        name: sold.name.clone(),
        gross: money.bare(sold.total_minor + sold.discount_minor),
        total: money.bare(sold.total_minor),
        discount: Some(-sold.discount_minor)
            .filter(|minor| *minor < 0)
            .map(|minor| money.bare(minor)),
        reasons,
    }
}

fn back_row(original: &Sale, part: &ReturnedLine, money: Money) -> Option<ReceiptRow> {
    let line = original.basket.line(part.line)?;
    let total = money.bare(-part.taxed_minor());
    Some(ReceiptRow {
        quantity: quantity(part.quantity),
        name: line.item.name.clone(),
        gross: total.clone(),
        total,
        discount: None,
        reasons: Vec::new(),
    })
}

/// Of what comes back, at the rates of the original.
fn vat_back(original: &Sale, parts: &[ReturnedLine]) -> Vec<VatSum> {
    let mut sums: BTreeMap<VatRate, (i64, i64)> = BTreeMap::new();
    for part in parts {
        let Some(line) = original.basket.line(part.line) else { continue };
        let sum = sums.entry(line.item.vat_rate).or_default();
        sum.0 -= part.taxed_minor();
        sum.1 -= part.tax_minor;
    }
    let sums = sums.into_iter();
    sums.map(|(rate, (total_minor, tax_minor))| VatSum { rate, total_minor, tax_minor }).collect()
}
