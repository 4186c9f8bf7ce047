//! How many points a sale earns, and with which of its lines: so that a line that comes back takes
//! exactly its own with it.

use super::{Lot, LotSource, Tier};
use crate::basket::LineId;
use crate::goods::{Goods, GroupId, are_for};
use crate::ids::ProductId;
use crate::money::divide_rounded;
use crate::quantity::Quantity;
use crate::time::{LocalDate, days_ms};
use serde::{Deserialize, Serialize};

/// Points for money: `points` for each `per_minor` of what is paid for the lines that it is for,
/// rounded down once for the whole sale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarningRule {
    /// Named in the ledger.
    pub id: String,
    pub points: i64,
    /// Minor units, more than zero.
    pub per_minor: i64,
    /// What it is for; none: all.
    pub only: Vec<Goods>,
    pub except: Vec<Goods>,
    /// The tiers whose members it is for; none: every member's.
    #[serde(default)]
    pub tiers: Vec<String>,
    pub from: Option<LocalDate>,
    /// The last day.
    pub until: Option<LocalDate>,
}

/// How many days after a purchase its buyer may still have it booked, where no club says.
pub const LATE_DAYS: u16 = 30;

/// The rules of a club.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PointsRules {
    pub earning: Vec<EarningRule>,
    #[serde(default)]
    pub tiers: Vec<Tier>,
    /// After how many days they may be spent.
    pub pending_days: u16,
    /// How many days after that they expire; none: never.
    pub expire_after_days: Option<u16>,
    /// How many days after a purchase its buyer may still have it booked.
    pub late_days: u16,
    /// What a point pays, in minor units, at least one; none: points are not spent.
    pub worth_minor: Option<i64>,
    /// The most points that one person gives or takes at once without a second one; none: any.
    #[serde(default)]
    pub adjust_alone_max: Option<i64>,
    /// Whether points that a return takes back after they were spent are let go instead of owed.
    #[serde(default)]
    pub never_owed: bool,
}

/// What a line earned by one rule, and how much of that its returns have taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarnedLine {
    pub line: LineId,
    pub rule: String,
    pub points: i64,
    #[serde(default)]
    pub taken_back: i64,
}

impl EarnedLine {
    /// What goes back when `returned` of `bought` have come back in all: the difference of rounded
    /// running sums, so that the parts add up to the whole.
    pub(crate) fn to_take_back(&self, returned: Quantity, bought: Quantity) -> i64 {
        let share = i128::from(self.points) * i128::from(returned.millionths());
        let share = divide_rounded(share, i128::from(bought.millionths()));
        let share = share.expect("a share is not more than the whole");
        (share.min(self.points) - self.taken_back).max(0)
    }
}

/// A line as a rule looks at it.
#[derive(Debug, Clone)]
pub(crate) struct PaidLine<'a> {
    pub(crate) line: LineId,
    pub(crate) product: &'a ProductId,
    pub(crate) groups: &'a [GroupId],
    /// What it comes to.
    pub(crate) minor: i64,
    /// Of a total that all lines have, how much of the line was paid with money.
    pub(crate) paid: i64,
}

impl PointsRules {
    /// A lot that is earned now.
    pub(super) fn lot(&self, source: LotSource, points: i64, at_unix_ms: i64) -> Lot {
        let from_unix_ms = at_unix_ms + days_ms(self.pending_days);
        let until_unix_ms = self.expire_after_days.map(|days| from_unix_ms + days_ms(days));
        Lot { source, points, from_unix_ms, until_unix_ms }
    }

    /// What the lines earn a member of a tier on a day, by line and rule. `total` is what the lines' `paid`
    /// is a part of.
    pub(crate) fn earned(
        &self,
        lines: &[PaidLine<'_>],
        total: i64,
        tier: Option<&Tier>,
        date: LocalDate,
    ) -> Vec<EarnedLine> {
        let rules = self.earning.iter();
        let rules = rules.filter(|rule| rule.is_valid_on(date) && rule.is_for_tier(tier));
        rules.flat_map(|rule| rule.earned(lines, total)).collect()
    }
}

impl EarningRule {
    fn is_valid_on(&self, date: LocalDate) -> bool {
        self.from.is_none_or(|from| from <= date) && self.until.is_none_or(|until| date <= until)
    }

    fn is_for_tier(&self, tier: Option<&Tier>) -> bool {
        self.tiers.is_empty() || tier.is_some_and(|tier| self.tiers.contains(&tier.id))
    }

    fn is_for(&self, line: &PaidLine<'_>) -> bool {
        are_for(&self.only, &self.except, line.product, line.groups)
    }

    /// Rounded down for the sale; the lines share it by largest remainder, ties broken by what they
    /// are, so that the order of scanning makes no difference.
    fn earned(&self, lines: &[PaidLine<'_>], total: i64) -> Vec<EarnedLine> {
        let mut lines: Vec<_> =
            lines.iter().filter(|line| line.minor > 0 && self.is_for(line)).collect();
        lines.sort_by_key(|line| (line.product, line.minor, line.line));
        let per_minor = i128::from(self.per_minor.max(1)) * i128::from(total.max(1));
        let exact = |line: &PaidLine<'_>| {
            i128::from(line.minor) * i128::from(self.points) * i128::from(line.paid)
        };
        let sum: i128 = lines.iter().map(|line| exact(line)).sum();
        let floors = lines.iter().map(|line| exact(line) / per_minor);
        let mut left = sum / per_minor - floors.clone().sum::<i128>();
        let mut shares: Vec<_> = lines.iter().zip(floors).collect();
        shares.sort_by_key(|(line, _)| std::cmp::Reverse(exact(line) % per_minor));
        let shares = shares.into_iter().map(|(line, floor)| {
            let more = i128::from(left > 0);
            left -= more;
            let points = i64::try_from(floor + more).unwrap_or(i64::MAX);
            EarnedLine { line: line.line, rule: self.id.clone(), points, taken_back: 0 }
        });
        let mut earned: Vec<_> = shares.filter(|line| line.points > 0).collect();
        earned.sort_by_key(|line| line.line);
        earned
    }
}
