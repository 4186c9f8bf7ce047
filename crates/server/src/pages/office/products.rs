//! The catalogue, each product's prices with their history, and the before-prices that must not be shown.

use super::super::format::{amount, rate};
use super::super::place::path_segment;
use super::super::stopped::Stopped;
use super::desk::{Choice, Desk, Section};
use crate::words::Words;
use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use checkout::{
    Amount, Audience, BeforeFault, Currency, Gtin, LocalDate, ProductId, Store, vat_rate,
};
use engine::BeforeWarning;
use serde::Deserialize;
use store::{PriceRow, Product};

/// How many are shown at once.
const PAGE: u32 = 50;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    store: Option<String>,
    find: Option<String>,
    page: Option<u32>,
    /// Behind which product the next page of warnings begins.
    after: Option<String>,
}

struct Row {
    path: String,
    id: String,
    name: String,
    gtin: String,
    vat: String,
    price: String,
    club_price: String,
    groups: String,
}

#[derive(Template)]
#[template(path = "office/products.html")]
struct ListPage<'a> {
    desk: &'a Desk,
    words: Words,
    here: Section,
    stores: Vec<Choice>,
    find: &'a str,
    fault: Option<String>,
    rows: Vec<Row>,
    before: Option<String>,
    next: Option<String>,
}

/// A price of a list.
struct Price {
    list: String,
    audience: String,
    amount: String,
    days: String,
    put: String,
    replaced: Option<String>,
}

/// A before-price that must not be shown.
struct Warning {
    path: String,
    product: String,
    list: String,
    announced: String,
    why: String,
}

#[derive(Template)]
#[template(path = "office/product.html")]
struct ProductPage<'a> {
    desk: &'a Desk,
    words: Words,
    here: Section,
    row: Row,
    store: &'a str,
    prices: Vec<Price>,
    warnings: Vec<Warning>,
}

#[derive(Template)]
#[template(path = "office/prices.html")]
struct WarningsPage<'a> {
    desk: &'a Desk,
    words: Words,
    here: Section,
    warnings: Vec<Warning>,
    next: Option<String>,
}

pub(super) async fn page(
    desk: Desk,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Response, Stopped> {
    let Query(wanted) = wanted.unwrap_or_default();
    let store = desk.store(wanted.store.as_deref())?;
    let (data, merchant) = (desk.app.engine.store(), &desk.app.settings.merchant);
    let find = wanted.find.as_deref().unwrap_or_default().trim();
    let number = wanted.page.unwrap_or(0);
    let (products, fault) = if find.is_empty() {
        let offset = number.saturating_mul(PAGE);
        let found = data.products(merchant, store.currency, offset, PAGE).await;
        (found.map_err(broken)?, None)
    } else {
        let found = found(&desk, store, find).await?;
        let fault = found.is_empty().then(|| desk.words.of("office-product-none").to_string());
        (found, fault)
    };
    let is_full = u32::try_from(products.len()).is_ok_and(|count| count == PAGE);
    let store_segment = path_segment(store.id.as_str());
    let link = |page: u32| format!("/office/products?store={store_segment}&page={page}");
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = ListPage {
        desk: &desk,
        words: desk.words,
        here: Section::Products,
        stores: desk.store_choices(&store.id)?,
        find,
        fault,
        rows: products.iter().map(|product| row(&desk, store, product)).collect(),
        before: number.checked_sub(1).map(link),
        next: (is_full && find.is_empty()).then(|| link(number + 1)),
    };
    Ok((status, Html(page.render()?)).into_response())
}

fn broken(error: store::StoreError) -> Stopped {
    engine::EngineError::from(error).into()
}

/// As a cashier finds them: by the beginnings of words, the number or the barcode.
async fn found(desk: &Desk, store: &Store, find: &str) -> Result<Vec<Product>, Stopped> {
    let till = desk.request(&store.id)?.context.till;
    Ok(desk.app.engine.find_products(&desk.app.settings.merchant, &till, find).await?)
}

fn row(desk: &Desk, store: &Store, product: &Product) -> Row {
    let money = |minor| amount(Amount::new(minor, product.currency), desk.words.form);
    let vat = vat_rate(store.country, product.vat_category, desk.today(store));
    let groups = product.groups.iter().flatten().map(|group| group.as_str().to_owned());
    let (id, of) = (path_segment(product.id.as_str()), path_segment(store.id.as_str()));
    Row {
        path: format!("/office/products/{id}?store={of}"),
        id: product.id.to_string(),
        name: product.name.clone(),
        gtin: product.gtin.map(Gtin::printed).unwrap_or_default(),
        vat: vat.map(rate).unwrap_or_default(),
        price: money(product.unit_minor),
        club_price: product.club_unit_minor.map(money).unwrap_or_default(),
        groups: groups.collect::<Vec<_>>().join(", "),
    }
}

pub(super) async fn one(
    desk: Desk,
    Path(id): Path<String>,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Response, Stopped> {
    let Query(wanted) = wanted.unwrap_or_default();
    let store = desk.store(wanted.store.as_deref())?;
    let (engine, merchant) = (&desk.app.engine, &desk.app.settings.merchant);
    let id = ProductId::new(id);
    let found = engine.store().product(merchant, &id, store.currency).await.map_err(broken)?;
    let product = found.ok_or(Stopped::NotThere)?;
    let history = engine.store().price_history(merchant, &id, store.currency).await;
    let mut history = history.map_err(broken)?;
    // A member's own prices are the member's.
    history.retain(|row| !matches!(row.audience, Audience::Personal(_)));
    history.sort_by_key(|row| (row.replaced_at_unix_ms.is_some(), -row.put_at_unix_ms));
    let today = desk.today(store);
    let warnings = engine.before_prices(merchant, &id, store.currency, today, &[]).await?;
    let page = ProductPage {
        desk: &desk,
        words: desk.words,
        here: Section::Products,
        row: row(&desk, store, &product),
        store: &store.name,
        prices: history.iter().map(|row| price(&desk, store, row)).collect(),
        warnings: warnings.iter().map(|one| warning(&desk, one)).collect(),
    };
    Ok(Html(page.render()?).into_response())
}

fn price(desk: &Desk, store: &Store, row: &PriceRow) -> Price {
    let words = desk.words;
    Price {
        list: list_name(&row.list, words),
        audience: audience(&row.audience, words),
        amount: amount(Amount::new(row.unit_minor, row.currency), words.form),
        days: days(desk, row.from, row.until),
        put: match row.put_at_unix_ms {
            0 => String::new(),
            at => desk.moment(at, store),
        },
        replaced: row.replaced_at_unix_ms.map(|at| desk.moment(at, store)),
    }
}

/// The days on which something holds.
pub(super) fn days(desk: &Desk, from: Option<LocalDate>, until: Option<LocalDate>) -> String {
    if from.is_none() && until.is_none() {
        return desk.words.of("office-always").to_string();
    }
    let [from, until] = [from, until].map(|day| day.map(|day| desk.day(day)).unwrap_or_default());
    format!("{from} – {until}")
}

fn list_name(list: &str, words: Words) -> String {
    if list.is_empty() { words.of("office-catalogue").to_string() } else { list.to_owned() }
}

pub(super) fn audience(audience: &Audience, words: Words) -> String {
    match audience {
        Audience::Public => words.of("audience-public").to_string(),
        Audience::Members => words.of("audience-members").to_string(),
        Audience::Club(club) => words.of("audience-club").with("club", club).to_string(),
        Audience::Tier(_, tier) => words.of("audience-tier").with("tier", tier).to_string(),
        Audience::Personal(_) => words.of("audience-one").to_string(),
    }
}

fn warning(desk: &Desk, one: &BeforeWarning) -> Warning {
    let words = desk.words;
    let money = |minor| amount(Amount::new(minor, one.currency), words.form);
    let store = desk.stores().ok();
    let store = store.iter().flatten().find(|store| store.currency == one.currency);
    let of = store.map(|store| path_segment(store.id.as_str())).unwrap_or_default();
    Warning {
        path: format!("/office/products/{}?store={of}", path_segment(one.product.as_str())),
        product: one.product.to_string(),
        list: list_and_audience(one, words),
        announced: words
            .of("before-announced")
            .with("before", money(one.announced.before_minor))
            .with("now", money(one.announced.unit_minor))
            .with("from", desk.day(one.announced.from))
            .to_string(),
        why: match &one.fault {
            BeforeFault::Lower { price, on } => words
                .of("before-lower")
                .with("lower", money(price.unit_minor))
                .with("on", desk.day(*on))
                .to_string(),
            BeforeFault::TooNew { since } => {
                words.of("before-new").with("since", desk.day(*since)).to_string()
            }
        },
    }
}

fn list_and_audience(one: &BeforeWarning, words: Words) -> String {
    format!("{} · {}", list_name(&one.list, words), audience(&one.audience, words))
}

/// A before-price that must not be shown, in a sentence.
pub(super) fn before_price(desk: &Desk, one: &BeforeWarning) -> String {
    let Warning { product, list, announced, why, .. } = warning(desk, one);
    format!("{product}, {list}: {announced}. {why}")
}

/// Before-prices that must not be shown, product by product.
pub(super) async fn warnings(
    desk: Desk,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Response, Stopped> {
    let Query(wanted) = wanted.unwrap_or_default();
    let (engine, merchant) = (&desk.app.engine, &desk.app.settings.merchant);
    let today = desk.today(desk.store(None)?);
    let after = wanted.after.as_deref().and_then(|text| {
        let (currency, id) = text.split_once(':')?;
        Some((ProductId::new(id), currency_of(currency)?))
    });
    let since = engine.before_window_unix_ms();
    let listed = engine.store().products_in_lists(merchant, today, since, after, PAGE).await;
    let listed = listed.map_err(broken)?;
    let is_full = u32::try_from(listed.len()).is_ok_and(|count| count == PAGE);
    let next = listed.last().filter(|_| is_full).map(|(product, currency)| {
        let product = path_segment(product.as_str());
        format!("/office/prices?after={}:{product}", currency.code())
    });
    let mut warnings = Vec::new();
    for (product, currency) in &listed {
        let found = engine.before_prices(merchant, product, *currency, today, &[]).await?;
        warnings.extend(found.iter().map(|one| warning(&desk, one)));
    }
    let (words, here) = (desk.words, Section::Prices);
    let page = WarningsPage { desk: &desk, words, here, warnings, next };
    Ok(Html(page.render()?).into_response())
}

fn currency_of(code: &str) -> Option<Currency> {
    let all = [Currency::Nok, Currency::Dkk, Currency::Eur];
    all.into_iter().find(|currency| currency.code() == code)
}
