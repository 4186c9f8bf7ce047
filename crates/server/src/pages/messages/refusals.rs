//! Why something could not be done, by the code of the refusal: `refusal-` and the code names the
//! message.

use super::super::format::{amount, day, quantity as written, whole};
use crate::codes::code;
use crate::words::{Message, Words};
use checkout::{MsisdnError, QuantityError, Refusal, ScanError};
use engine::EngineError;

/// In words for the cashier. What nobody at the till can help goes to the log too.
pub(in crate::pages) fn error(error: &EngineError, words: Words) -> String {
    let Some(code) = code(error) else {
        tracing::error!(%error, "an action at the till failed");
        return words.of("refusal-internal").to_string();
    };
    let message = words.of(format!("refusal-{code}"));
    let message = match error {
        EngineError::Refused(refusal) => with_facts(message, refusal, words),
        EngineError::Scan(ScanError::Phone(why)) => message.with(
            "why",
            match why {
                MsisdnError::NotANumber => "letters",
                MsisdnError::Country => "country",
                MsisdnError::Length => "length",
            },
        ),
        _ => message,
    };
    message.to_string()
}

/// What a refusal tells beyond its code.
fn with_facts(message: Message, refusal: &Refusal, words: Words) -> Message {
    let form = words.form;
    match refusal {
        Refusal::AmountBelowMinimum { minimum } | Refusal::PointsToBeApproved { minimum } => {
            message.with("minimum", amount(*minimum, form))
        }
        Refusal::AmountAboveMaximum { maximum } => message.with("maximum", amount(*maximum, form)),
        Refusal::DiscountTooHigh { most } => message.with("most", amount(*most, form)),
        Refusal::PastLastDay { day: last } => message.with("day", day(*last, form)),
        Refusal::MoreThanBought { left } => message.with("left", written(*left)),
        Refusal::TooFewPoints { available } => message.count(*available, whole(*available, form)),
        Refusal::TooLate { days } => message.count((*days).into(), whole((*days).into(), form)),
        Refusal::VoucherExpired { until } => message.with("until", day(*until, form)),
        Refusal::VoucherNotYet { from } => message.with("from", day(*from, form)),
        Refusal::VoucherUsed { on } => message.with("on", day(*on, form)),
        _ => message,
    }
}

/// Why a quantity can't be.
pub(in crate::pages) fn quantity(error: QuantityError, words: Words) -> String {
    let message = match error {
        QuantityError::NotANumber => "quantity-unreadable",
        QuantityError::NotPositive => "quantity-not-positive",
        QuantityError::TooLarge => "quantity-too-large",
    };
    words.of(message).to_string()
}
