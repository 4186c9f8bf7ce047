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
use crate::simulator::Simulator;

/// How many calls are kept.
const KEPT: usize = 200;
/// No documented call comes near this size.
const BODY_BYTES_MAX: usize = 1024 * 1024;

/// One call of a simulated API.
#[derive(Serialize)]
pub(crate) struct RequestRecord {
    at_unix_ms: i64,
    method: String,
    path: String,
    status: u16,
    idempotency_key: Option<String>,
    body: String,
}

/// Logs a call by the template of its path, so that no number or reference is printed.
pub(crate) async fn log(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let template = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    tracing::info!(
        http.method = %method,
        http.route = template.as_ref().map_or("none", MatchedPath::as_str),
        http.status = response.status().as_u16(),
        "answered a call"
    );
    response
}

/// Keeps a call of a simulated API as received, and loses its answer if a fault says so.
pub(crate) async fn record(
    State(simulator): State<Simulator>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_BYTES_MAX).await else {
        let message = "The body is larger than 1 MiB or was cut short.";
        return Answer::gateway(StatusCode::PAYLOAD_TOO_LARGE, message).into_response();
    };
    let method = parts.method.clone();
    let path = parts.uri.path().to_owned();
    let idempotency_key = call::text(&parts.headers, "idempotency-key").map(str::to_owned);
    let response = next.run(Request::from_parts(parts, Body::from(body.clone()))).await;
    simulator.turn(|turn| {
        let response = if turn.state.faults.takes_answer(&method, &path) {
            Answer::empty(StatusCode::INTERNAL_SERVER_ERROR).into_response()
        } else {
            response
        };
        let record = RequestRecord {
            at_unix_ms: turn.now_ms,
            method: method.to_string(),
            path,
            status: response.status().as_u16(),
            idempotency_key,
            body: lossy(&body),
        };
        if turn.state.requests.len() == KEPT {
            turn.state.requests.pop_front();
        }
        turn.state.requests.push_back(record);
        response
    })
}

fn lossy(body: &Bytes) -> String {
    String::from_utf8_lossy(body).into_owned()
}
