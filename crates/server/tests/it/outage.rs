//! Vipps MobilePay is down, or lets nobody in: the till says so at once, other tenders go on, calls
//! become few, and it heals by itself.

use crate::rules;
use axum::http::Method;
use serde_json::{Value, json};
use testkit::{Database, TestApp};

const JACKET: &str = "9521234500018";

stories! {
    down_the_till_says_so_at_once_and_other_tenders_go_on,
    down_it_is_asked_rarely_and_it_heals_by_itself,
    a_request_on_the_phone_when_it_goes_down_can_be_given_up,
    a_refused_token_is_told_as_what_it_is,
    where_logins_alone_fail_payments_go_on,
}

/// Every call fails in one way, without effect.
async fn down(app: &TestApp, effect: Value) {
    app.faults(json!([{ "on": "* *", "effect": effect }])).await;
}

async fn unreachable(app: &TestApp) {
    down(app, json!("drop_request")).await;
}

/// A sale in which three requests to pay came to nothing.
async fn found_out(app: &TestApp) -> String {
    let sale = app.sale("1", &["98765432", JACKET]).await;
    for _ in 0..3 {
        let asked = app.post(&format!("{sale}/payment-request"), json!({})).await;
        if asked.status == 503 {
            break;
        }
        app.settle().await;
        app.post(&format!("{sale}/payment-request/cancel"), json!({})).await.ok();
        app.advance_s(1).await;
    }
    sale
}

async fn calls(app: &TestApp) -> usize {
    let log = app.control(Method::GET, "requests", Value::Null).await;
    log["requests"].as_array().unwrap().len()
}

async fn outage(app: &TestApp) -> Value {
    let body = app.get("/v1/availability").await.ok();
    let unit = &body["sales_units"][0];
    assert_eq!(unit["available"], unit["outage"].is_null());
    unit["outage"].clone()
}

async fn down_the_till_says_so_at_once_and_other_tenders_go_on(database: Database) {
    let app = TestApp::on(database).await;
    unreachable(&app).await;
    let sale = found_out(&app).await;
    app.post(&format!("{sale}/payment-request"), json!({})).await.refused(503, "vipps_unavailable");
    app.post(&format!("{sale}/membership-request"), json!({}))
        .await
        .refused(503, "vipps_unavailable");
    app.scan(&sale, "https://qr.vipps.no/p/kYq3VtR8mZ2nHs5wLd7cXb")
        .await
        .refused(502, "vipps_unreachable");
    assert_eq!(outage(&app).await["why"], "silent");
    assert_eq!(app.get(&sale).await.ok()["payment_available"], false);
    let paid = app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
    assert_eq!(paid["state"], "completed");
    assert_eq!(app.get("/readyz").await.status, 200, "the service itself is well");
}

async fn down_it_is_asked_rarely_and_it_heals_by_itself(database: Database) {
    let app = TestApp::on(database).await;
    unreachable(&app).await;
    let sale = found_out(&app).await;
    app.advance_s(120).await;
    let before = calls(&app).await;
    app.advance_s(120).await;
    let in_two_minutes = calls(&app).await - before;
    assert!(in_two_minutes <= 10, "{in_two_minutes} calls while it is down");
    app.faults(rules::none()).await;
    app.advance_s(35).await;
    assert_eq!(outage(&app).await, Value::Null);
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    app.customer("approve").await;
    app.settle().await;
    let paid = app.get(&sale).await.ok();
    assert_eq!(paid["state"], "completed");
    app.advance_s(700).await;
    let captured: i64 = app.payments().await.iter().map(captured_minor).sum();
    assert_eq!(captured, 319_900, "paid once");
}

#[tokio::test]
async fn too_many_calls_while_it_is_down_are_no_storm() {
    let app = TestApp::new().await;
    unreachable(&app).await;
    let sale = found_out(&app).await;
    down(&app, json!({ "status": { "status": 429 } })).await;
    let before = calls(&app).await;
    app.advance_s(60).await;
    let in_a_minute = calls(&app).await - before;
    assert!((1..=10).contains(&in_a_minute), "{in_a_minute} calls while it is told to wait");
    app.post(&format!("{sale}/payment-request"), json!({})).await.refused(503, "vipps_unavailable");
    app.faults(rules::none()).await;
    app.advance_s(35).await;
    assert_eq!(outage(&app).await, Value::Null);
}

async fn a_request_on_the_phone_when_it_goes_down_can_be_given_up(database: Database) {
    let app = TestApp::on(database).await;
    let sale = app.sale("1", &["98765432", JACKET]).await;
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    unreachable(&app).await;
    app.advance_s(60).await;
    app.post(&format!("{sale}/payment-request/cancel"), json!({})).await.ok();
    app.settle().await;
    let paid = app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
    assert_eq!(paid["state"], "completed");
    // The customer approves all the same; nobody hears of it until all is well again.
    app.customer("approve").await;
    app.advance_s(60).await;
    app.faults(rules::none()).await;
    app.advance_s(60).await;
    assert_eq!(app.get(&sale).await.ok()["payment"]["state"], "released");
}

async fn a_refused_token_is_told_as_what_it_is(database: Database) {
    let app = TestApp::on(database).await;
    let status = json!({ "status": { "status": 401 } });
    down(&app, status).await;
    let sale = found_out(&app).await;
    app.post(&format!("{sale}/payment-request"), json!({}))
        .await
        .refused(503, "vipps_keys_refused");
    assert_eq!(outage(&app).await["why"], "keys_refused");
    app.faults(rules::none()).await;
    app.advance_s(35).await;
    assert_eq!(outage(&app).await, Value::Null);
}

/// The token that it has runs out, and no new one is given.
#[tokio::test]
async fn no_token_is_told_as_what_it_is() {
    for (status, why, what) in
        [(401, "keys_refused", "keys_refused"), (503, "silent", "unavailable")]
    {
        let app = TestApp::new().await;
        app.clock.advance_ms(2 * 24 * 3_600_000);
        let effect = json!({ "status": { "status": status } });
        app.faults(json!([{ "on": "fetchToken", "effect": effect }])).await;
        let sale = found_out(&app).await;
        assert_eq!(outage(&app).await["why"], why, "{status}");
        let unresolved = app.get("/v1/unresolved").await.ok();
        assert_eq!(unresolved["sales_units"][0]["what"], what);
        assert!(unresolved["sales_units"][0]["detail"].as_str().unwrap().ends_with('.'));
        let paid = app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
        assert_eq!(paid["state"], "completed");
        app.faults(rules::none()).await;
        for _ in 0..140 {
            app.clock.advance_ms(5_000);
            app.settle().await;
        }
        assert_eq!(outage(&app).await, Value::Null);
        let unresolved = app.get("/v1/unresolved").await.ok();
        assert_eq!(unresolved, json!({ "items": [], "sales_units": [], "next": null }));
    }
}

async fn where_logins_alone_fail_payments_go_on(database: Database) {
    let app = TestApp::on(database).await;
    app.faults(rules::no_logins()).await;
    let sale = app.sale("1", &["98765432", JACKET]).await;
    let join = format!("{sale}/membership-request");
    for _ in 0..3 {
        app.post(&join, json!({})).await.ok();
        app.settle().await;
    }
    app.post(&join, json!({})).await.refused(503, "vipps_unavailable");
    assert_eq!(app.get(&sale).await.ok()["payment_available"], true);
    app.faults(rules::none()).await;
    app.advance_s(60).await;
    app.post(&join, json!({})).await.ok();
    app.settle().await;
    assert_eq!(app.get(&sale).await.ok()["membership_request"]["state"], "pending");
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
}

fn captured_minor(payment: &Value) -> i64 {
    payment["aggregate"]["capturedAmount"]["value"].as_i64().unwrap()
}
