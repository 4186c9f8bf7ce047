//! What people do about a payment that waits for them. Each is journalled at the payment's till.

use super::{Changes, Facts};
use crate::context::Context;
use crate::payment::{Claim, Payment, PaymentEvent, Settling};
use crate::refusal::Refusal;
use crate::till::{JournalFact, Till};
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
    let till = facts.till.clone().unwrap_or_else(|| Till::new(context.till.clone()));
    let fact = JournalFact::PaymentSettled { payment: payment.plan.id, how };
    Ok(Changes {
        payment: events(payment, how, now.unix_ms),
        till: vec![till.journal(context, now, fact)],
        ..Changes::default()
    })
}

fn events(payment: &Payment, how: Settling, at_unix_ms: i64) -> Vec<PaymentEvent> {
    match how {
        Settling::LookAgain => vec![PaymentEvent::LookAgain { at_unix_ms }],
        Settling::Accept => vec![PaymentEvent::Accepted { at_unix_ms }],
        Settling::GiveBack => {
            let asked = payment.cancel_asked_at_unix_ms.is_none();
            let ask = asked.then_some(PaymentEvent::CancelAsked { at_unix_ms });
            let claim = PaymentEvent::Claimed { claim: Claim::Release, at_unix_ms };
            ask.into_iter().chain([claim]).collect()
        }
    }
}
