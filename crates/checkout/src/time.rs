//! Time as the domain sees it: a moment, and the day that it is in the store's own zone. VAT and
//! prices go by the store's day; everything else by the moment.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The time of a command: unix milliseconds, and the date in the store's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Now {
    pub unix_ms: i64,
    pub local_date: LocalDate,
}

/// A day in the store's zone. Ordered; written `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LocalDate {
    year: i16,
    month: u8,
    day: u8,
}

/// A date that is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a date of the form YYYY-MM-DD")]
pub struct LocalDateError;

/// So many days of 24 hours, in milliseconds.
pub(crate) fn days_ms(days: u16) -> i64 {
    i64::from(days) * 24 * 60 * 60 * 1_000
}

impl LocalDate {
    pub fn year(self) -> i16 {
        self.year
    }

    /// Day and month are checked to be in range; the calendar's exceptions are the caller's, who
    /// takes the date from a calendar library.
    pub const fn new(year: i16, month: u8, day: u8) -> Result<Self, LocalDateError> {
        if month < 1 || month > 12 || day < 1 || day > 31 {
            return Err(LocalDateError);
        }
        Ok(Self { year, month, day })
    }
}

impl fmt::Display for LocalDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for LocalDate {
    type Err = LocalDateError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.splitn(3, '-');
        let mut next = || parts.next().ok_or(LocalDateError);
        let (year, month, day) = (next()?, next()?, next()?);
        if (year.len(), month.len(), day.len()) != (4, 2, 2) {
            return Err(LocalDateError);
        }
        Self::new(
            year.parse().map_err(|_| LocalDateError)?,
            month.parse().map_err(|_| LocalDateError)?,
            day.parse().map_err(|_| LocalDateError)?,
        )
    }
}

impl TryFrom<String> for LocalDate {
    type Error = LocalDateError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<LocalDate> for String {
    fn from(date: LocalDate) -> Self {
        date.to_string()
    }
}
