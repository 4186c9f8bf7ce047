//! The lines of a file of vouchers: each column named that can't be used, and never what stands there.

use crate::csv_file::{self, Rows};
use crate::prices::currency;
use anyhow::{Context, ensure};
use checkout::{Audience, Goods, LocalDate, StoreId, VoucherCode, VoucherOff, VoucherTerms};
use engine::{Shop, VoucherOrder};
use serde::Serialize;
use std::str::FromStr;

const HEADER: &str =
    "code,name,percent,amount,currency,minimum,only,except,audience,stores,from,until";

/// A line as text, in the order of its columns.
#[derive(Clone, Default, Serialize)]
pub(super) struct Row {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) percent: String,
    pub(super) amount: String,
    pub(super) currency: String,
    pub(super) minimum: String,
    pub(super) only: String,
    pub(super) except: String,
    pub(super) audience: String,
    pub(super) stores: String,
    pub(super) from: String,
    pub(super) until: String,
}

/// The vouchers of a file, or all lines that can't be used.
pub(super) fn orders(text: &str, shop: &Shop) -> anyhow::Result<Rows<VoucherOrder>> {
    let parse = |record: &csv::StringRecord| Row::of(record).order(&record[0], shop);
    csv_file::rows(text, HEADER, parse, |order| order.code.clone())
}

impl Row {
    fn of(record: &csv::StringRecord) -> Self {
        let column = |place: usize| record[place].to_owned();
        Self {
            code: column(0),
            name: column(1),
            percent: column(2),
            amount: column(3),
            currency: column(4),
            minimum: column(5),
            only: column(6),
            except: column(7),
            audience: column(8),
            stores: column(9),
            from: column(10),
            until: column(11),
        }
    }

    pub(super) fn order(&self, code: &str, shop: &Shop) -> anyhow::Result<VoucherOrder> {
        let code = VoucherCode::parse(code).context("code")?;
        let off = VoucherOff::new(
            some(&self.percent).context("percent")?,
            some(&self.amount).context("amount")?,
        )?;
        let money = Some(self.currency.as_str()).filter(|text| !text.is_empty());
        let audience = Some(self.audience.as_str()).filter(|text| !text.is_empty());
        let stores: Vec<_> = self.stores.split_whitespace().map(StoreId::new).collect();
        let is_there = |id: &StoreId| shop.stores.iter().any(|store| store.id == *id);
        ensure!(stores.iter().all(is_there), "stores: there is no such store");
        let terms = VoucherTerms {
            name: self.name.trim().to_owned(),
            off,
            currency: money.map(currency).transpose()?,
            minimum_minor: some(&self.minimum).context("minimum")?.unwrap_or(0),
            only: goods(&self.only).context("only")?,
            except: goods(&self.except).context("except")?,
            audience: audience.map_or(Ok(Audience::Public), str::parse).context("audience")?,
            stores,
            from: some::<LocalDate>(&self.from).context("from")?,
            until: some::<LocalDate>(&self.until).context("until")?,
        };
        terms.check()?;
        let is_good = shop.stores.iter().any(|store| terms.is_for_store(store));
        ensure!(is_good, checkout::VoucherError::Nowhere);
        Ok(VoucherOrder { code, terms })
    }
}

fn some<T: FromStr<Err: std::error::Error + Send + Sync + 'static>>(
    text: &str,
) -> anyhow::Result<Option<T>> {
    if text.is_empty() { Ok(None) } else { Ok(Some(text.parse()?)) }
}

fn goods(text: &str) -> anyhow::Result<Vec<Goods>> {
    Ok(text.split_whitespace().map(str::parse).collect::<Result<_, _>>()?)
}
