//! What fails exactly once in a run: the first, second, third … occasion for a fault, counted from
//! the start. With each number tried until a run has no such occasion left, every single failure of
//! a sale has been lived through.

use clap::ValueEnum;

/// A fault that strikes one occasion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Fault {
    /// The store does nothing of what it was asked, and says so
    StoreRefuses,
    /// The store does what it was asked, and nobody hears of it
    StoreSilent,
    /// A call never reaches Vipps MobilePay
    RequestLost,
    /// A call takes effect at Vipps MobilePay, and nobody hears of it
    AnswerLost,
    /// The process is killed or loses its power after a step of its own
    Killed,
    /// A call never reaches the club, which is kept elsewhere
    ClubRequestLost,
    /// A call takes effect at the club, and nobody hears of it
    ClubAnswerLost,
    /// The club does nothing, and says no
    ClubRefuses,
    /// The club does what it was asked, and half of its answer comes
    ClubAnswerCut,
}

impl Fault {
    /// As on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Fault::StoreRefuses => "store-refuses",
            Fault::StoreSilent => "store-silent",
            Fault::RequestLost => "request-lost",
            Fault::AnswerLost => "answer-lost",
            Fault::Killed => "killed",
            Fault::ClubRequestLost => "club-request-lost",
            Fault::ClubAnswerLost => "club-answer-lost",
            Fault::ClubRefuses => "club-refuses",
            Fault::ClubAnswerCut => "club-answer-cut",
        }
    }

    /// Whether it is a failure of a club that is kept elsewhere: the sale is a member's of such a club.
    pub(crate) fn is_of_a_club(self) -> bool {
        use Fault::{ClubAnswerCut, ClubAnswerLost, ClubRefuses, ClubRequestLost};
        matches!(self, ClubRequestLost | ClubAnswerLost | ClubRefuses | ClubAnswerCut)
    }
}

/// Strikes once, at the occasion with that number, from 1.
#[derive(Debug, Clone)]
pub(crate) struct Strike {
    pub(crate) fault: Fault,
    pub(crate) number: u64,
    seen: u64,
}

impl Strike {
    pub(crate) fn new(fault: Fault, number: u64) -> Self {
        Self { fault, number, seen: 0 }
    }

    /// Whether this occasion for a fault is the one.
    pub(crate) fn falls(&mut self, fault: Fault) -> bool {
        if fault != self.fault {
            return false;
        }
        self.seen += 1;
        self.seen == self.number
    }

    /// Whether the run had that many occasions.
    pub(crate) fn has_fallen(&self) -> bool {
        self.seen >= self.number
    }
}
