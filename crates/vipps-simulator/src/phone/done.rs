//! The confirmation that a phone shows for a while after a request has ended, whoever ended it.

use crate::epayment::payment::{EventName, Payment, PaymentState};
use crate::login::session::{Decision, Login};
use crate::phone::screen::merchant_name;
use crate::qr::check_in::CheckIn;
use crate::simulator::Turn;

/// How long it stands, unless a new request comes.
const SHOWN_MS: i64 = 60_000;

pub(super) struct Done {
    pub(super) title: &'static str,
    pub(super) detail: String,
    pub(super) is_good: bool,
    pub(super) key: String,
    /// Where the person goes on in the browser.
    pub(super) continue_url: Option<String>,
    at_ms: i64,
}

/// What the customer last approved or lost, if that was just now.
pub(super) fn of_customer(turn: &Turn<'_>, msisdn: &str) -> Option<Done> {
    let payments = turn.state.ledger.of_customer(msisdn);
    let payment = payments.filter_map(|payment| payment_done(turn, payment)).max_by_key(at);
    let mut logins = turn.state.logins.newest_first().filter(|login| login.msisdn == msisdn);
    let login = logins.find_map(|login| login_done(turn, login));
    let check_in = turn.state.codes.check_ins.last_of(msisdn, turn.now_ms);
    let check_in = check_in.map(|check_in| checked_in(turn, check_in));
    let newest = payment.into_iter().chain(login).chain(check_in).max_by_key(at);
    newest.filter(|done| turn.now_ms - done.at_ms < SHOWN_MS)
}

fn at(done: &Done) -> i64 {
    done.at_ms
}

fn payment_done(turn: &Turn<'_>, payment: &Payment) -> Option<Done> {
    let title = match payment.state {
        PaymentState::Created => return None,
        PaymentState::Authorized if payment.captured > 0 => "Paid",
        PaymentState::Authorized => "Approved",
        PaymentState::Aborted => "Declined",
        PaymentState::Expired => "The request expired",
        PaymentState::Terminated => "The shop cancelled",
    };
    let ended = payment.events.iter().find(|event| event.name != EventName::Created)?;
    let merchant = merchant_name(turn.settings, &payment.key.msn);
    Some(Done {
        title,
        detail: format!("{} · {merchant}", payment.amount.local()),
        is_good: payment.state == PaymentState::Authorized,
        continue_url: None,
        key: format!("done {} {title}", payment.key.reference),
        at_ms: ended.at_ms,
    })
}

fn checked_in(turn: &Turn<'_>, check_in: &CheckIn) -> Done {
    Done {
        title: "Checked in",
        detail: format!("{} · {}", merchant_name(turn.settings, &check_in.msn), check_in.location),
        is_good: true,
        continue_url: None,
        key: format!("done {} {}", check_in.merchant_qr_id, check_in.at_ms),
        at_ms: check_in.at_ms,
    }
}

fn login_done(turn: &Turn<'_>, login: &Login) -> Option<Done> {
    let (Decision::Approved(approval) | Decision::Consumed(approval)) = &login.decision else {
        return None;
    };
    Some(Done {
        title: "You are in",
        detail: merchant_name(turn.settings, &login.msn),
        is_good: true,
        continue_url: login.return_url.clone(),
        key: format!("done {}", login.auth_req_id),
        at_ms: approval.at_ms,
    })
}
