//! The customer's display: what is bought, what is saved, and what to do now. Of a person it shows
//! the first name only, and nothing once the next sale begins.

use super::basket::BasketView;
use super::customer::Countdown;
use super::format::amount;
use super::live::{self, Stamp};
use super::messages::display as words;
use super::place::Place;
use super::standing::Standing;
use super::stopped::Stopped;
use super::visit::{QrVisit, Visit};
use crate::App;
use askama::Template;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use checkout::{Amount, EnrolmentState, Refusal, Sale, SaleState};
use engine::{EngineError, SaleView};

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
            let is_shown = !matches!(sale.state, SaleState::Cancelled { .. });
            is_shown && (!sale.basket.is_empty() || sale.customer.is_some())
        });
        let Some(view) = begun else { return Self::idle(place) };
        let basket = BasketView::of(&view.sale);
        let is_paid = matches!(view.sale.state, SaleState::Completed { .. });
        let now = now(place, view, &basket, now_unix_ms);
        let name = view.given_name.as_deref();
        let binding = view.enrolment.as_ref().filter(|enrolment| {
            enrolment.is_awaited()
                && matches!(enrolment.state, EnrolmentState::Requested | EnrolmentState::Pending)
        });
        Self {
            store: place.store.clone(),
            greeting: Some(if is_paid { words::thanks(name) } else { words::greeting(name) }),
            is_paid,
            points_wait: points_wait(&view.sale),
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

    fn idle(place: &Place) -> Self {
        let now = Now {
            picture: Picture::Qr,
            words: words::SHOW_QR.to_owned(),
            detail: Some(words::where_qr_is()),
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

fn points_wait(sale: &Sale) -> Option<String> {
    let part = sale.paid_with_points().filter(|_| sale.has_unproved_points())?;
    Some(words::points_wait(&amount(Amount::new(part.minor, sale.currency))))
}

/// Paying comes first, then joining, then what helps before either.
fn now(place: &Place, view: &SaleView, basket: &BasketView, now_unix_ms: i64) -> Now {
    let simple = |picture, words: &str, detail: Option<String>| Now {
        picture,
        words: words.to_owned(),
        detail,
        countdown: None,
    };
    if matches!(view.sale.state, SaleState::Completed { .. }) {
        let earned: i64 = view.sale.points.iter().map(|line| line.points).sum();
        let earned = (earned > 0).then(|| words::points_earned(earned));
        return simple(Picture::Paid, words::PAID, earned);
    }
    let standing = Standing::of(view);
    if view.sale.live_attempt().is_some() {
        return match standing {
            Standing::Waiting => {
                let payment = view.payment.as_ref();
                let until = payment.and_then(checkout::Payment::expires_at_unix_ms);
                let by_qr = payment.is_some_and(checkout::Payment::waits_for_scan);
                Now {
                    picture: Picture::Approve,
                    words: if by_qr { words::SCAN_TO_PAY } else { words::APPROVE_PAYMENT }
                        .to_owned(),
                    detail: (!by_qr).then(words::open_the_app),
                    countdown: until.map(|until| Countdown::until(until, now_unix_ms)),
                }
            }
            Standing::Sending { .. } => simple(Picture::Moment, words::REQUEST_COMES, None),
            Standing::Approved | Standing::Late => simple(Picture::Moment, words::APPROVED, None),
            Standing::Cancelling => simple(Picture::Moment, words::CANCELLING, None),
            Standing::GivingBack => simple(Picture::Moment, words::GIVING_BACK, None),
            _ => simple(Picture::Cashier, words::CASHIER_HELPS, None),
        };
    }
    if let Some(enrolment) = view.enrolment.as_ref().filter(|enrolment| enrolment.is_awaited()) {
        match enrolment.state {
            EnrolmentState::Intended | EnrolmentState::Requested => {
                return simple(Picture::Moment, words::MEMBERSHIP_COMES, None);
            }
            EnrolmentState::Pending => {
                let until = enrolment.expires_at_unix_ms;
                return Now {
                    picture: Picture::Approve,
                    words: words::APPROVE_MEMBERSHIP.to_owned(),
                    detail: Some(words::open_the_app()),
                    countdown: until.map(|until| Countdown::until(until, now_unix_ms)),
                };
            }
            EnrolmentState::Approved => {
                return simple(Picture::Moment, words::JOINING, None);
            }
            _ => {}
        }
    }
    if let Some(ended) = words::ended(standing) {
        return simple(Picture::Cashier, ended, Some(words::CASHIER_HELPS.to_owned()));
    }
    match view.sale.customer {
        None => {
            let (words, saving) = (words::SHOW_QR, basket.could_save.as_deref());
            let detail = saving.filter(|_| place.has_club).map(words::members_save);
            simple(Picture::Qr, words, Some(detail.unwrap_or_else(words::where_qr_is)))
        }
        Some(customer) => {
            let saving = basket.could_save.as_deref();
            let may_join = place.has_club && customer.member.is_none();
            let detail = saving.filter(|_| may_join).map(words::join_and_save);
            let ended = view.enrolment.as_ref().filter(|_| may_join).and_then(words::not_joined);
            simple(Picture::Moment, words::PAYMENT_WILL_COME, ended.or(detail))
        }
    }
}

#[derive(Template)]
#[template(path = "display.html")]
struct DisplayPage<'a> {
    place: &'a Place,
    live: &'a DisplayLive,
    stamp: Stamp,
}

#[derive(Template)]
#[template(path = "display/live.html")]
struct LiveFragment<'a> {
    live: &'a DisplayLive,
}

pub(super) async fn page(visit: Visit) -> Result<Response, Stopped> {
    let place = &visit.place;
    let (stamp, view) = live::current_sale(&visit.app, place).await?;
    let live = DisplayLive::of(place, view.as_ref(), stamp.unix_ms());
    Ok(Html(DisplayPage { place, live: &live, stamp }.render()?).into_response())
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
    Ok((stamp, LiveFragment { live: &live }.render()?))
}

#[cfg(test)]
pub(super) fn render_live(live: &DisplayLive) -> String {
    LiveFragment { live }.render().expect("the template renders")
}
