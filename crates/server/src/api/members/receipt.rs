//! `GET /v1/members/{member}/consent-receipt`: what a member has agreed to, to be handed over: as JSON, or
//! as a page to print.

use super::super::problem::{Problem, ProblemBody};
use super::MemberCall;
use super::read::ConsentBody;
use crate::pages::{of_browser, purpose};
use crate::words::Words;
use askama::Template;
use axum::Json;
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse, Response};
use checkout::{Consent, ConsentChannel};
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
    answer: String,
    text: String,
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
    /// What holds, and what was said before it; each under its heading.
    parts: Vec<(&'static str, Vec<Row>)>,
}

/// The receipt of a member's consents, as JSON; with `Accept: text/html`, as a page to print,
/// in the language of `Accept-Language`: `nb`, `da`, `sv`, `fi` or `en`.
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
        let words = Words::of_no_store(of_browser(&headers));
        let page = page(view, words, issued_at_unix_ms).render();
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

fn page(view: MemberView, words: Words, issued_at_unix_ms: i64) -> Page {
    let (holds, earlier) = parted(view.consents);
    let parts = [("consents-hold", holds), ("consents-earlier", earlier)].map(|(heading, said)| {
        (heading, said.into_iter().map(|consent| row(consent, words)).collect::<Vec<_>>())
    });
    Page {
        words,
        club: view.member.club.to_string(),
        member: view.member.id.to_string(),
        name: view.person.name,
        issued: moment(issued_at_unix_ms),
        parts: parts.into_iter().filter(|(_, rows)| !rows.is_empty()).collect(),
    }
}

fn row(consent: Consent, words: Words) -> Row {
    let given = words.of(match consent.channel {
        ConsentChannel::App => "consent-app",
        ConsentChannel::Staff => "consent-staff",
        ConsentChannel::Import => "consent-import",
        ConsentChannel::Notice => "consent-notice",
    });
    let given = given.with("moment", moment(consent.at_unix_ms)).with("store", &consent.store);
    let language = Some(consent.language).filter(|language| !language.is_empty());
    let parts = [
        Some(given.to_string()),
        consent.till.map(|till| words.of("consent-till").with("till", till).to_string()),
        Some(words.of("consent-operator").with("operator", &consent.operator).to_string()),
        consent.enrolment.map(|login| words.of("consent-login").with("login", login).to_string()),
        consent.version.map(|one| words.of("consent-version").with("version", one).to_string()),
        language,
    ];
    let accepted = if consent.accepted { "yes" } else { "no" };
    let answer = words.of("consents-answer").with("accepted", accepted);
    Row {
        answer: answer.with("purpose", purpose(&consent.purpose, words)).to_string(),
        text: consent.text,
        given: parts.into_iter().flatten().collect::<Vec<_>>().join(", "),
        sha256: consent.text_sha256,
    }
}

/// `2026-11-23 12:00 UTC`
fn moment(unix_ms: i64) -> String {
    let time = jiff::Timestamp::from_millisecond(unix_ms).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    time.strftime("%Y-%m-%d %H:%M UTC").to_string()
}
