//! Refusals as problem details: a status, a code that stays, who can do something, and a sentence.

use crate::codes::code;
use crate::refused::Cause;
use crate::words::sentence;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use checkout::Refusal;
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
        let Some(code) = code(&error) else {
            tracing::error!(%error, "a request failed");
            return Self::internal();
        };
        let detail = match &error {
            EngineError::Scan(scan) => sentence(&scan.to_string()),
            error => error.to_string(),
        };
        let status = status_of(&error);
        match error {
            EngineError::QrRefused => Self::caused(status, code, detail, Cause::Customer),
            EngineError::Unreachable
            | EngineError::Unavailable(Unavailable::Silent | Unavailable::Failing) => {
                Self::caused(status, code, detail, Cause::App)
            }
            EngineError::Unavailable(Unavailable::KeysRefused)
            | EngineError::DirectoryUnavailable => {
                Self::caused(status, code, detail, Cause::Merchant)
            }
            EngineError::Contended => Self::caused(status, code, detail, Cause::Clubtill),
            _ => Self::new(status, code, detail),
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

fn status_of(error: &EngineError) -> StatusCode {
    match error {
        EngineError::Refused(refusal) => status_of_refusal(refusal),
        EngineError::Scan(_)
        | EngineError::ProductUnknown
        | EngineError::ReceiptScanned
        | EngineError::QrRefused
        | EngineError::StoreUnknown
        | EngineError::TextUnknown
        | EngineError::TermsMissing => StatusCode::UNPROCESSABLE_ENTITY,
        EngineError::Unreachable => StatusCode::BAD_GATEWAY,
        EngineError::Unavailable(_) | EngineError::DirectoryUnavailable => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        EngineError::TooManyLookUps => StatusCode::TOO_MANY_REQUESTS,
        EngineError::TillUnknown | EngineError::MemberUnknown => StatusCode::NOT_FOUND,
        EngineError::ClubElsewhere | EngineError::Contended => StatusCode::CONFLICT,
        EngineError::UnitUnknown
        | EngineError::DirectoryUnknown
        | EngineError::KeyUsed
        | EngineError::Unreadable(_)
        | EngineError::Store(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

fn status_of_refusal(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::SaleUnknown
        | Refusal::LineUnknown
        | Refusal::TenderUnknown
        | Refusal::ProposalUnknown
        | Refusal::VoucherUnknown
        | Refusal::VoucherNotOnSale => StatusCode::NOT_FOUND,
        Refusal::ItemImpossible
        | Refusal::VatUnknown
        | Refusal::DiscountImpossible
        | Refusal::TenderImpossible
        | Refusal::NeverDiscounted
        | Refusal::NothingToReturn
        | Refusal::PointsImpossible
        | Refusal::VoucherImpossible(_)
        | Refusal::AmountBelowMinimum { .. }
        | Refusal::AmountAboveMaximum { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        Refusal::DiscountTooHigh { .. } => StatusCode::FORBIDDEN,
        _ => StatusCode::CONFLICT,
    }
}
