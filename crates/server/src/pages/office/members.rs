//! Members: found by their number, which is journalled and limited as at a till; and what people of the
//! club do about them. A number stands in no address.

mod acting;
mod shown;

pub(super) use acting::{answer, change, consent, erase, points};

use super::super::messages;
use super::super::stopped::Stopped;
use super::desk::{Choice, Desk, Section};
use crate::api::{csv_part, export_json};
use crate::roles::Right;
use crate::words::Words;
use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::FormRejection;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use checkout::{MemberId, MemberReason, PointsReason};
use engine::{EngineError, MemberExport};
use serde::Deserialize;
use shown::Shown;

#[derive(Debug, Default, Deserialize)]
pub(super) struct LookUp {
    #[serde(default)]
    store: String,
    #[serde(default)]
    number: String,
}

#[derive(Template)]
#[template(path = "office/members.html")]
struct FindPage<'a> {
    desk: &'a Desk,
    words: Words,
    here: Section,
    stores: Vec<Choice>,
    number: &'a str,
    fault: Option<String>,
}

#[derive(Template)]
#[template(path = "office/member.html")]
struct MemberPage<'a> {
    desk: &'a Desk,
    words: Words,
    here: Section,
    path: String,
    member: Shown,
    may_serve: bool,
    may_keep: bool,
    fault: Fault,
    points_reasons: Vec<Choice>,
    reasons: Vec<Choice>,
}

/// What is wrong with a form, and what was typed in it.
#[derive(Default)]
pub(super) struct Fault {
    /// Which form: `points`, `answer`, `change`, `consent` or `erase`; empty if nothing is wrong.
    form: &'static str,
    words: String,
    typed: String,
    reason: String,
}

impl Fault {
    fn of(&self, form: &str) -> Option<&str> {
        (self.form == form).then_some(self.words.as_str())
    }
}

pub(super) async fn find_page(desk: Desk) -> Result<Response, Stopped> {
    let store = desk.store(None)?;
    let stores = desk.store_choices(&store.id)?;
    show_find(&desk, StatusCode::OK, stores, "", None)
}

fn show_find(
    desk: &Desk,
    status: StatusCode,
    stores: Vec<Choice>,
    number: &str,
    fault: Option<String>,
) -> Result<Response, Stopped> {
    let (words, here) = (desk.words, Section::Members);
    let page = FindPage { desk, words, here, stores, number, fault };
    Ok((status, Html(page.render()?)).into_response())
}

pub(super) async fn look_up(
    desk: Desk,
    posted: Result<Form<LookUp>, FormRejection>,
) -> Result<Response, Stopped> {
    let Form(LookUp { store, number }) = posted.unwrap_or_default();
    let store = desk.store(Some(&store))?;
    let request = desk.request(&store.id)?;
    let fault = match desk.app.engine.look_member_up(&request, number.trim()).await {
        Ok(Some(member)) => return Ok(Redirect::to(&path_of(member)).into_response()),
        Ok(None) => desk.words.of("office-member-none").to_string(),
        Err(error) => messages::error(&error, desk.words),
    };
    let stores = desk.store_choices(&store.id)?;
    show_find(&desk, StatusCode::UNPROCESSABLE_ENTITY, stores, number.trim(), Some(fault))
}

fn path_of(member: MemberId) -> String {
    format!("/office/members/{member}")
}

/// A member of a club of their stores, with all that there is.
async fn theirs(desk: &Desk, id: &str) -> Result<(MemberId, MemberExport), Stopped> {
    let id: MemberId = id.parse().map_err(|_| Stopped::NotThere)?;
    let exported = desk.app.engine.export_member(&desk.app.settings.merchant, id).await;
    let exported = match exported {
        Err(EngineError::MemberUnknown) => return Err(Stopped::NotThere),
        exported => exported?,
    };
    let club = &exported.view.member.club;
    let is_theirs = desk.stores()?.iter().any(|store| store.club.as_ref() == Some(club));
    if is_theirs { Ok((id, exported)) } else { Err(Stopped::NotThere) }
}

pub(super) async fn page(desk: Desk, Path(id): Path<String>) -> Result<Response, Stopped> {
    show(&desk, StatusCode::OK, &id, Fault::default()).await
}

async fn show(
    desk: &Desk,
    status: StatusCode,
    id: &str,
    fault: Fault,
) -> Result<Response, Stopped> {
    let (id, exported) = theirs(desk, id).await?;
    let words = desk.words;
    let is_chosen = |word: &str| fault.reason == word;
    let points_reasons = points_reasons().into_iter().map(|(reason, message)| {
        let word = word_of(&reason);
        Choice::new(&word, words.of(message), is_chosen(&word))
    });
    let reasons = reasons().into_iter().map(|(reason, message)| {
        let word = word_of(&reason);
        Choice::new(&word, words.of(message), is_chosen(&word))
    });
    let page = MemberPage {
        desk,
        words,
        here: Section::Members,
        path: path_of(id),
        points_reasons: points_reasons.collect(),
        reasons: reasons.collect(),
        member: Shown::of(desk, exported).await?,
        may_serve: desk.may(Right::ServeMembers),
        may_keep: desk.may(Right::KeepMembers),
        fault,
    };
    Ok((status, Html(page.render()?)).into_response())
}

/// The word of a choice, as forms and the API have it.
fn word_of(choice: &impl serde::Serialize) -> String {
    let word = serde_json::to_value(choice).ok();
    word.and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

fn points_reasons() -> [(PointsReason, &'static str); 4] {
    [
        (PointsReason::Goodwill, "reason-goodwill"),
        (PointsReason::Campaign, "reason-campaign"),
        (PointsReason::Correction, "reason-correction"),
        (PointsReason::Elsewhere, "reason-elsewhere"),
    ]
}

fn reasons() -> [(MemberReason, &'static str); 4] {
    [
        (MemberReason::MembersWish, "reason-members-wish"),
        (MemberReason::Duplicate, "reason-duplicate"),
        (MemberReason::Misuse, "reason-misuse"),
        (MemberReason::Mistake, "reason-mistake"),
    ]
}

/// Everything about a member, to take along.
pub(super) async fn export(desk: Desk, Path(id): Path<String>) -> Result<Response, Stopped> {
    let (id, exported) = theirs(&desk, &id).await?;
    journal_export(&desk, id).await?;
    let json = export_json(exported).ok_or(Stopped::Broken)?;
    Ok(attached("application/json", &format!("member-{id}.json"), json))
}

/// A part of it, as CSV.
pub(super) async fn export_csv(
    desk: Desk,
    Path((id, part)): Path<(String, String)>,
) -> Result<Response, Stopped> {
    let (id, exported) = theirs(&desk, &id).await?;
    let csv = csv_part(exported, &part).map_err(|_| Stopped::NotThere)?;
    journal_export(&desk, id).await?;
    Ok(attached("text/csv; charset=utf-8", &format!("member-{id}-{part}.csv"), csv))
}

async fn journal_export(desk: &Desk, member: MemberId) -> Result<(), Stopped> {
    let request = desk.request_of_any()?;
    Ok(desk.app.engine.journal_export(&request, member).await?)
}

fn attached(content_type: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, content_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    (headers, bytes).into_response()
}
