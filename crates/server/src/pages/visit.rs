//! A request to a page of one till: let in by the guard, and at a till that exists.

use super::guard;
use super::language;
use super::place::Place;
use super::stopped::Stopped;
use crate::App;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use checkout::{Refusal, SaleId, TillId};
use engine::EngineError;

/// A request that can take the fragments alone says so in this header.
const FRAGMENT_HEADER: &str = "x-fragment";

pub(super) struct Visit {
    pub(super) app: App,
    pub(super) place: Place,
    pub(super) wants_fragment: bool,
}

impl FromRequestParts<App> for Visit {
    type Rejection = Stopped;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Stopped> {
        guard::admit(parts, app)?;
        let Path(till) = Path::<String>::from_request_parts(parts, app)
            .await
            .map_err(|_| EngineError::TillUnknown)?;
        Ok(Self {
            app: app.clone(),
            place: Place::of(app, &TillId::new(till), language::chosen(&parts.headers))?,
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
        guard::admit(parts, app)?;
        let Path((till, sale)) = Path::<(String, String)>::from_request_parts(parts, app)
            .await
            .map_err(|_| EngineError::TillUnknown)?;
        let place = Place::of(app, &TillId::new(till), language::chosen(&parts.headers))?;
        let sale = sale.parse().map_err(|_| Refusal::SaleUnknown).map_err(EngineError::from)?;
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
        let Path((till, _)) = Path::<(String, String)>::from_request_parts(parts, app)
            .await
            .map_err(|_| EngineError::TillUnknown)?;
        Ok(Self { app: app.clone(), till: TillId::new(till) })
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
