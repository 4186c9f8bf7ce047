//! Order Management API: pictures, a link back to the shop for each order, receipts, and reading
//! back what a payment was created with. As in the real service, nothing checks that an order
//! exists: a receipt for a misspelt reference is taken too.

mod category;
mod image;
mod order;

use axum::Router;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::answer::Answer;
use crate::call::ApiCall;
use crate::kept::Kept;
use crate::operations::Operations as _;
use crate::orders::category::Category;
use crate::problem::Problem;
use crate::simulator::{Simulator, Turn};

/// How many pictures, links and receipts are remembered; the oldest are forgotten first.
const KEPT: usize = 20_000;

/// What the Order Management API remembers.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Orders {
    /// By sales unit and id.
    images: Kept<(String, String), (), KEPT>,
    /// By their ids.
    categories: Kept<String, Category, KEPT>,
    /// As they were sent.
    receipts: Kept<OrderKey, Value, KEPT>,
}

/// An order of one sales unit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct OrderKey {
    msn: String,
    payment_type: PaymentType,
    order_id: String,
}

/// The API that took the payment; `ECOM` is also ePayment. Documents write it in either case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
enum PaymentType {
    #[serde(rename = "ECOM", alias = "ecom")]
    Ecom,
    #[serde(rename = "RECURRING", alias = "recurring")]
    Recurring,
}

pub(crate) fn routes() -> Router<Simulator> {
    Router::new()
        .operation("uploadImage", image::upload)
        .operation("putCategory", category::put)
        .operation("addReceipt", order::receipt)
        .operation("getOrder", order::read)
        .operation("listCategories", category::list)
        .operation("addCategory", category::add)
        .operation("getCategory", category::read)
        .operation("deleteCategory", category::remove)
}

/// `^[0-9A-Za-z-_\.]+$`
fn is_id(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    !text.is_empty() && text.bytes().all(allowed)
}

fn order_key(msn: &str, payment_type: &str, order_id: &str) -> Result<OrderKey, Problem> {
    let payment_type = match payment_type {
        "ECOM" | "ecom" => PaymentType::Ecom,
        "RECURRING" | "recurring" => PaymentType::Recurring,
        _ => return Err(Problem::invalid_field("PaymentType", "Choose ECOM or RECURRING.")),
    };
    if !is_id(order_id) {
        let reason = "The field OrderId must match the regular expression '^[0-9A-Za-z-_\\.]+$'.";
        return Err(Problem::invalid_field("OrderId", reason));
    }
    Ok(OrderKey { msn: msn.to_owned(), payment_type, order_id: order_id.to_owned() })
}

/// Works for the sales unit of the call and answers a refusal in the API's shape.
fn respond(
    simulator: &Simulator,
    call: &ApiCall,
    work: impl FnOnce(&mut Turn<'_>, &str) -> Result<Answer, Problem>,
) -> Answer {
    if !simulator.readings().order_management {
        return Answer::gateway(StatusCode::NOT_FOUND, "Resource not found");
    }
    simulator.turn(|turn| {
        let done = call.sales_unit(turn.settings).and_then(|unit| work(turn, &unit.msn));
        done.unwrap_or_else(|problem| problem.answer_with_invalid_params(turn.ids))
    })
}
