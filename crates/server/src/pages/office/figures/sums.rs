//! The sums of completed sales and returns in one currency. Practice is in no sum.

use super::super::super::format::{hour, local_date};
use checkout::{Book, LocalDate, StoreId, TillId, VatRate};
use engine::{ListedDocument, ListedState, TenderSort};
use std::collections::BTreeMap;

/// What was sold and what came back; minor units, both as positive numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sum {
    pub(super) sales: i64,
    pub(super) sold_minor: i64,
    pub(super) returns: i64,
    pub(super) returned_minor: i64,
    /// The part of what was sold that members bought.
    pub(super) members_minor: i64,
    pub(super) saving_minor: i64,
}

impl Sum {
    fn add(&mut self, one: &ListedDocument) {
        let summary = &one.summary;
        if one.is_return {
            self.returns += 1;
            self.returned_minor += summary.total_minor;
            return;
        }
        self.sales += 1;
        self.sold_minor += summary.total_minor;
        if summary.is_member {
            self.members_minor += summary.total_minor;
        }
        self.saving_minor += summary.member_saving_minor;
    }
}

/// The sums by what people ask for.
#[derive(Debug, Default)]
pub(super) struct Sums {
    pub(super) total: Sum,
    pub(super) stores: BTreeMap<StoreId, Sum>,
    pub(super) tills: BTreeMap<TillId, Sum>,
    pub(super) tenders: BTreeMap<TenderSort, i64>,
    pub(super) rates: BTreeMap<VatRate, (i64, i64)>,
    pub(super) days: BTreeMap<LocalDate, i64>,
    pub(super) hours: BTreeMap<i8, i64>,
}

impl Sums {
    pub(super) fn add(&mut self, one: &ListedDocument, zone: &str) {
        let summary = &one.summary;
        if summary.state != ListedState::Completed || summary.book == Book::Training {
            return;
        }
        let sign = if one.is_return { -1 } else { 1 };
        self.total.add(one);
        self.stores.entry(one.store.clone()).or_default().add(one);
        self.tills.entry(one.till.clone()).or_default().add(one);
        for (sort, minor) in &summary.tenders {
            *self.tenders.entry(*sort).or_default() += sign * minor;
        }
        for part in &summary.rates {
            let sum = self.rates.entry(part.rate).or_default();
            sum.0 += sign * part.total_minor;
            sum.1 += sign * part.tax_minor;
        }
        let turnover = sign * summary.total_minor;
        *self.days.entry(local_date(one.at_unix_ms, zone)).or_default() += turnover;
        *self.hours.entry(hour(one.at_unix_ms, zone)).or_default() += turnover;
    }

    /// The rows of a table for other programs: currency, by what, name, turnover, tax, sales, returns.
    pub(super) fn rows(&self, currency: &str) -> Vec<[String; 7]> {
        let row = |by: &str, name: String, turnover: i64, more: [String; 3]| {
            let [tax, sales, returns] = more;
            [currency.to_owned(), by.to_owned(), name, turnover.to_string(), tax, sales, returns]
        };
        let none = || [String::new(), String::new(), String::new()];
        let of = |by: &str, name: String, sum: &Sum| {
            let counts = [String::new(), sum.sales.to_string(), sum.returns.to_string()];
            row(by, name, sum.sold_minor - sum.returned_minor, counts)
        };
        let mut rows = vec![of("total", String::new(), &self.total)];
        rows.extend(self.stores.iter().map(|(id, sum)| of("store", id.to_string(), sum)));
        rows.extend(self.tills.iter().map(|(id, sum)| of("till", id.to_string(), sum)));
        rows.extend(self.tenders.iter().map(|(sort, minor)| {
            let name = match sort {
                TenderSort::App => "app",
                TenderSort::Cash => "cash",
                TenderSort::Card => "card",
                TenderSort::GiftCard => "gift_card",
                TenderSort::Points => "points",
                TenderSort::Rounding => "rounding",
            };
            row("tender", name.to_owned(), *minor, none())
        }));
        rows.extend(self.rates.iter().map(|(rate, (total, tax))| {
            let [_, sales, returns] = none();
            let percent = rate.hundredths_percent();
            let name = format!("{}.{:02}", percent / 100, percent % 100);
            row("vat_rate", name, *total, [tax.to_string(), sales, returns])
        }));
        let days = self.days.iter();
        rows.extend(days.map(|(day, minor)| row("day", day.to_string(), *minor, none())));
        let hours = self.hours.iter();
        rows.extend(hours.map(|(hour, minor)| row("hour", hour.to_string(), *minor, none())));
        rows
    }
}
