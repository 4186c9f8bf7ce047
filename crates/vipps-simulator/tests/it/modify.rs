//! Capture, refund and cancel: the arithmetic, the rules and the shapes of their bodies.

use axum::http::Method;
use serde_json::{Value, json};
use vipps_simulator::RateLimit;

use crate::world::World;

/// One step of a payment's life: what is asked, and the code refused with or nothing.
type Step = (&'static str, i64, &'static str);
/// Captured, refunded, cancelled and state.
type End = (i64, i64, i64, &'static str);

/// Runs the steps on a payment of 10 000 and returns captured, refunded, cancelled and state.
async fn run(start: &str, steps: &[Step]) -> (i64, i64, i64, String) {
    let world = World::with(|settings| settings.readings.rate_limit = RateLimit::Off).await;
    world.created("life-0001").await;
    match start {
        "CREATED" => {}
        "EXPIRED" => world.advance_ms(600_000),
        answer => {
            let path = format!("payments/life-0001/{answer}");
            world.control(Method::POST, &path, &Value::Null).await;
        }
    }
    for (number, (operation, value, code)) in steps.iter().enumerate() {
        let key = format!("key-{number}");
        let reply = match *operation {
            "cancel" => {
                let path = "/epayment/v1/payments/life-0001/cancel";
                let body =
                    if *value == 0 { json!({}) } else { json!({"cancelTransactionOnly": true}) };
                world.post(path, &key, &body).await
            }
            operation => world.modify(operation, "life-0001", &key, *value).await,
        };
        let expected = if code.is_empty() { 200 } else { 400 };
        assert_eq!(reply.status, expected, "{start} {steps:?} step {number}: {}", reply.text);
        if code.is_empty() {
            let read = world.read("life-0001").await;
            assert_eq!(reply.json()["aggregate"], read["aggregate"]);
            assert_eq!(reply.json()["pspReference"], read["pspReference"]);
        } else {
            assert_eq!(reply.code(), *code, "{start} {steps:?} step {number}");
        }
    }
    let payment = world.read("life-0001").await;
    let of = |name: &str| payment["aggregate"][name]["value"].as_i64().unwrap();
    let state = payment["state"].as_str().unwrap().to_owned();
    (of("capturedAmount"), of("refundedAmount"), of("cancelledAmount"), state)
}

/// Start, steps and end; for `cancel` the number says whether `cancelTransactionOnly` is set.
const LIVES: [(&str, &[Step], End); 14] = [
    ("approve", &[("capture", 10_000, "")], (10_000, 0, 0, "AUTHORIZED")),
    (
        "approve",
        &[("capture", 4000, ""), ("capture", 6001, "6090"), ("capture", 6000, "")],
        (10_000, 0, 0, "AUTHORIZED"),
    ),
    (
        "approve",
        &[("capture", 10_000, ""), ("capture", 1, "6170"), ("cancel", 0, "6040")],
        (10_000, 0, 0, "AUTHORIZED"),
    ),
    (
        "approve",
        &[("capture", 4000, ""), ("cancel", 0, ""), ("capture", 1, "6070"), ("cancel", 0, "6190")],
        (4000, 0, 6000, "AUTHORIZED"),
    ),
    (
        "approve",
        &[("cancel", 0, ""), ("cancel", 0, "6190"), ("capture", 1, "6070"), ("refund", 1, "6210")],
        (0, 0, 10_000, "AUTHORIZED"),
    ),
    ("approve", &[("cancel", 1, "6060"), ("capture", 10_000, "")], (10_000, 0, 0, "AUTHORIZED")),
    (
        "approve",
        &[
            ("capture", 7000, ""),
            ("refund", 3000, ""),
            ("refund", 4001, "6150"),
            ("refund", 4000, ""),
            ("refund", 1, "6180"),
        ],
        (7000, 7000, 0, "AUTHORIZED"),
    ),
    ("approve", &[("refund", 1, "6210"), ("capture", 0, "6010")], (0, 0, 0, "AUTHORIZED")),
    ("CREATED", &[("capture", 1, "6080"), ("refund", 1, "6020")], (0, 0, 0, "CREATED")),
    ("CREATED", &[("cancel", 0, ""), ("cancel", 0, "6050")], (0, 0, 10_000, "TERMINATED")),
    ("CREATED", &[("cancel", 1, ""), ("capture", 1, "6200")], (0, 0, 10_000, "TERMINATED")),
    (
        "decline",
        &[("capture", 1, "6200"), ("refund", 1, "6210"), ("cancel", 0, "6050")],
        (0, 0, 0, "ABORTED"),
    ),
    (
        "EXPIRED",
        &[("capture", 1, "6200"), ("refund", 1, "6210"), ("cancel", 1, "6050")],
        (0, 0, 0, "EXPIRED"),
    ),
    (
        "approve",
        &[("capture", -1, "4040"), ("capture", 65_000_001, "4040")],
        (0, 0, 0, "AUTHORIZED"),
    ),
];

#[tokio::test]
async fn every_rule_of_capture_refund_and_cancel() {
    for (start, steps, (captured, refunded, cancelled, state)) in LIVES {
        let end = run(start, steps).await;
        assert_eq!(end, (captured, refunded, cancelled, state.to_owned()), "{start} {steps:?}");
    }
}

#[tokio::test]
async fn each_modification_is_an_event_of_its_own() {
    let world = World::new().await;
    world.authorized("life-0001").await;
    world.modify("capture", "life-0001", "c-1", 3000).await;
    world.modify("capture", "life-0001", "c-2", 3000).await;
    world.modify("refund", "life-0001", "r-1", 500).await;
    world.api(Method::POST, "/epayment/v1/payments/life-0001/cancel", "", "").await;
    let names = ["CREATED", "AUTHORIZED", "CAPTURED", "CAPTURED", "REFUNDED", "CANCELLED"];
    assert_eq!(world.event_names("life-0001").await, names);
    let events = world.get("/epayment/v1/payments/life-0001/events").await.json();
    assert_eq!(events[1]["idempotencyKey"], "create-life-0001");
    assert_eq!(events[3]["idempotencyKey"], "c-2");
    assert_eq!(events[4]["amount"], json!({"currency": "NOK", "value": 500}));
    assert_eq!(events[5]["amount"]["value"], 4000, "the whole uncaptured rest");
    assert_eq!(events[5].get("idempotencyKey"), None);
    let mut references: Vec<&str> =
        events.as_array().unwrap().iter().map(|it| it["pspReference"].as_str().unwrap()).collect();
    references.sort_unstable();
    references.dedup();
    assert_eq!(references.len(), 6, "each event has its own pspReference");
}

#[tokio::test]
async fn cancel_takes_a_missing_or_empty_body_and_modifications_take_no_other() {
    let world = World::with(|settings| settings.readings.rate_limit = RateLimit::Off).await;
    let path =
        |reference: &str, operation: &str| format!("/epayment/v1/payments/{reference}/{operation}");
    for (number, body) in ["", "{}", r#"{"cancelTransactionOnly":false}"#].iter().enumerate() {
        let reference = format!("body-{number:04}");
        world.authorized(&reference).await;
        let reply = world.api(Method::POST, &path(&reference, "cancel"), "", body).await;
        assert_eq!(reply.status, 200, "{body}");
    }
    world.authorized("body-0009").await;
    let refused = [
        ("cancel", r#"{"reason":"late"}"#, "reason"),
        ("cancel", "[", "body"),
        ("capture", r#"{"amount":{"currency":"NOK","value":1}}"#, "amount"),
        ("capture", "", "body"),
        ("capture", r#"{"modificationAmount":{"currency":"DKK","value":100}}"#, "4040"),
        ("refund", r#"{"modificationAmount":{"currency":"NOK","value":1.5}}"#, "4040"),
    ];
    for (number, (operation, body, code)) in refused.iter().enumerate() {
        let key = format!("k-{number}");
        let reply = world.api(Method::POST, &path("body-0009", operation), &key, body).await;
        assert_eq!((reply.status, reply.code().as_str()), (400, *code), "{operation} {body}");
    }
    let put = world.api(Method::PUT, &path("body-0009", "cancel"), "", "").await;
    assert_eq!(put.status, 405);
}

#[tokio::test]
async fn an_unknown_reference_is_not_found() {
    let world = World::new().await;
    for operation in ["capture", "refund"] {
        let reply = world.modify(operation, "unknown-1", "k-1", 100).await;
        assert_eq!((reply.status, reply.code().as_str()), (404, "5090"));
        let instance = format!("/v1/payments/unknown-1/{operation}");
        assert_eq!(reply.json()["instance"], instance);
    }
    let reply = world.api(Method::POST, "/epayment/v1/payments/unknown-1/cancel", "", "").await;
    assert_eq!((reply.status, reply.code().as_str()), (404, "5090"));
    for path in ["/epayment/v1/payments/unknown-1", "/epayment/v1/payments/unknown-1/events"] {
        let reply = world.get(path).await;
        assert_eq!((reply.status, reply.code().as_str()), (404, "5090"));
    }
}

#[tokio::test]
async fn a_unit_may_have_to_capture_in_full() {
    let world = World::with(|settings| {
        settings.merchants[0].sales_units[0].full_capture_only = true;
    })
    .await;
    world.authorized("full-0001").await;
    let reply = world.modify("capture", "full-0001", "c-1", 9999).await;
    assert_eq!((reply.status, reply.code().as_str()), (400, "6140"));
    assert_eq!(world.modify("capture", "full-0001", "c-2", 10_000).await.status, 200);
}
