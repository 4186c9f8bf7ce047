//! Nobody can be read out of the database file, and no secret. (The log, addresses,
//! refusals and figures are searched in every test.)

use checkout::JournalFact;
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
async fn each_look_up_of_a_number_is_journalled_and_no_till_goes_through_them() {
    let app = TestApp::new().await;
    let sale = app.sale("1", &["https://qr.vipps.no/28/2/01/031/4712345678?v=1"]).await;
    let typed = |number: &str| json!({ "phone_number": number });
    let customer = format!("{sale}/customer");
    app.post(&customer, typed("4712345678")).await.ok();
    // Whoever is refused was told all the same.
    app.post(&customer, typed("98765432")).await.refused(409, "other_customer");
    let looked_up = looked_up(&app).await;
    assert_eq!(looked_up.len(), 2, "a scan of a personal QR is none");
    assert_ne!(looked_up[0], looked_up[1], "each number has a stand-in");

    for _ in 2..200 {
        app.post(&customer, typed("4712345678")).await.ok();
    }
    app.post(&customer, typed("4712345678")).await.refused(429, "too_many_look_ups");
    let other = app.sale("3", &[]).await;
    app.post(&format!("{other}/customer"), typed("98765432")).await.ok();
    app.advance_s(60).await;
    app.post(&customer, typed("4712345678")).await.ok();
}

/// The stand-ins of the numbers that were looked up at till 1.
async fn looked_up(app: &TestApp) -> Vec<String> {
    let facts = app.journal("1").await.into_iter().map(|entry| entry.fact);
    let contacts = facts.filter_map(|fact| match fact {
        JournalFact::NumberLookedUp { contact, is_member: false } => Some(contact.to_string()),
        _ => None,
    });
    contacts.collect()
}

#[tokio::test]
#[should_panic(expected = "stands in an address")]
async fn a_number_in_an_address_is_found() {
    TestApp::new().await.get("/v1/sales?number=%39%38765432").await;
}

fn find(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}
