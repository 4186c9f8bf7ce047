//! One sale, or one return: what was bought, how it was paid, whose it is, what came back; and the
//! whole story of it in plain words.

use super::super::format::{amount, clock_s, day, local_date, number, quantity, rate, whole};
use super::super::messages;
use super::super::stopped::Stopped;
use super::desk::{Desk, Section};
use super::sales::state;
use super::telling::{Telling, Tone};
use crate::roles::Right;
use crate::words::Words;
use askama::Template;
use axum::extract::Path;
use axum::response::{Html, IntoResponse, Response};
use checkout::{
    Amount, Payment, Refusal, Return, ReturnState, Sale, SaleId, Store, StoreId, cash_roundings,
};
use engine::{Document, EngineError, ListedState, SaleView};
use uuid::Uuid;

/// A line of the receipt.
struct Line {
    quantity: String,
    name: String,
    unit: String,
    discount: Option<String>,
    total: String,
}

struct Vat {
    rate: String,
    total: String,
    tax: String,
}

/// What paid a part, and by which payment.
struct Paid {
    words: String,
    amount: String,
    reference: Option<String>,
}

/// A return of wares of the sale.
struct Back {
    path: String,
    words: String,
    amount: String,
    is_open: bool,
}

/// Whose purchase it is.
struct Buyer {
    first_name: Option<String>,
    /// None for whoever may not see members.
    path: Option<String>,
    number_ends: Option<String>,
    is_member: bool,
    points: Option<String>,
}

/// An entry of the story.
struct Entry {
    at: String,
    tone: Tone,
    what: String,
    detail: Option<String>,
}

/// The entries of one day.
struct Day {
    day: String,
    entries: Vec<Entry>,
}

#[derive(Template)]
#[template(path = "office/sale.html")]
struct Page<'a> {
    desk: &'a Desk,
    words: Words,
    here: Section,
    title: String,
    is_training: bool,
    state: Option<(&'static str, String)>,
    facts: Vec<(String, String)>,
    lines: Vec<Line>,
    total: String,
    saving: Option<String>,
    vat: Vec<Vat>,
    paid: Vec<Paid>,
    backs: Vec<Back>,
    /// Of a return: the sale that it is of.
    original: Option<(String, String)>,
    buyer: Option<Buyer>,
    story: Vec<Day>,
}

pub(super) async fn page(desk: Desk, Path(id): Path<String>) -> Result<Response, Stopped> {
    let id: Uuid = id.parse().map_err(|_| Stopped::NotThere)?;
    let (engine, merchant) = (&desk.app.engine, &desk.app.settings.merchant);
    let document = match engine.document(merchant, id).await {
        Err(EngineError::Refused(Refusal::SaleUnknown)) => return Err(Stopped::NotThere),
        document => document?,
    };
    let page = match &document {
        Document::Sale(view) => sale_page(&desk, view).await?,
        Document::Return(view) => {
            let store = theirs(&desk, &view.returning.context.store)?;
            return_page(&desk, store, &view.returning, &view.original).await?
        }
    };
    Ok(Html(page.render()?).into_response())
}

/// The store of a document, if it is one of theirs.
fn theirs<'a>(desk: &'a Desk, store: &StoreId) -> Result<&'a Store, Stopped> {
    desk.store(Some(store.as_str()))
}

async fn sale_page<'a>(desk: &'a Desk, view: &SaleView) -> Result<Page<'a>, Stopped> {
    let sale = &view.sale;
    let store = theirs(desk, &sale.context.store)?;
    let words = desk.words;
    let merchant = &desk.app.settings.merchant;
    let payments = desk.app.engine.payments_of(merchant, sale).await?;
    let receipt = sale.receipt();
    let bare = |minor| number(Amount::new(minor, sale.currency), words.form);
    let full = |minor| amount(Amount::new(minor, sale.currency), words.form);
    let lines = receipt.lines.iter().map(|line| Line {
        quantity: quantity(line.quantity),
        name: line.name.clone(),
        unit: bare(line.unit_minor),
        discount: Some(-line.discount_minor).filter(|minor| *minor < 0).map(bare),
        total: bare(line.total_minor),
    });
    let vat = receipt.vat().into_iter().map(|sum| Vat {
        rate: rate(sum.rate),
        total: bare(sum.total_minor),
        tax: bare(sum.tax_minor),
    });
    let saving = sale.member_saving_minor();
    let (listed, number, at) = standing(sale);
    let title = match number {
        Some(number) => words.of("office-receipt").with("number", number).to_string(),
        None => words.of("office-sale-of").with("number", sale.short_id()).to_string(),
    };
    Ok(Page {
        desk,
        words,
        here: Section::Sales,
        title,
        is_training: sale.book() == checkout::Book::Training,
        state: state(listed, words),
        facts: facts(desk, store, &sale.context, at),
        lines: lines.collect(),
        total: full(receipt.total_minor()),
        saving: (sale.member_prices && saving > 0).then(|| full(saving)),
        vat: vat.collect(),
        paid: paid(&sale.tenders, sale, &payments, words),
        backs: backs(sale, words),
        original: None,
        buyer: buyer(desk, view),
        story: story(desk, store, sale).await?,
    })
}

async fn return_page<'a>(
    desk: &'a Desk,
    store: &Store,
    returning: &Return,
    original: &Sale,
) -> Result<Page<'a>, Stopped> {
    let words = desk.words;
    let bare = |minor| number(Amount::new(minor, returning.currency), words.form);
    let merchant = &desk.app.settings.merchant;
    let payments = desk.app.engine.payments_of(merchant, original).await?;
    let lines = returning.lines.iter().map(|part| {
        let line = original.basket.line(part.line);
        Line {
            quantity: quantity(part.quantity),
            name: line.map(|line| line.item.name.clone()).unwrap_or_default(),
            unit: line.map(|line| bare(line.item.unit_minor)).unwrap_or_default(),
            discount: Some(-part.discount_minor).filter(|minor| *minor < 0).map(bare),
            total: bare(part.taxed_minor()),
        }
    });
    let (listed, number, at) = match returning.state {
        ReturnState::Open => (ListedState::Open, None, returning.started_at_unix_ms),
        ReturnState::Completed { receipt_number, at_unix_ms } => {
            (ListedState::Completed, Some(receipt_number), at_unix_ms)
        }
        ReturnState::Cancelled { at_unix_ms } => (ListedState::Cancelled, None, at_unix_ms),
    };
    let number = number.map_or_else(|| returning.short_id(), |number| number.to_string());
    let (_, of, _) = standing(original);
    let of = of.map_or_else(|| original.short_id(), |number| number.to_string());
    Ok(Page {
        desk,
        words,
        here: Section::Sales,
        title: words.of("office-return-of").with("number", number).to_string(),
        is_training: returning.context.book == checkout::Book::Training,
        state: state(listed, words),
        facts: facts(desk, store, &returning.context, at),
        lines: lines.collect(),
        total: amount(returning.turnover(), words.form),
        saving: None,
        vat: Vec::new(),
        paid: paid(&returning.tenders, original, &payments, words),
        backs: Vec::new(),
        original: Some((
            format!("/office/sales/{}", original.id),
            words.of("office-receipt").with("number", of).to_string(),
        )),
        buyer: None,
        story: story(desk, store, original).await?,
    })
}

fn standing(sale: &Sale) -> (ListedState, Option<u64>, i64) {
    use checkout::SaleState::{Cancelled, Completed, Open, Parked};
    match sale.state {
        Open => (ListedState::Open, None, sale.opened_at_unix_ms),
        Parked { at_unix_ms } => (ListedState::Parked, None, at_unix_ms),
        Completed { receipt_number, at_unix_ms } => {
            (ListedState::Completed, Some(receipt_number), at_unix_ms)
        }
        Cancelled { at_unix_ms } => (ListedState::Cancelled, None, at_unix_ms),
    }
}

fn facts(
    desk: &Desk,
    store: &Store,
    context: &checkout::Context,
    at_unix_ms: i64,
) -> Vec<(String, String)> {
    let words = desk.words;
    let fact = |message: &'static str, value: String| (words.of(message).to_string(), value);
    vec![
        fact("office-time", desk.moment(at_unix_ms, store)),
        fact("office-store", store.name.clone()),
        fact("office-till", context.till.to_string()),
        fact("office-by", desk.name_of(&context.operator)),
    ]
}

/// What changed hands, or is on its way.
fn paid(
    tenders: &[checkout::Tender],
    sale: &Sale,
    payments: &[Payment],
    words: Words,
) -> Vec<Paid> {
    let roundings = cash_roundings(tenders, sale.currency);
    let one = |(tender, rounding)| paid_by(tender, rounding, sale, payments, words);
    tenders.iter().zip(roundings).map(one).collect()
}

fn paid_by(
    tender: &checkout::Tender,
    rounding: i64,
    sale: &Sale,
    payments: &[Payment],
    words: Words,
) -> Paid {
    let reference = match tender.kind {
        checkout::TenderKind::Vipps { payment } => {
            payments.iter().find(|one| one.plan.id == payment)
        }
        _ => None,
    };
    Paid {
        words: messages::tender(tender.kind, words),
        amount: amount(Amount::new(tender.minor + rounding, sale.currency), words.form),
        reference: reference.map(|payment| payment.plan.reference.clone()),
    }
}

fn backs(sale: &Sale, words: Words) -> Vec<Back> {
    let back = |one: &checkout::SaleReturn| {
        let minor = one.lines.iter().map(checkout::ReturnedLine::taxed_minor).sum();
        Back {
            path: format!("/office/sales/{}", one.id),
            words: match one.receipt_number {
                Some(number) => words.of("office-return-of").with("number", number).to_string(),
                None => words.of("office-return-under-way").to_string(),
            },
            amount: amount(Amount::new(minor, sale.currency), words.form),
            is_open: one.receipt_number.is_none(),
        }
    };
    sale.returns.iter().map(back).collect()
}

fn buyer(desk: &Desk, view: &SaleView) -> Option<Buyer> {
    let customer = view.sale.customer?;
    let path = customer.member.filter(|_| desk.may(Right::SeeMembers));
    Some(Buyer {
        first_name: view.given_name.clone(),
        path: path.map(|member| format!("/office/members/{member}")),
        number_ends: view.number_ends.clone(),
        is_member: customer.member.is_some(),
        points: Some(view.sale.points_kept())
            .filter(|points| *points > 0)
            .map(|points| whole(points, desk.words.form)),
    })
}

/// The story by days, oldest first.
async fn story(desk: &Desk, store: &Store, sale: &Sale) -> Result<Vec<Day>, Stopped> {
    let merchant = &desk.app.settings.merchant;
    let story = desk.app.engine.story(merchant, SaleId(sale.id.0)).await?;
    let mut telling = Telling::new(desk, sale);
    let mut days: Vec<Day> = Vec::new();
    for entry in &story {
        let Some(told) = telling.tell(&entry.event) else { continue };
        let date = day(local_date(entry.at_unix_ms, &store.zone), desk.words.form);
        let entry = Entry {
            at: clock_s(entry.at_unix_ms, &store.zone, desk.words.form),
            tone: told.tone,
            what: told.what.to_string(),
            detail: told.detail,
        };
        match days.last_mut().filter(|last| last.day == date) {
            Some(last) => last.entries.push(entry),
            None => days.push(Day { day: date, entries: vec![entry] }),
        }
    }
    Ok(days)
}
