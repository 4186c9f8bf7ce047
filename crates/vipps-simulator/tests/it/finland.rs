//! A sale in euro, from the customer's yes to the refund, at the demo world's Finnish sales unit.

use axum::http::Method;
use serde_json::{Value, json};

use crate::create::patched;
use crate::webhooks::register;
use crate::world::{AINO, World};

const DAY_S: i64 = 24 * 3600;

fn eur(value: i64) -> Value {
    json!({"currency": "EUR", "value": value})
}

#[tokio::test]
async fn a_sale_in_euro_from_create_to_refund() {
    let world = World::new().await.in_finland();
    let captures = ["epayments.payment.captured.v1"];
    register(&world, "https://example.com/hooks", &captures).await;
    let known = [("login_hint", "urn:msisdn:358401234567")];
    let reply = world.login("/vipps-login-ciba/api/v1/user-exists", &known).await;
    assert_eq!(reply.json(), json!({"exists": true}));

    let receipt = json!({
        "orderLines": [{"name": "Pipo", "id": "1", "totalAmount": 10_000,
            "totalAmountExcludingTax": 7968, "totalTaxAmount": 2032, "taxRate": 2550}],
        "bottomLine": {"currency": "EUR"},
    });
    let scan = "https://qr.vipps.no/p/sX7bHd2kRn5cGy8vTq3mLw";
    let customer = json!({"phoneNumber": null, "personalQr": scan});
    let patch = json!({"receipt": receipt, "customer": customer});
    let reply = world.create("suomi-0001", &patched(world.payment("suomi-0001"), &patch)).await;
    assert_eq!(reply.status, 201, "{}", reply.text);
    let phone = world.send(Method::GET, &format!("/phones/{AINO}"), &[], "").await.text;
    assert!(phone.contains("100,00\u{a0}€"), "{phone}");
    let path = "payments/suomi-0001/approve";
    assert_eq!(world.control(Method::POST, path, &Value::Null).await.status, 200);

    let captured = world.modify("capture", "suomi-0001", "c-1", 6000).await.json();
    assert_eq!(captured["aggregate"]["capturedAmount"], eur(6000));
    let refunded = world.modify("refund", "suomi-0001", "r-1", 2500).await.json();
    assert_eq!(refunded["aggregate"]["refundedAmount"], eur(2500));
    let cancel = json!({"cancelTransactionOnly": false});
    world.post("/epayment/v1/payments/suomi-0001/cancel", "x-1", &cancel).await;
    let payment = world.read("suomi-0001").await;
    assert_eq!((&payment["amount"], &payment["state"]), (&eur(10_000), &json!("AUTHORIZED")));
    let expected = json!({"authorizedAmount": eur(10_000), "capturedAmount": eur(6000),
        "refundedAmount": eur(2500), "cancelledAmount": eur(4000)});
    assert_eq!(payment["aggregate"], expected);
    let names = world.event_names("suomi-0001").await;
    assert_eq!(names, ["CREATED", "AUTHORIZED", "CAPTURED", "REFUNDED", "CANCELLED"]);
    let told = world.sent().await;
    assert_eq!(told.len(), 1);
    let told: Value = serde_json::from_slice(&told[0].body).unwrap();
    assert_eq!((&told["amount"], &told["msn"]), (&eur(6000), &json!("345678")));
    let order = world.get("/order-management/v2/ecom/suomi-0001").await.json();
    assert_eq!(order["receipt"]["bottomLine"]["currency"], "EUR");
}

#[tokio::test]
async fn finland_has_its_own_smallest_amount_and_deadline() {
    let mut world = World::new().await.in_finland();
    let with = |reference: &str, amount: Value| {
        patched(world.payment(reference), &json!({ "amount": amount }))
    };
    let cases = [
        ("suomi-0001", json!({"value": 1}), 201, ""),
        ("suomi-0002", json!({"value": 0}), 400, "6010"),
        ("suomi-0003", json!({"currency": "NOK"}), 400, "5040"),
        ("suomi-0004", json!({"currency": "SEK"}), 400, "5040"),
    ];
    for (reference, amount, status, code) in cases {
        let reply = world.create(reference, &with(reference, amount)).await;
        let told = if status == 201 { String::new() } else { reply.code() };
        assert_eq!((reply.status, told.as_str()), (status, code), "{reference}");
    }
    let commercial = json!({"paymentMethod": {"blockedSources": ["COMMERCIAL_CARDS"]}});
    let body = patched(world.payment("suomi-0005"), &commercial);
    assert_eq!(world.create("suomi-0005", &body).await.status, 201, "not only in Denmark");

    world.authorized("suomi-0006").await;
    world.advance_s(14 * DAY_S).await;
    let late = world.modify("capture", "suomi-0006", "c-1", 1).await;
    assert_eq!((late.status, late.code().as_str()), (400, "6100"));
    let ledgers = world.get("/settlement/v1/ledgers?settlesForRecipientHandles=api:345678").await;
    assert_eq!(ledgers.json()["items"][0]["currency"], "EUR");
}
