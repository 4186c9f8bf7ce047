//! Nobody can be read out of the database file, and no secret. (The log, addresses,
//! refusals and figures are searched in every test.)

use serde_json::json;
use testkit::{CANARIES, TestApp};

#[tokio::test]
async fn the_database_file_names_nobody() {
    let app = TestApp::new().await;
    let sale = app.sale("1", &["https://qr.vipps.no/28/2/01/031/4712345678?v=1"]).await;
    app.post(&format!("{sale}/membership-request"), json!({})).await.ok();
    app.settle().await;
    app.join("approve").await;
    app.advance_s(6).await;
    app.scan(&sale, "9521234500018").await.ok();
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    app.customer("approve").await;
    app.settle().await;
    assert_eq!(app.get(&sale).await.ok()["customer"]["first_name"], "Ola", "somebody was there");

    let database = app.database();
    assert!(find(&database, b"Winter jacket"), "the sale itself is there to be read");
    for canary in CANARIES {
        assert!(!find(&database, canary.as_bytes()), "{canary:?} stands in the database");
    }
}

#[tokio::test]
#[should_panic(expected = "stands in an address")]
async fn a_number_in_an_address_is_found() {
    TestApp::new().await.get("/v1/sales?number=%39%38765432").await;
}

fn find(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}
