//! What is played: days that follow from a seed, or one sale again and again, with another failure
//! each time.

use crate::strike::{Fault, Strike};
use clap::ValueEnum;
use std::collections::VecDeque;
use std::fmt;

/// One run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plot {
    Day { seed: u64 },
    Sale { fault: Fault, number: u64 },
}

impl Plot {
    pub(crate) fn seed(self) -> u64 {
        match self {
            Plot::Day { seed } => seed,
            // Until it fails, it is the same sale.
            Plot::Sale { .. } => 1,
        }
    }

    pub(crate) fn number(self) -> u64 {
        match self {
            Plot::Day { seed: number } | Plot::Sale { number, .. } => number,
        }
    }

    pub(crate) fn strike(self) -> Option<Strike> {
        match self {
            Plot::Day { .. } => None,
            Plot::Sale { fault, number } => Some(Strike::new(fault, number)),
        }
    }

    /// Whether it is the sale of a member whose club is kept elsewhere.
    pub(crate) fn is_sale_of_a_club(self) -> bool {
        matches!(self, Plot::Sale { fault, .. } if fault.is_of_a_club())
    }

    /// The command that plays it again, telling its story.
    pub(crate) fn again(self) -> String {
        match self {
            Plot::Day { seed } => format!("cargo xtask torture --from {seed} --story"),
            Plot::Sale { fault, number } => {
                format!(
                    "cargo xtask torture --each --only {} --from {number} --story",
                    fault.name()
                )
            }
        }
    }
}

impl fmt::Display for Plot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Plot::Day { seed } => write!(f, "seed {seed}"),
            Plot::Sale { fault, number } => write!(f, "{} {number}", fault.name()),
        }
    }
}

/// What is still to be played.
pub(crate) enum Plots {
    Days { next: u64, end: u64 },
    Sales { faults: VecDeque<Fault>, next: u64, end: u64 },
}

impl Plots {
    pub(crate) fn days(from: u64, seeds: u64) -> Self {
        Self::Days { next: from, end: from.saturating_add(seeds) }
    }

    /// Of one fault or of all, until there is nothing left that could fail.
    pub(crate) fn sales(fault: Option<Fault>, from: u64, failures: u64) -> Self {
        let all = Fault::value_variants().iter().copied();
        let faults = all.filter(|one| fault.is_none_or(|fault| fault == *one)).collect();
        Self::Sales { faults, next: from.max(1), end: from.saturating_add(failures) }
    }

    pub(crate) fn next(&mut self) -> Option<Plot> {
        match self {
            Self::Days { next, end } => {
                let seed = *next;
                *next += 1;
                (seed < *end).then_some(Plot::Day { seed })
            }
            Self::Sales { faults, next, end } => {
                let number = *next;
                *next += 1;
                let fault = *faults.front()?;
                (number < *end).then_some(Plot::Sale { fault, number })
            }
        }
    }

    /// The run went to its end without an occasion for its failure: that fault has been played
    /// through.
    pub(crate) fn played_through(&mut self, plot: Plot) {
        if let (Self::Sales { faults, next, .. }, Plot::Sale { fault, .. }) = (self, plot)
            && faults.front() == Some(&fault)
        {
            faults.pop_front();
            *next = 1;
        }
    }
}
