//! The link back to the shop that the app shows with an order. Version 2 keeps one for each order,
//! the last; version 3 gives each an id of its own.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use url::Url;

use super::{OrderKey, PaymentType, is_id, order_key, respond};
use crate::answer::Answer;
use crate::call::ApiCall;
use crate::extract::{Path, Query};
use crate::problem::Problem;
use crate::simulator::{Simulator, Turn};
use crate::strict;

/// What the link leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Kind {
    General,
    Receipt,
    OrderConfirmation,
    Delivery,
    Ticket,
    Booking,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Category {
    key: OrderKey,
    kind: Kind,
    url: String,
    image_id: Option<String>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct CategoryOfOrder {
    category: Kind,
    order_details_url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    image_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct AddRequest {
    order_id: String,
    payment_type: PaymentType,
    r#type: Kind,
    url: String,
    image_id: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CategoryDocument<'a> {
    category_id: &'a str,
    order_id: &'a str,
    payment_type: PaymentType,
    r#type: Kind,
    url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    image_id: Option<&'a str>,
}

impl<'a> CategoryDocument<'a> {
    fn of((category_id, category): (&'a String, &'a Category)) -> Self {
        Self {
            category_id,
            order_id: &category.key.order_id,
            payment_type: category.key.payment_type,
            r#type: category.kind,
            url: &category.url,
            image_id: category.image_id.as_deref(),
        }
    }
}

/// The last link of an order.
pub(super) fn of_order(turn: &Turn<'_>, key: &OrderKey) -> Option<CategoryOfOrder> {
    let mut newest_first = turn.state.orders.categories.iter().rev();
    let (_, last) = newest_first.find(|(_, category)| category.key == *key)?;
    Some(CategoryOfOrder {
        category: last.kind,
        order_details_url: last.url.clone(),
        image_id: last.image_id.clone(),
    })
}

pub(super) async fn put(
    State(simulator): State<Simulator>,
    Path((payment_type, order_id)): Path<(String, String)>,
    call: ApiCall,
) -> Answer {
    respond(&simulator, &call, |turn, msn| {
        let key = order_key(msn, &payment_type, &order_id)?;
        let request = strict::read::<CategoryOfOrder>(&call.body)?;
        let url = request.order_details_url;
        check(turn, msn, "OrderDetailsUrl", &url, request.image_id.as_deref())?;
        let categories = &mut turn.state.orders.categories;
        let old = categories.iter().filter(|(_, category)| category.key == key);
        let old: Vec<String> = old.map(|(id, _)| id.clone()).collect();
        for id in &old {
            categories.remove(id);
        }
        let id = insert(turn, key, request.category, url, request.image_id);
        Ok(Answer::json(StatusCode::OK, &id))
    })
}

pub(super) async fn add(State(simulator): State<Simulator>, call: ApiCall) -> Answer {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Added<'a> {
        category_id: &'a str,
    }
    respond(&simulator, &call, |turn, msn| {
        let AddRequest { order_id, payment_type, r#type, url, image_id } =
            strict::read::<AddRequest>(&call.body)?;
        check(turn, msn, "Url", &url, image_id.as_deref())?;
        if !is_id(&order_id) {
            return Err(Problem::invalid_field("OrderId", "The id has characters not allowed."));
        }
        let key = OrderKey { msn: msn.to_owned(), payment_type, order_id };
        let id = insert(turn, key, r#type, url, image_id);
        Ok(Answer::json(StatusCode::CREATED, &Added { category_id: &id }))
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListQuery {
    order_id: Option<String>,
}

pub(super) async fn list(
    State(simulator): State<Simulator>,
    Query(query): Query<ListQuery>,
    call: ApiCall,
) -> Answer {
    #[derive(Serialize)]
    struct List<'a> {
        categories: Vec<CategoryDocument<'a>>,
    }
    respond(&simulator, &call, |turn, msn| {
        let all = turn.state.orders.categories.iter();
        let ours = all.filter(|(_, category)| {
            let is_asked = query.order_id.as_ref().is_none_or(|id| *id == category.key.order_id);
            category.key.msn == msn && is_asked
        });
        let categories = ours.map(CategoryDocument::of).collect();
        Ok(Answer::json(StatusCode::OK, &List { categories }))
    })
}

pub(super) async fn read(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    call: ApiCall,
) -> Answer {
    respond(&simulator, &call, |turn, msn| {
        let found = turn.state.orders.categories.get(&id);
        let own = found.filter(|category| category.key.msn == msn).ok_or_else(not_found)?;
        Ok(Answer::json(StatusCode::OK, &CategoryDocument::of((&id, own))))
    })
}

pub(super) async fn remove(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    call: ApiCall,
) -> Answer {
    respond(&simulator, &call, |turn, msn| {
        let categories = &mut turn.state.orders.categories;
        categories.get(&id).filter(|category| category.key.msn == msn).ok_or_else(not_found)?;
        categories.remove(&id);
        Ok(Answer::empty(StatusCode::OK))
    })
}

fn not_found() -> Problem {
    Problem::plain(StatusCode::NOT_FOUND, "Not Found", "No category has this id.")
}

fn check(
    turn: &Turn<'_>,
    msn: &str,
    field: &str,
    url: &str,
    image_id: Option<&str>,
) -> Result<(), Problem> {
    if Url::parse(url).is_err() {
        return Err(Problem::invalid_field(field, "It is not an address."));
    }
    let is_known =
        |id: &str| turn.state.orders.images.get(&(msn.to_owned(), id.to_owned())).is_some();
    if image_id.is_none_or(is_known) {
        return Ok(());
    }
    Err(Problem::invalid_field("ImageId", "No picture has this id."))
}

fn insert(
    turn: &mut Turn<'_>,
    key: OrderKey,
    kind: Kind,
    url: String,
    image_id: Option<String>,
) -> String {
    let id = turn.ids.uuid().to_string();
    let category = Category { key, kind, url, image_id };
    turn.state.orders.categories.insert(id.clone(), category);
    id
}
