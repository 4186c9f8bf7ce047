//! What waits for a person: what it is, what happens by itself, and what one can do about it.

mod words;

use super::super::format::amount;
use super::super::messages;
use super::super::stopped::Stopped;
use super::desk::{Desk, Section};
use crate::roles::Right;
use crate::words::Words;
use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use checkout::{AggregateId, Kind, Payment, PaymentId, Refusal, ReturnId, Settling, StoreId};
use engine::{EngineError, UNRESOLVED_PAGE_MAX, UnresolvedItem, UnresolvedPlace};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    after: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Fields {
    how: Settling,
}

/// What can be pressed.
struct Action {
    how: &'static str,
    label: String,
}

struct Item {
    /// The place that its actions go to.
    path: String,
    title: String,
    detail: String,
    since: String,
    /// What happens by itself, and when.
    next_step: Option<String>,
    amount: Option<String>,
    reference: Option<String>,
    till: Option<String>,
    sale: Option<String>,
    actions: Vec<Action>,
}

/// A sales unit that can't be used as it should.
struct Unit {
    msn: String,
    title: String,
    detail: String,
    next_try: String,
}

#[derive(Template)]
#[template(path = "office/unresolved.html")]
struct Page<'a> {
    desk: &'a Desk,
    words: Words,
    here: Section,
    units: Vec<Unit>,
    items: Vec<Item>,
    older: Option<String>,
    message: String,
    /// Whether they may do anything about it.
    may_settle: bool,
}

pub(super) async fn page(desk: Desk, Query(wanted): Query<Wanted>) -> Result<Response, Stopped> {
    show(&desk, StatusCode::OK, wanted.after.as_deref().and_then(place_of), String::new()).await
}

async fn show(
    desk: &Desk,
    status: StatusCode,
    after: Option<UnresolvedPlace>,
    message: String,
) -> Result<Response, Stopped> {
    let merchant = &desk.app.settings.merchant;
    let listed = desk.app.engine.unresolved(merchant, after, UNRESOLVED_PAGE_MAX).await?;
    let is_full = u32::try_from(listed.len()).is_ok_and(|count| count == UNRESOLVED_PAGE_MAX);
    let older = listed.last().filter(|_| is_full).map(|last| {
        let (since, id) = (last.since_unix_ms, &last.id);
        format!("/office/unresolved?after={since}.{}.{}", id.kind.as_str(), id.key)
    });
    let mut items = Vec::new();
    for one in &listed {
        let about = About::of(desk, one).await?;
        if about.is_theirs(desk) {
            items.push(item(desk, one, &about));
        }
    }
    let page = Page {
        desk,
        words: desk.words,
        here: Section::Unresolved,
        units: units(desk)?,
        items,
        older,
        message,
        may_settle: desk.may(Right::Settle),
    };
    Ok((status, Html(page.render()?)).into_response())
}

/// Where a thing that waits belongs.
struct About {
    /// None of what belongs to no store: it is for those who see all.
    store: Option<StoreId>,
    till: Option<String>,
    /// The page that tells its story.
    sale: Option<String>,
}

impl About {
    async fn of(desk: &Desk, item: &UnresolvedItem) -> Result<Self, Stopped> {
        let nothing = Self { store: None, till: None, sale: None };
        if let Some(payment) = &item.payment {
            let sale = Some(format!("/office/sales/{}", payment.plan.sale));
            return Ok(Self { sale, ..Self::at(&payment.plan.context) });
        }
        if let Some(booking) = &item.booking {
            return Ok(Self::at(&booking.context));
        }
        if item.id.kind != Kind::Return {
            return Ok(nothing);
        }
        let Ok(id) = item.id.key.parse::<ReturnId>() else { return Ok(nothing) };
        match desk.app.engine.returning(&desk.app.settings.merchant, id).await {
            Ok(view) => {
                let sale = Some(format!("/office/sales/{id}"));
                Ok(Self { sale, ..Self::at(&view.returning.context) })
            }
            Err(EngineError::Refused(Refusal::SaleUnknown)) => Ok(nothing),
            Err(error) => Err(error.into()),
        }
    }

    fn at(context: &checkout::Context) -> Self {
        let till = Some(context.till.to_string());
        Self { store: Some(context.store.clone()), till, sale: None }
    }

    fn is_theirs(&self, desk: &Desk) -> bool {
        match &self.store {
            Some(store) => desk.who.may_act_for(store),
            None => desk.who.stores.is_empty(),
        }
    }
}

fn item(desk: &Desk, one: &UnresolvedItem, about: &About) -> Item {
    let words = desk.words;
    let zone_of = |store: &StoreId| desk.store(Some(store.as_str())).ok();
    let store = about.store.as_ref().and_then(zone_of).or_else(|| desk.store(None).ok());
    let at = |unix_ms| store.map(|store| desk.moment(unix_ms, store)).unwrap_or_default();
    let payment = one.payment.as_deref();
    let (title, detail) = words::of(one);
    let actions = words::actions(one).into_iter().map(|how| {
        let (how, message) = words::action(how);
        Action { how, label: words.of(message).to_string() }
    });
    Item {
        path: format!("/office/unresolved/{}/{}", one.id.kind.as_str(), one.id.key),
        title: words.of(title).to_string(),
        detail: words.of(detail).to_string(),
        since: at(one.since_unix_ms),
        next_step: words::step(one)
            .map(|(message, unix_ms)| words.of(message).with("at", at(unix_ms)).to_string()),
        amount: payment.map(|payment| amount(payment.plan.amount, words.form)),
        reference: payment.map(|payment| payment.plan.reference.clone()),
        till: about.till.clone(),
        sale: about.sale.clone(),
        actions: actions.collect(),
    }
}

fn units(desk: &Desk) -> Result<Vec<Unit>, Stopped> {
    let Ok(store) = desk.store(None) else { return Ok(Vec::new()) };
    let words = desk.words;
    let theirs: Vec<_> = desk.stores()?.iter().map(|store| store.sales_unit.clone()).collect();
    let troubles = desk.app.engine.unresolved_units(&desk.app.settings.merchant)?;
    let troubles = troubles.into_iter().filter(|one| theirs.contains(&one.unit));
    let unit = |one: engine::UnresolvedUnit| {
        let (title, detail) = words::of_unit(one.trouble);
        Unit {
            msn: one.unit.msn.to_string(),
            title: words.of(title).to_string(),
            detail: words.of(detail).to_string(),
            next_try: desk.moment(one.next_try_at_unix_ms, store),
        }
    };
    Ok(troubles.map(unit).collect())
}

/// Does what a person decided, about what is theirs.
pub(super) async fn settle(
    desk: Desk,
    Path((kind, key)): Path<(String, String)>,
    posted: Result<Form<Fields>, FormRejection>,
) -> Result<Response, Stopped> {
    let back = || Redirect::to("/office/unresolved").into_response();
    let kind = Kind::parse(&kind).ok_or(Stopped::NotThere)?;
    let id = AggregateId { kind, key };
    let refused = StatusCode::UNPROCESSABLE_ENTITY;
    let Ok(Form(Fields { how })) = posted else {
        return show(&desk, refused, None, desk.words.of("unreadable").to_string()).await;
    };
    let merchant = &desk.app.settings.merchant;
    // What is parked is listed as it was stored; where it belongs is read from itself.
    let one = match desk.app.engine.unresolved_one(merchant, &id).await? {
        Some(one) => one,
        None => UnresolvedItem {
            payment: payment_of(&desk, &id).await?,
            id: id.clone(),
            since_unix_ms: 0,
            parked_until_unix_ms: None,
            booking: None,
        },
    };
    let about = About::of(&desk, &one).await?;
    if !about.is_theirs(&desk) {
        return Err(Stopped::NotThere);
    }
    let store = desk.store(about.store.as_ref().map(StoreId::as_str))?;
    let request = desk.request(&store.id)?;
    match desk.app.engine.settle(&request, &id, how).await {
        Ok(()) => Ok(back()),
        Err(error) => {
            let message = messages::error(&error, desk.words);
            show(&desk, refused, None, message).await
        }
    }
}

async fn payment_of(desk: &Desk, id: &AggregateId) -> Result<Option<Box<Payment>>, Stopped> {
    if id.kind != Kind::Payment {
        return Ok(None);
    }
    let Ok(payment) = id.key.parse::<PaymentId>() else { return Ok(None) };
    let found = desk.app.engine.payment(&desk.app.settings.merchant, payment).await?;
    Ok(found.map(Box::new))
}

/// A place is `since.kind.key`, as a link hands it out.
fn place_of(text: &str) -> Option<UnresolvedPlace> {
    let mut parts = text.splitn(3, '.');
    let since_unix_ms = parts.next()?.parse().ok()?;
    let kind = Kind::parse(parts.next()?)?;
    Some((since_unix_ms, AggregateId { kind, key: parts.next()?.to_owned() }))
}
