//! One line of log for each call, without anything personal; and, in memory only, the last calls
//! as received, which tests read back from the control API.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;

use crate::answer::Answer;
use crate::call;
use crate::faults;
use crate::faults::call::{Cut, Struck};
use crate::simulator::Simulator;

/// How many calls are kept.
const KEPT: usize = 200;
/// A picture of 2 MB in base64 is the largest thing that can be sent.
const BODY_BYTES_MAX: usize = 3 * 1024 * 1024;
/// What is kept of a body.
const BODY_BYTES_KEPT: usize = 64 * 1024;

/// One call of a simulated API.
#[derive(Serialize)]
pub(crate) struct RequestRecord {
    at_unix_ms: i64,
    method: String,
    path: String,
    /// 0 when the connection was cut without an answer.
    status: u16,
    idempotency_key: Option<String>,
    body: String,
    /// The fault that struck.
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<&'static str>,
}

/// Logs a call by the template of its path, so that no number or reference is printed.
pub(crate) async fn log(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let template = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let route = template.as_ref().map_or("none", MatchedPath::as_str);
    let status = status_sent(&response);
    match struck(&response) {
        None => tracing::info!(http.method = %method, http.route = route, http.status = status,
            "answered a call"),
        Some(fault) => tracing::info!(http.method = %method, http.route = route,
            http.status = status, fault, "a fault struck a call"),
    }
    response
}

/// Keeps a call of a simulated API as received, and lets the faults at it.
pub(crate) async fn record(
    State(simulator): State<Simulator>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_BYTES_MAX).await else {
        let message = "The body is larger than 3 MiB or was cut short.";
        return Answer::gateway(StatusCode::PAYLOAD_TOO_LARGE, message).into_response();
    };
    let method = parts.method.clone();
    let template = parts.extensions.get::<MatchedPath>().cloned();
    let path = parts.uri.path().to_owned();
    let idempotency_key = call::text(&parts.headers, "idempotency-key").map(str::to_owned);
    let fault = simulator.turn(|turn| {
        let template = template.as_ref().map_or(path.as_str(), MatchedPath::as_str);
        turn.state.faults.strike_call(&method, template)
    });
    let request = Request::from_parts(parts, Body::from(body.clone()));
    let response = match fault {
        Some(fault) => faults::call::carry_out(fault, request, next).await,
        None => next.run(request).await,
    };
    simulator.turn(|turn| {
        let record = RequestRecord {
            at_unix_ms: turn.now_ms,
            method: method.to_string(),
            path,
            status: status_sent(&response),
            idempotency_key,
            body: lossy(&body),
            fault: struck(&response),
        };
        if turn.state.requests.len() == KEPT {
            turn.state.requests.pop_front();
        }
        turn.state.requests.push_back(record);
        response
    })
}

/// 0 for an answer that never leaves.
fn status_sent(response: &Response) -> u16 {
    if response.extensions().get::<Cut>().is_some() { 0 } else { response.status().as_u16() }
}

fn struck(response: &Response) -> Option<&'static str> {
    response.extensions().get::<Struck>().map(|struck| struck.0)
}

fn lossy(body: &Bytes) -> String {
    String::from_utf8_lossy(&body[..body.len().min(BODY_BYTES_KEPT)]).into_owned()
}
