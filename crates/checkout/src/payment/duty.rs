//! What a payment's state alone says must be done next, and from when.

use super::{Call, Claim, Fate, Operation, Payment, PaymentState};
use crate::Due;
use serde::{Deserialize, Serialize};

/// How long a payment request lives on the phone (ePayment, time-outs: ten minutes in all).
pub(super) const LIFETIME_MS: i64 = 10 * 60_000;
/// Polling starts this long after the request is on the phone; repeated polls are the engine's.
const POLL_FROM_MS: i64 = 5_000;
/// A payment approved during a cancel is released when nobody has decided by then.
const CLAIM_MS: i64 = 5 * 60_000;
/// A 404 proves that a request never arrived only this long after it was last sent: until then it
/// may still be on its way.
const ABSENCE_PROVED_MS: i64 = LIFETIME_MS + 60_000;
/// Between tries under new keys after definite refusals that allow another; then it is for people.
const NEW_KEY_AFTER_MS: [i64; 2] = [2_000, 20_000];
/// A request that is not there after so many sends is not sent again: its absence gets proved.
const CREATE_SENDS_MAX: u32 = 6;
/// How many writes a payment may have in a minute (ePayment, rate limits).
const WRITES_A_MINUTE: u32 = 5;
const MINUTE_MS: i64 = 60_000;
/// A call that has no answer after this long is looked at: it was cut off.
const ANSWER_MS_MAX: i64 = 15_000;

/// The next thing to do for a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentDuty {
    SendCreate,
    /// Read the payment, and merge what is seen.
    Check,
    SendCapture,
    SendCancel,
    SendRelease,
    /// Give back the open refund.
    SendRefund,
}

impl Payment {
    /// The next duty and the time from which it is due; none when nothing is left to do, or when
    /// only a person can go on.
    pub fn duty(&self) -> Option<Due<PaymentDuty>> {
        let look = self.look_at_unix_ms.and_then(|at_unix_ms| due(at_unix_ms, PaymentDuty::Check));
        let next = self.next_duty().map(|due| self.within_limit(due));
        let duties = next.into_iter().chain(look);
        duties.min_by_key(|due| due.at_unix_ms)
    }

    /// A write goes out when no more than five are within its minute. Of each call at most two are,
    /// and a create, a cancel and a release after one another may be six.
    fn within_limit(&self, due: Due<PaymentDuty>) -> Due<PaymentDuty> {
        let is_write = match due.duty {
            PaymentDuty::SendCreate
            | PaymentDuty::SendCapture
            | PaymentDuty::SendCancel
            | PaymentDuty::SendRelease => true,
            PaymentDuty::Check | PaymentDuty::SendRefund => false,
        };
        let calls = self.calls.iter().filter(|(operation, _)| **operation != Operation::Refund);
        let calls = calls.map(|(_, call)| call);
        let recent = calls.filter(|call| call.last_sent_at_unix_ms + MINUTE_MS > due.at_unix_ms);
        let recent: Vec<_> = recent.collect();
        let sends: u32 = recent.iter().map(|call| call.sends_within_a_minute()).sum();
        let oldest = recent.iter().map(|call| call.last_sent_at_unix_ms).min();
        match oldest {
            Some(oldest) if is_write && sends >= WRITES_A_MINUTE => {
                self.within_limit(Due { at_unix_ms: oldest + MINUTE_MS, ..due })
            }
            _ => due,
        }
    }

    fn next_duty(&self) -> Option<Due<PaymentDuty>> {
        match self.state {
            PaymentState::Intended => due(self.intended_at_unix_ms, PaymentDuty::SendCreate),
            PaymentState::Requested | PaymentState::Abandoned => self.duty_in_doubt(),
            PaymentState::Created => self.duty_on_phone(),
            PaymentState::Authorized => self.duty_approved(),
            PaymentState::Captured => self.duty_after_capture(),
            PaymentState::Aborted | PaymentState::Expired | PaymentState::Terminated => {
                self.duty_of_stray()
            }
            PaymentState::Released => self.duty_of_refund(),
            PaymentState::Refused | PaymentState::Dropped => None,
        }
    }

    fn duty_in_doubt(&self) -> Option<Due<PaymentDuty>> {
        let call = self.calls.get(&Operation::Create)?;
        match call.fate {
            Fate::Open => due(call.last_sent_at_unix_ms + ANSWER_MS_MAX, PaymentDuty::Check),
            Fate::Unknown { look_at_unix_ms } => due(look_at_unix_ms, PaymentDuty::Check),
            Fate::Absent { resend_at_unix_ms }
                if self.state == PaymentState::Requested && call.sends < CREATE_SENDS_MAX =>
            {
                due(resend_at_unix_ms, PaymentDuty::SendCreate)
            }
            // Given up: keep looking until absence is proved.
            Fate::Absent { resend_at_unix_ms } => due(resend_at_unix_ms, PaymentDuty::Check),
            Fate::Done | Fate::Refused { .. } => None,
        }
    }

    fn duty_on_phone(&self) -> Option<Due<PaymentDuty>> {
        let on_phone_at = self.created_at_unix_ms.unwrap_or(self.intended_at_unix_ms);
        let poll_from = on_phone_at + POLL_FROM_MS;
        let Some(asked_at) = self.cancel_asked_at_unix_ms else {
            return due(poll_from, PaymentDuty::Check);
        };
        match self.calls.get(&Operation::Cancel) {
            // Most likely the customer's approval came first (6060): a read shows it, or lets the
            // cancel go out anew.
            Some(call) if call.is_refused_for_good() => {
                due(call.last_sent_at_unix_ms, PaymentDuty::Check)
            }
            _ => self.duty_of_call(Operation::Cancel, asked_at, PaymentDuty::SendCancel),
        }
    }

    fn duty_approved(&self) -> Option<Due<PaymentDuty>> {
        let approved_at = self.authorized_at_unix_ms.unwrap_or(self.intended_at_unix_ms);
        let release = |from| self.duty_of_call(Operation::Release, from, PaymentDuty::SendRelease);
        match (self.cancel_asked_at_unix_ms, self.claim) {
            (_, Some(Claim::Release)) => release(approved_at),
            (None, _) | (_, Some(Claim::Finish)) => {
                self.duty_of_call(Operation::Capture, approved_at, PaymentDuty::SendCapture)
            }
            (Some(_), None) => release(approved_at + CLAIM_MS),
        }
    }

    /// Approved after it had ended: what nobody claims goes back. Once it is answered there is
    /// nothing more to do; what is odd about it stays for people.
    fn duty_of_stray(&self) -> Option<Due<PaymentDuty>> {
        let since = self.stray_since_unix_ms?;
        match self.calls.get(&Operation::Release).map(|call| call.fate) {
            Some(Fate::Done | Fate::Refused { .. }) => None,
            _ => self.duty_of_call(Operation::Release, since, PaymentDuty::SendRelease),
        }
    }

    fn duty_of_refund(&self) -> Option<Due<PaymentDuty>> {
        let refund = self.open_refund()?;
        let asked_at = refund.asked_at_unix_ms;
        if refund.is_sent {
            self.duty_of_call(Operation::Refund, asked_at, PaymentDuty::SendRefund)
        } else {
            due(asked_at, PaymentDuty::SendRefund)
        }
    }

    fn duty_after_capture(&self) -> Option<Due<PaymentDuty>> {
        if let Some(refund) = self.duty_of_refund() {
            return Some(refund);
        }
        // More was reserved than was taken: the customer gets the rest back at once.
        if !self.has_rest() {
            return None;
        }
        let approved_at = self.authorized_at_unix_ms.unwrap_or(self.intended_at_unix_ms);
        self.duty_of_call(Operation::Release, approved_at, PaymentDuty::SendRelease)
    }

    /// Whether something is reserved still that was neither taken nor given back.
    pub(super) fn has_rest(&self) -> bool {
        let seen = self.seen;
        seen.authorized_minor > seen.captured_minor + seen.cancelled_minor
    }

    /// A call that is wanted from `from_unix_ms`: send it, settle it, or repeat it.
    fn duty_of_call(
        &self,
        operation: Operation,
        from_unix_ms: i64,
        send: PaymentDuty,
    ) -> Option<Due<PaymentDuty>> {
        let Some(call) = self.calls.get(&operation) else { return due(from_unix_ms, send) };
        match call.fate {
            Fate::Open => due(call.last_sent_at_unix_ms + ANSWER_MS_MAX, PaymentDuty::Check),
            Fate::Unknown { look_at_unix_ms } => due(look_at_unix_ms, PaymentDuty::Check),
            Fate::Absent { resend_at_unix_ms } => due(resend_at_unix_ms, send),
            Fate::Refused { .. } => match call.new_key_after_ms() {
                Some(wait_ms) => {
                    let wait_ms = wait_ms.max(call.pause_ms());
                    due(from_unix_ms.max(call.last_sent_at_unix_ms + wait_ms), send)
                }
                // For people; what they do elsewhere is seen here.
                None => due(call.last_sent_at_unix_ms + POLL_FROM_MS, PaymentDuty::Check),
            },
            // Answered as done while the read does not show it yet: look again.
            Fate::Done => due(call.last_sent_at_unix_ms + POLL_FROM_MS, PaymentDuty::Check),
        }
    }
}

impl Call {
    /// Whether it was definitely refused and is not tried any more.
    pub(super) fn is_refused_for_good(&self) -> bool {
        matches!(self.fate, Fate::Refused { .. }) && self.new_key_after_ms().is_none()
    }

    /// How long after a definite refusal a new key may be tried, if one may.
    fn new_key_after_ms(&self) -> Option<i64> {
        let Fate::Refused { again: true, .. } = self.fate else { return None };
        let index = usize::try_from(self.sequence.checked_sub(1)?).ok()?;
        NEW_KEY_AFTER_MS.get(index).copied()
    }

    /// When the same call may go out again.
    pub(super) fn resend_at_unix_ms(&self, now_unix_ms: i64) -> i64 {
        (self.last_sent_at_unix_ms + self.pause_ms()).max(now_unix_ms)
    }

    /// At most two sends of one write a minute, so that one of the five writes a minute that a
    /// reference has stays free for a cancel.
    fn pause_ms(&self) -> i64 {
        if self.sends.is_multiple_of(2) { MINUTE_MS } else { 0 }
    }

    /// How many of its sends may lie within a minute of the last one.
    fn sends_within_a_minute(&self) -> u32 {
        if self.sends.is_multiple_of(2) { 2 } else { 1 }
    }

    /// Whether a read that shows nothing proves, at that time, that nothing will come.
    pub(super) fn absence_is_proved(&self, now_unix_ms: i64) -> bool {
        now_unix_ms >= self.last_sent_at_unix_ms + ABSENCE_PROVED_MS
    }
}

#[allow(clippy::unnecessary_wraps, reason = "every caller returns an Option")]
fn due(at_unix_ms: i64, duty: PaymentDuty) -> Option<Due<PaymentDuty>> {
    Some(Due { at_unix_ms, duty })
}
