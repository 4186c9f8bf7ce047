//! A card payment that a payment service provider passes through: where the card's data go, and
//! which cards are taken. Merchants have no use for it; it is in preview and may change.
//!
//! Source: ePayment specification 1.8.1, `CardPassthrough`.

use serde::Serialize;

use crate::error::Invalid;

const PSP_REFERENCE_CHARS_MAX: usize = 64;

/// What a provider must tell (`CardPassthrough`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CardPassthrough {
    /// The provider's own name of the payment, at most 64 characters.
    pub psp_reference: String,
    /// Where the card's data are sent: https.
    pub card_callback_url: String,
    /// The cards that are taken.
    pub allowed_card_types: Vec<CardType>,
    /// Whether a card of both kinds counts as Visa.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub prefer_visa_part_of_visa_dankort: bool,
    /// Names the key by which the card's data are sealed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_encryption_key_id: Option<String>,
}

/// A kind of card (`CardPassthroughAllowedCardType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CardType {
    /// A debit card of Visa.
    VisaDebit,
    /// A credit card of Visa.
    VisaCredit,
    /// A credit card of Mastercard.
    McCredit,
    /// A debit card of Mastercard.
    McDebit,
    /// The card of Danish banks.
    Dankort,
}

impl CardPassthrough {
    pub(super) fn check(&self) -> Result<(), Invalid> {
        if self.psp_reference.chars().count() > PSP_REFERENCE_CHARS_MAX {
            return Err(Invalid::new("provider's reference", "may have 64 characters"));
        }
        if !self.card_callback_url.starts_with("https://") {
            return Err(Invalid::new("card callback", "must be https"));
        }
        Ok(())
    }
}
