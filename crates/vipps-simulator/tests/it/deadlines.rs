//! What happens to an authorised payment as time goes by, and the amounts that fail.

use axum::http::Method;
use serde_json::{Value, json};
use vipps_simulator::{CardScheme, RefundWindow};

use crate::create::patched;
use crate::world::World;

const DAY_S: i64 = 24 * 3600;

async fn code(world: &World, operation: &str, key: &str, value: i64) -> String {
    let reply = world.modify(operation, "time-0001", key, value).await;
    if reply.status == 200 { String::new() } else { reply.code() }
}

async fn approve(world: &World, reference: &str) -> u16 {
    let path = format!("payments/{reference}/approve");
    world.control(Method::POST, &path, &Value::Null).await.status
}

#[tokio::test]
async fn the_rest_is_released_at_the_capture_deadline() {
    for (in_denmark, days) in [(false, 180), (true, 14)] {
        let world = World::new().await;
        let mut world = if in_denmark { world.in_denmark() } else { world };
        world.authorized("time-0001").await;
        assert_eq!(code(&world, "capture", "c-1", 4000).await, "");
        world.advance_s(days * DAY_S - 1).await;
        assert_eq!(world.read("time-0001").await["aggregate"]["cancelledAmount"]["value"], 0);
        world.advance_s(1).await;
        let payment = world.read("time-0001").await;
        assert_eq!(payment["aggregate"]["cancelledAmount"]["value"], 6000, "{days}");
        let names = ["CREATED", "AUTHORIZED", "CAPTURED", "CANCELLED"];
        assert_eq!(world.event_names("time-0001").await, names);
        assert_eq!(code(&world, "capture", "c-2", 1).await, "6100");
        let reply = world.post("/epayment/v1/payments/time-0001/cancel", "", &json!({})).await;
        assert_eq!(reply.code(), "6030");
        assert_eq!(code(&world, "refund", "r-1", 4000).await, "", "refunds go on");
    }
}

/// Creates a payment for each time, with the customer present and without.
async fn check_expiries(world: &World, currency: &str, cases: &[(&str, [&str; 2])]) {
    let line = json!({"name": "Hat", "id": "1", "totalAmount": 10_000, "taxRate": 2500,
        "totalAmountExcludingTax": 8000, "totalTaxAmount": 2000});
    let receipt = json!({"orderLines": [line], "bottomLine": {"currency": currency}});
    for (number, (at, outcomes)) in cases.iter().enumerate() {
        for (presence, expected) in
            ["CUSTOMER_PRESENT", "CUSTOMER_NOT_PRESENT"].iter().zip(outcomes)
        {
            let reference = format!("long-{number}-{}", presence.len());
            let patch =
                json!({"expiresAt": at, "receipt": receipt, "customerInteraction": presence});
            let body = patched(world.payment(&reference), &patch);
            let reply = world.create(&reference, &body).await;
            let seen = if reply.status == 201 { "201".to_owned() } else { reply.code() };
            assert_eq!(&seen, expected, "{currency} {at} {presence}");
        }
    }
}

#[tokio::test]
async fn a_long_life_has_its_limits() {
    let world = World::with(|settings| {
        for unit in &mut settings.merchants[0].sales_units {
            unit.long_living_payment_allowed = true;
        }
    })
    .await;
    // With the customer present and without; in Norway and, further down, in Denmark.
    let in_norway = [
        ("2026-11-23T12:10:00.000Z", ["6120", "6120"]),
        ("2026-11-23T12:10:00.001Z", ["201", "5050"]),
        ("2026-11-24T12:00:00.000Z", ["201", "5050"]),
        ("2026-11-24T12:00:00.001Z", ["6110", "6110"]),
    ];
    let in_denmark = [
        ("2026-11-23T12:10:00.000Z", ["6120", "6120"]),
        ("2026-11-23T12:10:00.001Z", ["201", "201"]),
        ("2027-01-22T11:59:59.999Z", ["201", "201"]),
        ("2027-01-22T12:00:00.000Z", ["6110", "6110"]),
    ];
    check_expiries(&world, "NOK", &in_norway).await;
    let mut world = world.in_denmark();
    check_expiries(&world, "DKK", &in_denmark).await;
    // It dies at its time: the first at 12:10:00.001, the second 60 days less a millisecond on.
    let reference = |number| format!("long-{number}-16");
    world.advance_ms(600_000);
    assert_eq!(world.read(&reference(1)).await["state"], "CREATED");
    world.advance_ms(1);
    assert_eq!(world.read(&reference(1)).await["state"], "EXPIRED");
    world.advance_ms(60 * DAY_S * 1000 - 600_003);
    world.renew_token().await;
    assert_eq!(world.read(&reference(2)).await["state"], "CREATED");
    world.advance_ms(1);
    assert_eq!(world.read(&reference(2)).await["state"], "EXPIRED");
}

#[tokio::test]
async fn a_sales_unit_can_have_a_longer_deadline() {
    let world = World::with(|settings| {
        settings.merchants[0].sales_units[1].capture_deadline_days = Some(180);
    });
    let mut world = world.await.in_denmark();
    world.authorized("time-0001").await;
    world.advance_s(100 * DAY_S).await;
    assert_eq!(code(&world, "capture", "c-1", 4000).await, "");
}

#[tokio::test]
async fn refunds_end_after_a_year() {
    for (window, is_late) in [(RefundWindow::Capture, false), (RefundWindow::Reservation, true)] {
        let mut world = World::with(|settings| settings.readings.refund_window = window).await;
        world.authorized("time-0001").await;
        world.advance_s(100 * DAY_S).await;
        assert_eq!(code(&world, "capture", "c-1", 10_000).await, "");
        world.advance_s(300 * DAY_S).await;
        let expected = if is_late { "6220" } else { "" };
        assert_eq!(code(&world, "refund", "r-1", 1000).await, expected, "{window:?}");
        world.advance_s(65 * DAY_S).await;
        assert_eq!(code(&world, "refund", "r-2", 1000).await, "6220");
    }
}

#[tokio::test]
async fn the_scheme_decides_how_long_a_capture_is_guaranteed() {
    let cases = [
        (CardScheme::Visa, "2026-11-30", "492500"),
        (CardScheme::BankAxept, "2026-11-30", "957800"),
        (CardScheme::Mastercard, "2026-12-23", "540185"),
    ];
    for (scheme, day, bin) in cases {
        let world = World::with(|settings| settings.customers[0].card.scheme = scheme).await;
        world.authorized("time-0001").await;
        let payment = world.read("time-0001").await;
        assert_eq!(payment["captureGuaranteedUntil"], format!("{day}T12:00:00.000+00:00"));
        assert_eq!(payment["paymentMethod"], json!({"type": "WALLET", "cardBin": bin}));
    }
}

#[tokio::test]
async fn some_amounts_fail_and_leave_the_payment_open() {
    let world = World::new().await;
    for value in [151, 182, 183, 184, 186, 187, 197, 202] {
        let reference = format!("fails-{value:04}");
        let body = patched(world.payment(&reference), &json!({"amount": {"value": value}}));
        assert_eq!(world.create(&reference, &body).await.status, 201);
        assert_eq!(approve(&world, &reference).await, 409, "{value}");
        assert_eq!(world.read(&reference).await["state"], "CREATED");
        let path = format!("/epayment/v1/test/payments/{reference}/approve");
        let force = json!({"customer": {"phoneNumber": "4712345678"}});
        let code = if value == 186 { "3010" } else { "10010" };
        assert_eq!(world.post(&path, "", &force).await.code(), code);
        let path = format!("payments/{reference}/decline");
        assert_eq!(world.control(Method::POST, &path, &Value::Null).await.status, 200);
    }
    let world = world.in_denmark();
    for (value, status) in [(151, 409), (197, 200), (202, 200)] {
        let reference = format!("fails-{value:04}");
        let body = patched(world.payment(&reference), &json!({"amount": {"value": value}}));
        world.create(&reference, &body).await;
        let path = format!("payments/{reference}/approve?msn=234567");
        assert_eq!(world.control(Method::POST, &path, &Value::Null).await.status, status);
    }
    let world = World::with(|settings| settings.readings.test_amounts = false).await;
    let body = patched(world.payment("works-0151"), &json!({"amount": {"value": 151}}));
    world.create("works-0151", &body).await;
    assert_eq!(approve(&world, "works-0151").await, 200);
}

#[tokio::test]
async fn an_unknown_outcome_locks_the_payment_for_an_hour() {
    let mut world = World::new().await;
    let body = patched(world.payment("time-0001"), &json!({"amount": {"value": 201}}));
    world.create("time-0001", &body).await;
    assert_eq!(approve(&world, "time-0001").await, 200);
    world.advance_s(3599).await;
    assert_eq!(world.read("time-0001").await["state"], "CREATED", "it doesn't expire meanwhile");
    for (path, key, body, code) in [
        (
            "capture",
            "c-1",
            json!({"modificationAmount": {"currency": "NOK", "value": 201}}),
            "6160",
        ),
        ("refund", "r-1", json!({"modificationAmount": {"currency": "NOK", "value": 201}}), "6160"),
        ("cancel", "x-1", json!({}), "6250"),
    ] {
        let reply =
            world.post(&format!("/epayment/v1/payments/time-0001/{path}"), key, &body).await;
        assert_eq!((reply.status, reply.code().as_str()), (423, code));
    }
    assert_eq!(approve(&world, "time-0001").await, 409);
    let decline = world.control(Method::POST, "payments/time-0001/decline", &Value::Null).await;
    assert_eq!(decline.status, 409);
    world.advance_s(1).await;
    assert_eq!(world.read("time-0001").await["state"], "AUTHORIZED");
    assert_eq!(code(&world, "capture", "c-1", 201).await, "", "a 423 isn't kept for its key");
}

#[tokio::test]
async fn some_refunds_fail() {
    let world = World::new().await;
    world.authorized("time-0001").await;
    assert_eq!(code(&world, "capture", "c-1", 10_000).await, "");
    assert_eq!(code(&world, "refund", "r-1", 123).await, "6210");
    assert_eq!(code(&world, "refund", "r-2", 124).await, "6220");
    assert_eq!(world.read("time-0001").await["aggregate"]["refundedAmount"]["value"], 0);
}
