//! Calls between the service and the simulator without a network: each side's router is called in
//! process.

use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use std::sync::{Arc, Mutex};
use tower::ServiceExt;
use vipps_mobilepay::{Response, Transport, TransportError};
use vipps_simulator::{WebhookAnswer, WebhookRequest, WebhookSender};

/// The client's way to the simulator.
pub(crate) struct ToSimulator(pub(crate) Router);

#[async_trait]
impl Transport for ToSimulator {
    async fn send(&self, request: vipps_mobilepay::Request) -> Result<Response, TransportError> {
        let mut built = Request::builder()
            .method(request.method.as_str())
            .uri(request.url.as_str())
            .header("host", request.url.authority());
        for (name, value) in &request.headers {
            built = built.header(*name, value);
        }
        let built = built.body(Body::from(request.body)).unwrap();
        let answer = self.0.clone().oneshot(built).await.unwrap();
        let status = answer.status().as_u16();
        let headers = answer
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        let body = answer.into_body().collect().await;
        let body = body.map_err(|error| TransportError::NoAnswer(error.to_string()))?;
        Ok(Response { status, headers, body: body.to_bytes().to_vec() })
    }
}

/// The simulator's way to the service. The service is replaced when it is restarted.
#[derive(Clone)]
pub(crate) struct ToService(pub(crate) Arc<Mutex<Router>>);

#[async_trait]
impl WebhookSender for ToService {
    async fn send(&self, request: WebhookRequest) -> WebhookAnswer {
        let mut built = Request::builder().method("POST").uri(request.url.as_str());
        for (name, value) in &request.headers {
            built = built.header(*name, value);
        }
        let built = built.body(Body::from(request.body)).unwrap();
        let router = self.0.lock().unwrap().clone();
        let answer = router.oneshot(built).await.unwrap();
        WebhookAnswer::Status(answer.status().as_u16())
    }
}
