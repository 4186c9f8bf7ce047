//! Members as people look at them: who it is, what they agreed to, what they bought.

use crate::{Engine, EngineError, Person};
use checkout::{AggregateId, Amount, Member, MemberEvent, MemberId, MerchantId, SaleId, decode};

/// How many events of a member are read at once.
const EVENTS_READ: u32 = 500;

/// A member with what is personal unsealed. For pages and answers; never stored, never logged.
#[derive(Debug, Clone)]
pub struct MemberView {
    pub member: Member,
    pub person: Person,
    pub purchases: Vec<PurchaseView>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PurchaseView {
    pub sale: SaleId,
    pub receipt_number: u64,
    pub total: Amount,
    pub at_unix_ms: i64,
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
        let mut purchases = Vec::new();
        let mut after = 0;
        loop {
            let events = self.inner.store.events(merchant, &aggregate, after, EVENTS_READ).await?;
            let Some(last) = events.last() else { break };
            after = last.version;
            for stored in &events {
                let event =
                    decode::<Member, MemberEvent>(stored.event.revision, &stored.event.json);
                let event = event.map_err(|error| EngineError::Unreadable(error.to_string()))?;
                if let MemberEvent::PurchaseBooked { sale, receipt_number, total, at_unix_ms } =
                    event
                {
                    purchases.push(PurchaseView { sale, receipt_number, total, at_unix_ms });
                }
            }
        }
        Ok(MemberView { member, person, purchases })
    }
}
