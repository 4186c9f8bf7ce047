//! `PATCH /v1/members/{member}`

use super::super::body::Body;
use super::super::problem::{Problem, ProblemBody};
use super::{MemberBody, MemberCall};
use axum::response::Response;
use checkout::StoreId;
use serde::Deserialize;
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeMember {
    /// A store of the member's club.
    #[schema(example = "oslo")]
    home_store: String,
}

/// Changes what the club may decide about a member. Name, number and addresses are the member's own:
/// they come with an approval in the app and from nowhere else.
#[utoipa::path(patch, path = "/v1/members/{member}", tag = "members", request_body = ChangeMember,
    params(("member" = uuid::Uuid, Path)),
    responses((status = 200, body = MemberBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn change_member(
    call: MemberCall,
    body: Body<ChangeMember>,
) -> Result<Response, Problem> {
    let store = StoreId::new(body.value.home_store);
    call.act(body.sha256, async |engine, request, member| {
        engine.set_home_store(&request, member, store).await
    })
    .await
}
