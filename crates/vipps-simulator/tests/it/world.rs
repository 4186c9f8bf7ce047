//! What every test stands on: a simulator with fixed ids and a fixed clock, and short words for
//! calls.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::described;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;
use vipps_simulator::{
    Clock, Settings, Simulator, Stepped, WebhookAnswer, WebhookRequest, WebhookSender,
};

/// 2026-11-23T12:00:00Z
pub(crate) const START_MS: i64 = 1_795_435_200_000;
pub(crate) const OLA: &str = "4712345678";
pub(crate) const KARI: &str = "4798765432";
pub(crate) const MADS: &str = "4512345678";
pub(crate) const AINO: &str = "358401234567";

#[derive(Debug)]
pub(crate) struct ManualClock(AtomicI64);

impl Clock for ManualClock {
    fn now_unix_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

pub(crate) struct World {
    pub(crate) simulator: Simulator,
    clock: Arc<ManualClock>,
    router: Router,
    pub(crate) bearer: String,
    pub(crate) msn: &'static str,
}

/// An answer with its body read.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }

    /// The error number of a problem, or the name of its first invalid field.
    pub(crate) fn code(&self) -> String {
        let problem = self.json();
        let detail = &problem["extraDetails"][0];
        let field = if detail["name"] == "ErrorCode" { "reason" } else { "name" };
        detail[field].as_str().unwrap_or_default().to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// The demo world after `change`.
    pub(crate) async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let mut world = Self::opened(change);
        world.renew_token().await;
        world
    }

    /// The same without a token yet, going on with what is in its file.
    pub(crate) fn opened(change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = Settings { seed: Some(7), ..Settings::default() };
        change(&mut settings);
        let clock = Arc::new(ManualClock(AtomicI64::new(START_MS)));
        let simulator = Simulator::open(settings, clock.clone()).unwrap();
        let router = simulator.router();
        Self { simulator, clock, router, bearer: String::new(), msn: "123456" }
    }

    pub(crate) async fn renew_token(&mut self) {
        let reply = self.send(Method::POST, "/accesstoken/get", &keys(), "").await;
        reply.json()["access_token"].as_str().unwrap().clone_into(&mut self.bearer);
    }

    /// Moves the clock and fetches a token that is valid then.
    pub(crate) async fn advance_s(&mut self, seconds: i64) {
        self.advance_ms(seconds * 1000);
        self.renew_token().await;
    }

    /// The same world, seen from the Danish sales unit.
    pub(crate) fn in_denmark(mut self) -> Self {
        self.msn = "234567";
        self
    }

    /// The same world, seen from the Finnish sales unit.
    pub(crate) fn in_finland(mut self) -> Self {
        self.msn = "345678";
        self
    }

    /// The currency, and somebody who lives there.
    fn market(&self) -> (&'static str, &'static str) {
        match self.msn {
            "234567" => ("DKK", MADS),
            "345678" => ("EUR", AINO),
            _ => ("NOK", OLA),
        }
    }

    pub(crate) fn advance_ms(&self, milliseconds: i64) {
        self.clock.0.fetch_add(milliseconds, Ordering::SeqCst);
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.into()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        Reply { status: parts.status.as_u16(), headers: parts.headers, text }
    }

    /// What lies at an address, unread.
    pub(crate) async fn bytes(&self, path: &str) -> Vec<u8> {
        let request = Request::builder().uri(path).body(Body::empty()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        response.into_body().collect().await.unwrap().to_bytes().to_vec()
    }

    /// A platform API call with all that it needs; an empty `key` is left out.
    pub(crate) async fn api(&self, method: Method, path: &str, key: &str, body: &str) -> Reply {
        let bearer = format!("Bearer {}", self.bearer);
        let mut headers = vec![
            ("authorization", bearer.as_str()),
            ("ocp-apim-subscription-key", "simulator-key"),
            ("merchant-serial-number", self.msn),
            ("content-type", "application/json"),
        ];
        if !key.is_empty() {
            headers.push(("idempotency-key", key));
        }
        self.send(method, path, &headers, body.to_owned()).await
    }

    pub(crate) async fn post(&self, path: &str, key: &str, body: &Value) -> Reply {
        self.api(Method::POST, path, key, &body.to_string()).await
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.api(Method::GET, path, "", "").await
    }

    /// A control call, held to the description of the control API.
    pub(crate) async fn control(&self, method: Method, path: &str, body: &Value) -> Reply {
        let text = if body.is_null() { String::new() } else { body.to_string() };
        let path = format!("/simulator/{path}");
        let reply = self.send(method.clone(), &path, &[], text).await;
        described::hold(&method, &path, body, &reply);
        reply
    }

    pub(crate) async fn create(&self, reference: &str, body: &Value) -> Reply {
        self.post("/epayment/v1/payments", &format!("create-{reference}"), body).await
    }

    /// A created payment of 100,00 for the customer of the sales unit's country.
    pub(crate) async fn created(&self, reference: &str) {
        let reply = self.create(reference, &self.payment(reference)).await;
        assert_eq!(reply.status, 201, "{}", reply.text);
    }

    /// The same, approved.
    pub(crate) async fn authorized(&self, reference: &str) {
        self.created(reference).await;
        let path = format!("payments/{reference}/approve");
        let reply = self.control(Method::POST, &path, &Value::Null).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
    }

    /// The smallest body of a payment pushed to a phone.
    pub(crate) fn payment(&self, reference: &str) -> Value {
        let (currency, number) = self.market();
        json!({
            "amount": { "currency": currency, "value": 10_000 },
            "paymentMethod": { "type": "WALLET" },
            "customer": { "phoneNumber": number },
            "reference": reference,
            "userFlow": "PUSH_MESSAGE",
        })
    }

    pub(crate) async fn modify(
        &self,
        operation: &str,
        reference: &str,
        key: &str,
        value: i64,
    ) -> Reply {
        let (currency, _) = self.market();
        let body = json!({ "modificationAmount": { "currency": currency, "value": value } });
        self.post(&format!("/epayment/v1/payments/{reference}/{operation}"), key, &body).await
    }

    pub(crate) async fn read(&self, reference: &str) -> Value {
        self.get(&format!("/epayment/v1/payments/{reference}")).await.json()
    }

    /// Names in the event log, in order.
    pub(crate) async fn event_names(&self, reference: &str) -> Vec<String> {
        let events = self.get(&format!("/epayment/v1/payments/{reference}/events")).await.json();
        let names = events.as_array().unwrap().iter();
        names.map(|event| event["name"].as_str().unwrap().to_owned()).collect()
    }

    /// A login call with the demo merchant's Basic credentials.
    pub(crate) async fn login(&self, path: &str, form: &[(&str, &str)]) -> Reply {
        let headers = [
            ("authorization", basic()),
            ("content-type", "application/x-www-form-urlencoded".to_owned()),
            ("merchant-serial-number", self.msn.to_owned()),
        ];
        let headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.send(Method::POST, path, &headers, serde_urlencoded::to_string(form).unwrap()).await
    }
}

/// The demo merchant's keys, as the access token call wants them.
pub(crate) fn keys() -> [(&'static str, &'static str); 3] {
    [
        ("client_id", "11111111-1111-4111-8111-111111111111"),
        ("client_secret", "simulator-secret"),
        ("ocp-apim-subscription-key", "simulator-key"),
    ]
}

pub(crate) fn basic() -> String {
    let pair = "11111111-1111-4111-8111-111111111111:simulator-secret";
    format!("Basic {}", STANDARD.encode(pair))
}

/// Takes everything and keeps it.
#[derive(Default)]
struct Keeper(std::sync::Mutex<Vec<WebhookRequest>>);

#[async_trait::async_trait]
impl WebhookSender for Keeper {
    async fn send(&self, request: WebhookRequest) -> WebhookAnswer {
        self.0.lock().unwrap().push(request);
        WebhookAnswer::Status(200)
    }
}

impl World {
    /// Everything that leaves the simulator now.
    pub(crate) async fn sent(&self) -> Vec<WebhookRequest> {
        let keeper = Keeper::default();
        while self.simulator.step(&keeper).await == Stepped::Worked {}
        keeper.0.into_inner().unwrap()
    }
}
