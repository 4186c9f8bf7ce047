//! What a cashier puts right at a real till: undone, taken off, set aside and taken up again.

use crate::till::{JACKET, OLA, OLA_QR, SOCKS, Screens};
use serde_json::json;
use thirtyfour::Key;

#[tokio::test]
async fn a_line_is_discounted_and_the_last_change_undone() {
    let screens = Screens::open(OLA).await;
    let till = &screens.till;
    screens.scan(JACKET).await;
    till.shows("total", "3 199,00").await;
    till.click("edit").await;
    // More than a cashier may give: told beside the field, which keeps what was typed.
    till.scan("discount-field", "50 %").await;
    till.shows("edit", "You may take 319,90 kr off that line at most").await;
    let kept = "return document.querySelector('[data-test=discount-field]').value";
    assert_eq!(till.script(kept).await, json!("50 %"));
    till.script("document.querySelector('[data-test=discount-field]').value = ''").await;
    till.scan("discount-field", "ten").await;
    till.shows("edit", "A discount is an amount such as").await;
    for scheme in ["light", "dark"] {
        till.looks((1280, 800), scheme).await;
        assert_eq!(till.axe().await, [""; 0], "{scheme}");
    }
    till.keep_picture("discount-dark").await;
    till.script("document.querySelector('[data-test=discount-field]').value = ''").await;
    till.scan("discount-field", "99,50").await;
    till.shows("total", "3 099,50").await;
    till.shows("lines", "discount 99,50").await;
    till.press(Key::F10).await;
    till.shows("total", "3 199,00").await;
    till.has_no("undo").await;
    screens.close().await;
}

#[tokio::test]
async fn a_sale_is_parked_and_taken_up_again() {
    let screens = Screens::open(OLA).await;
    let till = &screens.till;
    screens.scan(OLA_QR).await;
    screens.scan(JACKET).await;
    till.shows("lines", "Winter jacket").await;
    till.click("park").await;
    till.shows("parked", "Parked (1)").await;
    // Another customer meanwhile.
    screens.scan(SOCKS).await;
    till.has_no("parked").await;
    till.click("other-tender").await;
    till.click("tender-cash").await;
    till.shows("receipt-number", "1").await;
    screens.next("New sale").await;
    till.click("parked").await;
    till.shows("resume", "3 199,00").await;
    till.looks((1280, 800), "light").await;
    assert_eq!(till.axe().await, [""; 0]);
    till.keep_picture("parked").await;
    till.click("resume").await;
    till.shows("lines", "Winter jacket").await;
    till.shows("customer", "Not a member").await;
    till.keep_picture("resumed").await;
    screens.close().await;
}
