//! The request that a phone shows: a payment or a membership, with all that the customer needs to
//! decide and the time left.

use crate::epayment::payment::{Payment, PaymentState};
use crate::login::consent::{
    AGREEMENT, CONSENT_TEXTS, CUSTOM_FLOW, ConsentText, DELEGATED_CONSENTS, heading, shared_by,
    terms,
};
use crate::login::session::{Login, LoginState};
use crate::phone::moment::TimeLeft;
use crate::phone::receipts::ReceiptLines;
use crate::phone::screen::merchant_name;
use crate::simulator::Turn;
use std::borrow::Cow;

/// The box that must be ticked where a flow asks for the terms to be accepted.
pub(super) const ACCEPT_TERMS: &str = "cf_accept_terms";

pub(super) enum RequestView {
    Payment(PaymentRequest),
    Membership(MembershipRequest),
}

pub(super) struct PaymentRequest {
    pub(super) reference: String,
    pub(super) msn: String,
    pub(super) merchant: String,
    pub(super) amount: String,
    pub(super) description: Option<String>,
    pub(super) lines: ReceiptLines,
    /// What is shared with an approval.
    pub(super) shares: Vec<&'static str>,
    /// What the merchant wants to be read, with its address.
    pub(super) links: Vec<(&'static str, String)>,
    pub(super) left: TimeLeft,
    /// Why the last try to pay failed.
    pub(super) failure: Option<Cow<'static, str>>,
    /// Approved, and the bank has not answered.
    pub(super) is_processing: bool,
}

pub(super) struct MembershipRequest {
    pub(super) auth_req_id: String,
    pub(super) merchant: String,
    pub(super) binding_message: Option<String>,
    /// What is shared from now on; empty when the customer shares it all already.
    pub(super) shares: Vec<&'static str>,
    pub(super) is_known: bool,
    pub(super) joins: bool,
    pub(super) must_accept_terms: bool,
    pub(super) consents: &'static [ConsentText],
    pub(super) heading: String,
    pub(super) terms: String,
    pub(super) left: TimeLeft,
}

impl RequestView {
    pub(super) fn merchant(&self) -> &str {
        match self {
            Self::Payment(payment) => &payment.merchant,
            Self::Membership(membership) => &membership.merchant,
        }
    }
}

/// The newest open request, and how many more there are.
pub(super) fn of_customer(turn: &Turn<'_>, msisdn: &str) -> (Option<RequestView>, usize) {
    let payments = turn.state.ledger.of_customer(msisdn);
    let mut payments = payments.filter(|payment| payment.state == PaymentState::Created);
    let logins = turn.state.logins.newest_first().filter(|login| login.msisdn == msisdn);
    let mut logins = logins.filter(|login| login.state(turn.now_ms) == LoginState::Pending);
    let (payment, login) = (payments.next(), logins.next());
    let both = usize::from(payment.is_some() && login.is_some());
    let others = payments.count() + logins.count() + both;
    let request = match (payment, login) {
        (Some(payment), Some(login)) if payment.events[0].at_ms < login.started_ms => {
            Some(membership(turn, login))
        }
        (Some(payment), _) => Some(self::payment(turn, payment)),
        (None, login) => login.map(|login| membership(turn, login)),
    };
    (request, others)
}

fn payment(turn: &Turn<'_>, payment: &Payment) -> RequestView {
    RequestView::Payment(PaymentRequest {
        reference: payment.key.reference.clone(),
        msn: payment.key.msn.clone(),
        merchant: merchant_name(turn.settings, &payment.key.msn),
        amount: payment.amount.local(),
        description: payment.description.clone(),
        lines: ReceiptLines::of(payment),
        shares: shares(payment.profile_scopes.iter().flatten()),
        links: links(payment),
        left: time_left(turn, payment.expires_ms),
        failure: payment.failed_attempt.clone(),
        is_processing: payment.is_processing,
    })
}

fn links(payment: &Payment) -> Vec<(&'static str, String)> {
    let Some(links) = &payment.legal_links else { return Vec::new() };
    let named =
        [("Terms of sale", &links.terms_of_sale_url), ("Privacy", &links.privacy_policy_url)];
    named.into_iter().filter_map(|(name, url)| Some((name, url.clone()?))).collect()
}

fn membership(turn: &Turn<'_>, login: &Login) -> RequestView {
    let new_scopes = turn.new_scopes(login);
    let merchant = merchant_name(turn.settings, &login.msn);
    RequestView::Membership(MembershipRequest {
        auth_req_id: login.auth_req_id.clone(),
        binding_message: login.binding_message.clone(),
        shares: shares(&new_scopes),
        is_known: new_scopes.is_empty(),
        joins: asks_to_join(&new_scopes),
        must_accept_terms: must_accept_terms(&new_scopes),
        consents: if Turn::asks_for_consents(&new_scopes) { &CONSENT_TEXTS } else { &[] },
        heading: heading(&merchant),
        terms: terms(&merchant),
        left: time_left(turn, login.expires_ms),
        merchant,
    })
}

/// Whether these scopes make a member of a club.
pub(super) fn asks_to_join(scopes: &[String]) -> bool {
    has(scopes, DELEGATED_CONSENTS) || must_accept_terms(scopes)
}

/// Whether the terms have a box of their own, which must be ticked. With the marketing consents
/// alone they are accepted by joining.
pub(super) fn must_accept_terms(scopes: &[String]) -> bool {
    has(scopes, CUSTOM_FLOW) || has(scopes, AGREEMENT)
}

/// What scopes share, in words for the person.
pub(super) fn shares<'a>(scopes: impl IntoIterator<Item = &'a String>) -> Vec<&'static str> {
    scopes.into_iter().filter_map(|scope| shared_by(scope)).collect()
}

fn has(scopes: &[String], scope: &str) -> bool {
    scopes.iter().any(|asked| asked == scope)
}

fn time_left(turn: &Turn<'_>, expires_ms: i64) -> TimeLeft {
    TimeLeft::until(expires_ms, turn.now_ms, turn.state.time.is_frozen())
}
