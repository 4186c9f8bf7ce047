//! Members over the API: who they are, what they agreed to, and what people of the club do about it.

pub(super) mod change;
pub(super) mod consents;
pub(super) mod export;
pub(super) mod import;
pub(super) mod merging;
pub(super) mod points;
pub(super) mod read;
pub(super) mod receipt;
pub(super) mod status;

pub(crate) use export::{csv_part, export_json};
pub(super) use read::MemberBody;

use super::auth::Caller;
use super::idempotency::Call;
use super::problem::Problem;
use super::resource::Resource;
use crate::App;
use axum::extract::{FromRequestParts, Path};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use checkout::{MemberId, MemberReason};
use engine::{Engine, EngineError, Request};
use serde::Deserialize;
use std::future::Future;
use utoipa::ToSchema;

/// A call about one member: who calls, which member, and the idempotency key.
pub(crate) struct MemberCall {
    app: App,
    caller: Caller,
    call: Call,
    member: MemberId,
    /// The part of the member that is asked for, where the address names one.
    part: String,
}

/// Why somebody does it: `duplicate`, `members_wish`, `misuse` or `mistake`. A choice and no text:
/// it is kept for good, so nothing about a person may stand there.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reason {
    #[schema(value_type = String, example = "members_wish")]
    reason: MemberReason,
}

impl FromRequestParts<App> for MemberCall {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let caller = Caller::from_request_parts(parts, app).await?;
        let call = Call::from_request_parts(parts, app).await?;
        let Path(path) =
            Path::<std::collections::HashMap<String, String>>::from_request_parts(parts, app)
                .await
                .map_err(|_| EngineError::MemberUnknown)?;
        let member = path.get("member").and_then(|text| text.parse().ok());
        let member = member.ok_or(EngineError::MemberUnknown)?;
        let part = path.get("part").cloned().unwrap_or_default();
        Ok(Self { app: app.clone(), caller, call, member, part })
    }
}

impl MemberCall {
    /// Does one thing about the member, and shows the member.
    async fn act<F: Future<Output = Result<(), EngineError>>>(
        self,
        body_sha256: [u8; 32],
        act: impl FnOnce(Engine, Request, MemberId) -> F,
    ) -> Result<Response, Problem> {
        let Self { app, caller, call, member, .. } = self;
        let engine = app.engine.clone();
        let shows = (StatusCode::OK, Resource::Member(member));
        let perform = async |answer| {
            let request = caller.office_request(&app, answer)?;
            act(engine, request, member).await
        };
        app.once(&caller, call, body_sha256, shows, perform).await
    }
}
