//! What is done about a member: plain forms, each answered by the member as it is then. What can't be
//! done is explained beside its form, with what was typed.

use super::super::super::format::typed;
use super::super::super::messages;
use super::super::super::stopped::Stopped;
use super::super::desk::Desk;
use super::{Fault, path_of, show, theirs};
use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use checkout::{MemberId, MemberReason, PointsReason};
use engine::{ConsentOrder, Engine, EngineError, Request};
use serde::Deserialize;
use std::future::Future;

type Posted<F> = Result<Form<F>, FormRejection>;

/// Does something about a member of theirs; then the page, or why not.
async fn act<F: Future<Output = Result<(), EngineError>>>(
    desk: &Desk,
    id: &str,
    fault: Fault,
    act: impl FnOnce(Engine, Request, MemberId) -> F,
) -> Result<Response, Stopped> {
    let (member, exported) = theirs(desk, id).await?;
    let club = &exported.view.member.club;
    let stores = desk.stores()?;
    let store = stores.iter().find(|store| store.club.as_ref() == Some(club));
    let request = desk.request(&store.ok_or(Stopped::NotThere)?.id)?;
    match act(desk.app.engine.clone(), request, member).await {
        Ok(()) => Ok(Redirect::to(&path_of(member)).into_response()),
        Err(error) => {
            let words = messages::error(&error, desk.words);
            refuse(desk, id, Fault { words, ..fault }).await
        }
    }
}

async fn refuse(desk: &Desk, id: &str, fault: Fault) -> Result<Response, Stopped> {
    show(desk, StatusCode::UNPROCESSABLE_ENTITY, id, fault).await
}

/// Nothing that a browser sends from our pages.
async fn unreadable(desk: &Desk, id: &str, form: &'static str) -> Result<Response, Stopped> {
    let words = desk.words.of("unreadable").to_string();
    refuse(desk, id, Fault { form, words, ..Fault::default() }).await
}

#[derive(Deserialize)]
pub(in super::super) struct PointsFields {
    points: String,
    reason: PointsReason,
}

pub(in super::super) async fn points(
    desk: Desk,
    Path(id): Path<String>,
    posted: Posted<PointsFields>,
) -> Result<Response, Stopped> {
    let form = "points";
    let Ok(Form(PointsFields { points, reason })) = posted else {
        return unreadable(&desk, &id, form).await;
    };
    let fault = Fault {
        form,
        words: desk.words.of("office-points-unreadable").to_string(),
        typed: points.clone(),
        reason: super::word_of(&reason),
    };
    let Ok(points) = typed(&points).parse::<i64>() else {
        return refuse(&desk, &id, fault).await;
    };
    act(&desk, &id, fault, async |engine, request, member| {
        engine.adjust_points(&request, member, points, reason).await
    })
    .await
}

#[derive(Deserialize)]
pub(in super::super) struct AnswerFields {
    number: u32,
    accepted: bool,
}

/// What a second person says to points that wait.
pub(in super::super) async fn answer(
    desk: Desk,
    Path(id): Path<String>,
    posted: Posted<AnswerFields>,
) -> Result<Response, Stopped> {
    let form = "answer";
    let Ok(Form(AnswerFields { number, accepted })) = posted else {
        return unreadable(&desk, &id, form).await;
    };
    let fault = Fault { form, ..Fault::default() };
    act(&desk, &id, fault, async |engine, request, member| {
        engine.answer_points(&request, member, number, accepted).await
    })
    .await
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Change {
    Block,
    Unblock,
    Withdraw,
}

#[derive(Deserialize)]
pub(in super::super) struct ChangeFields {
    what: Change,
    reason: MemberReason,
}

pub(in super::super) async fn change(
    desk: Desk,
    Path(id): Path<String>,
    posted: Posted<ChangeFields>,
) -> Result<Response, Stopped> {
    let form = "change";
    let Ok(Form(ChangeFields { what, reason })) = posted else {
        return unreadable(&desk, &id, form).await;
    };
    let fault = Fault { form, reason: super::word_of(&reason), ..Fault::default() };
    act(&desk, &id, fault, async |engine, request, member| match what {
        Change::Block => engine.block_member(&request, member, reason).await,
        Change::Unblock => engine.unblock_member(&request, member, reason).await,
        Change::Withdraw => engine.withdraw_member(&request, member, reason).await,
    })
    .await
}

#[derive(Deserialize)]
pub(in super::super) struct ConsentFields {
    purpose: String,
}

/// A member takes a consent back.
pub(in super::super) async fn consent(
    desk: Desk,
    Path(id): Path<String>,
    posted: Posted<ConsentFields>,
) -> Result<Response, Stopped> {
    let form = "consent";
    let Ok(Form(ConsentFields { purpose })) = posted else {
        return unreadable(&desk, &id, form).await;
    };
    let (_, exported) = theirs(&desk, &id).await?;
    let mut given = exported.view.member.consents.iter();
    // Only what was given can be taken back: no other word is written into a record.
    let Some(given) = given.find(|one| one.accepted && one.purpose.as_str() == purpose) else {
        return unreadable(&desk, &id, form).await;
    };
    let order = ConsentOrder { purpose: given.purpose.clone(), accepted: false, language: None };
    let fault = Fault { form, ..Fault::default() };
    act(&desk, &id, fault, async |engine, request, member| {
        engine.record_consent(&request, member, order).await
    })
    .await
}

#[derive(Deserialize)]
pub(in super::super) struct EraseFields {
    reason: MemberReason,
    /// `yes` from a box that must be ticked.
    sure: Option<String>,
}

pub(in super::super) async fn erase(
    desk: Desk,
    Path(id): Path<String>,
    posted: Posted<EraseFields>,
) -> Result<Response, Stopped> {
    let form = "erase";
    let Ok(Form(EraseFields { reason, sure })) = posted else {
        return unreadable(&desk, &id, form).await;
    };
    let words = desk.words.of("office-erase-unsure").to_string();
    let fault = Fault { form, words, reason: super::word_of(&reason), ..Fault::default() };
    if sure.as_deref() != Some("yes") {
        return refuse(&desk, &id, fault).await;
    }
    act(&desk, &id, fault, async |engine, request, member| {
        engine.erase_member(&request, member, reason).await
    })
    .await
}
