//! Days on which customers bring vouchers along, fewer than there are sales; and the law that one is used
//! once.

use crate::people::Cashier;
use checkout::{Sale, SaleId, SaleState, SaleVoucher, Voucher, VoucherId, VoucherState};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Codes of another system, which each till issues before it begins: the same once more is no other.
const CODES: [&str; 3] = ["TORTURE-1", "TORTURE-2", "TORTURE-3"];
/// What each takes off, and what a purchase must come to.
const OFF_MINOR: i64 = 5_000;
const FROM_MINOR: i64 = 20_000;
/// Every so many days are such days, at all tills.
const DAYS: u64 = 8;

pub(crate) fn come_on(seed: u64) -> bool {
    seed % DAYS == 6
}

/// What so many of them leave of a purchase.
pub(crate) fn less(minor: i64, vouchers: usize) -> i64 {
    let vouchers = i64::try_from(vouchers).expect("a sale has few");
    if minor >= FROM_MINOR { (minor - vouchers * OFF_MINOR).max(0) } else { minor }
}

impl Cashier {
    /// Whether the shop has vouchers on such a day is up to whoever comes first.
    pub(crate) async fn issue_vouchers(&self) {
        for code in CODES {
            let body = json!({ "code": code, "name": "50 off", "amount": OFF_MINOR,
                "currency": "NOK", "minimum": FROM_MINOR });
            self.press("/v1/vouchers", body).await;
        }
    }

    /// Puts a voucher on the sale, takes it off, or has it withdrawn.
    pub(crate) async fn handle_voucher(&self, sale: &str, state: &Value) {
        let on_sale = state["vouchers"][0]["id"].as_str();
        let (dice, code) = {
            let mut chance = self.world.chance();
            (chance.below(10), chance.pick(&CODES))
        };
        match (dice, on_sale) {
            (0..=2, Some(voucher)) => self.undo(sale, &format!("vouchers/{voucher}")).await,
            (3, Some(voucher)) => {
                let body = json!({ "reason": "ended" });
                self.undo(sale, &format!("vouchers/{voucher}")).await;
                self.press(&format!("/v1/vouchers/{voucher}/withdraw"), body).await;
            }
            _ => self.scan(sale, code).await,
        }
    }
}

/// Every voucher as it is.
#[derive(Default)]
pub(crate) struct VoucherBook(BTreeMap<VoucherId, Voucher>);

impl VoucherBook {
    pub(crate) fn written(&mut self, voucher: Voucher) {
        self.0.insert(voucher.id, voucher);
    }

    /// When all has come to rest: a completed sale has used what took something off it, and nobody else has;
    /// what is held belongs to a sale that may still come to something.
    ///
    /// # Errors
    ///
    /// If it is otherwise.
    pub(crate) fn at_rest(&self, sales: &BTreeMap<SaleId, Sale>) -> Result<(), String> {
        for sale in sales.values().filter(|sale| is_completed(sale)) {
            let saves = |voucher: &&SaleVoucher| voucher.saving_minor() > 0;
            for voucher in sale.basket.vouchers.iter().filter(saves) {
                let state = self.0.get(&voucher.id).map(|known| known.state);
                let is_ours =
                    |state| matches!(state, VoucherState::Used { sale: by, .. } if by == sale.id);
                if !state.is_some_and(is_ours) {
                    let (id, of) = (voucher.id, sale.id);
                    return Err(format!(
                        "{of} was cheaper by the voucher {id}, which is {state:?}"
                    ));
                }
            }
        }
        for voucher in self.0.values() {
            let has_it = |sale: &&Sale| sale.basket.voucher(voucher.id).is_some();
            let is_so = match voucher.state {
                VoucherState::Issued | VoucherState::Withdrawn { .. } => true,
                VoucherState::Held { sale } => {
                    sales.get(&sale).filter(has_it).is_some_and(Sale::is_unfinished)
                }
                VoucherState::Used { sale, .. } => {
                    sales.get(&sale).filter(has_it).is_some_and(is_completed)
                }
            };
            if !is_so {
                return Err(format!(
                    "the voucher {} is {:?}, and its sale says otherwise",
                    voucher.id, voucher.state
                ));
            }
        }
        Ok(())
    }
}

fn is_completed(sale: &Sale) -> bool {
    matches!(sale.state, SaleState::Completed { .. })
}
