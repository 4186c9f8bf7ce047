//! A sale with everything that a screen shows of it, read from where each part is the truth.

use crate::{Engine, EngineError, Unavailable};
use checkout::{Enrolment, EnrolmentId, MerchantId, Payment, Refusal, Sale, SaleId, Till, TillId};

/// A sale, its newest payment and enrolment, and the customer's first name, if known.
#[derive(Debug, Clone)]
pub struct SaleView {
    pub sale: Sale,
    pub version: u64,
    /// The newest attempt's payment.
    pub payment: Option<Payment>,
    pub enrolment: Option<Enrolment>,
    /// A member's first name: all that a till or display shows of a person.
    pub given_name: Option<String>,
    /// The last two digits of the customer's number, to tell customers apart.
    pub number_ends: Option<String>,
    /// Why Vipps MobilePay can't be used at the store's sales unit just now.
    pub unavailable: Option<Unavailable>,
}

impl Engine {
    pub async fn sale(&self, merchant: &MerchantId, id: SaleId) -> Result<SaleView, EngineError> {
        let read = self.read::<Sale>(merchant, &(&id).into()).await?;
        let (sale, version) = read.ok_or(Refusal::SaleUnknown)?;
        let payment = match sale.attempts.last() {
            Some(attempt) => self.read::<Payment>(merchant, &(&attempt.payment).into()).await?,
            None => None,
        };
        let enrolment = match &sale.enrolment {
            Some(enrolment) => self.enrolment(merchant, *enrolment).await?,
            None => None,
        };
        let (mut given_name, mut number_ends) = (None, None);
        if let Some(customer) = &sale.customer {
            let contact = self.person(merchant, &customer.contact.to_string()).await?;
            let digits = contact.map(|person| person.msisdn).unwrap_or_default();
            number_ends = digits.len().checked_sub(2).map(|from| digits[from..].to_owned());
            if let Some(member) = &customer.member {
                let person = self.person(merchant, &member.to_string()).await?;
                given_name = person.and_then(|person| person.given_name);
            }
        }
        let payment = payment.map(|(payment, _)| payment);
        let store = self.shop(merchant)?.store_of(&sale.context.till);
        let outage = store.ok().and_then(|store| self.inner.circuits.outage(&store.sales_unit));
        let unavailable = outage.map(|outage| outage.why);
        Ok(SaleView { sale, version, payment, enrolment, given_name, number_ends, unavailable })
    }

    /// The sale that a till is at: open, or just completed.
    pub async fn current_sale(
        &self,
        merchant: &MerchantId,
        till: &TillId,
    ) -> Result<Option<SaleView>, EngineError> {
        self.shop(merchant)?.till(till)?;
        let read = self.read::<Till>(merchant, &till.into()).await?;
        match read.and_then(|(till, _)| till.current_sale) {
            Some(sale) => self.sale(merchant, sale).await.map(Some),
            None => Ok(None),
        }
    }

    async fn enrolment(
        &self,
        merchant: &MerchantId,
        id: EnrolmentId,
    ) -> Result<Option<Enrolment>, EngineError> {
        let read = self.read::<Enrolment>(merchant, &(&id).into()).await?;
        Ok(read.map(|(enrolment, _)| enrolment))
    }
}
