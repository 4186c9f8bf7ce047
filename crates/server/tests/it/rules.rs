//! How things go wrong at Vipps MobilePay: rules for the simulator.

use serde_json::{Value, json};

pub(crate) fn none() -> Value {
    json!([])
}

pub(crate) fn no_webhooks() -> Value {
    json!([{ "on": "webhook *", "effect": "lose" }])
}

pub(crate) fn no_reads() -> Value {
    let effect = json!({ "status": { "status": 503 } });
    json!([
        { "on": "getPayment", "effect": effect },
        { "on": "getPaymentEventLog", "effect": effect },
    ])
}

pub(crate) fn no_logins() -> Value {
    let effect = json!({ "status": { "status": 503 } });
    let calls = ["* /vipps-login-ciba/*", "fetchLoginToken", "getUserInfo"];
    json!(calls.map(|on| json!({ "on": on, "effect": effect })))
}

/// No call arrives.
pub(crate) fn silence() -> Value {
    json!([{ "on": "* *", "effect": "drop_request" }])
}

/// The next write takes effect and is answered with an empty 500.
pub(crate) fn one_lost_answer() -> Value {
    let effect = json!({ "status": { "status": 500, "after_effect": true } });
    json!([{ "on": "POST /epayment/*", "times": 1, "effect": effect }])
}
