//! News that does not come, answers that are lost, and a service that is killed: the sale is paid
//! all the same, and once.

use crate::rules;
use serde_json::{Value, json};
use testkit::TestApp;

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

#[tokio::test]
async fn without_webhooks_polling_finds_out() {
    let app = TestApp::new().await;
    app.faults(rules::no_webhooks()).await;
    let sale = app.requested().await;
    app.customer("approve").await;
    app.settle().await;
    assert_eq!(app.get(&sale).await.ok()["state"], "open", "nobody has told it yet");
    app.advance_s(7).await;
    assert_paid_once(&app, &sale).await;
}

#[tokio::test]
async fn without_reads_a_webhook_is_enough() {
    let app = TestApp::new().await;
    app.faults(rules::no_reads()).await;
    let sale = app.requested().await;
    app.advance_s(30).await;
    app.customer("approve").await;
    app.settle().await;
    assert_paid_once(&app, &sale).await;
}

#[tokio::test]
async fn with_both_it_is_captured_once() {
    let app = TestApp::new().await;
    let sale = app.requested().await;
    app.advance_s(20).await;
    app.customer("approve").await;
    app.advance_s(20).await;
    assert_paid_once(&app, &sale).await;
    assert_eq!(app.payments().await[0]["capture_calls"], 1);
}

#[tokio::test]
async fn a_lost_answer_to_the_request_makes_no_second_one() {
    let app = TestApp::new().await;
    app.faults(rules::one_lost_answer()).await;
    let sale = app.requested().await;
    app.advance_s(3).await;
    assert_eq!(app.payments().await.len(), 1);
    assert_eq!(app.get(&sale).await.ok()["payment"]["state"], "created");
    app.customer("approve").await;
    app.advance_s(3).await;
    assert_paid_once(&app, &sale).await;
}

#[tokio::test]
async fn a_lost_answer_to_the_capture_takes_no_money_twice() {
    let app = TestApp::new().await;
    let sale = app.requested().await;
    app.faults(rules::one_lost_answer()).await;
    app.customer("approve").await;
    app.advance_s(3).await;
    assert_paid_once(&app, &sale).await;
}

#[tokio::test]
async fn approved_while_the_service_was_down() {
    for down_s in [1, 120] {
        let app = TestApp::new().await;
        app.faults(rules::no_webhooks()).await;
        let sale = app.requested().await;
        app.customer("approve").await;
        app.clock.advance_ms(down_s * 1_000);
        let app = app.restart().await;
        app.advance_s(7).await;
        assert_paid_once(&app, &sale).await;
    }
}

#[tokio::test]
async fn cancelled_too_late_the_cashier_decides() {
    for (claim, state, payment) in
        [("finish", "completed", "captured"), ("release", "open", "released")]
    {
        let app = TestApp::new().await;
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

#[tokio::test]
async fn cancelled_too_late_and_nobody_decides_the_money_goes_back() {
    let app = TestApp::new().await;
    app.faults(rules::no_webhooks()).await;
    let sale = app.requested().await;
    app.customer("approve").await;
    app.post(&format!("{sale}/payment-request/cancel"), json!({})).await.ok();
    app.advance_s(310).await;
    assert_eq!(app.get(&sale).await.ok()["payment"]["state"], "released");
    assert_eq!(captured_minor(&app.payments().await[0]), 0);
}

#[tokio::test]
async fn a_clock_that_is_set_back_freezes_nothing() {
    let app = TestApp::new().await;
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

#[tokio::test]
async fn a_membership_survives_a_restart_in_the_middle() {
    let app = TestApp::new().await;
    let sale = app.sale("1", &["98765432"]).await;
    app.post(&format!("{sale}/membership-request"), json!({})).await.ok();
    app.settle().await;
    let app = app.restart().await;
    app.join("approve").await;
    app.advance_s(8).await;
    assert_eq!(app.get(&sale).await.ok()["customer"]["first_name"], "Kari");
}
