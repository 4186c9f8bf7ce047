//! What can be told to go wrong, call by call.

use super::Reference;
use crate::wire::Operation;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use std::io;

/// How a call goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// 500, and nothing was done.
    Failing,
    /// 429 with `Retry-After`, and nothing was done.
    Busy { retry_after_s: u16 },
    /// 401, whatever the token.
    TokenRefused,
    /// Done, and the answer is cut off.
    AnswerLost,
    /// Done, and answered with half of the JSON.
    Malformed,
    /// Done, and answered with this instead, as 200.
    Instead(&'static str),
    /// A machine between answers 404 with a page.
    Page,
    /// Refused in so many words.
    Refused,
    /// Nothing is done, and nothing ever comes.
    Silent,
}

/// A fault at a call, so many times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FaultRule {
    pub on: Operation,
    pub fault: Fault,
    pub times: u32,
}

impl FaultRule {
    /// At every call of that kind.
    pub fn always(on: Operation, fault: Fault) -> Self {
        Self { on, fault, times: u32::MAX }
    }
}

/// Counts the call, and lets it go wrong if it is to.
pub(super) async fn strike(
    State(reference): State<Reference>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path().trim_start_matches('/').to_owned();
    let Some(operation) = Operation::ALL.into_iter().find(|one| one.path() == path) else {
        return next.run(request).await;
    };
    match reference.meets(operation) {
        None => next.run(request).await,
        Some(Fault::Failing) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Some(Fault::Busy { retry_after_s }) => {
            let wait = [(header::RETRY_AFTER, retry_after_s.to_string())];
            (StatusCode::TOO_MANY_REQUESTS, wait).into_response()
        }
        Some(Fault::TokenRefused) => StatusCode::UNAUTHORIZED.into_response(),
        Some(Fault::AnswerLost) => {
            next.run(request).await;
            cut()
        }
        Some(Fault::Malformed) => {
            let body = axum::body::to_bytes(next.run(request).await.into_body(), usize::MAX).await;
            let body = body.unwrap_or_default();
            body.slice(..body.len() / 2).into_response()
        }
        Some(Fault::Instead(body)) => {
            next.run(request).await;
            body.into_response()
        }
        Some(Fault::Page) => (StatusCode::NOT_FOUND, "<h1>Not found</h1>").into_response(),
        Some(Fault::Refused) => {
            (StatusCode::BAD_REQUEST, r#"{"status":400,"code":"blocked","title":"Blocked"}"#)
                .into_response()
        }
        Some(Fault::Silent) => std::future::pending().await,
    }
}

impl Reference {
    fn meets(&self, operation: Operation) -> Option<Fault> {
        let mut state = self.lock();
        *state.calls.entry(operation).or_default() += 1;
        let rule = state.faults.iter_mut().find(|rule| rule.on == operation && rule.times > 0)?;
        rule.times -= 1;
        Some(rule.fault)
    }
}

/// An answer whose connection breaks before its body.
fn cut() -> Response {
    let error = io::Error::new(io::ErrorKind::ConnectionReset, "cut by a fault");
    Response::new(Body::from_stream(stream::iter([Err::<Bytes, _>(error)])))
}
