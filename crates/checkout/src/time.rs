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

    /// A day that is in the Gregorian calendar, from the year 0 to 9999.
    pub const fn new(year: i16, month: u8, day: u8) -> Result<Self, LocalDateError> {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return Err(LocalDateError),
        };
        if year < 0 || year > 9_999 || day < 1 || day > days {
            return Err(LocalDateError);
        }
        Ok(Self { year, month, day })
    }

    /// How many days later than another it is.
    pub fn days_since(self, other: Self) -> i32 {
        self.days() - other.days()
    }

    /// So many days later, or earlier; the ends of the calendar are not passed.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        let (first, last) =
            (Self { year: 0, month: 1, day: 1 }, Self { year: 9_999, month: 12, day: 31 });
        let wanted = self.days().saturating_add(days);
        if wanted <= first.days() {
            return first;
        }
        if wanted >= last.days() {
            return last;
        }
        let mut day = Self { year: self.year_of(wanted), month: 1, day: 1 };
        for month in (1..=12).rev() {
            day.month = month;
            if day.days() <= wanted {
                break;
            }
        }
        day.day = u8::try_from(wanted - day.days() + 1).expect("a day of a month");
        day
    }

    /// The year of a day by its number.
    fn year_of(self, wanted: i32) -> i16 {
        let mut year = self.year;
        while (Self { year, month: 1, day: 1 }).days() > wanted {
            year -= 1;
        }
        while (Self { year, month: 12, day: 31 }).days() < wanted {
            year += 1;
        }
        year
    }

    /// Days since the first one of the year 0.
    fn days(self) -> i32 {
        // Years from March on, so that the odd day is a year's last.
        let is_spring = self.month > 2;
        let year = i32::from(self.year) - i32::from(!is_spring);
        let month = i32::from(self.month) + if is_spring { -3 } else { 9 };
        let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
        365 * year + leaps + (153 * month + 2) / 5 + i32::from(self.day)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_calendar_has_its_days_and_no_others() {
        for (text, is_day) in [
            ("2026-02-28", true),
            ("2026-02-29", false),
            ("2028-02-29", true),
            ("2100-02-29", false),
            ("2000-02-29", true),
            ("2026-04-31", false),
            ("2026-12-31", true),
            ("2026-13-01", false),
            ("2026-00-10", false),
            ("2026-1-1", false),
            ("-001-01-01", false),
        ] {
            assert_eq!(text.parse::<LocalDate>().is_ok(), is_day, "{text}");
        }
    }

    #[test]
    fn days_are_counted_one_by_one() {
        let mut day = LocalDate::new(1999, 12, 31).unwrap();
        for count in 1..=1_500 {
            let next = day.plus_days(1);
            assert!(next > day && LocalDate::new(next.year, next.month, next.day).is_ok());
            assert_eq!((next.days_since(day), next.plus_days(-1)), (1, day), "{count}");
            day = next;
        }
        assert_eq!(day.to_string(), "2004-02-08");
        let day = |text: &str| text.parse::<LocalDate>().unwrap();
        assert_eq!(day("2026-12-01").plus_days(-30), day("2026-11-01"));
        assert_eq!(day("2024-02-28").plus_days(366), day("2025-02-28"));
        assert_eq!(day("0000-01-02").plus_days(-9), day("0000-01-01"));
        assert_eq!(day("9999-12-30").plus_days(i32::MAX), day("9999-12-31"));
    }
}
