//! The payment panel of the till: how far the request to pay has come, what it waits for, and what
//! the cashier may do about it. It tells what is known and guesses nothing.

use super::customer::Countdown;
use super::format::amount;
use super::messages;
use super::standing::Standing;
use crate::words::Words;
use checkout::{Amount, Sale, Tender, TenderKind};
use engine::SaleView;

/// How long a request lives on the phone, in seconds, for the bar that shrinks.
const LIFETIME_S: i64 = 600;

/// One step of the way from the request to the money.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) words: String,
    /// `done`, `now` or `later`.
    pub(super) mark: &'static str,
}

/// What the cashier may do about the request.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// Ask now how it stands.
    Check,
    Cancel,
    /// Finish the sale, or give the money back.
    Claim,
}

#[derive(Debug)]
pub(super) struct PaymentPanel {
    /// The standing's own word.
    pub(super) state: &'static str,
    pub(super) title: String,
    pub(super) detail: Option<String>,
    /// How it looks: `plain`, `wait`, `good` or `stop`.
    pub(super) tone: &'static str,
    /// Empty when it is over, or not begun.
    pub(super) steps: Vec<Step>,
    pub(super) amount: Option<String>,
    pub(super) countdown: Option<Countdown>,
    pub(super) lifetime_s: i64,
    /// Whether the customer scans it rather than finds it in the app.
    pub(super) by_qr: bool,
    pub(super) acts: Vec<Act>,
    /// How much less the customer, now a member, would pay if asked anew.
    pub(super) member_would_save: Option<String>,
    /// Points on the sale that wait for the member's approval.
    pub(super) points_wait: Option<String>,
    /// The points that can be taken off now, by their number among the tenders.
    pub(super) points_number: Option<u32>,
    /// Names the payment at Vipps MobilePay, where somebody may have to ask about it.
    pub(super) reference: Option<String>,
}

impl PaymentPanel {
    /// None while there is nothing to say: no request, and the sale isn't open.
    pub(super) fn of(view: &SaleView, now_unix_ms: i64, words: Words) -> Option<Self> {
        let sale = &view.sale;
        let standing = Standing::of(view);
        if standing == Standing::Nothing && (!sale.is_open() || sale.basket.is_empty()) {
            return None;
        }
        let payment = view.payment.as_ref();
        let (title, mut detail) = messages::payment(standing, words);
        if standing == Standing::Nothing {
            detail = Some(words.of(next_step(sale)).to_string());
        }
        let by_qr = payment.is_some_and(checkout::Payment::waits_for_scan);
        if by_qr {
            detail = Some(words.of("payment-scan-qr").to_string());
        }
        if let Some(chosen) = sale.chosen_tender {
            detail = Some(messages::chosen(standing, chosen.kind, words));
        }
        if let Some(why) = view.unavailable.filter(|_| sale.is_open()) {
            detail = messages::unavailable(standing, why, words).or(detail);
        }
        let until = payment.and_then(checkout::Payment::expires_at_unix_ms);
        let until = until.filter(|_| standing == Standing::Waiting);
        let needs_help = match standing {
            Standing::Late | Standing::Stuck | Standing::TakenAfterAll => true,
            Standing::Refused { code } => crate::refused::is_odd(code),
            _ => false,
        };
        Some(Self {
            state: standing.word(payment),
            title,
            detail,
            tone: tone(standing),
            steps: steps(standing, by_qr, view.given_name.as_deref(), words),
            amount: payment.map(|payment| amount(payment.plan.amount, words.form)),
            countdown: until.map(|until| Countdown::until(until, now_unix_ms)),
            lifetime_s: LIFETIME_S,
            by_qr,
            acts: acts(standing),
            member_would_save: member_would_save(sale, standing, words),
            points_wait: points_wait(view, words),
            points_number: points_number(sale),
            reference: payment.filter(|_| needs_help).map(|payment| payment.plan.reference.clone()),
        })
    }
}

fn acts(standing: Standing) -> Vec<Act> {
    match standing {
        Standing::Waiting => vec![Act::Check, Act::Cancel],
        Standing::Sending { .. } => vec![Act::Cancel],
        Standing::Cancelling | Standing::Late => vec![Act::Check],
        Standing::AwaitingClaim => vec![Act::Claim],
        _ => Vec::new(),
    }
}

fn next_step(sale: &Sale) -> &'static str {
    match sale.customer {
        Some(_) => "payment-goes-to-app",
        None => "payment-needs-customer",
    }
}

fn points_wait(view: &SaleView, words: Words) -> Option<String> {
    let sale = &view.sale;
    let waits = sale.is_open() && sale.has_unproved_points();
    let part = sale.paid_with_points().filter(|_| waits)?;
    let worth = amount(Amount::new(part.minor, sale.currency), words.form);
    let message = words.of("points-wait").with("worth", worth);
    Some(message.customer(view.given_name.as_deref()).to_string())
}

fn points_number(sale: &Sale) -> Option<u32> {
    let may = sale.is_open() && sale.live_attempt().is_none();
    let is_points = |tender: &&Tender| matches!(tender.kind, TenderKind::Points { .. });
    sale.tenders.iter().find(is_points).filter(|_| may).map(|tender| tender.number)
}

/// The member prices that a request at hand does not have: it was sent before the customer joined.
fn member_would_save(sale: &Sale, standing: Standing, words: Words) -> Option<String> {
    let may_ask_anew = matches!(standing, Standing::Sending { .. } | Standing::Waiting);
    let is_member = sale.customer.is_some_and(|customer| customer.member.is_some());
    if !may_ask_anew || !is_member || sale.member_prices || !sale.tenders.is_empty() {
        return None;
    }
    let less_minor = sale.total().minor - sale.total_as_member_minor();
    (less_minor > 0).then(|| amount(Amount::new(less_minor, sale.currency), words.form))
}

fn tone(standing: Standing) -> &'static str {
    match standing {
        Standing::Nothing => "plain",
        Standing::Captured | Standing::Approved => "good",
        Standing::Sending { .. }
        | Standing::Waiting
        | Standing::AwaitingClaim
        | Standing::Cancelling
        | Standing::GivingBack
        | Standing::Late
        | Standing::Abandoned => "wait",
        Standing::Stuck
        | Standing::TakenAfterAll
        | Standing::Declined
        | Standing::Expired
        | Standing::Cancelled
        | Standing::Released
        | Standing::Refused { .. } => "stop",
    }
}

fn steps(standing: Standing, by_qr: bool, who: Option<&str>, words: Words) -> Vec<Step> {
    let reached = match standing {
        Standing::Sending { .. } => 0,
        Standing::Waiting => 1,
        Standing::Approved => 2,
        Standing::Captured => 3,
        _ => return Vec::new(),
    };
    let sent = if by_qr { "tender-qr" } else { "step-sent" };
    [
        if reached > 0 { sent } else { "step-sending" },
        if reached > 1 { "step-approved" } else { "step-waiting" },
        if reached == 2 { "capturing" } else { "step-captured" },
    ]
    .into_iter()
    .zip(0..)
    .map(|(message, index)| Step {
        words: words.of(message).customer(who).to_string(),
        mark: match reached {
            reached if index < reached => "done",
            reached if index == reached => "now",
            _ => "later",
        },
    })
    .collect()
}
