//! What has come back of a sale, and how far the money for it has come.

use super::super::format::{quantity, whole};
use super::super::messages;
use super::super::stopped::Stopped;
use super::money;
use crate::App;
use crate::words::Words;
use checkout::{ReturnedLine, Sale, SaleReturn, cash_roundings};

#[derive(Debug)]
pub(super) struct CameBack {
    pub(super) returns: Vec<ReturnRow>,
    /// For a screen reader.
    pub(super) say: String,
}

#[derive(Debug)]
pub(super) struct ReturnRow {
    pub(super) id: String,
    pub(super) wares: Vec<String>,
    pub(super) total: String,
    /// Its receipt number, once it is completed.
    pub(super) number: Option<u64>,
    /// What was given back, and how.
    pub(super) given: Vec<(String, String)>,
    pub(super) points: Option<String>,
    /// On its way through the app.
    pub(super) on_its_way: Option<String>,
    /// To be handed out at the counter, since the app refused it.
    pub(super) to_pay_out: Option<String>,
    /// What the button says that hands it out in cash.
    pub(super) in_cash: String,
}

impl CameBack {
    pub(super) async fn of(app: &App, sale: &Sale, words: Words) -> Result<Self, Stopped> {
        let mut returns = Vec::with_capacity(sale.returns.len());
        for one in &sale.returns {
            returns.push(row(app, sale, one, words).await?);
        }
        let say = returns.last().map(|row| say(row, words)).unwrap_or_default();
        Ok(Self { returns, say })
    }
}

async fn row(app: &App, sale: &Sale, one: &SaleReturn, words: Words) -> Result<ReturnRow, Stopped> {
    let money = |minor| money(sale, minor, words);
    let name = |line| sale.basket.line(line).map_or("", |line| line.item.name.as_str());
    let wares = one.lines.iter();
    let wares = wares.map(|part| format!("{} × {}", quantity(part.quantity), name(part.line)));
    let roundings = cash_roundings(&one.tenders, sale.currency);
    let given = one.tenders.iter().zip(roundings);
    let given = given.filter(|(tender, _)| !tender.kind.is_discount());
    let given = given.map(|(tender, rounding)| {
        (messages::tender(tender.kind, words), money(tender.minor + rounding))
    });
    let some = |minor: i64| Some(minor).filter(|minor| *minor > 0).map(money);
    let (mut on_its_way, mut to_pay_out) = (None, None);
    let mut in_cash = String::new();
    if one.receipt_number.is_none() {
        let view = app.engine.returning(&app.settings.merchant, one.id).await?;
        on_its_way = some(view.returning.on_its_way().minor);
        let due = view.returning.due();
        to_pay_out = some(due.minor);
        in_cash = messages::in_cash(&words.of("pay-out-cash"), due, &one.tenders, words);
    }
    Ok(ReturnRow {
        id: one.id.to_string(),
        wares: wares.collect(),
        total: money(one.lines.iter().map(ReturnedLine::taxed_minor).sum()),
        number: one.receipt_number,
        given: given.collect(),
        points: Some(one.by_points.points)
            .filter(|points| *points > 0)
            .map(|points| whole(points, words.form)),
        on_its_way,
        to_pay_out,
        in_cash,
    })
}

fn say(row: &ReturnRow, words: Words) -> String {
    let ReturnRow { total, .. } = row;
    let message = match (&row.number, &row.to_pay_out) {
        (Some(_), _) => words.of("return-given-back").with("amount", total),
        (None, Some(due)) => words.of("return-hand-out").with("amount", due),
        (None, None) => words.of("return-on-its-way").with("amount", total),
    };
    message.to_string()
}
