//! Paths of a payment on which an answer is lost, late or no: each ends where it must, once.

use crate::rules;
use serde_json::{Value, json};
use testkit::TestApp;

/// The first so many calls of an operation meet an effect.
async fn meets(app: &TestApp, on: &str, effect: Value, times: u32) {
    app.faults(json!([{ "on": on, "effect": effect, "times": times }])).await;
}

async fn payment_state(app: &TestApp, sale: &str) -> Value {
    app.get(sale).await.ok()["payment"]["state"].clone()
}

fn moved(payment: &Value, what: &str) -> i64 {
    payment["aggregate"][what]["value"].as_i64().unwrap()
}

#[tokio::test]
async fn a_lost_answer_to_the_cancel() {
    for effect in ["drop_answer", "drop_request"] {
        let app = TestApp::new().await;
        let sale = app.requested().await;
        meets(&app, "cancelPayment", json!(effect), 1).await;
        app.post(&format!("{sale}/payment-request/cancel"), json!({})).await.ok();
        app.settle().await;
        // The till goes on meanwhile.
        let paid = app.post(&format!("{sale}/tenders"), json!({ "kind": "card" })).await.ok();
        assert_eq!(paid["state"], "completed");
        app.advance_s(70).await;
        assert_eq!(payment_state(&app, &sale).await, "terminated", "{effect}");
        assert_eq!(app.payments().await[0]["state"], "TERMINATED");
    }
}

#[tokio::test]
async fn a_lost_answer_to_the_release() {
    for effect in ["drop_answer", "drop_request"] {
        let app = TestApp::new().await;
        app.faults(rules::no_webhooks()).await;
        let sale = app.requested().await;
        app.customer("approve").await;
        app.post(&format!("{sale}/payment-request/cancel"), json!({})).await.ok();
        app.settle().await;
        meets(&app, "cancelPayment", json!(effect), 1).await;
        let claim = json!({ "claim": "release" });
        app.post(&format!("{sale}/payment-request/claim"), claim).await.ok();
        app.advance_s(70).await;
        assert_eq!(payment_state(&app, &sale).await, "released", "{effect}");
        let payment = &app.payments().await[0];
        assert_eq!(moved(payment, "cancelledAmount"), 319_900);
        assert_eq!(moved(payment, "capturedAmount"), 0);
    }
}

#[tokio::test]
async fn a_capture_that_works_only_later() {
    let app = TestApp::new().await;
    let sale = app.requested().await;
    meets(&app, "capturePayment", json!({ "status": { "status": 503 } }), 2).await;
    app.customer("approve").await;
    app.settle().await;
    assert_eq!(payment_state(&app, &sale).await, "authorized", "goods stay until it is captured");
    app.post(&format!("{sale}/payment-request/cancel"), json!({}))
        .await
        .refused(409, "payment_approved");
    app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" }))
        .await
        .refused(409, "payment_open");
    app.advance_s(70).await;
    assert_eq!(app.get(&sale).await.ok()["state"], "completed");
    assert_eq!(moved(&app.payments().await[0], "capturedAmount"), 319_900);
}

#[tokio::test]
async fn too_many_calls_wait_as_long_as_they_are_told() {
    for on in ["createPayment", "capturePayment"] {
        let app = TestApp::new().await;
        let too_many = json!({ "status": { "status": 429, "retry_after_s": 20 } });
        meets(&app, on, too_many, 1).await;
        let sale = app.requested().await;
        if on == "capturePayment" {
            app.customer("approve").await;
            app.settle().await;
        }
        let before = payment_state(&app, &sale).await;
        app.advance_s(18).await;
        assert_eq!(payment_state(&app, &sale).await, before, "{on}: not before it may");
        app.advance_s(5).await;
        if on == "createPayment" {
            assert_eq!(payment_state(&app, &sale).await, "created");
            app.customer("approve").await;
            app.settle().await;
        }
        assert_eq!(app.get(&sale).await.ok()["state"], "completed", "{on}");
        assert_eq!(app.payments().await.len(), 1);
    }
}
