//! A sale with everything that a screen shows of it, read from where each part is the truth.

use crate::{Engine, EngineError, Unavailable};
use checkout::{
    AttemptEnd, Balance, ContactId, Enrolment, EnrolmentId, MerchantId, Payment, PointsQuote,
    Refund, RefundCause, Refusal, Return, ReturnId, Sale, SaleId, Till, TillId,
};

/// A sale, its newest payment and enrolment, and the customer's first name, if known.
#[derive(Debug, Clone)]
pub struct SaleView {
    pub sale: Sale,
    pub version: u64,
    /// The newest attempt's payment.
    pub payment: Option<Payment>,
    /// What goes back because the sale was called off or a tender undone.
    pub refunds: Vec<Refund>,
    pub enrolment: Option<Enrolment>,
    /// A member's first name: all that a till or display shows of a person.
    pub given_name: Option<String>,
    /// Whether an approval has proved who the member is; not so of one from elsewhere.
    pub is_proved: bool,
    /// The member's points.
    pub balance: Option<Balance>,
    /// What the sale, as long as it is unfinished, does to them.
    pub quote: Option<PointsQuote>,
    /// The last two digits of the customer's number, to tell customers apart.
    pub number_ends: Option<String>,
    /// The same of whoever else is asked to pay the rest.
    pub payer_number_ends: Option<String>,
    /// Why Vipps MobilePay can't be used at the store's sales unit just now.
    pub unavailable: Option<Unavailable>,
}

/// A return, and the sale that it is of.
#[derive(Debug, Clone)]
pub struct ReturnView {
    pub returning: Return,
    pub version: u64,
    pub original: Sale,
    /// Why Vipps MobilePay can't be used just now at the till of the return.
    pub unavailable: Option<Unavailable>,
}

/// What an id names: a sale, or a return.
#[derive(Debug, Clone)]
pub enum Document {
    Sale(Box<SaleView>),
    Return(Box<ReturnView>),
}

impl Document {
    /// The till that it belongs to.
    pub fn till(&self) -> &TillId {
        match self {
            Self::Sale(view) => &view.sale.context.till,
            Self::Return(view) => &view.returning.context.till,
        }
    }
}

impl Engine {
    /// The sale or the return of an id.
    pub async fn document(
        &self,
        merchant: &MerchantId,
        id: uuid::Uuid,
    ) -> Result<Document, EngineError> {
        match self.sale(merchant, SaleId(id)).await {
            Err(EngineError::Refused(Refusal::SaleUnknown)) => {
                let view = self.returning(merchant, ReturnId(id)).await?;
                Ok(Document::Return(Box::new(view)))
            }
            view => Ok(Document::Sale(Box::new(view?))),
        }
    }

    pub async fn returning(
        &self,
        merchant: &MerchantId,
        id: ReturnId,
    ) -> Result<ReturnView, EngineError> {
        let read = self.read::<Return>(merchant, &(&id).into()).await?;
        let (returning, version) = read.ok_or(Refusal::SaleUnknown)?;
        let read = self.read::<Sale>(merchant, &(&returning.of).into()).await?;
        let (original, _) = read.ok_or(Refusal::SaleUnknown)?;
        let unavailable = self.unavailable_at(merchant, &returning.context.till)?;
        Ok(ReturnView { returning, version, original, unavailable })
    }

    pub async fn sale(&self, merchant: &MerchantId, id: SaleId) -> Result<SaleView, EngineError> {
        let read = self.read::<Sale>(merchant, &(&id).into()).await?;
        let (sale, version) = read.ok_or(Refusal::SaleUnknown)?;
        let (mut payment, mut refunds) = (None, Vec::new());
        for (index, attempt) in sale.attempts.iter().enumerate() {
            let is_newest = index + 1 == sale.attempts.len();
            if !is_newest && attempt.end != Some(AttemptEnd::Captured) {
                continue;
            }
            let read = self.read::<Payment>(merchant, &(&attempt.payment).into()).await?;
            let Some((read, _)) = read else { continue };
            refunds.extend(read.refunds.iter().filter(|one| one.cause == RefundCause::Undone));
            payment = is_newest.then_some(read);
        }
        let enrolment = match &sale.enrolment {
            Some(enrolment) => self.enrolment(merchant, *enrolment).await?,
            None => None,
        };
        let (mut given_name, mut number_ends, mut balance) = (None, None, None);
        let (mut is_proved, mut quote) = (false, None);
        if let Some(customer) = &sale.customer {
            number_ends = self.number_ends(merchant, customer.contact).await?;
            if let Some(member) = &customer.member {
                let person = self.person(merchant, &member.to_string()).await?;
                given_name = person.and_then(|person| person.given_name);
                is_proved = self.is_proved(merchant, *member).await?;
                (balance, quote) = self.points_of(&sale, *member).await?;
            }
        }
        let payer_number_ends = match sale.payer {
            Some(payer) => self.number_ends(merchant, payer).await?,
            None => None,
        };
        let unavailable = self.unavailable_at(merchant, &sale.context.till)?;
        Ok(SaleView {
            sale,
            version,
            payment,
            refunds,
            enrolment,
            given_name,
            is_proved,
            balance,
            quote,
            number_ends,
            payer_number_ends,
            unavailable,
        })
    }

    /// The last two digits of a contact's number.
    async fn number_ends(
        &self,
        merchant: &MerchantId,
        contact: ContactId,
    ) -> Result<Option<String>, EngineError> {
        let contact = self.person(merchant, &contact.to_string()).await?;
        let digits = contact.map(|person| person.msisdn).unwrap_or_default();
        Ok(digits.len().checked_sub(2).map(|from| digits[from..].to_owned()))
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
