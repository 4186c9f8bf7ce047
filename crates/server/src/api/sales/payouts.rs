//! `POST /v1/sales/{sale}/payouts`

use super::super::body::Body;
use super::super::problem::{Problem, ProblemBody};
use super::super::resource::SaleBody;
use super::SaleCall;
use super::tenders::CounterTender;
use axum::response::Response;
use engine::Document;
use serde::Deserialize;
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPayout {
    kind: CounterTender,
}

/// Records that what the app could not give back was paid out at the counter: all that is due of a
/// return, or the refused refunds of a sale that was called off.
#[utoipa::path(post, path = "/v1/sales/{sale}/payouts", tag = "returns", request_body = NewPayout,
    params(("sale" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = SaleBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn pay_out(call: SaleCall, body: Body<NewPayout>) -> Result<Response, Problem> {
    let kind = body.value.kind.into();
    call.act_on_either(body.sha256, async |engine, request, document| match document {
        Document::Sale(view) => engine.pay_out_refused(&request, view.sale.id, kind).await,
        Document::Return(view) => engine.pay_out(&request, view.returning.id, kind).await,
    })
    .await
}
