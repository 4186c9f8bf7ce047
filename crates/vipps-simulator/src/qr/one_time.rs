//! `POST /qr/v1`: a picture of the link of a payment that is open. The real service has it for the
//! eCom and Recurring APIs; here it takes the `redirectUrl` of a payment with `WEB_REDIRECT`.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::call::ApiCall;
use crate::epayment::payment::PaymentState;
use crate::problem::Problem;
use crate::qr::wanted::Wanted;
use crate::simulator::{Simulator, Turn};
use crate::strict;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OneTimeRequest {
    url: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OneTimeAnswer {
    url: String,
    /// Seconds.
    expires_in: i64,
}

pub(super) async fn create(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    call: ApiCall,
) -> Answer {
    simulator.turn(|turn| {
        let made = make(turn, &headers, &call);
        made.unwrap_or_else(|problem| problem.answer_with_invalid_params(turn.ids))
    })
}

fn make(turn: &Turn<'_>, headers: &HeaderMap, call: &ApiCall) -> Result<Answer, Problem> {
    let wanted = Wanted::of_headers(headers)?;
    let msn = &call.sales_unit_or_first(turn.settings)?.msn;
    let request = strict::read::<OneTimeRequest>(&call.body)?;
    let link = request.url.rsplit_once("/pay/").map_or("", |(_, link)| link);
    let number = turn.state.ledger.find_by_link(link);
    let payment = number.map(|number| turn.state.ledger.get(number));
    let reason = "The url must be the redirectUrl of a payment of the sales unit.";
    let payment = payment
        .filter(|payment| payment.key.msn == *msn)
        .ok_or_else(|| Problem::invalid_field("Url", reason))?;
    if payment.state != PaymentState::Created {
        let detail = "Payment has already timed out";
        return Err(Problem::plain(StatusCode::BAD_REQUEST, "Order timeout", detail));
    }
    let url = wanted.url(&call.origin, link, request.url.clone());
    let expires_in = (payment.expires_ms - turn.now_ms).div_euclid(1000);
    Ok(Answer::json(StatusCode::OK, &OneTimeAnswer { url, expires_in }))
}
