//! A QR code as an SVG picture: black on white with the quiet zone that scanners need, in light
//! and dark pages alike.

use std::fmt::Write as _;

use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use fast_qr::{QRBuilder, QRCode};

/// Modules of white on each side.
const QUIET_ZONE: usize = 4;

/// Pixels of one side of a PNG, when the call doesn't say.
pub(crate) const DEFAULT_SIZE: usize = 1024;
/// What a side may have.
pub(crate) const SIZES: std::ops::RangeInclusive<usize> = 100..=2000;

/// An SVG, or with a size in pixels a PNG.
pub(crate) fn answer(text: &str, png_size: Option<usize>) -> Response {
    match png_size {
        None => ([(header::CONTENT_TYPE, "image/svg+xml")], svg(text)).into_response(),
        Some(size) => ([(header::CONTENT_TYPE, "image/png")], png(text, size)).into_response(),
    }
}

/// A square picture of `size` pixels a side, one bit each. Every module has the same whole number
/// of pixels; what is left over is white around them.
fn png(text: &str, size: usize) -> Vec<u8> {
    let size = size.clamp(*SIZES.start(), *SIZES.end());
    let code = QRBuilder::new(text).build().ok();
    let modules = code.as_ref().map_or(0, |code| code.size) + 2 * QUIET_ZONE;
    let scale = (size / modules).max(1);
    let offset = size.saturating_sub(modules * scale) / 2 + QUIET_ZONE * scale;
    let is_dark = |x: usize, y: usize| {
        let at = |pixel: usize| pixel.checked_sub(offset).map(|inside| inside / scale);
        at(x).zip(at(y)).is_some_and(|(column, row)| is_set(code.as_ref(), row, column))
    };
    let row_bytes = size.div_ceil(8);
    let mut pixels = vec![0xff; row_bytes * size];
    for y in 0..size {
        for x in (0..size).filter(|x| is_dark(*x, y)) {
            pixels[y * row_bytes + x / 8] &= !(0x80 >> (x % 8));
        }
    }
    encode(&pixels, u32::try_from(size).expect("the size is clamped to 2000"))
}

fn is_set(code: Option<&QRCode>, row: usize, column: usize) -> bool {
    let code = code.filter(|code| row < code.size && column < code.size);
    code.is_some_and(|code| code[row][column].value())
}

fn encode(pixels: &[u8], size: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, size, size);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let mut writer = encoder.write_header().expect("writing to memory can't fail");
    writer.write_image_data(pixels).expect("the pixels have the size given");
    writer.finish().expect("writing to memory can't fail");
    bytes
}

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
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" \
         shape-rendering=\"crispEdges\"><rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/>\
         <path d=\"{path}\" fill=\"#000\"/></svg>"
    )
}
