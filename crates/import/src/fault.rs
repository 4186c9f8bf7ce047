//! Why a file can't be used: by line and column, and never by what stands there where it is about people.

use checkout::{
    Currency, GroupError, GtinError, MsisdnError, ProductId, VoucherCodeError, VoucherError,
};

/// So many lines that can't be used are named; the rest is counted.
const NAMED_MAX: usize = 20;

/// Why nothing of a file was put in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileFault {
    #[error("line {line} is not UTF-8: save the file as \"CSV UTF-8\"")]
    NotUtf8 { line: u64 },
    #[error("the first line must be {wanted}")]
    Header { wanted: String },
    #[error("there is nothing below the first line")]
    Nothing,
    #[error("the club has no [[club.earning]], and so no points")]
    NoPoints,
    #[error("{0}")]
    Lines(LineFaults),
}

/// What is wrong, by line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LineFaults {
    /// How many lines.
    pub count: usize,
    /// The first of them.
    pub named: Vec<(u64, Fault)>,
}

impl LineFaults {
    pub(crate) fn add(&mut self, line: u64, fault: Fault) {
        self.named.push((line, fault));
    }

    /// # Errors
    /// If there are any: nothing may be put in. A line has one, and the first lines are named.
    pub(crate) fn none(mut self) -> Result<(), FileFault> {
        if self.named.is_empty() {
            return Ok(());
        }
        self.named.sort_by_key(|(line, _)| *line);
        self.named.dedup_by_key(|(line, _)| *line);
        self.count = self.named.len();
        self.named.truncate(NAMED_MAX);
        Err(FileFault::Lines(self))
    }

    /// How many are not named.
    pub fn more(&self) -> usize {
        self.count - self.named.len()
    }
}

impl std::fmt::Display for LineFaults {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let lines = if self.count == 1 { "line" } else { "lines" };
        write!(f, "{} {lines} can't be used, and nothing was imported:", self.count)?;
        for (line, fault) in &self.named {
            write!(f, "\n  line {line}: {fault}")?;
        }
        match self.more() {
            0 => Ok(()),
            more => write!(f, "\n  and {more} more"),
        }
    }
}

/// Why a line can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("this is no CSV: is a quotation mark left open?")]
    NotCsv,
    #[error("{there} columns, and {wanted} are wanted")]
    Columns { there: usize, wanted: usize },
    #[error("the same as line {line}")]
    Same { line: u64 },
    #[error("gtin: that of line {line}, which is another product")]
    SameGtin { line: u64 },
    #[error("{column}: {fault}")]
    Cell { column: &'static str, fault: CellFault },
    #[error(transparent)]
    Voucher(#[from] VoucherError),
    #[error("a member has {most} answers at most")]
    TooManyAnswers { most: usize },
    #[error("a member has {most} lines of points at most")]
    TooManyPoints { most: usize },
    #[error("the consents have no yes to the terms, or a later no")]
    NoTerms,
}

impl Fault {
    pub(crate) fn of(column: &'static str) -> impl Fn(CellFault) -> Self {
        move |fault| Self::Cell { column, fault }
    }
}

/// Why a cell can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CellFault {
    #[error("it can't be empty")]
    Empty,
    #[error("{most} characters at most: is a quotation mark left open?")]
    TooLong { most: usize },
    #[error("it is one of {choices}")]
    OneOf { choices: String },
    #[error("a whole number, {least} to {most}")]
    Number { least: i64, most: i64 },
    #[error("a price in minor units: 239900 is 2399.00")]
    Price,
    #[error("a price is at most 650000.00: is this a barcode?")]
    TooDear,
    #[error("no day; write it as in 2026-12-01")]
    Day,
    #[error("a day to come")]
    DayToCome,
    #[error("a day gone by")]
    DayGone,
    #[error("a day before {year}")]
    DayTooEarly { year: i16 },
    #[error("it is before the first day")]
    EndsFirst,
    #[error(transparent)]
    Gtin(#[from] GtinError),
    #[error(transparent)]
    Groups(#[from] GroupError),
    #[error(transparent)]
    Code(#[from] VoucherCodeError),
    #[error("write it as in +4798765432, with the country code: {0}")]
    Phone(#[from] MsisdnError),
    #[error("an address has an @")]
    Email,
    #[error("products by their id, or group:GROUP")]
    Goods,
    #[error("public, members, club:CLUB, tier:CLUB:TIER or personal:MEMBER-ID")]
    Audience,
    #[error("the settings have no store with that id")]
    NoStore,
    #[error("no store has that club")]
    NoClub,
    #[error("it has no club")]
    StoreWithoutClub,
    #[error("its club is another than that of the first member")]
    OtherClub,
    #[error("its club is kept in a system of its own, so its members belong there")]
    OwnSystem,
    #[error("there is no product {product} with a price in {}", .currency.code())]
    NoProduct { product: ProductId, currency: Currency },
    #[error("there is no such member")]
    NoMember,
    #[error("it is not in the members' file")]
    NotInMembers,
    #[error("a member has it already, and was not imported from this line")]
    NumberTaken,
    #[error("there is a voucher with it that is good for something else")]
    CodeTaken,
    #[error("the club's settings have no [[club.consent]] for it")]
    NoText,
    #[error("the club's settings have no [[club.consent]] of these")]
    NoWords,
}
