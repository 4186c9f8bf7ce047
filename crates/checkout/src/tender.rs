//! What pays for a sale, and how much of it.

use crate::ids::PaymentId;
use serde::{Deserialize, Serialize};

/// Something that pays for a sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TenderKind {
    Vipps {
        payment: PaymentId,
    },
    Cash,
    /// A card, on a terminal of its own.
    Card,
    GiftCard,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tender {
    #[serde(flatten)]
    pub kind: TenderKind,
    pub minor: i64,
}
