//! How the shared statements reach PostgreSQL: numbered parameters, prepared once a connection.

use super::fault::Fault;
use super::statements::{self as own, numbered};
use crate::sql::{Row, Sql, Unreadable, Value};
use checkout::{AggregateId, MerchantId};
use deadpool_postgres::GenericClient;
use std::error::Error;
use tokio_postgres::types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked};

/// A connection, or a transaction on one.
pub(super) struct Session<'c, C>(pub(super) &'c C);

impl<C: GenericClient> Sql for Session<'_, C> {
    type Error = Fault;

    const VERSION: &'static str = own::VERSION;
    const DUE: &'static str = own::DUE;
    const INSERT_EVENT: &'static str = own::INSERT_EVENT;
    const FEED: &'static str = own::FEED;
    const FEED_POSITION: &'static str = own::FEED_POSITION;

    async fn execute(
        &self,
        sql: &'static str,
        values: &[(&'static str, Value<'_>)],
    ) -> Result<u64, Fault> {
        let numbered = numbered(sql);
        let statement = self.0.prepare_cached(&numbered.text).await?;
        Ok(self.0.execute(&statement, &numbered.bind(values)).await?)
    }

    async fn query<T>(
        &self,
        sql: &'static str,
        values: &[(&'static str, Value<'_>)],
        read: impl Fn(&dyn Row) -> Result<T, Unreadable>,
    ) -> Result<Vec<T>, Fault> {
        if values.iter().any(|(_, value)| value.cannot_be_stored()) {
            return Ok(Vec::new());
        }
        let numbered = numbered(sql);
        let statement = self.0.prepare_cached(&numbered.text).await?;
        let rows = self.0.query(&statement, &numbered.bind(values)).await?;
        rows.iter().map(|row| Ok(read(row)?)).collect()
    }

    async fn hold_absent(&self, merchant: &MerchantId, id: &AggregateId) -> Result<(), Fault> {
        let values = values! {
            ":merchant_id": merchant.as_str(), ":kind": id.kind.as_str(), ":key": &id.key
        };
        self.execute(own::HOLD_ABSENT, values).await.map(|_| ())
    }
}

impl Value<'_> {
    /// PostgreSQL's texts have no zero bytes: no row has one, and asking for it is an error.
    fn cannot_be_stored(&self) -> bool {
        matches!(self, Value::Text(text) if text.contains('\0'))
    }
}

impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Integer(integer) if *ty == Type::INT8 => integer.to_sql(ty, out),
            Value::Text(text) if *ty == Type::TEXT => text.to_sql(ty, out),
            Value::Bytes(bytes) if *ty == Type::BYTEA => bytes.to_sql(ty, out),
            other => Err(format!("{other:?} for a parameter of type {ty}").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl Row for tokio_postgres::Row {
    fn text(&self, column: &str) -> Result<Option<String>, Unreadable> {
        self.try_get(column).map_err(unreadable)
    }

    fn integer(&self, column: &str) -> Result<Option<i64>, Unreadable> {
        self.try_get(column).map_err(unreadable)
    }

    fn bytes(&self, column: &str) -> Result<Option<Vec<u8>>, Unreadable> {
        self.try_get(column).map_err(unreadable)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is what map_err hands over")]
fn unreadable(error: tokio_postgres::Error) -> Unreadable {
    Unreadable(error.to_string())
}
