//! A club that the merchant keeps in a system of its own: what it is asked, what it is told in the end,
//! and that its troubles hold up no sale.

use checkout::{Currency, ProductId};
use directory::{Fault, FaultRule, Operation};
use serde_json::{Value, json};
use store::NewPriceRow;
use testkit::{Database, TestApp};

const KARI: &str = "4798765432";
const OLA_QR: &str = "https://qr.vipps.no/28/2/01/031/4712345678?v=1";
const JACKET: &str = "9521234500018";
const SOCKS: &str = "9521234500025";

stories! {
    a_member_there_has_the_members_price_and_the_purchase,
    whoever_joins_is_a_member_there_and_has_the_purchase,
    who_is_erased_here_is_found_anew_there,
    who_pays_before_answering_still_joins_and_has_the_purchase,
    down_while_it_is_paid_it_is_told_in_the_end,
    down_while_they_join_it_is_told_in_the_end,
    what_comes_back_is_told_after_what_was_bought,
    a_restart_forgets_nothing_that_is_to_be_told,
    a_refusal_waits_for_a_person,
    a_receipt_that_is_shown_later_is_told_once,
    whose_purchase_it_is_is_found_out_later,
    whoever_is_found_again_later_has_the_purchase,
    points_there_pay_and_come_back,
    a_purchase_is_told_of_whoever_it_is,
    points_there_of_a_typed_number_are_gone_once_it_has_approved,
    two_tills_spend_one_balance_there,
    points_that_pay_nothing_are_free_again,
    a_request_is_made_without_points_that_can_not_be_kept,
    a_tier_there_has_its_prices,
    its_outage_is_told_to_whoever_watches,
    what_a_sale_does_to_points_there_is_told_before,
}

/// Kari is a member there, with 239 points.
async fn app(database: Database) -> (TestApp, String) {
    let app = TestApp::with_own_directory(database).await;
    let kari = app.directory().reference.add_member(KARI, "Kari", 239);
    (app, kari.id)
}

fn faults(app: &TestApp, on: Operation, fault: Fault, times: u32) {
    app.directory().reference.set_faults(vec![FaultRule { on, fault, times }]);
}

fn points(app: &TestApp, member: &str) -> i64 {
    app.directory().reference.balance(member).unwrap().available
}

fn booked(app: &TestApp) -> (usize, usize) {
    app.directory().reference.booked()
}

/// Pays at the counter, and lets the workers do what is due.
async fn pay(app: &TestApp, sale: &str) -> Value {
    let paid = app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
    assert_eq!(paid["state"], "completed");
    app.settle().await;
    paid
}

async fn take_back(app: &TestApp, sale: &str, line: u32) {
    let back = json!({ "till": "3", "lines": [{ "line": line }] });
    app.post(&format!("{sale}/returns"), back).await.ok();
    app.settle().await;
}

async fn customer(app: &TestApp, sale: &str) -> Value {
    app.get(sale).await.ok()["customer"].clone()
}

async fn unresolved(app: &TestApp) -> Vec<Value> {
    app.get("/v1/unresolved").await.ok()["items"].as_array().unwrap().clone()
}

async fn a_member_there_has_the_members_price_and_the_purchase(database: Database) {
    let (app, kari) = app(database).await;
    let sale = app.sale("1", &[KARI, JACKET]).await;
    let seen = customer(&app, &sale).await;
    assert_eq!((&seen["first_name"], &seen["points"]), (&json!("Kari"), &json!(239)));
    assert_eq!(pay(&app, &sale).await["total"]["value"], 239_900);
    assert_eq!((booked(&app), points(&app, &kari)), ((1, 0), 478));
    assert_eq!(customer(&app, &sale).await["points"], 478);
    // At any till of the club's stores, and the same for good.
    let other = app.sale("3", &[KARI, SOCKS]).await;
    assert_eq!(customer(&app, &other).await["member_id"], seen["member_id"]);
    if database == Database::Sqlite {
        let file = app.database();
        let holds = |text: &str| file.windows(text.len()).any(|part| part == text.as_bytes());
        assert!(!holds(&kari) && !holds("Kari") && !holds(KARI), "sealed");
    }
}

async fn whoever_joins_is_a_member_there_and_has_the_purchase(database: Database) {
    let (app, _) = app(database).await;
    let sale = app.sale("1", &[OLA_QR, JACKET]).await;
    let seen = customer(&app, &sale).await;
    assert_eq!((&seen["member_id"], &seen["membership_unanswered"]), (&Value::Null, &json!(false)));
    assert_eq!(app.get(&sale).await.ok()["total"]["value"], 319_900);
    app.post(&format!("{sale}/membership-request"), json!({})).await.ok();
    app.settle().await;
    app.join("approve").await;
    app.advance_s(6).await;
    assert_eq!(customer(&app, &sale).await["first_name"], "Ola");
    assert_eq!(pay(&app, &sale).await["total"]["value"], 239_900);
    let members = app.directory().reference.members();
    let ola = members.iter().find(|one| one.given_name.as_deref() == Some("Ola")).unwrap();
    assert_eq!((booked(&app), points(&app, &ola.id)), ((1, 0), 239));
    // Known from now on, under the same id of ours.
    let member = customer(&app, &sale).await["member_id"].clone();
    let next = app.sale("1", &[OLA_QR]).await;
    assert_eq!(customer(&app, &next).await["member_id"], member);
}

/// Erased here and not there, they are a member whom nobody here has ever met; what they bought before is
/// nobody's.
async fn who_is_erased_here_is_found_anew_there(database: Database) {
    let (app, _) = app(database).await;
    let sale = app.sale("1", &[OLA_QR, JACKET]).await;
    app.post(&format!("{sale}/membership-request"), json!({})).await.ok();
    app.settle().await;
    app.join("approve").await;
    app.advance_s(6).await;
    pay(&app, &sale).await;
    app.advance_s(61).await;
    let before = customer(&app, &sale).await["member_id"].clone();
    let erase = format!("/v1/members/{}/erase", before.as_str().unwrap());
    let erased = app.post(&erase, json!({ "reason": "members_wish" })).await.ok();
    assert_eq!(erased["is_kept_elsewhere"], true);
    let next = app.sale("1", &[OLA_QR, SOCKS]).await;
    let seen = customer(&app, &next).await;
    assert_eq!(seen["first_name"], "Ola");
    assert_ne!(seen["member_id"], before, "nothing leads to who was erased");
    pay(&app, &next).await;
    assert_eq!(booked(&app), (2, 0));
    assert_eq!(customer(&app, &sale).await["first_name"], Value::Null);
}

async fn who_pays_before_answering_still_joins_and_has_the_purchase(database: Database) {
    let (app, _) = app(database).await;
    let sale = app.sale("1", &[OLA_QR, JACKET]).await;
    app.post(&format!("{sale}/membership-request"), json!({})).await.ok();
    app.settle().await;
    assert_eq!(pay(&app, &sale).await["total"]["value"], 319_900);
    take_back(&app, &sale, 1).await;
    assert_eq!(booked(&app), (0, 0));
    app.join("approve").await;
    app.advance_s(10).await;
    assert_eq!(booked(&app), (1, 1));
    assert_eq!(app.directory().reference.members().len(), 2);
}

async fn down_while_it_is_paid_it_is_told_in_the_end(database: Database) {
    let (app, kari) = app(database).await;
    let sale = app.sale("1", &[KARI, JACKET]).await;
    app.directory().down(true);
    pay(&app, &sale).await;
    app.advance_s(600).await;
    let waiting = unresolved(&app).await;
    assert_eq!((waiting.len(), &waiting[0]["what"]), (1, &json!("booking_late")), "{waiting:#?}");
    assert_eq!(waiting[0]["booking"]["sale"], app.get(&sale).await.ok()["id"]);
    assert_eq!(booked(&app), (0, 0));
    app.directory().down(false);
    app.advance_s(300).await;
    assert_eq!((booked(&app), points(&app, &kari)), ((1, 0), 478));
    assert_eq!(unresolved(&app).await.len(), 0);
    assert_eq!(app.directory().reference.calls(Operation::Book), 1);
}

async fn down_while_they_join_it_is_told_in_the_end(database: Database) {
    let (app, _) = app(database).await;
    app.directory().down(true);
    let sale = app.sale("1", &[OLA_QR, JACKET]).await;
    assert_eq!(customer(&app, &sale).await["membership_unanswered"], true);
    app.post(&format!("{sale}/membership-request"), json!({})).await.ok();
    app.settle().await;
    app.join("approve").await;
    app.advance_s(6).await;
    assert_eq!(customer(&app, &sale).await["membership_unanswered"], false);
    assert_eq!(pay(&app, &sale).await["total"]["value"], 239_900, "the app has their yes");
    app.advance_s(60).await;
    app.directory().down(false);
    app.advance_s(120).await;
    assert_eq!((booked(&app), app.directory().reference.members().len()), ((1, 0), 2));
}

async fn what_comes_back_is_told_after_what_was_bought(database: Database) {
    let (app, kari) = app(database).await;
    let sale = app.sale("1", &[KARI, JACKET, SOCKS, SOCKS]).await;
    app.directory().down(true);
    pay(&app, &sale).await;
    take_back(&app, &sale, 2).await;
    app.directory().down(false);
    faults(&app, Operation::Reverse, Fault::AnswerLost, 1);
    app.advance_s(60).await;
    assert_eq!(booked(&app), (1, 1));
    take_back(&app, &sale, 1).await;
    assert_eq!((booked(&app), points(&app, &kari)), ((1, 2), 239), "as before the sale");
}

async fn a_restart_forgets_nothing_that_is_to_be_told(database: Database) {
    let (app, kari) = app(database).await;
    let sale = app.sale("1", &[KARI, JACKET]).await;
    faults(&app, Operation::Book, Fault::AnswerLost, 1);
    app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
    app.engine.step().await.unwrap();
    let app = app.restart().await;
    app.advance_s(60).await;
    assert_eq!((booked(&app), points(&app, &kari)), ((1, 0), 478));
    assert_eq!(app.directory().reference.calls(Operation::Book), 2);
}

async fn a_receipt_that_is_shown_later_is_told_once(database: Database) {
    let (app, kari) = app(database).await;
    let sale = app.sale("1", &[JACKET]).await;
    pay(&app, &sale).await;
    app.directory().down(true);
    app.scan(&sale, KARI).await.refused(409, "membership_unanswered");
    app.directory().down(false);
    app.scan(&sale, "4712345678").await.refused(409, "not_a_member");
    for _ in 0..2 {
        app.scan(&sale, KARI).await.ok();
        app.settle().await;
    }
    assert_eq!((booked(&app), points(&app, &kari)), ((1, 0), 239 + 319));
}

async fn whose_purchase_it_is_is_found_out_later(database: Database) {
    let (app, kari) = app(database).await;
    app.directory().down(true);
    let sale = app.sale("1", &[KARI, JACKET, SOCKS]).await;
    let guest = app.sale("3", &["4712345678", SOCKS]).await;
    assert_eq!(pay(&app, &sale).await["total"]["value"], 319_900 + 14_900, "public prices");
    pay(&app, &guest).await;
    take_back(&app, &sale, 2).await;
    app.advance_s(120).await;
    assert_eq!(customer(&app, &sale).await["member_id"], Value::Null);
    app.directory().down(false);
    app.advance_s(300).await;
    assert_eq!(customer(&app, &sale).await["first_name"], "Kari");
    assert_eq!((booked(&app), points(&app, &kari)), ((1, 1), 239 + 319));
    take_back(&app, &sale, 1).await;
    assert_eq!((booked(&app), points(&app, &kari)), ((1, 2), 239));
    assert_eq!(unresolved(&app).await.len(), 0);
}

/// The club has kept points of theirs for the sale before, so that it is about them already: the question
/// ends all the same, and what comes behind it is told (day 280,709).
async fn whoever_is_found_again_later_has_the_purchase(database: Database) {
    let (app, ola) = with_points(database).await;
    let sale = app.sale("1", &[OLA_QR, JACKET]).await;
    spend(&app, &sale, 100).await.ok();
    app.api(axum::http::Method::DELETE, &format!("{sale}/tenders/1"), Value::Null).await.ok();
    app.api(axum::http::Method::DELETE, &format!("{sale}/customer"), Value::Null).await.ok();
    app.advance_s(61).await;
    app.directory().down(true);
    app.scan(&sale, OLA_QR).await.ok();
    assert_eq!(customer(&app, &sale).await["membership_unanswered"], true);
    pay(&app, &sale).await;
    app.directory().down(false);
    app.advance_s(300).await;
    assert_eq!((booked(&app), points(&app, &ola)), ((1, 0), 300 + 319));
    take_back(&app, &sale, 1).await;
    assert_eq!((booked(&app), points(&app, &ola)), ((1, 1), 300));
    assert_eq!(unresolved(&app).await.len(), 0);
}

async fn a_refusal_waits_for_a_person(database: Database) {
    let (app, kari) = app(database).await;
    for (how, expected) in [("look_again", (1, 0)), ("accept", (1, 0))] {
        let sale = app.sale("1", &[KARI, JACKET]).await;
        faults(&app, Operation::Book, Fault::Refused, 1);
        pay(&app, &sale).await;
        app.advance_s(60).await;
        let waiting = unresolved(&app).await;
        assert_eq!((waiting.len(), &waiting[0]["what"]), (1, &json!("booking_refused")));
        let detail = waiting[0]["detail"].as_str().unwrap();
        assert!(detail.contains("club's own system refused"), "{detail}");
        let settle =
            format!("/v1/unresolved/booking/{}/settle", waiting[0]["id"].as_str().unwrap());
        app.post(&settle, json!({ "how": "give_back" })).await.refused(409, "nothing_to_decide");
        app.post(&settle, json!({ "how": how })).await.ok();
        app.settle().await;
        assert_eq!((unresolved(&app).await.len(), booked(&app)), (0, expected), "{how}");
    }
    assert_eq!(points(&app, &kari), 478, "what was accepted is not told");
}

/// Ola is a member there, with 300 points that pay 0.10 each.
async fn with_points(database: Database) -> (TestApp, String) {
    let app = TestApp::with_own_directory(database).await;
    let ola = app.directory().reference.add_member("4712345678", "Ola", 300);
    (app, ola.id)
}

async fn spend(app: &TestApp, sale: &str, points: i64) -> testkit::Reply {
    app.post(&format!("{sale}/tenders"), json!({ "kind": "points", "points": points })).await
}

async fn points_there_pay_and_come_back(database: Database) {
    let (app, ola) = with_points(database).await;
    let sale = app.sale("1", &[OLA_QR, JACKET]).await;
    let spent = spend(&app, &sale, 200).await.ok();
    assert_eq!(
        (&spent["due"]["value"], &spent["customer"]["points"]),
        (&json!(237_900), &json!(100))
    );
    assert_eq!(points(&app, &ola), 100, "kept there");
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    assert_eq!(app.payments().await[0]["amount"]["value"], 237_900);
    app.customer("approve").await;
    app.settle().await;
    assert_eq!((booked(&app), points(&app, &ola)), ((1, 0), 100 + 237));
    app.advance_s(1_300).await;
    assert_eq!(points(&app, &ola), 337, "redeemed, and not run out");
    take_back(&app, &sale, 1).await;
    assert_eq!((booked(&app), points(&app, &ola)), ((1, 1), 300), "as before the sale");
    // All of it: no money moves, and nothing is earned.
    let small = app.sale("1", &[OLA_QR, "9521234500100"]).await;
    let paid = app.post(&format!("{small}/tenders"), json!({ "kind": "points" })).await.ok();
    assert_eq!(paid["state"], "completed");
    app.settle().await;
    assert_eq!((booked(&app), points(&app, &ola)), ((2, 1), 295));
}

/// Whoever was on the sale before, and had points kept for it, has no part in it.
async fn a_purchase_is_told_of_whoever_it_is(database: Database) {
    let (app, ola) = with_points(database).await;
    let kari = app.directory().reference.add_member(KARI, "Kari", 50).id;
    let sale = app.sale("1", &[OLA_QR, JACKET]).await;
    spend(&app, &sale, 100).await.ok();
    let take_off = async |what: &str| {
        app.api(axum::http::Method::DELETE, &format!("{sale}/{what}"), Value::Null).await.ok()
    };
    take_off("tenders/1").await;
    take_off("customer").await;
    app.scan(&sale, KARI).await.ok();
    spend(&app, &sale, 20).await.ok();
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    app.customer("approve").await;
    app.advance_s(60).await;
    assert_eq!((points(&app, &ola), points(&app, &kari)), (300, 30 + 239));
    assert_eq!(customer(&app, &sale).await["points"], 269);
}

/// Kept there at once, and gone there once the phone with the number that the club knows has approved.
async fn points_there_of_a_typed_number_are_gone_once_it_has_approved(database: Database) {
    let (app, kari) = app(database).await;
    let sale = app.sale("1", &[KARI, JACKET]).await;
    assert_eq!(customer(&app, &sale).await["points_usable"]["is_proved"], false);
    let spent = spend(&app, &sale, 200).await.ok();
    assert_eq!(spent["paid_with_points"]["is_proved"], false);
    assert_eq!(points(&app, &kari), 39, "kept there");
    let cash = app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await;
    cash.refused(409, "points_to_be_approved");
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    app.customer("approve").await;
    app.settle().await;
    assert_eq!(app.get(&sale).await.ok()["paid_with_points"]["is_proved"], true);
    app.advance_s(1_300).await;
    assert_eq!(
        (booked(&app), points(&app, &kari)),
        ((1, 0), 39 + 237),
        "redeemed, and not run out"
    );
    // Nobody says just now whose number it is; a personal QR needs no saying.
    let sale = app.sale("1", &[KARI, JACKET]).await;
    app.advance_s(61).await;
    faults(&app, Operation::Lookup, Fault::Failing, 1);
    spend(&app, &sale, 100).await.refused(503, "club_unavailable");
    assert_eq!(points(&app, &kari), 276);
    spend(&app, &sale, 100).await.ok();
    app.post(&format!("{sale}/cancel"), json!({})).await.ok();
    app.settle().await;
    assert_eq!(points(&app, &kari), 276, "free again");
}

async fn two_tills_spend_one_balance_there(database: Database) {
    let (app, ola) = with_points(database).await;
    let (one, other) =
        (app.sale("1", &[OLA_QR, JACKET]).await, app.sale("3", &[OLA_QR, JACKET]).await);
    spend(&app, &one, 250).await.ok();
    let refused = spend(&app, &other, 250).await;
    refused.refused(409, "too_few_points");
    assert!(refused.json["detail"].as_str().unwrap().contains("50"), "{:#}", refused.json);
    assert_eq!(customer(&app, &other).await["points"], 50, "what there is now");
    spend(&app, &one, 1).await.refused(409, "points_used");
    spend(&app, &other, 50).await.ok();
    app.settle().await;
    assert_eq!(points(&app, &ola), 0);
}

async fn points_that_pay_nothing_are_free_again(database: Database) {
    let (app, ola) = with_points(database).await;
    let sale = app.sale("1", &[OLA_QR, JACKET]).await;
    spend(&app, &sale, 100).await.ok();
    app.api(axum::http::Method::DELETE, &format!("{sale}/tenders/1"), Value::Null).await.ok();
    app.settle().await;
    assert_eq!(points(&app, &ola), 300, "undone");
    spend(&app, &sale, 100).await.ok();
    app.post(&format!("{sale}/cancel"), json!({})).await.ok();
    app.settle().await;
    assert_eq!(points(&app, &ola), 300, "called off");
    for fault in [Fault::AnswerLost, Fault::Malformed, Fault::Failing, Fault::Silent] {
        let sale = app.sale("1", &[OLA_QR, JACKET]).await;
        faults(&app, Operation::Reserve, fault, 1);
        let refused = spend(&app, &sale, 100).await;
        refused.refused(503, "club_unavailable");
        app.advance_s(30).await;
        assert_eq!(points(&app, &ola), 300, "{fault:?}");
        spend(&app, &sale, 100).await.ok();
        app.post(&format!("{sale}/cancel"), json!({})).await.ok();
        app.settle().await;
        assert_eq!(points(&app, &ola), 300, "{fault:?}");
    }
    assert_eq!(unresolved(&app).await.len(), 0);
}

/// Bound: points kept in a club that is kept elsewhere
async fn a_request_is_made_without_points_that_can_not_be_kept(database: Database) {
    let (app, ola) = with_points(database).await;
    let sale = app.sale("1", &[OLA_QR, JACKET]).await;
    spend(&app, &sale, 100).await.ok();
    app.directory().down(true);
    let asked = app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    assert_eq!(asked["tenders"], json!([]));
    app.settle().await;
    assert_eq!(app.payments().await[0]["amount"]["value"], 239_900);
    app.directory().down(false);
    app.customer("approve").await;
    app.advance_s(60).await;
    assert_eq!((booked(&app), points(&app, &ola)), ((1, 0), 300 + 239));
    // Kept too long before the request: prolonged, or asked without.
    let slow = app.sale("1", &[OLA_QR, JACKET]).await;
    spend(&app, &slow, 100).await.ok();
    app.advance_s(1_199).await;
    app.post(&format!("{slow}/payment-request"), json!({})).await.ok();
    app.advance_s(500).await;
    assert_eq!(points(&app, &ola), 439, "prolonged");
}

/// Every way in which an answer can be wrong: the purchase is booked once.
#[tokio::test]
async fn whatever_is_answered_a_purchase_is_booked_once() {
    for fault in [
        Fault::AnswerLost,
        Fault::Malformed,
        Fault::Instead("{\"points_earned\": -5}"),
        Fault::Instead("[]"),
        Fault::Page,
        Fault::Failing,
        Fault::Busy { retry_after_s: 30 },
        Fault::TokenRefused,
        Fault::Silent,
    ] {
        let (app, kari) = app(Database::Sqlite).await;
        let sale = app.sale("1", &[KARI, JACKET]).await;
        faults(&app, Operation::Book, fault, 4);
        pay(&app, &sale).await;
        app.advance_s(240).await;
        assert_eq!((booked(&app), points(&app, &kari)), ((1, 0), 478), "{fault:?}");
        assert_eq!(app.directory().reference.calls(Operation::Book), 5, "{fault:?}");
    }
}

/// Every way in which nobody says who is a member: public prices, told plainly, and asked again by
/// whoever scans again.
#[tokio::test]
async fn who_is_a_member_is_not_known_just_now() {
    for fault in [
        Fault::Malformed,
        Fault::Instead(r#"{"id": ""}"#),
        Fault::Page,
        Fault::Failing,
        Fault::TokenRefused,
        Fault::Silent,
        Fault::Refused,
    ] {
        let (app, _) = app(Database::Sqlite).await;
        faults(&app, Operation::Lookup, fault, 1);
        let sale = app.sale("1", &[KARI, JACKET]).await;
        let seen = customer(&app, &sale).await;
        let expected = (&Value::Null, &json!(true));
        assert_eq!((&seen["member_id"], &seen["membership_unanswered"]), expected, "{fault:?}");
        assert_eq!(app.get(&sale).await.ok()["total"]["value"], 319_900, "{fault:?}");
        let page = app.text("/till/1").await;
        assert!(page.contains("can&#39;t be asked just now") && !page.contains("Not a member yet"));
        app.scan(&sale, KARI).await.ok();
        let seen = customer(&app, &sale).await;
        assert_eq!(
            (&seen["first_name"], &seen["membership_unanswered"]),
            (&json!("Kari"), &json!(false))
        );
        assert_eq!(pay(&app, &sale).await["total"]["value"], 239_900, "{fault:?}");
    }
}

/// Asked in vain and then told that they are none: no longer unanswered.
#[tokio::test]
async fn no_member_is_an_answer_too() {
    let (app, _) = app(Database::Sqlite).await;
    faults(&app, Operation::Lookup, Fault::Failing, 1);
    let sale = app.sale("1", &[OLA_QR]).await;
    assert_eq!(customer(&app, &sale).await["membership_unanswered"], true);
    app.scan(&sale, OLA_QR).await.ok();
    assert_eq!(customer(&app, &sale).await["membership_unanswered"], false);
}

/// After some failures nobody waits any more, and one who asks later finds out.
#[tokio::test]
async fn a_club_that_does_not_answer_is_left_alone_for_a_while() {
    let (app, _) = app(Database::Sqlite).await;
    let calls = || app.directory().reference.calls(Operation::Lookup);
    faults(&app, Operation::Lookup, Fault::Failing, 3);
    let sale = app.sale("1", &[]).await;
    for _ in 0..5 {
        app.scan(&sale, KARI).await.ok();
    }
    assert_eq!((calls(), &customer(&app, &sale).await["member_id"]), (3, &Value::Null));
    app.advance_s(5).await;
    app.scan(&sale, KARI).await.ok();
    assert_eq!((calls(), &customer(&app, &sale).await["first_name"]), (4, &json!("Kari")));
}

/// Whoever was found a moment ago is not asked for again, and is found although the club is down.
#[tokio::test]
async fn a_member_who_was_found_is_known_for_a_minute() {
    let (app, _) = app(Database::Sqlite).await;
    app.sale("1", &[KARI]).await;
    app.directory().down(true);
    let other = app.sale("3", &[KARI]).await;
    assert_eq!(customer(&app, &other).await["first_name"], "Kari");
    app.advance_s(61).await;
    app.post(&format!("{other}/cancel"), json!({})).await.ok();
    let later = app.sale("3", &[KARI]).await;
    assert_eq!(customer(&app, &later).await["membership_unanswered"], true);
}

/// Who was found for a sale that did not take them is kept in mind by nobody: nothing of them is stored.
#[tokio::test]
async fn who_was_found_in_vain_is_found_anew() {
    let (app, kari) = app(Database::Sqlite).await;
    let ola = app.sale("1", &[OLA_QR]).await;
    app.scan(&ola, KARI).await.refused(409, "other_customer");
    let sale = app.sale("3", &[KARI, JACKET]).await;
    pay(&app, &sale).await;
    assert_eq!((booked(&app), points(&app, &kari)), ((1, 0), 478));
}

/// The other club of the same merchant is the built-in one.
#[tokio::test]
async fn each_club_is_kept_where_its_settings_say() {
    let (app, _) = app(Database::Sqlite).await;
    let sale = app.sale("2", &["4512345678", JACKET]).await;
    pay(&app, &sale).await;
    assert_eq!(app.directory().reference.calls(Operation::Lookup), 0);
    assert_eq!(booked(&app), (0, 0));
}

async fn a_tier_there_has_its_prices(database: Database) {
    let (app, kari) = app(database).await;
    let row = NewPriceRow {
        product: ProductId::new("jacket1234"),
        currency: Currency::Nok,
        list: "gold".to_owned(),
        audience: "tier:club-oslo:gold".parse().unwrap(),
        from: None,
        until: None,
        unit_minor: Some(199_900),
    };
    app.engine.store().put_price_rows(&testkit::merchant(), vec![row]).await.unwrap();
    let seen = async |till: &str| {
        let sale = app.sale(till, &[KARI]).await;
        let tier = customer(&app, &sale).await["tier"].clone();
        app.scan(&sale, JACKET).await.ok();
        let shown = app.get(&sale).await.ok();
        assert_eq!(shown["customer"]["tier"], tier);
        let page = app.text(&format!("/till/{till}")).await;
        assert_eq!(page.contains(">gold</span>"), tier == "gold");
        app.post(&format!("{sale}/cancel"), json!({})).await.ok();
        (tier, shown["total"]["value"].clone())
    };
    assert_eq!(seen("1").await, (Value::Null, json!(239_900)));
    app.directory().reference.put_in_tier(&kari, Some("gold"));
    app.advance_s(61).await;
    assert_eq!(seen("3").await, (json!("gold"), json!(199_900)), "from its first answer on");
    assert_eq!(seen("1").await, (json!("gold"), json!(199_900)), "known for a minute");
    app.directory().reference.put_in_tier(&kari, None);
    app.advance_s(61).await;
    assert_eq!(seen("1").await, (Value::Null, json!(239_900)), "and to its last");
}

async fn its_outage_is_told_to_whoever_watches(database: Database) {
    let (app, _) = app(database).await;
    let club = async || app.get("/v1/availability").await.ok()["clubs"][0].clone();
    let figure = async |expected: &str| {
        let line = format!("club=\"club-oslo\",merchant=\"fjelltopp\"}} {expected}\n");
        app.text("/metrics").await.contains(&format!("clubtill_directory_unavailable{{{line}"))
    };
    let well = json!({ "club": "club-oslo", "available": true, "outage": null });
    assert_eq!(club().await, well);
    assert!(figure("0").await);
    app.directory().down(true);
    let sale = app.sale("1", &[]).await;
    for _ in 0..3 {
        app.scan(&sale, OLA_QR).await.ok();
    }
    let outage = club().await;
    assert_eq!((&outage["available"], &outage["outage"]["why"]), (&json!(false), &json!("silent")));
    assert!(figure("1").await, "{}", app.text("/metrics").await);
    app.directory().down(false);
    app.advance_s(6).await;
    app.scan(&sale, OLA_QR).await.ok();
    assert_eq!(club().await, well);
    assert!(figure("0").await);
}

async fn what_a_sale_does_to_points_there_is_told_before(database: Database) {
    let (app, _) = app(database).await;
    let typed = app.sale("1", &[KARI, SOCKS]).await;
    let usable = customer(&app, &typed).await["points_usable"].clone();
    assert_eq!((&usable["points"], &usable["is_proved"]), (&json!(239), &json!(false)));
    assert_eq!(customer(&app, &typed).await["points_to_earn"], Value::Null, "the club knows");
}
