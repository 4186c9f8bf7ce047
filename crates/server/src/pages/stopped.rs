//! The plain page for whoever can't go on: shut out by the guard, at a till that isn't there, or
//! because something is wrong at our end.

use super::messages;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use checkout::Refusal;
use engine::EngineError;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stopped {
    /// The page was asked for from another machine, or under another machine's name.
    FromAfar,
    /// Something was posted by a page that isn't ours.
    OtherSite,
    TillUnknown,
    ReceiptUnknown,
    Broken,
}

#[derive(Template)]
#[template(path = "stopped.html")]
struct Page {
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

impl IntoResponse for Stopped {
    fn into_response(self) -> Response {
        let (status, (title, detail)) = match self {
            Self::FromAfar => (StatusCode::FORBIDDEN, messages::FROM_AFAR),
            Self::OtherSite => (StatusCode::FORBIDDEN, messages::OTHER_SITE),
            Self::TillUnknown => (StatusCode::NOT_FOUND, messages::TILL_UNKNOWN),
            Self::ReceiptUnknown => (StatusCode::NOT_FOUND, messages::NO_SUCH_RECEIPT),
            Self::Broken => (StatusCode::INTERNAL_SERVER_ERROR, messages::BROKEN),
        };
        match (Page { title, detail }).render() {
            Ok(html) => (status, Html(html)).into_response(),
            Err(_) => (status, detail).into_response(),
        }
    }
}
