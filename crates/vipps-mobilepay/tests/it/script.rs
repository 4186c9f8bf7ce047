//! A transport that answers from a script and remembers what it was asked, and a clock that stands
//! still until it is moved.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use serde_json::{Value, json};
use vipps_mobilepay::{
    Client, Clock, Config, Keys, MerchantSerialNumber, Request, Response, SecretString, SystemInfo,
    Transport, TransportError,
};

pub(crate) const CLIENT_ID: &str = "11111111-1111-4111-8111-111111111111";
pub(crate) const BASE: &str = "https://api.example.test";
/// Long ago, so that whoever looks at the computer's clock instead is found out.
pub(crate) const START_UNIX_S: i64 = 1_500_000_000;

pub(crate) type Answer = Result<Response, TransportError>;
type Respond = dyn Fn(&Request) -> Answer + Send + Sync;

/// Answers by a function of the request, which it keeps.
pub(crate) struct Script {
    respond: Box<Respond>,
    seen: Mutex<Vec<Request>>,
}

#[async_trait]
impl Transport for Script {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.seen.lock().unwrap().push(request.clone());
        // Give every other caller its turn, as a network does.
        tokio::task::yield_now().await;
        (self.respond)(&request)
    }
}

pub(crate) struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now_unix_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// A client with its script and clock.
pub(crate) struct Scene {
    pub(crate) client: Client,
    script: Arc<Script>,
    clock: Arc<TestClock>,
}

impl Scene {
    /// A client whose every request is answered by `respond`.
    pub(crate) fn new(respond: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        Self::at(BASE, respond)
    }

    pub(crate) fn at(
        base_url: &str,
        respond: impl Fn(&Request) -> Answer + Send + Sync + 'static,
    ) -> Self {
        Self::with_keys(Keys::SalesUnit, base_url, respond)
    }

    pub(crate) fn with_keys(
        keys: Keys,
        base_url: &str,
        respond: impl Fn(&Request) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let script = Arc::new(Script { respond: Box::new(respond), seen: Mutex::new(Vec::new()) });
        let clock = Arc::new(TestClock(AtomicI64::new(START_UNIX_S * 1000)));
        let client = Client::with_keys(keys, config(base_url), script.clone(), clock.clone());
        let client = client.unwrap();
        Self { client, script, clock }
    }

    /// A client whose token is always given, and whose other requests get `answer`.
    pub(crate) fn answering(answer: Answer) -> Self {
        Self::new(
            move |request| {
                if is_token(request) { token("t1", &json!(3600)) } else { answer.clone() }
            },
        )
    }

    pub(crate) fn now_unix_s(&self) -> i64 {
        self.clock.now_unix_ms() / 1000
    }

    pub(crate) fn advance_s(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    pub(crate) fn seen(&self) -> Vec<Request> {
        self.script.seen.lock().unwrap().clone()
    }

    pub(crate) fn seen_paths(&self) -> Vec<String> {
        self.seen().iter().map(|request| request.url.path().to_owned()).collect()
    }

    /// The last request that was not for a token.
    pub(crate) fn last(&self) -> Request {
        self.seen().into_iter().rfind(|request| !is_token(request)).unwrap()
    }
}

pub(crate) fn config(base_url: &str) -> Config {
    Config {
        base_url: base_url.parse().unwrap(),
        client_id: CLIENT_ID.to_owned(),
        client_secret: SecretString::from("the-client-secret"),
        subscription_key: SecretString::from("the-subscription-key"),
        merchant_serial_number: MerchantSerialNumber::parse("123456").unwrap(),
        system: SystemInfo::new("acme", "3.1.2", "acme-pos", "4.5.6").unwrap(),
    }
}

pub(crate) fn is_token(request: &Request) -> bool {
    request.url.path().ends_with("/accesstoken/get")
}

pub(crate) fn answer(status: u16, body: &Value) -> Answer {
    let headers = vec![("Content-Type".to_owned(), "application/json".to_owned())];
    Ok(Response { status, headers, body: serde_json::to_vec(body).unwrap() })
}

pub(crate) fn token(access_token: &str, expires_in: &Value) -> Answer {
    answer(
        200,
        &json!({
            "token_type": "Bearer", "expires_in": expires_in, "ext_expires_in": "3600",
            "expires_on": "1547823408", "not_before": "1547819508", "access_token": access_token,
        }),
    )
}

pub(crate) fn lost() -> Answer {
    Err(TransportError::NoAnswer("connection reset".to_owned()))
}
