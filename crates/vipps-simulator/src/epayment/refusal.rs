//! The domain errors of ePayment: number, title and HTTP status. The number is what a client branches
//! on; it travels in `extraDetails` as a string. Those that follow from no rule that is known can be
//! raised by a fault.

use axum::http::StatusCode;

use crate::problem::{ExtraDetail, Problem};

/// One row of the error catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refusal {
    number: &'static str,
    title: &'static str,
    status: StatusCode,
}

const fn bad_request(number: &'static str, title: &'static str) -> Refusal {
    Refusal { number, title, status: StatusCode::BAD_REQUEST }
}

const fn forbidden(number: &'static str, title: &'static str) -> Refusal {
    Refusal { number, title, status: StatusCode::FORBIDDEN }
}

const fn conflict(number: &'static str, title: &'static str) -> Refusal {
    Refusal { number, title, status: StatusCode::CONFLICT }
}

/// Another operation is on its way.
const fn locked(number: &'static str, title: &'static str) -> Refusal {
    Refusal { number, title, status: StatusCode::LOCKED }
}

pub(crate) const INTERNAL_ERROR: Refusal =
    Refusal { number: "3010", title: "Internal error", status: StatusCode::INTERNAL_SERVER_ERROR };
pub(crate) const CAPTURE_KEY_USED: Refusal = conflict("4010", "Capture idempotency conflict");
pub(crate) const KEY_USED: Refusal = conflict("4020", "Idempotency error");
pub(crate) const INVALID_AMOUNT: Refusal = bad_request("4040", "Invalid amount");
pub(crate) const INVALID_CUSTOMER_TOKEN: Refusal = bad_request("4050", "Invalid CustomerToken");
pub(crate) const INVALID_PERSONAL_QR: Refusal = bad_request("4060", "Invalid PersonalQr");
pub(crate) const INVALID_PHONE_NUMBER: Refusal = bad_request("4070", "Invalid phone number");
pub(crate) const INVALID_SCOPE: Refusal = bad_request("4080", "Invalid scope");
pub(crate) const INVALID_URL: Refusal = bad_request("4090", "Invalid URL");
pub(crate) const METADATA_CAPACITY: Refusal = bad_request("4100", "Metadata capacity exceeded");
pub(crate) const METADATA_DUPLICATE: Refusal = bad_request("4110", "Metadata has duplicate keys");
pub(crate) const METADATA_KEY_LENGTH: Refusal = bad_request("4120", "Metadata key length exceeded");
pub(crate) const METADATA_VALUE_LENGTH: Refusal =
    bad_request("4130", "Metadata value length exceeded");
pub(crate) const MISSING_PARAMETER: Refusal = bad_request("4140", "Missing required parameter");
pub(crate) const REFERENCE_EXISTS: Refusal =
    conflict("4150", "Reference exists, or refund idempotency conflict");
pub(crate) const INVALID_METHOD: Refusal = bad_request("4160", "Invalid payment method type");
pub(crate) const BLOCKED_SOURCES: Refusal = bad_request("5010", "Blocking sources not applicable");
pub(crate) const EXPRESS_NOT_ALLOWED: Refusal = forbidden("5020", "Express payment not allowed");
pub(crate) const ILLEGAL_SCOPE: Refusal = forbidden("5030", "Illegal scope");
pub(crate) const INVALID_CURRENCY: Refusal = bad_request("5040", "Invalid currency for merchant");
pub(crate) const LONG_LIVING_NOT_ALLOWED: Refusal =
    forbidden("5050", "Long-living payment not allowed");
pub(crate) const BANK_ACCOUNT_NOT_VERIFIED: Refusal =
    forbidden("5060", "Merchant bank account not verified");
pub(crate) const CANNOT_BE_CREATED: Refusal = Refusal {
    number: "5070",
    title: "Payment cannot be created",
    status: StatusCode::UNPROCESSABLE_ENTITY,
};
pub(crate) const PUSH_NOT_ALLOWED: Refusal = forbidden("5080", "PUSH_MESSAGE not allowed");
pub(crate) const NOT_FOUND: Refusal =
    Refusal { number: "5090", title: "Reference not found", status: StatusCode::NOT_FOUND };
pub(crate) const REFUND_NOT_POSSIBLE: Refusal = bad_request("5100", "Refund not possible");
pub(crate) const AMOUNT_TOO_SMALL: Refusal = bad_request("6010", "Amount too small");
pub(crate) const REFUND_BEFORE_RESERVATION: Refusal =
    bad_request("6020", "Attempted refund before reservation");
pub(crate) const CANCEL_PERIOD_EXPIRED: Refusal = bad_request("6030", "Cancel period expired");
pub(crate) const CANCEL_CAPTURED: Refusal = bad_request("6040", "Cannot cancel a captured payment");
pub(crate) const CANCEL_NOT_RESERVED: Refusal =
    bad_request("6050", "Cannot cancel a non-reserved payment");
pub(crate) const CANCEL_AUTHORIZED: Refusal =
    bad_request("6060", "Cannot cancel authorized payment");
pub(crate) const CAPTURE_CANCELLED: Refusal =
    bad_request("6070", "Cannot capture a cancelled payment");
pub(crate) const CAPTURE_BEFORE_RESERVATION: Refusal =
    bad_request("6080", "Cannot capture before reservation");
pub(crate) const CAPTURE_TOO_HIGH: Refusal = bad_request("6090", "Capture amount too high");
pub(crate) const CAPTURE_PERIOD_EXPIRED: Refusal = bad_request("6100", "Capture period expired");
pub(crate) const EXPIRES_TOO_LATE: Refusal = bad_request("6110", "ExpiresAt is too late");
pub(crate) const EXPIRES_TOO_SOON: Refusal = bad_request("6120", "ExpiresAt is too soon");
pub(crate) const EXPIRES_NEEDS_RECEIPT: Refusal = bad_request("6130", "ExpiresAt needs a receipt");
pub(crate) const CAPTURE_IN_FULL: Refusal = bad_request("6140", "Must capture full amount");
pub(crate) const NOT_ENOUGH_REFUNDABLE: Refusal = bad_request("6150", "Not enough refundable");
pub(crate) const PROCESSING: Refusal = locked("6160", "Order processing");
pub(crate) const ALREADY_CAPTURED: Refusal = bad_request("6170", "Already captured");
pub(crate) const ALREADY_REFUNDED: Refusal = bad_request("6180", "Already refunded");
pub(crate) const CANNOT_BE_CANCELLED: Refusal = bad_request("6190", "Cannot be cancelled");
pub(crate) const CANNOT_BE_CAPTURED: Refusal = bad_request("6200", "Cannot be captured");
pub(crate) const CANNOT_BE_REFUNDED: Refusal = bad_request("6210", "Cannot be refunded");
pub(crate) const REFUND_PERIOD_EXPIRED: Refusal = bad_request("6220", "Refund period expired");
pub(crate) const ALREADY_RESERVED: Refusal = bad_request("6230", "Payment is already reserved");
pub(crate) const CANCEL_PROCESSING: Refusal = locked("6250", "Cannot cancel processing payment");
const FUNDS_UNAVAILABLE: Refusal = bad_request("6260", "Funds unavailable");
const CAPTURE_FAILED: Refusal = bad_request("6280", "Capture failed, try later");
pub(crate) const CUSTOMER_NOT_FOUND: Refusal = bad_request("7010", "Customer not found");
pub(crate) const FORCE_APPROVE_FAILED: Refusal = bad_request("10010", "Force approve failed");
const FORCE_NOT_ALLOWED: Refusal = bad_request("10020", "Force approve not allowed");
const FORCE_IDENTIFICATION: Refusal = bad_request("10030", "Identification required");
const FORCE_INVALID_SOURCE: Refusal = bad_request("10040", "Invalid payment source");
const FORCE_NO_CARDS: Refusal = bad_request("10050", "No cards");
const FORCE_UNSUPPORTED: Refusal = bad_request("10060", "Unsupported");
const FORCE_LIMIT: Refusal = bad_request("10070", "Limit exceeded");

/// The whole catalogue.
const ALL: [Refusal; 60] = [
    INTERNAL_ERROR,
    CAPTURE_KEY_USED,
    KEY_USED,
    INVALID_AMOUNT,
    INVALID_CUSTOMER_TOKEN,
    INVALID_PERSONAL_QR,
    INVALID_PHONE_NUMBER,
    INVALID_SCOPE,
    INVALID_URL,
    METADATA_CAPACITY,
    METADATA_DUPLICATE,
    METADATA_KEY_LENGTH,
    METADATA_VALUE_LENGTH,
    MISSING_PARAMETER,
    REFERENCE_EXISTS,
    INVALID_METHOD,
    BLOCKED_SOURCES,
    EXPRESS_NOT_ALLOWED,
    ILLEGAL_SCOPE,
    INVALID_CURRENCY,
    LONG_LIVING_NOT_ALLOWED,
    BANK_ACCOUNT_NOT_VERIFIED,
    CANNOT_BE_CREATED,
    PUSH_NOT_ALLOWED,
    NOT_FOUND,
    REFUND_NOT_POSSIBLE,
    AMOUNT_TOO_SMALL,
    REFUND_BEFORE_RESERVATION,
    CANCEL_PERIOD_EXPIRED,
    CANCEL_CAPTURED,
    CANCEL_NOT_RESERVED,
    CANCEL_AUTHORIZED,
    CAPTURE_CANCELLED,
    CAPTURE_BEFORE_RESERVATION,
    CAPTURE_TOO_HIGH,
    CAPTURE_PERIOD_EXPIRED,
    EXPIRES_TOO_LATE,
    EXPIRES_TOO_SOON,
    EXPIRES_NEEDS_RECEIPT,
    CAPTURE_IN_FULL,
    NOT_ENOUGH_REFUNDABLE,
    PROCESSING,
    ALREADY_CAPTURED,
    ALREADY_REFUNDED,
    CANNOT_BE_CANCELLED,
    CANNOT_BE_CAPTURED,
    CANNOT_BE_REFUNDED,
    REFUND_PERIOD_EXPIRED,
    ALREADY_RESERVED,
    CANCEL_PROCESSING,
    FUNDS_UNAVAILABLE,
    CAPTURE_FAILED,
    CUSTOMER_NOT_FOUND,
    FORCE_APPROVE_FAILED,
    FORCE_NOT_ALLOWED,
    FORCE_IDENTIFICATION,
    FORCE_INVALID_SOURCE,
    FORCE_NO_CARDS,
    FORCE_UNSUPPORTED,
    FORCE_LIMIT,
];

impl Refusal {
    /// The error with this number.
    pub(crate) fn numbered(number: u16) -> Option<Self> {
        let number = number.to_string();
        ALL.into_iter().find(|refusal| refusal.number == number)
    }

    /// The same with another status.
    pub(crate) fn as_bad_request(self) -> Self {
        Self { status: StatusCode::BAD_REQUEST, ..self }
    }

    /// Ties the error to what happened.
    pub(crate) fn because(self, detail: impl Into<String>) -> Problem {
        Problem {
            status: self.status,
            title: self.title.to_owned(),
            detail: detail.into(),
            extra_details: vec![ExtraDetail::new("ErrorCode", self.number)],
        }
    }
}
