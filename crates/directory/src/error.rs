//! What a call can come to, told apart by what the caller may do next. A definite refusal is never
//! confused with an answer that says nothing, and nothing that the other side wrote is repeated: it may
//! be about somebody.

use crate::wire::{Code, Problem};
use vipps_mobilepay::{Response, TransportError};

/// Why a call brought no result. After all but [`Error::Refused`] the same may be sent again, with the
/// same key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Definite, with a code of the contract: it had no effect.
    #[error("the directory refused: {0}")]
    Refused(Refused),
    /// The token is not accepted (401, 403). It says nothing about the call.
    #[error("the directory does not accept the token ({status})")]
    NotLetIn { status: u16 },
    /// Too much at once (429).
    #[error("the directory asks to wait")]
    Wait { retry_after_s: Option<u64> },
    /// It surely never arrived.
    #[error("the directory can't be reached: {0}")]
    NotSent(String),
    /// It may have taken effect.
    #[error("the directory does not answer: {0}")]
    NoAnswer(String),
    /// It may have taken effect, too (5xx).
    #[error("the directory is in trouble ({status})")]
    Failing { status: u16, retry_after_s: Option<u64> },
    /// An answer that is not as the contract says: what became of the call is not known.
    #[error("an answer of the directory ({status}) is not as documented: {what}")]
    Malformed { status: u16, what: String },
}

/// A definite refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("status {status}, {code:?}")]
pub struct Refused {
    pub status: u16,
    pub code: Code,
    /// With [`Code::TooFewPoints`].
    pub available: Option<i64>,
}

impl From<TransportError> for Error {
    fn from(error: TransportError) -> Self {
        match error {
            TransportError::NotSent(detail) => Self::NotSent(detail),
            TransportError::NoAnswer(detail) => Self::NoAnswer(detail),
        }
    }
}

impl Error {
    /// What an answer other than 2xx means. A 4xx is believed only with a problem of the contract: a
    /// page with 404 is some machine between, or a wrong address in the settings.
    pub(crate) fn from_answer(response: &Response) -> Self {
        let status = response.status;
        let retry_after_s = response.header("retry-after").and_then(|text| text.parse().ok());
        match status {
            401 | 403 => Self::NotLetIn { status },
            429 => Self::Wait { retry_after_s },
            408 | 500.. => Self::Failing { status, retry_after_s },
            400..=499 => match serde_json::from_slice::<Problem>(&response.body) {
                Ok(Problem { code, available, .. }) => {
                    Self::Refused(Refused { status, code, available })
                }
                Err(_) => Self::malformed(status, "a refusal without a code"),
            },
            _ => Self::malformed(status, "neither 200 nor a refusal"),
        }
    }

    pub(crate) fn malformed(status: u16, what: impl Into<String>) -> Self {
        Self::Malformed { status, what: what.into() }
    }

    /// Seconds to wait before anything is sent again, when the answer said so.
    pub fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::Wait { retry_after_s } | Self::Failing { retry_after_s, .. } => *retry_after_s,
            _ => None,
        }
    }
}
