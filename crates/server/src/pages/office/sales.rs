//! Sales and returns of a store, by till and day, newest first; and one of them by its receipt number,
//! its reference at Vipps MobilePay, or its own id.

use super::super::format::{amount, clock, typed};
use super::super::stopped::Stopped;
use super::desk::{Choice, Desk, Section};
use crate::words::Words;
use askama::Template;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use checkout::{Book, LocalDate, Store, TillId};
use engine::{EngineError, ListOrder, ListedDocument, ListedPlace, ListedState, TenderSort};
use serde::Deserialize;
use std::borrow::Cow;
use uuid::Uuid;

/// How many are shown at once.
const PAGE: u32 = 50;

/// What is asked for, as it was typed.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    store: Option<String>,
    till: Option<String>,
    day: Option<String>,
    find: Option<String>,
    /// Where the page before ended: a time and an id.
    after: Option<String>,
}

/// A sale or a return in the list.
struct Row {
    path: String,
    at: String,
    number: String,
    till: TillId,
    operator: String,
    paid_with: String,
    total: String,
    state: Option<(&'static str, String)>,
    is_member: bool,
    is_return: bool,
    is_training: bool,
}

#[derive(Template)]
#[template(path = "office/sales.html")]
struct Page<'a> {
    desk: &'a Desk,
    words: Words,
    here: Section,
    stores: Vec<Choice>,
    tills: Vec<Choice>,
    day: Cow<'a, str>,
    day_words: String,
    day_fault: Option<String>,
    find: &'a str,
    find_fault: Option<String>,
    rows: Vec<Row>,
    older: Option<String>,
    before: String,
    next: Option<String>,
}

pub(super) async fn page(
    desk: Desk,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Response, Stopped> {
    let Query(wanted) = wanted.unwrap_or_default();
    let store = desk.store(wanted.store.as_deref())?;
    let find = wanted.find.as_deref().unwrap_or_default().trim();
    let till = wanted.till.as_deref().filter(|till| !till.is_empty()).map(TillId::new);
    let mut find_fault = None;
    if !find.is_empty() {
        match found(&desk, store, till.as_ref(), find).await?.as_slice() {
            [] => find_fault = Some(desk.words.of("office-sales-none-found").to_string()),
            [one] => return Ok(Redirect::to(&format!("/office/sales/{one}")).into_response()),
            many => return list_found(&desk, store, &wanted, many).await,
        }
    }
    let day = match wanted.day.as_deref().map(str::trim).filter(|day| !day.is_empty()) {
        None => Ok(desk.today(store)),
        Some(text) => text.parse::<LocalDate>().map_err(|_| text),
    };
    let (shown, day_fault) = match day {
        Ok(day) => (day, None),
        Err(_) => (desk.today(store), Some(desk.words.of("office-day-unreadable").to_string())),
    };
    let listed = if day_fault.is_some() {
        Vec::new()
    } else {
        let shop = desk.shop()?;
        let order = ListOrder {
            store: store.id.clone(),
            till: till.clone(),
            from_unix_ms: shop.day_begins_unix_ms(&store.id, shown),
            until_unix_ms: shop.day_begins_unix_ms(&store.id, shown.plus_days(1)),
            after: wanted.after.as_deref().and_then(place_of),
            limit: PAGE,
        };
        desk.app.engine.listed(&desk.app.settings.merchant, order).await?
    };
    let is_full = u32::try_from(listed.len()).is_ok_and(|count| count == PAGE);
    let with = |day: LocalDate, after: &str| link(store, till.as_ref(), day, after);
    let older = listed.last().filter(|_| is_full);
    let fault = find_fault.is_some() || day_fault.is_some();
    let page = Page {
        desk: &desk,
        words: desk.words,
        here: Section::Sales,
        stores: desk.store_choices(&store.id)?,
        tills: till_choices(&desk, store, till.as_ref())?,
        day: match day {
            Ok(day) => Cow::Owned(day.to_string()),
            Err(text) => Cow::Borrowed(text),
        },
        day_words: desk.day(shown),
        day_fault,
        find,
        find_fault,
        older: older.map(|last| with(shown, &format!("{}.{}", last.at_unix_ms, last.id))),
        rows: listed.iter().map(|one| row(&desk, store, one)).collect(),
        before: with(shown.plus_days(-1), ""),
        next: (shown < desk.today(store)).then(|| with(shown.plus_days(1), "")),
    };
    let status = if fault { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, Html(page.render()?)).into_response())
}

/// Several have that number: each till has a series of its own.
async fn list_found(
    desk: &Desk,
    store: &Store,
    wanted: &Wanted,
    ids: &[Uuid],
) -> Result<Response, Stopped> {
    let mut rows = Vec::with_capacity(ids.len());
    for id in ids {
        let document = desk.app.engine.listed_one(&desk.app.settings.merchant, *id).await?;
        rows.extend(document.as_ref().map(|one| row(desk, store, one)));
    }
    let today = desk.today(store);
    let page = Page {
        desk,
        words: desk.words,
        here: Section::Sales,
        stores: desk.store_choices(&store.id)?,
        tills: till_choices(desk, store, None)?,
        day: Cow::Owned(String::new()),
        day_words: String::new(),
        day_fault: None,
        find: wanted.find.as_deref().unwrap_or_default().trim(),
        find_fault: None,
        rows,
        older: None,
        before: link(store, None, today, ""),
        next: None,
    };
    Ok(Html(page.render()?).into_response())
}

/// The sales and returns that somebody may mean.
async fn found(
    desk: &Desk,
    store: &Store,
    till: Option<&TillId>,
    find: &str,
) -> Result<Vec<Uuid>, Stopped> {
    let (engine, merchant) = (&desk.app.engine, &desk.app.settings.merchant);
    if let Ok(id) = find.parse::<Uuid>() {
        let known = engine.listed_one(merchant, id).await?;
        return Ok(known.into_iter().map(|_| id).collect());
    }
    let Ok(number) = typed(find).parse::<u64>() else {
        let payment = engine.payment_by_reference(merchant, find).await?;
        return Ok(payment.into_iter().map(|payment| payment.plan.sale.0).collect());
    };
    let tills = desk.shop()?.tills.iter().filter(|one| one.store == store.id);
    let mut ids = Vec::new();
    for one in tills.filter(|one| till.is_none_or(|till| one.id == *till)) {
        let sale = engine.sale_by_receipt(merchant, &one.id, number).await?;
        ids.extend(sale.map(|sale| sale.0));
        let returned = engine.return_by_receipt(merchant, &one.id, number).await?;
        ids.extend(returned.map(|returned| returned.0));
    }
    Ok(ids)
}

fn till_choices(
    desk: &Desk,
    store: &Store,
    chosen: Option<&TillId>,
) -> Result<Vec<Choice>, EngineError> {
    let all = Choice::new("", desk.words.of("office-all-tills"), chosen.is_none());
    let tills = desk.shop()?.tills.iter().filter(|till| till.store == store.id);
    let tills = tills.map(|till| {
        let label = desk.words.of("till-title").with("till", &till.id);
        Choice::new(&till.id, label, chosen == Some(&till.id))
    });
    Ok([all].into_iter().chain(tills).collect())
}

fn link(store: &Store, till: Option<&TillId>, day: LocalDate, after: &str) -> String {
    let encode = super::super::place::path_segment;
    let till = till.map(|till| format!("&till={}", encode(till.as_str()))).unwrap_or_default();
    let after = if after.is_empty() { String::new() } else { format!("&after={after}") };
    format!("/office/sales?store={}&day={day}{till}{after}", encode(store.id.as_str()))
}

fn place_of(text: &str) -> Option<ListedPlace> {
    let (at_unix_ms, id) = text.split_once('.')?;
    Some((at_unix_ms.parse().ok()?, id.parse().ok()?))
}

fn row(desk: &Desk, store: &Store, listed: &ListedDocument) -> Row {
    let ListedDocument { id, is_return, till, at_unix_ms, summary, .. } = listed;
    let words = desk.words;
    let is_completed = summary.state == ListedState::Completed;
    let sign = if *is_return { -1 } else { 1 };
    let total = checkout::Amount::new(sign * summary.total_minor, summary.currency);
    let sorts = summary.tenders.iter().filter(|(sort, _)| *sort != TenderSort::Rounding);
    let sorts = sorts.map(|(sort, _)| tender(*sort, words));
    Row {
        path: format!("/office/sales/{id}"),
        at: clock(*at_unix_ms, &store.zone, words.form),
        number: summary.receipt_number.map(|number| number.to_string()).unwrap_or_default(),
        till: till.clone(),
        operator: desk.name_of(&summary.operator),
        paid_with: sorts.collect::<Vec<_>>().join(", "),
        total: if is_completed { amount(total, words.form) } else { String::new() },
        state: state(summary.state, words),
        is_member: summary.is_member,
        is_return: *is_return,
        is_training: summary.book == Book::Training,
    }
}

pub(super) fn tender(sort: TenderSort, words: Words) -> String {
    let message = match sort {
        TenderSort::App => "tender-app",
        TenderSort::Cash => "tender-cash",
        TenderSort::Card => "tender-card",
        TenderSort::GiftCard => "tender-gift-card",
        TenderSort::Points => "tender-points",
        TenderSort::Rounding => "cash-rounding",
    };
    words.of(message).to_string()
}

/// A word for whatever is not completed, and the look of it.
pub(super) fn state(state: ListedState, words: Words) -> Option<(&'static str, String)> {
    let (look, message) = match state {
        ListedState::Completed => return None,
        ListedState::Open => ("wait", "office-state-open"),
        ListedState::Parked => ("wait", "office-state-parked"),
        ListedState::Cancelled => ("off", "office-state-cancelled"),
    };
    Some((look, words.of(message).to_string()))
}
