//! The QR picture of a payment with `userFlow: QR`, and the address that it holds. The address
//! opens a page on which one of the simulated phones can take the request.

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use crate::answer::Answer;
use crate::call::origin;
use crate::epayment::payment::PaymentState;
use crate::phone::qr_picture;
use crate::simulator::Simulator;

pub(super) fn picture_url(origin: &str, link: &str) -> String {
    format!("{origin}/qr/v1/pictures/{link}")
}

/// What the QR says.
pub(super) fn target_url(origin: &str, link: &str) -> String {
    format!("{origin}/pay/{link}")
}

/// An SVG; 404 once the payment can't be approved any more, as with the real pictures.
pub(crate) async fn picture(
    State(simulator): State<Simulator>,
    Path(link): Path<String>,
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
    let svg = qr_picture::svg(&target_url(&origin, &link));
    ([(header::CONTENT_TYPE, "image/svg+xml")], svg).into_response()
}
