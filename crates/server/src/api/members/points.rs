//! `POST /v1/members/{member}/points` and `POST /v1/members/{member}/points/answer`

use super::super::body::Body;
use super::super::problem::{Problem, ProblemBody};
use super::{MemberBody, MemberCall};
use axum::response::Response;
use checkout::PointsReason;
use serde::Deserialize;
use utoipa::ToSchema;

/// Points that a person gives or takes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Adjustment {
    /// Less than zero to take them; never more than the member has.
    #[schema(example = 100)]
    points: i64,
    /// `goodwill`, `campaign`, `correction` or `elsewhere`. A choice and no text: it is kept for good.
    #[schema(value_type = String, example = "goodwill")]
    reason: PointsReason,
}

/// Gives a member points, or takes some. It stands in the member's ledger with who did it and why. More
/// than `adjust_alone_max` of the club waits in `points.proposals` for an answer of somebody else.
#[utoipa::path(post, path = "/v1/members/{member}/points", tag = "members", request_body = Adjustment,
    params(("member" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = MemberBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn adjust_points(
    call: MemberCall,
    body: Body<Adjustment>,
) -> Result<Response, Problem> {
    let Adjustment { points, reason } = body.value;
    call.act(body.sha256, async |engine, request, member| {
        engine.adjust_points(&request, member, points, reason).await
    })
    .await
}

/// What a second person says to points that wait.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answer {
    /// As in `points.proposals` of the member.
    #[schema(example = 1)]
    number: u32,
    accepted: bool,
}

/// Says yes or no to points that wait for a second person. Yes says somebody with another key than
/// whoever proposed them; no says anybody who may give points.
#[utoipa::path(post, path = "/v1/members/{member}/points/answer", tag = "members",
    request_body = Answer,
    params(("member" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = MemberBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn answer_points(
    call: MemberCall,
    body: Body<Answer>,
) -> Result<Response, Problem> {
    let Answer { number, accepted } = body.value;
    call.act(body.sha256, async |engine, request, member| {
        engine.answer_points(&request, member, number, accepted).await
    })
    .await
}
