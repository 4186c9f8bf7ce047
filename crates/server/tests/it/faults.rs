//! News that does not come, answers that are lost, and a service that is killed: the sale is paid
//! all the same, and once.

use crate::rules;
use serde_json::{Value, json};
use testkit::{Database, TestApp};

stories! {
    without_webhooks_polling_finds_out,
    without_reads_a_webhook_is_enough,
    with_both_it_is_captured_once,
    a_lost_answer_to_the_request_makes_no_second_one,
    a_lost_answer_to_the_capture_takes_no_money_twice,
    approved_while_the_service_was_down,
    cancelled_too_late_the_cashier_decides,
    cancelled_too_late_and_nobody_decides_the_money_goes_back,
    a_clock_that_is_set_back_freezes_nothing,
    a_membership_survives_a_restart_in_the_middle,
    approved_in_the_instant_of_the_cancel,
}

/// Completed, once, with the money of one sale.
async fn assert_paid_once(app: &TestApp, sale: &str) {
    let paid = app.get(sale).await.ok();
    assert_eq!(paid["state"], "completed", "{paid:#}");
    assert_eq!(paid["receipt_number"], 1);
    let payments = app.payments().await;
    let captured: i64 = payments.iter().map(captured_minor).sum();
    assert_eq!(captured, 319_900, "{payments:#?}");
}

fn captured_minor(payment: &Value) -> i64 {
    payment["aggregate"]["capturedAmount"]["value"].as_i64().unwrap()
}

async fn without_webhooks_polling_finds_out(database: Database) {
    let app = TestApp::on(database).await;
    app.faults(rules::no_webhooks()).await;
    let sale = app.requested().await;
    app.customer("approve").await;
    app.settle().await;
    assert_eq!(app.get(&sale).await.ok()["state"], "open", "nobody has told it yet");
    app.advance_s(7).await;
    assert_paid_once(&app, &sale).await;
}

async fn without_reads_a_webhook_is_enough(database: Database) {
    let app = TestApp::on(database).await;
    app.faults(rules::no_reads()).await;
    let sale = app.requested().await;
    app.advance_s(30).await;
    app.customer("approve").await;
    app.settle().await;
    assert_paid_once(&app, &sale).await;
}

async fn with_both_it_is_captured_once(database: Database) {
    let app = TestApp::on(database).await;
    let sale = app.requested().await;
    app.advance_s(20).await;
    app.customer("approve").await;
    app.advance_s(20).await;
    assert_paid_once(&app, &sale).await;
    assert_eq!(app.payments().await[0]["capture_calls"], 1);
}

async fn a_lost_answer_to_the_request_makes_no_second_one(database: Database) {
    let app = TestApp::on(database).await;
    app.faults(rules::one_lost_answer()).await;
    let sale = app.requested().await;
    app.advance_s(3).await;
    assert_eq!(app.payments().await.len(), 1);
    assert_eq!(app.get(&sale).await.ok()["payment"]["state"], "created");
    app.customer("approve").await;
    app.advance_s(3).await;
    assert_paid_once(&app, &sale).await;
}

async fn a_lost_answer_to_the_capture_takes_no_money_twice(database: Database) {
    let app = TestApp::on(database).await;
    let sale = app.requested().await;
    app.faults(rules::one_lost_answer()).await;
    app.customer("approve").await;
    app.advance_s(3).await;
    assert_paid_once(&app, &sale).await;
}

async fn approved_while_the_service_was_down(database: Database) {
    for down_s in [1, 120] {
        let app = TestApp::on(database).await;
        app.faults(rules::no_webhooks()).await;
        let sale = app.requested().await;
        app.customer("approve").await;
        app.clock.advance_ms(down_s * 1_000);
        let app = app.restart().await;
        app.advance_s(7).await;
        assert_paid_once(&app, &sale).await;
    }
}

async fn cancelled_too_late_the_cashier_decides(database: Database) {
    for (claim, state, payment) in
        [("finish", "completed", "captured"), ("release", "open", "released")]
    {
        let app = TestApp::on(database).await;
        app.faults(rules::no_webhooks()).await;
        let sale = app.requested().await;
        app.customer("approve").await;
        app.post(&format!("{sale}/payment-request/cancel"), json!({})).await.ok();
        app.settle().await;
        let undecided = app.get(&sale).await.ok();
        assert_eq!(undecided["payment"]["awaits_claim"], true, "{undecided:#}");
        app.post(&format!("{sale}/payment-request/claim"), json!({ "claim": claim })).await.ok();
        app.settle().await;
        let decided = app.get(&sale).await.ok();
        assert_eq!(decided["state"], state);
        assert_eq!(decided["payment"]["state"], payment);
    }
}

/// Bound: approved during a cancel, undecided
async fn cancelled_too_late_and_nobody_decides_the_money_goes_back(database: Database) {
    let app = TestApp::on(database).await;
    app.faults(rules::no_webhooks()).await;
    let sale = app.requested().await;
    app.customer("approve").await;
    app.post(&format!("{sale}/payment-request/cancel"), json!({})).await.ok();
    app.advance_s(290).await;
    assert_eq!(app.get(&sale).await.ok()["payment"]["awaits_claim"], true);
    app.advance_s(20).await;
    assert_eq!(app.get(&sale).await.ok()["payment"]["state"], "released");
    let (merchant, till) = (checkout::MerchantId::new("fjelltopp"), checkout::TillId::new("1"));
    let events = app.engine.store().events(&merchant, &(&till).into(), 0, 100).await.unwrap();
    let entries: Vec<Value> = events
        .iter()
        .map(|event| serde_json::from_str::<Value>(&event.event.json).unwrap()["entry"].clone())
        .filter(|entry| entry["fact"] == "unclaimed_money_released")
        .collect();
    assert_eq!(entries.len(), 1, "journalled once: {entries:#?}");
    assert_eq!(entries[0]["amount"]["minor"], 319_900);
    assert_eq!(entries[0]["channel"], "engine");
    assert_eq!(captured_minor(&app.payments().await[0]), 0);
}

async fn a_clock_that_is_set_back_freezes_nothing(database: Database) {
    let app = TestApp::on(database).await;
    app.faults(rules::no_webhooks()).await;
    let sale = app.requested().await;
    app.clock.advance_ms(-3_600_000);
    app.customer("approve").await;
    // Until the clock has caught up, time goes on at half speed.
    app.advance_s(16).await;
    assert_paid_once(&app, &sale).await;
}

/// Told when the login is started, or only when its outcome is asked for: the till says the same.
#[tokio::test]
async fn an_app_too_old_to_join_is_told_at_either_stage() {
    for old_app_at_token in [false, true] {
        let mut world = vipps_simulator::Settings::default();
        world.readings.old_app_at_token = old_app_at_token;
        for customer in &mut world.customers {
            customer.has_old_app = true;
        }
        let app = TestApp::with(world).await;
        let sale = app.sale("1", &["98765432"]).await;
        app.post(&format!("{sale}/membership-request"), json!({})).await.ok();
        app.settle().await;
        app.advance_s(8).await;
        let request = app.get(&sale).await.ok()["membership_request"].clone();
        assert_eq!(request["state"], "refused", "{old_app_at_token}");
        assert_eq!(request["refusal"], "app_too_old", "{old_app_at_token}");
        app.post(&format!("{sale}/membership-request"), json!({})).await.ok();
    }
}

async fn a_membership_survives_a_restart_in_the_middle(database: Database) {
    let app = TestApp::on(database).await;
    let sale = app.sale("1", &["98765432"]).await;
    app.post(&format!("{sale}/membership-request"), json!({})).await.ok();
    app.settle().await;
    let app = app.restart().await;
    app.join("approve").await;
    app.advance_s(8).await;
    assert_eq!(app.get(&sale).await.ok()["customer"]["first_name"], "Kari");
}

/// Approved in the instant of the cancel: the webhook comes before the cancel is sent, or after it
/// was refused (6060). Both ways people say what becomes of it.
async fn approved_in_the_instant_of_the_cancel(database: Database) {
    for webhook_first in [true, false] {
        for (claim, state) in [("finish", "captured"), ("release", "released")] {
            let app = TestApp::on(database).await;
            let sale = app.requested().await;
            app.hold_mail(!webhook_first);
            app.post(&format!("{sale}/payment-request/cancel"), json!({})).await.ok();
            app.customer("approve").await;
            if webhook_first {
                // It is stored, and read before anything else is done.
                let service = app.mail().len();
                app.deliver_waiting().await;
                assert!(app.mail().len() > service);
            }
            app.settle().await;
            app.hold_mail(false);
            let undecided = app.get(&sale).await.ok();
            assert_eq!(undecided["payment"]["awaits_claim"], true, "{undecided:#}");
            app.advance_s(5).await;
            assert_eq!(app.get(&sale).await.ok()["payment"]["awaits_claim"], true);
            let path = format!("{sale}/payment-request/claim");
            app.post(&path, json!({ "claim": claim })).await.ok();
            app.settle().await;
            assert_eq!(app.get(&sale).await.ok()["payment"]["state"], state);
            let log = app.control(axum::http::Method::GET, "requests", Value::Null).await;
            let cancels = log["requests"].as_array().unwrap().iter().filter(|one| {
                one["method"] == "POST" && one["path"].as_str().unwrap().ends_with("/cancel")
            });
            let sent = usize::from(!webhook_first) + usize::from(claim == "release");
            assert_eq!(cancels.count(), sent, "{claim}, webhook first: {webhook_first}");
        }
    }
}
