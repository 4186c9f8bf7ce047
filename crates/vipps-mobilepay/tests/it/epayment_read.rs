//! What becomes of a payment: captured, cancelled, refunded, and read back.

use serde_json::{Value, json};
use vipps_mobilepay::epayment::{Cancel, EventName, Modification, State};
use vipps_mobilepay::{Amount, Currency, Error, Unknown};

use crate::epayment::{key, reference, seed_sale, state};
use crate::script::{Scene, answer};

#[tokio::test]
async fn modifications_go_to_their_own_paths() {
    let scene = Scene::answering(answer(200, &state("AUTHORIZED", 239_900)));
    let epayment = scene.client.epayment();
    let amount = Amount::new(100, Currency::NOK);
    let path = "https://api.example.test/epayment/v1/payments/2486791679658155992";

    epayment.capture(&reference(), amount, &key()).await.unwrap();
    let call = scene.last();
    assert_eq!(call.url.as_str(), format!("{path}/capture"));
    assert_eq!(call.body, Modification::new(amount).to_json());
    assert_eq!(call.header("idempotency-key"), Some("key-1"));

    epayment.refund(&reference(), amount, &key()).await.unwrap();
    assert_eq!(scene.last().url.as_str(), format!("{path}/refund"));

    let modified =
        epayment.cancel(&reference(), Cancel { transaction_only: false }, &key()).await.unwrap();
    let call = scene.last();
    assert_eq!(call.url.as_str(), format!("{path}/cancel"));
    assert_eq!(call.method.as_str(), "POST");
    assert_eq!(call.body, br#"{"cancelTransactionOnly":false}"#);
    assert_eq!(modified.state, State::Authorized);
    assert_eq!(modified.aggregate.captured_amount, Amount::new(239_900, Currency::NOK));
}

#[tokio::test]
async fn a_payment_is_read_with_words_and_fields_that_came_later() {
    let mut body = state("AUTHORIZED", 0);
    body["profile"] = json!({"sub": "c06c4afe-d9e1-4c5d-939a-177d752a0944"});
    body["metadata"] = json!({"sale": "s1", "empty": null, "later": 7});
    body["redirectUrl"] = json!("https://landing.vipps.no?token=abc123");
    body["captureGuaranteedUntil"] = json!("2026-09-01T07:53:44.812+00:00");
    body["somethingNew"] = json!({"deep": [1]});
    let scene = Scene::answering(answer(200, &body));
    let payment = scene.client.epayment().get(&reference()).await.unwrap();
    assert_eq!(payment.state, State::Authorized);
    assert_eq!(payment.profile.sub.as_deref(), Some("c06c4afe-d9e1-4c5d-939a-177d752a0944"));
    assert_eq!(payment.metadata["sale"], "s1");
    assert_eq!(payment.metadata.len(), 1, "a value that is no text costs no other");
    assert_eq!(payment.redirect_url.as_deref(), Some("https://landing.vipps.no?token=abc123"));
    assert_eq!(payment.capture_guaranteed_until.as_deref(), Some("2026-09-01T07:53:44.812+00:00"));
    let call = scene.last();
    assert_eq!(call.method.as_str(), "GET");
    assert_eq!(call.header("idempotency-key"), None);

    let words = [
        ("CREATED", State::Created),
        ("ABORTED", State::Aborted),
        ("EXPIRED", State::Expired),
        ("TERMINATED", State::Terminated),
        ("PAUSED", State::Other("PAUSED".to_owned())),
    ];
    for (word, expected) in words {
        let mut body = state(word, 0);
        body["metadata"] = Value::Null;
        body["profile"] = Value::Null;
        let scene = Scene::answering(answer(200, &body));
        let payment = scene.client.epayment().get(&reference()).await.unwrap();
        assert_eq!(payment.state, expected);
        assert!(payment.metadata.is_empty());
    }
}

#[tokio::test]
async fn the_event_log_keeps_each_event_with_its_key() {
    let amount = json!({"currency": "NOK", "value": 239_900});
    let event = |name: &str, psp: &str, key: Value| {
        json!({"reference": "2486791679658155992", "pspReference": psp, "name": name,
            "amount": amount, "timestamp": "2026-11-23T12:00:00.1234567Z",
            "idempotencyKey": key, "success": true, "paymentAction": "old"})
    };
    let scene = Scene::answering(answer(
        200,
        &json!([
            event("CREATED", "5b2c", json!("k1")),
            event("CAPTURED", "1", json!("k2")),
            event("CAPTURED", "2", json!("k3")),
            event("CANCELLED", "3", Value::Null),
            event("NEW_WORD", "4", Value::Null),
        ]),
    ));
    let events = scene.client.epayment().events(&reference()).await.unwrap();
    let read: Vec<_> =
        events.iter().map(|event| (event.name.clone(), event.idempotency_key.as_deref())).collect();
    assert_eq!(
        read,
        [
            (EventName::Created, Some("k1")),
            (EventName::Captured, Some("k2")),
            (EventName::Captured, Some("k3")),
            (EventName::Cancelled, None),
            (EventName::Other("NEW_WORD".to_owned()), None),
        ]
    );
    assert!(scene.last().url.path().ends_with("/payments/2486791679658155992/events"));
}

#[tokio::test]
async fn an_answer_about_another_payment_says_nothing_of_ours() {
    let mut body = state("AUTHORIZED", 239_900);
    body["reference"] = json!("another-payment");
    let scene = Scene::answering(answer(200, &body));
    let epayment = scene.client.epayment();
    let amount = Amount::new(100, Currency::NOK);
    let unreadable = Error::Unknown(Unknown::Unreadable { status: 200, retry_after_s: None });
    assert_eq!(epayment.get(&reference()).await.unwrap_err(), unreadable);
    assert_eq!(epayment.capture(&reference(), amount, &key()).await.unwrap_err(), unreadable);
    assert_eq!(epayment.create(&seed_sale(), &key()).await.unwrap_err(), unreadable);
}
