//! Registrations, signed deliveries, the schedule of retries and the order of events, stepped by
//! hand against a scripted receiver.

use std::collections::VecDeque;
use std::sync::Mutex;

use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use vipps_simulator::{Stepped, WebhookAnswer, WebhookRequest, WebhookSender};

use crate::world::{START_MS, World};

const URL: &str = "http://127.0.0.1:8080/webhooks/vipps/1?store=7";

/// Keeps what it is sent and answers by script, then 200.
#[derive(Default)]
pub(crate) struct Receiver {
    script: Mutex<VecDeque<WebhookAnswer>>,
    received: Mutex<Vec<WebhookRequest>>,
}

#[async_trait::async_trait]
impl WebhookSender for Receiver {
    async fn send(&self, request: WebhookRequest) -> WebhookAnswer {
        self.received.lock().unwrap().push(request);
        self.script.lock().unwrap().pop_front().unwrap_or(WebhookAnswer::Status(200))
    }
}

impl Receiver {
    pub(crate) fn answers(&self, answers: impl IntoIterator<Item = WebhookAnswer>) {
        self.script.lock().unwrap().extend(answers);
    }

    pub(crate) fn take(&self) -> Vec<WebhookRequest> {
        std::mem::take(&mut self.received.lock().unwrap())
    }

    /// Names and references received since the last look.
    pub(crate) fn names(&self) -> Vec<String> {
        self.take().iter().map(name).collect()
    }
}

fn name(request: &WebhookRequest) -> String {
    let body: Value = serde_json::from_slice(&request.body).unwrap();
    format!("{} {}", body["reference"].as_str().unwrap(), body["name"].as_str().unwrap())
}

pub(crate) fn header<'a>(request: &'a WebhookRequest, name: &str) -> &'a str {
    let found = request.headers.iter().find(|(known, _)| *known == name);
    found.map(|(_, value)| value.as_str()).unwrap()
}

pub(crate) async fn register(world: &World, url: &str, events: &[&str]) -> Value {
    let body = json!({"url": url, "events": events});
    let reply = world.post("/webhooks/v1/webhooks", "", &body).await;
    assert_eq!(reply.status, 201, "{}", reply.text);
    reply.json()
}

pub(crate) async fn register_all(world: &World) -> Value {
    let names = ["created", "authorized", "captured", "cancelled", "expired", "aborted"];
    let events: Vec<String> =
        names.iter().map(|name| format!("epayments.payment.{name}.v1")).collect();
    register(world, URL, &events.iter().map(String::as_str).collect::<Vec<_>>()).await
}

/// Steps until nothing is due and returns when the next is.
pub(crate) async fn drain(world: &World, receiver: &Receiver) -> Option<i64> {
    for _ in 0..100 {
        if let Stepped::Idle { next_due_unix_ms } = world.simulator.step(receiver).await {
            return next_due_unix_ms;
        }
    }
    panic!("the queue does not drain");
}

#[tokio::test]
async fn registrations_show_their_secret_once() {
    let world = World::new().await;
    let registered = register_all(&world).await;
    let id = registered["id"].as_str().unwrap();
    assert_eq!(registered["secret"].as_str().unwrap().len(), 88);
    let listed = world.get("/webhooks/v1/webhooks").await.json();
    assert_eq!(listed["webhooks"][0]["id"], id);
    assert_eq!(listed["webhooks"][0]["url"], URL);
    assert_eq!(listed["webhooks"][0].get("secret"), None);
    let path = format!("/webhooks/v1/webhooks/{id}");
    assert_eq!(world.api(Method::DELETE, &path, "", "").await.status, 204);
    assert_eq!(world.api(Method::DELETE, &path, "", "").await.status, 404);
    let listed = world.get("/webhooks/v1/webhooks").await.json();
    assert_eq!(listed, json!({"webhooks": []}));
}

#[tokio::test]
async fn wrong_registrations_are_refused() {
    let world = World::new().await;
    let created = "epayments.payment.created.v1";
    let cases = [
        (json!({"url": "http://example.com/hook", "events": [created]}), "url"),
        (json!({"url": "nonsense", "events": [created]}), "url"),
        (json!({"url": URL, "events": []}), "events"),
        (json!({"url": URL, "events": ["epayments.payment.created"]}), "events"),
        (json!({"url": URL}), "events"),
        (json!({"url": URL, "events": [created], "secret": "mine"}), "secret"),
    ];
    for (body, field) in cases {
        let reply = world.post("/webhooks/v1/webhooks", "", &body).await;
        assert_eq!((reply.status, reply.code().as_str()), (400, field), "{body}");
    }
    for _ in 0..25 {
        register(&world, URL, &[created]).await;
    }
    let body = json!({"url": URL, "events": [created]});
    let reply = world.post("/webhooks/v1/webhooks", "", &body).await;
    assert_eq!((reply.status, reply.code().as_str()), (400, "events"));
    register(&world, URL, &["epayments.payment.captured.v1"]).await;
    register(&world.in_denmark(), URL, &[created]).await;
}

#[tokio::test]
async fn deliveries_are_signed_over_the_registered_address() {
    let world = World::new().await;
    let secret = register_all(&world).await["secret"].as_str().unwrap().to_owned();
    world.created("hook-0001").await;
    let receiver = Receiver::default();
    drain(&world, &receiver).await;
    let [request] = &receiver.take()[..] else { panic!("one delivery expected") };
    assert_eq!(request.url.as_str(), URL);
    assert_eq!(header(request, "host"), "127.0.0.1:8080");
    assert_eq!(header(request, "x-ms-date"), "Mon, 23 Nov 2026 12:00:00 GMT");
    let hash = STANDARD.encode(Sha256::digest(&request.body));
    assert_eq!(header(request, "x-ms-content-sha256"), hash);
    let signed = format!(
        "POST\n/webhooks/vipps/1?store=7\nMon, 23 Nov 2026 12:00:00 GMT;127.0.0.1:8080;{hash}"
    );
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(signed.as_bytes());
    let signature = STANDARD.encode(mac.finalize().into_bytes());
    let expected = format!(
        "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}"
    );
    assert_eq!(header(request, "authorization"), expected);
    assert_eq!(header(request, "x-vipps-authorization"), expected);
    let body: Value = serde_json::from_slice(&request.body).unwrap();
    let psp_reference = world.read("hook-0001").await["pspReference"].clone();
    let event = json!({
        "msn": "123456",
        "reference": "hook-0001",
        "pspReference": psp_reference,
        "name": "CREATED",
        "amount": {"currency": "NOK", "value": 10_000},
        "timestamp": "2026-11-23T12:00:00.0000000Z",
        "idempotencyKey": "create-hook-0001",
        "success": true,
    });
    assert_eq!(body, event);
}

#[tokio::test]
async fn a_failing_delivery_follows_the_schedule_for_seven_days() {
    let world = World::new().await;
    register_all(&world).await;
    world.created("hook-0001").await;
    world.control(Method::POST, "payments/hook-0001/approve", &Value::Null).await;
    let receiver = Receiver::default();
    receiver.answers(std::iter::repeat_n(WebhookAnswer::Status(500), 1000));
    let mut pauses_s = Vec::new();
    let mut signatures = Vec::new();
    let mut now_ms = START_MS;
    loop {
        let next_ms = drain(&world, &receiver).await;
        let sent = receiver.take();
        assert_eq!(name(&sent[0]), "hook-0001 CREATED");
        signatures.push(header(&sent[0], "authorization").to_owned());
        if sent.len() > 1 {
            assert_eq!(name(&sent[1]), "hook-0001 AUTHORIZED", "given up, so the next one comes");
            break;
        }
        let pause_ms = next_ms.unwrap() - now_ms;
        pauses_s.push(pause_ms / 1000);
        world.advance_ms(pause_ms);
        now_ms += pause_ms;
        assert!(pauses_s.len() < 60, "it never gives up");
    }
    let mut expected = vec![2, 2, 2, 60, 120];
    expected.extend([3600; 23]);
    expected.extend([86_400; 6]);
    assert_eq!(pauses_s, expected, "a seventh day's pause would end after seven days");
    let attempts = signatures.len();
    signatures.dedup();
    assert_eq!(signatures.len(), attempts, "each attempt is signed anew");
}

#[tokio::test]
async fn only_2xx_counts_as_delivered() {
    let cases = [
        (WebhookAnswer::Status(200), true),
        (WebhookAnswer::Status(204), true),
        (WebhookAnswer::Status(302), false),
        (WebhookAnswer::Status(401), false),
        (WebhookAnswer::Status(503), false),
        (WebhookAnswer::None, false),
    ];
    for (answer, is_delivered) in cases {
        let world = World::new().await;
        register_all(&world).await;
        world.created("hook-0001").await;
        let receiver = Receiver::default();
        receiver.answers([answer]);
        drain(&world, &receiver).await;
        world.advance_ms(2000);
        drain(&world, &receiver).await;
        assert_eq!(receiver.take().len(), if is_delivered { 1 } else { 2 }, "{answer:?}");
    }
}

#[tokio::test]
async fn a_failing_event_holds_back_its_own_payment_only() {
    let world = World::new().await;
    register_all(&world).await;
    let receiver = Receiver::default();
    world.authorized("hook-0001").await;
    receiver.answers([WebhookAnswer::Status(500)]);
    drain(&world, &receiver).await;
    assert_eq!(receiver.names(), ["hook-0001 CREATED"], "AUTHORIZED waits behind CREATED");
    world.authorized("hook-0002").await;
    drain(&world, &receiver).await;
    assert_eq!(receiver.names(), ["hook-0002 CREATED", "hook-0002 AUTHORIZED"]);
    world.modify("capture", "hook-0001", "c-1", 10_000).await;
    drain(&world, &receiver).await;
    assert!(receiver.names().is_empty());
    world.advance_ms(2000);
    drain(&world, &receiver).await;
    let names = ["hook-0001 CREATED", "hook-0001 AUTHORIZED", "hook-0001 CAPTURED"];
    assert_eq!(receiver.names(), names, "in order once the first is through");
}

#[tokio::test]
async fn a_step_makes_the_event_of_an_expiry() {
    let world = World::new().await;
    register_all(&world).await;
    world.created("hook-0001").await;
    let receiver = Receiver::default();
    let next_ms = drain(&world, &receiver).await;
    assert_eq!(next_ms, Some(START_MS + 600_000), "the loop knows when to wake");
    receiver.take();
    world.advance_ms(600_000);
    assert_eq!(drain(&world, &receiver).await, None);
    assert_eq!(receiver.names(), ["hook-0001 EXPIRED"]);
}

#[tokio::test]
async fn each_registration_gets_the_events_of_its_sales_unit() {
    let norway = World::new().await;
    register_all(&norway).await;
    register(&norway, "https://example.com/hook", &["epayments.payment.authorized.v1"]).await;
    norway.authorized("hook-0001").await;
    let denmark = norway.in_denmark();
    denmark.authorized("hook-0002").await;
    let receiver = Receiver::default();
    drain(&denmark, &receiver).await;
    let mut received: Vec<String> = receiver
        .take()
        .iter()
        .map(|request| format!("{} {}", request.url.host_str().unwrap(), name(request)))
        .collect();
    received.sort();
    let expected = [
        "127.0.0.1 hook-0001 AUTHORIZED",
        "127.0.0.1 hook-0001 CREATED",
        "example.com hook-0001 AUTHORIZED",
    ];
    assert_eq!(received, expected);
}

#[tokio::test]
async fn deleting_a_registration_ends_its_retries() {
    let world = World::new().await;
    let id = register_all(&world).await["id"].as_str().unwrap().to_owned();
    world.created("hook-0001").await;
    world.control(Method::POST, "payments/hook-0001/decline", &Value::Null).await;
    let receiver = Receiver::default();
    receiver.answers([WebhookAnswer::None]);
    drain(&world, &receiver).await;
    receiver.take();
    world.api(Method::DELETE, &format!("/webhooks/v1/webhooks/{id}"), "", "").await;
    world.advance_ms(3_600_000);
    assert_eq!(drain(&world, &receiver).await, None);
    assert!(receiver.take().is_empty());
}

#[tokio::test]
async fn a_receiver_that_fails_for_two_weeks_is_deleted() {
    const DAY_MS: i64 = 24 * 3_600_000;
    // Days on which there is an event, the answers on that day, and whether the registration is
    // there at the end.
    let failed = WebhookAnswer::Status(503);
    let taken = WebhookAnswer::Status(200);
    let cases: [(&[(i64, WebhookAnswer)], bool); 4] = [
        (&[(0, failed), (14, failed)], false),
        (&[(0, failed), (13, failed)], true),
        (&[(0, failed), (7, taken), (14, failed)], true),
        (&[(0, taken), (40, failed)], true),
    ];
    for (case, (events, is_there)) in cases.into_iter().enumerate() {
        let mut world = World::new().await;
        register_all(&world).await;
        let receiver = Receiver::default();
        let mut day = 0;
        for (at_day, answer) in events {
            world.advance_ms((at_day - day) * DAY_MS);
            day = *at_day;
            world.renew_token().await;
            world.created(&format!("hook-000{day}")).await;
            receiver.answers(std::iter::repeat_n(*answer, 10));
            drain(&world, &receiver).await;
            receiver.script.lock().unwrap().clear();
        }
        let listed = world.get("/webhooks/v1/webhooks").await.json();
        assert_eq!(!listed["webhooks"].as_array().unwrap().is_empty(), is_there, "{case}");
        if !is_there {
            // Only the payment of that day is waited for.
            let expires_ms = START_MS + day * DAY_MS + 600_000;
            let idle = Stepped::Idle { next_due_unix_ms: Some(expires_ms) };
            assert_eq!(world.simulator.step(&receiver).await, idle, "what waited goes with it");
        }
    }
}

#[tokio::test]
async fn an_approved_login_pings() {
    let world = World::new().await;
    register(&world, URL, &["login.merchant-initiated.ping.v1"]).await;
    let path = "/vipps-login-ciba/api/backchannel/authentication";
    let form = [("login_hint", "urn:msisdn:4712345678"), ("scope", "openid")];
    let mut ids = Vec::new();
    for answer in ["approve", "decline"] {
        let started = world.login(path, &form).await.json();
        let id = started["auth_req_id"].as_str().unwrap().to_owned();
        world.control(Method::POST, &format!("logins/{id}/{answer}"), &Value::Null).await;
        ids.push(id);
    }
    let receiver = Receiver::default();
    drain(&world, &receiver).await;
    let received = receiver.take();
    assert_eq!(received.len(), 1, "a denial does not ping");
    let body: Value = serde_json::from_slice(&received[0].body).unwrap();
    assert_eq!(body, json!({"auth_req_id": ids[0]}));
}

#[tokio::test]
async fn a_check_in_is_told_with_its_token() {
    let world = World::new().await;
    register(&world, URL, &["user.checked-in.v1"]).await;
    let body = json!({"locationDescription": "Kasse 1"}).to_string();
    world.api(Method::PUT, "/qr/v1/merchant-callback/till-1", "", &body).await;
    let scan = json!({"msisdn": "4712345678", "msn": "123456", "merchant_qr_id": "till-1"});
    let token = world.control(Method::POST, "check-ins", &scan).await.json();
    let receiver = Receiver::default();
    drain(&world, &receiver).await;
    let requests = receiver.take();
    let body: Value = serde_json::from_slice(&requests[0].body).unwrap();
    let expected = json!({
        "customerToken": token["customer_token"], "merchantQrId": "till-1", "msn": "123456",
        "initiatedAt": "2026-11-23T12:00:00.0000000Z",
    });
    assert_eq!(body, expected);
}
