//! The merchant's side of a sale as settings say it: stores, and the sales units that take money.

use crate::gtin::Gtin;
use crate::ids::{ClubId, Msn, StoreId};
use crate::language::Language;
use crate::money::Currency;
use crate::scan::{Measured, VariableCode};
use crate::vat::Country;
use serde::{Deserialize, Serialize};

/// Which Vipps MobilePay a sales unit, a payment or an identity belongs to. They never mix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    Production,
    Test,
    Simulator,
}

/// A sales unit at Vipps MobilePay: payments are made, captured and refunded on it, and identities
/// (`sub`) hold for it alone.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SalesUnit {
    pub msn: Msn,
    pub environment: Environment,
}

/// A shop with a door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Store {
    pub id: StoreId,
    pub name: String,
    pub country: Country,
    pub currency: Currency,
    /// Of its pages, until whoever stands there chooses another.
    pub language: Language,
    /// IANA name of the store's time zone, such as `Europe/Oslo`.
    pub zone: String,
    pub club: Option<ClubId>,
    pub sales_unit: SalesUnit,
    /// How it reads codes of its own that tell a price or a weight.
    pub variable_codes: Vec<VariableCode>,
}

impl Store {
    /// What a barcode tells beside the product, if it is one of the store's own.
    pub fn measured(&self, gtin: Gtin) -> Option<Measured> {
        self.variable_codes.iter().find_map(|code| code.read(gtin))
    }
}
