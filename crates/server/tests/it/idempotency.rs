//! The same request again: the same effect once.

use axum::http::Method;
use serde_json::json;
use testkit::{Reply, TestApp};

#[tokio::test]
async fn a_repeated_request_has_one_effect_and_one_answer() {
    let app = TestApp::new().await;
    let key = [("idempotency-key", "till-1-sale-77")];
    let body = json!({ "till": "1" }).to_string();
    let first = app.api_with(Method::POST, "/v1/sales", &body, &key).await;
    let again = app.api_with(Method::POST, "/v1/sales", &body, &key).await;
    assert_eq!((first.status, again.status), (201, 201));
    assert_eq!(first.json, again.json);
    let other = json!({ "till": "2" }).to_string();
    app.api_with(Method::POST, "/v1/sales", &other, &key)
        .await
        .refused(409, "idempotency_key_reused");

    let sale = format!("/v1/sales/{}", first.json["id"].as_str().unwrap());
    let scan = json!({ "text": "9521234500025" }).to_string();
    for _ in 0..3 {
        let key = [("idempotency-key", "scan-1")];
        let path = format!("{sale}/scan");
        let reply = app.api_with(Method::POST, &path, &scan, &key).await.ok();
        assert_eq!(reply["lines"][0]["quantity"], "1");
    }
    let other_key = [("idempotency-key", "scan-2")];
    let reply = app.api_with(Method::POST, &format!("{sale}/scan"), &scan, &other_key).await.ok();
    assert_eq!(reply["lines"][0]["quantity"], "2");
}

#[tokio::test]
async fn a_refusal_is_not_kept() {
    let app = TestApp::new().await;
    let sale = app.sale("1", &["98765432"]).await;
    let key = [("idempotency-key", "pay-1")];
    let path = format!("{sale}/payment-request");
    app.api_with(Method::POST, &path, "{}", &key).await.refused(409, "basket_empty");
    app.scan(&sale, "9521234500018").await.ok();
    app.api_with(Method::POST, &path, "{}", &key).await.ok();
    app.api_with(Method::POST, &path, "{}", &key).await.ok();
    app.settle().await;
    assert_eq!(app.payments().await.len(), 1);
}

#[tokio::test]
async fn an_answer_is_kept_over_a_restart() {
    let app = TestApp::new().await;
    let key = [("idempotency-key", "till-1-sale-78")];
    let body = json!({ "till": "1" }).to_string();
    let first = app.api_with(Method::POST, "/v1/sales", &body, &key).await.ok();
    let app = app.restart().await;
    let again = app.api_with(Method::POST, "/v1/sales", &body, &key).await.ok();
    assert_eq!(first, again);
}

#[tokio::test]
async fn a_sale_of_the_callers_own_id_comes_in_once() {
    let app = TestApp::new().await;
    let id = "0190b6c4-1111-7000-8000-000000000001";
    app.post("/v1/sales", json!({ "till": "1", "id": id })).await.ok();
    app.post("/v1/sales", json!({ "till": "1", "id": id })).await.refused(409, "sale_exists");
    app.post("/v1/sales", json!({ "till": "2", "id": id })).await.refused(409, "sale_exists");
    app.get(&format!("/v1/sales/{id}")).await.ok();
}

/// Two requests with one key, the second while the first still waits for Vipps MobilePay.
async fn two_at_once(answer_ms: u32) -> (TestApp, String, [Reply; 2]) {
    let app = TestApp::new().await;
    let sale = app.sale("1", &[]).await;
    let delay = json!({ "delay": { "answer_ms": answer_ms } });
    app.faults(json!([{ "on": "exchangeQr", "effect": delay }])).await;
    let path = format!("{sale}/scan");
    let key = [("idempotency-key", "scan-1")];
    let scan = json!({ "text": "https://qr.vipps.no/p/kYq3VtR8mZ2nHs5wLd7cXb" }).to_string();
    let (one, other) = tokio::join!(
        app.api_with(Method::POST, &path, &scan, &key),
        app.api_with(Method::POST, &path, &scan, &key),
    );
    let log = app.control(Method::GET, "requests", serde_json::Value::Null).await;
    let calls = log["requests"].as_array().unwrap().iter();
    let exchanges = calls.filter(|call| call["path"] == "/qr/v1/exchange").count();
    assert_eq!(exchanges, 1, "the second waits and asks nothing");
    (app, sale, [one, other])
}

#[tokio::test(start_paused = true)]
async fn two_at_once_have_one_effect() {
    let (_app, _sale, [one, other]) = two_at_once(1_900).await;
    let customer = one.ok()["customer"].clone();
    assert_eq!(customer["number_ends"], "32");
    assert_eq!(customer, other.ok()["customer"]);
}

/// Bound: waiting for the same request under way
#[tokio::test(start_paused = true)]
async fn one_that_takes_long_is_told_to_be_under_way() {
    let (app, sale, [one, other]) = two_at_once(2_100).await;
    one.ok();
    other.refused(409, "in_progress");
    assert_eq!(app.get(&sale).await.ok()["customer"]["number_ends"], "32");
}
