//! The simulator alone, started from the executable.

use axum::http::StatusCode;
use serde_json::{Value, json};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use testkit::{Running, free_port, until};

#[tokio::test]
async fn it_serves_over_tls_and_tells_each_call_in_a_line() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("simulator.toml");
    let fault = "[[faults]]\non = 'getKeySet'\neffect = { status = { status = 503 } }\n";
    std::fs::write(&config, fault).unwrap();
    let pem = concat!(env!("CARGO_MANIFEST_DIR"), "/../vipps-simulator/tests/it/localhost");
    let (certificate, key) = (format!("{pem}.pem"), format!("{pem}.key.pem"));
    let port = free_port();
    let listen = format!("127.0.0.1:{port}");
    let arguments = [
        "simulate",
        "--listen",
        &listen,
        "--config",
        config.to_str().unwrap(),
        "--tls-cert",
        &certificate,
        "--tls-key",
        &key,
        "--seed",
        "7",
    ];
    let log = folder.path().join("log");
    let mut running = Running::start(env!("CARGO_BIN_EXE_clubtill"), &arguments, log);
    let call = |path: &str| {
        let url = format!("https://localhost:{port}/{path}");
        Command::new("curl")
            .args(["--silent", "--noproxy", "*", "--cacert", &certificate, &url])
            .output()
    };
    let document = until("the simulator answers", || async {
        let out = call("access-management-1.0/access/.well-known/openid-configuration").unwrap();
        out.status.success().then(|| String::from_utf8(out.stdout).unwrap())
    })
    .await;
    assert!(document.contains(&format!("https://localhost:{port}/")), "{document}");
    call("access-management-1.0/access/.well-known/jwks.json").unwrap();
    assert!(running.stop(), "it ends well: {}", running.log());
    let log = running.log();
    let line = log.lines().find(|line| line.contains("jwks.json")).expect("a line for the call");
    let words: Vec<&str> = line.split_whitespace().skip(1).collect();
    let path = "/access-management-1.0/access/.well-known/jwks.json";
    assert_eq!(words, ["503", "GET", path, "fault:", "status"], "{line}");
}

/// A call as a merchant makes it, or one of the control API.
async fn call(
    origin: &str,
    bearer: &str,
    method: reqwest::Method,
    path: &str,
    body: Value,
) -> Value {
    let call = reqwest::Client::new()
        .request(method, format!("{origin}{path}"))
        .bearer_auth(bearer)
        .header("ocp-apim-subscription-key", "simulator-key")
        .header("merchant-serial-number", "123456")
        .header("idempotency-key", path)
        .json(&body);
    let answer = call.send().await.unwrap().error_for_status().unwrap();
    answer.json().await.unwrap()
}

async fn token(origin: &str) -> Option<String> {
    let call = reqwest::Client::new()
        .post(format!("{origin}/accesstoken/get"))
        .header("client_id", "11111111-1111-4111-8111-111111111111")
        .header("client_secret", "simulator-secret")
        .header("ocp-apim-subscription-key", "simulator-key");
    let answer: Value = call.send().await.ok()?.json().await.ok()?;
    Some(answer["access_token"].as_str()?.to_owned())
}

#[tokio::test]
async fn the_state_outlives_the_process_and_kill_9() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state.json");
    let listen = format!("127.0.0.1:{}", free_port());
    let origin = format!("http://{listen}");
    let arguments = ["simulate", "--listen", &listen, "--state", state.to_str().unwrap()];
    let start =
        || Running::start(env!("CARGO_BIN_EXE_clubtill"), &arguments, folder.path().join("log"));
    let (get, post) = (reqwest::Method::GET, reqwest::Method::POST);
    let read = || async {
        let path = "/epayment/v1/payments/kept-0001";
        call(&origin, &token(&origin).await.unwrap(), get.clone(), path, Value::Null).await
    };

    let mut running = start();
    let bearer = until("the simulator answers", || token(&origin)).await;
    let body =
        json!({ "url": "https://example.com/hook", "events": ["epayments.payment.captured.v1"] });
    call(&origin, &bearer, post.clone(), "/webhooks/v1/webhooks", body).await;
    let body = json!({
        "amount": { "currency": "NOK", "value": 10_000 },
        "paymentMethod": { "type": "WALLET" },
        "customer": { "phoneNumber": "4712345678" },
        "reference": "kept-0001",
        "userFlow": "PUSH_MESSAGE",
    });
    call(&origin, &bearer, post.clone(), "/epayment/v1/payments", body).await;
    let path = "/simulator/payments/kept-0001/approve";
    call(&origin, &bearer, post.clone(), path, Value::Null).await;
    until("the approval is written", || async {
        std::fs::read_to_string(&state).unwrap().contains("AUTHORIZED").then_some(())
    })
    .await;
    running.kill();

    let mut running = start();
    until("the simulator answers again", || token(&origin)).await;
    assert_eq!(read().await["state"], "AUTHORIZED");
    let path = "/webhooks/v1/webhooks";
    let listed = call(&origin, &bearer, get.clone(), path, Value::Null).await;
    assert_eq!(listed["webhooks"][0]["url"], "https://example.com/hook", "the old token is good");
    let path = "/epayment/v1/payments/kept-0001/cancel";
    call(&origin, &bearer, post, path, json!({})).await;
    assert!(running.stop(), "it ends well: {}", running.log());

    let _running = start();
    until("the simulator answers once more", || token(&origin)).await;
    let cancelled = read().await["aggregate"]["cancelledAmount"]["value"].clone();
    assert_eq!(cancelled, 10_000, "what was done just before the end is there");
}

/// A receiver that refuses its first webhook; its address.
async fn refusing_once() -> String {
    let is_first = Arc::new(AtomicBool::new(true));
    let answer = move || async move {
        let is_first = is_first.swap(false, Ordering::SeqCst);
        if is_first { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = axum::Router::new().route("/hook", axum::routing::post(answer));
    tokio::spawn(async { axum::serve(listener, router).await });
    format!("http://{address}/hook")
}

/// Without the time; the space before a currency is one that doesn't break.
fn untimed(line: &str) -> String {
    line.get(8..).unwrap_or_default().replace('\u{a0}', " ")
}

#[tokio::test]
async fn the_log_is_as_the_readme_shows_it() {
    let readme = include_str!("../../../vipps-simulator/README.md");
    let (_, told) = readme.split_once("\n## What it tells while it runs\n").unwrap();
    let sample = told.split("```").nth(1).unwrap();
    let sample: Vec<String> = sample.lines().skip(1).map(untimed).collect();
    let folder = tempfile::tempdir().unwrap();
    let listen = format!("127.0.0.1:{}", free_port());
    let origin = format!("http://{listen}");
    let script = r#"4712345678={"payments": [{"answer": "approve", "after_s": 3}]}"#;
    let arguments = ["simulate", "--listen", &listen, "--freeze", "--script", script];
    let log = folder.path().join("log");
    let mut running = Running::start(env!("CARGO_BIN_EXE_clubtill"), &arguments, log);
    let bearer = until("the simulator answers", || token(&origin)).await;
    let post = async |path: &str, body: Value| {
        call(&origin, &bearer, reqwest::Method::POST, path, body).await
    };
    let events = ["epayments.payment.authorized.v1"];
    let body = json!({ "url": refusing_once().await, "events": events });
    post("/webhooks/v1/webhooks", body).await;
    let body = json!({
        "amount": { "currency": "NOK", "value": 49_900 },
        "paymentMethod": { "type": "WALLET" },
        "customer": { "phoneNumber": "4712345678" },
        "reference": "told-0001",
        "userFlow": "PUSH_MESSAGE",
    });
    post("/epayment/v1/payments", body).await;
    for (seconds, awaited) in [(3, "tried again"), (2, "payment 1: sent")] {
        post("/simulator/clock/advance", json!({ "seconds": seconds })).await;
        until(awaited, || async { running.log().contains(awaited).then_some(()) }).await;
    }
    assert!(running.stop(), "it ends well: {}", running.log());
    let log = running.log();
    let of_payments = |line: &&str| line.contains("payment") && !line.contains("Phones:");
    let printed: Vec<String> = log.lines().filter(of_payments).map(untimed).collect();
    assert_eq!(printed, sample, "{log}");
}

#[tokio::test]
async fn options_change_the_world_and_the_log_tells_what_happens_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let listen = format!("127.0.0.1:{}", free_port());
    let origin = format!("http://{listen}");
    let arguments = [
        "simulate",
        "--listen",
        &listen,
        "--freeze",
        "--advance",
        "86400",
        "--reading",
        "minimum_in_norway=400",
        "--reading",
        "fast_poll=pending",
        "--fault",
        r#"{"on": "getKeySet", "effect": "drop_answer"}"#,
        "--script",
        r#"4712345678={"payments": [{"answer": "approve"}]}"#,
    ];
    let log = folder.path().join("log");
    let mut running = Running::start(env!("CARGO_BIN_EXE_clubtill"), &arguments, log);
    let bearer = until("the simulator answers", || token(&origin)).await;
    let (get, post) = (reqwest::Method::GET, reqwest::Method::POST);
    let told = async |what: &str| {
        call(&origin, &bearer, get.clone(), &format!("/simulator/{what}"), Value::Null).await
    };
    let clock = told("clock").await;
    assert_eq!(clock["is_frozen"], true);
    // Standing still, it falls back behind the machine's, which needs no day for this.
    let offset_ms = clock["offset_ms"].as_i64().unwrap();
    assert!((43_200_000..=86_400_000).contains(&offset_ms), "{offset_ms}");
    let readings = told("readings").await;
    assert_eq!(readings["minimum_in_norway"], 400);
    assert_eq!(readings["fast_poll"], "pending");
    assert_eq!(told("faults").await["rules"][0]["on"], "getKeySet");
    let body = json!({
        "amount": { "currency": "NOK", "value": 10_000 },
        "paymentMethod": { "type": "WALLET" },
        "customer": { "phoneNumber": "4712345678" },
        "reference": "told-0001",
        "userFlow": "PUSH_MESSAGE",
    });
    call(&origin, &bearer, post, "/epayment/v1/payments", body).await;
    let path = "/epayment/v1/payments/told-0001";
    let payment = call(&origin, &bearer, get.clone(), path, Value::Null).await;
    assert_eq!(payment["state"], "AUTHORIZED", "by the script");
    assert!(running.stop(), "it ends well: {}", running.log());
    let log = running.log();
    for step in ["payment 1: created, 100,00\u{a0}kr", "payment 1: approved, 100,00\u{a0}kr"] {
        assert!(log.lines().any(|line| line.ends_with(step)), "{step}: {log}");
    }
    assert!(!log.contains("told-0001"), "{log}");
}
