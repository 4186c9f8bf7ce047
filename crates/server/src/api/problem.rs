//! Refusals as problem details: a status, a code that stays, who can do something, and a sentence.

use crate::refused::Cause;
use crate::words::sentence;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use checkout::{Refusal, ScanError};
use engine::{EngineError, Unavailable};
use serde::Serialize;
use utoipa::ToSchema;

/// A refusal, RFC 9457.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProblemBody {
    /// `urn:clubtill:problem:` and the code.
    #[serde(rename = "type")]
    #[schema(example = "urn:clubtill:problem:basket_empty")]
    kind: String,
    #[schema(example = "Conflict")]
    title: String,
    #[schema(example = 409)]
    status: u16,
    /// What happened, and what to do next.
    #[schema(example = "The basket is empty. Scan something first.")]
    detail: String,
    /// A word to branch on; it never changes.
    #[schema(example = "basket_empty")]
    code: &'static str,
    /// Who can do something about it.
    cause: Cause,
}

/// A refusal on its way out.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    body: ProblemBody,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        let cause = if status.is_server_error() { Cause::Clubtill } else { Cause::Merchant };
        Self::caused(status, code, detail, cause)
    }

    /// What is nobody's fault but ours; the log says why.
    pub(super) fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Something is wrong at our end. Send the same again with the same Idempotency-Key; if it \
             stays, look in the log.",
        )
    }

    fn caused(
        status: StatusCode,
        code: &'static str,
        detail: impl Into<String>,
        cause: Cause,
    ) -> Self {
        let body = ProblemBody {
            kind: format!("urn:clubtill:problem:{code}"),
            title: status.canonical_reason().unwrap_or("Refused").to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            code,
            cause,
        };
        Self { status, body }
    }
}

impl From<EngineError> for Problem {
    fn from(error: EngineError) -> Self {
        let detail = error.to_string();
        match error {
            EngineError::Refused(refusal) => Self::new(status_of(&refusal), refusal.code(), detail),
            EngineError::Scan(scan) => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, scan_code(scan), sentence(&detail))
            }
            EngineError::ProductUnknown => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "product_unknown", detail)
            }
            EngineError::QrRefused => Self::caused(
                StatusCode::UNPROCESSABLE_ENTITY,
                "personal_qr_refused",
                detail,
                Cause::Customer,
            ),
            EngineError::Unreachable => {
                Self::caused(StatusCode::BAD_GATEWAY, "vipps_unreachable", detail, Cause::App)
            }
            EngineError::Unavailable(why) => {
                let (code, cause) = match why {
                    Unavailable::Silent | Unavailable::Failing => ("vipps_unavailable", Cause::App),
                    Unavailable::KeysRefused => ("vipps_keys_refused", Cause::Merchant),
                };
                Self::caused(StatusCode::SERVICE_UNAVAILABLE, code, detail, cause)
            }
            EngineError::TooManyLookUps => {
                Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_look_ups", detail)
            }
            EngineError::DirectoryUnavailable => Self::caused(
                StatusCode::SERVICE_UNAVAILABLE,
                "club_unavailable",
                detail,
                Cause::Merchant,
            ),
            EngineError::TillUnknown => Self::new(StatusCode::NOT_FOUND, "till_unknown", detail),
            EngineError::MemberUnknown => {
                Self::new(StatusCode::NOT_FOUND, "member_unknown", detail)
            }
            EngineError::StoreUnknown => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "store_unknown", detail)
            }
            EngineError::TextUnknown => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "consent_text_unknown", detail)
            }
            EngineError::TermsMissing => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "terms_missing", detail)
            }
            EngineError::ClubElsewhere => Self::new(StatusCode::CONFLICT, "club_elsewhere", detail),
            EngineError::Contended => {
                Self::caused(StatusCode::CONFLICT, "contended", detail, Cause::Clubtill)
            }
            EngineError::UnitUnknown
            | EngineError::DirectoryUnknown
            | EngineError::KeyUsed
            | EngineError::Unreadable(_)
            | EngineError::Store(_) => {
                tracing::error!(%error, "a request failed");
                Self::internal()
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.body)).into_response();
        let json = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, json);
        response
    }
}

fn status_of(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::SaleUnknown
        | Refusal::LineUnknown
        | Refusal::TenderUnknown
        | Refusal::ProposalUnknown
        | Refusal::VoucherUnknown
        | Refusal::VoucherNotOnSale => StatusCode::NOT_FOUND,
        Refusal::ItemImpossible
        | Refusal::VatUnknown
        | Refusal::TenderImpossible
        | Refusal::NeverDiscounted
        | Refusal::NothingToReturn
        | Refusal::PointsImpossible
        | Refusal::VoucherImpossible(_)
        | Refusal::AmountBelowMinimum { .. }
        | Refusal::AmountAboveMaximum { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::CONFLICT,
    }
}

fn scan_code(error: ScanError) -> &'static str {
    match error {
        ScanError::Empty => "scan_empty",
        ScanError::TooLong => "scan_too_long",
        ScanError::ForeignQr => "scan_foreign_qr",
        ScanError::CheckDigit => "scan_check_digit",
        ScanError::Phone(_) => "phone_number_impossible",
        ScanError::Voucher => "scan_voucher_misread",
        ScanError::Unknown => "scan_unknown",
    }
}
