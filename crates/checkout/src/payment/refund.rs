//! Money that goes back after it was taken. A payment's refunds are asked for one after the other
//! and have one sequence of keys. Amounts don't prove one, since somebody may give money back elsewhere
//! meanwhile; its answer does, or its key in the payment's event log.

use super::{Call, Fate, Operation, Payment, PaymentEvent};
use crate::ids::ReturnId;
use crate::returning::RefundEnd;
use crate::tender::TenderKind;
use serde::{Deserialize, Serialize};

/// The most refunds that one payment may have, however each ended.
pub(crate) const REFUNDS_MAX: usize = 50;

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
    pub is_sent: bool,
    pub end: Option<RefundEnd>,
    /// What was paid out at the counter instead, after it was refused.
    pub paid_out_by: Option<TenderKind>,
}

impl Refund {
    pub(super) fn asked(minor: i64, cause: RefundCause, asked_at_unix_ms: i64) -> Self {
        let (is_sent, end, paid_out_by) = (false, None, None);
        Self { minor, cause, asked_at_unix_ms, is_sent, end, paid_out_by }
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
        let sum = |end| -> i64 {
            let those = self.refunds.iter().filter(|refund| refund.end == end);
            those.map(|refund| refund.minor).sum()
        };
        // A refund may be known to be done before the sum shows it.
        let refunded_minor = self.seen.refunded_minor.max(sum(Some(RefundEnd::Done)));
        (self.seen.captured_minor - refunded_minor - sum(None)).max(0)
    }

    /// What others gave back, in minor units: in the portal, say. A refund of ours that is under way
    /// is not taken for theirs.
    pub fn refunded_elsewhere_minor(&self) -> i64 {
        let ours = self.refunds.iter().filter(|refund| {
            refund.is_sent && !matches!(refund.end, Some(RefundEnd::Refused { .. }))
        });
        (self.seen.refunded_minor - ours.map(|refund| refund.minor).sum::<i64>()).max(0)
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
        let is_sent = self.open_refund().is_some_and(|refund| refund.is_sent);
        match last {
            None => 1,
            Some(call) if is_sent => call.sequence,
            Some(call) => call.sequence + 1,
        }
    }

    /// The open refund was just sent.
    pub(super) fn refund_sent(&mut self) {
        if let Some(refund) = self.refunds.iter_mut().find(|refund| refund.end.is_none()) {
            refund.is_sent = true;
        }
    }

    /// Ends the open refund when its call is done or refused.
    pub(super) fn settle_refund(&mut self) {
        let fate = self.calls.get(&Operation::Refund).map(|call| call.fate);
        let open = self.refunds.iter_mut().find(|refund| refund.end.is_none());
        let Some(refund) = open.filter(|refund| refund.is_sent) else { return };
        refund.end = match fate {
            Some(Fate::Done) => Some(RefundEnd::Done),
            Some(Fate::Refused { code, .. }) => Some(RefundEnd::Refused { code }),
            _ => None,
        };
    }

    /// The key of the refund that went out and of which nothing is known: look for it in the event log.
    pub fn refund_in_doubt(&self) -> Option<&str> {
        let call = self.calls.get(&Operation::Refund)?;
        matches!(call.fate, Fate::Open | Fate::Unknown { .. }).then_some(&call.key)
    }

    /// Events for an event log that holds the key of the refund in doubt, or doesn't: then the same
    /// goes out again, whatever else was given back meanwhile, and its answer decides. A log says
    /// nothing of what was sent after it was asked for.
    pub(crate) fn refund_looked_up(
        &self,
        is_logged: bool,
        asked_at_unix_ms: i64,
        at_unix_ms: i64,
    ) -> Vec<PaymentEvent> {
        let call = self.calls.get(&Operation::Refund).filter(|_| self.refund_in_doubt().is_some());
        let Some(call) = call else { return Vec::new() };
        let fate = if is_logged {
            Fate::Done
        } else if call.last_sent_at_unix_ms >= asked_at_unix_ms {
            return Vec::new();
        } else {
            Fate::Absent { resend_at_unix_ms: call.resend_at_unix_ms(at_unix_ms) }
        };
        vec![PaymentEvent::Fated { operation: Operation::Refund, fate, at_unix_ms }]
    }
}
