//! What has become of a receipt on paper: itself, and the one copy that there may be of it
//! (kassasystemforskrifta § 2-8-6). Paper is told of before it is printed, so that a crash leaves a
//! receipt too few and never one too many; a printer that fails is told of afterwards.

use crate::ids::ReturnId;
use serde::{Deserialize, Serialize};

/// Why nothing, or not all, came out of a printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrintTrouble {
    /// It is off, or away from the network.
    Unreachable,
    /// It says that it has no paper, or is open.
    NoPaper,
    /// It broke off, or never said that it was done.
    Interrupted,
}

/// What puts a receipt on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrintedBy {
    /// The till's own printer.
    Printer,
    /// The browser that shows the till.
    Browser,
    /// Whoever calls the API, on a printer of theirs.
    Caller,
}

/// How far a piece of paper has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "print", rename_all = "snake_case")]
pub enum Print {
    #[default]
    None,
    /// Handed to whatever prints it.
    Sent,
    /// Nothing usable came out: it may be printed again.
    Failed { why: PrintTrouble },
}

/// The papers of one receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Prints {
    pub original: Print,
    pub copy: Print,
}

impl Prints {
    pub fn of(&self, is_copy: bool) -> Print {
        if is_copy { self.copy } else { self.original }
    }

    /// Whether what is shown of it besides is a copy.
    pub fn is_issued(&self) -> bool {
        self.original == Print::Sent
    }

    pub(crate) fn set(&mut self, is_copy: bool, print: Print) {
        if is_copy {
            self.copy = print;
        } else {
            self.original = print;
        }
    }
}

/// Which paper of a completed sale is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// The receipt of that return of the sale; none: of the sale itself.
    #[serde(default)]
    pub returning: Option<ReturnId>,
    pub is_copy: bool,
}
