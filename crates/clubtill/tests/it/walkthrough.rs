//! The walk-throughs in the documents, walked: each step that they show is done here, and each picture in
//! them is of it. `CLUBTILL_PICTURES=docs` takes the pictures anew.

use crate::office::sign_in;
use crate::till::{JACKET, SOCKS, Screens};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use testkit::Page;

const KARI: &str = "4798765432";
const KARI_QR: &str = "https://qr.vipps.no/p/kYq3VtR8mZ2nHs5wLd7cXb";
/// All pictures together, in bytes.
const PICTURES_MAX: u64 = 1_500_000;

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs")
}

/// A document, and the steps that were walked so far.
struct Walk {
    role: &'static str,
    steps: Vec<(&'static str, String)>,
}

impl Walk {
    fn of(role: &'static str) -> Self {
        Self { role, steps: Vec::new() }
    }

    /// A step as its heading in the document, and what is seen then.
    async fn step(&mut self, heading: &'static str, page: &Page) {
        let name = heading.to_lowercase().replace(' ', "-").replace(['\'', ','], "");
        let picture = format!("walkthrough/{}-{}-{name}.webp", self.role, self.steps.len() + 1);
        if let Some(folder) = std::env::var_os("CLUBTILL_PICTURES") {
            let path = PathBuf::from(folder).join(&picture);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, page.picture_webp().await).unwrap();
        }
        self.steps.push((heading, picture));
    }

    /// The document has these steps with these pictures, in this order, and no others.
    fn end(self) -> BTreeSet<String> {
        let path = docs().join(format!("walkthrough-{}.md", self.role));
        let text = std::fs::read_to_string(&path).unwrap();
        let headings = text.lines().filter_map(|line| line.strip_prefix("## "));
        let walked: Vec<&str> = self.steps.iter().map(|(heading, _)| *heading).collect();
        assert_eq!(headings.collect::<Vec<_>>(), walked, "{}", path.display());
        for (chapter, (heading, picture)) in text.split("\n## ").skip(1).zip(&self.steps) {
            assert!(chapter.contains(&format!("]({picture})")), "{heading}: no {picture}");
            assert_eq!(chapter.matches(".webp)").count(), 1, "{heading} has one picture");
        }
        self.steps.into_iter().map(|(_, picture)| picture).collect()
    }
}

#[tokio::test]
async fn each_role_walks_through_a_sale() {
    let screens = Screens::open(KARI).await;
    let Screens { till, display, phone, .. } = &screens;
    let (mut cashier, mut customer) = (Walk::of("cashier"), Walk::of("customer"));

    phone.shows("personal-qr", KARI_QR).await;
    customer.step("Show the personal QR", phone).await;
    screens.scan(KARI_QR).await;
    till.shows("customer", "Not a member").await;
    cashier.step("Scan the customer", till).await;
    till.click("ask-membership").await;
    till.is("membership-state", "pending").await;
    cashier.step("Ask for membership", till).await;
    let word = till.text("binding-message").await.unwrap();
    phone.shows("membership-request", &word).await;
    customer.step("Say yes to the club", phone).await;
    phone.click("approve-membership").await;
    till.shows("member-name", "Kari").await;
    for gtin in [JACKET, SOCKS] {
        screens.scan(gtin).await;
    }
    till.shows("lines", "Wool socks").await;
    cashier.step("Scan the wares", till).await;
    display.shows("saved", "kr").await;
    customer.step("See what it costs", display).await;
    screens.next("Ask for payment").await;
    till.is("payment-state", "created").await;
    cashier.step("Ask for payment", till).await;
    phone.shows("payment-request", "2 523,50").await;
    customer.step("Approve the payment", phone).await;
    phone.click("approve-payment").await;
    till.is("payment-state", "captured").await;
    till.shows("receipt-number", "1").await;
    cashier.step("Hand over the goods", till).await;
    display.shows("paid", "Paid").await;
    customer.step("Take the goods", display).await;
    phone.click("see-receipt").await;
    phone.shows("receipt", "Winter jacket").await;
    customer.step("Keep the receipt", phone).await;

    till.click("open-receipt").await;
    till.shows("receipt-number", "1").await;
    cashier.step("Find the receipt again", till).await;
    till.click("paper-look").await;
    till.shows("paper", "Sales receipt").await;
    cashier.step("Print the receipt", till).await;
    till.click("back-to-receipt").await;
    till.script("document.querySelector('[data-test=back-2]').value = 1").await;
    till.click("take-back").await;
    till.shows("return", "Return receipt").await;
    cashier.step("Take wares back", till).await;

    let manager = walk_through_the_office(&screens).await;
    let head_office = keep_the_club(&screens).await;
    let auditor = look_and_change_nothing(&screens).await;
    let walks = [cashier, customer, manager, head_office, auditor];
    let pictures: BTreeSet<String> = walks.into_iter().flat_map(Walk::end).collect();
    let (mut found, mut bytes) = (BTreeSet::new(), 0);
    for file in std::fs::read_dir(docs().join("walkthrough")).unwrap() {
        let file = file.unwrap();
        bytes += file.metadata().unwrap().len();
        found.insert(format!("walkthrough/{}", file.file_name().to_str().unwrap()));
    }
    assert_eq!(found, pictures, "CLUBTILL_PICTURES=docs takes them anew");
    assert!(bytes < PICTURES_MAX, "{bytes} bytes of pictures");
    screens.close().await;
}

/// What the store manager sees of that sale.
async fn walk_through_the_office(screens: &Screens) -> Walk {
    let till = &screens.till;
    let mut manager = Walk::of("manager");
    till.go(&format!("{}/office", screens.demo.service)).await;
    till.shows("sign-in", "Sign in").await;
    manager.step("Sign in", till).await;
    sign_in(screens, "manager", "manager-demo").await;
    till.shows("sale-row", "Return").await;
    manager.step("See the sales", till).await;
    open_the_sale(till).await;
    till.script("document.querySelector('[data-test=story]').scrollIntoView()").await;
    manager.step("Follow a sale", till).await;
    till.click("buyer").await;
    till.shows("member", "Kari").await;
    manager.step("Know a member", till).await;
    for (menu, shown, words, step) in [
        ("menu-figures", "turnover-NOK", "2 399,00 kr", "Read the day's figures"),
        ("menu-unresolved", "all-well", "All is well.", "Settle what is unresolved"),
        ("menu-setup", "keys-123456", "not checked", "Check the set-up"),
        ("menu-journal", "journal", "Return receipt", "Look into the journal"),
    ] {
        till.click(menu).await;
        till.shows(shown, words).await;
        manager.step(step, till).await;
    }
    manager
}

/// The older of the two on the list: the sale, and not what came back of it.
async fn open_the_sale(till: &Page) {
    till.shows("sale-row", "Return").await;
    till.script("[...document.querySelectorAll('[data-test=sale-row] a')].at(-1).click()").await;
    till.shows("story", "The customer approved").await;
}

/// What head office does for that member, until she wants to be forgotten.
async fn keep_the_club(screens: &Screens) -> Walk {
    let till = &screens.till;
    let mut walk = Walk::of("head-office");
    till.click("sign-out").await;
    sign_in(screens, "office", "office-demo").await;
    till.shows("sale-row", "Return").await;
    till.click("menu-products").await;
    till.shows("product", "Cocoa, 500 g").await;
    walk.step("Look through the catalogue", till).await;
    let jacket = "[...document.querySelectorAll('[data-test=product] a')]
        .find((link) => link.innerText.includes('Winter jacket')).click()";
    till.script(jacket).await;
    till.shows("price-history", "2 399,00").await;
    walk.step("Know what a price was", till).await;
    let folder = tempfile::tempdir().unwrap();
    let prices = folder.path().join("winter.csv");
    let lines = "list,product_id,audience,currency,unit_price,from,until\n\
                 winter,jacket1234,public,NOK,299900,2099-12-01,\n\
                 winter,socks1001,members,NOK,9900,2099-12-01,2099-12-24\n";
    std::fs::write(&prices, lines).unwrap();
    till.click("menu-import").await;
    till.choose("file-prices", &prices).await;
    till.click("look-prices").await;
    till.shows("import-state", "2 lines can go in").await;
    till.shows("import-warning", "2 399,00").await;
    walk.step("Bring in new prices", till).await;
    till.click("import-end").await;
    till.has_no("import").await;
    till.click("menu-members").await;
    till.scan("number", KARI).await;
    till.shows("member", "Kari").await;
    till.script("document.querySelector('[data-test=points-typed]').value = '50'").await;
    till.click("give-points").await;
    till.shows("ledger", "Given by hand").await;
    walk.step("Make up for something in points", till).await;
    till.click("sure").await;
    till.script("document.querySelector('[data-test=erase]').scrollIntoView()").await;
    walk.step("Be asked to forget somebody", till).await;
    till.click("erase").await;
    till.shows("status", "Erased").await;
    walk.step("Forget them and keep the books", till).await;
    walk
}

/// What an auditor finds of it all.
async fn look_and_change_nothing(screens: &Screens) -> Walk {
    let till = &screens.till;
    let mut walk = Walk::of("auditor");
    till.click("sign-out").await;
    sign_in(screens, "auditor", "auditor-demo").await;
    open_the_sale(till).await;
    let text = till.script("return document.querySelector('main').innerText").await;
    assert!(!text.as_str().unwrap().contains("Kari"), "{text}");
    walk.step("Find a sale without its customer", till).await;
    till.click("menu-journal").await;
    let look_ups = "document.querySelector('#only').value = 'look_ups';
        document.querySelector('#only').form.submit()";
    till.script(look_ups).await;
    till.shows("journal", "A number was looked up").await;
    walk.step("See who looked a number up", till).await;
    till.click("menu-prices").await;
    till.shows("no-warnings", "Nothing to put right").await;
    walk.step("Hold prices before to the law", till).await;
    till.click("menu-figures").await;
    till.shows("turnover-NOK", "2 399,00 kr").await;
    till.script("document.querySelector('[data-test=by-rate]').scrollIntoView()").await;
    walk.step("Sum up the VAT", till).await;
    walk
}
