//! Sales that are put aside, and sales that go on at another till of their store.

use crate::{Engine, EngineError, Request};
use checkout::{Command, MerchantId, Sale, SaleId, Till, TillId};

impl Engine {
    pub async fn park_sale(&self, request: &Request, sale: SaleId) -> Result<(), EngineError> {
        self.on_sale(request, sale, &Command::ParkSale).await
    }

    /// Takes up a parked sale at the till that asks.
    pub async fn resume_sale(&self, request: &Request, sale: SaleId) -> Result<(), EngineError> {
        self.on_sale(request, sale, &Command::ResumeSale).await
    }

    /// Takes an open sale from the till that has it to the one that asks.
    pub async fn take_over_sale(&self, request: &Request, sale: SaleId) -> Result<(), EngineError> {
        self.on_sale(request, sale, &Command::TakeOverSale).await
    }

    /// The sales that wait in the store of a till, by the till that parked them, oldest first.
    pub async fn parked_sales(
        &self,
        merchant: &MerchantId,
        till: &TillId,
    ) -> Result<Vec<SaleId>, EngineError> {
        let shop = self.shop(merchant)?;
        let store = &shop.till(till)?.store;
        let mut parked = Vec::new();
        for till in shop.tills.iter().filter(|one| one.store == *store) {
            let read = self.read::<Till>(merchant, &(&till.id).into()).await?;
            parked.extend(read.map(|(till, _)| till.parked).unwrap_or_default());
        }
        Ok(parked)
    }

    /// The open sales of the other tills of a till's store that have something in them.
    pub async fn open_elsewhere(
        &self,
        merchant: &MerchantId,
        till: &TillId,
    ) -> Result<Vec<Sale>, EngineError> {
        let shop = self.shop(merchant)?;
        let (store, book) = (&shop.till(till)?.store, shop.till(till)?.book);
        let others = shop.tills.iter().filter(|one| one.id != *till);
        let mut open = Vec::new();
        for other in others.filter(|one| one.store == *store && one.book == book) {
            let read = self.read::<Till>(merchant, &(&other.id).into()).await?;
            let Some(sale) = read.and_then(|(till, _)| till.current_sale) else { continue };
            let read = self.read::<Sale>(merchant, &(&sale).into()).await?;
            open.extend(
                read.map(|(sale, _)| sale).filter(|sale| sale.is_open() && sale.is_begun()),
            );
        }
        Ok(open)
    }
}
