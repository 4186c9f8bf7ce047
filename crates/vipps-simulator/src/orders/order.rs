//! Receipts, sent once for each order, and the whole order: the only way to read back the lines
//! that came with a payment.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use serde_json::Value;

use super::category::{self, CategoryOfOrder};
use super::{OrderKey, PaymentType, order_key, respond};
use crate::answer::Answer;
use crate::call::ApiCall;
use crate::epayment::ledger::PaymentKey;
use crate::epayment::receipt::{self, Receipt};
use crate::extract::Path;
use crate::problem::{ExtraDetail, Problem};
use crate::simulator::{Simulator, Turn};
use crate::strict;

#[derive(Serialize)]
struct Order {
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<CategoryOfOrder>,
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt: Option<Value>,
}

pub(super) async fn receipt(
    State(simulator): State<Simulator>,
    Path((payment_type, order_id)): Path<(String, String)>,
    call: ApiCall,
) -> Answer {
    respond(&simulator, &call, |turn, msn| {
        let key = order_key(msn, &payment_type, &order_id)?;
        let receipt = strict::read::<Receipt>(&call.body)?;
        let own_name = |fault: ExtraDetail| {
            let name = fault.name.trim_start_matches("receipt.");
            ExtraDetail::new(name, fault.reason.as_str())
        };
        let faults: Vec<ExtraDetail> =
            receipt::faults(&receipt).into_iter().map(own_name).collect();
        if !faults.is_empty() {
            return Err(Problem::invalid(faults));
        }
        if stored_receipt(turn, &key).is_some() {
            let detail = "The order has a receipt, which can't be changed.";
            return Err(Problem::plain(StatusCode::CONFLICT, "Conflict", detail));
        }
        let value = serde_json::from_slice(&call.body).expect("it was just read");
        turn.state.orders.receipts.insert(key, value);
        Ok(Answer::json(StatusCode::CREATED, &turn.ids.uuid().to_string()))
    })
}

pub(super) async fn read(
    State(simulator): State<Simulator>,
    Path((payment_type, order_id)): Path<(String, String)>,
    call: ApiCall,
) -> Answer {
    respond(&simulator, &call, |turn, msn| {
        let key = order_key(msn, &payment_type, &order_id)?;
        let order =
            Order { category: category::of_order(turn, &key), receipt: stored_receipt(turn, &key) };
        if order.category.is_none() && order.receipt.is_none() {
            let detail = "Nothing is known of this order.";
            return Err(Problem::plain(StatusCode::NOT_FOUND, "Not Found", detail));
        }
        Ok(Answer::json(StatusCode::OK, &order))
    })
}

/// As sent here, or with the payment.
fn stored_receipt(turn: &Turn<'_>, key: &OrderKey) -> Option<Value> {
    if let Some(receipt) = turn.state.orders.receipts.get(key) {
        return Some(receipt.clone());
    }
    if key.payment_type != PaymentType::Ecom {
        return None;
    }
    let payment = PaymentKey { msn: key.msn.clone(), reference: key.order_id.clone() };
    let number = turn.state.ledger.find(&payment)?;
    let body = &turn.state.ledger.get(number).create_body;
    let mut body: Value = serde_json::from_slice(body).ok()?;
    body.get_mut("receipt").map(Value::take).filter(|receipt| !receipt.is_null())
}
