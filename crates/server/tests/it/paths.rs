//! Paths of a payment on which an answer is lost, late or no: each ends where it must, once.

use crate::rules;
use serde_json::{Value, json};
use testkit::{Database, TestApp};
use vipps_simulator::{RepeatedCreate, Settings};

stories! {
    a_lost_answer_to_the_cancel,
    a_lost_answer_to_the_release,
    a_capture_that_works_only_later,
    too_many_calls_wait_as_long_as_they_are_told,
    every_call_waits_as_long_as_it_is_told,
}

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

async fn a_lost_answer_to_the_cancel(database: Database) {
    for effect in ["drop_answer", "drop_request"] {
        let app = TestApp::on(database).await;
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

async fn a_lost_answer_to_the_release(database: Database) {
    for effect in ["drop_answer", "drop_request"] {
        let app = TestApp::on(database).await;
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

async fn a_capture_that_works_only_later(database: Database) {
    let app = TestApp::on(database).await;
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
        .refused(409, "payment_approved");
    app.advance_s(70).await;
    assert_eq!(app.get(&sale).await.ok()["state"], "completed");
    assert_eq!(moved(&app.payments().await[0], "capturedAmount"), 319_900);
}

async fn too_many_calls_wait_as_long_as_they_are_told(database: Database) {
    for on in ["createPayment", "capturePayment"] {
        let app = TestApp::on(database).await;
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

/// The answer to the request is lost, the look comes too early, and the repeat is told that there is
/// one: it is ours, and it is paid.
#[tokio::test]
async fn a_request_that_is_told_to_exist_is_found_to_be_ours() {
    let lost = json!({ "on": "createPayment", "effect": "drop_answer", "times": 1 });
    let early =
        json!({ "on": "getPayment", "effect": { "problem": { "code": 5090 } }, "times": 1 });
    let taken =
        json!({ "on": "createPayment", "effect": { "problem": { "code": 4150 } }, "nth": 2 });
    let told = [vec![lost.clone(), early.clone()], vec![lost, taken, early]];
    for (repeated_create, faults) in
        [RepeatedCreate::Conflict, RepeatedCreate::Replay].into_iter().zip(told)
    {
        let mut settings = Settings::default();
        settings.readings.repeated_create = repeated_create;
        let app = TestApp::with(settings).await;
        app.faults(Value::Array(faults)).await;
        let sale = app.sale("1", &["98765432", "9521234500018"]).await;
        app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
        app.hold_mail(true);
        app.settle().await;
        app.advance_s(10).await;
        app.hold_mail(false);
        assert_eq!(payment_state(&app, &sale).await, "created");
        let log = app.control(axum::http::Method::GET, "requests", Value::Null).await;
        let sent = log["requests"].as_array().unwrap().iter();
        let creates =
            sent.filter(|one| one["method"] == "POST" && one["path"] == "/epayment/v1/payments");
        assert_eq!(creates.count(), 2, "{repeated_create:?}: it was sent again");
        app.customer("approve").await;
        app.advance_s(8).await;
        assert_eq!(app.get(&sale).await.ok()["state"], "completed");
        assert_eq!(app.payments().await.len(), 1);
    }
}

/// What is told to wait is not sent before its time, whichever call it is.
async fn every_call_waits_as_long_as_it_is_told(database: Database) {
    for (on, method, end) in [
        ("cancelPayment", "POST", "/cancel"),
        ("release", "POST", "/cancel"),
        ("refundPayment", "POST", "/refund"),
        ("getPayment", "GET", "-1"),
    ] {
        let app = TestApp::on(database).await;
        let sale = app.requested().await;
        if on == "refundPayment" {
            app.customer("approve").await;
            app.settle().await;
        } else if on != "cancelPayment" {
            app.faults(rules::no_webhooks()).await;
            app.customer("approve").await;
        }
        let cancel = format!("{sale}/payment-request/cancel");
        if on == "release" {
            app.post(&cancel, json!({})).await.ok();
            app.settle().await;
        }
        let too_many = json!({ "status": { "status": 429, "retry_after_s": 20 } });
        let operation = if on == "release" { "cancelPayment" } else { on };
        app.faults(json!([
            { "on": operation, "effect": too_many, "times": 1 },
            { "on": "webhook *", "effect": "lose" },
        ]))
        .await;
        let calls = async || {
            let log = app.control(axum::http::Method::GET, "requests", Value::Null).await;
            let is_it = |one: &&Value| {
                one["method"] == method && one["path"].as_str().unwrap().ends_with(end)
            };
            log["requests"].as_array().unwrap().iter().filter(is_it).count()
        };
        let before = calls().await;
        match on {
            "cancelPayment" => {
                app.post(&cancel, json!({})).await.ok();
            }
            "release" => {
                let claim = json!({ "claim": "release" });
                app.post(&format!("{sale}/payment-request/claim"), claim).await.ok();
            }
            "refundPayment" => {
                let lines = json!({ "till": "1", "lines": [{ "line": 1 }] });
                app.post(&format!("{sale}/returns"), lines).await.ok();
            }
            _ => app.advance_s(5).await,
        }
        app.settle().await;
        assert_eq!(calls().await, before + 1, "{on}");
        app.advance_s(18).await;
        assert_eq!(calls().await, before + 1, "{on}: not before it may");
        app.advance_s(60).await;
        let payment = &app.payments().await[0];
        let there = match on {
            "cancelPayment" => payment["state"] == "TERMINATED",
            "release" => moved(payment, "cancelledAmount") == 319_900,
            "refundPayment" => moved(payment, "refundedAmount") == 319_900,
            _ => moved(payment, "capturedAmount") == 319_900,
        };
        assert!(there, "{on}: {payment:#}");
    }
}
