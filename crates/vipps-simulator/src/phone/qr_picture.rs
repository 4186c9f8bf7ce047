//! A QR code as an SVG picture: black on white with the quiet zone that scanners need, in light
//! and dark pages alike.

use std::fmt::Write as _;

use fast_qr::QRBuilder;

/// Modules of white on each side.
const QUIET_ZONE: usize = 4;

/// The picture of `text`; a text too long for any QR gives an empty picture.
pub(crate) fn svg(text: &str) -> String {
    let Ok(code) = QRBuilder::new(text).build() else { return empty() };
    let size = code.size;
    let mut path = String::new();
    for row in 0..size {
        for (column, module) in code[row].iter().enumerate().take(size) {
            if module.value() {
                let (x, y) = (column + QUIET_ZONE, row + QUIET_ZONE);
                // Writing to a string can't fail.
                let _ = write!(path, "M{x} {y}h1v1h-1z");
            }
        }
    }
    let side = size + 2 * QUIET_ZONE;
    picture(side, &path)
}

fn empty() -> String {
    picture(2 * QUIET_ZONE, "")
}

fn picture(side: usize, path: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" role=\"img\" \
         shape-rendering=\"crispEdges\"><rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/>\
         <path d=\"{path}\" fill=\"#000\"/></svg>"
    )
}
