//! Payments that wait for a person: what is the matter, since when, and what a person can do.

use super::{Call, Claim, Fate, Operation, Payment, PaymentState};
use serde::{Deserialize, Serialize};

/// What is the matter with a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// Given up by the till while its fate is unknown; watched to its end.
    Abandoned,
    /// Approved while it was being cancelled: finish or give back.
    AwaitsClaim,
    /// Approved, and the capture gets no answer that settles it.
    CaptureLate,
    /// Approved, and the capture was refused for good.
    CaptureStuck,
    /// Approved, to be given back, and that was refused for good.
    ReleaseStuck,
    /// Taken although the till had done with it: it must be returned.
    TakenAfterAll,
    /// Taken for a sale that was called off, to be given back, and that was refused.
    RefundRefused,
    /// More was given back than we did.
    RefundedElsewhere,
    /// What is told of it contradicts itself.
    Contradiction,
}

/// What a person can do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settling {
    /// Look again now rather than when it is due.
    LookAgain,
    /// Give the money back: release what is approved, refund what was taken.
    GiveBack,
    /// Somebody has looked at it, and what had to be done is done.
    Accept,
}

impl Payment {
    /// What is the matter, and since when (unix milliseconds).
    pub fn trouble(&self) -> Option<(Trouble, i64)> {
        let sent_at = |operation| self.calls.get(&operation).map(|call| call.last_sent_at_unix_ms);
        if self.incidents > self.incidents_accepted && !self.was_given_back_after_all() {
            let what =
                if self.taken_after_all { Trouble::TakenAfterAll } else { Trouble::Contradiction };
            return Some((what, self.incident_at_unix_ms.unwrap_or(self.intended_at_unix_ms)));
        }
        let (what, since) = match self.state {
            PaymentState::Abandoned => (Trouble::Abandoned, self.cancel_asked_at_unix_ms),
            PaymentState::Created if self.cancel_is_unanswered() => {
                (Trouble::Abandoned, self.cancel_asked_at_unix_ms)
            }
            PaymentState::Authorized if self.release_is_stuck() => {
                (Trouble::ReleaseStuck, sent_at(Operation::Release))
            }
            PaymentState::Authorized if self.awaits_claim() => {
                (Trouble::AwaitsClaim, self.authorized_at_unix_ms)
            }
            PaymentState::Authorized if self.capture_is_stuck() => {
                (Trouble::CaptureStuck, sent_at(Operation::Capture))
            }
            PaymentState::Authorized if self.capture_is_late() => {
                (Trouble::CaptureLate, self.capture_late_since_unix_ms)
            }
            _ if self.refunded_elsewhere_since_unix_ms.is_some() => {
                (Trouble::RefundedElsewhere, self.refunded_elsewhere_since_unix_ms)
            }
            PaymentState::Captured
                if !self.taken_after_all && self.must_be_paid_out_minor() > 0 =>
            {
                (Trouble::RefundRefused, sent_at(Operation::Refund))
            }
            PaymentState::Captured if self.rest_is_stuck() => {
                (Trouble::ReleaseStuck, sent_at(Operation::Release))
            }
            _ => return None,
        };
        Some((what, since.unwrap_or(self.intended_at_unix_ms)))
    }

    /// What a person can do about it now.
    pub fn settlings(&self) -> Vec<Settling> {
        match self.trouble() {
            Some((Trouble::AwaitsClaim | Trouble::CaptureLate | Trouble::CaptureStuck, _)) => {
                vec![Settling::LookAgain, Settling::GiveBack]
            }
            Some((Trouble::Abandoned | Trouble::ReleaseStuck, _)) => vec![Settling::LookAgain],
            // Paid out at the till, it is gone from here.
            None | Some((Trouble::RefundRefused, _)) => Vec::new(),
            // Refused once, it never goes out again: people return it otherwise.
            Some((Trouble::TakenAfterAll, _)) if self.refunds.is_empty() => {
                vec![Settling::LookAgain, Settling::GiveBack, Settling::Accept]
            }
            Some((
                Trouble::TakenAfterAll | Trouble::RefundedElsewhere | Trouble::Contradiction,
                _,
            )) => vec![Settling::LookAgain, Settling::Accept],
        }
    }

    /// Whether approved money is still to be taken, and is not sure to be there after a time.
    pub fn guarantee_ends_by(&self, unix_ms: i64) -> bool {
        self.state == PaymentState::Authorized
            && self.claim != Some(Claim::Release)
            && self.capture_guaranteed_until_unix_ms.is_some_and(|until| until <= unix_ms)
    }

    fn was_given_back_after_all(&self) -> bool {
        self.taken_after_all && self.seen.refunded_minor >= self.seen.captured_minor
    }

    fn release_is_stuck(&self) -> bool {
        self.calls.get(&Operation::Release).is_some_and(Call::is_refused_for_good)
            && self.claim != Some(Claim::Finish)
    }

    /// More was approved than was taken, and what is left can't be given back.
    fn rest_is_stuck(&self) -> bool {
        let release = self.calls.get(&Operation::Release);
        self.has_rest() && release.is_some_and(Call::is_refused_for_good)
    }

    fn cancel_is_unanswered(&self) -> bool {
        let cancel = self.calls.get(&Operation::Cancel).map(|call| call.fate);
        matches!(cancel, Some(Fate::Unknown { .. } | Fate::Absent { .. }))
    }
}
