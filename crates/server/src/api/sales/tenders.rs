//! `POST /v1/sales/{sale}/tenders`, `DELETE /v1/sales/{sale}/tenders/{tender}`

use super::super::body::Body;
use super::super::problem::{Problem, ProblemBody};
use super::super::resource::SaleBody;
use super::SaleCall;
use axum::extract::Path;
use axum::response::Response;
use checkout::{Refusal, TenderKind};
use engine::EngineError;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTender {
    kind: NewTenderKind,
    /// Minor units; all that is due if left out. Not for points.
    amount: Option<i64>,
    /// How many points; as many as there are and fit if left out.
    points: Option<i64>,
}

#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum NewTenderKind {
    Cash,
    Card,
    GiftCard,
    /// The member's own. Where no personal QR was scanned, they are spent once a payment request to the
    /// member's own phone is approved.
    Points,
}

/// What changes hands at the counter.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CounterTender {
    Cash,
    Card,
    GiftCard,
}

impl From<CounterTender> for TenderKind {
    fn from(tender: CounterTender) -> Self {
        match tender {
            CounterTender::Cash => Self::Cash,
            CounterTender::Card => Self::Card,
            CounterTender::GiftCard => Self::GiftCard,
        }
    }
}

/// Records what was paid at the counter. The sale completes when all is paid. While a payment request
/// is open, that is cancelled first: the tender is `chosen_tender` until then. If the customer approves
/// before, the money is there, and nothing is taken at the counter.
#[utoipa::path(post, path = "/v1/sales/{sale}/tenders", tag = "sales", request_body = NewTender,
    params(("sale" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = SaleBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn add_tender(call: SaleCall, body: Body<NewTender>) -> Result<Response, Problem> {
    let NewTender { kind, amount, points } = body.value;
    call.act(body.sha256, async |engine, request, sale| {
        let kind = match kind {
            NewTenderKind::Points if amount.is_none() => {
                return engine.use_points(&request, sale, points).await;
            }
            _ if points.is_some() => return Err(Refusal::TenderImpossible.into()),
            NewTenderKind::Cash => TenderKind::Cash,
            NewTenderKind::Card => TenderKind::Card,
            NewTenderKind::GiftCard => TenderKind::GiftCard,
            NewTenderKind::Points => return Err(Refusal::TenderImpossible.into()),
        };
        engine.tender(&request, sale, kind, amount).await
    })
    .await
}

/// Undoes a tender of a sale that is not completed: handed back at the counter, or given back in the
/// app (`refunds`).
#[utoipa::path(delete, path = "/v1/sales/{sale}/tenders/{tender}", tag = "sales",
    params(("sale" = uuid::Uuid, Path), ("tender" = u32, Path)),
    responses((status = 200, body = SaleBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn remove_tender(
    call: SaleCall,
    path: Path<(String, String)>,
) -> Result<Response, Problem> {
    let number = path.1.parse().map_err(|_| EngineError::from(Refusal::TenderUnknown))?;
    call.act(Sha256::digest([]).into(), async |engine, request, sale| {
        engine.remove_tender(&request, sale, number).await
    })
    .await
}
