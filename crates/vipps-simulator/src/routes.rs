//! Every address in one table: the simulated APIs behind the request log, then the control API
//! and the phones.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;

use crate::answer::Answer;
use crate::operations::Operations as _;
use crate::simulator::Simulator;
use crate::{
    access_token, control, epayment, login, orders, phone, qr, report, request_log, webhooks,
};

impl Simulator {
    /// Answers all simulated APIs, the control API under `/simulator/` and the phones.
    pub fn router(&self) -> Router {
        let recorded = from_fn_with_state(self.clone(), request_log::record);
        apis()
            .layer(recorded)
            .merge(control::routes())
            .merge(phone::routes())
            .route("/", get(|| async { Redirect::to("/phones") }))
            .method_not_allowed_fallback(method_not_allowed)
            .layer(DefaultBodyLimit::disable())
            .layer(from_fn(request_log::log))
            .with_state(self.clone())
    }
}

fn apis() -> Router<Simulator> {
    Router::new()
        .operation("fetchToken", access_token::get)
        .operation("fetchSpecialisedToken", access_token::specialised::get)
        .merge(qr::routes())
        .merge(orders::routes())
        .merge(report::routes())
        .merge(login::routes())
        .merge(epayment::routes())
        .operation("registerWebhook", webhooks::registration::register)
        .operation("listWebhooks", webhooks::registration::list)
        .operation("deleteWebhook", webhooks::registration::remove)
        .fallback(other)
}

/// Clients write the token's path in several cases; every other unknown path is the gateway's 404.
async fn other(State(simulator): State<Simulator>, request: Request) -> Response {
    let is_token = request.uri().path().eq_ignore_ascii_case("/accesstoken/get");
    if is_token && request.method() == Method::POST {
        let headers = request.headers().clone();
        return access_token::get(State(simulator), headers).await.into_response();
    }
    Answer::gateway(StatusCode::NOT_FOUND, "Resource not found").into_response()
}

async fn method_not_allowed() -> Answer {
    Answer::gateway(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed")
}
