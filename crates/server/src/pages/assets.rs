//! The style sheet, the scripts and the icon, embedded in the executable. They change with it only,
//! so a browser asks each time and is told in a few bytes that it has them.

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use checkout::sha256_hex;

const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// Name, content type and text of each.
const ASSETS: [(&str, &str, &str); 24] = [
    ("clubtill.css", CSS, include_str!("../../assets/clubtill.css")),
    ("till.css", CSS, include_str!("../../assets/till.css")),
    ("display.css", CSS, include_str!("../../assets/display.css")),
    ("receipts.css", CSS, include_str!("../../assets/receipts.css")),
    ("office.css", CSS, include_str!("../../assets/office.css")),
    ("sign-in.css", CSS, include_str!("../../assets/sign-in.css")),
    ("pin.js", SCRIPT, include_str!("../../assets/pin.js")),
    ("lock.js", SCRIPT, include_str!("../../assets/lock.js")),
    ("paper.css", CSS, include_str!("../../assets/paper.css")),
    ("paper.js", SCRIPT, include_str!("../../assets/paper.js")),
    ("receipts.js", SCRIPT, include_str!("../../assets/receipts.js")),
    ("sound.js", SCRIPT, include_str!("../../assets/sound.js")),
    ("design.css", CSS, include_str!("../../assets/design.css")),
    ("till.js", SCRIPT, include_str!("../../assets/till.js")),
    ("change.js", SCRIPT, include_str!("../../assets/change.js")),
    ("finder.js", SCRIPT, include_str!("../../assets/finder.js")),
    ("import.js", SCRIPT, include_str!("../../assets/import.js")),
    ("elsewhere.js", SCRIPT, include_str!("../../assets/elsewhere.js")),
    ("scanner.js", SCRIPT, include_str!("../../assets/scanner.js")),
    ("offer.js", SCRIPT, include_str!("../../assets/offer.js")),
    ("display.js", SCRIPT, include_str!("../../assets/display.js")),
    ("wedge.js", SCRIPT, include_str!("../../assets/wedge.js")),
    ("live.js", SCRIPT, include_str!("../../assets/live.js")),
    ("icon.svg", "image/svg+xml", include_str!("../../assets/icon.svg")),
];

pub(super) async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some((_, content_type, text)) = ASSETS.iter().find(|(known, ..)| *known == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = tag(text);
    let fixed = [(header::CACHE_CONTROL, "no-cache"), (header::X_CONTENT_TYPE_OPTIONS, "nosniff")];
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag)) {
        return (StatusCode::NOT_MODIFIED, fixed, [(header::ETAG, tag)]).into_response();
    }
    (fixed, [(header::ETAG, tag), (header::CONTENT_TYPE, (*content_type).to_owned())], *text)
        .into_response()
}

/// Sixteen digits of the text's SHA-256, quoted.
fn tag(text: &str) -> String {
    let digits = sha256_hex(&[text.as_bytes()]);
    format!("\"{}\"", &digits[..16])
}
