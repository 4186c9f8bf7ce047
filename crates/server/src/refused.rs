//! What a refused payment request or refund means to whoever stands at the till: by the code of
//! Vipps MobilePay (ePayment, error codes). The customer is never blamed, and never told that a
//! number is wrong.

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

/// What to say about a refusal, and who can do something about it.
pub(crate) fn refused(code: Option<u16>) -> (String, Cause) {
    let (words, cause) = match code {
        Some(7010 | 4070) => (
            "This customer can't pay by the app with that number. Take another tender.",
            Cause::Customer,
        ),
        Some(4050 | 4060) => (
            "That code is not valid any more. Ask the customer to show it again, then ask anew.",
            Cause::Customer,
        ),
        Some(5080) => (
            "This shop is not yet approved for push requests. Ask again for a QR on the customer \
             display, or take another tender.",
            Cause::Merchant,
        ),
        Some(5060) => (
            "Vipps MobilePay has not verified this shop's bank account yet. Take another tender, and \
             tell the store manager.",
            Cause::Merchant,
        ),
        Some(5070) => (
            "This shop is not set up to take payments by the app. Take another tender, and tell the \
             store manager.",
            Cause::Merchant,
        ),
        Some(5040) => (
            "This shop can't take that currency by the app. Take another tender, and tell the store \
             manager.",
            Cause::Merchant,
        ),
        Some(5010 | 5020 | 5030 | 5050) => (
            "This shop's agreement with Vipps MobilePay does not allow that request. Take another \
             tender, and tell the store manager.",
            Cause::Merchant,
        ),
        Some(6010) => {
            ("The amount is too small to be paid by the app. Take another tender.", Cause::Merchant)
        }
        Some(4150) => ("The request met another one of the same name. Ask again.", Cause::Clubtill),
        Some(code @ (4040 | 4080..=4140 | 4160 | 6110..=6130)) => {
            return (
                format!(
                    "The request was not as Vipps MobilePay wants it. Take another tender. For \
                     support: code {code}."
                ),
                Cause::Clubtill,
            );
        }
        Some(code) => {
            return (
                format!(
                    "Vipps MobilePay refused the request. Take another tender. For support: code \
                     {code}."
                ),
                Cause::App,
            );
        }
        None => ("Vipps MobilePay refused the request. Take another tender.", Cause::App),
    };
    (words.to_owned(), cause)
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
    refused(code).0.contains("For support") || code.is_none()
}

#[cfg(test)]
mod tests {
    use super::{Cause, is_odd, refund_refused, refused};
    use vipps_mobilepay::{Advice, ERROR_CODES, Operation, advice};

    /// The codes with which a request can be refused for good, and who can do something about each.
    #[test]
    fn every_code_that_ends_a_request_is_said_plainly() {
        let mut told = Vec::new();
        for code in ERROR_CODES.into_iter().filter(|code| {
            advice(Operation::Create, 400, Some(*code)) == Advice::GiveUp || *code == 4150
        }) {
            let (words, cause) = refused(Some(code));
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
