//! Creating payments: what is refused and how, and the life of a request until it is final.

use axum::http::Method;
use serde_json::{Value, json};
use vipps_simulator::RateLimit;

use crate::world::{KARI, OLA, World};

/// Applies a JSON merge patch, in which null removes a field.
pub(crate) fn patched(mut body: Value, patch: &Value) -> Value {
    match (&mut body, patch) {
        (Value::Object(fields), Value::Object(changes)) => {
            for (name, change) in changes {
                if change.is_null() {
                    fields.remove(name);
                } else {
                    let old = fields.remove(name).unwrap_or(Value::Null);
                    fields.insert(name.clone(), patched(old, change));
                }
            }
            body
        }
        _ => patch.clone(),
    }
}

#[tokio::test]
async fn a_payment_starts_as_created_with_one_event() {
    let world = World::new().await;
    let body = patched(world.payment("shop-0001"), &json!({"metadata": {"sale": "42", "a": "b"}}));
    let reply = world.create("shop-0001", &body).await;
    assert_eq!((reply.status, reply.json()), (201, json!({"reference": "shop-0001"})));
    let payment = world.read("shop-0001").await;
    let zero = json!({"currency": "NOK", "value": 0});
    assert_eq!(payment["state"], "CREATED");
    assert_eq!(payment["amount"], json!({"currency": "NOK", "value": 10_000}));
    assert_eq!(payment["aggregate"]["authorizedAmount"], zero);
    assert_eq!(payment["profile"], json!({}));
    assert_eq!(payment["paymentMethod"], json!({"type": "WALLET"}));
    assert_eq!(payment["metadata"], json!({"sale": "42", "a": "b"}));
    let events = world.get("/epayment/v1/payments/shop-0001/events").await.json();
    assert_eq!(events.as_array().unwrap().len(), 1);
    assert_eq!(events[0]["name"], "CREATED");
    assert_eq!(events[0]["timestamp"], "2026-11-23T12:00:00.0000000Z");
    assert_eq!(events[0]["idempotencyKey"], "create-shop-0001");
    assert_eq!(events[0]["pspReference"], payment["pspReference"]);
}

#[tokio::test]
async fn wrong_requests_are_refused_with_the_documented_codes() {
    let world = World::with(|settings| settings.readings.rate_limit = RateLimit::Off).await;
    let long = "x".repeat(501);
    let key = "k".repeat(101);
    let six = json!({"a": "1", "b": "2", "c": "3", "d": "4", "e": "5", "f": "6"});
    let cases = [
        (json!({"amount": {"value": 10.5}}), 400, "4040"),
        (json!({"amount": {"value": -1}}), 400, "4040"),
        (json!({"amount": {"value": 65_000_001}}), 400, "4040"),
        (json!({"amount": {"value": "10000"}}), 400, "amount.value"),
        (json!({"amount": {"value": 99}}), 400, "6010"),
        (json!({"amount": {"value": 0}}), 400, "6010"),
        (json!({"amount": {"currency": "DKK"}}), 400, "5040"),
        (json!({"amount": {"currency": "GBP"}}), 400, "5040"),
        (json!({"amount": {"currency": "XXX"}}), 400, "amount.currency"),
        (json!({"amount": null}), 400, "amount"),
        (json!({"reference": "short"}), 400, "reference"),
        (json!({"reference": "under_score"}), 400, "reference"),
        (json!({"reference": 2_486_791_679_658_i64}), 400, "reference"),
        (json!({"surprise": 1}), 400, "surprise"),
        (json!({"paymentMethod": {"type": "CARD"}}), 400, "4160"),
        (json!({"paymentMethod": {"type": "CARD_PASSTHROUGH"}}), 400, "4160"),
        (json!({"paymentMethod": {"blockedSources": ["COMMERCIAL_CARDS"]}}), 400, "5010"),
        (json!({"customer": null}), 400, "4140"),
        (json!({"customer": {"phoneNumber": "12345678"}}), 400, "4070"),
        (json!({"customer": {"phoneNumber": "+4712345678"}}), 400, "4070"),
        (json!({"customer": {"phoneNumber": "4799999999"}}), 400, "7010"),
        (json!({"customer": {"phoneNumber": null, "personalQr": "4712345678"}}), 400, "4060"),
        (json!({"customer": {"phoneNumber": null, "customerToken": "abc"}}), 400, "4050"),
        (json!({"customer": {"personalQr": "https://qr.vipps.no/p/x"}}), 400, "customer"),
        (json!({"customer": {"phoneNumber": null}}), 400, "customer"),
        (json!({"paymentDescription": "ab"}), 400, "paymentDescription"),
        (json!({"returnUrl": "http://example.com/back"}), 400, "4090"),
        (json!({"profile": {"scope": "name shoeSize"}}), 400, "4080"),
        (json!({"metadata": six}), 400, "4100"),
        (json!({"metadata": {key: "1"}}), 400, "4120"),
        (json!({"metadata": {"a": long}}), 400, "4130"),
        (json!({"minimumUserAge": 101}), 400, "minimumUserAge"),
        (json!({"minimumUserAge": 43}), 400, "7010"),
        (json!({"expiresAt": "2026-11-24T12:00:00Z"}), 400, "6130"),
        (json!({"shipping": {"fixedOptions": []}}), 403, "5020"),
        (json!({"userFlow": "WEB_REDIRECT"}), 400, "4140"),
        (json!({"qrFormat": {"format": "IMAGE/PNG"}}), 400, "qrFormat"),
        (
            json!({"userFlow": "QR", "qrFormat": {"format": "IMAGE/SVG+XML", "size": 300}}),
            400,
            "qrFormat.size",
        ),
        (json!({"userFlow": "TELEPATHY"}), 400, "userFlow"),
    ];
    for (number, (patch, status, code)) in cases.iter().enumerate() {
        let body = patched(world.payment(&format!("wrong-{number:04}")), patch);
        let reply = world.create(&format!("wrong-{number}"), &body).await;
        assert_eq!((reply.status, reply.code().as_str()), (*status, *code), "{patch}");
        assert_eq!(reply.header("content-type"), "application/problem+json");
        let problem = reply.json();
        assert_eq!(problem["status"], *status);
        assert_eq!(problem["instance"], "/v1/payments");
        assert_eq!(problem["traceId"].as_str().unwrap().len(), 55);
    }
    let listed = world.control(Method::GET, "payments", &Value::Null).await.json();
    assert_eq!(listed["payments"], json!([]), "a refusal must leave nothing behind");
}

#[tokio::test]
async fn the_smallest_amount_depends_on_the_currency() {
    let world = World::new().await;
    let smallest = patched(world.payment("small-0001"), &json!({"amount": {"value": 100}}));
    assert_eq!(world.create("small-0001", &smallest).await.status, 201);
    let world = World::new().await.in_denmark();
    let smallest = patched(world.payment("small-0001"), &json!({"amount": {"value": 1}}));
    assert_eq!(world.create("small-0001", &smallest).await.status, 201);
}

#[tokio::test]
async fn metadata_keys_given_twice_are_refused() {
    let world = World::new().await;
    let body = world.payment("twice-0001").to_string();
    let body = format!("{},\"metadata\":{{\"a\":\"1\",\"a\":\"2\"}}}}", &body[..body.len() - 1]);
    let reply = world.api(Method::POST, "/epayment/v1/payments", "k-1", &body).await;
    assert_eq!((reply.status, reply.code().as_str()), (400, "4110"));
}

#[tokio::test]
async fn the_sales_unit_decides_about_push_and_long_life() {
    let world = World::with(|settings| {
        settings.merchants[0].sales_units[0].push_message_allowed = false;
    })
    .await;
    let reply = world.create("push-0001", &world.payment("push-0001")).await;
    assert_eq!((reply.status, reply.code().as_str()), (403, "5080"));
    assert_eq!(reply.json()["title"], "PUSH_MESSAGE not allowed");
    let qr = patched(world.payment("push-0002"), &json!({"userFlow": "QR"}));
    assert_eq!(world.create("push-0002", &qr).await.status, 201, "QR needs no approval");

    let long = |reference: &str, at: &str| {
        let receipt = json!({
            "orderLines": [{"name": "Hat", "id": "1", "totalAmount": 10_000,
                "totalAmountExcludingTax": 8000, "totalTaxAmount": 2000, "taxRate": 2500}],
            "bottomLine": {"currency": "NOK"},
        });
        let patch = json!({"expiresAt": at, "receipt": receipt, "userFlow": "QR"});
        patched(world.payment(reference), &patch)
    };
    let cases = [
        ("2026-11-23T12:10:00Z", 400, "6120"),
        ("2027-01-22T12:00:00Z", 400, "6110"),
        ("2026-11-24T12:00:01Z", 400, "6110"),
        ("2026-11-24T12:00:00Z", 403, "5050"),
        ("tomorrow", 400, "expiresAt"),
    ];
    for (at, status, code) in cases {
        let reply = world.create(at, &long("long-0001", at)).await;
        assert_eq!((reply.status, reply.code().as_str()), (status, code), "{at}");
    }
}

#[tokio::test]
async fn an_approved_long_life_lasts_until_its_hour() {
    let world = World::with(|settings| {
        settings.merchants[0].sales_units[0].long_living_payment_allowed = true;
    })
    .await;
    let receipt = json!({
        "orderLines": [{"name": "Hat", "id": "1", "totalAmount": 10_000,
            "totalAmountExcludingTax": 8000, "totalTaxAmount": 2000, "taxRate": 2500}],
        "bottomLine": {"currency": "NOK"},
    });
    let patch = json!({
        "expiresAt": "2026-11-23T14:00:00+01:00", "receipt": receipt,
        "customerInteraction": "CUSTOMER_PRESENT",
    });
    let reply = world.create("long-0001", &patched(world.payment("long-0001"), &patch)).await;
    assert_eq!(reply.status, 201, "{}", reply.text);
    world.advance_ms(3_599_999);
    assert_eq!(world.read("long-0001").await["state"], "CREATED");
}

#[tokio::test]
async fn a_payment_expires_at_exactly_ten_minutes() {
    let world = World::new().await;
    world.created("late-0001").await;
    world.advance_ms(599_999);
    assert_eq!(world.read("late-0001").await["state"], "CREATED");
    world.advance_ms(1);
    assert_eq!(world.read("late-0001").await["state"], "EXPIRED");
    assert_eq!(world.event_names("late-0001").await, ["CREATED", "EXPIRED"]);
    let events = world.get("/epayment/v1/payments/late-0001/events").await.json();
    assert_eq!(events[1]["timestamp"], "2026-11-23T12:10:00.000Z");
    let reply = world.control(Method::POST, "payments/late-0001/approve", &Value::Null).await;
    assert_eq!(reply.status, 409, "an expired payment can't be approved");
}

#[tokio::test]
async fn the_customer_approves_or_declines_once() {
    let world = World::new().await;
    for (answer, state, event) in
        [("approve", "AUTHORIZED", "AUTHORIZED"), ("decline", "ABORTED", "ABORTED")]
    {
        let reference = format!("{answer}-0001");
        world.created(&reference).await;
        let path = format!("payments/{reference}/{answer}");
        let reply = world.control(Method::POST, &path, &Value::Null).await;
        assert_eq!(reply.json(), json!({"reference": reference, "state": state}));
        assert_eq!(world.read(&reference).await["state"], state);
        assert_eq!(world.event_names(&reference).await, ["CREATED", event]);
        assert_eq!(world.control(Method::POST, &path, &Value::Null).await.status, 409);
        world.advance_ms(700_000);
        assert_eq!(world.read(&reference).await["state"], state, "a final state stays");
    }
    let authorized = world.read("approve-0001").await;
    assert_eq!(authorized["aggregate"]["authorizedAmount"]["value"], 10_000);
    assert_eq!(authorized["captureGuaranteedUntil"], "2026-11-30T12:00:00.000+00:00");
}

#[tokio::test]
async fn a_personal_qr_reaches_its_owner() {
    let world = World::new().await;
    let code = "https://qr.vipps.no/p/kYq3VtR8mZ2nHs5wLd7cXb";
    let patch = json!({"customer": {"phoneNumber": null, "personalQr": code}});
    world.create("scan-0001", &patched(world.payment("scan-0001"), &patch)).await;
    let listed = world.control(Method::GET, "payments", &Value::Null).await.json();
    assert_eq!(listed["payments"][0]["msisdn"], "4798765432");
    assert_eq!(listed["payments"][0]["create_body"]["customer"]["personalQr"], code);
}

#[tokio::test]
async fn references_count_within_one_sales_unit() {
    let norway = World::new().await;
    norway.created("same-0001").await;
    let again = norway.post("/epayment/v1/payments", "k-2", &norway.payment("same-0001")).await;
    assert_eq!((again.status, again.code().as_str()), (409, "4150"));
    let other_case = norway.create("SAME-0001", &norway.payment("SAME-0001")).await;
    assert_eq!(other_case.status, 201, "references are case-sensitive");
    let denmark = norway.in_denmark();
    denmark.created("same-0001").await;
    let reply = denmark.control(Method::POST, "payments/same-0001/approve", &Value::Null).await;
    assert_eq!(reply.status, 409, "the reference alone is ambiguous");
    let path = "payments/same-0001/approve?msn=234567";
    assert_eq!(denmark.control(Method::POST, path, &Value::Null).await.status, 200);
    assert_eq!(denmark.read("same-0001").await["state"], "AUTHORIZED");
}

#[tokio::test]
async fn a_qr_payment_gives_a_picture_until_it_is_final() {
    let world = World::new().await;
    let patch = json!({"userFlow": "QR", "customer": null});
    let reply = world.create("code-0001", &patched(world.payment("code-0001"), &patch)).await;
    let url = reply.json()["redirectUrl"].as_str().unwrap().to_owned();
    let path = url.strip_prefix("http://127.0.0.1:8090").unwrap().to_owned();
    let picture = world.send(Method::GET, &path, &[], "").await;
    assert_eq!((picture.status, picture.header("content-type")), (200, "image/svg+xml"));
    assert!(picture.text.starts_with("<svg"));

    let patch =
        json!({"userFlow": "QR", "customer": null, "qrFormat": {"format": "TEXT/TARGETURL"}});
    let reply = world.create("code-0002", &patched(world.payment("code-0002"), &patch)).await;
    let target = reply.json()["redirectUrl"].as_str().unwrap().to_owned();
    let link = target.strip_prefix("http://127.0.0.1:8090").unwrap();
    let page = world.send(Method::GET, link, &[], "").await;
    assert_eq!(page.status, 200);
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let chosen = world.send(Method::POST, link, &form, "msisdn=4712345678").await;
    assert_eq!((chosen.status, chosen.header("location")), (303, "/phones/4712345678"));
    let other = world.send(Method::POST, link, &form, "msisdn=4798765432").await;
    assert_eq!(other.status, 404, "the first phone keeps it");

    let patch = json!({"userFlow": "QR", "customer": null,
        "qrFormat": {"format": "IMAGE/PNG", "size": 300}});
    let reply = world.create("code-0003", &patched(world.payment("code-0003"), &patch)).await;
    let url = reply.json()["redirectUrl"].as_str().unwrap().to_owned();
    let png = world.bytes(url.strip_prefix("http://127.0.0.1:8090").unwrap()).await;
    assert_eq!(&png[1..4], b"PNG");
    assert_eq!(png[16..24], [0, 0, 1, 44, 0, 0, 1, 44], "300 pixels each way");

    let patch = json!({"userFlow": "NATIVE_REDIRECT"});
    let reply = world.create("code-0004", &patched(world.payment("code-0004"), &patch)).await;
    assert!(reply.json()["redirectUrl"].as_str().unwrap().starts_with("vipps://"));

    world.control(Method::POST, "payments/code-0001/decline", &Value::Null).await;
    assert_eq!(world.send(Method::GET, &path, &[], "").await.status, 404);
}

#[tokio::test]
async fn the_test_environment_approves_by_force() {
    let world = World::new().await;
    world.created("force-0001").await;
    let path = "/epayment/v1/test/payments/force-0001/approve";
    let cases = [
        (json!({}), 400, "4140"),
        (json!({"customer": {"phoneNumber": "4799999999"}}), 400, "7010"),
        (json!({"customer": {"phoneNumber": "4798765432"}}), 400, "10010"),
        (json!({"token": "nonsense"}), 400, "4140"),
        (json!({"more": 1}), 400, "more"),
    ];
    for (body, status, code) in cases {
        let reply = world.post(path, "", &body).await;
        assert_eq!((reply.status, reply.code().as_str()), (status, code), "{body}");
    }
    let body = json!({"customer": {"phoneNumber": "4712345678"}});
    assert_eq!(world.post(path, "", &body).await.status, 200);
    assert_eq!(world.read("force-0001").await["state"], "AUTHORIZED");
    let reply = world.post(path, "", &body).await;
    assert_eq!((reply.status, reply.code().as_str()), (400, "6230"));
    // An expired card, by the amount and by the customer's own.
    let other = World::with(|settings| settings.customers[1].card.is_expired = true).await;
    for (reference, number, value) in [("force-0002", OLA, 186), ("force-0003", KARI, 10_000)] {
        let patch = json!({"amount": {"value": value}, "customer": {"phoneNumber": number}});
        let reply = other.create(reference, &patched(other.payment(reference), &patch)).await;
        assert_eq!(reply.status, 201, "{}", reply.text);
        let path = format!("/epayment/v1/test/payments/{reference}/approve");
        let body = json!({"customer": {"phoneNumber": number}});
        let reply = other.post(&path, "", &body).await;
        assert_eq!((reply.status, reply.code().as_str()), (500, "3010"));
        assert_eq!(other.read(reference).await["state"], "CREATED");
    }
    let reply = world.post("/epayment/v1/test/payments/unknown-1/approve", "", &body).await;
    assert_eq!((reply.status, reply.code().as_str()), (404, "5090"));
}
