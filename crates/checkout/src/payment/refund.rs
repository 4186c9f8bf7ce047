//! Money that goes back after it was taken. A payment's refunds are asked for one after the other
//! and have one sequence of keys; the aggregate proves each of them.

use super::{Call, Fate, Operation, Payment};
use crate::ids::ReturnId;
use crate::returning::RefundEnd;
use crate::tender::TenderKind;
use serde::{Deserialize, Serialize};

/// What a payment is given back for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "cause", rename_all = "snake_case")]
pub enum RefundCause {
    /// Wares came back.
    Returned { id: ReturnId },
    /// The sale was called off, or goes on with another tender.
    Undone,
}

/// One refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    pub minor: i64,
    #[serde(flatten)]
    pub cause: RefundCause,
    pub asked_at_unix_ms: i64,
    /// The refunded amount of the payment that proves it, in minor units: what was seen refunded when
    /// it was first sent, and this. None while nothing is sent.
    pub proved_from_minor: Option<i64>,
    pub end: Option<RefundEnd>,
    /// What was paid out at the counter instead, after it was refused.
    pub paid_out_by: Option<TenderKind>,
}

impl Refund {
    pub(super) fn asked(minor: i64, cause: RefundCause, asked_at_unix_ms: i64) -> Self {
        let (proved_from_minor, end, paid_out_by) = (None, None, None);
        Self { minor, cause, asked_at_unix_ms, proved_from_minor, end, paid_out_by }
    }

    /// Whether the customer of a sale that was called off still has to get this at the counter. Of a
    /// return, the return itself says so.
    pub fn must_be_paid_out(&self) -> bool {
        self.cause == RefundCause::Undone
            && matches!(self.end, Some(RefundEnd::Refused { .. }))
            && self.paid_out_by.is_none()
    }
}

impl Payment {
    /// What could still be asked back, in minor units.
    pub fn refundable_minor(&self) -> i64 {
        let asked = self.refunds.iter().filter(|refund| refund.end.is_none());
        let asked_minor: i64 = asked.map(|refund| refund.minor).sum();
        (self.seen.captured_minor - self.seen.refunded_minor - asked_minor).max(0)
    }

    /// What the customer of a sale that was called off still has to get at the counter, in minor
    /// units.
    pub fn must_be_paid_out_minor(&self) -> i64 {
        let refused = self.refunds.iter().filter(|refund| refund.must_be_paid_out());
        refused.map(|refund| refund.minor).sum()
    }

    /// The refund that is carried out now; the others wait for it.
    pub fn open_refund(&self) -> Option<&Refund> {
        self.refunds.iter().find(|refund| refund.end.is_none())
    }

    /// The sequence with which the open refund goes out.
    pub(super) fn next_refund_sequence(&self, last: Option<&Call>) -> u32 {
        let is_sent = self.open_refund().is_some_and(|refund| refund.proved_from_minor.is_some());
        match last {
            None => 1,
            Some(call) if is_sent => call.sequence,
            Some(call) => call.sequence + 1,
        }
    }

    /// The open refund was just sent.
    pub(super) fn refund_sent(&mut self) {
        let refunded_minor = self.seen.refunded_minor;
        if let Some(refund) = self.refunds.iter_mut().find(|refund| refund.end.is_none()) {
            refund.proved_from_minor.get_or_insert(refunded_minor + refund.minor);
        }
    }

    /// Ends the open refund when what was seen proves it, or it was refused.
    pub(super) fn settle_refund(&mut self) {
        let refunded_minor = self.seen.refunded_minor;
        let fate = self.calls.get(&Operation::Refund).map(|call| call.fate);
        let open = self.refunds.iter_mut().find(|refund| refund.end.is_none());
        let Some(refund) = open else { return };
        let Some(proved_from_minor) = refund.proved_from_minor else { return };
        refund.end = match fate {
            _ if refunded_minor >= proved_from_minor => Some(RefundEnd::Done),
            Some(Fate::Refused { code, .. }) => Some(RefundEnd::Refused { code }),
            _ => None,
        };
    }

    /// Whether the refund that was sent last is proved.
    pub(super) fn last_refund_is_done(&self) -> bool {
        let sent = self.refunds.iter().rfind(|refund| refund.proved_from_minor.is_some());
        sent.is_some_and(|refund| refund.end == Some(RefundEnd::Done))
    }

    /// Whether less is left of the payment than the refund that was sent wants: somebody has given
    /// it back elsewhere.
    pub(super) fn refund_is_too_much(&self) -> bool {
        let left_minor = self.seen.captured_minor - self.seen.refunded_minor;
        self.open_refund().is_some_and(|refund| refund.minor > left_minor)
    }
}
