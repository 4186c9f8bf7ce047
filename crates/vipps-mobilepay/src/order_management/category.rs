//! Links beside a payment. Version 2 keeps one for each payment, the last; version 3 gives each a
//! name of its own, by which it can be read and taken away.
//!
//! Source: Order Management API specification 2.1, `Order` and `CategoryEnum` (version 2),
//! `AddCategoryRequest`, `Category` and `CategoryId` (version 3, which the guide doesn't tell of).

use serde::{Deserialize, Serialize};

use super::{ImageId, OrderManagement};
use crate::call::{Call, json_of, segment};
use crate::epayment::lenient;
use crate::error::{Error, Invalid};
use crate::value::Reference;

/// The one link beside a payment (`Order`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Category {
    /// What the link leads to.
    pub category: CategoryKind,
    /// The address: https.
    pub order_details_url: String,
    /// A picture added before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_id: Option<ImageId>,
}

/// What a link beside a payment leads to (`CategoryEnum`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CategoryKind {
    /// Anything.
    General,
    /// A receipt.
    Receipt,
    /// The confirmation of an order.
    OrderConfirmation,
    /// Where the goods are.
    Delivery,
    /// A ticket.
    Ticket,
    /// A booking.
    Booking,
}

/// A link to be added beside a payment (`AddCategoryRequest`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCategory {
    /// The payment.
    pub reference: Reference,
    /// What the link leads to.
    pub kind: CategoryKind,
    /// The address: https.
    pub url: String,
    /// A picture added before.
    pub image_id: Option<ImageId>,
}

/// The service's name for a link, a UUID (`CategoryId`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CategoryId(String);

impl CategoryId {
    /// Checks and takes over an id: 36 hexadecimal digits and dashes.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if text.len() == 36 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-') {
            Ok(Self(text.to_owned()))
        } else {
            Err(Invalid::new("category id", "must be the UUID that the service gave"))
        }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for CategoryId {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl From<CategoryId> for String {
    fn from(id: CategoryId) -> String {
        id.0
    }
}

/// A link as it is stored (`Category`, which promises none of its fields).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredCategory {
    /// Its name.
    pub category_id: CategoryId,
    /// The payment.
    #[serde(default, deserialize_with = "lenient")]
    pub order_id: Option<String>,
    /// `ECOM`, which is also ePayment, `RECURRING`, or a word of a later version.
    #[serde(default, deserialize_with = "lenient")]
    pub payment_type: Option<String>,
    /// A word of [`CategoryKind`], or of a later version.
    #[serde(rename = "type", default, deserialize_with = "lenient")]
    pub kind: Option<String>,
    /// The address.
    #[serde(default, deserialize_with = "lenient")]
    pub url: Option<String>,
    /// The picture.
    #[serde(default, deserialize_with = "lenient")]
    pub image_id: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Add<'a> {
    order_id: &'a Reference,
    payment_type: &'static str,
    r#type: CategoryKind,
    url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    image_id: Option<&'a ImageId>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Added {
    category_id: CategoryId,
}

#[derive(Deserialize)]
struct List {
    categories: Vec<StoredCategory>,
}

const PATH: &str = "/order-management/v3/categories";

fn path(id: &CategoryId) -> String {
    format!("{PATH}/{}", segment(id.as_str()))
}

fn check(url: &str) -> Result<(), Invalid> {
    if url.starts_with("https://") {
        Ok(())
    } else {
        Err(Invalid::new("order details URL", "must be https"))
    }
}

impl OrderManagement<'_> {
    /// `PUT /v2/ecom/categories/{orderId}`: shows a link beside a payment. It may be repeated: the
    /// last one counts.
    pub async fn put_category(
        &self,
        reference: &Reference,
        category: &Category,
    ) -> Result<(), Error> {
        check(&category.order_details_url)?;
        let path = format!("/order-management/v2/ecom/categories/{}", reference.as_str());
        self.client.platform(Call::put(&path, json_of(category))).await.map(|_| ())
    }

    /// `POST /v3/categories`: adds a link beside a payment, and gives its name. There is no key
    /// against repeats: after a lost answer list, and look whether it is there.
    pub async fn add_category(&self, category: &NewCategory) -> Result<CategoryId, Error> {
        check(&category.url)?;
        let NewCategory { reference, kind, url, image_id } = category;
        let add = Add {
            order_id: reference,
            payment_type: "ECOM",
            r#type: *kind,
            url,
            image_id: image_id.as_ref(),
        };
        let added: Added = self.client.platform_json(Call::post(PATH, json_of(&add))).await?;
        Ok(added.category_id)
    }

    /// `GET /v3/categories`: the links of one payment, or all of the sales unit.
    pub async fn categories(
        &self,
        reference: Option<&Reference>,
    ) -> Result<Vec<StoredCategory>, Error> {
        let call = Call::get(PATH);
        let call = match reference {
            Some(reference) => call.query("orderId", reference.as_str()),
            None => call,
        };
        let list: List = self.client.platform_json(call).await?;
        Ok(list.categories)
    }

    /// `GET /v3/categories/{categoryId}`: one link. One that is gone is [`Error::Refused`] with
    /// 404.
    pub async fn category(&self, id: &CategoryId) -> Result<StoredCategory, Error> {
        self.client.platform_json(Call::get(&path(id))).await
    }

    /// `DELETE /v3/categories/{categoryId}`: takes a link away. It may be repeated; one that is
    /// gone is [`Error::Refused`] with 404.
    pub async fn delete_category(&self, id: &CategoryId) -> Result<(), Error> {
        self.client.platform(Call::delete(&path(id))).await.map(|_| ())
    }
}
