//! Who asks, where, and in which book: every command carries it.

use crate::ids::{MerchantId, OperatorId, StoreId, TillId};
use serde::{Deserialize, Serialize};

/// How a command came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Our own web till.
    Till,
    /// Somebody else's till, over the HTTP API.
    Api,
    /// The back office.
    Office,
    /// A worker: what the outside world answered, or what the clock brought.
    Engine,
}

/// Live sales and training never share a number series, a feed or a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Book {
    Live,
    Training,
}

/// The circumstances of a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Context {
    pub merchant: MerchantId,
    pub store: StoreId,
    pub till: TillId,
    pub operator: OperatorId,
    pub channel: Channel,
    pub book: Book,
}
