//! Five writes a minute for one reference, 120 reads; and the wait that a refusal names.

use axum::http::Method;
use serde_json::{Value, json};
use vipps_simulator::RateLimit;

use crate::world::World;

/// A capture of one krone.
async fn capture(world: &World, reference: &str, number: usize) -> u16 {
    world.modify("capture", reference, &format!("c-{number}"), 100).await.status
}

#[tokio::test]
async fn all_writes_of_a_reference_share_one_bucket() {
    let world = World::new().await;
    world.authorized("limit-0001").await;
    world.advance_ms(1000);
    for number in 0..3 {
        assert_eq!(capture(&world, "limit-0001", number).await, 200);
    }
    let cancel = "/epayment/v1/payments/limit-0001/cancel";
    let only = json!({"cancelTransactionOnly": true});
    assert_eq!(world.post(cancel, "", &only).await.status, 400, "a refusal counts too");
    let refused = world.modify("refund", "limit-0001", "r-1", 100).await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, "59"));
    assert_eq!(refused.json()["statusCode"], 429);
    world.authorized("limit-0002").await;
    world.advance_ms(58_999);
    assert_eq!(capture(&world, "limit-0001", 4).await, 429);
    world.advance_ms(1);
    assert_eq!(capture(&world, "limit-0001", 4).await, 200, "a 429 isn't kept for its key");
    assert_eq!(capture(&world, "limit-0001", 5).await, 429, "only the create has left the minute");
}

#[tokio::test]
async fn operations_can_have_buckets_of_their_own() {
    let world = World::with(|settings| settings.readings.rate_limit = RateLimit::PerOperation);
    let world = world.await;
    world.authorized("limit-0001").await;
    for number in 0..5 {
        assert_eq!(capture(&world, "limit-0001", number).await, 200);
    }
    assert_eq!(capture(&world, "limit-0001", 5).await, 429);
    assert_eq!(world.modify("refund", "limit-0001", "r-1", 100).await.status, 200);
}

#[tokio::test]
async fn creates_without_a_readable_reference_share_one_bucket() {
    let world = World::new().await;
    for number in 0..6 {
        let key = format!("k-{number}");
        let body = json!({"refrence": format!("wrong-{number:04}")});
        let expected = if number < 5 { 400 } else { 429 };
        assert_eq!(world.post("/epayment/v1/payments", &key, &body).await.status, expected);
    }
    world.created("right-0001").await;
}

#[tokio::test]
async fn reads_are_limited_by_reference_and_key() {
    let world = World::new().await;
    world.created("limit-0001").await;
    for number in 0..120 {
        let path = if number % 2 == 0 { "" } else { "/events" };
        let path = format!("/epayment/v1/payments/limit-0001{path}");
        assert_eq!(world.get(&path).await.status, 200, "{number}");
    }
    let refused = world.get("/epayment/v1/payments/limit-0001").await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, "60"));
    world.created("limit-0002").await;
    assert_eq!(world.get("/epayment/v1/payments/limit-0002").await.status, 200);
    world.control(Method::POST, "clock/advance", &json!({"seconds": 60})).await;
    assert_eq!(world.get("/epayment/v1/payments/limit-0001").await.status, 200);
}

#[tokio::test]
async fn limits_can_be_off() {
    let world = World::with(|settings| settings.readings.rate_limit = RateLimit::Off).await;
    world.authorized("limit-0001").await;
    for number in 0..20 {
        assert_eq!(capture(&world, "limit-0001", number).await, 200);
    }
    let listed = world.control(Method::GET, "payments", &Value::Null).await.json();
    assert_eq!(listed["payments"][0]["aggregate"]["capturedAmount"]["value"], 2000);
}
