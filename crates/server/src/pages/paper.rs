//! Receipts to be printed: at the till's printer, or by the browser, which shows the same rows as a
//! page.

use super::messages;
use super::receipt::ReceiptView;
use super::receipts;
use super::stopped::Stopped;
use super::till;
use super::visit::{ReceiptVisit, Visit};
use crate::App;
use crate::paper::{self, Begun, Row, Slip};
use crate::words::Words;
use askama::Template;
use axum::Form;
use axum::extract::Query;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use checkout::{Paper, PrintedBy, Refusal, ReturnId, SaleId};
use engine::{EngineError, Request};
use fast_qr::QRBuilder;
use fast_qr::convert::{Builder, Shape, svg::SvgBuilder};
use serde::Deserialize;

/// Which paper of a sale.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    /// The return whose receipt it is; the sale's own if left out.
    returning: Option<ReturnId>,
    /// `true`: the copy.
    copy: Option<String>,
}

impl Wanted {
    fn paper(&self) -> Paper {
        let is_copy = self.copy.as_deref() == Some("true");
        Paper { returning: self.returning, is_copy }
    }
}

#[derive(Deserialize)]
pub(super) struct WantedAtTill {
    sale: SaleId,
    #[serde(flatten)]
    wanted: Wanted,
}

#[derive(Template)]
#[template(path = "receipts/paper.html")]
struct PaperPage<'a> {
    /// Of whoever looks; the receipt itself is in its store's.
    words: Words,
    path: String,
    slip: &'a Slip,
    returning: Option<ReturnId>,
    /// What the button says; none: nothing more may be printed.
    button: Option<String>,
    is_copy: bool,
    message: &'a str,
    /// Whether the browser prints it at once.
    prints: bool,
}

/// The receipt as it would be printed next.
pub(super) async fn page(
    visit: ReceiptVisit,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Response, Stopped> {
    let Query(wanted) = wanted.unwrap_or_default();
    let paper = Paper { is_copy: false, ..wanted.paper() };
    shown(&visit, paper, None, "").await
}

/// The same, and it is printed now.
pub(super) async fn print_here(
    visit: ReceiptVisit,
    posted: Result<Form<Wanted>, FormRejection>,
) -> Result<Response, Stopped> {
    let words = visit.place.words;
    let Ok(Form(wanted)) = posted else {
        let unread = words.of("unreadable").to_string();
        return shown(&visit, Paper { returning: None, is_copy: false }, None, &unread).await;
    };
    let paper = wanted.paper();
    let request = visit.place.request(&visit.app)?;
    match paper::begin(&visit.app, &request, visit.sale, (paper, PrintedBy::Browser)).await {
        Ok(Begun { is_new: true, .. }) => shown(&visit, paper, Some(paper.is_copy), "").await,
        // Asked once more, or printed elsewhere meanwhile: there is one of it.
        Ok(_) => shown(&visit, paper, None, "").await,
        Err(error) => shown(&visit, paper, None, &messages::error(&error, words)).await,
    }
}

/// `printed`: it is printed now, as a copy or not.
async fn shown(
    visit: &ReceiptVisit,
    paper: Paper,
    printed: Option<bool>,
    message: &str,
) -> Result<Response, Stopped> {
    let ReceiptVisit { app, place, sale, .. } = visit;
    let Some(receipt) = ReceiptView::on_paper(app, *sale, paper).await? else {
        return Err(EngineError::from(Refusal::SaleUnknown).into());
    };
    let is_copy = printed.unwrap_or(receipt.prints.is_issued());
    let button = match (receipt.prints.is_issued(), receipt.is_copied()) {
        _ if printed.is_some() => None,
        (false, _) => Some("paper-print-here"),
        (true, false) => Some("paper-copy-here"),
        (true, true) => None,
    };
    let page = PaperPage {
        words: place.words,
        path: place.receipt_path(*sale),
        slip: &Slip::of(&receipt, is_copy),
        returning: paper.returning,
        button: button.map(|button| place.words.of(button).to_string()),
        is_copy,
        message,
        prints: printed.is_some(),
    };
    let status = if message.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, Html(page.render()?)).into_response())
}

/// At the till's printer, from the page of the receipt.
pub(super) async fn print_at_receipt(
    visit: ReceiptVisit,
    posted: Result<Form<Wanted>, FormRejection>,
) -> Result<Response, Stopped> {
    let Form(wanted) = posted.unwrap_or_default();
    let request = visit.place.request(&visit.app)?;
    let what = (wanted.paper(), PrintedBy::Printer);
    match print_soon(&visit.app, &request, visit.sale, what).await {
        Ok(()) => Ok(Redirect::to(&visit.place.receipt_path(visit.sale)).into_response()),
        Err(error) => {
            let message = messages::error(&error, visit.place.words);
            let typed = receipts::Typed::default();
            receipts::answer(&visit, StatusCode::UNPROCESSABLE_ENTITY, &message, &typed).await
        }
    }
}

/// The same from the till, while the receipt is on its screen.
pub(super) async fn print_at_till(
    visit: Visit,
    posted: Result<Form<WantedAtTill>, FormRejection>,
) -> Result<Response, Stopped> {
    let Ok(Form(WantedAtTill { sale, wanted })) = posted else {
        let message = visit.place.words.of("unreadable").to_string();
        return till::answer(&visit, StatusCode::UNPROCESSABLE_ENTITY, &message).await;
    };
    let request = visit.place.request(&visit.app)?;
    let what = (wanted.paper(), PrintedBy::Printer);
    match print_soon(&visit.app, &request, sale, what).await {
        Ok(()) if visit.wants_fragment => till::answer(&visit, StatusCode::OK, "").await,
        Ok(()) => Ok(Redirect::to(&visit.place.till_path()).into_response()),
        Err(error) => {
            let message = messages::error(&error, visit.place.words);
            till::answer(&visit, StatusCode::UNPROCESSABLE_ENTITY, &message).await
        }
    }
}

/// The press is answered at once; what the printer has to say comes by the event stream.
async fn print_soon(
    app: &App,
    request: &Request,
    sale: SaleId,
    what: (Paper, PrintedBy),
) -> Result<(), EngineError> {
    if let Some(job) = paper::begin(app, request, sale, what).await?.job {
        tokio::spawn(job.finish_unattended());
    }
    Ok(())
}

/// Drawn by the browser.
fn qr(text: &str) -> String {
    let Ok(code) = QRBuilder::new(text).build() else { return String::new() };
    SvgBuilder::default().shape(Shape::Square).to_str(&code)
}
