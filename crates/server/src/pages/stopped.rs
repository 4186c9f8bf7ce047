//! The plain page for whoever can't go on: shut out by the guard, at a till that isn't there, or
//! because something is wrong at our end.

use crate::words::Words;
use askama::Template;
use axum::Extension;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use checkout::{Language, Refusal};
use engine::EngineError;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stopped {
    /// The page was asked for from another machine, or under another machine's name.
    FromAfar,
    /// Something was posted by a page that isn't ours.
    OtherSite,
    /// Nobody has signed in there, or not of late.
    SignInFirst,
    /// The screen is no display of that till, or no longer.
    PairFirst,
    /// Whoever has signed in may not.
    RoleLacks,
    TillUnknown,
    ReceiptUnknown,
    /// What a page of the back office is about is not there, or not for whoever asks.
    NotThere,
    Broken,
}

#[derive(Template)]
#[template(path = "stopped.html")]
struct Page {
    words: Words,
    title: &'static str,
    detail: &'static str,
}

impl From<EngineError> for Stopped {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::TillUnknown => return Self::TillUnknown,
            EngineError::Refused(Refusal::SaleUnknown) => return Self::ReceiptUnknown,
            _ => {}
        }
        tracing::error!(%error, "a page could not be shown");
        Self::Broken
    }
}

impl From<askama::Error> for Stopped {
    fn from(error: askama::Error) -> Self {
        tracing::error!(%error, "a page could not be rendered");
        Self::Broken
    }
}

impl Stopped {
    /// The page, in the language of a browser: it may stand in no store.
    pub(super) fn told(self, language: Language) -> Response {
        let (status, title, detail) = match self {
            Self::FromAfar => {
                (StatusCode::FORBIDDEN, "stopped-from-afar", "stopped-from-afar-next")
            }
            Self::OtherSite => {
                (StatusCode::FORBIDDEN, "stopped-other-site", "stopped-other-site-next")
            }
            Self::SignInFirst => {
                (StatusCode::UNAUTHORIZED, "stopped-sign-in", "stopped-sign-in-next")
            }
            Self::PairFirst => (StatusCode::UNAUTHORIZED, "display-offer", "display-offer-how"),
            Self::RoleLacks => (StatusCode::FORBIDDEN, "stopped-role", "stopped-role-next"),
            Self::NotThere => {
                (StatusCode::NOT_FOUND, "stopped-not-there", "stopped-not-there-next")
            }
            Self::TillUnknown => {
                (StatusCode::NOT_FOUND, "stopped-till-unknown", "stopped-till-unknown-next")
            }
            Self::ReceiptUnknown => {
                (StatusCode::NOT_FOUND, "stopped-receipt-unknown", "stopped-receipt-unknown-next")
            }
            Self::Broken => {
                (StatusCode::INTERNAL_SERVER_ERROR, "stopped-broken", "stopped-broken-next")
            }
        };
        let words = Words::of_no_store(language);
        match (Page { words, title, detail }).render() {
            Ok(html) => (status, Html(html)).into_response(),
            Err(_) => (status, words.of(detail).to_string()).into_response(),
        }
    }
}

impl IntoResponse for Stopped {
    /// Marks the answer only: the guard, which knows the browser's language, tells it.
    fn into_response(self) -> Response {
        (StatusCode::INTERNAL_SERVER_ERROR, Extension(self)).into_response()
    }
}
