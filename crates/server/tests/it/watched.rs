//! What whoever watches over the service sees: figures, and nothing of anybody.

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use serde_json::json;
use std::net::SocketAddr;
use testkit::TestApp;

/// A figure of the metrics, by its name and labels; one that was never counted is 0.
pub(crate) async fn counted(app: &TestApp, name: &str) -> u64 {
    let text = app.text("/metrics").await;
    let figure = text.lines().find_map(|line| line.strip_prefix(name));
    figure.map_or(0, |figure| figure.trim().parse().unwrap())
}

#[tokio::test]
async fn the_figures_tell_what_happened() {
    let app = TestApp::new().await;
    let sale = app.sale("1", &["98765432", "9521234500018"]).await;
    for answer in ["decline", "approve"] {
        app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
        app.settle().await;
        app.customer(answer).await;
        app.settle().await;
    }
    let text = app.text("/metrics").await;
    for line in [
        "clubtill_sales_completed_total 1",
        "clubtill_payments_ended_total{end=\"captured\"} 1",
        "clubtill_payments_ended_total{end=\"declined\"} 1",
        "clubtill_vipps_calls_total{operation=\"capture\",outcome=\"done\"} 1",
        "clubtill_vipps_calls_total{operation=\"create\",outcome=\"done\"} 2",
        "clubtill_payment_incidents_total 0",
        "clubtill_webhooks_total{outcome=\"stored\"} 5",
        "clubtill_due_lag_milliseconds 0",
        "clubtill_unresolved{merchant=\"fjelltopp\"} 0",
        "clubtill_capture_guarantees_ending{merchant=\"fjelltopp\"} 0",
        "clubtill_vipps_unavailable{msn=\"123456\"} 0",
    ] {
        assert!(text.lines().any(|told| told == line), "no {line:?} in:\n{text}");
    }
    assert!(!text.contains("98765432"));
}

#[tokio::test]
async fn from_afar_the_figures_want_a_key() {
    let app = TestApp::new().await;
    let afar: SocketAddr = "192.168.1.7:5000".parse().unwrap();
    let request = Request::get("/metrics").extension(ConnectInfo(afar));
    let reply = app.raw(request.body(Body::empty()).unwrap()).await;
    reply.refused(401, "key_unknown");
    // Here too, when it is another name that was asked for.
    let request = Request::get("/metrics")
        .header("host", "shop.example.com")
        .header("authorization", "Bearer cashier-key");
    assert_eq!(app.raw(request.body(Body::empty()).unwrap()).await.status, 200);
}

#[tokio::test]
async fn money_that_is_sure_to_be_there_for_another_day_only_is_counted() {
    const ENDING: &str = "clubtill_capture_guarantees_ending{merchant=\"fjelltopp\"}";
    const HOUR_MS: i64 = 3_600_000;
    let app = TestApp::new().await;
    let status = json!({ "status": { "status": 503 } });
    app.faults(json!([{ "on": "capturePayment", "effect": status }])).await;
    let sale = app.requested().await;
    app.customer("approve").await;
    app.advance_s(200).await;
    let listed = app.get("/v1/unresolved").await.ok();
    assert_eq!(listed["items"][0]["what"], "capture_late");
    let until = &listed["items"][0]["payment"]["capture_guaranteed_until_unix_ms"];
    let left_ms = until.as_i64().unwrap() - app.clock.now_unix_ms();
    app.clock.advance_ms(left_ms - 25 * HOUR_MS);
    assert_eq!(counted(&app, ENDING).await, 0);
    app.clock.advance_ms(2 * HOUR_MS);
    assert_eq!(counted(&app, ENDING).await, 1);
    app.clock.advance_ms(48 * HOUR_MS);
    assert_eq!(counted(&app, ENDING).await, 1, "and after it has ended");
    app.faults(json!([])).await;
    app.advance_s(120).await;
    assert_eq!(app.get(&sale).await.ok()["state"], "completed");
    assert_eq!(counted(&app, ENDING).await, 0);
}
