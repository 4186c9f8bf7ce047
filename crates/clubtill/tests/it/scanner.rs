//! Scanners at a real till: as most leave the factory, on the keyboards of the north.

use crate::till::{JACKET, OLA, OLA_QR, Screens};
use checkout::{CALIBRATION, Layout, ReceiptCode, TillId};
use serde_json::json;
use thirtyfour::Key;

const LAYOUTS: [Option<Layout>; 4] =
    [None, Some(Layout::Norwegian), Some(Layout::Danish), Some(Layout::Swedish)];

/// Whatever keyboard the system has, the customer is found, the ware is added, and the key that ends a
/// scan presses nothing.
#[tokio::test]
async fn each_scan_is_read_wherever_the_focus_is() {
    let screens = Screens::open(OLA).await;
    let till = &screens.till;
    for (sold, layout) in LAYOUTS.into_iter().enumerate() {
        till.wedge(OLA_QR, layout, "Enter").await;
        till.shows("customer", "Not a member yet").await;
        till.wedge(JACKET, layout, "Tab").await;
        till.shows("lines", "Winter jacket").await;
        // The primary button asks for payment: the next scan's Enter must not press it.
        till.tab_to("primary").await;
        till.wedge(JACKET, layout, "Enter").await;
        till.shows("lines", "2 ×").await;
        // A scanner that ends with nothing.
        till.wedge(JACKET, layout, "").await;
        till.shows("lines", "3 ×").await;
        till.has_no("cancel-payment").await;
        till.click("other-tender").await;
        till.click("tender-cash").await;
        till.shows("receipt-number", &(sold + 1).to_string()).await;
        screens.next("New sale").await;
    }
    screens.close().await;
}

/// A receipt opens by its code, on the till and among the receipts; there a personal QR books it.
#[tokio::test]
async fn a_receipt_is_scanned() {
    let screens = Screens::open(OLA).await;
    let till = &screens.till;
    screens.scan(JACKET).await;
    till.click("other-tender").await;
    till.click("tender-cash").await;
    till.shows("receipt-number", "1").await;
    let receipt = ReceiptCode { till: TillId::new("1"), number: 1 };
    till.wedge(&receipt.written(), Some(Layout::Norwegian), "Enter").await;
    till.shows("buyer", "Nobody's purchase yet").await;
    till.wedge(OLA_QR, Some(Layout::Norwegian), "Enter").await;
    till.shows("message", "The customer is no member").await;
    let unknown = ReceiptCode { number: 9, ..receipt.clone() };
    till.go(&format!("{}/till/1/receipts", screens.demo.service)).await;
    till.wedge(&unknown.written(), None, "Enter").await;
    till.shows("message", "No receipt has that number").await;
    till.wedge(&receipt.written(), None, "Enter").await;
    till.shows("buyer", "Nobody's purchase yet").await;
    screens.close().await;
}

/// The page tells in words how scanner and till are set to each other.
#[tokio::test]
async fn a_scanner_is_judged_by_a_code() {
    let screens = Screens::open(OLA).await;
    let till = &screens.till;
    till.click("more").await;
    till.click("open-scanner").await;
    let lost = CALIBRATION.replace([':', '/', '?'], "");
    for (text, layout, verdict) in [
        (CALIBRATION, None, "Everything arrives as it is"),
        (CALIBRATION, Some(Layout::Norwegian), "Scans are mended"),
        (CALIBRATION, Some(Layout::Swedish), "Scans are mended"),
        (lost.as_str(), None, "These characters get lost: :/?"),
        (JACKET, None, "That was another code"),
    ] {
        till.wedge(text, layout, "Enter").await;
        till.shows("verdict", verdict).await;
    }
    for scheme in ["light", "dark"] {
        till.looks((1280, 800), scheme).await;
        assert_eq!(till.axe().await, [""; 0], "{scheme}");
    }
    till.keep_picture("scanner-page").await;
    till.click("back-to-till").await;
    till.shows("lines", "The basket is empty").await;
    screens.close().await;
}

/// A scanner without a cable pauses within a code: the till waits for it once it has learnt that.
#[tokio::test]
async fn a_slow_scanner_is_learnt() {
    const PAUSE_S: f64 = 0.140;
    let screens = Screens::open(OLA).await;
    let till = &screens.till;
    till.go(&format!("{}/till/1/scanner", screens.demo.service)).await;
    till.wedge(CALIBRATION, Some(Layout::Danish), "Enter").await;
    till.shows("verdict", "Scans are mended").await;
    assert_eq!(till.text("pace").await.as_deref(), Some(""));
    till.wedge_in_bursts(CALIBRATION, Some(Layout::Danish), "Enter", PAUSE_S).await;
    till.shows("pace", "pauses for up to 140 ms").await;
    till.keep_picture("scanner-learnt").await;
    till.click("back-to-till").await;
    till.wedge_in_bursts(OLA_QR, Some(Layout::Danish), "Enter", PAUSE_S).await;
    till.shows("customer", "Not a member yet").await;
    till.wedge_in_bursts(JACKET, Some(Layout::Danish), "", PAUSE_S).await;
    till.shows("lines", "Winter jacket").await;
    screens.close().await;
}

/// Another screen becomes the till's display by its code, and a scanner there finds the customer.
#[tokio::test]
async fn a_display_is_paired_and_has_a_scanner_of_its_own() {
    let screens = Screens::open(OLA).await;
    let Screens { till, display, demo, .. } = &screens;
    display.go(&format!("{}/display", demo.service)).await;
    let code = display.text("display-code").await.expect("it shows a code");
    till.click("more").await;
    till.click("open-display").await;
    till.scan("display-code", "123").await;
    till.shows("display-fault", "No screen shows that code").await;
    for (name, page) in [("till-display", till), ("display-offer", display)] {
        for scheme in ["light", "dark"] {
            page.looks((1024, 768), scheme).await;
            assert_eq!(page.axe().await, [""; 0], "{name}, {scheme}");
        }
        page.keep_picture(name).await;
    }
    // By script: what a driver types comes as fast as a scanner's.
    let type_code = format!("document.querySelector('[data-test=display-code]').value = '{code}'");
    till.script(&type_code).await;
    till.click("pair").await;
    till.shows("display-paired", "this till's display").await;
    till.click("back-to-till").await;
    display.shows("what-now", "Show your personal QR").await;

    display.wedge(JACKET, Some(Layout::Norwegian), "Enter").await;
    display.shows("told", "Here it takes your personal QR").await;
    display.keep_picture("display-told").await;
    // The cashier begins.
    screens.scan(JACKET).await;
    till.shows("lines", "Winter jacket").await;
    display.wedge(OLA_QR, Some(Layout::Norwegian), "Enter").await;
    till.shows("customer", "Not a member yet").await;
    screens.join("Ola").await;
    till.shows("total", "2 399,00 kr").await;
    screens.close().await;
}

/// A whole sale with nothing but the scanner: the code of the next step presses the button.
#[tokio::test]
async fn a_sale_by_scanner_alone() {
    const NEXT: &str = "TILL.NEXT";
    let screens = Screens::open(OLA).await;
    let Screens { till, phone, .. } = &screens;
    till.wedge(OLA_QR, Some(Layout::Danish), "Enter").await;
    till.shows("customer", "Not a member yet").await;
    till.wedge(JACKET, Some(Layout::Danish), "Enter").await;
    till.shows("primary", "Ask for payment").await;
    till.wedge(NEXT, Some(Layout::Danish), "Enter").await;
    phone.click("approve-payment").await;
    till.shows("receipt-number", "1").await;
    till.shows("primary", "New sale").await;
    till.wedge(NEXT, Some(Layout::Danish), "Enter").await;
    till.shows("lines", "The basket is empty").await;
    screens.close().await;
}

/// A whole sale by keyboard alone, and one by touch alone but for the letters that are looked for.
#[tokio::test]
async fn a_sale_by_keyboard_alone_and_one_by_touch() {
    let screens = Screens::open(OLA).await;
    let till = &screens.till;
    till.press_all("12345678").await;
    till.press(Key::Enter).await;
    till.shows("customer", "Not a member yet").await;
    till.press(Key::F4).await;
    till.press_all("jack").await;
    till.shows("found", "Winter jacket").await;
    till.press(Key::Down).await;
    till.press(Key::Enter).await;
    till.shows("lines", "Winter jacket").await;
    till.press(Key::F8).await;
    assert_eq!(till.focused().await, "tender-cash");
    till.press(Key::Enter).await;
    till.shows("receipt-number", "1").await;
    till.press(Key::F9).await;
    till.shows("lines", "The basket is empty").await;

    till.looks((1180, 820), "light").await;
    till.script("window.by = []; addEventListener('click', (event) => by.push(event.pointerType))")
        .await;
    till.tap("open-finder").await;
    till.press_all("sock").await;
    till.shows("found", "Wool socks").await;
    till.tap("hit-add").await;
    till.shows("lines", "Wool socks").await;
    till.tap("other-tender").await;
    till.tap("tender-card").await;
    till.shows("receipt-number", "2").await;
    till.tap("primary").await;
    till.shows("lines", "The basket is empty").await;
    assert_eq!(till.script("return by").await, json!(vec!["touch"; 5]));
    screens.close().await;
}

/// Keys are as the till's people want them, in the till's own browser.
#[tokio::test]
async fn keys_can_be_changed() {
    let screens = Screens::open(OLA).await;
    let till = &screens.till;
    till.click("more").await;
    till.click("open-keys").await;
    let choose = async |action: &str, key: &str| {
        till.script(&format!("document.querySelector('[data-test=key-{action}]').value = '{key}'"))
            .await;
    };
    choose("tender", "F9").await;
    till.click("keep-keys").await;
    till.shows("keys-fault", "Two of them have the same key").await;
    for scheme in ["light", "dark"] {
        till.looks((1280, 800), scheme).await;
        assert_eq!(till.axe().await, [""; 0], "{scheme}");
    }
    till.keep_picture("till-keys").await;
    choose("next", "F1").await;
    till.click("keep-keys").await;
    till.shows("lines", "The basket is empty").await;
    screens.scan(JACKET).await;
    till.shows("other-tender", "F9").await;
    till.press(Key::F9).await;
    assert_eq!(till.focused().await, "tender-cash");
    till.press(Key::Enter).await;
    till.shows("receipt-number", "1").await;
    till.press(Key::F1).await;
    till.shows("lines", "The basket is empty").await;
    // With nothing to press they are the till's all the same.
    till.script(
        "window.left = []; addEventListener('keydown', (event) => {
             if (!event.defaultPrevented) left.push(event.key);
         });",
    )
    .await;
    for key in [Key::F1, Key::F9, Key::F10, Key::F3] {
        till.press(key).await;
    }
    assert_eq!(till.script("return left").await, json!([]));
    till.go(&format!("{}/till/1/keys", screens.demo.service)).await;
    till.click("usual-keys").await;
    till.shows("lines", "The basket is empty").await;
    screens.scan(JACKET).await;
    till.shows("other-tender", "F8").await;
    screens.close().await;
}

/// Somebody who types is let be, and what they typed is what is read.
#[tokio::test]
async fn people_type_as_they_like() {
    let screens = Screens::open(OLA).await;
    let till = &screens.till;
    // Keys a quarter of a second apart: nobody's scanner.
    let typed = r#"
        const keys = [...arguments[0]];
        window.isScan = (await import("/assets/wedge.js")).isScan(
            keys.map((key, index) => ({ key, code: "", at: index * arguments[1], repeat: false })));
        return window.isScan;
    "#;
    for (text, apart_ms, expected) in
        [("4712345678", 10, true), ("4712345678", 250, false), ("12345", 10, false)]
    {
        let script = typed
            .replace("arguments[0]", &json!(text).to_string())
            .replace("arguments[1]", &apart_ms.to_string());
        let is_scan = till.script(&format!("return (async () => {{ {script} }})()")).await;
        assert_eq!(is_scan, json!(expected), "{text} {apart_ms}");
    }
    screens.close().await;
}
