//! Where the sources on the real service contradict each other or say nothing, one of the readings
//! is the default and another can be chosen here. A merchant can so try its client against each.

mod choices;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

pub use self::choices::{
    AuthRequestClaim, CustomFlow, Discovery, FastPoll, LinkLifetime, LoginErrors, OpenDate,
    PayoutEntry, PersonalQr, RateLimit, RefundWindow, RepeatedCreate, RevocationNotice,
    ScopeOutsidePlan, UnknownLogin, UnknownPersonalQr, UnknownUser, UserDetails, UserinfoError,
    WebhookSecret, WebhookSub,
};

const MINIMUM_TOO_SMALL: &str = "The smallest payment must be 1 øre or more.";

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
    /// Whether a payment that is read within a second of its approval has no `profile.sub` yet.
    pub profile_sub_late: bool,
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
    /// Whether it comes when nobody has answered in time, too.
    pub ping_at_expiry: bool,
    /// How long the token of a personal QR works; the phone shows a fresh one in time.
    pub personal_qr: PersonalQr,
    /// How the exchange of an unknown or old personal QR is refused.
    pub unknown_personal_qr: UnknownPersonalQr,
    /// Whether a login that names no `scope` is one for `openid`, rather than refused.
    pub scope_optional: bool,
    /// Shape of the errors of a login.
    pub login_errors: LoginErrors,
    /// Shape of the errors of userinfo.
    pub userinfo_error: UserinfoError,
    /// Whether an app that is too old is told when the client asks for tokens, rather than at once.
    pub old_app_at_token: bool,
    /// Whether a login takes `urn:mobilenumber:` and eight digits, as in 2023.
    pub legacy_login_hint: bool,
    /// Whether the `nonce` of a login comes back in its id token.
    pub nonce_in_id_token: bool,
    /// Whether an id token carries the e-mail that is shared.
    pub email_in_id_token: bool,
    /// Whether an id token carries the other data that is shared, too.
    pub user_data_in_id_token: bool,
    /// What the discovery document lists.
    pub discovery: Discovery,
    /// Whether user-exists counts those who are too young to log in.
    pub user_exists_when_too_young: bool,
    /// Whether the sales units of a merchant that have one currency share a ledger.
    pub ledgers_are_shared: bool,
    /// Whether a payout in Norway carries the bank's text as its `reference`, as elsewhere.
    pub payout_reference_in_norway: bool,
    /// How long a payment request waits that somebody must scan or open by its link.
    pub link_lifetime: LinkLifetime,
    /// Whether a request lives at most 28 days by `expiresAt`, and in the flows `PUSH_MESSAGE` and
    /// `QR` alone, as in older versions.
    pub older_long_life: bool,
    /// Whether a consent to share counts at all sales units of the merchant, rather than at its own.
    pub consent_per_merchant: bool,
    /// Whether an idempotency key is new again after a day.
    pub keys_end_after_a_day: bool,
    /// Whether a receipt is refused whose lines don't add up to themselves and to the payment.
    pub receipt_sums_checked: bool,
    /// Whether the flow `QR` needs `qrFormat` and `customerInteraction`.
    pub qr_needs_format: bool,
    /// Whether `qrFormat` in another flow, or its `size` for another format than PNG, is refused
    /// rather than passed over.
    pub qr_format_checked: bool,
    /// Whether the flow `NATIVE_REDIRECT` needs a customer.
    pub native_redirect_needs_customer: bool,
    /// Whether a webhook says in `Webhook-Id` which registration it is for.
    pub webhook_id_header: bool,
    /// Form of the secret of a webhook.
    pub webhook_secret: WebhookSecret,
    /// Whether one webhook too many is refused with 409 rather than 400.
    pub webhook_limit_is_conflict: bool,
    /// Whether the deletion of an unknown webhook is refused with 400 rather than 404.
    pub unknown_webhook_is_bad_request: bool,
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
        let changed = Self::deserialize(whole).map_err(|error| error.to_string())?;
        if changed.minimum_in_norway < 1 {
            return Err(MINIMUM_TOO_SMALL.to_owned());
        }
        Ok(changed)
    }

    /// Refuses what can't be meant, with its name.
    pub(crate) fn check(&self) -> Result<(), String> {
        if self.minimum_in_norway < 1 {
            return Err(format!("minimum_in_norway: {MINIMUM_TOO_SMALL}"));
        }
        Ok(())
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
            profile_sub_late: false,
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
            ping_at_expiry: false,
            personal_qr: PersonalQr::Lasting,
            unknown_personal_qr: UnknownPersonalQr::BadRequest,
            scope_optional: false,
            login_errors: LoginErrors::Oauth,
            userinfo_error: UserinfoError::Problem,
            old_app_at_token: false,
            legacy_login_hint: false,
            nonce_in_id_token: false,
            email_in_id_token: true,
            user_data_in_id_token: false,
            discovery: Discovery::Current,
            user_exists_when_too_young: false,
            ledgers_are_shared: false,
            payout_reference_in_norway: false,
            link_lifetime: LinkLifetime::TenMinutes,
            older_long_life: false,
            consent_per_merchant: false,
            keys_end_after_a_day: false,
            receipt_sums_checked: false,
            qr_needs_format: false,
            qr_format_checked: true,
            native_redirect_needs_customer: false,
            webhook_id_header: false,
            webhook_secret: WebhookSecret::Base64,
            webhook_limit_is_conflict: false,
            unknown_webhook_is_bad_request: false,
        }
    }
}
