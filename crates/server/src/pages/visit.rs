//! A request to a page of one till: let in by the guard, and at a till that exists.

use super::guard;
use super::language;
use super::place::{Operator, Place};
use super::signed_in::{self, SignedIn};
use super::stopped::Stopped;
use crate::App;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use checkout::{Refusal, SaleId, TillId};
use engine::EngineError;
use serde::Deserialize;

/// A request that can take the fragments alone says so in this header.
const FRAGMENT_HEADER: &str = "x-fragment";

pub(super) struct Visit {
    pub(super) app: App,
    pub(super) place: Place,
    pub(super) wants_fragment: bool,
}

/// The till that a path is below.
#[derive(Deserialize)]
struct OfTill {
    till: TillId,
}

/// The sale that a path names below it.
#[derive(Deserialize)]
struct OfSale {
    sale: SaleId,
}

async fn till(parts: &mut Parts, app: &App) -> Result<TillId, Stopped> {
    let found = Path::<OfTill>::from_request_parts(parts, app).await;
    let Path(OfTill { till }) = found.map_err(|_| EngineError::TillUnknown)?;
    Ok(till)
}

/// The till of a request that the guard lets in, in the language that was chosen there.
async fn place(parts: &mut Parts, app: &App) -> Result<Place, Stopped> {
    guard::admit(parts, app)?;
    let till = till(parts, app).await?;
    Ok(Place::of(app, &till, language::chosen(&parts.headers))?)
}

/// Who works the till: somebody who has signed in there and may work it, or, where nobody has to, a
/// cashier without a name.
fn operator(parts: &Parts, app: &App, place: &Place) -> Result<Operator, Stopped> {
    let settings = &app.settings;
    let signed_in = SignedIn::of(parts).map(|signed_in| &signed_in.person);
    match signed_in.filter(|person| person.works_at(&place.store_id)) {
        Some(person) => Ok(Operator::of(person)),
        None if settings.people.is_empty() => Ok(Operator::nameless()),
        None if settings.tills_open_here && guard::is_made_here(parts) => Ok(Operator::nameless()),
        None => Err(Stopped::SignInFirst),
    }
}

/// Whoever looks at a display is nobody in particular.
fn watcher(parts: &Parts, app: &App) -> Result<Operator, Stopped> {
    if !signed_in::is_known(parts) {
        guard::admit_without_name(parts, app)?;
    }
    Ok(Operator::nameless())
}

impl FromRequestParts<App> for Visit {
    type Rejection = Stopped;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Stopped> {
        let place = place(parts, app).await?;
        let is_display = parts.uri.path().starts_with("/display/");
        let who = if is_display { watcher(parts, app) } else { operator(parts, app, &place) };
        Ok(Self {
            app: app.clone(),
            place: place.worked_by(who?),
            wants_fragment: parts.headers.get(FRAGMENT_HEADER).is_some_and(|value| value == "1"),
        })
    }
}

/// A request about the receipt of a sale, at the till where somebody shows it.
pub(super) struct ReceiptVisit {
    pub(super) app: App,
    pub(super) place: Place,
    pub(super) sale: SaleId,
}

impl FromRequestParts<App> for ReceiptVisit {
    type Rejection = Stopped;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Stopped> {
        let place = place(parts, app).await?;
        let operator = operator(parts, app, &place)?;
        let place = place.worked_by(operator);
        let Path(OfSale { sale }) = Path::from_request_parts(parts, app)
            .await
            .map_err(|_| EngineError::from(Refusal::SaleUnknown))?;
        Ok(Self { app: app.clone(), place, sale })
    }
}

/// A request for the QR of a payment at one till.
pub(super) struct QrVisit {
    pub(super) app: App,
    pub(super) till: TillId,
}

impl FromRequestParts<App> for QrVisit {
    type Rejection = Stopped;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Stopped> {
        guard::admit(parts, app)?;
        watcher(parts, app)?;
        Ok(Self { app: app.clone(), till: till(parts, app).await? })
    }
}

/// A request to sign in at a till, or to lock it.
pub(super) struct Entrance {
    pub(super) app: App,
    pub(super) place: Place,
    /// Whether the names of those who work there may be shown to this browser.
    pub(super) knows_us: bool,
}

impl FromRequestParts<App> for Entrance {
    type Rejection = Stopped;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Stopped> {
        let place = place(parts, app).await?;
        let knows_us = guard::is_made_here(parts) || signed_in::is_known(parts);
        Ok(Self { app: app.clone(), place, knows_us })
    }
}

/// A request to a page that belongs to no till.
pub(super) struct Admitted {
    pub(super) app: App,
}

impl FromRequestParts<App> for Admitted {
    type Rejection = Stopped;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Stopped> {
        guard::admit(parts, app)?;
        Ok(Self { app: app.clone() })
    }
}
