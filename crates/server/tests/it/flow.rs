//! The ways that a sale goes, told by the API and by what the simulator saw, on each database.

use axum::http::Method;
use serde_json::{Value, json};
use testkit::{Database, TestApp};

const OLA_QR: &str = "https://qr.vipps.no/28/2/01/031/4712345678?v=1";
const KARI_QR: &str = "https://qr.vipps.no/p/kYq3VtR8mZ2nHs5wLd7cXb";
const JACKET: &str = "9521234500018";
const SOCKS: &str = "9521234500025";
const THERMOS: &str = "9521234500032";

stories! {
    a_customer_joins_buys_as_a_member_and_pays,
    a_member_declines_is_asked_again_and_pays,
    the_cashier_cancels_while_the_request_is_open,
    a_customer_without_the_app_pays_at_the_counter,
    who_pays_before_answering_still_joins_and_gets_the_purchase,
    a_membership_that_comes_while_a_request_is_open_reprices_nothing,
    a_danish_till_sells_in_kroner_of_its_own_to_a_mobilepay_customer,
    nobody_answers_and_the_request_expires_after_ten_minutes,
    without_a_yes_nobody_is_a_member,
    a_sale_that_is_paid_in_part_at_the_counter_asks_for_the_rest,
    two_tills_meet_the_same_new_customer_at_once,
}

/// Makes the customer of a sale a member.
async fn join(app: &TestApp, sale: &str) {
    app.post(&format!("{sale}/membership-request"), json!({})).await.ok();
    app.settle().await;
    app.join("approve").await;
    app.advance_s(6).await;
}

async fn a_customer_joins_buys_as_a_member_and_pays(database: Database) {
    let app = TestApp::on(database).await;
    let sale = app.sale("1", &[OLA_QR]).await;
    let before = app.get(&sale).await.ok();
    assert_eq!(before["customer"]["identified_by"], "personal_qr");
    assert_eq!(before["customer"]["member_id"], Value::Null);
    assert_eq!(before["customer"]["number_ends"], "78");

    app.post(&format!("{sale}/membership-request"), json!({})).await.ok();
    app.settle().await;
    let asked = app.get(&sale).await.ok();
    assert_eq!(asked["membership_request"]["state"], "pending");
    let logins = app.control(Method::GET, "logins", Value::Null).await;
    assert_eq!(
        logins["logins"][0]["binding_message"], asked["membership_request"]["binding_message"],
        "both screens show the same word"
    );
    app.join("approve").await;
    app.advance_s(6).await;
    let member = app.get(&sale).await.ok();
    assert_eq!(member["membership_request"]["state"], "completed");
    assert_eq!(member["customer"]["first_name"], "Ola");

    for gtin in [JACKET, SOCKS, THERMOS] {
        app.scan(&sale, gtin).await.ok();
    }
    let full = app.get(&sale).await.ok();
    assert_eq!(full["total"]["value"], 239_900 + 12_450 + 34_900);
    assert_eq!(full["member_saving"]["value"], 80_000 + 2_450);

    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    assert_eq!(app.get(&sale).await.ok()["payment"]["state"], "created");
    app.customer("approve").await;
    app.settle().await;
    let paid = app.get(&sale).await.ok();
    assert_eq!(paid["state"], "completed");
    assert_eq!(paid["payment"]["state"], "captured");
    assert_eq!(paid["receipt_number"], 1);
    assert_eq!(paid["due"]["value"], 0);

    let id = paid["customer"]["member_id"].as_str().unwrap();
    let member = app.get(&format!("/v1/members/{id}")).await.ok();
    assert_eq!(member["purchases"][0]["total"]["value"], 287_250);
    assert_eq!(member["purchases"][0]["sale"], paid["id"]);
    assert_eq!(member["purchases"].as_array().unwrap().len(), 1);
    assert_eq!(member["joined_at_till"], "1");
    let purposes: Vec<_> = member["consents"].as_array().unwrap().iter().collect();
    assert_eq!(purposes[0]["purpose"], "sharing");
    assert_eq!(purposes[1]["purpose"], "terms");
    assert!(purposes.iter().all(|consent| consent["channel"] == "app"));
    assert!(purposes.len() > 1, "what the app asked beside is recorded: {member:#}");
}

async fn a_member_declines_is_asked_again_and_pays(database: Database) {
    let app = TestApp::on(database).await;
    let first = app.sale("1", &["98765432"]).await;
    join(&app, &first).await;
    app.post(&format!("{first}/cancel"), json!({})).await.ok();

    // Known by the typed number at the next visit, in any of its forms.
    let sale = app.sale("1", &["+47 987 65 432", JACKET]).await;
    let known = app.get(&sale).await.ok();
    assert_eq!(known["customer"]["first_name"], "Kari");
    assert_eq!(known["total"]["value"], 239_900, "a typed number gets the member price");

    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    app.customer("decline").await;
    app.settle().await;
    let declined = app.get(&sale).await.ok();
    assert_eq!(declined["payment"]["state"], "aborted");
    assert_eq!(declined["state"], "open");

    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    let again = app.get(&sale).await.ok();
    assert_ne!(again["payment"]["reference"], declined["payment"]["reference"]);
    app.customer("approve").await;
    app.settle().await;
    assert_eq!(app.get(&sale).await.ok()["state"], "completed");
}

async fn the_cashier_cancels_while_the_request_is_open(database: Database) {
    let app = TestApp::on(database).await;
    let sale = app.sale("1", &["98765432", JACKET]).await;
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    app.scan(&sale, SOCKS).await.refused(409, "payment_open");
    app.post(&format!("{sale}/payment-request/cancel"), json!({})).await.ok();
    app.settle().await;
    let cancelled = app.get(&sale).await.ok();
    assert_eq!(cancelled["payment"]["state"], "terminated");
    assert_eq!(cancelled["state"], "open");
    assert_eq!(app.payments().await[0]["state"], "TERMINATED");
    // The sale goes on where it was.
    app.scan(&sale, SOCKS).await.ok();
    app.post(&format!("{sale}/cancel"), json!({})).await.ok();
    assert_eq!(app.get(&sale).await.ok()["state"], "cancelled");
}

async fn a_customer_without_the_app_pays_at_the_counter(database: Database) {
    let app = TestApp::on(database).await;
    let sale = app.sale("1", &["99999999", JACKET]).await;
    app.post(&format!("{sale}/membership-request"), json!({})).await.ok();
    app.settle().await;
    let refused = app.get(&sale).await.ok();
    assert_eq!(refused["membership_request"]["state"], "refused");
    assert_eq!(refused["membership_request"]["refusal"], "no_app");
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    let refused = app.get(&sale).await.ok();
    assert_eq!(refused["payment"]["state"], "refused");
    assert_eq!(refused["payment"]["refusal_code"], 7010);
    let paid = app.post(&format!("{sale}/tenders"), json!({ "kind": "card" })).await.ok();
    assert_eq!(paid["state"], "completed");
    let tender = json!([{ "number": 1, "kind": "card", "amount": paid["total"] }]);
    assert_eq!(paid["tenders"], tender);
}

async fn who_pays_before_answering_still_joins_and_gets_the_purchase(database: Database) {
    let app = TestApp::on(database).await;
    let sale = app.sale("1", &[OLA_QR, JACKET]).await;
    app.post(&format!("{sale}/membership-request"), json!({})).await.ok();
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    app.customer("approve").await;
    app.settle().await;
    let paid = app.get(&sale).await.ok();
    assert_eq!(paid["state"], "completed");
    assert_eq!(paid["total"]["value"], 319_900);
    app.join("approve").await;
    app.advance_s(6).await;

    let next = app.sale("1", &[OLA_QR]).await;
    let next = app.get(&next).await.ok();
    let member = next["customer"]["member_id"].as_str().expect("they have joined");
    let member = app.get(&format!("/v1/members/{member}")).await.ok();
    assert_eq!(member["purchases"][0]["sale"], paid["id"]);
    let after = app.get(&sale).await.ok();
    for stands in ["state", "lines", "total", "tenders", "receipt_number"] {
        assert_eq!(after[stands], paid[stands], "a completed sale stands");
    }
    assert_eq!(after["points_earned"], 319, "and its points are the member's");
    assert_eq!(member["points"]["available"], 319);
}

async fn a_membership_that_comes_while_a_request_is_open_reprices_nothing(database: Database) {
    let app = TestApp::on(database).await;
    let sale = app.sale("1", &[OLA_QR, JACKET]).await;
    app.post(&format!("{sale}/membership-request"), json!({})).await.ok();
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    app.join("approve").await;
    app.advance_s(6).await;
    let pinned = app.get(&sale).await.ok();
    assert_eq!(pinned["customer"]["first_name"], "Ola");
    assert_eq!(pinned["total"]["value"], 319_900);
    app.post(&format!("{sale}/payment-request/cancel"), json!({})).await.ok();
    app.settle().await;
    assert_eq!(app.get(&sale).await.ok()["total"]["value"], 239_900);
}

async fn a_danish_till_sells_in_kroner_of_its_own_to_a_mobilepay_customer(database: Database) {
    let app = TestApp::on(database).await;
    let sale = app.sale("2", &["12345678", JACKET]).await;
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    app.customer("approve").await;
    app.settle().await;
    let paid = app.get(&sale).await.ok();
    assert_eq!(paid["state"], "completed");
    assert_eq!(paid["total"]["currency"], "DKK");
    assert_eq!(app.payments().await[0]["msn"], "234567");
}

/// Bound: a request on the phone
async fn nobody_answers_and_the_request_expires_after_ten_minutes(database: Database) {
    let app = TestApp::on(database).await;
    let sale = app.sale("1", &["98765432", JACKET]).await;
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.advance_s(595).await;
    assert_eq!(app.get(&sale).await.ok()["payment"]["state"], "created");
    app.advance_s(10).await;
    assert_eq!(app.get(&sale).await.ok()["payment"]["state"], "expired");
}

async fn without_a_yes_nobody_is_a_member(database: Database) {
    for (answer, wait_s, state) in [("decline", 6, "declined"), ("", 900, "expired")] {
        let app = TestApp::on(database).await;
        let sale = app.sale("1", &[OLA_QR, JACKET]).await;
        app.post(&format!("{sale}/membership-request"), json!({})).await.ok();
        app.settle().await;
        app.post(&format!("{sale}/membership-request"), json!({}))
            .await
            .refused(409, "enrolment_open");
        if !answer.is_empty() {
            app.join(answer).await;
        }
        app.advance_s(wait_s).await;
        let after = app.get(&sale).await.ok();
        assert_eq!(after["membership_request"]["state"], state);
        assert_eq!(after["customer"]["member_id"], Value::Null);
        assert_eq!(after["total"]["value"], 319_900);
        // And may be asked again.
        app.post(&format!("{sale}/membership-request"), json!({})).await.ok();
        app.settle().await;
        app.join("approve").await;
        app.advance_s(6).await;
        assert_eq!(app.get(&sale).await.ok()["total"]["value"], 239_900);
    }
}

async fn a_sale_that_is_paid_in_part_at_the_counter_asks_for_the_rest(database: Database) {
    let app = TestApp::on(database).await;
    let sale = app.sale("1", &["98765432", JACKET]).await;
    let cash = json!({ "kind": "cash", "amount": 100_000 });
    let partly = app.post(&format!("{sale}/tenders"), cash).await.ok();
    assert_eq!(partly["due"]["value"], 219_900);
    app.scan(&sale, SOCKS).await.refused(409, "partly_paid");
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    let create = &app.payments().await[0]["create_body"];
    assert_eq!(create["amount"]["value"], 219_900);
    assert_eq!(create["receipt"]["bottomLine"]["paymentSources"], json!({ "cash": 100_000 }));
    app.customer("approve").await;
    app.settle().await;
    let paid = app.get(&sale).await.ok();
    assert_eq!(paid["state"], "completed");
    assert_eq!(paid["tenders"].as_array().unwrap().len(), 2);
}

async fn two_tills_meet_the_same_new_customer_at_once(database: Database) {
    let app = TestApp::on(database).await;
    let (one, other) = (app.sale("1", &[]).await, app.sale("2", &[]).await);
    let (at_one, at_other) =
        tokio::join!(app.scan(&one, KARI_QR), app.scan(&other, "+47 987 65 432"));
    assert_eq!(at_one.ok()["customer"]["number_ends"], "32");
    assert_eq!(at_other.ok()["customer"]["number_ends"], "32");
}
