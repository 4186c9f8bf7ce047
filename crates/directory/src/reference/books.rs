//! What the club has: members, purchases, reservations; and its one rule, a point for each 10.00 that
//! is paid with money.

use crate::wire::{
    Balance, Booked, Code, Enrol, Environment, Identity, Lookup, LookupBy, Member, PaidWithPoints,
    Purchase, Reserve, Reserved, Reversal, Reversed,
};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

const POINT_FOR_MINOR: i64 = 1_000;
const POINT_PAYS_MINOR: i64 = 10;

#[derive(Default)]
pub(super) struct Books {
    members: Vec<Row>,
    purchases: HashMap<Uuid, Bought>,
    reservations: HashMap<Uuid, Kept>,
}

struct Row {
    id: String,
    environment: Environment,
    phone_number: String,
    identity: Option<Identity>,
    given_name: Option<String>,
    tier: Option<String>,
    points: i64,
}

struct Bought {
    member: String,
    /// What was paid with money, less what came back.
    money_minor: i64,
    reversals: usize,
}

struct Kept {
    member: String,
    purchase: Uuid,
    points: i64,
    until_unix_ms: i64,
    end: Option<End>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Redeemed,
    Released,
    /// By itself, when its time was over.
    RanOut,
}

/// A refusal, and what there is if points are too few.
pub(super) type Refused = (Code, Option<i64>);

fn refused(code: Code) -> Refused {
    (code, None)
}

impl Books {
    pub(super) fn add(&mut self, phone_number: &str, given_name: &str, points: i64) -> Member {
        let row = Row {
            id: format!("m-{}", 1001 + self.members.len()),
            environment: Environment::Simulator,
            phone_number: phone_number.to_owned(),
            identity: None,
            given_name: Some(given_name.to_owned()),
            tier: None,
            points,
        };
        self.members.push(row);
        self.member(self.members.len() - 1)
    }

    pub(super) fn put_in_tier(&mut self, member: &str, tier: Option<&str>) {
        if let Ok(index) = self.index(member) {
            self.members[index].tier = tier.map(str::to_owned);
        }
    }

    pub(super) fn members(&self) -> Vec<Member> {
        (0..self.members.len()).map(|index| self.member(index)).collect()
    }

    pub(super) fn booked(&self) -> (usize, usize) {
        let reversals = self.purchases.values().map(|bought| bought.reversals).sum();
        (self.purchases.len(), reversals)
    }

    pub(super) fn redeemed(&self) -> BTreeMap<Uuid, i64> {
        let redeemed = self.reservations.values().filter(|kept| kept.end == Some(End::Redeemed));
        let mut by_purchase = BTreeMap::new();
        for kept in redeemed {
            *by_purchase.entry(kept.purchase).or_default() += kept.points;
        }
        by_purchase
    }

    pub(super) fn look_up(&self, lookup: &Lookup) -> Result<Member, Refused> {
        let is_meant = |row: &Row| match &lookup.by {
            LookupBy::PhoneNumber(number) => row.phone_number == *number,
            LookupBy::Identity(identity) => row.identity.as_ref() == Some(identity),
        };
        let mut rows = self.members.iter();
        let found = rows.position(|row| row.environment == lookup.environment && is_meant(row));
        found.map(|index| self.member(index)).ok_or(refused(Code::MemberUnknown))
    }

    /// One member per identity; a number has one holder, the last to show that it is theirs.
    pub(super) fn enrol(&mut self, enrol: Enrol) -> Member {
        let here = |row: &Row| row.environment == enrol.environment;
        let by_identity = |row: &Row| here(row) && row.identity.as_ref() == Some(&enrol.identity);
        let by_number = |row: &Row| {
            here(row) && row.identity.is_none() && row.phone_number == enrol.phone_number
        };
        let known = self.members.iter().position(by_identity);
        let known = known.or_else(|| self.members.iter().position(by_number));
        let index = known.unwrap_or_else(|| {
            self.add(&enrol.phone_number, "", 0);
            self.members.len() - 1
        });
        for (other, row) in self.members.iter_mut().enumerate() {
            if other != index && row.phone_number == enrol.phone_number {
                row.phone_number.clear();
            }
        }
        let row = &mut self.members[index];
        row.environment = enrol.environment;
        row.identity = Some(enrol.identity);
        row.phone_number = enrol.phone_number;
        row.given_name = enrol.given_name.or(row.given_name.take());
        self.member(index)
    }

    pub(super) fn book(&mut self, purchase: &Purchase) -> Result<Booked, Refused> {
        let index = self.index(&purchase.member)?;
        // Each sale is booked once, also under another key.
        if !self.purchases.contains_key(&purchase.purchase) {
            let money_minor = purchase.total_minor - in_total(purchase.paid_with_points);
            self.members[index].points += money_minor / POINT_FOR_MINOR;
            let member = purchase.member.clone();
            let bought = Bought { member, money_minor, reversals: 0 };
            self.purchases.insert(purchase.purchase, bought);
        }
        let money_minor = self.purchases[&purchase.purchase].money_minor;
        let balance = Some(self.balance_at(index));
        Ok(Booked { points_earned: money_minor / POINT_FOR_MINOR, balance })
    }

    /// What was earned with what came back, as a difference of what is left: parts add up to the whole.
    pub(super) fn reverse(&mut self, reversal: &Reversal) -> Result<Reversed, Refused> {
        let bought = self.purchases.get_mut(&reversal.purchase);
        let bought = bought.filter(|bought| bought.member == reversal.member);
        let bought = bought.ok_or(refused(Code::PurchaseUnknown))?;
        let back = reversal.back_as_points;
        let before = bought.money_minor / POINT_FOR_MINOR;
        bought.money_minor -= reversal.total_minor - in_total(back);
        bought.reversals += 1;
        let points_taken_back = before - bought.money_minor / POINT_FOR_MINOR;
        let index = self.index(&reversal.member)?;
        self.members[index].points += back.map_or(0, |part| part.points) - points_taken_back;
        Ok(Reversed { points_taken_back, balance: Some(self.balance_at(index)) })
    }

    pub(super) fn balance(&mut self, member: &str, now_unix_ms: i64) -> Result<Balance, Refused> {
        self.let_run_out(now_unix_ms);
        self.index(member).map(|index| self.balance_at(index))
    }

    pub(super) fn reserve(
        &mut self,
        wanted: &Reserve,
        now_unix_ms: i64,
    ) -> Result<Reserved, Refused> {
        self.let_run_out(now_unix_ms);
        let index = self.index(&wanted.member)?;
        let available = self.balance_at(index).available;
        if wanted.points < 1 || wanted.points > available {
            return Err((Code::TooFewPoints, Some(available)));
        }
        self.members[index].points -= wanted.points;
        let until_unix_ms = now_unix_ms + i64::from(wanted.lives_s) * 1_000;
        let (member, points) = (wanted.member.clone(), wanted.points);
        let kept = Kept { member, purchase: wanted.purchase, points, until_unix_ms, end: None };
        self.reservations.insert(wanted.reservation, kept);
        let worth_minor = points * POINT_PAYS_MINOR;
        Ok(Reserved { points, worth_minor, balance: Some(self.balance_at(index)) })
    }

    /// Keeps what is kept already for so much longer.
    pub(super) fn prolong(&mut self, wanted: &Reserve, now_unix_ms: i64) -> Result<(), Refused> {
        self.let_run_out(now_unix_ms);
        let Some(kept) = self.reservations.get_mut(&wanted.reservation) else { return Ok(()) };
        if kept.end.is_some() {
            return Err(refused(Code::ReservationEnded));
        }
        kept.until_unix_ms = now_unix_ms + i64::from(wanted.lives_s) * 1_000;
        Ok(())
    }

    pub(super) fn redeem(&mut self, id: Uuid, now_unix_ms: i64) -> Result<Balance, Refused> {
        self.end(id, End::Redeemed, now_unix_ms)
    }

    pub(super) fn release(&mut self, id: Uuid, now_unix_ms: i64) -> Result<Balance, Refused> {
        self.end(id, End::Released, now_unix_ms)
    }

    /// Ends a reservation one way; one that ended the same way before is left as it is.
    fn end(&mut self, id: Uuid, end: End, now_unix_ms: i64) -> Result<Balance, Refused> {
        self.let_run_out(now_unix_ms);
        let kept = self.reservations.get_mut(&id).ok_or(refused(Code::ReservationUnknown))?;
        let (member, points) = (kept.member.clone(), kept.points);
        match kept.end {
            Some(before) if before == end => return self.balance(&member, now_unix_ms),
            Some(End::Redeemed | End::Released) => return Err(refused(Code::ReservationEnded)),
            None | Some(End::RanOut) => {}
        }
        let is_kept = kept.end.replace(end).is_none();
        let index = self.index(&member)?;
        let points_of = &mut self.members[index].points;
        match end {
            // Below zero, if they have been spent since: the next points pay for it.
            End::Redeemed if !is_kept => *points_of -= points,
            End::Released if is_kept => *points_of += points,
            _ => {}
        }
        Ok(self.balance_at(index))
    }

    fn let_run_out(&mut self, now_unix_ms: i64) {
        for kept in self.reservations.values_mut() {
            if kept.end.is_none() && kept.until_unix_ms <= now_unix_ms {
                kept.end = Some(End::RanOut);
                let row = self.members.iter_mut().find(|row| row.id == kept.member);
                if let Some(row) = row {
                    row.points += kept.points;
                }
            }
        }
    }

    fn index(&self, member: &str) -> Result<usize, Refused> {
        let index = self.members.iter().position(|row| row.id == member);
        index.ok_or(refused(Code::MemberUnknown))
    }

    fn balance_at(&self, index: usize) -> Balance {
        // Owed after a return of what was spent: the next points pay for it.
        let available = self.members[index].points.max(0);
        Balance { available, pending: 0, point_pays_minor: Some(POINT_PAYS_MINOR) }
    }

    fn member(&self, index: usize) -> Member {
        let row = &self.members[index];
        let balance = Some(self.balance_at(index));
        let (id, given_name, tier) = (row.id.clone(), row.given_name.clone(), row.tier.clone());
        Member { id, given_name, tier, balance }
    }
}

/// The part of a total that points paid: what lowered the price is in none.
fn in_total(by_points: Option<PaidWithPoints>) -> i64 {
    by_points.filter(|part| !part.as_discount).map_or(0, |part| part.minor)
}
