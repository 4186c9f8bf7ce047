//! What waits for a person is listed with what happens next and what can be done, and is gone from
//! the list when it is done.

use crate::rules;
use axum::http::Method;
use checkout::{MerchantId, TillId};
use serde_json::{Value, json};
use testkit::{Database, TestApp};
use vipps_mobilepay::{Amount, Currency, IdempotencyKey, Reference};

const JACKET: &str = "9521234500018";
const DAY_MS: i64 = 24 * 3_600_000;

stories! {
    nothing_waits_while_all_is_well,
    approved_during_a_cancel_the_money_is_given_back_from_the_list,
    a_request_that_was_given_up_is_listed_until_its_fate_is_known,
    money_that_was_taken_after_all_is_there_until_somebody_accepts_it,
    money_that_was_taken_after_all_is_refunded_from_the_list,
    how_long_approved_money_is_sure_to_be_there_is_told,
    what_was_parked_goes_on_by_itself_after_15_minutes,
    a_person_has_what_was_parked_taken_up_at_once,
    the_list_comes_in_pages,
    webhooks_that_can_not_be_registered_are_listed_until_they_can,
    news_that_can_not_be_acted_on_stands_in_nobodys_way,
    what_contradicts_itself_is_there_until_somebody_has_looked_at_it,
    what_is_not_there_or_of_another_kind_can_not_be_settled,
}

async fn listed(app: &TestApp) -> Vec<Value> {
    app.get("/v1/unresolved").await.ok()["items"].as_array().unwrap().clone()
}

/// The one thing that is listed.
async fn only(app: &TestApp) -> Value {
    let mut items = listed(app).await;
    assert_eq!(items.len(), 1, "{items:#?}");
    let item = items.remove(0);
    assert!(item["detail"].as_str().unwrap().ends_with('.'));
    item
}

async fn settle(app: &TestApp, item: &Value, how: &str, key: &str) -> testkit::Reply {
    let (kind, id) = (item["kind"].as_str().unwrap(), item["id"].as_str().unwrap());
    let path = format!("/v1/unresolved/{kind}/{id}/settle");
    let body = json!({ "how": how }).to_string();
    app.api_with(Method::POST, &path, &body, &[("idempotency-key", key)]).await
}

/// What the journal of till 1 tells of payments.
async fn journalled(app: &TestApp) -> Vec<String> {
    let till = (&TillId::new("1")).into();
    let merchant = MerchantId::new("fjelltopp");
    let events = app.engine.store().events(&merchant, &till, 0, 100).await.unwrap();
    let entries = events
        .iter()
        .map(|event| serde_json::from_str::<Value>(&event.event.json).unwrap()["entry"].clone());
    let settled = entries.filter(|entry| entry["fact"] == "payment_settled");
    settled
        .map(|entry| format!("{} by {}", entry["how"].as_str().unwrap(), entry["operator"]))
        .collect()
}

async fn nothing_waits_while_all_is_well(database: Database) {
    let app = TestApp::on(database).await;
    app.requested().await;
    assert_eq!(listed(&app).await, Vec::<Value>::new());
    app.customer("approve").await;
    app.settle().await;
    let body = app.get("/v1/unresolved").await.ok();
    assert_eq!(body, json!({ "items": [], "sales_units": [], "next": null }));
}

async fn approved_during_a_cancel_the_money_is_given_back_from_the_list(database: Database) {
    let app = TestApp::on(database).await;
    app.faults(rules::no_webhooks()).await;
    let sale = app.requested().await;
    app.customer("approve").await;
    app.post(&format!("{sale}/payment-request/cancel"), json!({})).await.ok();
    app.settle().await;
    let item = only(&app).await;
    assert_eq!(item["what"], "awaits_claim");
    assert_eq!(item["next_step"]["does"], "Give the money back.");
    let since = item["since_unix_ms"].as_i64().unwrap();
    assert_eq!(item["next_step"]["at_unix_ms"].as_i64().unwrap(), since + 300_000);
    assert_eq!(item["actions"], json!(["look_again", "give_back"]));
    settle(&app, &item, "accept", "k1").await.refused(409, "nothing_to_decide");
    settle(&app, &item, "give_back", "k2").await.ok();
    settle(&app, &item, "give_back", "k2").await.ok();
    app.settle().await;
    assert_eq!(app.get(&sale).await.ok()["payment"]["state"], "released");
    assert_eq!(listed(&app).await, Vec::<Value>::new());
    assert_eq!(journalled(&app).await, ["give_back by \"test\""]);
    settle(&app, &item, "give_back", "k3").await.refused(409, "nothing_to_decide");
}

async fn a_request_that_was_given_up_is_listed_until_its_fate_is_known(database: Database) {
    let app = TestApp::on(database).await;
    app.faults(rules::silence()).await;
    let sale = app.requested().await;
    app.post(&format!("{sale}/payment-request/cancel"), json!({})).await.ok();
    let item = only(&app).await;
    assert_eq!(
        (item["what"].as_str(), item["kind"].as_str()),
        (Some("abandoned"), Some("payment"))
    );
    assert_eq!(item["next_step"]["does"], "Look at the payment.");
    assert_eq!(item["payment"]["amount"], json!({ "value": 319_900, "currency": "NOK" }));
    app.faults(rules::none()).await;
    app.advance_s(720).await;
    assert_eq!(listed(&app).await, Vec::<Value>::new());
    assert_eq!(app.get(&sale).await.ok()["payment"]["state"], "dropped");
}

/// A sale that was paid in cash after its request was given up, which was taken all the same.
async fn taken_after_all(app: &TestApp) -> String {
    let sale = app.requested().await;
    app.faults(rules::silence()).await;
    app.post(&format!("{sale}/payment-request/cancel"), json!({})).await.ok();
    app.settle().await;
    app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
    app.customer("approve").await;
    app.faults(rules::no_webhooks()).await;
    // Somebody takes it in the portal before we hear of the approval.
    let reference = app.payments().await[0]["reference"].as_str().unwrap().to_owned();
    let client = app.engine.shops().next().unwrap().units[0].client.clone();
    let key = IdempotencyKey::parse("by-hand").unwrap();
    let amount = Amount::new(319_900, Currency::NOK);
    let reference = Reference::parse(&reference).unwrap();
    client.epayment().capture(&reference, amount, &key).await.unwrap();
    app.advance_s(60).await;
    sale
}

async fn money_that_was_taken_after_all_is_there_until_somebody_accepts_it(database: Database) {
    let app = TestApp::on(database).await;
    taken_after_all(&app).await;
    let item = only(&app).await;
    assert_eq!(
        (item["what"].as_str(), &item["next_step"]),
        (Some("taken_after_all"), &Value::Null)
    );
    assert_eq!(item["payment"]["captured"], 319_900);
    assert_eq!(item["actions"], json!(["look_again", "give_back", "accept"]));
    assert_eq!(settle(&app, &item, "accept", "k1").await.ok(), Value::Null);
    assert_eq!(listed(&app).await, Vec::<Value>::new());
    settle(&app, &item, "give_back", "k2").await.refused(409, "nothing_to_decide");
    assert_eq!(journalled(&app).await, ["accept by \"test\""]);
}

async fn money_that_was_taken_after_all_is_refunded_from_the_list(database: Database) {
    let app = TestApp::on(database).await;
    let sale = taken_after_all(&app).await;
    let item = only(&app).await;
    let waiting = settle(&app, &item, "give_back", "k1").await.ok();
    assert_eq!(waiting["next_step"]["does"], "Give the money back.");
    assert_eq!(waiting["actions"], json!(["look_again", "accept"]));
    settle(&app, &item, "give_back", "k2").await.refused(409, "nothing_to_decide");
    app.settle().await;
    assert_eq!(listed(&app).await, Vec::<Value>::new());
    let sale = app.get(&sale).await.ok();
    assert_eq!(sale["refunds"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&sale["refunds"][0]["state"], &sale["refunds"][0]["amount"]["value"]),
        (&json!("done"), &json!(319_900))
    );
    assert_eq!(app.payments().await[0]["aggregate"]["refundedAmount"]["value"], 319_900);
    assert_eq!(journalled(&app).await, ["give_back by \"test\""]);
}

#[tokio::test]
async fn what_somebody_refunds_in_the_portal_is_known_and_never_given_back_again() {
    let app = TestApp::new().await;
    let sale = app.requested().await;
    app.customer("approve").await;
    app.settle().await;
    let reference = app.payments().await[0]["reference"].as_str().unwrap().to_owned();
    let client = app.engine.shops().next().unwrap().units[0].client.clone();
    let key = IdempotencyKey::parse("by-hand").unwrap();
    let amount = Amount::new(300_000, Currency::NOK);
    let reference = Reference::parse(&reference).unwrap();
    client.epayment().refund(&reference, amount, &key).await.unwrap();
    app.advance_s(2).await;
    let item = only(&app).await;
    assert_eq!(item["what"], "refunded_elsewhere");
    let back = json!({ "till": "1", "lines": [{ "line": 1 }] });
    let back = app.post(&format!("{sale}/returns"), back).await.ok();
    assert_eq!(back["refunds"][0]["amount"]["value"], 19_900, "no more than is left");
    app.settle().await;
    assert_eq!(app.payments().await[0]["aggregate"]["refundedAmount"]["value"], 319_900);
    assert_eq!(settle(&app, &only(&app).await, "accept", "k1").await.ok(), Value::Null);
    assert_eq!(listed(&app).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_capture_without_an_answer_is_listed_and_can_be_given_up() {
    for effect in [
        json!({ "status": { "status": 503 } }),
        json!({ "problem": { "code": 6280 } }),
        json!({ "status": { "status": 401 } }),
        json!("drop_request"),
    ] {
        let app = TestApp::new().await;
        let sale = app.requested().await;
        app.faults(json!([{ "on": "capturePayment", "effect": effect }])).await;
        app.customer("approve").await;
        app.advance_s(150).await;
        let waiting = app.get(&sale).await.ok();
        assert_eq!(waiting["payment"]["capture_late"], true, "{effect}: {waiting:#}");
        let item = only(&app).await;
        assert_eq!(item["what"], "capture_late", "{effect}");
        assert_eq!(item["actions"], json!(["look_again", "give_back"]));
        assert!(item["payment"]["capture_guaranteed_until_unix_ms"].is_i64(), "{item:#}");
        app.post(&format!("{sale}/payment-request/cancel"), json!({})).await.ok();
        app.advance_s(60).await;
        assert_eq!(app.get(&sale).await.ok()["payment"]["state"], "released", "{effect}");
        assert_eq!(listed(&app).await, Vec::<Value>::new());
        app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
        let aggregate = &app.payments().await[0]["aggregate"];
        assert_eq!(aggregate["capturedAmount"]["value"], 0, "{effect}");
    }
}

async fn how_long_approved_money_is_sure_to_be_there_is_told(database: Database) {
    let app = TestApp::on(database).await;
    app.faults(rules::no_webhooks()).await;
    let sale = app.requested().await;
    app.customer("approve").await;
    let status = json!({ "status": { "status": 503 } });
    app.faults(json!([
        { "on": "webhook *", "effect": "lose" },
        { "on": "capturePayment", "effect": status },
    ]))
    .await;
    app.advance_s(10).await;
    let waiting = app.get(&sale).await.ok();
    assert_eq!(waiting["payment"]["state"], "authorized");
    let until = waiting["payment"]["capture_guaranteed_until_unix_ms"].as_i64().unwrap();
    assert!(until > app.clock.now_unix_ms() + DAY_MS);
}

/// A sale whose payment was parked: five workers died of it, one after the other.
async fn with_parked_payment(app: &TestApp) -> String {
    let sale = app.sale("1", &["98765432", JACKET]).await;
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    for _ in 0..5 {
        app.engine.store().claim(1, 9).await.unwrap();
        app.clock.advance_ms(2);
    }
    sale
}

async fn what_was_parked_goes_on_by_itself_after_15_minutes(database: Database) {
    let app = TestApp::on(database).await;
    let sale = with_parked_payment(&app).await;
    let item = only(&app).await;
    let since = item["since_unix_ms"].as_i64().unwrap();
    let next = json!({ "does": "Look at it again.", "at_unix_ms": since + 900_000 });
    assert_eq!((item["what"].as_str(), &item["next_step"]), (Some("parked"), &next));
    app.advance_s(899).await;
    assert_eq!(app.payments().await, Vec::<Value>::new());
    app.advance_s(1).await;
    assert_eq!(app.get(&sale).await.ok()["payment"]["state"], "created");
    assert_eq!(listed(&app).await, Vec::<Value>::new());
}

async fn a_person_has_what_was_parked_taken_up_at_once(database: Database) {
    let app = TestApp::on(database).await;
    let sale = with_parked_payment(&app).await;
    app.advance_s(10).await;
    assert_eq!(app.payments().await, Vec::<Value>::new(), "nobody takes it yet");
    let item = only(&app).await;
    assert_eq!(item["actions"], json!(["look_again"]));
    settle(&app, &item, "look_again", "k1").await.ok();
    app.settle().await;
    assert_eq!(app.get(&sale).await.ok()["payment"]["state"], "created");
    assert_eq!(listed(&app).await, Vec::<Value>::new());
}

async fn the_list_comes_in_pages(database: Database) {
    let app = TestApp::on(database).await;
    app.faults(rules::silence()).await;
    let sale = app.requested().await;
    app.post(&format!("{sale}/payment-request/cancel"), json!({})).await.ok();
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    app.post(&format!("{sale}/payment-request/cancel"), json!({})).await.ok();
    let first = app.get("/v1/unresolved?limit=1").await.ok();
    let next = first["next"].as_str().unwrap();
    let second = app.get(&format!("/v1/unresolved?limit=1&after={next}")).await.ok();
    assert_eq!(second["items"].as_array().unwrap().len(), 1);
    assert_ne!(first["items"][0]["id"], second["items"][0]["id"]);
    app.get("/v1/unresolved?after=x").await.refused(400, "page_unknown");
    app.get("/v1/unresolved?limit=100000").await.ok();
}

async fn webhooks_that_can_not_be_registered_are_listed_until_they_can(database: Database) {
    let app = TestApp::on(database).await;
    let status = json!({ "status": { "status": 503 } });
    app.faults(json!([{ "on": "listWebhooks", "effect": status }])).await;
    app.engine.register_webhooks().await.unwrap_err();
    let body = app.get("/v1/unresolved").await.ok();
    assert_eq!(body["sales_units"].as_array().unwrap().len(), 2);
    assert_eq!(body["sales_units"][0]["what"], "webhooks");
    app.faults(rules::none()).await;
    app.engine.register_webhooks().await.unwrap();
    assert_eq!(app.get("/v1/unresolved").await.ok()["sales_units"], json!([]));
}

async fn news_that_can_not_be_acted_on_stands_in_nobodys_way(database: Database) {
    let app = TestApp::on(database).await;
    let news = |merchant: &str, payload: &str, key: &str| store::NewInboxEntry {
        merchant: MerchantId::new(merchant),
        dedupe_key: key.to_owned(),
        kind: "payment".to_owned(),
        payload: payload.to_owned(),
        at_unix_ms: app.clock.now_unix_ms(),
    };
    let gone = r#"{"msn":"1","reference":"a-0190b6c4000070008000000000000001-1","name":"Created","amount_minor":1,"currency":"NOK","success":true}"#;
    for number in 0..40 {
        let key = format!("odd {number}");
        app.engine.store().receive(news("gone", gone, &key)).await.unwrap();
        app.engine.store().receive(news("fjelltopp", "{", &key)).await.unwrap();
    }
    let sale = app.requested().await;
    app.customer("approve").await;
    app.settle().await;
    assert_eq!(app.get(&sale).await.ok()["state"], "completed", "by webhook, at once");
}

/// Told that a request has run out, and then that it was approved.
async fn contradicted(app: &TestApp, sale: &str) {
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    let created = app.mail().pop().unwrap();
    for name in ["EXPIRED", "AUTHORIZED"] {
        let mut body: Value = serde_json::from_slice(&created.body).unwrap();
        body["name"] = json!(name);
        assert_eq!(app.deliver(&app.signed(&created, &body)).await, 200);
        app.settle().await;
    }
}

async fn what_contradicts_itself_is_there_until_somebody_has_looked_at_it(database: Database) {
    let app = TestApp::on(database).await;
    let sale = app.sale("1", &["98765432", JACKET]).await;
    contradicted(&app, &sale).await;
    assert_eq!(app.get(&sale).await.ok()["payment"]["state"], "expired");
    let item = only(&app).await;
    assert_eq!(item["what"], "contradiction");
    assert_eq!(item["actions"], json!(["look_again", "accept"]));
    settle(&app, &item, "give_back", "k1").await.refused(409, "nothing_to_decide");
    settle(&app, &item, "accept", "k2").await.ok();
    assert_eq!(listed(&app).await, Vec::<Value>::new());
    assert_eq!(journalled(&app).await, ["accept by \"test\""]);
    app.advance_s(120).await;
    assert_eq!(listed(&app).await, Vec::<Value>::new());
}

/// Bound: a page of what waits for a person
#[tokio::test]
async fn the_hundred_and_first_is_on_the_next_page() {
    let app = TestApp::new().await;
    for requests in [50, 50, 1] {
        let sale = app.sale("1", &["98765432", JACKET]).await;
        for _ in 0..requests {
            contradicted(&app, &sale).await;
        }
        app.post(&format!("{sale}/cancel"), json!({})).await.ok();
    }
    let first = app.get("/v1/unresolved").await.ok();
    assert_eq!(first["items"].as_array().unwrap().len(), 100);
    let next = first["next"].as_str().unwrap();
    let second = app.get(&format!("/v1/unresolved?after={next}")).await.ok();
    assert_eq!(second["items"].as_array().unwrap().len(), 1);
    assert_eq!(second["next"], Value::Null);
    let id = &second["items"][0]["id"];
    assert!(first["items"].as_array().unwrap().iter().all(|item| item["id"] != *id));
    assert_eq!(app.get("/v1/unresolved?limit=1000").await.ok()["items"], first["items"]);
}

async fn what_is_not_there_or_of_another_kind_can_not_be_settled(database: Database) {
    let app = TestApp::on(database).await;
    let sale = app.requested().await;
    let sale_id = sale.rsplit('/').next().unwrap();
    let payment = app.get(&sale).await.ok()["payment"]["id"].as_str().unwrap().to_owned();
    for (kind, id) in [
        ("payment", payment.as_str()),
        ("payment", sale_id),
        ("payment", "x"),
        ("sale", sale_id),
        ("till", "1"),
        ("toaster", "1"),
    ] {
        for how in ["look_again", "give_back", "accept"] {
            let path = format!("/v1/unresolved/{kind}/{id}/settle");
            app.post(&path, json!({ "how": how })).await.refused(409, "nothing_to_decide");
        }
    }
}
