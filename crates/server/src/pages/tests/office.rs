//! The back office over HTTP: who may open what, and what it shows of a day in the shop.

use super::served::Answer;
use super::signing_in::Shop;
use super::words::text;
use crate::pages::office::routes;
use axum::http::header;
use serde_json::json;
use std::collections::BTreeSet;

const JACKET: &str = "9521234500018";
const SOCKS: &str = "9521234500025";
const OLA_QR: &str = "https://qr.vipps.no/28/2/01/031/4712345678?v=1";
const OLA_NUMBER: &str = "4712345678";

const NOBODY: &str = "019ac000-0000-7000-8000-000000000001";

/// Each page and action, and whose it is: c(ashier), m(anager), h(ead office), a(uditor).
const WHOSE: [(&str, &str, &str); 33] = [
    ("GET", "/office", "cmha"),
    ("POST", "/office/language", "cmha"),
    ("GET", "/office/sales", "cmha"),
    ("GET", "/office/sales/{sale}", "cmha"),
    ("GET", "/office/unresolved", "mha"),
    ("POST", "/office/unresolved/{kind}/{id}", "mh"),
    ("GET", "/office/figures", "mha"),
    ("GET", "/office/figures.csv", "mha"),
    ("GET", "/office/members", "mha"),
    ("POST", "/office/members", "mha"),
    ("GET", "/office/members/{member}", "mha"),
    ("GET", "/office/members/{member}/export.json", "mha"),
    ("GET", "/office/members/{member}/export/{part}", "mha"),
    ("POST", "/office/members/{member}/points", "mh"),
    ("POST", "/office/members/{member}/answer", "mh"),
    ("POST", "/office/members/{member}/change", "mh"),
    ("POST", "/office/members/{member}/consent", "mh"),
    ("POST", "/office/members/{member}/erase", "h"),
    ("GET", "/office/products", "mha"),
    ("GET", "/office/products/{product}", "mha"),
    ("GET", "/office/prices", "mha"),
    ("GET", "/office/export/{file}", "mha"),
    ("GET", "/office/vouchers", "mha"),
    ("POST", "/office/vouchers/{voucher}", "h"),
    ("GET", "/office/import", "h"),
    ("GET", "/office/import/events", "h"),
    ("POST", "/office/import/put", "h"),
    ("POST", "/office/import/end", "h"),
    ("POST", "/office/import/{what}", "h"),
    ("GET", "/office/import/examples/{file}", "h"),
    ("GET", "/office/setup", "mha"),
    ("POST", "/office/setup/check", "mha"),
    ("GET", "/office/journal", "mha"),
];

#[tokio::test]
async fn each_page_is_for_the_roles_that_the_table_names() {
    let known: BTreeSet<_> = routes().into_iter().map(|(path, ..)| path).collect();
    let tried: BTreeSet<_> = WHOSE.iter().map(|(_, path, _)| *path).collect();
    assert_eq!(known, tried, "every page is tried");
    let shop = Shop::new().await;
    for (role, id) in [('c', "kim"), ('m', "marit"), ('h', "hanne"), ('a', "anders")] {
        let cookie = shop.office(id).await;
        for (method, path, whose) in WHOSE {
            let there = path.replace("{member}", NOBODY).replace("{sale}", NOBODY);
            let there = there.replace("{kind}", "payment").replace("{id}", NOBODY);
            let there = there
                .replace("{voucher}", NOBODY)
                .replace("{product}", "jacket1234")
                .replace("{what}", "products")
                .replace("{file}", "products.csv")
                .replace("{part}", "points");
            let answer = match method {
                "GET" => shop.get(&cookie, &there).await,
                _ => shop.post(&cookie, &there, "").await,
            };
            let is_shut_out = answer.text.contains("Your role does not open this");
            assert_eq!(!is_shut_out, whose.contains(role), "{method} {path} by {id}");
            if is_shut_out {
                answer.has(403, &[]);
            }
            let stranger = match method {
                "GET" => shop.get("", &there).await,
                _ => shop.post("", &there, "").await,
            };
            let status = match method {
                // A script is told that it is over.
                "GET" if path.ends_with("/events") => 200,
                "GET" => 303,
                _ => 401,
            };
            stranger.has(status, &[]);
            let csp = answer.header(header::CONTENT_SECURITY_POLICY);
            assert!(csp.contains("script-src 'self'"), "{path}: {csp}");
        }
        let menu = shop.get(&cookie, "/office/sales").await;
        assert_eq!(menu.text.contains("menu-members"), role != 'c', "the menu of {id}");
    }
}

/// Ola joins with a jacket that he pays in the app at the second try, and brings it back; socks for cash.
async fn a_day() -> (Shop, String) {
    let shop = Shop::new().await;
    let app = &shop.app;
    let sale = app.sale("1", &[OLA_QR, JACKET]).await;
    app.post(&format!("{sale}/membership-request"), json!({})).await.ok();
    app.settle().await;
    app.join("approve").await;
    app.advance_s(6).await;
    for answer in ["decline", "approve"] {
        app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
        app.settle().await;
        app.customer(answer).await;
        app.advance_s(6).await;
    }
    let socks = app.sale("3", &[SOCKS]).await;
    app.post(&format!("{socks}/tenders"), json!({ "kind": "cash" })).await.ok();
    let dear = app.sale("2", &[JACKET]).await;
    app.post(&format!("{dear}/tenders"), json!({ "kind": "card" })).await.ok();
    let back = json!({ "till": "1", "lines": [{ "line": 1 }] });
    app.post(&format!("{sale}/returns"), back).await.ok();
    app.advance_s(6).await;
    app.sale("1", &[SOCKS]).await;
    let id = sale.rsplit('/').next().unwrap().to_owned();
    (shop, id)
}

#[tokio::test]
async fn a_sale_tells_its_whole_story() {
    let (shop, sale) = a_day().await;
    let cookie = shop.office("hanne").await;
    let page = shop.get(&cookie, &format!("/office/sales/{sale}")).await;
    insta::assert_snapshot!("a_sales_story", text(&page.has(200, &[]).text));
    // The story of a return is that of its sale.
    let found = shop.get(&cookie, "/office/sales?store=oslo&till=1&find=1").await;
    let found = found.text.split("<a href=\"").filter_map(|after| after.split('"').next());
    let mut pages = found.filter(|path| path.starts_with("/office/sales/"));
    let back = pages.find(|path| !path.ends_with(&sale)).unwrap();
    shop.get(&cookie, back).await.has(200, &["Return 1", "The customer declined"]);
    let cashier = shop.office("kim").await;
    let seen = shop.get(&cashier, &format!("/office/sales/{sale}")).await;
    assert!(!seen.has(200, &["Ola"]).text.contains("/office/members/"), "no way to the member");
    let elsewhere = shop.office("mette").await;
    shop.get(&elsewhere, &format!("/office/sales/{sale}")).await.has(404, &[]);
}

#[tokio::test]
async fn sales_are_listed_by_store_till_and_day_and_found_by_what_is_on_the_receipt() {
    let (shop, sale) = a_day().await;
    let cookie = shop.office("hanne").await;
    let rows = |answer: &Answer| answer.text.matches("data-test=\"sale-row\"").count();
    for (query, expected) in [
        ("?store=oslo", 4),
        ("?store=oslo&till=1", 3),
        ("?store=oslo&till=3", 1),
        ("?store=aarhus", 1),
        ("?store=oslo&day=2020-01-01", 0),
    ] {
        let answer = shop.get(&cookie, &format!("/office/sales{query}")).await;
        assert_eq!(rows(answer.has(200, &[])), expected, "{query}");
    }
    let wrong = shop.get(&cookie, "/office/sales?store=oslo&day=yesterday").await;
    wrong.has(422, &["That is not a day", "yesterday"]);
    shop.get(&cookie, "/office/sales?store=bergen").await.has(404, &[]);

    let payment = shop.app.payments().await;
    let reference = payment.last().unwrap()["reference"].as_str().unwrap().to_owned();
    for find in [sale.as_str(), reference.as_str()] {
        let found = shop.get(&cookie, &format!("/office/sales?store=oslo&find={find}")).await;
        assert_eq!(found.has(303, &[]).header(header::LOCATION), format!("/office/sales/{sale}"));
    }
    // Each till counts its own receipts, and returns are counted apart.
    let many = shop.get(&cookie, "/office/sales?store=oslo&find=1").await;
    assert_eq!(rows(many.has(200, &[])), 3);
    for find in ["99", "fjell-nothing-1"] {
        let none = shop.get(&cookie, &format!("/office/sales?store=oslo&find={find}")).await;
        none.has(422, &["Nothing has that number", find]);
    }
}

/// Bound: the days of one look at figures
#[tokio::test]
async fn the_figures_of_a_day_add_up() {
    let (shop, _) = a_day().await;
    let cookie = shop.office("hanne").await;
    let page = shop.get(&cookie, "/office/figures").await;
    insta::assert_snapshot!("figures", text(&page.has(200, &[]).text));
    let csv = shop.get(&cookie, "/office/figures.csv").await;
    csv.has(200, &["currency,by,name,turnover,tax,sales,returns"]);
    let sum = |by: &str, currency: &str| -> i64 {
        let rows = csv.text.lines().map(|line| line.split(',').collect::<Vec<_>>());
        let rows = rows.filter(|row| row[0] == currency && row[1] == by);
        rows.map(|row| row[3].parse::<i64>().unwrap()).sum()
    };
    for (currency, turnover) in [("NOK", 14_900), ("DKK", 319_900)] {
        for by in ["total", "store", "till", "tender", "vat_rate", "day", "hour"] {
            assert_eq!(sum(by, currency), turnover, "{currency} {by}");
        }
    }
    for (query, words) in [
        ("?from=x", "That is not a day"),
        ("?from=2026-02-02&until=2026-02-01", "before the first"),
        ("?from=2026-01-01&until=2026-12-31", "more than 92 days"),
    ] {
        shop.get(&cookie, &format!("/office/figures{query}")).await.has(422, &[words]);
    }
    let theirs = shop.office("marit").await;
    let seen = shop.get(&theirs, "/office/figures").await;
    assert!(!seen.has(200, &["NOK"]).text.contains("DKK"), "a store's manager sees the store");
}

#[tokio::test]
async fn a_member_is_found_by_number_and_served() {
    let (shop, _) = a_day().await;
    let marit = shop.office("marit").await;
    let look_up = async |number: &str| {
        shop.post(&marit, "/office/members", &format!("store=oslo&number={number}")).await
    };
    look_up("99").await.has(422, &["value=\"99\"", "number-fault"]);
    look_up("4798765432").await.has(422, &["No member has that number"]);
    let found = look_up(OLA_NUMBER).await;
    let member = found.has(303, &[]).header(header::LOCATION).to_owned();
    assert!(!member.contains(OLA_NUMBER));
    let journal = shop.get(&marit, "/office/journal?till=1&only=look_ups").await;
    journal.has(200, &["A number was looked up: a member", "Name of marit"]);
    assert_eq!(
        journal.text.matches("data-test=\"journal\"").count(),
        2,
        "each look-up, found or not"
    );

    shop.get(&marit, &member).await.has(200, &["Ola", "Earned", "Membership"]);
    let act =
        async |what: &str, form: &str| shop.post(&marit, &format!("{member}/{what}"), form).await;
    let wrong = act("points", "points=some&reason=campaign").await;
    let chosen = "<option value=\"campaign\" selected>";
    wrong.has(422, &["That is no whole number", "value=\"some\"", chosen]);
    act("points", "points=1+000&reason=goodwill").await.has(303, &[]);
    act("points", "points=20001&reason=goodwill").await.has(303, &[]);
    let waiting = shop.get(&marit, &member).await;
    waiting.has(200, &["Waits for a second person"]);
    assert!(!waiting.text.contains("name=\"accepted\" value=\"true\""), "not by who proposed it");
    act("answer", "number=1&accepted=true").await.has(422, &[]);
    let hanne = shop.office("hanne").await;
    let answer = format!("{member}/answer");
    shop.post(&hanne, &answer, "number=1&accepted=true").await.has(303, &[]);
    act("consent", "purpose=terms").await.has(422, &[]);
    act("consent", "purpose=email").await.has(303, &[]);
    let after = shop.get(&marit, &member).await;
    assert!(!after.has(200, &["told to staff"]).text.contains("take-back-email"));

    let erase = format!("{member}/erase");
    let unsure = shop.post(&hanne, &erase, "reason=members_wish").await;
    unsure.has(422, &["Tick the box first"]);
    shop.post(&hanne, &erase, "reason=members_wish&sure=yes").await.has(303, &[]);
    let gone = shop.get(&hanne, &member).await;
    assert!(!gone.has(200, &["Erased"]).text.contains("Ola"));
    let mette = shop.office("mette").await;
    shop.get(&mette, &member).await.has(404, &[]);
}

#[tokio::test]
async fn what_is_known_of_a_member_goes_along() {
    let (shop, _) = a_day().await;
    let hanne = shop.office("hanne").await;
    let form = format!("store=oslo&number={OLA_NUMBER}");
    let found = shop.post(&hanne, "/office/members", &form).await;
    let member = found.has(303, &[]).header(header::LOCATION).to_owned();
    let json = shop.get(&hanne, &format!("{member}/export.json")).await;
    json.has(200, &["\"first_name\": \"Ola\"", "Winter jacket"]);
    assert!(json.header(header::CONTENT_DISPOSITION).starts_with("attachment"));
    for part in ["purchases", "points", "consents", "vouchers"] {
        let csv = shop.get(&hanne, &format!("{member}/export/{part}")).await;
        csv.has(200, &[]);
        assert!(csv.header(header::CONTENT_TYPE).starts_with("text/csv"));
    }
    shop.get(&hanne, &format!("{member}/export/secrets")).await.has(404, &[]);
    let journal = shop.get(&hanne, "/office/journal").await;
    journal.has(200, &["All about a member taken along", "Name of hanne"]);
    assert_eq!(journal.text.matches("All about a member taken along").count(), 5);
}

/// Who did what to whom stands in the journal; what changed nothing does not.
#[tokio::test]
async fn what_is_done_to_a_member_is_journalled() {
    let (shop, _) = a_day().await;
    let hanne = shop.office("hanne").await;
    let form = format!("store=oslo&number={OLA_NUMBER}");
    let found = shop.post(&hanne, "/office/members", &form).await;
    let member = found.has(303, &[]).header(header::LOCATION).to_owned();
    for (act, form, expected) in [
        ("points", "points=10&reason=goodwill", "Points of a member changed by hand"),
        ("change", "what=block&reason=misuse", "A member blocked"),
        ("change", "what=unblock&reason=mistake", "A member let in again"),
        ("change", "what=withdraw&reason=members_wish", "A membership ended"),
        ("erase", "reason=members_wish&sure=yes", "A member erased"),
    ] {
        shop.post(&hanne, &format!("{member}/{act}"), form).await.has(303, &[]);
        let journal = shop.get(&hanne, "/office/journal").await;
        journal.has(200, &[expected, "Name of hanne", &member]);
        shop.post(&hanne, &format!("{member}/{act}"), form).await;
        let again = shop.get(&hanne, "/office/journal").await;
        let count = |answer: &Answer| answer.text.matches(expected).count();
        let more = usize::from(act == "points");
        assert_eq!(count(&again), count(&journal) + more, "{expected}");
    }
    testkit::assert_no_personal_data(
        "the journal",
        &shop.get(&hanne, "/office/journal").await.text,
    );
}

#[tokio::test]
async fn what_waits_for_a_person_is_put_right_from_the_page() {
    let shop = Shop::new().await;
    let app = &shop.app;
    let hanne = shop.office("hanne").await;
    shop.get(&hanne, "/office/unresolved").await.has(200, &["All is well."]);
    app.requested().await;
    app.faults(json!([{ "on": "capturePayment", "effect": { "problem": { "code": 5080 } } }]))
        .await;
    app.customer("approve").await;
    app.advance_s(90).await;
    let page = shop.get(&hanne, "/office/unresolved").await;
    page.has(200, &["the money can", "Give it back and take another tender."]);
    let (_, after) = page.text.split_once("action=\"/office/unresolved/").unwrap();
    let path = format!("/office/unresolved/{}", after.split('"').next().unwrap());
    let anders = shop.office("anders").await;
    let seen = shop.get(&anders, "/office/unresolved").await;
    assert!(!seen.has(200, &["the money can"]).text.contains("name=\"how\""), "an auditor looks");
    let mette = shop.office("mette").await;
    shop.get(&mette, "/office/unresolved").await.has(200, &["All is well."]);
    shop.post(&mette, &path, "how=give_back").await.has(404, &[]);
    shop.post(&hanne, &path, "how=accept").await.has(422, &[]);
    shop.post(&hanne, &path, "how=give_back").await.has(303, &[]);
    app.advance_s(10).await;
    shop.get(&hanne, "/office/unresolved").await.has(200, &["All is well."]);
    let journal = shop.get(&hanne, "/office/journal?till=1").await;
    journal.has(200, &["A payment that waited was settled", "Name of hanne"]);
}

#[tokio::test]
async fn goods_and_settings_are_shown_and_secrets_are_not() {
    let shop = Shop::new().await;
    let hanne = shop.office("hanne").await;
    let list = shop.get(&hanne, "/office/products?store=oslo").await;
    list.has(200, &["Winter jacket", "25\u{a0}%", "3\u{a0}199,00\u{a0}kr"]);
    shop.get(&hanne, "/office/products?find=9521234500018").await.has(200, &["Winter jacket"]);
    shop.get(&hanne, "/office/products?find=jack+win").await.has(200, &["Winter jacket"]);
    shop.get(&hanne, "/office/products?find=nothing").await.has(422, &["value=\"nothing\""]);
    let one = shop.get(&hanne, "/office/products/jacket1234?store=oslo").await;
    one.has(200, &["2\u{a0}399,00\u{a0}kr", "Catalogue"]);
    shop.get(&hanne, "/office/products/nothing").await.has(404, &[]);
    shop.get(&hanne, "/office/prices").await.has(200, &["every before-price may be shown"]);
    let setup = shop.get(&hanne, "/office/setup").await;
    setup.has(200, &["123456", "not checked", "Name of kim"]);
    let checked = shop.post(&hanne, "/office/setup/check", "").await;
    checked.has(200, &["taken"]);
    for page in [setup, checked] {
        for secret in ["simulator-secret", "simulator-key", "argon2", "demo-key"] {
            assert!(!page.text.contains(secret), "{secret}");
        }
    }
}

#[tokio::test]
async fn the_back_office_speaks_the_language_that_was_chosen() {
    let shop = Shop::new().await;
    let hanne = shop.office("hanne").await;
    let chosen = shop.post(&hanne, "/office/language", "language=nb").await;
    let language = chosen.has(303, &[]).header(header::SET_COOKIE).split(';').next().unwrap();
    let cookies = format!("{hanne}; {language}");
    shop.get(&cookies, "/office/sales")
        .await
        .has(200, &["<html lang=\"nb\">", "Ingenting ble solgt"]);
}

#[tokio::test]
async fn vouchers_are_shown_without_their_codes_and_withdrawn() {
    let shop = Shop::new().await;
    let (hanne, marit) = (shop.office("hanne").await, shop.office("marit").await);
    shop.get(&hanne, "/office/vouchers").await.has(200, &["No vouchers were issued"]);
    let voucher = json!({ "name": "Spring", "amount": 10_000, "currency": "NOK", "minimum": 50_000,
        "until": "2099-05-31" });
    let issued = shop.app.post("/v1/vouchers", voucher).await.ok();
    let (id, code) = (issued["id"].as_str().unwrap(), issued["code"].as_str().unwrap());
    let list = shop.get(&marit, "/office/vouchers").await;
    list.has(200, &["Spring", "100,00", "from 500,00", "Issued", "31.05.2099"]).without(code);
    list.without("withdraw-voucher");
    let path = format!("/office/vouchers/{id}");
    shop.post(&hanne, &path, "reason=because").await.has(422, &["Spring"]);
    shop.get(&hanne, "/office/vouchers").await.has(200, &["withdraw-voucher"]);
    shop.post(&hanne, &path, "reason=ended").await.has(303, &[]);
    let list = shop.get(&hanne, "/office/vouchers").await;
    list.has(200, &["Withdrawn"]).without("withdraw-voucher");
    shop.post(&hanne, &format!("/office/vouchers/{NOBODY}"), "reason=ended").await.has(404, &[]);
}
