//! Calls between the service and the simulator without a network: each side's router is called in
//! process.

use crate::mail::Mail;
use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;
use tower::ServiceExt;
use vipps_mobilepay::{Response, Transport, TransportError};
use vipps_simulator::{WebhookAnswer, WebhookRequest, WebhookSender};

/// What the simulator can't do to a call, because it is no answer of an API: one of a machine
/// between, or none that ends.
#[derive(Debug, Clone)]
pub struct Odd {
    /// The calls that meet it: the method, and how the path ends.
    pub on: (&'static str, &'static str),
    /// Whether the call takes effect first.
    pub takes_effect: bool,
    pub answer: OddAnswer,
    /// How many calls meet it.
    pub times: u32,
}

#[derive(Debug, Clone)]
pub enum OddAnswer {
    /// Status, media type and body of whoever answers instead.
    Instead(u16, &'static str, &'static str),
    /// The client's own time-out ran out.
    TimedOut,
    /// Nothing ever comes, and no time-out ends it: the caller is gone first.
    Never,
}

/// The odd things that are to happen, a bell that is rung when a call never ends, and the address of
/// every call.
#[derive(Default)]
pub(crate) struct Oddities {
    pub(crate) odd: Mutex<Vec<Odd>>,
    pub(crate) called: Mutex<Vec<String>>,
    pub(crate) never_ends: Notify,
}

impl Oddities {
    fn strike(&self, request: &vipps_mobilepay::Request) -> Option<Odd> {
        let mut all = self.odd.lock().unwrap();
        let (method, path) = (request.method.as_str(), request.url.path());
        let means =
            |odd: &&mut Odd| odd.times > 0 && odd.on.0 == method && path.ends_with(odd.on.1);
        let odd = all.iter_mut().find(means)?;
        odd.times -= 1;
        Some(odd.clone())
    }
}

/// The client's way to the simulator.
pub(crate) struct ToSimulator {
    pub(crate) router: Router,
    pub(crate) oddities: Arc<Oddities>,
    pub(crate) mail: Mail,
}

#[async_trait]
impl Transport for ToSimulator {
    async fn send(&self, request: vipps_mobilepay::Request) -> Result<Response, TransportError> {
        self.oddities.called.lock().unwrap().push(request.url.to_string());
        let odd = self.oddities.strike(&request);
        if odd.as_ref().is_none_or(|odd| odd.takes_effect) {
            let response = self.call(&request).await?;
            if odd.is_none() {
                return Ok(response);
            }
        }
        match odd.unwrap().answer {
            OddAnswer::Instead(status, media_type, body) => {
                let headers = vec![("content-type".to_owned(), media_type.to_owned())];
                Ok(Response { status, headers, body: body.as_bytes().to_vec() })
            }
            OddAnswer::TimedOut => Err(TransportError::NoAnswer("it took too long".to_owned())),
            OddAnswer::Never => {
                self.oddities.never_ends.notify_one();
                std::future::pending().await
            }
        }
    }
}

impl ToSimulator {
    async fn call(&self, request: &vipps_mobilepay::Request) -> Result<Response, TransportError> {
        let mut built = Request::builder()
            .method(request.method.as_str())
            .uri(request.url.as_str())
            .header("host", request.url.authority());
        for (name, value) in &request.headers {
            built = built.header(*name, value);
        }
        let built = built.body(Body::from(request.body.clone())).unwrap();
        let answer = self.router.clone().oneshot(built).await.unwrap();
        let status = answer.status().as_u16();
        let headers = answer
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        let body = answer.into_body().collect().await;
        let body = body.map_err(|error| TransportError::NoAnswer(error.to_string()))?;
        let response = Response { status, headers, body: body.to_bytes().to_vec() };
        self.mail.answered(request, &response);
        Ok(response)
    }
}

/// The simulator's way to the service. The service is replaced when it is restarted.
#[derive(Clone)]
pub(crate) struct ToService {
    pub(crate) router: Arc<Mutex<Router>>,
    pub(crate) mail: Mail,
}

impl ToService {
    /// Hands a webhook in; the status that it is answered with.
    pub(crate) async fn deliver(&self, request: WebhookRequest) -> u16 {
        let router = self.router.lock().unwrap().clone();
        deliver(router, request).await
    }
}

/// Hands a webhook to a service; the status that it is answered with.
pub(crate) async fn deliver(router: Router, request: WebhookRequest) -> u16 {
    let mut built = Request::builder().method("POST").uri(request.url.as_str());
    for (name, value) in &request.headers {
        built = built.header(*name, value);
    }
    let built = built.body(Body::from(request.body)).unwrap();
    router.oneshot(built).await.unwrap().status().as_u16()
}

#[async_trait]
impl WebhookSender for ToService {
    async fn send(&self, request: WebhookRequest) -> WebhookAnswer {
        if self.mail.keeps(&request) {
            return WebhookAnswer::None;
        }
        WebhookAnswer::Status(self.deliver(request).await)
    }
}
