//! `GET /epayment/v1/payments/{reference}` and its event log.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;

use crate::answer::Answer;
use crate::call::ApiCall;
use crate::epayment::ledger::PaymentKey;
use crate::epayment::payment::{Aggregate, EventName, Payment, PaymentState};
use crate::epayment::person::{self, Details};
use crate::epayment::refusal;
use crate::epayment::request::{Metadata, PaymentMethodType};
use crate::extract::Path;
use crate::money::Amount;
use crate::simulator::{Simulator, Turn};

/// How long after the approval `profile.sub` is missing, where it is written late.
const SUB_LATE_MS: i64 = 1000;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Read<'a> {
    aggregate: Aggregate,
    amount: Amount,
    state: PaymentState,
    payment_method: Method,
    profile: Profile,
    psp_reference: &'a str,
    reference: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    redirect_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<&'a Metadata>,
    #[serde(skip_serializing_if = "Option::is_none")]
    capture_guaranteed_until: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_details: Option<Details>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Method {
    r#type: PaymentMethodType,
    /// The first six digits of the card, once it has paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    card_bin: Option<&'static str>,
}

#[derive(Serialize)]
struct Profile {
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LoggedEvent<'a> {
    reference: &'a str,
    psp_reference: &'a str,
    name: EventName,
    amount: Amount,
    timestamp: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    idempotency_key: Option<&'a str>,
    success: bool,
}

pub(super) async fn payment(
    State(simulator): State<Simulator>,
    Path(reference): Path<String>,
    call: ApiCall,
) -> Answer {
    read(&simulator, &call, reference, |turn, payment| {
        Answer::json(StatusCode::OK, &Read::of(turn, payment))
    })
}

pub(super) async fn events(
    State(simulator): State<Simulator>,
    Path(reference): Path<String>,
    call: ApiCall,
) -> Answer {
    read(&simulator, &call, reference, |_, payment| {
        let logged: Vec<LoggedEvent<'_>> = payment
            .events
            .iter()
            .map(|event| LoggedEvent {
                reference: &payment.key.reference,
                psp_reference: &event.psp_reference,
                name: event.name,
                amount: Amount { currency: payment.currency(), value: event.value },
                timestamp: event.timestamp(),
                idempotency_key: event.idempotency_key.as_deref(),
                success: true,
            })
            .collect();
        Answer::json(StatusCode::OK, &logged)
    })
}

fn read(
    simulator: &Simulator,
    call: &ApiCall,
    reference: String,
    show: impl FnOnce(&Turn<'_>, &Payment) -> Answer,
) -> Answer {
    simulator.turn(|turn| {
        let unit = match call.sales_unit(turn.settings) {
            Ok(unit) => unit,
            Err(problem) => return problem.answer(turn.ids, &call.instance),
        };
        if let Err(answer) = turn.limit_read(&call.subscription_key, &reference) {
            return answer;
        }
        let key = PaymentKey { msn: unit.msn.clone(), reference };
        if let Some(number) = turn.state.ledger.find(&key) {
            show(turn, turn.state.ledger.get(number))
        } else {
            let detail = "The reference does not exist for the sales unit.";
            refusal::NOT_FOUND.because(detail).answer(turn.ids, &call.instance)
        }
    })
}

impl<'a> Read<'a> {
    fn of(turn: &Turn<'_>, payment: &'a Payment) -> Self {
        let shared = person::shared(turn.settings, turn.readings(), payment);
        let (sub, user_details) = shared.map(|shared| (shared.sub, shared.details)).unzip();
        let is_fresh = payment.authorized_at_ms().is_some_and(|it| turn.now_ms < it + SUB_LATE_MS);
        let is_late = turn.readings().profile_sub_late && is_fresh;
        let is_paid = payment.state == PaymentState::Authorized;
        let card = payment.card.filter(|_| is_paid);
        Self {
            aggregate: payment.aggregate(),
            amount: payment.amount,
            state: payment.state,
            payment_method: Method {
                r#type: payment.method,
                card_bin: card.map(|card| card.scheme.bin()),
            },
            profile: Profile { sub: sub.filter(|_| !is_late) },
            psp_reference: payment.psp_reference(),
            reference: &payment.key.reference,
            redirect_url: payment.redirect_url.as_deref(),
            metadata: payment.metadata.as_ref(),
            capture_guaranteed_until: payment.capture_guaranteed_until(),
            user_details,
        }
    }
}
