//! Points that one person alone may not give or take: one proposes, and another answers.

use super::{Account, AccountEvent, PointsReason};
use crate::ids::OperatorId;
use crate::refusal::Refusal;
use serde::{Deserialize, Serialize};

/// The most that wait in one account.
const PROPOSALS_MAX: usize = 10;

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
