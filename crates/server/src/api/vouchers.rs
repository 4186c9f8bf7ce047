//! Vouchers over the API: issued, looked at and withdrawn by people of the shop. A code is told to whoever
//! issues it, and to nobody else.

pub(super) mod issue;
pub(super) mod read;
pub(super) mod withdraw;

use checkout::{
    Currency, Goods, LocalDate, StoreId, Voucher, VoucherOff, VoucherReason, VoucherState,
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A voucher.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VoucherBody {
    id: Uuid,
    /// The end of its code, to tell it from others.
    #[schema(example = "VZT")]
    code_ends: String,
    /// `issued`, `held` by an unfinished sale, `used` or `withdrawn`.
    #[schema(value_type = String, example = "issued")]
    state: &'static str,
    /// The sale that holds it, or used it.
    sale: Option<Uuid>,
    /// The day on which it was used.
    used_on: Option<String>,
    /// Why it was withdrawn: `mistake`, `misuse`, `ended` or `erased`.
    #[schema(value_type = Option<String>)]
    withdrawn_for: Option<VoucherReason>,
    #[schema(example = "100 off")]
    name: String,
    /// Whole percents.
    percent: Option<u16>,
    /// Minor units.
    amount: Option<i64>,
    #[schema(value_type = Option<String>, example = "NOK")]
    currency: Option<Currency>,
    /// What the goods that it is for must come to before vouchers. Minor units.
    minimum: i64,
    /// Products by their id, or `group:GROUP`; empty: all.
    only: Vec<String>,
    except: Vec<String>,
    /// `public`, `members`, `club:CLUB`, `tier:CLUB:TIER` or `personal:MEMBER`.
    #[schema(example = "public")]
    audience: String,
    /// Empty: all.
    stores: Vec<String>,
    from: Option<String>,
    /// The last day, in the store.
    #[schema(example = "2026-12-31")]
    until: Option<String>,
    issued_at_unix_ms: i64,
}

impl From<Voucher> for VoucherBody {
    fn from(voucher: Voucher) -> Self {
        let Voucher { id, terms, ends, state, issued_at_unix_ms } = voucher;
        let (percent, amount) = match terms.off {
            VoucherOff::Percent { hundredths } => (Some(hundredths / 100), None),
            VoucherOff::Amount { minor } => (None, Some(minor)),
        };
        let (sale, used_on, withdrawn_for) = match state {
            VoucherState::Issued => (None, None, None),
            VoucherState::Held { sale } => (Some(sale.0), None, None),
            VoucherState::Used { sale, on } => (Some(sale.0), Some(on.to_string()), None),
            VoucherState::Withdrawn { reason } => (None, None, Some(reason)),
        };
        let goods = |all: &[Goods]| all.iter().map(Goods::to_string).collect();
        let day = |day: Option<LocalDate>| day.map(|day| day.to_string());
        Self {
            id: id.0,
            code_ends: ends,
            state: state.as_str(),
            sale,
            used_on,
            withdrawn_for,
            percent,
            amount,
            currency: terms.currency,
            minimum: terms.minimum_minor,
            only: goods(&terms.only),
            except: goods(&terms.except),
            audience: terms.audience.to_string(),
            stores: terms.stores.iter().map(StoreId::to_string).collect(),
            from: day(terms.from),
            until: day(terms.until),
            name: terms.name,
            issued_at_unix_ms,
        }
    }
}

/// A voucher with its code.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IssuedBody {
    /// Whoever has it can use it. None if the member is erased whose it was.
    #[schema(example = "CV-1SGA-P36N-BEVZ-T")]
    code: Option<String>,
    #[serde(flatten)]
    voucher: VoucherBody,
}

impl IssuedBody {
    pub(super) fn of(voucher: Voucher, code: Option<String>) -> Self {
        Self { code, voucher: voucher.into() }
    }
}
