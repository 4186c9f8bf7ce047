//! A customer scans the code of a till without a phone.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::{conflict, not_found};
use crate::answer::Answer;
use crate::qr::check_in::NotCheckedIn;
use crate::simulator::Simulator;
use crate::strict;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scan {
    msisdn: String,
    msn: String,
    merchant_qr_id: String,
}

pub(super) async fn check_in(State(simulator): State<Simulator>, body: Bytes) -> Answer {
    #[derive(Serialize)]
    struct CheckedIn<'a> {
        customer_token: &'a str,
    }
    let scan = match strict::read::<Scan>(&body) {
        Ok(scan) => scan,
        Err(problem) => return problem.answer(simulator.ids(), "/simulator"),
    };
    match simulator.turn(|turn| turn.check_in(&scan.msisdn, &(scan.msn, scan.merchant_qr_id))) {
        Ok(token) => Answer::json(StatusCode::OK, &CheckedIn { customer_token: &token }),
        Err(NotCheckedIn::UnknownCode) => not_found(&simulator, "No callback QR has this id."),
        Err(NotCheckedIn::UnknownCustomer) => not_found(&simulator, "No customer has this number."),
        Err(NotCheckedIn::NoReceiver) => {
            conflict(&simulator, "The sales unit has no webhook for user.checked-in.v1.")
        }
    }
}
