//! `POST /v1/members/{member}/merge` and `…/unmerge`

use super::super::body::Body;
use super::super::problem::{Problem, ProblemBody};
use super::{MemberBody, MemberCall};
use axum::response::Response;
use checkout::{MemberId, MemberReason};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Other {
    /// The other member.
    other: Uuid,
    #[schema(value_type = String, example = "duplicate")]
    reason: MemberReason,
}

/// Has the member stand for another one, who is the same person. The other's points, number and identity
/// lead to this one from now on; what the other has refused holds for both.
#[utoipa::path(post, path = "/v1/members/{member}/merge", tag = "members", request_body = Other,
    params(("member" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = MemberBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn merge_members(
    call: MemberCall,
    body: Body<Other>,
) -> Result<Response, Problem> {
    let Other { other, reason } = body.value;
    call.act(body.sha256, async |engine, request, member| {
        engine.merge_members(&request, member, MemberId(other), reason).await
    })
    .await
}

/// Undoes that. What is left of the other's points goes back; what was bought meanwhile stays with this
/// member.
#[utoipa::path(post, path = "/v1/members/{member}/unmerge", tag = "members", request_body = Other,
    params(("member" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = MemberBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn unmerge_members(
    call: MemberCall,
    body: Body<Other>,
) -> Result<Response, Problem> {
    let Other { other, reason } = body.value;
    call.act(body.sha256, async |engine, request, member| {
        engine.unmerge_members(&request, member, MemberId(other), reason).await
    })
    .await
}
