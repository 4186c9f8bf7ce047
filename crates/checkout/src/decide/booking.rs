//! Points for what was bought, and back with what is returned: in the commit that completes the sale
//! or the return, so that neither is ever there without the other.

use super::{Changes, Facts, after, telling};
use crate::aggregate::Aggregate;
use crate::basket::{Line, LineId};
use crate::context::Book;
use crate::ids::{AccountId, MemberId, ReturnId};
use crate::member::Member;
use crate::points::{Account, AccountEvent, EarnedLine, PaidLine, PointsRules};
use crate::quantity::Quantity;
use crate::returning::ReturnedLine;
use crate::sale::{Sale, SaleEvent};
use crate::time::Now;

/// Adds the points that a paid sale earns its member; or what a club is told that is kept elsewhere.
pub(super) fn earn(facts: &Facts, sale: &Sale, member: MemberId, now: Now, changes: &mut Changes) {
    if let Some(club) = &facts.own_directory {
        return telling::bought(facts, sale, (club, member), now, changes);
    }
    let Some(rules) = &facts.points else { return };
    let lines = earned(sale, facts.account.as_ref(), rules, now);
    let points: i64 = lines.iter().map(|line| line.points).sum();
    if points == 0 {
        return;
    }
    let account = account(facts, member, now, changes);
    if let Some(earned) = account.earn(sale.id, points, rules, now) {
        changes.account.push(earned);
        changes.sale.push(SaleEvent::PointsEarned { lines });
    }
}

/// What a sale earns a member with that account, by line and rule.
pub(super) fn earned(
    sale: &Sale,
    account: Option<&Account>,
    rules: &PointsRules,
    now: Now,
) -> Vec<EarnedLine> {
    if sale.book() == Book::Training {
        return Vec::new();
    }
    // What was paid with points, or taken off by them, earns none: the same part of each line that they
    // were for.
    let spent = sale.paid_with_points();
    let were_for =
        |line: &Line| line.minor_for_points(spent.is_some_and(|spent| spent.as_discount));
    let total: i64 = sale.basket.lines.iter().map(were_for).sum();
    let paid = total - spent.map_or(0, |spent| spent.minor);
    let lines = sale.basket.lines.iter().map(|line| PaidLine {
        line: line.id,
        product: &line.item.product,
        groups: &line.item.groups,
        minor: line.price().total_minor,
        paid: if were_for(line) > 0 { paid } else { total },
    });
    let lines: Vec<_> = lines.collect();
    // What this sale earns may reach a tier; it is earned in the one before.
    let before = account.and_then(|account| account.tier(rules, now.local_date));
    rules.earned(&lines, total, before, now.local_date)
}

/// Adds what goes back of them with a return. `returned` is everything that has come back, this return
/// included.
pub(super) fn take_back(
    facts: &Facts,
    sale: &Sale,
    (member, id): (MemberId, ReturnId),
    returned: &[ReturnedLine],
    now: Now,
    changes: &mut Changes,
) {
    if telling::returned(facts, id, now, changes) {
        return;
    }
    let sale = after(sale, &changes.sale);
    let lines: Vec<_> = sale
        .points
        .iter()
        .enumerate()
        .filter_map(|(place, earned)| {
            let bought = sale.basket.line(earned.line)?.quantity;
            let points = earned.to_take_back(quantity_of(earned.line, returned)?, bought);
            (points > 0).then_some((place, points))
        })
        .collect();
    let points: i64 = lines.iter().map(|(_, points)| points).sum();
    if points == 0 {
        return;
    }
    let account = account(facts, member, now, changes);
    let sold_on = Now { local_date: facts.sold_on.unwrap_or(now.local_date), ..now };
    if let Some(taken) = account.take_back(sale.id, id, points, facts.points.as_ref(), sold_on) {
        changes.account.push(taken);
        changes.sale.push(SaleEvent::PointsTakenBack { lines });
    }
}

/// How much of a line has come back; none if nothing has.
fn quantity_of(line: LineId, returned: &[ReturnedLine]) -> Option<Quantity> {
    let mut parts = returned.iter().filter(|part| part.line == line).map(|part| part.quantity);
    let first = parts.next()?;
    parts.try_fold(first, |sum, part| sum.checked_add(part).ok())
}

/// The member's account as it is after the changes so far: opened, if it is the member's first points,
/// and without what has expired. The points of two members who are one person are together.
pub(super) fn account(facts: &Facts, member: MemberId, now: Now, changes: &mut Changes) -> Account {
    let known = facts.member.as_ref().filter(|one| one.id == member);
    let owner = known.and_then(Member::merged_into).unwrap_or(member);
    settled(facts.account.as_ref(), owner, now, &mut changes.account)
}

/// An account after some events, opened and without what has expired; what makes it so is added to
/// them.
pub(super) fn settled(
    account: Option<&Account>,
    owner: MemberId,
    now: Now,
    events: &mut Vec<AccountEvent>,
) -> Account {
    if account.is_none() && events.is_empty() {
        events.push(AccountEvent::Opened { id: AccountId::from(owner) });
    }
    let fold = |events: &[AccountEvent]| {
        Account::fold(account.cloned(), events).expect("it is opened first")
    };
    let expired = fold(events).expired(now.unix_ms);
    events.extend(expired);
    fold(events)
}
