//! What the display says to the customer. It never says who refused what: the cashier helps.

use super::super::standing::Standing;
use super::APP;
use checkout::{Enrolment, EnrolmentState, StartRefusal};

pub(in crate::pages) const SHOW_QR: &str = "Show your personal QR";
pub(in crate::pages) const PAID: &str = "Paid";
pub(in crate::pages) const APPROVE_PAYMENT: &str = "Approve in the app on your phone";
pub(in crate::pages) const SCAN_TO_PAY: &str = "Scan this with your phone to pay";
pub(in crate::pages) const REQUEST_COMES: &str = "The request is on its way to your phone";
pub(in crate::pages) const PAYMENT_WILL_COME: &str = "The payment request will come to your phone";
pub(in crate::pages) const APPROVED: &str = "Approved. One moment…";
pub(in crate::pages) const CANCELLING: &str = "The request is being cancelled. One moment…";
pub(in crate::pages) const GIVING_BACK: &str = "Your money is on its way back. One moment…";
pub(in crate::pages) const CASHIER_HELPS: &str = "The cashier will help you";
pub(in crate::pages) const MEMBERSHIP_COMES: &str = "The invitation is on its way to your phone";
pub(in crate::pages) const APPROVE_MEMBERSHIP: &str = "Join in the app on your phone";
pub(in crate::pages) const JOINING: &str = "Welcome to the club. One moment…";

pub(in crate::pages) fn greeting(first_name: Option<&str>) -> String {
    match first_name {
        Some(name) => format!("Hi, {name}!"),
        None => "Hello!".to_owned(),
    }
}

pub(in crate::pages) fn thanks(first_name: Option<&str>) -> String {
    match first_name {
        Some(name) => format!("Thank you, {name}!"),
        None => "Thank you!".to_owned(),
    }
}

pub(in crate::pages) fn where_qr_is() -> String {
    format!("You find it in the {APP} app")
}

pub(in crate::pages) fn open_the_app() -> String {
    format!("No message? Open the {APP} app")
}

pub(in crate::pages) fn members_save(saving: &str) -> String {
    format!("Members save {saving} today")
}

pub(in crate::pages) fn join_and_save(saving: &str) -> String {
    format!("Join the club and save {saving} today")
}

/// What the customer may do about an invitation that came to nothing; none where that is nobody's
/// business, as a no, or where it is for the cashier.
pub(in crate::pages) fn not_joined(enrolment: &Enrolment) -> Option<String> {
    match enrolment.state {
        EnrolmentState::Expired => {
            Some("The invitation has run out. Tell the cashier if you want another".to_owned())
        }
        EnrolmentState::Lost => {
            Some("Your answer did not reach us. Tell the cashier to ask again".to_owned())
        }
        EnrolmentState::Refused { refusal: StartRefusal::AppTooOld } => {
            Some(format!("To join the club, update the {APP} app"))
        }
        _ => None,
    }
}

/// A request that came to nothing; none if there was none, or it is paid.
pub(in crate::pages) fn ended(standing: Standing) -> Option<&'static str> {
    match standing {
        Standing::Declined | Standing::Cancelled => Some("Nothing was paid"),
        Standing::Expired => Some("The payment request has run out"),
        Standing::Released => Some("Your money was given back"),
        Standing::GivingBack => Some(GIVING_BACK),
        Standing::TakenAfterAll => Some("Your money will be returned"),
        Standing::Refused { .. } | Standing::Abandoned => Some("Nothing is paid yet"),
        _ => None,
    }
}

pub(in crate::pages) fn points_wait(worth: &str) -> String {
    format!("Your points pay {worth} once you approve on your phone")
}

pub(in crate::pages) fn points_earned(points: i64) -> String {
    let points = super::count(usize::try_from(points).unwrap_or(0), "point", "points");
    format!("You earned {points}.")
}
