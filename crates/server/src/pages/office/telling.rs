//! What happened to a sale, event by event, in the words of whoever reads it: who did what, what was
//! asked of Vipps MobilePay, and what that said. What nobody needs to know is not told.

mod club;
mod paying;
mod selling;

use super::super::format::amount;
use super::desk::Desk;
use crate::words::Message;
use checkout::{Amount, LineId, Moved, PaymentId, Sale};
use engine::StoryEvent;
use std::collections::BTreeMap;

/// How an entry looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Tone {
    /// Done at the till.
    Plain,
    /// Asked of Vipps MobilePay, or of a club's own system.
    Asked,
    Good,
    Bad,
}

impl Tone {
    pub(in super::super) fn class(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Asked => "asked",
            Self::Good => "good",
            Self::Bad => "bad",
        }
    }
}

/// An entry in words.
pub(super) struct Told {
    pub(super) tone: Tone,
    pub(super) what: Message,
    pub(super) detail: Option<String>,
}

/// Tells the events of one sale in their order; some are told by what was before them.
pub(super) struct Telling<'a> {
    desk: &'a Desk,
    sale: &'a Sale,
    /// What each payment was seen to be.
    seen: BTreeMap<PaymentId, Moved>,
    /// The names of lines, also of those that are gone.
    names: BTreeMap<LineId, String>,
}

impl<'a> Telling<'a> {
    pub(super) fn new(desk: &'a Desk, sale: &'a Sale) -> Self {
        Self { desk, sale, seen: BTreeMap::new(), names: BTreeMap::new() }
    }

    pub(super) fn tell(&mut self, event: &StoryEvent) -> Option<Told> {
        match event {
            StoryEvent::Sale(event) => self.sale(event),
            StoryEvent::Payment(id, event) => self.payment(*id, event),
            StoryEvent::Enrolment(event) => self.enrolment(event),
            StoryEvent::Booking(event) => self.booking(event),
            StoryEvent::Return(_, event) => self.returning(event),
        }
    }

    fn of(&self, name: &'static str) -> Message {
        self.desk.words.of(name)
    }

    fn money(&self, minor: i64) -> String {
        amount(Amount::new(minor, self.sale.currency), self.desk.words.form)
    }

    fn by(&self, operator: &checkout::OperatorId) -> String {
        self.of("story-by").with("who", self.desk.name_of(operator)).to_string()
    }
}

/// Something that is told without more.
#[allow(clippy::unnecessary_wraps, reason = "what is not told stands beside it, arm by arm")]
fn told(tone: Tone, what: Message) -> Option<Told> {
    Some(Told { tone, what, detail: None })
}

#[allow(clippy::unnecessary_wraps, reason = "what is not told stands beside it, arm by arm")]
fn with(tone: Tone, what: Message, detail: String) -> Option<Told> {
    Some(Told { tone, what, detail: Some(detail) })
}
