//! The bodies of capture, refund and cancel, as the very bytes that are sent.
//!
//! Source: ePayment specification 1.8.1, `capturePayment`, `refundPayment`, `cancelPayment`.

use serde::Serialize;

use crate::value::Amount;

/// The body of a capture or a refund (`CaptureModificationRequest`, `RefundModificationRequest`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Modification {
    modification_amount: Amount,
}

impl Modification {
    /// Captures or refunds this much.
    pub fn new(amount: Amount) -> Self {
        Self { modification_amount: amount }
    }

    /// The bytes that [`Epayment::capture`](super::Epayment::capture) and
    /// [`Epayment::refund`](super::Epayment::refund) send.
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("numbers and text are always JSON")
    }
}

/// The body of a cancel (`CancelModificationRequest`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cancel {
    /// Cancel only if the customer has not approved yet; if so, the answer is 6060 and nothing
    /// is released.
    #[serde(rename = "cancelTransactionOnly")]
    pub transaction_only: bool,
}

impl Cancel {
    /// The bytes that [`Epayment::cancel`](super::Epayment::cancel) sends.
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a flag is always JSON")
    }
}
