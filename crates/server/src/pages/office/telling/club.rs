//! Joining, and what a club that is kept elsewhere was told.

use super::{Telling, Told, Tone, told, with};
use checkout::{Bookable, BookingEvent, EnrolmentEvent, StartRefusal};

impl Telling<'_> {
    pub(super) fn enrolment(&self, event: &EnrolmentEvent) -> Option<Told> {
        match event {
            EnrolmentEvent::Intended { context, binding_message, .. } => {
                let what = self.of("story-join").with("word", binding_message);
                with(Tone::Plain, what, self.by(&context.operator))
            }
            EnrolmentEvent::Sent { .. } => told(Tone::Asked, self.of("story-join-sent")),
            EnrolmentEvent::Started { .. } => told(Tone::Plain, self.of("story-join-started")),
            EnrolmentEvent::SlowedDown => None,
            EnrolmentEvent::Approved { .. } => told(Tone::Good, self.of("story-join-approved")),
            EnrolmentEvent::Completed { .. } => told(Tone::Good, self.of("story-joined")),
            EnrolmentEvent::Declined { .. } => told(Tone::Bad, self.of("story-join-declined")),
            EnrolmentEvent::Expired { .. } => told(Tone::Bad, self.of("story-join-expired")),
            EnrolmentEvent::Refused { refusal, .. } => told(
                Tone::Bad,
                self.of(match refusal {
                    StartRefusal::NoApp => "story-join-no-app",
                    StartRefusal::AppTooOld => "story-join-app-old",
                    StartRefusal::TooOften => "story-join-too-often",
                    StartRefusal::Settings => "story-join-settings",
                    StartRefusal::Unreachable => "story-join-unreachable",
                    StartRefusal::Blocked => "story-join-blocked",
                }),
            ),
            EnrolmentEvent::Lost { .. } => told(Tone::Bad, self.of("story-join-lost")),
            EnrolmentEvent::GivenUp { .. } => told(Tone::Plain, self.of("story-join-given-up")),
        }
    }

    pub(super) fn booking(&self, event: &BookingEvent) -> Option<Told> {
        match event {
            BookingEvent::Sent { entry, .. } => told(
                Tone::Asked,
                self.of(match entry {
                    Bookable::Joined { .. } => "story-club-joined",
                    Bookable::Bought { .. } => "story-club-bought",
                    Bookable::Sought { .. } => "story-club-sought",
                    Bookable::Returned { .. } => "story-club-returned",
                    Bookable::Reserved { .. } => "story-club-reserved",
                    Bookable::Redeemed { .. } => "story-club-redeemed",
                    Bookable::Released { .. } => "story-club-released",
                }),
            ),
            BookingEvent::Done { .. } => told(Tone::Good, self.of("story-club-done")),
            BookingEvent::Refused { .. } => told(Tone::Bad, self.of("story-club-refused")),
            BookingEvent::Unanswered { .. } => told(Tone::Bad, self.of("story-club-no-answer")),
            BookingEvent::TriedAgain { .. } => told(Tone::Plain, self.of("story-look-again")),
            BookingEvent::Accepted => told(Tone::Plain, self.of("story-accepted")),
            BookingEvent::Opened { .. }
            | BookingEvent::Found { .. }
            | BookingEvent::Added { .. } => None,
        }
    }
}
