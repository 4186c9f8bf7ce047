//! `GET /vipps-userinfo-api/userinfo/{sub}`: what a customer shared with a payment, for a platform
//! token and 168 hours from the approval on.

use axum::extract::State;
use axum::http::StatusCode;

use crate::answer::Answer;
use crate::call::ApiCall;
use crate::epayment::payment::PaymentState;
use crate::extract::Path;
use crate::login::userinfo::{refuse, shared_claims};
use crate::simulator::{Simulator, Turn};

const SHARED_MS: i64 = 168 * 3600 * 1000;

pub(super) async fn userinfo(
    State(simulator): State<Simulator>,
    Path(sub): Path<String>,
    call: ApiCall,
) -> Answer {
    simulator.turn(|turn| {
        let claims = call.sales_unit_or_first(turn.settings).ok().and_then(|unit| {
            let newest = newest(turn, &unit.msn, &sub)?;
            let (msisdn, scopes) = newest;
            let customer = turn.settings.customer(msisdn)?;
            Some(shared_claims(turn.readings(), customer, &sub, scopes))
        });
        match claims {
            Some(claims) => Answer::json(StatusCode::OK, &claims),
            None => refuse(turn, StatusCode::NOT_FOUND, "Nothing is shared under this sub."),
        }
    })
}

/// Number and scopes of the customer's last payment with sharing.
fn newest<'a>(turn: &'a Turn<'_>, msn: &str, sub: &str) -> Option<(&'a str, &'a [String])> {
    let readings = turn.readings();
    let mut customers = turn.settings.customers.iter();
    let customer =
        customers.find(|customer| turn.settings.subject(readings, msn, &customer.msisdn) == sub)?;
    let shares = turn.state.ledger.of_customer(&customer.msisdn).find_map(|payment| {
        let approved_ms = payment.authorized_at_ms()?;
        let is_open = payment.key.msn == msn
            && payment.state == PaymentState::Authorized
            && turn.now_ms < approved_ms + SHARED_MS;
        payment.profile_scopes.as_deref().filter(|_| is_open)
    })?;
    Some((&customer.msisdn, shares))
}
