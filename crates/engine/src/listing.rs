//! Sales and returns as lists and figures show them: what of each is kept beside it in the commit
//! that makes it so, and how it is read again, page by page.

use crate::{Engine, EngineError};
use checkout::{
    Aggregate, AggregateId, Amount, Book, Changes, Currency, Facts, Kind, MerchantId, OperatorId,
    Return, ReturnId, ReturnState, ReturnedLine, Sale, SaleId, SaleState, StoreId, Tender,
    TenderKind, TillId, VatRate, cash_roundings,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::{Listed, ListedQuery};

/// The most that one page of a list holds.
pub const LISTED_PAGE_MAX: u32 = 500;

/// How far a sale or a return has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListedState {
    Open,
    Parked,
    Completed,
    Cancelled,
}

/// By what money came in or went back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TenderSort {
    App,
    Cash,
    Card,
    GiftCard,
    Points,
    /// What cash came to more or less than it paid: `Cash` is what was collected.
    Rounding,
}

impl TenderSort {
    /// Points that lower the price pay nothing: the turnover is what is left.
    fn of(kind: TenderKind) -> Option<Self> {
        match kind {
            TenderKind::Vipps { .. } => Some(Self::App),
            TenderKind::Cash => Some(Self::Cash),
            TenderKind::Card => Some(Self::Card),
            TenderKind::GiftCard => Some(Self::GiftCard),
            TenderKind::Points { as_discount: false, .. } => Some(Self::Points),
            TenderKind::Points { as_discount: true, .. } => None,
        }
    }
}

/// Turnover at one rate, and the tax inside it; minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RatePart {
    pub rate: VatRate,
    pub total_minor: i64,
    pub tax_minor: i64,
}

/// What a list and figures show of a sale or a return. Amounts are minor units; of a return they are
/// what goes back, as positive numbers. All but the state are of completed ones alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    pub state: ListedState,
    pub operator: OperatorId,
    pub book: Book,
    pub currency: Currency,
    #[serde(default)]
    pub receipt_number: Option<u64>,
    #[serde(default)]
    pub total_minor: i64,
    #[serde(default)]
    pub rates: Vec<RatePart>,
    #[serde(default)]
    pub tenders: Vec<(TenderSort, i64)>,
    #[serde(default)]
    pub is_member: bool,
    /// What a member paid less for being one.
    #[serde(default)]
    pub member_saving_minor: i64,
    /// Of a return: the sale that it is of.
    #[serde(default)]
    pub of: Option<SaleId>,
}

impl Summary {
    /// Without what only completion brings.
    fn begun(state: ListedState, operator: OperatorId, book: Book, currency: Currency) -> Self {
        Self {
            state,
            operator,
            book,
            currency,
            receipt_number: None,
            total_minor: 0,
            rates: Vec::new(),
            tenders: Vec::new(),
            is_member: false,
            member_saving_minor: 0,
            of: None,
        }
    }

    pub fn total(&self) -> Amount {
        Amount::new(self.total_minor, self.currency)
    }
}

/// A sale or a return in a list.
#[derive(Debug, Clone)]
pub struct ListedDocument {
    /// Of the sale or the return.
    pub id: uuid::Uuid,
    pub is_return: bool,
    pub store: StoreId,
    pub till: TillId,
    /// When it was completed, called off or parked; else when it began.
    pub at_unix_ms: i64,
    pub summary: Summary,
}

/// A place in a list, newest first: what comes behind it is the next page.
pub type ListedPlace = (i64, uuid::Uuid);

/// Which documents to list.
#[derive(Debug, Clone)]
pub struct ListOrder {
    pub store: StoreId,
    pub till: Option<TillId>,
    pub from_unix_ms: i64,
    /// The first moment that is not asked for any more.
    pub until_unix_ms: i64,
    pub after: Option<ListedPlace>,
    /// At most [`LISTED_PAGE_MAX`].
    pub limit: u32,
}

impl Engine {
    /// Sales and returns of a store, newest first.
    pub async fn listed(
        &self,
        merchant: &MerchantId,
        order: ListOrder,
    ) -> Result<Vec<ListedDocument>, EngineError> {
        let before = match order.after {
            Some((at_unix_ms, id)) => (at_unix_ms, id.to_string()),
            None => (order.until_unix_ms, String::new()),
        };
        let query = ListedQuery {
            store: order.store,
            till: order.till,
            from_unix_ms: order.from_unix_ms,
            before,
            limit: order.limit.min(LISTED_PAGE_MAX),
        };
        let listed = self.inner.store.listed(merchant, query).await?;
        listed.into_iter().map(document).collect()
    }
}

impl Engine {
    /// A sale or a return as a list shows it; none if nothing has that id.
    pub async fn listed_one(
        &self,
        merchant: &MerchantId,
        id: uuid::Uuid,
    ) -> Result<Option<ListedDocument>, EngineError> {
        let sale = self.read::<Sale>(merchant, &(&SaleId(id)).into()).await?;
        if let Some((sale, _)) = sale {
            return document(of_sale(&sale)).map(Some);
        }
        let read = self.read::<Return>(merchant, &(&ReturnId(id)).into()).await?;
        let Some((returning, _)) = read else { return Ok(None) };
        let original = self.read::<Sale>(merchant, &(&returning.of).into()).await?;
        let original = original.as_ref().map(|(sale, _)| sale);
        document(of_return(&returning, original)).map(Some)
    }
}

fn document(listed: Listed) -> Result<ListedDocument, EngineError> {
    let unreadable = |what: String| EngineError::Unreadable(format!("{}: {what}", listed.id));
    let summary = serde_json::from_str(&listed.summary);
    Ok(ListedDocument {
        id: listed.id.key.parse().map_err(|_| unreadable("no id".to_owned()))?,
        is_return: listed.id.kind == Kind::Return,
        summary: summary.map_err(|error| unreadable(error.to_string()))?,
        store: listed.store,
        till: listed.till,
        at_unix_ms: listed.at_unix_ms,
    })
}

/// What is listed otherwise after a commit than before it.
pub(crate) fn listed(facts: &Facts, changes: &Changes) -> Vec<Listed> {
    let mut listed = Vec::new();
    if changes.sale.is_empty() && changes.returning.is_empty() {
        return listed;
    }
    let sale = Sale::fold(facts.sale.clone(), &changes.sale);
    if let Some(now) = sale.as_ref().filter(|_| !changes.sale.is_empty()) {
        let (row, before) = (of_sale(now), facts.sale.as_ref().map(of_sale));
        listed.extend((before.as_ref() != Some(&row)).then_some(row));
    }
    let returning = Return::fold(facts.returning.clone(), &changes.returning);
    if let Some(now) = returning.as_ref().filter(|_| !changes.returning.is_empty()) {
        let row = |one| of_return(one, sale.as_ref());
        let (row, before) = (row(now), facts.returning.as_ref().map(row));
        listed.extend((before.as_ref() != Some(&row)).then_some(row));
    }
    listed
}

fn of_sale(sale: &Sale) -> Listed {
    let (state, at_unix_ms) = match sale.state {
        SaleState::Open => (ListedState::Open, sale.opened_at_unix_ms),
        SaleState::Parked { at_unix_ms } => (ListedState::Parked, at_unix_ms),
        SaleState::Completed { at_unix_ms, .. } => (ListedState::Completed, at_unix_ms),
        SaleState::Cancelled { at_unix_ms } => (ListedState::Cancelled, at_unix_ms),
    };
    let operator = sale.context.operator.clone();
    let begun = Summary::begun(state, operator, sale.book(), sale.currency);
    let summary = match sale.state {
        SaleState::Completed { receipt_number, .. } => {
            let receipt = sale.receipt();
            let rates = receipt.vat().into_iter().map(|sum| RatePart {
                rate: sum.rate,
                total_minor: sum.total_minor,
                tax_minor: sum.tax_minor,
            });
            Summary {
                receipt_number: Some(receipt_number),
                total_minor: receipt.total_minor(),
                rates: rates.collect(),
                tenders: by_sort(&sale.tenders, sale.currency),
                is_member: sale.buyer().is_some(),
                member_saving_minor: if sale.member_prices {
                    sale.member_saving_minor()
                } else {
                    0
                },
                ..begun
            }
        }
        _ => begun,
    };
    row((&sale.id).into(), &sale.context, at_unix_ms, &summary)
}

/// A return has the rates of the lines of its sale.
fn of_return(returning: &Return, original: Option<&Sale>) -> Listed {
    let (state, at_unix_ms) = match returning.state {
        ReturnState::Open => (ListedState::Open, returning.started_at_unix_ms),
        ReturnState::Completed { at_unix_ms, .. } => (ListedState::Completed, at_unix_ms),
        ReturnState::Cancelled { at_unix_ms } => (ListedState::Cancelled, at_unix_ms),
    };
    let context = &returning.context;
    let begun = Summary::begun(state, context.operator.clone(), context.book, returning.currency);
    let begun = Summary { of: Some(returning.of), ..begun };
    let summary = match returning.state {
        ReturnState::Completed { receipt_number, .. } => Summary {
            receipt_number: Some(receipt_number),
            total_minor: returning.turnover().minor,
            rates: original.map(|sale| rates_of(sale, &returning.lines)).unwrap_or_default(),
            tenders: by_sort(&returning.tenders, returning.currency),
            is_member: original.is_some_and(|sale| sale.buyer().is_some()),
            ..begun
        },
        _ => begun,
    };
    let id = AggregateId::from(&ReturnId(returning.id.0));
    row(id, context, at_unix_ms, &summary)
}

fn rates_of(sale: &Sale, lines: &[ReturnedLine]) -> Vec<RatePart> {
    let mut sums: BTreeMap<VatRate, (i64, i64)> = BTreeMap::new();
    for part in lines {
        let Some(line) = sale.basket.line(part.line) else { continue };
        let sum = sums.entry(line.item.vat_rate).or_default();
        sum.0 += part.taxed_minor();
        sum.1 += part.tax_minor;
    }
    let part = |(rate, (total_minor, tax_minor))| RatePart { rate, total_minor, tax_minor };
    sums.into_iter().map(part).collect()
}

/// They sum to what is paid.
fn by_sort(tenders: &[Tender], currency: Currency) -> Vec<(TenderSort, i64)> {
    let mut sums: BTreeMap<TenderSort, i64> = BTreeMap::new();
    for (tender, rounding) in tenders.iter().zip(cash_roundings(tenders, currency)) {
        let Some(sort) = TenderSort::of(tender.kind) else { continue };
        *sums.entry(sort).or_default() += tender.minor + rounding;
        if rounding != 0 {
            *sums.entry(TenderSort::Rounding).or_default() -= rounding;
        }
    }
    sums.into_iter().collect()
}

fn row(id: AggregateId, context: &checkout::Context, at_unix_ms: i64, summary: &Summary) -> Listed {
    Listed {
        id,
        store: context.store.clone(),
        till: context.till.clone(),
        at_unix_ms,
        summary: serde_json::to_string(summary).expect("a summary is plain data"),
    }
}
