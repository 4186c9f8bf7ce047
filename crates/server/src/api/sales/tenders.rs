//! `POST /v1/sales/{sale}/tenders`

use super::super::body::Body;
use super::super::problem::{Problem, ProblemBody};
use super::super::resource::SaleBody;
use super::SaleCall;
use axum::response::Response;
use checkout::TenderKind;
use serde::Deserialize;
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTender {
    kind: CounterTender,
    /// Minor units; all that is due if left out.
    amount: Option<i64>,
}

/// What can be taken at the counter.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum CounterTender {
    Cash,
    Card,
    GiftCard,
}

/// Records what was paid at the counter. The sale completes when all is paid.
#[utoipa::path(post, path = "/v1/sales/{sale}/tenders", tag = "sales", request_body = NewTender,
    params(("sale" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = SaleBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn add_tender(call: SaleCall, body: Body<NewTender>) -> Result<Response, Problem> {
    let kind = match body.value.kind {
        CounterTender::Cash => TenderKind::Cash,
        CounterTender::Card => TenderKind::Card,
        CounterTender::GiftCard => TenderKind::GiftCard,
    };
    let amount = body.value.amount;
    call.act(body.sha256, async |engine, request, sale| {
        engine.tender(&request, sale, kind, amount).await
    })
    .await
}
