//! What people do at a counter beside the straight way: scans at a locked till, numbers that are typed wrong,
//! customers with no message on their phone or with another language.

use crate::till::{JACKET, OLA, OLA_QR, SOCKS, Screens};
use checkout::Layout;
use serde_json::{Value, json};
use testkit::{Page, until};
use thirtyfour::Key;

const NORWEGIAN: Option<Layout> = Some(Layout::Norwegian);

async fn is_accessible(page: &Page, name: &str) {
    for scheme in ["light", "dark"] {
        page.looks((1024, 768), scheme).await;
        assert_eq!(page.axe().await, [""; 0], "{name}, {scheme}");
    }
}

async fn value(page: &Page, name: &str) -> Value {
    page.script(&format!("return document.querySelector('[data-test={name}]').value")).await
}

/// Five wrong PINs make a person wait; five scanned wares are none.
#[tokio::test]
async fn what_is_scanned_at_a_locked_till_is_no_pin() {
    let screens = Screens::open(OLA).await;
    let till = &screens.till;
    till.go(&format!("{}/till/1/sign-in", screens.demo.service)).await;
    till.wedge(JACKET, NORWEGIAN, "Enter").await;
    till.shows("sign-in-message", "Sign in, then scan again").await;
    till.script("document.querySelector('[data-test=person-kim]').click()").await;
    for end in ["Enter", "Tab", "", "Enter", "Enter", "Enter"] {
        till.wedge(JACKET, NORWEGIAN, end).await;
        // A scan that ends with nothing is known by the pause after it.
        until("what was scanned is out of the field", || async {
            (value(till, "pin").await == "").then_some(())
        })
        .await;
    }
    till.scan("pin", "1111").await;
    till.shows("operator", "Kim").await;
    screens.close().await;
}

#[tokio::test]
async fn what_is_scanned_beside_the_till_is_for_the_till() {
    let screens = Screens::open(OLA).await;
    let Screens { till, demo, .. } = &screens;
    for (page, sold) in [("keys", "Winter jacket"), ("display", "2 ×"), ("elsewhere", "3 ×")] {
        till.go(&format!("{}/till/1/{page}", demo.service)).await;
        till.wedge(JACKET, NORWEGIAN, "Enter").await;
        till.shows("lines", sold).await;
    }
    screens.close().await;
}

/// What somebody types stays theirs when something is scanned, or when it was typed wrong.
#[tokio::test]
async fn nothing_typed_is_lost() {
    let screens = Screens::open(OLA).await;
    let till = &screens.till;
    // By script: what a driver types comes as fast as a scanner's.
    till.script("document.getElementById('scan').focus()").await;
    till.script("document.getElementById('scan').value = '9521'").await;
    till.wedge(SOCKS, NORWEGIAN, "Enter").await;
    till.shows("lines", "Wool socks").await;
    assert_eq!(value(till, "scan").await, "9521");
    till.script("document.getElementById('scan').value += '234500017'").await;
    till.press(Key::Enter).await;
    till.shows("message", "check digit").await;
    assert_eq!(value(till, "scan").await, "9521234500017", "it can be put right");
    let told = "const scan = document.getElementById('scan');
                return [scan.getAttribute('aria-invalid'), scan.getAttribute('aria-describedby')];";
    assert_eq!(till.script(told).await, json!(["true", "message"]));
    is_accessible(till, "a number typed wrong").await;
    till.keep_picture("till-typed-wrong").await;
    // The next scan is another thing.
    till.wedge(JACKET, NORWEGIAN, "Enter").await;
    till.shows("lines", "Winter jacket").await;
    assert_eq!(value(till, "scan").await, "");
    // The code for the next step, with the focus on nothing.
    till.script("document.activeElement.blur()").await;
    till.wedge(OLA_QR, NORWEGIAN, "Enter").await;
    till.shows("customer", "Not a member yet").await;
    till.script("document.activeElement.blur()").await;
    till.wedge("TILL.NEXT", NORWEGIAN, "Enter").await;
    till.is("payment-state", "created").await;
    assert_eq!(value(till, "scan").await, "");
    screens.close().await;
}

/// No message comes on the phone: the cashier looks again, and then shows a QR.
#[tokio::test]
async fn a_customer_pays_by_qr_instead() {
    let screens = Screens::open(OLA).await;
    let Screens { till, display, demo, .. } = &screens;
    screens.scan(OLA_QR).await;
    screens.scan(JACKET).await;
    screens.next("Ask for payment").await;
    till.is("payment-state", "created").await;
    till.click("check-payment").await;
    till.shows("message", "Checked just now").await;
    till.click("show-qr").await;
    till.shows("payment-state", "scan the QR on the customer display").await;
    display.shows("what-now", "Scan this with your phone").await;
    let is_drawn = "const image = document.querySelector('[data-test=payment-qr]');
                    return image?.complete && image.naturalWidth > 100;";
    until("the QR is drawn", || async {
        (display.script(is_drawn).await == json!(true)).then_some(())
    })
    .await;
    till.has_no("show-qr").await;
    is_accessible(till, "the till while a QR is shown").await;
    is_accessible(display, "a QR to pay").await;
    display.keep_picture("display-payment-qr").await;
    till.keep_picture("till-payment-qr").await;

    let control = format!("{}/simulator", demo.phones);
    let client = reqwest::Client::new();
    let payments = client.get(format!("{control}/payments")).send().await.unwrap();
    let payments: Value = payments.json().await.unwrap();
    let open = payments["payments"].as_array().unwrap().iter();
    let open: Vec<_> = open.filter(|payment| payment["state"] == "CREATED").collect();
    assert_eq!(open.len(), 1, "the pushed request was taken back: {payments:#}");
    let reference = open[0]["reference"].as_str().unwrap();
    let approve = format!("{control}/payments/{reference}/approve");
    client.post(approve).send().await.unwrap().error_for_status().unwrap();
    till.is("payment-state", "captured").await;
    screens.close().await;
}

/// The display speaks the language of whoever stands before it, and the store's again afterwards.
#[tokio::test]
async fn a_customer_chooses_a_language() {
    let screens = Screens::open(OLA).await;
    let Screens { till, display, .. } = &screens;
    display.shows("what-now", "Show your personal QR").await;
    display.keep_picture("display-idle").await;
    display.click("language-fi").await;
    display.shows("what-now", "Näytä henkilökohtainen QR").await;
    screens.scan(JACKET).await;
    display.shows("lines", "Winter jacket").await;
    is_accessible(display, "the display in Finnish").await;
    assert_eq!(display.small_targets().await, [""; 0]);
    display.keep_picture("display-finnish").await;
    till.click("other-tender").await;
    till.click("tender-cash").await;
    display.shows("paid", "Maksettu").await;
    screens.next("New sale").await;
    display.shows("what-now", "Show your personal QR").await;
    screens.close().await;
}

/// Pages that nobody stays at for long.
#[tokio::test]
async fn pages_in_passing_are_accessible() {
    let screens = Screens::open(OLA).await;
    let Screens { till, demo, .. } = &screens;
    crate::office::sign_in(&screens, "office", "office-demo").await;
    for (path, shows) in [
        ("", "Clubtill"),
        ("till/nine", "no such till"),
        ("till/1/products", "Find"),
        ("till/1/elsewhere", "Sales at other tills"),
        ("office/products/jacket1234?store=oslo", "Winter jacket"),
        ("office/nothing", "not here"),
    ] {
        till.go(&format!("{}/{path}", demo.service)).await;
        let text = till.script("return document.title + document.body.innerText").await;
        assert!(text.as_str().is_some_and(|text| text.contains(shows)), "{path}: {text}");
        is_accessible(till, path).await;
    }
    screens.close().await;
}
