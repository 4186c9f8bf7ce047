//! What a call can come to, told apart by what the caller may do next. Above all, a definite
//! refusal is never confused with a call that may have taken effect.
//!
//! Source: ePayment specification 1.8.1, `Problem`; QR specification 1.0, `QrErrorResponse`; Order
//! Management specification 2.1, `ErrorResponse`; Login specification 1.1.0, `ErrorResponse`.

use serde_json::Value;

use crate::advice::{self, Advice, Operation};
use crate::retry_after;
use crate::transport::{Response, TransportError};

/// Why a call brought no result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Vipps MobilePay refused, definitely: this call had no effect, and its idempotency key will
    /// be refused again. A 409 to a call without a key is one too: what it would make is there
    /// already, perhaps by our own earlier send, so get it and compare.
    #[error("Vipps MobilePay refused ({0}); put right what it names, then use a new key")]
    Refused(Problem),
    /// Not known, or not settled: the call may have taken effect, or may still. Read first, then
    /// repeat the same bytes with the same key; [`Error::advice`] says which.
    #[error("the outcome is not known ({0}); look before sending anything new")]
    Unknown(Unknown),
    /// Too many calls; this one had no effect.
    #[error("too many calls; {}", wait(*.retry_after_s))]
    RateLimited {
        /// Seconds to wait, when the answer said so.
        retry_after_s: Option<u64>,
    },
    /// The keys, the token or the sales unit were not let in (401, or a gateway's 403). It says
    /// nothing definite about the call.
    #[error("not let in ({status}); check keys, merchant serial number and product, then repeat")]
    Unauthorised {
        /// The HTTP status, 401 or 403.
        status: u16,
    },
    /// The call surely never reached the server; repeat it as it is.
    #[error("not sent: {detail}; repeat it as it is")]
    NotSent {
        /// What stood in the way, for a person.
        detail: String,
        /// Seconds to wait, when a step before the call was told so.
        retry_after_s: Option<u64>,
    },
    /// A value of ours is wrong; nothing was sent.
    #[error("nothing was sent: {0}")]
    Invalid(#[from] Invalid),
}

fn wait(retry_after_s: Option<u64>) -> String {
    match retry_after_s {
        Some(seconds) => format!("wait {seconds} s"),
        None => "slow down and repeat later".to_owned(),
    }
}

/// The ways in which an outcome is not known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unknown {
    /// No whole answer came back.
    #[error("{detail}")]
    NoAnswer {
        /// What happened on the way, for a person.
        detail: String,
    },
    /// An answer came, but not one of this API (a gateway's page, a cut or foreign body).
    #[error("the answer ({status}) can't be read")]
    Unreadable {
        /// The HTTP status.
        status: u16,
        /// Seconds to wait, when the answer said so.
        retry_after_s: Option<u64>,
    },
    /// The API answered, but not definitely: 408, 409, 423, 5xx, or one of the codes that leave
    /// the operation open.
    #[error("{problem}")]
    Unsettled {
        /// What the answer says.
        problem: Problem,
        /// Seconds to wait, when the answer said so.
        retry_after_s: Option<u64>,
    },
}

/// What a problem answer says (RFC 9457 members, and `ErrorCode` of ePayment). The detail is dropped,
/// and the reasons of fields print nowhere, since they may repeat the customer's number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The HTTP status.
    pub status: u16,
    /// The ePayment error code, as in 6080, when one was given.
    pub code: Option<u16>,
    /// The title, or the OAuth `error`; it gets reworded, so never branch on it. Empty when the
    /// body was no problem.
    pub title: String,
    /// The request's fields that were found wrong.
    pub fields: Vec<FieldProblem>,
    /// What support asks for.
    pub trace_id: Option<String>,
}

/// A field of the request that was found wrong. Source: `extraDetails` of ePayment and QR,
/// `invalidParams` of callback QR and Order Management.
#[derive(Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// Its name, as the service calls it.
    pub name: String,
    reason: Option<String>,
}

impl FieldProblem {
    /// Why it was found wrong, at most 500 characters, for whoever wrote the request. It may repeat
    /// what stood in the field, and that may be somebody's number: never log it.
    pub fn expose_reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }
}

impl std::fmt::Debug for FieldProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FieldProblem").field("name", &self.name).finish_non_exhaustive()
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "status {}", self.status)?;
        if let Some(code) = self.code {
            write!(f, ", code {code}")?;
        }
        if !self.title.is_empty() {
            write!(f, ", {}", self.title)?;
        }
        if !self.fields.is_empty() {
            f.write_str(", fields")?;
            for field in &self.fields {
                write!(f, " {}", field.name)?;
            }
        }
        Ok(())
    }
}

impl Problem {
    /// Reads the three shapes seen: ePayment and QR (`extraDetails`), callback QR and Order
    /// Management (`invalidParams`), and OAuth (`error`). `None` when the body is none of them.
    pub(crate) fn read(response: &Response) -> Option<Self> {
        let body: Value = serde_json::from_slice(&response.body).ok()?;
        let title = body.get("title").or_else(|| body.get("error"))?.as_str()?;
        let mut problem = Self {
            status: response.status,
            code: None,
            title: shortened(title),
            fields: Vec::new(),
            trace_id: body.get("traceId").and_then(Value::as_str).map(shortened),
        };
        let details = ["extraDetails", "invalidParams"].into_iter().filter_map(|key| body.get(key));
        for detail in details.filter_map(Value::as_array).flatten().take(FIELDS_MAX) {
            let Some(name) = detail.get("name").and_then(Value::as_str) else { continue };
            if name == "ErrorCode" {
                problem.code = detail.get("reason").and_then(code);
            } else {
                let reason = detail.get("reason").and_then(Value::as_str);
                let reason = reason.map(|text| text.chars().take(REASON_CHARS_MAX).collect());
                problem.fields.push(FieldProblem { name: shortened(name), reason });
            }
        }
        Some(problem)
    }

    /// A refusal of which nothing but the status is known.
    fn of_status(status: u16) -> Self {
        Self { status, code: None, title: String::new(), fields: Vec::new(), trace_id: None }
    }
}

/// When a 4xx is believed to be a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusals {
    /// Always, 409 included: the call had no effect, whatever its body says.
    Any,
    /// Only with a body of the API, and never as 409. Money hangs on it, or something that is given
    /// out once: a page for 400 may hide a code that leaves the operation open, and a 409 may be
    /// the answer to our own earlier send.
    Proved,
}

const FIELDS_MAX: usize = 32;
const TEXT_CHARS_MAX: usize = 100;
const REASON_CHARS_MAX: usize = 500;

fn shortened(text: &str) -> String {
    text.chars().take(TEXT_CHARS_MAX).collect()
}

fn code(reason: &Value) -> Option<u16> {
    match reason {
        Value::String(text) => text.trim().parse().ok(),
        Value::Number(number) => u16::try_from(number.as_u64()?).ok(),
        _ => None,
    }
}

/// A value that breaks a rule of the API, found before sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} {rule}")]
pub struct Invalid {
    /// What was wrong.
    pub what: &'static str,
    /// The rule that it breaks.
    pub rule: &'static str,
}

impl Invalid {
    pub(crate) fn new(what: &'static str, rule: &'static str) -> Self {
        Self { what, rule }
    }
}

impl From<TransportError> for Error {
    fn from(error: TransportError) -> Self {
        match error {
            TransportError::NotSent(detail) => Error::NotSent { detail, retry_after_s: None },
            TransportError::NoAnswer(detail) => Error::Unknown(Unknown::NoAnswer { detail }),
        }
    }
}

impl Error {
    /// What an answer other than 2xx means.
    pub(crate) fn from_answer(response: &Response, refusals: Refusals) -> Self {
        let status = response.status;
        let problem = match (Problem::read(response), refusals) {
            (None, Refusals::Any) if (400..500).contains(&status) => {
                Some(Problem::of_status(status))
            }
            (problem, _) => problem,
        };
        let code = problem.as_ref().and_then(|problem| problem.code);
        let retry_after_s = retry_after::seconds(response);
        match (status, problem) {
            (401, _) => Error::Unauthorised { status },
            (403, _) if code.is_none() => Error::Unauthorised { status },
            (429, _) => Error::RateLimited { retry_after_s },
            (409, Some(problem)) if refusals == Refusals::Any => Error::Refused(problem),
            (_, Some(problem)) if advice::is_definite(status, code) => Error::Refused(problem),
            (_, Some(problem)) => Error::Unknown(Unknown::Unsettled { problem, retry_after_s }),
            (_, None) => Error::unreadable(response),
        }
    }

    /// An answer whose body is not what it should be.
    pub(crate) fn unreadable(response: &Response) -> Self {
        let retry_after_s = retry_after::seconds(response);
        Error::Unknown(Unknown::Unreadable { status: response.status, retry_after_s })
    }

    /// The same failure, of a step that had to come before the call proper (a token, a discovery
    /// document): whatever became of that step, the call itself was not sent.
    pub(crate) fn before_the_call(self, step: &str) -> Self {
        let retry_after_s = self.retry_after_s();
        let detail = match self {
            Error::Refused(problem) => problem.to_string(),
            Error::Unknown(unknown) => unknown.to_string(),
            Error::NotSent { detail, .. } => detail,
            other => return other,
        };
        Error::NotSent { detail: format!("{step}: {detail}"), retry_after_s }
    }

    /// Seconds to wait before anything is sent again, when the answer said so. Source: RFC 9110,
    /// section 10.2.3; ePayment API guide, errors: respect any `Retry-After`.
    pub fn retry_after_s(&self) -> Option<u64> {
        match self {
            Error::RateLimited { retry_after_s }
            | Error::NotSent { retry_after_s, .. }
            | Error::Unknown(
                Unknown::Unreadable { retry_after_s, .. }
                | Unknown::Unsettled { retry_after_s, .. },
            ) => *retry_after_s,
            Error::Unknown(Unknown::NoAnswer { .. })
            | Error::Refused(_)
            | Error::Unauthorised { .. }
            | Error::Invalid(_) => None,
        }
    }

    /// What to do next after this failure of an ePayment call.
    pub fn advice(&self, operation: Operation) -> Advice {
        match self {
            Error::Refused(problem) | Error::Unknown(Unknown::Unsettled { problem, .. }) => {
                advice::advice(operation, problem.status, problem.code)
            }
            Error::Unknown(_) if operation == Operation::Read => Advice::SameKey,
            Error::Unknown(_) => Advice::ReadFirst,
            Error::RateLimited { .. } | Error::Unauthorised { .. } => Advice::Wait,
            Error::NotSent { .. } => Advice::SameKey,
            Error::Invalid(_) => Advice::GiveUp,
        }
    }
}
