//! A member of the club. Its key is our own id; who the person is stands in sealed rows elsewhere,
//! so that erasing a person leaves the books whole.

mod consent;

pub use consent::{Consent, ConsentChannel, Purpose};

use crate::aggregate::{Aggregate, Kind};
use crate::ids::{
    ClubId, EnrolmentId, MemberId, OperatorId, ReturnId, SaleId, StoreId, TillId, VoucherId,
};
use crate::money::Amount;
use crate::returning::ReturnedLine;
use serde::{Deserialize, Serialize};

/// The most members that one member may have taken in.
pub(crate) const ABSORBED_MAX: usize = 20;
/// The most vouchers that one member alone may ever have had.
pub(crate) const OWN_VOUCHERS_MAX: usize = 100;

/// Where and through whom a member joined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joined {
    pub at_unix_ms: i64,
    pub store: StoreId,
    /// None if the member came from elsewhere.
    pub till: Option<TillId>,
    pub operator: OperatorId,
    /// None if the member came from elsewhere: then there is no identity until the first approval.
    pub enrolment: Option<EnrolmentId>,
}

/// Whether a member is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum MemberStatus {
    Active,
    /// Shut out by the club: no prices, no points, no joining anew.
    Blocked,
    /// Has left the club, and may join again.
    Withdrawn,
    /// The same person as another member, who stands for both.
    Merged {
        into: MemberId,
    },
    /// Nobody knows any more who it was.
    Erased,
}

impl MemberStatus {
    /// The status's own word, as the API names it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Blocked => "blocked",
            Self::Withdrawn => "withdrawn",
            Self::Merged { .. } => "merged",
            Self::Erased => "erased",
        }
    }
}

/// Why somebody changed a membership. A choice and no text: what is written here is never erased, so
/// nothing about a person may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberReason {
    /// Two members turned out to be one person, or not to be.
    Duplicate,
    MembersWish,
    /// What the member did goes against the terms.
    Misuse,
    /// Something was done wrongly before.
    Mistake,
    /// Nothing was heard of the member for as long as the club keeps anybody.
    Dormant,
}

/// Who changed a membership by hand, why and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByHand {
    pub reason: MemberReason,
    pub operator: OperatorId,
    pub at_unix_ms: i64,
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
    /// A member from elsewhere has approved for the first time: who they are is proved.
    IdentityAdded {
        enrolment: EnrolmentId,
        at_unix_ms: i64,
    },
    /// The member came with another phone number than before.
    NumberChanged {
        enrolment: EnrolmentId,
        at_unix_ms: i64,
    },
    /// Somebody else has proved to have the member's phone number now.
    NumberLost {
        to: MemberId,
        at_unix_ms: i64,
    },
    /// A member who had left has joined again.
    Rejoined {
        enrolment: EnrolmentId,
        at_unix_ms: i64,
    },
    HomeStoreSet {
        store: StoreId,
        operator: OperatorId,
        at_unix_ms: i64,
    },
    Blocked {
        by: ByHand,
    },
    Unblocked {
        by: ByHand,
    },
    /// The member has left.
    Withdrawn {
        by: ByHand,
    },
    /// Is the same person as another member, who stands for both from now on.
    MergedInto {
        member: MemberId,
        by: ByHand,
    },
    /// Stands for another member, too.
    Absorbed {
        member: MemberId,
        by: ByHand,
    },
    /// Stands for themselves again.
    Separated {
        from: MemberId,
        by: ByHand,
    },
    /// No longer stands for another member.
    Released {
        member: MemberId,
        by: ByHand,
    },
    /// Who it was is erased, with everything that could tell.
    Erased {
        by: ByHand,
    },
    /// A voucher for the member alone.
    VoucherIssued {
        voucher: VoucherId,
        at_unix_ms: i64,
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
    pub status: MemberStatus,
    pub home_store: StoreId,
    /// Whether an approval has proved who they are.
    pub has_identity: bool,
    /// Whether the phone number that they came with is theirs as far as is known.
    pub has_number: bool,
    /// The newest record of each purpose, in the order in which the purposes came up. The events
    /// hold all of them.
    pub consents: Vec<Consent>,
    pub purchases: u32,
    /// The members that this one stands for, too.
    pub absorbed: Vec<MemberId>,
    /// When the member was last heard of: joined, bought something, or answered something.
    #[serde(default)]
    pub last_seen_unix_ms: i64,
    /// Those for the member alone, whatever has become of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vouchers: Vec<VoucherId>,
}

impl Member {
    /// The newest record of a purpose.
    pub fn consent(&self, purpose: &Purpose) -> Option<&Consent> {
        self.consents.iter().find(|consent| consent.purpose == *purpose)
    }

    /// The member who stands for this one, if it is another.
    pub fn merged_into(&self) -> Option<MemberId> {
        match self.status {
            MemberStatus::Merged { into } => Some(into),
            _ => None,
        }
    }

    /// Since when the member does not share anything with the club any more; none if they do.
    pub fn sharing_revoked_since_unix_ms(&self) -> Option<i64> {
        let newest = self.consent(&Purpose::Sharing).filter(|consent| !consent.accepted)?;
        Some(newest.at_unix_ms)
    }

    fn seen(&mut self, at_unix_ms: i64) {
        self.last_seen_unix_ms = self.last_seen_unix_ms.max(at_unix_ms);
    }

    fn record(&mut self, consent: &Consent) {
        match self.consents.iter_mut().find(|known| known.purpose == consent.purpose) {
            Some(known) => known.clone_from(consent),
            None => self.consents.push(consent.clone()),
        }
    }
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
                status: MemberStatus::Active,
                home_store: joined.store.clone(),
                has_identity: joined.enrolment.is_some(),
                has_number: true,
                joined: joined.clone(),
                consents: Vec::new(),
                purchases: 0,
                absorbed: Vec::new(),
                last_seen_unix_ms: joined.at_unix_ms,
                vouchers: Vec::new(),
            }),
            _ => None,
        }
    }

    fn apply(&mut self, event: &MemberEvent) {
        match event {
            MemberEvent::Enrolled { .. } | MemberEvent::PurchaseReturned { .. } => {}
            MemberEvent::ConsentRecorded { consent } => {
                self.seen(consent.at_unix_ms);
                self.record(consent);
            }
            MemberEvent::IdentityAdded { .. } => self.has_identity = true,
            MemberEvent::NumberChanged { .. } => self.has_number = true,
            MemberEvent::NumberLost { .. } => self.has_number = false,
            MemberEvent::Rejoined { .. }
            | MemberEvent::Unblocked { .. }
            | MemberEvent::Separated { .. } => self.status = MemberStatus::Active,
            MemberEvent::HomeStoreSet { store, .. } => self.home_store = store.clone(),
            MemberEvent::Blocked { .. } => self.status = MemberStatus::Blocked,
            MemberEvent::Withdrawn { .. } => self.status = MemberStatus::Withdrawn,
            MemberEvent::Erased { .. } => {
                self.status = MemberStatus::Erased;
                (self.has_identity, self.has_number) = (false, false);
            }
            MemberEvent::MergedInto { member, .. } => {
                self.status = MemberStatus::Merged { into: *member };
            }
            MemberEvent::Absorbed { member, .. } => self.absorbed.push(*member),
            MemberEvent::Released { member, .. } => self.absorbed.retain(|one| one != member),
            MemberEvent::VoucherIssued { voucher, .. } => self.vouchers.push(*voucher),
            MemberEvent::PurchaseBooked { at_unix_ms, .. } => {
                self.seen(*at_unix_ms);
                self.purchases += 1;
            }
        }
    }

    fn due_unix_ms(&self) -> Option<i64> {
        None
    }
}
