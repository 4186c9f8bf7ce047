//! Sales that are parked, resumed, and taken over by another till; tenders that are undone.

use axum::http::Method;
use serde_json::{Value, json};
use testkit::{Database, TestApp};

const JACKET: &str = "9521234500018";
const SOCKS: &str = "9521234500025";

stories! {
    parked_at_one_till_and_paid_at_another_of_the_store,
    an_open_request_is_settled_before_parking_and_comes_along_when_taken_over,
    several_tenders_and_one_of_them_undone,
    another_tender_cancels_the_open_request_first,
    another_tender_after_the_customer_was_faster,
    taken_over_in_the_middle_of_any_payment,
}

async fn go_on(app: &TestApp, sale: &str, verb: &str, till: &str) -> testkit::Reply {
    app.post(&format!("{sale}/{verb}"), json!({ "till": till })).await
}

async fn parked_at_one_till_and_paid_at_another_of_the_store(database: Database) {
    let app = TestApp::on(database).await;
    let sale = app.sale("1", &[JACKET]).await;
    let parked = app.post(&format!("{sale}/park"), json!({})).await.ok();
    assert_eq!(parked["state"], "parked");
    app.scan(&sale, SOCKS).await.refused(409, "sale_parked");
    // The till is free meanwhile.
    let next = app.sale("1", &[SOCKS]).await;
    go_on(&app, &sale, "resume", "1").await.refused(409, "till_busy");
    let waiting = app.get("/v1/sales?till=3&parked=true").await.ok();
    assert_eq!(waiting["sales"][0]["id"], parked["id"]);
    go_on(&app, &sale, "resume", "2").await.refused(409, "other_store");
    let resumed = go_on(&app, &sale, "resume", "3").await.ok();
    assert_eq!((&resumed["state"], &resumed["till"]), (&json!("open"), &json!("3")));
    assert_eq!(app.get("/v1/sales?till=1&parked=true").await.ok()["sales"], json!([]));
    go_on(&app, &sale, "resume", "3").await.refused(409, "not_parked");
    for (path, till) in [(&sale, "3"), (&next, "1")] {
        let paid = app.post(&format!("{path}/tenders"), json!({ "kind": "cash" })).await.ok();
        assert_eq!((&paid["till"], &paid["receipt_number"]), (&json!(till), &json!(1)));
    }
    let found = app.get("/v1/sales?till=3&receipt_number=1").await.ok();
    assert_eq!(found["sales"][0]["id"], parked["id"]);
    assert_eq!(app.get("/v1/sales?till=3&receipt_number=2").await.ok()["sales"], json!([]));
    app.get("/v1/sales?till=3").await.refused(400, "search_unclear");
}

async fn an_open_request_is_settled_before_parking_and_comes_along_when_taken_over(
    database: Database,
) {
    let app = TestApp::on(database).await;
    let sale = app.sale("1", &["98765432", JACKET]).await;
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    app.post(&format!("{sale}/park"), json!({})).await.refused(409, "payment_open");
    let taken = go_on(&app, &sale, "take-over", "3").await.ok();
    assert_eq!(taken["till"], "3");
    app.sale("1", &[SOCKS]).await;
    app.customer("approve").await;
    app.settle().await;
    let paid = app.get(&sale).await.ok();
    assert_eq!((&paid["state"], &paid["till"]), (&json!("completed"), &json!("3")));
    go_on(&app, &sale, "take-over", "1").await.refused(409, "till_busy");
    go_on(&app, &sale, "take-over", "3").await.refused(409, "sale_closed");
}

async fn several_tenders_and_one_of_them_undone(database: Database) {
    let app = TestApp::on(database).await;
    let sale = app.sale("1", &["98765432", JACKET]).await;
    for (kind, amount) in [("cash", 50_000), ("card", 60_000), ("gift_card", 70_000)] {
        let tender = json!({ "kind": kind, "amount": amount });
        app.post(&format!("{sale}/tenders"), tender).await.ok();
    }
    let undone = app.api(Method::DELETE, &format!("{sale}/tenders/2"), Value::Null).await.ok();
    assert_eq!(undone["due"]["value"], 319_900 - 120_000);
    app.api(Method::DELETE, &format!("{sale}/tenders/2"), Value::Null)
        .await
        .refused(404, "tender_unknown");
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    app.api(Method::DELETE, &format!("{sale}/tenders/1"), Value::Null)
        .await
        .refused(409, "payment_open");
    app.post(&format!("{sale}/payment-request/cancel"), json!({})).await.ok();
    app.settle().await;
    let paid = app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
    assert_eq!(paid["state"], "completed");
    let numbers: Vec<_> =
        paid["tenders"].as_array().unwrap().iter().map(|one| one["number"].clone()).collect();
    assert_eq!(numbers, [1, 3, 4]);
}

async fn another_tender_cancels_the_open_request_first(database: Database) {
    let app = TestApp::on(database).await;
    let sale = app.requested().await;
    let chosen = app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
    assert_eq!(chosen["state"], "open", "nothing is taken while it may be approved");
    assert_eq!(chosen["chosen_tender"]["kind"], "cash");
    assert_eq!(chosen["tenders"], json!([]));
    app.settle().await;
    let paid = app.get(&sale).await.ok();
    assert_eq!(paid["state"], "completed");
    assert_eq!(paid["chosen_tender"], Value::Null);
    assert_eq!(paid["tenders"][0]["amount"]["value"], 319_900);
    let payments = app.payments().await;
    assert_eq!(payments[0]["state"], "TERMINATED", "and nothing of it is left on the phone");
}

async fn another_tender_after_the_customer_was_faster(database: Database) {
    for (claim, kind, captured_minor) in [("finish", "vipps", 319_900), ("release", "card", 0)] {
        let app = TestApp::on(database).await;
        let sale = app.requested().await;
        app.customer("approve").await;
        let chosen = app.post(&format!("{sale}/tenders"), json!({ "kind": "card" })).await.ok();
        assert_eq!(chosen["chosen_tender"]["amount"]["value"], 319_900);
        app.settle().await;
        assert_eq!(app.get(&sale).await.ok()["payment"]["awaits_claim"], true);
        app.post(&format!("{sale}/tenders"), json!({ "kind": "card" }))
            .await
            .refused(409, "payment_approved");
        app.post(&format!("{sale}/payment-request/claim"), json!({ "claim": claim })).await.ok();
        app.settle().await;
        let paid = app.get(&sale).await.ok();
        assert_eq!(
            (&paid["state"], &paid["tenders"][0]["kind"]),
            (&json!("completed"), &json!(kind))
        );
        assert_eq!(paid["tenders"].as_array().map(Vec::len), Some(1));
        assert_eq!(app.payments().await[0]["aggregate"]["capturedAmount"]["value"], captured_minor);
    }
}

/// A till is broken in the middle of a payment, whatever it is at; the next till goes on with it, and
/// says what the first would have had to say.
async fn taken_over_in_the_middle_of_any_payment(database: Database) {
    let lost = |on: &str| json!([{ "on": on, "effect": "drop_request" }]);
    for (state, restarts) in [
        ("requested", false),
        ("created", true),
        ("cancelling", false),
        ("awaits_claim", true),
        ("authorized", false),
    ] {
        let app = TestApp::on(database).await;
        let sale = if state == "requested" {
            app.faults(lost("createPayment")).await;
            app.sale("1", &["98765432", JACKET]).await
        } else {
            app.requested().await
        };
        let cancel = format!("{sale}/payment-request/cancel");
        match state {
            "requested" => {
                app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
            }
            "cancelling" => {
                app.post(&cancel, json!({})).await.ok();
            }
            "awaits_claim" => {
                app.hold_mail(true);
                app.customer("approve").await;
                app.post(&cancel, json!({})).await.ok();
            }
            "authorized" => {
                app.faults(lost("capturePayment")).await;
                app.customer("approve").await;
            }
            _ => {}
        }
        if state != "cancelling" {
            app.settle().await;
        }
        let before = app.get(&sale).await.ok();
        let taken = go_on(&app, &sale, "take-over", "3").await.ok();
        assert_eq!(taken["till"], "3");
        assert_eq!(taken["payment"]["state"], before["payment"]["state"], "{state}");
        app.sale("1", &[SOCKS]).await;
        app.hold_mail(false);
        app.faults(json!([])).await;
        let app = if restarts { app.restart().await } else { app };
        app.advance_s(70).await;
        let payment = app.get(&sale).await.ok()["payment"].clone();
        match state {
            "requested" | "created" => {
                assert_eq!(payment["state"], "created", "{state}");
                app.customer("approve").await;
                app.settle().await;
            }
            "awaits_claim" => {
                assert_eq!(payment["awaits_claim"], true);
                let claim = json!({ "claim": "finish" });
                app.post(&format!("{sale}/payment-request/claim"), claim).await.ok();
                app.settle().await;
            }
            "cancelling" => {
                assert_eq!(payment["state"], "terminated");
                app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
            }
            _ => {}
        }
        let paid = app.get(&sale).await.ok();
        assert_eq!((&paid["state"], &paid["till"]), (&json!("completed"), &json!("3")), "{state}");
        assert_eq!(paid["receipt_number"], 1, "the first of that till");
        let captured = &app.payments().await[0]["aggregate"]["capturedAmount"]["value"];
        assert_eq!(*captured, if state == "cancelling" { 0 } else { 319_900 }, "{state}");
    }
}
