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
