//! The customer's answers: approve or decline a payment, join or decline a club. Each ends in a
//! redirect to the phone, which shows what has become of it.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use crate::epayment::ledger::PaymentKey;
use crate::phone::pages::missing;
use crate::phone::place::Place;
use crate::phone::requests::{ACCEPT_TERMS, must_accept_terms};
use crate::simulator::Simulator;

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Answer {
    Approve,
    Decline,
}

/// An answer that comes too late changes nothing; the page then shows why.
pub(super) async fn payment(
    State(simulator): State<Simulator>,
    Path((msisdn, msn, reference, answer)): Path<(String, String, String, Answer)>,
) -> Response {
    let is_found = simulator.turn(|turn| {
        let number = turn.state.ledger.find(&PaymentKey { msn, reference });
        let own =
            number.filter(|number| turn.state.ledger.get(*number).msisdn.as_ref() == Some(&msisdn));
        let Some(number) = own else { return false };
        match answer {
            Answer::Approve => turn.approve_payment(number),
            Answer::Decline => turn.decline_payment(number),
        };
        true
    });
    back(&msisdn, is_found)
}

/// The form holds `consent` once for each ticked box. Without a box that must be ticked nothing
/// happens; browsers say so before they send.
pub(super) async fn login(
    State(simulator): State<Simulator>,
    Path((msisdn, auth_req_id, answer)): Path<(String, String, Answer)>,
    Form(form): Form<Vec<(String, String)>>,
) -> Response {
    let ticked = form.into_iter().filter(|(name, _)| name == "consent").map(|(_, id)| id);
    let ticked: Vec<String> = ticked.collect();
    let is_found = simulator.turn(|turn| {
        let number = turn.state.logins.find(&auth_req_id);
        let own = number.filter(|number| turn.state.logins.get(*number).msisdn == msisdn);
        let Some(number) = own else { return false };
        let new_scopes = turn.new_scopes(turn.state.logins.get(number));
        let is_complete =
            !must_accept_terms(&new_scopes) || ticked.iter().any(|id| id == ACCEPT_TERMS);
        match answer {
            Answer::Approve if !is_complete => false,
            Answer::Approve => turn.approve_login(number, Some(ticked)),
            Answer::Decline => turn.decline_login(number),
        };
        true
    });
    back(&msisdn, is_found)
}

fn back(msisdn: &str, is_found: bool) -> Response {
    if is_found {
        return Redirect::to(&Place::Home.address(msisdn)).into_response();
    }
    missing("This phone has no such request.")
}
