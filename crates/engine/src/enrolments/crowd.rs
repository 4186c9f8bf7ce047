//! For the measurement of a large club (`cargo xtask crowd`), and in no service: what an enrolment leaves
//! of somebody, made without a database, and an approval without an app.

use super::SealedTokens;
use super::{AUTH_REQ_ID, LOGIN_INDEX, LoginAnswer, TOKENS, consents, engine_context, person_of};
use crate::person::PERSON;
use crate::session::Extras;
use crate::{Engine, EngineError, Person};
use checkout::{
    Changes, Command, Enrolment, EnrolmentId, Facts, Member, MemberId, MerchantId, StartAnswer,
    Store, decide,
};
use store::{LookupRule, LookupWrite, SubjectWrite};
use vipps_mobilepay::login::{AuthReqId, UserInfo};

/// What one enrolment writes, from the contact at the till to the member.
pub struct Joining {
    /// Of the approval's last commit.
    pub changes: Changes,
    pub subjects: Vec<SubjectWrite>,
    pub lookups: Vec<LookupWrite>,
}

impl Engine {
    /// What there is of somebody whose enrolment is approved, and whom nobody knows so far.
    pub fn joining(
        &self,
        enrolment: &Enrolment,
        member: MemberId,
        profile: UserInfo,
    ) -> Result<Joining, EngineError> {
        let context = &enrolment.context;
        let shop = self.shop(&context.merchant)?;
        let at_unix_ms = enrolment.since_unix_ms;
        let settings = shop.club(&enrolment.club);
        let consents = consents::records(enrolment, &profile, &settings, at_unix_ms);
        let msisdn = profile.phone_number.clone().unwrap_or_default();
        let number = checkout::Msisdn::from_international(&msisdn);
        let number = number.map_err(checkout::ScanError::Phone)?;
        let contact = Person { msisdn: msisdn.clone(), ..Person::default() };
        let person = person_of(profile, msisdn, Person::default(), false);
        let (club, unit) = (&enrolment.club, &enrolment.sales_unit);
        let mut lookups = vec![
            self.contact_lookup(unit, &number, enrolment.contact),
            self.login_lookup(enrolment),
            self.number_lookup(club, unit, &person.msisdn, member, LookupRule::Replace),
        ];
        let sub = person.sub.as_deref();
        lookups.extend(sub.map(|sub| self.identity_lookup(club, unit, sub, member)));
        let subjects = vec![
            self.sealed_anew(&enrolment.contact.to_string(), &[(PERSON, written(&contact))]),
            self.sealed_anew(&member.to_string(), &[(PERSON, written(&person))]),
        ];
        let facts = Facts { enrolment: Some(enrolment.clone()), ..Facts::default() };
        let command = Command::Enrol {
            member,
            consents,
            by_number: false,
            has_new_number: false,
            for_other: false,
        };
        let now = shop.now(&context.store, at_unix_ms);
        let changes = decide(&facts, &engine_context(context), command, now)?;
        Ok(Joining { changes, subjects, lookups })
    }

    /// The app's part of a membership request: it arrives, and is approved at once.
    pub async fn approve_as(
        &self,
        merchant: &MerchantId,
        id: EnrolmentId,
    ) -> Result<(), EngineError> {
        let enrolment = self.enrolment_now(merchant, id).await?;
        self.hand_in(&enrolment, &Command::StartSent, Extras::default()).await?;
        let subject = id.to_string();
        let login = vec![self.sealed(merchant, &subject, &[(AUTH_REQ_ID, b"login".into())]).await?];
        let lookups = vec![self.login_lookup(&enrolment)];
        let extras = Extras { subjects: login, lookups, ..Extras::default() };
        let answer = StartAnswer::Started { expires_in_s: 600, interval_s: 5 };
        self.hand_in(&enrolment, &Command::StartAnswered { answer }, extras).await?;
        let tokens = SealedTokens { access_token: String::new(), id_token: String::new() };
        let tokens = serde_json::to_vec(&tokens).expect("two texts are always JSON");
        let subjects = vec![self.sealed(merchant, &subject, &[(TOKENS, tokens)]).await?];
        let answer = Command::LoginAnswered { answer: LoginAnswer::Approved };
        let extras = Extras { subjects, ..Extras::default() };
        self.hand_in(&enrolment, &answer, extras).await.map(|_| ())
    }

    /// What follows when the profile of an approval has been read: everything from the look-ups to the
    /// durable commit.
    pub async fn enrol_as(
        &self,
        merchant: &MerchantId,
        id: EnrolmentId,
        profile: UserInfo,
    ) -> Result<(), EngineError> {
        let enrolment = self.enrolment_now(merchant, id).await?;
        self.enrol(&enrolment, profile).await.map(|_| ())
    }

    /// The member of a store's club who has a phone number now, as a till there finds them.
    pub async fn member_at(
        &self,
        merchant: &MerchantId,
        store: &Store,
        msisdn: &str,
    ) -> Result<Option<Member>, EngineError> {
        let Some(club) = &store.club else { return Ok(None) };
        self.member_by_number(merchant, club, &store.sales_unit, msisdn).await
    }

    async fn enrolment_now(
        &self,
        merchant: &MerchantId,
        id: EnrolmentId,
    ) -> Result<Enrolment, EngineError> {
        let read = self.read::<Enrolment>(merchant, &(&id).into()).await?;
        let unknown = || EngineError::Unreadable(format!("enrolment {id} is not there"));
        Ok(read.ok_or_else(unknown)?.0)
    }

    fn login_lookup(&self, enrolment: &Enrolment) -> LookupWrite {
        let holder = enrolment.id.to_string();
        let hash = self.login_hash(&AuthReqId::new(&holder));
        LookupWrite { index: LOGIN_INDEX, hash, holder, rule: LookupRule::Unique }
    }

    fn sealed_anew(&self, subject: &str, rows: &[(&str, Vec<u8>)]) -> SubjectWrite {
        let key = self.inner.vault.new_subject(subject, &*self.inner.random);
        self.sealed_under(key, subject, rows)
    }
}

fn written(person: &Person) -> Vec<u8> {
    serde_json::to_vec(person).expect("a person has string keys")
}
