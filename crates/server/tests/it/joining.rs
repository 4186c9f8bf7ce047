//! Joining the club: each way in which it can end, told to the cashier and to another till over the
//! API; asked again; and whose membership it turns out to be.

use axum::http::Method;
use checkout::ClubId;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use testkit::TestApp;
use vipps_simulator::{Customer, Settings};

const OLA: &str = "12345678";
const KARI: &str = "98765432";
const JACKET: &str = "9521234500018";
/// Ola after he got another number, a customer with an old app, and one of fourteen.
const OLA_NOW: &str = "40000001";
const OLD_APP: &str = "40000002";
const TOO_YOUNG: &str = "40000003";

/// The simulator's customers and these three.
fn world() -> Settings {
    let mut world = Settings::default();
    let ola = world.customers[0].clone();
    let like_ola = |number: &str| Customer {
        msisdn: format!("47{number}"),
        personal_qr: format!("https://qr.vipps.no/28/2/01/031/47{number}?v=1"),
        ..ola.clone()
    };
    let former_msisdn = Some("4712345678".to_owned());
    world.customers.push(Customer { former_msisdn, ..like_ola(OLA_NOW) });
    world.customers.push(Customer { has_old_app: true, ..like_ola(OLD_APP) });
    let birth_date = "2012-06-01".to_owned();
    world.customers.push(Customer { birth_date, ..like_ola(TOO_YOUNG) });
    world
}

async fn ask(app: &TestApp, sale: &str) {
    app.post(&format!("{sale}/membership-request"), json!({})).await.ok();
    app.settle().await;
}

/// The customer of a new sale with that number, who joins; the member's id.
async fn joined(app: &TestApp, number: &str) -> String {
    let sale = app.sale("1", &[number]).await;
    ask(app, &sale).await;
    app.join("approve").await;
    app.advance_s(6).await;
    let sale = app.get(&sale).await.ok();
    app.post(&format!("/v1/sales/{}/cancel", sale["id"].as_str().unwrap()), json!({})).await.ok();
    sale["customer"]["member_id"].as_str().expect("they have joined").to_owned()
}

/// Who a number turns out to be at a till; null for nobody.
async fn known_as(app: &TestApp, till: &str, number: &str) -> Value {
    let sale = app.sale(till, &[number]).await;
    let known = app.get(&sale).await.ok()["customer"]["member_id"].clone();
    app.post(&format!("{sale}/cancel"), json!({})).await.ok();
    known
}

fn startable(status: u16) -> Value {
    let effect = json!({ "status": { "status": status, "retry_after_s": 20 } });
    json!([{ "on": "startLogin", "effect": effect }])
}

#[tokio::test]
async fn every_ending_is_told_with_what_to_do_and_who_can() {
    let cut = |effect: &str| json!([{ "on": "startLogin", "effect": effect }]);
    let nothing = json!([]);
    for (number, faults, answer, state, refusal, cause, words) in [
        (KARI, &nothing, "decline", "declined", Value::Null, "customer", "said no this time"),
        (KARI, &nothing, "", "expired", Value::Null, "customer", "Ask again if the customer"),
        ("99999999", &nothing, "", "refused", json!("no_app"), "customer", "an age of 15"),
        (TOO_YOUNG, &nothing, "", "refused", json!("no_app"), "customer", "an age of 15"),
        (OLD_APP, &nothing, "", "refused", json!("app_too_old"), "app", "once it is updated"),
        (KARI, &startable(429), "", "refused", json!("too_often"), "customer", "in some minutes"),
        (KARI, &startable(401), "", "refused", json!("settings"), "merchant", "whoever set up"),
        (KARI, &startable(503), "", "lost", Value::Null, "app", "Ask the customer once more"),
        (KARI, &cut("drop_answer"), "", "lost", Value::Null, "app", "Ask the customer once more"),
    ] {
        let app = TestApp::with(world()).await;
        let sale = app.sale("1", &[number, JACKET]).await;
        app.faults(faults.clone()).await;
        ask(&app, &sale).await;
        if state == "declined" || state == "expired" {
            let pending = app.get(&sale).await.ok()["membership_request"].clone();
            assert_eq!((&pending["state"], &pending["cause"]), (&json!("pending"), &Value::Null));
            let words = pending["detail"].as_str().unwrap();
            assert!(words.contains("open the app if no message shows"), "push is off: {words}");
        }
        if !answer.is_empty() {
            app.join(answer).await;
        }
        app.advance_s(if state == "expired" { 900 } else { 6 }).await;
        let request = app.get(&sale).await.ok()["membership_request"].clone();
        assert_eq!((&request["state"], &request["refusal"]), (&json!(state), &refusal), "{words}");
        assert_eq!(request["cause"], cause, "{request:#}");
        let told = request["detail"].as_str().unwrap();
        assert!(told.contains(words) && told.ends_with('.'), "{told}");
        // And the till says the same, offers to ask again, and sells on.
        let page = app.text("/till/1").await;
        assert!(page.contains(&told.replace('\'', "&#39;")), "{told}: {page}");
        assert!(page.contains("data-test=\"ask-membership\""), "{told}");
        app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
    }
}

#[tokio::test]
async fn while_vipps_is_down_nobody_is_asked_and_the_till_says_so() {
    let app = TestApp::new().await;
    let sale = app.sale("1", &[KARI, JACKET]).await;
    app.faults(crate::rules::no_logins()).await;
    for _ in 0..3 {
        ask(&app, &sale).await;
    }
    let ask = app.post(&format!("{sale}/membership-request"), json!({})).await;
    ask.refused(503, "vipps_unavailable");
    app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
}

#[tokio::test]
async fn the_cashier_stops_waiting_and_asks_again() {
    for first_is_answered_too in [false, true] {
        let app = TestApp::new().await;
        let sale = app.sale("1", &[KARI, JACKET]).await;
        let cancel = format!("{sale}/membership-request/cancel");
        app.post(&cancel, json!({})).await.refused(409, "no_enrolment_open");
        ask(&app, &sale).await;
        let logins = app.control(Method::GET, "logins", Value::Null).await;
        let first = logins["logins"][0]["auth_req_id"].as_str().unwrap().to_owned();
        let cancelled = app.post(&cancel, json!({})).await.ok();
        assert_eq!(cancelled["membership_request"]["state"], "cancelled");
        app.post(&cancel, json!({})).await.refused(409, "no_enrolment_open");
        assert!(app.text("/display/1").await.contains("The payment request will come"));
        ask(&app, &sale).await;
        let asked = app.get(&sale).await.ok();
        assert_eq!(asked["membership_request"]["state"], "pending");

        let logins = app.control(Method::GET, "logins", Value::Null).await;
        for login in logins["logins"].as_array().unwrap() {
            let login = login["auth_req_id"].as_str().unwrap();
            if login != first || first_is_answered_too {
                app.control(Method::POST, &format!("logins/{login}/approve"), Value::Null).await;
            }
        }
        app.advance_s(8).await;
        let joined = app.get(&sale).await.ok();
        assert_eq!(joined["membership_request"]["state"], "completed");
        assert_eq!(joined["total"]["value"], 239_900, "and has the prices of a member");
        let member = joined["customer"]["member_id"].as_str().unwrap();
        let paid = app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
        let member = app.get(&format!("/v1/members/{member}")).await.ok();
        assert_eq!(member["purchases"].as_array().unwrap().len(), 1);
        assert_eq!(member["purchases"][0]["sale"], paid["id"]);
    }
}

#[tokio::test]
async fn a_yes_after_the_cashier_stopped_waiting_and_the_sale_is_paid() {
    let app = TestApp::new().await;
    let sale = app.sale("1", &[KARI, JACKET]).await;
    ask(&app, &sale).await;
    app.post(&format!("{sale}/membership-request/cancel"), json!({})).await.ok();
    let paid = app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
    app.join("approve").await;
    app.advance_s(6).await;
    let member = known_as(&app, "1", KARI).await;
    let member = app.get(&format!("/v1/members/{}", member.as_str().unwrap())).await.ok();
    assert_eq!(member["purchases"][0]["sale"], paid["id"]);
    assert_eq!(member["points"]["available"], 319);
    // And what comes back of it is taken off again.
    app.post(&format!("{sale}/returns"), json!({ "till": "1", "lines": [{ "line": 1 }] }))
        .await
        .ok();
    let id = member["id"].as_str().unwrap();
    let after = app.get(&format!("/v1/members/{id}")).await.ok();
    assert_eq!(after["points"]["available"], 0);
    assert_eq!(after["purchases"][0]["returned"]["value"], 319_900);
}

#[tokio::test]
async fn wares_are_scanned_while_the_customer_is_asked_and_repriced_when_they_join() {
    let app = TestApp::new().await;
    let sale = app.sale("1", &[KARI]).await;
    ask(&app, &sale).await;
    app.scan(&sale, JACKET).await.ok();
    assert_eq!(app.get(&sale).await.ok()["total"]["value"], 319_900);
    app.join("approve").await;
    app.advance_s(6).await;
    app.scan(&sale, JACKET).await.ok();
    assert_eq!(app.get(&sale).await.ok()["total"]["value"], 2 * 239_900);
}

#[tokio::test]
async fn while_a_payment_request_is_open_the_till_offers_to_cancel_and_ask_again() {
    let app = TestApp::new().await;
    let sale = app.sale("1", &[KARI, JACKET]).await;
    ask(&app, &sale).await;
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    app.join("approve").await;
    app.advance_s(6).await;
    assert_eq!(app.get(&sale).await.ok()["total"]["value"], 319_900);
    let page = app.text("/till/1").await;
    assert!(page.contains("cancel and ask again"), "{page}");
    assert!(page.contains("800,00\u{a0}kr</strong> less"), "{page}");
}

#[tokio::test]
async fn a_member_with_another_number_is_the_same_member_and_the_number_moves() {
    let app = TestApp::with(world()).await;
    let member = joined(&app, OLA).await;
    let holder = async |number: &str| {
        let store = app.engine.store();
        store.lookup(&testkit::merchant(), "member_number", &number_hash(number)).await.unwrap()
    };
    assert_eq!(holder(OLA).await.as_ref(), Some(&member));
    assert_eq!(joined(&app, OLA_NOW).await, member);
    assert_eq!(holder(OLA).await, None, "nothing leads from the old number");
    assert_eq!(holder(OLA_NOW).await.as_ref(), Some(&member));
    let now = app.get(&format!("/v1/members/{member}")).await.ok();
    assert_eq!(now["phone_number"], format!("47{OLA_NOW}"));
    assert_eq!(known_as(&app, "1", OLA_NOW).await, member.as_str());
    assert_eq!(known_as(&app, "1", OLA).await, Value::Null, "the old number is nobody's");
    let erase = json!({ "reason": "members_wish" });
    app.post(&format!("/v1/members/{member}/erase"), erase).await.ok();
    let file = app.database();
    for number in [OLA, OLA_NOW] {
        let hash = number_hash(number);
        assert!(!file.windows(hash.len()).any(|window| window == hash), "{number}");
    }
}

/// By what the database finds the member of the club in Oslo who has a number.
fn number_hash(number: &str) -> [u8; 32] {
    let hash = |key: &[u8], parts: &[&str]| -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac.finalize().into_bytes().into()
    };
    let key = hash(&testkit::MASTER_KEY, &["look-up"]);
    hash(&key, &["member_number", "club-oslo", "Simulator", &format!("47{number}")])
}

#[tokio::test]
async fn a_number_that_has_gone_to_somebody_else_takes_no_membership_with_it() {
    let app = TestApp::with(world()).await;
    let former = joined(&app, OLA_NOW).await;
    // The number is given to somebody else, who is scanned as the former holder.
    app.control(Method::PUT, "readings", json!({ "same_sub_after_number_change": false })).await;
    let sale = app.sale("1", &[OLA_NOW, JACKET]).await;
    assert_eq!(app.get(&sale).await.ok()["customer"]["member_id"], former.as_str());
    let join = format!("{sale}/membership-request");
    app.post(&join, json!({})).await.refused(409, "already_member");
    app.post(&join, json!({ "anew": true })).await.ok();
    app.settle().await;
    app.join("approve").await;
    app.advance_s(6).await;
    let sale = app.get(&sale).await.ok();
    let holder = sale["customer"]["member_id"].as_str().unwrap();
    assert_ne!(holder, former);
    let former = app.get(&format!("/v1/members/{former}")).await.ok();
    assert_eq!((&former["status"], &former["phone_number"]), (&json!("active"), &Value::Null));
    app.post(&format!("/v1/sales/{}/cancel", sale["id"].as_str().unwrap()), json!({})).await.ok();
    assert_eq!(known_as(&app, "1", OLA_NOW).await, holder);
}

#[tokio::test]
async fn the_tills_store_decides_the_club_and_a_club_knows_people_at_one_sales_unit() {
    let app = TestApp::new().await;
    let member = joined(&app, KARI).await;
    assert_eq!(known_as(&app, "3", KARI).await, member.as_str(), "another till of the store");
    assert_eq!(known_as(&app, "2", "+4798765432").await, Value::Null, "another club");

    // The other store joins the first one's club.
    let one_club = |shop: &mut engine::Shop| {
        shop.stores[1].club = Some(ClubId::new("club-oslo"));
    };
    let app = app.restart_with(one_club).await;
    assert_eq!(known_as(&app, "2", "+4798765432").await, member.as_str());
    let sale = app.sale("2", &["+4712345678"]).await;
    ask(&app, &sale).await;
    let logins = app.control(Method::GET, "logins", Value::Null).await;
    assert_eq!(logins["logins"][0]["msn"], "123456", "asked where the club knows its members");
    app.join("approve").await;
    app.advance_s(6).await;
    let joined = app.get(&sale).await.ok()["customer"]["member_id"].clone();
    assert_eq!(known_as(&app, "1", OLA).await, joined);
    let member = app.get(&format!("/v1/members/{}", joined.as_str().unwrap())).await.ok();
    assert_eq!((&member["home_store"], &member["joined_at_till"]), (&json!("aarhus"), &json!("2")));
}
