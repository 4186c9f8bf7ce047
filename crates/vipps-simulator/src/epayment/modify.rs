//! `POST …/capture`, `…/refund` and `…/cancel`: reads the call, lets `change` decide, and answers
//! with what the payment has come to.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::call::ApiCall;
use crate::epayment::change::{self, Change};
use crate::epayment::idempotency::{KeyScope, Known, Operation};
use crate::epayment::ledger::{PaymentKey, PaymentNumber};
use crate::epayment::payment::{Aggregate, Payment, PaymentState};
use crate::epayment::refusal::{self, Refusal};
use crate::epayment::request::AmountInput;
use crate::extract::Path;
use crate::money::Amount;
use crate::problem::Problem;
use crate::readings::Readings;
use crate::settings::{Restriction, SalesUnit};
use crate::simulator::{Simulator, Turn};
use crate::strict;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct AmountRequest {
    modification_amount: AmountInput,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct CancelRequest {
    #[serde(default)]
    cancel_transaction_only: Option<bool>,
}

/// What one payment can live through; the real service tells of no such limit.
const EVENTS_MAX: usize = 1_000;

/// What was asked for, once read.
enum Wanted {
    Capture(Amount),
    Refund(Amount),
    Cancel { transaction_only: bool },
}

pub(super) async fn capture(
    State(simulator): State<Simulator>,
    Path(reference): Path<String>,
    call: ApiCall,
) -> Answer {
    let wanted = read_amount(&call.body).map(Wanted::Capture);
    modify(&simulator, &call, Operation::Capture, reference, wanted)
}

pub(super) async fn refund(
    State(simulator): State<Simulator>,
    Path(reference): Path<String>,
    call: ApiCall,
) -> Answer {
    let wanted = read_amount(&call.body).map(Wanted::Refund);
    modify(&simulator, &call, Operation::Refund, reference, wanted)
}

/// The body may be missing, empty or an empty object.
pub(super) async fn cancel(
    State(simulator): State<Simulator>,
    Path(reference): Path<String>,
    call: ApiCall,
) -> Answer {
    let request = if call.body.is_empty() {
        Ok(CancelRequest::default())
    } else {
        strict::read::<CancelRequest>(&call.body)
    };
    let wanted = request.map(|request| Wanted::Cancel {
        transaction_only: request.cancel_transaction_only.unwrap_or(false),
    });
    modify(&simulator, &call, Operation::Cancel, reference, wanted)
}

fn read_amount(body: &Bytes) -> Result<Amount, Problem> {
    strict::read::<AmountRequest>(body)?.modification_amount.check()
}

fn modify(
    simulator: &Simulator,
    call: &ApiCall,
    operation: Operation,
    reference: String,
    wanted: Result<Wanted, Problem>,
) -> Answer {
    let refuse = |problem: Problem| problem.answer(simulator.ids(), &call.instance);
    let unit = match call.sales_unit(simulator.settings()) {
        Ok(unit) => unit,
        Err(problem) => return refuse(problem),
    };
    let key = match operation {
        Operation::Cancel if !simulator.readings().cancel_needs_key => call.optional_key(),
        _ => call.required_key().map(Some),
    };
    let key = match key {
        Ok(key) => key,
        Err(problem) => return refuse(problem),
    };
    let payment_key = PaymentKey { msn: unit.msn.clone(), reference };
    simulator.turn(|turn| {
        let PaymentKey { msn, reference } = &payment_key;
        if let Err(answer) = turn.limit_write(msn, reference, operation) {
            return answer;
        }
        let number = turn.state.ledger.find(&payment_key);
        if let (Some(number), Operation::Capture) = (number, operation) {
            turn.state.ledger.get_mut(number).capture_calls += 1;
        }
        let scope = key.map(|key| KeyScope {
            msn: payment_key.msn.clone(),
            operation,
            reference: payment_key.reference.clone(),
            key: key.to_owned(),
        });
        if let Some(scope) = &scope {
            match turn.state.stored_answers.look_up(scope, &call.body, turn.keys_since_ms()) {
                Known::Same(answer) => return answer,
                Known::OtherBody => {
                    let detail = "The idempotency key was used with another body.";
                    return refuse(operation.conflict().because(detail));
                }
                Known::New => {}
            }
        }
        if let (Some(number), Operation::Cancel) = (number, operation) {
            turn.race_cancel(number);
        }
        let answer = accept(turn, unit, number, wanted, key).unwrap_or_else(refuse);
        if let Some(scope) = scope {
            turn.state.stored_answers.keep(scope, &call.body, &answer, turn.now_ms);
        }
        answer
    })
}

fn accept(
    turn: &mut Turn<'_>,
    unit: &SalesUnit,
    number: Option<PaymentNumber>,
    wanted: Result<Wanted, Problem>,
    key: Option<&str>,
) -> Result<Answer, Problem> {
    let wanted = wanted?;
    let Some(number) = number else {
        let detail = "The reference does not exist for the sales unit.";
        return Err(refusal::NOT_FOUND.because(detail));
    };
    let payment = turn.state.ledger.get(number);
    if payment.events.len() >= EVENTS_MAX {
        let detail = "A payment can be changed so often and no more.";
        let status = StatusCode::TOO_MANY_REQUESTS;
        return Err(Problem::plain(status, "Too Many Requests", detail));
    }
    let change = decide(payment, unit, &wanted, turn.readings(), turn.now_ms)?;
    turn.apply_change(number, change, key);
    let modified = Modified::of(turn.state.ledger.get(number));
    Ok(if turn.readings().changes_are_problem_json {
        Answer::problem(StatusCode::OK, &modified)
    } else {
        Answer::json(StatusCode::OK, &modified)
    })
}

/// Amounts of a refund that fail in the test environment: the customer is gone, the time is over.
const REFUND_USER_GONE: i64 = 123;
const REFUND_TOO_LATE: i64 = 124;

fn decide(
    payment: &Payment,
    unit: &SalesUnit,
    wanted: &Wanted,
    readings: Readings,
    now_ms: i64,
) -> Result<Change, Problem> {
    let refuse = |refusal: Refusal| {
        let detail = format!("The payment is {:?} and can't be changed so.", payment.state);
        refusal.because(detail)
    };
    if let Wanted::Capture(amount) | Wanted::Refund(amount) = wanted {
        if amount.currency != payment.currency() {
            let detail = "The currency differs from that of the payment.";
            return Err(refusal::INVALID_AMOUNT.because(detail));
        }
        if amount.value == 0 {
            return Err(refusal::AMOUNT_TOO_SMALL.because("The amount must be more than zero."));
        }
    }
    let decided = match wanted {
        Wanted::Capture(amount) => {
            change::capture(payment, amount.value, unit.full_capture_only, now_ms)
        }
        Wanted::Refund(_) if unit.is_restricted(Restriction::NoRefunds) => {
            Err(refusal::REFUND_NOT_POSSIBLE)
        }
        Wanted::Refund(amount) => {
            let deadline_ms = payment.refund_deadline_ms(readings.refund_window);
            let decided = change::refund(payment, amount.value, deadline_ms, now_ms);
            match amount.value {
                REFUND_USER_GONE if readings.test_amounts => {
                    decided.and(Err(refusal::CANNOT_BE_REFUNDED))
                }
                REFUND_TOO_LATE if readings.test_amounts => {
                    decided.and(Err(refusal::REFUND_PERIOD_EXPIRED))
                }
                _ => decided,
            }
        }
        Wanted::Cancel { transaction_only } => change::cancel(payment, *transaction_only, now_ms)
            .map_err(|refusal| {
                let is_lock = refusal == refusal::CANCEL_PROCESSING;
                if is_lock && !readings.cancel_meets_lock {
                    refusal.as_bad_request()
                } else {
                    refusal
                }
            }),
    };
    decided.map_err(refuse)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Modified<'a> {
    amount: Amount,
    state: PaymentState,
    aggregate: Aggregate,
    psp_reference: &'a str,
    reference: &'a str,
}

impl<'a> Modified<'a> {
    fn of(payment: &'a Payment) -> Self {
        Self {
            amount: payment.amount,
            state: payment.state,
            aggregate: payment.aggregate(),
            psp_reference: payment.psp_reference(),
            reference: &payment.key.reference,
        }
    }
}
