//! Points that one person alone may not give or take: one proposes, and another answers.

use super::{Account, AccountEvent, PointsReason};
use crate::ids::OperatorId;
use crate::refusal::Refusal;
use serde::{Deserialize, Serialize};

/// The most that wait in one account.
const PROPOSALS_MAX: usize = 10;

const HOUR_MS: i64 = 60 * 60 * 1_000;
/// What one person does alone counts together within so many hours, the one that is running among them:
/// never less than a day.
const ALONE_HOURS: i64 = 25;

/// Who gives or takes points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    pub operator: OperatorId,
    /// Who said yes to it, if it wanted a second person.
    pub seconded_by: Option<OperatorId>,
}

/// What one person has given and taken alone within an hour, each counted as it is without its sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Alone {
    operator: OperatorId,
    points: i64,
    /// Counted from 1970.
    hour: i64,
}

/// Points that somebody wants to give, or to take if they are less than zero, until somebody else says
/// yes or no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Counts from 1 in its account.
    pub number: u32,
    pub points: i64,
    pub reason: PointsReason,
    /// Who wants it.
    pub operator: OperatorId,
    pub at_unix_ms: i64,
}

impl Account {
    /// Has points wait for a second person.
    ///
    /// # Errors
    ///
    /// [`Refusal::TooManyProposals`]
    pub fn propose(
        &self,
        points: i64,
        reason: PointsReason,
        operator: &OperatorId,
        at_unix_ms: i64,
    ) -> Result<AccountEvent, Refusal> {
        if self.proposals.len() >= PROPOSALS_MAX {
            return Err(Refusal::TooManyProposals);
        }
        let (number, operator) = (self.proposed + 1, operator.clone());
        let proposal = Proposal { number, points, reason, operator, at_unix_ms };
        Ok(AccountEvent::Proposed { proposal })
    }

    /// How many points somebody has given and taken alone within a day.
    pub(crate) fn done_alone(&self, operator: &OperatorId, now_unix_ms: i64) -> i64 {
        let theirs = self.alone.iter().filter(|alone| alone.operator == *operator);
        theirs.filter(|alone| alone.is_recent(now_unix_ms)).map(|alone| alone.points).sum()
    }

    pub(super) fn did_alone(
        &mut self,
        operator: &OperatorId,
        points: i64,
        reason: PointsReason,
        at_unix_ms: i64,
    ) {
        if reason == PointsReason::Erased {
            return;
        }
        self.alone.retain(|alone| alone.is_recent(at_unix_ms));
        let (operator, hour) = (operator.clone(), at_unix_ms.div_euclid(HOUR_MS));
        match self.alone.iter_mut().find(|one| one.operator == operator && one.hour == hour) {
            Some(alone) => alone.points += points,
            None => self.alone.push(Alone { operator, points, hour }),
        }
    }

    /// What waits under a number.
    ///
    /// # Errors
    ///
    /// [`Refusal::ProposalUnknown`]
    pub fn proposal(&self, number: u32) -> Result<&Proposal, Refusal> {
        let found = self.proposals.iter().find(|proposal| proposal.number == number);
        found.ok_or(Refusal::ProposalUnknown)
    }
}

impl Alone {
    fn is_recent(&self, now_unix_ms: i64) -> bool {
        now_unix_ms.div_euclid(HOUR_MS) - self.hour < ALONE_HOURS
    }
}
