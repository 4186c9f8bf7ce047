//! `GET /v1/sales/{sale}/receipt` and `POST …/receipt/print`

use super::super::body::Body;
use super::super::problem::{Problem, ProblemBody};
use super::super::resource::{Resource, SaleBody};
use super::SaleCall;
use crate::pages::receipt::ReceiptView;
use crate::paper::{self, PrinterSettings, Slip};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use checkout::{Paper, PrintedBy, Refusal, SaleId};
use engine::{Document, EngineError};
use serde::Deserialize;
use utoipa::ToSchema;

const TEXT: &str = "text/plain";
const PDF: &str = "application/pdf";
/// Not registered, and what printers' makers use.
const ESCPOS: &str = "application/vnd.escpos";
/// Of the text.
const COLUMNS: usize = 42;

/// The receipt of a completed sale or return, as `Accept` asks: `text/plain` in 42 columns,
/// `application/pdf`, or `application/vnd.escpos` as the till's printer is set up. Once it is printed, what
/// is shown here is marked as a copy.
#[utoipa::path(get, path = "/v1/sales/{sale}/receipt", tag = "sales",
    params(("sale" = uuid::Uuid, Path)),
    responses((status = 200, content_type = "text/plain", body = String),
        (status = "4XX", body = ProblemBody)))]
pub(crate) async fn read_receipt(headers: HeaderMap, call: SaleCall) -> Result<Response, Problem> {
    let (sale, paper) = paper_of(&call.document().await?, false);
    let receipt = ReceiptView::on_paper(&call.app, sale, paper).await?;
    let receipt = receipt.ok_or(EngineError::from(Refusal::NoReceiptYet))?;
    let slip = Slip::of(&receipt, receipt.prints.is_issued());
    let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    let media_type = wanted(accepted.unwrap_or("*/*")).ok_or_else(|| {
        let detail =
            "A receipt is text/plain, application/pdf or application/vnd.escpos. Accept one.";
        Problem::new(StatusCode::NOT_ACCEPTABLE, "not_acceptable", detail)
    })?;
    let (media_type, bytes) = match media_type {
        PDF => (PDF, paper::pdf(&slip)),
        ESCPOS => {
            let till = checkout::TillId::new(&receipt.till);
            let printer = call.app.settings.receipts.printers.get(&till);
            (ESCPOS, paper::escpos(&slip, printer.unwrap_or(&PrinterSettings::default())))
        }
        _ => ("text/plain; charset=utf-8", paper::text(&slip, COLUMNS).into_bytes()),
    };
    let kept = (header::CACHE_CONTROL, "no-store");
    Ok(([(header::CONTENT_TYPE, media_type), kept], bytes).into_response())
}

/// The first of ours in a list of media types; their weights are not looked at.
fn wanted(accepted: &str) -> Option<&'static str> {
    accepted.split(',').find_map(|one| match one.split(';').next().unwrap_or_default().trim() {
        "*/*" | "text/*" | TEXT => Some(TEXT),
        "application/*" | PDF => Some(PDF),
        ESCPOS => Some(ESCPOS),
        _ => None,
    })
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PrintOrder {
    /// The one copy that there may be of it.
    #[serde(default)]
    copy: bool,
    #[serde(default)]
    by: PrintBy,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum PrintBy {
    /// The printer of the till, by us.
    #[default]
    Printer,
    /// Whoever calls, on a printer of theirs: it is journalled.
    Caller,
}

/// Puts the receipt of a completed sale or return on paper, and waits for the printer. A receipt that is
/// printed already is not printed again: ask for its copy. What the printer had to say is under `prints`.
#[utoipa::path(post, path = "/v1/sales/{sale}/receipt/print", tag = "sales",
    request_body = PrintOrder,
    params(("sale" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = SaleBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn print_receipt(
    call: SaleCall,
    body: Body<PrintOrder>,
) -> Result<Response, Problem> {
    let document = call.document().await?;
    let till = document.till().clone();
    let (sale, paper) = paper_of(&document, body.value.copy);
    let by = match body.value.by {
        PrintBy::Printer => PrintedBy::Printer,
        PrintBy::Caller => PrintedBy::Caller,
    };
    if by == PrintedBy::Printer && !call.app.settings.receipts.printers.contains_key(&till) {
        let detail = "The till has no printer. Print on one of yours and say so (by: caller), or set one up.";
        return Err(Problem::new(StatusCode::CONFLICT, "no_printer", detail));
    }
    let resource = paper.returning.map_or(Resource::Sale(sale), Resource::Return);
    let app = call.app.clone();
    call.act_at(&till, body.sha256, (StatusCode::OK, resource), async |_, request| {
        match paper::begin(&app, &request, sale, (paper, by)).await?.job {
            Some(job) => job.finish().await,
            None => Ok(()),
        }
    })
    .await
}

fn paper_of(document: &Document, is_copy: bool) -> (SaleId, Paper) {
    match document {
        Document::Sale(view) => (view.sale.id, Paper { returning: None, is_copy }),
        Document::Return(view) => {
            (view.returning.of, Paper { returning: Some(view.returning.id), is_copy })
        }
    }
}
