//! The words that pages choose by state. What is always on a page stands in its template; what
//! depends on how things are stands here. Short, plain, the next step named; the customer is never
//! blamed, and a code never stands alone.

pub(super) mod display;
pub(super) mod rules;

use super::format::amount;
use super::standing::Standing;
use crate::refused::refused;
use crate::words::sentence;
use checkout::{IdentifiedBy, Refusal, TenderKind};
use engine::{EngineError, Unavailable};

/// The brand, by name only, as its owner's rules ask.
pub(super) const APP: &str = "Vipps MobilePay";

pub(super) const FROM_AFAR: (&str, &str) = (
    "This page opens on the till itself",
    "Open it on the machine that Clubtill runs on, at 127.0.0.1 or localhost. To use it from other \
     machines, set pages_open_to_network in the settings.",
);
pub(super) const OTHER_SITE: (&str, &str) = (
    "That did not come from our own page",
    "Nothing was done. Open the till again, and try once more there.",
);
pub(super) const TILL_UNKNOWN: (&str, &str) =
    ("There is no such till", "The start page lists the tills that are set up.");
pub(super) const NO_SUCH_RECEIPT: (&str, &str) =
    ("There is no such receipt", "Look it up by its number, from the till's receipts.");
pub(super) const BROKEN: (&str, &str) = (
    "Something is wrong at our end",
    "Reload the page: what was done is kept. If it stays, whoever runs the till finds why in the \
     log.",
);

pub(super) const SCAN_QR: &str =
    "Ask the customer to scan the QR on the customer display with the phone.";
pub(super) const RECEIPT_UNKNOWN: &str =
    "No receipt has that number at that till. Look at both, and try again.";
pub(super) const RECEIPT_NUMBER_UNREADABLE: &str =
    "A receipt's number is digits only. It stands at the top of the receipt.";
pub(super) const QUANTITY_UNREADABLE: &str =
    "A quantity is a number, such as 2 or 0.5. Look at the lines, and try again.";
pub(super) const UNREADABLE: &str = "That could not be read. Reload the page and try again.";
pub(super) const MOVED_ON: &str =
    "The till has gone on to another sale. Look at it, and try again.";

/// Why something could not be done.
pub(super) fn error(error: &EngineError) -> String {
    match error {
        EngineError::Refused(Refusal::AmountBelowMinimum { minimum }) => format!(
            "The least that can be paid this way is {}. Take another tender.",
            amount(*minimum)
        ),
        EngineError::Refused(Refusal::AmountAboveMaximum { maximum }) => format!(
            "The most that can be paid this way is {}. Take another tender for a part.",
            amount(*maximum)
        ),
        EngineError::Refused(Refusal::PointsToBeApproved { minimum }) => format!(
            "The points want the member's approval. Leave {} or more for a request to the member's own \
             phone, scan the personal QR, or take the points off.",
            amount(*minimum)
        ),
        EngineError::ProductUnknown => {
            "No product has that number. Scan it again, or put it in the catalogue.".to_owned()
        }
        error if is_ours(error) => {
            "Something is wrong at our end. Look at the basket, then try again.".to_owned()
        }
        told => sentence(&told.to_string()),
    }
}

/// Whether an error is nothing that anybody at the till can help: it goes to the log.
pub(super) fn is_ours(error: &EngineError) -> bool {
    matches!(
        error,
        EngineError::UnitUnknown
            | EngineError::DirectoryUnknown
            | EngineError::KeyUsed
            | EngineError::Unreadable(_)
            | EngineError::Store(_)
    )
}

/// What to call a customer in the middle of a sentence.
pub(super) fn customer(first_name: Option<&str>) -> &str {
    first_name.unwrap_or("the customer")
}

pub(super) fn identified_by(by: IdentifiedBy) -> &'static str {
    match by {
        IdentifiedBy::PersonalQr => "personal QR",
        IdentifiedBy::PhoneNumber => "typed number",
        IdentifiedBy::UnreadPersonalQr => "personal QR, number not known",
    }
}

pub(super) fn tender(kind: TenderKind) -> &'static str {
    match kind {
        TenderKind::Vipps { .. } => APP,
        TenderKind::Cash => "Cash",
        TenderKind::Card => "Card terminal",
        TenderKind::GiftCard => "Gift card",
        TenderKind::Points { as_discount: false, .. } => "Points",
        TenderKind::Points { as_discount: true, .. } => "Points off the price",
    }
}

pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// The button that pays with points, and what they are worth.
pub(super) fn use_points(points: i64, worth: &str, is_proved: bool, who: &str) -> String {
    if is_proved {
        format!("Points ({points} = {worth})")
    } else {
        format!("Points ({points} = {worth}), which {who} approves on the phone")
    }
}

/// Points on the sale of which nobody has proved yet whose they are.
pub(super) fn points_wait(worth: &str, who: &str) -> String {
    format!(
        "Points worth {worth} wait: {who} approves the request on the phone. If that can't be, scan the \
         personal QR, or take the points off."
    )
}

/// What a payment's standing is called, and what the cashier can do about it.
pub(super) fn payment(standing: Standing) -> (&'static str, Option<String>) {
    let (title, detail) = match standing {
        Standing::Nothing => ("Not asked yet", ""),
        Standing::Sending { in_doubt: false } => ("Sending…", ""),
        Standing::Sending { in_doubt: true } => (
            "Sending…",
            "No answer yet whether it arrived. It is not sent twice. Wait, or cancel and take \
             another tender.",
        ),
        Standing::Waiting => ("Waiting for approval", ""),
        Standing::Approved => ("Approved. Capturing…", "Hand over the goods once it says Paid."),
        Standing::Late => (
            "Approved, but no answer whether the money is taken",
            "Keep the goods at the till and wait. Or give the money back, and take another tender \
             once that is answered.",
        ),
        Standing::Stuck => (
            "Approved, but the money could not be taken",
            "Keep the goods at the till. Give the money back, then take another tender.",
        ),
        Standing::AwaitingClaim => {
            ("The customer has paid. Finish the sale or give the money back", "")
        }
        Standing::Cancelling => ("Cancelling…", "Wait: the customer may just have approved."),
        Standing::GivingBack => ("Giving the money back…", ""),
        Standing::Captured => ("Paid", ""),
        Standing::TakenAfterAll => (
            "The customer paid a request that was given up",
            "The money must be returned. Tell the store manager.",
        ),
        Standing::Abandoned => (
            "Given up; we keep watching",
            "A request may still reach the phone; money that comes is given back. Take another \
             tender, or ask again.",
        ),
        Standing::Declined => {
            ("Declined on the phone", "Nothing was paid. Ask again, or take another tender.")
        }
        Standing::Expired => (
            "Expired: nobody answered within ten minutes",
            "Nothing was paid. Ask again, or take another tender.",
        ),
        Standing::Cancelled => ("Cancelled", "Nothing was paid."),
        Standing::Released => ("The money was given back", "Nothing is paid."),
        Standing::Refused { code } => return ("Refused", Some(refused(code).0)),
    };
    (title, Some(detail).filter(|detail| !detail.is_empty()).map(str::to_owned))
}

/// What becomes of a tender that was chosen while a request was open.
pub(super) fn chosen(standing: Standing, kind: TenderKind) -> String {
    let kind = tender(kind);
    match standing {
        Standing::AwaitingClaim => format!(
            "The app was faster: {} is not taken. Give back what was handed over, or give the money \
             in the app back.",
            kind.to_lowercase()
        ),
        _ => format!("{kind} is taken as soon as the request is cancelled. Wait for it."),
    }
}

/// What the cashier can do about a payment while Vipps MobilePay can't be used.
pub(super) fn unavailable(standing: Standing, why: Unavailable) -> Option<String> {
    let what = error(&EngineError::Unavailable(why));
    match standing {
        Standing::Sending { .. } => Some(format!(
            "{what} Cancel this request first: it is watched, and money that comes is given back."
        )),
        Standing::Waiting | Standing::Cancelling => Some(format!(
            "{APP} can't be reached right now. What the customer answers shows once it can."
        )),
        Standing::Approved | Standing::GivingBack => {
            Some(format!("{APP} can't be reached right now. It goes on by itself once it can."))
        }
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
        Standing::Sending { .. } => "Sending…",
        Standing::Approved => "Capturing…",
        Standing::Cancelling => "Cancelling…",
        Standing::GivingBack => "Giving the money back…",
        _ => "Waiting for approval…",
    }
}
