//! Parts of a create call for ways of paying that are not simulated: Express shipping and card
//! pass-through. Their shape is checked like any other before the payment is refused.

#![expect(dead_code, reason = "all fields of the contract are parsed, some are only checked")]

use serde::Deserialize;

use crate::epayment::refusal;
use crate::epayment::request::AmountInput;
use crate::problem::{ExtraDetail, Problem};

const PSP_REFERENCE_MAX: usize = 64;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Shipping {
    dynamic_options: Option<DynamicOptions>,
    fixed_options: Option<Vec<ShippingGroup>>,
    /// Newer than the stored contract, of May 2026.
    allowed_countries: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct DynamicOptions {
    callback_url: String,
    callback_authorization_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ShippingGroup {
    r#type: ShippingType,
    brand: ShippingBrand,
    options: Vec<ShippingOption>,
    is_default: Option<bool>,
    priority: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ShippingOption {
    id: String,
    amount: AmountInput,
    name: String,
    is_default: Option<bool>,
    priority: Option<i64>,
    meta: Option<String>,
    estimated_delivery: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum ShippingType {
    HomeDelivery,
    PickupPoint,
    Mailbox,
    InStore,
    Other,
}

#[derive(Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum ShippingBrand {
    Posten,
    Bring,
    Postnord,
    Helthjem,
    Porterbuddy,
    Dhl,
    Instabox,
    Fedex,
    Matkahuolto,
    Gls,
    Posti,
    Gordon,
    Other,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct CardPassthrough {
    psp_reference: String,
    card_callback_url: String,
    allowed_card_types: Vec<CardType>,
    prefer_visa_part_of_visa_dankort: Option<bool>,
    public_encryption_key_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum CardType {
    VisaDebit,
    VisaCredit,
    McCredit,
    McDebit,
    Dankort,
}

impl Shipping {
    /// What breaks the published rules on its fields.
    pub(super) fn faults(&self) -> Vec<ExtraDetail> {
        let mut faults = Vec::new();
        if self.dynamic_options.is_some() == self.fixed_options.is_some() {
            let one = "Exactly one of dynamicOptions and fixedOptions is required.";
            faults.push(ExtraDetail::new("shipping", one));
        }
        let is_country =
            |code: &String| code.len() == 2 && code.bytes().all(|it| it.is_ascii_uppercase());
        if !self.allowed_countries.iter().flatten().all(is_country) {
            let two = "A country is two upper-case letters.";
            faults.push(ExtraDetail::new("shipping.allowedCountries", two));
        }
        faults
    }

    pub(super) fn check_rules(&self) -> Result<(), Problem> {
        if let Some(dynamic) = &self.dynamic_options {
            check_callback(&dynamic.callback_url)?;
        }
        let groups = self.fixed_options.iter().flatten();
        groups.flat_map(|group| &group.options).try_for_each(|it| it.amount.check().map(drop))
    }
}

impl CardPassthrough {
    /// What breaks the published rules on its fields.
    pub(super) fn faults(&self) -> Vec<ExtraDetail> {
        if self.psp_reference.chars().count() <= PSP_REFERENCE_MAX {
            return Vec::new();
        }
        let most = "The reference may have at most 64 characters.";
        vec![ExtraDetail::new("cardPassthrough.pspReference", most)]
    }

    pub(super) fn check_rules(&self) -> Result<(), Problem> {
        check_callback(&self.card_callback_url)
    }
}

/// Vipps MobilePay calls no address but by https.
fn check_callback(text: &str) -> Result<(), Problem> {
    if url::Url::parse(text).is_ok_and(|url| url.scheme() == "https") {
        return Ok(());
    }
    Err(refusal::INVALID_URL.because("A callback address must use https."))
}
