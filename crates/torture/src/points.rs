//! The bookkeeper of points: sums up what the ledgers say, and holds it to the accounts and to the sales.

use checkout::{
    Account, AccountEvent, AccountId, Aggregate, Encoded, LotSource, Sale, SaleId, SaleState,
    TenderKind, decode,
};
use std::collections::BTreeMap;

#[derive(Default)]
pub(crate) struct PointsBook {
    accounts: BTreeMap<AccountId, Kept>,
}

#[derive(Default)]
struct Kept {
    account: Option<Account>,
    /// What the entries sum to.
    sum: i64,
    /// By sale: earned less taken back, and spent less given back.
    earned: BTreeMap<SaleId, i64>,
    spent: BTreeMap<SaleId, i64>,
}

impl PointsBook {
    /// Writes down the entries of a commit.
    ///
    /// # Errors
    ///
    /// If they are not what the account says it has.
    pub(crate) fn written(&mut self, events: &[Encoded], snapshot: &Encoded) -> Result<(), String> {
        let account: Account = decode::<Account, _>(snapshot.revision, &snapshot.json)
            .map_err(|error| format!("an account: {error}"))?;
        let kept = self.accounts.entry(account.id).or_default();
        for event in events {
            let event: AccountEvent = decode::<Account, _>(event.revision, &event.json)
                .map_err(|error| format!("an entry of {}: {error}", account.id))?;
            kept.enter(&event);
        }
        let balance = kept.account.as_ref().map(Account::points);
        if kept.account.as_ref() != Some(&account) || balance != Some(kept.sum) {
            let (id, sum) = (account.id, kept.sum);
            return Err(format!("the entries of {id} sum to {sum}, and it has {balance:?}"));
        }
        if account.owed < 0 || account.lots.iter().any(|lot| lot.points <= 0) {
            return Err(format!("{} has less than nothing of something", account.id));
        }
        Ok(())
    }

    /// When all has come to rest: each sale has earned, spent and got back what it says, once.
    ///
    /// # Errors
    ///
    /// If the ledgers say otherwise.
    pub(crate) fn at_rest(&self, sales: &BTreeMap<SaleId, Sale>) -> Result<(), String> {
        let sum = |of: fn(&Kept) -> &BTreeMap<SaleId, i64>, sale: &SaleId| -> i64 {
            self.accounts.values().filter_map(|kept| of(kept).get(sale)).sum()
        };
        for (id, sale) in sales {
            let says: i64 = sale.points.iter().map(|line| line.points - line.taken_back).sum();
            let earned = sum(|kept| &kept.earned, id);
            if says != earned {
                return Err(format!("{id} earned {says} points, and its ledger has {earned}"));
            }
            if came_back(sale) && earned != 0 {
                return Err(format!("{id} came back, and {earned} points of it are left"));
            }
            let says =
                if matches!(sale.state, SaleState::Completed { .. }) { spent(sale) } else { 0 };
            let spent = sum(|kept| &kept.spent, id);
            if says != spent {
                return Err(format!(
                    "{id} was paid with {says} points, and its ledger has {spent}"
                ));
            }
        }
        let held = self.accounts.values().filter_map(|kept| kept.account.as_ref());
        for held in held.flat_map(|account| &account.held) {
            if !sales.get(&held.sale).is_some_and(Sale::is_unfinished) {
                return Err(format!("points are held for {}, which has ended", held.sale));
            }
        }
        Ok(())
    }
}

impl Kept {
    fn enter(&mut self, event: &AccountEvent) {
        let held = self.account.iter().flat_map(|account| &account.held);
        let held: BTreeMap<SaleId, i64> =
            held.map(|held| (held.sale, held.parts.iter().map(|part| part.points).sum())).collect();
        let held = |sale| held.get(&sale).copied().unwrap_or(0);
        let points = event.points(held);
        self.sum += points;
        match event {
            AccountEvent::Earned { lot, .. } => {
                if let LotSource::Sale(sale) = lot.source {
                    *self.earned.entry(sale).or_default() += lot.points;
                }
            }
            AccountEvent::TakenBack { sale, from_lot, lapsed, owed, forgiven, .. } => {
                *self.earned.entry(*sale).or_default() -= from_lot + lapsed + owed + forgiven;
            }
            AccountEvent::Spent { sale, .. } => {
                *self.spent.entry(*sale).or_default() += held(*sale);
            }
            AccountEvent::GivenBack { sale, .. } => {
                *self.spent.entry(*sale).or_default() -= points;
            }
            _ => {}
        }
        self.account = Account::fold(self.account.take(), std::slice::from_ref(event));
    }
}

/// Whether nothing is left of a sale with the customer.
pub(crate) fn came_back(sale: &Sale) -> bool {
    let completed = sale.returns.iter().all(|one| one.receipt_number.is_some());
    let mut lines = sale.basket.lines.iter();
    completed && lines.all(|line| sale.returned_quantity(line.id) == Some(line.quantity))
}

/// The points that a completed sale was paid with, less those that came back with its returns.
fn spent(sale: &Sale) -> i64 {
    let by_points = sale.tenders.iter().filter_map(|tender| match tender.kind {
        TenderKind::Points { points, .. } => Some(points),
        _ => None,
    });
    let completed = sale.returns.iter().filter(|one| one.receipt_number.is_some());
    by_points.sum::<i64>() - completed.map(|one| one.by_points.points).sum::<i64>()
}
