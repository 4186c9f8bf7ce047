//! What comes in has its bounds, and at each of them something defined happens.

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::{Value, json};
use store::NewInboxEntry;
use testkit::{Database, TestApp, merchant};

const KARI: &str = "98765432";
const SOCKS: &str = "9521234500025";
const KIB: usize = 1024;

/// Bound: an `Idempotency-Key`
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

/// Bound: a request's body: API and webhooks; a form
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

/// Bound: a sale's lines
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

/// Bound: payment requests of a sale
#[tokio::test]
async fn a_sale_has_fifty_payment_requests_at_most() {
    let app = TestApp::new().await;
    let sale = app.sale("1", &[KARI, SOCKS]).await;
    let request = format!("{sale}/payment-request");
    for _ in 0..50 {
        app.post(&request, json!({})).await.ok();
        app.post(&format!("{request}/cancel"), json!({})).await.ok();
    }
    app.post(&request, json!({})).await.refused(409, "too_many_attempts");
    let paid = app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
    assert_eq!(paid["state"], "completed");
}

/// A sale of so many socks; its path.
async fn of_socks(app: &TestApp, count: u32) -> String {
    let sale = app.sale("1", &[KARI, SOCKS]).await;
    let quantity = json!({ "quantity": count.to_string() });
    app.api(Method::PATCH, &format!("{sale}/lines/1"), quantity).await.ok();
    sale
}

fn one_back() -> Value {
    json!({ "till": "1", "lines": [{ "line": 1, "quantity": "1" }] })
}

/// Bound: returns of a sale
#[tokio::test]
async fn a_sale_comes_back_in_a_hundred_parts_at_most() {
    let app = TestApp::new().await;
    let sale = of_socks(&app, 101).await;
    app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
    let returns = format!("{sale}/returns");
    for _ in 0..100 {
        app.post(&returns, one_back()).await.ok();
    }
    app.post(&returns, one_back()).await.refused(409, "too_many_returns");
}

/// Bound: refunds of a payment
#[tokio::test]
async fn a_payment_is_given_back_in_fifty_parts_at_most() {
    let app = TestApp::new().await;
    let sale = of_socks(&app, 51).await;
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    app.customer("approve").await;
    app.settle().await;
    let returns = format!("{sale}/returns");
    for _ in 0..50 {
        app.post(&returns, one_back()).await.ok();
        // Vipps MobilePay takes five writes a minute for one payment.
        app.clock.advance_ms(15_000);
        app.settle().await;
    }
    app.post(&returns, one_back()).await.refused(409, "too_many_refunds");
    let mut in_cash = one_back();
    in_cash["tender"] = json!("cash");
    assert_eq!(app.post(&returns, in_cash).await.ok()["state"], "completed");
    let refunded = &app.payments().await[0]["aggregate"]["refundedAmount"]["value"];
    assert_eq!(*refunded, 50 * 14_900);
}

/// Bound: sales parked at a till
#[tokio::test]
async fn fifty_sales_are_parked_at_a_till_at_most() {
    let app = TestApp::new().await;
    for _ in 0..50 {
        let sale = app.sale("1", &[SOCKS]).await;
        app.post(&format!("{sale}/park"), json!({})).await.ok();
    }
    let sale = app.sale("1", &[SOCKS]).await;
    app.post(&format!("{sale}/park"), json!({})).await.refused(409, "too_many_parked");
    assert_eq!(app.get(&sale).await.ok()["state"], "open");
}

/// Has every change of a sale come too late so many times, as if somebody else were always faster.
fn loses(app: &TestApp, times: u32) {
    app.sql(&format!(
        "DROP TRIGGER IF EXISTS lose ON aggregates;
         DROP SEQUENCE IF EXISTS tries;
         CREATE SEQUENCE tries;
         CREATE OR REPLACE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN
             IF nextval('tries') <= {times} THEN RETURN NULL; END IF;
             RETURN NEW;
         END $$;
         CREATE TRIGGER lose BEFORE UPDATE ON aggregates FOR EACH ROW WHEN (NEW.kind = 'sale')
         EXECUTE FUNCTION lose()"
    ));
}

/// Bound: deciding a command again after a lost race
#[tokio::test]
async fn whoever_always_loses_is_told_to_try_again() {
    let app = TestApp::on(Database::Postgres).await;
    let sale = app.sale("1", &[]).await;
    let tries = || app.sql("SELECT last_value FROM tries");
    loses(&app, 32);
    app.scan(&sale, SOCKS).await.refused(409, "contended");
    assert_eq!(tries(), "32");
    loses(&app, 31);
    app.scan(&sale, SOCKS).await.ok();
    // A number that was never seen brings a look-up: it is looked for anew after four tries, once.
    loses(&app, 8);
    app.scan(&sale, KARI).await.refused(409, "contended");
    assert_eq!(tries(), "8");
    loses(&app, 7);
    assert_eq!(app.scan(&sale, KARI).await.ok()["customer"]["number_ends"], "32");
}

/// Bound: inbox entries in one step, by one worker at a time
#[tokio::test]
async fn a_step_deals_with_thirty_two_pieces_of_news() {
    let app = TestApp::new().await;
    let store = app.engine.store();
    for number in 0..70 {
        let (dedupe_key, kind) = (format!("odd {number}"), "payment".to_owned());
        let (payload, at_unix_ms) = ("{".to_owned(), app.clock.now_unix_ms());
        let merchant = merchant();
        store
            .receive(NewInboxEntry { merchant, dedupe_key, kind, payload, at_unix_ms })
            .await
            .unwrap();
    }
    for left in [38, 6, 0] {
        app.engine.step().await.unwrap();
        assert_eq!(store.inbox(999).await.unwrap().len(), left);
    }
}
