//! What a phone tells for a while after something has happened to a request, whoever did it.

use crate::epayment::payment::{Event, EventName, Payment};
use crate::login::session::{Decision, Login, LoginState};
use crate::money::Amount;
use crate::phone::joinings;
use crate::phone::place::Place;
use crate::phone::receipts;
use crate::phone::screen::merchant_name;
use crate::qr::check_in::CheckIn;
use crate::simulator::Turn;

/// How long it stands, unless a new request comes.
const SHOWN_MS: i64 = 60_000;

pub(super) struct Done {
    pub(super) title: &'static str,
    /// What it is about: an amount, a shop, a till.
    pub(super) about: String,
    /// What that means for the customer.
    pub(super) story: &'static str,
    pub(super) is_good: bool,
    /// Seconds until the page must ask again; `None` while the clock stands still.
    pub(super) stays_s: Option<i64>,
    /// Receipt of a payment.
    pub(super) receipt: Option<String>,
    /// Where the person goes on in the browser.
    pub(super) continue_url: Option<String>,
    at_ms: i64,
}

/// What last happened, if that was just now.
pub(super) fn of_customer(turn: &Turn<'_>, msisdn: &str) -> Option<Done> {
    let payments = turn.state.ledger.of_customer(msisdn);
    let payment = payments.filter_map(|payment| of_payment(turn, msisdn, payment)).max_by_key(at);
    let logins = turn.state.logins.newest_first().filter(|login| login.msisdn == msisdn);
    let login = logins.filter_map(|login| of_login(turn, login)).max_by_key(at);
    let check_in = turn.state.codes.check_ins.last_of(msisdn, turn.now_ms);
    let check_in = check_in.map(|check_in| of_check_in(turn, check_in));
    let newest = payment.into_iter().chain(login).chain(check_in).max_by_key(at)?;
    let left_ms = newest.at_ms + SHOWN_MS - turn.now_ms;
    let stays_s = (!turn.state.time.is_frozen()).then_some((left_ms + 999) / 1000);
    (left_ms > 0).then_some(Done { stays_s, ..newest })
}

fn at(done: &Done) -> i64 {
    done.at_ms
}

fn of_payment(turn: &Turn<'_>, msisdn: &str, payment: &Payment) -> Option<Done> {
    let last = payment.events.last()?;
    let title = match last.name {
        EventName::Created => return None,
        EventName::Authorized => "Approved",
        EventName::Captured => "Paid",
        EventName::Cancelled if payment.captured > 0 => "Paid",
        EventName::Refunded => "Money on its way back",
        EventName::Cancelled => "Not taken",
        EventName::Aborted => "Declined",
        EventName::Expired => "The request expired",
        EventName::Terminated => "The shop cancelled",
    };
    let amount = Amount { currency: payment.currency(), value: shown_value(payment, last) };
    let merchant = merchant_name(turn.settings, &payment.key.msn);
    Some(Done {
        title,
        about: format!("{} · {merchant}", amount.local()),
        story: receipts::story(payment),
        is_good: payment.captured > 0 || last.name == EventName::Authorized,
        stays_s: None,
        receipt: Some(Place::Receipt(payment.key.clone()).address(msisdn)),
        continue_url: None,
        at_ms: last.at_ms,
    })
}

/// A refund tells its own amount.
fn shown_value(payment: &Payment, last: &Event) -> i64 {
    if last.name == EventName::Refunded { last.value } else { receipts::taken(payment) }
}

fn of_check_in(turn: &Turn<'_>, check_in: &CheckIn) -> Done {
    Done {
        title: "Checked in",
        about: format!("{} · {}", merchant_name(turn.settings, &check_in.msn), check_in.location),
        story: "",
        is_good: true,
        stays_s: None,
        receipt: None,
        continue_url: None,
        at_ms: check_in.at_ms,
    }
}

fn of_login(turn: &Turn<'_>, login: &Login) -> Option<Done> {
    let (title, story) = match (&login.decision, login.state(turn.now_ms)) {
        (Decision::Approved(_) | Decision::Consumed(_), _) => ("You are in", ""),
        (Decision::Open, LoginState::Pending) => return None,
        (Decision::Declined { .. }, _) => ("Declined", "Nothing was shared."),
        (Decision::Open, _) => ("The request expired", joinings::story(login, turn.now_ms)),
    };
    Some(Done {
        title,
        about: merchant_name(turn.settings, &login.msn),
        story,
        is_good: title == "You are in",
        stays_s: None,
        receipt: None,
        continue_url: login.return_url.clone(),
        at_ms: joinings::decided_at_ms(login, turn.now_ms),
    })
}
