//! How a payment request would reach the member whose points a sale is paid with. Where nobody showed a
//! personal QR, the member proves who it is by approving a request on the phone: so the number that was
//! typed has to be the member's own when the points are used, and the sales unit has to be able to push.

use crate::directories::Membership;
use crate::session::Extras;
use crate::{Engine, EngineError};
use checkout::{
    ContactId, IdentifiedBy, MemberId, MerchantId, PaymentFlow, Sale, SalesUnit, Store,
};

impl Engine {
    /// Of a member of a club of ours; none if the customer's number is not that member's now, or not that
    /// of one for whom the member stands.
    pub(crate) async fn reach(&self, sale: &Sale) -> Result<Option<PaymentFlow>, EngineError> {
        let Some((store, contact, member)) = self.whom(sale)? else { return Ok(None) };
        let (merchant, unit) = (&sale.context.merchant, &store.sales_unit);
        let (Some(number), Some(club)) =
            (self.number_of(merchant, contact).await?, store.club.as_ref())
        else {
            return Ok(None);
        };
        let holder = self.member_by_number(merchant, club, unit, number.expose()).await?;
        self.flow_to(merchant, unit, holder.is_some_and(|holder| holder.id == member)).await
    }

    /// The same of a member of a club that is kept elsewhere, which says whose number it is. What was learnt
    /// of them goes into the commit.
    pub(crate) async fn reach_elsewhere(
        &self,
        sale: &Sale,
        extras: &mut Extras,
    ) -> Result<Option<PaymentFlow>, EngineError> {
        let Some((store, contact, member)) = self.whom(sale)? else { return Ok(None) };
        let (merchant, unit) = (&sale.context.merchant, &store.sales_unit);
        let Some(number) = self.number_of(merchant, contact).await? else { return Ok(None) };
        let asked = self.ask_membership(merchant, store, &number, extras).await?;
        let is_theirs = match asked.membership {
            Membership::Member(found) => found == member,
            Membership::None => false,
            Membership::Unanswered => return Err(EngineError::DirectoryUnavailable),
        };
        self.flow_to(merchant, unit, is_theirs).await
    }

    /// The same as far as it is known without asking: who was put on the sale by number has that number.
    pub(crate) async fn reach_unasked(
        &self,
        sale: &Sale,
    ) -> Result<Option<PaymentFlow>, EngineError> {
        let Some((store, _, _)) = self.whom(sale)? else { return Ok(None) };
        self.flow_to(&sale.context.merchant, &store.sales_unit, true).await
    }

    /// Where, whose phone and who, of a sale whose customer is a member and has not shown a personal QR.
    fn whom(&self, sale: &Sale) -> Result<Option<(&Store, ContactId, MemberId)>, EngineError> {
        let customer = sale.customer.filter(|one| one.by == IdentifiedBy::PhoneNumber);
        let store = self.shop(&sale.context.merchant)?.store_of(&sale.context.till)?;
        Ok(customer.and_then(|one| Some((store, one.contact, one.member?))))
    }

    /// How the sales unit asks, if it would be the member.
    async fn flow_to(
        &self,
        merchant: &MerchantId,
        unit: &SalesUnit,
        is_theirs: bool,
    ) -> Result<Option<PaymentFlow>, EngineError> {
        if is_theirs { self.flow_at(merchant, unit).await.map(Some) } else { Ok(None) }
    }
}
