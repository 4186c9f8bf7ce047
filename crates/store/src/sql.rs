//! What the databases share: the statements' texts, the values that go in and out of them, and the
//! code that runs them in order. A database adds how a statement reaches it, and the few statements
//! that it has to word in its own way.
//!
//! It is written once, as futures, for both: SQLite's are ready at once, PostgreSQL's wait for the
//! network.

/// Names statements, and lists them for those who prepare or check them all.
macro_rules! statements {
    ($(#[$when:meta])* $list:ident; $($(#[$doc:meta])* $name:ident = $sql:literal;)*) => {
        $($(#[$doc])* pub(crate) const $name: &str = $sql;)*

        /// Every statement above, with its name.
        $(#[$when])*
        pub(crate) const $list: &[(&str, &str)] = &[$((stringify!($name), $sql)),*];
    };
}

/// The values of a statement by the names of its parameters.
macro_rules! values {
    ($($name:literal: $value:expr),* $(,)?) => {
        &[$(($name, crate::sql::Value::from($value))),*]
    };
}

pub(crate) mod apply;
pub(crate) mod claims;
mod columns;
pub(crate) mod intake;
pub(crate) mod reads;
pub(crate) mod statements;

use checkout::{AggregateId, MerchantId};
pub(crate) use columns::get;
use std::borrow::Cow;
use std::fmt;

/// What goes into a statement. It prints as what it is and not as what it says.
pub(crate) enum Value<'a> {
    Null,
    Integer(i64),
    Text(Cow<'a, str>),
    Bytes(&'a [u8]),
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "null",
            Self::Integer(_) => "integer",
            Self::Text(_) => "text",
            Self::Bytes(_) => "bytes",
        })
    }
}

/// A row that was found. A null is none.
pub(crate) trait Row {
    fn text(&self, column: &str) -> Result<Option<String>, Unreadable>;
    fn integer(&self, column: &str) -> Result<Option<i64>, Unreadable>;
    fn bytes(&self, column: &str) -> Result<Option<Vec<u8>>, Unreadable>;
}

/// What stands in a column is nothing that this release has written.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Unreadable(pub(crate) String);

/// A connection to a database, or a transaction on one.
pub(crate) trait Sql {
    type Error: From<Unreadable>;

    /// The version of an aggregate. In a transaction it stays so until the end.
    const VERSION: &'static str;
    /// What is due, earliest first, and nobody else is claiming.
    const DUE: &'static str;
    const INSERT_EVENT: &'static str;
    const FEED: &'static str;
    /// One row, or none while there are no events.
    const FEED_POSITION: &'static str;

    /// How many rows it changed.
    async fn execute(
        &self,
        sql: &'static str,
        values: &[(&'static str, Value<'_>)],
    ) -> Result<u64, Self::Error>;

    async fn query<T>(
        &self,
        sql: &'static str,
        values: &[(&'static str, Value<'_>)],
        read: impl Fn(&dyn Row) -> Result<T, Unreadable>,
    ) -> Result<Vec<T>, Self::Error>;

    /// Sees to it that an aggregate which isn't there is made by nobody else before this transaction
    /// ends: there is no row yet that could be held.
    async fn hold_absent(&self, merchant: &MerchantId, id: &AggregateId)
    -> Result<(), Self::Error>;

    /// The only row, if there is one.
    async fn find<T>(
        &self,
        sql: &'static str,
        values: &[(&'static str, Value<'_>)],
        read: impl Fn(&dyn Row) -> Result<T, Unreadable>,
    ) -> Result<Option<T>, Self::Error> {
        Ok(self.query(sql, values, read).await?.into_iter().next())
    }
}
