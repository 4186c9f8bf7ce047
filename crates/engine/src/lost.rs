//! Approved money of this installation that its database does not know: a backup was restored, and
//! what was asked for since is lost. Nobody can claim it, so it is given back. What is another
//! installation's stays as it is, however its reference reads.

use crate::answers::rate_limit_ms;
use crate::circuit::Way;
use crate::{Engine, EngineError};
use checkout::{MerchantId, Operation, SalesUnit, sha256_hex};
use vipps_mobilepay::epayment::{Cancel, Payment, State};
use vipps_mobilepay::{Error, IdempotencyKey, Reference};

/// Before the next try.
const AGAIN_AFTER_MS: i64 = 5_000;
/// Refusals after which only people can help.
const TRIES_MAX: u32 = 6;

/// What became of it.
pub(crate) enum Lost {
    Settled,
    /// It is to be tried again; so many tries were refused.
    Later {
        after_ms: i64,
        tries: u32,
    },
}

impl Engine {
    /// Gives back what is reserved under a reference that the database does not know, if the payment
    /// there says that it is ours. May be repeated: it looks first, and has one key.
    pub(crate) async fn give_back_lost(
        &self,
        merchant: &MerchantId,
        unit: &SalesUnit,
        reference: &str,
        tries: u32,
    ) -> Result<Lost, EngineError> {
        let shop = self.shop(merchant)?;
        let client = shop.client(unit)?;
        let invalid = |error: vipps_mobilepay::Invalid| EngineError::Unreadable(error.to_string());
        let wire_reference = Reference::parse(reference).map_err(invalid)?;
        let held = |way| self.inner.circuits.hold_ms(unit, way, self.now_unix_ms());
        if let Some(after_ms) = held(Way::Read) {
            return Ok(Lost::Later { after_ms, tries });
        }
        let found = client.epayment().get(&wire_reference).await;
        let found = match self.saw(unit, Way::Read, found) {
            Ok(found) => found,
            Err(error) => return Ok(self.not_yet(reference, &error, tries)),
        };
        let installation = found.metadata.get("installation");
        if installation != Some(&shop.reference_prefix) {
            tracing::info!(payment.reference = reference, "an unknown payment is not ours");
            self.inner.metrics.lost_payment("not_ours");
            return Ok(Lost::Settled);
        }
        let Some(reserved_minor) = reserved_minor(&found) else {
            // The news is ahead of what can be read.
            return Ok(Lost::Later { after_ms: AGAIN_AFTER_MS, tries });
        };
        if reserved_minor == 0 {
            let captured_minor = found.aggregate.captured_amount.minor;
            tracing::error!(
                payment.reference = reference,
                payment.captured_minor = captured_minor,
                "the database does not know this payment, and nothing of it is reserved any more; \
                 compare it with the portal"
            );
            let outcome = if captured_minor > 0 { "taken" } else { "given_back" };
            self.inner.metrics.lost_payment(outcome);
            return Ok(Lost::Settled);
        }
        if let Some(after_ms) = held(Way::Write) {
            return Ok(Lost::Later { after_ms, tries });
        }
        let key = format!("lost-{}", &sha256_hex(&[reference.as_bytes()])[..40]);
        let key = IdempotencyKey::parse(&key).map_err(invalid)?;
        let cancel = Cancel { transaction_only: false };
        let outcome = client.epayment().cancel(&wire_reference, cancel, &key).await;
        self.inner.metrics.called(Operation::Release, &outcome);
        if let Err(error) = self.saw(unit, Way::Write, outcome) {
            return Ok(self.not_yet(reference, &error, tries));
        }
        tracing::error!(
            payment.reference = reference,
            "the database does not know this payment: was a backup restored? What was approved is \
             given back"
        );
        self.inner.metrics.lost_payment("given_back");
        Ok(Lost::Settled)
    }

    /// A refusal is tried again some times, anything else until there is an answer.
    fn not_yet(&self, reference: &str, error: &Error, tries: u32) -> Lost {
        tracing::warn!(
            payment.reference = reference, %error, "an unknown payment can't be settled yet"
        );
        let after_ms = match error {
            Error::RateLimited { retry_after_s } => rate_limit_ms(*retry_after_s),
            _ => AGAIN_AFTER_MS,
        };
        let is_refused = matches!(error, Error::Refused(_) | Error::Invalid(_));
        let tries = tries + u32::from(is_refused);
        if tries < TRIES_MAX {
            return Lost::Later { after_ms, tries };
        }
        tracing::error!(
            payment.reference = reference,
            "the database does not know this payment, and it can't be given back; cancel it in the \
             portal of Vipps MobilePay"
        );
        self.inner.metrics.lost_payment("stuck");
        Lost::Settled
    }
}

/// What is approved and neither taken nor given back; none while a read shows no approval yet.
fn reserved_minor(found: &Payment) -> Option<i64> {
    let aggregate = &found.aggregate;
    let gone = aggregate.captured_amount.minor + aggregate.cancelled_amount.minor;
    match found.state {
        State::Created => None,
        State::Authorized => Some((aggregate.authorized_amount.minor - gone).max(0)),
        _ => Some(0),
    }
}
