//! `POST /qr/v1/exchange` turns the whole text of a scanned personal QR into the phone
//! number of its owner. How long a token lives, and what a stale one answers, is not documented;
//! here tokens last, and anything that is no customer's QR is a 400 that names `qrCode`.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::call::ApiCall;
use crate::problem::ExtraDetail;
use crate::settings::{Customer, Settings};
use crate::simulator::Simulator;
use crate::strict;

const TOKEN_PREFIX: &str = "https://qr.vipps.no/p/";

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ExchangeRequest {
    qr_code: String,
    #[serde(default)]
    #[expect(dead_code, reason = "the one thing that can be asked for is what is given anyway")]
    requested_data: Vec<RequestedData>,
}

#[derive(Deserialize)]
pub(super) enum RequestedData {
    #[serde(rename = "MSISDN")]
    Msisdn,
}

#[derive(Serialize)]
struct ExchangeAnswer<'a> {
    msisdn: &'a str,
    version: &'a str,
    /// When the QR was generated, in seconds; the app renews a token QR each time it is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    timestamp: Option<i64>,
}

pub(super) async fn exchange(State(simulator): State<Simulator>, call: ApiCall) -> Answer {
    let request = match strict::read::<ExchangeRequest>(&call.body) {
        Ok(request) => request,
        Err(problem) => return refusal(&problem.extra_details),
    };
    let Some(customer) = owner(simulator.settings(), &request.qr_code) else {
        let reason = "The complete data contained in the QR code is required.";
        return refusal(&[ExtraDetail::new("qrCode", reason)]);
    };
    let is_token = customer.personal_qr.starts_with(TOKEN_PREFIX);
    let answer = ExchangeAnswer {
        msisdn: &customer.msisdn,
        version: if is_token { "2.0" } else { "1.0" },
        timestamp: is_token.then(|| simulator.now_ms().div_euclid(1000)),
    };
    Answer::json(StatusCode::OK, &answer)
}

/// The customer whose personal QR has exactly this text.
pub(crate) fn owner<'a>(settings: &'a Settings, qr_text: &str) -> Option<&'a Customer> {
    settings.customers.iter().find(|customer| customer.personal_qr == qr_text)
}

pub(super) fn refusal(extra_details: &[ExtraDetail]) -> Answer {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Refusal<'a> {
        title: &'a str,
        status: u16,
        detail: &'a str,
        extra_details: &'a [ExtraDetail],
    }
    let refusal = Refusal {
        title: "Bad request",
        status: 400,
        detail: "The request body contains one or more invalid parameters.",
        extra_details,
    };
    Answer::json(StatusCode::BAD_REQUEST, &refusal)
}
