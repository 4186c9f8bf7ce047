//! Who somebody is: sealed rows of contacts and members, and the look-ups that find them.

use crate::vault::SubjectKey;
use crate::{Engine, EngineError};
use checkout::{ClubId, ContactId, Member, MemberId, MerchantId, Msisdn, SalesUnit};
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
    #[serde(default)]
    pub address: Option<PostalAddress>,
    /// `YYYY-MM-DD`
    #[serde(default)]
    pub birth_date: Option<String>,
    /// The identity at the club's login sales unit.
    pub sub: Option<String>,
    /// A personal QR that could not be exchanged; then there is no number.
    #[serde(default)]
    pub personal_qr: Option<String>,
}

/// An address; each part may be empty. Never printed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostalAddress {
    /// Street and number; floor or unit on a second line.
    pub street: String,
    pub postal_code: String,
    pub town: String,
    /// ISO 3166, two letters.
    pub country: String,
}

impl fmt::Debug for PostalAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PostalAddress(…)")
    }
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

    /// The member of a club who has a phone number now, in the environment of a sales unit; the one who
    /// stands for them, if another does.
    pub(crate) async fn member_by_number(
        &self,
        merchant: &MerchantId,
        club: &ClubId,
        unit: &SalesUnit,
        msisdn: &str,
    ) -> Result<Option<Member>, EngineError> {
        match self.member_with_number(merchant, club, unit, msisdn).await? {
            Some(id) => self.standing_member(merchant, id).await.map(Some),
            None => Ok(None),
        }
    }

    /// The same, whoever stands for them. Where a member has another number meanwhile, the look-up is an
    /// old one and finds nobody.
    pub(crate) async fn member_with_number(
        &self,
        merchant: &MerchantId,
        club: &ClubId,
        unit: &SalesUnit,
        msisdn: &str,
    ) -> Result<Option<MemberId>, EngineError> {
        let Some(holder) = self.number_holder(merchant, club, unit, msisdn).await? else {
            return Ok(None);
        };
        let person = self.person(merchant, &holder.to_string()).await?;
        Ok(person.filter(|person| person.msisdn == msisdn).map(|_| holder))
    }

    /// Who has a number, or had it before and has another now.
    pub(crate) async fn number_holder(
        &self,
        merchant: &MerchantId,
        club: &ClubId,
        unit: &SalesUnit,
        msisdn: &str,
    ) -> Result<Option<MemberId>, EngineError> {
        let hash = self.number_hash(club, unit, msisdn);
        self.holder(merchant, NUMBER_INDEX, &hash).await
    }

    /// A member, or the one who stands for them.
    pub(crate) async fn standing_member(
        &self,
        merchant: &MerchantId,
        id: MemberId,
    ) -> Result<Member, EngineError> {
        let member = self.read_member(merchant, id).await?;
        match member.merged_into() {
            Some(other) => self.read_member(merchant, other).await,
            None => Ok(member),
        }
    }

    pub(crate) async fn read_member(
        &self,
        merchant: &MerchantId,
        id: MemberId,
    ) -> Result<Member, EngineError> {
        let read = self.read::<Member>(merchant, &(&id).into()).await?;
        read.map(|(member, _)| member).ok_or(EngineError::MemberUnknown)
    }

    /// Whether an approval has proved who a member is. Of a member of a club that is kept elsewhere,
    /// that club says who it is.
    pub(crate) async fn is_proved(
        &self,
        merchant: &MerchantId,
        id: MemberId,
    ) -> Result<bool, EngineError> {
        let read = self.read::<Member>(merchant, &(&id).into()).await?;
        Ok(read.is_none_or(|(member, _)| member.has_identity))
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

    /// A number has one current holder: the newest.
    pub(crate) fn number_lookup(
        &self,
        club: &ClubId,
        unit: &SalesUnit,
        msisdn: &str,
        member: MemberId,
        rule: LookupRule,
    ) -> LookupWrite {
        let hash = self.number_hash(club, unit, msisdn);
        LookupWrite { index: NUMBER_INDEX, hash, holder: member.to_string(), rule }
    }

    /// An identity belongs to one member for good.
    pub(crate) fn identity_lookup(
        &self,
        club: &ClubId,
        unit: &SalesUnit,
        sub: &str,
        member: MemberId,
    ) -> LookupWrite {
        let hash = self.identity_hash(club, unit, sub);
        let (holder, rule) = (member.to_string(), LookupRule::Unique);
        LookupWrite { index: IDENTITY_INDEX, hash, holder, rule }
    }

    pub(crate) async fn person(
        &self,
        merchant: &MerchantId,
        subject: &str,
    ) -> Result<Option<Person>, EngineError> {
        let content = self.unsealed(merchant, subject, PERSON).await?;
        content.map(|content| read(&content)).transpose()
    }

    /// The number of a contact; none where only a personal QR is known.
    pub(crate) async fn number_of(
        &self,
        merchant: &MerchantId,
        contact: ContactId,
    ) -> Result<Option<Msisdn>, EngineError> {
        let person = self.person(merchant, &contact.to_string()).await?;
        Ok(person.and_then(|person| Msisdn::from_international(&person.msisdn).ok()))
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
        Ok(self.sealed_under(key, subject, rows))
    }

    pub(crate) fn sealed_under(
        &self,
        key: SubjectKey,
        subject: &str,
        rows: &[(&str, Vec<u8>)],
    ) -> SubjectWrite {
        let random = &*self.inner.random;
        let rows = rows
            .iter()
            .map(|(name, content)| ((*name).to_owned(), key.seal(name, content, random)))
            .collect();
        let subject = subject.to_owned();
        SubjectWrite { subject, wrapped_key: key.wrapped, rows, erase_at_unix_ms: None }
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
