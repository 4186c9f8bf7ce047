//! Webhooks as anybody may send them: spoilt, to the wrong address, about something else, copied,
//! days late, and while the database takes nothing. Only what is true is acted on, and once.

use crate::rules;
use axum::http::{Method, Request};
use rusqlite::Connection;
use serde_json::{Value, json};
use store::FeedPosition;
use testkit::TestApp;
use vipps_simulator::WebhookRequest;

const DAY_MS: i64 = 24 * 3_600_000;

/// A sale whose customer has approved, and the webhook that tells of it, which did not arrive.
async fn approved_unheard(app: &TestApp) -> (String, WebhookRequest) {
    let sale = app.requested().await;
    app.hold_mail(true);
    app.customer("approve").await;
    app.settle().await;
    app.hold_mail(false);
    let webhook = app.mail().pop().unwrap();
    assert_eq!(body_of(&webhook)["name"], "AUTHORIZED");
    assert_eq!(payment_state(app, &sale).await, "created", "nobody has told it yet");
    (sale, webhook)
}

fn body_of(webhook: &WebhookRequest) -> Value {
    serde_json::from_slice(&webhook.body).unwrap()
}

async fn payment_state(app: &TestApp, sale: &str) -> Value {
    app.get(sale).await.ok()["payment"]["state"].clone()
}

/// The same webhook with a signature in one header only, whole as it is.
fn with_one_signature(webhook: &WebhookRequest, name: &'static str) -> WebhookRequest {
    let mut other = webhook.clone();
    other.headers.retain(|(it, _)| !it.ends_with("authorization") || *it == name);
    assert_eq!(other.headers.len(), webhook.headers.len() - 1);
    other
}

/// Where the feed stands, which grows with every commit, and how much waits in the inbox.
async fn standing(app: &TestApp) -> (FeedPosition, usize) {
    let store = app.engine.store();
    (store.feed_position().await.unwrap(), store.inbox(100).await.unwrap().len())
}

async fn assert_paid_once(app: &TestApp, sale: &str) {
    let paid = app.get(sale).await.ok();
    assert_eq!((&paid["state"], &paid["receipt_number"]), (&json!("completed"), &json!(1)));
    let payments = app.payments().await;
    assert_eq!(payments[0]["aggregate"]["capturedAmount"]["value"], 319_900);
    assert_eq!(payments[0]["capture_calls"], 1);
}

#[tokio::test]
async fn no_byte_of_it_may_be_another() {
    let app = TestApp::new().await;
    let (sale, webhook) = approved_unheard(&app).await;
    let before = standing(&app).await;
    let webhook = with_one_signature(&webhook, "authorization");
    let mut spoilt = Vec::new();
    for at in 0..webhook.body.len() {
        let mut other = webhook.clone();
        other.body[at] ^= 1;
        spoilt.push(other);
    }
    for length in [0, 1, webhook.body.len() - 1] {
        let mut other = webhook.clone();
        other.body.truncate(length);
        spoilt.push(other);
    }
    let signed = ["x-ms-date", "x-ms-content-sha256", "authorization"];
    for name in signed {
        let place = webhook.headers.iter().position(|(it, _)| *it == name).unwrap();
        for at in 0..webhook.headers[place].1.len() {
            let mut bytes = webhook.headers[place].1.clone().into_bytes();
            bytes[at] ^= 1;
            let mut other = webhook.clone();
            other.headers[place].1 = String::from_utf8(bytes).unwrap();
            spoilt.push(other);
        }
        let mut without = webhook.clone();
        without.headers.remove(place);
        spoilt.push(without);
    }
    assert!(spoilt.len() > 500, "{}", spoilt.len());
    for other in &spoilt {
        let status = app.deliver(other).await;
        assert_eq!(status, 401, "{:?} {:?}", other.headers, String::from_utf8_lossy(&other.body));
    }
    assert_eq!(standing(&app).await, before);
    app.settle().await;
    assert_eq!(payment_state(&app, &sale).await, "created");
    assert_eq!(app.deliver(&webhook).await, 200);
    app.settle().await;
    assert_paid_once(&app, &sale).await;
}

#[tokio::test]
async fn a_proxy_may_put_the_signature_into_the_other_header() {
    let app = TestApp::new().await;
    let (sale, webhook) = approved_unheard(&app).await;
    let moved = with_one_signature(&webhook, "x-vipps-authorization");
    let mut forged = moved.clone();
    for (name, value) in &mut forged.headers {
        if name.ends_with("authorization") {
            *value = value.replace("Signature=", "Signature=A");
        }
    }
    assert_eq!(app.deliver(&forged).await, 401);
    let mut beside = moved.clone();
    beside.headers.push(("authorization", "Bearer of-the-proxy".to_owned()));
    for webhook in [moved, beside] {
        assert_eq!(app.deliver(&webhook).await, 200);
    }
    app.settle().await;
    assert_paid_once(&app, &sale).await;
}

#[tokio::test]
async fn the_address_of_another_sales_unit_tells_nothing_of_this_one() {
    let app = TestApp::new().await;
    let (sale, webhook) = approved_unheard(&app).await;
    let other_sale = app.sale("2", &["12345678", "9521234500018"]).await;
    app.post(&format!("{other_sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    let other = app.mail().pop().unwrap();
    assert_eq!(body_of(&other)["msn"], "234567");
    let elsewhere = WebhookRequest { url: other.url.clone(), ..webhook.clone() };
    assert_eq!(app.deliver(&elsewhere).await, 401, "another secret");
    // Truly signed by the other sales unit: of this one's payment, under either number.
    for msn in ["123456", "234567"] {
        let mut body = body_of(&webhook);
        body["msn"] = json!(msn);
        assert_eq!(app.deliver(&app.signed(&other, &body)).await, 200, "nothing to send again");
        app.settle().await;
        assert_eq!(payment_state(&app, &sale).await, "created", "{msn}");
        assert_eq!(payment_state(&app, &other_sale).await, "created", "{msn}");
    }
    assert_eq!(app.deliver(&webhook).await, 200);
    app.settle().await;
    assert_paid_once(&app, &sale).await;
}

#[tokio::test]
async fn an_approval_of_something_else_is_none() {
    let app = TestApp::new().await;
    let (sale, webhook) = approved_unheard(&app).await;
    let reference = body_of(&webhook)["reference"].as_str().unwrap().to_owned();
    let next = reference.strip_suffix("-1").unwrap().to_owned() + "-2";
    let odd = [
        ("/amount/value", json!(319_901)),
        ("/amount/value", json!(100)),
        ("/amount/value", json!(-319_900)),
        ("/amount/currency", json!("DKK")),
        ("/amount/currency", json!("EUR")),
        ("/success", json!(false)),
        ("/name", json!("PONDERED")),
        ("/reference", json!(next)),
        ("/reference", json!(format!("other-{reference}"))),
        ("/reference", json!(reference.to_uppercase())),
    ];
    for (number, (field, value)) in odd.into_iter().enumerate() {
        let mut body = body_of(&webhook);
        *body.pointer_mut(field).unwrap() = value.clone();
        // An event of its own, not a copy of the true one.
        body["pspReference"] = json!(format!("odd-{number}"));
        let status = app.deliver(&app.signed(&webhook, &body)).await;
        assert_eq!(status, 200, "{field} {value}");
        app.settle().await;
        let sale = app.get(&sale).await.ok();
        assert_eq!(sale["payment"]["state"], "created", "{field} {value}");
    }
    assert_eq!(app.get("/v1/unresolved").await.ok()["items"], json!([]));
    for body in [json!({}), json!([]), json!("AUTHORIZED")] {
        assert_eq!(app.deliver(&app.signed(&webhook, &body)).await, 400, "signed, and no event");
    }
    assert_eq!(app.deliver(&webhook).await, 200);
    app.settle().await;
    assert_paid_once(&app, &sale).await;
}

#[tokio::test]
async fn ten_copies_are_one() {
    let app = TestApp::new().await;
    let (sale, webhook) = approved_unheard(&app).await;
    for _ in 0..5 {
        assert_eq!(app.deliver(&webhook).await, 200);
    }
    assert_eq!(standing(&app).await.1, 1, "stored once");
    app.settle().await;
    let before = standing(&app).await;
    for _ in 0..5 {
        assert_eq!(app.deliver(&webhook).await, 200);
        app.settle().await;
    }
    assert_eq!(standing(&app).await, before);
    assert_paid_once(&app, &sale).await;
}

#[tokio::test]
async fn what_comes_again_days_later_changes_nothing() {
    let ends = ["captured", "released", "aborted"];
    for end in ends {
        let app = TestApp::new().await;
        let sale = app.requested().await;
        app.hold_mail(true);
        let cancel = format!("{sale}/payment-request/cancel");
        app.customer(if end == "aborted" { "decline" } else { "approve" }).await;
        if end == "released" {
            app.post(&cancel, json!({})).await.ok();
            app.settle().await;
            let claim = json!({ "claim": "release" });
            app.post(&format!("{sale}/payment-request/claim"), claim).await.ok();
        }
        // All of it is learnt by asking; what was to be told is told a week later, twice, and the
        // last first.
        app.advance_s(10).await;
        assert_eq!(payment_state(&app, &sale).await, end);
        app.clock.advance_ms(7 * DAY_MS);
        app.settle().await;
        app.hold_mail(false);
        let (before, told) = (app.get(&sale).await.ok(), app.payments().await);
        let events = feed(&app).await;
        let mail = app.mail();
        assert!(mail.len() >= 2, "{}", mail.len());
        for webhook in mail.iter().rev().chain(&mail) {
            assert_eq!(app.deliver(webhook).await, 200);
            app.settle().await;
        }
        app.advance_s(120).await;
        assert_eq!(app.get(&sale).await.ok(), before);
        assert_eq!(app.payments().await, told, "{end}: nothing was done there");
        assert_eq!(feed(&app).await, events, "{end}");
        assert_eq!(app.get("/v1/unresolved").await.ok()["items"], json!([]));
    }
}

async fn feed(app: &TestApp) -> FeedPosition {
    app.engine.store().feed_position().await.unwrap()
}

#[tokio::test]
async fn out_of_order_is_as_good_as_in_order() {
    let app = TestApp::new().await;
    let late = json!({ "out_of_order": { "seconds": 30 } });
    app.faults(json!([{ "on": "webhook epayments.payment.created.v1", "effect": late }])).await;
    let sale = app.requested().await;
    app.customer("approve").await;
    app.settle().await;
    assert_paid_once(&app, &sale).await;
    let before = app.get(&sale).await.ok();
    app.advance_s(40).await;
    let names: Vec<_> = app.mail().iter().map(|it| body_of(it)["name"].clone()).collect();
    assert_eq!(names.last(), Some(&json!("CREATED")), "{names:?}");
    assert_eq!(app.get(&sale).await.ok(), before);
}

#[tokio::test]
async fn while_the_database_takes_nothing_it_is_not_acknowledged_and_comes_again() {
    let app = TestApp::new().await;
    let sale = app.requested().await;
    app.faults(rules::no_reads()).await;
    let database = Connection::open(app.database_path()).unwrap();
    database
        .execute_batch(
            "CREATE TRIGGER full BEFORE INSERT ON inbox BEGIN SELECT RAISE(ABORT, 'full'); END",
        )
        .unwrap();
    app.customer("approve").await;
    app.settle().await;
    let webhook = app.mail().pop().unwrap();
    assert_eq!(app.deliver(&webhook).await, 503);
    assert_eq!(payment_state(&app, &sale).await, "created");
    database.execute_batch("DROP TRIGGER full").unwrap();
    let tries = app.mail().len();
    app.advance_s(120).await;
    assert!(app.mail().len() > tries, "it came again by itself");
    assert_paid_once(&app, &sale).await;
}

#[tokio::test]
async fn an_address_that_nobody_registered_gets_no_answer_that_ends_it() {
    let app = TestApp::new().await;
    let (_, webhook) = approved_unheard(&app).await;
    let path = webhook.url.path().to_owned();
    let shorter = &path[..path.len() - 1];
    for path in [shorter, "/webhooks/vipps/x", "/webhooks/vipps/%00"] {
        let mut other = webhook.clone();
        other.url.set_path(path);
        assert_eq!(app.deliver(&other).await, 503, "{path}");
    }
    let get = Request::builder().method(Method::GET).uri(path);
    assert_eq!(app.raw(get.body(axum::body::Body::empty()).unwrap()).await.status, 405);
}
