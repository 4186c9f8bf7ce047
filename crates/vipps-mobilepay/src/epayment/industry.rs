//! Two small parts of a payment request that a till seldom needs: what an airline must tell, and
//! where the merchant's terms stand.
//!
//! Source: ePayment specification 1.8.1, `createPayment`.

use std::fmt;

use serde::Serialize;

use crate::error::Invalid;

/// What some industries must tell (ePayment specification 1.8.1, `IndustryData`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct IndustryData {
    /// The one industry that the specification knows.
    pub airline_data: AirlineData,
}

/// What an airline must tell (`AirlineData`). `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AirlineData {
    /// The agency's number of the invoice, 1 to 6 characters.
    pub agency_invoice_number: String,
    /// The carrier's accounting number of IATA, 3 digits.
    pub airline_code: String,
    /// The carrier's letters of IATA, 2.
    pub airline_designator_code: String,
    /// Who flies, 1 to 49 characters: `FLYER / MARY MS.`
    pub passenger_name: String,
    /// The ticket, 1 to 150 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticket_number: Option<String>,
}

impl fmt::Debug for AirlineData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AirlineData(…)")
    }
}

impl IndustryData {
    pub(super) fn check(&self) -> Result<(), Invalid> {
        let airline = &self.airline_data;
        let of = |text: &str, least, most| (least..=most).contains(&text.chars().count());
        if of(&airline.agency_invoice_number, 1, 6)
            && of(&airline.airline_code, 3, 3)
            && of(&airline.airline_designator_code, 2, 2)
            && of(&airline.passenger_name, 1, 49)
            && airline.ticket_number.as_ref().is_none_or(|ticket| of(ticket, 1, 150))
        {
            Ok(())
        } else {
            Err(Invalid::new("airline data", "must keep to the lengths of its fields"))
        }
    }
}

/// Terms that the customer accepts in the app before paying (`merchantLegalLinks`, technical update
/// of October 2026; not in the published specification yet).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MerchantLegalLinks {
    /// The terms of sale.
    pub terms_of_sale_url: String,
    /// The privacy policy.
    pub privacy_policy_url: String,
}

impl MerchantLegalLinks {
    pub(super) fn check(&self) -> Result<(), Invalid> {
        let links = [&self.terms_of_sale_url, &self.privacy_policy_url];
        if links.into_iter().all(|link| link.starts_with("https://")) {
            Ok(())
        } else {
            Err(Invalid::new("legal link", "must be https"))
        }
    }
}
