//! Which messages tell of what waits for a person.

use checkout::{Booking, BookingTrouble, Payment, PaymentDuty, Settling, Trouble};
use engine::{Unavailable, UnitTrouble, UnresolvedItem};

/// What it is called, and what it means.
pub(super) fn of(item: &UnresolvedItem) -> (&'static str, &'static str) {
    if item.parked_until_unix_ms.is_some() {
        return ("trouble-parked", "trouble-parked-next");
    }
    let booking = item.booking.as_deref().and_then(Booking::trouble);
    match item.payment.as_deref().and_then(Payment::trouble) {
        Some((trouble, _)) => of_payment(trouble),
        None => match booking {
            Some((BookingTrouble::Late, _)) => ("trouble-club-late", "trouble-club-late-next"),
            Some((BookingTrouble::Refused(_), _)) => {
                ("trouble-club-refused", "trouble-club-refused-next")
            }
            None => of_payment(Trouble::RefundRefused),
        },
    }
}

fn of_payment(trouble: Trouble) -> (&'static str, &'static str) {
    match trouble {
        Trouble::Abandoned => ("trouble-abandoned", "trouble-abandoned-next"),
        Trouble::AwaitsClaim => ("trouble-claim", "trouble-claim-next"),
        Trouble::CaptureLate => ("trouble-capture-late", "trouble-capture-late-next"),
        Trouble::CaptureStuck => ("trouble-capture-stuck", "trouble-capture-stuck-next"),
        Trouble::ReleaseStuck => ("trouble-release-stuck", "trouble-release-stuck-next"),
        Trouble::TakenAfterAll => ("trouble-taken", "trouble-taken-next"),
        Trouble::RefundRefused => ("trouble-refund-refused", "trouble-refund-refused-next"),
        Trouble::RefundedElsewhere => ("trouble-elsewhere", "trouble-elsewhere-next"),
        Trouble::Contradiction => ("trouble-contradiction", "trouble-contradiction-next"),
    }
}

/// What happens by itself, and when.
pub(super) fn step(item: &UnresolvedItem) -> Option<(&'static str, i64)> {
    if let Some(at_unix_ms) = item.parked_until_unix_ms {
        return Some(("step-again", at_unix_ms));
    }
    if let Some(due) = item.payment.as_deref().and_then(Payment::duty) {
        let message = match due.duty {
            PaymentDuty::SendCreate => "step-create",
            PaymentDuty::Check => "step-check",
            PaymentDuty::SendCapture => "step-capture",
            PaymentDuty::SendCancel => "step-cancel",
            PaymentDuty::SendRelease | PaymentDuty::SendRefund => "step-give-back",
        };
        return Some((message, due.at_unix_ms));
    }
    let due = item.booking.as_deref().and_then(Booking::duty);
    due.map(|due| ("step-tell-club", due.at_unix_ms))
}

/// What a person can do.
pub(super) fn actions(item: &UnresolvedItem) -> Vec<Settling> {
    if item.parked_until_unix_ms.is_some() {
        return vec![Settling::LookAgain];
    }
    let of_booking = item.booking.as_deref().map(Booking::settlings);
    item.payment.as_deref().map(Payment::settlings).or(of_booking).unwrap_or_default()
}

/// The word of a form for it, and the message on its button.
pub(super) fn action(how: Settling) -> (&'static str, &'static str) {
    match how {
        Settling::LookAgain => ("look_again", "settle-look-again"),
        Settling::GiveBack => ("give_back", "settle-give-back"),
        Settling::Accept => ("accept", "settle-accept"),
    }
}

pub(super) fn of_unit(trouble: UnitTrouble) -> (&'static str, &'static str) {
    match trouble {
        UnitTrouble::Unavailable(Unavailable::Silent | Unavailable::Failing) => {
            ("unit-silent", "unit-silent-next")
        }
        UnitTrouble::Unavailable(Unavailable::KeysRefused) => ("unit-keys", "unit-keys-next"),
        UnitTrouble::Webhooks => ("unit-webhooks", "unit-webhooks-next"),
    }
}
