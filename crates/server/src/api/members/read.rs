//! `GET /v1/members/{member}`

use super::super::problem::{Problem, ProblemBody};
use super::super::resource::Money;
use super::MemberCall;
use axum::Json;
use checkout::{Balance, Consent, MemberStatus, PointsReason, Proposal};
use engine::{MemberView, PostalAddress, PurchaseView};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A member of the club. What is personal is there as far as the member shares it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MemberBody {
    id: Uuid,
    club: String,
    /// `active`, `blocked`, `withdrawn`, `merged`: another member stands for this one, or `erased`.
    #[schema(value_type = String, example = "active")]
    status: &'static str,
    /// The member who stands for this one.
    merged_into: Option<Uuid>,
    /// The members for whom this one stands.
    stands_for: Vec<Uuid>,
    /// Whether an approval has proved who it is. Not so of a member from elsewhere before the first
    /// one.
    is_proved: bool,
    /// Whether the club is kept in a system of the merchant's own. What that has of the member, points
    /// and person, is looked at, exported and erased there.
    is_kept_elsewhere: bool,
    first_name: Option<String>,
    name: Option<String>,
    /// Digits with country code; none if somebody else has the number now.
    phone_number: Option<String>,
    email: Option<String>,
    address: Option<AddressBody>,
    #[schema(example = "1990-05-17")]
    birth_date: Option<String>,
    home_store: String,
    joined_at_unix_ms: i64,
    joined_at_store: String,
    /// None if the member came from elsewhere.
    joined_at_till: Option<String>,
    /// Who worked the till, or brought the member along.
    joined_by: String,
    /// Since when the member shares nothing with the club any more, if so.
    sharing_revoked_at_unix_ms: Option<i64>,
    /// Every answer that the member ever gave; of each purpose, the last one holds.
    consents: Vec<ConsentBody>,
    /// With those of the members for whom this one stands.
    purchases: Vec<PurchaseBody>,
    points: PointsBody,
}

#[derive(Debug, Serialize, ToSchema)]
struct AddressBody {
    street: String,
    postal_code: String,
    town: String,
    country: String,
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
    /// More than one person may give or take alone: they wait for somebody else's answer, oldest first.
    proposals: Vec<ProposalBody>,
}

/// Points that somebody wants to give, or to take if they are less than zero.
#[derive(Debug, Serialize, ToSchema)]
struct ProposalBody {
    number: u32,
    points: i64,
    #[schema(value_type = String, example = "goodwill")]
    reason: PointsReason,
    /// Who wants it, and may not confirm it.
    operator: String,
    at_unix_ms: i64,
}

/// What the member was shown, and answered. Never changed: another answer is another record.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ConsentBody {
    /// `terms`, `sharing`, `email`, `sms`, `digital`, `profiling`, `personal_offers`, or the word that
    /// the merchant's own flow has for it.
    #[schema(example = "email")]
    purpose: String,
    /// Given; else refused or taken back.
    accepted: bool,
    text: String,
    /// SHA-256 of the text, hex.
    text_sha256: String,
    /// Which of the texts in the settings it is; none if it is none of them.
    version: Option<String>,
    language: String,
    /// `app`: on the customer's own phone. `staff`: told to somebody of the club. `import`: brought
    /// along. `notice`: Vipps MobilePay told of it.
    #[schema(value_type = String, example = "app")]
    channel: checkout::ConsentChannel,
    store: String,
    till: Option<String>,
    operator: String,
    at_unix_ms: i64,
    /// The login in which it was answered.
    login: Option<Uuid>,
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
pub(crate) async fn read_member(call: MemberCall) -> Result<Json<MemberBody>, Problem> {
    let view = call.app.engine.member(&call.caller.merchant, call.member).await?;
    Ok(Json(view.into()))
}

impl From<MemberView> for MemberBody {
    fn from(view: MemberView) -> Self {
        let MemberView {
            member,
            person,
            consents,
            purchases,
            balance,
            proposals,
            is_kept_elsewhere,
            version: _,
        } = view;
        let sharing_revoked_at_unix_ms = member.sharing_revoked_since_unix_ms();
        Self {
            id: member.id.0,
            club: member.club.to_string(),
            status: member.status.as_str(),
            merged_into: match member.status {
                MemberStatus::Merged { into } => Some(into.0),
                _ => None,
            },
            stands_for: member.absorbed.iter().map(|other| other.0).collect(),
            is_proved: member.has_identity,
            is_kept_elsewhere,
            first_name: person.given_name,
            name: person.name,
            phone_number: Some(person.msisdn).filter(|number| !number.is_empty()),
            email: person.email,
            address: person.address.map(AddressBody::from),
            birth_date: person.birth_date,
            home_store: member.home_store.to_string(),
            joined_at_unix_ms: member.joined.at_unix_ms,
            joined_at_store: member.joined.store.to_string(),
            joined_at_till: member.joined.till.map(|till| till.to_string()),
            joined_by: member.joined.operator.to_string(),
            sharing_revoked_at_unix_ms,
            consents: consents.into_iter().map(ConsentBody::from).collect(),
            purchases: purchases.into_iter().map(PurchaseBody::from).collect(),
            points: PointsBody {
                proposals: proposals.into_iter().map(ProposalBody::from).collect(),
                ..balance.map(PointsBody::from).unwrap_or_default()
            },
        }
    }
}

impl From<PostalAddress> for AddressBody {
    fn from(address: PostalAddress) -> Self {
        let PostalAddress { street, postal_code, town, country } = address;
        Self { street, postal_code, town, country }
    }
}

impl From<Balance> for PointsBody {
    fn from(balance: Balance) -> Self {
        let Balance { available, pending, held, owed } = balance;
        Self { available, pending, held, owed, proposals: Vec::new() }
    }
}

impl From<Proposal> for ProposalBody {
    fn from(proposal: Proposal) -> Self {
        let Proposal { number, points, reason, operator, at_unix_ms } = proposal;
        Self { number, points, reason, operator: operator.to_string(), at_unix_ms }
    }
}

impl From<Consent> for ConsentBody {
    fn from(consent: Consent) -> Self {
        Self {
            purpose: consent.purpose.into(),
            accepted: consent.accepted,
            text: consent.text,
            text_sha256: consent.text_sha256,
            version: consent.version,
            language: consent.language,
            channel: consent.channel,
            store: consent.store.to_string(),
            till: consent.till.map(|till| till.to_string()),
            operator: consent.operator.to_string(),
            at_unix_ms: consent.at_unix_ms,
            login: consent.enrolment.map(|enrolment| enrolment.0),
        }
    }
}

impl From<PurchaseView> for PurchaseBody {
    fn from(purchase: PurchaseView) -> Self {
        Self {
            sale: purchase.sale.0,
            receipt_number: purchase.receipt_number,
            total: purchase.total.into(),
            returned: purchase.returned_total().into(),
            at_unix_ms: purchase.at_unix_ms,
        }
    }
}
