//! The pictures of all codes at one kind of address, which the owner of a code may change: SVG,
//! or PNG where a size is given. The picture of what is over is a 404.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use crate::answer::Answer;
use crate::call::origin;
use crate::epayment::payment::PaymentState;
use crate::epayment::picture::target_url;
use crate::extract::{Path, Query};
use crate::phone::qr_picture;
use crate::qr::{callback, redirect};
use crate::simulator::{Simulator, Turn};

#[derive(Deserialize)]
pub(super) struct PictureQuery {
    size: Option<usize>,
}

pub(super) async fn picture(
    State(simulator): State<Simulator>,
    Path(link): Path<String>,
    Query(wanted): Query<PictureQuery>,
    request: Request,
) -> Response {
    let origin = origin(simulator.settings(), request.headers(), request.uri());
    match simulator.turn(|turn| content(turn, &origin, &link)) {
        Some(content) => qr_picture::answer(&content, wanted.size),
        None => Answer::gateway(StatusCode::NOT_FOUND, "Resource not found").into_response(),
    }
}

/// What the code behind `link` says.
fn content(turn: &Turn<'_>, origin: &str, link: &str) -> Option<String> {
    let ledger = &turn.state.ledger;
    if let Some(number) = ledger.find_by_link(link) {
        let is_open = ledger.get(number).state == PaymentState::Created;
        return is_open.then(|| target_url(origin, link));
    }
    let codes = &turn.state.codes;
    if codes.callbacks.by_link(link).is_some() {
        return Some(callback::content(origin, link));
    }
    codes.redirects.by_link(link, turn.now_ms).map(|_| redirect::content(origin, link))
}
