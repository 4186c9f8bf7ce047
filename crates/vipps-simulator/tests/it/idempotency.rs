//! Keys: replay, conflict, and refusals that stick.

use axum::http::Method;
use serde_json::{Value, json};
use vipps_simulator::RateLimit;

use crate::world::World;

#[tokio::test]
async fn the_same_key_and_body_replay_the_answer() {
    let world = World::new().await;
    let body = world.payment("idem-0001");
    let first = world.post("/epayment/v1/payments", "k-1", &body).await;
    let again = world.post("/epayment/v1/payments", "k-1", &body).await;
    assert_eq!((again.status, &again.text), (201, &first.text));
    world.control(Method::POST, "payments/idem-0001/approve", &Value::Null).await;
    let first = world.modify("capture", "idem-0001", "c-1", 4000).await;
    world.modify("capture", "idem-0001", "c-2", 1000).await;
    let again = world.modify("capture", "idem-0001", "c-1", 4000).await;
    assert_eq!((again.status, &again.text), (200, &first.text), "byte for byte, as it was then");
    let payment = world.read("idem-0001").await;
    assert_eq!(payment["aggregate"]["capturedAmount"]["value"], 5000);
    let listed = world.control(Method::GET, "payments", &Value::Null).await.json();
    assert_eq!(listed["payments"][0]["capture_calls"], 3);
}

#[tokio::test]
async fn the_same_key_with_another_body_is_a_conflict() {
    let world = World::with(|settings| settings.readings.rate_limit = RateLimit::Off).await;
    world.authorized("idem-0001").await;
    let other = world.payment("idem-0002");
    let reply = world.post("/epayment/v1/payments", "create-idem-0001", &other).await;
    assert_eq!((reply.status, reply.code().as_str()), (409, "4020"));
    world.modify("capture", "idem-0001", "k-1", 4000).await;
    let reply = world.modify("capture", "idem-0001", "k-1", 4001).await;
    assert_eq!((reply.status, reply.code().as_str()), (409, "4010"));
    world.modify("refund", "idem-0001", "k-1", 1000).await;
    let reply = world.modify("refund", "idem-0001", "k-1", 1001).await;
    assert_eq!((reply.status, reply.code().as_str()), (409, "4150"));
    let cancel = "/epayment/v1/payments/idem-0001/cancel";
    assert_eq!(world.post(cancel, "k-1", &json!({})).await.status, 200);
    let reply = world.post(cancel, "k-1", &json!({"cancelTransactionOnly": true})).await;
    assert_eq!((reply.status, reply.code().as_str()), (409, "4020"));
    let payment = world.read("idem-0001").await;
    assert_eq!(payment["aggregate"]["capturedAmount"]["value"], 4000);
    assert_eq!(payment["aggregate"]["refundedAmount"]["value"], 1000);
}

#[tokio::test]
async fn a_refusal_stays_a_refusal_for_its_key() {
    let world = World::new().await;
    world.created("idem-0001").await;
    let early = world.modify("capture", "idem-0001", "k-1", 4000).await;
    assert_eq!((early.status, early.code().as_str()), (400, "6080"));
    world.control(Method::POST, "payments/idem-0001/approve", &Value::Null).await;
    let again = world.modify("capture", "idem-0001", "k-1", 4000).await;
    assert_eq!(again.text, early.text);
    assert_eq!(world.modify("capture", "idem-0001", "k-2", 4000).await.status, 200);
}

#[tokio::test]
async fn a_key_is_needed_and_short() {
    let world = World::new().await;
    let long = "k".repeat(51);
    for key in ["", long.as_str()] {
        let body = world.payment("idem-0001");
        let reply = world.post("/epayment/v1/payments", key, &body).await;
        assert_eq!((reply.status, reply.code().as_str()), (400, "Idempotency-Key"));
        for operation in ["capture", "refund"] {
            let reply = world.modify(operation, "idem-0001", key, 100).await;
            assert_eq!((reply.status, reply.code().as_str()), (400, "Idempotency-Key"));
        }
    }
}
