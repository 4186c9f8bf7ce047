//! Carries out the duties of an enrolment: the push to the customer's phone, the polls, and the
//! enrolment itself once the customer has said yes.

#[cfg(feature = "crowd")]
pub(crate) mod crowd;

use crate::circuit::Way;
use crate::facts::Target;
use crate::payments::engine_context;
use crate::session::Extras;
use crate::worker::{Done, LEASE_MS};
use crate::{Engine, EngineError, Person, PostalAddress, consents};
use checkout::{
    AggregateId, Command, Enrolment, EnrolmentDuty, EnrolmentId, LoginAnswer, Member, MemberId,
    MerchantId, StartAnswer, StartRefusal,
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use store::{LookupRule, LookupWrite};
use vipps_mobilepay::login::{
    AuthReqId, BindingMessage, IdTokenError, LoginHint, LoginRequest, LoginStarted, StartError,
    StartRefused, TokenAnswer, Tokens, UserInfo,
};
use vipps_mobilepay::{Client, Error, Msisdn};

const LOGIN_INDEX: &str = "login";
const AUTH_REQ_ID: &str = "auth_req_id";
const TOKENS: &str = "tokens";
/// Before the first look after a call without an answer.
const LOOK_AFTER_MS: i64 = 2_000;

/// The tokens of an approval, sealed until the profile is read: they are given out once.
#[derive(Serialize, Deserialize)]
struct SealedTokens {
    access_token: String,
    id_token: String,
}

impl Engine {
    pub(crate) async fn work_on_enrolment(
        &self,
        merchant: &MerchantId,
        id: EnrolmentId,
    ) -> Result<Done, EngineError> {
        let Some((enrolment, _)) = self.read::<Enrolment>(merchant, &(&id).into()).await? else {
            return Ok(Done::LeftToStore);
        };
        let Some(due) = enrolment.duty() else { return Ok(Done::LeftToStore) };
        let wait_ms = due.at_unix_ms - self.now_unix_ms();
        if wait_ms > 0 {
            return Ok(Done::LookAgain { after_ms: wait_ms });
        }
        match due.duty {
            EnrolmentDuty::Start => self.start(&enrolment).await,
            EnrolmentDuty::GiveUpStart => {
                let command = Command::StartAnswered { answer: StartAnswer::Lost };
                self.hand_in(&enrolment, &command, Extras::default()).await?;
                Ok(Done::LeftToStore)
            }
            EnrolmentDuty::Poll => self.poll(&enrolment).await,
            EnrolmentDuty::ReadProfile => self.read_profile(&enrolment).await,
        }
    }

    /// The enrolment that a login belongs to.
    pub(crate) async fn enrolment_of_login(
        &self,
        merchant: &MerchantId,
        login_hash: &[u8; 32],
    ) -> Result<Option<EnrolmentId>, EngineError> {
        self.holder(merchant, LOGIN_INDEX, login_hash).await
    }

    pub(crate) fn login_hash(&self, auth_req_id: &AuthReqId) -> [u8; 32] {
        self.inner.vault.hash(&[LOGIN_INDEX, auth_req_id.expose()])
    }

    async fn start(&self, enrolment: &Enrolment) -> Result<Done, EngineError> {
        let client = self.login_client(enrolment)?;
        let merchant = &enrolment.context.merchant;
        let contact = enrolment.contact.to_string();
        let Some(person) = self.person(merchant, &contact).await? else {
            // Erased just as they were put on the sale: asked anew, they are scanned anew.
            self.hand_in(enrolment, &Command::StartSent, Extras::default()).await?;
            let lost = Command::StartAnswered { answer: StartAnswer::Lost };
            self.hand_in(enrolment, &lost, Extras::default()).await?;
            return Ok(Done::LeftToStore);
        };
        let msisdn = Msisdn::parse(&person.msisdn)
            .map_err(|error| EngineError::Unreadable(error.to_string()))?;
        let id = AggregateId::from(&enrolment.id);
        let until = self.now_unix_ms() + LEASE_MS;
        let extras = Extras { leased: Some((id, until)), ..Extras::default() };
        let is_wanted = self.hand_in(enrolment, &Command::StartSent, extras).await?;
        if !is_wanted || self.now_unix_ms() >= until {
            return Ok(Done::LeftToStore);
        }
        let scope = self.shop(merchant)?.club(&enrolment.club).scope();
        let (answer, started, error) = ask(client, enrolment, msisdn, &scope).await;
        self.saw_error(&enrolment.sales_unit, Way::Login, error.as_ref());
        let mut extras = Extras::default();
        if let Some(started) = started {
            let content = started.auth_req_id.expose().as_bytes().to_vec();
            let subject = enrolment.id.to_string();
            extras.subjects =
                vec![self.sealed(merchant, &subject, &[(AUTH_REQ_ID, content)]).await?];
            extras.lookups = vec![LookupWrite {
                index: LOGIN_INDEX,
                hash: self.login_hash(&started.auth_req_id),
                holder: subject,
                rule: LookupRule::Unique,
            }];
        }
        self.hand_in(enrolment, &Command::StartAnswered { answer }, extras).await?;
        Ok(Done::LeftToStore)
    }

    async fn poll(&self, enrolment: &Enrolment) -> Result<Done, EngineError> {
        let client = self.login_client(enrolment)?;
        let merchant = &enrolment.context.merchant;
        let subject = enrolment.id.to_string();
        let Some(content) = self.unsealed(merchant, &subject, AUTH_REQ_ID).await? else {
            let spent = Command::LoginAnswered { answer: LoginAnswer::Spent };
            self.hand_in(enrolment, &spent, Extras::default()).await?;
            return Ok(Done::LeftToStore);
        };
        let auth_req_id = AuthReqId::new(String::from_utf8_lossy(&content));
        let mut extras = Extras::default();
        let outcome = client.login().token(&auth_req_id).await;
        let answer = match self.saw(&enrolment.sales_unit, Way::Login, outcome) {
            Ok(TokenAnswer::Pending) => LoginAnswer::Pending,
            Ok(TokenAnswer::SlowDown) => LoginAnswer::SlowDown,
            Ok(TokenAnswer::Denied) => LoginAnswer::Declined,
            Ok(TokenAnswer::Expired) => LoginAnswer::Expired,
            Ok(TokenAnswer::AppTooOld) => LoginAnswer::AppTooOld,
            Ok(TokenAnswer::Spent) => LoginAnswer::Spent,
            Ok(TokenAnswer::Approved(tokens)) => {
                let rows = [(TOKENS, sealable(&tokens))];
                extras.subjects = vec![self.sealed(merchant, &subject, &rows).await?];
                LoginAnswer::Approved
            }
            Err(error) => {
                tracing::warn!(enrolment.id = %enrolment.id, %error, "a login can't be polled");
                // Overdue ends it even when nobody answers.
                self.hand_in(
                    enrolment,
                    &Command::LoginAnswered { answer: LoginAnswer::Pending },
                    extras,
                )
                .await?;
                return Ok(Done::NoAnswer { first_after_ms: enrolment.interval_s * 1000 });
            }
        };
        if self.hand_in(enrolment, &Command::LoginAnswered { answer }, extras).await? {
            Ok(Done::LeftToStore)
        } else {
            Ok(Done::LookAgain { after_ms: enrolment.interval_s * 1000 })
        }
    }

    /// Verifies who approved, reads the profile, and enrols. Both reads may be repeated.
    async fn read_profile(&self, enrolment: &Enrolment) -> Result<Done, EngineError> {
        let subject = enrolment.id.to_string();
        let content = self.unsealed(&enrolment.context.merchant, &subject, TOKENS).await?;
        let tokens = content.and_then(|content| serde_json::from_slice(&content).ok());
        let Some(SealedTokens { access_token, id_token }) = tokens else {
            return self.lose(enrolment).await;
        };
        let login = self.login_client(enrolment)?.login();
        let verified = login.verify_id_token(&SecretString::from(id_token)).await;
        let sub = match verified {
            Ok(id_token) => id_token.sub,
            Err(IdTokenError::Untrusted(reason)) => {
                tracing::error!(enrolment.id = %enrolment.id, %reason, "an id_token is not trusted");
                return self.lose(enrolment).await;
            }
            Err(IdTokenError::Call(error)) => return self.retry(enrolment, &error).await,
        };
        match login.userinfo(&SecretString::from(access_token)).await {
            Ok(profile) if profile.sub == sub => self.enrol(enrolment, profile).await,
            Ok(_) => {
                tracing::error!(enrolment.id = %enrolment.id, "the profile is another person's");
                self.lose(enrolment).await
            }
            Err(error) => self.retry(enrolment, &error).await,
        }
    }

    /// Later again, until the token is of no use any more.
    async fn retry(&self, enrolment: &Enrolment, error: &Error) -> Result<Done, EngineError> {
        tracing::warn!(enrolment.id = %enrolment.id, %error, "a profile can't be read");
        let hopeless = matches!(error, Error::Refused(_) | Error::Unauthorised { .. });
        if hopeless || enrolment.profile_is_lost(self.now_unix_ms()) {
            return self.lose(enrolment).await;
        }
        Ok(Done::NoAnswer { first_after_ms: LOOK_AFTER_MS })
    }

    /// Whose approval it is: a member who has this identity; or one from elsewhere who has the number
    /// and has proved to be nobody yet; or a new one. Whoever else has the number so far loses it.
    async fn enrol(&self, enrolment: &Enrolment, profile: UserInfo) -> Result<Done, EngineError> {
        let merchant = &enrolment.context.merchant;
        let (club, unit) = (&enrolment.club, &enrolment.sales_unit);
        let settings = self.shop(merchant)?.club(club);
        let consents = consents::records(enrolment, &profile, &settings, self.now_unix_ms());
        if consents::refuses_terms(&consents) {
            let declined = Command::LoginAnswered { answer: LoginAnswer::Declined };
            self.hand_in(enrolment, &declined, Extras::default()).await?;
            return Ok(Done::LeftToStore);
        }
        let asked =
            self.person(merchant, &enrolment.contact.to_string()).await?.unwrap_or_default();
        let msisdn = profile.phone_number.clone().unwrap_or(asked.msisdn);
        let by_identity = self.member_by_identity(merchant, club, unit, &profile.sub).await?;
        let holder = self.member_with_number(merchant, club, unit, &msisdn).await?;
        let known = match by_identity.or(holder) {
            Some(id) => Some(self.read_member(merchant, id).await?),
            None => None,
        };
        let known = known.filter(|one| by_identity.is_some() || !one.has_identity);
        let by_number = by_identity.is_none() && known.is_some();
        // Number and identity are the subject's, also where another member stands for them.
        let subject = known.as_ref().map_or_else(|| MemberId(self.new_uuid()), |one| one.id);
        let member = known.as_ref().and_then(Member::merged_into).unwrap_or(subject);
        let for_other = member != subject;
        let before = self.person(merchant, &subject.to_string()).await?.unwrap_or_default();
        let has_new_number = known.is_some_and(|one| !one.has_number || before.msisdn != msisdn);
        let old_number = before.msisdn.clone();
        let person = person_of(profile, msisdn, before, by_number);

        let replace = LookupRule::Replace;
        let mut lookups = vec![self.number_lookup(club, unit, &person.msisdn, subject, replace)];
        // Nothing leads from a number that is not theirs any more.
        if old_number != person.msisdn {
            let remove = LookupRule::Remove;
            lookups.push(self.number_lookup(club, unit, &old_number, subject, remove));
        }
        if let Some(sub) = person.sub.as_deref().filter(|_| by_identity.is_none()) {
            lookups.push(self.identity_lookup(club, unit, sub, subject));
        }
        let extras = Extras {
            subjects: vec![self.seal_person(merchant, &subject.to_string(), &person).await?],
            lookups,
            only_when_enrolled: true,
            ..Extras::default()
        };
        let former = holder.filter(|holder| *holder != member && *holder != subject);
        let other_member = if for_other { Some(subject) } else { former };
        let enrolment_id = Some(enrolment.id);
        let target = Target {
            enrolment: enrolment_id,
            member: Some(member),
            other_member,
            ..Target::default()
        };
        let context = engine_context(&enrolment.context);
        let command = Command::Enrol { member, consents, by_number, has_new_number, for_other };
        let changes = self.run(&target, &context, &command, &extras).await?;
        // Another till was faster, or two have become one meanwhile: it is known now who that is.
        Ok(if changes.is_empty() {
            Done::LookAgain { after_ms: LOOK_AFTER_MS }
        } else {
            Done::LeftToStore
        })
    }

    /// The customer must be asked anew.
    async fn lose(&self, enrolment: &Enrolment) -> Result<Done, EngineError> {
        let command = Command::LoginAnswered { answer: LoginAnswer::Unusable };
        self.hand_in(enrolment, &command, Extras::default()).await?;
        Ok(Done::LeftToStore)
    }

    /// Hands in what was done or seen. True if anything happened.
    async fn hand_in(
        &self,
        enrolment: &Enrolment,
        command: &Command,
        extras: Extras,
    ) -> Result<bool, EngineError> {
        let target = Target { enrolment: Some(enrolment.id), ..Target::default() };
        let context = engine_context(&enrolment.context);
        let changes = self.run(&target, &context, command, &extras).await?;
        Ok(!changes.is_empty())
    }

    fn login_client(&self, enrolment: &Enrolment) -> Result<&Client, EngineError> {
        self.shop(&enrolment.context.merchant)?.client(&enrolment.sales_unit)
    }
}

/// Asks whether the number can log in, and if so pushes the request. The push can't be repeated: an
/// answer that is lost is lost. An error that stood in the way comes with the answer.
async fn ask(
    client: &Client,
    enrolment: &Enrolment,
    msisdn: Msisdn,
    scope: &str,
) -> (StartAnswer, Option<LoginStarted>, Option<Error>) {
    match client.login().user_exists(&msisdn).await {
        Ok(false) => return (StartAnswer::Refused(StartRefusal::NoApp), None, None),
        Ok(true) => {}
        // Not knowing is no reason not to ask; the start tells.
        Err(error) => tracing::warn!(enrolment.id = %enrolment.id, %error, "user-exists failed"),
    }
    let mut login = LoginRequest::new(LoginHint::Msisdn(msisdn), scope);
    login.binding_message = BindingMessage::parse(&enrolment.binding_message).ok();
    let refused = match client.login().start(&login).await {
        Ok(started) => {
            let answer = StartAnswer::Started {
                expires_in_s: started.expires_in_s,
                interval_s: started.interval_s,
            };
            return (answer, Some(started), None);
        }
        Err(StartError::Refused(refused)) => match refused {
            StartRefused::NoUser => StartRefusal::NoApp,
            StartRefused::AppTooOld => StartRefusal::AppTooOld,
            StartRefused::TooMany { .. } => StartRefusal::TooOften,
            StartRefused::InvalidBindingMessage | StartRefused::Other { .. } => {
                StartRefusal::Settings
            }
        },
        Err(StartError::Call(error)) => {
            tracing::warn!(enrolment.id = %enrolment.id, %error, "a login can't be started");
            let answer = match error {
                Error::Unknown(_) => StartAnswer::Lost,
                Error::NotSent { .. } => StartAnswer::Refused(StartRefusal::Unreachable),
                Error::RateLimited { .. } => StartAnswer::Refused(StartRefusal::TooOften),
                Error::Refused(_) | Error::Unauthorised { .. } | Error::Invalid(_) => {
                    StartAnswer::Refused(StartRefusal::Settings)
                }
            };
            return (answer, None, Some(error));
        }
    };
    (StartAnswer::Refused(refused), None, None)
}

fn sealable(tokens: &Tokens) -> Vec<u8> {
    let tokens = SealedTokens {
        access_token: tokens.access_token.expose_secret().to_owned(),
        id_token: tokens.id_token.expose_secret().to_owned(),
    };
    serde_json::to_vec(&tokens).expect("two texts are always JSON")
}

/// Who the person is, as far as the profile tells. What somebody from elsewhere brought along stands
/// where the profile is silent; else what is no longer shared is gone.
fn person_of(profile: UserInfo, msisdn: String, before: Person, keeps: bool) -> Person {
    let before = if keeps { before } else { Person::default() };
    let address = profile.address.map(|address| PostalAddress {
        street: address.street_address,
        postal_code: address.postal_code,
        town: address.region,
        country: address.country,
    });
    Person {
        msisdn,
        given_name: profile.given_name.or(before.given_name),
        name: profile.name.or(before.name),
        email: profile.email.or(before.email),
        address: address.or(before.address),
        birth_date: profile.birthdate.or(before.birth_date),
        sub: Some(profile.sub),
        personal_qr: None,
    }
}
