//! What the merchant's own customer club must still be told of: somebody who joined, or a purchase, the
//! points that paid for it and what came back of it, one after the other. Made in the commit that completes the sale, the return or
//! the enrolment, so that nothing is forgotten while that system is down; sent with the same key until it
//! is answered, however long that takes. A definite refusal waits for a person.

use crate::aggregate::{Aggregate, Kind};
use crate::ids::{BookingId, ClubId, EnrolmentId, MemberId, ReservationId, ReturnId, SaleId};
use crate::{Context, Due, Settling};
use serde::{Deserialize, Serialize};

/// After this long a call that was sent has no answer any more; a call's own deadline is shorter.
const ANSWER_MS_MAX: i64 = 15_000;
/// From an unanswered call to the next; it doubles each time.
const AGAIN_AFTER_MS: i64 = 2_000;
const AGAIN_AFTER_MS_MAX: i64 = 5 * 60_000;
/// Sends without an answer after which people are told: about ten minutes.
const LATE_SENDS: u32 = 9;

/// One thing to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Bookable {
    Joined {
        enrolment: EnrolmentId,
    },
    Bought {
        sale: SaleId,
    },
    /// Nothing yet, but a question: the club could not be asked whether whoever bought is a member.
    Sought {
        sale: SaleId,
    },
    Returned {
        id: ReturnId,
    },
    /// Points are to be kept for the sale. Asked while the cashier waits, and never again: what has no
    /// answer is released.
    Reserved {
        reservation: ReservationId,
        points: i64,
    },
    /// The sale is paid: they are gone.
    Redeemed {
        reservation: ReservationId,
    },
    /// The sale came to nothing, or goes on without them.
    Released {
        reservation: ReservationId,
    },
}

/// Why it was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BookingRefusal {
    /// The club has no such member, or not any more.
    MemberUnknown,
    /// Wares came back of a purchase that the club does not know.
    PurchaseUnknown,
    /// The points that paid for the sale are not kept for it any more.
    ReservationEnded,
    Other,
}

/// What a call to the club's system came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BookingAnswer {
    Done {
        /// Earned, or taken back.
        points: i64,
    },
    Refused(BookingRefusal),
    /// Nobody knows; the same goes out again, not before `wait_ms` if that was asked for.
    Unknown {
        wait_ms: Option<i64>,
    },
}

/// What became of one thing to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fate", rename_all = "snake_case")]
pub enum BookingFate {
    /// Not sent yet.
    Intended,
    /// Under way, or cut off by a crash.
    Sent {
        at_unix_ms: i64,
    },
    /// No answer that proves anything.
    Unanswered {
        again_at_unix_ms: i64,
    },
    Done {
        points: i64,
    },
    Refused {
        refusal: BookingRefusal,
        at_unix_ms: i64,
    },
    /// Refused, and a person has seen to it otherwise; or there is nothing to take back any more.
    GivenUp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingEntry {
    #[serde(flatten)]
    pub what: Bookable,
    pub since_unix_ms: i64,
    /// All with one key.
    pub sends: u32,
    pub fate: BookingFate,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum BookingEvent {
    Opened {
        id: BookingId,
        context: Box<Context>,
        club: ClubId,
        /// None while nobody knows whose purchase it is.
        member: Option<MemberId>,
        entry: Bookable,
        at_unix_ms: i64,
    },
    /// Whose purchase it is: what was sought is found.
    Found {
        member: MemberId,
    },
    /// More to tell, behind what is there.
    Added {
        entry: Bookable,
        at_unix_ms: i64,
    },
    /// Committed before the first byte goes out.
    Sent {
        entry: Bookable,
        at_unix_ms: i64,
    },
    Done {
        entry: Bookable,
        points: i64,
    },
    Refused {
        entry: Bookable,
        refusal: BookingRefusal,
        at_unix_ms: i64,
    },
    Unanswered {
        entry: Bookable,
        again_at_unix_ms: i64,
    },
    /// A person wants it tried now.
    TriedAgain {
        at_unix_ms: i64,
    },
    /// A person has seen to what was refused.
    Accepted,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booking {
    pub id: BookingId,
    pub context: Context,
    pub club: ClubId,
    /// None while nobody knows whose purchase it is.
    pub member: Option<MemberId>,
    /// In the order in which they are told; each waits for those before it.
    pub entries: Vec<BookingEntry>,
}

/// What is the matter with a booking that waits for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BookingTrouble {
    /// It goes on by itself.
    Late,
    Refused(BookingRefusal),
}

impl Booking {
    /// What is told now, and from when.
    pub fn duty(&self) -> Option<Due<Bookable>> {
        let entry = self.current()?;
        let at_unix_ms = match entry.fate {
            BookingFate::Intended => entry.since_unix_ms,
            BookingFate::Sent { at_unix_ms } => at_unix_ms + ANSWER_MS_MAX,
            BookingFate::Unanswered { again_at_unix_ms } => again_at_unix_ms,
            BookingFate::Refused { .. } | BookingFate::Done { .. } | BookingFate::GivenUp => {
                return None;
            }
        };
        Some(Due { at_unix_ms, duty: entry.what })
    }

    /// What is the matter, and since when (unix milliseconds).
    pub fn trouble(&self) -> Option<(BookingTrouble, i64)> {
        let entry = self.current()?;
        match entry.fate {
            BookingFate::Refused { refusal, at_unix_ms } => {
                Some((BookingTrouble::Refused(refusal), at_unix_ms))
            }
            _ if entry.sends >= LATE_SENDS => Some((BookingTrouble::Late, entry.since_unix_ms)),
            _ => None,
        }
    }

    /// What a person can do about it now.
    pub fn settlings(&self) -> Vec<Settling> {
        match self.trouble() {
            None => Vec::new(),
            Some((BookingTrouble::Late, _)) => vec![Settling::LookAgain],
            Some((BookingTrouble::Refused(_), _)) => vec![Settling::LookAgain, Settling::Accept],
        }
    }

    /// The points that are kept for the sale now, and how many.
    pub fn reservation(&self) -> Option<(ReservationId, i64)> {
        let ends = |id, what| matches!(what, Bookable::Redeemed { reservation } | Bookable::Released { reservation } if reservation == id);
        self.entries.iter().find_map(|entry| match (entry.what, entry.fate) {
            (Bookable::Reserved { reservation, points }, BookingFate::Done { .. })
                if !self.entries.iter().any(|other| ends(reservation, other.what)) =>
            {
                Some((reservation, points))
            }
            _ => None,
        })
    }

    /// What became of the purchase; none if it is not among what is told.
    pub(crate) fn bought(&self) -> Option<BookingFate> {
        let is_bought = |entry: &&BookingEntry| matches!(entry.what, Bookable::Bought { .. });
        self.entries.iter().find(is_bought).map(|entry| entry.fate)
    }

    /// The first that is not told yet.
    fn current(&self) -> Option<&BookingEntry> {
        self.entries
            .iter()
            .find(|entry| !matches!(entry.fate, BookingFate::Done { .. } | BookingFate::GivenUp))
    }

    /// The event of a call that is about to go out; none if it is not wanted any more.
    pub(crate) fn sent(&self, entry: Bookable, at_unix_ms: i64) -> Option<BookingEvent> {
        let due = self.duty().filter(|due| due.duty == entry)?;
        (due.at_unix_ms <= at_unix_ms).then_some(BookingEvent::Sent { entry, at_unix_ms })
    }

    /// What an answer adds. One that proves something counts whenever it comes; one that proves nothing
    /// only while it is waited for.
    pub(crate) fn answered(
        &self,
        what: Bookable,
        answer: BookingAnswer,
        at_unix_ms: i64,
    ) -> Option<BookingEvent> {
        let entry = self.entries.iter().find(|entry| entry.what == what)?;
        let is_open = matches!(entry.fate, BookingFate::Sent { .. });
        match answer {
            _ if matches!(entry.fate, BookingFate::Done { .. }) => None,
            // Released already.
            _ if matches!(what, Bookable::Reserved { .. }) && !is_open => None,
            BookingAnswer::Done { points } => Some(BookingEvent::Done { entry: what, points }),
            _ if !is_open => None,
            BookingAnswer::Refused(refusal) => {
                Some(BookingEvent::Refused { entry: what, refusal, at_unix_ms })
            }
            BookingAnswer::Unknown { wait_ms } => {
                let wait_ms = again_after_ms(entry.sends).max(wait_ms.unwrap_or(0));
                let again_at_unix_ms = at_unix_ms + wait_ms;
                Some(BookingEvent::Unanswered { entry: what, again_at_unix_ms })
            }
        }
    }

    fn set(&mut self, what: Bookable, fate: BookingFate) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.what == what) {
            entry.fate = fate;
        }
    }

    fn set_current(&mut self, fate: BookingFate) {
        if let Some(what) = self.current().map(|entry| entry.what) {
            self.set(what, fate);
        }
    }
}

/// After so many sends without an answer.
fn again_after_ms(sends: u32) -> i64 {
    (AGAIN_AFTER_MS << sends.saturating_sub(1).min(10)).min(AGAIN_AFTER_MS_MAX)
}

impl Aggregate for Booking {
    type Event = BookingEvent;
    const KIND: Kind = Kind::Booking;
    const REVISION: u32 = 1;

    fn first(event: &BookingEvent) -> Option<Self> {
        let BookingEvent::Opened { id, context, club, member, entry, at_unix_ms } = event else {
            return None;
        };
        Some(Self {
            id: *id,
            context: (**context).clone(),
            club: club.clone(),
            member: *member,
            entries: vec![BookingEntry::new(*entry, *at_unix_ms)],
        })
    }

    fn apply(&mut self, event: &BookingEvent) {
        match *event {
            BookingEvent::Opened { .. } => {}
            BookingEvent::Found { member } => {
                self.member = Some(member);
                let is_sought =
                    |entry: &&mut BookingEntry| matches!(entry.what, Bookable::Sought { .. });
                let sought = self.entries.iter_mut().filter(is_sought);
                sought.for_each(|entry| entry.fate = BookingFate::Done { points: 0 });
            }
            BookingEvent::Added { entry, at_unix_ms } => {
                let mut entry = BookingEntry::new(entry, at_unix_ms);
                let is_return = matches!(entry.what, Bookable::Returned { .. });
                // Of a purchase that is not booked, nothing is taken back.
                if is_return && self.bought() == Some(BookingFate::GivenUp) {
                    entry.fate = BookingFate::GivenUp;
                }
                self.entries.push(entry);
            }
            BookingEvent::Sent { entry: what, at_unix_ms } => {
                if let Some(entry) = self.entries.iter_mut().find(|entry| entry.what == what) {
                    entry.sends += 1;
                    entry.fate = BookingFate::Sent { at_unix_ms };
                }
            }
            BookingEvent::Done { entry, points } => self.set(entry, BookingFate::Done { points }),
            BookingEvent::Refused { entry: entry @ Bookable::Reserved { .. }, .. } => {
                self.set(entry, BookingFate::GivenUp);
            }
            BookingEvent::Refused { entry, refusal, at_unix_ms } => {
                self.set(entry, BookingFate::Refused { refusal, at_unix_ms });
            }
            BookingEvent::Unanswered {
                entry: entry @ Bookable::Reserved { reservation, .. },
                again_at_unix_ms,
            } => {
                self.set(entry, BookingFate::GivenUp);
                let release = Bookable::Released { reservation };
                self.entries.push(BookingEntry::new(release, again_at_unix_ms));
            }
            BookingEvent::Unanswered { entry, again_at_unix_ms } => {
                self.set(entry, BookingFate::Unanswered { again_at_unix_ms });
            }
            BookingEvent::TriedAgain { at_unix_ms } => {
                self.set_current(BookingFate::Unanswered { again_at_unix_ms: at_unix_ms });
            }
            BookingEvent::Accepted => {
                self.set_current(BookingFate::GivenUp);
                if self.bought() == Some(BookingFate::GivenUp) {
                    let is_return =
                        |entry: &&mut BookingEntry| matches!(entry.what, Bookable::Returned { .. });
                    let returns = self.entries.iter_mut().filter(is_return);
                    returns.for_each(|entry| entry.fate = BookingFate::GivenUp);
                }
            }
        }
    }

    fn due_unix_ms(&self) -> Option<i64> {
        self.duty().map(|due| due.at_unix_ms)
    }

    fn unresolved_since_unix_ms(&self) -> Option<i64> {
        self.trouble().map(|(_, since_unix_ms)| since_unix_ms)
    }
}

impl BookingEntry {
    fn new(what: Bookable, since_unix_ms: i64) -> Self {
        Self { what, since_unix_ms, sends: 0, fate: BookingFate::Intended }
    }
}
