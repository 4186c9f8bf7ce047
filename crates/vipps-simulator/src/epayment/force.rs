//! `POST /epayment/v1/test/payments/{reference}/approve`: approves without the phone, as the test
//! environment offers it. The body names the customer, or the token of the payment's link.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;

use crate::answer::Answer;
use crate::call::ApiCall;
use crate::epayment::attempt::CARD_EXPIRED;
use crate::epayment::create::find_customer;
use crate::epayment::ledger::PaymentKey;
use crate::epayment::refusal;
use crate::epayment::request::CustomerInput;
use crate::extract::Path;
use crate::problem::Problem;
use crate::simulator::{Simulator, Turn};
use crate::strict;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ForceRequest {
    customer: Option<CustomerInput>,
    token: Option<String>,
}

pub(super) async fn approve(
    State(simulator): State<Simulator>,
    Path(reference): Path<String>,
    call: ApiCall,
) -> Answer {
    simulator.turn(|turn| match force(turn, &call, reference) {
        Ok(()) => Answer::empty(StatusCode::OK),
        Err(problem) => problem.answer(turn.ids, &call.instance),
    })
}

fn force(turn: &mut Turn<'_>, call: &ApiCall, reference: String) -> Result<(), Problem> {
    let unit = call.sales_unit(turn.settings)?;
    let request = strict::read::<ForceRequest>(&call.body)?;
    let key = PaymentKey { msn: unit.msn.clone(), reference };
    let missing = || refusal::NOT_FOUND.because("The reference does not exist for the sales unit.");
    let number = turn.state.ledger.find(&key).ok_or_else(missing)?;
    match (&request.customer, &request.token) {
        (Some(input), None) => {
            let customer = find_customer(turn, &unit.msn, input)?;
            turn.assign_payment(number, &customer.msisdn);
            let payment = turn.state.ledger.get(number);
            if payment.msisdn.as_ref() != Some(&customer.msisdn) {
                let detail = "The payment was sent to another customer.";
                return Err(refusal::FORCE_APPROVE_FAILED.because(detail));
            }
        }
        (None, Some(token)) if turn.state.ledger.find_by_link(token) == Some(number) => {}
        _ => {
            let detail = "The body must name either the customer or the token of the redirectUrl.";
            return Err(refusal::MISSING_PARAMETER.because(detail));
        }
    }
    if turn.approve_payment(number) {
        return Ok(());
    }
    let payment = turn.state.ledger.get(number);
    if let Some(reason) = &payment.failed_attempt {
        if reason == CARD_EXPIRED {
            return Err(refusal::INTERNAL_ERROR.because(CARD_EXPIRED));
        }
        return Err(refusal::FORCE_APPROVE_FAILED.because(reason.as_ref()));
    }
    let state = payment.state;
    let detail = format!("The payment is {state:?}.");
    if state == super::payment::PaymentState::Authorized {
        return Err(refusal::ALREADY_RESERVED.because(detail));
    }
    Err(refusal::FORCE_APPROVE_FAILED.because(detail))
}
