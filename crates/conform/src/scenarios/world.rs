//! The world that the scenarios play in: a simulator under a clock that stands still, clients with
//! each kind of keys, and whoever receives the webhooks.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use axum::http;
use http_body_util::BodyExt as _;
use serde_json::Value;
use tower::ServiceExt as _;
use vipps_mobilepay::{
    Client, Config, Keys, MerchantSerialNumber, Method, Request, Response, SecretString, SystemInfo,
};
use vipps_simulator::{
    LoginAuthentication, Partner, PartnerKind, Settings, Simulator, Stepped, WebhookAnswer,
    WebhookRequest, WebhookSender,
};

use super::{AINO, OLD_APP};
use crate::transport::{Exchange, Recorder};

pub(super) const MSN: &str = "123456";
pub(super) const DANISH_MSN: &str = "234567";
pub(super) const FINNISH_MSN: &str = "345678";
/// A sales unit that gives its keys to Login in the form.
pub(super) const FORM_MSN: &str = "456789";
pub(super) const SECRET: &str = "simulator-secret";
/// 2026-11-23T12:00:00Z
pub(super) const START_MS: i64 = 1_795_435_200_000;

const BASE_URL: &str = "http://127.0.0.1:8090";
const MERCHANT: &str = "11111111-1111-4111-8111-111111111111";
const PARTNER: &str = "22222222-2222-4222-8222-222222222222";
const ACCOUNTANT: &str = "33333333-3333-4333-8333-333333333333";
/// Steps in which webhooks are delivered; more would be a queue that never empties.
const STEPS_MAX: usize = 1000;

/// A clock that stands still until it is moved, for both sides.
struct Clock(AtomicI64);

impl vipps_mobilepay::Clock for Clock {
    fn now_unix_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

impl vipps_simulator::Clock for Clock {
    fn now_unix_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

pub(super) struct World {
    /// With the keys of the sales unit [`MSN`].
    pub(super) client: Client,
    clock: Arc<Clock>,
    simulator: Simulator,
    router: Router,
    exchanges: Arc<Mutex<Vec<Exchange>>>,
    received: Received,
}

impl World {
    pub(super) fn new() -> anyhow::Result<Self> {
        let clock = Arc::new(Clock(AtomicI64::new(START_MS)));
        let simulator = Simulator::new(settings(), clock.clone());
        let router = simulator.router();
        let exchanges = Arc::default();
        let recorder = Recorder::new(router.clone(), Arc::clone(&exchanges));
        let config = config(MERCHANT, SECRET, MSN)?;
        let client = Client::new(config, Arc::new(recorder), clock.clone())?;
        Ok(Self { client, clock, simulator, router, exchanges, received: Received::default() })
    }

    /// A client with other keys.
    fn client_with(&self, keys: Keys, config: Config) -> anyhow::Result<Client> {
        let recorder = Recorder::new(self.router.clone(), Arc::clone(&self.exchanges));
        Ok(Client::with_keys(keys, config, Arc::new(recorder), self.clock.clone())?)
    }

    pub(super) fn stranger(&self) -> anyhow::Result<Client> {
        self.client_with(Keys::SalesUnit, config(MERCHANT, "not-the-secret", MSN)?)
    }

    pub(super) fn denmark(&self) -> anyhow::Result<Client> {
        self.client_with(Keys::SalesUnit, config(MERCHANT, SECRET, DANISH_MSN)?)
    }

    pub(super) fn finland(&self) -> anyhow::Result<Client> {
        self.client_with(Keys::SalesUnit, config(MERCHANT, SECRET, FINNISH_MSN)?)
    }

    pub(super) fn by_form(&self) -> anyhow::Result<Client> {
        self.client_with(Keys::SalesUnitInForm, config(MERCHANT, SECRET, FORM_MSN)?)
    }

    /// A partner that acts for this sales unit; it may for [`DANISH_MSN`] alone.
    pub(super) fn partner(&self, msn: &str) -> anyhow::Result<Client> {
        self.client_with(Keys::Partner, config(PARTNER, "partner-secret", msn)?)
    }

    pub(super) fn accountant(&self, secret: &str) -> anyhow::Result<Client> {
        self.client_with(Keys::Accounting, config(ACCOUNTANT, secret, DANISH_MSN)?)
    }

    /// A call that the client would not make.
    pub(super) async fn send_wrong(&self, request: Request) -> anyhow::Result<Response> {
        let recorder = Recorder::new(self.router.clone(), Arc::clone(&self.exchanges));
        Ok(recorder.exchange(request, true).await?)
    }

    /// What has been exchanged so far.
    pub(super) fn exchanges(&self) -> Vec<Exchange> {
        lock(&self.exchanges).clone()
    }

    /// What was exchanged, and from now on nothing.
    pub(super) fn into_exchanges(self) -> Vec<Exchange> {
        std::mem::take(&mut *lock(&self.exchanges))
    }

    pub(super) fn advance_s(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    /// What a customer or the world does, by the simulator's control API; not held to anything.
    pub(super) async fn act(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        let request = http::Request::post(format!("/simulator/{path}")).body(body)?;
        let Ok(answer) = self.router.clone().oneshot(request).await;
        let status = answer.status();
        let bytes = answer.into_body().collect().await.context("no answer")?.to_bytes();
        ensure!(status.is_success(), "{path} was answered with {status}");
        Ok(serde_json::from_slice(&bytes)?)
    }

    /// Writes a webhook down as an exchange, to be held to its contract.
    pub(super) fn record(&self, webhook: WebhookRequest) {
        let WebhookRequest { url, headers, body } = webhook;
        let timeout = Duration::ZERO;
        let request = Request { method: Method::Post, url, headers, body, timeout };
        let response = Response { status: 200, headers: Vec::new(), body: Vec::new() };
        lock(&self.exchanges).push(Exchange { request, response, is_wrong_on_purpose: false });
    }

    /// Delivers the webhooks that are due, and gives all that have come since the last time.
    pub(super) async fn webhooks(&self) -> anyhow::Result<Vec<WebhookRequest>> {
        for _ in 0..STEPS_MAX {
            if matches!(self.simulator.step(&self.received).await, Stepped::Idle { .. }) {
                return Ok(std::mem::take(&mut *lock(&self.received.requests)));
            }
        }
        anyhow::bail!("webhooks without an end")
    }
}

/// Receives webhooks and says that they are delivered.
#[derive(Default)]
struct Received {
    requests: Mutex<Vec<WebhookRequest>>,
}

#[async_trait]
impl WebhookSender for Received {
    async fn send(&self, request: WebhookRequest) -> WebhookAnswer {
        lock(&self.requests).push(request);
        WebhookAnswer::Status(200)
    }
}

/// The demo world, and beside it a sales unit that gives its keys in the form, a partner and an
/// accountant. Every sales unit may ask for payments that live long and for all that a customer can
/// share; Aino has it all, and Kari an old app beside her own.
fn settings() -> Settings {
    let mut settings =
        Settings { seed: Some(7), public_url: Some(BASE_URL.to_owned()), ..Settings::default() };
    for merchant in &mut settings.merchants {
        let mut by_form = merchant.sales_units[0].clone();
        by_form.msn = String::from(FORM_MSN);
        by_form.login_authentication = LoginAuthentication::ClientSecretPost;
        merchant.sales_units.push(by_form);
        for unit in &mut merchant.sales_units {
            unit.long_living_payment_allowed = true;
            unit.login_scopes.extend(["gender", "nin", "agreement"].map(String::from));
        }
    }
    for customer in &mut settings.customers {
        if customer.msisdn == AINO {
            customer.gender = Some("female".to_owned());
            customer.national_identity_number = Some("090889-900A".to_owned());
        }
    }
    let mut old = settings.customers[1].clone();
    OLD_APP.clone_into(&mut old.msisdn);
    old.has_old_app = true;
    settings.customers.push(old);
    let partner = |client_id: &str, subscription_keys: &[&str], kind| Partner {
        client_id: client_id.to_owned(),
        client_secret: "partner-secret".to_owned(),
        subscription_keys: subscription_keys.iter().map(|&key| key.to_owned()).collect(),
        msns: vec![DANISH_MSN.to_owned()],
        kind,
    };
    settings.partners = vec![
        partner(PARTNER, &["simulator-key"], PartnerKind::Platform),
        partner(ACCOUNTANT, &[], PartnerKind::Accounting),
    ];
    settings
}

fn config(client_id: &str, secret: &str, msn: &str) -> anyhow::Result<Config> {
    Ok(Config {
        base_url: BASE_URL.parse()?,
        client_id: client_id.to_owned(),
        client_secret: SecretString::from(secret),
        subscription_key: SecretString::from("simulator-key"),
        merchant_serial_number: MerchantSerialNumber::parse(msn)?,
        system: SystemInfo::new("clubtill", "0.1.0", "conform", "0.1.0")?,
    })
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
