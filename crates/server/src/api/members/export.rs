//! `GET /v1/members/{member}/export`: all that there is about a member, for the member to take along; as
//! JSON, or each part as CSV.

use super::super::problem::{Problem, ProblemBody};
use super::super::resource::Money;
use super::super::vouchers::VoucherBody;
use super::{MemberBody, MemberCall};
use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use checkout::{Amount, Currency, PointsReason};
use engine::{MemberExport, PointsEntry};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// All that there is about a member.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExportBody {
    member: MemberBody,
    /// What was bought with each purchase of the member, in their order.
    bought: Vec<BoughtBody>,
    /// The ledger of points, oldest entry first.
    points: Vec<EntryBody>,
    /// The vouchers that were for the member alone, and what has become of them.
    vouchers: Vec<VoucherBody>,
}

#[derive(Debug, Serialize, ToSchema)]
struct BoughtBody {
    sale: Uuid,
    lines: Vec<BoughtLineBody>,
}

#[derive(Debug, Serialize, ToSchema)]
struct BoughtLineBody {
    name: String,
    #[schema(example = "1")]
    quantity: String,
    total: Money,
}

/// An entry of the ledger. The points of all entries come to what the member has.
#[derive(Debug, Serialize, ToSchema)]
struct EntryBody {
    #[schema(example = "earned")]
    kind: &'static str,
    points: i64,
    sale: Option<Uuid>,
    /// Why somebody gave or took them, or wants to.
    #[schema(value_type = Option<String>, example = "goodwill")]
    reason: Option<PointsReason>,
    at_unix_ms: i64,
}

/// Exports a member: who they are, every consent, every purchase with its lines, every entry of
/// points, and their own vouchers.
#[utoipa::path(get, path = "/v1/members/{member}/export", tag = "members",
    params(("member" = Uuid, Path)),
    responses((status = 200, body = ExportBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn export_member(call: MemberCall) -> Result<Json<ExportBody>, Problem> {
    Ok(Json(read(&call).await?.into()))
}

/// The same for the back office; none if it can't be written.
pub(crate) fn export_json(exported: MemberExport) -> Option<Vec<u8>> {
    let written = serde_json::to_vec_pretty(&ExportBody::from(exported));
    written.inspect_err(|error| tracing::error!(%error, "an export could not be written")).ok()
}

impl From<MemberExport> for ExportBody {
    fn from(exported: MemberExport) -> Self {
        let MemberExport { view, bought, points, vouchers } = exported;
        let bought = view.purchases.iter().zip(bought).map(|(purchase, lines)| BoughtBody {
            sale: purchase.sale.0,
            lines: lines
                .into_iter()
                .map(|line| BoughtLineBody {
                    name: line.name,
                    quantity: line.quantity.to_string(),
                    total: Amount::new(line.total_minor, purchase.total.currency).into(),
                })
                .collect(),
        });
        let bought = bought.collect();
        let points = points.into_iter().map(EntryBody::from).collect();
        let vouchers = vouchers.into_iter().map(VoucherBody::from).collect();
        Self { member: view.into(), bought, points, vouchers }
    }
}

/// The same by parts, as CSV in UTF-8 with a line of names: `purchases`, `points`, `vouchers` or `consents`. Amounts
/// are minor units, times unix milliseconds.
#[utoipa::path(get, path = "/v1/members/{member}/export/{part}", tag = "members",
    params(("member" = Uuid, Path), ("part" = String, Path)),
    responses((status = 200, content_type = "text/csv", body = String),
        (status = "4XX", body = ProblemBody)))]
pub(crate) async fn export_part(call: MemberCall) -> Result<Response, Problem> {
    let csv = csv_part(read(&call).await?, &call.part)?;
    Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], csv).into_response())
}

/// A part of an export as CSV.
pub(crate) fn csv_part(exported: MemberExport, part: &str) -> Result<Vec<u8>, Problem> {
    let MemberExport { view, bought, points, vouchers } = exported;
    let csv = match part {
        "purchases" => {
            let purchases = view.purchases.iter().zip(bought);
            csv(purchases.flat_map(|(purchase, lines)| {
                let currency = purchase.total.currency;
                lines.into_iter().map(move |line| PurchaseRow {
                    sale: purchase.sale.0,
                    receipt_number: purchase.receipt_number,
                    at_unix_ms: purchase.at_unix_ms,
                    product: line.name,
                    quantity: line.quantity.to_string(),
                    total: line.total_minor,
                    currency,
                })
            }))
        }
        "points" => csv(points.into_iter().map(EntryBody::from)),
        "vouchers" => csv(vouchers.into_iter().map(|voucher| VoucherRow {
            voucher: voucher.id.0,
            code_ends: voucher.ends,
            name: voucher.terms.name,
            state: voucher.state.as_str(),
            until: voucher.terms.until.map(|day| day.to_string()),
            issued_at_unix_ms: voucher.issued_at_unix_ms,
        })),
        "consents" => csv(view.consents.iter().map(|consent| ConsentRow {
            purpose: consent.purpose.to_string(),
            accepted: consent.accepted,
            text: consent.text.clone(),
            version: consent.version.clone(),
            language: consent.language.clone(),
            at_unix_ms: consent.at_unix_ms,
        })),
        _ => {
            let words = "Ask for purchases, points, vouchers or consents.";
            return Err(Problem::new(StatusCode::NOT_FOUND, "part_unknown", words));
        }
    };
    csv.map_err(|error| {
        tracing::error!(%error, "an export could not be written");
        let words = "The export could not be written. Look in the log.";
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", words)
    })
}

async fn read(call: &MemberCall) -> Result<MemberExport, Problem> {
    Ok(call.app.engine.export_member(&call.caller.merchant, call.member).await?)
}

#[derive(Serialize)]
struct PurchaseRow {
    sale: Uuid,
    receipt_number: u64,
    at_unix_ms: i64,
    product: String,
    quantity: String,
    total: i64,
    currency: Currency,
}

#[derive(Serialize)]
struct VoucherRow {
    voucher: Uuid,
    code_ends: String,
    name: String,
    state: &'static str,
    until: Option<String>,
    issued_at_unix_ms: i64,
}

#[derive(Serialize)]
struct ConsentRow {
    purpose: String,
    accepted: bool,
    text: String,
    version: Option<String>,
    language: String,
    at_unix_ms: i64,
}

fn csv<T: Serialize>(rows: impl Iterator<Item = T>) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.serialize(row)?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

impl From<PointsEntry> for EntryBody {
    fn from(entry: PointsEntry) -> Self {
        let PointsEntry { kind, points, sale, reason, at_unix_ms } = entry;
        Self { kind, points, sale: sale.map(|sale| sale.0), reason, at_unix_ms }
    }
}
