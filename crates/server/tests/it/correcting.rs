//! What a cashier puts right: the newest change undone, and discounts by hand.

use axum::body::Body;
use axum::http::{Method, Request, header};
use checkout::{DiscountReason, JournalFact, Till, TillEvent, TillId, decode};
use serde_json::{Value, json};
use testkit::{Database, TestApp};

const JACKET: &str = "9521234500018";
const SOCKS: &str = "9521234500025";

stories! {
    each_change_of_a_line_is_undone_once_and_journalled,
    a_cashier_gives_so_much_and_a_manager_more,
}

async fn journal(app: &TestApp) -> Vec<JournalFact> {
    let till = (&TillId::new("1")).into();
    let events = app.engine.store().events(&testkit::merchant(), &till, 0, 100).await.unwrap();
    let events = events.iter().map(|stored| &stored.event);
    let entries = events.map(|event| decode::<Till, TillEvent>(event.revision, &event.json));
    entries.map(|event| event.unwrap().entry.fact).collect()
}

/// Quantity and discount of each line.
fn lines(sale: &Value) -> Vec<(String, i64)> {
    let lines = sale["lines"].as_array().unwrap().iter();
    lines
        .map(|line| {
            let quantity = line["quantity"].as_str().unwrap().to_owned();
            (quantity, line["discount"].as_i64().unwrap())
        })
        .collect()
}

fn of(quantities: &[(&str, i64)]) -> Vec<(String, i64)> {
    quantities.iter().map(|(quantity, off)| ((*quantity).to_owned(), *off)).collect()
}

async fn each_change_of_a_line_is_undone_once_and_journalled(database: Database) {
    let app = TestApp::on(database).await;
    let sale = app.sale("1", &[JACKET]).await;
    let undo = async || app.post(&format!("{sale}/undo"), json!({})).await;
    let quantity = async |quantity: &str| {
        let body = json!({ "quantity": quantity });
        app.api(Method::PATCH, &format!("{sale}/lines/1"), body).await.ok();
    };
    app.scan(&sale, JACKET).await.ok();
    assert_eq!(lines(&undo().await.ok()), of(&[("1", 0)]), "a second one scanned");
    undo().await.refused(409, "nothing_to_undo");
    quantity("5").await;
    quantity("2").await;
    assert_eq!(lines(&undo().await.ok()), of(&[("5", 0)]), "fewer");
    app.scan(&sale, SOCKS).await.ok();
    assert_eq!(lines(&undo().await.ok()), of(&[("5", 0)]), "a line added");
    let off = json!({ "amount": 100, "reason": "damaged" });
    let discount = format!("{sale}/lines/1/discount");
    app.api(Method::PUT, &discount, off).await.ok();
    app.api(Method::DELETE, &format!("{sale}/lines/1"), json!({})).await.ok();
    let back = undo().await.ok();
    assert_eq!(lines(&back), of(&[("5", 100)]), "a line removed comes back as it was");
    let discount = format!("{sale}/lines/{}/discount", back["lines"][0]["id"]);
    app.api(Method::PUT, &discount, json!({ "amount": 0, "reason": "mistake" })).await.ok();
    assert_eq!(lines(&undo().await.ok()), of(&[("5", 100)]), "a discount taken back");
    // Money that was taken first is handed back first.
    app.scan(&sale, SOCKS).await.ok();
    app.post(&format!("{sale}/tenders"), json!({ "kind": "cash", "amount": 100 })).await.ok();
    undo().await.refused(409, "partly_paid");

    let facts = journal(&app).await;
    let told: Vec<String> = facts
        .iter()
        .filter_map(|fact| match fact {
            JournalFact::LineRemoved { quantity, total, .. } => {
                Some(format!("removed {quantity} {}", total.minor))
            }
            JournalFact::LineRestored { quantity, total, .. } => {
                Some(format!("restored {quantity} {}", total.minor))
            }
            JournalFact::DiscountSet { discount, reason, .. } => {
                Some(format!("discount {} {}", discount.minor, reason.as_str()))
            }
            _ => None,
        })
        .collect();
    assert_eq!(
        told,
        [
            "removed 1 319900",
            "removed 3 959700",
            "restored 3 959700",
            "removed 1 14900",
            "discount 100 damaged",
            "removed 5 1599400",
            "restored 5 1599400",
            "discount 0 mistake",
            "discount 100 mistake",
        ]
    );
}

/// A discount by somebody of a role.
async fn give(app: &TestApp, role: &str, path: &str, body: Value) -> testkit::Reply {
    let request = Request::put(path)
        .header(header::AUTHORIZATION, format!("Bearer {role}-key"))
        .header(header::CONTENT_TYPE, "application/json");
    app.raw(request.body(Body::from(body.to_string())).unwrap()).await
}

async fn a_cashier_gives_so_much_and_a_manager_more(database: Database) {
    let app = TestApp::on(database).await;
    let sale = app.sale("1", &[JACKET, SOCKS]).await;
    let path = format!("{sale}/lines/1/discount");
    let body = |amount: i64| json!({ "amount": amount, "reason": "price_match" });
    // 10 % of 3 199,00 and an øre more.
    let most = give(&app, "cashier", &path, body(31_991)).await;
    most.refused(403, "discount_too_high");
    let given = give(&app, "cashier", &path, body(31_990)).await.ok();
    assert_eq!(given["lines"][0]["total"], 287_910);
    let more = give(&app, "manager", &path, body(100_000)).await.ok();
    assert_eq!(more["lines"][0]["total"], 219_900);
    for impossible in [-1, 319_901] {
        let refused = give(&app, "manager", &path, body(impossible)).await;
        refused.refused(422, "discount_impossible");
    }
    let nowhere = format!("{sale}/lines/9/discount");
    give(&app, "manager", &nowhere, body(1)).await.refused(404, "line_unknown");
    let facts = journal(&app).await;
    let given = facts.iter().filter(|fact| {
        matches!(fact, JournalFact::DiscountSet { reason: DiscountReason::PriceMatch, .. })
    });
    assert_eq!(given.count(), 2);
    // What was a tenth of four is no more than a tenth of one.
    let line = format!("{sale}/lines/2");
    app.api(Method::PATCH, &line, json!({ "quantity": "4" })).await.ok();
    give(&app, "cashier", &format!("{line}/discount"), body(5_960)).await.ok();
    let one = app.api(Method::PATCH, &line, json!({ "quantity": "1" })).await.ok();
    assert_eq!(one["lines"][1]["total"], 14_900 - 1_490);
    let more = app.api(Method::PATCH, &line, json!({ "quantity": "4" })).await.ok();
    assert_eq!(more["lines"][1]["total"], 4 * 14_900 - 1_490, "and it grows for nobody");
}
