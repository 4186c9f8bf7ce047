//! `POST /qr/v1/exchange` turns the whole text of a scanned personal QR into the phone
//! number of its owner. What a stale one is answered with is not documented; here anything that is no
//! customer's QR is a 400 that names `qrCode`, and by other readings a 404 or 410.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::call::ApiCall;
use crate::problem::ExtraDetail;
use crate::readings::UnknownPersonalQr;
use crate::simulator::Simulator;
use crate::strict;

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
    /// When the QR was generated, in seconds; only of a token.
    #[serde(skip_serializing_if = "Option::is_none")]
    timestamp: Option<i64>,
}

pub(super) async fn exchange(State(simulator): State<Simulator>, call: ApiCall) -> Answer {
    let request = match strict::read::<ExchangeRequest>(&call.body) {
        Ok(request) => request,
        Err(problem) => return refusal(StatusCode::BAD_REQUEST, &problem.extra_details),
    };
    simulator.turn(|turn| {
        let Some(code) = turn.take_personal_code(&request.qr_code) else {
            let status = match turn.readings().unknown_personal_qr {
                UnknownPersonalQr::BadRequest => StatusCode::BAD_REQUEST,
                UnknownPersonalQr::NotFound => StatusCode::NOT_FOUND,
                UnknownPersonalQr::Gone => StatusCode::GONE,
            };
            let reason = "The complete data contained in the QR code is required.";
            return refusal(status, &[ExtraDetail::new("qrCode", reason)]);
        };
        let answer = ExchangeAnswer {
            msisdn: &code.customer.msisdn,
            version: if code.made_ms.is_some() { "2.0" } else { "1.0" },
            timestamp: code.made_ms.map(|made_ms| made_ms.div_euclid(1000)),
        };
        Answer::json(StatusCode::OK, &answer)
    })
}

pub(super) fn refusal(status: StatusCode, extra_details: &[ExtraDetail]) -> Answer {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Refusal<'a> {
        title: &'a str,
        status: u16,
        detail: &'a str,
        extra_details: &'a [ExtraDetail],
    }
    let reason = status.canonical_reason().unwrap_or_default();
    let refusal = Refusal {
        title: if status == StatusCode::BAD_REQUEST { "Bad request" } else { reason },
        status: status.as_u16(),
        detail: "The request body contains one or more invalid parameters.",
        extra_details,
    };
    Answer::json(status, &refusal)
}
