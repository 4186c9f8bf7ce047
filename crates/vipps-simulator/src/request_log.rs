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
/// What a call may send.
const BODY_BYTES_MAX: usize = 256 * 1024;
/// The same for a picture: 2 MB in base64, and the rest of its document.
const PICTURE_BYTES_MAX: usize = 3 * 1024 * 1024;
const PICTURES: &str = "/order-management/v1/images";
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

/// Reads the body of a call as far as it may go, and logs the call by the template of its path, so
/// that no number or reference is printed.
pub(crate) async fn log(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let method = parts.method.clone();
    let template = parts.extensions.get::<MatchedPath>().cloned();
    let route = template.as_ref().map_or("none", MatchedPath::as_str);
    let bytes_max = if route == PICTURES { PICTURE_BYTES_MAX } else { BODY_BYTES_MAX };
    let response = if let Ok(body) = to_bytes(body, bytes_max).await {
        next.run(Request::from_parts(parts, Body::from(body))).await
    } else {
        let message = format!("The body has more than {} KiB or was cut short.", bytes_max / 1024);
        Answer::gateway(StatusCode::PAYLOAD_TOO_LARGE, &message).into_response()
    };
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
    let Ok(body) = to_bytes(body, PICTURE_BYTES_MAX).await else {
        return Answer::gateway(StatusCode::BAD_REQUEST, "The body was cut short.").into_response();
    };
    let method = parts.method.clone();
    let template = parts.extensions.get::<MatchedPath>().cloned();
    let path = parts.uri.path().to_owned();
    // The token's path is known in any case, and no template stands for the others.
    let unmatched = path.to_ascii_lowercase();
    let idempotency_key = call::text(&parts.headers, "idempotency-key").map(str::to_owned);
    let fault = simulator.turn(|turn| {
        let template = template.as_ref().map_or(unmatched.as_str(), MatchedPath::as_str);
        turn.state.faults.strike_call(&method, template)
    });
    let request = Request::from_parts(parts, Body::from(body.clone()));
    let response = match fault {
        Some(fault) => faults::call::carry_out(fault, simulator.ids(), request, next).await,
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
