//! What has happened on a phone, newest first: payments, refunds, and clubs joined.

use std::cmp::Reverse;

use crate::epayment::payment::{EventName, Payment};
use crate::login::session::Login;
use crate::money::Amount;
use crate::phone::joinings;
use crate::phone::moment::Moment;
use crate::phone::place::Place;
use crate::phone::receipts;
use crate::phone::screen::merchant_name;
use crate::simulator::Turn;

/// Entries shown, and the newest payments and logins among which they are looked for.
const SHOWN: usize = 100;

pub(super) struct Activity {
    pub(super) entries: Vec<Entry>,
    /// Whether there may be older ones.
    pub(super) is_cut: bool,
}

/// One line of the list.
pub(super) struct Entry {
    pub(super) merchant: String,
    pub(super) what: &'static str,
    /// With its currency; nothing for a club.
    pub(super) amount: Option<String>,
    pub(super) state: State,
    pub(super) at: Moment,
    /// Where a click leads.
    pub(super) address: String,
    at_ms: i64,
}

/// What became of something, in one word for the person.
#[derive(Clone, Copy)]
pub(super) struct State {
    pub(super) word: &'static str,
    /// Class of the badge.
    pub(super) tone: &'static str,
}

impl State {
    pub(super) const fn good(word: &'static str) -> Self {
        Self { word, tone: "good" }
    }

    pub(super) const fn wait(word: &'static str) -> Self {
        Self { word, tone: "wait" }
    }

    pub(super) const fn stop(word: &'static str) -> Self {
        Self { word, tone: "stop" }
    }

    pub(super) const fn quiet(word: &'static str) -> Self {
        Self { word, tone: "quiet" }
    }
}

impl Activity {
    pub(super) fn of(turn: &Turn<'_>, msisdn: &str) -> Self {
        let payments = turn.state.ledger.of_customer(msisdn).take(SHOWN);
        let mut entries: Vec<Entry> =
            payments.flat_map(|payment| of_payment(turn, msisdn, payment)).collect();
        let logins = turn.state.logins.newest_first().filter(|login| login.msisdn == msisdn);
        entries.extend(logins.take(SHOWN).map(|login| of_login(turn, login)));
        entries.sort_by_key(|entry| Reverse(entry.at_ms));
        let is_cut = entries.len() >= SHOWN;
        entries.truncate(SHOWN);
        Self { entries, is_cut }
    }
}

/// The payment and each of its refunds, newest first.
fn of_payment(turn: &Turn<'_>, msisdn: &str, payment: &Payment) -> Vec<Entry> {
    let merchant = merchant_name(turn.settings, &payment.key.msn);
    let address = Place::Receipt(payment.key.clone()).address(msisdn);
    let local = |value| Amount { currency: payment.currency(), value }.local();
    let entry = |what, amount, state, at_ms| Entry {
        merchant: merchant.clone(),
        what,
        amount: Some(amount),
        state,
        at: Moment::of(at_ms),
        address: address.clone(),
        at_ms,
    };
    let refunds = payment.events.iter().rev().filter(|event| event.name == EventName::Refunded);
    let refunded = State::good("Refunded");
    let refunds = refunds
        .map(|event| entry("Refund", format!("+{}", local(event.value)), refunded, event.at_ms));
    let at_ms = receipts::decided_at_ms(payment);
    let paid = entry("Payment", local(receipts::taken(payment)), receipts::state(payment), at_ms);
    refunds.chain([paid]).collect()
}

fn of_login(turn: &Turn<'_>, login: &Login) -> Entry {
    let at_ms = joinings::decided_at_ms(login, turn.now_ms);
    Entry {
        merchant: merchant_name(turn.settings, &login.msn),
        what: joinings::what(turn, login),
        amount: None,
        state: joinings::state(turn, login),
        at: Moment::of(at_ms),
        address: Place::Joining(login.auth_req_id.clone()).address(&login.msisdn),
        at_ms,
    }
}
