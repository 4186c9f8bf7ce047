//! A member of the club. Its key is our own id; who the person is stands in sealed rows elsewhere,
//! so that erasing a person leaves the books whole.

use crate::aggregate::{Aggregate, Kind};
use crate::ids::{ClubId, EnrolmentId, MemberId, OperatorId, ReturnId, SaleId, StoreId, TillId};
use crate::money::Amount;
use crate::returning::ReturnedLine;
use serde::{Deserialize, Serialize};

/// Where and through whom a member joined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joined {
    pub at_unix_ms: i64,
    pub store: StoreId,
    pub till: TillId,
    pub operator: OperatorId,
    pub enrolment: EnrolmentId,
}

/// Where the member saw what they agreed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentChannel {
    /// In the Vipps or MobilePay app, on the customer's own phone.
    App,
}

/// What a member was shown and what they answered. Never overwritten: a change is another record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// What it is about: `membership`, or the id of a consent in the app (`email`, `sms`, …).
    pub purpose: String,
    pub accepted: bool,
    /// The words that were shown.
    pub text: String,
    /// Language of the words, as the app named it; empty where it did not.
    pub language: String,
    pub channel: ConsentChannel,
    pub at_unix_ms: i64,
    /// The enrolment in which it was given, the proof of the login.
    pub enrolment: EnrolmentId,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum MemberEvent {
    Enrolled {
        id: MemberId,
        club: ClubId,
        joined: Joined,
    },
    ConsentRecorded {
        consent: Consent,
    },
    PurchaseBooked {
        sale: SaleId,
        receipt_number: u64,
        total: Amount,
        at_unix_ms: i64,
    },
    /// A part of a booked purchase, or all of it, came back.
    PurchaseReturned {
        sale: SaleId,
        id: ReturnId,
        lines: Vec<ReturnedLine>,
        at_unix_ms: i64,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    pub id: MemberId,
    pub club: ClubId,
    pub joined: Joined,
    pub consents: Vec<Consent>,
    pub purchases: u32,
}

impl Aggregate for Member {
    type Event = MemberEvent;
    const KIND: Kind = Kind::Member;
    const REVISION: u32 = 1;

    fn first(event: &MemberEvent) -> Option<Self> {
        match event {
            MemberEvent::Enrolled { id, club, joined } => Some(Self {
                id: *id,
                club: club.clone(),
                joined: joined.clone(),
                consents: Vec::new(),
                purchases: 0,
            }),
            _ => None,
        }
    }

    fn apply(&mut self, event: &MemberEvent) {
        match event {
            MemberEvent::Enrolled { .. } | MemberEvent::PurchaseReturned { .. } => {}
            MemberEvent::ConsentRecorded { consent } => self.consents.push(consent.clone()),
            MemberEvent::PurchaseBooked { .. } => self.purchases += 1,
        }
    }

    fn due_unix_ms(&self) -> Option<i64> {
        None
    }
}
