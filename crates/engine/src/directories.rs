//! Clubs that the merchant keeps in a system of its own. Who is a member there is asked while a customer
//! waits, so a system that does not answer holds up nobody: then it is not known just now, prices are
//! the public ones, and whoever is scanned again is asked for again.
//!
//! A member of such a club has an id of ours that stands for the club's own, which is sealed: events and
//! answers name nobody by what another system calls them.

use crate::circuit::{Circuits, Outage, Unavailable, Way, told_by_directory};
use crate::person::PERSON;
use crate::session::Extras;
use crate::{Engine, EngineError};
use checkout::{
    Balance, ClubId, Context, Environment, MemberId, MemberStatus, MerchantId, Msisdn, PointWorth,
    PointsQuote, Sale, SalesUnit, Store,
};
use directory::{Client, Error, Lookup, LookupBy};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use store::{LookupRule, LookupWrite};

/// Where a member's name at the club leads to ours.
const MEMBER_INDEX: &str = "directory_member";
/// The sealed row with the club's own name for a member, and the points as last told.
const DIRECTORY: &str = "directory";
/// How long somebody who was found counts as found.
const SEEN_MS: i64 = 60_000;
const SEEN_MAX: usize = 1_000;

/// Whether a customer is a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Membership {
    None,
    Member(MemberId),
    /// The club could not be asked.
    Unanswered,
}

/// Whether a customer is a member, and what to keep in mind of it once it is committed.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) membership: Membership,
    /// What a club that is kept elsewhere told of the member just now.
    pub(crate) told: Option<AtTheClub>,
    found: Option<([u8; 32], MemberId)>,
}

impl From<Membership> for Asked {
    fn from(membership: Membership) -> Self {
        Self { membership, told: None, found: None }
    }
}

/// A member as the club told it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AtTheClub {
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) tier: Option<String>,
    pub(crate) available: Option<i64>,
    pub(crate) pending: i64,
    /// What a point pays, in minor units; none: they are not spent.
    pub(crate) point_pays_minor: Option<i64>,
}

impl AtTheClub {
    fn new(member: &directory::Member) -> Self {
        let none = Self {
            id: member.id.clone(),
            tier: member.tier.clone(),
            available: None,
            pending: 0,
            point_pays_minor: None,
        };
        none.with_balance(member.balance)
    }

    fn with_balance(&self, balance: Option<directory::Balance>) -> Self {
        Self {
            available: balance.map(|balance| balance.available),
            pending: balance.map_or(0, |balance| balance.pending),
            point_pays_minor: balance.and_then(|balance| balance.point_pays_minor),
            ..self.clone()
        }
    }

    /// The balance with so many points left to spend.
    pub(crate) fn with_available(&self, available: i64) -> directory::Balance {
        let (pending, point_pays_minor) = (self.pending, self.point_pays_minor);
        directory::Balance { available, pending, point_pays_minor }
    }
}

type Club = (MerchantId, ClubId);

#[derive(Default)]
pub(crate) struct Directories {
    circuits: Circuits<Club>,
    seen: Seen,
}

/// Who was found lately, by the hash of the number.
#[derive(Default)]
struct Seen(Mutex<BTreeMap<[u8; 32], (MemberId, i64)>>);

impl Seen {
    fn find(&self, hash: &[u8; 32], now_unix_ms: i64) -> Option<MemberId> {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (member, at_unix_ms) = seen.get(hash)?;
        (now_unix_ms < at_unix_ms + SEEN_MS).then_some(*member)
    }

    fn put(&self, hash: [u8; 32], member: MemberId, now_unix_ms: i64) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= SEEN_MAX {
            seen.retain(|_, (_, at_unix_ms)| now_unix_ms < *at_unix_ms + SEEN_MS);
        }
        if seen.len() >= SEEN_MAX {
            let oldest = seen.iter().min_by_key(|(_, (_, at_unix_ms))| *at_unix_ms);
            let oldest = oldest.map(|(hash, _)| *hash);
            oldest.and_then(|hash| seen.remove(&hash));
        }
        seen.insert(hash, (member, now_unix_ms));
    }
}

impl Engine {
    /// Whether somebody with that number is a member of a store's club. What was learnt of them goes
    /// into the commit.
    pub(crate) async fn ask_membership(
        &self,
        merchant: &MerchantId,
        store: &Store,
        number: &Msisdn,
        extras: &mut Extras,
    ) -> Result<Asked, EngineError> {
        let Some(club) = &store.club else { return Ok(Membership::None.into()) };
        let (unit, number) = (&store.sales_unit, number.expose());
        let Some(client) = self.shop(merchant)?.directories.get(club) else {
            let member = self.member_by_number(merchant, club, unit, number).await?;
            // Who is shut out of the club, or has left it, is a customer like any other.
            let member = member.filter(|member| member.status == MemberStatus::Active);
            let member = member.map(|member| member.id);
            return Ok(member.map_or(Membership::None, Membership::Member).into());
        };
        let hash = self.number_hash(club, unit, number);
        let now_unix_ms = self.now_unix_ms();
        if let Some(member) = self.inner.directories.seen.find(&hash, now_unix_ms) {
            return Ok(Membership::Member(member).into());
        }
        let key = (merchant.clone(), club.clone());
        if self.inner.directories.circuits.refuses(&key, Way::Read, now_unix_ms).is_some() {
            return Ok(Membership::Unanswered.into());
        }
        let by = LookupBy::PhoneNumber(number.to_owned());
        let lookup = Lookup { environment: wire_environment(unit.environment), by };
        match self.saw_directory(&key, Way::Read, client.look_up(&lookup).await) {
            Ok(None) => Ok(Membership::None.into()),
            Ok(Some(found)) => {
                let member = self.stand_in(merchant, (club, unit), &found, extras).await?;
                let told = Some(AtTheClub::new(&found));
                let (membership, found) = (Membership::Member(member), Some((hash, member)));
                Ok(Asked { membership, told, found })
            }
            Err(error) => {
                tracing::warn!(%club, %error, "a club can't be asked who is a member");
                Ok(Membership::Unanswered.into())
            }
        }
    }

    /// What was learnt is stored: for a while it need not be asked for again.
    pub(crate) fn keep_in_mind(&self, asked: &Asked) {
        if let Some((hash, member)) = asked.found {
            self.inner.directories.seen.put(hash, member, self.now_unix_ms());
        }
    }

    /// Our id for a member of a club's, made if it is new.
    async fn stand_in(
        &self,
        merchant: &MerchantId,
        (club, unit): (&ClubId, &SalesUnit),
        found: &directory::Member,
        extras: &mut Extras,
    ) -> Result<MemberId, EngineError> {
        let environment = wire_environment(unit.environment);
        let hash = self.member_hash(club, environment, &found.id);
        let known = self.holder(merchant, MEMBER_INDEX, &hash).await?;
        let member = known.unwrap_or_else(|| MemberId(self.new_uuid()));
        if known.is_none() {
            let (holder, rule) = (member.to_string(), LookupRule::Unique);
            extras.lookups.push(LookupWrite { index: MEMBER_INDEX, hash, holder, rule });
        }
        self.note(merchant, member, found, extras).await?;
        Ok(member)
    }

    /// Keeps what a club told of a member, if it is new.
    pub(crate) async fn note(
        &self,
        merchant: &MerchantId,
        member: MemberId,
        found: &directory::Member,
        extras: &mut Extras,
    ) -> Result<(), EngineError> {
        let subject = member.to_string();
        let row = AtTheClub::new(found);
        let before = self.at_the_club(merchant, member).await?;
        let person = self.person(merchant, &subject).await?;
        let mut named = person.clone().unwrap_or_default();
        named.given_name = found.given_name.clone().or(named.given_name);
        if before.as_ref() == Some(&row) && person.as_ref() == Some(&named) {
            return Ok(());
        }
        let rows = [(PERSON, sealable(&named)), (DIRECTORY, sealable(&row))];
        extras.subjects.push(self.sealed(merchant, &subject, &rows).await?);
        Ok(())
    }

    /// Keeps a balance that came with an answer, if it is new.
    pub(crate) async fn note_balance(
        &self,
        merchant: &MerchantId,
        member: MemberId,
        (before, balance): (&AtTheClub, Option<directory::Balance>),
        extras: &mut Extras,
    ) -> Result<(), EngineError> {
        let row = before.with_balance(balance);
        if balance.is_some() && row != *before {
            let rows = [(DIRECTORY, sealable(&row))];
            extras.subjects.push(self.sealed(merchant, &member.to_string(), &rows).await?);
        }
        Ok(())
    }

    /// The look-up that leads from the club's name for a member to ours; the last to join has it.
    pub(crate) fn member_lookup(
        &self,
        club: &ClubId,
        environment: directory::Environment,
        id: &str,
        member: MemberId,
    ) -> LookupWrite {
        let hash = self.member_hash(club, environment, id);
        let (holder, rule) = (member.to_string(), LookupRule::Replace);
        LookupWrite { index: MEMBER_INDEX, hash, holder, rule }
    }

    /// What a club calls a member, and the points that it told of last.
    pub(crate) async fn at_the_club(
        &self,
        merchant: &MerchantId,
        member: MemberId,
    ) -> Result<Option<AtTheClub>, EngineError> {
        let content = self.unsealed(merchant, &member.to_string(), DIRECTORY).await?;
        let read = |content: Vec<u8>| serde_json::from_slice(&content);
        content.map(read).transpose().map_err(|_| {
            EngineError::Unreadable("a sealed row of a member has another shape".to_owned())
        })
    }

    /// A member's points as a till shows them, and what an open sale does to them: ours, or as the club
    /// told of them last.
    pub(crate) async fn points_of(
        &self,
        sale: &Sale,
        member: MemberId,
    ) -> Result<(Option<Balance>, Option<PointsQuote>), EngineError> {
        let Context { merchant, store, till, .. } = &sale.context;
        let shop = self.shop(merchant)?;
        let as_discount = shop.points_lower_prices_at(till)?;
        if shop.own_directory_at(till)?.is_none() {
            let now = shop.now(store, self.now_unix_ms());
            let account = self.account(merchant, member).await?;
            let rules = shop.points_at(till)?.filter(|_| sale.is_unfinished());
            let quote = match rules {
                Some(rules) => {
                    let reach = self.reach(sale).await?;
                    Some(PointsQuote::new(sale, account.as_ref(), (rules, as_discount), reach, now))
                }
                None => None,
            };
            return Ok((account.map(|account| account.balance(now.unix_ms)), quote));
        }
        let Some(known) = self.at_the_club(merchant, member).await? else {
            return Ok((None, None));
        };
        let balance = known.available.map(|available| Balance {
            available,
            pending: known.pending,
            held: 0,
            owed: 0,
        });
        let available = known.available.unwrap_or(0);
        let reach = self.reach_unasked(sale).await?;
        let worth = known.point_pays_minor.map(|minor| PointWorth { minor, as_discount });
        let quote = PointsQuote::elsewhere(sale, worth, available, reach);
        Ok((balance, Some(quote)))
    }

    /// The club's client, and how long it had better be left alone; none if it is in no settings.
    pub(crate) fn directory_for_writing(
        &self,
        merchant: &MerchantId,
        club: &ClubId,
    ) -> Result<Option<(&Client, Option<i64>)>, EngineError> {
        let Some(client) = self.shop(merchant)?.directories.get(club) else { return Ok(None) };
        let key = (merchant.clone(), club.clone());
        let circuits = &self.inner.directories.circuits;
        Ok(Some((client, circuits.hold_ms(&key, Way::Write, self.now_unix_ms()))))
    }

    /// Whether people had better not wait for a club now.
    pub(crate) fn directory_refuses(&self, key: &Club) -> bool {
        let circuits = &self.inner.directories.circuits;
        circuits.refuses(key, Way::Write, self.now_unix_ms()).is_some()
    }

    /// Since when, and why, a club can't be asked; none if it can.
    pub(crate) fn directory_outage(&self, merchant: &MerchantId, club: &ClubId) -> Option<Outage> {
        self.inner.directories.circuits.outage(&(merchant.clone(), club.clone()))
    }

    /// Takes in how a call to a club went, and hands it on.
    pub(crate) fn saw_directory<T>(
        &self,
        key: &Club,
        way: Way,
        outcome: Result<T, Error>,
    ) -> Result<T, Error> {
        let told = told_by_directory(outcome.as_ref().err());
        let circuits = &self.inner.directories.circuits;
        if circuits.tell(key, way, told, self.now_unix_ms()) {
            let (_, club) = key;
            match circuits.outage(key) {
                Some(Outage { why: Unavailable::KeysRefused, .. }) => tracing::error!(
                    %club, "a club does not accept our token; look at it in the settings"
                ),
                Some(Outage { why, .. }) => {
                    tracing::warn!(%club, ?why, "a club can't be reached; trying now and then");
                }
                None => tracing::info!(%club, "a club can be reached"),
            }
        }
        outcome
    }

    fn member_hash(
        &self,
        club: &ClubId,
        environment: directory::Environment,
        id: &str,
    ) -> [u8; 32] {
        let environment = format!("{environment:?}");
        self.inner.vault.hash(&[MEMBER_INDEX, club.as_str(), &environment, id])
    }
}

pub(crate) fn wire_environment(environment: Environment) -> directory::Environment {
    match environment {
        Environment::Production => directory::Environment::Production,
        Environment::Test => directory::Environment::Test,
        Environment::Simulator => directory::Environment::Simulator,
    }
}

fn sealable(row: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(row).expect("what is sealed has string keys")
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn hash(number: usize) -> [u8; 32] {
        let mut hash = [0; 32];
        hash[..8].copy_from_slice(&number.to_be_bytes());
        hash
    }

    /// Bound: members of an own directory who were found
    #[test]
    fn who_was_found_is_known_for_a_while_and_not_everybody() {
        let (seen, member) = (Seen::default(), MemberId(Uuid::from_u128(1)));
        for number in 0..=SEEN_MAX {
            seen.put(hash(number), member, i64::try_from(number).unwrap());
        }
        assert_eq!(seen.find(&hash(0), 1_000), None, "the oldest made room");
        assert_eq!(seen.find(&hash(1), 1_000), Some(member));
        assert_eq!(seen.find(&hash(1), 1 + SEEN_MS), None);
        assert_eq!(seen.0.lock().unwrap().len(), SEEN_MAX);
    }
}
