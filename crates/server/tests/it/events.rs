//! A sale's event stream: at once what is, then what changes.

use serde_json::json;
use testkit::TestApp;

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

/// More happened than is kept for a listener who does not listen: it hears what is, and goes on.
#[tokio::test]
async fn who_lags_behind_hears_what_is() {
    const MORE_THAN_KEPT: usize = 1_024 + 10;
    let app = TestApp::new().await;
    let sale = app.sale("1", &[]).await;
    let mut events = app.stream(&format!("{sale}/events")).await;
    assert_eq!(events.next().await["lines"], json!([]));
    for _ in 0..MORE_THAN_KEPT {
        app.scan(&sale, "9521234500100").await.ok();
    }
    let now = app.get(&sale).await.ok();
    assert_eq!(now["lines"][0]["quantity"], MORE_THAN_KEPT.to_string());
    let mut heard = 0;
    while events.next().await != now {
        heard += 1;
        assert!(heard < 3, "each is what is, not what was");
    }
    app.scan(&sale, "9521234500025").await.ok();
    let last = app.get(&sale).await.ok();
    while events.next().await != last {
        heard += 1;
        assert!(heard < 2_000, "the newest comes");
    }
}
