//! `POST /v1/members`

use super::super::auth::Caller;
use super::super::body::Body;
use super::super::idempotency::Call;
use super::super::problem::{Problem, ProblemBody};
use super::super::resource::Resource;
use super::MemberBody;
use super::consents::purpose_of;
use crate::App;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use checkout::{BroughtPoints, StoreId};
use engine::{
    IMPORT_CONSENTS_MAX, IMPORT_NAME_LENGTH_MAX, IMPORT_POINTS_MAX, ImportOrder, ImportedConsent,
};
use serde::Deserialize;
use utoipa::ToSchema;

/// The most characters of a text.
const TEXT_LENGTH_MAX: usize = 10_000;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImportMember {
    /// The member's home store; it says which club.
    #[schema(example = "oslo")]
    store: String,
    /// With or without a country code; NO, DK, FI, SE.
    #[schema(example = "+47 987 65 432")]
    phone_number: String,
    first_name: Option<String>,
    name: Option<String>,
    email: Option<String>,
    joined_at_unix_ms: i64,
    /// The `terms` among them, accepted.
    consents: Vec<ImportConsent>,
    /// What the member has there, 50 lots at most.
    #[serde(default)]
    points: Vec<ImportPoints>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImportPoints {
    /// 1 to 1,000,000.
    #[schema(example = 250)]
    points: i64,
    /// From when on they are gone; left out: never.
    until_unix_ms: Option<i64>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImportConsent {
    #[schema(example = "terms")]
    purpose: String,
    accepted: bool,
    /// The words that the member was shown.
    text: String,
    version: Option<String>,
    #[schema(example = "NO")]
    language: String,
    at_unix_ms: i64,
}

/// Takes in a member from elsewhere, known by the phone number alone. A membership request at a till
/// proves later who it is.
#[utoipa::path(post, path = "/v1/members", tag = "members", request_body = ImportMember,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = MemberBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn import_member(
    State(app): State<App>,
    caller: Caller,
    call: Call,
    body: Body<ImportMember>,
) -> Result<Response, Problem> {
    let order = order_of(body.value)?;
    let member = app.engine.new_member_id();
    let shows = (StatusCode::CREATED, Resource::Member(member));
    let perform = async |answer| {
        let request = caller.office_request(&app, answer)?;
        app.engine.import_member(&request, member, order).await
    };
    app.once(&caller, call, body.sha256, shows, perform).await
}

fn brought(lot: &ImportPoints) -> BroughtPoints {
    BroughtPoints { points: lot.points, until_unix_ms: lot.until_unix_ms }
}

fn order_of(body: ImportMember) -> Result<ImportOrder, Problem> {
    let fits = |text: &Option<String>, most: usize| {
        text.as_ref().is_none_or(|text| !text.is_empty() && text.chars().count() <= most)
    };
    let too_much = || {
        Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "member_impossible",
            "A name or a version has 1 to 250 characters, a text 10,000 at most, and a member 50 \
             consents and 50 lots of points at most. Leave out what is not known.",
        )
    };
    let names = [&body.first_name, &body.name, &body.email];
    let texts_fit = |one: &ImportConsent| {
        one.text.chars().count() <= TEXT_LENGTH_MAX
            && one.language.chars().count() <= IMPORT_NAME_LENGTH_MAX
            && fits(&one.version, IMPORT_NAME_LENGTH_MAX)
    };
    let names_fit = names.into_iter().all(|name| fits(name, IMPORT_NAME_LENGTH_MAX));
    if !names_fit
        || body.consents.len() > IMPORT_CONSENTS_MAX
        || body.points.len() > IMPORT_POINTS_MAX
        || !body.consents.iter().all(texts_fit)
    {
        return Err(too_much());
    }
    let consents = body.consents.into_iter().map(|consent| {
        Ok(ImportedConsent {
            purpose: purpose_of(&consent.purpose)?,
            accepted: consent.accepted,
            text: consent.text,
            version: consent.version,
            language: consent.language,
            at_unix_ms: consent.at_unix_ms,
        })
    });
    Ok(ImportOrder {
        store: StoreId::new(body.store),
        phone_number: body.phone_number,
        given_name: body.first_name,
        name: body.name,
        email: body.email,
        joined_at_unix_ms: body.joined_at_unix_ms,
        consents: consents.collect::<Result<_, Problem>>()?,
        points: body.points.iter().map(brought).collect(),
    })
}
