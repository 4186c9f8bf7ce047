//! `GET /v1/members/{member}/consent-receipt`: what a member has agreed to, to be handed over: as JSON, or
//! as a page to print.

use super::super::problem::{Problem, ProblemBody};
use super::MemberCall;
use super::read::ConsentBody;
use crate::words::Words;
use askama::Template;
use axum::Json;
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse, Response};
use checkout::{Consent, ConsentChannel, Purpose};
use engine::MemberView;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What a member has agreed to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReceiptBody {
    member: Uuid,
    club: String,
    name: Option<String>,
    issued_at_unix_ms: i64,
    /// Of each purpose, the answer that holds.
    holds: Vec<ConsentBody>,
    /// The answers before those, oldest first.
    earlier: Vec<ConsentBody>,
}

/// One answer on the page.
struct Row {
    what: String,
    answer: &'static str,
    text: String,
    known_as: String,
    given: String,
    sha256: String,
}

#[derive(Template)]
#[template(path = "consent-receipt.html")]
struct Page {
    words: Words,
    club: String,
    member: String,
    name: Option<String>,
    issued: String,
    holds: Vec<Row>,
    earlier: Vec<Row>,
}

/// The receipt of a member's consents, as JSON; with `Accept: text/html`, as a page to print.
#[utoipa::path(get, path = "/v1/members/{member}/consent-receipt", tag = "members",
    params(("member" = Uuid, Path)),
    responses((status = 200, content(
        (ReceiptBody = "application/json"), (String = "text/html"))),
        (status = "4XX", body = ProblemBody)))]
pub(crate) async fn consent_receipt(
    call: MemberCall,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let view = call.app.engine.member(&call.caller.merchant, call.member).await?;
    let issued_at_unix_ms = call.app.engine.now_unix_ms();
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    if accept.is_some_and(|accept| accept.starts_with("text/html")) {
        let page = page(view, issued_at_unix_ms).render();
        let page = page.map_err(|error| {
            tracing::error!(%error, "a receipt of consents could not be rendered");
            Problem::internal()
        })?;
        return Ok(Html(page).into_response());
    }
    let (holds, earlier) = parted(view.consents);
    Ok(Json(ReceiptBody {
        member: view.member.id.0,
        club: view.member.club.to_string(),
        name: view.person.name,
        issued_at_unix_ms,
        holds: holds.into_iter().map(ConsentBody::from).collect(),
        earlier: earlier.into_iter().map(ConsentBody::from).collect(),
    })
    .into_response())
}

/// The answers that hold, and those before them.
fn parted(consents: Vec<Consent>) -> (Vec<Consent>, Vec<Consent>) {
    let (mut holds, mut earlier): (Vec<Consent>, Vec<Consent>) = (Vec::new(), Vec::new());
    for consent in consents {
        match holds.iter_mut().find(|one| one.purpose == consent.purpose) {
            Some(one) => earlier.push(std::mem::replace(one, consent)),
            None => holds.push(consent),
        }
    }
    (holds, earlier)
}

fn page(view: MemberView, issued_at_unix_ms: i64) -> Page {
    let (holds, earlier) = parted(view.consents);
    Page {
        words: Words::english(),
        club: view.member.club.to_string(),
        member: view.member.id.to_string(),
        name: view.person.name,
        issued: moment(issued_at_unix_ms),
        holds: holds.into_iter().map(row).collect(),
        earlier: earlier.into_iter().map(row).collect(),
    }
}

fn row(consent: Consent) -> Row {
    let channel = match consent.channel {
        ConsentChannel::App => "in the app",
        ConsentChannel::Staff => "told to the club",
        ConsentChannel::Import => "brought along from another system",
        ConsentChannel::Notice => "taken back in the app",
    };
    let till = consent.till.map(|till| format!(", till {till}")).unwrap_or_default();
    let login = consent.enrolment.map(|login| format!(", login {login}")).unwrap_or_default();
    let version = consent.version.map(|version| format!("version {version}"));
    let language = Some(consent.language).filter(|language| !language.is_empty());
    Row {
        what: what(&consent.purpose),
        answer: if consent.accepted { "Yes" } else { "No" },
        text: consent.text,
        known_as: [version, language].into_iter().flatten().collect::<Vec<_>>().join(", "),
        given: format!(
            "{}, {channel}, store {}{till}, by {}{login}",
            moment(consent.at_unix_ms),
            consent.store,
            consent.operator
        ),
        sha256: consent.text_sha256,
    }
}

fn what(purpose: &Purpose) -> String {
    let words = match purpose {
        Purpose::Terms => "Membership",
        Purpose::Sharing => "Sharing from the app",
        Purpose::Email => "Advertising by e-mail",
        Purpose::Sms => "Advertising by SMS",
        Purpose::Digital => "Advertising in digital channels",
        Purpose::Profiling => "Profiling by what you buy",
        Purpose::PersonalOffers => "Offers made for you",
        Purpose::Other(word) => word,
    };
    words.to_owned()
}

/// `2026-11-23 12:00 UTC`
fn moment(unix_ms: i64) -> String {
    let time = jiff::Timestamp::from_millisecond(unix_ms).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    time.strftime("%Y-%m-%d %H:%M UTC").to_string()
}
