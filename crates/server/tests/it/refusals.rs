//! Bad input gets a clear refusal, and nothing is lost: the sale is what it was before.

use crate::watched::counted;
use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::json;
use testkit::TestApp;

const JACKET: &str = "9521234500018";

#[tokio::test]
async fn scans_that_can_not_be_used() {
    let app = TestApp::new().await;
    let sale = app.sale("1", &["98765432", JACKET]).await;
    let before = app.get(&sale).await.ok();
    for (text, status, code) in [
        ("", 422, "scan_empty"),
        ("9521234500017", 422, "scan_check_digit"),
        ("9521234509998", 422, "product_unknown"),
        ("https://example.com/p/abc", 422, "scan_foreign_qr"),
        ("https://qr.vipps.no/p/nobody-knows-this", 422, "personal_qr_refused"),
        ("+47 123", 422, "phone_number_impossible"),
        ("+1 212 555 0100", 422, "phone_number_impossible"),
        ("hello", 422, "scan_unknown"),
        ("12345678", 409, "other_customer"),
    ] {
        app.scan(&sale, text).await.refused(status, code);
    }
    let long = "9".repeat(300);
    app.scan(&sale, &long).await.refused(422, "scan_too_long");
    assert_eq!(app.get(&sale).await.ok(), before);
}

#[tokio::test]
async fn calls_that_can_not_be_done() {
    let app = TestApp::new().await;
    let empty = app.sale("1", &["98765432"]).await;
    app.post(&format!("{empty}/payment-request"), json!({})).await.refused(409, "basket_empty");
    app.post(&format!("{empty}/tenders"), json!({ "kind": "cash" }))
        .await
        .refused(409, "basket_empty");
    app.post(&format!("{empty}/payment-request/cancel"), json!({}))
        .await
        .refused(409, "no_payment_open");
    app.post("/v1/sales", json!({ "till": "1" })).await.refused(409, "till_busy");
    app.post("/v1/sales", json!({ "till": "9" })).await.refused(404, "till_unknown");

    app.scan(&empty, "9521234500100").await.ok();
    app.post(&format!("{empty}/payment-request"), json!({}))
        .await
        .refused(422, "amount_below_minimum");
    for quantity in ["-1", "0", "1e3", "100000"] {
        let body = json!({ "product_id": "jacket1234", "quantity": quantity });
        app.post(&format!("{empty}/lines"), body).await.refused(422, "quantity_invalid");
        let body = json!({ "quantity": quantity });
        app.api(Method::PATCH, &format!("{empty}/lines/1"), body)
            .await
            .refused(422, "quantity_invalid");
    }
    app.api(Method::PATCH, &format!("{empty}/lines/7"), json!({ "quantity": "2" }))
        .await
        .refused(404, "line_unknown");
    let priced = |unit_price: i64, discount: i64| {
        json!({ "product_id": "x", "name": "x", "unit_price": unit_price, "vat_rate": 2500,
                "discount": discount })
    };
    for impossible in [priced(-1, 0), priced(100, 101), priced(100, -1), priced(i64::MAX, 0)] {
        app.post(&format!("{empty}/lines"), impossible).await.refused(422, "item_impossible");
    }
    app.post(&format!("{empty}/lines"), json!({ "product_id": "x", "name": "x" }))
        .await
        .refused(400, "line_incomplete");
    let tender = json!({ "kind": "cash", "amount": 51 });
    app.post(&format!("{empty}/tenders"), tender).await.refused(422, "tender_impossible");

    app.scan(&empty, JACKET).await.ok();
    app.post(&format!("{empty}/payment-request"), json!({})).await.ok();
    app.post(&format!("{empty}/payment-request"), json!({})).await.refused(409, "payment_open");
    app.post(&format!("{empty}/cancel"), json!({})).await.refused(409, "payment_open");
    let claim = json!({ "claim": "finish" });
    app.post(&format!("{empty}/payment-request/claim"), claim)
        .await
        .refused(409, "nothing_to_decide");
}

#[tokio::test]
async fn a_completed_sale_never_changes() {
    let app = TestApp::new().await;
    let sale = app.sale("1", &["98765432", JACKET]).await;
    let done = app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
    app.scan(&sale, JACKET).await.refused(409, "sale_closed");
    app.scan(&sale, "98765432").await.refused(409, "not_a_member");
    for verb in ["payment-request", "membership-request", "cancel"] {
        app.post(&format!("{sale}/{verb}"), json!({})).await.refused(409, "sale_closed");
    }
    app.api(Method::DELETE, &format!("{sale}/lines/1"), json!({}))
        .await
        .refused(409, "sale_closed");
    assert_eq!(app.get(&sale).await.ok(), done);
}

#[tokio::test]
async fn requests_that_are_none() {
    let app = TestApp::new().await;
    let unknown = "/v1/sales/0190b6c4-0000-7000-8000-000000000000";
    app.get(unknown).await.refused(404, "sale_unknown");
    app.get("/v1/sales/seven").await.refused(404, "sale_unknown");
    app.get("/v1/nothing").await.refused(404, "call_unknown");
    app.get("/v1/members/0190b6c4-0000-7000-8000-000000000000")
        .await
        .refused(404, "member_unknown");
    let raw = |body: &'static str| app.api_with(Method::POST, "/v1/sales", body, &[]);
    raw("{\"till\":").await.refused(400, "malformed_json");
    raw("{\"till\":1}").await.refused(400, "body_invalid");
    raw("{\"till\":\"1\",\"colour\":\"red\"}").await.refused(400, "body_invalid");
    let large = format!("{{\"till\":\"{}\"}}", "1".repeat(70_000));
    app.api_with(Method::POST, "/v1/sales", &large, &[]).await.refused(413, "body_too_large");

    let keyless = Request::get("/v1/sales/x").body(Body::empty()).unwrap();
    app.raw(keyless).await.refused(401, "key_unknown");
    let wrong = Request::get("/v1/sales/x").header("authorization", "Bearer wrong-key");
    app.raw(wrong.body(Body::empty()).unwrap()).await.refused(401, "key_unknown");
}

#[tokio::test]
async fn webhooks_that_are_not_signed_as_registered() {
    let app = TestApp::new().await;
    let webhook = |path: String, authorization: &str| {
        Request::post(path)
            .header("x-ms-date", "Mon, 23 Nov 2026 12:00:00 GMT")
            .header("x-ms-content-sha256", "RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=")
            .header("authorization", authorization)
            .body(Body::from("{}"))
            .unwrap()
    };
    let registration = "/webhooks/vipps/0190b6c4-0000-7000-8000-000000000000".to_owned();
    let unknown = app.raw(webhook(registration, "HMAC-SHA256 x")).await;
    assert_eq!(unknown.status, 503, "never acknowledged while its secret is not known");
    let listed = app.registrations().await;
    let forged = "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=\
                  AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    assert_eq!(app.raw(webhook(listed[0].clone(), forged)).await.status, 401);
    assert_eq!(app.raw(webhook(listed[0].clone(), "Bearer x")).await.status, 401);
    for (outcome, count) in [("unsigned", 2), ("secret_unknown", 1), ("stored", 0)] {
        let name = format!("clubtill_webhooks_total{{outcome=\"{outcome}\"}}");
        assert_eq!(counted(&app, &name).await, count, "{outcome}");
    }
}
