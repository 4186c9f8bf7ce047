//! The QR picture of a payment with `userFlow: QR`, and the address that it holds. The address
//! opens a page on which one of the simulated phones can take the request.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use crate::answer::Answer;
use crate::call::origin;
use crate::epayment::payment::PaymentState;
use crate::phone::qr_picture;
use crate::simulator::Simulator;

/// How the picture is wanted.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    size: Option<usize>,
}

/// The picture as an SVG, or as a PNG of so many pixels a side.
pub(super) fn picture_url(origin: &str, link: &str, png_size: Option<usize>) -> String {
    let query = png_size.map_or_else(String::new, |size| format!("?size={size}"));
    format!("{origin}/qr/v1/pictures/{link}{query}")
}

/// What an app on the same device opens.
pub(super) fn app_url(link: &str) -> String {
    format!("vipps://pay/{link}")
}

/// What the QR says.
pub(super) fn target_url(origin: &str, link: &str) -> String {
    format!("{origin}/pay/{link}")
}

/// An SVG, or with a size a PNG; 404 once the payment can't be approved any more, as with the real pictures.
pub(crate) async fn picture(
    State(simulator): State<Simulator>,
    Path(link): Path<String>,
    Query(wanted): Query<Wanted>,
    request: axum::extract::Request,
) -> Response {
    let is_open = simulator.turn(|turn| {
        let ledger = &turn.state.ledger;
        let number = ledger.find_by_link(&link);
        number.is_some_and(|number| ledger.get(number).state == PaymentState::Created)
    });
    if !is_open {
        return Answer::gateway(StatusCode::NOT_FOUND, "Resource not found").into_response();
    }
    let origin = origin(simulator.settings(), request.headers(), request.uri());
    qr_picture::answer(&target_url(&origin, &link), wanted.size)
}
