//! A sales unit that may not push: the customer scans a QR on the display.

use serde_json::{Value, json};
use testkit::TestApp;

const JACKET: &str = "9521234500018";
const HOUR_MS: i64 = 3_600_000;

async fn without_push() -> TestApp {
    let mut settings = vipps_simulator::Settings::default();
    settings.merchants[0].sales_units[0].push_message_allowed = false;
    TestApp::with(settings).await
}

async fn creates(app: &TestApp) -> Vec<Value> {
    let log = app.control(axum::http::Method::GET, "requests", Value::Null).await;
    let calls = log["requests"].as_array().unwrap().clone();
    let is_create = |call: &Value| call["path"] == "/epayment/v1/payments";
    let bodies = calls.iter().filter(|call| is_create(call)).map(|call| &call["body"]);
    let mut bodies: Vec<Value> =
        bodies.map(|body| serde_json::from_str(body.as_str().unwrap()).unwrap()).collect();
    bodies.sort_by_key(|body| body["userFlow"].as_str().unwrap().to_owned());
    bodies
}

async fn asked(app: &TestApp) -> (String, Value) {
    let sale = app.sale("1", &["98765432", JACKET]).await;
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    let asked = app.get(&sale).await.ok();
    (sale, asked)
}

async fn pay(app: &TestApp, sale: &str) {
    app.customer("approve").await;
    app.settle().await;
    assert_eq!(app.get(sale).await.ok()["state"], "completed");
}

#[tokio::test]
async fn a_part_is_asked_anew_as_that_part() {
    let app = without_push().await;
    let sale = app.sale("1", &["98765432", JACKET]).await;
    app.post(&format!("{sale}/payment-request"), json!({ "amount": 100_000 })).await.ok();
    app.settle().await;
    let asked = app.get(&sale).await.ok();
    assert_eq!(asked["payment"]["flow"], "qr");
    assert_eq!(asked["payment"]["amount"]["value"], 100_000);
}

/// Where the phone shows no message, a QR is asked for, and the next sale is pushed again.
#[tokio::test]
async fn somebody_may_want_a_qr() {
    let app = TestApp::new().await;
    let sale = app.sale("1", &["98765432", JACKET]).await;
    let body = json!({ "by_qr": true });
    app.post(&format!("{sale}/payment-request"), body).await.ok();
    app.settle().await;
    assert_eq!(app.get(&sale).await.ok()["payment"]["flow"], "qr");
    let (kind, picture) = app.bytes(&format!("{sale}/payment-request/qr")).await;
    assert!(kind == "image/png" && picture.starts_with(b"\x89PNG"));
    pay(&app, &sale).await;
    let (_, next) = asked(&app).await;
    assert_eq!(next["payment"]["flow"], "push");
    let flows: Vec<_> = creates(&app).await.iter().map(|body| body["userFlow"].clone()).collect();
    assert_eq!(flows, ["PUSH_MESSAGE", "QR"]);
}

/// Bound: belief that a sales unit may not push
#[tokio::test]
async fn it_is_learnt_at_the_first_sale_and_kept_for_a_day() {
    let app = without_push().await;
    let (sale, first) = asked(&app).await;
    assert_eq!(first["payment"]["state"], "created", "asked anew by itself: {first:#}");
    assert_eq!(first["payment"]["flow"], "qr");
    let sent = creates(&app).await;
    let flows: Vec<_> = sent.iter().map(|body| body["userFlow"].as_str().unwrap()).collect();
    assert_eq!(flows, ["PUSH_MESSAGE", "QR"]);
    assert_ne!(sent[0]["reference"], sent[1]["reference"], "a new attempt, a new reference");
    pay(&app, &sale).await;

    // Kept over a restart, and no push is tried meanwhile.
    let app = app.restart().await;
    let (sale, next) = asked(&app).await;
    assert_eq!(next["payment"]["flow"], "qr");
    assert_eq!(creates(&app).await.len(), 3);
    pay(&app, &sale).await;

    app.clock.advance_ms(24 * HOUR_MS);
    let (sale, later) = asked(&app).await;
    assert_eq!(later["payment"]["flow"], "qr");
    assert_eq!(creates(&app).await.len(), 5, "a push is tried again after a day");
    pay(&app, &sale).await;
}

#[tokio::test]
async fn the_picture_is_ours_to_serve() {
    let app = without_push().await;
    let (sale, asked) = asked(&app).await;
    let qr = format!("{sale}/payment-request/qr");
    let (media_type, png) = app.bytes(&qr).await;
    assert_eq!(media_type, "image/png");
    assert!(png.starts_with(b"\x89PNG"));
    let payment = asked["payment"]["id"].as_str().unwrap();
    let display = app.text("/display/1").await;
    let address = format!("/display/1/qr/{payment}");
    assert!(display.contains(&address), "{display}");
    assert_eq!(app.bytes(&address).await.1, png);
    pay(&app, &sale).await;
    app.get(&qr).await.refused(409, "no_payment_open");
}

#[tokio::test]
async fn a_cashier_who_cancels_meanwhile_is_not_overruled() {
    let app = without_push().await;
    let sale = app.sale("1", &["98765432", JACKET]).await;
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.post(&format!("{sale}/payment-request/cancel"), json!({})).await.ok();
    app.advance_s(5).await;
    assert_eq!(app.payments().await, Vec::<Value>::new());
    assert_eq!(app.get(&sale).await.ok()["payment"]["state"], "dropped");
}

#[tokio::test]
async fn where_push_is_allowed_there_is_no_qr() {
    let app = TestApp::new().await;
    let (sale, asked) = asked(&app).await;
    assert_eq!(asked["payment"]["flow"], "push");
    app.get(&format!("{sale}/payment-request/qr")).await.refused(409, "no_payment_open");
}
