//! Erasing a person: what is sealed is destroyed with its key, the look-ups that lead to it go, and the
//! books stay, with a member in them of whom nobody knows who it was.

use crate::directories::wire_environment;
use crate::facts::Target;
use crate::session::Extras;
use crate::{Engine, EngineError, Request, Shop};
use checkout::{
    Channel, ClubCommand, Command, ContactId, Kind, Member, MemberId, MemberReason, MemberStatus,
    MerchantId, Msisdn, OperatorId, Refusal, Sale, SalesUnit, Till, decode,
};
use store::{LookupRule, LookupWrite};

pub(crate) const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// How many members are looked at at once.
const PAGE: u32 = 500;
/// Who erases those of whom nothing was heard.
const SWEEPER: &str = "clubtill";

impl Engine {
    /// Erases a member, and those for whom the member stands: they are the same person.
    ///
    /// # Errors
    /// [`Refusal::MemberBusy`] while they are at a till; [`Refusal::MemberMerged`] for one for whom
    /// another stands, since what they bought is in that one's points: that one is erased, or the two
    /// are told apart first.
    pub async fn erase_member(
        &self,
        request: &Request,
        id: MemberId,
        reason: MemberReason,
    ) -> Result<(), EngineError> {
        let member = self.read_member(&request.context.merchant, id).await?;
        if member.merged_into().is_some() {
            return Err(Refusal::MemberMerged.into());
        }
        let erased = self.erase_person(request, &member, reason).await;
        // One of them may be erased, and the next not: what is erased is gone from the file all the same.
        self.inner.store.scrub().await?;
        erased
    }

    /// The same without what the storage has to do afterwards.
    async fn erase_person(
        &self,
        request: &Request,
        member: &Member,
        reason: MemberReason,
    ) -> Result<(), EngineError> {
        let merchant = &request.context.merchant;
        let mut traces = Vec::new();
        for absorbed in &member.absorbed {
            let absorbed = self.read_member(merchant, *absorbed).await?;
            traces.push(self.traces(merchant, &absorbed).await?);
        }
        traces.push(self.traces(merchant, member).await?);
        for one in &traces {
            if self.is_at_a_till(merchant, one.member, &one.contacts).await? {
                return Err(Refusal::MemberBusy.into());
            }
        }
        for Traces { member: id, mut extras, .. } in traces {
            if id == member.id {
                extras.answer.clone_from(&request.answer);
            }
            let target = Target { member: Some(id), ..Target::default() };
            let command = Command::Club(ClubCommand::Erase { reason });
            self.run(&target, &request.context, &command, &extras).await?;
        }
        Ok(())
    }

    /// Erases the members of whom nothing was heard for as long as their club keeps anybody; how many.
    /// One who is at a till just now is left for the next time.
    pub async fn erase_dormant(&self) -> Result<u32, EngineError> {
        let (mut erased, mut is_left, mut stopped) = (0, false, None);
        let erases =
            |shop: &&Shop| shop.clubs.values().any(|club| club.erase_dormant_after_days.is_some());
        'shops: for shop in self.shops().filter(erases) {
            let mut after = String::new();
            loop {
                let members = self.inner.store.page(&shop.merchant, Kind::Member, &after, PAGE);
                let members = members.await?;
                let Some((last, _)) = members.last() else { break };
                after.clone_from(last);
                for (key, snapshot) in &members {
                    let member = match decode::<Member, Member>(snapshot.revision, &snapshot.json) {
                        Ok(member) => member,
                        // It stands in nobody else's way.
                        Err(error) => {
                            tracing::error!(member.id = %key, %error, "a member can't be read");
                            continue;
                        }
                    };
                    match self.erase_if_dormant(shop, &member).await {
                        Ok(is_erased) => erased += u32::from(is_erased),
                        Err(EngineError::Refused(refusal)) => {
                            tracing::warn!(%member.id, %refusal, "a dormant member stays for now");
                            is_left = true;
                        }
                        Err(error) => {
                            stopped = Some(error);
                            break 'shops;
                        }
                    }
                }
            }
        }
        // Also where one of two memberships is gone and the other is not.
        if erased > 0 || is_left || stopped.is_some() {
            self.inner.store.scrub().await?;
        }
        stopped.map_or(Ok(erased), Err)
    }

    async fn erase_if_dormant(&self, shop: &Shop, member: &Member) -> Result<bool, EngineError> {
        let kept = shop.club(&member.club).erase_dormant_after_days;
        let is_one = matches!(
            member.status,
            MemberStatus::Active | MemberStatus::Blocked | MemberStatus::Withdrawn
        );
        let Some(days) = kept.filter(|_| is_one) else { return Ok(false) };
        if self.now_unix_ms() < member.last_seen_unix_ms + i64::from(days) * DAY_MS {
            return Ok(false);
        }
        let Some(till) = shop.tills.first() else { return Ok(false) };
        let context = shop.context(&till.id, OperatorId::new(SWEEPER), Channel::Engine)?;
        let request = Request { context, answer: None };
        self.erase_person(&request, member, MemberReason::Dormant).await?;
        Ok(true)
    }

    /// What there is of a member that goes with them.
    async fn traces(&self, merchant: &MerchantId, member: &Member) -> Result<Traces, EngineError> {
        let mut extras = Extras::default();
        extras.erased.push(member.id.to_string());
        extras.erased.extend(member.vouchers.iter().map(ToString::to_string));
        let person = self.person(merchant, &member.id.to_string()).await?.unwrap_or_default();
        let elsewhere = self.at_the_club(merchant, member.id).await?;
        let mut contacts = Vec::new();
        for unit in self.shop(merchant)?.units.iter().map(|settings| &settings.unit) {
            let remove = LookupRule::Remove;
            let number = &person.msisdn;
            extras.lookups.push(self.number_lookup(&member.club, unit, number, member.id, remove));
            if let Some(sub) = person.sub.as_deref() {
                let identity = self.identity_lookup(&member.club, unit, sub, member.id);
                extras.lookups.push(LookupWrite { rule: remove, ..identity });
            }
            if let Some(known) = &elsewhere {
                let environment = wire_environment(unit.environment);
                let lookup = self.member_lookup(&member.club, environment, &known.id, member.id);
                extras.lookups.push(LookupWrite { rule: remove, ..lookup });
            }
            if let Some((contact, lookup)) = self.contact_with(merchant, unit, number).await? {
                contacts.push(contact);
                extras.erased.push(contact.to_string());
                extras.lookups.push(LookupWrite { rule: remove, ..lookup });
            }
        }
        Ok(Traces { member: member.id, contacts, extras })
    }

    /// The contact that a number is met under, with the look-up that finds it.
    async fn contact_with(
        &self,
        merchant: &MerchantId,
        unit: &SalesUnit,
        msisdn: &str,
    ) -> Result<Option<(ContactId, LookupWrite)>, EngineError> {
        let Ok(number) = Msisdn::from_international(msisdn) else { return Ok(None) };
        let contact = self.contact_of(merchant, unit, &number).await?;
        Ok(contact.map(|contact| (contact, self.contact_lookup(unit, &number, contact))))
    }

    /// Whether somebody is on a sale that may still come to something: who it is is needed to the end.
    async fn is_at_a_till(
        &self,
        merchant: &MerchantId,
        member: MemberId,
        contacts: &[ContactId],
    ) -> Result<bool, EngineError> {
        let is_theirs = |sale: &Sale| {
            let is_member = sale.customer.is_some_and(|customer| customer.member == Some(member));
            is_member || contacts_of(sale).any(|contact| contacts.contains(&contact))
        };
        Ok(self.unfinished_sales(merchant).await?.iter().any(is_theirs))
    }

    /// The sales at tills, parked ones too, that may still come to something.
    pub(crate) async fn unfinished_sales(
        &self,
        merchant: &MerchantId,
    ) -> Result<Vec<Sale>, EngineError> {
        let mut sales = Vec::new();
        for settings in &self.shop(merchant)?.tills {
            let Some((till, _)) = self.read::<Till>(merchant, &(&settings.id).into()).await? else {
                continue;
            };
            for sale in till.parked.iter().chain(&till.current_sale) {
                let read = self.read::<Sale>(merchant, &sale.into()).await?;
                sales.extend(read.map(|(sale, _)| sale).filter(Sale::is_unfinished));
            }
        }
        Ok(sales)
    }
}

/// What leads to a person, or says something of them.
struct Traces {
    member: MemberId,
    contacts: Vec<ContactId>,
    extras: Extras,
}

/// Whom a sale needs to know by their number.
pub(crate) fn contacts_of(sale: &Sale) -> impl Iterator<Item = ContactId> {
    sale.customer.map(|customer| customer.contact).into_iter().chain(sale.payer)
}
