//! What the display says to the customer. It never says who refused what: the cashier helps.

use super::super::standing::Standing;
use crate::words::Words;
use checkout::{Enrolment, EnrolmentState, StartRefusal};

pub(in crate::pages) fn greeting(first_name: Option<&str>, is_paid: bool, words: Words) -> String {
    let message = if is_paid { "display-thanks" } else { "display-greeting" };
    words.of(message).customer(first_name).to_string()
}

/// What the customer may do about an invitation that came to nothing; none where that is nobody's
/// business, as a no, or where it is for the cashier.
pub(in crate::pages) fn not_joined(enrolment: &Enrolment, words: Words) -> Option<String> {
    let message = match enrolment.state {
        EnrolmentState::Expired => "display-invitation-over",
        EnrolmentState::Lost => "display-answer-lost",
        EnrolmentState::Refused { refusal: StartRefusal::AppTooOld } => "display-update-app",
        _ => return None,
    };
    Some(words.of(message).to_string())
}

/// A request that came to nothing; none if there was none, or it is paid.
pub(in crate::pages) fn ended(standing: Standing) -> Option<&'static str> {
    match standing {
        Standing::Declined | Standing::Cancelled => Some("display-nothing-paid"),
        Standing::Expired => Some("display-request-over"),
        Standing::Released => Some("display-given-back"),
        Standing::GivingBack => Some("display-giving-back"),
        Standing::TakenAfterAll => Some("display-will-return"),
        Standing::Refused { .. } | Standing::Abandoned => Some("display-not-paid-yet"),
        _ => None,
    }
}
