//! Asking a customer to join the club, and enrolling one who said yes.

use super::{Changes, Command, Facts, crediting, open_sale, telling};
use crate::context::Context;
use crate::enrolment::{Enrolment, EnrolmentEvent, EnrolmentState, LoginAnswer, StartRefusal};
use crate::ids::MemberId;
use crate::member::{Consent, Joined, Member, MemberEvent, MemberStatus, Purpose};
use crate::refusal::Refusal;
use crate::sale::{IdentifiedBy, Sale, SaleEvent, SaleState};
use crate::time::Now;

pub(super) fn decide(
    facts: &Facts,
    context: &Context,
    command: Command,
    now: Now,
) -> Result<Changes, Refusal> {
    let at_unix_ms = now.unix_ms;
    match command {
        Command::RequestMembership { .. } => return request(facts, context, command, now),
        Command::GiveUpEnrolment => return give_up(facts, context, now),
        _ => {}
    }
    let Some(enrolment) = &facts.enrolment else { return Ok(Changes::default()) };
    let events = match command {
        Command::StartSent
            if enrolment.state == EnrolmentState::Intended && !enrolment.is_given_up =>
        {
            vec![EnrolmentEvent::Sent { at_unix_ms }]
        }
        Command::StartAnswered { answer } => enrolment.started(answer, at_unix_ms),
        Command::LoginAnswered { answer } => enrolment.polled(answer, at_unix_ms),
        Command::Enrol { member, consents, by_number, has_new_number, for_other } => {
            let subject = if for_other { &facts.other_member } else { &facts.member };
            let proved = subject.as_ref().is_some_and(|known| known.has_identity);
            let joined = enrol(facts, enrolment, member, (has_new_number, for_other), now);
            let Some(changes) = joined.filter(|_| !(by_number && proved)) else {
                return Ok(Changes::default());
            };
            return Ok(with_sale(facts, enrolment, member, consents, now, changes));
        }
        _ => Vec::new(),
    };
    Ok(Changes { enrolment: events, ..Changes::default() })
}

fn request(
    facts: &Facts,
    context: &Context,
    command: Command,
    now: Now,
) -> Result<Changes, Refusal> {
    let Command::RequestMembership { enrolment, club, sales_unit, binding_message, anew } = command
    else {
        unreachable!("the caller matched it")
    };
    let sale = open_sale(facts, context)?;
    let club = club.ok_or(Refusal::NoClub)?;
    let customer = sale.customer.ok_or(Refusal::NoCustomer)?;
    if let Some(member) = customer.member {
        let known = facts.member.as_ref().filter(|known| known.id == member);
        // Whoever came from elsewhere has never said yes here.
        let is_proved = known.is_none_or(|known| known.has_identity);
        if is_proved && !anew {
            return Err(Refusal::AlreadyMember);
        }
        if sale.paid_with_points().is_some() {
            return Err(Refusal::PointsUsed);
        }
    }
    if customer.by == IdentifiedBy::UnreadPersonalQr {
        return Err(Refusal::NumberUnknown);
    }
    if facts.enrolment.as_ref().is_some_and(Enrolment::is_awaited) {
        return Err(Refusal::EnrolmentOpen);
    }
    let event = EnrolmentEvent::Intended {
        id: enrolment,
        sale: sale.id,
        context: Box::new(context.clone()),
        club,
        sales_unit,
        contact: customer.contact,
        binding_message,
        at_unix_ms: now.unix_ms,
    };
    Ok(Changes {
        sale: vec![SaleEvent::EnrolmentRequested { enrolment }],
        enrolment: vec![event],
        ..Changes::default()
    })
}

/// The request stays on the phone, where nobody can take it away, until it runs out. Whoever says yes
/// to it all the same is a member.
fn give_up(facts: &Facts, context: &Context, now: Now) -> Result<Changes, Refusal> {
    open_sale(facts, context)?;
    let awaited = facts.enrolment.as_ref().filter(|enrolment| enrolment.is_awaited());
    awaited.ok_or(Refusal::NoEnrolmentOpen)?;
    let event = EnrolmentEvent::GivenUp { at_unix_ms: now.unix_ms };
    Ok(Changes { enrolment: vec![event], ..Changes::default() })
}

/// The customer has approved and is known: a new member, or one that the club had already, under
/// this identity or by the number alone. `facts.member` is that member if there is one, and
/// `facts.other_member` whoever has the number so far. None if the enrolment is not at that point.
fn enrol(
    facts: &Facts,
    enrolment: &Enrolment,
    member: MemberId,
    (has_new_number, for_other): (bool, bool),
    now: Now,
) -> Option<Changes> {
    let at_unix_ms = now.unix_ms;
    if enrolment.state != EnrolmentState::Approved {
        return None;
    }
    let mut changes = Changes::default();
    let id = enrolment.id;
    match &facts.member {
        None => {
            let joined = Joined {
                at_unix_ms,
                store: enrolment.context.store.clone(),
                till: Some(enrolment.context.till.clone()),
                operator: enrolment.context.operator.clone(),
                enrolment: Some(id),
            };
            let club = enrolment.club.clone();
            changes.member.push(MemberEvent::Enrolled { id: member, club, joined });
        }
        Some(known) => {
            match known.status {
                MemberStatus::Blocked => {
                    let refusal = StartRefusal::Blocked;
                    let refused = EnrolmentEvent::Refused { refusal, at_unix_ms };
                    return Some(Changes { enrolment: vec![refused], ..Changes::default() });
                }
                MemberStatus::Withdrawn => {
                    changes.member.push(MemberEvent::Rejoined { enrolment: id, at_unix_ms });
                }
                // Merged just now: it is looked up anew who stands for them.
                MemberStatus::Merged { .. } => return None,
                MemberStatus::Active | MemberStatus::Erased => {}
            }
            let subject = if for_other { facts.other_member.as_ref()? } else { known };
            // And told apart just now: it is somebody else's no more.
            let is_erased = subject.status == MemberStatus::Erased;
            if for_other && !is_erased && subject.merged_into() != Some(member) {
                return None;
            }
            // Erased just now: nobody has this identity any more. Asked anew, they are a new member.
            if [known.status, subject.status].contains(&MemberStatus::Erased) {
                let enrolment = enrolment.polled(LoginAnswer::Unusable, at_unix_ms);
                return Some(Changes { enrolment, ..Changes::default() });
            }
            let theirs = if for_other { &mut changes.other_member } else { &mut changes.member };
            if !subject.has_identity {
                theirs.push(MemberEvent::IdentityAdded { enrolment: id, at_unix_ms });
            }
            if has_new_number {
                theirs.push(MemberEvent::NumberChanged { enrolment: id, at_unix_ms });
            }
        }
    }
    let former = facts.other_member.as_ref().filter(|one| one.has_number && !for_other);
    if let Some(former) = former {
        debug_assert!(former.id != member, "nobody loses a number to themselves");
        changes.other_member.push(MemberEvent::NumberLost { to: member, at_unix_ms });
    }
    Some(changes)
}

/// Adds what the customer answered, and what joining means to the sale at which they were asked.
fn with_sale(
    facts: &Facts,
    enrolment: &Enrolment,
    member: MemberId,
    consents: Vec<Consent>,
    now: Now,
    mut changes: Changes,
) -> Changes {
    if !changes.enrolment.is_empty() {
        return changes;
    }
    let at_unix_ms = now.unix_ms;
    changes.enrolment.push(EnrolmentEvent::Completed { member, at_unix_ms });
    let told = consents.into_iter().filter_map(|given| news(facts.member.as_ref(), given, now));
    changes.member.extend(told.map(|consent| MemberEvent::ConsentRecorded { consent }));
    telling::joined(facts, enrolment, member, now, &mut changes);
    match facts.sale.as_ref().map(|sale| (sale, sale.state)) {
        Some((open, SaleState::Open | SaleState::Parked { .. }))
            if is_asked(open, enrolment)
                && open.buyer() != Some(member)
                && open.paid_with_points().is_none() =>
        {
            changes.sale.push(SaleEvent::MemberAttached { member });
        }
        // Paid before they answered: the sale stands as it is, the purchase is theirs all the same.
        Some((done, SaleState::Completed { .. }))
            if is_asked(done, enrolment) && done.buyer().is_none() =>
        {
            changes.sale.push(SaleEvent::MemberAttached { member });
            crediting::book(facts, done, member, now, &mut changes);
        }
        _ => {}
    }
    changes
}

/// What a login tells anew of an answer. The app sends an earlier one again, which says nothing against what
/// was answered since; and the login itself is a yes to the membership, of whoever had left, too.
fn news(known: Option<&Member>, given: Consent, now: Now) -> Option<Consent> {
    let Some(holds) = known.and_then(|known| known.consent(&given.purpose)) else {
        return Some(given);
    };
    if given.purpose == Purpose::Terms && given.accepted && !holds.accepted {
        return Some(Consent { at_unix_ms: now.unix_ms.max(given.at_unix_ms), ..given });
    }
    // Without words it is only the login that says so, and what was agreed to stands there already.
    let is_without_words = given.purpose == Purpose::Terms && given.text.is_empty();
    let is_new = given.at_unix_ms > holds.at_unix_ms && !is_without_words;
    is_new.then_some(given)
}

/// Whether the customer of the sale is the one who was asked.
fn is_asked(sale: &Sale, enrolment: &Enrolment) -> bool {
    sale.customer.is_some_and(|customer| customer.contact == enrolment.contact)
}
