//! Carries out what a fault does to a call: waits, refuses, cuts the connection, or spoils the
//! answer. A cut connection is a body that fails before its first byte: a server then closes
//! without having sent anything, and a caller in process sees the error when it reads the body.

use std::io;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use futures_util::stream::{self, StreamExt as _};

use crate::call;
use crate::epayment::refusal::Refusal;
use crate::faults::rule::CallFault;
use crate::ids::Ids;

/// Marks an answer that never leaves, for whoever logs it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cut;

/// Marks an answer that a fault has been at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Struck(pub(crate) &'static str);

/// Lets the call through to `next` as far as the fault allows.
pub(crate) async fn carry_out(
    fault: CallFault,
    ids: &Ids,
    request: Request,
    next: Next,
) -> Response {
    let mut response = match fault {
        CallFault::Delay { request_ms, answer_ms } => {
            delayed(request, next, request_ms, answer_ms).await
        }
        CallFault::DropRequest => cut(),
        CallFault::DropAnswer => {
            next.run(request).await;
            cut()
        }
        CallFault::Status { status, retry_after_s, after_effect } => {
            if after_effect {
                next.run(request).await;
            }
            status_only(status, retry_after_s)
        }
        CallFault::Problem { code } => {
            let instance = call::instance(request.uri().path());
            Refusal::numbered(code).map_or_else(
                || status_only(500, None),
                |refusal| {
                    refusal
                        .because("A fault rule asks for it.")
                        .answer(ids, &instance)
                        .into_response()
                },
            )
        }
        CallFault::MalformedBody => malformed(next.run(request).await).await,
        CallFault::SlowBody { ms } => slow(next.run(request).await, ms).await,
    };
    response.extensions_mut().insert(Struck(fault.name()));
    response
}

/// In a task of its own, so that a caller who gives up doesn't take the call back.
async fn delayed(request: Request, next: Next, request_ms: u32, answer_ms: u32) -> Response {
    let task = tokio::spawn(async move {
        wait(request_ms).await;
        let response = next.run(request).await;
        wait(answer_ms).await;
        response
    });
    task.await.unwrap_or_else(|_| status_only(500, None))
}

fn cut() -> Response {
    let error = io::Error::new(io::ErrorKind::ConnectionReset, "cut by a fault");
    let mut response = Response::new(Body::from_stream(stream::iter([Err::<Bytes, _>(error)])));
    response.extensions_mut().insert(Cut);
    response
}

fn status_only(status: u16, retry_after_s: Option<u32>) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if let Some(seconds) = retry_after_s {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// The answer's body, if it is of the kind that fits into memory, as all of ours are.
async fn halves(response: Response) -> (axum::http::response::Parts, Bytes, Bytes) {
    let (mut parts, body) = response.into_parts();
    let mut bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let rest = bytes.split_off(bytes.len() / 2);
    parts.headers.remove(header::CONTENT_LENGTH);
    (parts, bytes, rest)
}

async fn malformed(response: Response) -> Response {
    let (parts, first, _) = halves(response).await;
    Response::from_parts(parts, Body::from(first))
}

async fn slow(response: Response, ms: u32) -> Response {
    let (parts, first, rest) = halves(response).await;
    let late = stream::once(async move {
        wait(ms).await;
        Ok::<_, io::Error>(rest)
    });
    Response::from_parts(parts, Body::from_stream(stream::iter([Ok(first)]).chain(late)))
}

#[allow(
    clippy::disallowed_methods,
    reason = "a delay that was asked for is the machine's own time"
)]
async fn wait(ms: u32) {
    if ms > 0 {
        tokio::time::sleep(Duration::from_millis(u64::from(ms))).await;
    }
}
