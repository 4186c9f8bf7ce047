//! Members as people look at them: who it is, what they agreed to, what they bought.

use crate::{Engine, EngineError, Person};
use checkout::{
    Account, AccountId, AggregateId, Amount, Balance, Consent, Member, MemberEvent, MemberId,
    MerchantId, Proposal, ReturnedLine, SaleId,
};

/// A member with what is personal unsealed. For pages and answers; never stored, never logged.
#[derive(Debug, Clone)]
pub struct MemberView {
    pub member: Member,
    pub version: u64,
    /// Without a number if somebody else has it now.
    pub person: Person,
    /// Every answer that the member ever gave, in the order in which they were recorded.
    pub consents: Vec<Consent>,
    /// Those of the members for whom this one stands among them, by time.
    pub purchases: Vec<PurchaseView>,
    /// None before the first points.
    pub balance: Option<Balance>,
    /// Points that wait for a second person.
    pub proposals: Vec<Proposal>,
    /// Whether the club is kept in a system of the merchant's own, which knows the member, too.
    pub is_kept_elsewhere: bool,
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
        let minor = self.returned.iter().map(ReturnedLine::taxed_minor).sum();
        Amount::new(minor, self.total.currency)
    }
}

/// What the events of one member tell.
#[derive(Default)]
struct Told {
    consents: Vec<Consent>,
    purchases: Vec<PurchaseView>,
}

impl Engine {
    pub async fn member(
        &self,
        merchant: &MerchantId,
        id: MemberId,
    ) -> Result<MemberView, EngineError> {
        let read = self.read::<Member>(merchant, &(&id).into()).await?;
        let (member, version) = read.ok_or(EngineError::MemberUnknown)?;
        let mut person = self.person(merchant, &id.to_string()).await?.unwrap_or_default();
        if !member.has_number {
            person.msisdn.clear();
        }
        let Told { consents, mut purchases } = self.told(merchant, id).await?;
        for absorbed in &member.absorbed {
            purchases.extend(self.told(merchant, *absorbed).await?.purchases);
        }
        purchases.sort_by_key(|purchase| purchase.at_unix_ms);
        let account = self.account(merchant, id).await?;
        let is_kept_elsewhere = self.shop(merchant)?.directories.contains_key(&member.club);
        Ok(MemberView {
            member,
            version,
            person,
            consents,
            purchases,
            balance: account.as_ref().map(|account| account.balance(self.now_unix_ms())),
            proposals: account.map(|account| account.proposals).unwrap_or_default(),
            is_kept_elsewhere,
        })
    }

    async fn told(&self, merchant: &MerchantId, id: MemberId) -> Result<Told, EngineError> {
        let mut told = Told::default();
        for (event, _) in self.history::<Member>(merchant, &(&id).into()).await? {
            told.hear(event);
        }
        Ok(told)
    }

    /// A member's points now; none before the first. Where another member stands for them, theirs.
    pub async fn balance(
        &self,
        merchant: &MerchantId,
        member: MemberId,
    ) -> Result<Option<Balance>, EngineError> {
        let account = self.account(merchant, member).await?;
        Ok(account.map(|account| account.balance(self.now_unix_ms())))
    }

    /// The name of the tier that a member is in today; none: below the lowest.
    pub async fn tier_of(
        &self,
        merchant: &MerchantId,
        member: &Member,
    ) -> Result<Option<String>, EngineError> {
        let shop = self.shop(merchant)?;
        let Some(rules) = shop.points.get(&member.club) else { return Ok(None) };
        let today = shop.now(&member.home_store, self.now_unix_ms()).local_date;
        let account = self.account(merchant, member.id).await?;
        Ok(account.and_then(|account| account.tier(rules, today).map(|tier| tier.id.clone())))
    }

    pub(crate) async fn account(
        &self,
        merchant: &MerchantId,
        member: MemberId,
    ) -> Result<Option<Account>, EngineError> {
        let owner = self.standing_member(merchant, member).await?.id;
        let id = AggregateId::from(&AccountId::from(owner));
        Ok(self.read::<Account>(merchant, &id).await?.map(|(account, _)| account))
    }
}

impl Told {
    fn hear(&mut self, event: MemberEvent) {
        match event {
            MemberEvent::ConsentRecorded { consent } => self.consents.push(consent),
            MemberEvent::PurchaseBooked { sale, receipt_number, total, at_unix_ms } => {
                let returned = Vec::new();
                let purchase = PurchaseView { sale, receipt_number, total, at_unix_ms, returned };
                self.purchases.push(purchase);
            }
            MemberEvent::PurchaseReturned { sale, lines, .. } => {
                let purchase = self.purchases.iter_mut().find(|one| one.sale == sale);
                if let Some(purchase) = purchase {
                    purchase.returned.extend(lines);
                }
            }
            _ => {}
        }
    }
}
