//! `POST /v1/members/{member}/block`, `…/unblock`, `…/withdraw` and `…/erase`

use super::super::body::Body;
use super::super::problem::{Problem, ProblemBody};
use super::{MemberBody, MemberCall, Reason};
use axum::response::Response;

/// Shuts a member out of the club: a customer like any other at the till, and not to be asked again.
#[utoipa::path(post, path = "/v1/members/{member}/block", tag = "members", request_body = Reason,
    params(("member" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = MemberBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn block_member(
    call: MemberCall,
    body: Body<Reason>,
) -> Result<Response, Problem> {
    let reason = body.value.reason;
    call.act(body.sha256, async |engine, request, member| {
        engine.block_member(&request, member, reason).await
    })
    .await
}

/// Lets a member in again.
#[utoipa::path(post, path = "/v1/members/{member}/unblock", tag = "members", request_body = Reason,
    params(("member" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = MemberBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn unblock_member(
    call: MemberCall,
    body: Body<Reason>,
) -> Result<Response, Problem> {
    let reason = body.value.reason;
    call.act(body.sha256, async |engine, request, member| {
        engine.unblock_member(&request, member, reason).await
    })
    .await
}

/// Ends a membership, and with it whatever the member had agreed to. An approval in the app makes them a
/// member again, with the points that they left.
#[utoipa::path(post, path = "/v1/members/{member}/withdraw", tag = "members", request_body = Reason,
    params(("member" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = MemberBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn withdraw_member(
    call: MemberCall,
    body: Body<Reason>,
) -> Result<Response, Problem> {
    let reason = body.value.reason;
    call.act(body.sha256, async |engine, request, member| {
        engine.withdraw_member(&request, member, reason).await
    })
    .await
}

/// Erases who a member is, for good: what is personal is deleted, but for older backups, and the number is
/// nobody's. What was bought and agreed to stays in the books, and names nobody. The points are gone. The
/// own system of a club that is kept elsewhere (`is_kept_elsewhere`) is not told: erase the member there, too.
#[utoipa::path(post, path = "/v1/members/{member}/erase", tag = "members", request_body = Reason,
    params(("member" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = MemberBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn erase_member(
    call: MemberCall,
    body: Body<Reason>,
) -> Result<Response, Problem> {
    let reason = body.value.reason;
    call.act(body.sha256, async |engine, request, member| {
        engine.erase_member(&request, member, reason).await
    })
    .await
}
