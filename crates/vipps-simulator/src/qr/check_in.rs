//! A customer scans the code of a till: the merchant is told by webhook with a token that stands
//! for the customer for 15 minutes. It can be traded for the number, and paid or logged in with.

use axum::extract::State;
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::call::ApiCall;
use crate::clock::format_utc;
use crate::kept::Kept;
use crate::problem::{ExtraDetail, Problem};
use crate::qr::CODES_KEPT;
use crate::qr::callback::CodeKey;
use crate::qr::exchange::{RequestedData, refusal};
use crate::simulator::{Simulator, Turn};
use crate::strict;

pub(crate) const EVENT: &str = "user.checked-in.v1";
/// How long a token stands for its customer.
const TOKEN_MS: i64 = 15 * 60 * 1000;

/// One scan of a till's code.
#[derive(Serialize, Deserialize)]
pub(crate) struct CheckIn {
    pub(crate) msn: String,
    pub(crate) msisdn: String,
    pub(crate) merchant_qr_id: String,
    pub(crate) location: String,
    pub(crate) at_ms: i64,
}

/// Check-ins by their tokens.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct CheckIns {
    by_token: Kept<String, CheckIn, CODES_KEPT>,
}

impl CheckIns {
    /// The check-in that a token stands for, at the sales unit where it was made.
    pub(crate) fn find(&self, token: &str, msn: &str, now_ms: i64) -> Option<&CheckIn> {
        let check_in = self.by_token.get(token)?;
        Some(check_in).filter(|it| it.msn == msn && now_ms < it.at_ms + TOKEN_MS)
    }

    /// The customer's last one.
    pub(crate) fn last_of(&self, msisdn: &str, now_ms: i64) -> Option<&CheckIn> {
        let newest_first = self.by_token.iter().rev().map(|(_, check_in)| check_in);
        let mut recent = newest_first.take_while(|it| now_ms < it.at_ms + TOKEN_MS);
        recent.find(|it| it.msisdn == msisdn)
    }
}

/// Why a scan leads nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotCheckedIn {
    UnknownCode,
    UnknownCustomer,
    /// No webhook is registered for check-ins, so the app can't reach the store.
    NoReceiver,
}

impl Turn<'_> {
    /// The customer scans the code of a till. Returns the token.
    pub(crate) fn check_in(&mut self, msisdn: &str, key: &CodeKey) -> Result<String, NotCheckedIn> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct CheckedIn<'a> {
            customer_token: &'a str,
            merchant_qr_id: &'a str,
            msn: &'a str,
            initiated_at: String,
        }
        self.settings.customer(msisdn).ok_or(NotCheckedIn::UnknownCustomer)?;
        let code = self.state.codes.callbacks.get(key).ok_or(NotCheckedIn::UnknownCode)?;
        if self.receivers(&key.0, EVENT).is_empty() {
            return Err(NotCheckedIn::NoReceiver);
        }
        let (msn, merchant_qr_id) = key.clone();
        let check_in = CheckIn {
            msisdn: msisdn.to_owned(),
            location: code.location.clone(),
            at_ms: self.now_ms,
            msn,
            merchant_qr_id,
        };
        let token = STANDARD.encode(self.ids.token());
        let body = CheckedIn {
            customer_token: &token,
            merchant_qr_id: &check_in.merchant_qr_id,
            msn: &check_in.msn,
            initiated_at: format_utc(self.now_ms, "%Y-%m-%dT%H:%M:%S%.3f0000Z"),
        };
        let body = serde_json::to_vec(&body).expect("a check-in is plain text");
        let subject = format!("check-in/{token}");
        self.notify(&key.0, EVENT, &subject, "a check-in", &body);
        self.state.codes.check_ins.by_token.insert(token.clone(), check_in);
        Ok(token)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ExchangeRequest {
    customer: Option<TokenInput>,
    /// The one thing that can be asked for is what is given anyway.
    requested_data: Option<Vec<RequestedData>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct TokenInput {
    customer_token: Option<String>,
}

#[derive(Serialize)]
struct ExchangeAnswer<'a> {
    msisdn: &'a str,
    /// When the code was scanned, in seconds.
    timestamp: i64,
}

pub(super) async fn exchange(State(simulator): State<Simulator>, call: ApiCall) -> Answer {
    simulator.turn(|turn| match find(turn, &call) {
        Ok(check_in) => {
            let timestamp = check_in.at_ms.div_euclid(1000);
            let answer = ExchangeAnswer { msisdn: &check_in.msisdn, timestamp };
            Answer::json(StatusCode::OK, &answer)
        }
        Err(problem) => refusal(StatusCode::BAD_REQUEST, &problem.extra_details),
    })
}

fn find<'a>(turn: &'a Turn<'_>, call: &ApiCall) -> Result<&'a CheckIn, Problem> {
    let msn = &call.sales_unit_or_first(turn.settings)?.msn;
    let refuse = |reason: &str| Problem::invalid(vec![ExtraDetail::new("customer", reason)]);
    let request = strict::read::<ExchangeRequest>(&call.body)?;
    if request.requested_data.is_none() && turn.readings().exchange_needs_requested_data {
        let reason = "RequestedData is required.";
        return Err(Problem::invalid(vec![ExtraDetail::new("requestedData", reason)]));
    }
    let customer = request.customer.ok_or_else(|| refuse("Customer object is required."))?;
    let token = customer.customer_token.ok_or_else(|| refuse("CustomerToken is required."))?;
    let found = turn.state.codes.check_ins.find(&token, msn, turn.now_ms);
    found.ok_or_else(|| refuse("The customer token is unknown or older than 15 minutes."))
}
