//! Points that one person alone may not give or take: one proposes, and another answers.

use super::{Account, AccountEvent, PointsReason};
use crate::ids::OperatorId;
use crate::refusal::Refusal;
use serde::{Deserialize, Serialize};

/// The most that wait in one account.
const PROPOSALS_MAX: usize = 10;

/// Within this time what one person does alone counts together.
const ALONE_MS: i64 = 24 * 60 * 60 * 1_000;

/// Who gives or takes points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    pub operator: OperatorId,
    /// Who said yes to it, if it wanted a second person.
    pub seconded_by: Option<OperatorId>,
}

/// What one person has given and taken alone since a moment, each counted as it is without its sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Alone {
    operator: OperatorId,
    points: i64,
    since_unix_ms: i64,
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
        let found = self.alone.iter().find(|alone| alone.operator == *operator);
        found.filter(|alone| alone.is_recent(now_unix_ms)).map_or(0, |alone| alone.points)
    }

    pub(super) fn did_alone(
        &mut self,
        operator: &OperatorId,
        points: i64,
        reason: PointsReason,
        at_unix_ms: i64,
    ) {
        if matches!(reason, PointsReason::Elsewhere | PointsReason::Erased) {
            return;
        }
        self.alone.retain(|alone| alone.is_recent(at_unix_ms));
        match self.alone.iter_mut().find(|alone| alone.operator == *operator) {
            Some(alone) => alone.points += points,
            None => self.alone.push(Alone {
                operator: operator.clone(),
                points,
                since_unix_ms: at_unix_ms,
            }),
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
        now_unix_ms - self.since_unix_ms < ALONE_MS
    }
}
