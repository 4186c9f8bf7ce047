//! A personal QR that can't be exchanged just now: the customer has no number and joins no club, and
//! is asked to pay by the QR itself.

use crate::rules;
use axum::http::Method;
use serde_json::{Value, json};
use testkit::TestApp;

const JACKET: &str = "9521234500018";
const KARI_QR: &str = "https://qr.vipps.no/p/kYq3VtR8mZ2nHs5wLd7cXb";

/// The customer of the newest request to pay.
async fn asked(app: &TestApp) -> Value {
    let log = app.control(Method::GET, "requests", Value::Null).await;
    let calls = log["requests"].as_array().unwrap().clone();
    let create = calls.iter().find(|call| call["path"] == "/epayment/v1/payments").unwrap();
    let body: Value = serde_json::from_str(create["body"].as_str().unwrap()).unwrap();
    body["customer"].clone()
}

async fn no_exchange(app: &TestApp, effect: Value) {
    app.faults(json!([{ "on": "exchangeQr", "effect": effect }])).await;
}

#[tokio::test]
async fn the_payment_carries_what_was_scanned() {
    for effect in [
        json!({ "status": { "status": 503 } }),
        json!({ "status": { "status": 429 } }),
        json!("drop_request"),
        json!("drop_answer"),
    ] {
        let app = TestApp::new().await;
        no_exchange(&app, effect.clone()).await;
        let sale = app.sale("1", &[KARI_QR, JACKET]).await;
        let shown = app.get(&sale).await.ok();
        assert_eq!(shown["customer"]["identified_by"], "unread_personal_qr", "{effect}");
        assert_eq!(shown["customer"]["number_ends"], Value::Null);
        let join = app.post(&format!("{sale}/membership-request"), json!({})).await;
        join.refused(409, "number_unknown");
        app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
        app.settle().await;
        app.customer("approve").await;
        app.settle().await;
        assert_eq!(app.get(&sale).await.ok()["state"], "completed", "{effect}");
        assert_eq!(asked(&app).await, json!({ "personalQr": KARI_QR }));
        let database = app.database();
        let found = database.windows(KARI_QR.len()).any(|bytes| bytes == KARI_QR.as_bytes());
        assert!(!found, "it is sealed");
    }
}

#[tokio::test]
async fn scanned_again_the_customer_is_known() {
    let app = TestApp::new().await;
    no_exchange(&app, json!({ "status": { "status": 503 } })).await;
    let sale = app.sale("1", &[KARI_QR, JACKET]).await;
    app.scan(&sale, KARI_QR).await.ok();
    app.faults(rules::none()).await;
    let known = app.scan(&sale, KARI_QR).await.ok();
    assert_eq!(known["customer"]["identified_by"], "personal_qr");
    assert!(known["customer"]["number_ends"].is_string());
    app.scan(&sale, "https://qr.vipps.no/p/nobody-knows-this")
        .await
        .refused(422, "personal_qr_refused");
    app.post(&format!("{sale}/membership-request"), json!({})).await.ok();
}

#[tokio::test]
async fn where_payments_can_not_be_asked_for_either_the_scan_says_so() {
    let app = TestApp::new().await;
    app.faults(rules::silence()).await;
    let sale = app.sale("1", &[JACKET]).await;
    for _ in 0..3 {
        app.scan(&sale, KARI_QR).await;
    }
    app.scan(&sale, KARI_QR).await.refused(502, "vipps_unreachable");
}
