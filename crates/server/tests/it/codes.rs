//! Every error code that definitely refuses: a request, the taking of approved money, and its giving
//! back. People are told what it is, and there is a way on.

use crate::rules;
use serde_json::{Value, json};
use testkit::TestApp;
use vipps_mobilepay::epayment::Cancel;
use vipps_mobilepay::{Advice, ERROR_CODES, IdempotencyKey, Operation, Reference, advice};

const KARI: &str = "98765432";
const JACKET: &str = "9521234500018";
/// Not allowed to push: the request goes on by a QR, see `by_qr`.
const PUSH_NOT_ALLOWED: u16 = 5080;

/// The codes after which an operation is given up at once.
fn definite(operation: Operation) -> Vec<u16> {
    let gives_up = |code: &u16| advice(operation, 400, Some(*code)) == Advice::GiveUp;
    let codes: Vec<_> = ERROR_CODES.into_iter().filter(gives_up).collect();
    assert!(codes.len() > 20, "{codes:?}");
    codes
}

async fn refuses(app: &TestApp, on: &str, code: u16) {
    let effect = json!({ "problem": { "code": code } });
    app.faults(json!([{ "on": on, "effect": effect }])).await;
}

async fn payment(app: &TestApp, sale: &str) -> Value {
    app.get(sale).await.ok()["payment"].clone()
}

/// The one thing that is listed.
async fn only(app: &TestApp) -> Value {
    let mut list = app.get("/v1/unresolved").await.ok();
    let items = list["items"].as_array_mut().unwrap();
    assert_eq!(items.len(), 1, "{items:#?}");
    items.remove(0)
}

async fn settle(app: &TestApp, item: &Value, how: &str) -> testkit::Reply {
    let (kind, id) = (item["kind"].as_str().unwrap(), item["id"].as_str().unwrap());
    app.post(&format!("/v1/unresolved/{kind}/{id}/settle"), json!({ "how": how })).await
}

async fn assert_nothing_listed(app: &TestApp) {
    assert_eq!(app.get("/v1/unresolved").await.ok()["items"], json!([]));
}

#[tokio::test]
async fn each_code_that_refuses_a_request_is_told_and_the_next_request_works() {
    let app = TestApp::new().await;
    for code in definite(Operation::Create) {
        if code == PUSH_NOT_ALLOWED {
            continue;
        }
        let sale = app.sale("1", &[KARI, JACKET]).await;
        refuses(&app, "createPayment", code).await;
        app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
        app.settle().await;
        let refused = payment(&app, &sale).await;
        assert_eq!(
            (&refused["state"], &refused["refusal_code"]),
            (&json!("refused"), &json!(code))
        );
        let detail = refused["refusal"]["detail"].as_str().unwrap_or_default();
        assert!(detail.ends_with('.'), "{code}: {refused:#}");
        assert!(refused["refusal"]["cause"].is_string(), "{code}: {refused:#}");
        app.faults(rules::none()).await;
        app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
        app.settle().await;
        app.customer("approve").await;
        app.settle().await;
        assert_eq!(app.get(&sale).await.ok()["state"], "completed", "{code}");
        assert_nothing_listed(&app).await;
    }
}

#[tokio::test]
async fn each_code_that_refuses_a_capture_is_for_people_and_the_money_goes_back() {
    let app = TestApp::new().await;
    for (number, code) in definite(Operation::Capture).into_iter().enumerate() {
        let sale = app.sale("1", &[KARI, JACKET]).await;
        app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
        app.settle().await;
        refuses(&app, "capturePayment", code).await;
        app.customer("approve").await;
        app.settle().await;
        let item = only(&app).await;
        assert_eq!(item["what"], "capture_stuck", "{code}");
        assert_eq!(item["actions"], json!(["look_again", "give_back"]));
        settle(&app, &item, "accept").await.refused(409, "nothing_to_decide");
        // From the list, or by the cashier.
        if number % 2 == 0 {
            settle(&app, &item, "give_back").await.ok();
        } else {
            app.post(&format!("{sale}/payment-request/cancel"), json!({})).await.ok();
        }
        app.settle().await;
        assert_eq!(payment(&app, &sale).await["state"], "released", "{code}");
        assert_nothing_listed(&app).await;
        app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
    }
    for payment in app.payments().await {
        assert_eq!(payment["aggregate"]["capturedAmount"]["value"], 0);
        assert_eq!(payment["aggregate"]["cancelledAmount"]["value"], 319_900);
    }
}

#[tokio::test]
async fn each_code_that_refuses_a_release_is_for_people_who_do_it_in_the_portal() {
    let app = TestApp::new().await;
    let client = app.engine.shops().next().unwrap().units[0].client.clone();
    for code in definite(Operation::Cancel) {
        let sale = app.sale("1", &[KARI, JACKET]).await;
        app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
        app.settle().await;
        app.hold_mail(true);
        app.customer("approve").await;
        app.post(&format!("{sale}/payment-request/cancel"), json!({})).await.ok();
        app.settle().await;
        app.hold_mail(false);
        refuses(&app, "cancelPayment", code).await;
        let claim = json!({ "claim": "release" });
        app.post(&format!("{sale}/payment-request/claim"), claim).await.ok();
        app.settle().await;
        let item = only(&app).await;
        assert_eq!(item["what"], "release_stuck", "{code}");
        assert_eq!(item["actions"], json!(["look_again"]));
        app.faults(rules::none()).await;
        let reference = item["payment"]["reference"].as_str().unwrap();
        let key = IdempotencyKey::parse("by-hand").unwrap();
        let cancel = Cancel { transaction_only: false };
        let reference = Reference::parse(reference).unwrap();
        client.epayment().cancel(&reference, cancel, &key).await.unwrap();
        settle(&app, &item, "look_again").await.ok();
        app.settle().await;
        assert_eq!(payment(&app, &sale).await["state"], "released", "{code}");
        assert_nothing_listed(&app).await;
        app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
    }
}
