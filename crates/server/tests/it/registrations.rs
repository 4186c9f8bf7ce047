//! Webhook registrations are as they should be, whatever happened to them; nobody else's is touched;
//! and whose payment one is, is never in doubt.

use crate::rules;
use crate::watched::counted;
use axum::http::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;
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
    // What is acknowledged does not come again.
    app.advance_s(600).await;
    assert_eq!(counted(&app, "clubtill_webhooks_total{outcome=\"foreign\"}").await, 2);
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

/// The service goes on from what its database was at an earlier time.
async fn restored(app: TestApp, happens: impl AsyncFnOnce(&TestApp)) -> TestApp {
    let mut backup = Vec::new();
    let app = app
        .restart_after(|folder| {
            for file in std::fs::read_dir(folder).unwrap() {
                let path = file.unwrap().path();
                backup.push((path.clone(), std::fs::read(path).unwrap()));
            }
        })
        .await;
    happens(&app).await;
    app.restart_after(|folder| {
        for file in std::fs::read_dir(folder).unwrap() {
            std::fs::remove_file(file.unwrap().path()).unwrap();
        }
        for (path, content) in &backup {
            std::fs::write(path, content).unwrap();
        }
    })
    .await
}

#[tokio::test]
async fn approved_after_a_backup_was_restored_the_money_goes_back() {
    for (faults, waits_s) in [
        (rules::none(), 0),
        // The read, and the call that gives it back, come to nothing at first.
        (rules::no_reads(), 60),
        (json!([{ "on": "cancelPayment", "effect": { "status": { "status": 503 } } }]), 60),
        (rules::one_lost_answer(), 60),
        (json!([{ "on": "cancelPayment", "times": 2, "effect": "drop_answer" }]), 60),
        (json!([{ "on": "getPayment", "effect": { "status": { "status": 429 } } }]), 60),
    ] {
        let app = TestApp::new().await;
        let app = restored(app, async |app| drop(app.requested().await)).await;
        app.faults(faults.clone()).await;
        app.customer("approve").await;
        app.settle().await;
        app.advance_s(waits_s).await;
        // What waits stands in nobody's way.
        if waits_s > 0 {
            app.faults(rules::none()).await;
            app.advance_s(60).await;
        }
        let payment = &app.payments().await[0];
        assert_eq!(payment["aggregate"]["cancelledAmount"]["value"], 319_900, "{faults}");
        assert_eq!(payment["aggregate"]["capturedAmount"]["value"], 0, "{faults}");
        assert!(app.log.text().contains("the database does not know"));
        let given_back = "clubtill_lost_payments_total{outcome=\"given_back\"}";
        assert_eq!(counted(&app, given_back).await, 1, "{faults}");
        let before = app.control(axum::http::Method::GET, "requests", json!(null)).await;
        app.advance_s(60).await;
        let after = app.control(axum::http::Method::GET, "requests", json!(null)).await;
        assert_eq!(before, after, "it is settled: {faults}");
        paid(&app).await;
    }
}

/// Bound: giving back what the database does not know
#[tokio::test]
async fn what_can_not_be_given_back_is_told_and_stands_in_nobodys_way() {
    let app = TestApp::new().await;
    let app = restored(app, async |app| drop(app.requested().await)).await;
    let refused = json!({ "problem": { "code": 6060 } });
    app.faults(json!([{ "on": "cancelPayment", "effect": refused }])).await;
    app.customer("approve").await;
    app.advance_s(25).await;
    let stuck = "clubtill_lost_payments_total{outcome=\"stuck\"}";
    assert_eq!(counted(&app, stuck).await, 0);
    app.advance_s(275).await;
    assert_eq!(counted(&app, stuck).await, 1);
    assert_eq!(calls(&app, "POST", "/cancel").await, 6);
    assert!(app.log.text().contains("cancel it in the portal"));
    paid(&app).await;
}

#[tokio::test]
async fn what_a_restart_interrupts_is_given_back_all_the_same() {
    let app = TestApp::new().await;
    let app = restored(app, async |app| drop(app.requested().await)).await;
    app.faults(rules::no_reads()).await;
    app.customer("approve").await;
    app.advance_s(5).await;
    let app = app.restart().await;
    app.faults(rules::none()).await;
    app.advance_s(60).await;
    assert_eq!(app.payments().await[0]["aggregate"]["cancelledAmount"]["value"], 319_900);
}

/// A prefix that begins with ours and a dash: its events come through our reading of the prefix.
#[tokio::test]
async fn a_neighbour_whose_prefix_begins_with_ours_keeps_its_money() {
    let app = TestApp::new().await;
    for (installation, reference) in [
        (Some("fjell-2"), "fjell-2-0190b6c4000070008000000000000001-1"),
        (None, "fjell-0190b6c4000070008000000000000002-1"),
    ] {
        let reference = Reference::parse(reference).unwrap();
        let amount = Amount::new(5_000, Currency::NOK);
        let mut create = CreatePayment::new(reference.clone(), amount, UserFlow::PushMessage);
        create.customer = Some(Customer::PhoneNumber(Msisdn::parse("4712345678").unwrap()));
        create.payment_description = Some("Somebody else".to_owned());
        create.metadata.extend(installation.map(|it| ("installation".to_owned(), it.to_owned())));
        let key = IdempotencyKey::parse(reference.as_str().get(..40).unwrap()).unwrap();
        client(&app).epayment().create(&create, &key).await.unwrap();
        app.customer("approve").await;
        app.advance_s(60).await;
    }
    for payment in app.payments().await {
        assert_eq!(payment["state"], "AUTHORIZED");
        assert_eq!(payment["aggregate"]["cancelledAmount"]["value"], 0, "{payment:#}");
    }
    assert_eq!(counted(&app, "clubtill_lost_payments_total{outcome=\"not_ours\"}").await, 2);
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

/// How many calls with that method and end of the path there were.
async fn calls(app: &TestApp, method: &str, end: &str) -> usize {
    let log = app.control(Method::GET, "requests", Value::Null).await;
    let all = log["requests"].as_array().unwrap().iter();
    all.filter(|call| call["method"] == method && call["path"].as_str().unwrap().ends_with(end))
        .count()
}

/// Bound: webhook registrations: look; try again
#[tokio::test(start_paused = true)]
async fn they_are_looked_at_every_hour_and_every_15_seconds_while_that_fails() {
    let app = TestApp::new().await;
    let pass_s = async |seconds| {
        tokio::time::advance(Duration::from_secs(seconds)).await;
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
    };
    // Each of the two sales units is asked.
    let looks = async || calls(&app, "GET", "/webhooks").await / 2;
    let before = looks().await;
    let more = async || looks().await - before;
    let never = std::future::pending();
    let running = tokio::spawn(engine::run(app.engine.clone(), 0, never));
    pass_s(1).await;
    assert_eq!(more().await, 1);
    pass_s(3_599).await;
    assert_eq!(more().await, 1);
    let status = json!({ "status": { "status": 503 } });
    app.faults(json!([{ "on": "listWebhooks", "effect": status }])).await;
    pass_s(1).await;
    assert_eq!(more().await, 2);
    pass_s(14).await;
    assert_eq!(more().await, 2);
    app.faults(rules::none()).await;
    pass_s(1).await;
    assert_eq!(more().await, 3);
    pass_s(3_599).await;
    assert_eq!(more().await, 3);
    pass_s(1).await;
    assert_eq!(more().await, 4);
    running.abort();
}
