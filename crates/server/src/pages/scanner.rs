//! The till's scanner: a code that shows whether everything of a scan arrives, told in words, and one that
//! presses the next step, so that a sale needs no hand but the scanner's.

use super::place::Place;
use super::stopped::Stopped;
use super::visit::Visit;
use crate::words::Words;
use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::response::Html;
use checkout::{CALIBRATION, Calibration, calibrate};
use fast_qr::QRBuilder;
use serde::Deserialize;
use std::fmt::Write as _;

/// Scanned, it presses the primary button. Its characters are the same on every keyboard of the north.
pub(super) const NEXT_CODE: &str = "TILL.NEXT";
/// Modules of white on each side (ISO/IEC 18004).
const QUIET_ZONE: usize = 4;

#[derive(Deserialize)]
pub(super) struct Scanned {
    text: String,
    us: Option<String>,
    /// The longest pause between two of its keys, where the page has learnt that it is a long one.
    slow_ms: Option<u32>,
}

#[derive(Template)]
#[template(path = "scanner.html")]
struct ScannerPage<'a> {
    words: Words,
    place: &'a Place,
    code: &'static str,
    calibration: Picture,
    next: Picture,
    verdict: String,
    /// What was learnt of how fast it types, where that is slow.
    pace: String,
    is_well: bool,
}

/// A QR: its side in modules, and the dark ones as the path of an SVG.
struct Picture {
    side: usize,
    path: String,
}

impl Picture {
    fn of(text: &str) -> Self {
        let code = QRBuilder::new(text).build().expect("a short text fits into a QR");
        let mut path = String::new();
        for row in 0..code.size {
            for column in (0..code.size).filter(|column| code[row][*column].value()) {
                let (x, y) = (column + QUIET_ZONE, row + QUIET_ZONE);
                let _ = write!(path, "M{x} {y}h1v1h-1z");
            }
        }
        Self { side: code.size + 2 * QUIET_ZONE, path }
    }
}

pub(super) async fn page(visit: Visit) -> Result<Html<String>, Stopped> {
    render(&visit.place, None, None)
}

/// The verdict about a scan of the code on the page.
pub(super) async fn judge(
    visit: Visit,
    posted: Result<Form<Scanned>, FormRejection>,
) -> Result<Html<String>, Stopped> {
    let place = &visit.place;
    let Ok(Form(Scanned { text, us, slow_ms })) = posted else {
        return render(place, Some(Calibration::OtherCode), None);
    };
    render(place, Some(calibrate(&text, us.as_deref(), place.country)), slow_ms)
}

fn render(
    place: &Place,
    found: Option<Calibration>,
    slow_ms: Option<u32>,
) -> Result<Html<String>, Stopped> {
    let words = place.words;
    let is_well = matches!(found, Some(Calibration::AsItIs | Calibration::Mended));
    let verdict = found.map(|found| told(&found, words)).unwrap_or_default();
    let pace = slow_ms.map(|ms| words.of("scanner-slow").with("ms", ms).to_string());
    let page = ScannerPage {
        words,
        place,
        code: CALIBRATION,
        calibration: Picture::of(CALIBRATION),
        next: Picture::of(NEXT_CODE),
        verdict,
        pace: pace.unwrap_or_default(),
        is_well,
    };
    Ok(Html(page.render()?))
}

fn told(found: &Calibration, words: Words) -> String {
    match found {
        Calibration::AsItIs => words.of("scanner-as-is").to_string(),
        Calibration::Mended => words.of("scanner-mended").to_string(),
        Calibration::CapsLock => words.of("scanner-caps").to_string(),
        Calibration::Lost(lost) => words.of("scanner-lost").with("lost", lost).to_string(),
        Calibration::OtherCode => words.of("scanner-other").to_string(),
    }
}
