//! Scanners at a real till: as most leave the factory, on the keyboards of the north.

use crate::till::{JACKET, OLA, OLA_QR, Screens};
use checkout::{Layout, ReceiptCode, TillId};
use serde_json::json;

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
