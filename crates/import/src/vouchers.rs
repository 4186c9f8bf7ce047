//! Vouchers with the codes of another system, or with new ones. A code is as good as the discount: it is
//! told nowhere.

use crate::csv_file::{audience, currency, day, rows, some, whole};
use crate::fault::{CellFault, Fault, FileFault, LineFaults};
use crate::going::for_each;
use crate::{Checked, File, ImportError, Progress, Rows, ToPut};
use checkout::{
    Audience, Goods, MerchantId, PAYMENT_MINOR_MAX, StoreId, VoucherCode, VoucherError, VoucherOff,
    VoucherTerms,
};
use engine::{Engine, Shop, VoucherOrder, VoucherThere};
use serde::{Deserialize, Serialize};

pub(crate) const HEADER: &str =
    "code,name,percent,amount,currency,minimum,only,except,audience,stores,from,until";
pub(crate) const EXAMPLE: &str =
    "SPRING-2026-7781,100 off,,10000,NOK,50000,,group:tobacco,members,,2026-03-01,2026-05-31";

/// A line as text, in the order of its columns.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Row {
    pub code: String,
    pub name: String,
    pub percent: String,
    pub amount: String,
    pub currency: String,
    pub minimum: String,
    pub only: String,
    pub except: String,
    pub audience: String,
    pub stores: String,
    pub from: String,
    pub until: String,
}

/// Reads a whole file.
///
/// # Errors
/// Every line that can't be used.
pub(crate) fn parse(text: &str, shop: &Shop) -> Result<Rows<VoucherOrder>, FileFault> {
    let parse = |record: &csv::StringRecord| {
        let row: Row = record.deserialize(None).map_err(|_| Fault::NotCsv)?;
        row.order(shop)
    };
    rows(text, HEADER, parse, |order| order.code.clone())
}

impl Row {
    /// # Errors
    /// The first column that can't be used.
    pub fn order(&self, shop: &Shop) -> Result<VoucherOrder, Fault> {
        let code =
            VoucherCode::parse(&self.code).map_err(|fault| Fault::of("code")(fault.into()))?;
        let percent = some(&self.percent, |cell| whole(cell, 1, 100));
        let percent = percent.map_err(Fault::of("percent"))?.and_then(|it| u16::try_from(it).ok());
        let amount = some(&self.amount, |cell| whole(cell, 1, PAYMENT_MINOR_MAX));
        let off = VoucherOff::new(percent, amount.map_err(Fault::of("amount"))?)?;
        let minimum = some(&self.minimum, |cell| whole(cell, 0, PAYMENT_MINOR_MAX));
        let stores: Vec<_> = self.stores.split_whitespace().map(StoreId::new).collect();
        let is_there = |id: &StoreId| shop.stores.iter().any(|store| store.id == *id);
        if !stores.iter().all(is_there) {
            return Err(Fault::of("stores")(CellFault::NoStore));
        }
        let terms = VoucherTerms {
            name: self.name.trim().to_owned(),
            off,
            currency: some(&self.currency, currency).map_err(Fault::of("currency"))?,
            minimum_minor: minimum.map_err(Fault::of("minimum"))?.unwrap_or(0),
            only: goods(&self.only).map_err(Fault::of("only"))?,
            except: goods(&self.except).map_err(Fault::of("except"))?,
            audience: some(&self.audience, audience)
                .map_err(Fault::of("audience"))?
                .unwrap_or(Audience::Public),
            stores,
            from: some(&self.from, day).map_err(Fault::of("from"))?,
            until: some(&self.until, day).map_err(Fault::of("until"))?,
        };
        terms.check()?;
        if !shop.stores.iter().any(|store| terms.is_for_store(store)) {
            return Err(VoucherError::Nowhere.into());
        }
        Ok(VoucherOrder { code, terms })
    }
}

fn goods(text: &str) -> Result<Vec<Goods>, CellFault> {
    let all = text.split_whitespace().map(str::parse);
    all.collect::<Result<_, _>>().map_err(|_| CellFault::Goods)
}

/// Leaves out those that are issued already.
pub(crate) async fn check(
    engine: &Engine,
    merchant: &MerchantId,
    rows: Rows<VoucherOrder>,
    progress: Progress<'_>,
) -> Result<Checked, ImportError> {
    let whole = rows.len();
    let look = |line, order: VoucherOrder| {
        let (engine, merchant) = (engine.clone(), merchant.clone());
        async move {
            let there = engine.voucher_there(&merchant, &order).await?;
            let is_nobodys = match order.terms.member() {
                Some(member) => engine.member(&merchant, member).await.is_err(),
                None => false,
            };
            Ok((line, there, is_nobodys, order))
        }
    };
    let (mut new, mut faults) = (Rows::new(), LineFaults::default());
    for (line, there, is_nobodys, order) in for_each(rows, look, progress).await? {
        match there {
            VoucherThere::Before => {}
            _ if is_nobodys => faults.add(line, Fault::of("audience")(CellFault::NoMember)),
            VoucherThere::NotYet => new.push((line, order)),
            VoucherThere::Otherwise => faults.add(line, Fault::of("code")(CellFault::CodeTaken)),
        }
    }
    faults.none().map_err(ImportError::unusable(File::Vouchers))?;
    let before = whole - new.len();
    Ok(Checked { rows: ToPut::Vouchers(new), before, warnings: Vec::new() })
}
