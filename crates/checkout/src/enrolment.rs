//! A request to a customer, on the customer's own phone, to join the club (merchant-initiated
//! login, CIBA). It goes on while wares are scanned and outlives the sale.
//!
//! The start of a login can't be repeated safely: a repeat is a second push. An answer that was
//! lost lets the request run out, and the cashier may ask again.

use crate::aggregate::{Aggregate, Kind};
use crate::ids::{ClubId, ContactId, EnrolmentId, MemberId, SaleId};
use crate::shop::SalesUnit;
use crate::{Context, Due};
use serde::{Deserialize, Serialize};

/// A start that has no answer after this long has none any more.
const START_ANSWER_MS_MAX: i64 = 90_000;
/// What `slow_down` adds to the interval for good (OpenID CIBA Core 1.0, 11).
const SLOW_DOWN_S: i64 = 5;
/// How long the exchange of the approval may be in doubt before it counts as lost.
const PROFILE_MS_MAX: i64 = 5 * 60_000;

/// Where an enrolment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum EnrolmentState {
    /// Decided, nothing sent.
    Intended,
    /// The start was sent; no answer yet.
    Requested,
    /// On the customer's phone.
    Pending,
    /// The customer has approved; the tokens are stored, the profile is not read yet.
    Approved,
    /// The customer is a member.
    Completed { member: MemberId },
    /// The customer said no.
    Declined,
    /// Nobody answered in time.
    Expired,
    /// It could not be started, or the customer's app can't answer it.
    Refused { refusal: StartRefusal },
    /// An answer that can't be asked for again was lost: ask the customer anew.
    Lost,
}

impl EnrolmentState {
    /// The state's own word, as the API and the pages name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Intended => "intended",
            Self::Requested => "requested",
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Completed { .. } => "completed",
            Self::Declined => "declined",
            Self::Expired => "expired",
            Self::Refused { .. } => "refused",
            Self::Lost => "lost",
        }
    }

    pub fn is_open(self) -> bool {
        matches!(self, Self::Intended | Self::Requested | Self::Pending | Self::Approved)
    }
}

/// Why a login could not be started, or why nobody joins by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StartRefusal {
    /// No app with that number, not active, or too young. Which, is not told.
    NoApp,
    AppTooOld,
    /// The customer was asked too often in a short time.
    TooOften,
    /// Keys, settings or something new: for whoever set the shop up.
    Settings,
    /// Vipps MobilePay can't be reached.
    Unreachable,
    /// Whoever approved is shut out of the club.
    Blocked,
}

/// The answer to the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartAnswer {
    Started {
        expires_in_s: i64,
        interval_s: i64,
    },
    Refused(StartRefusal),
    /// It may be on the phone, but nobody knows its id.
    Lost,
}

/// The answer to one poll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginAnswer {
    Pending,
    SlowDown,
    /// Approved, and the tokens are sealed in the same commit.
    Approved,
    Declined,
    Expired,
    /// Not told at the start: the customer's app can't answer.
    AppTooOld,
    /// The approval was exchanged already, and its tokens are not here.
    Spent,
    /// The tokens are here, and can't be used.
    Unusable,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum EnrolmentEvent {
    Intended {
        id: EnrolmentId,
        sale: SaleId,
        context: Box<Context>,
        club: ClubId,
        sales_unit: SalesUnit,
        contact: ContactId,
        binding_message: String,
        at_unix_ms: i64,
    },
    Sent {
        at_unix_ms: i64,
    },
    Started {
        expires_at_unix_ms: i64,
        interval_s: i64,
        at_unix_ms: i64,
    },
    SlowedDown,
    Approved {
        at_unix_ms: i64,
    },
    Completed {
        member: MemberId,
        at_unix_ms: i64,
    },
    Declined {
        at_unix_ms: i64,
    },
    Expired {
        at_unix_ms: i64,
    },
    Refused {
        refusal: StartRefusal,
        at_unix_ms: i64,
    },
    Lost {
        at_unix_ms: i64,
    },
    /// The cashier waits for it no longer. It can't be taken off the phone, and a yes is kept.
    GivenUp {
        at_unix_ms: i64,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    pub id: EnrolmentId,
    pub sale: SaleId,
    pub context: Context,
    pub club: ClubId,
    pub sales_unit: SalesUnit,
    pub contact: ContactId,
    /// Shown on the till and on the phone, so that the customer knows whose request it is.
    pub binding_message: String,
    pub state: EnrolmentState,
    /// When the present state began.
    pub since_unix_ms: i64,
    pub expires_at_unix_ms: Option<i64>,
    pub interval_s: i64,
    /// The cashier waits for it no longer; the customer may still say yes.
    #[serde(default)]
    pub is_given_up: bool,
}

/// The next thing to do for an enrolment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnrolmentDuty {
    Start,
    /// Nobody knows the id of the request: end it.
    GiveUpStart,
    /// Ask whether the customer has answered.
    Poll,
    /// Verify the id_token, read the profile, and enrol.
    ReadProfile,
}

impl Enrolment {
    /// Whether the till waits for it: while it does, the customer is not asked again.
    pub fn is_awaited(&self) -> bool {
        self.state.is_open() && !self.is_given_up
    }

    /// What the API and the pages call it: as its state, unless the cashier waits no longer.
    pub fn word(&self) -> &'static str {
        let is_given_up = self.is_given_up && self.state.is_open();
        if is_given_up { "cancelled" } else { self.state.as_str() }
    }

    /// The next duty and the time from which it is due.
    pub fn duty(&self) -> Option<Due<EnrolmentDuty>> {
        let since = self.since_unix_ms;
        let (at_unix_ms, duty) = match self.state {
            // Nothing was sent, so nothing is.
            EnrolmentState::Intended if self.is_given_up => return None,
            EnrolmentState::Intended => (since, EnrolmentDuty::Start),
            EnrolmentState::Requested => (since + START_ANSWER_MS_MAX, EnrolmentDuty::GiveUpStart),
            EnrolmentState::Pending => (since + self.interval_s * 1000, EnrolmentDuty::Poll),
            EnrolmentState::Approved => (since, EnrolmentDuty::ReadProfile),
            _ => return None,
        };
        Some(Due { at_unix_ms, duty })
    }

    /// Whether the profile could not be read for so long that its token is of no use any more.
    pub fn profile_is_lost(&self, now_unix_ms: i64) -> bool {
        self.state == EnrolmentState::Approved && now_unix_ms >= self.since_unix_ms + PROFILE_MS_MAX
    }

    pub(crate) fn started(&self, answer: StartAnswer, at_unix_ms: i64) -> Vec<EnrolmentEvent> {
        if self.state != EnrolmentState::Requested {
            return Vec::new();
        }
        vec![match answer {
            StartAnswer::Started { expires_in_s, interval_s } => EnrolmentEvent::Started {
                expires_at_unix_ms: at_unix_ms + expires_in_s * 1000,
                interval_s: interval_s.max(1),
                at_unix_ms,
            },
            StartAnswer::Refused(refusal) => EnrolmentEvent::Refused { refusal, at_unix_ms },
            StartAnswer::Lost => EnrolmentEvent::Lost { at_unix_ms },
        }]
    }

    pub(crate) fn polled(&self, answer: LoginAnswer, at_unix_ms: i64) -> Vec<EnrolmentEvent> {
        let overdue = self.expires_at_unix_ms.is_some_and(|expires| at_unix_ms >= expires);
        match (self.state, answer) {
            (EnrolmentState::Approved, LoginAnswer::Unusable)
            | (EnrolmentState::Pending, LoginAnswer::Spent) => {
                vec![EnrolmentEvent::Lost { at_unix_ms }]
            }
            (EnrolmentState::Pending, LoginAnswer::Pending | LoginAnswer::SlowDown) if overdue => {
                vec![EnrolmentEvent::Expired { at_unix_ms }]
            }
            (EnrolmentState::Pending, LoginAnswer::SlowDown) => vec![EnrolmentEvent::SlowedDown],
            (EnrolmentState::Pending, LoginAnswer::Approved) => {
                vec![EnrolmentEvent::Approved { at_unix_ms }]
            }
            // Approved, and then the terms were not.
            (EnrolmentState::Pending | EnrolmentState::Approved, LoginAnswer::Declined) => {
                vec![EnrolmentEvent::Declined { at_unix_ms }]
            }
            (EnrolmentState::Pending, LoginAnswer::Expired) => {
                vec![EnrolmentEvent::Expired { at_unix_ms }]
            }
            (EnrolmentState::Pending, LoginAnswer::AppTooOld) => {
                vec![EnrolmentEvent::Refused { refusal: StartRefusal::AppTooOld, at_unix_ms }]
            }
            // A late answer to an earlier poll: what it tells is known.
            _ => Vec::new(),
        }
    }
}

impl Aggregate for Enrolment {
    type Event = EnrolmentEvent;
    const KIND: Kind = Kind::Enrolment;
    const REVISION: u32 = 1;

    fn first(event: &EnrolmentEvent) -> Option<Self> {
        let EnrolmentEvent::Intended {
            id,
            sale,
            context,
            club,
            sales_unit,
            contact,
            binding_message,
            at_unix_ms,
        } = event.clone()
        else {
            return None;
        };
        Some(Self {
            id,
            sale,
            context: *context,
            club,
            sales_unit,
            contact,
            binding_message,
            state: EnrolmentState::Intended,
            since_unix_ms: at_unix_ms,
            expires_at_unix_ms: None,
            interval_s: 5,
            is_given_up: false,
        })
    }

    fn apply(&mut self, event: &EnrolmentEvent) {
        if !self.state.is_open() {
            return;
        }
        let (state, at_unix_ms) = match *event {
            EnrolmentEvent::Intended { .. } => return,
            EnrolmentEvent::GivenUp { .. } => {
                self.is_given_up = true;
                return;
            }
            EnrolmentEvent::SlowedDown => {
                self.interval_s += SLOW_DOWN_S;
                return;
            }
            EnrolmentEvent::Sent { at_unix_ms } => (EnrolmentState::Requested, at_unix_ms),
            EnrolmentEvent::Started { expires_at_unix_ms, interval_s, at_unix_ms } => {
                self.expires_at_unix_ms = Some(expires_at_unix_ms);
                self.interval_s = interval_s;
                (EnrolmentState::Pending, at_unix_ms)
            }
            EnrolmentEvent::Approved { at_unix_ms } => (EnrolmentState::Approved, at_unix_ms),
            EnrolmentEvent::Completed { member, at_unix_ms } => {
                (EnrolmentState::Completed { member }, at_unix_ms)
            }
            EnrolmentEvent::Declined { at_unix_ms } => (EnrolmentState::Declined, at_unix_ms),
            EnrolmentEvent::Expired { at_unix_ms } => (EnrolmentState::Expired, at_unix_ms),
            EnrolmentEvent::Refused { refusal, at_unix_ms } => {
                (EnrolmentState::Refused { refusal }, at_unix_ms)
            }
            EnrolmentEvent::Lost { at_unix_ms } => (EnrolmentState::Lost, at_unix_ms),
        };
        self.state = state;
        self.since_unix_ms = at_unix_ms;
    }

    fn due_unix_ms(&self) -> Option<i64> {
        self.duty().map(|due| due.at_unix_ms)
    }
}
