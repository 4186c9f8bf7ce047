//! Till, customer display and phone in a browser, all at once, as three people use them.
//!
//! With `CLUBTILL_PICTURES=docs` the first story also takes the README's picture.

use crate::Demo;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;
use testkit::{Browser, Page, until};

pub(crate) const OLA: &str = "4712345678";
pub(crate) const OLA_QR: &str = "https://qr.vipps.no/28/2/01/031/4712345678?v=1";
const KARI: &str = "4798765432";
const KARI_QR: &str = "https://qr.vipps.no/p/kYq3VtR8mZ2nHs5wLd7cXb";
pub(crate) const JACKET: &str = "9521234500018";
pub(crate) const SOCKS: &str = "9521234500025";
const THERMOS: &str = "9521234500032";

const TILL_SIZE: (u32, u32) = (1280, 800);
const DISPLAY_SIZE: (u32, u32) = (1024, 768);
const PHONE_SIZE: (u32, u32) = (480, 800);

/// The three screens of one story.
pub(crate) struct Screens {
    pub(crate) demo: Demo,
    browser: Browser,
    pub(crate) till: Page,
    pub(crate) display: Page,
    pub(crate) phone: Page,
    _folder: tempfile::TempDir,
}

impl Screens {
    pub(crate) async fn open(number: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let demo = Demo::start(folder.path()).await;
        let browser = Browser::start().await;
        let till = browser.open(&format!("{}/till/1", demo.service), TILL_SIZE).await;
        let display = browser.open(&format!("{}/display/1", demo.service), DISPLAY_SIZE).await;
        let phone = browser.open(&format!("{}/phones/{number}", demo.phones), PHONE_SIZE).await;
        for page in [&till, &display, &phone] {
            page.script("window.kept = true").await;
        }
        Self { demo, browser, till, display, phone, _folder: folder }
    }

    /// The customer joins: asked at the till, answered on the phone.
    pub(crate) async fn join(&self, first_name: &str) {
        self.till.click("ask-membership").await;
        self.phone.click("approve-membership").await;
        self.till.shows("member-name", first_name).await;
        self.display.shows("greeting", first_name).await;
    }

    /// Presses the primary button once it says so.
    pub(crate) async fn next(&self, words: &str) {
        self.till.shows("primary", words).await;
        self.till.click("primary").await;
    }

    pub(crate) async fn scan(&self, text: &str) {
        self.till.scan("scan", text).await;
    }

    pub(crate) async fn api(&self, path: &str) -> Value {
        let request = reqwest::Client::new().get(format!("{}/v1/{path}", self.demo.service));
        request.bearer_auth("demo-key").send().await.unwrap().json().await.unwrap()
    }

    /// Ends the story; nothing that was shown came by a reload.
    async fn end(self) {
        for page in [&self.till, &self.display, &self.phone] {
            assert_eq!(page.script("return window.kept").await, Value::Bool(true), "no reload");
        }
        self.close().await;
    }

    pub(crate) async fn close(mut self) {
        self.browser.quit().await;
        assert!(self.demo.running.stop(), "the demo ends well: {}", self.demo.running.log());
    }
}

#[tokio::test]
async fn a_customer_scans_joins_and_pays() {
    let screens = Screens::open(KARI).await;
    let Screens { till, display, phone, .. } = &screens;
    phone.shows("personal-qr", KARI_QR).await;
    screens.scan(KARI_QR).await;
    till.shows("customer", "Not a member").await;

    till.click("ask-membership").await;
    till.is("membership-state", "pending").await;
    let word = till.text("binding-message").await.expect("the till shows the word");
    phone.shows("membership-request", &word).await;
    phone.click("approve-membership").await;
    till.shows("member-name", "Kari").await;
    display.shows("greeting", "Kari").await;

    for gtin in [JACKET, SOCKS, THERMOS] {
        screens.scan(gtin).await;
    }
    till.shows("lines", "Thermos").await;
    till.shows("total", "2 872,50 kr").await;
    till.shows("saving", "824,50 kr").await;
    display.shows("to-pay", "2 872,50 kr").await;
    display.shows("saved", "824,50 kr").await;

    screens.next("Ask for payment").await;
    till.is("payment-state", "created").await;
    phone.shows("payment-request", "2 872,50").await;
    display.shows("what-now", "phone").await;
    let fits = "return document.documentElement.scrollHeight <= innerHeight";
    assert_eq!(till.script(fits).await, Value::Bool(true), "one screen, no scrolling");
    take_picture(&screens).await;
    phone.click("approve-payment").await;
    till.is("payment-state", "captured").await;
    till.shows("receipt", "Winter jacket").await;
    till.shows("receipt-number", "1").await;
    display.shows("paid", "Paid").await;
    display.shows("greeting", "Thank you, Kari").await;
    phone.click("see-receipt").await;
    phone.shows("receipt", "Winter jacket").await;

    let sale = screens.api(&format!("sales/{}", sale_of(till).await)).await;
    assert_eq!(sale["state"], "completed");
    let member = sale["customer"]["member_id"].as_str().unwrap();
    let member = screens.api(&format!("members/{member}")).await;
    assert_eq!(member["purchases"][0]["sale"], sale["id"]);
    assert_eq!(member["purchases"][0]["total"]["value"], 287_250);
    screens.end().await;
}

#[tokio::test]
async fn a_member_declines_and_pays_at_the_second_try() {
    let screens = Screens::open(OLA).await;
    let Screens { till, phone, .. } = &screens;
    screens.scan(OLA_QR).await;
    screens.join("Ola").await;
    screens.scan(JACKET).await;
    till.click("other-tender").await;
    till.click("tender-cash").await;
    screens.next("New sale").await;

    // The next visit, by a typed number.
    screens.scan("12345678").await;
    till.shows("member-name", "Ola").await;
    screens.scan(JACKET).await;
    screens.next("Ask for payment").await;
    phone.click("decline-payment").await;
    till.is("payment-state", "aborted").await;
    let declined = reference_of(&screens).await;
    screens.next("Ask again").await;
    phone.click("approve-payment").await;
    till.is("payment-state", "captured").await;
    assert_ne!(reference_of(&screens).await, declined, "another try is another reference");
    screens.end().await;
}

#[tokio::test]
async fn the_cashier_cancels_an_open_request() {
    let screens = Screens::open(KARI).await;
    let Screens { till, phone, .. } = &screens;
    screens.scan(KARI_QR).await;
    screens.scan(SOCKS).await;
    screens.next("Ask for payment").await;
    till.is("payment-state", "created").await;
    phone.shows("payment-request", "149,00").await;
    till.click("cancel-payment").await;
    till.is("payment-state", "terminated").await;
    phone.has_no("payment-request").await;
    // The sale goes on where it was.
    screens.scan(THERMOS).await;
    till.shows("total", "498,00 kr").await;
    screens.end().await;
}

#[tokio::test]
async fn a_customer_without_the_app_pays_by_card() {
    let screens = Screens::open(KARI).await;
    let Screens { till, .. } = &screens;
    screens.scan("99999999").await;
    till.click("ask-membership").await;
    till.is("membership-state", "refused").await;
    screens.scan(THERMOS).await;
    screens.next("Ask for payment").await;
    till.is("payment-state", "refused").await;
    let words = till.text("payment-state").await.unwrap_or_default();
    assert!(words.contains("Take another tender"), "the next step is named: {words}");
    assert!(!words.contains("7010") && !words.contains("wrong"), "{words}");
    till.click("other-tender").await;
    till.click("tender-card").await;
    till.shows("receipt", "Thermos").await;
    screens.end().await;
}

#[tokio::test]
async fn till_and_display_are_accessible_in_light_and_dark() {
    let screens = Screens::open(KARI).await;
    let Screens { till, display, phone, .. } = &screens;
    let mut found = look(&screens, "before a sale").await;
    screens.scan(KARI_QR).await;
    till.click("ask-membership").await;
    till.is("membership-state", "pending").await;
    found.extend(look(&screens, "asked to join").await);
    phone.click("approve-membership").await;
    till.shows("member-name", "Kari").await;
    screens.scan(JACKET).await;
    screens.scan(SOCKS).await;
    screens.next("Ask for payment").await;
    till.is("payment-state", "created").await;
    display.shows("what-now", "phone").await;
    found.extend(look(&screens, "asked to pay").await);
    phone.click("approve-payment").await;
    till.is("payment-state", "captured").await;
    display.shows("paid", "Paid").await;
    found.extend(look(&screens, "paid").await);
    for page in ["receipts?number=7", "receipts?number=1"] {
        till.go(&format!("{}/till/1/{page}", screens.demo.service)).await;
        found.extend(look(&screens, page).await);
    }
    till.go(&format!("{}/till/1", screens.demo.service)).await;
    till.script("window.kept = true").await;
    assert!(found.is_empty(), "{found:#?}");
    screens.end().await;
}

/// At a till's screen and on a tablet, with ten lines, a customer and a payment, in each language.
#[tokio::test]
async fn a_till_fits_on_one_screen() {
    let screens = Screens::open(KARI).await;
    let Screens { till, .. } = &screens;
    screens.scan(KARI_QR).await;
    for product in 1..=10 {
        let gtin = ["018", "025", "032", "049", "056", "063", "070", "087", "094", "100"];
        screens.scan(&format!("9521234500{}", gtin[product - 1])).await;
    }
    till.shows("lines", "Sticker").await;
    till.click("ask-membership").await;
    till.is("membership-state", "pending").await;
    let mut found = Vec::new();
    for language in ["en", "nb", "da", "sv", "fi"] {
        till.script(&format!("document.querySelector('button[lang={language}]').click()")).await;
        until("the language is another", || async {
            let tag = till.script("return document.documentElement.lang").await;
            (tag == language).then_some(())
        })
        .await;
        for size in [TILL_SIZE, (1180, 820)] {
            till.looks(size, "light").await;
            till.keep_picture(&format!("till-{language}-{}", size.0)).await;
            let larger = till.script(LARGER).await;
            if larger != serde_json::json!([]) {
                found.push(format!("{language}, {size:?}: {larger}"));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
    screens.close().await;
}

/// At four times the size a window of 1280 by 1024 is one of 320 by 256 (WCAG 2.2, 1.4.10): one scrolls
/// down, never to the side.
#[tokio::test]
async fn at_four_times_the_size_nothing_is_beside_the_window() {
    const LARGE: (u32, u32) = (320, 256);
    let screens = Screens::open(OLA).await;
    let Screens { till, display, demo, .. } = &screens;
    let mut found = Vec::new();
    let mut look = async |page: &Page, what: &str| {
        page.looks(LARGE, "light").await;
        let beside = page.script(BESIDE).await;
        if beside != serde_json::json!([]) {
            found.push(format!("{what}: {beside}"));
        }
        page.keep_picture(&format!("large-{what}")).await;
    };
    look(till, "till").await;
    look(display, "display").await;
    screens.scan(OLA_QR).await;
    screens.join("Ola").await;
    for gtin in [JACKET, SOCKS, THERMOS] {
        screens.scan(gtin).await;
    }
    till.shows("lines", "Thermos").await;
    look(till, "till-basket").await;
    look(display, "display-basket").await;
    screens.next("Ask for payment").await;
    till.is("payment-state", "created").await;
    look(till, "till-payment").await;
    till.click("cancel-payment").await;
    till.click("other-tender").await;
    till.click("tender-cash").await;
    till.shows("receipt-number", "1").await;
    look(till, "till-receipt").await;
    look(display, "display-paid").await;
    for (path, what) in [
        ("", "start"),
        ("till/1/receipts", "receipts"),
        ("till/1/products", "products"),
        ("till/1/scanner", "scanner"),
        ("till/1/display", "pairing"),
        ("till/1/sign-in", "pin"),
        ("display", "offer"),
        ("office/sign-in", "office-sign-in"),
    ] {
        till.go(&format!("{}/{path}", demo.service)).await;
        look(till, what).await;
    }
    crate::office::sign_in(&screens, "office", "office-demo").await;
    till.shows("who", "Hanne").await;
    for path in
        ["sales", "unresolved", "figures", "members", "products", "vouchers", "setup", "journal"]
    {
        till.go(&format!("{}/office/{path}", demo.service)).await;
        look(till, &format!("office-{path}")).await;
    }
    assert!(found.is_empty(), "{found:#?}");
    screens.close().await;
}

/// What reaches beyond the right edge of the page. A table may scroll within itself.
const BESIDE: &str = "
    if (document.documentElement.scrollWidth <= innerWidth) return [];
    return [...document.querySelectorAll('body *')]
        .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && one.checkVisibility())
        .slice(0, 8)
        .map((one) => `${one.tagName}.${one.className}: ${Math.round(one.getBoundingClientRect().right)}`)";

/// What does not fit into the window, or scrolls within it.
const LARGER: &str = "return [document.documentElement, ...document.querySelectorAll('.left, .right')]
    .filter((one) => one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight)
    .map((one) => `${one.tagName}.${one.className}: ${one.scrollWidth}x${one.scrollHeight} in ${one.clientWidth}x${one.clientHeight}`)";

/// What axe-core finds on till and display.
async fn look(screens: &Screens, state: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (name, page, size) in
        [("till", &screens.till, TILL_SIZE), ("display", &screens.display, DISPLAY_SIZE)]
    {
        for scheme in ["light", "dark"] {
            page.looks(size, scheme).await;
            let lines = page.axe().await;
            found.extend(lines.iter().map(|line| format!("{name} {state}, {scheme}: {line}")));
        }
    }
    found
}

/// The sale on the till's screen.
async fn sale_of(till: &Page) -> String {
    let script = "return document.querySelector('input[name=sale]').value";
    till.script(script).await.as_str().unwrap().to_owned()
}

async fn reference_of(screens: &Screens) -> String {
    let sale = screens.api(&format!("sales/{}", sale_of(&screens.till).await)).await;
    sale["payment"]["reference"].as_str().unwrap().to_owned()
}

/// Till and phone side by side, as one picture.
async fn take_picture(screens: &Screens) {
    let Some(folder) = std::env::var_os("CLUBTILL_PICTURES") else { return };
    screens.phone.script("window.scrollTo(0, 0)").await;
    let till = BASE64_STANDARD.encode(screens.till.picture().await);
    let phone = BASE64_STANDARD.encode(screens.phone.picture().await);
    let page = format!(
        "<body style='margin:24px;display:flex;gap:24px;align-items:start;background:#c9cbc5'>\
         <img style='border-radius:14px' src='data:image/png;base64,{till}'>\
         <img style='border-radius:14px' src='data:image/png;base64,{phone}'>"
    );
    let file = tempfile::Builder::new().suffix(".html").tempfile().unwrap();
    std::fs::write(file.path(), page).unwrap();
    let size = (24 * 3 + TILL_SIZE.0 + PHONE_SIZE.0, 24 * 2 + TILL_SIZE.1);
    let both = screens.browser.open(&format!("file://{}", file.path().display()), size).await;
    let folder = std::path::PathBuf::from(folder);
    std::fs::write(folder.join("till-and-phone.webp"), both.picture_webp().await).unwrap();
}
