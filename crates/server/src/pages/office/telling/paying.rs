//! What was asked of Vipps MobilePay, what it said, and what people decided.

use super::{Telling, Told, Tone, told, with};
use crate::refused::refused;
use checkout::{
    Claim, Fate, Moved, Operation, PaymentEvent, PaymentFlow, PaymentId, ProviderState, RefundCause,
};

impl Telling<'_> {
    pub(super) fn payment(&mut self, id: PaymentId, event: &PaymentEvent) -> Option<Told> {
        match event {
            PaymentEvent::Intended { plan, .. } => {
                let amount = self.money(plan.amount.minor);
                let message = match plan.flow {
                    PaymentFlow::Push => "story-pay",
                    PaymentFlow::Qr => "story-pay-qr",
                };
                let what = self.of(message).with("amount", amount);
                let who = self.desk.name_of(&plan.context.operator);
                let detail = self.of("story-reference").with("reference", &plan.reference);
                let detail = detail.with("who", who).to_string();
                with(Tone::Plain, what, detail)
            }
            PaymentEvent::Sent { operation, .. } => {
                let message = match operation {
                    Operation::Create => "story-sent-create",
                    Operation::Capture => "story-sent-capture",
                    Operation::Cancel => "story-sent-cancel",
                    Operation::Release => "story-sent-release",
                    Operation::Refund => "story-sent-refund",
                };
                told(Tone::Asked, self.of(message))
            }
            PaymentEvent::Fated { operation, fate, .. } => self.fated(*operation, *fate),
            PaymentEvent::Moved { moved, .. } => {
                let before = self.seen.insert(id, *moved).unwrap_or_default();
                self.moved(before, *moved)
            }
            PaymentEvent::CancelAsked { .. } => told(Tone::Plain, self.of("story-cancel-asked")),
            PaymentEvent::QrWanted { .. } => told(Tone::Plain, self.of("story-qr-wanted")),
            PaymentEvent::Claimed { claim, .. } => told(
                Tone::Plain,
                self.of(match claim {
                    Claim::Finish => "story-claim-finish",
                    Claim::Release => "story-claim-release",
                }),
            ),
            PaymentEvent::RefundAsked { minor, cause, .. } => {
                let message = match cause {
                    RefundCause::Returned { .. } => "story-refund-returned",
                    RefundCause::Undone => "story-refund-undone",
                };
                told(Tone::Plain, self.of(message).with("amount", self.money(*minor)))
            }
            PaymentEvent::PaidOutInstead { .. } => told(Tone::Plain, self.of("story-paid-instead")),
            PaymentEvent::Incident { .. } => told(Tone::Bad, self.of("story-incident")),
            PaymentEvent::Accepted { .. } => told(Tone::Plain, self.of("story-accepted")),
            PaymentEvent::LookAgain { .. } => told(Tone::Asked, self.of("story-look-again")),
            PaymentEvent::CaptureLate { .. } => told(Tone::Bad, self.of("story-capture-late")),
            PaymentEvent::Looked | PaymentEvent::Guaranteed { .. } => None,
        }
    }

    /// What became of a call. That it is done is told by what it moved.
    fn fated(&self, operation: Operation, fate: Fate) -> Option<Told> {
        match (fate, operation) {
            (Fate::Open | Fate::Done, _) => None,
            (Fate::Unknown { .. }, _) => told(Tone::Bad, self.of("story-no-answer")),
            (Fate::Absent { .. }, _) => told(Tone::Asked, self.of("story-absent")),
            (Fate::Refused { code, .. }, Operation::Create) => {
                let detail = refused(code, self.desk.words).0;
                with(Tone::Bad, self.of("story-refused"), detail)
            }
            (Fate::Refused { code, .. }, Operation::Refund) => {
                let detail = self.of(refund_refused_message(code)).to_string();
                with(Tone::Bad, self.of("story-refused"), detail)
            }
            (Fate::Refused { .. }, _) => told(Tone::Bad, self.of("story-refused")),
        }
    }

    /// What is seen now and was not before.
    fn moved(&self, before: Moved, now: Moved) -> Option<Told> {
        let grown = |before: i64, now: i64| (now > before).then(|| self.money(now - before));
        if let Some(amount) = grown(before.refunded_minor, now.refunded_minor) {
            return told(Tone::Good, self.of("story-refunded").with("amount", amount));
        }
        if let Some(amount) = grown(before.captured_minor, now.captured_minor) {
            return told(Tone::Good, self.of("story-captured").with("amount", amount));
        }
        if let Some(amount) = grown(before.cancelled_minor, now.cancelled_minor) {
            return told(Tone::Good, self.of("story-released").with("amount", amount));
        }
        if before.provider == now.provider {
            return None;
        }
        let (tone, message) = match now.provider? {
            ProviderState::Created => (Tone::Plain, "story-created"),
            ProviderState::Authorized => (Tone::Good, "story-authorized"),
            ProviderState::Aborted => (Tone::Bad, "story-aborted"),
            ProviderState::Expired => (Tone::Bad, "story-expired"),
            ProviderState::Terminated => (Tone::Plain, "story-terminated"),
        };
        told(tone, self.of(message))
    }
}

/// What to do with the money, by the code of the refusal.
fn refund_refused_message(code: Option<u16>) -> &'static str {
    match code {
        Some(6220) => "refund-refused-old",
        Some(5100) => "refund-refused-agreement",
        Some(6150 | 6180) => "refund-refused-less",
        _ => "refund-refused-other",
    }
}
