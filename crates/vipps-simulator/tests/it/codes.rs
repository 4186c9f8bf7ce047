//! The whole catalogue of error numbers: each is raised by its own rule, or, where no rule is known
//! by which it arises, by a fault that asks for it. What else hangs on a sales unit or on the
//! fields of a request stands below.

use axum::http::Method;
use serde_json::{Value, json};
use vipps_simulator::{RateLimit, RepeatedCreate, Restriction, SalesUnit};

use crate::create::patched;
use crate::world::{Reply, World};

const REFERENCE: &str = "code-0001";
const DAY_S: i64 = 24 * 3600;
/// Until when a payment can be captured in Norway, and refunded.
const CAPTURE_S: i64 = 180 * DAY_S;
const REFUND_S: i64 = 365 * DAY_S;

/// The catalogue with its statuses. A trailing word says by what a number arises: `rule`, or `fault`
/// where the sources tell of the number but not of when it comes.
const CATALOGUE: [(u16, u16, &str); 60] = [
    (3010, 500, "fault"),
    (4010, 409, "rule"),
    (4020, 409, "rule"),
    (4040, 400, "rule"),
    (4050, 400, "rule"),
    (4060, 400, "rule"),
    (4070, 400, "rule"),
    (4080, 400, "rule"),
    (4090, 400, "rule"),
    (4100, 400, "rule"),
    (4110, 400, "rule"),
    (4120, 400, "rule"),
    (4130, 400, "rule"),
    (4140, 400, "rule"),
    (4150, 409, "rule"),
    (4160, 400, "rule"),
    (5010, 400, "rule"),
    (5020, 403, "rule"),
    (5030, 403, "rule"),
    (5040, 400, "rule"),
    (5050, 403, "rule"),
    (5060, 403, "rule"),
    (5070, 422, "rule"),
    (5080, 403, "rule"),
    (5090, 404, "rule"),
    (5100, 400, "rule"),
    (6010, 400, "rule"),
    (6020, 400, "rule"),
    (6030, 400, "rule"),
    (6040, 400, "rule"),
    (6050, 400, "rule"),
    (6060, 400, "rule"),
    (6070, 400, "rule"),
    (6080, 400, "rule"),
    (6090, 400, "rule"),
    (6100, 400, "rule"),
    (6110, 400, "rule"),
    (6120, 400, "rule"),
    (6130, 400, "rule"),
    (6140, 400, "rule"),
    (6150, 400, "rule"),
    (6160, 423, "rule"),
    (6170, 400, "rule"),
    (6180, 400, "rule"),
    (6190, 400, "rule"),
    (6200, 400, "rule"),
    (6210, 400, "rule"),
    (6220, 400, "rule"),
    (6230, 400, "rule"),
    (6250, 423, "rule"),
    (6260, 400, "fault"),
    (6280, 400, "fault"),
    (7010, 400, "rule"),
    (10010, 400, "rule"),
    (10020, 400, "fault"),
    (10030, 400, "fault"),
    (10040, 400, "fault"),
    (10050, 400, "fault"),
    (10060, 400, "fault"),
    (10070, 400, "fault"),
];

/// What happens on the way to a number. Each call has a key of its own but for [`Do::SameKey`].
enum Do {
    /// Creates the payment with a merge patch; the name `again` becomes a second `a`.
    Create(Value),
    /// Creates it under a second key.
    CreateAgain,
    Approve,
    Decline,
    Wait(i64),
    Capture(i64),
    Refund(i64),
    Cancel,
    CancelTransactionOnly,
    /// Approves by the call of the test environment.
    Force,
    /// The step in it, with the key of the step before.
    SameKey(Box<Do>),
}

async fn take(world: &mut World, step: &Do, key: &str) -> Reply {
    match step {
        Do::Create(patch) => {
            let body = patched(world.payment(REFERENCE), patch).to_string();
            let body = body.replace("\"again\":", "\"a\":");
            world.api(Method::POST, "/epayment/v1/payments", key, &body).await
        }
        Do::CreateAgain => {
            world.post("/epayment/v1/payments", key, &world.payment(REFERENCE)).await
        }
        Do::Approve => {
            world
                .control(Method::POST, &format!("payments/{REFERENCE}/approve"), &Value::Null)
                .await
        }
        Do::Decline => {
            world
                .control(Method::POST, &format!("payments/{REFERENCE}/decline"), &Value::Null)
                .await
        }
        Do::Wait(seconds) => {
            world.advance_s(*seconds).await;
            world.get(&format!("/epayment/v1/payments/{REFERENCE}")).await
        }
        Do::Capture(value) => world.modify("capture", REFERENCE, key, *value).await,
        Do::Refund(value) => world.modify("refund", REFERENCE, key, *value).await,
        Do::Cancel | Do::CancelTransactionOnly => {
            let only = matches!(step, Do::CancelTransactionOnly);
            let path = format!("/epayment/v1/payments/{REFERENCE}/cancel");
            world.post(&path, key, &json!({ "cancelTransactionOnly": only })).await
        }
        Do::Force => {
            let path = format!("/epayment/v1/test/payments/{REFERENCE}/approve");
            world.post(&path, "", &json!({"customer": {"phoneNumber": "4712345678"}})).await
        }
        Do::SameKey(_) => unreachable!("taken apart by the caller"),
    }
}

/// A create with this patch, and nothing else.
fn created(patch: Value) -> Vec<Do> {
    vec![Do::Create(patch)]
}

/// A created payment, and what happens to it.
fn then(steps: impl IntoIterator<Item = Do>) -> Vec<Do> {
    std::iter::once(Do::Create(json!({}))).chain(steps).collect()
}

fn metadata(pairs: &Value) -> Vec<Do> {
    created(json!({ "metadata": pairs }))
}

/// A long-living payment that dies after so many seconds.
fn long_living(seconds: i64) -> Vec<Do> {
    let receipt = json!({
        "orderLines": [{ "name": "Jacket", "id": "1", "totalAmount": 10_000,
            "totalAmountExcludingTax": 8000, "totalTaxAmount": 2000, "taxRate": 2500 }],
        "bottomLine": { "currency": "NOK" },
    });
    let expires_ms = crate::world::START_MS + seconds * 1000;
    let expires = jiff::Timestamp::from_millisecond(expires_ms).unwrap().to_string();
    created(json!({ "receipt": receipt, "expiresAt": expires,
        "customerInteraction": "CUSTOMER_PRESENT" }))
}

/// How each number arises by its rule: what the sales unit is like, and what is done.
fn story(code: u16) -> (fn(&mut SalesUnit), Vec<Do>) {
    use Do::{Approve, Cancel, CancelTransactionOnly, Capture, Decline, Force, Refund, Wait};
    let processing = json!({"amount": {"value": 201}});
    let steps = match code {
        4010 => then([Approve, Capture(1000), Do::SameKey(Box::new(Capture(1001)))]),
        4020 => then([Do::SameKey(Box::new(Do::Create(json!({"amount": {"value": 1}}))))]),
        4040 => created(json!({"amount": {"value": 10.5}})),
        4050 => created(json!({"customer": {"phoneNumber": null, "customerToken": "bm9ib2R5"}})),
        4060 => created(json!({"customer": {"phoneNumber": null, "personalQr": "https://a.b"}})),
        4070 => created(json!({"customer": {"phoneNumber": "12"}})),
        4080 => created(json!({"profile": {"scope": "nnin"}})),
        4090 => created(json!({"returnUrl": "http://example.com"})),
        4100 => metadata(&json!({"a": "", "b": "", "c": "", "d": "", "e": "", "f": ""})),
        4110 => metadata(&json!({"a": "1", "again": "2"})),
        4120 => metadata(&json!({"k".repeat(101): ""})),
        4130 => metadata(&json!({"a": "v".repeat(501)})),
        4140 => created(json!({"customer": null})),
        4150 => then([Do::CreateAgain]),
        4160 => created(json!({"paymentMethod": {"type": "CARD"}})),
        5010 => created(json!({"paymentMethod": {"blockedSources": ["COMMERCIAL_CARDS"]}})),
        5020 => created(json!({"shipping": {"fixedOptions": []}})),
        5030 => created(json!({"profile": {"scope": "nin"}})),
        5040 => created(json!({"amount": {"currency": "DKK"}})),
        5050 => long_living(3600),
        5060 | 5070 | 5080 => created(json!({})),
        5090 => vec![Capture(1)],
        5100 => then([Approve, Capture(1), Refund(1)]),
        6010 => created(json!({"amount": {"value": 99}})),
        6020 => then([Refund(1)]),
        6030 => then([Approve, Wait(CAPTURE_S), Cancel]),
        6040 => then([Approve, Capture(10_000), Cancel]),
        6050 => then([Decline, Cancel]),
        6060 => then([Approve, CancelTransactionOnly]),
        6070 => then([Approve, Cancel, Capture(1)]),
        6080 => then([Capture(1)]),
        6090 => then([Approve, Capture(10_001)]),
        6100 => then([Approve, Wait(CAPTURE_S), Capture(1)]),
        6110 => long_living(2 * DAY_S),
        6120 => long_living(600),
        6130 => created(json!({"expiresAt": "2026-11-23T13:00:00Z"})),
        6140 => then([Approve, Capture(1)]),
        6150 => then([Approve, Capture(100), Refund(101)]),
        6160 => vec![Do::Create(processing), Approve, Capture(1)],
        6170 => then([Approve, Capture(10_000), Capture(1)]),
        6180 => then([Approve, Capture(1), Refund(1), Refund(1)]),
        6190 => then([Approve, Cancel, Cancel]),
        6200 => then([Decline, Capture(1)]),
        6210 => then([Decline, Refund(1)]),
        6220 => then([Approve, Capture(1), Wait(REFUND_S), Refund(1)]),
        6230 => then([Approve, Force]),
        6250 => vec![Do::Create(processing), Approve, Cancel],
        7010 => created(json!({"customer": {"phoneNumber": "4799999999"}})),
        10010 => vec![Do::Create(json!({"amount": {"value": 151}})), Force],
        _ => panic!("{code} arises by no rule"),
    };
    let unit: fn(&mut SalesUnit) = match code {
        5060 => |unit| unit.restrictions.push(Restriction::BankAccountNotVerified),
        5070 => |unit| unit.restrictions.push(Restriction::NoPayments),
        5080 => |unit| unit.push_message_allowed = false,
        5100 => |unit| unit.restrictions.push(Restriction::NoRefunds),
        6110 | 6120 => |unit| unit.long_living_payment_allowed = true,
        6140 => |unit| unit.full_capture_only = true,
        _ => |_| {},
    };
    (unit, steps)
}

#[tokio::test]
async fn each_number_of_the_catalogue_arises() {
    for (code, status, by) in CATALOGUE {
        let reply = if by == "rule" {
            let (unit, steps) = story(code);
            let mut world = World::with(|settings| {
                settings.readings.rate_limit = RateLimit::Off;
                unit(&mut settings.merchants[0].sales_units[0]);
            })
            .await;
            let mut reply = None;
            let mut key = String::new();
            for (at, step) in steps.iter().enumerate() {
                if let Some(before) = reply.replace(match step {
                    Do::SameKey(step) => take(&mut world, step, &key).await,
                    step => {
                        key = format!("key-{at}");
                        take(&mut world, step, &key).await
                    }
                }) {
                    assert!(before.status < 300, "{code}: step {} fails: {}", at - 1, before.text);
                }
            }
            reply.unwrap()
        } else {
            let world = World::new().await;
            let rule = json!({"on": "createPayment", "effect": {"problem": {"code": code}}});
            assert_eq!(world.control(Method::POST, "faults", &rule).await.status, 201);
            let reply = world.create(REFERENCE, &world.payment(REFERENCE)).await;
            assert_eq!(world.get("/epayment/v1/payments/code-0001").await.code(), "5090");
            reply
        };
        assert_eq!((reply.status, reply.code()), (status, code.to_string()), "{}", reply.text);
        let problem = reply.json();
        assert_eq!(problem["status"], status);
        assert!(problem["title"].as_str().is_some_and(|title| title.len() > 5));
        assert!(problem["instance"].as_str().unwrap().starts_with("/v1/"));
    }
}

#[tokio::test]
async fn a_child_can_not_pay() {
    let world = World::with(|settings| settings.customers[0].birth_date = "2011-11-24".into());
    let mut world = world.await;
    let reply = world.create("unit-0001", &world.payment("unit-0001")).await;
    assert_eq!((reply.status, reply.code().as_str()), (400, "7010"));
    world.advance_s(24 * 3600).await;
    assert_eq!(world.create("unit-0002", &world.payment("unit-0002")).await.status, 201);
}

#[tokio::test]
async fn a_repeated_create_may_be_a_conflict() {
    let world = World::with(|settings| {
        settings.readings.repeated_create = RepeatedCreate::Conflict;
    })
    .await;
    world.created("unit-0001").await;
    let reply = world.create("unit-0001", &world.payment("unit-0001")).await;
    assert_eq!((reply.status, reply.code().as_str()), (409, "4020"));
    assert_eq!(world.modify("capture", "unit-0001", "c-1", 1).await.code(), "6080");
    assert_eq!(world.modify("capture", "unit-0001", "c-1", 1).await.code(), "6080", "replayed");
}

#[tokio::test]
async fn links_and_airline_data_are_checked() {
    let world = World::new().await;
    let airline = json!({"agencyInvoiceNumber": "1", "airlineCode": "074",
        "airlineDesignatorCode": "KL", "passengerName": "FLYER / MARY MS."});
    let good = [
        json!({"merchantLegalLinks": {"termsOfSaleUrl": "https://example.com/terms"}}),
        json!({"industryData": {"airlineData": airline}}),
        json!({"metadata": {"empty": null, "full": "x"}}),
    ];
    for (number, patch) in good.iter().enumerate() {
        let reference = format!("right-{number:04}");
        let mut body = world.payment(&reference);
        for (name, value) in patch.as_object().unwrap() {
            body[name] = value.clone();
        }
        let reply = world.create(&reference, &body).await;
        assert_eq!(reply.status, 201, "{}", reply.text);
    }
    let bad = [
        (json!({"merchantLegalLinks": {"privacyPolicyUrl": "http://example.com"}}), "4090"),
        (
            json!({"industryData": {"airlineData": patched(airline, &json!({"airlineCode": "74"}))}}),
            "industryData.airlineData.airlineCode",
        ),
        (json!({"industryData": {"airlineData": {}}}), "agencyInvoiceNumber"),
    ];
    for (number, (patch, code)) in bad.iter().enumerate() {
        let reference = format!("wrong-{number:04}");
        let reply = world.create(&reference, &patched(world.payment(&reference), patch)).await;
        assert_eq!((reply.status, reply.code().as_str()), (400, *code));
    }
}
