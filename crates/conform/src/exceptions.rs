//! Every known departure from a contract, one by one with its reason, and the operations that are
//! not asked for. Each must apply: one that no exchange needs any more is a violation itself.

use crate::check::{Finding, Part};

/// A departure that is meant.
pub(crate) struct Exception {
    /// The contract's name and the operation's.
    pub(crate) operation: &'static str,
    pub(crate) part: Part,
    /// The answer's status.
    pub(crate) status: u16,
    /// As a finding has it, with `*` for each number in a pointer.
    pub(crate) place: &'static str,
    pub(crate) reason: &'static str,
}

impl Exception {
    pub(crate) fn covers(&self, operation: &str, finding: &Finding) -> bool {
        let is_number = |segment: &str| segment.parse::<usize>().is_ok();
        let starred = |segment| if is_number(segment) { "*" } else { segment };
        let place: Vec<&str> = finding.place.split('/').map(starred).collect();
        self.operation == operation
            && self.part == finding.part
            && self.status == finding.status
            && self.place == place.join("/")
    }
}

/// An operation that the suite doesn't ask for.
pub(crate) struct NotAsked {
    /// The contract's name and the operation's, or the contract's alone for all of it.
    pub(crate) operation: &'static str,
    pub(crate) reason: &'static str,
}

const INSTANCE: &str = "instance is documented, and not in the schema (reference epayment 4.10)";
const ADJUSTED: &str =
    "success labelled problem+json is a slip of the contract (reference epayment 4.1)";
const UNKNOWN_PAYMENT: &str =
    "the contract tells of success alone; 404 is documented (reference epayment 4.1)";
const GUARANTEE: &str = "captureGuaranteedUntil is newer, of August 2026 (reference epayment 0)";
const LEGAL_LINKS: &str = "merchantLegalLinks is newer, of October 2026 (reference epayment 0)";
const ALLOWED_COUNTRIES: &str = "allowedCountries is newer, of May 2026 (reference epayment 0)";
const DISCOVERY: &str = "the document holds more than the contract names (reference login 2.1)";
const ERROR_DESCRIPTION: &str = "errors carry OAuth's description (reference login 2.4)";
const REFUSED_LOGIN: &str =
    "the contract tells of success alone; refusals are 400 (reference login 2.8)";
const PHONE_NUMBER: &str =
    "a pattern of 14 or 15 digits is a slip, the example has 10 (reference login 3)";
const CATEGORY: &str =
    "category is of May 2024, and not in the stored contract (reference epayment 0)";
const LIFE_AS_NUMBER: &str =
    "expires_in is text by its type and a number by its example (reference epayment 2.2)";
const TROUBLE: &str =
    "any call may be answered with 429 or 5xx, which the contract leaves out (failure-modes)";
const KEYS_IN_FORM: &str =
    "a sales unit set to client_secret_post has its keys in the form (reference login 2.2)";
const NOT_LET_IN: &str =
    "the contract leaves out 401, which every API has (reference epayment 1.2)";
const MEDIA_TYPE: &str =
    "a body that is no JSON is 415 as in the QR API; the contract leaves it out (reference qr 3.4)";
const LOCKED: &str = "the contract leaves out 423, which is documented (reference epayment 4.1)";
const CANNOT_BE_CREATED: &str =
    "the contract leaves out 422, which is documented (reference epayment 4.11)";
const FORCE_REFUSED: &str =
    "the contract tells of success alone; the numbers are documented (reference epayment 4.9)";
const FLOW_RESULT: &str = "flowResult is of January 2026 (reference login 4.2)";
const UNKNOWN_WEBHOOK: &str =
    "no status for an unknown id is published; 404 is assumed (reference epayment 7)";
const TOO_MANY_LOGINS: &str =
    "429 with Retry-After is documented, and not in the contract (reference login 2.8)";
const NO_UNIT: &str = "a call without its sales unit is 400 as elsewhere in this API";
const BAD_IMAGE: &str = "the contract tells of success alone; 400 is as elsewhere in this API";
const PAYOUT: &str = "payout-scheduled was scheduled-for-payout in 2023 (reference login 8)";
const LEDGER: &str = "currency and salesUnits are newer (reference login 8)";
const TRACE: &str = "traceId is in every problem (reference epayment 4.10), and not in this schema";
const SHORT_401: &str =
    "401 is as the other two operations of this API have it, not a problem of its own";

pub(crate) const ALL: &[Exception] = &[
    answer("access-token fetchToken", 200, "/expires_in", LIFE_AS_NUMBER),
    answer("epayment createPayment", 500, "status", TROUBLE),
    answer("epayment createPayment", 503, "status", TROUBLE),
    answer("epayment getPayment", 429, "status", TROUBLE),
    answer("epayment cancelPayment", 429, "status", TROUBLE),
    answer("epayment createPayment", 401, "status", NOT_LET_IN),
    answer("epayment getPayment", 401, "status", NOT_LET_IN),
    answer("epayment getPaymentEventLog", 401, "status", NOT_LET_IN),
    answer("epayment capturePayment", 401, "status", NOT_LET_IN),
    answer("epayment cancelPayment", 401, "status", NOT_LET_IN),
    answer("epayment refundPayment", 401, "status", NOT_LET_IN),
    answer("epayment forceApprove", 401, "status", NOT_LET_IN),
    answer("epayment createPayment", 415, "status", MEDIA_TYPE),
    answer("epayment capturePayment", 415, "status", MEDIA_TYPE),
    answer("epayment cancelPayment", 415, "status", MEDIA_TYPE),
    answer("epayment refundPayment", 415, "status", MEDIA_TYPE),
    answer("epayment forceApprove", 415, "status", MEDIA_TYPE),
    answer("epayment createPayment", 422, "status", CANNOT_BE_CREATED),
    answer("epayment capturePayment", 423, "status", LOCKED),
    answer("epayment cancelPayment", 423, "status", LOCKED),
    answer("epayment forceApprove", 400, "status", FORCE_REFUSED),
    answer("epayment createPayment", 400, "/instance", INSTANCE),
    answer("epayment createPayment", 403, "/instance", INSTANCE),
    answer("epayment createPayment", 409, "/instance", INSTANCE),
    answer("epayment cancelPayment", 400, "/instance", INSTANCE),
    answer("epayment cancelPayment", 404, "/instance", INSTANCE),
    answer("epayment cancelPayment", 409, "/instance", INSTANCE),
    answer("epayment capturePayment", 400, "/instance", INSTANCE),
    answer("epayment capturePayment", 404, "/instance", INSTANCE),
    answer("epayment capturePayment", 409, "/instance", INSTANCE),
    answer("epayment refundPayment", 400, "/instance", INSTANCE),
    answer("epayment refundPayment", 404, "/instance", INSTANCE),
    answer("epayment refundPayment", 409, "/instance", INSTANCE),
    answer("epayment capturePayment", 200, "media type", ADJUSTED),
    answer("epayment cancelPayment", 200, "media type", ADJUSTED),
    answer("epayment refundPayment", 200, "media type", ADJUSTED),
    answer("epayment getPayment", 404, "status", UNKNOWN_PAYMENT),
    answer("epayment getPaymentEventLog", 404, "status", UNKNOWN_PAYMENT),
    answer("epayment getPayment", 200, "/captureGuaranteedUntil", GUARANTEE),
    request("epayment WebhookEvent", 200, "/captureGuaranteedUntil", GUARANTEE),
    request("epayment createPayment", 201, "/merchantLegalLinks", LEGAL_LINKS),
    request("epayment createPayment", 403, "/shipping/allowedCountries", ALLOWED_COUNTRIES),
    answer(
        "login discoverOpenIDConfiguration",
        200,
        "/backchannel_authentication_endpoint",
        DISCOVERY,
    ),
    answer(
        "login discoverOpenIDConfiguration",
        200,
        "/backchannel_token_delivery_modes_supported",
        DISCOVERY,
    ),
    answer(
        "login discoverOpenIDConfiguration",
        200,
        "/code_challenge_methods_supported",
        DISCOVERY,
    ),
    answer("login discoverOpenIDConfiguration", 200, "/end_session_endpoint", DISCOVERY),
    answer("login discoverOpenIDConfiguration", 200, "/frontchannel_logout_supported", DISCOVERY),
    answer(
        "login discoverOpenIDConfiguration",
        200,
        "/frontchannel_logout_session_supported",
        DISCOVERY,
    ),
    answer("login discoverOpenIDConfiguration", 200, "/backchannel_logout_supported", DISCOVERY),
    answer(
        "login discoverOpenIDConfiguration",
        200,
        "/backchannel_logout_session_supported",
        DISCOVERY,
    ),
    answer("login discoverOpenIDConfiguration", 200, "/revocation_endpoint", DISCOVERY),
    answer("login discoverOpenIDConfiguration", 200, "/userinfo_endpoint", DISCOVERY),
    answer(
        "login discoverOpenIDConfiguration",
        200,
        "/userinfo_signing_alg_values_supported",
        DISCOVERY,
    ),
    answer("login oauth2Token", 400, "/error_description", ERROR_DESCRIPTION),
    answer("login oauth2Token", 401, "/error_description", ERROR_DESCRIPTION),
    answer("login ciba-auth", 400, "status", REFUSED_LOGIN),
    answer("login ciba-auth", 401, "status", NOT_LET_IN),
    answer("login ciba-auth", 429, "status", TOO_MANY_LOGINS),
    answer("login ciba-auth", 500, "status", TROUBLE),
    answer("login user-exists", 400, "status", REFUSED_LOGIN),
    answer("login user-exists", 401, "status", NOT_LET_IN),
    answer("login userinfoAuthorizationCode", 200, "/flowResult", FLOW_RESULT),
    request("login ciba-auth", 200, "header Authorization", KEYS_IN_FORM),
    request("login oauth2Token", 400, "header Authorization", KEYS_IN_FORM),
    request("login user-exists", 200, "header Authorization", KEYS_IN_FORM),
    answer("login userinfoAuthorizationCode", 200, "/phone_number", PHONE_NUMBER),
    answer("order-management post-image", 400, "status", BAD_IMAGE),
    answer("order-management post-image", 401, "status", NOT_LET_IN),
    answer("order-management post-image", 415, "status", MEDIA_TYPE),
    answer("order-management put-category-v2", 415, "status", MEDIA_TYPE),
    answer("order-management post-receipt-v2", 415, "status", MEDIA_TYPE),
    answer("order-management post-category-v3", 415, "status", MEDIA_TYPE),
    answer("order-management delete-category-v3", 400, "status", NO_UNIT),
    answer("qr exchangeQr", 415, "status", MEDIA_TYPE),
    answer("qr exchangeCustomer", 415, "status", MEDIA_TYPE),
    answer("qr PutMerchantCallbackQr", 415, "status", MEDIA_TYPE),
    answer("qr PutMerchantCallbackMobilePayQr", 415, "status", MEDIA_TYPE),
    answer("qr GetMerchantCallbackQrs", 200, "/*/category", CATEGORY),
    answer("qr GetMerchantCallbackById", 200, "/category", CATEGORY),
    request("qr PutMerchantCallbackQr", 200, "/category", CATEGORY),
    answer("report getLedgers", 200, "/items/*/currency", LEDGER),
    answer("report getLedgers", 200, "/items/*/salesUnits", LEDGER),
    answer("report getLedgers", 401, "media type", SHORT_401),
    answer("report getLedgers", 401, "/code", SHORT_401),
    answer("report getLedgers", 401, "/message", SHORT_401),
    answer(REPORT_BY_DATE, 200, "/items/*/entryType", PAYOUT),
    answer(REPORT_FEED, 200, "/items/*/entryType", PAYOUT),
    answer(REPORT_FEED, 404, "/traceId", TRACE),
    answer("webhooks GET /v1/webhooks", 401, "status", NOT_LET_IN),
    answer("webhooks POST /v1/webhooks", 401, "status", NOT_LET_IN),
    answer("webhooks POST /v1/webhooks", 415, "status", MEDIA_TYPE),
    answer("webhooks DELETE /v1/webhooks/{id}", 401, "status", NOT_LET_IN),
    answer("webhooks DELETE /v1/webhooks/{id}", 404, "status", UNKNOWN_WEBHOOK),
];

const REPORT_BY_DATE: &str = "report GET /report/v2/ledgers/{ledgerId}/{topic}/dates/{ledgerDate}";
const REPORT_FEED: &str = "report GET /report/v2/ledgers/{ledgerId}/{topic}/feed";

const fn answer(
    operation: &'static str,
    status: u16,
    place: &'static str,
    reason: &'static str,
) -> Exception {
    Exception { operation, part: Part::Answer, status, place, reason }
}

const fn request(
    operation: &'static str,
    status: u16,
    place: &'static str,
    reason: &'static str,
) -> Exception {
    Exception { operation, part: Part::Request, status, place, reason }
}

pub(crate) const NOT_ASKED: &[NotAsked] = &[
    NotAsked {
        operation: "epayment getMerchantDynamicExpressGroupsPOST",
        reason: "the merchant's own endpoint, called by Vipps MobilePay",
    },
    NotAsked { operation: "login oauthAuth", reason: "a login by browser, which no till has" },
    NotAsked { operation: "order-management put-order", reason: DEPRECATED },
    NotAsked { operation: "order-management get-order", reason: DEPRECATED },
    NotAsked { operation: "order-management get-receipt", reason: DEPRECATED },
    NotAsked { operation: "order-management post-receipt", reason: DEPRECATED },
    NotAsked { operation: "report GET /report/v1/ledgertransactions", reason: DEPRECATED },
];

const DEPRECATED: &str = "deprecated; version 2 has taken its place";
