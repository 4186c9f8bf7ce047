//! What a customer shares with a payment: the pairwise `sub` and, by the scopes asked for, the
//! `userDetails` that the payment and the webhook of its approval carry.

use serde::Serialize;

use crate::epayment::payment::{Payment, PaymentState};
use crate::readings::{Readings, UserDetails};
use crate::settings::{Customer, Settings};

/// Shared once the payment is approved.
pub(super) struct Shared {
    pub(super) sub: String,
    pub(super) details: Details,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Details {
    #[serde(skip_serializing_if = "Option::is_none")]
    first_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mobile_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_of_birth: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    addresses: Option<[Address; 1]>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Address {
    #[serde(rename = "addressLine1")]
    line1: String,
    city: String,
    country: String,
    post_code: String,
}

/// `None` until the approval, and when the payment asked for nothing.
pub(super) fn shared(settings: &Settings, readings: Readings, payment: &Payment) -> Option<Shared> {
    let is_approved = payment.state == PaymentState::Authorized;
    let msisdn = payment.msisdn.as_deref().filter(|_| is_approved)?;
    let scopes = payment.profile_scopes.as_deref()?;
    let customer = settings.customer(msisdn)?;
    let in_any_case = readings.user_details == UserDetails::SchemaRequired;
    Some(Shared {
        sub: settings.subject(readings, &payment.key.msn, msisdn),
        details: details(customer, scopes, in_any_case),
    })
}

fn details(customer: &Customer, scopes: &[String], in_any_case: bool) -> Details {
    let asks = |scope: &str| scopes.iter().any(|asked| asked == scope);
    let when = |shows: bool, text: &str| shows.then(|| text.to_owned());
    Details {
        first_name: when(in_any_case || asks("name"), &customer.given_name),
        last_name: when(in_any_case || asks("name"), &customer.family_name),
        email: when(in_any_case || asks("email"), &customer.email),
        mobile_number: when(in_any_case || asks("phoneNumber"), &customer.msisdn),
        date_of_birth: when(asks("birthDate"), &customer.birth_date),
        addresses: asks("address").then(|| {
            [Address {
                line1: customer.street_address.clone(),
                city: customer.region.clone(),
                country: customer.country.clone(),
                post_code: customer.postal_code.clone(),
            }]
        }),
    }
}
