//! Where the sources contradict each other: each switch changes what it says. A switch that stands
//! with a larger subject is tested there; that none is forgotten is tested here.

use axum::http::Method;
use serde_json::{Value, json};
use vipps_simulator::{FastPoll, Readings, UnknownLogin, WebhookAnswer, WebhookSub};

use crate::create::patched;
use crate::webhooks::{Receiver, drain, register, register_all};
use crate::world::{World, keys};

const REFERENCE: &str = "read-0001";
const PAYMENTS: &str = "/epayment/v1/payments";
const BACKCHANNEL: &str = "/vipps-login-ciba/api/backchannel/authentication";

async fn world(change: fn(&mut Readings)) -> World {
    World::with(|settings| {
        change(&mut settings.readings);
        settings.customers[0].former_msisdn = Some("4723456789".into());
    })
    .await
}

async fn cancel(world: &World, key: &str) -> (u16, String) {
    let reply = world.post(&format!("{PAYMENTS}/{REFERENCE}/cancel"), key, &json!({})).await;
    (reply.status, if reply.status == 200 { String::new() } else { reply.code() })
}

/// A customer's `sub` with a payment.
async fn sub(world: &World) -> Value {
    let patch = json!({"profile": {"scope": "name"}});
    world.create(REFERENCE, &patched(world.payment(REFERENCE), &patch)).await;
    let path = format!("payments/{REFERENCE}/approve");
    world.control(Method::POST, &path, &Value::Null).await;
    world.read(REFERENCE).await["profile"]["sub"].clone()
}

/// Starts a login and returns its `auth_req_id`.
async fn login(world: &World) -> String {
    let form = [("login_hint", "urn:msisdn:4798765432"), ("scope", "openid")];
    let started = world.login(BACKCHANNEL, &form).await.json();
    started["auth_req_id"].as_str().unwrap().to_owned()
}

/// Polls for a login and returns the error.
async fn poll(world: &World, id: &str) -> String {
    let grant = "urn:openid:params:grant-type:ciba";
    let path = "/access-management-1.0/access/oauth2/token";
    let reply = world.login(path, &[("grant_type", grant), ("auth_req_id", id)]).await;
    assert_eq!(reply.status, 400);
    reply.json()["error"].as_str().unwrap().to_owned()
}

/// What one switch changes, as a short text; the same call under both readings.
async fn observe(switch: &str, world: &mut World) -> String {
    match switch {
        "webhook_sub" => {
            register_all(world).await;
            sub(world).await;
            let receiver = Receiver::default();
            drain(world, &receiver).await;
            let sent = receiver.take();
            let body: Value = serde_json::from_slice(&sent.last().unwrap().body).unwrap();
            format!("{} {}", body["sub"].is_string(), body["profile"]["sub"].is_string())
        }
        "camel_case_parameters" => {
            let form = [("loginHint", "urn:msisdn:4798765432"), ("scope", "openid")];
            world.login(BACKCHANNEL, &form).await.status.to_string()
        }
        "user_exists" => {
            let form = [("login_hint", "urn:msisdn:4798765432")];
            world.login("/vipps-login-ciba/api/v1/user-exists", &form).await.status.to_string()
        }
        "same_sub_after_number_change" => {
            // The sub of the number that the customer had before, worked out by a world in which it
            // is the number.
            let before = World::with(|settings| {
                settings.customers[0].msisdn = "4723456789".into();
            })
            .await;
            let patch =
                json!({"profile": {"scope": "name"}, "customer": {"phoneNumber": "4723456789"}});
            before.create(REFERENCE, &patched(before.payment(REFERENCE), &patch)).await;
            let path = format!("payments/{REFERENCE}/approve");
            before.control(Method::POST, &path, &Value::Null).await;
            let known = before.read(REFERENCE).await["profile"]["sub"].clone();
            assert!(known.is_string());
            (sub(world).await == known).to_string()
        }
        "order_management" => world.get("/order-management/v3/categories").await.status.to_string(),
        "exchange_needs_requested_data" => {
            let body = json!({"customer": {"customerToken": "nobody's"}});
            world.post("/qr/v1/exchange/customer", "", &body).await.code()
        }
        "cancel_needs_key" => {
            world.created(REFERENCE).await;
            format!("{:?}", cancel(world, "").await)
        }
        "cancel_meets_lock" => {
            let body = patched(world.payment(REFERENCE), &json!({"amount": {"value": 201}}));
            world.create(REFERENCE, &body).await;
            let path = format!("payments/{REFERENCE}/approve");
            world.control(Method::POST, &path, &Value::Null).await;
            format!("{:?}", cancel(world, "x-1").await)
        }
        "ended_counts_as_cancelled" => {
            let mut seen = Vec::new();
            for reference in ["read-0001", "read-0002"] {
                world.created(reference).await;
            }
            world.control(Method::POST, "payments/read-0001/decline", &Value::Null).await;
            world.advance_s(600).await;
            for reference in ["read-0001", "read-0002"] {
                let payment = world.read(reference).await;
                let cancelled = &payment["aggregate"]["cancelledAmount"]["value"];
                seen.push(format!("{} {cancelled}", payment["state"]));
            }
            seen.join(" ")
        }
        "minimum_in_norway" => {
            let body = patched(world.payment(REFERENCE), &json!({"amount": {"value": 399}}));
            world.create(REFERENCE, &body).await.status.to_string()
        }
        "changes_are_problem_json" => {
            world.authorized(REFERENCE).await;
            let reply = world.modify("capture", REFERENCE, "c-1", 1).await;
            reply.header("content-type").to_owned()
        }
        "token_numbers_are_strings" => {
            let reply = world.send(Method::POST, "/accesstoken/get", &keys(), "").await;
            reply.json()["expires_in"].to_string()
        }
        "webhook_needs_200" => {
            register_all(world).await;
            world.created(REFERENCE).await;
            let receiver = Receiver::default();
            receiver.answers([WebhookAnswer::Status(202)]);
            drain(world, &receiver).await;
            world.advance_ms(2000);
            drain(world, &receiver).await;
            receiver.take().len().to_string()
        }
        "webhook_query" => {
            register_all(world).await;
            world.created(REFERENCE).await;
            let receiver = Receiver::default();
            drain(world, &receiver).await;
            receiver.take()[0].url.query().unwrap_or("none").to_owned()
        }
        _ => observe_login(switch, world).await,
    }
}

/// The same for a login in the app.
async fn observe_login(switch: &str, world: &World) -> String {
    match switch {
        "fast_poll" => {
            let id = login(world).await;
            let mut seen = Vec::new();
            for pause_ms in [0, 4999, 5000] {
                world.advance_ms(pause_ms);
                seen.push(poll(world, &id).await);
            }
            assert_eq!(seen[0], "authorization_pending");
            seen[1..].join(" ")
        }
        "unknown_login" => poll(world, "nobody's").await,
        "ping_at_decline" => {
            register(world, "https://example.com/", &["login.merchant-initiated.ping.v1"]).await;
            let id = login(world).await;
            world.control(Method::POST, &format!("logins/{id}/decline"), &Value::Null).await;
            let receiver = Receiver::default();
            drain(world, &receiver).await;
            let sent = receiver.take();
            let body = sent.first().map(|it| serde_json::from_slice::<Value>(&it.body).unwrap());
            body.map_or("none", |body| if body["auth_req_id"] == id { "its own" } else { "other" })
                .to_owned()
        }
        other => panic!("{other} is tested nowhere"),
    }
}

/// Name, the other reading, and what is seen by default and by the other.
type Case = (&'static str, fn(&mut Readings), &'static str, &'static str);

const CASES: [Case; 18] = [
    ("webhook_sub", |it| it.webhook_sub = WebhookSub::Profile, "true false", "false true"),
    ("camel_case_parameters", |it| it.camel_case_parameters = true, "400", "200"),
    ("user_exists", |it| it.user_exists = false, "200", "404"),
    ("same_sub_after_number_change", |it| it.same_sub_after_number_change = false, "true", "false"),
    ("order_management", |it| it.order_management = false, "200", "404"),
    (
        "exchange_needs_requested_data",
        |it| it.exchange_needs_requested_data = true,
        "customer",
        "requestedData",
    ),
    (
        "cancel_needs_key",
        |it| it.cancel_needs_key = true,
        r#"(200, "")"#,
        r#"(400, "Idempotency-Key")"#,
    ),
    (
        "cancel_meets_lock",
        |it| it.cancel_meets_lock = false,
        r#"(423, "6250")"#,
        r#"(400, "6250")"#,
    ),
    (
        "ended_counts_as_cancelled",
        |it| it.ended_counts_as_cancelled = true,
        r#""ABORTED" 0 "EXPIRED" 0"#,
        r#""ABORTED" 10000 "EXPIRED" 10000"#,
    ),
    ("minimum_in_norway", |it| it.minimum_in_norway = 400, "201", "400"),
    (
        "changes_are_problem_json",
        |it| it.changes_are_problem_json = true,
        "application/json",
        "application/problem+json",
    ),
    ("token_numbers_are_strings", |it| it.token_numbers_are_strings = false, "\"3600\"", "3600"),
    ("webhook_needs_200", |it| it.webhook_needs_200 = true, "1", "2"),
    ("webhook_query", |it| it.webhook_query = false, "store=7", "none"),
    (
        "fast_poll",
        |it| it.fast_poll = FastPoll::Pending,
        "slow_down slow_down",
        "authorization_pending authorization_pending",
    ),
    (
        "fast_poll",
        |it| it.fast_poll = FastPoll::InvalidRequest,
        "slow_down slow_down",
        "invalid_request authorization_pending",
    ),
    (
        "unknown_login",
        |it| it.unknown_login = UnknownLogin::AccessDenied,
        "invalid_grant",
        "access_denied",
    ),
    ("ping_at_decline", |it| it.ping_at_decline = true, "none", "its own"),
];

#[tokio::test]
async fn each_switch_changes_what_it_says() {
    for (switch, change, usual, other) in CASES {
        assert_eq!(observe(switch, &mut world(|_| {}).await).await, usual, "{switch}");
        assert_eq!(observe(switch, &mut world(change).await).await, other, "{switch}");
    }
}

/// Every switch of the example file is tested, here or with its subject.
#[test]
fn no_switch_is_forgotten() {
    let example = include_str!("../../simulator.toml");
    let readings = example.split("[readings]\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let elsewhere = concat!(
        include_str!("codes.rs"),
        include_str!("deadlines.rs"),
        include_str!("limits.rs"),
        include_str!("login_ways.rs"),
        include_str!("report.rs"),
        include_str!("sharing.rs"),
    );
    let mut switches = 0;
    for line in readings.lines() {
        let (name, _) = line.split_once(" = ").unwrap();
        let is_here = CASES.iter().any(|(case, ..)| *case == name);
        assert!(is_here || elsewhere.contains(&format!("readings.{name} = ")), "{name}");
        switches += 1;
    }
    let all = format!("{:?}", Readings::default());
    assert_eq!(switches, all.matches(": ").count(), "the example has every switch: {all}");
}

#[tokio::test]
async fn the_control_api_changes_readings_until_a_reset() {
    let world = World::new().await;
    let read = || async { world.control(Method::GET, "readings", &Value::Null).await.json() };
    let usual = read().await;
    assert_eq!(usual["minimum_in_norway"], 100);
    let changes = json!({"user_exists": false, "rate_limit": "per_operation"});
    let changed = world.control(Method::PUT, "readings", &changes).await.json();
    let expected = patched(usual.clone(), &changes);
    assert_eq!((&changed, &read().await), (&expected, &expected));
    let form = [("login_hint", "urn:msisdn:4798765432")];
    let exists = || world.login("/vipps-login-ciba/api/v1/user-exists", &form);
    assert_eq!(exists().await.status, 404);

    let cases = [
        (json!({"cancel_needs_key": true, "rate_limits": "off"}), "rate_limits"),
        (json!({"cancel_needs_key": true, "rate_limit": "never"}), "rate_limit"),
        (json!({"cancel_needs_key": 1}), "cancel_needs_key"),
        (json!([]), "body"),
    ];
    for (body, name) in cases {
        let reply = world.control(Method::PUT, "readings", &body).await;
        assert_eq!((reply.status, reply.code().as_str()), (400, name), "{body}");
    }
    assert_eq!(read().await, expected, "what is refused changes nothing");

    world.control(Method::POST, "reset", &Value::Null).await;
    assert_eq!(read().await, usual);
    assert_eq!(exists().await.status, 200);
}
