//! What can be done, each as a value that prints in one line: calls of the API, what customers do,
//! and time.

use super::shop::{Document, Kind, PEOPLE, PRODUCTS};
use super::shown::{id_of, path_of};
use axum::http::Method;
use serde_json::{Value, json};
use std::fmt;

/// A call of the API. Sales and returns are numbered by the test, tills as in the shop: 1 and 3 are
/// of one store, 2 of another in another currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Call {
    Open { sale: usize, till: u8 },
    Add { sale: usize, product: usize },
    SetUnits { sale: usize, line: u32, units: i64 },
    RemoveLine { sale: usize, line: u32 },
    Identify { sale: usize, who: usize },
    RemoveCustomer { sale: usize },
    Ask { sale: usize, minor: Option<i64> },
    CancelRequest { sale: usize },
    Claim { sale: usize, finish: bool },
    Tender { sale: usize, kind: Kind, minor: Option<i64> },
    RemoveTender { sale: usize, number: u32 },
    Park { sale: usize },
    Resume { sale: usize, till: u8 },
    TakeOver { sale: usize, till: u8 },
    Cancel { document: Document },
    TakeBack { sale: usize, id: usize, till: u8, lines: Vec<(u32, Option<i64>)>, by: Option<Kind> },
    PayOut { document: Document, kind: Kind },
}

#[derive(Clone)]
pub(super) enum Step {
    Call(Call),
    /// The last call again, with its key and body.
    Repeat,
    /// The last call's key with another body.
    ReuseKey,
    /// The customer of the newest request says yes or no on the phone.
    Answer {
        sale: usize,
        yes: bool,
    },
    /// The customer is asked to join, and does.
    Join {
        sale: usize,
    },
    /// Workers and webhooks do all that is to be done.
    Settle,
    /// Time passes, and they do.
    Wait {
        ms: i64,
    },
}

/// One line, also where a list of them is spread out.
impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call(call) => write!(f, "{call:?}"),
            Self::Repeat => write!(f, "Repeat"),
            Self::ReuseKey => write!(f, "ReuseKey"),
            Self::Answer { sale, yes } => write!(f, "Answer {{ sale: {sale}, yes: {yes} }}"),
            Self::Join { sale } => write!(f, "Join {{ sale: {sale} }}"),
            Self::Settle => write!(f, "Settle"),
            Self::Wait { ms } => write!(f, "Wait {{ ms: {ms} }}"),
        }
    }
}

impl Call {
    /// Its method, path and body.
    pub(super) fn request(&self) -> (Method, String, Option<Value>) {
        let of = |sale: &usize, rest: &str| format!("{}{rest}", path_of(Document::Sale(*sale)));
        let post = |path: String, body: Value| (Method::POST, path, Some(body));
        match self {
            Self::Open { sale, till } => {
                let id = id_of(Document::Sale(*sale));
                post("/v1/sales".to_owned(), json!({ "till": till.to_string(), "id": id }))
            }
            Self::Add { sale, product } => match PRODUCTS[*product] {
                (Some(gtin), ..) => post(of(sale, "/scan"), json!({ "text": gtin })),
                (None, id, price, _) => {
                    let body = json!({ "product_id": id, "name": id, "unit_price": price, "vat_rate": 1500 });
                    post(of(sale, "/lines"), body)
                }
            },
            Self::SetUnits { sale, line, units } => {
                let body = json!({ "quantity": units.to_string() });
                (Method::PATCH, of(sale, &format!("/lines/{line}")), Some(body))
            }
            Self::RemoveLine { sale, line } => {
                (Method::DELETE, of(sale, &format!("/lines/{line}")), None)
            }
            Self::Identify { sale, who } => {
                post(of(sale, "/customer"), json!({ "phone_number": PEOPLE[*who] }))
            }
            Self::RemoveCustomer { sale } => (Method::DELETE, of(sale, "/customer"), None),
            Self::Ask { sale, minor } => {
                post(of(sale, "/payment-request"), json!({ "amount": minor }))
            }
            Self::CancelRequest { sale } => post(of(sale, "/payment-request/cancel"), json!({})),
            Self::Claim { sale, finish } => {
                let claim = if *finish { "finish" } else { "release" };
                post(of(sale, "/payment-request/claim"), json!({ "claim": claim }))
            }
            Self::Tender { sale, kind, minor } => {
                post(of(sale, "/tenders"), json!({ "kind": kind.name(), "amount": minor }))
            }
            Self::RemoveTender { sale, number } => {
                (Method::DELETE, of(sale, &format!("/tenders/{number}")), None)
            }
            Self::Park { sale } => post(of(sale, "/park"), json!({})),
            Self::Resume { sale, till } => {
                post(of(sale, "/resume"), json!({ "till": till.to_string() }))
            }
            Self::TakeOver { sale, till } => {
                post(of(sale, "/take-over"), json!({ "till": till.to_string() }))
            }
            Self::Cancel { document } => post(format!("{}/cancel", path_of(*document)), json!({})),
            Self::TakeBack { sale, id, till, lines, by } => {
                let line = |(line, units): &(u32, Option<i64>)| json!({ "line": line, "quantity": units.map(|units| units.to_string()) });
                let body = json!({
                    "till": till.to_string(),
                    "id": id_of(Document::Return(*id)),
                    "lines": lines.iter().map(line).collect::<Vec<_>>(),
                    "tender": by.map(Kind::name),
                });
                post(of(sale, "/returns"), body)
            }
            Self::PayOut { document, kind } => {
                post(format!("{}/payouts", path_of(*document)), json!({ "kind": kind.name() }))
            }
        }
    }

    /// The document that it is about, and shows.
    pub(super) fn document(&self) -> Document {
        match self {
            Self::Open { sale, .. }
            | Self::Add { sale, .. }
            | Self::SetUnits { sale, .. }
            | Self::RemoveLine { sale, .. }
            | Self::Identify { sale, .. }
            | Self::RemoveCustomer { sale }
            | Self::Ask { sale, .. }
            | Self::CancelRequest { sale }
            | Self::Claim { sale, .. }
            | Self::Tender { sale, .. }
            | Self::RemoveTender { sale, .. }
            | Self::Park { sale }
            | Self::Resume { sale, .. }
            | Self::TakeOver { sale, .. } => Document::Sale(*sale),
            Self::Cancel { document } | Self::PayOut { document, .. } => *document,
            Self::TakeBack { id, .. } => Document::Return(*id),
        }
    }
}
