//! `POST /v1/sales/{sale}/membership-request` and its cancel

use super::super::body::{Body, Nothing};
use super::super::problem::{Problem, ProblemBody};
use super::super::resource::SaleBody;
use super::SaleCall;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewMembership {
    /// Ask although a member has the number: whoever stands there may be somebody else.
    #[serde(default)]
    anew: bool,
}

/// Pushes a membership request to the customer's phone. The answer has the binding message to show;
/// the outcome comes with the sale's events.
#[utoipa::path(post, path = "/v1/sales/{sale}/membership-request", tag = "sales",
    request_body = NewMembership,
    params(("sale" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = SaleBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn request_membership(
    call: SaleCall,
    body: Body<NewMembership>,
) -> Result<Response, Problem> {
    let anew = body.value.anew;
    call.act(body.sha256, async |engine, request, sale| {
        engine.request_membership(&request, sale, anew).await.map(|_| ())
    })
    .await
}

/// Waits no longer for the answer, so that the customer can be asked again. The request can't be taken
/// off the phone; it runs out there, and a yes to it still makes a member.
#[utoipa::path(post, path = "/v1/sales/{sale}/membership-request/cancel", tag = "sales",
    params(("sale" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = SaleBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn cancel_membership(
    call: SaleCall,
    body: Body<Nothing>,
) -> Result<Response, Problem> {
    call.act(body.sha256, async |engine, request, sale| {
        engine.give_up_membership(&request, sale).await
    })
    .await
}
