//! Receipts as they come out on paper, in each language, and in each form the same.

use super::scene::{Scene, pay, words};
use super::served::Pages;
use crate::Settings;
use crate::pages::receipt::ReceiptView;
use crate::paper::{self, CodePage, Columns, PrinterSettings, ReceiptSettings, Seller, Slip};
use crate::roles::Role;
use checkout::{DiscountReason, Language, LineId, Prints, SaleEvent, TenderKind, TillId, VatRate};
use std::sync::Arc;
use testkit::until;

/// Two rates of VAT, a club price, points and a payment in the app.
fn receipt(language: Language) -> ReceiptView {
    let mut scene =
        Scene::filled().line("Müsli, 1 kg, with a name that is long", 8_990, None, "0.35");
    if let Some(SaleEvent::LineAdded { item, .. }) = scene.sale.last_mut() {
        item.vat_rate = VatRate::new(1_500).unwrap();
    }
    scene.place.words = words(language);
    scene.place.seller = Seller {
        name: Some("Fjelltopp Ærlig AS".to_owned()),
        organisation_number: Some("999 888 777 MVA".to_owned()),
        address: Some("Storgata 1, 0155 Oslo".to_owned()),
    };
    scene.points = Some(1_529);
    let scene = scene.member("Kari").asked_to_pay(&pay::created_and(&[pay::settled(302_847, 0)]));
    let scene = scene.paid().earned(299);
    ReceiptView::of(&scene.place, &scene.view()).unwrap()
}

#[test]
fn a_discount_by_hand_says_why_and_whoever_sold_has_a_name() {
    let discount =
        SaleEvent::DiscountSet { line: LineId(1), minor: 10_000, reason: DiscountReason::Damaged };
    let mut scene = Scene::filled().and(discount).tendered(TenderKind::Cash, None).completed();
    let text = |scene: &Scene| {
        let view = ReceiptView::of(&scene.place, &scene.view()).unwrap();
        paper::text(&Slip::of(&view, false), 42)
    };
    let told = text(&scene);
    let line = |told: &str, word: &str| {
        told.lines().find(|line| line.contains(word)).unwrap_or_default().to_owned()
    };
    assert!(line(&told, "Discount: Damaged").ends_with("−100,00"), "{told}");
    assert!(line(&told, "Operator").ends_with(" till"), "{told}");
    let people = vec![super::signing_in::person("till", Role::Cashier, &[])];
    scene.place.settings = Arc::new(Settings { people, ..Settings::of(testkit::merchant()) });
    assert!(line(&text(&scene), "Operator").ends_with("Name of till"));
}

fn printer(columns: Columns, code_page: CodePage) -> PrinterSettings {
    PrinterSettings { columns, code_page, ..PrinterSettings::default() }
}

/// ESC/POS in words: commands in angle brackets, text as it is read.
fn decoded(bytes: &[u8], code_page: CodePage) -> String {
    let mut text = String::new();
    let mut rest = bytes;
    while let Some(&first) = rest.first() {
        let (taken, told) = match rest {
            [0x1b, b'@', ..] => (2, "<initialize>\n".to_owned()),
            [0x1b, b't', page, ..] => (3, format!("<code page {page}>\n")),
            [0x1b, b'E', bold, 0x1d, b'!', size, ..] => {
                (6, format!("<bold {bold}, size {size:02x}>"))
            }
            [0x1b, b'a', place, ..] => (3, format!("<place {place}>")),
            [0x1d, b'(', b'k', low, high, ..] => {
                let end = 5 + usize::from(u16::from_le_bytes([*low, *high]));
                let data = String::from_utf8_lossy(&rest[5..end]).escape_debug().to_string();
                (end, format!("<qr {data}>"))
            }
            [0x1d, b'V', 66, feed, ..] => (4, format!("<cut after {feed}>\n")),
            _ => (1, read(first, code_page)),
        };
        text.push_str(&told);
        rest = &rest[taken..];
    }
    text
}

/// The character of a byte, found by what the letters of the five languages are sent as.
fn read(byte: u8, code_page: CodePage) -> String {
    let is_plain = byte == b'\n' || (b' '..=b'~').contains(&byte);
    if is_plain {
        return char::from(byte).to_string();
    }
    let (cp858, wpc1252) = match code_page {
        CodePage::Cp858 => (true, false),
        CodePage::Wpc1252 => (false, true),
    };
    let known = [
        ('æ', 0x91, 0xe6),
        ('ø', 0x9b, 0xf8),
        ('å', 0x86, 0xe5),
        ('ä', 0x84, 0xe4),
        ('ö', 0x94, 0xf6),
        ('ü', 0x81, 0xfc),
        ('Æ', 0x92, 0xc6),
        ('Ø', 0x9d, 0xd8),
        ('Å', 0x8f, 0xc5),
        ('Ä', 0x8e, 0xc4),
        ('Ö', 0x99, 0xd6),
        ('€', 0xd5, 0x80),
        ('×', 0x9e, 0xd7),
        ('é', 0x82, 0xe9),
    ];
    let found =
        known.iter().find(|(_, one, other)| cp858 && *one == byte || wpc1252 && *other == byte);
    found.map_or_else(|| format!("<{byte:02x}>"), |(character, ..)| character.to_string())
}

#[test]
fn in_each_language_as_text_and_for_a_printer() {
    for language in Language::ALL {
        let slip = Slip::of(&receipt(language), false);
        let tag = language.tag();
        insta::assert_snapshot!(format!("paper_{tag}"), paper::text(&slip, 42));
        let settings = match language {
            Language::Nb | Language::Fi => printer(Columns::C32, CodePage::Cp858),
            Language::Sv => printer(Columns::C48, CodePage::Wpc1252),
            _ => printer(Columns::C42, CodePage::Wpc1252),
        };
        let bytes = paper::escpos(&slip, &settings);
        insta::assert_snapshot!(format!("escpos_{tag}"), decoded(&bytes, settings.code_page));
    }
}

#[test]
fn no_line_is_wider_than_the_paper() {
    for language in Language::ALL {
        for is_copy in [false, true] {
            let mut receipt = receipt(language);
            receipt.is_training = is_copy;
            let slip = Slip::of(&receipt, is_copy);
            for columns in [32, 42, 48] {
                for line in paper::text(&slip, columns).lines() {
                    assert!(line.chars().count() <= columns, "{columns}: {line:?}");
                }
            }
        }
    }
}

#[test]
fn what_is_a_copy_or_training_says_so_twice_as_large_as_the_amounts() {
    let mut receipt = receipt(Language::Nb);
    receipt.prints = Prints::default();
    let settings = printer(Columns::C42, CodePage::Cp858);
    let copy = decoded(&paper::escpos(&Slip::of(&receipt, true), &settings), CodePage::Cp858);
    assert!(copy.contains("<bold 1, size 11>        KOPI\n<bold 1, size 00>"), "{copy}");
    receipt.is_training = true;
    let slip = Slip::of(&receipt, false);
    let training = decoded(&paper::escpos(&slip, &settings), CodePage::Cp858);
    for marked in [
        "<bold 1, size 11> TRENINGSKVITTERING\n",
        " IKKE KVITTERING FOR\n        KJØP\n<bold 0, size 00>",
    ] {
        assert!(training.contains(marked), "no {marked:?} in {training}");
    }
    assert!(!training.contains("<qr"), "nothing comes back of training");
    // 32 columns hold 16 letters of double width: what is longer is as high, but not as wide.
    let narrow = paper::escpos(&slip, &printer(Columns::C32, CodePage::Cp858));
    let narrow = decoded(&narrow, CodePage::Cp858);
    assert!(narrow.contains("<bold 1, size 01>       TRENINGSKVITTERING\n"), "{narrow}");
}

#[test]
fn a_pdf_has_the_same_rows() {
    let slip = Slip::of(&receipt(Language::Da), true);
    let pdf = paper::pdf(&slip);
    if let Some(folder) = std::env::var_os("CLUBTILL_PDF") {
        std::fs::write(std::path::Path::new(&folder).join("receipt.pdf"), &pdf).unwrap();
    }
    assert!(pdf.starts_with(b"%PDF-") && pdf.ends_with(b"%%EOF"), "no PDF");
    let has = |text: &str| {
        let bytes = CodePage::Wpc1252.encode(text);
        // What is not ASCII is written in hex.
        let hex = bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().concat();
        pdf.windows(bytes.len()).any(|part| part == bytes)
            || pdf.windows(hex.len()).any(|part| part.eq_ignore_ascii_case(hex.as_bytes()))
    };
    for line in paper::text(&slip, 42).lines().filter(|line| !line.contains(['(', ')'])) {
        assert!(has(line.trim()), "no {line:?} in the PDF");
    }
}

/// A sale at till 1 that is paid; its id.
async fn sold(pages: &Pages) -> String {
    pages.done("scan", "text=9521234500025").await;
    let page = pages.done("tender", "kind=card").await;
    page.has(200, &["data-test=\"receipt\""]);
    let (_, after) = page.text.split_once("/till/1/receipts/").unwrap();
    after.chars().take_while(|one| *one != '"').collect()
}

#[tokio::test]
async fn a_printer_that_is_off_is_told_of_at_the_till_with_the_way_on() {
    // Nobody listens on the first port.
    let off = PrinterSettings { address: "127.0.0.1:1".to_owned(), ..PrinterSettings::default() };
    let printers = [(TillId::new("1"), off)].into();
    let receipts = ReceiptSettings { printers, ..ReceiptSettings::default() };
    let pages = Pages::printing(receipts).await;
    let sale = sold(&pages).await;
    pages.get("/till/1").await.has(200, &["Print receipt"]).without("printer-trouble");
    let print = format!("sale={sale}");
    pages.post("/till/1/print", &print).await.has(303, &[]);
    let told = "Not printed: the printer can&#39;t be reached";
    for path in ["/till/1".to_owned(), format!("/till/1/receipts/{sale}")] {
        until("it is told", || async {
            let page = pages.get(&path).await;
            (page.text.contains(told) && page.text.contains("Print again")).then_some(())
        })
        .await;
    }
    let alert = "data-alert=\"Not printed: the printer can";
    pages.get("/till/1").await.has(200, &[alert, "New sale"]);
    pages.done("new", &print).await.has(200, &["The basket is empty"]).without("printer-trouble");
    pages.post("/till/1/print", "sale=x").await.has(422, &["could not be read"]);
}

#[tokio::test]
async fn without_a_printer_the_browser_prints_once_and_a_copy_once() {
    let pages = Pages::new().await;
    let sale = sold(&pages).await;
    pages.get("/till/1").await.without("Print receipt");
    let paper = format!("/till/1/receipts/{sale}/paper");
    pages
        .get(&paper)
        .await
        .has(200, &["Print here", "Sales receipt", "<svg"])
        .without("data-print");
    let printed = pages.post(&paper, "").await;
    printed.has(200, &["data-print", "Wool socks"]).without(">COPY<");
    // Sent once more by a reload: there is one of it.
    let again = pages.post(&paper, "").await;
    again.has(200, &["Print the copy here", "class=\"mark\">Copy"]).without("data-print");
    pages.get(&paper).await.has(200, &["Print the copy here", "class=\"mark\">Copy"]);
    let copied = pages.post(&paper, "copy=true").await;
    copied.has(200, &["data-print", "class=\"mark\">Copy"]);
    let refused = pages.post(&paper, "copy=true").await;
    refused.has(422, &["The receipt and its one copy are printed"]).without("data-print");
    let page = pages.get(&format!("/till/1/receipts/{sale}")).await;
    page.has(200, &["The receipt and its copy are printed", "Receipt to print"]);
    pages.get("/till/1/receipts/x/paper").await.has(404, &[]);
}
