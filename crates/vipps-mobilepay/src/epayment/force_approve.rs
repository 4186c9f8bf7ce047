//! Approving a payment without a phone, which only the test environment allows.
//!
//! Source: ePayment specification 1.8.1, `forceApprove`.

use std::fmt;

use serde::Serialize;

use super::{Customer, Epayment};
use crate::call::{Call, json_of};
use crate::error::{Error, Invalid};
use crate::value::Reference;

/// The host of production, where approving by force is refused.
const PRODUCTION_HOST: &str = "api.vipps.no";

/// Who approves (`ForceApprove`). `Debug` hides it.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum ForceApprove {
    /// This test user, who must have approved one payment by hand before.
    Customer(Customer),
    /// Whoever opened the landing page with this token; it stands in the create's redirect URL.
    Token(String),
}

impl fmt::Debug for ForceApprove {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ForceApprove(…)")
    }
}

impl Epayment<'_> {
    /// `POST /test/payments/{reference}/approve`: approves a payment for a test user. Not for
    /// Express; an expired test card is a 500. Nothing is sent to `api.vipps.no`.
    pub async fn force_approve(
        &self,
        reference: &Reference,
        approve: &ForceApprove,
    ) -> Result<(), Error> {
        if self.client.config.base_url.host_str() == Some(PRODUCTION_HOST) {
            return Err(Invalid::new("force approve", "is for the test environment only").into());
        }
        let path = format!("/epayment/v1/test/payments/{}/approve", reference.as_str());
        let call = Call::post(&path, json_of(approve)).of_payment();
        self.client.platform(call).await.map(|_| ())
    }
}
