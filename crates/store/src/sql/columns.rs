//! How values of the domain stand in columns. A text that no release up to this one has written
//! is an error of the database, never a guess.

use super::{Row, Unreadable, Value};
use checkout::{Audience, Currency, GroupId, Gtin, Kind, LocalDate, VatCategory};
use std::borrow::Cow;

/// A column of a row as a value of the domain.
pub(crate) fn get<T: FromColumn>(row: &dyn Row, column: &str) -> Result<T, Unreadable> {
    T::from_column(row, column)
}

pub(crate) trait FromColumn: Sized {
    fn from_column(row: &dyn Row, column: &str) -> Result<Self, Unreadable>;
}

impl FromColumn for Option<i64> {
    fn from_column(row: &dyn Row, column: &str) -> Result<Self, Unreadable> {
        row.integer(column)
    }
}

impl FromColumn for Option<String> {
    fn from_column(row: &dyn Row, column: &str) -> Result<Self, Unreadable> {
        row.text(column)
    }
}

impl FromColumn for i64 {
    fn from_column(row: &dyn Row, column: &str) -> Result<Self, Unreadable> {
        row.integer(column)?.ok_or_else(|| Unreadable(format!("{column} is null")))
    }
}

impl FromColumn for String {
    fn from_column(row: &dyn Row, column: &str) -> Result<Self, Unreadable> {
        row.text(column)?.ok_or_else(|| Unreadable(format!("{column} is null")))
    }
}

impl FromColumn for Vec<u8> {
    fn from_column(row: &dyn Row, column: &str) -> Result<Self, Unreadable> {
        row.bytes(column)?.ok_or_else(|| Unreadable(format!("{column} is null")))
    }
}

impl FromColumn for [u8; 32] {
    fn from_column(row: &dyn Row, column: &str) -> Result<Self, Unreadable> {
        let bytes: Vec<u8> = get(row, column)?;
        bytes.try_into().map_err(|_| Unreadable(format!("{column} is not 32 bytes long")))
    }
}

macro_rules! from_integer {
    ($($number:ty),*) => {$(
        impl FromColumn for $number {
            fn from_column(row: &dyn Row, column: &str) -> Result<Self, Unreadable> {
                let wide: i64 = get(row, column)?;
                wide.try_into().map_err(|_| Unreadable(format!("{column} is out of range")))
            }
        }
    )*};
}

from_integer!(u16, u32, u64);

impl FromColumn for Kind {
    fn from_column(row: &dyn Row, column: &str) -> Result<Self, Unreadable> {
        let text: String = get(row, column)?;
        Kind::parse(&text).ok_or_else(|| unknown("kind of aggregate"))
    }
}

impl FromColumn for Option<Gtin> {
    fn from_column(row: &dyn Row, column: &str) -> Result<Self, Unreadable> {
        let text = row.text(column)?;
        let gtin = text.map(|text| text.parse()).transpose();
        gtin.map_err(|error| Unreadable(format!("{column}: {error}")))
    }
}

impl FromColumn for VatCategory {
    fn from_column(row: &dyn Row, column: &str) -> Result<Self, Unreadable> {
        let text: String = get(row, column)?;
        Self::named(&text).ok_or_else(|| unknown("VAT category"))
    }
}

impl FromColumn for Vec<GroupId> {
    /// Those of a product, with blanks between.
    fn from_column(row: &dyn Row, column: &str) -> Result<Self, Unreadable> {
        let text = row.text(column)?.unwrap_or_default();
        let groups = GroupId::parse_all(text.split_whitespace());
        groups.map_err(|error| Unreadable(format!("{column}: {error}")))
    }
}

/// A first day; a price without one has held since before all days.
pub(super) fn first_day(from: Option<LocalDate>) -> String {
    from.map_or_else(|| NO_FIRST_DAY.to_owned(), |day| day.to_string())
}

/// A last day; a price without one holds until after all days.
pub(super) fn last_day(until: Option<LocalDate>) -> String {
    until.map_or_else(|| NO_LAST_DAY.to_owned(), |day| day.to_string())
}

const NO_FIRST_DAY: &str = "0000-01-01";
const NO_LAST_DAY: &str = "9999-12-31";

impl FromColumn for Option<LocalDate> {
    fn from_column(row: &dyn Row, column: &str) -> Result<Self, Unreadable> {
        let text: String = get(row, column)?;
        if [NO_FIRST_DAY, NO_LAST_DAY].contains(&text.as_str()) {
            return Ok(None);
        }
        text.parse().map(Some).map_err(|error| Unreadable(format!("{column}: {error}")))
    }
}

impl FromColumn for Audience {
    fn from_column(row: &dyn Row, column: &str) -> Result<Self, Unreadable> {
        let text: String = get(row, column)?;
        text.parse().map_err(|_| unknown("audience"))
    }
}

impl FromColumn for Currency {
    fn from_column(row: &dyn Row, column: &str) -> Result<Self, Unreadable> {
        let text: String = get(row, column)?;
        [Self::Nok, Self::Dkk, Self::Eur]
            .into_iter()
            .find(|currency| currency.code() == text)
            .ok_or_else(|| unknown("currency"))
    }
}

fn unknown(what: &str) -> Unreadable {
    Unreadable(format!("a {what} that this release doesn't know"))
}

impl From<i64> for Value<'_> {
    fn from(integer: i64) -> Self {
        Self::Integer(integer)
    }
}

impl From<u32> for Value<'_> {
    fn from(integer: u32) -> Self {
        Self::Integer(integer.into())
    }
}

/// No number that is counted up here gets anywhere near the limit, so that a larger one is one which
/// no row has.
impl From<u64> for Value<'_> {
    fn from(integer: u64) -> Self {
        Self::Integer(integer.try_into().unwrap_or(i64::MAX))
    }
}

impl From<Option<i64>> for Value<'_> {
    fn from(integer: Option<i64>) -> Self {
        integer.map_or(Self::Null, Self::Integer)
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::from(text.as_str())
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Bytes(bytes)
    }
}

impl From<Option<Gtin>> for Value<'_> {
    fn from(gtin: Option<Gtin>) -> Self {
        gtin.map_or(Self::Null, |gtin| Self::Text(Cow::Owned(gtin.to_string())))
    }
}

impl From<&Option<Vec<GroupId>>> for Value<'_> {
    fn from(groups: &Option<Vec<GroupId>>) -> Self {
        let Some(groups) = groups else { return Self::Null };
        let names: Vec<_> = groups.iter().map(GroupId::as_str).collect();
        Self::Text(Cow::Owned(names.join(" ")))
    }
}

impl From<VatCategory> for Value<'_> {
    fn from(category: VatCategory) -> Self {
        Self::from(category.name())
    }
}
