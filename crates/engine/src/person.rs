//! Who somebody is: sealed rows of contacts and members, and the look-ups that find them.

use crate::{Engine, EngineError};
use checkout::{ClubId, ContactId, MemberId, MerchantId, Msisdn, SalesUnit};
use serde::{Deserialize, Serialize};
use std::fmt;
use store::{LookupRule, LookupWrite, SubjectWrite};

pub(crate) const PERSON: &str = "person";
const CONTACT_INDEX: &str = "contact";
const NUMBER_INDEX: &str = "member_number";
const IDENTITY_INDEX: &str = "member_identity";

/// What is known of a person. Sealed at rest, and never printed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Digits with country code.
    pub msisdn: String,
    pub given_name: Option<String>,
    pub name: Option<String>,
    pub email: Option<String>,
    /// The identity at the club's login sales unit.
    pub sub: Option<String>,
    /// A personal QR that could not be exchanged; then there is no number.
    #[serde(default)]
    pub personal_qr: Option<String>,
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Person(…)")
    }
}

impl Engine {
    /// The contact with a phone number, in the environment of a sales unit.
    pub(crate) async fn contact_of(
        &self,
        merchant: &MerchantId,
        unit: &SalesUnit,
        number: &Msisdn,
    ) -> Result<Option<ContactId>, EngineError> {
        let hash = self.contact_hash(unit, number);
        self.holder(merchant, CONTACT_INDEX, &hash).await
    }

    /// The member of a club who has a phone number now, in the environment of a sales unit.
    pub(crate) async fn member_by_number(
        &self,
        merchant: &MerchantId,
        club: &ClubId,
        unit: &SalesUnit,
        msisdn: &str,
    ) -> Result<Option<MemberId>, EngineError> {
        let hash = self.number_hash(club, unit, msisdn);
        self.holder(merchant, NUMBER_INDEX, &hash).await
    }

    /// The member of a club who has an identity at a sales unit.
    pub(crate) async fn member_by_identity(
        &self,
        merchant: &MerchantId,
        club: &ClubId,
        unit: &SalesUnit,
        sub: &str,
    ) -> Result<Option<MemberId>, EngineError> {
        let hash = self.identity_hash(club, unit, sub);
        self.holder(merchant, IDENTITY_INDEX, &hash).await
    }

    pub(crate) fn contact_lookup(
        &self,
        unit: &SalesUnit,
        number: &Msisdn,
        contact: ContactId,
    ) -> LookupWrite {
        let hash = self.contact_hash(unit, number);
        let (holder, rule) = (contact.to_string(), LookupRule::Unique);
        LookupWrite { index: CONTACT_INDEX, hash, holder, rule }
    }

    /// A number has one current holder; an identity belongs to one member for good.
    pub(crate) fn member_lookups(
        &self,
        club: &ClubId,
        unit: &SalesUnit,
        person: &Person,
        member: MemberId,
    ) -> Vec<LookupWrite> {
        let number = LookupWrite {
            index: NUMBER_INDEX,
            hash: self.number_hash(club, unit, &person.msisdn),
            holder: member.to_string(),
            rule: LookupRule::Replace,
        };
        let identity = person.sub.as_deref().map(|sub| LookupWrite {
            index: IDENTITY_INDEX,
            hash: self.identity_hash(club, unit, sub),
            holder: member.to_string(),
            rule: LookupRule::Unique,
        });
        std::iter::once(number).chain(identity).collect()
    }

    pub(crate) async fn person(
        &self,
        merchant: &MerchantId,
        subject: &str,
    ) -> Result<Option<Person>, EngineError> {
        let content = self.unsealed(merchant, subject, PERSON).await?;
        content.map(|content| read(&content)).transpose()
    }

    pub(crate) async fn seal_person(
        &self,
        merchant: &MerchantId,
        subject: &str,
        person: &Person,
    ) -> Result<SubjectWrite, EngineError> {
        let content = serde_json::to_vec(person).expect("a person has string keys");
        self.sealed(merchant, subject, &[(PERSON, content)]).await
    }

    /// Rows sealed under a subject's own key, which is made if there is none yet.
    pub(crate) async fn sealed(
        &self,
        merchant: &MerchantId,
        subject: &str,
        rows: &[(&str, Vec<u8>)],
    ) -> Result<SubjectWrite, EngineError> {
        let random = &*self.inner.random;
        let key = match self.inner.store.subject(merchant, subject).await? {
            Some(stored) => self
                .inner
                .vault
                .subject(subject, &stored.wrapped_key)
                .map_err(|error| EngineError::Unreadable(error.to_string()))?,
            None => self.inner.vault.new_subject(subject, random),
        };
        let rows = rows
            .iter()
            .map(|(name, content)| ((*name).to_owned(), key.seal(name, content, random)))
            .collect();
        Ok(SubjectWrite { subject: subject.to_owned(), wrapped_key: key.wrapped, rows })
    }

    pub(crate) async fn unsealed(
        &self,
        merchant: &MerchantId,
        subject: &str,
        name: &str,
    ) -> Result<Option<Vec<u8>>, EngineError> {
        let Some(stored) = self.inner.store.subject(merchant, subject).await? else {
            return Ok(None);
        };
        let Some((_, sealed)) = stored.rows.iter().find(|(row, _)| row == name) else {
            return Ok(None);
        };
        self.inner
            .vault
            .subject(subject, &stored.wrapped_key)
            .and_then(|key| key.open(name, sealed))
            .map(Some)
            .map_err(|error| EngineError::Unreadable(error.to_string()))
    }

    pub(crate) async fn holder<T: std::str::FromStr>(
        &self,
        merchant: &MerchantId,
        index: &'static str,
        hash: &[u8; 32],
    ) -> Result<Option<T>, EngineError> {
        let holder = self.inner.store.lookup(merchant, index, hash).await?;
        holder
            .map(|text| {
                text.parse().map_err(|_| EngineError::Unreadable(format!("a holder in {index}")))
            })
            .transpose()
    }

    // People of one environment are nobody in another: a trial's members get no prices in the shop.
    fn contact_hash(&self, unit: &SalesUnit, number: &Msisdn) -> [u8; 32] {
        let environment = format!("{:?}", unit.environment);
        self.inner.vault.hash(&[CONTACT_INDEX, &environment, number.expose()])
    }

    pub(crate) fn number_hash(&self, club: &ClubId, unit: &SalesUnit, msisdn: &str) -> [u8; 32] {
        let environment = format!("{:?}", unit.environment);
        self.inner.vault.hash(&[NUMBER_INDEX, club.as_str(), &environment, msisdn])
    }

    fn identity_hash(&self, club: &ClubId, unit: &SalesUnit, sub: &str) -> [u8; 32] {
        let environment = format!("{:?}", unit.environment);
        let parts = [IDENTITY_INDEX, club.as_str(), &environment, unit.msn.as_str(), sub];
        self.inner.vault.hash(&parts)
    }
}

fn read<T: serde::de::DeserializeOwned>(content: &[u8]) -> Result<T, EngineError> {
    serde_json::from_slice(content)
        .map_err(|_| EngineError::Unreadable("a sealed row has another shape".to_owned()))
}
