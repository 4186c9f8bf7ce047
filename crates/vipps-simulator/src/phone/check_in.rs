//! The code of a till, scanned: a page on which one of the phones checks in, for whoever scans it
//! with another device, and the check-in itself.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};

use crate::phone::pages::{PhoneCard, html, missing};
use crate::phone::place::Place;
use crate::phone::scanned::{Choice, ScannedPage};
use crate::phone::screen::merchant_name;
use crate::simulator::Simulator;

const GONE: &str = "This code belongs to no till any more.";
const NOT_CONNECTED: &str = "Can't connect to the store. Ask the staff for help.";

pub(super) async fn page(State(simulator): State<Simulator>, Path(link): Path<String>) -> Response {
    let page = simulator.turn(|turn| {
        let ((msn, _), code) = turn.state.codes.callbacks.by_link(&link)?;
        Some(ScannedPage {
            title: "Check in",
            merchant: merchant_name(turn.settings, msn),
            headline: code.location.clone(),
            question: "Who scanned the code? That phone checks in.",
            address: format!("/check-in/{link}"),
            phones: PhoneCard::all(turn),
        })
    });
    page.map_or_else(|| missing(GONE), |page| html(&page))
}

pub(super) async fn choose(
    State(simulator): State<Simulator>,
    Path(link): Path<String>,
    Form(choice): Form<Choice>,
) -> Response {
    scan(&simulator, &link, &choice.msisdn)
}

/// The phone scans the code with this link.
pub(super) fn scan(simulator: &Simulator, link: &str, msisdn: &str) -> Response {
    let done = simulator.turn(|turn| {
        let (key, _) = turn.state.codes.callbacks.by_link(link)?;
        let key = key.clone();
        Some(turn.check_in(msisdn, &key))
    });
    match done {
        Some(Ok(_)) => Redirect::to(&Place::Home.address(msisdn)).into_response(),
        Some(Err(_)) => missing(NOT_CONNECTED),
        None => missing(GONE),
    }
}
