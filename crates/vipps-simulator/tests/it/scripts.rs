//! Customers who act by script, and the clock that stands still.

use axum::http::Method;
use serde_json::{Value, json};
use vipps_simulator::{CustomerAnswer, Reaction, Script};

use crate::webhooks::{Receiver, drain, register_all};
use crate::world::{OLA, START_MS, World};

async fn script(world: &World, script: Value) {
    let reply = world.control(Method::PUT, &format!("customers/{OLA}/script"), &script).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
}

async fn state(world: &World, reference: &str) -> String {
    world.read(reference).await["state"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_customer_answers_at_the_time_of_the_script() {
    let cases = [
        (json!({"answer": "approve", "after_s": 3}), "AUTHORIZED"),
        (json!({"answer": "decline", "after_s": 3}), "ABORTED"),
        (json!({"answer": "ignore", "after_s": 3}), "CREATED"),
        (json!({"answer": "approve", "after_s": 600}), "CREATED"),
    ];
    for (reaction, expected) in cases {
        let world = World::new().await;
        script(&world, json!({"payments": [reaction]})).await;
        world.created("act-0001").await;
        world.advance_ms(2999);
        assert_eq!(state(&world, "act-0001").await, "CREATED", "{reaction}");
        world.advance_ms(1);
        assert_eq!(state(&world, "act-0001").await, expected, "{reaction}");
        world.advance_ms(600_000);
        let last = if expected == "CREATED" { "EXPIRED" } else { expected };
        assert_eq!(state(&world, "act-0001").await, last, "an answer after the end is none");
    }
}

#[tokio::test]
async fn what_happens_while_nobody_looks_is_stamped_with_its_own_time() {
    let world = World::new().await;
    register_all(&world).await;
    script(&world, json!({"payments": [{"answer": "approve", "after_s": 3}]})).await;
    world.created("act-0001").await;
    let receiver = Receiver::default();
    assert_eq!(
        drain(&world, &receiver).await,
        Some(START_MS + 3000),
        "the loop knows when to wake"
    );
    world.advance_ms(100_000);
    drain(&world, &receiver).await;
    assert_eq!(receiver.names(), ["act-0001 CREATED", "act-0001 AUTHORIZED"]);
    let events = world.get("/epayment/v1/payments/act-0001/events").await.json();
    assert_eq!(events[1]["timestamp"], "2026-11-23T12:00:03.000Z");
}

#[tokio::test]
async fn reactions_come_in_turn_and_the_last_repeats() {
    let world = World::new().await;
    let approve = json!({"answer": "approve"});
    script(&world, json!({"payments": [{"answer": "decline"}, approve]})).await;
    let mut states = Vec::new();
    for reference in ["act-0001", "act-0002", "act-0003"] {
        world.created(reference).await;
        states.push(state(&world, reference).await);
    }
    assert_eq!(states, ["ABORTED", "AUTHORIZED", "AUTHORIZED"]);
    script(&world, json!({})).await;
    world.created("act-0004").await;
    world.advance_ms(60_000);
    assert_eq!(state(&world, "act-0004").await, "CREATED", "by hand again");
}

#[tokio::test]
async fn an_approval_and_a_cancel_can_meet_in_one_instant() {
    let cases = [
        (json!({}), 200, "CREATED AUTHORIZED CANCELLED"),
        (json!({"cancelTransactionOnly": true}), 400, "CREATED AUTHORIZED"),
    ];
    for (body, status, events) in cases {
        let world = World::new().await;
        script(&world, json!({"payments": [{"answer": "approve_at_cancel"}]})).await;
        world.created("act-0001").await;
        world.advance_ms(1000);
        assert_eq!(state(&world, "act-0001").await, "CREATED");
        let path = "/epayment/v1/payments/act-0001/cancel";
        let reply = world.post(path, "cancel-1", &body).await;
        assert_eq!(reply.status, status, "{}", reply.text);
        assert_eq!(world.event_names("act-0001").await.join(" "), events, "{body}");
    }
}

#[tokio::test]
async fn logins_are_answered_too() {
    let world = World::new().await;
    let consents = json!([{"answer": "approve", "after_s": 2}, {"answer": "decline"}]);
    script(&world, json!({ "logins": consents })).await;
    let path = "/vipps-login-ciba/api/backchannel/authentication";
    let token = "/access-management-1.0/access/oauth2/token";
    let mut outcomes = Vec::new();
    for _ in 0..2 {
        let form = [("login_hint", "urn:msisdn:4712345678"), ("scope", "openid")];
        let started = world.login(path, &form).await.json();
        world.advance_ms(2000);
        let id = started["auth_req_id"].as_str().unwrap();
        let grant = "urn:openid:params:grant-type:ciba";
        let form = [("grant_type", grant), ("auth_req_id", id)];
        let answer = world.login(token, &form).await;
        outcomes.push(answer.json()["error"].as_str().unwrap_or("tokens").to_owned());
    }
    assert_eq!(outcomes, ["tokens", "access_denied"]);
}

#[tokio::test]
async fn settings_hold_scripts_and_a_reset_returns_to_them() {
    let approve = Reaction { answer: CustomerAnswer::Approve, after_s: 0, consents: None };
    let world = World::with(|settings| {
        settings.customers[0].script = Script { payments: vec![approve], logins: vec![] };
    })
    .await;
    world.created("act-0001").await;
    assert_eq!(state(&world, "act-0001").await, "AUTHORIZED");
    script(&world, json!({"payments": [{"answer": "decline"}]})).await;
    world.control(Method::POST, "reset", &Value::Null).await;
    world.created("act-0001").await;
    assert_eq!(state(&world, "act-0001").await, "AUTHORIZED");
    let customers = world.control(Method::GET, "customers", &Value::Null).await.json();
    assert_eq!(customers["customers"][0]["script"]["payments"][0]["answer"], "approve");
    for (path, body, status) in [
        ("customers/4799999999/script", json!({}), 404),
        ("customers/4712345678/script", json!({"payments": [{"answer": "shout"}]}), 400),
        ("customers/4712345678/script", json!({"payment": []}), 400),
    ] {
        assert_eq!(world.control(Method::PUT, path, &body).await.status, status, "{body}");
    }
}

#[tokio::test]
async fn a_frozen_clock_moves_by_hand_only() {
    let world = World::new().await;
    world.created("act-0001").await;
    let frozen = world.control(Method::POST, "clock/freeze", &Value::Null).await.json();
    assert_eq!((&frozen["now_unix_ms"], &frozen["is_frozen"]), (&json!(START_MS), &json!(true)));
    world.advance_ms(3_600_000);
    assert_eq!(state(&world, "act-0001").await, "CREATED");
    let moved = world.control(Method::POST, "clock/advance", &json!({"seconds": 599})).await.json();
    assert_eq!(moved["now_unix_ms"], START_MS + 599_000);
    world.control(Method::POST, "clock/run", &Value::Null).await;
    assert_eq!(state(&world, "act-0001").await, "CREATED", "it goes on from where it stood");
    world.advance_ms(1000);
    assert_eq!(state(&world, "act-0001").await, "EXPIRED");
    let still = World::with(|settings| settings.clock_frozen = true).await;
    still.advance_ms(1000);
    let clock = still.control(Method::GET, "clock", &Value::Null).await.json();
    assert_eq!((&clock["now_unix_ms"], &clock["offset_ms"]), (&json!(START_MS), &json!(-1000)));
}
