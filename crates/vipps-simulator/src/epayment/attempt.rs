//! What comes of a customer's approval. Some amounts fail as they do in the test environment, so
//! that every outcome can be tried; a card that the merchant blocks fails too. After a failure the
//! payment stays open, since the customer may try another card.

use crate::epayment::payment::Payment;
use crate::money::Currency;
use crate::readings::Readings;
use crate::settings::Customer;

/// Result of an approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Attempt {
    Authorized,
    /// The reason as the customer reads it.
    Failed(&'static str),
    /// Not known for an hour; then authorised.
    Processing,
}

/// How long the outcome of [`Attempt::Processing`] is not known.
pub(crate) const PROCESSING_MS: i64 = 3600 * 1000;
/// Why an expired card fails.
pub(super) const CARD_EXPIRED: &str = "The card has expired.";
/// The amount whose outcome is not known for a while.
const UNKNOWN: i64 = 201;

pub(crate) fn outcome(
    payment: &Payment,
    customer: Option<&Customer>,
    readings: Readings,
) -> Attempt {
    let card = customer.map(|customer| customer.card).unwrap_or_default();
    if payment.blocks_commercial_cards && card.is_commercial {
        return Attempt::Failed("This shop takes no commercial cards.");
    }
    if card.is_expired {
        return Attempt::Failed(CARD_EXPIRED);
    }
    if !readings.test_amounts {
        return Attempt::Authorized;
    }
    if payment.amount.value == UNKNOWN {
        return Attempt::Processing;
    }
    let in_norway = payment.currency() == Currency::Nok;
    failure(payment.amount.value, in_norway).map_or(Attempt::Authorized, Attempt::Failed)
}

/// The amounts, in minor units, whose approval fails; the last two in Norway only.
const fn failure(value: i64, in_norway: bool) -> Option<&'static str> {
    match value {
        151 => Some("There is not enough money on the account."),
        182 => Some("The bank refused the payment."),
        183 => Some("The bank suspects fraud."),
        184 => Some("The withdrawal limit is exceeded."),
        186 => Some(CARD_EXPIRED),
        187 => Some("The card is not valid."),
        197 if in_norway => Some("3-D Secure was denied."),
        202 if in_norway => Some("The bank asks for a strong authentication."),
        _ => None,
    }
}
