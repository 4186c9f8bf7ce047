//! A receipt as a PDF of one page, as wide as the paper of a receipt printer, in Courier, which every
//! reader of PDF has.

use super::settings::CodePage;
use super::slip::Slip;
use super::text::{Style, lines};
use fast_qr::QRBuilder;
use pdf_writer::types::PageLayout;
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

const COLUMNS: usize = 42;
/// 80 mm, in points.
const WIDTH: f32 = 226.8;
const MARGIN: f32 = 14.0;
/// Courier's characters are all 0.6 of its size wide.
const SIZE: f32 = 7.8;
const LEADING: f32 = 10.6;
const QR_SIDE: f32 = 64.0;

pub(crate) fn pdf(slip: &Slip) -> Vec<u8> {
    let lines = lines(slip, COLUMNS);
    let height: f32 = 2.0 * MARGIN + lines.iter().map(|line| line_height(line.style)).sum::<f32>();
    let mut content = Content::new();
    let mut y = height - MARGIN;
    for line in &lines {
        y -= line_height(line.style);
        if line.style == Style::Qr {
            draw_qr(&mut content, &line.text, y);
            continue;
        }
        let (font, wide, high) = match line.style {
            Style::Plain | Style::Qr => ("F1", 1.0, 1.0),
            Style::Bold => ("F2", 1.0, 1.0),
            Style::Large => ("F2", 2.0, 2.0),
            Style::Tall => ("F2", 1.0, 2.0),
        };
        content.begin_text();
        content.set_font(Name(font.as_bytes()), SIZE);
        content.set_text_matrix([wide, 0.0, 0.0, high, MARGIN, y + 2.4]);
        content.show(Str(&CodePage::Wpc1252.encode(&line.text)));
        content.end_text();
    }
    document(slip, height, &content.finish())
}

fn document(slip: &Slip, height: f32, content: &[u8]) -> Vec<u8> {
    let [catalog, pages, page, plain, bold, stream, info] = [1, 2, 3, 4, 5, 6, 7].map(Ref::new);
    let mut pdf = Pdf::new();
    let mut root = pdf.catalog(catalog);
    root.pages(pages).lang(TextStr(slip.language)).page_layout(PageLayout::SinglePage);
    root.viewer_preferences().display_doc_title(true);
    root.finish();
    pdf.pages(pages).kids([page]).count(1);
    let mut one = pdf.page(page);
    one.parent(pages).media_box(Rect::new(0.0, 0.0, WIDTH, height)).contents(stream);
    one.resources().fonts().pair(Name(b"F1"), plain).pair(Name(b"F2"), bold);
    one.finish();
    for (font, name) in [(plain, "Courier"), (bold, "Courier-Bold")] {
        pdf.type1_font(font)
            .base_font(Name(name.as_bytes()))
            .encoding_predefined(Name(b"WinAnsiEncoding"));
    }
    pdf.stream(stream, content);
    pdf.document_info(info).title(TextStr(&slip.title)).producer(TextStr("Clubtill"));
    pdf.finish()
}

fn line_height(style: Style) -> f32 {
    match style {
        Style::Plain | Style::Bold => LEADING,
        Style::Large | Style::Tall => 2.0 * LEADING,
        Style::Qr => QR_SIDE + LEADING,
    }
}

/// In the middle, its foot at `y`.
fn draw_qr(content: &mut Content, text: &str, y: f32) {
    let Ok(code) = QRBuilder::new(text).build() else { return };
    // A receipt's number is short: a code of some forty dots.
    let dots = u16::try_from(code.size).map_or(1.0, f32::from);
    let dot = QR_SIDE / dots;
    let left = (WIDTH - QR_SIDE) / 2.0;
    for row in 0..code.size {
        for column in 0..code.size {
            if code[row][column].value() {
                let place = |index: usize| u16::try_from(index).map_or(0.0, f32::from) * dot;
                let foot = y + QR_SIDE - place(row) - dot;
                content.rect(left + place(column), foot, dot, dot);
            }
        }
    }
    content.fill_nonzero();
}
