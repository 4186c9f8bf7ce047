//! Where in a phone the person is, and the address of it.

use crate::epayment::ledger::PaymentKey;

#[derive(PartialEq, Eq)]
pub(super) enum Place {
    Home,
    Activity,
    Clubs,
    Receipt(PaymentKey),
    /// By the login's `auth_req_id`.
    Joining(String),
}

impl Place {
    pub(super) fn address(&self, msisdn: &str) -> String {
        match self {
            Self::Home => format!("/phones/{msisdn}"),
            Self::Activity => format!("/phones/{msisdn}/activity"),
            Self::Clubs => format!("/phones/{msisdn}/clubs"),
            Self::Receipt(key) => {
                format!("/phones/{msisdn}/receipts/{}/{}", key.msn, key.reference)
            }
            Self::Joining(id) => format!("/phones/{msisdn}/joinings/{id}"),
        }
    }
}
