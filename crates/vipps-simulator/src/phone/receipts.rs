//! Receipts as the customer keeps them: lines, VAT by rate, what was paid and what became of it.

use std::collections::BTreeMap;

use crate::epayment::ledger::PaymentKey;
use crate::epayment::payment::{Event, EventName, Payment, PaymentState};
use crate::epayment::receipt::{OrderLine, QuantityUnit};
use crate::money::{Amount, Currency};
use crate::phone::activity::State;
use crate::phone::moment::Moment;
use crate::phone::screen::merchant_name;
use crate::simulator::Turn;

/// The lines of a payment's receipt; empty when it came without one.
pub(super) struct ReceiptLines {
    pub(super) goods: Vec<Line>,
    pub(super) vat: Vec<Line>,
}

/// A label and an amount without its currency.
pub(super) struct Line {
    pub(super) label: String,
    pub(super) amount: String,
}

/// One thing that has happened to a payment.
pub(super) struct Step {
    pub(super) what: &'static str,
    pub(super) amount: String,
    pub(super) at: Moment,
}

/// One payment with all that has happened to it.
pub(super) struct ReceiptView {
    pub(super) merchant: String,
    pub(super) amount: String,
    /// Whether it was ever approved; a receipt is of something paid.
    pub(super) is_receipt: bool,
    pub(super) state: State,
    pub(super) story: &'static str,
    pub(super) at: Moment,
    pub(super) description: Option<String>,
    pub(super) lines: ReceiptLines,
    /// Oldest first.
    pub(super) steps: Vec<Step>,
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
    /// `None` unless the payment is on this phone.
    pub(super) fn find(turn: &Turn<'_>, msisdn: &str, key: &PaymentKey) -> Option<Self> {
        let payment = turn.state.ledger.get(turn.state.ledger.find(key)?);
        if payment.msisdn.as_deref() != Some(msisdn) {
            return None;
        }
        let receipt = payment.receipt.as_ref();
        Some(Self {
            merchant: merchant_name(turn.settings, &payment.key.msn),
            amount: payment.amount.local(),
            is_receipt: payment.state == PaymentState::Authorized,
            state: state(payment),
            story: story(payment),
            at: Moment::of(decided_at_ms(payment)),
            description: payment.description.clone(),
            lines: ReceiptLines::of(payment),
            steps: steps(payment),
            receipt_number: receipt.and_then(|receipt| receipt.bottom_line.receipt_number.clone()),
            reference: payment.key.reference.clone(),
        })
    }
}

/// When the customer or the shop decided; of an open request, when it came.
pub(super) fn decided_at_ms(payment: &Payment) -> i64 {
    payment.events.get(1).unwrap_or(&payment.events[0]).at_ms
}

/// What the shop has taken; the whole amount as long as that isn't known.
pub(super) fn taken(payment: &Payment) -> i64 {
    if payment.captured > 0 { payment.captured } else { payment.amount.value }
}

/// What became of the payment, in one word for the customer.
pub(super) fn state(payment: &Payment) -> State {
    match payment.state {
        PaymentState::Created => State::wait("Waiting"),
        PaymentState::Aborted => State::stop("Declined"),
        PaymentState::Expired => State::quiet("Expired"),
        PaymentState::Terminated => State::quiet("Cancelled"),
        PaymentState::Authorized if payment.captured == 0 && payment.cancelled > 0 => {
            State::quiet("Cancelled")
        }
        PaymentState::Authorized if payment.captured == 0 => State::wait("Reserved"),
        PaymentState::Authorized if payment.refunded == 0 => State::good("Paid"),
        PaymentState::Authorized if payment.refunded < payment.captured => {
            State::good("Partly refunded")
        }
        PaymentState::Authorized => State::quiet("Refunded"),
    }
}

/// What that means for the customer.
pub(super) fn story(payment: &Payment) -> &'static str {
    match payment.state {
        PaymentState::Created if payment.is_processing => "The bank has not answered yet.",
        PaymentState::Created => "The shop waits for your answer.",
        PaymentState::Aborted => "You said no. Nothing was paid.",
        PaymentState::Expired => "There was no answer in time. Nothing was paid.",
        PaymentState::Terminated => "The shop took the request back. Nothing was paid.",
        PaymentState::Authorized if payment.captured == 0 && payment.cancelled > 0 => {
            "The shop did not take the money. It is yours again."
        }
        PaymentState::Authorized if payment.captured == 0 => {
            "The money is set aside. The shop has not taken it yet."
        }
        PaymentState::Authorized if payment.refunded == 0 && payment.cancelled > 0 => {
            "The shop took less than you approved. The rest is yours again."
        }
        PaymentState::Authorized if payment.refunded == 0 => "",
        PaymentState::Authorized if payment.refunded < payment.captured => {
            "The shop has paid some of it back."
        }
        PaymentState::Authorized => "The shop has paid it all back.",
    }
}

/// What happened after the request came.
fn steps(payment: &Payment) -> Vec<Step> {
    let step = |event: &Event| {
        let (what, sign) = match event.name {
            EventName::Created => return None,
            EventName::Authorized => ("Approved", 1),
            EventName::Captured => ("Paid", 1),
            EventName::Refunded => ("Refunded", -1),
            EventName::Cancelled => ("Released", 1),
            EventName::Aborted => ("Declined", 1),
            EventName::Expired => ("Expired", 1),
            EventName::Terminated => ("Cancelled", 1),
        };
        let amount = number(payment.currency(), sign * event.value);
        Some(Step { what, amount, at: Moment::of(event.at_ms) })
    };
    payment.events.iter().filter_map(step).collect()
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
