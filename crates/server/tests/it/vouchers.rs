//! Vouchers over the API: issued, put on a sale, used once, and free again when the sale comes to nothing.

use axum::http::Method;
use checkout::Goods;
use serde_json::{Value, json};
use testkit::{Database, TestApp};

const OLA_QR: &str = "https://qr.vipps.no/28/2/01/031/4712345678?v=1";
const KARI: &str = "98765432";
const JACKET: &str = "9521234500018";
const SOCKS: &str = "9521234500025";
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

stories! {
    a_voucher_lowers_the_price_and_is_used_once,
    two_tills_have_one_voucher,
    a_sale_that_comes_to_nothing_gives_it_back,
    it_stands_still_while_a_request_is_open,
    what_it_is_not_good_for_is_told,
    one_that_takes_nothing_off_stays_good,
    one_members_voucher_is_exported_and_goes_with_them,
    the_shop_issues_lists_and_withdraws,
}

/// A new voucher of 100 kroner, with what else is said of it.
async fn issue(app: &TestApp, more: Value) -> Value {
    let mut body = json!({ "name": "100 off", "amount": 10_000, "currency": "NOK" });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    app.post("/v1/vouchers", body).await.ok()
}

fn code(voucher: &Value) -> &str {
    voucher["code"].as_str().unwrap()
}

async fn state(app: &TestApp, voucher: &Value) -> Value {
    let id = voucher["id"].as_str().unwrap();
    app.get(&format!("/v1/vouchers/{id}")).await.ok()["state"].clone()
}

async fn put_on(app: &TestApp, sale: &str, voucher: &Value) -> testkit::Reply {
    app.post(&format!("{sale}/vouchers"), json!({ "code": code(voucher) })).await
}

async fn take_off(app: &TestApp, sale: &str, voucher: &Value) -> testkit::Reply {
    let id = voucher["id"].as_str().unwrap();
    app.api(Method::DELETE, &format!("{sale}/vouchers/{id}"), Value::Null).await
}

async fn cash(app: &TestApp, sale: &str) -> Value {
    app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok()
}

async fn a_voucher_lowers_the_price_and_is_used_once(database: Database) {
    let app = TestApp::on(database).await;
    let voucher = issue(&app, json!({})).await;
    let sale = app.sale("1", &[KARI, SOCKS, JACKET]).await;
    let before = app.get(&sale).await.ok();
    let full = before["total"]["value"].as_i64().unwrap();
    // Scanned, or typed in small letters.
    let typed = code(&voucher).to_lowercase().replace('-', "");
    let priced = app.scan(&sale, &typed).await.ok();
    assert_eq!(priced["total"]["value"], full - 10_000);
    let on_sale = &priced["vouchers"][0];
    assert_eq!((&on_sale["name"], &on_sale["saving"]), (&json!("100 off"), &json!(10_000)));
    assert_eq!(on_sale["code_ends"], voucher["code_ends"]);
    let rules = priced["lines"].as_array().unwrap().iter().flat_map(|line| {
        line["rules"].as_array().unwrap().iter().filter(|rule| rule["kind"] == "voucher")
    });
    let saved: i64 = rules.map(|rule| rule["saving"].as_i64().unwrap()).sum();
    assert_eq!(saved, 10_000, "the lines share it");
    // 25 % VAT is in all of it.
    assert_eq!(priced["tax"]["value"], (full - 10_000) / 5);
    assert_eq!(state(&app, &voucher).await, "held");
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    app.customer("approve").await;
    app.settle().await;
    let paid = app.get(&sale).await.ok();
    assert_eq!(
        (&paid["state"], &paid["paid"]["value"]),
        (&json!("completed"), &json!(full - 10_000))
    );
    assert_eq!(app.payments().await[0]["aggregate"]["capturedAmount"]["value"], full - 10_000);
    assert_eq!(state(&app, &voucher).await, "used");

    let next = app.sale("1", &[JACKET]).await;
    put_on(&app, &next, &voucher).await.refused(409, "voucher_used");
    // What comes back is what was paid for it, and the voucher stays used.
    let back = json!({ "till": "3", "lines": [{ "line": 1 }, { "line": 2 }] });
    app.post(&format!("{sale}/returns"), back).await.ok();
    app.settle().await;
    let refunded = app.payments().await[0]["aggregate"]["refundedAmount"]["value"].clone();
    assert_eq!(refunded, full - 10_000);
    put_on(&app, &next, &voucher).await.refused(409, "voucher_used");
}

async fn two_tills_have_one_voucher(database: Database) {
    let app = TestApp::on(database).await;
    let voucher = issue(&app, json!({})).await;
    let (one, other) = (app.sale("1", &[JACKET]).await, app.sale("3", &[JACKET]).await);
    let (first, second) =
        tokio::join!(put_on(&app, &one, &voucher), put_on(&app, &other, &voucher));
    let (kept, lost) = if first.status == 200 { (&one, second) } else { (&other, first) };
    lost.refused(409, "voucher_held");
    put_on(&app, kept, &voucher).await.ok();
    let shown = app.get(kept).await.ok();
    assert_eq!(shown["vouchers"].as_array().unwrap().len(), 1, "twice is once");
    let lost = if kept == &one { &other } else { &one };
    take_off(&app, lost, &voucher).await.refused(404, "voucher_not_on_sale");
    take_off(&app, kept, &voucher).await.ok();
    let full = app.get(kept).await.ok()["total"].clone();
    assert_eq!(app.get(lost).await.ok()["total"], full);
    put_on(&app, lost, &voucher).await.ok();
}

async fn a_sale_that_comes_to_nothing_gives_it_back(database: Database) {
    let app = TestApp::on(database).await;
    let voucher = issue(&app, json!({})).await;
    let sale = app.sale("1", &[JACKET]).await;
    put_on(&app, &sale, &voucher).await.ok();
    app.post(&format!("{sale}/park"), json!({})).await.ok();
    assert_eq!(state(&app, &voucher).await, "held", "a parked sale may still come to something");
    app.post(&format!("{sale}/resume"), json!({ "till": "1" })).await.ok();
    app.post(&format!("{sale}/cancel"), json!({})).await.ok();
    assert_eq!(state(&app, &voucher).await, "issued");
    let next = app.sale("1", &[JACKET]).await;
    put_on(&app, &next, &voucher).await.ok();
    cash(&app, &next).await;
    assert_eq!(state(&app, &voucher).await, "used");
}

async fn it_stands_still_while_a_request_is_open(database: Database) {
    let app = TestApp::on(database).await;
    let (voucher, other) = (issue(&app, json!({})).await, issue(&app, json!({})).await);
    let sale = app.sale("1", &[KARI, JACKET]).await;
    put_on(&app, &sale, &voucher).await.ok();
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    put_on(&app, &sale, &other).await.refused(409, "payment_open");
    take_off(&app, &sale, &voucher).await.refused(409, "payment_open");
    app.customer("decline").await;
    app.settle().await;
    let part = json!({ "kind": "cash", "amount": 100 });
    app.post(&format!("{sale}/tenders"), part).await.ok();
    put_on(&app, &sale, &other).await.refused(409, "partly_paid");
    take_off(&app, &sale, &voucher).await.refused(409, "partly_paid");
    cash(&app, &sale).await;
    assert_eq!(
        (state(&app, &voucher).await, state(&app, &other).await),
        ("used".into(), "issued".into())
    );
}

async fn what_it_is_not_good_for_is_told(database: Database) {
    let app = TestApp::on(database).await;
    let sale = app.sale("1", &[JACKET]).await;
    let before = app.get(&sale).await.ok();
    app.scan(&sale, "SUMMER-2026").await.refused(404, "voucher_unknown");
    for (more, refusal) in [
        (json!({ "until": "2026-11-22" }), "voucher_expired"),
        (json!({ "from": "2027-01-01" }), "voucher_not_yet"),
        (json!({ "currency": "DKK" }), "voucher_other_store"),
        (json!({ "audience": "members" }), "voucher_not_for_customer"),
    ] {
        let voucher = issue(&app, more).await;
        put_on(&app, &sale, &voucher).await.refused(409, refusal);
        app.scan(&sale, code(&voucher)).await.refused(409, refusal);
        assert_eq!(state(&app, &voucher).await, "issued", "{refusal}");
    }
    let voucher = issue(&app, json!({})).await;
    let mut slip = code(&voucher).to_owned();
    slip.pop();
    slip.push(if code(&voucher).ends_with('A') { 'B' } else { 'A' });
    app.scan(&sale, &slip).await.refused(422, "scan_voucher_misread");
    assert_eq!(app.get(&sale).await.ok(), before, "nothing half done");
}

async fn one_that_takes_nothing_off_stays_good(database: Database) {
    let app = TestApp::on(database).await;
    let socks = "socks1001".parse::<Goods>().unwrap();
    let app = app.restart_with(|shop| shop.never_discounted = vec![socks]).await;
    let sale = app.sale("1", &[SOCKS]).await;
    let voucher = issue(&app, json!({ "minimum": 20_000 })).await;
    let told = put_on(&app, &sale, &voucher).await.ok();
    assert_eq!(told["vouchers"][0]["reason"], "no_goods", "nothing may be taken off those");
    app.scan(&sale, JACKET).await.ok();
    let told = app.get(&sale).await.ok();
    assert_eq!(told["vouchers"][0]["saving"], 10_000, "repriced with the basket");
    let rules = told["lines"][0]["rules"].as_array().unwrap();
    let of_voucher = rules.iter().find(|rule| rule["kind"] == "voucher").unwrap();
    assert_eq!(of_voucher["reason"], "never_discounted");
    app.api(Method::DELETE, &format!("{sale}/lines/2"), Value::Null).await.ok();
    let paid = cash(&app, &sale).await;
    assert_eq!((&paid["state"], &paid["vouchers"][0]["saving"]), (&json!("completed"), &json!(0)));
    assert_eq!(state(&app, &voucher).await, "issued", "it took nothing off");
}

async fn one_members_voucher_is_exported_and_goes_with_them(database: Database) {
    let app = TestApp::on(database).await;
    let joining = app.sale("1", &[OLA_QR, JACKET]).await;
    app.post(&format!("{joining}/membership-request"), json!({})).await.ok();
    app.settle().await;
    app.join("approve").await;
    app.advance_s(6).await;
    let ola = cash(&app, &joining).await["customer"]["member_id"].as_str().unwrap().to_owned();
    let own = json!({ "audience": format!("personal:{ola}") });
    let (used, left) = (issue(&app, own.clone()).await, issue(&app, own).await);
    let sale = app.sale("1", &[JACKET]).await;
    put_on(&app, &sale, &used).await.refused(409, "voucher_not_for_customer");
    app.scan(&sale, OLA_QR).await.ok();
    assert_eq!(put_on(&app, &sale, &used).await.ok()["vouchers"][0]["saving"], 10_000);
    // Without its member on the sale it takes nothing off, and they can't be erased meanwhile.
    let alone = app.api(Method::DELETE, &format!("{sale}/customer"), Value::Null).await.ok();
    assert_eq!(alone["vouchers"][0]["reason"], "other_audience");
    let erase = json!({ "reason": "members_wish" });
    app.post(&format!("/v1/members/{ola}/erase"), erase.clone()).await.refused(409, "member_busy");
    app.scan(&sale, KARI).await.ok();
    assert_eq!(app.get(&sale).await.ok()["vouchers"][0]["reason"], "other_audience");
    app.api(Method::DELETE, &format!("{sale}/customer"), Value::Null).await.ok();
    assert_eq!(app.scan(&sale, OLA_QR).await.ok()["vouchers"][0]["saving"], 10_000);
    cash(&app, &sale).await;
    let all = app.get(&format!("/v1/members/{ola}/export")).await.ok();
    let states: Vec<_> =
        all["vouchers"].as_array().unwrap().iter().map(|one| one["state"].clone()).collect();
    assert_eq!(states, ["used", "issued"]);
    let rows = app.text(&format!("/v1/members/{ola}/export/vouchers")).await;
    assert_eq!(rows.lines().count(), 3);
    let id = left["id"].as_str().unwrap();
    let sealed = app.engine.store().subject(&testkit::merchant(), id).await.unwrap();
    assert!(sealed.is_some());
    app.post(&format!("/v1/members/{ola}/erase"), erase).await.ok();
    let gone = app.get(&format!("/v1/vouchers/{id}")).await.ok();
    assert_eq!((&gone["state"], &gone["withdrawn_for"]), (&json!("withdrawn"), &json!("erased")));
    let sealed = app.engine.store().subject(&testkit::merchant(), id).await.unwrap();
    assert!(sealed.is_none(), "its code is gone");
}

async fn the_shop_issues_lists_and_withdraws(database: Database) {
    let app = TestApp::on(database).await;
    let body =
        json!({ "name": "20 %", "percent": 20, "code": "spring-26", "only": ["group:snacks"] });
    let key = [("idempotency-key", "one")];
    let first = app.api_with(Method::POST, "/v1/vouchers", &body.to_string(), &key).await.ok();
    assert_eq!(first["code"], "SPRING26");
    let again = app.api_with(Method::POST, "/v1/vouchers", &body.to_string(), &key).await.ok();
    assert_eq!(again, first, "a lost answer is sent again, with the code");
    app.post("/v1/vouchers", json!({ "name": "30 %", "percent": 30, "code": "SPRING26" }))
        .await
        .refused(409, "voucher_exists");
    for impossible in [
        json!({ "name": "x", "percent": 101 }),
        json!({ "name": "x", "percent": 10, "amount": 1, "currency": "NOK" }),
        json!({ "name": "x" }),
        json!({ "name": "x", "amount": 1 }),
        json!({ "name": " ", "percent": 10 }),
        json!({ "name": "x", "percent": 10, "minimum": 1 }),
        json!({ "name": "x", "percent": 10, "code": "9521234500018" }),
        json!({ "name": "x", "percent": 10, "from": "2026-12-02", "until": "2026-12-01" }),
        json!({ "name": "x", "percent": 10, "audience": "club:nobody" }),
    ] {
        app.post("/v1/vouchers", impossible).await.refused(422, "voucher_impossible");
    }
    let nowhere = json!({ "name": "x", "percent": 10, "stores": ["nowhere"] });
    app.post("/v1/vouchers", nowhere).await.refused(422, "store_unknown");
    let second = issue(&app, json!({})).await;
    let (mut seen, mut next) = (Vec::new(), String::new());
    loop {
        let page = app.get(&format!("/v1/vouchers?limit=1{next}")).await.ok();
        for voucher in page["vouchers"].as_array().unwrap() {
            assert_eq!(voucher["code"], Value::Null, "a list tells no codes");
            seen.push(voucher["id"].clone());
        }
        let Some(after) = page["next"].as_str() else { break };
        next = format!("&after={after}");
    }
    let mut issued = vec![first["id"].clone(), second["id"].clone()];
    issued.sort_by_key(ToString::to_string);
    assert_eq!(seen, issued);

    let sale = app.sale("1", &[JACKET]).await;
    put_on(&app, &sale, &second).await.ok();
    let path = format!("/v1/vouchers/{}/withdraw", second["id"].as_str().unwrap());
    let erased = json!({ "reason": "erased" });
    app.post(&path, erased).await.refused(422, "voucher_impossible");
    let reason = json!({ "reason": "misuse" });
    app.post(&path, reason.clone()).await.refused(409, "voucher_held");
    take_off(&app, &sale, &second).await.ok();
    assert_eq!(app.post(&path, reason.clone()).await.ok()["state"], "withdrawn");
    assert_eq!(app.post(&path, reason).await.ok()["state"], "withdrawn", "once more is no fault");
    put_on(&app, &sale, &second).await.refused(409, "voucher_withdrawn");
    app.get("/v1/vouchers/0190b6c4-0000-7000-8000-000000000000")
        .await
        .refused(404, "voucher_unknown");
    app.clock.advance_ms(DAY_MS);
    // Weeks later it is what it was.
    assert_eq!(state(&app, &second).await, "withdrawn");
}

/// Bound: a page of vouchers
#[tokio::test]
async fn a_page_has_a_hundred_at_most() {
    let app = TestApp::new().await;
    for _ in 0..101 {
        issue(&app, json!({})).await;
    }
    for asked in ["", "?limit=500"] {
        let page = app.get(&format!("/v1/vouchers{asked}")).await.ok();
        assert_eq!(page["vouchers"].as_array().unwrap().len(), 100, "{asked}");
        let next = page["next"].as_str().unwrap();
        let rest = app.get(&format!("/v1/vouchers?after={next}")).await.ok();
        assert_eq!(rest["vouchers"].as_array().unwrap().len(), 1);
        assert_eq!(rest["next"], Value::Null);
    }
}
