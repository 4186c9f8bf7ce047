//! The body of a create call: its shape as published, and the checks that need nothing but the
//! call itself. What depends on the sales unit or the customer is decided in `create`.

use std::ops::RangeInclusive;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde::ser::{SerializeMap as _, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::epayment::elsewhere::{CardPassthrough, Shipping};
use crate::epayment::receipt::{self, Receipt};
use crate::epayment::refusal;
use crate::money::{Amount, Currency};
use crate::problem::{ExtraDetail, Problem};
use crate::readings::Readings;

const AMOUNT_MAX: i64 = 65_000_000;
const RETURN_URL_MAX: usize = 2500;
const METADATA_PAIRS_MAX: usize = 5;
const METADATA_KEY_MAX: usize = 100;
const METADATA_VALUE_MAX: usize = 500;
const PROFILE_SCOPES: [&str; 6] = ["name", "address", "email", "phoneNumber", "birthDate", "nin"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct CreateRequest {
    pub(super) amount: AmountInput,
    pub(super) payment_method: PaymentMethod,
    pub(super) reference: String,
    pub(super) user_flow: UserFlow,
    pub(super) return_url: Option<String>,
    pub(super) customer: Option<CustomerInput>,
    pub(super) customer_interaction: Option<CustomerInteraction>,
    pub(super) payment_description: Option<String>,
    pub(super) profile: Option<Profile>,
    pub(super) receipt: Option<Receipt>,
    pub(super) receipt_url: Option<String>,
    pub(super) metadata: Option<Metadata>,
    pub(super) minimum_user_age: Option<u32>,
    pub(super) expires_at: Option<String>,
    pub(super) qr_format: Option<QrFormat>,
    pub(super) shipping: Option<Shipping>,
    pub(super) industry_data: Option<IndustryData>,
    pub(super) card_passthrough: Option<CardPassthrough>,
    pub(super) merchant_legal_links: Option<MerchantLegalLinks>,
}

/// An amount as it comes in; `value` may be any number until it is checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AmountInput {
    currency: Currency,
    value: Number,
}

impl AmountInput {
    /// A whole number of minor units within the published bounds.
    pub(super) fn check(&self) -> Result<Amount, Problem> {
        let whole = self.value.as_i64().filter(|value| (0..=AMOUNT_MAX).contains(value));
        let detail = "The value must be a whole number of minor units from 0 to 65000000.";
        let value = whole.ok_or_else(|| refusal::INVALID_AMOUNT.because(detail))?;
        Ok(Amount { currency: self.currency, value })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct PaymentMethod {
    pub(super) r#type: PaymentMethodType,
    #[serde(default)]
    pub(super) blocked_sources: Vec<BlockedSource>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum PaymentMethodType {
    Wallet,
    Card,
    CardPassthrough,
}

#[derive(Deserialize)]
pub(super) enum BlockedSource {
    #[serde(rename = "COMMERCIAL_CARDS")]
    CommercialCards,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum UserFlow {
    PushMessage,
    WebRedirect,
    NativeRedirect,
    Qr,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum CustomerInteraction {
    CustomerPresent,
    CustomerNotPresent,
}

/// Exactly one of the three is given in a valid call.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct CustomerInput {
    pub(super) phone_number: Option<String>,
    pub(super) personal_qr: Option<String>,
    pub(super) customer_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Profile {
    scope: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QrFormat {
    pub(super) format: QrImage,
    /// Pixels of one side of a PNG.
    pub(super) size: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) enum QrImage {
    #[serde(rename = "TEXT/TARGETURL")]
    TargetUrl,
    #[serde(rename = "IMAGE/SVG+XML")]
    Svg,
    #[serde(rename = "IMAGE/PNG")]
    Png,
}

/// What the customer may read before paying.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct MerchantLegalLinks {
    pub(crate) terms_of_sale_url: Option<String>,
    pub(crate) privacy_policy_url: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct IndustryData {
    airline_data: Option<AirlineData>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct AirlineData {
    agency_invoice_number: String,
    airline_code: String,
    airline_designator_code: String,
    passenger_name: String,
    ticket_number: Option<String>,
}

/// Pairs in the order given, duplicates included, so that they can be refused.
#[derive(Debug, Clone)]
pub(crate) struct Metadata(Vec<(String, Option<String>)>);

impl<'de> Deserialize<'de> for Metadata {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Metadata;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("an object of strings")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Metadata, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Metadata(pairs))
            }
        }
        deserializer.deserialize_map(Pairs)
    }
}

impl Serialize for Metadata {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl CreateRequest {
    /// The rules of the published schema, all broken ones at once.
    pub(super) fn check_schema(&self) -> Result<(), Problem> {
        let mut faults: Vec<ExtraDetail> = Vec::new();
        let mut expect = |holds: bool, name: &str, reason: &str| {
            if !holds {
                faults.push(ExtraDetail::new(name, reason));
            }
        };
        let pattern = "The field Reference must match the regular expression \
                       '^[a-zA-Z0-9-]{8,64}$'.";
        expect(is_reference(&self.reference), "reference", pattern);
        let length = |text: &str| text.chars().count();
        let described = self
            .payment_description
            .as_deref()
            .is_none_or(|text| (3..=100).contains(&length(text)));
        expect(described, "paymentDescription", "The description must have 3 to 100 characters.");
        let returns = self.return_url.as_deref().is_none_or(|url| length(url) <= RETURN_URL_MAX);
        expect(returns, "returnUrl", "The address may have at most 2500 characters.");
        let age = self.minimum_user_age.is_none_or(|age| age <= 100);
        expect(age, "minimumUserAge", "The age must be from 0 to 100.");
        let size = self.qr_format.as_ref().and_then(|format| format.size);
        let sized = size.is_none_or(|size| (100..=2000).contains(&size));
        expect(sized, "qrFormat.size", "The size must be from 100 to 2000.");
        let named = self.customer.as_ref().is_none_or(|customer| customer.named() == 1);
        let one = "Exactly one of phoneNumber, personalQr and customerToken is required.";
        expect(named, "customer", one);
        if let Some(airline) = self.industry_data.as_ref().and_then(|it| it.airline_data.as_ref()) {
            let mut within = |name: &str, text: &str, lengths: RangeInclusive<usize>| {
                let field = format!("industryData.airlineData.{name}");
                expect(lengths.contains(&length(text)), &field, "The text has the wrong length.");
            };
            within("agencyInvoiceNumber", &airline.agency_invoice_number, 1..=6);
            within("airlineCode", &airline.airline_code, 3..=3);
            within("airlineDesignatorCode", &airline.airline_designator_code, 2..=2);
            within("passengerName", &airline.passenger_name, 1..=49);
            within("ticketNumber", airline.ticket_number.as_deref().unwrap_or("-"), 1..=150);
        }
        if let Some(receipt) = &self.receipt {
            faults.extend(receipt::faults(receipt));
        }
        faults.extend(self.shipping.iter().flat_map(Shipping::faults));
        faults.extend(self.card_passthrough.iter().flat_map(CardPassthrough::faults));
        if faults.is_empty() { Ok(()) } else { Err(Problem::invalid(faults)) }
    }

    /// Domain rules that need no knowledge of the sales unit.
    pub(super) fn check_rules(&self, readings: Readings) -> Result<(), Problem> {
        if let Some(format) = self.qr_format.as_ref().filter(|_| readings.qr_format_checked) {
            self.check_qr_format(format)?;
        }
        if let Some(metadata) = &self.metadata {
            metadata.check()?;
        }
        if let Some(scope) = self.profile.as_ref().and_then(|profile| profile.scope.as_deref())
            && !scope.split(' ').all(|scope| PROFILE_SCOPES.contains(&scope))
        {
            return Err(refusal::INVALID_SCOPE.because("The profile scope is not known."));
        }
        if let Some(receipt) = self.receipt.as_ref().filter(|_| readings.receipt_sums_checked) {
            let faults = receipt::sum_faults(receipt, self.amount.check()?.value);
            if !faults.is_empty() {
                return Err(Problem::invalid(faults));
            }
        }
        let links = self.merchant_legal_links.iter();
        let links = links.flat_map(|it| [&it.terms_of_sale_url, &it.privacy_policy_url]).flatten();
        let urls = self.return_url.iter().chain(&self.receipt_url).chain(links);
        if urls.into_iter().any(|url| !is_allowed_url(url)) {
            let detail = "Addresses must use https or the scheme of an app.";
            return Err(refusal::INVALID_URL.because(detail));
        }
        if let Some(shipping) = &self.shipping {
            shipping.check_rules()?;
        }
        if let Some(passthrough) = &self.card_passthrough {
            passthrough.check_rules()?;
        }
        self.check_flow(readings)
    }

    /// Refuses what has no effect.
    fn check_qr_format(&self, format: &QrFormat) -> Result<(), Problem> {
        if self.user_flow != UserFlow::Qr {
            return Err(Problem::invalid_field("qrFormat", "The field is for the flow QR alone."));
        }
        if format.size.is_some() && format.format != QrImage::Png {
            return Err(Problem::invalid_field("qrFormat.size", "The size is for a PNG alone."));
        }
        Ok(())
    }

    fn check_flow(&self, readings: Readings) -> Result<(), Problem> {
        let missing = |detail: &str| Err(refusal::MISSING_PARAMETER.because(detail));
        match self.user_flow {
            UserFlow::PushMessage if self.customer.is_none() => {
                missing("PUSH_MESSAGE needs a customer.")
            }
            UserFlow::WebRedirect if self.return_url.is_none() => {
                missing("WEB_REDIRECT needs a returnUrl.")
            }
            UserFlow::Qr
                if readings.qr_needs_format
                    && (self.qr_format.is_none() || self.customer_interaction.is_none()) =>
            {
                missing("QR needs a qrFormat and a customerInteraction.")
            }
            UserFlow::NativeRedirect
                if readings.native_redirect_needs_customer && self.customer.is_none() =>
            {
                missing("NATIVE_REDIRECT needs a customer.")
            }
            _ => self.check_method(),
        }
    }

    fn check_method(&self) -> Result<(), Problem> {
        let is_wallet = self.payment_method.r#type == PaymentMethodType::Wallet;
        let is_card_on_web = self.payment_method.r#type == PaymentMethodType::Card
            && self.user_flow == UserFlow::WebRedirect
            && self.receipt.is_none();
        if !is_wallet && !is_card_on_web || self.card_passthrough.is_some() {
            let detail = "This payment method can't be used with this flow here.";
            return Err(refusal::INVALID_METHOD.because(detail));
        }
        Ok(())
    }

    /// What the customer is asked to share; `None` when nothing.
    pub(super) fn profile_scopes(&self) -> Option<Vec<String>> {
        let scope = self.profile.as_ref()?.scope.as_deref()?;
        Some(scope.split(' ').map(str::to_owned).collect())
    }
}

impl CustomerInput {
    fn named(&self) -> usize {
        let given = [&self.phone_number, &self.personal_qr, &self.customer_token];
        given.into_iter().filter(|field| field.is_some()).count()
    }
}

impl Metadata {
    fn check(&self) -> Result<(), Problem> {
        let pairs = &self.0;
        if pairs.len() > METADATA_PAIRS_MAX {
            return Err(refusal::METADATA_CAPACITY.because("At most 5 pairs are allowed."));
        }
        let repeated = pairs
            .iter()
            .enumerate()
            .any(|(at, (key, _))| pairs[..at].iter().any(|(earlier, _)| earlier == key));
        if repeated {
            return Err(refusal::METADATA_DUPLICATE.because("Each key may be given once."));
        }
        if pairs.iter().any(|(key, _)| key.chars().count() > METADATA_KEY_MAX) {
            let detail = "A key may have at most 100 characters.";
            return Err(refusal::METADATA_KEY_LENGTH.because(detail));
        }
        let length = |value: &Option<String>| value.as_ref().map_or(0, |text| text.chars().count());
        if pairs.iter().any(|(_, value)| length(value) > METADATA_VALUE_MAX) {
            let detail = "A value may have at most 500 characters.";
            return Err(refusal::METADATA_VALUE_LENGTH.because(detail));
        }
        Ok(())
    }
}

/// `^[a-zA-Z0-9-]{8,64}$`
fn is_reference(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (8..=64).contains(&text.len()) && text.bytes().all(allowed)
}

fn is_allowed_url(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| url.scheme() != "http")
}
