//! The open sales of the store's other tills: one whose till has failed goes on at this one.

use super::messages;
use super::place::Place;
use super::stopped::Stopped;
use super::till::SaleRow;
use super::visit::Visit;
use crate::words::Words;
use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use checkout::{Refusal, SaleId};
use engine::EngineError;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "till/elsewhere.html")]
struct Page<'a> {
    words: Words,
    place: &'a Place,
    /// Each with the till that has it.
    rows: Vec<(String, SaleRow)>,
    fault: String,
}

#[derive(Deserialize)]
pub(super) struct Fields {
    sale: String,
}

pub(super) async fn page(visit: Visit) -> Result<Response, Stopped> {
    show(&visit, StatusCode::OK, String::new()).await
}

pub(super) async fn take_over(
    visit: Visit,
    posted: Result<Form<Fields>, FormRejection>,
) -> Result<Response, Stopped> {
    let place = &visit.place;
    let taken = async {
        let sale = posted.ok().and_then(|Form(Fields { sale })| sale.parse().ok()).map(SaleId);
        let sale = sale.ok_or(Refusal::SaleUnknown)?;
        visit.app.engine.take_over_sale(&place.request(&visit.app)?, sale).await
    };
    match taken.await {
        Ok(()) => Ok(Redirect::to(&place.till_path()).into_response()),
        Err(error @ (EngineError::Refused(_) | EngineError::Contended)) => {
            let fault = messages::error(&error, place.words);
            show(&visit, StatusCode::UNPROCESSABLE_ENTITY, fault).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn show(visit: &Visit, status: StatusCode, fault: String) -> Result<Response, Stopped> {
    let (app, place) = (&visit.app, &visit.place);
    let open = app.engine.open_elsewhere(&app.settings.merchant, &place.till).await?;
    let rows = open.iter().map(|sale| (sale.context.till.to_string(), SaleRow::of(sale, place)));
    let page = Page { words: place.words, place, rows: rows.collect(), fault };
    Ok((status, Html(page.render()?)).into_response())
}
