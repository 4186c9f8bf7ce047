//! Money that was approved while the cashier cancelled, and that nobody decided about in time: giving
//! it back stands in the journal, since no person did it.

use super::{Changes, Facts, Journal};
use crate::context::Context;
use crate::payment::{Operation, Payment, PaymentEvent};
use crate::till::JournalFact;
use crate::time::Now;

/// Journals the first sending of a release that nobody asked for.
pub(super) fn journal(
    facts: &Facts,
    payment: &Payment,
    context: &Context,
    now: Now,
    changes: &mut Changes,
) {
    let is_release = |event: &PaymentEvent| {
        matches!(event, PaymentEvent::Sent { operation: Operation::Release, .. })
    };
    let is_first = !payment.calls.contains_key(&Operation::Release);
    if payment.claim.is_some() || !is_first || !changes.payment.iter().any(is_release) {
        return;
    }
    let mut journal = Journal::of(facts, context, now);
    let (payment, amount) = (payment.plan.id, payment.plan.amount);
    journal.write(JournalFact::UnclaimedMoneyReleased { payment, amount });
    changes.till.extend(journal.entries);
}
