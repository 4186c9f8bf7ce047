//! A member's points: whole numbers, in lots that become available and expire by time. The account's
//! events are its ledger, append-only; its balance is their fold, and nothing else ever changes it.
//!
//! What is spent is held first, so that two tills can't spend one balance, and leaves the lots that
//! expire first. What comes back goes back into the lots that it came from. Points that a return takes
//! back after they were spent are owed, and the next ones earned pay for them: the customer's statutory
//! right to return is never blocked by points.

mod earning;
mod lapsed;
mod proposal;
mod tiers;

pub(crate) use earning::PaidLine;
pub use earning::{EarnedLine, EarningRule, LATE_DAYS, PointsRules};
use proposal::Alone;
pub use proposal::{By, Proposal};
pub use tiers::Tier;

use crate::aggregate::{Aggregate, Kind};
use crate::ids::{AccountId, MemberId, OperatorId, ReturnId, SaleId};
use crate::refusal::Refusal;
use crate::time::{LocalDate, Now, days_ms};
use lapsed::Lapsed;
use serde::{Deserialize, Serialize};
use tiers::Qualified;

/// How long points may still be spent that come back after they have expired.
const GRACE_DAYS: u16 = 30;

/// The most points that a person gives or takes at once.
pub const ADJUSTED_MAX: i64 = 1_000_000;

/// Why somebody gives or takes points. A choice and no text: it is kept for good, so nothing about a
/// person may stand there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PointsReason {
    /// To make up for something.
    Goodwill,
    Campaign,
    /// They were wrong before.
    Correction,
    /// From the club's system before this one.
    Elsewhere,
    /// The person is erased.
    Erased,
}

/// What a lot comes from; there is one lot of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LotSource {
    Sale(SaleId),
    /// The adjustment of that number.
    Adjustment(u32),
}

/// Points that were earned together: available from a time on, until they expire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lot {
    pub source: LotSource,
    /// What is left of it, more than zero.
    pub points: i64,
    pub from_unix_ms: i64,
    /// None: they never expire.
    pub until_unix_ms: Option<i64>,
}

impl Lot {
    fn is_available(&self, now_unix_ms: i64) -> bool {
        self.from_unix_ms <= now_unix_ms && !self.is_expired(now_unix_ms)
    }

    fn is_expired(&self, now_unix_ms: i64) -> bool {
        self.until_unix_ms.is_some_and(|until| until <= now_unix_ms)
    }

    /// First to expire, first spent; ties by what it is, never by when it was put there.
    fn order(&self) -> (i64, i64, LotSource) {
        (self.until_unix_ms.unwrap_or(i64::MAX), self.from_unix_ms, self.source)
    }
}

/// Points that a member had in the club's system before this one, and that go at one time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct BroughtPoints {
    pub points: i64,
    /// None: they never expire.
    pub until_unix_ms: Option<i64>,
}

/// Points that are kept for a sale until it is paid, or comes to nothing. Each part is as a lot: where
/// it was taken from, and how much.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    pub sale: SaleId,
    pub parts: Vec<Lot>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum AccountEvent {
    Opened {
        id: AccountId,
    },
    /// For a completed sale. Of `lot.points`, `repaid` paid for points that were owed.
    Earned {
        lot: Lot,
        repaid: i64,
        /// Of the purchase.
        year: i16,
        at_unix_ms: i64,
    },
    /// Wares came back: what was earned with them, from the sale's own lot, then from what has lapsed,
    /// the rest owed.
    TakenBack {
        sale: SaleId,
        id: ReturnId,
        from_lot: i64,
        #[serde(default)]
        lapsed: i64,
        owed: i64,
        /// In a club where nothing is ever owed: let go.
        #[serde(default, skip_serializing_if = "is_zero")]
        forgiven: i64,
        year: i16,
        at_unix_ms: i64,
    },
    Held {
        held: Held,
        at_unix_ms: i64,
    },
    /// The sale came to nothing: what was held is where it was.
    Released {
        sale: SaleId,
        at_unix_ms: i64,
    },
    /// The sale is paid: what was held is gone.
    Spent {
        sale: SaleId,
        at_unix_ms: i64,
    },
    /// Wares came back that were paid for with points.
    GivenBack {
        sale: SaleId,
        id: ReturnId,
        parts: Vec<Lot>,
        at_unix_ms: i64,
    },
    /// A lot's last moment is over. Of `points`, `repaid` paid for points that were owed, since those
    /// could not have been used.
    Expired {
        source: LotSource,
        points: i64,
        #[serde(default)]
        repaid: i64,
        at_unix_ms: i64,
    },
    /// Given by a person, with a reason.
    Granted {
        lot: Lot,
        repaid: i64,
        reason: PointsReason,
        operator: OperatorId,
        /// Who said yes to what the operator proposed; none: it was done alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seconded_by: Option<OperatorId>,
        at_unix_ms: i64,
    },
    /// Taken by a person, with a reason.
    Withdrawn {
        parts: Vec<Lot>,
        reason: PointsReason,
        operator: OperatorId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seconded_by: Option<OperatorId>,
        at_unix_ms: i64,
    },
    /// Points to give or to take that want a second person.
    Proposed {
        proposal: Proposal,
    },
    /// The second person's yes, with the points in the entry that follows; or somebody's no.
    Answered {
        number: u32,
        accepted: bool,
        operator: OperatorId,
        at_unix_ms: i64,
    },
    /// Everything there was, gone to the account of the member who stands for this one; or back.
    MovedOut {
        moved: Moved,
        at_unix_ms: i64,
    },
    /// Everything that another account had, or what is left of it on its way back.
    MovedIn {
        moved: Moved,
        at_unix_ms: i64,
    },
}

/// Points that go from one account to another when two members turn out to be one person, and as far
/// as they are still there, back when they turn out not to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Whose points they were before they were moved for the first time.
    pub of: MemberId,
    /// As they are in the account that has the entry.
    pub lots: Vec<Lot>,
    pub owed: i64,
    #[serde(default, skip_serializing_if = "is_zero")]
    spent: i64,
    /// What counts towards tiers.
    #[serde(default)]
    qualified: Qualified,
    #[serde(default, skip_serializing_if = "Lapsed::is_empty")]
    lapsed: Lapsed,
}

impl AccountEvent {
    /// Its own word, as it is stored.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "opened",
            Self::Earned { .. } => "earned",
            Self::TakenBack { .. } => "taken_back",
            Self::Held { .. } => "held",
            Self::Released { .. } => "released",
            Self::Spent { .. } => "spent",
            Self::GivenBack { .. } => "given_back",
            Self::Expired { .. } => "expired",
            Self::Granted { .. } => "granted",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Proposed { .. } => "proposed",
            Self::Answered { .. } => "answered",
            Self::MovedOut { .. } => "moved_out",
            Self::MovedIn { .. } => "moved_in",
        }
    }

    /// The sale that it is about.
    pub fn sale(&self) -> Option<SaleId> {
        match self {
            Self::Earned { lot, .. } => match lot.source {
                LotSource::Sale(sale) => Some(sale),
                LotSource::Adjustment(_) => None,
            },
            Self::Held { held, .. } => Some(held.sale),
            Self::TakenBack { sale, .. }
            | Self::Released { sale, .. }
            | Self::Spent { sale, .. }
            | Self::GivenBack { sale, .. } => Some(*sale),
            _ => None,
        }
    }

    /// Why a person gave or took points, or wants to.
    pub fn reason(&self) -> Option<PointsReason> {
        match self {
            Self::Granted { reason, .. } | Self::Withdrawn { reason, .. } => Some(*reason),
            Self::Proposed { proposal } => Some(proposal.reason),
            _ => None,
        }
    }

    /// What it does to the balance. A ledger's entries sum to its balance.
    pub fn points(&self, held: impl Fn(SaleId) -> i64) -> i64 {
        let sum = |parts: &[Lot]| parts.iter().map(|part| part.points).sum::<i64>();
        match self {
            Self::Opened { .. }
            | Self::Spent { .. }
            | Self::Proposed { .. }
            | Self::Answered { .. } => 0,
            Self::Earned { lot, .. } | Self::Granted { lot, .. } => lot.points,
            // What has lapsed is gone from the balance already.
            Self::TakenBack { from_lot, owed, .. } => -(from_lot + owed),
            Self::Held { held, .. } => -sum(&held.parts),
            Self::Released { sale, .. } => held(*sale),
            Self::GivenBack { parts, .. } => sum(parts),
            Self::Expired { points, repaid, .. } => repaid - points,
            Self::Withdrawn { parts, .. } => -sum(parts),
            Self::MovedOut { moved, .. } => -(sum(&moved.lots) - moved.owed),
            Self::MovedIn { moved, .. } => sum(&moved.lots) - moved.owed,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_zero(points: &i64) -> bool {
    *points == 0
}

/// What a member has at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Balance {
    /// May be spent now; never less than zero.
    pub available: i64,
    /// Earned, and not yet available.
    pub pending: i64,
    /// Kept for sales that are being paid.
    pub held: i64,
    /// Used before a return took them back: the next points earned pay for them.
    pub owed: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub id: AccountId,
    /// In the order in which they are spent.
    pub lots: Vec<Lot>,
    pub held: Vec<Held>,
    pub owed: i64,
    /// Spent, and not given back since.
    #[serde(default, skip_serializing_if = "is_zero")]
    spent: i64,
    /// What purchases earned lately, for tiers.
    #[serde(default)]
    qualified: Qualified,
    #[serde(default, skip_serializing_if = "Lapsed::is_empty")]
    lapsed: Lapsed,
    adjustments: u32,
    /// What waits for a second person, oldest first.
    #[serde(default)]
    pub proposals: Vec<Proposal>,
    /// How many have ever been made.
    #[serde(default)]
    proposed: u32,
    /// What people have given and taken lately without a second one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    alone: Vec<Alone>,
    /// What came from other accounts, by whose it was.
    #[serde(default)]
    moved: Vec<Moved>,
}

impl Account {
    /// All points there are, whatever the time: the sum of the ledger.
    pub fn points(&self) -> i64 {
        self.lots.iter().map(|lot| lot.points).sum::<i64>() - self.owed
    }

    pub fn balance(&self, now_unix_ms: i64) -> Balance {
        let sum = |wanted: &dyn Fn(&Lot) -> bool| {
            self.lots.iter().filter(|lot| wanted(lot)).map(|lot| lot.points).sum::<i64>()
        };
        let available = sum(&|lot| lot.is_available(now_unix_ms));
        Balance {
            available: (available - self.owed).max(0),
            pending: sum(&|lot| lot.from_unix_ms > now_unix_ms && !lot.is_expired(now_unix_ms)),
            held: self.held_points(),
            owed: self.owed,
        }
    }

    /// The tier that the member is in on a day; none: below the lowest.
    pub fn tier<'a>(&self, rules: &'a PointsRules, on: LocalDate) -> Option<&'a Tier> {
        tiers::reached(&rules.tiers, self.qualified.in_force(on.year()))
    }

    /// What has expired since anything was last written: it comes first in whatever is written next.
    pub fn expired(&self, now_unix_ms: i64) -> Vec<AccountEvent> {
        let gone = self.lots.iter().filter(|lot| lot.is_expired(now_unix_ms));
        let mut owed = self.owed;
        gone.map(|lot| {
            let repaid = lot.points.min(owed);
            owed -= repaid;
            let Lot { source, points, .. } = *lot;
            AccountEvent::Expired { source, points, repaid, at_unix_ms: now_unix_ms }
        })
        .collect()
    }

    /// Points for a completed sale, with the day of the purchase; nothing if it earns none.
    pub fn earn(
        &self,
        sale: SaleId,
        points: i64,
        rules: &PointsRules,
        Now { unix_ms: at_unix_ms, local_date }: Now,
    ) -> Option<AccountEvent> {
        let lot = rules.lot(LotSource::Sale(sale), points, at_unix_ms);
        let (repaid, year) = (points.min(self.owed), local_date.year());
        (points > 0).then_some(AccountEvent::Earned { lot, repaid, year, at_unix_ms })
    }

    /// What was earned with wares that came back, with the day of the purchase; nothing if that was
    /// none. Without rules, what has been spent is owed, and never more than that: a purchase's points
    /// may have paid for what another owed, and have lapsed in that one's lot once they came back.
    pub fn take_back(
        &self,
        sale: SaleId,
        id: ReturnId,
        points: i64,
        rules: Option<&PointsRules>,
        Now { unix_ms: at_unix_ms, local_date }: Now,
    ) -> Option<AccountEvent> {
        let source = LotSource::Sale(sale);
        let left: i64 =
            self.lots.iter().filter(|lot| lot.source == source).map(|lot| lot.points).sum();
        let most = (self.points() + self.spent + self.held_points()).max(0);
        let from_lot = points.min(left).min(most);
        let spent = (points - from_lot - self.lapsed.of(sale)).clamp(0, most - from_lot);
        let lapsed = points - from_lot - spent;
        let forgives = rules.is_some_and(|rules| rules.never_owed);
        let (owed, forgiven) = if forgives { (0, spent) } else { (spent, 0) };
        (points > 0).then_some(AccountEvent::TakenBack {
            sale,
            id,
            from_lot,
            lapsed,
            owed,
            forgiven,
            year: local_date.year(),
            at_unix_ms,
        })
    }

    /// Keeps points for a sale.
    ///
    /// # Errors
    ///
    /// [`Refusal::TooFewPoints`] with what there is.
    pub fn hold(
        &self,
        sale: SaleId,
        points: i64,
        at_unix_ms: i64,
    ) -> Result<AccountEvent, Refusal> {
        let parts = self.take(points, at_unix_ms)?;
        Ok(AccountEvent::Held { held: Held { sale, parts }, at_unix_ms })
    }

    pub fn release(&self, sale: SaleId, at_unix_ms: i64) -> Option<AccountEvent> {
        self.held_for(sale).map(|_| AccountEvent::Released { sale, at_unix_ms })
    }

    pub fn spend(&self, sale: SaleId, at_unix_ms: i64) -> Option<AccountEvent> {
        self.held_for(sale).map(|_| AccountEvent::Spent { sale, at_unix_ms })
    }

    /// Gives `points` of what a sale spent back for wares that came back. `spent` is what it spent,
    /// `before` how much of that has come back already. The last to be taken comes back first, so that
    /// the parts of several returns are the whole.
    pub fn give_back(
        &self,
        (sale, id): (SaleId, ReturnId),
        spent: &[Lot],
        before: i64,
        points: i64,
        at_unix_ms: i64,
    ) -> Option<AccountEvent> {
        let (mut skip, mut left) = (before, points);
        let mut parts = Vec::new();
        for part in spent.iter().rev() {
            let passed = skip.min(part.points);
            skip -= passed;
            let points = left.min(part.points - passed);
            left -= points;
            if points > 0 {
                parts.push(Lot { points, ..*part }.unexpired(at_unix_ms));
            }
        }
        (!parts.is_empty()).then_some(AccountEvent::GivenBack { sale, id, parts, at_unix_ms })
    }

    /// Points from the club's system before this one, with their last moment there.
    pub fn bring(
        &self,
        BroughtPoints { points, until_unix_ms }: BroughtPoints,
        operator: &OperatorId,
        at_unix_ms: i64,
    ) -> AccountEvent {
        let source = LotSource::Adjustment(self.adjustments + 1);
        AccountEvent::Granted {
            lot: Lot { source, points, from_unix_ms: at_unix_ms, until_unix_ms },
            repaid: 0,
            reason: PointsReason::Elsewhere,
            operator: operator.clone(),
            seconded_by: None,
            at_unix_ms,
        }
    }

    /// Given by a person.
    pub fn grant(
        &self,
        points: i64,
        rules: &PointsRules,
        reason: PointsReason,
        By { operator, seconded_by }: &By,
        at_unix_ms: i64,
    ) -> AccountEvent {
        let source = LotSource::Adjustment(self.adjustments + 1);
        AccountEvent::Granted {
            lot: Lot { from_unix_ms: at_unix_ms, ..rules.lot(source, points, at_unix_ms) },
            repaid: points.min(self.owed),
            reason,
            operator: operator.clone(),
            seconded_by: seconded_by.clone(),
            at_unix_ms,
        }
    }

    /// Taken by a person; not more than there is.
    ///
    /// # Errors
    ///
    /// [`Refusal::TooFewPoints`] with what there is.
    pub fn withdraw(
        &self,
        points: i64,
        reason: PointsReason,
        By { operator, seconded_by }: &By,
        at_unix_ms: i64,
    ) -> Result<AccountEvent, Refusal> {
        let parts = self.take(points, at_unix_ms)?;
        let (operator, seconded_by) = (operator.clone(), seconded_by.clone());
        Ok(AccountEvent::Withdrawn { parts, reason, operator, seconded_by, at_unix_ms })
    }

    /// Everything there is goes; nothing if there is none.
    pub fn forfeit(&self, operator: &OperatorId, at_unix_ms: i64) -> Option<AccountEvent> {
        let (parts, reason) = (self.lots.clone(), PointsReason::Erased);
        let operator = operator.clone();
        (!parts.is_empty()).then_some(AccountEvent::Withdrawn {
            parts,
            reason,
            operator,
            seconded_by: None,
            at_unix_ms,
        })
    }

    /// Everything there is, to go to another account.
    pub fn moved_out(&self, of: MemberId) -> Moved {
        let (qualified, lapsed) = (self.qualified.clone(), self.lapsed.clone());
        let (lots, owed, spent) = (self.lots.clone(), self.owed, self.spent);
        Moved { of, lots, owed, spent, qualified, lapsed }
    }

    /// The same as it comes in here: an account numbers its own adjustments, so these get new numbers.
    pub fn moved_in(&self, moved: &Moved) -> Moved {
        let mut adjustments = self.adjustments;
        let mut numbered = |lot: &Lot| match lot.source {
            LotSource::Sale(_) => *lot,
            LotSource::Adjustment(_) => {
                adjustments += 1;
                Lot { source: LotSource::Adjustment(adjustments), ..*lot }
            }
        };
        Moved { lots: moved.lots.iter().map(&mut numbered).collect(), ..moved.clone() }
    }

    /// What is left here of a member's points that came in.
    pub fn left_of(&self, member: MemberId) -> Option<Moved> {
        let came = self.moved.iter().find(|moved| moved.of == member)?;
        let left = |part: &Lot| {
            let lot = self.lots.iter().find(|lot| lot.order() == part.order())?;
            Some(Lot { points: part.points.min(lot.points), ..*part })
        };
        let lots: Vec<_> = came.lots.iter().filter_map(left).collect();
        let qualified = self.qualified.left_of(&came.qualified);
        let owed = came.owed.min(self.owed);
        let lapsed = self.lapsed.left_of(came);
        // What is gone of their lots was used here, unless it lapsed.
        let sum = |lots: &[Lot]| lots.iter().map(|lot| lot.points).sum::<i64>();
        let gone = sum(&came.lots) - sum(&lots) - (lapsed.points() - came.lapsed.points());
        let spent = (came.spent + gone.max(0)).min(self.spent);
        Some(Moved { of: member, lots, owed, spent, qualified, lapsed })
    }

    fn held_for(&self, sale: SaleId) -> Option<&Held> {
        self.held.iter().find(|held| held.sale == sale)
    }

    fn held_points(&self) -> i64 {
        self.held.iter().flat_map(|held| &held.parts).map(|part| part.points).sum()
    }

    /// From the lots that expire first.
    fn take(&self, points: i64, now_unix_ms: i64) -> Result<Vec<Lot>, Refusal> {
        let available = self.balance(now_unix_ms).available;
        if points <= 0 || points > available {
            return Err(Refusal::TooFewPoints { available });
        }
        let mut left = points;
        let mut parts = Vec::new();
        for lot in self.lots.iter().filter(|lot| lot.is_available(now_unix_ms)) {
            let points = left.min(lot.points);
            left -= points;
            if points > 0 {
                parts.push(Lot { points, ..*lot });
            }
        }
        Ok(parts)
    }

    /// Puts points into the lot that they belong to, or makes it anew.
    fn put(&mut self, part: Lot) {
        if part.points == 0 {
            return;
        }
        match self.lots.iter_mut().find(|lot| lot.order() == part.order()) {
            Some(lot) => lot.points += part.points,
            None => self.lots.push(part),
        }
        self.lots.sort_by_key(Lot::order);
    }

    /// Takes points out of a lot. What is not there stays untaken: events are made from what is there.
    fn draw(&mut self, source: LotSource, points: i64) {
        let mut left = points;
        for lot in self.lots.iter_mut().filter(|lot| lot.source == source) {
            let drawn = left.min(lot.points);
            lot.points -= drawn;
            left -= drawn;
        }
        self.lots.retain(|lot| lot.points > 0);
    }

    fn draw_all(&mut self, parts: &[Lot]) {
        for part in parts {
            self.draw(part.source, part.points);
        }
    }

    fn earned(&mut self, lot: Lot, repaid: i64) {
        self.owed -= repaid;
        self.put(Lot { points: lot.points - repaid, ..lot });
    }
}

impl Lot {
    /// With some days to spend it, if it has expired meanwhile.
    fn unexpired(self, now_unix_ms: i64) -> Self {
        let until = self.until_unix_ms.filter(|until| *until <= now_unix_ms);
        let grace = until.map(|_| now_unix_ms + days_ms(GRACE_DAYS));
        Self { until_unix_ms: grace.or(self.until_unix_ms), ..self }
    }
}

impl Aggregate for Account {
    type Event = AccountEvent;
    const KIND: Kind = Kind::Account;
    const REVISION: u32 = 1;

    fn first(event: &AccountEvent) -> Option<Self> {
        let AccountEvent::Opened { id } = event else { return None };
        Some(Self {
            id: *id,
            lots: Vec::new(),
            held: Vec::new(),
            owed: 0,
            spent: 0,
            qualified: Qualified::default(),
            lapsed: Lapsed::default(),
            adjustments: 0,
            proposals: Vec::new(),
            proposed: 0,
            alone: Vec::new(),
            moved: Vec::new(),
        })
    }

    fn apply(&mut self, event: &AccountEvent) {
        match event {
            AccountEvent::Opened { .. } => {}
            AccountEvent::Earned { lot, repaid, year, .. } => {
                self.qualified.add(*year, lot.points);
                self.earned(*lot, *repaid);
            }
            AccountEvent::TakenBack { sale, from_lot, lapsed, owed, forgiven, year, .. } => {
                self.qualified.add(*year, -(from_lot + lapsed + owed + forgiven));
                self.draw(LotSource::Sale(*sale), *from_lot);
                self.lapsed.take(*sale, *lapsed);
                self.owed += owed;
            }
            AccountEvent::Held { held, .. } => {
                self.draw_all(&held.parts);
                self.held.push(held.clone());
            }
            AccountEvent::Released { sale, .. } => {
                let held = self.held_for(*sale).map(|held| held.parts.clone());
                held.into_iter().flatten().for_each(|part| self.put(part));
                self.held.retain(|held| held.sale != *sale);
            }
            AccountEvent::Spent { sale, .. } => {
                let held = self.held_points();
                self.held.retain(|held| held.sale != *sale);
                self.spent += held - self.held_points();
            }
            AccountEvent::GivenBack { parts, .. } => {
                for part in parts {
                    self.put(*part);
                    self.spent = (self.spent - part.points).max(0);
                }
            }
            AccountEvent::Expired { source, points, repaid, at_unix_ms } => {
                self.draw(*source, *points);
                self.owed -= repaid;
                self.lapsed.add(*source, points - repaid, *at_unix_ms);
            }
            AccountEvent::Granted { lot, repaid, reason, operator, seconded_by, at_unix_ms } => {
                if seconded_by.is_none() {
                    self.did_alone(operator, lot.points, *reason, *at_unix_ms);
                }
                self.adjustments += 1;
                self.earned(*lot, *repaid);
            }
            AccountEvent::Withdrawn { parts, reason, operator, seconded_by, at_unix_ms } => {
                if seconded_by.is_none() {
                    let points = parts.iter().map(|part| part.points).sum();
                    self.did_alone(operator, points, *reason, *at_unix_ms);
                }
                self.draw_all(parts);
                self.lapsed.add_all(parts, *at_unix_ms);
            }
            AccountEvent::Proposed { proposal } => {
                self.proposed = proposal.number;
                self.proposals.push(proposal.clone());
            }
            AccountEvent::Answered { number, .. } => {
                self.proposals.retain(|proposal| proposal.number != *number);
            }
            AccountEvent::MovedOut { moved, .. } => {
                self.draw_all(&moved.lots);
                self.owed -= moved.owed;
                self.spent -= moved.spent;
                self.qualified.take(&moved.qualified);
                self.lapsed.take_all(&moved.lapsed);
                self.moved.retain(|one| one.of != moved.of);
            }
            AccountEvent::MovedIn { moved, .. } => {
                let adjusted = |lot: &&Lot| matches!(lot.source, LotSource::Adjustment(_));
                let adjusted = moved.lots.iter().filter(adjusted).count();
                self.adjustments += u32::try_from(adjusted).unwrap_or(u32::MAX);
                moved.lots.iter().for_each(|lot| self.put(*lot));
                self.owed += moved.owed;
                self.spent += moved.spent;
                self.qualified.put(&moved.qualified);
                self.lapsed.put(&moved.lapsed);
                if AccountId::from(moved.of) != self.id {
                    self.moved.push(moved.clone());
                }
            }
        }
    }

    fn due_unix_ms(&self) -> Option<i64> {
        None
    }
}
