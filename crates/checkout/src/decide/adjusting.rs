//! Points that people give and take. Where a club limits what one may do alone, another person answers.

use super::booking::settled;
use super::club::current;
use super::{Changes, Facts};
use crate::context::Context;
use crate::points::{ADJUSTED_MAX, Account, AccountEvent, By, PointsReason, PointsRules};
use crate::refusal::Refusal;
use crate::time::Now;

pub(super) fn adjust(
    facts: &Facts,
    points: i64,
    reason: PointsReason,
    context: &Context,
    now: Now,
) -> Result<Changes, Refusal> {
    let member = current(facts.member.as_ref())?;
    let rules = facts.points.as_ref().ok_or(Refusal::NoPoints)?;
    let is_possible = (1..=ADJUSTED_MAX).contains(&points.saturating_abs());
    if !is_possible || reason == PointsReason::Erased {
        return Err(Refusal::PointsImpossible);
    }
    let mut changes = Changes::default();
    let account = settled(facts.account.as_ref(), member.id, now, &mut changes.account);
    let operator = &context.operator;
    // In parts it is as much as at once.
    let sum = account.done_alone(operator, now.unix_ms).saturating_add(points.saturating_abs());
    changes.account.push(if rules.adjust_alone_max.is_none_or(|most| sum <= most) {
        let by = By { operator: operator.clone(), seconded_by: None };
        moved(&account, (points, reason), rules, &by, now)?
    } else {
        account.propose(points, reason, operator, now.unix_ms)?
    });
    Ok(changes)
}

/// Somebody else's yes gives or takes the points, with whoever proposed them in the ledger.
pub(super) fn answer(
    facts: &Facts,
    number: u32,
    accepted: bool,
    context: &Context,
    now: Now,
) -> Result<Changes, Refusal> {
    let member = current(facts.member.as_ref())?;
    let rules = facts.points.as_ref().ok_or(Refusal::NoPoints)?;
    let mut changes = Changes::default();
    let account = settled(facts.account.as_ref(), member.id, now, &mut changes.account);
    let proposal = account.proposal(number)?;
    let (operator, at_unix_ms) = (context.operator.clone(), now.unix_ms);
    if accepted && proposal.operator == operator {
        return Err(Refusal::SecondPersonNeeded);
    }
    let by = By { operator: proposal.operator.clone(), seconded_by: Some(operator.clone()) };
    changes.account.push(AccountEvent::Answered { number, accepted, operator, at_unix_ms });
    if accepted {
        let what = (proposal.points, proposal.reason);
        changes.account.push(moved(&account, what, rules, &by, now)?);
    }
    Ok(changes)
}

fn moved(
    account: &Account,
    (points, reason): (i64, PointsReason),
    rules: &PointsRules,
    by: &By,
    now: Now,
) -> Result<AccountEvent, Refusal> {
    if points > 0 {
        Ok(account.grant(points, rules, reason, by, now.unix_ms))
    } else {
        account.withdraw(-points, reason, by, now.unix_ms)
    }
}
