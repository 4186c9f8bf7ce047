//! What a club is told that the merchant keeps in a system of its own: made beside what it is about, in
//! one commit, and then carried to its end whatever becomes of that system meanwhile.

use super::{Changes, Facts, Journal};
use crate::booking::{Bookable, BookingAnswer, BookingEvent};
use crate::context::{Book, Context};
use crate::enrolment::Enrolment;
use crate::ids::{ClubId, MemberId, ReturnId};
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
    if sale.book() == Book::Training || is_told(facts, changes) {
        return;
    }
    changes.booking.push(BookingEvent::Opened {
        id: sale.id.into(),
        context: Box::new(sale.context.clone()),
        club: club.clone(),
        member,
        entry: Bookable::Bought { sale: sale.id },
        at_unix_ms: now.unix_ms,
    });
}

/// Adds a completed return of a sale that the club was told of. False if it was not: then its points are
/// ours.
pub(super) fn returned(facts: &Facts, id: ReturnId, now: Now, changes: &mut Changes) -> bool {
    let is_told = is_told(facts, changes);
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
        member,
        entry: Bookable::Joined { enrolment: enrolment.id },
        at_unix_ms: now.unix_ms,
    });
}

fn is_told(facts: &Facts, changes: &Changes) -> bool {
    facts.booking.is_some() || !changes.booking.is_empty()
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
