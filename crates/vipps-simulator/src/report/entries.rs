//! The entries of a ledger: of one date, page by page, or as a feed that never ends. A cursor says
//! at which entry to go on and is opaque to callers.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::call::text;
use crate::clock::format_utc;
use crate::extract::{Path, Query};
use crate::money::Currency;
use crate::problem::Problem;
use crate::readings::{OpenDate, PayoutEntry};
use crate::report::books::{Entry, EntryType, Topic};
use crate::report::call::ReportCall;
use crate::report::ledgers::handle;
use crate::settings::SalesUnit;
use crate::simulator::{Simulator, Turn};

const PAGE_HEADER: &str = "vipps-feed-page-size";
const PAGE_MAX: usize = 1000;

#[derive(Deserialize)]
pub(super) struct CursorQuery {
    cursor: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    items: Vec<EntryDocument>,
    #[serde(skip_serializing_if = "Option::is_none")]
    has_more: Option<bool>,
    try_later: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EntryDocument {
    psp_reference: String,
    time: String,
    ledger_date: String,
    entry_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    currency: Currency,
    amount: i64,
    balance_before: i64,
    balance_after: i64,
    /// Of what concerns one sales unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    recipient_handle: Option<String>,
}

impl EntryDocument {
    fn of(entry: &Entry, unit: &SalesUnit, payout: PayoutEntry) -> Self {
        Self {
            psp_reference: entry.psp_reference.clone(),
            time: format_utc(entry.at_ms, "%Y-%m-%dT%H:%M:%S%.3f000Z"),
            ledger_date: entry.date.clone(),
            entry_type: match entry.kind {
                EntryType::Capture => "capture",
                EntryType::Refund => "refund",
                EntryType::CaptureFee => "capture-fee",
                EntryType::FeesRetained => "fees-retained",
                EntryType::PayoutScheduled => match payout {
                    PayoutEntry::PayoutScheduled => "payout-scheduled",
                    PayoutEntry::ScheduledForPayout => "scheduled-for-payout",
                },
            },
            reference: entry.reference.clone(),
            currency: unit.currency,
            amount: entry.amount,
            balance_before: entry.balance_before,
            balance_after: entry.balance_before + entry.amount,
            recipient_handle: entry.msn.as_deref().map(handle),
        }
    }
}

pub(super) async fn by_date(
    State(simulator): State<Simulator>,
    Path((ledger, topic, date)): Path<(String, String, String)>,
    Query(query): Query<CursorQuery>,
    headers: HeaderMap,
    call: ReportCall,
) -> Response {
    let size = page_size(&headers);
    respond(&simulator, &call, &ledger, &topic, size, |turn, unit, topic| {
        let day: Date = date
            .parse()
            .map_err(|_| Problem::invalid_field("ledgerDate", "The date must be YYYY-MM-DD."))?;
        let start = position(query.cursor.as_deref())?;
        let today: Option<Date> = format_utc(turn.now_ms, "%Y-%m-%d").parse().ok();
        let is_open = today.is_none_or(|today| day >= today);
        let readings = turn.readings();
        if is_open && readings.report_of_open_date == OpenDate::NotFound {
            let detail = "The report for this date is not available yet.";
            return Err(Problem::plain(StatusCode::NOT_FOUND, "Not Found", detail));
        }
        let payout = readings.payout_entry;
        let date = day.to_string();
        let book = turn.closed_books(&unit.msn, turn.now_ms).book(topic);
        let mut found = book.from(start).filter(|(_, entry)| entry.date == date).take(size + 1);
        let items: Vec<(usize, EntryDocument)> = found
            .by_ref()
            .take(size)
            .map(|(at, entry)| (at, EntryDocument::of(entry, unit, payout)))
            .collect();
        let has_more = found.next().is_some();
        let next = items.last().map(|(at, _)| cursor(at + 1)).filter(|_| has_more);
        let items = items.into_iter().map(|(_, document)| document).collect();
        Ok(Page { items, has_more: Some(has_more), try_later: is_open, cursor: next })
    })
}

pub(super) async fn feed(
    State(simulator): State<Simulator>,
    Path((ledger, topic)): Path<(String, String)>,
    Query(query): Query<CursorQuery>,
    headers: HeaderMap,
    call: ReportCall,
) -> Response {
    let size = page_size(&headers);
    respond(&simulator, &call, &ledger, &topic, size, |turn, unit, topic| {
        let start = position(query.cursor.as_deref())?;
        let payout = turn.readings().payout_entry;
        let book = turn.closed_books(&unit.msn, turn.now_ms).book(topic);
        let mut next = start;
        let mut items = Vec::new();
        for (at, entry) in book.from(start).take(size) {
            next = at + 1;
            items.push(EntryDocument::of(entry, unit, payout));
        }
        let is_at_end = book.from(next).next().is_none();
        Ok(Page { items, has_more: None, try_later: is_at_end, cursor: Some(cursor(next)) })
    })
}

/// As asked for, up to the usual 1000.
fn page_size(headers: &HeaderMap) -> usize {
    let asked = text(headers, PAGE_HEADER).and_then(|text| text.parse().ok());
    asked.unwrap_or(PAGE_MAX).clamp(1, PAGE_MAX)
}

fn respond(
    simulator: &Simulator,
    call: &ReportCall,
    ledger: &str,
    topic: &str,
    size: usize,
    work: impl FnOnce(&mut Turn<'_>, &SalesUnit, Topic) -> Result<Page, Problem>,
) -> Response {
    let answer = simulator.turn(|turn| {
        let settings = turn.settings;
        let mut units =
            settings.key_set(&call.client_id).into_iter().flat_map(|it| it.units(settings));
        let readings = turn.readings();
        let unit = units.find(|unit| settings.ledger_id(readings, &unit.msn) == ledger);
        let topic = match topic {
            "funds" => Some(Topic::Funds),
            "fees" => Some(Topic::Fees),
            _ => None,
        };
        let missing = || {
            let detail = "There is no such ledger for these keys.";
            Problem::plain(StatusCode::NOT_FOUND, "Not Found", detail)
        };
        let page = unit.zip(topic).ok_or_else(missing);
        match page.and_then(|(unit, topic)| work(turn, unit, topic)) {
            Ok(page) => Answer::json(StatusCode::OK, &page),
            Err(problem) => problem.answer(turn.ids, &call.instance),
        }
    });
    ([(PAGE_HEADER, size.to_string())], answer).into_response()
}

fn cursor(position: usize) -> String {
    URL_SAFE_NO_PAD.encode(format!("entry {position}"))
}

fn position(cursor: Option<&str>) -> Result<usize, Problem> {
    let Some(cursor) = cursor.filter(|cursor| !cursor.is_empty()) else { return Ok(0) };
    let decoded = URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|it| String::from_utf8(it).ok());
    let number = decoded.and_then(|text| text.strip_prefix("entry ")?.parse().ok());
    number.ok_or_else(|| Problem::invalid_field("cursor", "The cursor was not given here."))
}
