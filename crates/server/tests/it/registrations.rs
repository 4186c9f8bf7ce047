//! Webhook registrations are as they should be, whatever happened to them; nobody else's is touched;
//! and whose payment one is, is never in doubt.

use crate::rules;
use serde_json::json;
use std::collections::BTreeSet;
use testkit::TestApp;
use vipps_mobilepay::epayment::{CreatePayment, Customer, UserFlow};
use vipps_mobilepay::webhook::PAYMENT_EVENTS;
use vipps_mobilepay::{Amount, Client, Currency, IdempotencyKey, Msisdn, Reference};

const JACKET: &str = "9521234500018";

fn client(app: &TestApp) -> Client {
    app.engine.shops().next().unwrap().units[0].client.clone()
}

/// Id and address of every registration of the first sales unit.
async fn registered(app: &TestApp) -> BTreeSet<(String, String)> {
    let listed = client(app).webhooks().list().await.unwrap();
    listed.into_iter().map(|one| (one.id, one.url)).collect()
}

async fn paid(app: &TestApp) -> serde_json::Value {
    let sale = app.sale("1", &["98765432", JACKET]).await;
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    app.customer("approve").await;
    app.settle().await;
    let paid = app.get(&sale).await.ok();
    assert_eq!(paid["state"], "completed", "by webhook, at once");
    paid
}

#[tokio::test]
async fn two_installations_on_one_sales_unit_do_not_disturb_each_other() {
    let app = TestApp::new().await;
    let ours = registered(&app).await;
    let neighbour = app.neighbour("fjell2", "http://127.0.0.1:8081/");
    neighbour.register_webhooks().await.unwrap();
    app.engine.register_webhooks().await.unwrap();
    neighbour.register_webhooks().await.unwrap();
    let both = registered(&app).await;
    assert_eq!(both.len(), 2);
    assert!(both.is_superset(&ours), "ours stands as it did");

    // What is theirs is acknowledged here and passed over.
    let reference = Reference::parse("fjell2-0190b6c4000070008000000000000001-1").unwrap();
    create(&app, &reference, "4712345678", 5_000).await;
    app.customer("approve").await;
    app.settle().await;
    assert!(app.log.text().contains("a webhook of another installation is passed over"));
    paid(&app).await;

    // Moved to another address, it takes its own with it and leaves ours.
    drop(neighbour);
    let moved = app.neighbour("fjell2", "http://127.0.0.1:8082/");
    moved.register_webhooks().await.unwrap();
    let both = registered(&app).await;
    assert!(both.is_superset(&ours) && both.len() == 2, "{both:?}");
    assert!(both.iter().any(|(_, url)| url.starts_with("http://127.0.0.1:8082/")));
}

#[tokio::test]
async fn a_registration_that_was_removed_comes_back() {
    let app = TestApp::new().await;
    let (id, _) = registered(&app).await.pop_first().unwrap();
    client(&app).webhooks().delete(&id).await.unwrap();
    app.engine.register_webhooks().await.unwrap();
    assert_eq!(registered(&app).await.len(), 1);
    paid(&app).await;
}

#[tokio::test]
async fn a_registration_whose_secret_was_lost_is_made_anew() {
    let app = TestApp::new().await;
    let status = json!({ "status": { "status": 500, "after_effect": true } });
    let (id, _) = registered(&app).await.pop_first().unwrap();
    client(&app).webhooks().delete(&id).await.unwrap();
    app.faults(json!([{ "on": "registerWebhook", "effect": status }])).await;
    app.engine.register_webhooks().await.unwrap_err();
    assert_eq!(registered(&app).await.len(), 1, "it is there, and its secret is not known");
    app.faults(rules::none()).await;
    app.engine.register_webhooks().await.unwrap();
    assert_eq!(registered(&app).await.len(), 1);
    paid(&app).await;
}

#[tokio::test]
async fn a_payment_of_another_with_our_reference_is_never_taken() {
    let app = TestApp::new().await;
    app.faults(rules::no_webhooks()).await;
    let sale = app.sale("1", &["98765432", JACKET]).await;
    let asked = app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    let reference = asked["payment"]["reference"].as_str().unwrap();
    create(&app, &Reference::parse(reference).unwrap(), "4712345678", 319_900).await;
    app.customer("approve").await;
    app.advance_s(30).await;
    let refused = app.get(&sale).await.ok();
    assert_eq!(refused["payment"]["state"], "refused", "{refused:#}");
    assert_eq!(refused["payment"]["refusal_code"], 4150);
    let theirs = &app.payments().await[0];
    assert_eq!(theirs["aggregate"]["capturedAmount"]["value"], 0);
    assert_eq!(theirs["aggregate"]["cancelledAmount"]["value"], 0, "nor given back");
    app.faults(rules::none()).await;
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    app.customer("approve").await;
    app.settle().await;
    assert_eq!(app.get(&sale).await.ok()["state"], "completed");
}

#[tokio::test]
async fn an_old_backup_meets_nobody_elses_payment_and_charges_nobody_twice() {
    let app = TestApp::new().await;
    let sale = app.sale("1", &["98765432", JACKET]).await;
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    let mut backup = Vec::new();
    let app = app
        .restart_after(|folder| {
            for file in std::fs::read_dir(folder).unwrap() {
                let path = file.unwrap().path();
                backup.push((path.clone(), std::fs::read(path).unwrap()));
            }
        })
        .await;
    app.customer("approve").await;
    app.settle().await;
    assert_eq!(app.get(&sale).await.ok()["state"], "completed");
    paid(&app).await;
    let app = app
        .restart_after(|folder| {
            for file in std::fs::read_dir(folder).unwrap() {
                std::fs::remove_file(file.unwrap().path()).unwrap();
            }
            for (path, content) in &backup {
                std::fs::write(path, content).unwrap();
            }
        })
        .await;
    assert_eq!(app.get(&sale).await.ok()["state"], "open", "the backup knows no better");
    app.advance_s(10).await;
    assert_eq!(app.get(&sale).await.ok()["state"], "completed");
    let before = app.payments().await.len();
    paid(&app).await;
    let payments = app.payments().await;
    assert_eq!(payments.len(), before + 1, "the next sale has a payment of its own");
    for payment in payments {
        assert_eq!(payment["aggregate"]["capturedAmount"]["value"], 319_900, "{payment:#}");
    }
}

/// Somebody else's request on our sales unit.
async fn create(app: &TestApp, reference: &Reference, msisdn: &str, minor: i64) {
    let amount = Amount::new(minor, Currency::NOK);
    let mut create = CreatePayment::new(reference.clone(), amount, UserFlow::PushMessage);
    create.customer = Some(Customer::PhoneNumber(Msisdn::parse(msisdn).unwrap()));
    create.payment_description = Some("Somebody else".to_owned());
    let key = IdempotencyKey::parse("theirs").unwrap();
    client(app).epayment().create(&create, &key).await.unwrap();
}

/// Vipps MobilePay takes 25 registrations per event and sales unit.
#[tokio::test]
async fn no_room_for_a_registration_is_told_and_payments_go_on() {
    let app = TestApp::new().await;
    let (ours, _) = registered(&app).await.pop_first().unwrap();
    client(&app).webhooks().delete(&ours).await.unwrap();
    for number in 0..25 {
        let url = format!("https://other.example/{number}").parse().unwrap();
        client(&app).webhooks().register(&url, &PAYMENT_EVENTS).await.unwrap();
    }
    let theirs = registered(&app).await;
    app.engine.register_webhooks().await.unwrap_err();
    let unresolved = app.get("/v1/unresolved").await.ok();
    assert_eq!(unresolved["sales_units"].as_array().unwrap().len(), 1);
    assert_eq!(unresolved["sales_units"][0]["what"], "webhooks");
    assert_eq!(registered(&app).await, theirs, "nobody's is taken away");
    let sale = app.sale("1", &["98765432", JACKET]).await;
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    app.customer("approve").await;
    app.advance_s(8).await;
    assert_eq!(app.get(&sale).await.ok()["state"], "completed", "by asking");
    let (first, _) = theirs.first().unwrap();
    client(&app).webhooks().delete(first).await.unwrap();
    app.engine.register_webhooks().await.unwrap();
    assert_eq!(app.get("/v1/unresolved").await.ok()["sales_units"], json!([]));
    paid(&app).await;
}
