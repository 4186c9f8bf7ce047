//! The style sheet, the scripts and the icon of the phone pages, embedded in the executable.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};

pub(super) async fn asset(Path(name): Path<String>) -> Response {
    let (content_type, text) = match name.as_str() {
        "phone.css" => ("text/css; charset=utf-8", include_str!("assets/phone.css")),
        "phone.js" => ("text/javascript; charset=utf-8", include_str!("assets/phone.js")),
        "changes.js" => ("text/javascript; charset=utf-8", include_str!("assets/changes.js")),
        "worker.js" => ("text/javascript; charset=utf-8", include_str!("assets/worker.js")),
        "icon.svg" => ("image/svg+xml", include_str!("assets/icon.svg")),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    ([(header::CONTENT_TYPE, content_type)], text).into_response()
}
