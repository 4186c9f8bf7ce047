//! A day in the back office, in a browser: signing in at the till and in the office, the story of a sale,
//! what is unresolved, the figures, and a member.

use crate::till::{JACKET, OLA, OLA_QR, Screens};
use serde_json::Value;
use testkit::Page;

/// A till's screen, a tablet, and a phone.
const SIZES: [((u32, u32), &str); 3] =
    [((1280, 800), "light"), ((820, 1180), "dark"), ((400, 800), "light")];

/// The office in the till's own window.
pub(crate) async fn sign_in(screens: &Screens, id: &str, password: &str) {
    let Screens { till, demo, .. } = screens;
    till.go(&format!("{}/office", demo.service)).await;
    till.script(&format!("document.querySelector('[data-test=person]').value = '{id}'")).await;
    till.scan("password", password).await;
}

/// Nothing that axe finds, nothing too small to press and nothing beyond the screen, however wide it is.
async fn is_accessible(page: &Page, what: &str) {
    for (size, scheme) in SIZES {
        page.looks(size, scheme).await;
        let found = page.axe().await;
        assert!(found.is_empty(), "{what} {size:?} {scheme}: {found:#?}");
        let small = page.small_targets().await;
        assert!(small.is_empty(), "{what} {size:?}: {small:#?}");
        let fits = "return document.documentElement.scrollWidth <= innerWidth";
        assert_eq!(page.script(fits).await, Value::Bool(true), "{what} {size:?} is too wide");
        page.keep_picture(&format!("office-{}-{}", what.replace(' ', "-"), size.0)).await;
    }
    let (size, scheme) = SIZES[0];
    page.looks(size, scheme).await;
}

#[tokio::test]
async fn a_manager_follows_a_sale_from_the_till_to_the_figures() {
    let screens = Screens::open(OLA).await;
    let Screens { till, phone, demo, .. } = &screens;
    // The demo's till opens by itself; Kim signs in by PIN all the same.
    till.click("operator").await;
    till.script("document.querySelector('[data-test=person-kim]').click()").await;
    is_accessible(till, "the PIN pad").await;
    till.scan("pin", "9999").await;
    till.shows("sign-in-message", "That does not fit").await;
    for digit in ["1", "1", "1", "1"] {
        till.script(&format!("document.querySelector('[data-digit=\"{digit}\"]').click()")).await;
    }
    till.click("sign-in").await;
    till.shows("operator", "Kim").await;

    screens.scan(OLA_QR).await;
    screens.join("Ola").await;
    screens.scan(JACKET).await;
    screens.next("Ask for payment").await;
    phone.click("approve-payment").await;
    till.is("payment-state", "captured").await;
    till.click("operator").await;
    till.shows("sign-in-message", "").await;

    sign_in(&screens, "manager", "wrong-password").await;
    till.shows("sign-in-message", "User name or password is wrong").await;
    is_accessible(till, "signing in").await;
    till.scan("password", "manager-demo").await;
    till.shows("who", "Marit").await;
    till.shows("sale-row", "Kim").await;
    is_accessible(till, "sales").await;
    till.scan("find", "1").await;
    till.shows("sale-total", "2 399,00 kr").await;
    till.shows("story", "The customer approved").await;
    is_accessible(till, "a sale").await;
    till.click("buyer").await;
    till.shows("member", "Ola").await;
    till.shows("points", "239").await;
    is_accessible(till, "a member").await;
    till.scan("points-typed", "some").await;
    till.shows("points-fault", "That is no whole number").await;
    for (menu, shown, words) in [
        ("menu-unresolved", "all-well", "All is well."),
        ("menu-figures", "turnover-NOK", "2 399,00 kr"),
        ("menu-members", "look-up", "Look up"),
        ("menu-products", "product", "Cocoa, 500 g"),
        ("menu-prices", "no-warnings", "Nothing to put right"),
        ("menu-vouchers", "no-vouchers", "No vouchers were issued"),
        ("menu-setup", "keys-123456", "not checked"),
        ("menu-journal", "journal", "Signed out"),
    ] {
        till.click(menu).await;
        till.shows(shown, words).await;
        is_accessible(till, menu).await;
    }
    let journal = till.script("return document.querySelector('main').innerText").await;
    for words in ["Signed in", "Receipt 1", "Sale begun"] {
        assert!(journal.as_str().unwrap().contains(words), "no {words:?} in {journal}");
    }
    till.click("sign-out").await;
    till.go(&format!("{}/office/sales", demo.service)).await;
    till.shows("sign-in", "Sign in").await;
    screens.close().await;
}

#[tokio::test]
async fn head_office_brings_in_products() {
    let screens = Screens::open(OLA).await;
    let Screens { till, demo, .. } = &screens;
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, lines: &str| {
        let path = folder.path().join(name);
        let header = "product_id;gtin;name;vat_category;currency;unit_price;club_unit_price";
        std::fs::write(&path, format!("{header}\r\n{lines}")).unwrap();
        path
    };
    sign_in(&screens, "office", "office-demo").await;
    till.shows("who", "Hanne").await;
    till.click("menu-import").await;
    till.shows("look-products", "Look through").await;
    is_accessible(till, "import").await;

    let wrong = "skis;9521234500017;Ski;standard;NOK;4999,00;\r\n";
    till.choose("file-products", &file("wrong.csv", wrong)).await;
    till.click("look-products").await;
    till.shows("import-state", "1 line can't be used, and nothing went in.").await;
    till.shows("import-fault", "gtin: the last digit").await;
    is_accessible(till, "import with faults").await;

    // So many that the page has something to follow.
    let line = |number: u32| format!("wax{number};;Ski wax {number};standard;NOK;12900;9900\r\n");
    let lines: String = (0..20_000).map(line).collect();
    till.choose("file-products", &file("wax.csv", &lines)).await;
    till.click("look-products").await;
    till.shows("import-state", "000 lines can go in.").await;
    is_accessible(till, "import looked through").await;
    till.click("import-put").await;
    till.shows("import-rows", "000 lines").await;
    till.shows("import-state", "000 lines went in.").await;
    till.click("import-end").await;
    till.has_no("import").await;
    till.go(&format!("{}/office/products?find=wax19999", demo.service)).await;
    till.shows("product", "Ski wax 19999").await;
    till.click("menu-journal").await;
    let journal = till.script("return document.querySelector('main').innerText").await;
    assert!(journal.as_str().unwrap().contains("Import: Products, 20"), "{journal}");
    screens.close().await;
}
