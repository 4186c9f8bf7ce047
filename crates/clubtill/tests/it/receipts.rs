//! Earlier receipts in a browser: wares that come back with their points, and a purchase that is booked
//! on a member afterwards.

use crate::till::{JACKET, OLA, OLA_QR, SOCKS, Screens};
use serde_json::{Value, json};

/// Ola joins with a jacket, paid in cash, that earns 239 points.
async fn ola_joined() -> Screens {
    let screens = Screens::open(OLA).await;
    screens.scan(OLA_QR).await;
    screens.join("Ola").await;
    screens.scan(JACKET).await;
    screens.till.click("other-tender").await;
    screens.till.click("tender-cash").await;
    screens.till.shows("points-earned", "+239").await;
    screens
}

async fn find(screens: &Screens, number: u32) {
    let Screens { till, demo, .. } = screens;
    till.go(&format!("{}/till/1/receipts", demo.service)).await;
    till.scan("receipt-wanted", &number.to_string()).await;
    till.shows("receipt-number", &number.to_string()).await;
}

/// What the member has, read from the sale with that receipt number.
async fn points(screens: &Screens) -> Value {
    let found = screens.api("sales?till=1&receipt_number=1").await;
    let member = found["sales"][0]["customer"]["member_id"].as_str().unwrap();
    screens.api(&format!("members/{member}")).await["points"].clone()
}

#[tokio::test]
async fn points_are_spent_and_go_with_what_comes_back() {
    let screens = ola_joined().await;
    let Screens { till, phone, .. } = &screens;
    screens.next("New sale").await;
    screens.scan(OLA_QR).await;
    till.shows("points", "239").await;
    screens.scan(SOCKS).await;
    till.shows("total", "124,50 kr").await;
    till.shows("points-to-earn", "+12").await;
    till.click("other-tender").await;
    till.shows("tender-points", "239 = 23,90 kr").await;
    till.click("tender-points").await;
    till.shows("total", "100,60 kr").await;
    till.shows("points-to-earn", "+10").await;
    screens.next("Ask for payment").await;
    phone.shows("payment-request", "100,60").await;
    phone.click("approve-payment").await;
    till.is("payment-state", "captured").await;
    till.shows("points-earned", "+10").await;

    find(&screens, 2).await;
    till.click("take-all-back").await;
    till.shows("points-back", "239").await;
    till.shows("return", "Vipps\n100,60 kr").await;
    let as_before =
        json!({ "available": 239, "pending": 0, "held": 0, "owed": 0, "proposals": [] });
    assert_eq!(points(&screens).await, as_before);

    find(&screens, 1).await;
    till.script("document.querySelector('[data-test=back-1]').value = 1").await;
    till.click("take-back").await;
    till.shows("return", "2 399,00 kr").await;
    till.has_no("take-back").await;
    assert_eq!(
        points(&screens).await["available"],
        0,
        "and the points that it earned went with it"
    );
    screens.close().await;
}

/// A number that somebody says may be anybody's: its points wait for a request to that phone.
#[tokio::test]
async fn points_of_a_typed_number_wait_for_its_phone() {
    let screens = ola_joined().await;
    let Screens { till, display, phone, .. } = &screens;
    screens.next("New sale").await;
    screens.scan("12345678").await;
    till.shows("member-name", "Ola").await;
    screens.scan(SOCKS).await;
    till.click("other-tender").await;
    till.shows("tender-points", "which Ola approves on the phone").await;
    till.click("tender-points").await;
    till.shows("points-wait", "Points worth 23,90 kr wait: Ola approves").await;
    till.shows("total", "100,60 kr").await;
    display.shows("points-wait", "23,90").await;
    // All of the rest in cash would leave nothing to ask the phone for.
    till.click("tender-cash").await;
    till.shows("message", "The points want the member's approval").await;
    till.click("points-off").await;
    till.has_no("points-wait").await;
    till.shows("total", "124,50 kr").await;

    till.click("other-tender").await;
    till.click("tender-points").await;
    till.shows("points-wait", "Ola approves").await;
    screens.next("Ask for payment").await;
    phone.shows("payment-request", "100,60").await;
    assert_eq!(points(&screens).await["held"], 239, "kept, and not yet gone");
    phone.click("approve-payment").await;
    till.is("payment-state", "captured").await;
    till.shows("points-earned", "+10").await;
    assert_eq!(points(&screens).await["available"], 10);
    screens.close().await;
}

#[tokio::test]
async fn whoever_forgot_the_club_shows_the_receipt_later() {
    let screens = ola_joined().await;
    let Screens { till, .. } = &screens;
    screens.next("New sale").await;
    screens.scan(SOCKS).await;
    till.click("other-tender").await;
    till.click("tender-cash").await;
    till.shows("receipt-number", "2").await;

    find(&screens, 2).await;
    till.shows("buyer", "Nobody's purchase yet").await;
    till.scan("book-scan", "98765432").await;
    till.shows("message", "The customer is no member").await;
    till.scan("book-scan", OLA_QR).await;
    till.shows("member-name", "Ola").await;
    till.shows("points-earned", "+14").await;
    assert_eq!(points(&screens).await["available"], 239 + 14);
    till.click("back-to-till").await;
    till.shows("receipt-number", "2").await;
    screens.close().await;
}
