//! The same request again: the same effect once.

use axum::http::Method;
use serde_json::json;
use testkit::TestApp;

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

#[tokio::test]
async fn two_at_once_have_one_effect() {
    let app = TestApp::new().await;
    let sale = app.sale("1", &[]).await;
    let path = format!("{sale}/scan");
    let key = [("idempotency-key", "scan-1")];
    let scan = json!({ "text": "9521234500025" }).to_string();
    let (one, other) = tokio::join!(
        app.api_with(Method::POST, &path, &scan, &key),
        app.api_with(Method::POST, &path, &scan, &key),
    );
    assert_eq!(one.ok()["lines"], other.ok()["lines"]);
    assert_eq!(app.get(&sale).await.ok()["lines"][0]["quantity"], "1");
}
