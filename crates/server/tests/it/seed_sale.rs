//! The sale that all this grew from, as it stands on the wire.

use axum::http::Method;
use serde_json::{Value, json};
use testkit::TestApp;

/// The bodies of all calls to a path of the simulator.
pub(crate) async fn bodies(app: &TestApp, path: &str) -> Vec<Value> {
    let requests = app.control(Method::GET, "requests", Value::Null).await;
    let requests = requests["requests"].as_array().unwrap();
    let ours = requests.iter().filter(|one| one["path"].as_str().unwrap().ends_with(path));
    ours.filter(|one| one["method"] == "POST")
        .map(|one| serde_json::from_str(one["body"].as_str().unwrap()).unwrap())
        .collect()
}

#[tokio::test]
async fn the_winter_jacket_on_the_wire() {
    let app = TestApp::new().await;
    let sale = app.sale("1", &["4712345678"]).await;
    let line = json!({
        "product_id": "jacket1234", "name": "winter jacket", "quantity": "1",
        "unit_price": 319_900, "discount": 80_000, "vat_rate": 2500,
    });
    app.post(&format!("{sale}/lines"), line).await.ok();
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    app.customer("approve").await;
    app.settle().await;
    let paid = app.get(&sale).await.ok();
    assert_eq!(paid["state"], "completed");

    let create = &bodies(&app, "/payments").await[0];
    assert_eq!(create["amount"], json!({ "value": 239_900, "currency": "NOK" }));
    assert_eq!(create["userFlow"], "PUSH_MESSAGE");
    assert_eq!(create["customerInteraction"], "CUSTOMER_PRESENT");
    assert_eq!(create["paymentMethod"], json!({ "type": "WALLET" }));
    assert_eq!(create["customer"], json!({ "phoneNumber": "4712345678" }));
    assert_eq!(create["reference"], paid["payment"]["reference"]);
    assert_eq!(
        create["receipt"],
        json!({
            "orderLines": [{
                "name": "winter jacket",
                "id": "jacket1234",
                "totalAmount": 239_900,
                "totalAmountExcludingTax": 191_920,
                "totalTaxAmount": 47_980,
                "taxRate": 2500,
                "discount": 80_000,
                "unitInfo": { "unitPrice": 319_900, "quantity": "1", "quantityUnit": "PCS" },
            }],
            "bottomLine": {
                "currency": "NOK",
                "posId": "pos_122",
                "receiptNumber": paid["short_id"],
            },
        })
    );
    let captures = bodies(&app, "/capture").await;
    let amount = json!({ "modificationAmount": { "value": 239_900, "currency": "NOK" } });
    assert_eq!(captures, [amount], "captured once, all of it");
}
