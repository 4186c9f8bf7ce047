//! A request to a page of one till: let in by the guard, and at a till that exists.

use super::guard;
use super::keys::Keys;
use super::language;
use super::pairing;
use super::place::{Operator, Place};
use super::signed_in::{self, SignedIn};
use super::stopped::Stopped;
use crate::App;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use checkout::{Refusal, SaleId, TillId};
use engine::EngineError;
use serde::Deserialize;
use uuid::Uuid;

/// A request that can take the fragments alone says so in this header.
pub(super) const WANTS_FRAGMENT: &str = "x-fragment";

/// What lets a page in, and has to hold as long as it stays open.
#[derive(Debug, Clone, Copy)]
pub(super) enum Pass {
    /// Nobody has to sign in.
    Open,
    /// Somebody's who has signed in at the till.
    SignedIn(Uuid),
    /// The till's display.
    Display(Uuid),
}

impl Pass {
    /// Whether it still lets in.
    pub(super) async fn holds(self, app: &App, till: &TillId) -> Result<bool, EngineError> {
        let merchant = &app.settings.merchant;
        match self {
            Self::Open => Ok(true),
            Self::SignedIn(visit) => app.engine.visit_holds(merchant, visit).await,
            Self::Display(display) => {
                Ok(app.engine.paired_display(merchant, till).await? == Some(display))
            }
        }
    }
}

pub(super) struct Visit {
    pub(super) app: App,
    pub(super) place: Place,
    pub(super) pass: Pass,
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
    place_of(parts, app).await
}

/// The same without asking the guard.
async fn place_of(parts: &mut Parts, app: &App) -> Result<Place, Stopped> {
    let till = till(parts, app).await?;
    let place = Place::of(app, &till, language::chosen(&parts.headers))?;
    Ok(place.with_keys(Keys::chosen(&parts.headers).unwrap_or_default()))
}

/// Who works the till: somebody who has signed in there and may work it, or, where nobody has to, a
/// cashier without a name.
fn operator(parts: &Parts, app: &App, place: &Place) -> Result<(Operator, Pass), Stopped> {
    let settings = &app.settings;
    let nameless = || (Operator::nameless(), Pass::Open);
    let signed_in = SignedIn::of(parts);
    match signed_in.filter(|signed_in| signed_in.person.works_at(&place.store_id)) {
        Some(SignedIn { person, visit }) => Ok((Operator::of(person), Pass::SignedIn(*visit))),
        None if settings.people.is_empty() => Ok(nameless()),
        None if settings.tills_open_here && guard::is_made_here(parts) => Ok(nameless()),
        None => Err(Stopped::SignInFirst),
    }
}

/// Whoever looks at a display is nobody in particular.
async fn watcher(parts: &Parts, app: &App, till: &TillId) -> Result<Pass, Stopped> {
    guard::expect_our_page(parts)?;
    if guard::admit_without_name(parts, app).is_ok() {
        return Ok(Pass::Open);
    }
    let display = pairing::display_of(parts, app, till).await?;
    display.map(Pass::Display).ok_or(Stopped::PairFirst)
}

impl FromRequestParts<App> for Visit {
    type Rejection = Stopped;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Stopped> {
        let (place, pass) = if parts.uri.path().starts_with("/display/") {
            let place = place_of(parts, app).await?;
            let pass = watcher(parts, app, &place.till).await?;
            (place.worked_by(Operator::customer()), pass)
        } else {
            let place = place(parts, app).await?;
            let (operator, pass) = operator(parts, app, &place)?;
            (place.worked_by(operator), pass)
        };
        Ok(Self {
            app: app.clone(),
            place,
            pass,
            wants_fragment: parts.headers.get(WANTS_FRAGMENT).is_some_and(|value| value == "1"),
        })
    }
}

/// A request about the receipt of a sale, at the till where somebody shows it.
pub(super) struct ReceiptVisit {
    pub(super) app: App,
    pub(super) place: Place,
    pub(super) pass: Pass,
    pub(super) sale: SaleId,
}

impl FromRequestParts<App> for ReceiptVisit {
    type Rejection = Stopped;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Stopped> {
        let place = place(parts, app).await?;
        let (operator, pass) = operator(parts, app, &place)?;
        let place = place.worked_by(operator);
        let Path(OfSale { sale }) = Path::from_request_parts(parts, app)
            .await
            .map_err(|_| EngineError::from(Refusal::SaleUnknown))?;
        Ok(Self { app: app.clone(), place, pass, sale })
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
        let till = till(parts, app).await?;
        watcher(parts, app, &till).await?;
        Ok(Self { app: app.clone(), till })
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
