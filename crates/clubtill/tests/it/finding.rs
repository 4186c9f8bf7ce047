//! Products looked for at a real till: by keyboard alone, by scanner, and for a price without selling.

use crate::till::{JACKET, OLA, OLA_QR, Screens};
use serde_json::json;
use thirtyfour::Key;

#[tokio::test]
async fn a_product_is_found_by_keyboard_alone_and_never_takes_a_scan() {
    let screens = Screens::open(OLA).await;
    let till = &screens.till;
    till.press(Key::F4).await;
    assert_eq!(till.focused().await, "find");
    till.press_all("jack").await;
    till.shows("found", "Winter jacket").await;
    assert_eq!(till.axe().await, [""; 0]);
    till.press(Key::Down).await;
    assert_eq!(till.focused().await, "hit-add");
    till.press(Key::Enter).await;
    till.shows("lines", "Winter jacket").await;
    assert_eq!(till.focused().await, "scan", "the scan line has the keyboard again");

    // A scan goes where every scan goes, although the search is open.
    till.press(Key::F4).await;
    till.wedge(OLA_QR, None, "Enter").await;
    till.shows("customer", "Not a member yet").await;
    assert_eq!(till.script("return document.getElementById('finder').open").await, json!(false));

    // What a thing costs, scanned and looked up.
    till.press(Key::F7).await;
    till.wedge(JACKET, None, "Enter").await;
    till.shows("price-told", "Winter jacket costs 3 199,00 kr. Members pay 2 399,00 kr.").await;
    till.press_all("ther").await;
    till.shows("found", "Thermos").await;
    till.press(Key::Down).await;
    assert_eq!(till.focused().await, "hit-price");
    till.press(Key::Enter).await;
    till.shows("price-told", "Thermos").await;
    for scheme in ["light", "dark"] {
        till.looks((1280, 800), scheme).await;
        assert_eq!(till.axe().await, [""; 0], "{scheme}");
    }
    till.keep_picture("finder").await;
    till.press(Key::Escape).await;
    till.shows("lines", "1 ×").await;
    till.shows("total", "3 199,00").await;
    screens.close().await;
}
