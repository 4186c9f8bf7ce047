//! What the outside world says about a payment, turned into events. Merged, never assigned.

use super::{Fate, Moved, Operation, Payment, PaymentEvent, PaymentState, ProviderState};

/// A capture that is not settled after this long is for people as well.
const CAPTURE_LATE_MS: i64 = 2 * 60_000;
/// Between looks while nothing can be read or the payment is not there.
const LOOK_AGAIN_MS: i64 = 2_000;

/// What a read of a payment, or the answer to a capture or cancel, shows. Minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    pub state: ProviderState,
    pub authorized_minor: i64,
    pub captured_minor: i64,
    pub cancelled_minor: i64,
    pub refunded_minor: i64,
}

/// A definite refusal of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallRefusal {
    pub code: Option<u16>,
    /// Whether the same may be tried under a new key.
    pub again: bool,
}

/// What came back from a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallAnswer {
    /// Done; with what the answer shows, where it shows something.
    Done(Option<Reading>),
    Refused(CallRefusal),
    /// No answer, or one that proves nothing. Look again after `wait_ms`.
    Unknown {
        wait_ms: i64,
    },
}

impl Payment {
    /// Events for the answer to a call.
    pub(crate) fn answered(
        &self,
        operation: Operation,
        sequence: u32,
        answer: CallAnswer,
        at_unix_ms: i64,
    ) -> Vec<PaymentEvent> {
        let Some(call) = self.calls.get(&operation) else { return Vec::new() };
        // A call that is settled stays settled, and a late answer to an earlier key is none to this.
        if call.fate == Fate::Done || call.sequence != sequence {
            return Vec::new();
        }
        // Nor does no answer put a definite refusal in doubt.
        if matches!((call.fate, answer), (Fate::Refused { .. }, CallAnswer::Unknown { .. })) {
            return Vec::new();
        }
        let (fate, reading) = match answer {
            CallAnswer::Done(reading) => (Fate::Done, reading),
            CallAnswer::Refused(CallRefusal { code, again }) => {
                (Fate::Refused { code, again }, None)
            }
            CallAnswer::Unknown { wait_ms } => {
                (Fate::Unknown { look_at_unix_ms: at_unix_ms + wait_ms }, None)
            }
        };
        let mut events = vec![PaymentEvent::Fated { operation, fate, at_unix_ms }];
        if let Some(reading) = reading {
            events.extend(self.merged(&reading, at_unix_ms));
        }
        events
    }

    /// Events for a read that found the payment. It says nothing of calls that were sent after it
    /// was asked.
    pub(crate) fn read(
        &self,
        reading: &Reading,
        asked_at_unix_ms: i64,
        at_unix_ms: i64,
    ) -> Vec<PaymentEvent> {
        let mut events = self.merged(reading, at_unix_ms);
        let mut after = self.clone();
        for event in &events {
            crate::Aggregate::apply(&mut after, event);
        }
        // A refund is looked up in the event log.
        let calls = after.calls.iter().filter(|(operation, _)| **operation != Operation::Refund);
        for (operation, call) in calls {
            let in_doubt = matches!(call.fate, Fate::Open | Fate::Unknown { .. });
            let fate = if in_doubt && after.shows(*operation) {
                Fate::Done
            } else if in_doubt && call.last_sent_at_unix_ms < asked_at_unix_ms {
                Fate::Absent { resend_at_unix_ms: call.resend_at_unix_ms(at_unix_ms) }
            } else if *operation == Operation::Cancel
                && after.state == PaymentState::Created
                && let Fate::Refused { code, again: false } = call.fate
            {
                // Refused, and still on the phone: the reason was another; try anew.
                Fate::Refused { code, again: true }
            } else {
                continue;
            };
            events.push(PaymentEvent::Fated { operation: *operation, fate, at_unix_ms });
        }
        events
    }

    /// Events for a read that was answered with "no such payment". One that is known to have been
    /// there ends with the time that a request has; before that, an answer like this proves nothing.
    pub(crate) fn read_absent(&self, asked_at_unix_ms: i64, at_unix_ms: i64) -> Vec<PaymentEvent> {
        let Some(call) = self.calls.get(&Operation::Create) else { return Vec::new() };
        if call.last_sent_at_unix_ms >= asked_at_unix_ms {
            return Vec::new();
        }
        let proved = call.absence_is_proved(at_unix_ms);
        let fate = match (self.state, call.fate) {
            (PaymentState::Requested | PaymentState::Abandoned | PaymentState::Created, _)
                if proved =>
            {
                Fate::Refused { code: None, again: false }
            }
            // Given up and still not there: nothing new.
            (PaymentState::Abandoned, Fate::Absent { .. }) => return Vec::new(),
            (PaymentState::Abandoned, _) => {
                Fate::Absent { resend_at_unix_ms: at_unix_ms + LOOK_AGAIN_MS }
            }
            (PaymentState::Requested, Fate::Open | Fate::Unknown { .. }) => {
                if self.cancel_asked_at_unix_ms.is_some() {
                    Fate::Absent { resend_at_unix_ms: at_unix_ms + LOOK_AGAIN_MS }
                } else {
                    Fate::Absent { resend_at_unix_ms: call.resend_at_unix_ms(at_unix_ms) }
                }
            }
            _ => return Vec::new(),
        };
        vec![PaymentEvent::Fated { operation: Operation::Create, fate, at_unix_ms }]
    }

    /// The event for a capture whose fate nobody has told for too long.
    pub(crate) fn late(&self, at_unix_ms: i64) -> Option<PaymentEvent> {
        self.capture_becomes_late(at_unix_ms).then_some(PaymentEvent::CaptureLate { at_unix_ms })
    }

    /// Whether from now on it takes too long to hear whether the money is taken.
    pub fn capture_becomes_late(&self, now_unix_ms: i64) -> bool {
        let capture = self.calls.get(&Operation::Capture);
        let in_doubt =
            |call: &&super::Call| !matches!(call.fate, Fate::Done | Fate::Refused { .. });
        self.state == PaymentState::Authorized
            && self.capture_late_since_unix_ms.is_none()
            && capture
                .filter(in_doubt)
                .is_some_and(|call| now_unix_ms >= call.first_sent_at_unix_ms + CAPTURE_LATE_MS)
    }

    /// The event for a look that was wanted, once a read has been answered.
    pub(crate) fn looked(&self, asked_at_unix_ms: i64) -> Option<PaymentEvent> {
        let wanted = self.look_at_unix_ms.is_some_and(|look_at| look_at <= asked_at_unix_ms);
        wanted.then_some(PaymentEvent::Looked)
    }

    /// The event for a webhook that tells of money being moved. What we did is followed anyway; what
    /// somebody else did is looked at.
    pub(crate) fn moved(&self, key: Option<&str>, at_unix_ms: i64) -> Option<PaymentEvent> {
        let ours = self.plan.id.0.simple().to_string();
        let is_ours = key.is_some_and(|key| key.starts_with(&ours));
        (!is_ours).then_some(PaymentEvent::LookAgain { at_unix_ms })
    }

    /// Events for a webhook whose signature, sales unit and reference were verified. It proves a
    /// state; amounts come from reads only.
    pub(crate) fn noticed(&self, state: ProviderState, at_unix_ms: i64) -> Vec<PaymentEvent> {
        let reading = Reading {
            state,
            authorized_minor: self.seen.authorized_minor,
            captured_minor: self.seen.captured_minor,
            cancelled_minor: self.seen.cancelled_minor,
            refunded_minor: self.seen.refunded_minor,
        };
        let mut events = self.merged(&reading, at_unix_ms);
        // Whatever the webhook tells, the request did arrive.
        let create = self.calls.get(&Operation::Create);
        if create.is_some_and(|call| call.fate != Fate::Done) {
            let (operation, fate) = (Operation::Create, Fate::Done);
            events.push(PaymentEvent::Fated { operation, fate, at_unix_ms });
        }
        events
    }

    /// Events for the time until which the approved money is sure to be there.
    pub(crate) fn guaranteed(&self, until_unix_ms: i64, at_unix_ms: i64) -> Vec<PaymentEvent> {
        if self.capture_guaranteed_until_unix_ms == Some(until_unix_ms) {
            return Vec::new();
        }
        vec![PaymentEvent::Guaranteed { until_unix_ms, at_unix_ms }]
    }

    fn merged(&self, reading: &Reading, at_unix_ms: i64) -> Vec<PaymentEvent> {
        let before = self.seen;
        let (provider, contradiction) = merge_state(before.provider, reading.state);
        let moved = Moved {
            provider: Some(provider),
            authorized_minor: before.authorized_minor.max(reading.authorized_minor),
            captured_minor: before.captured_minor.max(reading.captured_minor),
            cancelled_minor: before.cancelled_minor.max(reading.cancelled_minor),
            refunded_minor: before.refunded_minor.max(reading.refunded_minor),
        };
        let mut events = Vec::new();
        if moved != before {
            events.push(PaymentEvent::Moved { moved, at_unix_ms });
        }
        if contradiction && self.incidents == 0 {
            events.push(PaymentEvent::Incident { seen: reading.state, at_unix_ms });
        }
        events
    }

    /// Whether what was seen proves that a call has had its effect.
    fn shows(&self, operation: Operation) -> bool {
        match operation {
            Operation::Create => self.seen.provider.is_some(),
            Operation::Capture => self.seen.captured_minor >= self.plan.amount.minor,
            // One that ended unapproved may be told as cancelled in whole, approved or not.
            Operation::Release if self.stray_since_unix_ms.is_some() => {
                self.seen.authorized_minor > 0
                    && self.seen.cancelled_minor >= self.seen.authorized_minor
            }
            Operation::Release => self.seen.cancelled_minor > 0,
            Operation::Refund => false,
            Operation::Cancel => matches!(
                self.seen.provider,
                Some(ProviderState::Aborted | ProviderState::Expired | ProviderState::Terminated)
            ),
        }
    }
}

/// The later of two states, and whether they contradict each other.
fn merge_state(before: Option<ProviderState>, seen: ProviderState) -> (ProviderState, bool) {
    match (before, seen) {
        (None | Some(ProviderState::Created), seen) => (seen, false),
        (Some(before), ProviderState::Created) => (before, false),
        (Some(before), seen) => (before, before != seen),
    }
}
