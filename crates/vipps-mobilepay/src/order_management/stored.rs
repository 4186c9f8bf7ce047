//! An order as it is read back. What the specification demands must be there, or the whole answer
//! is unreadable: a line that goes missing in silence would look like a difference in the sale.
//!
//! Source: Order Management specification 2.1, `get-order-v2`.

use serde::Deserialize;

use crate::epayment::lenient;

/// What is known of a payment's order (`OrderV2Response`).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Order {
    /// The link shown beside it.
    #[serde(default)]
    pub category: Option<OrderCategory>,
    /// What was bought.
    #[serde(default)]
    pub receipt: Option<StoredReceipt>,
}

/// The link shown beside a payment (`Order`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct OrderCategory {
    /// A word of [`CategoryKind`](super::CategoryKind), or of a later version.
    #[serde(deserialize_with = "lenient")]
    pub category: Option<String>,
    /// The address.
    #[serde(deserialize_with = "lenient")]
    pub order_details_url: Option<String>,
    /// The picture.
    #[serde(deserialize_with = "lenient")]
    pub image_id: Option<String>,
}

/// What was bought, as it is stored (`Receipt`). Amounts are minor units.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredReceipt {
    /// Its lines, in their order.
    pub order_lines: Vec<StoredLine>,
    /// What concerns the whole receipt.
    #[serde(default)]
    pub bottom_line: StoredBottomLine,
}

/// One line of a stored receipt (`OrderLine`); the fields are those of
/// [`OrderLine`](crate::epayment::OrderLine).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredLine {
    /// The product's name.
    pub name: String,
    /// The product's id.
    pub id: String,
    /// After discount, with tax.
    pub total_amount: i64,
    /// After discount, without tax.
    pub total_amount_excluding_tax: i64,
    /// The tax.
    pub total_tax_amount: i64,
    /// Hundredths of a percent.
    #[serde(default, deserialize_with = "lenient")]
    pub tax_rate: Option<i64>,
    /// Percent: the older form of the rate.
    #[serde(default, deserialize_with = "lenient")]
    pub tax_percentage: Option<i64>,
    /// How many of what, at which price.
    #[serde(default, deserialize_with = "lenient")]
    pub unit_info: Option<StoredUnitInfo>,
    /// Taken off, already in the total.
    #[serde(default, deserialize_with = "lenient")]
    pub discount: Option<i64>,
    /// The product's page.
    #[serde(default, deserialize_with = "lenient")]
    pub product_url: Option<String>,
    /// Whether the line is given back.
    #[serde(default, deserialize_with = "lenient")]
    pub is_return: Option<bool>,
    /// Whether the line is freight.
    #[serde(default, deserialize_with = "lenient")]
    pub is_shipping: Option<bool>,
}

/// How much of a product a stored line stands for (`UnitInfo`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct StoredUnitInfo {
    /// For one unit, with tax, before discount.
    #[serde(deserialize_with = "lenient")]
    pub unit_price: Option<i64>,
    /// A decimal number as text.
    #[serde(deserialize_with = "lenient")]
    pub quantity: Option<String>,
    /// A word of [`QuantityUnit`](crate::epayment::QuantityUnit), or of a later version.
    #[serde(deserialize_with = "lenient")]
    pub quantity_unit: Option<String>,
}

/// What concerns a whole stored receipt (`BottomLine`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct StoredBottomLine {
    /// The currency of all amounts.
    #[serde(deserialize_with = "lenient")]
    pub currency: Option<String>,
    /// The tip.
    #[serde(deserialize_with = "lenient")]
    pub tip_amount: Option<i64>,
    /// The till.
    #[serde(deserialize_with = "lenient")]
    pub pos_id: Option<String>,
    /// What was paid by other means.
    #[serde(deserialize_with = "lenient")]
    pub payment_sources: Option<StoredPaymentSources>,
    /// A code to be scanned at a return.
    #[serde(deserialize_with = "lenient")]
    pub barcode: Option<StoredBarcode>,
    /// The number the shop knows the receipt by.
    #[serde(deserialize_with = "lenient")]
    pub receipt_number: Option<String>,
}

/// What was paid by other means (`PaymentSources`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct StoredPaymentSources {
    /// Minor units by gift card.
    pub gift_card: Option<i64>,
    /// Minor units by card.
    pub card: Option<i64>,
    /// Minor units by voucher.
    pub voucher: Option<i64>,
    /// Minor units in cash.
    pub cash: Option<i64>,
}

/// A stored barcode (`Barcode`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct StoredBarcode {
    /// A word of [`BarcodeFormat`](crate::epayment::BarcodeFormat), or of a later version.
    #[serde(deserialize_with = "lenient")]
    pub format: Option<String>,
    /// What it says.
    #[serde(deserialize_with = "lenient")]
    pub data: Option<String>,
}
