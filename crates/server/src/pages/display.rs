//! The customer's display: what is bought, what is saved, and what to do now. Of a person it shows
//! the first name only, and nothing a while after the sale or once the next one begins.

use super::basket::BasketView;
use super::customer::Countdown;
use super::format::{amount, whole};
use super::language;
use super::live::{self, Stamp};
use super::messages::display as messages;
use super::place::Place;
use super::standing::Standing;
use super::stopped::Stopped;
use super::visit::{QrVisit, Visit};
use crate::App;
use crate::words::Words;
use askama::Template;
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse, Response};
use checkout::{Amount, EnrolmentState, Language, Refusal, Sale, SaleState};
use engine::{EngineError, SaleView};

/// How long a customer is thanked, in milliseconds: whoever stands there then may be the next one.
pub(super) const THANKS_MS: i64 = 60_000;

/// What the customer is to do, as a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Picture {
    /// A personal QR on a phone.
    Qr,
    /// A phone with a mark to press.
    Approve,
    /// A request on its way, or money.
    Moment,
    Paid,
    /// Somebody to talk to.
    Cashier,
}

/// What to do now.
#[derive(Debug)]
pub(super) struct Now {
    pub(super) picture: Picture,
    pub(super) words: String,
    pub(super) detail: Option<String>,
    pub(super) countdown: Option<Countdown>,
}

#[derive(Debug)]
pub(super) struct DisplayLive {
    pub(super) store: String,
    /// None while nobody is served: then the store's name stands large.
    pub(super) greeting: Option<String>,
    pub(super) basket: Option<BasketView>,
    pub(super) is_paid: bool,
    pub(super) now: Now,
    /// The word that the customer finds in the app, while a membership request is open.
    pub(super) binding_message: Option<String>,
    /// Points that pay once the customer approves on the phone.
    pub(super) points_wait: Option<String>,
    /// Where the QR is that the customer scans to pay, while one is to be scanned.
    pub(super) payment_qr: Option<String>,
    /// For a screen reader.
    pub(super) say: String,
    pub(super) alert: String,
}

impl DisplayLive {
    pub(super) fn of(place: &Place, view: Option<&SaleView>, now_unix_ms: i64) -> Self {
        let begun = view.filter(|view| {
            let sale = &view.sale;
            let is_shown = match sale.state {
                SaleState::Cancelled { .. } => false,
                SaleState::Completed { at_unix_ms, .. } => now_unix_ms - at_unix_ms < THANKS_MS,
                SaleState::Open | SaleState::Parked { .. } => true,
            };
            is_shown && (!sale.basket.is_empty() || sale.customer.is_some())
        });
        let Some(view) = begun else { return Self::idle(place) };
        let words = place.words;
        let basket = BasketView::of(&view.sale, words);
        let is_paid = matches!(view.sale.state, SaleState::Completed { .. });
        let now = now(place, view, &basket, now_unix_ms);
        let name = view.given_name.as_deref();
        let binding = view.enrolment.as_ref().filter(|enrolment| {
            enrolment.is_awaited()
                && matches!(enrolment.state, EnrolmentState::Requested | EnrolmentState::Pending)
        });
        Self {
            store: place.store.clone(),
            greeting: Some(messages::greeting(name, is_paid, words)),
            is_paid,
            points_wait: points_wait(&view.sale, words),
            payment_qr: view
                .payment
                .as_ref()
                .filter(|payment| payment.waits_for_scan())
                .map(|payment| format!("{}/qr/{}", place.display_path(), payment.plan.id)),
            binding_message: binding.map(|enrolment| enrolment.binding_message.clone()),
            say: basket.lines.last().map_or_else(String::new, |line| {
                format!("{}, {}. {}.", line.name, line.total, basket.to_pay)
            }),
            alert: now.words.clone(),
            now,
            basket: Some(basket).filter(|basket| !basket.lines.is_empty()),
        }
    }

    /// What is told of the member's saving, once it is made and before.
    pub(super) fn saved_message(&self) -> &'static str {
        if self.is_paid { "display-saved" } else { "display-saves" }
    }

    fn idle(place: &Place) -> Self {
        let now = Now {
            picture: Picture::Qr,
            words: place.words.of("display-show-qr").to_string(),
            detail: Some(place.words.of("display-where-qr-is").to_string()),
            countdown: None,
        };
        Self {
            store: place.store.clone(),
            greeting: None,
            basket: None,
            is_paid: false,
            alert: now.words.clone(),
            now,
            binding_message: None,
            points_wait: None,
            payment_qr: None,
            say: String::new(),
        }
    }
}

fn points_wait(sale: &Sale, words: Words) -> Option<String> {
    let part = sale.paid_with_points().filter(|_| sale.has_unproved_points())?;
    let worth = amount(Amount::new(part.minor, sale.currency), words.form);
    Some(words.of("display-points-wait").with("worth", worth).to_string())
}

/// Paying comes first, then joining, then what helps before either.
fn now(place: &Place, view: &SaleView, basket: &BasketView, now_unix_ms: i64) -> Now {
    let words = place.words;
    let simple = |picture, message: &'static str, detail: Option<String>| Now {
        picture,
        words: words.of(message).to_string(),
        detail,
        countdown: None,
    };
    if matches!(view.sale.state, SaleState::Completed { .. }) {
        let earned: i64 = view.sale.points.iter().map(|line| line.points).sum();
        let number = whole(earned, words.form);
        let earned = (earned > 0)
            .then(|| words.of("display-points-earned").count(earned, number).to_string());
        return simple(Picture::Paid, "paid", earned);
    }
    let open_the_app = || words.of("display-open-app").to_string();
    let standing = Standing::of(view);
    if view.sale.live_attempt().is_some() {
        return match standing {
            Standing::Waiting => {
                let payment = view.payment.as_ref();
                let until = payment.and_then(checkout::Payment::expires_at_unix_ms);
                let by_qr = payment.is_some_and(checkout::Payment::waits_for_scan);
                Now {
                    picture: Picture::Approve,
                    words: words
                        .of(if by_qr { "display-scan-to-pay" } else { "display-approve" })
                        .to_string(),
                    detail: (!by_qr).then(open_the_app),
                    countdown: until.map(|until| Countdown::until(until, now_unix_ms)),
                }
            }
            Standing::Sending { .. } => simple(Picture::Moment, "display-request-comes", None),
            Standing::Approved | Standing::Late => {
                simple(Picture::Moment, "display-approved", None)
            }
            Standing::Cancelling => simple(Picture::Moment, "display-cancelling", None),
            Standing::GivingBack => simple(Picture::Moment, "display-giving-back", None),
            _ => simple(Picture::Cashier, "display-cashier-helps", None),
        };
    }
    if let Some(enrolment) = view.enrolment.as_ref().filter(|enrolment| enrolment.is_awaited()) {
        match enrolment.state {
            EnrolmentState::Intended | EnrolmentState::Requested => {
                return simple(Picture::Moment, "display-membership-comes", None);
            }
            EnrolmentState::Pending => {
                let until = enrolment.expires_at_unix_ms;
                return Now {
                    picture: Picture::Approve,
                    words: words.of("display-join").to_string(),
                    detail: Some(open_the_app()),
                    countdown: until.map(|until| Countdown::until(until, now_unix_ms)),
                };
            }
            EnrolmentState::Approved => {
                return simple(Picture::Moment, "display-joining", None);
            }
            _ => {}
        }
    }
    if let Some(ended) = messages::ended(standing) {
        let helps = words.of("display-cashier-helps").to_string();
        return simple(Picture::Cashier, ended, Some(helps));
    }
    match view.sale.customer {
        None => {
            let saving = basket.could_save.as_deref().filter(|_| place.has_club);
            let detail = match saving {
                Some(saving) => words.of("display-members-save").with("saving", saving),
                None => words.of("display-where-qr-is"),
            };
            simple(Picture::Qr, "display-show-qr", Some(detail.to_string()))
        }
        Some(customer) => {
            let saving = basket.could_save.as_deref();
            let may_join = place.has_club && customer.member.is_none();
            let detail = saving
                .filter(|_| may_join)
                .map(|saving| words.of("display-join-and-save").with("saving", saving).to_string());
            let enrolment = view.enrolment.as_ref().filter(|_| may_join);
            let ended = enrolment.and_then(|enrolment| messages::not_joined(enrolment, words));
            simple(Picture::Moment, "display-payment-will-come", ended.or(detail))
        }
    }
}

#[derive(Template)]
#[template(path = "display.html")]
struct DisplayPage<'a> {
    words: Words,
    place: &'a Place,
    live: &'a DisplayLive,
    stamp: Stamp,
    /// Whether the customer chose the language.
    is_customers: bool,
}

#[derive(Template)]
#[template(path = "display/live.html")]
struct LiveFragment<'a> {
    words: Words,
    live: &'a DisplayLive,
}

pub(super) async fn page(visit: Visit, headers: HeaderMap) -> Result<Response, Stopped> {
    let place = &visit.place;
    let is_customers = language::customers(&headers).is_some();
    let (stamp, view) = live::current_sale(&visit.app, place).await?;
    let live = DisplayLive::of(place, view.as_ref(), stamp.unix_ms());
    let page = DisplayPage { words: place.words, place, live: &live, stamp, is_customers };
    Ok(Html(page.render()?).into_response())
}

/// The QR of the open request at this till. The address names the payment, so that the next one has
/// a picture of its own.
pub(super) async fn payment_qr(visit: QrVisit) -> Result<Response, Stopped> {
    let QrVisit { app, till } = visit;
    let merchant = &app.settings.merchant;
    let view = app.engine.current_sale(merchant, &till).await?;
    let sale = view.ok_or(EngineError::from(Refusal::NoPaymentOpen))?.sale.id;
    let picture = app.engine.payment_qr(merchant, sale).await?;
    Ok(([(header::CONTENT_TYPE, "image/png")], picture.to_vec()).into_response())
}

/// The display's live part as it is now, for its event stream.
pub(super) async fn live_html(app: &App, place: &Place) -> Result<(Stamp, String), Stopped> {
    let (stamp, view) = live::current_sale(app, place).await?;
    let live = DisplayLive::of(place, view.as_ref(), stamp.unix_ms());
    Ok((stamp, LiveFragment { words: place.words, live: &live }.render()?))
}

#[cfg(test)]
pub(super) fn render_live(live: &DisplayLive, words: Words) -> String {
    LiveFragment { words, live }.render().expect("the template renders")
}
