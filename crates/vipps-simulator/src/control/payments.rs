//! Approving and declining payments without a phone, and the list of all payments.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{conflict, not_found};
use crate::answer::Answer;
use crate::epayment::ledger::PaymentNumber;
use crate::epayment::payment::{Aggregate, Payment, PaymentState};
use crate::extract::{Path, Query};
use crate::money::Amount;
use crate::simulator::Simulator;

/// Needed only where two sales units use one reference.
#[derive(Deserialize)]
pub(super) struct Unit {
    msn: Option<String>,
}

/// What the customer does.
#[derive(Clone, Copy)]
enum Wish {
    Approve,
    Decline,
}

#[derive(Serialize)]
struct Listed<'a> {
    reference: &'a str,
    msn: &'a str,
    state: PaymentState,
    amount: Amount,
    aggregate: Aggregate,
    msisdn: Option<&'a str>,
    capture_calls: u32,
    create_body: Value,
}

pub(super) async fn list(State(simulator): State<Simulator>) -> Answer {
    #[derive(Serialize)]
    struct List<'a> {
        payments: Vec<Listed<'a>>,
    }
    simulator.turn(|turn| {
        let payments = turn.state.ledger.all().map(|(_, payment)| Listed::of(payment)).collect();
        Answer::json(StatusCode::OK, &List { payments })
    })
}

impl<'a> Listed<'a> {
    fn of(payment: &'a Payment) -> Self {
        Self {
            reference: &payment.key.reference,
            msn: &payment.key.msn,
            state: payment.state,
            amount: payment.amount,
            aggregate: payment.aggregate(),
            msisdn: payment.msisdn.as_deref(),
            capture_calls: payment.capture_calls,
            create_body: serde_json::from_slice(&payment.create_body).unwrap_or_default(),
        }
    }
}

pub(super) async fn approve(
    State(simulator): State<Simulator>,
    Path(reference): Path<String>,
    Query(unit): Query<Unit>,
) -> Answer {
    decide(&simulator, &reference, &unit, Wish::Approve)
}

pub(super) async fn decline(
    State(simulator): State<Simulator>,
    Path(reference): Path<String>,
    Query(unit): Query<Unit>,
) -> Answer {
    decide(&simulator, &reference, &unit, Wish::Decline)
}

fn decide(simulator: &Simulator, reference: &str, unit: &Unit, wish: Wish) -> Answer {
    #[derive(Serialize)]
    struct Decided<'a> {
        reference: &'a str,
        state: PaymentState,
    }
    simulator.turn(|turn| {
        let found: Vec<PaymentNumber> = turn
            .state
            .ledger
            .all()
            .filter(|(_, payment)| payment.key.reference == reference)
            .filter(|(_, payment)| unit.msn.as_ref().is_none_or(|msn| *msn == payment.key.msn))
            .map(|(number, _)| number)
            .collect();
        let number = match found.as_slice() {
            [number] => *number,
            [] => return not_found(simulator, "No payment has this reference."),
            _ => return conflict(simulator, "Two sales units use this reference: add ?msn="),
        };
        let acted = match wish {
            Wish::Approve => turn.approve_payment(number),
            Wish::Decline => turn.decline_payment(number),
        };
        let payment = turn.state.ledger.get(number);
        let state = payment.state;
        if acted {
            Answer::json(StatusCode::OK, &Decided { reference, state })
        } else if let Some(reason) = &payment.failed_attempt {
            conflict(simulator, reason)
        } else {
            conflict(simulator, &format!("The payment is {state:?} already."))
        }
    })
}
