//! What a membership request has come to, as the message that says so: the same on the till and in the API. The
//! customer is never blamed, and never told to have a wrong number.

use crate::refused::Cause;
use checkout::{Enrolment, EnrolmentState, StartRefusal};

/// The message of what is known, and what the cashier can do.
pub(crate) fn words(enrolment: &Enrolment) -> &'static str {
    let is_given_up = enrolment.is_given_up;
    match enrolment.state {
        state if is_given_up && state.is_open() => "membership-given-up",
        EnrolmentState::Intended | EnrolmentState::Requested => "membership-sending",
        EnrolmentState::Pending => "membership-waiting",
        EnrolmentState::Approved => "membership-approved",
        EnrolmentState::Completed { .. } => "membership-completed",
        EnrolmentState::Declined => "membership-declined",
        EnrolmentState::Expired => "membership-expired",
        EnrolmentState::Refused { refusal } => match refusal {
            StartRefusal::NoApp => "membership-no-app",
            StartRefusal::AppTooOld => "membership-app-too-old",
            StartRefusal::TooOften => "membership-too-often",
            StartRefusal::Settings => "membership-settings",
            StartRefusal::Unreachable => "membership-unreachable",
            StartRefusal::Blocked => "membership-blocked",
        },
        EnrolmentState::Lost => "membership-lost",
    }
}

/// The message of what helps while the customer sees none: notifications may be off.
pub(crate) fn hint(enrolment: &Enrolment) -> Option<&'static str> {
    let waits = enrolment.state == EnrolmentState::Pending && !enrolment.is_given_up;
    waits.then_some("open-the-app-hint")
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
