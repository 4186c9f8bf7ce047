//! The rules of a payment request that can be judged before it is sent.
//!
//! Source: ePayment specification 1.8.1, `createPayment`.

use super::card_passthrough::CardPassthrough;
use super::create::{CreatePayment, PaymentMethod, QrFormat, QrImage, UserFlow};
use super::industry::MerchantLegalLinks;
use crate::error::Invalid;
use crate::value::Currency;

impl CreatePayment {
    /// The rules of the published contract that can be judged without the service. `create` asks
    /// this first; a caller that stores requests can ask earlier.
    pub fn check(&self) -> Result<(), Invalid> {
        self.amount.check()?;
        if self.user_flow == UserFlow::PushMessage && self.customer.is_none() {
            return Err(Invalid::new("customer", "must be named for a push message"));
        }
        if self.user_flow == UserFlow::WebRedirect && self.return_url.is_none() {
            return Err(Invalid::new("return URL", "must be given for a web redirect"));
        }
        for url in [&self.return_url, &self.receipt_url].into_iter().flatten() {
            if url.chars().count() > 2500 || url.starts_with("http://") || !url.contains(':') {
                return Err(Invalid::new("URL", "must be https or an app's, to 2500 characters"));
            }
        }
        if let Some(text) = &self.payment_description
            && !(3..=100).contains(&text.chars().count())
        {
            return Err(Invalid::new("payment description", "must be 3 to 100 characters"));
        }
        if self.expires_at.is_some() && self.receipt.is_none() {
            return Err(Invalid::new("expiry", "needs a receipt"));
        }
        if self.minimum_user_age.is_some_and(|age| age > 100) {
            return Err(Invalid::new("minimum age", "must be 0 to 100 years"));
        }
        if self.payment_method == PaymentMethod::Card && self.user_flow != UserFlow::WebRedirect {
            return Err(Invalid::new("payment by card", "is only for a web redirect"));
        }
        self.check_passthrough()?;
        self.check_parts()?;
        self.check_qr_format()?;
        self.check_metadata()?;
        match &self.receipt {
            Some(receipt) => receipt.check(self.amount.currency),
            None => Ok(()),
        }
    }

    fn check_passthrough(&self) -> Result<(), Invalid> {
        let is_chosen = self.payment_method == PaymentMethod::CardPassthrough;
        if is_chosen != self.card_passthrough.is_some() {
            return Err(Invalid::new(
                "card passthrough",
                "must be told when chosen, and only then",
            ));
        }
        let others = [Currency::SEK, Currency::USD, Currency::GBP];
        if !is_chosen && others.contains(&self.amount.currency) {
            return Err(Invalid::new("currency", "is for a card passed through alone"));
        }
        self.card_passthrough.as_ref().map_or(Ok(()), CardPassthrough::check)
    }

    fn check_parts(&self) -> Result<(), Invalid> {
        if let Some(shipping) = &self.shipping {
            shipping.check(self.amount.currency)?;
        }
        if let Some(industry) = &self.industry_data {
            industry.check()?;
        }
        self.merchant_legal_links.as_ref().map_or(Ok(()), MerchantLegalLinks::check)
    }

    fn check_qr_format(&self) -> Result<(), Invalid> {
        let Some(QrFormat { format, size_px }) = self.qr_format else { return Ok(()) };
        if self.user_flow != UserFlow::Qr {
            return Err(Invalid::new("QR format", "is only for the QR flow"));
        }
        match size_px {
            Some(size) if format != QrImage::Png || !(100..=2000).contains(&size) => {
                Err(Invalid::new("QR size", "must be 100 to 2000 pixels, and is only for PNG"))
            }
            _ => Ok(()),
        }
    }

    fn check_metadata(&self) -> Result<(), Invalid> {
        let fits = |(key, value): (&String, &String)| {
            (1..=100).contains(&key.chars().count()) && value.chars().count() <= 500
        };
        if self.metadata.len() <= 5 && self.metadata.iter().all(fits) {
            Ok(())
        } else {
            Err(Invalid::new("metadata", "may be 5 pairs of 100 and 500 characters"))
        }
    }
}
