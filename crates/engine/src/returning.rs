//! Taking wares back at a till, whichever till of the merchant sold them.

use crate::facts::Target;
use crate::{Engine, EngineError, Request};
use checkout::{Command, Currency, LineId, Quantity, Refusal, ReturnId, SaleId, TenderKind};

/// What somebody wants to take back.
#[derive(Debug, Clone)]
pub struct ReturnOrder {
    /// Lines of the original; without a quantity, all that is left of one.
    pub lines: Vec<(LineId, Option<Quantity>)>,
    /// A tender at the counter for all of it; none: as it was paid.
    pub by: Option<TenderKind>,
}

impl Engine {
    /// An id for a return whose caller brings none.
    pub fn new_return_id(&self) -> ReturnId {
        ReturnId(self.new_uuid())
    }

    /// Starts a return; without a refund through Vipps MobilePay it is completed at once.
    pub async fn start_return(
        &self,
        request: &Request,
        of: SaleId,
        id: ReturnId,
        order: ReturnOrder,
    ) -> Result<(), EngineError> {
        // Sales and returns are read by the same address.
        let merchant = &request.context.merchant;
        if self.inner.store.load(merchant, &(&SaleId(id.0)).into()).await?.is_some() {
            return Err(Refusal::SaleExists.into());
        }
        let currency = self.currency_at_till(request)?;
        let ReturnOrder { lines, by } = order;
        let target = Target { sale: Some(of), returning: Some(id), ..Target::default() };
        let command = Command::StartReturn { id, lines, by, currency };
        self.command(request, target, &command).await
    }

    /// Pays out at the counter what is left of a return.
    pub async fn pay_out(
        &self,
        request: &Request,
        id: ReturnId,
        kind: TenderKind,
    ) -> Result<(), EngineError> {
        let currency = self.currency_at_till(request)?;
        let target = Target { returning: Some(id), ..Target::default() };
        self.command(request, target, &Command::PayOut { kind, currency }).await
    }

    /// Calls a return off that has given nothing back yet.
    pub async fn cancel_return(&self, request: &Request, id: ReturnId) -> Result<(), EngineError> {
        let target = Target { returning: Some(id), ..Target::default() };
        self.command(request, target, &Command::CancelReturn).await
    }

    /// Pays out at the counter what Vipps MobilePay refused to give back of a sale that was called
    /// off.
    pub async fn pay_out_refused(
        &self,
        request: &Request,
        sale: SaleId,
        kind: TenderKind,
    ) -> Result<(), EngineError> {
        self.on_sale(request, sale, &Command::PayOutRefused { kind }).await
    }

    fn currency_at_till(&self, request: &Request) -> Result<Currency, EngineError> {
        let shop = self.shop(&request.context.merchant)?;
        Ok(shop.store_of(&request.context.till)?.currency)
    }
}
