//! Products looked for at the till: by a few letters, to be sold or to tell what they cost. The page's
//! script shows it over the basket; without one it is a page of its own.

use super::format::amount;
use super::messages;
use super::place::Place;
use super::stopped::Stopped;
use super::visit::Visit;
use crate::words::Words;
use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use checkout::{Amount, ProductId};
use engine::{EngineError, PricedProduct};
use serde::Deserialize;

/// The longest text that is looked for, in bytes.
const TEXT_LENGTH_MAX: usize = 200;

#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    find: String,
}

/// A product by its number, or one that was scanned.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    product: Option<ProductId>,
    text: Option<String>,
    /// What the keys are on a US keyboard, if a scanner typed it.
    us: Option<String>,
}

/// A product that was found.
pub(super) struct Hit {
    pub(super) id: String,
    pub(super) name: String,
}

#[derive(Template)]
#[template(path = "products.html")]
struct ProductsPage<'a> {
    words: Words,
    place: &'a Place,
    path: &'a str,
    text: &'a str,
    hits: &'a [Hit],
    price: Option<&'a str>,
    message: &'a str,
}

#[derive(Template)]
#[template(path = "till/found.html")]
struct FoundFragment<'a> {
    words: Words,
    path: &'a str,
    hits: &'a [Hit],
    price: Option<&'a str>,
    message: &'a str,
}

/// Where to look for one.
pub(super) async fn page(visit: Visit) -> Result<Response, Stopped> {
    let message = visit.place.words.of("find-hint").to_string();
    answer(&visit, StatusCode::OK, ("", &[]), None, &message)
}

/// Posted, and in no address: somebody may type a phone number.
pub(super) async fn find(
    visit: Visit,
    wanted: Result<Form<Wanted>, FormRejection>,
) -> Result<Response, Stopped> {
    let text = wanted.map(|Form(wanted)| wanted.find).unwrap_or_default();
    let text = text[..text.floor_char_boundary(TEXT_LENGTH_MAX)].trim();
    let (merchant, till) = (&visit.app.settings.merchant, &visit.place.till);
    let found = visit.app.engine.find_products(merchant, till, text).await?;
    let hit = |product: store::Product| Hit { id: product.id.0, name: product.name };
    let hits: Vec<Hit> = found.into_iter().map(hit).collect();
    let words = visit.place.words;
    let message = match (text.is_empty(), hits.is_empty()) {
        (true, _) => words.of("find-hint").to_string(),
        (false, true) => words.of("find-nothing").to_string(),
        (false, false) => String::new(),
    };
    answer(&visit, StatusCode::OK, (text, &hits), None, &message)
}

/// Tells what a product costs; the question is journalled.
pub(super) async fn look_up_price(
    visit: Visit,
    asked: Result<Form<Asked>, FormRejection>,
) -> Result<Response, Stopped> {
    let words = visit.place.words;
    let Ok(Form(asked)) = asked else {
        let message = words.of("unreadable").to_string();
        return answer(&visit, StatusCode::UNPROCESSABLE_ENTITY, ("", &[]), None, &message);
    };
    match priced(&visit, asked).await {
        Ok(priced) => {
            let price = told(&priced, words);
            let hits = [Hit { id: priced.product.0, name: priced.name }];
            answer(&visit, StatusCode::OK, ("", &hits), Some(&price), "")
        }
        Err(error) => {
            let message = messages::error(&error, words);
            answer(&visit, StatusCode::UNPROCESSABLE_ENTITY, ("", &[]), None, &message)
        }
    }
}

async fn priced(visit: &Visit, asked: Asked) -> Result<PricedProduct, EngineError> {
    let engine = &visit.app.engine;
    let request = visit.place.request(&visit.app)?;
    let product = match asked {
        Asked { product: Some(product), .. } => product,
        Asked { text, us, .. } => {
            let text = text.unwrap_or_default();
            engine.scanned_product(&request, &text, us.as_deref()).await?
        }
    };
    engine.look_up_price(&request, &product).await
}

fn told(priced: &PricedProduct, words: Words) -> String {
    let money = |minor| amount(Amount::new(minor, priced.currency), words.form);
    let told = words.of("price-told").with("name", &priced.name);
    let told = told.with("price", money(priced.unit_minor)).to_string();
    match priced.member_unit_minor {
        Some(minor) => {
            format!("{told} {}", words.of("price-told-members").with("price", money(minor)))
        }
        None => told,
    }
}

fn answer(
    visit: &Visit,
    status: StatusCode,
    (text, hits): (&str, &[Hit]),
    price: Option<&str>,
    message: &str,
) -> Result<Response, Stopped> {
    let (place, words) = (&visit.place, visit.place.words);
    let path = &place.till_path();
    let html = if visit.wants_fragment {
        FoundFragment { words, path, hits, price, message }.render()?
    } else {
        ProductsPage { words, place, path, text, hits, price, message }.render()?
    };
    Ok((status, Html(html)).into_response())
}
