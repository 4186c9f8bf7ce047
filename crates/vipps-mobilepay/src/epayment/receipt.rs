//! The receipt that goes with a payment request and that the customer keeps in the app. Amounts
//! are in minor units of the payment's currency. It can't be changed once sent.
//!
//! Source: ePayment specification 1.8.1, `Receipt`; the same in the Order Management specification.

use serde::Serialize;

use crate::error::Invalid;
use crate::value::Currency;

/// What was bought (`Receipt`). The app computes its totals from the lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// At least one line.
    pub order_lines: Vec<OrderLine>,
    /// What concerns the whole receipt.
    pub bottom_line: BottomLine,
}

/// One line of the receipt (`OrderLine`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderLine {
    /// The product's name.
    pub name: String,
    /// The product's id.
    pub id: String,
    /// Minor units, after discount, with tax.
    pub total_amount: i64,
    /// Minor units, after discount, without tax.
    pub total_amount_excluding_tax: i64,
    /// Minor units of tax.
    pub total_tax_amount: i64,
    /// Hundredths of a percent, 0 to 10000: 2500 is 25 %.
    pub tax_rate: u16,
    /// How many of what, at which price; left out it counts as one piece.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_info: Option<UnitInfo>,
    /// Minor units taken off, a positive number; for the customer to see, already in the total.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discount: Option<u64>,
    /// The product's page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_url: Option<String>,
    /// The line is given back, and counts negative.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_return: bool,
    /// The line is freight.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_shipping: bool,
}

/// How much of a product a line stands for (`UnitInfo`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UnitInfo {
    /// Minor units for one unit, with tax, before discount.
    pub unit_price: u64,
    /// How many units.
    pub quantity: Quantity,
    /// What is counted.
    pub quantity_unit: QuantityUnit,
}

/// A decimal number as text, `^\d+([\.]\d{1,8})?$` with at most 10 characters, as in `0.822`
/// (`UnitInfo.quantity`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Quantity(String);

impl Quantity {
    /// Checks and takes over a quantity.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
        let digits =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if text.len() <= 10 && digits(whole) && digits(rest) && rest.len() <= 8 {
            Ok(Self(text.to_owned()))
        } else {
            Err(Invalid::new("quantity", "must be a decimal number of at most 10 characters"))
        }
    }

    /// The quantity as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a quantity counts (`UnitInfo.quantityUnit`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum QuantityUnit {
    /// Pieces.
    Pcs,
    /// Kilograms.
    Kg,
    /// Kilometres.
    Km,
    /// Minutes.
    Minute,
    /// Litres.
    Litre,
    /// Kilowatt-hours.
    Kwh,
}

/// What concerns the whole receipt (`BottomLine`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BottomLine {
    /// The payment's currency.
    pub currency: Currency,
    /// Minor units of tip.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tip_amount: Option<u64>,
    /// The till.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pos_id: Option<String>,
    /// What was paid by other means.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_sources: Option<PaymentSources>,
    /// A code on the receipt, to be scanned at a return.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub barcode: Option<Barcode>,
    /// The number the shop knows the receipt by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt_number: Option<String>,
}

impl BottomLine {
    /// A bottom line with the currency alone.
    pub fn new(currency: Currency) -> Self {
        Self {
            currency,
            tip_amount: None,
            pos_id: None,
            payment_sources: None,
            barcode: None,
            receipt_number: None,
        }
    }
}

/// Minor units paid by other means, in the same sale (`PaymentSources`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentSources {
    /// By gift card.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gift_card: Option<i64>,
    /// By card.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card: Option<i64>,
    /// By voucher.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voucher: Option<i64>,
    /// In cash.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cash: Option<i64>,
}

/// A barcode that the app draws (`Barcode`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Barcode {
    /// How it is drawn.
    pub format: BarcodeFormat,
    /// What it says; the service checks that the format can hold it.
    pub data: String,
}

/// The barcodes that the app can draw (`Barcode.format`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum BarcodeFormat {
    /// 13 digits, the last a check digit.
    #[serde(rename = "EAN-13")]
    Ean13,
    /// Digits, upper-case letters and some signs.
    #[serde(rename = "CODE 39")]
    Code39,
    /// Any ASCII.
    #[serde(rename = "CODE 128")]
    Code128,
}

impl Receipt {
    /// The arithmetic that the service does not do for us, and the currency.
    pub(crate) fn check(&self, currency: Currency) -> Result<(), Invalid> {
        if self.order_lines.is_empty() {
            return Err(Invalid::new("receipt", "must have a line"));
        }
        if self.bottom_line.currency != currency {
            return Err(Invalid::new("receipt", "must be in the currency of the payment"));
        }
        for line in &self.order_lines {
            if line.tax_rate > 10_000 {
                return Err(Invalid::new("tax rate", "must be 0 to 10000, 2500 being 25 %"));
            }
            let sum = line.total_amount_excluding_tax.checked_add(line.total_tax_amount);
            if sum != Some(line.total_amount) {
                return Err(Invalid::new(
                    "order line",
                    "must total the amount without tax and the tax",
                ));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Quantity;

    #[test]
    fn a_quantity_is_a_short_decimal_number() {
        let cases = [
            ("1", true),
            ("0.822", true),
            ("1234567890", true),
            ("1.12345678", true),
            ("12345678901", false),
            ("", false),
            ("1.", false),
            (".5", false),
            ("-1", false),
            ("1,5", false),
            ("1.2.3", false),
            ("0.123456789", false),
        ];
        for (text, allowed) in cases {
            assert_eq!(Quantity::parse(text).is_ok(), allowed, "{text}");
        }
    }
}
