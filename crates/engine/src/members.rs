//! Members as people look at them: who it is, what they agreed to, what they bought.

use crate::{Engine, EngineError, Person};
use checkout::{
    Account, AccountId, AggregateId, Amount, Balance, Member, MemberEvent, MemberId, MerchantId,
    ReturnedLine, SaleId, decode,
};

/// How many events of a member are read at once.
const EVENTS_READ: u32 = 500;

/// A member with what is personal unsealed. For pages and answers; never stored, never logged.
#[derive(Debug, Clone)]
pub struct MemberView {
    pub member: Member,
    pub person: Person,
    pub purchases: Vec<PurchaseView>,
    /// None before the first points.
    pub balance: Option<Balance>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurchaseView {
    pub sale: SaleId,
    pub receipt_number: u64,
    pub total: Amount,
    pub at_unix_ms: i64,
    /// The lines of it that came back.
    pub returned: Vec<ReturnedLine>,
}

impl PurchaseView {
    /// What came back of it.
    pub fn returned_total(&self) -> Amount {
        let minor = self.returned.iter().map(|line| line.total_minor).sum();
        Amount::new(minor, self.total.currency)
    }
}

impl Engine {
    pub async fn member(
        &self,
        merchant: &MerchantId,
        id: MemberId,
    ) -> Result<MemberView, EngineError> {
        let aggregate = AggregateId::from(&id);
        let read = self.read::<Member>(merchant, &aggregate).await?;
        let (member, _) = read.ok_or(EngineError::MemberUnknown)?;
        let person = self.person(merchant, &id.to_string()).await?.unwrap_or_default();
        let mut purchases: Vec<PurchaseView> = Vec::new();
        let mut after = 0;
        loop {
            let events = self.inner.store.events(merchant, &aggregate, after, EVENTS_READ).await?;
            let Some(last) = events.last() else { break };
            after = last.version;
            for stored in &events {
                let event =
                    decode::<Member, MemberEvent>(stored.event.revision, &stored.event.json);
                let event = event.map_err(|error| EngineError::Unreadable(error.to_string()))?;
                match event {
                    MemberEvent::PurchaseBooked { sale, receipt_number, total, at_unix_ms } => {
                        let returned = Vec::new();
                        let purchase =
                            PurchaseView { sale, receipt_number, total, at_unix_ms, returned };
                        purchases.push(purchase);
                    }
                    MemberEvent::PurchaseReturned { sale, lines, .. } => {
                        let purchase = purchases.iter_mut().find(|one| one.sale == sale);
                        if let Some(purchase) = purchase {
                            purchase.returned.extend(lines);
                        }
                    }
                    MemberEvent::Enrolled { .. } | MemberEvent::ConsentRecorded { .. } => {}
                }
            }
        }
        let balance = self.balance(merchant, id).await?;
        Ok(MemberView { member, person, purchases, balance })
    }

    /// A member's points now; none before the first.
    pub async fn balance(
        &self,
        merchant: &MerchantId,
        member: MemberId,
    ) -> Result<Option<Balance>, EngineError> {
        let id = AggregateId::from(&AccountId::from(member));
        let read = self.read::<Account>(merchant, &id).await?;
        Ok(read.map(|(account, _)| account.balance(self.now_unix_ms())))
    }
}
