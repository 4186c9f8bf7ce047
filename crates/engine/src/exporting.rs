//! Everything that there is about a member, for the member: the right to see and to take along.

use crate::{Engine, EngineError, MemberView};
use checkout::{
    Account, AccountId, Aggregate, AggregateId, MemberId, MerchantId, PointsReason, Quantity, Sale,
    SaleId, Voucher,
};

/// What a member may take along. Unsealed: for an answer, never stored, never logged.
#[derive(Debug, Clone)]
pub struct MemberExport {
    pub view: MemberView,
    /// What was bought, by purchase in the view's order.
    pub bought: Vec<Vec<BoughtLine>>,
    /// The ledger, oldest entry first.
    pub points: Vec<PointsEntry>,
    /// Those that were for the member alone, or for a member for whom this one stands.
    pub vouchers: Vec<Voucher>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoughtLine {
    pub name: String,
    pub quantity: Quantity,
    pub total_minor: i64,
}

/// An entry of a member's ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PointsEntry {
    pub kind: &'static str,
    /// What it did to the balance; those of all entries come to it.
    pub points: i64,
    pub sale: Option<SaleId>,
    /// Of what was done by hand.
    pub reason: Option<PointsReason>,
    pub at_unix_ms: i64,
}

impl Engine {
    pub async fn export_member(
        &self,
        merchant: &MerchantId,
        member: MemberId,
    ) -> Result<MemberExport, EngineError> {
        let view = self.member(merchant, member).await?;
        let mut bought = Vec::with_capacity(view.purchases.len());
        for purchase in &view.purchases {
            let read = self.read::<Sale>(merchant, &(&purchase.sale).into()).await?;
            bought.push(read.map(|(sale, _)| bought_in(&sale)).unwrap_or_default());
        }
        let points = self.points_ledger(merchant, member).await?;
        let everybody: Vec<_> = view.member.absorbed.iter().copied().chain([member]).collect();
        let vouchers = self.vouchers_of(merchant, &everybody).await?;
        Ok(MemberExport { view, bought, points, vouchers })
    }

    async fn points_ledger(
        &self,
        merchant: &MerchantId,
        member: MemberId,
    ) -> Result<Vec<PointsEntry>, EngineError> {
        let id = AggregateId::from(&AccountId::from(member));
        let (mut entries, mut account) = (Vec::new(), None::<Account>);
        for (event, at_unix_ms) in self.history::<Account>(merchant, &id).await? {
            let held = |sale: SaleId| {
                let held = account.iter().flat_map(|account| &account.held);
                let of_sale = held.filter(|held| held.sale == sale);
                of_sale.flat_map(|held| &held.parts).map(|part| part.points).sum()
            };
            entries.push(PointsEntry {
                kind: event.kind(),
                points: event.points(held),
                sale: event.sale(),
                reason: event.reason(),
                at_unix_ms,
            });
            account = Account::fold(account, &[event]);
        }
        Ok(entries)
    }
}

fn bought_in(sale: &Sale) -> Vec<BoughtLine> {
    let line = |line: &checkout::Line| BoughtLine {
        name: line.item.name.clone(),
        quantity: line.quantity,
        total_minor: line.price().total_minor,
    };
    sale.basket.lines.iter().map(line).collect()
}
