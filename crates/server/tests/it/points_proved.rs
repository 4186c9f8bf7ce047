//! Points of a member whose number was typed: kept at once, and spent when the same number approves the
//! payment. Nothing else spends them.

use crate::points::{OLA_NUMBER, OLA_QR, SOCKS, available, join, member, spend};
use axum::http::{Method, Request, header};
use serde_json::{Value, json};
use testkit::{Database, Reply, TestApp};
use vipps_simulator::{Customer, Settings};

const KARI_NUMBER: &str = "98765432";
/// Ola after he got another number.
const OLA_NOW: &str = "40000001";

stories! {
    the_number_that_approves_spends_them,
    what_the_counter_takes_does_not,
    a_request_that_comes_to_nothing_leaves_them_kept,
    another_till_goes_on_with_them,
    both_numbers_of_two_members_who_are_one_person_do,
}

async fn ask(app: &TestApp, sale: &str) -> Value {
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    app.get(sale).await.ok()
}

async fn answer(app: &TestApp, sale: &str, answer: &str) -> Value {
    app.customer(answer).await;
    app.settle().await;
    app.get(sale).await.ok()
}

async fn cash(app: &TestApp, sale: &str) -> Reply {
    app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await
}

async fn points_off(app: &TestApp, sale: &str) -> Value {
    app.api(Method::DELETE, &format!("{sale}/tenders/1"), Value::Null).await.ok()
}

async fn the_number_that_approves_spends_them(database: Database) {
    let (app, ola) = member(database).await;
    let sale = app.sale("1", &[OLA_NUMBER, SOCKS]).await;
    let quoted = app.get(&sale).await.ok()["customer"]["points_usable"].clone();
    let amount = json!({ "value": 2_390, "currency": "NOK" });
    assert_eq!(quoted, json!({ "points": 239, "amount": amount, "is_proved": false }));
    assert!(app.text("/till/1").await.contains("which Ola approves on the phone"));
    let spent = spend(&app, &sale, 200).await.ok();
    assert_eq!(spent["paid_with_points"]["is_proved"], false);
    assert_eq!(available(&app, &ola).await, 39, "no other till can spend them");
    for page in ["/till/1", "/display/1"] {
        assert!(app.text(page).await.contains("points-wait"), "{page}");
    }
    let asked = ask(&app, &sale).await;
    assert_eq!(asked["payment"]["amount"]["value"], 12_450 - 2_000);
    assert_eq!(asked["paid_with_points"]["is_proved"], false, "not approved yet");
    let paid = answer(&app, &sale, "approve").await;
    assert_eq!(paid["state"], "completed");
    assert_eq!(paid["paid_with_points"]["is_proved"], true);
    assert_eq!(available(&app, &ola).await, 39 + 10);
}

async fn what_the_counter_takes_does_not(database: Database) {
    let (app, ola) = member(database).await;
    let sale = app.sale("1", &[OLA_NUMBER, SOCKS]).await;
    spend(&app, &sale, 200).await.ok();
    let refused = cash(&app, &sale).await;
    assert!(refused.json["detail"].as_str().unwrap().contains("own phone"), "{:#}", refused.json);
    refused.refused(409, "points_to_be_approved");
    let part = |minor: i64| json!({ "kind": "card", "amount": minor });
    app.post(&format!("{sale}/tenders"), part(10_351)).await.refused(409, "points_to_be_approved");
    app.post(&format!("{sale}/tenders"), part(10_350)).await.ok();
    // On the page, the same in words, and a way out.
    let press = async |path: &str, form: &str| {
        let form_type = "application/x-www-form-urlencoded";
        let post = Request::post(format!("/till/1/{path}")).header(header::CONTENT_TYPE, form_type);
        app.raw(post.body(form.to_owned().into()).unwrap()).await
    };
    let pressed = press("tender", "kind=cash").await;
    assert_eq!(pressed.status, 422);
    assert_eq!(press("points/remove", "number=1").await.status, 303);
    assert_eq!(available(&app, &ola).await, 239);
    assert_eq!(cash(&app, &sale).await.ok()["state"], "completed");
    assert_eq!(available(&app, &ola).await, 239 + 12);
}

async fn a_request_that_comes_to_nothing_leaves_them_kept(database: Database) {
    let (app, ola) = member(database).await;
    let sale = app.sale("1", &[OLA_NUMBER, SOCKS]).await;
    spend(&app, &sale, 200).await.ok();
    ask(&app, &sale).await;
    let declined = answer(&app, &sale, "decline").await;
    assert_eq!(declined["paid_with_points"]["is_proved"], false);
    assert_eq!(available(&app, &ola).await, 39);
    cash(&app, &sale).await.refused(409, "points_to_be_approved");
    // Another tender is refused while a request is open, too, and the request stays.
    ask(&app, &sale).await;
    cash(&app, &sale).await.refused(409, "points_to_be_approved");
    assert_eq!(answer(&app, &sale, "approve").await["state"], "completed");
    assert_eq!(available(&app, &ola).await, 39 + 10);
    let sale = app.sale("1", &[OLA_NUMBER, SOCKS]).await;
    spend(&app, &sale, 49).await.ok();
    app.post(&format!("{sale}/cancel"), json!({})).await.ok();
    assert_eq!(available(&app, &ola).await, 49);
}

async fn another_till_goes_on_with_them(database: Database) {
    let (app, ola) = member(database).await;
    let sale = app.sale("1", &[OLA_NUMBER, SOCKS]).await;
    spend(&app, &sale, 200).await.ok();
    app.post(&format!("{sale}/take-over"), json!({ "till": "3" })).await.ok();
    cash(&app, &sale).await.refused(409, "points_to_be_approved");
    ask(&app, &sale).await;
    assert_eq!(answer(&app, &sale, "approve").await["state"], "completed");
    assert_eq!(available(&app, &ola).await, 39 + 10);
}

/// The points are with the one who stands for both; either number finds them, and either phone proves it.
async fn both_numbers_of_two_members_who_are_one_person_do(database: Database) {
    let (app, ola) = member(database).await;
    let kari = join(&app, KARI_NUMBER).await;
    let id = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    let merge = json!({ "other": id(&kari), "reason": "duplicate" });
    let sale = app.sale("1", &[KARI_NUMBER, SOCKS]).await;
    app.post(&format!("{ola}/merge"), merge).await.ok();
    spend(&app, &sale, 1).await.refused(409, "points_not_proved");
    app.post(&format!("{sale}/cancel"), json!({})).await.ok();
    let sale = app.sale("1", &[KARI_NUMBER, SOCKS]).await;
    spend(&app, &sale, 200).await.ok();
    ask(&app, &sale).await;
    assert_eq!(answer(&app, &sale, "approve").await["state"], "completed");
    assert_eq!(available(&app, &ola).await, 39 + 10);
}

/// The number counts that was the member's when the points were used; before that, one that is the
/// member's no more proves nothing.
#[tokio::test]
async fn a_number_that_changes() {
    let mut world = Settings::default();
    let ola = world.customers[0].clone();
    world.customers.push(Customer {
        msisdn: format!("47{OLA_NOW}"),
        personal_qr: format!("https://qr.vipps.no/28/2/01/031/47{OLA_NOW}?v=1"),
        former_msisdn: Some(OLA_NUMBER.to_owned()),
        ..ola
    });
    let app = TestApp::with(world).await;
    let member = join(&app, OLA_NUMBER).await;
    let granted = json!({ "points": 300, "reason": "goodwill" });
    app.post(&format!("{member}/points"), granted).await.ok();
    let (used, not_yet) =
        (app.sale("1", &[OLA_NUMBER, SOCKS]).await, app.sale("3", &[OLA_NUMBER, SOCKS]).await);
    spend(&app, &used, 100).await.ok();
    ask(&app, &used).await;
    // Meanwhile he joins with the number that he has now.
    app.post(&format!("{not_yet}/park"), json!({})).await.ok();
    let other = app.sale("3", &[OLA_NOW]).await;
    app.post(&format!("{other}/membership-request"), json!({})).await.ok();
    app.settle().await;
    app.join("approve").await;
    app.advance_s(6).await;
    app.post(&format!("{other}/cancel"), json!({})).await.ok();
    app.post(&format!("{not_yet}/resume"), json!({ "till": "3" })).await.ok();
    let number = app.get(&member).await.ok()["phone_number"].clone();
    assert_eq!(number, format!("47{OLA_NOW}"));
    let quoted = app.get(&not_yet).await.ok()["customer"]["points_usable"].clone();
    assert_eq!(quoted, Value::Null);
    spend(&app, &not_yet, 100).await.refused(409, "points_not_proved");
    assert_eq!(answer(&app, &used, "approve").await["state"], "completed");
}

/// Where the sales unit may not push, the customer would scan a QR, as anybody could.
#[tokio::test]
async fn a_sales_unit_that_may_not_push_spends_none_of_them() {
    let mut settings = Settings::default();
    settings.merchants[0].sales_units[0].push_message_allowed = false;
    let app = TestApp::with(settings).await;
    let ola = join(&app, OLA_NUMBER).await;
    app.post(&format!("{ola}/points"), json!({ "points": 300, "reason": "goodwill" })).await.ok();
    // Not known yet: the push is refused, and nothing is asked for by a QR.
    let sale = app.sale("1", &[OLA_NUMBER, SOCKS]).await;
    spend(&app, &sale, 200).await.ok();
    let refused = ask(&app, &sale).await;
    assert_eq!(
        (&refused["payment"]["state"], &refused["payment"]["refusal_code"]),
        (&json!("refused"), &json!(5080))
    );
    assert_eq!(refused["paid_with_points"]["is_proved"], false);
    assert_eq!(app.payments().await.len(), 0);
    let again = app.post(&format!("{sale}/payment-request"), json!({})).await;
    again.refused(409, "points_to_be_approved");
    // A part by a QR proves nothing, whoever scanned it.
    app.post(&format!("{sale}/payment-request"), json!({ "amount": 5_000 })).await.ok();
    app.settle().await;
    let part = answer(&app, &sale, "approve").await;
    assert_eq!((&part["state"], &part["paid"]["value"]), (&json!("open"), &json!(7_000)));
    cash(&app, &sale).await.refused(409, "points_to_be_approved");
    points_off(&app, &sale).await;
    assert_eq!(available(&app, &ola).await, 300);
    spend(&app, &sale, 200).await.refused(409, "points_not_proved");
    cash(&app, &sale).await.ok();
    // Known now: they are not offered, and the personal QR spends them.
    let sale = app.sale("1", &[OLA_NUMBER, SOCKS]).await;
    assert_eq!(app.get(&sale).await.ok()["customer"]["points_usable"], Value::Null);
    spend(&app, &sale, 200).await.refused(409, "points_not_proved");
    app.scan(&sale, OLA_QR).await.ok();
    spend(&app, &sale, 200).await.ok();
    assert_eq!(cash(&app, &sale).await.ok()["state"], "completed");
}
