//! Receipts on a printer that is well, off, out of paper, hangs or dies: the sale is what it was, the
//! receipt comes out once, its copy once, and what went wrong is told.

use axum::http::Method;
use checkout::{JournalFact, TillId};
use engine::Changed;
use serde_json::{Value, json};
use server::{PrinterSettings, Printing, ReceiptSettings, WhenPrinted};
use testkit::{Printer, PrinterIs, TestApp};
use tokio::sync::broadcast::Receiver;

const JACKET: &str = "9521234500018";

/// A shop with a printer at till 1.
struct Shop {
    app: TestApp,
    printer: Printer,
    printing: Printing,
    changes: Receiver<Changed>,
}

impl Shop {
    async fn new(when: WhenPrinted) -> Self {
        let printer = Printer::start().await;
        let settings = PrinterSettings {
            address: printer.address(),
            when,
            has_drawer: true,
            // Only one that hangs is waited for so long.
            timeout_ms: 500,
            ..PrinterSettings::default()
        };
        let app = TestApp::new().await;
        let printers = [(TillId::new("1"), settings)].into();
        let printing = app.print_with(ReceiptSettings { printers, ..ReceiptSettings::default() });
        let changes = app.engine.changes();
        Self { app, printer, printing, changes }
    }

    /// A sale at till 1, paid in cash.
    async fn sold(&self) -> String {
        let sale = self.app.sale("1", &["98765432", JACKET]).await;
        self.app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
        sale
    }

    /// What prints by itself sees to all that has happened.
    async fn settle(&mut self) {
        self.app.settle().await;
        while let Ok(changed) = self.changes.try_recv() {
            self.printing.changed(&changed).await;
        }
        self.printing.done().await;
    }

    async fn print(&self, sale: &str, copy: bool) -> testkit::Reply {
        self.app.post(&format!("{sale}/receipt/print"), json!({ "copy": copy })).await
    }

    async fn prints(&self, sale: &str) -> Value {
        self.app.get(sale).await.ok()["prints"].clone()
    }

    async fn out(&self) -> usize {
        self.printer.papers().await.len()
    }
}

fn prints(receipt: &str, copy: &str, trouble: Option<&str>) -> Value {
    json!({ "receipt": receipt, "copy": copy, "trouble": trouble })
}

fn says(paper: &[u8], words: &str) -> bool {
    paper.windows(words.len()).any(|part| part == words.as_bytes())
}

#[tokio::test]
async fn a_receipt_comes_out_once_and_its_copy_once() {
    let shop = Shop::new(WhenPrinted::OnRequest).await;
    let open = shop.app.sale("1", &[JACKET]).await;
    shop.print(&open, false).await.refused(409, "no_receipt_yet");
    shop.app.post(&format!("{open}/tenders"), json!({ "kind": "card" })).await.ok();
    shop.print(&open, true).await.refused(409, "receipt_not_printed");
    let before = shop.app.get(&open).await.ok();
    shop.print(&open, false).await.ok();
    shop.print(&open, false).await.ok();
    assert_eq!(shop.out().await, 1, "pressed twice, it is printed once");
    assert_eq!(shop.print(&open, true).await.ok()["prints"], prints("sent", "sent", None));
    shop.print(&open, true).await.refused(409, "receipt_copied");
    let [receipt, copy] = &*shop.printer.papers().await else { panic!("not two papers") };
    assert!(says(receipt, "Sales receipt") && !says(receipt, "COPY"));
    assert!(says(copy, "Sales receipt") && says(copy, "COPY"));
    assert!(says(receipt, "RC.31.1.") && receipt.ends_with(b"\x1dVB\x03"));
    let mut after = shop.app.get(&open).await.ok();
    for changes in ["prints", "version"] {
        after[changes] = before[changes].clone();
    }
    assert_eq!(after, before, "the sale is what it was");
}

#[tokio::test]
async fn it_prints_by_itself_and_opens_the_drawer_for_cash() {
    let mut shop = Shop::new(WhenPrinted::Always).await;
    let sale = shop.sold().await;
    shop.settle().await;
    assert_eq!(shop.prints(&sale).await, prints("sent", "none", None));
    let [drawer, receipt] = &*shop.printer.papers().await else { panic!("not two papers") };
    assert_eq!(drawer, b"\x1bp\0\x19\xfa");
    assert!(says(receipt, "Winter jacket") && says(receipt, "Cash"));
    // What happens to the sale later prints nothing more.
    shop.app
        .post(&format!("{sale}/returns"), json!({ "till": "1", "lines": [{ "line": 1 }] }))
        .await
        .ok();
    shop.settle().await;
    assert_eq!(shop.out().await, 2);
    let card = shop.app.sale("1", &[JACKET]).await;
    shop.app.post(&format!("{card}/tenders"), json!({ "kind": "card" })).await.ok();
    shop.settle().await;
    assert_eq!(shop.out().await, 3, "the drawer stays closed for a card");
}

#[tokio::test]
async fn where_it_is_asked_for_or_never_printed_the_drawer_opens_all_the_same() {
    for when in [WhenPrinted::OnRequest, WhenPrinted::Never] {
        let mut shop = Shop::new(when).await;
        let sale = shop.sold().await;
        shop.settle().await;
        assert_eq!(shop.printer.papers().await, [b"\x1bp\0\x19\xfa"], "{when:?}");
        assert_eq!(shop.prints(&sale).await, prints("none", "none", None));
    }
}

/// Bound: a step of a receipt printer
#[tokio::test]
async fn a_printer_in_trouble_undoes_nothing_and_prints_again_once_it_is_well() {
    for (state, why) in [
        (PrinterIs::OutOfPaper, "no_paper"),
        (PrinterIs::Hanging, "unreachable"),
        (PrinterIs::DyingAfter(100), "interrupted"),
    ] {
        let mut shop = Shop::new(WhenPrinted::Always).await;
        shop.printer.is(state);
        let sale = shop.sold().await;
        shop.settle().await;
        assert_eq!(shop.app.get(&sale).await.ok()["state"], "completed");
        assert_eq!(shop.prints(&sale).await, prints("failed", "none", Some(why)), "{state:?}");
        shop.printer.is(PrinterIs::Well);
        let (before, key) = (shop.out().await, [("idempotency-key", "again")]);
        let path = format!("{sale}/receipt/print");
        for _ in 0..2 {
            let again = shop.app.api_with(Method::POST, &path, "{}", &key).await.ok();
            assert_eq!(again["prints"], prints("sent", "none", None), "{state:?}");
        }
        let papers = shop.printer.papers().await;
        assert_eq!(papers.len(), before + 1, "{state:?}");
        assert!(!says(&papers[before], "COPY"), "the first that came out whole is the receipt");
    }
}

#[tokio::test]
async fn a_printer_that_is_off_is_told_of_and_the_next_sale_goes_on() {
    let mut shop = Shop::new(WhenPrinted::Always).await;
    shop.printer = Printer::start().await;
    let sale = shop.sold().await;
    shop.settle().await;
    let off = prints("failed", "none", Some("unreachable"));
    assert_eq!(shop.prints(&sale).await, off);
    assert_eq!(shop.print(&sale, false).await.ok()["prints"], off);
    shop.sold().await;
    let journal = shop.app.journal("1").await;
    let facts = journal.iter().map(|entry| match &entry.fact {
        JournalFact::ReceiptPrinted { .. } => "printed",
        JournalFact::ReceiptNotPrinted { .. } => "not printed",
        _ => "",
    });
    let told: Vec<_> = facts.filter(|fact| !fact.is_empty()).collect();
    assert_eq!(told, ["printed", "not printed", "printed", "not printed"]);
}

#[tokio::test]
async fn whoever_prints_on_a_printer_of_their_own_says_so() {
    let app = TestApp::new().await;
    let sale = app.sale("1", &[JACKET]).await;
    app.post(&format!("{sale}/tenders"), json!({ "kind": "card" })).await.ok();
    let path = format!("{sale}/receipt/print");
    app.post(&path, json!({})).await.refused(409, "no_printer");
    let receipt = app.text(&format!("{sale}/receipt")).await;
    assert!(receipt.contains("Sales receipt") && !receipt.contains("COPY"), "{receipt}");
    let printed = app.post(&path, json!({ "by": "caller" })).await.ok();
    assert_eq!(printed["prints"], prints("sent", "none", None));
    let again = app.text(&format!("{sale}/receipt")).await;
    assert!(again.contains("COPY"), "what is shown of it besides is a copy: {again}");
}

#[tokio::test]
async fn a_receipt_is_had_in_each_form_that_is_accepted() {
    let app = TestApp::new().await;
    let sale = app.sale("1", &["98765432", JACKET]).await;
    app.get(&format!("{sale}/receipt")).await.refused(409, "no_receipt_yet");
    app.post(&format!("{sale}/tenders"), json!({ "kind": "card" })).await.ok();
    for (accepted, media_type, begins) in [
        ("application/pdf", "application/pdf", &b"%PDF-"[..]),
        ("application/vnd.escpos", "application/vnd.escpos", b"\x1b@\x1bt\x13"),
        ("text/plain", "text/plain; charset=utf-8", b"   "),
        ("text/html, */*;q=0.1", "text/plain; charset=utf-8", b"   "),
    ] {
        let (got, bytes) = app.bytes_as(&format!("{sale}/receipt"), accepted).await;
        assert_eq!(got, media_type);
        assert!(bytes.starts_with(begins), "{accepted}: {bytes:?}");
    }
    let headers = [("accept", "image/png")];
    let path = format!("{sale}/receipt");
    app.api_with(Method::GET, &path, "", &headers).await.refused(406, "not_acceptable");
}

#[tokio::test]
async fn a_return_has_a_receipt_of_its_own() {
    let shop = Shop::new(WhenPrinted::OnRequest).await;
    let sale = shop.sold().await;
    let returned = shop
        .app
        .post(&format!("{sale}/returns"), json!({ "till": "1", "lines": [{ "line": 1 }] }))
        .await
        .ok();
    let path = format!("/v1/sales/{}", returned["id"].as_str().unwrap());
    let text = shop.app.text(&format!("{path}/receipt")).await;
    for words in ["Return receipt", "Return of receipt 1, till 1", "\u{2212}3\u{a0}199,00"] {
        assert!(text.contains(words), "no {words:?} in {text}");
    }
    assert_eq!(shop.print(&path, false).await.ok()["prints"], prints("sent", "none", None));
    assert!(says(&shop.printer.papers().await[0], "Return receipt"));
    assert_eq!(shop.prints(&sale).await, prints("none", "none", None), "the sale's is another");
}
