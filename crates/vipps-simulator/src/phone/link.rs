//! Payments behind a link or QR: a page on which one of the phones takes the request, and the
//! phone's own way to open the text of a scanned code, which may also be that of a till.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use crate::epayment::payment::PaymentState;
use crate::phone::check_in;
use crate::phone::pages::{PhoneCard, html, missing};
use crate::phone::place::Place;
use crate::phone::scanned::{Choice, ScannedPage};
use crate::phone::screen::merchant_name;
use crate::simulator::Simulator;

const GONE: &str = "This payment can't be opened any more. Ask for a new code.";

#[derive(Deserialize)]
pub(super) struct Scanned {
    code: String,
}

pub(super) async fn page(State(simulator): State<Simulator>, Path(link): Path<String>) -> Response {
    let page = simulator.turn(|turn| {
        let number = turn.state.ledger.find_by_link(&link)?;
        let payment = turn.state.ledger.get(number);
        let is_open = payment.state == PaymentState::Created;
        is_open.then(|| ScannedPage {
            title: "Open a payment",
            merchant: merchant_name(turn.settings, &payment.key.msn),
            headline: payment.amount.local(),
            question: "Who scanned the code? The request opens on that phone.",
            address: format!("/pay/{link}"),
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
    take(&simulator, &link, &choice.msisdn)
}

pub(super) async fn open(
    State(simulator): State<Simulator>,
    Path(msisdn): Path<String>,
    Form(scanned): Form<Scanned>,
) -> Response {
    let code = scanned.code.trim();
    if let Some((_, link)) = code.rsplit_once("/check-in/") {
        return check_in::scan(&simulator, link, &msisdn);
    }
    let link = code.rsplit_once("/pay/").map_or(code, |(_, link)| link);
    take(&simulator, link, &msisdn)
}

/// Puts the payment on the phone, unless another has it already.
fn take(simulator: &Simulator, link: &str, msisdn: &str) -> Response {
    let is_taken = simulator.turn(|turn| {
        let is_customer = turn.settings.customers.iter().any(|it| it.msisdn == msisdn);
        let number = turn.state.ledger.find_by_link(link).filter(|_| is_customer);
        number.is_some_and(|number| {
            turn.assign_payment(number, msisdn);
            turn.state.ledger.get(number).msisdn.as_deref() == Some(msisdn)
        })
    });
    if is_taken {
        return Redirect::to(&Place::Home.address(msisdn)).into_response();
    }
    missing(GONE)
}
