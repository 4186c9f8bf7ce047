//! A sale's event stream: at once what is, then what changes.

use checkout::LineId;
use engine::Request;
use serde_json::json;
use std::time::Duration;
use testkit::{TestApp, merchant};

#[tokio::test]
async fn a_stream_tells_the_whole_story() {
    let app = TestApp::new().await;
    let sale = app.sale("1", &["98765432"]).await;
    let other = app.sale("2", &[]).await;
    let mut events = app.stream(&format!("{sale}/events")).await;
    assert_eq!(events.next().await["lines"], json!([]));

    // What happens at another till is no news here.
    app.scan(&other, "9521234500025").await.ok();
    app.scan(&sale, "9521234500018").await.ok();
    assert_eq!(events.next().await["lines"][0]["name"], "Winter jacket");

    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    app.customer("approve").await;
    app.settle().await;
    let mut states = Vec::new();
    let last = loop {
        let sale = events.next().await;
        states.push(sale["payment"]["state"].as_str().unwrap().to_owned());
        if sale["state"] == "completed" {
            break sale;
        }
    };
    assert_eq!(last["receipt_number"], 1);
    assert_eq!(last, app.get(&sale).await.ok(), "what it told last is what is");
    assert_eq!(states.last().map(String::as_str), Some("captured"));
}

/// Bound: changes that a slow listener may lag behind
#[tokio::test(start_paused = true)]
async fn who_lags_behind_looks_anew() {
    const WITHIN: Duration = Duration::from_secs(1);
    let app = TestApp::new().await;
    let sale = app.sale("1", &[]).await;
    let other = app.sale("2", &["9521234500025"]).await;
    let mut events = app.stream(&format!("{sale}/events")).await;
    let mut page = app.stream("/till/1/events").await;
    events.next().await;
    page.next_text().await;

    // What happened here is pushed out by what happens elsewhere.
    app.scan(&sale, "9521234500018").await.ok();
    let shop = app.engine.shop(&merchant()).unwrap();
    let (operator, channel) = (checkout::OperatorId::new("o"), checkout::Channel::Api);
    let context = shop.context(&checkout::TillId::new("2"), operator, channel).unwrap();
    let request = Request { context, answer: None };
    let other = other.rsplit('/').next().unwrap().parse().unwrap();
    for number in 0..1_024 {
        let quantity = checkout::Quantity::units(2 + number % 2).unwrap();
        app.engine.set_quantity(&request, other, LineId(1), quantity).await.unwrap();
    }
    let heard = tokio::time::timeout(WITHIN, events.next()).await.expect("it looks anew");
    assert_eq!(heard, app.get(&sale).await.ok());
    let seen = tokio::time::timeout(WITHIN, page.next_text()).await.expect("it looks anew");
    assert!(seen.contains("Winter jacket"), "{seen}");
}
