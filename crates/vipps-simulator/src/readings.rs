//! Where the sources on the real service contradict each other or say nothing, one of the readings
//! is the default and another can be chosen here. A merchant can so try its client against each.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// The choices. `Readings::default()` is the likelier reading of each.
#[allow(clippy::struct_excessive_bools, reason = "each is a question with two answers")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Readings {
    /// How the five writes a minute of one reference are counted, or whether any call is.
    pub rate_limit: RateLimit,
    /// Whether a create that is sent again with the same key and body is answered as the first
    /// time, or with 409 and 4020.
    pub repeated_create: RepeatedCreate,
    /// From when the 365 days count in which a payment can be refunded (6220).
    pub refund_window: RefundWindow,
    /// Whether certain amounts fail, as in the test environment (151 is a lack of funds, and so on).
    pub test_amounts: bool,
    /// What `userDetails` of a payment holds beside what the customer agreed to share.
    pub user_details: UserDetails,
    /// Where the webhook of an authorised payment carries the customer's `sub`.
    pub webhook_sub: WebhookSub,
    /// How a login of somebody who can't log in is refused.
    pub unknown_user: UnknownUser,
    /// What is done about login scopes outside the plan of the sales unit.
    pub scope_outside_plan: ScopeOutsidePlan,
    /// Name of the claim that ties the id token of a login in the browser to its request.
    pub auth_request_claim: AuthRequestClaim,
    /// What the scope `customFlow` gives.
    pub custom_flow: CustomFlow,
    /// Whether Norwegians can share `nin`.
    pub nin_in_norway: bool,
    /// What the report of a date answers that has not ended.
    pub report_of_open_date: OpenDate,
    /// What the ledger calls a payout.
    pub payout_entry: PayoutEntry,
    /// How the unsigned notice of a withdrawn consent ends.
    pub revocation_notice: RevocationNotice,
    /// Whether a login takes its parameters in camel case too (`loginHint`).
    pub camel_case_parameters: bool,
    /// Whether user-exists is there; else 404.
    pub user_exists: bool,
    /// Whether a person with another number than before keeps the `sub`.
    pub same_sub_after_number_change: bool,
    /// Whether Order Management is there, as it is in production; else 404.
    pub order_management: bool,
    /// Whether the exchange of a customer token needs `requestedData`.
    pub exchange_needs_requested_data: bool,
    /// Whether a cancel needs an idempotency key.
    pub cancel_needs_key: bool,
    /// Whether a cancel meets a locked payment with 423 rather than 400 (6250).
    pub cancel_meets_lock: bool,
    /// Whether the amount of a payment that was declined or has expired counts as cancelled, as that
    /// of a terminated one does.
    pub ended_counts_as_cancelled: bool,
    /// The smallest payment in Norway, in øre (6010).
    pub minimum_in_norway: i64,
    /// Whether the answer to a capture, refund or cancel is called `application/problem+json`.
    pub changes_are_problem_json: bool,
    /// Whether the numbers of an access token's answer are strings.
    pub token_numbers_are_strings: bool,
    /// Whether a webhook counts as delivered with 200 alone, rather than with any 2xx.
    pub webhook_needs_200: bool,
    /// Whether a webhook is sent to the registered address with its query; else path and signature
    /// are without.
    pub webhook_query: bool,
    /// What a login's client is told that polls before its interval is over.
    pub fast_poll: FastPoll,
    /// How a poll for a login that nobody started is refused.
    pub unknown_login: UnknownLogin,
    /// Whether the ping webhook of a login comes when the person declines, too.
    pub ping_at_decline: bool,
}

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

/// Form of an unsigned JWT.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RevocationNotice {
    /// `header.payload`
    TwoParts,
    /// `header.payload.`
    EmptySignature,
}

impl Readings {
    /// The same with one choice changed; `value` is as in the settings.
    ///
    /// # Errors
    /// In words, when there is no such name or `value` is none of its choices.
    pub fn with(self, name: &str, value: Value) -> Result<Self, String> {
        let mut whole = json!(self);
        let Some(chosen) = whole.get_mut(name) else {
            let names = whole.as_object().into_iter().flat_map(Map::keys);
            let names: Vec<&str> = names.map(String::as_str).collect();
            return Err(format!("There is no such reading; there are {}.", names.join(", ")));
        };
        *chosen = value;
        Self::deserialize(whole).map_err(|error| error.to_string())
    }
}

impl Default for Readings {
    fn default() -> Self {
        Self {
            rate_limit: RateLimit::Shared,
            repeated_create: RepeatedCreate::Replay,
            refund_window: RefundWindow::Capture,
            test_amounts: true,
            user_details: UserDetails::Shared,
            webhook_sub: WebhookSub::TopLevel,
            unknown_user: UnknownUser::Both,
            scope_outside_plan: ScopeOutsidePlan::Drop,
            auth_request_claim: AuthRequestClaim::SnakeCase,
            custom_flow: CustomFlow::FlowResult,
            nin_in_norway: false,
            report_of_open_date: OpenDate::TryLater,
            payout_entry: PayoutEntry::PayoutScheduled,
            revocation_notice: RevocationNotice::TwoParts,
            camel_case_parameters: false,
            user_exists: true,
            same_sub_after_number_change: true,
            order_management: true,
            exchange_needs_requested_data: false,
            cancel_needs_key: false,
            cancel_meets_lock: true,
            ended_counts_as_cancelled: false,
            minimum_in_norway: 100,
            changes_are_problem_json: false,
            token_numbers_are_strings: true,
            webhook_needs_200: false,
            webhook_query: true,
            fast_poll: FastPoll::SlowDown,
            unknown_login: UnknownLogin::InvalidGrant,
            ping_at_decline: false,
        }
    }
}
