//! What people of the club do about its members. None of it happens at a till; the request's own till
//! says only who asks.

use crate::facts::Target;
use crate::session::Extras;
use crate::{Engine, EngineError, Person, Request};
use checkout::{
    BroughtPoints, ClubCommand, Command, Consent, ConsentChannel, MemberId, MemberReason, Msisdn,
    PointsReason, Purpose, Refusal, Store, StoreId,
};
use store::LookupRule;

/// What a member said about one purpose.
#[derive(Debug, Clone)]
pub struct ConsentOrder {
    pub purpose: Purpose,
    pub accepted: bool,
    /// Of the words that the member was shown or read out; none: the club's newest.
    pub language: Option<String>,
}

/// A member who comes from elsewhere. Never printed.
#[derive(Clone)]
pub struct ImportOrder {
    pub store: StoreId,
    /// With or without a country code.
    pub phone_number: String,
    pub given_name: Option<String>,
    pub name: Option<String>,
    pub email: Option<String>,
    pub joined_at_unix_ms: i64,
    pub consents: Vec<ImportedConsent>,
    /// What they have there.
    pub points: Vec<BroughtPoints>,
}

/// An answer that comes along with a member.
#[derive(Debug, Clone)]
pub struct ImportedConsent {
    pub purpose: Purpose,
    pub accepted: bool,
    pub text: String,
    pub version: Option<String>,
    pub language: String,
    pub at_unix_ms: i64,
}

impl Engine {
    pub fn new_member_id(&self) -> MemberId {
        MemberId(self.new_uuid())
    }

    /// Takes in a member from elsewhere, who is known by the number alone until they approve for the
    /// first time.
    ///
    /// # Errors
    /// [`Refusal::NumberTaken`] if the number is a member's already, [`EngineError::TermsMissing`]
    /// if they have not agreed to the terms, [`EngineError::ClubElsewhere`] if the club is not kept here,
    /// [`Refusal::NoPoints`] or [`Refusal::PointsImpossible`] about the points that they bring.
    pub async fn import_member(
        &self,
        request: &Request,
        member: MemberId,
        order: ImportOrder,
    ) -> Result<(), EngineError> {
        let merchant = &request.context.merchant;
        let shop = self.shop(merchant)?;
        let store = shop.stores.iter().find(|store| store.id == order.store);
        let store = store.ok_or(EngineError::StoreUnknown)?;
        let club = store.club.clone().ok_or(Refusal::NoClub)?;
        if shop.directories.contains_key(&club) {
            return Err(EngineError::ClubElsewhere);
        }
        let number = Msisdn::parse(&order.phone_number, store.country);
        let number = number.map_err(checkout::ScanError::Phone)?;
        let agreed = |one: &ImportedConsent| one.purpose == Purpose::Terms && one.accepted;
        if !order.consents.iter().any(agreed) {
            return Err(EngineError::TermsMissing);
        }
        let msisdn = number.expose().to_owned();
        let holder = self.member_by_number(merchant, &club, &store.sales_unit, &msisdn).await?;
        let unit = &store.sales_unit;
        // One that somebody had before is taken over.
        let was_held = self.number_holder(merchant, &club, unit, &msisdn).await?.is_some();
        let rule = if was_held { LookupRule::Replace } else { LookupRule::Unique };
        let lookup = self.number_lookup(&club, &store.sales_unit, &msisdn, member, rule);
        let person = Person {
            msisdn,
            given_name: order.given_name,
            name: order.name,
            email: order.email,
            ..Person::default()
        };
        let extras = Extras {
            subjects: vec![self.seal_person(merchant, &member.to_string(), &person).await?],
            lookups: vec![lookup],
            answer: request.answer.clone(),
            ..Extras::default()
        };
        let imported = |consent| imported(request, store, consent);
        let command = Command::Club(ClubCommand::Import {
            member,
            club,
            home_store: store.id.clone(),
            joined_at_unix_ms: order.joined_at_unix_ms,
            consents: order.consents.into_iter().map(imported).collect(),
            points: order.points,
        });
        let target = Target {
            member: Some(member),
            other_member: holder.map(|holder| holder.id),
            ..Target::default()
        };
        match self.run(&target, &request.context, &command, &extras).await {
            // Somebody else came with that number just now.
            Err(EngineError::Contended) => Err(Refusal::NumberTaken.into()),
            done => done.map(|_| ()),
        }
    }

    /// Records what a member said, with the club's own words for it.
    ///
    /// # Errors
    /// [`EngineError::TextUnknown`] if a consent is given for which the club has no words.
    pub async fn record_consent(
        &self,
        request: &Request,
        member: MemberId,
        order: ConsentOrder,
    ) -> Result<(), EngineError> {
        let merchant = &request.context.merchant;
        if !order.purpose.stands_alone() {
            return Err(Refusal::MembershipItself.into());
        }
        let known = self.read_member(merchant, member).await?;
        let club = self.shop(merchant)?.club(&known.club);
        // What is taken back is what was agreed to, in its own words.
        let given = known.consent(&order.purpose).filter(|_| !order.accepted);
        let (text, version, language) = match given {
            Some(given) => (given.text.clone(), given.version.clone(), given.language.clone()),
            None => match club.text_for(&order.purpose, order.language.as_deref()) {
                Some(text) => {
                    (text.text.clone(), Some(text.version.clone()), text.language.clone())
                }
                None if order.accepted => return Err(EngineError::TextUnknown),
                None => (String::new(), None, String::new()),
            },
        };
        let consent = Consent {
            purpose: order.purpose,
            accepted: order.accepted,
            text_sha256: Consent::hash(&text),
            text,
            version,
            language,
            channel: ConsentChannel::Staff,
            store: known.home_store.clone(),
            till: None,
            operator: request.context.operator.clone(),
            at_unix_ms: self.now_unix_ms(),
            enrolment: None,
        };
        self.on_member(request, member, ClubCommand::RecordConsents { consents: vec![consent] })
            .await
    }

    pub async fn set_home_store(
        &self,
        request: &Request,
        member: MemberId,
        store: StoreId,
    ) -> Result<(), EngineError> {
        let merchant = &request.context.merchant;
        let club = self.read_member(merchant, member).await?.club;
        let stores = &self.shop(merchant)?.stores;
        let found = stores.iter().find(|one| one.id == store).ok_or(EngineError::StoreUnknown)?;
        if found.club.as_ref() != Some(&club) {
            return Err(Refusal::OtherClub.into());
        }
        self.on_member(request, member, ClubCommand::SetHomeStore { store }).await
    }

    pub async fn block_member(
        &self,
        request: &Request,
        member: MemberId,
        reason: MemberReason,
    ) -> Result<(), EngineError> {
        self.on_member(request, member, ClubCommand::Block { reason }).await
    }

    pub async fn unblock_member(
        &self,
        request: &Request,
        member: MemberId,
        reason: MemberReason,
    ) -> Result<(), EngineError> {
        self.on_member(request, member, ClubCommand::Unblock { reason }).await
    }

    /// Ends a membership. The member may join again.
    pub async fn withdraw_member(
        &self,
        request: &Request,
        member: MemberId,
        reason: MemberReason,
    ) -> Result<(), EngineError> {
        self.on_member(request, member, ClubCommand::Withdraw { reason }).await
    }

    /// Gives a member points, or takes some if they are less than zero. More than the club lets one person
    /// do alone waits for another.
    pub async fn adjust_points(
        &self,
        request: &Request,
        member: MemberId,
        points: i64,
        reason: PointsReason,
    ) -> Result<(), EngineError> {
        self.on_member(request, member, ClubCommand::AdjustPoints { points, reason }).await
    }

    /// Answers points of a member that wait for a second person.
    pub async fn answer_points(
        &self,
        request: &Request,
        member: MemberId,
        number: u32,
        accepted: bool,
    ) -> Result<(), EngineError> {
        self.on_member(request, member, ClubCommand::AnswerPoints { number, accepted }).await
    }

    /// Has a member stand for another, who is the same person.
    pub async fn merge_members(
        &self,
        request: &Request,
        member: MemberId,
        other: MemberId,
        reason: MemberReason,
    ) -> Result<(), EngineError> {
        self.on_members(request, member, other, ClubCommand::Merge { reason }).await
    }

    /// Undoes that: what is left of the other's points goes back.
    pub async fn unmerge_members(
        &self,
        request: &Request,
        member: MemberId,
        other: MemberId,
        reason: MemberReason,
    ) -> Result<(), EngineError> {
        self.on_members(request, member, other, ClubCommand::Unmerge { reason }).await
    }

    async fn on_member(
        &self,
        request: &Request,
        member: MemberId,
        command: ClubCommand,
    ) -> Result<(), EngineError> {
        self.read_member(&request.context.merchant, member).await?;
        let target = Target { member: Some(member), ..Target::default() };
        self.command(request, target, &Command::Club(command)).await
    }

    async fn on_members(
        &self,
        request: &Request,
        member: MemberId,
        other: MemberId,
        command: ClubCommand,
    ) -> Result<(), EngineError> {
        for one in [member, other] {
            self.read_member(&request.context.merchant, one).await?;
        }
        // One member is not two.
        if member == other {
            return Err(Refusal::MemberMerged.into());
        }
        let target =
            Target { member: Some(member), other_member: Some(other), ..Target::default() };
        self.command(request, target, &Command::Club(command)).await
    }
}

fn imported(request: &Request, store: &Store, consent: ImportedConsent) -> Consent {
    Consent {
        purpose: consent.purpose,
        accepted: consent.accepted,
        text_sha256: Consent::hash(&consent.text),
        text: consent.text,
        version: consent.version,
        language: consent.language,
        channel: ConsentChannel::Import,
        store: store.id.clone(),
        till: None,
        operator: request.context.operator.clone(),
        at_unix_ms: consent.at_unix_ms,
        enrolment: None,
    }
}
