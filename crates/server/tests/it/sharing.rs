//! Two customers share a sale: each pays a part on their own phone, one after the other.

use axum::http::Method;
use serde_json::{Value, json};
use testkit::TestApp;

const JACKET: &str = "9521234500018";
const OLA: &str = "98765432";
const KARI: &str = "4712345678";

/// Asks for a part, or for the rest, and the customer approves.
async fn pays(app: &TestApp, sale: &str, part: Value) -> Value {
    app.post(&format!("{sale}/payment-request"), part).await.ok();
    app.settle().await;
    app.customer("approve").await;
    app.settle().await;
    app.get(sale).await.ok()
}

/// The last digits of the phones that were asked, in order.
async fn phones(app: &TestApp) -> Vec<String> {
    let log = app.control(Method::GET, "requests", Value::Null).await;
    let calls = log["requests"].as_array().unwrap().clone();
    let creates = calls.iter().filter(|call| call["path"] == "/epayment/v1/payments");
    let body =
        |call: &Value| serde_json::from_str::<Value>(call["body"].as_str().unwrap()).unwrap();
    let mut phones: Vec<(String, String)> = creates
        .map(body)
        .map(|body| {
            let number = body["customer"]["phoneNumber"].as_str().unwrap().to_owned();
            (body["metadata"]["attempt"].as_str().unwrap().to_owned(), number)
        })
        .collect();
    phones.sort();
    phones.into_iter().map(|(_, number)| number[number.len() - 2..].to_owned()).collect()
}

#[tokio::test]
async fn each_pays_a_part_and_a_return_gives_both_back() {
    let app = TestApp::new().await;
    // The first of them is a member: the price and the purchase are hers.
    let first = app.sale("1", &[OLA]).await;
    app.post(&format!("{first}/membership-request"), json!({})).await.ok();
    app.settle().await;
    app.join("approve").await;
    app.advance_s(6).await;
    app.post(&format!("{first}/cancel"), json!({})).await.ok();

    let sale = app.sale("1", &[OLA, JACKET]).await;
    let member = app.get(&sale).await.ok()["customer"]["member_id"].clone();
    assert!(member.is_string());
    app.scan(&sale, KARI).await.refused(409, "other_customer");
    let partly = pays(&app, &sale, json!({ "amount": 100_000 })).await;
    assert_eq!(partly["due"]["value"], 139_900);
    let shared = app.scan(&sale, KARI).await.ok();
    assert_eq!(shared["customer"]["member_id"], member, "whose sale it is stays");
    assert_eq!(shared["customer"]["payer_number_ends"], "78");
    assert_eq!(shared["due"]["value"], 139_900, "and so do the prices");

    // While one is asked, nobody else is.
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.scan(&sale, OLA).await.refused(409, "payment_open");
    app.settle().await;
    app.customer("decline").await;
    app.settle().await;
    // The first may pay on, and then the second after all.
    let back = app.scan(&sale, OLA).await.ok();
    assert_eq!(back["customer"]["payer_number_ends"], Value::Null);
    app.scan(&sale, KARI).await.ok();
    let paid = pays(&app, &sale, json!({})).await;
    assert_eq!(paid["state"], "completed", "{paid:#}");
    assert_eq!(phones(&app).await, ["32", "78", "78"]);

    let purchases = app.get(&format!("/v1/members/{}", member.as_str().unwrap())).await.ok();
    assert_eq!(purchases["purchases"].as_array().unwrap().len(), 1);
    let lines = json!({ "till": "1", "lines": [{ "line": 1 }] });
    app.post(&format!("{sale}/returns"), lines).await.ok();
    app.settle().await;
    let mut refunded: Vec<i64> = app
        .payments()
        .await
        .iter()
        .map(|payment| payment["aggregate"]["refundedAmount"]["value"].as_i64().unwrap())
        .filter(|minor| *minor > 0)
        .collect();
    refunded.sort_unstable();
    assert_eq!(refunded, [100_000, 139_900]);
}

#[tokio::test]
async fn once_the_part_is_taken_back_the_customer_is_asked_again() {
    let app = TestApp::new().await;
    let sale = app.sale("1", &[OLA, JACKET]).await;
    let partly = pays(&app, &sale, json!({ "amount": 100_000 })).await;
    app.scan(&sale, KARI).await.ok();
    let number = partly["tenders"][0]["number"].as_u64().unwrap();
    let path = format!("{sale}/tenders/{number}");
    app.api(Method::DELETE, &path, Value::Null).await.ok();
    app.settle().await;
    assert_eq!(app.get(&sale).await.ok()["customer"]["payer_number_ends"], Value::Null);
    app.scan(&sale, KARI).await.refused(409, "other_customer");
}
