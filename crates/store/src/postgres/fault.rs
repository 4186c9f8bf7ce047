//! What can go wrong with PostgreSQL, in words that never hold a value: the server's own message and
//! its code, without the detail, which quotes rows.

use crate::StoreError;
use crate::sql::Unreadable;
use deadpool_postgres::{PoolError, TimeoutType};
use std::error::Error;
use std::fmt;
use tokio_postgres::error::SqlState;

#[derive(Debug)]
pub(super) enum Fault {
    Database(tokio_postgres::Error),
    Pool(TimeoutType),
    Closed,
    Unreadable(Unreadable),
}

impl Fault {
    /// Whether the server has taken the transaction back for the sake of others, so that all of it
    /// may be done again at once.
    pub(super) fn may_be_repeated(&self) -> bool {
        self.is(&SqlState::T_R_SERIALIZATION_FAILURE) || self.is(&SqlState::T_R_DEADLOCK_DETECTED)
    }

    pub(super) fn is(&self, code: &SqlState) -> bool {
        matches!(self, Self::Database(error) if error.code() == Some(code))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Database(error) => match error.as_db_error() {
                Some(told) => write!(f, "{} ({})", told.message(), told.code().code()),
                None => {
                    write!(f, "{error}")?;
                    error.source().map_or(Ok(()), |source| write!(f, ": {source}"))
                }
            },
            Self::Pool(TimeoutType::Wait) => f.write_str("every connection is taken for too long"),
            Self::Pool(_) => f.write_str("it doesn't answer in time"),
            Self::Closed => f.write_str("its connections are closed"),
            Self::Unreadable(error) => error.fmt(f),
        }
    }
}

impl From<tokio_postgres::Error> for Fault {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Database(error)
    }
}

impl From<Unreadable> for Fault {
    fn from(error: Unreadable) -> Self {
        Self::Unreadable(error)
    }
}

impl From<PoolError> for Fault {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Backend(error) => Self::Database(error),
            PoolError::Timeout(what) => Self::Pool(what),
            PoolError::Closed | PoolError::NoRuntimeSpecified | PoolError::PostCreateHook(_) => {
                Self::Closed
            }
        }
    }
}

impl From<Fault> for StoreError {
    fn from(fault: Fault) -> Self {
        Self(fault.to_string())
    }
}
