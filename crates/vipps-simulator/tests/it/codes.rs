//! Error numbers that depend on what a sales unit may do; the others stand beside the rule that
//! they belong to, in `create`, `modify`, `deadlines` and `idempotency`.

use serde_json::json;
use vipps_simulator::{RepeatedCreate, Restriction};

use crate::create::patched;
use crate::world::World;

#[tokio::test]
async fn a_sales_unit_may_be_kept_from_things() {
    let cases = [
        (Restriction::NoPayments, 422, "5070"),
        (Restriction::BankAccountNotVerified, 403, "5060"),
    ];
    for (restriction, status, code) in cases {
        let world = World::with(|settings| {
            settings.merchants[0].sales_units[0].restrictions.push(restriction);
        })
        .await;
        let reply = world.create("unit-0001", &world.payment("unit-0001")).await;
        assert_eq!((reply.status, reply.code().as_str()), (status, code));
    }
    let world = World::with(|settings| {
        settings.merchants[0].sales_units[0].restrictions.push(Restriction::NoRefunds);
    })
    .await;
    world.authorized("unit-0001").await;
    assert_eq!(world.modify("capture", "unit-0001", "c-1", 10_000).await.status, 200);
    let reply = world.modify("refund", "unit-0001", "r-1", 10_000).await;
    assert_eq!((reply.status, reply.code().as_str()), (400, "5100"));
}

#[tokio::test]
async fn a_scope_outside_the_plan_is_illegal() {
    let world = World::new().await;
    let patch = json!({"profile": {"scope": "name nin"}});
    let reply = world.create("unit-0001", &patched(world.payment("unit-0001"), &patch)).await;
    assert_eq!((reply.status, reply.code().as_str()), (403, "5030"));
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
