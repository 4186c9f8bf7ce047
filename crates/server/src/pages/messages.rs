//! The messages that pages choose by state. What is always on a page is named in its template; what
//! depends on how things are is chosen here. The words stand in `locales`: short, plain, the next
//! step named; the customer is never blamed, and a code never stands alone.

pub(super) mod display;
pub(super) mod imports;
mod refusals;
pub(super) mod rules;

use super::format::amount;
use super::standing::Standing;
use crate::refused::refused;
use crate::words::{Message, Words};
use checkout::{
    Amount, DiscountReason, IdentifiedBy, PrintTrouble, Purpose, Tender, TenderKind, cash_roundings,
};
use engine::{EngineError, Unavailable};
pub(super) use refusals::{error, quantity};

pub(super) fn identified_by(by: IdentifiedBy, words: Words) -> String {
    let message = match by {
        IdentifiedBy::PersonalQr => "identified-by-qr",
        IdentifiedBy::PhoneNumber => "identified-by-number",
        IdentifiedBy::UnreadPersonalQr => "identified-by-unread-qr",
    };
    words.of(message).to_string()
}

/// Why nothing usable came out of a printer; the name of the message.
pub(super) fn print_trouble(why: PrintTrouble) -> &'static str {
    match why {
        PrintTrouble::Unreachable => "paper-unreachable",
        PrintTrouble::NoPaper => "paper-no-paper",
        PrintTrouble::Interrupted => "paper-interrupted",
    }
}

pub(super) fn tender(kind: TenderKind, words: Words) -> String {
    words.of(tender_message(kind)).to_string()
}

fn tender_message(kind: TenderKind) -> &'static str {
    match kind {
        TenderKind::Vipps { .. } => "tender-app",
        TenderKind::Cash => "tender-cash",
        TenderKind::Card => "tender-card",
        TenderKind::GiftCard => "tender-gift-card",
        TenderKind::Points { as_discount: false, .. } => "tender-points",
        TenderKind::Points { as_discount: true, .. } => "tender-points-off",
    }
}

/// Why something may be taken off a line: as the form names it, and in words.
pub(super) fn discount_reasons(words: Words) -> Vec<(&'static str, String)> {
    let told =
        |reason: DiscountReason| (reason.as_str(), words.of(discount_reason(reason)).to_string());
    DiscountReason::ALL.into_iter().map(told).collect()
}

/// What a member is asked to agree to.
pub(crate) fn purpose(purpose: &Purpose, words: Words) -> String {
    let name = match purpose {
        Purpose::Terms => "purpose-terms",
        Purpose::Sharing => "purpose-sharing",
        Purpose::Email => "purpose-email",
        Purpose::Sms => "purpose-sms",
        Purpose::Digital => "purpose-digital",
        Purpose::Profiling => "purpose-profiling",
        Purpose::PersonalOffers => "purpose-personal-offers",
        // One of the club's own, in its own words.
        Purpose::Other(word) => return word.clone(),
    };
    words.of(name).to_string()
}

/// Why something is taken off by hand; the name of the message.
pub(super) fn discount_reason(reason: DiscountReason) -> &'static str {
    match reason {
        DiscountReason::Damaged => "discount-damaged",
        DiscountReason::ShortDated => "discount-short-dated",
        DiscountReason::PriceMatch => "discount-price-match",
        DiscountReason::Goodwill => "discount-goodwill",
        DiscountReason::Mistake => "discount-mistake",
    }
}

/// The button that pays with points, and what they are worth.
pub(super) fn use_points(
    points: &str,
    worth: &str,
    is_proved: bool,
    who: Option<&str>,
    words: Words,
) -> String {
    let message = if is_proved { "use-points" } else { "use-points-approved" };
    words.of(message).with("points", points).with("worth", worth).customer(who).to_string()
}

/// What a payment's standing is called, and what the cashier can do about it.
pub(super) fn payment(standing: Standing, words: Words) -> (String, Option<String>) {
    let (title, next) = match standing {
        Standing::Nothing => ("payment-none", None),
        Standing::Sending { in_doubt: false } => ("sending", None),
        Standing::Sending { in_doubt: true } => ("sending", Some("payment-in-doubt-next")),
        Standing::Waiting => ("payment-waiting", None),
        Standing::Approved => ("payment-approved", Some("payment-approved-next")),
        Standing::Late => ("payment-late", Some("payment-late-next")),
        Standing::Stuck => ("payment-stuck", Some("payment-stuck-next")),
        Standing::AwaitingClaim => ("payment-awaiting-claim", None),
        Standing::Cancelling => ("cancelling", Some("payment-cancelling-next")),
        Standing::GivingBack => ("giving-back", None),
        Standing::Captured => ("paid", None),
        Standing::TakenAfterAll => ("payment-after-all", Some("payment-after-all-next")),
        Standing::Abandoned => ("payment-abandoned", Some("payment-abandoned-next")),
        Standing::Declined => ("payment-declined", Some("payment-nothing-next")),
        Standing::Expired => ("payment-expired", Some("payment-nothing-next")),
        Standing::Cancelled => ("payment-cancelled", Some("payment-cancelled-next")),
        Standing::Released => ("payment-released", Some("payment-released-next")),
        Standing::Refused { code } => {
            return (words.of("payment-refused").to_string(), Some(refused(code, words).0));
        }
    };
    (words.of(title).to_string(), next.map(|next| words.of(next).to_string()))
}

/// What becomes of a tender that was chosen while a request was open.
pub(super) fn chosen(standing: Standing, kind: TenderKind, words: Words) -> String {
    let message = match standing {
        Standing::AwaitingClaim => "chosen-too-late",
        _ => "chosen-waits",
    };
    let tender = match tender_message(kind) {
        "tender-cash" => "cash",
        "tender-card" => "card",
        "tender-gift-card" => "gift-card",
        _ => "points",
    };
    words.of(message).with("tender", tender).to_string()
}

/// What the cashier can do about a payment while Vipps MobilePay can't be used.
pub(super) fn unavailable(standing: Standing, why: Unavailable, words: Words) -> Option<String> {
    let what = error(&EngineError::Unavailable(why), words);
    let and = |message| words.of(message).to_string();
    match standing {
        Standing::Sending { .. } => Some(format!("{what} {}", and("unavailable-cancel-first"))),
        Standing::Waiting | Standing::Cancelling => Some(and("unavailable-answer-shows")),
        Standing::Approved | Standing::GivingBack => Some(and("unavailable-goes-on")),
        Standing::Nothing
        | Standing::Abandoned
        | Standing::Declined
        | Standing::Expired
        | Standing::Cancelled
        | Standing::Released
        | Standing::Refused { .. } => Some(what),
        Standing::Late
        | Standing::Stuck
        | Standing::AwaitingClaim
        | Standing::Captured
        | Standing::TakenAfterAll => None,
    }
}

/// What the cashier's primary button says while it has to wait.
pub(super) fn wait(standing: Standing) -> &'static str {
    match standing {
        Standing::Sending { .. } => "sending",
        Standing::Approved => "capturing",
        Standing::Cancelling => "cancelling",
        Standing::GivingBack => "giving-back",
        _ => "waiting-for-approval",
    }
}

/// What a button for cash says: with what changes hands where that is not just what is due.
pub(super) fn in_cash(name: &Message, due: Amount, before: &[Tender], words: Words) -> String {
    let tenders: Vec<_> =
        before.iter().copied().chain([Tender::new(TenderKind::Cash, due.minor)]).collect();
    let rounding = cash_roundings(&tenders, due.currency).pop().unwrap_or_default();
    if rounding == 0 {
        return name.to_string();
    }
    let collected = Amount::new(due.minor + rounding, due.currency);
    format!("{name} · {}", amount(collected, words.form))
}
