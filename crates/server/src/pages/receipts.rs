//! Receipts of earlier sales at the till: found by their number, to take wares back or to book the
//! purchase on a member who was not known when it was paid.

mod actions;
mod came_back;
mod scanned;

use super::format::{amount, number, quantity, typed, whole};
use super::live::{self, Stamp};
use super::place::Place;
use super::receipt::ReceiptView;
use super::stopped::Stopped;
use super::visit::{ReceiptVisit, Visit};
use crate::App;
use crate::words::Words;
pub(super) use actions::{book, pay_out, take_back};
use askama::Template;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use came_back::CameBack;
use checkout::{Amount, Sale, SaleId, TillId};
use engine::{EngineError, SaleView};
pub(super) use scanned::{scan, scan_at_receipt};
use serde::Deserialize;

/// What stands on a receipt.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    number: Option<String>,
    /// The till on it; this one if left out.
    at: Option<String>,
}

/// The page without a receipt: where to find one.
#[derive(Template)]
#[template(path = "receipts/find.html")]
struct FindPage<'a> {
    words: Words,
    place: &'a Place,
    number: &'a str,
    at: &'a str,
    message: &'a str,
}

#[derive(Template)]
#[template(path = "receipts/receipt.html")]
struct ReceiptPage<'a> {
    words: Words,
    place: &'a Place,
    path: String,
    number: String,
    at: &'a str,
    receipt: &'a ReceiptView,
    rows: Vec<Row>,
    /// Whether anything is left to take back.
    has_left: bool,
    /// The return that a press makes: pressed twice, it is made once.
    new_return: String,
    typed: &'a Typed,
    buyer: Buyer,
    live: CameBack,
    message: &'a str,
    stamp: Stamp,
}

#[derive(Template)]
#[template(path = "receipts/came_back.html")]
struct LiveFragment<'a> {
    words: Words,
    path: &'a str,
    live: &'a CameBack,
}

/// What somebody typed into a form that was not taken: it stays there.
#[derive(Default)]
pub(super) struct Typed {
    fields: Vec<(String, String)>,
    /// The field that the message is about.
    at_fault: Option<String>,
}

impl Typed {
    fn of(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, typed)| typed.as_str())
    }

    fn is_at_fault(&self, name: &str) -> bool {
        self.at_fault.as_deref() == Some(name)
    }
}

/// A line of the sale, and what is left of it to take back.
struct Row {
    id: u32,
    /// How much of it is to come back.
    typed: String,
    is_at_fault: bool,
    name: String,
    bought: String,
    total: String,
    /// None if all of it came back.
    left: Option<String>,
}

/// Whose purchase it is.
enum Buyer {
    Member {
        first_name: String,
        earned: Option<String>,
    },
    /// Nobody's yet; a member may have it booked.
    Free,
    /// The store has no club.
    NoClub,
}

/// Finds a receipt, or says where to find one.
pub(super) async fn find(
    visit: Visit,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Response, Stopped> {
    let Query(Wanted { number, at }) = wanted.unwrap_or_default();
    let place = &visit.place;
    let number = number.unwrap_or_default();
    let at = at.filter(|at| !at.trim().is_empty()).unwrap_or_else(|| place.till.to_string());
    let words = place.words;
    let message = match typed(&number).parse::<u64>() {
        _ if number.trim().is_empty() => None,
        Err(_) => Some(words.of("receipt-number-unreadable")),
        Ok(wanted) => match sale_of(&visit.app, &TillId::new(at.trim()), wanted).await? {
            Some(sale) => return Ok(Redirect::to(&place.receipt_path(sale)).into_response()),
            None => Some(words.of("receipt-unknown")),
        },
    };
    let message = message.map(|message| message.to_string()).unwrap_or_default();
    found_nothing(place, (&number, &at), &message)
}

/// Where to find a receipt, with what was looked for.
fn found_nothing(
    place: &Place,
    (number, at): (&str, &str),
    message: &str,
) -> Result<Response, Stopped> {
    let words = place.words;
    let page = FindPage { words, place, number: number.trim(), at: at.trim(), message };
    let status = if message.is_empty() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    Ok((status, Html(page.render()?)).into_response())
}

/// The sale of the receipt with a number at a till.
pub(super) async fn sale_of(
    app: &App,
    till: &TillId,
    number: u64,
) -> Result<Option<SaleId>, EngineError> {
    match app.engine.sale_by_receipt(&app.settings.merchant, till, number).await {
        Err(EngineError::TillUnknown) => Ok(None),
        found => found,
    }
}

pub(super) async fn page(visit: ReceiptVisit) -> Result<Response, Stopped> {
    answer(&visit, StatusCode::OK, "", &Typed::default()).await
}

/// The receipt as it is now, with a message.
pub(super) async fn answer(
    visit: &ReceiptVisit,
    status: StatusCode,
    message: &str,
    typed: &Typed,
) -> Result<Response, Stopped> {
    let ReceiptVisit { app, place, sale, .. } = visit;
    let stamp = Stamp::next(app.engine.now_unix_ms());
    let view = app.engine.sale(&app.settings.merchant, *sale).await?;
    let Some(receipt) = ReceiptView::of(place, &view) else {
        return Ok(Redirect::to(&place.till_path()).into_response());
    };
    let paid = view.sale.receipt().lines.into_iter().map(|line| line.total_minor);
    let lines = view.sale.basket.lines.iter().zip(paid);
    let rows: Vec<Row> = lines.map(|line| row(&view.sale, line, typed, place.words)).collect();
    let page = ReceiptPage {
        words: place.words,
        path: place.receipt_path(*sale),
        number: receipt.number.to_string(),
        at: view.sale.context.till.as_str(),
        has_left: rows.iter().any(|row| row.left.is_some()),
        rows,
        // The answer to the one before may be lost alone.
        new_return: match typed.of("id") {
            Some(id) => id.to_owned(),
            None => app.engine.new_return_id().to_string(),
        },
        typed,
        buyer: buyer(place, &view),
        live: CameBack::of(app, &view.sale, place.words).await?,
        receipt: &receipt,
        place,
        message,
        stamp,
    };
    Ok((status, [(live::STAMP_HEADER, stamp.to_string())], Html(page.render()?)).into_response())
}

/// What has come back of a sale, for the event stream.
pub(super) async fn live_html(
    app: &App,
    place: &Place,
    sale: SaleId,
) -> Result<(Stamp, String), Stopped> {
    let stamp = Stamp::next(app.engine.now_unix_ms());
    let view = app.engine.sale(&app.settings.merchant, sale).await?;
    let live = CameBack::of(app, &view.sale, place.words).await?;
    let path = place.receipt_path(sale);
    Ok((stamp, LiveFragment { words: place.words, path: &path, live: &live }.render()?))
}

fn row(
    sale: &Sale,
    (line, paid_minor): (&checkout::Line, i64),
    typed: &Typed,
    words: Words,
) -> Row {
    let left = match sale.returned_quantity(line.id) {
        Some(returned) => line.quantity.checked_sub(returned),
        None => Some(line.quantity),
    };
    let field = format!("line-{}", line.id.0);
    Row {
        id: line.id.0,
        typed: typed.of(&field).unwrap_or("0").to_owned(),
        is_at_fault: typed.is_at_fault(&field),
        name: line.item.name.clone(),
        bought: quantity(line.quantity),
        total: number(Amount::new(paid_minor, sale.currency), words.form),
        left: left.map(quantity),
    }
}

fn buyer(place: &Place, view: &SaleView) -> Buyer {
    let words = place.words;
    let is_member = view.sale.customer.is_some_and(|customer| customer.member.is_some());
    if is_member {
        return Buyer::Member {
            first_name: view.given_name.clone().unwrap_or_else(|| words.of("member").to_string()),
            earned: Some(view.sale.points_kept())
                .filter(|earned| *earned > 0)
                .map(|earned| whole(earned, words.form)),
        };
    }
    if place.has_club { Buyer::Free } else { Buyer::NoClub }
}

/// An amount with its currency, of a sale.
fn money(sale: &Sale, minor: i64, words: Words) -> String {
    amount(Amount::new(minor, sale.currency), words.form)
}
