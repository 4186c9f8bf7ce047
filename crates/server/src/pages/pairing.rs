//! A customer display on a machine of its own: the code that it shows until somebody types it at a till, and
//! the page of the till for that. Which display a till has stands in the database; the cookie of the screen
//! names it, and a name that nobody can guess is all that there is to it.

use super::guard;
use super::language;
use super::place::{Place, display_path, path_segment};
use super::signed_in::{self, decoded};
use super::stopped::Stopped;
use super::visit::{Visit, WANTS_FRAGMENT};
use crate::App;
use crate::words::Words;
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use checkout::TillId;
use engine::{EngineError, Offer};
use serde::Deserialize;
use uuid::Uuid;

const DISPLAY_COOKIE: &str = "clubtill_display";
const OFFER_COOKIE: &str = "clubtill_screen";
/// As long as browsers keep a cookie (RFC 6265bis, 5.5), in seconds.
const KEPT_S: i64 = 400 * 24 * 60 * 60;

#[derive(Template)]
#[template(path = "display/offer.html")]
struct OfferPage<'a> {
    words: Words,
    /// In two halves.
    code: (&'a str, &'a str),
}

#[derive(Template)]
#[template(path = "till/display.html")]
struct DisplayOfTill<'a> {
    words: Words,
    place: &'a Place,
    is_paired: bool,
    /// What to open on the other screen.
    address: String,
    typed: &'a str,
    fault: String,
}

#[derive(Deserialize)]
pub(super) struct Fields {
    #[serde(default)]
    code: String,
}

/// The display that a request comes from, if it is the one that the till has.
pub(super) async fn display_of(
    parts: &Parts,
    app: &App,
    till: &TillId,
) -> Result<Option<Uuid>, EngineError> {
    let paired = paired(app, &parts.headers).await?;
    Ok(paired.filter(|(_, of)| of == till).map(|(display, _)| display))
}

/// The display and the till that a cookie names, as long as the till has that one.
async fn paired(app: &App, headers: &HeaderMap) -> Result<Option<(Uuid, TillId)>, EngineError> {
    let named = || {
        let value = signed_in::cookie_value(headers, DISPLAY_COOKIE)?;
        let (display, till) = value.split_once('.')?;
        Some((display.parse::<Uuid>().ok()?, TillId::new(decoded(till)?)))
    };
    let Some((display, till)) = named() else { return Ok(None) };
    let current = app.engine.paired_display(&app.settings.merchant, &till).await?;
    Ok((current == Some(display)).then_some((display, till)))
}

/// `GET /display`: where a screen becomes a display. It needs nobody's leave: all that it shows is a code.
pub(super) async fn offer(State(app): State<App>, headers: HeaderMap) -> Result<Response, Stopped> {
    if let Some((_, till)) = paired(&app, &headers).await? {
        return Ok(Redirect::to(&display_path(&till)).into_response());
    }
    let waits_for_news = headers.contains_key(WANTS_FRAGMENT);
    let known =
        signed_in::cookie_value(&headers, OFFER_COOKIE).and_then(|value| value.parse().ok());
    let offered = known.and_then(|screen| Some((screen, app.engine.offered_display(screen)?)));
    let (screen, code) = match offered {
        Some((_, Offer::Paired { till, display })) => {
            let kept = cookie(&headers, DISPLAY_COOKIE, &value(display, &till));
            let to = Redirect::to(&display_path(&till));
            return Ok(([(header::SET_COOKIE, kept)], to).into_response());
        }
        Some((_, Offer::Waiting { .. })) if waits_for_news => {
            return Ok(StatusCode::NO_CONTENT.into_response());
        }
        Some((screen, Offer::Waiting { code })) => (screen, code),
        None => app.engine.offer_display(),
    };
    let words = Words::of_no_store(language::of_browser(&headers));
    let page = OfferPage { words, code: code.split_at(code.len() / 2) };
    let kept = cookie(&headers, OFFER_COOKIE, &screen.to_string());
    Ok(([(header::SET_COOKIE, kept)], Html(page.render()?)).into_response())
}

/// The page of a till about its display.
pub(super) async fn page(visit: Visit, headers: HeaderMap) -> Result<Response, Stopped> {
    show(&visit, &headers, StatusCode::OK, "", String::new()).await
}

async fn show(
    visit: &Visit,
    headers: &HeaderMap,
    status: StatusCode,
    typed: &str,
    fault: String,
) -> Result<Response, Stopped> {
    let Visit { app, place, .. } = visit;
    let current = app.engine.paired_display(&app.settings.merchant, &place.till).await?;
    let scheme = if signed_in::is_secure(headers) { "https" } else { "http" };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    // The name that this machine has for itself means another one elsewhere.
    let named = place.words.of("display-this-machine").to_string();
    let port = host.rsplit_once(':').map(|(_, port)| format!(":{port}")).unwrap_or_default();
    let host = if guard::names_loopback(host) { format!("{named}{port}") } else { host.to_owned() };
    let page = DisplayOfTill {
        words: place.words,
        place,
        is_paired: current.is_some(),
        address: format!("{scheme}://{host}/display"),
        typed,
        fault,
    };
    Ok((status, Html(page.render()?)).into_response())
}

/// Pairs the screen whose code was typed.
pub(super) async fn pair(
    visit: Visit,
    headers: HeaderMap,
    posted: Result<Form<Fields>, FormRejection>,
) -> Result<Response, Stopped> {
    let typed = posted.map(|Form(fields)| fields.code).unwrap_or_default();
    let request = visit.place.request(&visit.app)?;
    if visit.app.engine.pair_display(&request, &typed).await? {
        return Ok(Redirect::to(&visit.place.till_display_path()).into_response());
    }
    let fault = visit.place.words.of("display-code-unknown").to_string();
    show(&visit, &headers, StatusCode::UNPROCESSABLE_ENTITY, &typed, fault).await
}

/// Opens the display beside the till's page. On another machine this browser is then its display.
pub(super) async fn open_here(visit: Visit, parts: Parts) -> Result<Response, Stopped> {
    let Visit { app, place, .. } = &visit;
    let to = Redirect::to(&place.display_path());
    if guard::admit_without_name(&parts, app).is_ok() {
        return Ok(to.into_response());
    }
    let display = app.engine.pair_this_display(&place.request(app)?).await?;
    let kept = cookie(&parts.headers, DISPLAY_COOKIE, &value(display, &place.till));
    Ok(([(header::SET_COOKIE, kept)], to).into_response())
}

pub(super) async fn unpair(visit: Visit) -> Result<Response, Stopped> {
    visit.app.engine.unpair_display(&visit.place.request(&visit.app)?).await?;
    Ok(Redirect::to(&visit.place.till_display_path()).into_response())
}

fn value(display: Uuid, till: &TillId) -> String {
    format!("{display}.{}", path_segment(till.as_str()))
}

fn cookie(headers: &HeaderMap, name: &str, value: &str) -> String {
    signed_in::cookie(name, value, ("/display", KEPT_S), signed_in::is_secure(headers))
}
