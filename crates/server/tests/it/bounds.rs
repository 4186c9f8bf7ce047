//! What comes in has its bounds, and at each of them something defined happens.

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::json;
use testkit::TestApp;

const KIB: usize = 1024;

#[tokio::test]
async fn a_key_has_a_hundred_characters_at_most() {
    let app = TestApp::new().await;
    let body = json!({ "till": "1" }).to_string();
    for (length, fits) in [(0, false), (101, false), (100, true)] {
        let key = "k".repeat(length);
        let reply =
            app.api_with(Method::POST, "/v1/sales", &body, &[("idempotency-key", &key)]).await;
        if fits {
            reply.ok();
        } else {
            reply.refused(400, "idempotency_key_invalid");
        }
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_not_taken() {
    let app = TestApp::new().await;
    let registration = app.registrations().await.remove(0);
    for (path, media_type, most) in [
        (registration.as_str(), "application/json", 64 * KIB),
        ("/till/1/scan", "application/x-www-form-urlencoded", 16 * KIB),
    ] {
        let send = async |bytes: usize| {
            let request = Request::post(path).header("content-type", media_type);
            app.raw(request.body(Body::from("x".repeat(bytes))).unwrap()).await.status
        };
        assert_eq!(send(most + 1).await, if media_type.ends_with("json") { 413 } else { 422 });
        assert_ne!(send(most).await, 413, "{path}");
    }
}

#[tokio::test]
async fn a_sale_has_five_hundred_lines_at_most() {
    let app = TestApp::new().await;
    let sale = app.sale("1", &[]).await;
    let add = async |number: usize| {
        let line = json!({
            "product_id": format!("p{number}"), "name": "Nail", "unit_price": 100, "vat_rate": 2500
        });
        app.post(&format!("{sale}/lines"), line).await
    };
    for number in 0..500 {
        add(number).await.ok();
    }
    add(500).await.refused(409, "too_many_lines");
}
