//! What people of the club do about a member: record what the member told them, block and unblock, end a
//! membership, and say that two members are one person, or that they are not after all.

use super::booking::settled;
use super::selling::till;
use super::{Changes, Facts, adjusting, vouchers};
use crate::context::{Channel, Context};
use crate::ids::{ClubId, MemberId, StoreId};
use crate::member::{
    ABSORBED_MAX, ByHand, Consent, ConsentChannel, Joined, Member, MemberEvent, MemberReason,
    MemberStatus,
};
use crate::points::{ADJUSTED_MAX, Account, AccountEvent, BroughtPoints, Moved, PointsReason};
use crate::refusal::Refusal;
use crate::till::{JournalFact, MemberAct};
use crate::time::Now;

/// What people of the club do about a member. It happens at no till.
#[derive(Debug, Clone)]
pub enum ClubCommand {
    Import {
        member: MemberId,
        club: ClubId,
        home_store: StoreId,
        joined_at_unix_ms: i64,
        consents: Vec<Consent>,
        points: Vec<BroughtPoints>,
    },
    /// Nothing happens for an answer that is the newest of its purpose already.
    RecordConsents {
        consents: Vec<Consent>,
    },
    SetHomeStore {
        store: StoreId,
    },
    Block {
        reason: MemberReason,
    },
    Unblock {
        reason: MemberReason,
    },
    /// Ends the membership; with it ends whatever was agreed to.
    Withdraw {
        reason: MemberReason,
    },
    /// Points that a person gives, or takes if they are less than zero.
    AdjustPoints {
        points: i64,
        reason: PointsReason,
    },
    /// A second person's answer to points that the first one may not give or take alone. Whoever
    /// proposed them may take them back.
    AnswerPoints {
        number: u32,
        accepted: bool,
    },
    /// Unlinks the person; the books stay. The caller destroys what is sealed in the same commit.
    Erase {
        reason: MemberReason,
    },
    /// The other member is the same person: the member stands for both.
    Merge {
        reason: MemberReason,
    },
    Unmerge {
        reason: MemberReason,
    },
}

impl ClubCommand {
    /// What stands of it in the journal: what people do in the back office. What a merchant's own system
    /// does stands in the member's history alone: thousands at once would wait for one another at a till.
    pub fn act(&self, channel: Channel) -> Option<MemberAct> {
        if channel != Channel::Office {
            return None;
        }
        match self {
            Self::Import { .. } | Self::SetHomeStore { .. } => None,
            Self::RecordConsents { .. } => Some(MemberAct::ConsentRecorded),
            Self::Block { .. } => Some(MemberAct::Blocked),
            Self::Unblock { .. } => Some(MemberAct::Unblocked),
            Self::Withdraw { .. } => Some(MemberAct::Withdrawn),
            Self::AdjustPoints { .. } => Some(MemberAct::PointsAdjusted),
            Self::AnswerPoints { .. } => Some(MemberAct::PointsAnswered),
            Self::Erase { .. } => Some(MemberAct::Erased),
            Self::Merge { .. } => Some(MemberAct::Merged),
            Self::Unmerge { .. } => Some(MemberAct::Unmerged),
        }
    }
}

pub(super) fn decide(
    facts: &Facts,
    context: &Context,
    command: ClubCommand,
    now: Now,
) -> Result<Changes, Refusal> {
    let act = command.act(context.channel);
    let mut changes = decide_command(facts, context, command, now)?;
    if let (Some(act), Some(member)) = (act, &facts.member)
        && !changes.is_empty()
    {
        let fact = JournalFact::MemberServed { member: member.id, act };
        changes.till.push(till(facts, context).journal(context, now, fact));
    }
    Ok(changes)
}

fn decide_command(
    facts: &Facts,
    context: &Context,
    command: ClubCommand,
    now: Now,
) -> Result<Changes, Refusal> {
    let by =
        |reason| ByHand { reason, operator: context.operator.clone(), at_unix_ms: now.unix_ms };
    let member = facts.member.as_ref();
    match command {
        ClubCommand::Import {
            member: id,
            club,
            home_store,
            joined_at_unix_ms,
            consents,
            points,
        } => {
            if member.is_some() || facts.other_member.is_some() {
                return Err(Refusal::NumberTaken);
            }
            let at_unix_ms = joined_at_unix_ms;
            let mut changes = import(id, club, home_store, at_unix_ms, consents, context);
            bring(facts, id, points, context, now, &mut changes.account)?;
            Ok(changes)
        }
        ClubCommand::RecordConsents { consents } => record(member, consents),
        ClubCommand::SetHomeStore { store } => {
            let member = current(member)?;
            let (operator, at_unix_ms) = (context.operator.clone(), now.unix_ms);
            let moves = member.home_store != store;
            let event = MemberEvent::HomeStoreSet { store, operator, at_unix_ms };
            Ok(of_member(if moves { vec![event] } else { Vec::new() }))
        }
        ClubCommand::Block { reason } => {
            current(member)?;
            Ok(of_member(vec![MemberEvent::Blocked { by: by(reason) }]))
        }
        ClubCommand::Unblock { reason } => {
            let is_blocked = member.is_some_and(|one| one.status == MemberStatus::Blocked);
            let event = MemberEvent::Unblocked { by: by(reason) };
            if is_blocked { Ok(of_member(vec![event])) } else { Err(Refusal::NotBlocked) }
        }
        ClubCommand::Withdraw { reason } => Ok(withdraw(current(member)?, by(reason))),
        ClubCommand::AdjustPoints { points, reason } => {
            adjusting::adjust(facts, points, reason, context, now)
        }
        ClubCommand::AnswerPoints { number, accepted } => {
            adjusting::answer(facts, number, accepted, context, now)
        }
        ClubCommand::Erase { reason } => {
            let mut changes = erase(facts, by(reason), now)?;
            vouchers::erase(facts, context, now, &mut changes)?;
            Ok(changes)
        }
        ClubCommand::Merge { reason } => merge(facts, by(reason), now),
        ClubCommand::Unmerge { reason } => unmerge(facts, by(reason), now),
    }
}

fn of_member(events: Vec<MemberEvent>) -> Changes {
    Changes { member: events, ..Changes::default() }
}

/// A member who is one.
pub(super) fn current(member: Option<&Member>) -> Result<&Member, Refusal> {
    let member = member.ok_or(Refusal::NotAMember)?;
    match member.status {
        MemberStatus::Active => Ok(member),
        MemberStatus::Blocked => Err(Refusal::MemberBlocked),
        MemberStatus::Withdrawn => Err(Refusal::MemberWithdrawn),
        MemberStatus::Merged { .. } => Err(Refusal::MemberMerged),
        MemberStatus::Erased => Err(Refusal::MemberErased),
    }
}

fn import(
    id: MemberId,
    club: ClubId,
    store: StoreId,
    at_unix_ms: i64,
    consents: Vec<Consent>,
    context: &Context,
) -> Changes {
    let operator = context.operator.clone();
    let joined = Joined { at_unix_ms, store, till: None, operator, enrolment: None };
    let mut events = vec![MemberEvent::Enrolled { id, club, joined }];
    events.extend(consents.into_iter().map(|consent| MemberEvent::ConsentRecorded { consent }));
    of_member(events)
}

/// The points of a member who comes from elsewhere.
fn bring(
    facts: &Facts,
    member: MemberId,
    points: Vec<BroughtPoints>,
    context: &Context,
    now: Now,
    account: &mut Vec<AccountEvent>,
) -> Result<(), Refusal> {
    if !points.is_empty() && facts.points.is_none() {
        return Err(Refusal::NoPoints);
    }
    for brought in points {
        let is_gone = brought.until_unix_ms.is_some_and(|until| until <= now.unix_ms);
        if is_gone || !(1..=ADJUSTED_MAX).contains(&brought.points) {
            return Err(Refusal::PointsImpossible);
        }
        let so_far = settled(None, member, now, account);
        account.push(so_far.bring(brought, &context.operator, now.unix_ms));
    }
    Ok(())
}

/// A notice from outside is never refused, and a member who is blocked may take back what they gave.
fn record(member: Option<&Member>, consents: Vec<Consent>) -> Result<Changes, Refusal> {
    let member = member.ok_or(Refusal::NotAMember)?;
    let mut events = Vec::new();
    for consent in consents {
        let by_staff = consent.channel == ConsentChannel::Staff;
        if by_staff && !consent.purpose.stands_alone() {
            return Err(Refusal::MembershipItself);
        }
        if by_staff && consent.accepted {
            current(Some(member))?;
        }
        let says_so_already = match member.consent(&consent.purpose) {
            Some(newest) if consent.accepted => {
                newest.accepted && newest.text_sha256 == consent.text_sha256
            }
            Some(newest) => !newest.accepted,
            None => false,
        };
        if !says_so_already {
            events.push(MemberEvent::ConsentRecorded { consent });
        }
    }
    Ok(of_member(events))
}

/// Whoever leaves agrees to nothing any more.
fn withdraw(member: &Member, by: ByHand) -> Changes {
    let given = member.consents.iter().filter(|consent| consent.accepted);
    let taken_back = given.map(|consent| MemberEvent::ConsentRecorded {
        consent: Consent {
            accepted: false,
            channel: ConsentChannel::Staff,
            store: member.home_store.clone(),
            till: None,
            operator: by.operator.clone(),
            at_unix_ms: by.at_unix_ms,
            enrolment: None,
            ..consent.clone()
        },
    });
    let mut events: Vec<_> = taken_back.collect();
    events.push(MemberEvent::Withdrawn { by });
    of_member(events)
}

/// With the person go the points. What was bought and agreed to stays, and names nobody.
fn erase(facts: &Facts, by: ByHand, now: Now) -> Result<Changes, Refusal> {
    let member = facts.member.as_ref().ok_or(Refusal::NotAMember)?;
    if member.status == MemberStatus::Erased {
        return Ok(Changes::default());
    }
    let mut changes = Changes::default();
    let own = facts.account.as_ref().filter(|_| member.merged_into().is_none());
    if let Some(account) = own {
        if !account.held.is_empty() {
            return Err(Refusal::PointsHeld);
        }
        let account = settled(Some(account), member.id, now, &mut changes.account);
        changes.account.extend(account.forfeit(&by.operator, now.unix_ms));
    }
    changes.member.push(MemberEvent::Erased { by });
    Ok(changes)
}

/// The points go to the member who stands for both, whole: also those that are pending, and what is
/// owed.
fn merge(facts: &Facts, by: ByHand, now: Now) -> Result<Changes, Refusal> {
    let member = current(facts.member.as_ref())?;
    let other = current(facts.other_member.as_ref())?;
    if member.id == other.id {
        return Err(Refusal::MemberMerged);
    }
    if member.club != other.club {
        return Err(Refusal::OtherClub);
    }
    if !other.absorbed.is_empty() {
        return Err(Refusal::StandsForOthers);
    }
    if member.absorbed.len() >= ABSORBED_MAX {
        return Err(Refusal::TooManyMerged);
    }
    if facts.other_account.as_ref().is_some_and(|account| !account.held.is_empty()) {
        return Err(Refusal::PointsHeld);
    }
    let mut changes = Changes {
        member: vec![MemberEvent::Absorbed { member: other.id, by: by.clone() }],
        other_member: vec![MemberEvent::MergedInto { member: member.id, by }],
        ..Changes::default()
    };
    let refused = taken_back_since(member, other);
    changes.member.extend(refused.map(|consent| MemberEvent::ConsentRecorded { consent }));
    if facts.other_account.is_some() {
        let from = settled(facts.other_account.as_ref(), other.id, now, &mut changes.other_account);
        let to = settled(facts.account.as_ref(), member.id, now, &mut changes.account);
        let moved = from.moved_out(other.id);
        carry(&to, moved, now, &mut changes.other_account, &mut changes.account);
    }
    Ok(changes)
}

/// What the person, as the other, has refused or taken back since they agreed to it as the member: a no
/// holds for both. A yes is never carried over.
fn taken_back_since<'a>(
    member: &'a Member,
    other: &'a Member,
) -> impl Iterator<Item = Consent> + 'a {
    let refused = other.consents.iter().filter(|consent| !consent.accepted);
    let is_newer = |consent: &&Consent| {
        let given = member.consent(&consent.purpose).filter(|given| given.accepted);
        given.is_some_and(|given| given.at_unix_ms <= consent.at_unix_ms)
    };
    refused.filter(move |consent| consent.purpose.stands_alone() && is_newer(consent)).cloned()
}

/// What is left of the points that came with the other goes back.
fn unmerge(facts: &Facts, by: ByHand, now: Now) -> Result<Changes, Refusal> {
    let (Some(member), Some(other)) = (&facts.member, &facts.other_member) else {
        return Err(Refusal::NotMerged);
    };
    if other.merged_into() != Some(member.id) {
        return Err(Refusal::NotMerged);
    }
    // The sale that they are held for may be the other's, and would look for them in the other's account.
    if facts.account.as_ref().is_some_and(|account| !account.held.is_empty()) {
        return Err(Refusal::PointsHeld);
    }
    let mut changes = Changes {
        member: vec![MemberEvent::Released { member: other.id, by: by.clone() }],
        other_member: vec![MemberEvent::Separated { from: member.id, by }],
        ..Changes::default()
    };
    if facts.account.is_some() {
        let from = settled(facts.account.as_ref(), member.id, now, &mut changes.account);
        if let Some(moved) = from.left_of(other.id) {
            let to =
                settled(facts.other_account.as_ref(), other.id, now, &mut changes.other_account);
            carry(&to, moved, now, &mut changes.account, &mut changes.other_account);
        }
    }
    Ok(changes)
}

/// Both entries of a move: what leaves one account is what comes into the other.
fn carry(
    to: &Account,
    moved: Moved,
    now: Now,
    out: &mut Vec<AccountEvent>,
    into: &mut Vec<AccountEvent>,
) {
    let at_unix_ms = now.unix_ms;
    let arrives = to.moved_in(&moved);
    out.push(AccountEvent::MovedOut { moved, at_unix_ms });
    into.push(AccountEvent::MovedIn { moved: arrives, at_unix_ms });
}
