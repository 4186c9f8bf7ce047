//! Wares come back, and the money with them: through the payment that took it, in parts that add up,
//! whatever answers are lost and whoever else is at it.

use crate::rules;
use axum::http::Method;
use serde_json::{Value, json};
use testkit::{Database, TestApp};
use vipps_mobilepay::{Amount, Currency, IdempotencyKey, Reference};

const OLA: &str = "98765432";
const JACKET: &str = "9521234500018";
const SOCKS: &str = "9521234500025";

stories! {
    in_parts_through_the_payment_that_took_it,
    two_tills_take_the_same_thing_back_at_once,
    a_lost_answer_or_a_restart_gives_nothing_back_twice,
    what_somebody_gives_back_elsewhere_is_not_taken_for_ours,
    refused_by_the_app_it_is_paid_out_at_the_counter,
    the_same_request_again_is_the_same_return,
    several_tenders_go_back_as_they_came,
    a_members_purchase_is_taken_back_line_by_line,
    a_sale_that_is_called_off_gives_back_what_the_app_has_paid_of_it,
    a_part_paid_in_the_app_is_undone_and_the_sale_goes_on,
    a_customer_who_can_not_be_refunded_is_known_at_once,
    each_till_numbers_its_own_returns,
}

/// A completed sale at till 1 of a jacket and socks, paid in the app.
async fn paid(app: &TestApp, scans: &[&str]) -> String {
    let sale = app.sale("1", scans).await;
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    app.customer("approve").await;
    app.settle().await;
    assert_eq!(app.get(&sale).await.ok()["state"], "completed");
    sale
}

/// Takes lines back; the path of the return.
async fn take_back(app: &TestApp, sale: &str, body: Value) -> String {
    let started = app.post(&format!("{sale}/returns"), body).await.ok();
    assert_eq!((&started["kind"], &started["of"]), (&json!("return"), &json!(id_of(sale))));
    format!("/v1/sales/{}", started["id"].as_str().unwrap())
}

fn id_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

async fn refunded_minor(app: &TestApp) -> i64 {
    let payments = app.payments().await;
    payments.iter().map(|one| one["aggregate"]["refundedAmount"]["value"].as_i64().unwrap()).sum()
}

async fn in_parts_through_the_payment_that_took_it(database: Database) {
    let app = TestApp::on(database).await;
    let sale = paid(&app, &[OLA, JACKET, SOCKS, SOCKS, SOCKS]).await;
    let before = app.get(&sale).await.ok();
    let found = app.get("/v1/sales?till=1&receipt_number=1").await.ok();
    assert_eq!(found["sales"][0]["id"], before["id"]);

    let first = json!({ "till": "1", "lines": [{ "line": 2, "quantity": "1" }] });
    let first = take_back(&app, &sale, first).await;
    let mut stream = app.stream(&format!("{first}/events")).await;
    let open = stream.next().await;
    assert_eq!((&open["kind"], &open["state"]), (&json!("return"), &json!("open")));
    assert_eq!(open["refunds"][0]["state"], "open");
    assert_eq!(open["due"]["value"], 0, "it is on its way");
    app.settle().await;
    let mut done = stream.next().await;
    while done["state"] == "open" {
        done = stream.next().await;
    }
    assert_eq!(done["state"], "completed");
    assert_eq!(done["receipt_number"], 1, "returns have a series of their own");
    assert_eq!(done["total"]["value"], 14_900);
    assert_eq!(done["tax"]["value"], 2_980);
    assert_eq!(
        done["refunds"],
        json!([{
            "amount": { "value": 14_900, "currency": "NOK" },
            "state": "done", "refusal_code": null, "advice": null,
        }])
    );
    assert_eq!(refunded_minor(&app).await, 14_900);

    // The other store takes the rest back; the money goes through the sales unit that took it.
    let rest = json!({ "till": "2", "lines": [{ "line": 1 }, { "line": 2 }] });
    let rest = take_back(&app, &sale, rest).await;
    app.settle().await;
    let done = app.get(&rest).await.ok();
    assert_eq!((&done["state"], &done["till"]), (&json!("completed"), &json!("2")));
    assert_eq!(done["receipt_number"], 1, "the first of that till");
    assert_eq!(refunded_minor(&app).await, before["total"]["value"].as_i64().unwrap());

    let after = app.get(&sale).await.ok();
    assert_eq!(after["lines"][1]["returned"], "3");
    assert_eq!(after["returns"].as_array().unwrap().len(), 2);
    for name in ["total", "tax", "paid", "due", "tenders", "receipt_number", "state"] {
        assert_eq!(after[name], before[name], "what was sold stands");
    }
    let more = json!({ "till": "1", "lines": [{ "line": 1 }] });
    app.post(&format!("{sale}/returns"), more).await.refused(409, "all_returned");
    let found = app.get("/v1/sales?till=2&return_number=1").await.ok();
    assert_eq!(found["sales"][0]["id"], done["id"]);
}

async fn two_tills_take_the_same_thing_back_at_once(database: Database) {
    let app = TestApp::on(database).await;
    let sale = paid(&app, &[OLA, JACKET, SOCKS]).await;
    let path = format!("{sale}/returns");
    let lines = json!([{ "line": 1 }]);
    let (one, other) = tokio::join!(
        app.post(&path, json!({ "till": "1", "lines": lines })),
        app.post(&path, json!({ "till": "2", "lines": lines })),
    );
    let (taken, refused) = if one.status == 201 { (one, other) } else { (other, one) };
    taken.ok();
    refused.refused(409, "all_returned");
    // Different things at two tills both go back, one refund after the other.
    let path = format!("{}/returns", paid(&app, &[OLA, JACKET, SOCKS]).await);
    let (one, other) = tokio::join!(
        app.post(&path, json!({ "till": "1", "lines": [{ "line": 1 }] })),
        app.post(&path, json!({ "till": "3", "lines": [{ "line": 2 }] })),
    );
    app.settle().await;
    for started in [one.ok(), other.ok()] {
        let path = format!("/v1/sales/{}", started["id"].as_str().unwrap());
        assert_eq!(app.get(&path).await.ok()["state"], "completed");
    }
    assert_eq!(refunded_minor(&app).await, 319_900 + 319_900 + 14_900);
}

async fn a_lost_answer_or_a_restart_gives_nothing_back_twice(database: Database) {
    let lost = [rules::one_lost_answer(), rules::no_reads(), rules::none()];
    for faults in lost {
        let app = TestApp::on(database).await;
        let sale = paid(&app, &[OLA, JACKET]).await;
        app.faults(faults).await;
        let back = json!({ "till": "1", "lines": [{ "line": 1 }] });
        let back = take_back(&app, &sale, back).await;
        let app = app.restart().await;
        app.advance_s(5).await;
        app.faults(rules::none()).await;
        app.advance_s(5).await;
        assert_eq!(app.get(&back).await.ok()["state"], "completed");
        assert_eq!(refunded_minor(&app).await, 319_900);
    }
}

async fn what_somebody_gives_back_elsewhere_is_not_taken_for_ours(database: Database) {
    let app = TestApp::on(database).await;
    let sale = paid(&app, &[OLA, JACKET, SOCKS]).await;
    app.faults(json!([{ "on": "refundPayment", "times": 1, "effect": "drop_request" }])).await;
    let back = take_back(&app, &sale, json!({ "till": "1", "lines": [{ "line": 2 }] })).await;
    app.settle().await;
    // As much again, by hand.
    let client = app.engine.shops().next().unwrap().units[0].client.clone();
    let reference = app.payments().await[0]["reference"].as_str().unwrap().to_owned();
    let (reference, key) =
        (Reference::parse(&reference).unwrap(), IdempotencyKey::parse("by-hand").unwrap());
    let amount = Amount::new(14_900, Currency::NOK);
    client.epayment().refund(&reference, amount, &key).await.unwrap();
    app.advance_s(5).await;
    assert_eq!(app.get(&back).await.ok()["state"], "completed");
    assert_eq!(refunded_minor(&app).await, 2 * 14_900, "ours went out all the same");
}

async fn refused_by_the_app_it_is_paid_out_at_the_counter(database: Database) {
    let app = TestApp::on(database).await;
    let sale = paid(&app, &[OLA, JACKET, SOCKS]).await;
    app.clock.advance_ms(366 * 86_400_000);
    let body = json!({ "till": "1", "lines": [{ "line": 1 }] });
    let back = take_back(&app, &sale, body).await;
    app.settle().await;
    let refused = app.get(&back).await.ok();
    assert_eq!(refused["state"], "open");
    assert_eq!(refused["due"]["value"], 319_900);
    assert_eq!(refused["refunds"][0]["refusal_code"], 6220);
    let advice = refused["refunds"][0]["advice"].as_str().unwrap();
    assert!(advice.contains("365 days") && advice.contains("another tender"), "{advice}");
    let listed = app.get("/v1/unresolved").await.ok();
    assert_eq!(listed["items"][0]["kind"], "return");
    assert_eq!(
        (&listed["items"][0]["id"], &listed["items"][0]["what"]),
        (&refused["id"], &json!("refund_refused"))
    );
    let done = app.post(&format!("{back}/payouts"), json!({ "kind": "cash" })).await.ok();
    assert_eq!(done["state"], "completed");
    assert_eq!(app.get("/v1/unresolved").await.ok()["items"], json!([]));
    assert_eq!(done["tenders"][0]["kind"], "cash");
    assert_eq!(refunded_minor(&app).await, 0);
    // The other thing: the customer would rather keep it.
    let body = json!({ "till": "1", "lines": [{ "line": 2 }] });
    let back = take_back(&app, &sale, body.clone()).await;
    app.settle().await;
    assert_eq!(app.post(&format!("{back}/cancel"), json!({})).await.ok()["state"], "cancelled");
    // And another time, in cash at once.
    let body = json!({ "till": "1", "lines": [{ "line": 2 }], "tender": "cash" });
    let back = take_back(&app, &sale, body).await;
    assert_eq!(app.get(&back).await.ok()["receipt_number"], 2);
}

async fn the_same_request_again_is_the_same_return(database: Database) {
    let app = TestApp::on(database).await;
    let sale = paid(&app, &[OLA, SOCKS, SOCKS]).await;
    let body = json!({ "till": "1", "lines": [{ "line": 1, "quantity": "1" }] }).to_string();
    let key = [("idempotency-key", "one")];
    let path = format!("{sale}/returns");
    let first = app.api_with(Method::POST, &path, &body, &key).await.ok();
    let again = app.api_with(Method::POST, &path, &body, &key).await.ok();
    assert_eq!(first["id"], again["id"]);
    app.settle().await;
    assert_eq!(refunded_minor(&app).await, 14_900);
    // A client's own id names one return only.
    let own = json!({ "till": "1", "id": first["id"], "lines": [{ "line": 1 }] });
    app.post(&path, own).await.refused(409, "sale_exists");
    let the_sales = json!({ "till": "1", "id": id_of(&sale), "lines": [{ "line": 1 }] });
    app.post(&path, the_sales).await.refused(409, "sale_exists");
    let the_returns = json!({ "till": "1", "id": first["id"] });
    app.post("/v1/sales", the_returns).await.refused(409, "sale_exists");
}

async fn several_tenders_go_back_as_they_came(database: Database) {
    let app = TestApp::on(database).await;
    let sale = app.sale("1", &[OLA, JACKET]).await;
    let card = json!({ "kind": "card", "amount": 100_000 });
    app.post(&format!("{sale}/tenders"), card).await.ok();
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    app.customer("approve").await;
    app.settle().await;
    let back = json!({ "till": "1", "lines": [{ "line": 1 }] });
    // The card's part can't be paid out in another currency.
    let elsewhere = json!({ "till": "2", "lines": [{ "line": 1 }] });
    app.post(&format!("{sale}/returns"), elsewhere).await.refused(409, "other_currency");
    let back = take_back(&app, &sale, back).await;
    app.settle().await;
    let done = app.get(&back).await.ok();
    let tenders: Vec<_> = done["tenders"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["kind"].as_str().unwrap(), one["amount"]["value"].as_i64().unwrap()))
        .collect();
    assert_eq!(tenders, [("card", 100_000), ("vipps", 219_900)]);
}

async fn a_members_purchase_is_taken_back_line_by_line(database: Database) {
    let app = TestApp::on(database).await;
    let sale = app.sale("1", &[OLA, JACKET, SOCKS]).await;
    app.post(&format!("{sale}/membership-request"), json!({})).await.ok();
    app.settle().await;
    // Paid before they answered: the purchase is theirs all the same, and so is the return.
    app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
    let back = json!({ "till": "1", "lines": [{ "line": 2 }] });
    take_back(&app, &sale, back).await;
    app.join("approve").await;
    app.advance_s(6).await;
    let back = json!({ "till": "1", "lines": [{ "line": 1 }] });
    take_back(&app, &sale, back).await;
    let next = app.sale("1", &[OLA]).await;
    let next = app.get(&next).await.ok();
    let member = next["customer"]["member_id"].as_str().unwrap();
    let member = app.get(&format!("/v1/members/{member}")).await.ok();
    assert_eq!(member["purchases"].as_array().unwrap().len(), 1);
    assert_eq!(member["purchases"][0]["returned"]["value"], 319_900 + 14_900);
}

async fn a_sale_that_is_called_off_gives_back_what_the_app_has_paid_of_it(database: Database) {
    for restricted in [false, true] {
        let app = TestApp::on(database).await;
        let sale = app.sale("1", &[OLA, JACKET]).await;
        let part = json!({ "amount": 100_000 });
        app.post(&format!("{sale}/payment-request"), part).await.ok();
        app.settle().await;
        app.customer("approve").await;
        app.settle().await;
        let partly = app.get(&sale).await.ok();
        assert_eq!((&partly["state"], &partly["due"]["value"]), (&json!("open"), &json!(219_900)));
        app.post(&format!("{sale}/park"), json!({})).await.refused(409, "partly_paid");
        if restricted {
            app.clock.advance_ms(366 * 86_400_000);
        }
        let off = app.post(&format!("{sale}/cancel"), json!({})).await.ok();
        assert_eq!(
            (&off["state"], &off["refunds"][0]["state"]),
            (&json!("cancelled"), &json!("open"))
        );
        app.settle().await;
        let off = app.get(&sale).await.ok();
        let listed = async || app.get("/v1/unresolved").await.ok()["items"].clone();
        if restricted {
            assert_eq!(off["refunds"][0]["state"], "refused");
            assert_eq!(listed().await[0]["what"], "refund_refused");
            let path = format!("{sale}/payouts");
            let out = app.post(&path, json!({ "kind": "cash" })).await.ok();
            assert_eq!(out["refunds"][0]["state"], "paid_out");
            assert_eq!(listed().await, json!([]));
            app.post(&path, json!({ "kind": "cash" })).await.refused(409, "nothing_to_pay_out");
        } else {
            assert_eq!(off["refunds"][0]["state"], "done");
            assert_eq!(refunded_minor(&app).await, 100_000);
        }
    }
}

async fn a_part_paid_in_the_app_is_undone_and_the_sale_goes_on(database: Database) {
    let app = TestApp::on(database).await;
    let sale = app.sale("1", &[OLA, JACKET]).await;
    app.post(&format!("{sale}/payment-request"), json!({ "amount": 100_000 })).await.ok();
    app.settle().await;
    app.customer("approve").await;
    app.settle().await;
    let undone = app.api(Method::DELETE, &format!("{sale}/tenders/1"), Value::Null).await.ok();
    assert_eq!(undone["due"]["value"], 319_900);
    let paid = app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
    assert_eq!(paid["state"], "completed");
    app.settle().await;
    assert_eq!(app.get(&sale).await.ok()["refunds"][0]["state"], "done");
    assert_eq!(refunded_minor(&app).await, 100_000);
    // The payment has nothing left that a return could ask back.
    let back = json!({ "till": "1", "lines": [{ "line": 1 }] });
    let back = take_back(&app, &sale, back).await;
    assert_eq!(app.get(&back).await.ok()["tenders"][0]["kind"], "cash");
}

async fn a_customer_who_can_not_be_refunded_is_known_at_once(database: Database) {
    let app = TestApp::on(database).await;
    let sale = app.sale("1", &[OLA]).await;
    // The amount whose refund the test environment refuses: the customer has left.
    let gone = json!({ "product_id": "gum", "name": "Gum", "unit_price": 123, "vat_rate": 1500 });
    app.post(&format!("{sale}/lines"), gone).await.ok();
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    app.customer("approve").await;
    app.settle().await;
    let back = json!({ "till": "1", "lines": [{ "line": 1 }] });
    let back = take_back(&app, &sale, back).await;
    app.settle().await;
    let refused = app.get(&back).await.ok();
    assert_eq!(refused["refunds"][0]["refusal_code"], 6210, "{refused:#}");
    let done = app.post(&format!("{back}/payouts"), json!({ "kind": "gift_card" })).await.ok();
    assert_eq!(done["state"], "completed");
}

async fn each_till_numbers_its_own_returns(database: Database) {
    let app = TestApp::on(database).await;
    let sale = app.sale("1", &[JACKET, SOCKS]).await;
    app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
    for (line, till) in [(1, "1"), (2, "3")] {
        let back = json!({ "till": till, "lines": [{ "line": line }] });
        let back = take_back(&app, &sale, back).await;
        let done = app.get(&back).await.ok();
        assert_eq!((&done["till"], &done["receipt_number"]), (&json!(till), &json!(1)));
    }
}
