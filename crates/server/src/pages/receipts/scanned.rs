//! What is scanned among the receipts: another receipt is opened, wherever one is; whatever else belongs
//! to the receipt on the screen, on whose member the purchase may be booked.

use super::super::messages;
use super::super::place::Place;
use super::super::stopped::Stopped;
use super::super::visit::{ReceiptVisit, Visit};
use super::{Typed, answer, found_nothing, sale_of};
use crate::App;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use checkout::{Scan, read_scan};
use engine::EngineError;
use serde::Deserialize;

#[derive(Deserialize)]
pub(in super::super) struct Scanned {
    text: String,
    /// What its keys are on a US keyboard.
    us: Option<String>,
}

type Posted = Result<Form<Scanned>, FormRejection>;

/// A scan where no receipt is open.
pub(in super::super) async fn scan(visit: Visit, posted: Posted) -> Result<Response, Stopped> {
    let Visit { app, place, .. } = visit;
    let message = match receipt_of(&app, &place, &posted).await {
        Ok(Some(opened)) => return Ok(opened),
        Ok(None) => place.words.of("receipt-unknown").to_string(),
        Err(error) => messages::error(&error, place.words),
    };
    found_nothing(&place, ("", place.till.as_str()), &message)
}

/// A scan where one is open.
pub(in super::super) async fn scan_at_receipt(
    visit: ReceiptVisit,
    posted: Posted,
) -> Result<Response, Stopped> {
    let done = async {
        if let Some(opened) = receipt_of(&visit.app, &visit.place, &posted).await? {
            return Ok(opened);
        }
        let Ok(Form(Scanned { text, us })) = &posted else {
            return Ok(Redirect::to(&visit.place.receipt_path(visit.sale)).into_response());
        };
        let request = visit.place.request(&visit.app)?;
        let by_customer = |text| visit.place.by_customer(text).unwrap_or(text);
        let us = us.as_deref().map(by_customer);
        visit.app.engine.scan(&request, visit.sale, by_customer(text), us).await?;
        Ok(Redirect::to(&visit.place.receipt_path(visit.sale)).into_response())
    };
    match done.await {
        Ok(opened) => Ok(opened),
        Err(error) => {
            let message = messages::error(&error, visit.place.words);
            let typed = Typed::default();
            answer(&visit, StatusCode::UNPROCESSABLE_ENTITY, &message, &typed).await
        }
    }
}

/// The way to the receipt that was scanned; none if something else was.
async fn receipt_of(
    app: &App,
    place: &Place,
    posted: &Posted,
) -> Result<Option<Response>, EngineError> {
    let Ok(Form(Scanned { text, us })) = posted else { return Ok(None) };
    let Scan::Receipt(receipt) = read_scan(text, us.as_deref(), place.country)?.scan else {
        return Ok(None);
    };
    let sale = sale_of(app, &receipt.till, receipt.number).await?;
    Ok(sale.map(|sale| Redirect::to(&place.receipt_path(sale)).into_response()))
}
