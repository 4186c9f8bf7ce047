//! What people do about a payment that waits for them. Each is journalled at the payment's till.

use super::{Changes, Facts, Journal};
use crate::context::Context;
use crate::payment::{Claim, Payment, PaymentEvent, RefundCause, Settling};
use crate::refusal::Refusal;
use crate::till::JournalFact;
use crate::time::Now;

pub(super) fn decide(
    facts: &Facts,
    context: &Context,
    how: Settling,
    now: Now,
) -> Result<Changes, Refusal> {
    let payment = facts.payment.as_ref().ok_or(Refusal::NothingToDecide)?;
    if !payment.settlings().contains(&how) {
        return Err(Refusal::NothingToDecide);
    }
    let mut journal = Journal::of(facts, context, now);
    journal.write(JournalFact::PaymentSettled { payment: payment.plan.id, how });
    Ok(Changes {
        payment: events(payment, how, now.unix_ms),
        till: journal.entries,
        ..Changes::default()
    })
}

fn events(payment: &Payment, how: Settling, at_unix_ms: i64) -> Vec<PaymentEvent> {
    match how {
        Settling::LookAgain => vec![PaymentEvent::LookAgain { at_unix_ms }],
        Settling::Accept => vec![PaymentEvent::Accepted { at_unix_ms }],
        Settling::GiveBack if payment.taken_after_all => {
            let (minor, cause) = (payment.refundable_minor(), RefundCause::Undone);
            vec![PaymentEvent::RefundAsked { minor, cause, at_unix_ms }]
        }
        Settling::GiveBack => {
            let asked = payment.cancel_asked_at_unix_ms.is_none();
            let ask = asked.then_some(PaymentEvent::CancelAsked { at_unix_ms });
            let claim = PaymentEvent::Claimed { claim: Claim::Release, at_unix_ms };
            ask.into_iter().chain([claim]).collect()
        }
    }
}
