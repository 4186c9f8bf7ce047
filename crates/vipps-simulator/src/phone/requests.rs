//! The request that a phone shows: a payment or a membership, with all that the customer needs to
//! decide and the time left.

use crate::epayment::payment::{Payment, PaymentState};
use crate::login::consent::{
    AGREEMENT, CONSENT_TEXTS, CUSTOM_FLOW, ConsentText, DELEGATED_CONSENTS, heading, shared_by,
    terms,
};
use crate::login::session::{Login, LoginState};
use crate::phone::receipts::ReceiptLines;
use crate::phone::screen::merchant_name;
use crate::simulator::Turn;

pub(super) enum RequestView {
    Payment(PaymentRequest),
    Membership(MembershipRequest),
}

/// Time until a request dies.
pub(super) struct TimeLeft {
    pub(super) seconds: i64,
    /// `8:41`
    pub(super) text: String,
}

pub(super) struct PaymentRequest {
    pub(super) reference: String,
    pub(super) msn: String,
    pub(super) merchant: String,
    pub(super) amount: String,
    pub(super) description: Option<String>,
    pub(super) lines: ReceiptLines,
    pub(super) left: TimeLeft,
}

pub(super) struct MembershipRequest {
    pub(super) auth_req_id: String,
    pub(super) merchant: String,
    pub(super) binding_message: Option<String>,
    /// What is shared from now on; empty when the customer shares it all already.
    pub(super) shares: Vec<&'static str>,
    pub(super) is_known: bool,
    pub(super) asks_consents: bool,
    pub(super) consents: &'static [ConsentText],
    pub(super) heading: String,
    pub(super) terms: String,
    pub(super) left: TimeLeft,
}

impl RequestView {
    /// Differs between any two requests.
    pub(super) fn key(&self) -> &str {
        match self {
            Self::Payment(payment) => &payment.reference,
            Self::Membership(membership) => &membership.auth_req_id,
        }
    }
}

/// The open request that ends last, and how many more there are. Requests live equally long, so
/// that is the newest one.
pub(super) fn of_customer(turn: &Turn<'_>, msisdn: &str) -> (Option<RequestView>, usize) {
    let payments = turn.state.ledger.of_customer(msisdn);
    let open: Vec<&Payment> =
        payments.filter(|payment| payment.state == PaymentState::Created).collect();
    let logins = turn.state.logins.newest_first().filter(|login| login.msisdn == msisdn);
    let pending: Vec<&Login> =
        logins.filter(|login| login.state(turn.now_ms) == LoginState::Pending).collect();
    let others = (open.len() + pending.len()).saturating_sub(1);
    let payment = open.first().map(|payment| payment.expires_ms);
    let login = pending.first().map(|login| login.expires_ms);
    let view = if login > payment {
        pending.first().map(|login| RequestView::Membership(membership(turn, login)))
    } else {
        open.first().map(|payment| RequestView::Payment(self::payment(turn, payment)))
    };
    (view, others)
}

fn payment(turn: &Turn<'_>, payment: &Payment) -> PaymentRequest {
    PaymentRequest {
        reference: payment.key.reference.clone(),
        msn: payment.key.msn.clone(),
        merchant: merchant_name(turn.settings, &payment.key.msn),
        amount: payment.amount.local(),
        description: payment.description.clone(),
        lines: ReceiptLines::of(payment),
        left: time_left(payment.expires_ms, turn.now_ms),
    }
}

fn membership(turn: &Turn<'_>, login: &Login) -> MembershipRequest {
    let new_scopes = turn.state.logins.new_scopes(login);
    let asks = |scope: &str| new_scopes.iter().any(|new| new == scope);
    let merchant = merchant_name(turn.settings, &login.msn);
    MembershipRequest {
        auth_req_id: login.auth_req_id.clone(),
        binding_message: login.binding_message.clone(),
        shares: new_scopes.iter().filter_map(|scope| shared_by(scope)).collect(),
        is_known: new_scopes.is_empty(),
        asks_consents: asks(DELEGATED_CONSENTS) || asks(CUSTOM_FLOW) || asks(AGREEMENT),
        consents: if asks(DELEGATED_CONSENTS) { &CONSENT_TEXTS } else { &[] },
        heading: heading(&merchant),
        terms: terms(&merchant),
        merchant,
        left: time_left(login.expires_ms, turn.now_ms),
    }
}

fn time_left(expires_ms: i64, now_ms: i64) -> TimeLeft {
    let seconds = ((expires_ms - now_ms).max(0) + 999) / 1000;
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let text = if hours > 0 {
        format!("{hours}:{minutes:02}:{rest:02}")
    } else {
        format!("{minutes}:{rest:02}")
    };
    TimeLeft { seconds, text }
}
