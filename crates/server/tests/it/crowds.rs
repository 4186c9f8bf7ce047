//! Many at once: one request sent many times, people who press at the same moment, and two processes
//! on one database. Everything happens once.

use crate::rules;
use engine::Engine;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::{Database, Odd, OddAnswer, Reply, TestApp};

const KARI: &str = "98765432";
const JACKET: &str = "9521234500018";
const CROWD: usize = 64;
const ROUNDS: usize = 10;

stories!(flavor = "multi_thread": sixty_four_times_one_request, two_that_press_at_once);

/// Sends one request many times at once. All are answered with the same, or told that it is under
/// way; the answer.
async fn many(app: &TestApp, path: &str, body: Value) -> Value {
    let key = format!("key of {path}");
    let call = || (path.to_owned(), body.clone(), Some(key.as_str()));
    let mut answers = BTreeSet::new();
    for reply in app.crowd((0..CROWD).map(|_| call()).collect()).await {
        if reply.status == 409 {
            reply.refused(409, "in_progress");
        } else {
            let mut answer = reply.ok();
            // What goes on by itself meanwhile is no answer to the request.
            let answer = answer["id"].take();
            answers.insert(answer.as_str().unwrap().to_owned());
        }
    }
    assert_eq!(answers.len(), 1, "{answers:?}");
    let id = answers.pop_first().unwrap();
    app.get(&format!("/v1/sales/{id}")).await.ok()
}

async fn sixty_four_times_one_request(database: Database) {
    let app = TestApp::on(database).await;
    let sale = many(&app, "/v1/sales", json!({ "till": "1" })).await;
    let path = format!("/v1/sales/{}", sale["id"].as_str().unwrap());
    let scanned = many(&app, &format!("{path}/scan"), json!({ "text": JACKET })).await;
    assert_eq!(scanned["lines"][0]["quantity"], "1");
    app.scan(&path, KARI).await.ok();
    let part = json!({ "kind": "card", "amount": 100_000 });
    let paid = many(&app, &format!("{path}/tenders"), part).await;
    assert_eq!(
        (&paid["tenders"].as_array().unwrap().len(), &paid["paid"]["value"]),
        (&1, &json!(100_000))
    );
    many(&app, &format!("{path}/payment-request"), json!({})).await;
    app.settle().await;
    assert_eq!(app.payments().await.len(), 1);
    app.customer("approve").await;
    app.settle().await;
    let done = app.get(&path).await.ok();
    assert_eq!((&done["state"], &done["receipt_number"]), (&json!("completed"), &json!(1)));
    let back = json!({ "till": "1", "lines": [{ "line": 1 }] });
    many(&app, &format!("{path}/returns"), back).await;
    app.settle().await;
    assert_eq!(app.get(&path).await.ok()["returns"].as_array().unwrap().len(), 1);
    let refunded = &app.payments().await[0]["aggregate"]["refundedAmount"]["value"];
    assert_eq!(*refunded, 219_900);
}

/// Presses two buttons of one sale at once.
async fn press(app: &TestApp, one: (&str, Value), other: (&str, Value)) -> Vec<Reply> {
    let calls = [one, other].map(|(path, body)| (path.to_owned(), body, None));
    app.crowd(calls.to_vec()).await
}

/// One was done; the other was refused with one of these codes.
fn assert_one(replies: &[Reply], codes: &[&str]) {
    let refused: Vec<_> = replies.iter().filter(|reply| reply.status >= 400).collect();
    let [refused] = refused.as_slice() else { panic!("not one was refused: {replies:#?}") };
    let code = refused.json["code"].as_str().unwrap();
    assert!(codes.contains(&code), "{code}");
}

async fn two_that_press_at_once(database: Database) {
    let app = TestApp::on(database).await;
    for round in 0..ROUNDS {
        let sale = app.sale("1", &[KARI, JACKET]).await;
        let verb = |verb: &str| format!("{sale}/{verb}");
        let cash = json!({ "kind": "cash" });

        app.post(&verb("park"), json!({})).await.ok();
        let resume = verb("resume");
        let at = |till: &str| (resume.as_str(), json!({ "till": till }));
        assert_one(&press(&app, at("1"), at("3")).await, &["not_parked"]);

        let pay = verb("payment-request");
        let twice = press(&app, (&pay, json!({})), (&pay, json!({}))).await;
        assert_one(&twice, &["payment_open"]);
        app.settle().await;
        app.post(&verb("payment-request/cancel"), json!({})).await.ok();
        app.settle().await;

        // Asked in the app and paid at the counter at once: the counter wins, whichever comes first.
        let tenders = verb("tenders");
        if round % 2 == 0 {
            let mixed = press(&app, (&pay, json!({})), (&tenders, cash.clone())).await;
            let refused = mixed.iter().filter(|reply| reply.status >= 400);
            refused.for_each(|reply| reply.refused(409, "sale_closed"));
            app.settle().await;
        } else {
            app.post(&pay, json!({})).await.ok();
            app.settle().await;
            // The customer approves while the cashier cancels.
            app.hold_mail(true);
            app.customer("approve").await;
            app.settle().await;
            app.hold_mail(false);
            let webhook = app.mail().pop().unwrap();
            let cancel = verb("payment-request/cancel");
            let cancel = app.crowd(vec![(cancel, json!({}), None)]);
            let (_, status) = tokio::join!(cancel, app.deliver(&webhook));
            assert_eq!(status, 200);
            app.settle().await;
            let after = app.get(&sale).await.ok();
            if after["payment"]["awaits_claim"] == true {
                let claim = verb("payment-request/claim");
                let say = |what: &str| (claim.as_str(), json!({ "claim": what }));
                let said = press(&app, say("finish"), say("release")).await;
                assert_one(&said, &["nothing_to_decide"]);
                app.settle().await;
            }
            if app.get(&sale).await.ok()["state"] == "open" {
                app.post(&tenders, cash.clone()).await.ok();
            }
        }
        let done = app.get(&sale).await.ok();
        assert_eq!(done["state"], "completed", "{done:#}");
        let kept: i64 = app.payments().await.iter().map(kept_minor).sum();
        let by_app: i64 = done["tenders"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|tender| tender["kind"] == "vipps")
            .map(|tender| tender["amount"]["value"].as_i64().unwrap())
            .sum();
        assert_eq!(done["tenders"].as_array().unwrap().len(), 1, "{done:#}");
        // Everything of this round goes back, so that the next begins with nothing.
        assert_eq!(kept, by_app, "round {round}");
        let back = json!({ "till": "1", "lines": [{ "line": 1 }] });
        let returns = verb("returns");
        let other_till = json!({ "till": "3", "lines": [{ "line": 1 }] });
        let both = press(&app, (&returns, back), (&returns, other_till)).await;
        assert_one(&both, &["all_returned"]);
        app.settle().await;
        let given: i64 = app.payments().await.iter().map(kept_minor).sum();
        assert_eq!(given, 0);
        for reply in both.into_iter().filter(|reply| reply.status == 201) {
            let id = reply.json["id"].as_str().unwrap();
            let payouts = format!("/v1/sales/{id}/payouts");
            if app.get(&format!("/v1/sales/{id}")).await.ok()["state"] == "open" {
                app.post(&payouts, cash.clone()).await.ok();
            }
        }
    }
}

fn kept_minor(payment: &Value) -> i64 {
    let moved = |what: &str| payment["aggregate"][what]["value"].as_i64().unwrap();
    moved("capturedAmount") - moved("refundedAmount")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_share_the_work() {
    let app = TestApp::on(Database::Postgres).await;
    let second = app.second_engine().await;
    second.register_webhooks().await.unwrap();
    let both = [&app.engine, &second];
    // A call takes its time, so that the other one comes while it is under way.
    let delay = json!({ "delay": { "answer_ms": 10 } });
    app.faults(json!([{ "on": "POST /epayment/*", "effect": delay }])).await;
    for _ in 0..ROUNDS {
        let mut sales = Vec::new();
        for till in ["1", "3"] {
            let sale = app.sale(till, &[KARI, JACKET]).await;
            app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
            sales.push(sale);
        }
        app.settle_with(&both).await;
        for payment in app.payments().await.iter().filter(|one| one["state"] == "CREATED") {
            let reference = payment["reference"].as_str().unwrap();
            let path = format!("payments/{reference}/approve");
            app.control(axum::http::Method::POST, &path, Value::Null).await;
        }
        app.settle_with(&both).await;
        for sale in sales {
            assert_eq!(app.get(&sale).await.ok()["state"], "completed");
        }
    }
    let payments = app.payments().await;
    assert_eq!(payments.len(), 2 * ROUNDS);
    for payment in payments {
        assert_eq!(payment["aggregate"]["capturedAmount"]["value"], 319_900);
    }
    let log = app.control(axum::http::Method::GET, "requests", Value::Null).await;
    let calls = log["requests"].as_array().unwrap();
    for call in ["/payments", "/capture"] {
        let sent =
            |one: &&Value| one["method"] == "POST" && one["path"].as_str().unwrap().ends_with(call);
        assert_eq!(calls.iter().filter(sent).count(), 2 * ROUNDS, "{call}: by one of them, once");
    }
}

/// Lets time pass in which one process alone works.
async fn alone_for_s(app: &TestApp, engine: &Engine, seconds: u32) {
    for _ in 0..seconds {
        app.clock.advance_ms(1_000);
        app.settle_with(&[engine]).await;
    }
}

/// The first process is gone in the middle of a call: it was said to be sent, and no answer came.
async fn gone_in_the_middle(app: &TestApp, on: (&'static str, &'static str), takes_effect: bool) {
    app.oddities(vec![Odd { on, takes_effect, answer: OddAnswer::Never, times: 1 }]);
    tokio::select! {
        () = app.settle() => panic!("nothing was sent"),
        () = app.call_never_ends() => {}
    }
}

#[tokio::test]
async fn what_one_process_leaves_unanswered_the_other_ends_after_the_lease() {
    const CAPTURE: (&str, &str) = ("POST", "/capture");
    const REFUND: (&str, &str) = ("POST", "/refund");
    for takes_effect in [false, true] {
        let app = TestApp::on(Database::Postgres).await;
        app.faults(rules::no_webhooks()).await;
        let second = app.second_engine().await;
        let sale = app.sale("1", &[KARI, JACKET]).await;
        let state = async || app.get(&sale).await.ok()["payment"]["state"].clone();

        app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
        gone_in_the_middle(&app, ("POST", "/payments"), takes_effect).await;
        alone_for_s(&app, &second, 55).await;
        assert_eq!(state().await, "requested", "the lease holds");
        alone_for_s(&app, &second, 20).await;
        assert_eq!((state().await, app.payments().await.len()), (json!("created"), 1));

        app.customer("approve").await;
        alone_for_s(&app, &second, 1).await;
        // The second has it in view; the first meets it only when the second is not there.
        let first = app.second_engine().await;
        drop(second);
        app.oddities(vec![Odd { on: CAPTURE, takes_effect, answer: OddAnswer::Never, times: 1 }]);
        tokio::select! {
            () = alone_for_s(&app, &first, 200) => panic!("nothing was sent"),
            () = app.call_never_ends() => {}
        }
        let second = app.second_engine().await;
        drop(first);
        alone_for_s(&app, &second, 75).await;
        assert_eq!(app.get(&sale).await.ok()["state"], "completed");

        let back = json!({ "till": "1", "lines": [{ "line": 1 }] });
        let back = app.post(&format!("{sale}/returns"), back).await.ok();
        gone_in_the_middle(&app, REFUND, takes_effect).await;
        alone_for_s(&app, &second, 75).await;
        let back = format!("/v1/sales/{}", back["id"].as_str().unwrap());
        assert_eq!(app.get(&back).await.ok()["state"], "completed");
        let payment = &app.payments().await[0];
        assert_eq!(payment["aggregate"]["capturedAmount"]["value"], 319_900);
        assert_eq!(payment["aggregate"]["refundedAmount"]["value"], 319_900);
    }
}

#[tokio::test]
async fn a_webhook_may_come_to_the_process_that_did_not_register() {
    let app = TestApp::on(Database::Postgres).await;
    let second = app.second_engine().await;
    let sale = app.requested().await;
    app.hold_mail(true);
    app.customer("approve").await;
    app.settle().await;
    let webhook = app.mail().pop().unwrap();
    assert_eq!(app.deliver_to(&second, &webhook).await, 503, "it does not know the secret yet");
    let before = app.registrations().await;
    second.register_webhooks().await.unwrap();
    assert_eq!(app.registrations().await, before, "the one that is there is good");
    assert_eq!(app.deliver_to(&second, &webhook).await, 200);
    app.settle_with(&[&second]).await;
    assert_eq!(app.get(&sale).await.ok()["state"], "completed");
    // What the first still holds in view is old, and harms nothing.
    app.advance_s(10).await;
    assert_eq!(app.payments().await[0]["capture_calls"], 1);
}
