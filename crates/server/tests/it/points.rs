//! Points over the API: earned with a purchase, spent on the next, taken back with what comes back.

use crate::seed_sale::bodies;
use axum::http::Method;
use checkout::{ClubId, EarningRule, Tier};
use engine::ClubSettings;
use serde_json::{Value, json};
use testkit::{Database, TestApp};

pub(crate) const OLA_QR: &str = "https://qr.vipps.no/28/2/01/031/4712345678?v=1";
pub(crate) const OLA_NUMBER: &str = "4712345678";
const JACKET: &str = "9521234500018";
pub(crate) const SOCKS: &str = "9521234500025";
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

stories! {
    earned_with_one_purchase_and_spent_on_the_next,
    a_return_takes_back_what_it_earned_and_gives_back_what_it_was_paid_with,
    two_tills_spend_one_balance,
    a_typed_number_earns,
    points_stay_where_they_are_when_a_sale_comes_to_nothing,
    the_receipt_in_the_app_shows_what_points_paid,
    points_lower_the_price_where_the_club_says_so,
    a_receipt_that_is_shown_later_earns_once,
    a_tier_is_shown_and_earns_its_own_points,
}

/// Ola's membership, made with a purchase of a jacket that earned 239 points.
pub(crate) async fn member(database: Database) -> (TestApp, String) {
    let app = TestApp::on(database).await;
    let sale = app.sale("1", &[OLA_QR, JACKET]).await;
    app.post(&format!("{sale}/membership-request"), json!({})).await.ok();
    app.settle().await;
    app.join("approve").await;
    app.advance_s(6).await;
    let paid = app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
    assert_eq!((&paid["total"]["value"], &paid["points_earned"]), (&json!(239_900), &json!(239)));
    let id = paid["customer"]["member_id"].as_str().unwrap();
    (app, format!("/v1/members/{id}"))
}

/// The membership of whoever has a number, without a purchase.
pub(crate) async fn join(app: &TestApp, number: &str) -> String {
    let sale = app.sale("1", &[number]).await;
    app.post(&format!("{sale}/membership-request"), json!({})).await.ok();
    app.settle().await;
    app.join("approve").await;
    app.advance_s(6).await;
    let id = app.get(&sale).await.ok()["customer"]["member_id"].clone();
    app.post(&format!("{sale}/cancel"), json!({})).await.ok();
    format!("/v1/members/{}", id.as_str().unwrap())
}

async fn points(app: &TestApp, member: &str) -> Value {
    app.get(member).await.ok()["points"].clone()
}

pub(crate) async fn available(app: &TestApp, member: &str) -> i64 {
    points(app, member).await["available"].as_i64().unwrap()
}

pub(crate) async fn spend(app: &TestApp, sale: &str, points: i64) -> testkit::Reply {
    app.post(&format!("{sale}/tenders"), json!({ "kind": "points", "points": points })).await
}

async fn earned_with_one_purchase_and_spent_on_the_next(database: Database) {
    let (app, ola) = member(database).await;
    let sale = app.sale("1", &[OLA_QR, SOCKS]).await;
    let quoted = app.get(&sale).await.ok()["customer"].clone();
    assert_eq!((&quoted["points"], &quoted["points_to_earn"]), (&json!(239), &json!(12)));
    assert_eq!(quoted["points_usable"]["points"], 239);
    assert_eq!(quoted["points_usable"]["amount"]["value"], 2_390);
    let spent = app.post(&format!("{sale}/tenders"), json!({ "kind": "points" })).await.ok();
    assert_eq!(spent["tenders"][0]["kind"], "points");
    assert_eq!(spent["due"]["value"], 12_450 - 2_390);
    let quoted = &spent["customer"];
    assert_eq!((&quoted["points_to_earn"], &quoted["points_usable"]), (&json!(10), &Value::Null));
    let held = json!({ "available": 0, "pending": 0, "held": 239, "owed": 0, "proposals": [] });
    assert_eq!(points(&app, &ola).await, held);
    let paid = app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
    assert_eq!((&paid["state"], &paid["points_earned"]), (&json!("completed"), &json!(10)));
    let left = json!({ "available": 10, "pending": 0, "held": 0, "owed": 0, "proposals": [] });
    assert_eq!(points(&app, &ola).await, left);
}

async fn a_return_takes_back_what_it_earned_and_gives_back_what_it_was_paid_with(
    database: Database,
) {
    let (app, ola) = member(database).await;
    let sale = app.sale("1", &[OLA_QR, JACKET, SOCKS, SOCKS]).await;
    spend(&app, &sale, 200).await.ok();
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    app.customer("approve").await;
    app.settle().await;
    assert_eq!(app.get(&sale).await.ok()["points_earned"], 262);
    for (line, quantity) in [(2, Some("1")), (1, None), (2, None)] {
        let line = match quantity {
            Some(quantity) => json!({ "line": line, "quantity": quantity }),
            None => json!({ "line": line }),
        };
        let back = json!({ "till": "3", "lines": [line] });
        app.post(&format!("{sale}/returns"), back).await.ok();
        app.settle().await;
    }
    let returned = app.get(&sale).await.ok();
    assert_eq!(returned["points_earned"], 0);
    assert_eq!(available(&app, &ola).await, 239, "as before the sale");
    let payment = &app.payments().await[0];
    let refunded = payment["aggregate"]["refundedAmount"]["value"].as_i64().unwrap();
    assert_eq!(refunded, 239_900 + 2 * 12_450 - 2_000, "and the rest came back as money");
}

async fn two_tills_spend_one_balance(database: Database) {
    let (app, ola) = member(database).await;
    let (one, other) =
        (app.sale("1", &[OLA_QR, SOCKS]).await, app.sale("3", &[OLA_QR, SOCKS]).await);
    let body = json!({ "kind": "points", "points": 239 });
    let calls = [&one, &other].map(|sale| (format!("{sale}/tenders"), body.clone(), None));
    let replies = app.crowd(calls.into()).await;
    let mut statuses: Vec<_> = replies.iter().map(|reply| reply.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    replies.iter().find(|reply| reply.status == 409).unwrap().refused(409, "too_few_points");
    assert_eq!(points(&app, &ola).await["held"], 239);
    spend(&app, &one, 1).await.refused(409, "points_used");
}

async fn a_typed_number_earns(database: Database) {
    let (app, ola) = member(database).await;
    let sale = app.sale("1", &[OLA_NUMBER, SOCKS]).await;
    app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
    assert_eq!(available(&app, &ola).await, 239 + 12);
    let guest = app.sale("1", &["98765432", SOCKS]).await;
    spend(&app, &guest, 1).await.refused(409, "not_a_member");
}

async fn a_tier_is_shown_and_earns_its_own_points(database: Database) {
    let (app, ola) = member(database).await;
    let app = app
        .restart_with(|shop| {
            let rules = shop.points.get_mut(&ClubId::new("club-oslo")).unwrap();
            let (id, from_points) = ("gold".to_owned(), 200);
            rules.tiers.push(Tier { id: id.clone(), from_points });
            let bonus = rules.earning[0].clone();
            rules.earning.push(EarningRule { id: "bonus".to_owned(), tiers: vec![id], ..bonus });
        })
        .await;
    let guest = app.sale("3", &["98765432"]).await;
    assert_eq!(app.get(&guest).await.ok()["customer"]["tier"], Value::Null);
    let sale = app.sale("1", &[OLA_NUMBER, SOCKS]).await;
    assert_eq!(app.get(&sale).await.ok()["customer"]["tier"], "gold");
    assert!(app.text("/till/1").await.contains(">gold</span>"));
    let paid = app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
    assert_eq!(paid["points_earned"], 2 * 12, "each rule rounded down");
    assert_eq!(available(&app, &ola).await, 239 + 24);
}

async fn a_receipt_that_is_shown_later_earns_once(database: Database) {
    let (app, ola) = member(database).await;
    let forgot = |till: &str| format!("/v1/sales?till={till}&receipt_number=2");
    let sale = app.sale("1", &[JACKET, SOCKS]).await;
    app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
    app.clock.advance_ms(29 * DAY_MS);
    let found = app.get(&forgot("1")).await.ok();
    let found = format!("/v1/sales/{}", found["sales"][0]["id"].as_str().unwrap());
    assert_eq!(found, sale);
    let guest = json!({ "phone_number": "98765432" });
    app.post(&format!("{sale}/customer"), guest).await.refused(409, "not_a_member");
    let shown = json!({ "phone_number": OLA_NUMBER });
    let booked = app.post(&format!("{sale}/customer"), shown.clone()).await.ok();
    assert_eq!(booked["points_earned"], 334, "the public price, which is what was paid");
    assert_eq!(booked["total"]["value"], 319_900 + 14_900);
    app.post(&format!("{sale}/customer"), shown).await.ok();
    assert_eq!(available(&app, &ola).await, 239 + 334);
    assert_eq!(app.get(&ola).await.ok()["purchases"].as_array().unwrap().len(), 2);

    let old = app.sale("1", &[SOCKS]).await;
    app.post(&format!("{old}/tenders"), json!({ "kind": "cash" })).await.ok();
    app.clock.advance_ms(31 * DAY_MS);
    app.scan(&old, OLA_QR).await.refused(409, "too_late");
}

async fn points_stay_where_they_are_when_a_sale_comes_to_nothing(database: Database) {
    let (app, ola) = member(database).await;
    let sale = app.sale("1", &[OLA_QR, SOCKS]).await;
    spend(&app, &sale, 100).await.ok();
    let undone = app.api(Method::DELETE, &format!("{sale}/tenders/1"), Value::Null).await.ok();
    assert_eq!(undone["due"]["value"], 12_450);
    assert_eq!(available(&app, &ola).await, 239);
    spend(&app, &sale, 100).await.ok();
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    app.customer("decline").await;
    app.settle().await;
    assert_eq!(available(&app, &ola).await, 139, "kept: the sale goes on");
    app.post(&format!("{sale}/cancel"), json!({})).await.ok();
    assert_eq!(available(&app, &ola).await, 239);
}

async fn the_receipt_in_the_app_shows_what_points_paid(database: Database) {
    let (app, _) = member(database).await;
    let sale = app.sale("1", &[OLA_QR, SOCKS]).await;
    spend(&app, &sale, 100).await.ok();
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    let create = &bodies(&app, "/payments").await[0];
    assert_eq!(create["amount"]["value"], 12_450 - 1_000);
    assert_eq!(create["receipt"]["bottomLine"]["paymentSources"], json!({ "voucher": 1_000 }));
}

async fn points_lower_the_price_where_the_club_says_so(database: Database) {
    let (app, ola) = member(database).await;
    let app = app
        .restart_with(|shop| {
            let club = shop.clubs.entry(ClubId::new("club-oslo"));
            club.or_insert_with(ClubSettings::default).points_as_discount = true;
        })
        .await;
    let sale = app.sale("1", &[OLA_QR, SOCKS, JACKET]).await;
    let spent = spend(&app, &sale, 200).await.ok();
    let total = 12_450 + 239_900 - 2_000;
    assert_eq!(spent["total"]["value"], total);
    assert_eq!((&spent["paid"]["value"], &spent["due"]["value"]), (&json!(0), &json!(total)));
    assert_eq!(spent["tenders"], json!([]));
    let amount = json!({ "value": 2_000, "currency": "NOK" });
    let points = json!({
        "number": 1, "points": 200, "amount": amount, "as_discount": true, "is_proved": true
    });
    assert_eq!(spent["paid_with_points"], points);
    let taxed = |body: &Value| -> Vec<(i64, i64)> {
        let lines = body["lines"].as_array().unwrap().iter();
        let value = |line: &Value, name: &str| line[name].as_i64().unwrap();
        lines.map(|line| (value(line, "total"), value(line, "tax"))).collect()
    };
    // 2,000 × 12,450 / 252,350 is 98.67, and a fifth of what is left is tax.
    assert_eq!(taxed(&spent), [(12_351, 2_470), (237_999, 47_600)]);
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    let create = &bodies(&app, "/payments").await[0];
    assert_eq!(create["amount"]["value"], total);
    assert_eq!(create["receipt"]["orderLines"][0]["totalAmount"], 12_351);
    assert_eq!(create["receipt"]["bottomLine"]["paymentSources"], Value::Null);
    app.customer("approve").await;
    app.settle().await;
    let till = app.text("/till/1").await;
    assert!(till.contains(r#"data-test="off-by-points">"#), "{till}");
    let line = json!({ "line": 1, "quantity": "1" });
    let back = json!({ "till": "1", "lines": [line] });
    let back = app.post(&format!("{sale}/returns"), back).await.ok();
    app.settle().await;
    assert_eq!((&back["total"]["value"], &back["tax"]["value"]), (&json!(12_351), &json!(2_470)));
    assert_eq!(back["paid_with_points"]["points"], 10);
    assert_eq!(back["paid_with_points"]["amount"]["value"], 99);
    let payment = &app.payments().await[0];
    assert_eq!(payment["aggregate"]["refundedAmount"]["value"], 12_351);
    let purchase = &app.get(&ola).await.ok()["purchases"][1];
    assert_eq!(purchase["total"]["value"], total);
    assert_eq!(purchase["returned"]["value"], 12_351);
}
