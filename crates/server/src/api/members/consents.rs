//! `POST /v1/members/{member}/consents`

use super::super::body::Body;
use super::super::problem::{Problem, ProblemBody};
use super::{MemberBody, MemberCall};
use axum::http::StatusCode;
use axum::response::Response;
use checkout::Purpose;
use engine::ConsentOrder;
use serde::Deserialize;
use utoipa::ToSchema;

/// The longest word for a purpose.
const PURPOSE_LENGTH_MAX: usize = 100;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewConsent {
    /// `email`, `sms`, `digital`, `profiling`, `personal_offers`, or another word that the club's texts
    /// have.
    #[schema(example = "email")]
    purpose: String,
    /// False: refused, or taken back.
    accepted: bool,
    /// Of the words that the member was shown; the club's newest if left out.
    #[schema(example = "EN")]
    language: Option<String>,
}

/// Records what a member said to somebody of the club. A consent is recorded with the club's own text in
/// the settings; one that is taken back, with the text of what was agreed to. The membership itself is
/// ended with `withdraw`.
#[utoipa::path(post, path = "/v1/members/{member}/consents", tag = "members",
    request_body = NewConsent,
    params(("member" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = MemberBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn record_consent(
    call: MemberCall,
    body: Body<NewConsent>,
) -> Result<Response, Problem> {
    let NewConsent { purpose, accepted, language } = body.value;
    let purpose = purpose_of(&purpose)?;
    call.act(body.sha256, async |engine, request, member| {
        let order = ConsentOrder { purpose, accepted, language };
        engine.record_consent(&request, member, order).await
    })
    .await
}

/// A purpose is a word: what somebody writes about a person is none.
pub(super) fn purpose_of(text: &str) -> Result<Purpose, Problem> {
    let is_word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if (1..=PURPOSE_LENGTH_MAX).contains(&text.len()) && text.bytes().all(is_word) {
        return Ok(text.into());
    }
    Err(Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "purpose_impossible",
        "A purpose is one word of small letters, digits and _, such as email.",
    ))
}
