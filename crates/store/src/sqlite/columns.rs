//! How values of the domain stand in columns. A text that no release up to this one has written
//! is an error of the database, never a guess.

use checkout::{Gtin, Kind, VatCategory};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};
use rusqlite::{Row, ToSql};

/// A version as SQLite holds it. No aggregate gets anywhere near the limit, so that a larger number
/// is one which no row has.
pub(super) fn version(version: u64) -> i64 {
    i64::try_from(version).unwrap_or(i64::MAX)
}

/// A version from a column.
pub(super) fn read_version(row: &Row<'_>, column: &str) -> rusqlite::Result<u64> {
    let version: i64 = row.get(column)?;
    Ok(u64::try_from(version).expect("the database only counts versions up from 0"))
}

pub(super) struct KindColumn(pub(super) Kind);

impl FromSql for KindColumn {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let text = value.as_str()?;
        Kind::parse(text).map(Self).ok_or_else(|| unknown("kind of aggregate"))
    }
}

pub(super) struct GtinColumn(pub(super) Gtin);

impl FromSql for GtinColumn {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map(Self).map_err(|error| FromSqlError::Other(Box::new(error)))
    }
}

impl ToSql for GtinColumn {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.0.to_string()))
    }
}

pub(super) struct VatCategoryColumn(pub(super) VatCategory);

impl VatCategoryColumn {
    fn as_str(&self) -> &'static str {
        match self.0 {
            VatCategory::Standard => "standard",
            VatCategory::Food => "food",
            VatCategory::Books => "books",
            VatCategory::Exempt => "exempt",
        }
    }
}

impl FromSql for VatCategoryColumn {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let text = value.as_str()?;
        [VatCategory::Standard, VatCategory::Food, VatCategory::Books, VatCategory::Exempt]
            .into_iter()
            .map(Self)
            .find(|category| category.as_str() == text)
            .ok_or_else(|| unknown("VAT category"))
    }
}

impl ToSql for VatCategoryColumn {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.as_str()))
    }
}

fn unknown(what: &str) -> FromSqlError {
    FromSqlError::Other(format!("a {what} that this release doesn't know").into())
}
