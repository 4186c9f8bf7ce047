//! `GET /v1/members/{member}`

use super::auth::Caller;
use super::problem::{Problem, ProblemBody};
use super::resource::Money;
use crate::App;
use axum::Json;
use axum::extract::{Path, State};
use checkout::Consent;
use engine::{EngineError, MemberView};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A member of the club.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MemberBody {
    id: Uuid,
    club: String,
    first_name: Option<String>,
    name: Option<String>,
    joined_at_unix_ms: i64,
    joined_at_store: String,
    joined_at_till: String,
    consents: Vec<ConsentBody>,
    purchases: Vec<PurchaseBody>,
    points: PointsBody,
}

/// A member's points.
#[derive(Debug, Default, Serialize, ToSchema)]
struct PointsBody {
    /// May be spent now.
    available: i64,
    /// Earned, and not yet to be spent.
    pending: i64,
    /// Kept for sales that are being paid.
    held: i64,
    /// Spent before a return took them back: the next ones earned pay for them.
    owed: i64,
}

/// What the member was shown, and answered.
#[derive(Debug, Serialize, ToSchema)]
struct ConsentBody {
    #[schema(example = "email")]
    purpose: String,
    accepted: bool,
    text: String,
    language: String,
    /// `app`: on the customer's own phone.
    #[schema(value_type = String, example = "app")]
    channel: checkout::ConsentChannel,
    at_unix_ms: i64,
}

#[derive(Debug, Serialize, ToSchema)]
struct PurchaseBody {
    sale: Uuid,
    receipt_number: u64,
    total: Money,
    /// What came back of it.
    returned: Money,
    at_unix_ms: i64,
}

/// A member, with consents and purchases.
#[utoipa::path(get, path = "/v1/members/{member}", tag = "members",
    params(("member" = Uuid, Path)),
    responses((status = 200, body = MemberBody), (status = "4XX", body = ProblemBody)))]
pub(crate) async fn read_member(
    State(app): State<App>,
    caller: Caller,
    Path(member): Path<String>,
) -> Result<Json<MemberBody>, Problem> {
    let member = member.parse().map_err(|_| EngineError::MemberUnknown)?;
    let MemberView { member, person, purchases, balance } =
        app.engine.member(&caller.merchant, member).await?;
    let consents = member.consents.into_iter().map(|consent: Consent| ConsentBody {
        purpose: consent.purpose,
        accepted: consent.accepted,
        text: consent.text,
        language: consent.language,
        channel: consent.channel,
        at_unix_ms: consent.at_unix_ms,
    });
    let purchases = purchases.into_iter().map(|purchase| PurchaseBody {
        sale: purchase.sale.0,
        receipt_number: purchase.receipt_number,
        total: purchase.total.into(),
        returned: purchase.returned_total().into(),
        at_unix_ms: purchase.at_unix_ms,
    });
    Ok(Json(MemberBody {
        id: member.id.0,
        club: member.club.to_string(),
        first_name: person.given_name,
        name: person.name,
        joined_at_unix_ms: member.joined.at_unix_ms,
        joined_at_store: member.joined.store.to_string(),
        joined_at_till: member.joined.till.to_string(),
        consents: consents.collect(),
        purchases: purchases.collect(),
        points: balance.map_or_else(PointsBody::default, |balance| PointsBody {
            available: balance.available,
            pending: balance.pending,
            held: balance.held,
            owed: balance.owed,
        }),
    }))
}
