//! The till's page: what stands on it, and how it is answered, whole or as the fragments that a
//! script swaps in.

use super::basket::BasketView;
use super::customer::{CustomerCard, CustomerKind};
use super::finding::Hit;
use super::format::{amount, moment, whole};
use super::keys::Keys;
use super::live::{self, Stamp};
use super::messages;
use super::payment::{Act, PaymentPanel};
use super::place::Place;
use super::receipt::ReceiptView;
use super::scanner;
use super::standing::Standing;
use super::stopped::Stopped;
use super::visit::Visit;
use crate::App;
use crate::words::Words;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use checkout::{Amount, Language, Sale, SaleState, Tender, TenderKind};
use engine::SaleView;

/// The one button that is always the next step.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Primary {
    pub(super) words: String,
    /// The action that it posts; none while it has to wait.
    pub(super) action: Option<Action>,
}

/// An action below the till's path, with the fields that it needs.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Action {
    pub(super) path: &'static str,
    /// One field's name and value.
    pub(super) field: Option<(&'static str, &'static str)>,
}

/// A sale that can be taken up: its id, and how it is told from others.
#[derive(Debug)]
pub(super) struct SaleRow {
    pub(super) sale: String,
    pub(super) words: String,
}

impl SaleRow {
    pub(super) fn of(sale: &Sale, place: &Place) -> Self {
        let words = place.words;
        let at_unix_ms = match sale.state {
            SaleState::Parked { at_unix_ms } => at_unix_ms,
            _ => sale.opened_at_unix_ms,
        };
        let count = i64::try_from(sale.basket.lines.len()).unwrap_or(i64::MAX);
        let parts = [
            moment(at_unix_ms, &place.zone, words.form),
            words.of("line-count").count(count, count).to_string(),
            amount(sale.total(), words.form),
        ];
        Self { sale: sale.id.to_string(), words: parts.join(" · ") }
    }
}

/// What may be done to the sale.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Tool {
    Undo,
    Park,
    /// Let the customer scan a QR instead of being asked on the phone.
    ShowQr,
}

/// Everything below the scan line.
#[derive(Debug)]
pub(super) struct TillLive {
    pub(super) path: String,
    pub(super) keys: Keys,
    /// The sale that the buttons are about: a press on an old page must not meet the next sale.
    pub(super) sale: Option<String>,
    pub(super) basket: Option<BasketView>,
    pub(super) receipt: Option<ReceiptView>,
    pub(super) has_printer: bool,
    pub(super) customer: CustomerCard,
    pub(super) payment: Option<PaymentPanel>,
    pub(super) can_tender: bool,
    /// What the button for cash says, with the amount where cash comes to another one than is due.
    pub(super) cash: String,
    /// The member's points that may pay now, in words.
    pub(super) points_usable: Option<String>,
    pub(super) can_cancel_sale: bool,
    pub(super) tools: Vec<Tool>,
    /// What waits in the store, while the till is free for it.
    pub(super) parked: Vec<SaleRow>,
    /// Why something may be taken off a line: as the form names it, and in words.
    pub(super) reasons: Vec<(&'static str, String)>,
    pub(super) primary: Primary,
    /// For a screen reader: what changed last in the basket, and how the payment stands.
    pub(super) say: String,
    pub(super) alert: String,
}

impl TillLive {
    /// `parked` are the sales that wait in the store.
    pub(super) fn of(
        place: &Place,
        view: Option<&SaleView>,
        parked: &[Sale],
        now_unix_ms: i64,
    ) -> Self {
        let words = place.words;
        let basket = view.map(|view| BasketView::of(&view.sale, words));
        let payment = view.and_then(|view| PaymentPanel::of(view, now_unix_ms, words));
        let customer = CustomerCard::of(place, view, now_unix_ms);
        let sale = view.map(|view| &view.sale);
        let receipt = view.and_then(|view| ReceiptView::of(place, view));
        let is_filled = sale.is_some_and(|sale| !sale.basket.is_empty());
        Self {
            path: place.till_path(),
            keys: place.keys,
            sale: sale.map(|sale| sale.id.to_string()),
            can_tender: is_filled && view.is_some_and(can_tender),
            cash: cash(sale, words),
            points_usable: view.and_then(|view| points_usable(view, words)),
            can_cancel_sale: sale.is_some_and(can_cancel),
            tools: view.map(tools).unwrap_or_default(),
            parked: parked.iter().map(|sale| SaleRow::of(sale, place)).collect(),
            reasons: messages::discount_reasons(words),
            primary: primary(view, words),
            say: basket.as_ref().map(|basket| say(basket, words)).unwrap_or_default(),
            alert: alert(payment.as_ref(), &customer, receipt.as_ref(), words),
            receipt,
            has_printer: place.has_printer,
            basket,
            customer,
            payment,
        }
    }
}

fn cash(sale: Option<&Sale>, words: Words) -> String {
    let name = words.of("tender-cash");
    match sale {
        Some(sale) => messages::in_cash(&name, sale.due(), &sale.tenders, words),
        None => name.to_string(),
    }
}

/// A request that may still be given up is cancelled first.
fn can_tender(view: &SaleView) -> bool {
    let may_give_up = || {
        matches!(
            Standing::of(view),
            Standing::Sending { .. } | Standing::Waiting | Standing::Late | Standing::Stuck
        )
    };
    view.sale.is_open() && (view.sale.live_attempt().is_none() || may_give_up())
}

fn can_show_qr(view: &SaleView) -> bool {
    let sale = &view.sale;
    let may_ask = sale.live_attempt().is_none() || Standing::of(view) == Standing::Waiting;
    let is_shown = view.payment.as_ref().is_some_and(checkout::Payment::waits_for_scan);
    sale.is_open() && sale.payer().is_some() && sale.due().minor > 0 && may_ask && !is_shown
}

fn points_usable(view: &SaleView, words: Words) -> Option<String> {
    let part = view.quote?.usable?;
    let worth = amount(Amount::new(part.minor, view.sale.currency), words.form);
    let (points, who) = (whole(part.points, words.form), view.given_name.as_deref());
    Some(messages::use_points(&points, &worth, view.sale.is_customer_proved(), who, words))
}

fn tools(view: &SaleView) -> Vec<Tool> {
    let sale = &view.sale;
    let is_free = sale.is_open() && !sale.prices_pinned();
    [
        (Tool::Undo, is_free && sale.last_change.is_some()),
        (Tool::Park, is_free && sale.is_begun()),
        (Tool::ShowQr, can_show_qr(view)),
    ]
    .into_iter()
    .filter_map(|(tool, may)| may.then_some(tool))
    .collect()
}

/// What was paid at the counter is handed back there; what came through the app is returned.
fn can_cancel(sale: &Sale) -> bool {
    let by_app = |tender: &Tender| matches!(tender.kind, TenderKind::Vipps { .. });
    let is_free = sale.is_open() && sale.live_attempt().is_none();
    sale.is_begun() && is_free && !sale.tenders.iter().any(by_app)
}

fn primary(view: Option<&SaleView>, words: Words) -> Primary {
    let button = |message: &'static str, action| {
        let words = words.of(message).to_string();
        Primary { words, action }
    };
    let wait = |message| button(message, None);
    let post = |message, path, field| button(message, Some(Action { path, field }));
    let Some(view) = view else { return wait("primary-scan") };
    let sale = &view.sale;
    if !sale.is_open() {
        return post("primary-new", "new", None);
    }
    let standing = Standing::of(view);
    if sale.live_attempt().is_some() {
        return match standing {
            Standing::AwaitingClaim => post("finish-sale", "pay/claim", Some(("claim", "finish"))),
            Standing::Late | Standing::Stuck => post("give-back", "pay/cancel", None),
            standing => wait(messages::wait(standing)),
        };
    }
    if sale.basket.is_empty() {
        return wait("primary-scan");
    }
    if sale.due().minor == 0 {
        return post("finish-sale", "tender", Some(("kind", "cash")));
    }
    match sale.customer {
        None => wait("primary-scan-qr"),
        Some(_) if asked_before(sale, view) => post("ask-again", "pay", None),
        Some(_) => post("primary-pay", "pay", None),
    }
}

/// Whether this customer was asked and nothing came of it.
fn asked_before(sale: &Sale, view: &SaleView) -> bool {
    let asked = view.payment.as_ref().map(|payment| payment.plan.contact);
    asked.is_some() && asked == sale.customer.map(|customer| customer.contact)
}

fn say(basket: &BasketView, words: Words) -> String {
    match basket.lines.last() {
        Some(line) => format!(
            "{}, {}, {}. {}, {}.",
            line.name, line.quantity, line.total, basket.line_count, basket.to_pay
        ),
        None => words.of("basket-empty-said").to_string(),
    }
}

fn alert(
    payment: Option<&PaymentPanel>,
    customer: &CustomerCard,
    receipt: Option<&ReceiptView>,
    words: Words,
) -> String {
    let membership = match &customer.kind {
        CustomerKind::Guest { membership: Some(membership), .. }
        | CustomerKind::Member { membership: Some(membership), .. } => membership.words.as_str(),
        _ => "",
    };
    let payment = payment.filter(|panel| panel.state != "none").map_or("", |panel| &panel.title);
    let printer = receipt.and_then(|receipt| receipt.trouble(&words)).unwrap_or_default();
    [membership, payment, &printer]
        .into_iter()
        .filter(|words| !words.is_empty())
        .collect::<Vec<_>>()
        .join(". ")
}

#[derive(Template)]
#[template(path = "till.html")]
struct TillPage<'a> {
    words: Words,
    place: &'a Place,
    /// As the product search begins.
    path: &'a str,
    text: &'a str,
    hits: &'a [Hit],
    price: Option<&'a str>,
    live: &'a TillLive,
    message: &'a str,
    stamp: Stamp,
}

#[derive(Template)]
#[template(path = "till/fragment.html")]
struct TillFragment<'a> {
    words: Words,
    live: &'a TillLive,
    message: &'a str,
}

#[derive(Template)]
#[template(path = "till/live.html")]
struct LiveFragment<'a> {
    words: Words,
    live: &'a TillLive,
}

pub(super) async fn page(visit: Visit) -> Result<Response, Stopped> {
    answer(&visit, StatusCode::OK, "").await
}

/// The till as it is now, with a message: the page, or its fragments for the script.
pub(super) async fn answer(
    visit: &Visit,
    status: StatusCode,
    message: &str,
) -> Result<Response, Stopped> {
    let place = &visit.place;
    let (stamp, live) = look(&visit.app, place).await?;
    let html = if visit.wants_fragment {
        TillFragment { words: place.words, live: &live, message }.render()?
    } else {
        let (words, path) = (place.words, live.path.as_str());
        let (text, hits, price) = ("", &[], None);
        TillPage { words, place, path, text, hits, price, live: &live, message, stamp }.render()?
    };
    Ok((status, [(live::STAMP_HEADER, stamp.to_string())], Html(html)).into_response())
}

/// The till's live part as it is now, for its event stream.
pub(super) async fn live_html(app: &App, place: &Place) -> Result<(Stamp, String), Stopped> {
    let (stamp, live) = look(app, place).await?;
    Ok((stamp, LiveFragment { words: place.words, live: &live }.render()?))
}

async fn look(app: &App, place: &Place) -> Result<(Stamp, TillLive), Stopped> {
    let (stamp, view) = live::current_sale(app, place).await?;
    let is_free = view.as_ref().is_none_or(|view| !view.sale.is_open() || !view.sale.is_begun());
    let parked = if is_free { parked(app, place).await? } else { Vec::new() };
    Ok((stamp, TillLive::of(place, view.as_ref(), &parked, stamp.unix_ms())))
}

async fn parked(app: &App, place: &Place) -> Result<Vec<Sale>, Stopped> {
    let merchant = &app.settings.merchant;
    let mut parked = Vec::new();
    for id in app.engine.parked_sales(merchant, &place.till).await? {
        parked.push(app.engine.sale(merchant, id).await?.sale);
    }
    Ok(parked)
}

#[cfg(test)]
pub(super) fn render_live(live: &TillLive, words: Words) -> String {
    LiveFragment { words, live }.render().expect("the template renders")
}
