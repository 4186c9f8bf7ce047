//! The client's way to the simulator, in process, which writes down each exchange.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use axum::http;
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;
use vipps_mobilepay::{Request, Response, Transport, TransportError};

/// What was sent and what was answered.
#[derive(Clone, Debug)]
pub(crate) struct Exchange {
    pub(crate) request: Request,
    pub(crate) response: Response,
    /// Only the answer is held to the contract.
    pub(crate) is_wrong_on_purpose: bool,
}

/// Carries the client's requests to the simulator's router.
pub(crate) struct Recorder {
    router: Router,
    exchanges: Arc<Mutex<Vec<Exchange>>>,
}

impl Recorder {
    pub(crate) fn new(router: Router, exchanges: Arc<Mutex<Vec<Exchange>>>) -> Self {
        Self { router, exchanges }
    }
}

#[async_trait]
impl Transport for Recorder {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.exchange(request, false).await
    }
}

impl Recorder {
    pub(crate) async fn exchange(
        &self,
        request: Request,
        is_wrong_on_purpose: bool,
    ) -> Result<Response, TransportError> {
        let lost = |error: &dyn std::fmt::Display| TransportError::NoAnswer(error.to_string());
        let mut built = http::Request::builder()
            .method(request.method.as_str())
            .uri(request.url.as_str())
            .header("host", request.url.authority());
        for (name, value) in &request.headers {
            built = built.header(*name, value);
        }
        let built = built.body(Body::from(request.body.clone())).map_err(|error| lost(&error))?;
        let Ok(answer) = self.router.clone().oneshot(built).await;
        let status = answer.status().as_u16();
        let text =
            |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers = answer.headers().iter().map(|(name, value)| (name.to_string(), text(value)));
        let headers = headers.collect();
        let body = answer.into_body().collect().await.map_err(|error| lost(&error))?;
        let response = Response { status, headers, body: body.to_bytes().to_vec() };
        let exchange = Exchange { request, response: response.clone(), is_wrong_on_purpose };
        self.exchanges.lock().unwrap_or_else(PoisonError::into_inner).push(exchange);
        Ok(response)
    }
}
