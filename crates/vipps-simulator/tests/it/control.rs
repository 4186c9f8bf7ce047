//! The control API: the clock, faults, what tests read back, and its description.

use axum::http::Method;
use serde_json::{Value, json};

use crate::world::{START_MS, World};

#[tokio::test]
async fn the_clock_moves_forward_only() {
    let world = World::new().await;
    world.created("clock-0001").await;
    let moved = world.control(Method::POST, "clock/advance", &json!({"seconds": 599})).await;
    let expected =
        json!({"now_unix_ms": START_MS + 599_000, "offset_ms": 599_000, "is_frozen": false});
    assert_eq!(moved.json(), expected);
    assert_eq!(world.read("clock-0001").await["state"], "CREATED");
    world.control(Method::POST, "clock/advance", &json!({"seconds": 1})).await;
    assert_eq!(world.read("clock-0001").await["state"], "EXPIRED");
    let clock = world.control(Method::GET, "clock", &Value::Null).await.json();
    assert_eq!(clock["offset_ms"], 600_000);
    for body in
        [json!({"seconds": -1}), json!({"seconds": 4_000_000_000_i64}), json!({}), json!([])]
    {
        let reply = world.control(Method::POST, "clock/advance", &body).await;
        assert_eq!(reply.status, 400, "{body}");
    }
}

#[tokio::test]
async fn the_clock_may_begin_ahead_and_does_so_again_after_a_reset() {
    let expected = |is_frozen: bool| {
        json!({"now_unix_ms": START_MS + 86_400_000, "offset_ms": 86_400_000,
            "is_frozen": is_frozen})
    };
    for is_frozen in [false, true] {
        let world = World::with(|settings| {
            settings.clock_ahead_s = 86_400;
            settings.clock_frozen = is_frozen;
        })
        .await;
        let clock = || async { world.control(Method::GET, "clock", &Value::Null).await.json() };
        assert_eq!(clock().await, expected(is_frozen));
        world.control(Method::POST, "clock/advance", &json!({"seconds": 60})).await;
        world.control(Method::POST, "clock/run", &Value::Null).await;
        assert_eq!(clock().await["offset_ms"], 86_460_000);
        world.control(Method::POST, "reset", &Value::Null).await;
        assert_eq!(clock().await, expected(is_frozen));
    }
}

#[tokio::test]
async fn calls_are_kept_as_received() {
    let world = World::new().await;
    world.created("kept-0001").await;
    world.modify("capture", "kept-0001", "c-1", 100).await;
    let listed = world.control(Method::GET, "requests", &Value::Null).await.json();
    let last = listed["requests"].as_array().unwrap().last().unwrap().clone();
    let expected = json!({
        "at_unix_ms": START_MS,
        "method": "POST",
        "path": "/epayment/v1/payments/kept-0001/capture",
        "status": 400,
        "idempotency_key": "c-1",
        "body": r#"{"modificationAmount":{"currency":"NOK","value":100}}"#,
    });
    assert_eq!(last, expected);
    for _ in 0..250 {
        world.read("kept-0001").await;
    }
    let listed = world.control(Method::GET, "requests", &Value::Null).await.json();
    assert_eq!(listed["requests"].as_array().unwrap().len(), 200);
}

#[tokio::test]
async fn a_reset_keeps_what_a_running_service_stands_on() {
    let world = World::new().await;
    let body = json!({"url": "http://127.0.0.1:1/", "events": ["epayments.payment.created.v1"]});
    world.post("/webhooks/v1/webhooks", "", &body).await;
    world.created("reset-0001").await;
    let rule = json!({"on": "getPayment", "effect": "drop_request"});
    world.control(Method::POST, "faults", &rule).await;
    world.control(Method::POST, "clock/advance", &json!({"seconds": 60})).await;
    assert_eq!(world.control(Method::POST, "reset", &Value::Null).await.status, 204);
    let reply = world.get("/epayment/v1/payments/reset-0001").await;
    assert_eq!(reply.status, 404, "the token is still good, the payment and the fault are gone");
    let clock = world.control(Method::GET, "clock", &Value::Null).await.json();
    assert_eq!(clock["offset_ms"], 0);
    let listed = world.get("/webhooks/v1/webhooks").await.json();
    assert_eq!(listed["webhooks"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_description_names_every_route_and_only_those() {
    let world = World::new().await;
    let document = world.control(Method::GET, "openapi.json", &Value::Null).await.json();
    let routes = include_str!("../../src/control/mod.rs");
    let routes = routes.lines().filter_map(|line| line.trim().strip_prefix(".route(\""));
    for route in routes.map(|line| line.split('"').next().unwrap()) {
        assert!(document["paths"][route].is_object(), "{route} is there but not described");
    }
    for (path, operations) in document["paths"].as_object().unwrap() {
        for method in operations.as_object().unwrap().keys() {
            let method: Method = method.to_uppercase().parse().unwrap();
            let path = path.replace(['{', '}'], "");
            let reply = world.send(method.clone(), &path, &[], "").await;
            assert_ne!(reply.status, 405, "{method} {path}");
            let is_fallback = reply.text.contains("Resource not found");
            assert!(!is_fallback, "{method} {path} is described but not there");
        }
    }
}

#[tokio::test]
async fn the_manual_shows_every_operation_of_the_description() {
    let world = World::new().await;
    let document = world.control(Method::GET, "openapi.json", &Value::Null).await.json();
    let page = world.control(Method::GET, "", &Value::Null).await;
    assert_eq!(page.status, 200);
    assert!(page.header("content-security-policy").contains("default-src 'none'"));
    let text = page.text.replace("&#39;", "'");
    let mut operations = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            operations += 1;
            let method = method.to_uppercase();
            let line = format!("<strong>{method}</strong> {path}</code>");
            assert!(text.contains(&line), "{method} {path}");
            assert!(text.contains(operation["summary"].as_str().unwrap()), "{method} {path}");
        }
    }
    assert_eq!(page.text.matches("data-test=\"operation\"").count(), operations);
    assert!(page.text.contains("probability"), "the fields of a body");
}
