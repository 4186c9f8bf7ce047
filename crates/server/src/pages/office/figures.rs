//! What was sold within some days: turnover, number, returns, members' part and what they saved; by
//! store, till, tender, rate of tax, day and hour. Read from what is listed of each sale.

mod sums;

use super::super::format::{amount, day, rate};
use super::super::stopped::Stopped;
use super::desk::{Choice, Desk, Section};
use super::plot::Plot;
use super::sales::tender;
use crate::words::Words;
use askama::Template;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use checkout::{Amount, Currency, LocalDate, Store};
use engine::{LISTED_PAGE_MAX, ListOrder};
use serde::Deserialize;
use std::collections::BTreeMap;
use sums::{Sum, Sums};

/// The most days at once.
const DAYS_MAX: i32 = 92;
/// The most sales and returns that are added up at once.
const DOCUMENTS_MAX: usize = 100_000;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    /// Left out or empty: all that are theirs.
    store: Option<String>,
    from: Option<String>,
    until: Option<String>,
}

/// A row of a table of figures.
struct Row {
    name: String,
    turnover: String,
    sales: i64,
    returns: String,
    average: String,
    members: String,
    saving: String,
}

/// A row of what was paid, or of tax.
struct Part {
    name: String,
    total: String,
    tax: Option<String>,
}

/// A table with a plot above it.
struct Drawn {
    id: String,
    title: String,
    plot: Plot,
    rows: Vec<Part>,
}

/// The figures in one currency.
struct Figures {
    currency: &'static str,
    total: Row,
    stores: Vec<Row>,
    tills: Vec<Row>,
    tenders: Vec<Part>,
    rates: Vec<Part>,
    drawn: Vec<Drawn>,
}

#[derive(Template)]
#[template(path = "office/figures.html")]
struct Page<'a> {
    desk: &'a Desk,
    words: Words,
    here: Section,
    stores: Vec<Choice>,
    from: String,
    until: String,
    fault: Option<String>,
    is_cut: bool,
    figures: Vec<Figures>,
    csv: String,
}

/// What was asked for, understood.
struct Asked<'a> {
    stores: Vec<&'a Store>,
    is_one: bool,
    from: LocalDate,
    until: LocalDate,
}

/// Why it can't be shown, as the name of a message.
type Fault = &'static str;

fn asked<'a>(desk: &'a Desk, wanted: &Wanted) -> Result<Result<Asked<'a>, Fault>, Stopped> {
    let all = desk.stores()?;
    let one = wanted.store.as_deref().filter(|store| !store.is_empty());
    let stores = match one {
        Some(id) => vec![desk.store(Some(id))?],
        None => all,
    };
    let Some(first) = stores.first() else { return Err(Stopped::NotThere) };
    let today = desk.today(first);
    let day = |text: &Option<String>| match text.as_deref().map(str::trim) {
        None | Some("") => Ok(today),
        Some(text) => text.parse::<LocalDate>().map_err(|_| "office-day-unreadable"),
    };
    let period = day(&wanted.from).and_then(|from| Ok((from, day(&wanted.until)?)));
    Ok(period.and_then(|(from, until)| {
        if until < from {
            return Err("office-days-backwards");
        }
        if until.days_since(from) >= DAYS_MAX {
            return Err("office-days-too-many");
        }
        Ok(Asked { is_one: one.is_some(), stores, from, until })
    }))
}

/// Adds up what was completed, by currency; and whether there was more than is added up.
async fn add_up(
    desk: &Desk,
    asked: &Asked<'_>,
) -> Result<(BTreeMap<Currency, Sums>, bool), Stopped> {
    let shop = desk.shop()?;
    let mut by_currency: BTreeMap<Currency, Sums> = BTreeMap::new();
    let mut seen = 0;
    for store in &asked.stores {
        let mut after = None;
        loop {
            let order = ListOrder {
                store: store.id.clone(),
                till: None,
                from_unix_ms: shop.day_begins_unix_ms(&store.id, asked.from),
                until_unix_ms: shop.day_begins_unix_ms(&store.id, asked.until.plus_days(1)),
                after,
                limit: LISTED_PAGE_MAX,
            };
            let page = desk.app.engine.listed(&desk.app.settings.merchant, order).await?;
            let Some(last) = page.last() else { break };
            after = Some((last.at_unix_ms, last.id));
            seen += page.len();
            for one in &page {
                by_currency.entry(one.summary.currency).or_default().add(one, &store.zone);
            }
            if seen >= DOCUMENTS_MAX {
                return Ok((by_currency, true));
            }
        }
    }
    for store in &asked.stores {
        by_currency.entry(store.currency).or_default();
    }
    Ok((by_currency, false))
}

pub(super) async fn page(
    desk: Desk,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Response, Stopped> {
    let Query(wanted) = wanted.unwrap_or_default();
    let chosen = wanted.store.clone().unwrap_or_default();
    let (asked, fault) = match asked(&desk, &wanted)? {
        Ok(asked) => (Some(asked), None),
        Err(fault) => (None, Some(desk.words.of(fault).to_string())),
    };
    let all = Choice::new("", desk.words.of("office-all-stores"), chosen.is_empty());
    let stores = desk
        .stores()?
        .into_iter()
        .map(|store| Choice::new(&store.id, &store.name, store.id.as_str() == chosen));
    let stores = [all].into_iter().chain(stores).collect();
    let (mut figures, mut is_cut) = (Vec::new(), false);
    if let Some(asked) = &asked {
        let (by_currency, cut) = add_up(&desk, asked).await?;
        is_cut = cut;
        for (currency, sums) in &by_currency {
            figures.push(of_currency(&desk, asked, *currency, sums));
        }
    }
    let shown = |text: &Option<String>, read: Option<LocalDate>| {
        let typed = text.clone().unwrap_or_default();
        read.map_or(typed, |day| day.to_string())
    };
    let (from, until) = (
        shown(&wanted.from, asked.as_ref().map(|asked| asked.from)),
        shown(&wanted.until, asked.as_ref().map(|asked| asked.until)),
    );
    let encode = super::super::place::path_segment;
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = Page {
        csv: format!(
            "/office/figures.csv?store={}&from={}&until={}",
            encode(&chosen),
            encode(&from),
            encode(&until)
        ),
        desk: &desk,
        words: desk.words,
        here: Section::Figures,
        stores,
        from,
        until,
        fault,
        is_cut,
        figures,
    };
    Ok((status, Html(page.render()?)).into_response())
}

fn row(name: String, sum: &Sum, currency: Currency, words: Words) -> Row {
    let money = |minor| amount(Amount::new(minor, currency), words.form);
    let percent = |part: i64, whole: i64| match whole {
        ..=0 => "–".to_owned(),
        whole => format!("{}\u{a0}%", (part * 200 + whole) / (whole * 2)),
    };
    Row {
        name,
        turnover: money(sum.sold_minor - sum.returned_minor),
        sales: sum.sales,
        returns: format!("{} · {}", sum.returns, money(sum.returned_minor)),
        average: if sum.sales == 0 { "–".to_owned() } else { money(sum.sold_minor / sum.sales) },
        members: percent(sum.members_minor, sum.sold_minor),
        saving: money(sum.saving_minor),
    }
}

fn of_currency(desk: &Desk, asked: &Asked<'_>, currency: Currency, sums: &Sums) -> Figures {
    let words = desk.words;
    let money = |minor| amount(Amount::new(minor, currency), words.form);
    let stores = asked.stores.iter().filter(|store| store.currency == currency);
    let none = Sum::default();
    let by_store = stores.map(|store| {
        let sum = sums.stores.get(&store.id).unwrap_or(&none);
        row(store.name.clone(), sum, currency, words)
    });
    let by_store: Vec<_> = by_store.collect();
    let tills = sums.tills.iter().map(|(till, sum)| {
        row(words.of("till-title").with("till", till).to_string(), sum, currency, words)
    });
    let tenders = sums.tenders.iter().map(|(sort, minor)| Part {
        name: tender(*sort, words),
        total: money(*minor),
        tax: None,
    });
    let rates = sums.rates.iter().map(|(of, (total, tax))| Part {
        name: rate(*of),
        total: money(*total),
        tax: Some(money(*tax)),
    });
    Figures {
        currency: currency.code(),
        total: row(words.of("total").to_string(), &sums.total, currency, words),
        stores: if asked.is_one || by_store.len() < 2 { Vec::new() } else { by_store },
        tills: tills.collect(),
        tenders: tenders.collect(),
        rates: rates.collect(),
        drawn: drawn(asked, currency, sums, words),
    }
}

/// By day where there are several, and by hour where something was sold.
fn drawn(asked: &Asked<'_>, currency: Currency, sums: &Sums, words: Words) -> Vec<Drawn> {
    let money = |minor| amount(Amount::new(minor, currency), words.form);
    let draw = |name: &str, title: &'static str, values: Vec<(String, String, i64)>| Drawn {
        id: format!("{name}-{}", currency.code().to_lowercase()),
        title: words.of(title).to_string(),
        plot: Plot::of(
            &values
                .iter()
                .map(|(short, long, minor)| {
                    (short.clone(), *minor, format!("{long}: {}", money(*minor)))
                })
                .collect::<Vec<_>>(),
        ),
        rows: values
            .into_iter()
            .map(|(_, long, minor)| Part { name: long, total: money(minor), tax: None })
            .collect(),
    };
    let mut drawn = Vec::new();
    if asked.from < asked.until {
        let count = asked.until.days_since(asked.from);
        let days = (0..=count).map(|plus| asked.from.plus_days(plus)).map(|date| {
            let minor = sums.days.get(&date).copied().unwrap_or(0);
            let short = date.to_string().split_off(8);
            (short.trim_start_matches('0').to_owned(), day(date, words.form), minor)
        });
        drawn.push(draw("days", "office-by-day", days.collect()));
    }
    let (first, last) = (sums.hours.keys().min(), sums.hours.keys().max());
    if let (Some(first), Some(last)) = (first, last) {
        let hours = (*first..=*last).map(|hour| {
            let minor = sums.hours.get(&hour).copied().unwrap_or(0);
            (format!("{hour}"), format!("{hour:02}–{:02}", hour + 1), minor)
        });
        drawn.push(draw("hours", "office-by-hour", hours.collect()));
    }
    drawn
}

/// The same as CSV in UTF-8, with a line of names: amounts are minor units.
pub(super) async fn csv(
    desk: Desk,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Response, Stopped> {
    let Query(wanted) = wanted.unwrap_or_default();
    let Ok(asked) = asked(&desk, &wanted)? else { return Err(Stopped::NotThere) };
    let (by_currency, is_cut) = add_up(&desk, &asked).await?;
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut rows =
        vec![["currency", "by", "name", "turnover", "tax", "sales", "returns"].map(str::to_owned)];
    for (currency, sums) in &by_currency {
        rows.extend(sums.rows(currency.code()));
    }
    if is_cut {
        let why = desk.words.of("office-cut").to_string();
        let nothing = String::new;
        rows.push([
            nothing(),
            "incomplete".to_owned(),
            why,
            nothing(),
            nothing(),
            nothing(),
            nothing(),
        ]);
    }
    let written = rows.iter().try_for_each(|row| writer.write_record(row));
    let bytes = written.and_then(|()| writer.into_inner().map_err(|why| why.into_error().into()));
    let bytes = bytes.map_err(|error| {
        tracing::error!(%error, "figures could not be written");
        Stopped::Broken
    })?;
    let name = format!("attachment; filename=\"figures-{}-{}.csv\"", asked.from, asked.until);
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, bytes).into_response())
}
