//! The Order Management API: the lines of a payment are read back, or added later; a link and a
//! picture are shown beside it in the app. A receipt that goes with the create
//! ([`CreatePayment::receipt`](crate::epayment::CreatePayment)) is found here and nowhere else.
//!
//! The service does not look whether the order exists: a mistyped reference succeeds. It is said
//! to be there in production only.
//!
//! Source: Order Management API specification 2.1 and its guide
//! (`https://developer.vippsmobilepay.com/docs/APIs/order-management-api/`), of which the guide
//! writes the kind of payment in lower case, as is done here in paths, and the specification in
//! upper case. Its deprecated version 1 of orders and receipts is left out.

mod category;
mod image;
mod stored;

pub use category::{Category, CategoryId, CategoryKind, NewCategory, StoredCategory};
pub use image::{Image, ImageId};
pub use stored::{
    Order, OrderCategory, StoredBarcode, StoredBottomLine, StoredLine, StoredPaymentSources,
    StoredReceipt, StoredUnitInfo,
};

use serde::Deserialize;

use crate::call::{Call, json_of};
use crate::client::Inner;
use crate::epayment::Receipt;
use crate::error::Error;
use crate::value::Reference;

/// Calls of the Order Management API; made by
/// [`Client::order_management`](crate::Client::order_management).
#[derive(Clone, Copy)]
pub struct OrderManagement<'a> {
    pub(crate) client: &'a Inner,
}

impl OrderManagement<'_> {
    /// `GET /v2/ecom/{orderId}`: the lines and the link of a payment. One of which nothing is known
    /// is [`Error::Refused`] with 404.
    pub async fn get(&self, reference: &Reference) -> Result<Order, Error> {
        let path = format!("/order-management/v2/ecom/{}", reference.as_str());
        self.client.platform_json(Call::get(&path)).await
    }

    /// `POST /v2/ecom/receipts/{orderId}`: adds the lines to a payment that was created without. It
    /// is done once and for all: a receipt that is there already is [`Error::Refused`] with 409. It
    /// may be our own earlier send: get it and compare.
    pub async fn add_receipt(&self, reference: &Reference, receipt: &Receipt) -> Result<(), Error> {
        receipt.check(receipt.bottom_line.currency)?;
        let path = format!("/order-management/v2/ecom/receipts/{}", reference.as_str());
        self.client.platform(Call::post(&path, json_of(receipt))).await.map(|_| ())
    }

    /// `POST /v1/images`: adds a picture, for as many payments as one likes. It can't be replaced.
    /// The answer is the id to use.
    pub async fn add_image(&self, id: &ImageId, image: &Image) -> Result<ImageId, Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Answer {
            image_id: ImageId,
        }
        let call = Call::post("/order-management/v1/images", image.to_json(id));
        self.client.platform_json::<Answer>(call).await.map(|answer| answer.image_id)
    }
}
