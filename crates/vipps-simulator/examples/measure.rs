//! How fast the simulator creates payments, against a bare handler that parses and answers the
//! same JSON in the same run; how long it takes to start; and what it holds in memory.
//!
//! ```sh
//! cargo run --release -p vipps-simulator --example measure            # speed, start, idle memory
//! cargo run --release -p vipps-simulator --example measure -- 1000000 # memory over that many payments
//! cargo run --release -p vipps-simulator --example measure -- target/release/clubtill # that one's start, idle memory
//! ```
//!
//! Ends with 1 when a figure fails.

#![allow(clippy::print_stdout, reason = "its output is what it is for")]
#![allow(clippy::unwrap_used, reason = "a measurement that can't be taken ends")]
#![allow(clippy::disallowed_methods, reason = "it measures the machine's own time")]

use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use futures_util::{StreamExt as _, stream};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tower::ServiceExt as _;
use vipps_simulator::{CustomerAnswer, Reaction, Settings, Simulator, SystemClock, serve};

const CALLS: usize = 20_000;
const CONCURRENT: usize = 32;
const ROUNDS: usize = 3;
const STARTS: usize = 5;
const PATH: &str = "/epayment/v1/payments";

#[derive(Deserialize)]
struct Created {
    reference: String,
}

#[tokio::main]
async fn main() -> ExitCode {
    let began = Instant::now();
    let asked = std::env::args().nth(1);
    let payments: Option<usize> = asked.as_ref().and_then(|text| text.parse().ok());
    if let (Some(program), None) = (&asked, payments) {
        return if executable(program).await { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    let mut settings = Settings::default();
    if payments.is_some() {
        // Approves at once, so that payments can be captured.
        let approve = Reaction { answer: CustomerAnswer::Approve, after_s: 0, consents: None };
        settings.customers[0].script.payments.push(approve);
    }
    let simulator = Simulator::new(settings, Arc::new(SystemClock));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let simulated = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(serve(listener, simulator.clone(), std::future::pending()));
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    client.get(format!("{simulated}/simulator/clock")).send().await.unwrap();
    let start_ms = began.elapsed().as_millis();
    let is_light = is_light(start_ms, resident_mb("self"));
    let holds = match payments {
        Some(payments) => memory(&simulator, payments).await,
        None => speed(&client, &simulated).await,
    };
    if is_light && holds { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn is_light(start_ms: u128, idle_mb: u64) -> bool {
    let starts_fast = report("start_to_first_answer_ms", start_ms, start_ms <= 50, "50 at most");
    let is_small = report("idle_mb", idle_mb, (1..=20).contains(&idle_mb), "20 at most");
    starts_fast && is_small
}

/// `clubtill simulate` from its start to its first answer, the fastest of some, since what else the
/// machine does can only slow it; and the most memory that one held then.
async fn executable(program: &str) -> bool {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let (mut start_ms, mut idle_mb) = (u128::MAX, 0);
    for _ in 0..STARTS {
        let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        let began = Instant::now();
        let mut command = Command::new(program);
        command.args(["simulate", "--listen", &free.to_string()]);
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let mut child = child.unwrap();
        while client.get(format!("http://{free}/simulator/clock")).send().await.is_err() {
            assert_eq!(child.try_wait().unwrap(), None, "it ended");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        start_ms = start_ms.min(began.elapsed().as_millis());
        idle_mb = idle_mb.max(resident_mb(&child.id().to_string()));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    is_light(start_ms, idle_mb)
}

async fn speed(client: &reqwest::Client, simulated: &str) -> bool {
    let bare = Router::new().route(PATH, post(bare));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let floor = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, bare).await });
    let bearer = bearer(client, simulated).await;
    let mut best = [0.0_f64; 2];
    for round in 0..ROUNDS {
        for (at, origin) in [&floor[..], simulated].into_iter().enumerate() {
            let rate = rate(client, origin, &bearer, round).await;
            best[at] = best[at].max(rate);
        }
    }
    let ratio = best[1] / best[0];
    println!("bare handler: {:.0} calls/s", best[0]);
    println!("simulator:    {:.0} payments/s", best[1]);
    report("create_payment_ratio", format!("{ratio:.2}"), ratio >= 0.5, "0.5 at least")
}

/// Parses the whole body and answers as the simulator does, and nothing else.
async fn bare(Json(body): Json<Value>) -> (StatusCode, Json<Value>) {
    (StatusCode::CREATED, Json(json!({ "reference": body["reference"] })))
}

async fn bearer(client: &reqwest::Client, origin: &str) -> String {
    let merchant = Settings::default().merchants.remove(0);
    let call = client
        .post(format!("{origin}/accesstoken/get"))
        .header("client_id", merchant.client_id)
        .header("client_secret", merchant.client_secret)
        .header("ocp-apim-subscription-key", &merchant.subscription_keys[0]);
    let answer: Value = call.send().await.unwrap().json().await.unwrap();
    format!("Bearer {}", answer["access_token"].as_str().unwrap())
}

async fn rate(client: &reqwest::Client, origin: &str, bearer: &str, round: usize) -> f64 {
    let began = Instant::now();
    let calls = (0..CALLS).map(|number| async move {
        let reference = format!("measure-{round}-{number:08}");
        let call = client
            .post(format!("{origin}{PATH}"))
            .header("authorization", bearer)
            .header("ocp-apim-subscription-key", "simulator-key")
            .header("merchant-serial-number", "123456")
            .header("idempotency-key", &reference)
            .json(&body(&reference));
        let answer = call.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::CREATED);
        let created: Created = answer.json().await.unwrap();
        assert_eq!(created.reference, reference);
    });
    stream::iter(calls).buffer_unordered(CONCURRENT).collect::<Vec<()>>().await;
    let calls = f64::from(u32::try_from(CALLS).unwrap());
    calls / began.elapsed().as_secs_f64()
}

fn body(reference: &str) -> Value {
    json!({
        "amount": { "currency": "NOK", "value": 10_000 },
        "paymentMethod": { "type": "WALLET" },
        "customer": { "phoneNumber": "4712345678" },
        "reference": reference,
        "userFlow": "PUSH_MESSAGE",
    })
}

/// Pays in process, with a webhook that nobody answers, and says what is resident on the way. Flat
/// is what doesn't grow in the second half, when all that is kept is full.
async fn memory(simulator: &Simulator, payments: usize) -> bool {
    let router = simulator.router();
    let keys = Request::post("/accesstoken/get")
        .header("client_id", "11111111-1111-4111-8111-111111111111")
        .header("client_secret", "simulator-secret")
        .header("ocp-apim-subscription-key", "simulator-key");
    let answer = router.clone().oneshot(keys.body(Body::empty()).unwrap()).await.unwrap();
    let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    let answer: Value = serde_json::from_slice(&bytes).unwrap();
    let bearer = format!("Bearer {}", answer["access_token"].as_str().unwrap());
    let call = async |path: &str, key: &str, body: Value| {
        let call = Request::post(path)
            .header("authorization", &bearer)
            .header("ocp-apim-subscription-key", "simulator-key")
            .header("merchant-serial-number", "123456")
            .header("idempotency-key", key)
            .body(Body::from(body.to_string()));
        let answer = router.clone().oneshot(call.unwrap()).await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
    };
    let events = ["epayments.payment.captured.v1"];
    let hook = json!({ "url": "http://127.0.0.1:1/", "events": events });
    call("/webhooks/v1/webhooks", "", hook).await;
    let mut half_mb = 0;
    for number in 1..=payments {
        let reference = format!("memory-{number:08}");
        call(PATH, &reference, body(&reference)).await;
        let amount = json!({ "modificationAmount": { "currency": "NOK", "value": 10_000 } });
        call(&format!("{PATH}/{reference}/capture"), &reference, amount).await;
        if number % (payments / 10).max(1) == 0 {
            println!("{number} payments: {} MB resident", resident_mb("self"));
        }
        if number == payments / 2 {
            half_mb = resident_mb("self");
        }
    }
    let growth_mb = resident_mb("self").saturating_sub(half_mb);
    report("growth_in_second_half_mb", growth_mb, growth_mb <= half_mb / 20, "5 % at most")
}

/// Tells a figure, and gives back whether it is good.
fn report(name: &str, value: impl std::fmt::Display, is_good: bool, goal: &str) -> bool {
    println!("{name} {value} ({goal}) {}", if is_good { "pass" } else { "fail" });
    is_good
}

/// Resident memory of a process (Linux), in MB; 0 where it can't be read.
fn resident_mb(process: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) / 1024
}
