//! What a club is told that the merchant keeps in a system of its own: made beside what it is about, in
//! one commit, and then carried to its end whatever becomes of that system meanwhile.

use super::{Changes, Facts, Journal};
use crate::aggregate::Aggregate;
use crate::booking::{Bookable, Booking, BookingAnswer, BookingEvent};
use crate::context::{Book, Context};
use crate::enrolment::Enrolment;
use crate::ids::{ClubId, MemberId, ReservationId, ReturnId};
use crate::payment::Settling;
use crate::refusal::Refusal;
use crate::sale::Sale;
use crate::till::JournalFact;
use crate::time::Now;

/// Adds a completed sale of a member's.
pub(super) fn bought(
    facts: &Facts,
    sale: &Sale,
    (club, member): (&ClubId, MemberId),
    now: Now,
    changes: &mut Changes,
) {
    let is_told = booking(facts, changes).is_some_and(|one| one.bought().is_some());
    if sale.book() == Book::Training || is_told {
        return;
    }
    be_about(facts, member, changes);
    add(facts, sale, (club, Some(member)), Bookable::Bought { sale: sale.id }, now, changes);
}

/// Adds the question whose purchase it is, to a completed sale whose customer the club could not be asked
/// about.
pub(super) fn seek(facts: &Facts, sale: &Sale, now: Now, changes: &mut Changes) {
    let club = facts.own_directory.as_ref().filter(|_| sale.book() == Book::Live);
    if let Some(club) = club.filter(|_| sale.membership_unanswered) {
        add(facts, sale, (club, None), Bookable::Sought { sale: sale.id }, now, changes);
    }
}

/// Adds the question for points to be kept, as sent: the cashier waits for the answer.
pub(super) fn ask(
    facts: &Facts,
    sale: &Sale,
    (club, member): (&ClubId, MemberId),
    entry: Bookable,
    now: Now,
    changes: &mut Changes,
) {
    be_about(facts, member, changes);
    add(facts, sale, (club, Some(member)), entry, now, changes);
    changes.booking.push(BookingEvent::Sent { entry, at_unix_ms: now.unix_ms });
}

/// What is told is about this member from now on: nobody was known before, or somebody else, who left the
/// sale again.
fn be_about(facts: &Facts, member: MemberId, changes: &mut Changes) {
    if booking(facts, changes).is_some_and(|booking| booking.member != Some(member)) {
        changes.booking.push(BookingEvent::Found { member });
    }
}

fn add(
    facts: &Facts,
    sale: &Sale,
    (club, member): (&ClubId, Option<MemberId>),
    entry: Bookable,
    now: Now,
    changes: &mut Changes,
) {
    let at_unix_ms = now.unix_ms;
    changes.booking.push(match booking(facts, changes) {
        Some(_) => BookingEvent::Added { entry, at_unix_ms },
        None => BookingEvent::Opened {
            id: sale.id.into(),
            context: Box::new(sale.context.clone()),
            club: club.clone(),
            member,
            entry,
            at_unix_ms,
        },
    });
}

/// Adds that the points that are kept for the sale are gone. False if none are.
pub(super) fn redeem(facts: &Facts, now: Now, changes: &mut Changes) -> bool {
    let end = |reservation| Bookable::Redeemed { reservation };
    end_reservation(facts, end, now, changes)
}

/// Adds that the points that are kept for the sale are free. False if none are.
pub(super) fn release(facts: &Facts, now: Now, changes: &mut Changes) -> bool {
    let end = |reservation| Bookable::Released { reservation };
    end_reservation(facts, end, now, changes)
}

fn end_reservation(
    facts: &Facts,
    end: impl Fn(ReservationId) -> Bookable,
    now: Now,
    changes: &mut Changes,
) -> bool {
    let kept = booking(facts, changes).and_then(|booking| booking.reservation());
    let entry = kept.map(|(reservation, _)| end(reservation));
    let at_unix_ms = now.unix_ms;
    changes.booking.extend(entry.map(|entry| BookingEvent::Added { entry, at_unix_ms }));
    entry.is_some()
}

/// What is told of the sale, after the changes so far.
fn booking(facts: &Facts, changes: &Changes) -> Option<Booking> {
    Booking::fold(facts.booking.clone(), &changes.booking)
}

/// Adds a completed return of a sale that the club was told of. False if it was not: then its points are
/// ours.
pub(super) fn returned(facts: &Facts, id: ReturnId, now: Now, changes: &mut Changes) -> bool {
    let is_told = booking(facts, changes).is_some_and(|one| one.bought().is_some());
    if is_told {
        let (entry, at_unix_ms) = (Bookable::Returned { id }, now.unix_ms);
        changes.booking.push(BookingEvent::Added { entry, at_unix_ms });
    }
    is_told
}

/// Adds somebody who has joined, if the club is kept elsewhere.
pub(super) fn joined(
    facts: &Facts,
    enrolment: &Enrolment,
    member: MemberId,
    now: Now,
    changes: &mut Changes,
) {
    if facts.own_directory.is_none() {
        return;
    }
    changes.joining.push(BookingEvent::Opened {
        id: enrolment.id.into(),
        context: Box::new(enrolment.context.clone()),
        club: enrolment.club.clone(),
        member: Some(member),
        entry: Bookable::Joined { enrolment: enrolment.id },
        at_unix_ms: now.unix_ms,
    });
}

pub(super) fn sent(facts: &Facts, entry: Bookable, now: Now) -> Changes {
    let booking = facts.booking.as_ref();
    of(booking.and_then(|booking| booking.sent(entry, now.unix_ms)))
}

pub(super) fn answered(facts: &Facts, entry: Bookable, answer: BookingAnswer, now: Now) -> Changes {
    let booking = facts.booking.as_ref();
    of(booking.and_then(|booking| booking.answered(entry, answer, now.unix_ms)))
}

/// What a person does about one that waits for them.
pub(super) fn settle(
    facts: &Facts,
    context: &Context,
    how: Settling,
    now: Now,
) -> Result<Changes, Refusal> {
    let booking = facts.booking.as_ref().ok_or(Refusal::NothingToDecide)?;
    if !booking.settlings().contains(&how) {
        return Err(Refusal::NothingToDecide);
    }
    let event = match how {
        Settling::Accept => BookingEvent::Accepted,
        _ => BookingEvent::TriedAgain { at_unix_ms: now.unix_ms },
    };
    let mut journal = Journal::of(facts, context, now);
    journal.write(JournalFact::BookingSettled { booking: booking.id, how });
    Ok(Changes { till: journal.entries, ..of(Some(event)) })
}

fn of(event: Option<BookingEvent>) -> Changes {
    Changes { booking: event.into_iter().collect(), ..Changes::default() }
}
