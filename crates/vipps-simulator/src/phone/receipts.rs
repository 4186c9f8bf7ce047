//! Receipts as the customer keeps them: lines, VAT by rate, what was paid and what became of it.

use std::collections::BTreeMap;

use crate::clock::{format_utc, rfc3339_ms};
use crate::epayment::payment::{EventName, Payment, PaymentState};
use crate::epayment::receipt::{OrderLine, QuantityUnit};
use crate::money::{Amount, Currency};
use crate::phone::screen::merchant_name;
use crate::simulator::Turn;

/// The lines of a payment's receipt; empty when it came without one.
#[derive(Hash)]
pub(super) struct ReceiptLines {
    pub(super) goods: Vec<Line>,
    pub(super) vat: Vec<Line>,
}

/// A label and an amount without its currency.
#[derive(Hash)]
pub(super) struct Line {
    pub(super) label: String,
    pub(super) amount: String,
}

/// One finished payment.
#[derive(Hash)]
pub(super) struct ReceiptView {
    pub(super) merchant: String,
    pub(super) amount: String,
    pub(super) state: &'static str,
    /// Class of the badge: what colour the state has.
    pub(super) tone: &'static str,
    pub(super) at: String,
    pub(super) at_machine: String,
    pub(super) lines: ReceiptLines,
    /// Captured, refunded and released amounts where they differ from the whole.
    pub(super) movements: Vec<Line>,
    pub(super) receipt_number: Option<String>,
    pub(super) reference: String,
}

impl ReceiptLines {
    pub(super) fn of(payment: &Payment) -> Self {
        let currency = payment.currency();
        let Some(receipt) = &payment.receipt else {
            return Self { goods: Vec::new(), vat: Vec::new() };
        };
        let goods = receipt
            .order_lines
            .iter()
            .map(|line| Line { label: label(line), amount: number(currency, line.signed_total()) });
        let mut by_rate: BTreeMap<i64, i64> = BTreeMap::new();
        for line in &receipt.order_lines {
            let sum = by_rate.entry(line.rate()).or_default();
            *sum = sum.saturating_add(line.signed_tax());
        }
        let vat = by_rate.into_iter().rev().map(|(rate, tax)| Line {
            label: format!("VAT {}", percent(rate)),
            amount: number(currency, tax),
        });
        Self { goods: goods.collect(), vat: vat.collect() }
    }
}

impl ReceiptView {
    pub(super) fn of(turn: &Turn<'_>, payment: &Payment) -> Self {
        let (state, tone) = state(payment);
        let at_ms = payment
            .events
            .iter()
            .find(|event| event.name != EventName::Created)
            .map_or(turn.now_ms, |event| event.at_ms);
        let receipt = payment.receipt.as_ref();
        Self {
            merchant: merchant_name(turn.settings, &payment.key.msn),
            amount: payment.amount.local(),
            state,
            tone,
            at: format_utc(at_ms, "%-d %b %Y, %H:%M UTC"),
            at_machine: rfc3339_ms(at_ms),
            lines: ReceiptLines::of(payment),
            movements: movements(payment),
            receipt_number: receipt.and_then(|receipt| receipt.bottom_line.receipt_number.clone()),
            reference: payment.key.reference.clone(),
        }
    }
}

/// What became of the payment, in one word for the customer.
fn state(payment: &Payment) -> (&'static str, &'static str) {
    match payment.state {
        PaymentState::Created => ("Waiting", "wait"),
        PaymentState::Aborted => ("Declined", "stop"),
        PaymentState::Expired => ("Expired", "quiet"),
        PaymentState::Terminated => ("Cancelled", "quiet"),
        PaymentState::Authorized if payment.captured == 0 && payment.cancelled > 0 => {
            ("Cancelled", "quiet")
        }
        PaymentState::Authorized if payment.captured == 0 => ("Reserved", "wait"),
        PaymentState::Authorized if payment.refunded == 0 => ("Paid", "good"),
        PaymentState::Authorized if payment.refunded < payment.captured => {
            ("Partly refunded", "good")
        }
        PaymentState::Authorized => ("Refunded", "quiet"),
    }
}

fn movements(payment: &Payment) -> Vec<Line> {
    let currency = payment.currency();
    let is_partial = payment.captured > 0 && payment.captured < payment.amount.value;
    let was_authorized = payment.state == PaymentState::Authorized;
    let all = [
        ("Paid", payment.captured, is_partial),
        ("Released", payment.cancelled, was_authorized && payment.cancelled > 0),
        ("Refunded", -payment.refunded, payment.refunded > 0),
    ];
    let shown = all.into_iter().filter(|(_, _, is_shown)| *is_shown);
    shown
        .map(|(label, value, _)| Line { label: label.to_owned(), amount: number(currency, value) })
        .collect()
}

/// `Wool socks × 2`, `Apples × 0,822 kg`; a single piece needs no count.
fn label(line: &OrderLine) -> String {
    let Some(unit) = line.unit_info.as_ref() else { return line.name.clone() };
    let quantity = unit.quantity.replace('.', ",");
    let suffix = match unit.quantity_unit {
        None | Some(QuantityUnit::Pcs) => "",
        Some(QuantityUnit::Kg) => "\u{a0}kg",
        Some(QuantityUnit::Km) => "\u{a0}km",
        Some(QuantityUnit::Minute) => "\u{a0}min",
        Some(QuantityUnit::Litre) => "\u{a0}l",
        Some(QuantityUnit::Kwh) => "\u{a0}kWh",
    };
    if quantity == "1" && suffix.is_empty() {
        return line.name.clone();
    }
    format!("{} ×\u{a0}{quantity}{suffix}", line.name)
}

/// `25 %`, `12,5 %`, from hundredths of a percent.
fn percent(rate: i64) -> String {
    let text = format!("{},{:02}", rate / 100, rate % 100);
    format!("{}\u{a0}%", text.trim_end_matches('0').trim_end_matches(','))
}

fn number(currency: Currency, value: i64) -> String {
    Amount { currency, value }.local_number()
}

#[cfg(test)]
mod tests {
    #[test]
    fn percentages_drop_their_zeros() {
        let cases =
            [(2500, "25\u{a0}%"), (1250, "12,5\u{a0}%"), (0, "0\u{a0}%"), (1000, "10\u{a0}%")];
        for (rate, expected) in cases {
            assert_eq!(super::percent(rate), expected);
        }
    }
}
