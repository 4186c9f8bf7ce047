//! Where a sale's newest payment stands, told as what is known: the one reading of a payment that
//! till and display share, so that the two never contradict each other.

use checkout::{AttemptEnd, Claim, Fate, Operation, Payment, PaymentState};
use engine::SaleView;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nobody was asked to pay.
    Nothing,
    /// On its way; in doubt when it went out and no answer came.
    Sending {
        in_doubt: bool,
    },
    /// On the phone.
    Waiting,
    /// Approved; the money is being taken.
    Approved,
    /// Approved, and it takes too long to hear whether the money is taken.
    Late,
    /// Approved, and the capture was refused for good.
    Stuck,
    /// Approved while it was being cancelled: people decide.
    AwaitingClaim,
    /// A cancel is under way.
    Cancelling,
    /// A release is under way.
    GivingBack,
    Captured,
    /// Taken although the till had done with it: somebody must return it.
    TakenAfterAll,
    /// Given up while its fate is unknown.
    Abandoned,
    Declined,
    Expired,
    Cancelled,
    Released,
    Refused {
        code: Option<u16>,
    },
}

impl Standing {
    pub(super) fn of(view: &SaleView) -> Self {
        let Some(payment) = &view.payment else { return Self::Nothing };
        let end = view.sale.attempts.last().and_then(|attempt| attempt.end);
        let Some(end) = end.filter(|end| *end != AttemptEnd::Captured) else {
            return Self::of_payment(payment);
        };
        // The till has gone on without it: what becomes of it now is between it and us.
        match payment.state {
            PaymentState::Captured => Self::TakenAfterAll,
            PaymentState::Authorized => Self::GivingBack,
            state if state.is_live() && end == AttemptEnd::Abandoned => Self::Abandoned,
            _ => Self::of_payment(payment),
        }
    }

    fn of_payment(payment: &Payment) -> Self {
        let cancelled = payment.cancel_asked_at_unix_ms.is_some();
        match payment.state {
            PaymentState::Intended | PaymentState::Requested | PaymentState::Created
                if cancelled =>
            {
                Self::Cancelling
            }
            PaymentState::Intended => Self::Sending { in_doubt: false },
            PaymentState::Requested => Self::Sending { in_doubt: is_in_doubt(payment) },
            PaymentState::Abandoned => Self::Abandoned,
            PaymentState::Created => Self::Waiting,
            PaymentState::Authorized if payment.awaits_claim() => Self::AwaitingClaim,
            PaymentState::Authorized if is_going_back(payment) => Self::GivingBack,
            PaymentState::Authorized if payment.capture_is_stuck() => Self::Stuck,
            PaymentState::Authorized if payment.capture_is_late() => Self::Late,
            PaymentState::Authorized => Self::Approved,
            PaymentState::Captured => Self::Captured,
            PaymentState::Released if payment.seen.captured_minor > payment.seen.refunded_minor => {
                Self::TakenAfterAll
            }
            PaymentState::Released => Self::Released,
            PaymentState::Aborted => Self::Declined,
            PaymentState::Expired => Self::Expired,
            PaymentState::Terminated | PaymentState::Dropped => Self::Cancelled,
            PaymentState::Refused => Self::Refused { code: payment.refusal_code() },
        }
    }

    /// A word for tests and style sheets: the payment's own state, or what people are asked or
    /// told beyond it.
    pub(super) fn word(self, payment: Option<&Payment>) -> &'static str {
        match self {
            Self::Nothing => "none",
            Self::Late => "capture_late",
            Self::Stuck => "capture_stuck",
            Self::AwaitingClaim => "awaiting_claim",
            Self::Cancelling => "cancelling",
            Self::GivingBack => "releasing",
            Self::TakenAfterAll => "captured_after_all",
            Self::Abandoned => "abandoned",
            _ => payment.map_or("none", |payment| state_word(payment.state)),
        }
    }
}

/// Decided by people, or by the time that they had for it.
fn is_going_back(payment: &Payment) -> bool {
    payment.claim == Some(Claim::Release) || payment.calls.contains_key(&Operation::Release)
}

fn is_in_doubt(payment: &Payment) -> bool {
    let create = payment.calls.get(&Operation::Create).map(|call| call.fate);
    matches!(create, Some(Fate::Unknown { .. } | Fate::Absent { .. }))
}

fn state_word(state: PaymentState) -> &'static str {
    match state {
        PaymentState::Intended => "intended",
        PaymentState::Requested => "requested",
        PaymentState::Abandoned => "abandoned",
        PaymentState::Created => "created",
        PaymentState::Authorized => "authorized",
        PaymentState::Captured => "captured",
        PaymentState::Released => "released",
        PaymentState::Aborted => "aborted",
        PaymentState::Expired => "expired",
        PaymentState::Terminated => "terminated",
        PaymentState::Refused => "refused",
        PaymentState::Dropped => "dropped",
    }
}
