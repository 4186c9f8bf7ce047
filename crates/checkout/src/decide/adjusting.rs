//! Points that people give and take. Where a club limits what one may do alone, another person answers.

use super::booking::settled;
use super::club::current;
use super::{Changes, Facts};
use crate::context::Context;
use crate::ids::OperatorId;
use crate::points::{ADJUSTED_MAX, Account, AccountEvent, PointsReason, PointsRules};
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
    let is_alone = rules.adjust_alone_max.is_none_or(|most| points.saturating_abs() <= most);
    changes.account.push(if is_alone {
        moved(&account, (points, reason), rules, operator, now)?
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
    changes.account.push(AccountEvent::Answered { number, accepted, operator, at_unix_ms });
    if accepted {
        let what = (proposal.points, proposal.reason);
        changes.account.push(moved(&account, what, rules, &proposal.operator, now)?);
    }
    Ok(changes)
}

fn moved(
    account: &Account,
    (points, reason): (i64, PointsReason),
    rules: &PointsRules,
    operator: &OperatorId,
    now: Now,
) -> Result<AccountEvent, Refusal> {
    if points > 0 {
        Ok(account.grant(points, rules, reason, operator, now.unix_ms))
    } else {
        account.withdraw(-points, reason, operator, now.unix_ms)
    }
}
