//! Faults by rule: what each does to a call and to a webhook, seen from the caller's side, in
//! process and on a real connection.

use axum::body::Body;
use axum::http::{Method, Request};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use sha2::Sha256;
use tower::ServiceExt as _;
use vipps_simulator::{WebhookAnswer, WebhookRequest, operations};

use crate::webhooks::{Receiver, drain, header, register_all};
use crate::world::World;

async fn rules(world: &World, rules: Value) {
    let reply = world.control(Method::PUT, "faults", &json!({ "rules": rules })).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
}

/// A create call that may lose its answer: status and body, or `None` for a cut connection.
async fn create(world: &World, reference: &str) -> Option<(u16, String)> {
    let request = Request::post("/epayment/v1/payments")
        .header("authorization", format!("Bearer {}", world.bearer))
        .header("ocp-apim-subscription-key", "simulator-key")
        .header("merchant-serial-number", world.msn)
        .header("idempotency-key", reference)
        .body(Body::from(world.payment(reference).to_string()));
    let answer = world.simulator.router().oneshot(request.unwrap()).await.unwrap();
    let status = answer.status().as_u16();
    let bytes = answer.into_body().collect().await.ok()?.to_bytes();
    Some((status, String::from_utf8(bytes.to_vec()).unwrap()))
}

async fn exists(world: &World, reference: &str) -> bool {
    world.get(&format!("/epayment/v1/payments/{reference}")).await.status == 200
}

#[tokio::test]
async fn each_effect_on_a_call() {
    let whole = r#"{"reference":"fault-0001"}"#.to_owned();
    let status =
        |status: u16, after: bool| json!({"status": {"status": status, "after_effect": after}});
    let cases = [
        (json!("drop_request"), None, false),
        (json!("drop_answer"), None, true),
        (status(429, false), Some((429, String::new())), false),
        (status(500, false), Some((500, String::new())), false),
        (status(503, true), Some((503, String::new())), true),
        (json!("malformed_body"), Some((201, whole[..13].to_owned())), true),
        (json!({"slow_body": {"ms": 1}}), Some((201, whole.clone())), true),
        (json!({"delay": {"request_ms": 1, "answer_ms": 1}}), Some((201, whole)), true),
    ];
    for (effect, answer, takes_effect) in cases {
        let world = World::new().await;
        let rule = json!([{"on": "createPayment", "times": 1, "effect": effect}]);
        rules(&world, rule).await;
        assert_eq!(create(&world, "fault-0001").await, answer, "{effect}");
        assert_eq!(exists(&world, "fault-0001").await, takes_effect, "{effect}");
        let (status, _) = create(&world, "fault-0001").await.unwrap();
        assert_eq!(status, 201, "{effect}: the rule struck once, and the same key is safe");
        let listed = world.control(Method::GET, "faults", &Value::Null).await.json();
        assert_eq!(
            (&listed["rules"][0]["seen"], &listed["rules"][0]["struck"]),
            (&json!(2), &json!(1))
        );
    }
}

#[tokio::test]
async fn a_refusal_says_when_to_come_back() {
    let world = World::new().await;
    let effect = json!({"status": {"status": 429, "retry_after_s": 30}});
    rules(&world, json!([{"on": "GET /epayment/*", "effect": effect}])).await;
    let reply = world.get("/epayment/v1/payments/fault-0001").await;
    assert_eq!((reply.status, reply.header("retry-after")), (429, "30"));
    assert_eq!(create(&world, "fault-0001").await.unwrap().0, 201, "another method");
}

#[tokio::test]
async fn rules_count_by_themselves_and_the_first_that_strikes_decides() {
    let world = World::new().await;
    let status = |status: u16| json!({"status": {"status": status}});
    rules(
        &world,
        json!([
            {"on": "getPayment", "nth": 2, "effect": status(500)},
            {"on": "* /epayment/*", "every": 2, "effect": status(503)},
        ]),
    )
    .await;
    world.created("fault-0001").await;
    let mut seen = Vec::new();
    for _ in 0..4 {
        seen.push(world.get("/epayment/v1/payments/fault-0001").await.status);
    }
    assert_eq!(seen, [503, 500, 503, 200]);
    let added = json!({"on": "getPayment", "effect": status(502)});
    let reply = world.control(Method::POST, "faults", &added).await;
    assert_eq!((reply.status, &reply.json()["rules"][0]["seen"]), (201, &json!(4)));
    let path = "/epayment/v1/payments/fault-0001";
    assert_eq!(world.get(path).await.status, 503, "the sixth of all, before the new rule");
    assert_eq!(world.get(path).await.status, 502);
    world.control(Method::DELETE, "faults", &Value::Null).await;
    assert_eq!(world.get("/epayment/v1/payments/fault-0001").await.status, 200);
}

#[tokio::test]
async fn a_rule_that_makes_no_sense_is_refused_by_name() {
    let world = World::new().await;
    let drop = "drop_answer";
    let cases = [
        (json!({"on": "createPaymant", "effect": drop}), "rules[0].on"),
        (json!({"on": "createPayment", "effect": "lose"}), "rules[0].effect"),
        (json!({"on": "webhook *", "effect": drop}), "rules[0].effect"),
        (json!({"on": "createPayment", "effect": {"status": {"status": 200}}}), "rules[0].effect"),
        (
            json!({"on": "createPayment", "effect": drop, "probability": 1.5}),
            "rules[0].probability",
        ),
        (json!({"on": "createPayment", "effect": drop, "nth": 1, "every": 2}), "rules[0].nth"),
        (json!({"on": "createPayment", "effect": drop, "nth": 0}), "rules[0].nth"),
        (json!({"on": "createPayment", "effect": drop, "when": 1}), "when"),
        (json!({"on": "createPayment", "effect": "explode"}), "rules[0].effect"),
        (json!({"on": "createPayment", "effect": {"problem": {"code": 4030}}}), "rules[0].effect"),
    ];
    for (rule, field) in cases {
        let reply = world.control(Method::PUT, "faults", &json!({ "rules": [rule] })).await;
        assert_eq!((reply.status, reply.code().as_str()), (400, field), "{rule}");
    }
    let many = vec![json!({"on": "createPayment", "effect": drop}); 101];
    let reply = world.control(Method::PUT, "faults", &json!({ "rules": many })).await;
    assert_eq!((reply.status, reply.code().as_str()), (400, "rules"));
    assert_eq!(create(&world, "fault-0001").await.unwrap().0, 201, "nothing of it is on");
}

#[tokio::test]
async fn settings_can_ask_for_faults_and_a_reset_returns_to_them() {
    let rule = json!({"on": "createPayment", "times": 1, "effect": "drop_request"});
    let rule: vipps_simulator::FaultRule = serde_json::from_value(rule).unwrap();
    let world = World::with(|settings| settings.faults = vec![rule]).await;
    for _ in 0..2 {
        assert_eq!(create(&world, "fault-0001").await, None);
        assert_eq!(create(&world, "fault-0001").await.unwrap().0, 201);
        world.control(Method::POST, "reset", &Value::Null).await;
    }
}

#[tokio::test]
async fn the_calls_kept_say_what_struck_them() {
    let world = World::new().await;
    rules(&world, json!([{"on": "createPayment", "effect": "drop_answer"}])).await;
    create(&world, "fault-0001").await;
    let listed = world.control(Method::GET, "requests", &Value::Null).await.json();
    let last = listed["requests"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["status"], &last["fault"]), (&json!(0), &json!("drop_answer")));
}

/// Names of the webhooks of one payment, created and approved, as they arrive in a minute.
async fn arrivals(effect: Value) -> Vec<String> {
    let world = World::new().await;
    let receiver = Receiver::default();
    register_all(&world).await;
    let on = "webhook epayments.payment.created.v1";
    rules(&world, json!([{"on": on, "effect": effect}])).await;
    world.authorized("hook-0001").await;
    let mut names = Vec::new();
    for _ in 0..60 {
        drain(&world, &receiver).await;
        names.extend(receiver.names());
        world.advance_ms(1000);
    }
    names.iter().map(|name| name.trim_start_matches("hook-0001 ").to_owned()).collect()
}

#[tokio::test]
async fn each_effect_on_a_webhook() {
    let cases: [(Value, &[&str]); 4] = [
        (json!("lose"), &["AUTHORIZED"]),
        (json!("twice"), &["CREATED", "CREATED", "AUTHORIZED"]),
        (json!({"late": {"seconds": 10}}), &["CREATED", "AUTHORIZED"]),
        (json!({"out_of_order": {"seconds": 10}}), &["AUTHORIZED", "CREATED"]),
    ];
    for (effect, expected) in cases {
        assert_eq!(arrivals(effect.clone()).await, expected, "{effect}");
    }
}

#[tokio::test]
async fn a_late_webhook_comes_at_its_time() {
    let world = World::new().await;
    let receiver = Receiver::default();
    register_all(&world).await;
    rules(&world, json!([{"on": "webhook *", "nth": 1, "effect": {"late": {"seconds": 10}}}]))
        .await;
    world.created("hook-0001").await;
    drain(&world, &receiver).await;
    world.advance_ms(9999);
    drain(&world, &receiver).await;
    assert_eq!(receiver.names(), Vec::<String>::new());
    world.advance_ms(1);
    drain(&world, &receiver).await;
    assert_eq!(receiver.names(), ["hook-0001 CREATED"]);
}

fn is_signed(request: &WebhookRequest, secret: &str) -> bool {
    let (date, hash) = (header(request, "x-ms-date"), header(request, "x-ms-content-sha256"));
    let path = format!("{}?{}", request.url.path(), request.url.query().unwrap());
    let text = format!("POST\n{path}\n{date};{};{hash}", header(request, "host"));
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    let signature = STANDARD.encode(mac.finalize().into_bytes());
    header(request, "authorization").ends_with(&format!("&Signature={signature}"))
}

#[tokio::test]
async fn a_wrong_signature_is_by_another_secret_and_ends() {
    let world = World::new().await;
    let receiver = Receiver::default();
    let secret = register_all(&world).await["secret"].as_str().unwrap().to_owned();
    let effect = json!({"wrong_signature": {"tries": 2}});
    rules(&world, json!([{"on": "webhook *", "effect": effect}])).await;
    receiver.answers([WebhookAnswer::Status(401); 2]);
    world.created("hook-0001").await;
    let mut right = Vec::new();
    for _ in 0..3 {
        drain(&world, &receiver).await;
        right.extend(receiver.take().iter().map(|request| is_signed(request, &secret)));
        world.advance_ms(2000);
    }
    assert_eq!(right, [false, false, true]);
}

#[tokio::test]
async fn a_cut_connection_is_cut_on_the_wire() {
    let world = World::new().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/epayment/v1/payments/fault-0001", listener.local_addr().unwrap());
    let router = world.simulator.router();
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    assert_eq!(client.get(&url).send().await.unwrap().status(), 401);
    for effect in ["drop_request", "drop_answer"] {
        rules(&world, json!([{"on": "getPayment", "times": 1, "effect": effect}])).await;
        assert!(client.get(&url).send().await.is_err(), "{effect}: not even a status comes");
        assert_eq!(client.get(&url).send().await.unwrap().status(), 401);
    }
    serving.abort();
}

#[tokio::test]
async fn every_operation_has_a_name_that_strikes() {
    let world = World::new().await;
    let mut names = std::collections::BTreeSet::new();
    for operation in operations() {
        let path = operation.path.replace(['{', '}'], "");
        let usual = world.send(operation.method.clone(), &path, &[], "").await;
        assert_ne!(usual.status, 418, "{}", operation.name);
        assert!(!usual.text.contains("Resource not found") || path.starts_with("/qr/"), "{path}");
        let effect = json!({"status": {"status": 418}});
        rules(&world, json!([{"on": operation.name, "effect": effect}])).await;
        let struck = world.send(operation.method.clone(), &path, &[], "").await;
        assert_eq!((struck.status, struck.text.as_str()), (418, ""), "{}", operation.name);
        for other in operations().iter().filter(|other| other.name != operation.name) {
            let path = other.path.replace(['{', '}'], "");
            let reply = world.send(other.method.clone(), &path, &[], "").await;
            assert_ne!(reply.status, 418, "{} strikes {}", operation.name, other.name);
        }
        rules(&world, json!([])).await;
        names.insert(operation.name);
    }
    assert_eq!(names.len() + 1, operations().len(), "userinfo has two spellings");
    let effect = json!({"status": {"status": 418}});
    rules(&world, json!([{"on": "fetchToken", "effect": effect}])).await;
    assert_eq!(world.send(Method::POST, "/accessToken/get", &[], "").await.status, 418);
}
