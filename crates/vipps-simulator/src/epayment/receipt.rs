//! The receipt that may travel with a payment request: its shape as published and the rules that
//! the real service checks. It doesn't check sums, so neither does this. A field that must be
//! present but may be null is read by `Option::deserialize`, which refuses its absence.

use serde::{Deserialize, Serialize};

use crate::money::Currency;
use crate::problem::ExtraDetail;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Receipt {
    pub(crate) order_lines: Vec<OrderLine>,
    pub(crate) bottom_line: BottomLine,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct OrderLine {
    pub(crate) name: String,
    id: String,
    /// Including tax, after discount, in minor units.
    pub(crate) total_amount: i64,
    total_amount_excluding_tax: i64,
    pub(crate) total_tax_amount: i64,
    /// Deprecated form of the rate, in whole percent.
    tax_percentage: Option<i64>,
    /// Hundredths of a percent: 2500 is 25 %.
    tax_rate: Option<i64>,
    pub(crate) unit_info: Option<UnitInfo>,
    discount: Option<i64>,
    product_url: Option<String>,
    #[serde(default)]
    is_return: Option<bool>,
    is_shipping: Option<bool>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct UnitInfo {
    #[serde(deserialize_with = "Option::deserialize")]
    unit_price: Option<i64>,
    pub(crate) quantity: String,
    pub(crate) quantity_unit: Option<QuantityUnit>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum QuantityUnit {
    Pcs,
    Kg,
    Km,
    Minute,
    Litre,
    Kwh,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct BottomLine {
    currency: Currency,
    tip_amount: Option<i64>,
    gift_card_amount: Option<i64>,
    pos_id: Option<String>,
    total_amount: Option<i64>,
    total_tax: Option<i64>,
    total_discount: Option<i64>,
    shipping_amount: Option<i64>,
    shipping_info: Option<ShippingInfo>,
    payment_sources: Option<PaymentSources>,
    barcode: Option<Barcode>,
    pub(crate) receipt_number: Option<String>,
    terminal_id: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ShippingInfo {
    #[serde(deserialize_with = "Option::deserialize")]
    amount: Option<i64>,
    #[serde(deserialize_with = "Option::deserialize")]
    amount_excluding_tax: Option<i64>,
    #[serde(deserialize_with = "Option::deserialize")]
    tax_amount: Option<i64>,
    #[serde(deserialize_with = "Option::deserialize")]
    tax_percentage: Option<i64>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct PaymentSources {
    gift_card: Option<i64>,
    card: Option<i64>,
    voucher: Option<i64>,
    cash: Option<i64>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Barcode {
    #[serde(deserialize_with = "Option::deserialize")]
    format: Option<BarcodeFormat>,
    #[serde(deserialize_with = "Option::deserialize")]
    data: Option<String>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
enum BarcodeFormat {
    #[serde(rename = "EAN-13")]
    Ean13,
    #[serde(rename = "CODE 39")]
    Code39,
    #[serde(rename = "CODE 128")]
    Code128,
}

impl OrderLine {
    /// What the line adds to the total: a return takes away.
    pub(crate) fn signed_total(&self) -> i64 {
        self.sign() * self.total_amount
    }

    pub(crate) fn signed_tax(&self) -> i64 {
        self.sign() * self.total_tax_amount
    }

    /// Hundredths of a percent.
    pub(crate) fn rate(&self) -> i64 {
        self.tax_rate.or_else(|| self.tax_percentage.map(|percent| percent * 100)).unwrap_or(0)
    }

    fn sign(&self) -> i64 {
        if self.is_return == Some(true) { -1 } else { 1 }
    }
}

/// Every rule that the receipt breaks, by field.
pub(crate) fn faults(receipt: &Receipt) -> Vec<ExtraDetail> {
    let mut faults = Faults::default();
    if receipt.order_lines.is_empty() {
        faults.add("receipt.orderLines", "At least one order line is required.");
    }
    for (position, line) in receipt.order_lines.iter().enumerate() {
        let field = |name: &str| format!("receipt.orderLines[{position}].{name}");
        faults.range(field("taxRate"), line.tax_rate, 10_000);
        faults.range(field("taxPercentage"), line.tax_percentage, 100);
        faults.range(field("discount"), line.discount, i64::MAX);
        if line.tax_rate.is_none() && line.tax_percentage.is_none() {
            faults.add(field("taxRate"), "Either taxRate or taxPercentage is required.");
        }
        if let Some(unit) = &line.unit_info {
            faults.range(field("unitInfo.unitPrice"), unit.unit_price, i64::MAX);
            if !is_quantity(&unit.quantity) {
                let reason = "The quantity must be digits with up to 8 decimals after a point, \
                              10 characters at most.";
                faults.add(field("unitInfo.quantity"), reason);
            }
        }
    }
    bottom_line_faults(&receipt.bottom_line, &mut faults);
    faults.0
}

/// What does not add up: a line to itself, or all of them to `amount` in minor units.
pub(crate) fn sum_faults(receipt: &Receipt, amount: i64) -> Vec<ExtraDetail> {
    let mut faults = Faults::default();
    let mut sum = i128::from(receipt.bottom_line.tip_amount.unwrap_or(0));
    for (position, line) in receipt.order_lines.iter().enumerate() {
        let parts = i128::from(line.total_amount_excluding_tax) + i128::from(line.total_tax_amount);
        if parts != i128::from(line.total_amount) {
            let field = format!("receipt.orderLines[{position}].totalAmount");
            faults.add(field, "The total must be the amount excluding tax and the tax.");
        }
        sum += i128::from(line.sign()) * i128::from(line.total_amount);
    }
    // What was paid otherwise is not part of the payment.
    if receipt.bottom_line.payment_sources.is_none() && sum != i128::from(amount) {
        faults.add("receipt.orderLines", "The lines must add up to the amount of the payment.");
    }
    faults.0
}

fn bottom_line_faults(bottom: &BottomLine, faults: &mut Faults) {
    let field = |name: &str| format!("receipt.bottomLine.{name}");
    faults.range(field("tipAmount"), bottom.tip_amount, i64::MAX);
    faults.range(field("giftCardAmount"), bottom.gift_card_amount, i64::MAX);
    faults.range(field("totalTax"), bottom.total_tax, i64::MAX);
    faults.range(field("totalDiscount"), bottom.total_discount, i64::MAX);
    faults.range(field("shippingAmount"), bottom.shipping_amount, i64::MAX);
    if let Some(shipping) = &bottom.shipping_info {
        faults.range(field("shippingInfo.amount"), shipping.amount, i64::MAX);
        let excluding_tax = shipping.amount_excluding_tax;
        faults.range(field("shippingInfo.amountExcludingTax"), excluding_tax, i64::MAX);
        faults.range(field("shippingInfo.taxAmount"), shipping.tax_amount, i64::MAX);
        faults.range(field("shippingInfo.taxPercentage"), shipping.tax_percentage, 100);
    }
    if let Some(Barcode { format: Some(format), data: Some(data) }) = &bottom.barcode
        && !is_barcode(*format, data)
    {
        faults.add(field("barcode.data"), "The data does not fit the format of the barcode.");
    }
}

#[derive(Default)]
struct Faults(Vec<ExtraDetail>);

impl Faults {
    fn add(&mut self, name: impl Into<String>, reason: &str) {
        self.0.push(ExtraDetail::new(name, reason));
    }

    fn range(&mut self, name: String, value: Option<i64>, maximum: i64) {
        if value.is_some_and(|value| !(0..=maximum).contains(&value)) {
            self.add(name, "The value is outside the allowed range.");
        }
    }
}

/// `^\d+([\.]\d{1,8})?$`, at most 10 characters.
fn is_quantity(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    text.len() <= 10 && digits(whole) && digits(decimals) && decimals.len() <= 8
}

fn is_barcode(format: BarcodeFormat, data: &str) -> bool {
    match format {
        BarcodeFormat::Ean13 => is_ean_13(data),
        BarcodeFormat::Code39 => {
            let symbol = |byte: u8| {
                byte.is_ascii_uppercase() || byte.is_ascii_digit() || b"-. $/+%".contains(&byte)
            };
            !data.is_empty() && data.bytes().all(symbol)
        }
        BarcodeFormat::Code128 => !data.is_empty() && data.is_ascii(),
    }
}

fn is_ean_13(data: &str) -> bool {
    let weigh = |(position, byte): (usize, u8)| {
        u32::from(byte - b'0') * if position % 2 == 0 { 1 } else { 3 }
    };
    data.len() == 13
        && data.bytes().all(|byte| byte.is_ascii_digit())
        && data.bytes().enumerate().map(weigh).sum::<u32>().is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::{BarcodeFormat, is_barcode, is_quantity};

    #[test]
    fn quantities() {
        let good = ["1", "0.822", "1234567890", "0.12345678"];
        let bad = ["", ".5", "1.", "1,5", "-1", "12345678901", "0.123456789", "1.2.3"];
        assert!(good.iter().all(|text| is_quantity(text)));
        for text in bad {
            assert!(!is_quantity(text), "{text}");
        }
    }

    #[test]
    fn barcodes() {
        let cases = [
            (BarcodeFormat::Ean13, "7038010009457", true),
            (BarcodeFormat::Ean13, "7038010009458", false),
            (BarcodeFormat::Ean13, "703801000945", false),
            (BarcodeFormat::Code39, "POS-1 42", true),
            (BarcodeFormat::Code39, "pos-1", false),
            (BarcodeFormat::Code128, "pos-1", true),
            (BarcodeFormat::Code128, "øl", false),
        ];
        for (format, data, expected) in cases {
            assert_eq!(is_barcode(format, data), expected, "{data}");
        }
    }
}
