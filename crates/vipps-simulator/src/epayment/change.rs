//! What a capture, refund or cancel means for a payment as it stands, or why it is refused. Pure;
//! every row of the published rules is decided here.

use crate::epayment::payment::{Payment, PaymentState};
use crate::epayment::refusal::{self, Refusal};

/// An accepted modification, in minor units of the payment's currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    Capture(i64),
    Refund(i64),
    /// Releases the whole uncaptured rest of an authorised payment.
    Cancel(i64),
    /// Ends a payment that the customer has not approved.
    Terminate,
}

/// A capture of `value`.
pub(crate) fn capture(
    payment: &Payment,
    value: i64,
    in_full: bool,
    now_ms: i64,
) -> Result<Change, Refusal> {
    match payment.state {
        PaymentState::Created if payment.is_processing => return Err(refusal::PROCESSING),
        PaymentState::Created => return Err(refusal::CAPTURE_BEFORE_RESERVATION),
        PaymentState::Aborted | PaymentState::Expired | PaymentState::Terminated => {
            return Err(refusal::CANNOT_BE_CAPTURED);
        }
        PaymentState::Authorized => {}
    }
    if payment.captured == payment.authorized() {
        return Err(refusal::ALREADY_CAPTURED);
    }
    if payment.capture_deadline_ms().is_some_and(|deadline_ms| deadline_ms <= now_ms) {
        return Err(refusal::CAPTURE_PERIOD_EXPIRED);
    }
    if payment.uncaptured() == 0 {
        return Err(refusal::CAPTURE_CANCELLED);
    }
    if value > payment.uncaptured() {
        return Err(refusal::CAPTURE_TOO_HIGH);
    }
    if in_full && value != payment.authorized() {
        return Err(refusal::CAPTURE_IN_FULL);
    }
    Ok(Change::Capture(value))
}

/// A refund of `value`.
///
/// `deadline_ms` is when refunds end.
pub(crate) fn refund(
    payment: &Payment,
    value: i64,
    deadline_ms: Option<i64>,
    now_ms: i64,
) -> Result<Change, Refusal> {
    match payment.state {
        PaymentState::Created if payment.is_processing => return Err(refusal::PROCESSING),
        PaymentState::Created => return Err(refusal::REFUND_BEFORE_RESERVATION),
        PaymentState::Aborted | PaymentState::Expired | PaymentState::Terminated => {
            return Err(refusal::CANNOT_BE_REFUNDED);
        }
        PaymentState::Authorized if payment.captured == 0 => {
            return Err(refusal::CANNOT_BE_REFUNDED);
        }
        PaymentState::Authorized => {}
    }
    let refundable = payment.captured - payment.refunded;
    if refundable == 0 {
        return Err(refusal::ALREADY_REFUNDED);
    }
    if deadline_ms.is_some_and(|deadline_ms| deadline_ms <= now_ms) {
        return Err(refusal::REFUND_PERIOD_EXPIRED);
    }
    if value > refundable {
        return Err(refusal::NOT_ENOUGH_REFUNDABLE);
    }
    Ok(Change::Refund(value))
}

/// A cancel; `transaction_only` refuses to touch an authorisation.
pub(crate) fn cancel(
    payment: &Payment,
    transaction_only: bool,
    now_ms: i64,
) -> Result<Change, Refusal> {
    match payment.state {
        PaymentState::Created if payment.is_processing => {
            return Err(refusal::CANCEL_PROCESSING);
        }
        PaymentState::Created => return Ok(Change::Terminate),
        PaymentState::Aborted | PaymentState::Expired | PaymentState::Terminated => {
            return Err(refusal::CANCEL_NOT_RESERVED);
        }
        PaymentState::Authorized => {}
    }
    if transaction_only {
        return Err(refusal::CANCEL_AUTHORIZED);
    }
    if payment.captured == payment.authorized() {
        return Err(refusal::CANCEL_CAPTURED);
    }
    if payment.capture_deadline_ms().is_some_and(|deadline_ms| deadline_ms <= now_ms) {
        return Err(refusal::CANCEL_PERIOD_EXPIRED);
    }
    if payment.uncaptured() == 0 {
        return Err(refusal::CANNOT_BE_CANCELLED);
    }
    Ok(Change::Cancel(payment.uncaptured()))
}
