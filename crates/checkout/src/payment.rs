//! One attempt to be paid through Vipps MobilePay. It outlives its sale: a request whose fate is
//! not known is watched to the end, whatever the till went on to do.
//!
//! What the outside world says is merged, never assigned: answers, reads and webhooks come in any
//! order, late and repeated. A final state is never left, amounts only grow, and two different
//! final states are an incident for people.

mod duty;
mod observe;
mod refund;
mod trouble;

pub use duty::PaymentDuty;
pub use observe::{CallAnswer, CallRefusal, Reading};
pub(crate) use refund::REFUNDS_MAX;
pub use refund::{Refund, RefundCause};
pub use trouble::{Settling, Trouble};

use crate::aggregate::{Aggregate, Kind};
use crate::ids::{ContactId, PaymentId, SaleId};
use crate::money::Amount;
use crate::receipt::Receipt;
use crate::shop::SalesUnit;
use crate::tender::TenderKind;
use crate::{Context, Due};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A call that changes something at Vipps MobilePay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    Create,
    Capture,
    /// Take the request back, if the customer has not approved it (`cancelTransactionOnly`).
    Cancel,
    /// Give back what is reserved and not taken.
    Release,
    /// Give back what was taken.
    Refund,
}

impl Operation {
    fn letter(self) -> char {
        match self {
            Self::Create => 'c',
            Self::Capture => 't',
            Self::Cancel => 'x',
            Self::Release => 'r',
            Self::Refund => 'f',
        }
    }
}

/// Where a payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentState {
    /// Decided, nothing sent.
    Intended,
    /// Sent; whether it arrived is not known yet.
    Requested,
    /// Sent, no answer, and given up by the till: watched until its fate is known.
    Abandoned,
    /// On the customer's phone.
    Created,
    /// The customer has approved; the money is reserved.
    Authorized,
    /// The money is taken. Goods may leave.
    Captured,
    /// Cancelled after approval; the reservation is released, but for a part that somebody else
    /// may have taken.
    Released,
    /// The customer declined.
    Aborted,
    /// Nobody answered within ten minutes.
    Expired,
    /// Cancelled before approval.
    Terminated,
    /// Vipps MobilePay refused the request.
    Refused,
    /// Given up before anything arrived.
    Dropped,
}

impl PaymentState {
    /// Whether money could still come of it: one such attempt at most stands in a sale.
    pub fn is_live(self) -> bool {
        matches!(
            self,
            Self::Intended | Self::Requested | Self::Abandoned | Self::Created | Self::Authorized
        )
    }
}

impl PaymentState {
    fn ended_without_approval(self) -> bool {
        matches!(self, Self::Aborted | Self::Expired | Self::Terminated)
    }
}

/// What Vipps MobilePay calls a payment's state (ePayment, `state`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProviderState {
    Created,
    Authorized,
    Aborted,
    Expired,
    Terminated,
}

/// How a request reaches the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentFlow {
    /// To the phone whose number is known.
    #[default]
    Push,
    /// By a QR on the customer's display, where the sales unit may not push.
    Qr,
}

impl PaymentFlow {
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
    pub(crate) fn is_push(&self) -> bool {
        *self == Self::Push
    }
}

/// What a payment is to be, decided once and never changed: every request is rendered from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentPlan {
    pub id: PaymentId,
    pub sale: SaleId,
    pub context: Context,
    pub sales_unit: SalesUnit,
    /// `^[a-zA-Z0-9-]{8,64}$`, made of the payment's id: never a number that could come again.
    pub reference: String,
    pub amount: Amount,
    pub contact: ContactId,
    pub receipt: Receipt,
    pub description: String,
    /// The till as the customer's receipt names it.
    pub pos_id: String,
    /// The sale's short id. Not the fiscal number: the request may still be declined.
    pub receipt_number: String,
    /// Goes out with the payment and is read back with it: tells ours from another's.
    pub installation: String,
    pub attempt: u32,
    pub basket_hash: String,
    #[serde(default, skip_serializing_if = "PaymentFlow::is_push")]
    pub flow: PaymentFlow,
}

/// One write: its key, and what is known of its fate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    pub sequence: u32,
    pub key: String,
    /// SHA-256 of the body in hex: a repeat must have the same.
    pub body_sha256: String,
    pub first_sent_at_unix_ms: i64,
    pub last_sent_at_unix_ms: i64,
    /// Under this key and those before it.
    pub sends: u32,
    pub fate: Fate,
}

/// What became of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fate", rename_all = "snake_case")]
pub enum Fate {
    /// Under way, or cut off by a crash.
    Open,
    /// No answer that proves anything; look again from then on.
    Unknown {
        look_at_unix_ms: i64,
    },
    /// A read showed that it had no effect; it may be sent again from then on.
    Absent {
        resend_at_unix_ms: i64,
    },
    Done,
    /// Definitely refused. `again` when a new key may be tried.
    Refused {
        code: Option<u16>,
        again: bool,
    },
}

/// What people decided about a payment that was approved while it was being cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Claim {
    Finish,
    Release,
}

/// A merged observation: what it adds, after the merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Moved {
    pub provider: Option<ProviderState>,
    pub authorized_minor: i64,
    pub captured_minor: i64,
    pub cancelled_minor: i64,
    pub refunded_minor: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum PaymentEvent {
    Intended {
        plan: Box<PaymentPlan>,
        at_unix_ms: i64,
    },
    /// Committed before the first byte goes out.
    Sent {
        operation: Operation,
        sequence: u32,
        body_sha256: String,
        at_unix_ms: i64,
    },
    Fated {
        operation: Operation,
        fate: Fate,
        at_unix_ms: i64,
    },
    Moved {
        moved: Moved,
        at_unix_ms: i64,
    },
    CancelAsked {
        at_unix_ms: i64,
    },
    /// The customer is to scan a QR instead, once this request is taken back.
    QrWanted {
        at_unix_ms: i64,
    },
    Claimed {
        claim: Claim,
        at_unix_ms: i64,
    },
    RefundAsked {
        minor: i64,
        cause: RefundCause,
        at_unix_ms: i64,
    },
    /// All refused refunds of a sale that was called off were paid out at the counter.
    PaidOutInstead {
        tender: TenderKind,
        at_unix_ms: i64,
    },
    /// A contradiction from outside, for people to look at.
    Incident {
        seen: ProviderState,
        at_unix_ms: i64,
    },
    /// Somebody has looked at the incidents so far.
    Accepted {
        at_unix_ms: i64,
    },
    /// It is to be looked at now: somebody wants it, or money was moved by somebody else.
    LookAgain {
        at_unix_ms: i64,
    },
    /// What was to be looked at was.
    Looked,
    /// For too long nobody has said whether the money is taken.
    CaptureLate {
        at_unix_ms: i64,
    },
    /// Until when the approved money is sure to be there (ePayment, `captureGuaranteedUntil`).
    Guaranteed {
        until_unix_ms: i64,
        at_unix_ms: i64,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    pub plan: PaymentPlan,
    pub state: PaymentState,
    pub calls: BTreeMap<Operation, Call>,
    pub seen: Moved,
    pub intended_at_unix_ms: i64,
    /// When it was first known to be on the phone.
    pub created_at_unix_ms: Option<i64>,
    pub authorized_at_unix_ms: Option<i64>,
    pub cancel_asked_at_unix_ms: Option<i64>,
    /// Whether the customer is to scan a QR once this request is taken back.
    #[serde(default)]
    pub qr_wanted: bool,
    pub claim: Option<Claim>,
    /// In the order in which they were asked for.
    #[serde(default)]
    pub refunds: Vec<Refund>,
    pub incidents: u32,
    /// How many of them somebody has looked at.
    #[serde(default)]
    pub incidents_accepted: u32,
    /// When the newest incident came up.
    #[serde(default)]
    pub incident_at_unix_ms: Option<i64>,
    /// When it was told as approved although it had ended: the money is given back unseen.
    #[serde(default)]
    pub stray_since_unix_ms: Option<i64>,
    /// Whether it was taken although its sale had done with it.
    #[serde(default)]
    pub taken_after_all: bool,
    /// Since when it takes too long to hear whether the money is taken.
    #[serde(default)]
    pub capture_late_since_unix_ms: Option<i64>,
    /// When it is looked at although nothing else is to be done.
    #[serde(default)]
    pub look_at_unix_ms: Option<i64>,
    /// Since when more is known to be given back than we did.
    #[serde(default)]
    pub refunded_elsewhere_since_unix_ms: Option<i64>,
    /// How much of that somebody has looked at, in minor units.
    #[serde(default)]
    pub refunded_elsewhere_accepted_minor: i64,
    #[serde(default)]
    pub capture_guaranteed_until_unix_ms: Option<i64>,
}

impl Payment {
    /// The idempotency key of a call: payment, operation, sequence; at most 50 characters.
    pub fn key(&self, operation: Operation, sequence: u32) -> String {
        format!("{}-{}{sequence}", self.plan.id.0.simple(), operation.letter())
    }

    /// The sequence with which a call goes out next: the same again while its fate may still be
    /// settled by a repeat, a new one after a definite refusal.
    pub fn next_sequence(&self, operation: Operation) -> u32 {
        if operation == Operation::Refund {
            return self.next_refund_sequence(self.calls.get(&operation));
        }
        match self.calls.get(&operation) {
            None => 1,
            Some(call) => match call.fate {
                Fate::Refused { again: true, .. } => call.sequence + 1,
                _ => call.sequence,
            },
        }
    }

    /// Whether a call is what the state wants next, under that sequence. Asked again in the commit
    /// that says it is sent: what was decided meanwhile may have made it wrong.
    pub(crate) fn wants(&self, operation: Operation, sequence: u32) -> bool {
        let wanted = match self.duty().map(|due| due.duty) {
            Some(PaymentDuty::SendCreate) => Operation::Create,
            Some(PaymentDuty::SendCapture) => Operation::Capture,
            Some(PaymentDuty::SendCancel) => Operation::Cancel,
            Some(PaymentDuty::SendRelease) => Operation::Release,
            Some(PaymentDuty::SendRefund) => Operation::Refund,
            Some(PaymentDuty::Check) | None => return false,
        };
        wanted == operation && self.next_sequence(operation) == sequence
    }

    /// The code with which the request was refused, if it was and one came.
    pub fn refusal_code(&self) -> Option<u16> {
        match self.calls.get(&Operation::Create)?.fate {
            Fate::Refused { code, .. } => code,
            _ => None,
        }
    }

    /// Whether the capture was refused for good: the customer has approved, nothing is taken, and a
    /// person must say what becomes of it. Cancelling gives the money back.
    pub fn capture_is_stuck(&self) -> bool {
        self.state == PaymentState::Authorized
            && self.claim != Some(Claim::Release)
            && self.calls.get(&Operation::Capture).is_some_and(Call::is_refused_for_good)
    }

    /// Whether it takes too long to hear whether the money is taken. It is asked for again and again
    /// meanwhile; cancelling gives back what is not taken by then.
    pub fn capture_is_late(&self) -> bool {
        self.state == PaymentState::Authorized
            && self.claim != Some(Claim::Release)
            && self.capture_late_since_unix_ms.is_some()
            && !self.capture_is_stuck()
    }

    /// Whether people must say what becomes of money that was approved during a cancel.
    pub fn awaits_claim(&self) -> bool {
        self.state == PaymentState::Authorized
            && self.cancel_asked_at_unix_ms.is_some()
            && self.claim.is_none()
            && !self.calls.contains_key(&Operation::Release)
    }

    /// Whether the customer is to scan its QR.
    pub fn waits_for_scan(&self) -> bool {
        self.plan.flow == PaymentFlow::Qr
            && self.state == PaymentState::Created
            && self.cancel_asked_at_unix_ms.is_none()
    }

    /// When the request leaves the phone by itself, ten minutes after it got there.
    pub fn expires_at_unix_ms(&self) -> Option<i64> {
        self.created_at_unix_ms.map(|at| at + duty::LIFETIME_MS)
    }

    fn settle(&mut self) {
        use PaymentState::{
            Abandoned, Aborted, Authorized, Captured, Created, Dropped, Expired, Intended, Refused,
            Released, Requested, Terminated,
        };
        let seen = self.seen;
        let cancelled = self.cancel_asked_at_unix_ms.is_some();
        let create = self.calls.get(&Operation::Create).map(|call| call.fate);
        self.state = match (seen.provider, create) {
            (Some(ProviderState::Aborted), _) => Aborted,
            (Some(ProviderState::Expired), _) => Expired,
            (Some(ProviderState::Terminated), _) => Terminated,
            (Some(ProviderState::Authorized), _)
                if seen.captured_minor >= self.plan.amount.minor =>
            {
                Captured
            }
            // All that was not taken went back: somebody else may have taken a part.
            (Some(ProviderState::Authorized), _)
                if seen.cancelled_minor > 0
                    && seen.captured_minor + seen.cancelled_minor >= seen.authorized_minor =>
            {
                Released
            }
            (Some(ProviderState::Authorized), _) => Authorized,
            (_, None | Some(Fate::Refused { .. })) if cancelled => Dropped,
            // Seen there once, and proved not to be there: as good as refused.
            (_, Some(Fate::Refused { .. })) => Refused,
            (Some(ProviderState::Created), _) | (None, Some(Fate::Done)) => Created,
            (None, None) => Intended,
            (None, Some(Fate::Unknown { .. } | Fate::Absent { .. })) if cancelled => Abandoned,
            (None, Some(_)) => Requested,
        };
        self.settle_refund();
    }
}

impl Aggregate for Payment {
    type Event = PaymentEvent;
    const KIND: Kind = Kind::Payment;
    const REVISION: u32 = 1;

    fn first(event: &PaymentEvent) -> Option<Self> {
        let PaymentEvent::Intended { plan, at_unix_ms } = event else { return None };
        Some(Self {
            plan: (**plan).clone(),
            state: PaymentState::Intended,
            calls: BTreeMap::new(),
            seen: Moved::default(),
            intended_at_unix_ms: *at_unix_ms,
            created_at_unix_ms: None,
            authorized_at_unix_ms: None,
            cancel_asked_at_unix_ms: None,
            qr_wanted: false,
            claim: None,
            refunds: Vec::new(),
            incidents: 0,
            incidents_accepted: 0,
            incident_at_unix_ms: None,
            stray_since_unix_ms: None,
            taken_after_all: false,
            capture_late_since_unix_ms: None,
            look_at_unix_ms: None,
            refunded_elsewhere_since_unix_ms: None,
            refunded_elsewhere_accepted_minor: 0,
            capture_guaranteed_until_unix_ms: None,
        })
    }

    fn apply(&mut self, event: &PaymentEvent) {
        match event {
            PaymentEvent::Intended { .. } => {}
            PaymentEvent::Sent { operation, sequence, body_sha256, at_unix_ms } => {
                let key = self.key(*operation, *sequence);
                let before = self.calls.get(operation);
                let repeated = before.filter(|call| call.sequence == *sequence);
                // Another refund is another write; a new key is not.
                let counted = if *operation == Operation::Refund { repeated } else { before };
                let call = Call {
                    sequence: *sequence,
                    key,
                    body_sha256: body_sha256.clone(),
                    first_sent_at_unix_ms: repeated
                        .map_or(*at_unix_ms, |call| call.first_sent_at_unix_ms),
                    last_sent_at_unix_ms: *at_unix_ms,
                    sends: counted.map_or(0, |call| call.sends) + 1,
                    fate: Fate::Open,
                };
                self.calls.insert(*operation, call);
                if *operation == Operation::Refund {
                    self.refund_sent();
                }
            }
            PaymentEvent::Fated { operation, fate, at_unix_ms } => {
                if let Some(call) = self.calls.get_mut(operation) {
                    call.fate = *fate;
                }
                if *operation == Operation::Create && *fate == Fate::Done {
                    self.created_at_unix_ms.get_or_insert(*at_unix_ms);
                }
            }
            PaymentEvent::Moved { moved, at_unix_ms } => {
                self.seen = *moved;
                match moved.provider {
                    Some(ProviderState::Created) => {
                        self.created_at_unix_ms.get_or_insert(*at_unix_ms);
                    }
                    Some(ProviderState::Authorized) => {
                        self.authorized_at_unix_ms.get_or_insert(*at_unix_ms);
                    }
                    _ => {}
                }
                if self.refunded_elsewhere_minor() > self.refunded_elsewhere_accepted_minor {
                    self.refunded_elsewhere_since_unix_ms.get_or_insert(*at_unix_ms);
                }
            }
            PaymentEvent::CancelAsked { at_unix_ms } => {
                self.cancel_asked_at_unix_ms.get_or_insert(*at_unix_ms);
            }
            PaymentEvent::QrWanted { .. } => self.qr_wanted = true,
            PaymentEvent::Claimed { claim, .. } => self.claim = Some(*claim),
            PaymentEvent::RefundAsked { minor, cause, at_unix_ms } => {
                self.refunds.push(Refund::asked(*minor, *cause, *at_unix_ms));
            }
            PaymentEvent::PaidOutInstead { tender, .. } => {
                for refund in self.refunds.iter_mut().filter(|one| one.must_be_paid_out()) {
                    refund.paid_out_by = Some(*tender);
                }
            }
            PaymentEvent::Incident { seen, at_unix_ms } => {
                self.incidents += 1;
                self.incident_at_unix_ms = Some(*at_unix_ms);
                if *seen == ProviderState::Authorized {
                    self.taken_after_all =
                        matches!(self.state, PaymentState::Captured | PaymentState::Released);
                    if self.state.ended_without_approval() {
                        self.stray_since_unix_ms = Some(*at_unix_ms);
                    }
                }
            }
            PaymentEvent::Accepted { .. } => {
                self.incidents_accepted = self.incidents;
                self.refunded_elsewhere_accepted_minor = self.refunded_elsewhere_minor();
                self.refunded_elsewhere_since_unix_ms = None;
            }
            PaymentEvent::Looked => self.look_at_unix_ms = None,
            PaymentEvent::CaptureLate { at_unix_ms } => {
                self.capture_late_since_unix_ms = Some(*at_unix_ms);
            }
            PaymentEvent::LookAgain { at_unix_ms } => {
                self.look_at_unix_ms = Some(*at_unix_ms);
            }
            PaymentEvent::Guaranteed { until_unix_ms, .. } => {
                self.capture_guaranteed_until_unix_ms = Some(*until_unix_ms);
            }
        }
        self.settle();
    }

    fn unresolved_since_unix_ms(&self) -> Option<i64> {
        self.trouble().map(|(_, since_unix_ms)| since_unix_ms)
    }

    fn due_unix_ms(&self) -> Option<i64> {
        self.duty().map(|Due { at_unix_ms, .. }| at_unix_ms)
    }
}
