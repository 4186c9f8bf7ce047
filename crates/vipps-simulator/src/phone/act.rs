//! The customer's answers: approve or decline a payment, join or decline a club. Each ends in a
//! redirect to the phone, which shows what has become of it.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use crate::epayment::ledger::PaymentKey;
use crate::phone::pages::missing;
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

/// The form holds `consent` once for each ticked box.
pub(super) async fn login(
    State(simulator): State<Simulator>,
    Path((msisdn, auth_req_id, answer)): Path<(String, String, Answer)>,
    Form(form): Form<Vec<(String, String)>>,
) -> Response {
    let ticked = form.into_iter().filter(|(name, _)| name == "consent").map(|(_, id)| id).collect();
    let is_found = simulator.turn(|turn| {
        let number = turn.state.logins.find(&auth_req_id);
        let own = number.filter(|number| turn.state.logins.get(*number).msisdn == msisdn);
        let Some(number) = own else { return false };
        match answer {
            Answer::Approve => turn.approve_login(number, Some(ticked)),
            Answer::Decline => turn.decline_login(number),
        };
        true
    });
    back(&msisdn, is_found)
}

fn back(msisdn: &str, is_found: bool) -> Response {
    if is_found {
        return Redirect::to(&format!("/phones/{msisdn}")).into_response();
    }
    missing("This phone has no such request. Go back and load the page again.")
}
