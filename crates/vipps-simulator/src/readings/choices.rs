//! What can be chosen in each reading that has more to choose from than yes and no.

use serde::{Deserialize, Serialize};

/// Counting of the calls for one reference within a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RateLimit {
    /// Create, capture, cancel and refund together.
    Shared,
    /// Each operation by itself.
    PerOperation,
    /// No limit, on reads neither; for load tests.
    Off,
}

/// Answer to a create with a known key and the same body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RepeatedCreate {
    /// The first answer again.
    Replay,
    /// 409 with 4020.
    Conflict,
}

/// Start of the time in which a refund is possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundWindow {
    /// The last capture.
    Capture,
    /// The customer's approval.
    Reservation,
}

/// Extent of `userDetails`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserDetails {
    /// Only what was asked for and shared.
    Shared,
    /// First and last name, number and e-mail in any case, as the schema requires.
    SchemaRequired,
}

/// Place of `sub` in a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WebhookSub {
    /// Beside `reference`.
    TopLevel,
    /// Inside `profile`.
    Profile,
}

/// Refusal of somebody without an app, or younger than 15.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownUser {
    /// `error` is `unknown_user_id` and `error_code` is `invalid_user`.
    Both,
    /// `error` alone.
    Error,
    /// `error` is `invalid_request` and `error_code` is `invalid_user`.
    ErrorCode,
}

/// Scopes that the sales unit may not ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScopeOutsidePlan {
    /// Left out without a word.
    Drop,
    /// `invalid_scope`.
    Refuse,
}

/// Spelling of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthRequestClaim {
    /// `auth_req_id`
    SnakeCase,
    /// `authReqId`
    CamelCase,
}

/// Result of a flow that was built in the portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CustomFlow {
    /// The claim `flowResult`.
    FlowResult,
    /// The claim `delegatedConsents`.
    DelegatedConsents,
}

/// Report of a date that has not ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpenDate {
    /// What is there so far, with `tryLater`.
    TryLater,
    /// 404.
    NotFound,
}

/// `entryType` of a payout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayoutEntry {
    /// `payout-scheduled`
    PayoutScheduled,
    /// `scheduled-for-payout`
    ScheduledForPayout,
}

/// Answer to a poll that comes too early; the standard leaves the choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FastPoll {
    /// `slow_down`, and the interval grows by 5 s.
    SlowDown,
    /// `authorization_pending`, as if it were in time.
    Pending,
    /// `invalid_request`
    InvalidRequest,
}

/// Answer to a poll with an unknown `auth_req_id`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownLogin {
    /// `invalid_grant`, as the standard has it.
    InvalidGrant,
    /// `access_denied`, as if the person had declined.
    AccessDenied,
}

/// Life of the token in a personal QR.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonalQr {
    /// For good, however often.
    Lasting,
    /// Five minutes, however often; the app makes a new one each minute.
    FiveMinutes,
    /// One exchange or payment.
    Once,
}

/// Status of a personal QR that can't be exchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownPersonalQr {
    /// 400
    BadRequest,
    /// 404
    NotFound,
    /// 410
    Gone,
}

/// Shape of the errors that the endpoints of a login answer with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginErrors {
    /// `error` and `error_description`; some with a word as `error_code`.
    Oauth,
    /// `error`, a number as `error_code` (here the status) and `error_debug`.
    Schema,
}

/// Shape of the errors that userinfo answers with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserinfoError {
    /// A problem whose `status` is a string.
    Problem,
    /// `error` is `invalid_token`.
    Oauth,
}

/// Lists of the discovery document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Discovery {
    /// PKCE with `S256` alone, pairwise subjects, the scopes of 2026.
    Current,
    /// PKCE with `plain` too, public subjects too, and scopes that have gone since.
    Older,
}

/// Form of the secret that signs webhooks; it is opaque in either.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WebhookSecret {
    /// 88 characters of base64.
    Base64,
    /// A UUID.
    Uuid,
}

/// Form of an unsigned JWT.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RevocationNotice {
    /// `header.payload`
    TwoParts,
    /// `header.payload.`
    EmptySignature,
}

/// Life of a payment request behind a QR or link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkLifetime {
    /// Ten minutes in all.
    TenMinutes,
    /// Five to open it, and five from then to approve.
    FiveAndFive,
}
