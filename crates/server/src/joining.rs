//! What a membership request has come to, in plain words: the same on the till and in the API. The
//! customer is never blamed, and never told to have a wrong number.

use crate::refused::Cause;
use checkout::{Enrolment, EnrolmentState, StartRefusal};

/// What is known, and what the cashier can do.
pub(crate) fn words(enrolment: &Enrolment) -> &'static str {
    let is_given_up = enrolment.is_given_up;
    match enrolment.state {
        state if is_given_up && state.is_open() => {
            "Cancelled here. It may stay on the phone for a while, and a yes there still counts. Ask \
             again if the customer wants to."
        }
        EnrolmentState::Intended | EnrolmentState::Requested => "Sending the membership request…",
        EnrolmentState::Pending => "Waiting for the customer to answer",
        EnrolmentState::Approved => "The customer said yes. Fetching the membership…",
        EnrolmentState::Completed { .. } => "The customer is a member now. This purchase counts.",
        EnrolmentState::Declined => "The customer said no this time. Go on with the sale.",
        EnrolmentState::Expired => "Nobody answered in time. Ask again if the customer wants to.",
        EnrolmentState::Refused { refusal } => match refusal {
            StartRefusal::NoApp => {
                "This customer can't be asked in the app: it takes the app, and an age of 15. Go on \
                 without membership."
            }
            StartRefusal::AppTooOld => {
                "The customer's app is too old for this. Ask again once it is updated."
            }
            StartRefusal::TooOften => {
                "The customer was asked too often just now. Try again in some minutes."
            }
            StartRefusal::Settings => {
                "This shop is not set up to ask for membership. Tell whoever set up the till."
            }
            StartRefusal::Unreachable => {
                "The app can't be reached right now. Go on with the sale, and ask again later."
            }
            StartRefusal::Blocked => {
                "The club can't take this customer in. Go on without membership, and ask the store \
                 manager."
            }
        },
        EnrolmentState::Lost => "The answer got lost on its way. Ask the customer once more.",
    }
}

/// What helps while the customer sees no message: notifications may be off.
pub(crate) fn hint(enrolment: &Enrolment) -> Option<&'static str> {
    let waits = enrolment.state == EnrolmentState::Pending && !enrolment.is_given_up;
    waits.then_some("Ask the customer to open the app if no message shows.")
}

/// Who can do something about it, if it came to nothing.
pub(crate) fn cause(enrolment: &Enrolment) -> Option<Cause> {
    match enrolment.state {
        EnrolmentState::Declined | EnrolmentState::Expired => Some(Cause::Customer),
        EnrolmentState::Refused { refusal } => Some(match refusal {
            StartRefusal::NoApp | StartRefusal::TooOften => Cause::Customer,
            StartRefusal::AppTooOld | StartRefusal::Unreachable => Cause::App,
            StartRefusal::Settings | StartRefusal::Blocked => Cause::Merchant,
        }),
        EnrolmentState::Lost => Some(Cause::App),
        _ => None,
    }
}
