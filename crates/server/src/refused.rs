//! What a refused payment request or refund means to whoever stands at the till: by the code of
//! Vipps MobilePay (ePayment, error codes). The customer is never blamed, and never told that a
//! number is wrong.

use crate::words::Words;
use serde::Serialize;
use utoipa::ToSchema;

/// Who can do something about a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Cause {
    /// The customer, on their phone.
    Customer,
    /// The app on the customer's phone, or Vipps MobilePay.
    App,
    /// Whoever works the till, or set it up.
    Merchant,
    /// Clubtill itself.
    Clubtill,
}

/// The message that says it, which takes the code as `code`, and who can do something about it.
fn message(code: Option<u16>) -> (&'static str, Cause) {
    match code {
        Some(7010 | 4070) => ("refused-customer", Cause::Customer),
        Some(4050 | 4060) => ("refused-code-over", Cause::Customer),
        Some(5080) => ("refused-push", Cause::Merchant),
        Some(5060) => ("refused-bank-account", Cause::Merchant),
        Some(5070) => ("refused-not-set-up", Cause::Merchant),
        Some(5040) => ("refused-currency", Cause::Merchant),
        Some(5010 | 5020 | 5030 | 5050) => ("refused-agreement", Cause::Merchant),
        Some(6010) => ("refused-too-small", Cause::Merchant),
        Some(4150) => ("refused-same-name", Cause::Clubtill),
        Some(4040 | 4080..=4140 | 4160 | 6110..=6130) => ("refused-form", Cause::Clubtill),
        Some(_) => ("refused-other", Cause::App),
        None => ("refused-unsaid", Cause::App),
    }
}

/// What to say about a refusal, and who can do something about it.
pub(crate) fn refused(code: Option<u16>, words: Words) -> (String, Cause) {
    let (message, cause) = message(code);
    let words = words.of(message).with("code", code.unwrap_or_default());
    (words.to_string(), cause)
}

/// What to do when Vipps MobilePay refuses to give money back, for whoever works the till, by the code
/// of the refusal.
pub(crate) fn refund_refused(code: Option<u16>) -> &'static str {
    match code {
        Some(6220) => {
            "The payment is more than 365 days old, so it can't be given back in the app. Pay out \
             with another tender."
        }
        Some(5100) => {
            "The shop's agreement does not allow refunds in the app. Pay out with another tender, \
             and tell whoever set the shop up."
        }
        Some(6150 | 6180) => {
            "Less than that is left of the payment: some of it was given back elsewhere. Look it up \
             in the Vipps MobilePay portal, then pay out what is missing with another tender."
        }
        _ => {
            "Vipps MobilePay can't give this payment back to the customer. Pay out with another \
             tender."
        }
    }
}

/// Whether somebody may have to ask Vipps MobilePay, or us, about a refusal.
pub(crate) fn is_odd(code: Option<u16>) -> bool {
    matches!(message(code).0, "refused-form" | "refused-other" | "refused-unsaid")
}

#[cfg(test)]
mod tests {
    use super::{Cause, is_odd, refund_refused, refused};
    use crate::words::Words;
    use vipps_mobilepay::{Advice, ERROR_CODES, Operation, advice};

    /// The codes with which a request can be refused for good, and who can do something about each.
    #[test]
    fn every_code_that_ends_a_request_is_said_plainly() {
        let mut told = Vec::new();
        for code in ERROR_CODES.into_iter().filter(|code| {
            advice(Operation::Create, 400, Some(*code)) == Advice::GiveUp || *code == 4150
        }) {
            let (words, cause) = refused(Some(code), Words::english());
            assert!(words.ends_with('.') && words.len() > 30, "{code}: {words}");
            assert!(!words.contains("wrong number"), "{code}");
            let next_step = ["tender", "Ask"];
            assert!(next_step.iter().any(|step| words.contains(step)), "{code}: {words}");
            told.push((code, cause));
        }
        let of = |cause| told.iter().filter(move |(_, by)| *by == cause).map(|(code, _)| *code);
        assert_eq!(of(Cause::Customer).collect::<Vec<_>>(), [4050, 4060, 4070, 7010]);
        let merchant = [5010, 5020, 5030, 5040, 5050, 5060, 5070, 5080, 6010];
        assert_eq!(of(Cause::Merchant).collect::<Vec<_>>(), merchant);
        let clubtill =
            [4040, 4080, 4090, 4100, 4110, 4120, 4130, 4140, 4150, 4160, 6110, 6120, 6130];
        assert_eq!(of(Cause::Clubtill).collect::<Vec<_>>(), clubtill);
        // The rest belongs to captures, cancels and refunds, and is never told of a request.
        assert_eq!(of(Cause::App).collect::<Vec<_>>(), [5100, 6030, 6100, 6220]);
        // Of a refund, what to do with the money is what matters.
        for code in ERROR_CODES.into_iter().map(Some).chain([None]) {
            assert!(refund_refused(code).to_lowercase().contains("pay out"), "{code:?}");
        }
        assert!(is_odd(None) && is_odd(Some(9999)) && is_odd(Some(4140)) && !is_odd(Some(7010)));
    }
}
