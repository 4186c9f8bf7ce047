//! What must hold of the people of the club and of what a club is told that is kept elsewhere.

use super::Book;
use checkout::{
    AccountEvent, Bookable, Booking, BookingFate, BookingId, Consent, Kind, MemberId, MemberStatus,
    Purpose, Sale, SaleId, decode,
};
use directory::Operation;
use std::collections::{BTreeMap, BTreeSet};
use store::Commit;
use vipps_mobilepay::Request;

/// As much of something sealed as tells it from everything else.
pub(crate) const SEAL_BYTES: usize = 16;

#[derive(Default)]
pub(super) struct People {
    bookings: BTreeMap<BookingId, Booking>,
    /// What has gone out to the club: where, and under which key.
    told: BTreeSet<(String, String)>,
    /// Whether each thing is told once: nothing but webhooks fails.
    pub(super) tells_once: bool,
    /// How everything begins that was ever sealed of a person.
    sealed: BTreeMap<String, BTreeSet<Vec<u8>>>,
    erased: BTreeSet<String>,
    /// Those of them that are logins: secrets that are good for minutes, and no person.
    logins: BTreeSet<String>,
}

/// Who bought before a commit, of each sale in it.
pub(super) type Buyers = Vec<(SaleId, Option<MemberId>)>;

impl Book {
    pub(super) fn buyers(&self, commit: &Commit) -> Buyers {
        let sales = commit.writes.iter().filter(|write| write.id.kind == Kind::Sale);
        let sales = sales.filter_map(|write| write.id.key.parse().ok().map(SaleId));
        sales.map(|id| (id, self.sales.get(&id).and_then(Sale::buyer))).collect()
    }

    /// Whoever becomes the buyer of a sale is a member, and no other stands for them.
    pub(super) fn only_members_buy(&mut self, before: &Buyers) {
        for (id, before) in before {
            let buyer = self.sales.get(id).and_then(Sale::buyer);
            let new = buyer.filter(|buyer| Some(*buyer) != *before);
            let Some(member) = new.and_then(|new| self.members.get(&new)) else { continue };
            let status = member.status;
            let is_one = status == MemberStatus::Active;
            self.law(is_one, || format!("I8 {id} is a member's who is {}", status.as_str()));
        }
    }

    /// Points that leave one account come into another, in the same commit.
    pub(super) fn moved(&mut self, commit: &Commit) {
        let accounts = commit.writes.iter().filter(|write| write.id.kind == Kind::Account);
        let events = accounts.flat_map(|write| &write.events);
        let events = events.filter_map(|event| {
            decode::<checkout::Account, AccountEvent>(event.revision, &event.json).ok()
        });
        let is_moved = |event: &AccountEvent| {
            matches!(event, AccountEvent::MovedOut { .. } | AccountEvent::MovedIn { .. })
        };
        let made: i64 = events.filter(is_moved).map(|event| event.points(|_| 0)).sum();
        self.law(made == 0, || format!("I7 moving points from a member to another made {made}"));
    }

    /// What is sealed, and whose is destroyed.
    pub(super) fn sealed(&mut self, commit: &Commit) {
        for subject in &commit.subjects {
            let rows = subject.rows.iter().map(|(_, sealed)| sealed);
            let begins = rows.chain([&subject.wrapped_key]).filter_map(|it| it.get(..SEAL_BYTES));
            let known = self.people.sealed.entry(subject.subject.clone()).or_default();
            known.extend(begins.map(<[u8]>::to_vec));
        }
        self.people.erased.extend(commit.erased.iter().cloned());
        let logins = commit.writes.iter().filter(|write| write.id.kind == Kind::Enrolment);
        self.people.logins.extend(logins.map(|write| write.id.key.clone()));
    }

    /// How everything began that was sealed of people who are erased.
    pub(super) fn destroyed(&self) -> BTreeSet<Vec<u8>> {
        let erased = self.people.erased.difference(&self.people.logins);
        erased.filter_map(|subject| self.people.sealed.get(subject)).flatten().cloned().collect()
    }

    pub(super) fn booking(&mut self, booking: Booking) {
        self.people.bookings.insert(booking.id, booking);
    }

    /// What a club is told is stored as sent before it goes out. Where nothing is lost, it goes out once.
    pub(super) fn tells(&mut self, request: &Request) {
        let path = request.url.path().trim_start_matches('/').to_owned();
        let Some(operation) = Operation::ALL.into_iter().find(|one| one.path() == path) else {
            return;
        };
        let Some(key) = request.header("idempotency-key").map(str::to_owned) else { return };
        let is_it = |what| match (operation, what) {
            (Operation::Enrol, Bookable::Joined { enrolment }) => enrolment.to_string() == key,
            (Operation::Book, Bookable::Bought { sale }) => sale.to_string() == key,
            (Operation::Reverse, Bookable::Returned { id }) => id.to_string() == key,
            (Operation::Redeem, Bookable::Redeemed { reservation })
            | (Operation::Release, Bookable::Released { reservation }) => {
                reservation.0.to_string() == key
            }
            _ => false,
        };
        if operation == Operation::Reserve {
            return;
        }
        let mut entries = self.people.bookings.values().flat_map(|booking| &booking.entries);
        let is_sent = |fate| matches!(fate, BookingFate::Sent { .. });
        let is_stored = entries.any(|entry| is_it(entry.what) && is_sent(entry.fate));
        self.law(is_stored, || format!("I2 {path} {key} goes out, and is not stored as sent"));
        let is_new = self.people.told.insert((path.clone(), key.clone()));
        self.law(is_new || !self.people.tells_once, || {
            format!("I2 {path} {key} is told twice, and nothing was lost")
        });
    }

    /// When all has come to rest: nobody is a member who has not agreed, and nothing leads to whoever is
    /// erased.
    pub(super) fn people_at_rest(&mut self) {
        for member in self.members.clone().values() {
            let agreed = |consent: &Consent| consent.purpose == Purpose::Terms && consent.accepted;
            let is_one = member.status == MemberStatus::Active;
            let has_agreed = member.consents.iter().any(agreed);
            self.law(!member.consents.is_empty() && (has_agreed || !is_one), || {
                format!("I8 {} is a member without a consent", member.id)
            });
            let has_number = member.has_number || member.status == MemberStatus::Erased;
            self.law(has_number, || {
                format!("I8 {} has lost a number, and nobody here gets another one", member.id)
            });
        }
        let holders: BTreeSet<_> = self.holders.values().cloned().collect();
        let People { sealed, erased, logins, .. } = &self.people;
        let kept =
            logins.iter().find(|login| sealed.contains_key(*login) && !erased.contains(*login));
        let kept = kept.cloned();
        let found = holders.intersection(erased).find(|holder| !logins.contains(*holder)).cloned();
        self.law(kept.is_none(), || format!("I8 what login {kept:?} gave is kept"));
        self.law(found.is_none(), || format!("I8 a look-up leads to {found:?}, who is erased"));
    }
}
