//! Whoever was at a till is known by number for a while, and then no more: a contact that nobody met
//! again for so many days is erased, with the look-up that finds it. Members are known by a record of
//! their own.

use crate::erasing::{DAY_MS, contacts_of};
use crate::person::Person;
use crate::session::Extras;
use crate::{Engine, EngineError, Shop};
use checkout::{ContactId, MerchantId, Msisdn, SalesUnit};
use std::collections::BTreeSet;
use store::{Commit, CommitError, LookupRule, LookupWrite, SubjectWrite};

/// How many are looked at, and erased in one commit.
const PAGE: u32 = 200;

impl Engine {
    /// The contact with a number, made if it is new. Its time begins anew, with a day's tolerance. One who
    /// is erased meanwhile is not met: then the commit is a conflict.
    pub(crate) async fn meet(
        &self,
        merchant: &MerchantId,
        unit: &SalesUnit,
        number: &Msisdn,
        extras: &mut Extras,
    ) -> Result<ContactId, EngineError> {
        let known = self.contact_of(merchant, unit, number).await?;
        let contact = known.unwrap_or_else(|| ContactId(self.new_uuid()));
        let lookup = self.contact_lookup(unit, number, contact);
        let rule = if known.is_some() { LookupRule::Held } else { lookup.rule };
        extras.lookups.push(LookupWrite { rule, ..lookup });
        if known.is_some() {
            let stored = self.inner.store.subject(merchant, &contact.to_string()).await?;
            let until = stored.and_then(|stored| stored.erase_at_unix_ms);
            let anew = self.contact_until(merchant)?;
            if until.is_some_and(|until| until > anew - DAY_MS) {
                return Ok(contact);
            }
        }
        let person = Person { msisdn: number.expose().to_owned(), ..Person::default() };
        extras.subjects.push(self.seal_contact(merchant, contact, &person).await?);
        Ok(contact)
    }

    pub(crate) async fn seal_contact(
        &self,
        merchant: &MerchantId,
        contact: ContactId,
        person: &Person,
    ) -> Result<SubjectWrite, EngineError> {
        let sealed = self.seal_person(merchant, &contact.to_string(), person).await?;
        let until = self.contact_until(merchant)?;
        Ok(SubjectWrite { erase_at_unix_ms: Some(until), ..sealed })
    }

    /// Until when a contact is kept that is met now.
    fn contact_until(&self, merchant: &MerchantId) -> Result<i64, EngineError> {
        let days = i64::from(self.shop(merchant)?.contacts_kept_days);
        Ok(self.now_unix_ms() + days * DAY_MS)
    }

    /// Erases the contacts whose time is over; how many. Those at tills are left for another day, and
    /// there are never as many of them as are looked at together.
    pub async fn erase_contacts(&self) -> Result<u32, EngineError> {
        let mut erased = 0;
        for shop in self.shops() {
            while let Some(some) = self.erase_some_contacts(shop).await? {
                erased += some;
            }
        }
        if erased > 0 {
            self.inner.store.scrub().await?;
        }
        Ok(erased)
    }

    /// None if there are none but at tills.
    async fn erase_some_contacts(&self, shop: &Shop) -> Result<Option<u32>, EngineError> {
        let (merchant, now_unix_ms) = (&shop.merchant, self.now_unix_ms());
        let over = self.inner.store.expired_subjects(merchant, now_unix_ms, PAGE).await?;
        if over.is_empty() {
            return Ok(None);
        }
        let at_tills = self.unfinished_sales(merchant).await?;
        let at_tills: BTreeSet<_> =
            at_tills.iter().flat_map(contacts_of).map(|contact| contact.to_string()).collect();
        let mut commit = Commit::new(merchant.clone(), now_unix_ms);
        for subject in over {
            if at_tills.contains(&subject) {
                continue;
            }
            let person = self.person(merchant, &subject).await?.unwrap_or_default();
            commit.lookups.extend(self.contact_lookups(shop, &subject, &person));
            commit.expired.push(subject);
        }
        if commit.expired.is_empty() {
            return Ok(None);
        }
        let erased = u32::try_from(commit.expired.len()).unwrap_or(u32::MAX);
        match self.inner.store.commit(commit).await {
            Ok(()) => Ok(Some(erased)),
            Err(CommitError::Store(error)) => Err(error.into()),
            // One of them was met just now.
            Err(CommitError::Conflict | CommitError::KeyUsed) => Ok(Some(0)),
        }
    }

    /// What takes the look-ups away that find a contact.
    fn contact_lookups(&self, shop: &Shop, contact: &str, person: &Person) -> Vec<LookupWrite> {
        let Ok(number) = Msisdn::from_international(&person.msisdn) else { return Vec::new() };
        let Ok(contact) = contact.parse::<ContactId>() else { return Vec::new() };
        let units = shop.units.iter().map(|settings| &settings.unit);
        let lookup = |unit| LookupWrite {
            rule: LookupRule::Remove,
            ..self.contact_lookup(unit, &number, contact)
        };
        units.map(lookup).collect()
    }
}
