//! From a scan or a typed number to a customer: the number is looked up as a contact, and as a
//! member of the club that the till's store belongs to.

use crate::circuit::Way;
use crate::directories::Membership;
use crate::facts::Target;
use crate::session::Extras;
use crate::{Engine, EngineError, Person, Request};
use checkout::{Command, ContactId, Customer, IdentifiedBy, Msisdn, PersonalQr, Sale, SaleId};
use vipps_mobilepay::Error;

impl Engine {
    /// The number behind a personal QR. It is asked for and never cut out of the text. None while
    /// that can't be asked and payments can: they take the QR as it is.
    pub(crate) async fn exchange(
        &self,
        request: &Request,
        qr: &PersonalQr,
    ) -> Result<Option<Msisdn>, EngineError> {
        let shop = self.shop(&request.context.merchant)?;
        let store = shop.store_of(&request.context.till)?;
        let client = shop.client(&store.sales_unit)?;
        let unit = &store.sales_unit;
        let unread = || match self.expect_available(unit, Way::Write) {
            Ok(()) => Ok(None),
            Err(_) => Err(EngineError::Unreachable),
        };
        if self.expect_available(unit, Way::Read).is_err() {
            return unread();
        }
        let outcome = client.qr().exchange(qr.expose()).await;
        let found = match self.saw(unit, Way::Read, outcome) {
            Ok(found) => found,
            Err(Error::Refused(_) | Error::Invalid(_)) => return Err(EngineError::QrRefused),
            Err(error) => {
                tracing::warn!(%error, "a personal QR can't be exchanged");
                return match error {
                    Error::Unauthorised { .. } => Err(EngineError::Unreachable),
                    _ => unread(),
                };
            }
        };
        Msisdn::from_international(found.msisdn.as_str())
            .map(Some)
            .map_err(|error| EngineError::Scan(checkout::ScanError::Phone(error)))
    }

    /// Puts a customer on a sale of whom nothing is known but the QR on the phone.
    pub(crate) async fn identify_unread(
        &self,
        request: &Request,
        sale: SaleId,
        qr: &PersonalQr,
    ) -> Result<(), EngineError> {
        let contact = ContactId(self.new_uuid());
        let person = Person { personal_qr: Some(qr.expose().to_owned()), ..Person::default() };
        let merchant = &request.context.merchant;
        let subject = self.seal_contact(merchant, contact, &person).await?;
        let (subjects, answer) = (vec![subject], request.answer.clone());
        let extras = Extras { subjects, answer, ..Extras::default() };
        let customer = Customer { contact, by: IdentifiedBy::UnreadPersonalQr, member: None };
        let target = Target { sale: Some(sale), ..Target::default() };
        let command = Command::Identify { customer, is_unanswered: false };
        self.run(&target, &request.context, &command, &extras).await?;
        Ok(())
    }

    /// Puts a customer on a sale.
    pub(crate) async fn identify(
        &self,
        request: &Request,
        sale: SaleId,
        number: &Msisdn,
        by: IdentifiedBy,
    ) -> Result<(), EngineError> {
        if by == IdentifiedBy::PhoneNumber {
            self.expect_look_up(request)?;
        }
        match self.identify_once(request, sale, number, by).await {
            // Another till may have met the same new number just now: then it is a contact already.
            Err(EngineError::Contended) => self.identify_once(request, sale, number, by).await,
            outcome => outcome,
        }
    }

    async fn identify_once(
        &self,
        request: &Request,
        sale: SaleId,
        number: &Msisdn,
        by: IdentifiedBy,
    ) -> Result<(), EngineError> {
        let merchant = &request.context.merchant;
        // A receipt may be shown at another store's till: the purchase is of its own store's club.
        let known = self.read::<Sale>(merchant, &(&sale).into()).await?;
        let till = known.as_ref().map_or(&request.context.till, |(sale, _)| &sale.context.till);
        let store = self.shop(merchant)?.store_of(till)?;
        let unit = &store.sales_unit;
        let mut extras = Extras { answer: request.answer.clone(), ..Extras::default() };
        let contact = self.meet(merchant, unit, number, &mut extras).await?;
        let asked = self.ask_membership(merchant, store, number, &mut extras).await?;
        let (member, is_unanswered) = match asked.membership {
            Membership::Member(member) => (Some(member), false),
            Membership::None => (None, false),
            Membership::Unanswered => (None, true),
        };
        if by == IdentifiedBy::PhoneNumber && store.club.is_some() {
            self.journal_look_up(request, contact, member.is_some()).await?;
        }
        let customer = Customer { contact, by, member };
        let told = asked.told.clone();
        let target = Target { sale: Some(sale), member, told, ..Target::default() };
        let command = Command::Identify { customer, is_unanswered };
        self.run(&target, &request.context, &command, &extras).await?;
        self.keep_in_mind(&asked);
        Ok(())
    }
}
