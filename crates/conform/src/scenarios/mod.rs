//! The client driven through everything that it can do, refusals too, against the simulator. A
//! scenario fails when the client doesn't come to the end that was wanted.

mod epayment;
mod login;
mod payments;
mod qr;
mod webhooks;

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, ensure};
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt as _;
use serde_json::Value;
use tower::ServiceExt as _;
use vipps_mobilepay::{
    Client, Config, Error, MerchantSerialNumber, Msisdn, SecretString, SystemInfo, Unknown, Url,
};
use vipps_simulator::{Settings, Simulator};

use crate::transport::{Exchange, Recorder};

const OLA: &str = "4712345678";
const KARI: &str = "4798765432";
const MSN: &str = "123456";
const DANISH_MSN: &str = "234567";
const SECRET: &str = "simulator-secret";
/// 2026-11-23T12:00:00Z
const START_MS: i64 = 1_795_435_200_000;

/// What came of driving.
pub(crate) struct Driven {
    pub(crate) exchanges: Vec<Exchange>,
    /// Scenarios that didn't end as they should.
    pub(crate) failures: Vec<String>,
}

/// Drives every scenario.
pub(crate) async fn drive() -> anyhow::Result<Driven> {
    let world = World::new()?;
    let ended = [
        ("access token", not_let_in(&world).await),
        ("webhooks", webhooks::all(&world).await),
        ("exchange", qr::exchange(&world).await),
        ("one-time QR", qr::one_time(&world).await),
        ("redirect QRs", qr::redirects(&world).await),
        ("callback QRs", qr::callbacks(&world).await),
        ("payment", epayment::a_sale(&world).await),
        ("payment not paid", epayment::not_paid(&world).await),
        ("payment refused", epayment::refused(&world).await),
        ("payment with all fields", epayment::all_fields(&world).await),
        ("login", login::in_app(&world).await),
        ("login in the browser", login::in_browser(&world).await),
        ("login refused", login::refused(&world).await),
    ];
    let failed = |(name, end): (&str, anyhow::Result<()>)| {
        end.err().map(|error| format!("scenario {name}: {error:#}"))
    };
    let failures = ended.into_iter().filter_map(failed).collect();
    let exchanges = std::mem::take(&mut *lock(&world.exchanges));
    Ok(Driven { exchanges, failures })
}

/// Keys that are wrong.
async fn not_let_in(world: &World) -> anyhow::Result<()> {
    let client = world.client_with("not-the-secret", MSN)?;
    let refused = client.webhooks().list().await;
    ensure!(matches!(refused, Err(Error::Unauthorised { .. })), "wrong keys were let in");
    Ok(())
}

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

struct World {
    client: Client,
    clock: Arc<Clock>,
    router: Router,
    exchanges: Arc<Mutex<Vec<Exchange>>>,
}

impl World {
    fn new() -> anyhow::Result<Self> {
        let clock = Arc::new(Clock(AtomicI64::new(START_MS)));
        let settings = Settings {
            seed: Some(7),
            public_url: Some(BASE_URL.to_owned()),
            ..long_living(Settings::default())
        };
        let router = Simulator::new(settings, clock.clone()).router();
        let exchanges = Arc::default();
        let client = client(&clock, &router, &exchanges, SECRET, MSN)?;
        Ok(Self { client, clock, router, exchanges })
    }

    fn client_with(&self, secret: &str, msn: &str) -> anyhow::Result<Client> {
        client(&self.clock, &self.router, &self.exchanges, secret, msn)
    }

    fn advance_s(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    /// What a customer or the world does, by the simulator's control API; not held to anything.
    async fn act(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        let request = Request::post(format!("/simulator/{path}")).body(body)?;
        let Ok(answer) = self.router.clone().oneshot(request).await;
        let status = answer.status();
        let bytes = answer.into_body().collect().await.context("no answer")?.to_bytes();
        ensure!(status.is_success(), "{path} was answered with {status}");
        Ok(serde_json::from_slice(&bytes)?)
    }
}

const BASE_URL: &str = "http://127.0.0.1:8090";

/// Every sales unit may ask for payments that live long.
fn long_living(mut settings: Settings) -> Settings {
    for merchant in &mut settings.merchants {
        for unit in &mut merchant.sales_units {
            unit.long_living_payment_allowed = true;
        }
    }
    settings
}

fn client(
    clock: &Arc<Clock>,
    router: &Router,
    exchanges: &Arc<Mutex<Vec<Exchange>>>,
    secret: &str,
    msn: &str,
) -> anyhow::Result<Client> {
    let config = Config {
        base_url: BASE_URL.parse()?,
        client_id: "11111111-1111-4111-8111-111111111111".to_owned(),
        client_secret: SecretString::from(secret),
        subscription_key: SecretString::from("simulator-key"),
        merchant_serial_number: MerchantSerialNumber::parse(msn)?,
        system: SystemInfo::new("clubtill", "0.1.0", "conform", "0.1.0")?,
    };
    let recorder = Recorder::new(router.clone(), exchanges.clone());
    Ok(Client::new(config, Arc::new(recorder), clock.clone())?)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn number(text: &str) -> anyhow::Result<Msisdn> {
    Ok(Msisdn::parse(text)?)
}

fn url(text: &str) -> anyhow::Result<Url> {
    text.parse().with_context(|| format!("not an address: {text}"))
}

/// That the call was answered with this status and no success. What the client makes of it, a
/// refusal or an unsettled outcome, is told by the client's own tests.
fn refused<T>(outcome: Result<T, Error>, status: u16) -> anyhow::Result<()> {
    let answered = match &outcome {
        Err(Error::Refused(problem) | Error::Unknown(Unknown::Unsettled(problem))) => {
            problem.status
        }
        Err(Error::Unknown(Unknown::Unreadable { status }) | Error::Unauthorised { status }) => {
            *status
        }
        _ => 0,
    };
    match outcome {
        Err(_) if answered == status => Ok(()),
        Err(error) => Err(error).with_context(|| format!("a refusal by {status} was wanted")),
        Ok(_) => anyhow::bail!("a refusal by {status} was wanted, and it went well"),
    }
}
