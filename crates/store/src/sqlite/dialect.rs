//! How the shared statements reach SQLite: values by name, on a connection that answers at once.

use super::statements as own;
use crate::sql::{Row, Sql, Unreadable, Value};
use checkout::{AggregateId, MerchantId};
use rusqlite::types::{ToSqlOutput, Type, ValueRef};
use rusqlite::{CachedStatement, Connection, Error, OptionalExtension, Result, ToSql};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// The outcome of what only SQLite is asked for: its futures never wait.
pub(super) fn ready<T>(work: impl Future<Output = T>) -> T {
    match pin!(work).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => outcome,
        Poll::Pending => unreachable!("nothing here waits for anything"),
    }
}

/// The time of the newest event; none in an empty file.
pub(super) fn newest_event_unix_ms(connection: &Connection) -> Result<Option<i64>> {
    connection.prepare_cached(own::NEWEST_EVENT_TIME)?.query_row([], |row| row.get(0)).optional()
}

impl Sql for Connection {
    type Error = Error;

    const VERSION: &'static str = own::VERSION;
    const DUE: &'static str = own::DUE;
    const INSERT_EVENT: &'static str = own::INSERT_EVENT;
    const FEED: &'static str = own::FEED;
    const FEED_POSITION: &'static str = own::FEED_POSITION;

    async fn execute(
        &self,
        sql: &'static str,
        values: &[(&'static str, Value<'_>)],
    ) -> Result<u64> {
        let changed = bound(self, sql, values)?.raw_execute()?;
        Ok(u64::try_from(changed).expect("a usize fits"))
    }

    async fn query<T>(
        &self,
        sql: &'static str,
        values: &[(&'static str, Value<'_>)],
        read: impl Fn(&dyn Row) -> std::result::Result<T, Unreadable>,
    ) -> Result<Vec<T>> {
        let mut statement = bound(self, sql, values)?;
        statement.raw_query().mapped(|row| Ok(read(row)?)).collect()
    }

    /// The writer is alone: nobody else makes anything.
    async fn hold_absent(&self, _: &MerchantId, _: &AggregateId) -> Result<()> {
        Ok(())
    }
}

fn bound<'c>(
    connection: &'c Connection,
    sql: &str,
    values: &[(&'static str, Value<'_>)],
) -> Result<CachedStatement<'c>> {
    let mut statement = connection.prepare_cached(sql)?;
    for (name, value) in values {
        let unknown = || Error::InvalidParameterName((*name).to_owned());
        let index = statement.parameter_index(name)?.ok_or_else(unknown)?;
        statement.raw_bind_parameter(index, value)?;
    }
    Ok(statement)
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Integer(integer) => ValueRef::Integer(*integer),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl Row for rusqlite::Row<'_> {
    fn text(&self, column: &str) -> std::result::Result<Option<String>, Unreadable> {
        self.get(column).map_err(unreadable)
    }

    fn integer(&self, column: &str) -> std::result::Result<Option<i64>, Unreadable> {
        self.get(column).map_err(unreadable)
    }

    fn bytes(&self, column: &str) -> std::result::Result<Option<Vec<u8>>, Unreadable> {
        self.get(column).map_err(unreadable)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is what map_err hands over")]
fn unreadable(error: Error) -> Unreadable {
    Unreadable(error.to_string())
}

impl From<Unreadable> for Error {
    fn from(error: Unreadable) -> Self {
        Self::FromSqlConversionFailure(0, Type::Text, Box::new(error))
    }
}
