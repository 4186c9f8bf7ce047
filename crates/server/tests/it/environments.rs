//! Production, test and simulator never mix: people of one are nobody in another.

use checkout::Environment;
use serde_json::{Value, json};
use testkit::TestApp;

const JACKET: &str = "9521234500018";

#[tokio::test]
async fn members_of_a_trial_are_nobody_in_the_shop() {
    let app = TestApp::new().await;
    let sale = app.sale("1", &["98765432"]).await;
    app.post(&format!("{sale}/membership-request"), json!({})).await.ok();
    app.settle().await;
    app.join("approve").await;
    app.advance_s(6).await;
    app.post(&format!("{sale}/cancel"), json!({})).await.ok();
    let price = async |app: &TestApp| {
        let sale = app.sale("1", &["98765432", JACKET]).await;
        let shown = app.get(&sale).await.ok();
        app.post(&format!("{sale}/cancel"), json!({})).await.ok();
        (shown["customer"]["member_id"].clone(), shown["total"]["value"].as_i64().unwrap())
    };
    let (member, with_price) = price(&app).await;
    assert!(member.is_string() && with_price == 239_900);
    let app = app.restart_in(Environment::Test).await;
    assert_eq!(price(&app).await, (Value::Null, 319_900));
    let app = app.restart_in(Environment::Simulator).await;
    assert_eq!(price(&app).await, (member, with_price), "and there they still are");
}
