//! The fallback where a sales unit may not push requests to phones (5080): a QR on the customer's
//! display. That is learnt at the first sale, kept for a day, and tried anew after that.

use crate::{Engine, EngineError, Request};
use checkout::{
    Changes, MerchantId, Payment, PaymentFlow, PaymentId, PaymentState, Refusal, Sale, SaleId,
    SalesUnit,
};
use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::{Commit, CommitError, LookupRule, LookupWrite};

/// ePayment error 5080: `PUSH_MESSAGE` is not allowed.
pub(crate) const PUSH_NOT_ALLOWED: u16 = 5080;
/// How long that is believed.
const BELIEVED_MS: i64 = 24 * 3_600_000;
/// How many pictures are kept in memory.
const PICTURES_MAX: usize = 64;
const INDEX: &str = "push_not_allowed_until";

/// Pictures of open requests, the oldest first.
#[derive(Default)]
pub(crate) struct Pictures {
    kept: Mutex<VecDeque<(PaymentId, Arc<[u8]>)>>,
}

impl Pictures {
    fn get(&self, payment: PaymentId) -> Option<Arc<[u8]>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(id, _)| *id == payment).map(|(_, picture)| picture.clone())
    }

    fn put(&self, payment: PaymentId, picture: Arc<[u8]>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() == PICTURES_MAX {
            kept.pop_front();
        }
        kept.push_back((payment, picture));
    }
}

/// Sales units that have pushed a request since this process began.
#[derive(Default)]
pub(crate) struct Pushed(Mutex<HashSet<SalesUnit>>);

impl Pushed {
    fn units(&self) -> MutexGuard<'_, HashSet<SalesUnit>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn note(&self, unit: &SalesUnit) {
        let mut units = self.units();
        if !units.contains(unit) {
            units.insert(unit.clone());
        }
    }
}

impl Engine {
    /// Whether a sales unit has pushed a request to a phone since this process began: only that tells that
    /// it may, as Vipps MobilePay has no question for it.
    pub fn has_pushed(&self, unit: &SalesUnit) -> bool {
        self.inner.pushed.units().contains(unit)
    }

    /// How a request reaches the customer at a sales unit just now.
    pub async fn flow_at(
        &self,
        merchant: &MerchantId,
        unit: &SalesUnit,
    ) -> Result<PaymentFlow, EngineError> {
        let until: Option<i64> = self.holder(merchant, INDEX, &self.unit_hash(unit)).await?;
        let is_believed = until.is_some_and(|until| self.now_unix_ms() < until);
        Ok(if is_believed { PaymentFlow::Qr } else { PaymentFlow::Push })
    }

    /// Keeps in mind that a sales unit may not push.
    pub(crate) async fn push_is_not_allowed(&self, payment: &Payment) -> Result<(), EngineError> {
        let unit = &payment.plan.sales_unit;
        tracing::warn!(
            sales_unit.msn = %unit.msn,
            "the sales unit may not push requests to phones; customers scan a QR for a day"
        );
        let until = self.now_unix_ms() + BELIEVED_MS;
        let (hash, rule) = (self.unit_hash(unit), LookupRule::Replace);
        let lookup = LookupWrite { index: INDEX, hash, holder: until.to_string(), rule };
        let merchant = payment.plan.context.merchant.clone();
        let commit = Commit { lookups: vec![lookup], ..Commit::new(merchant, self.now_unix_ms()) };
        self.inner.store.commit(commit).await.map_err(|error| match error {
            CommitError::Store(error) => error.into(),
            _ => EngineError::Contended,
        })
    }

    /// Asks by QR where that was wanted and the request that was pushed may be gone now.
    pub(crate) async fn follow_with_qr(
        &self,
        payment: &Payment,
        changes: &Changes,
    ) -> Result<(), EngineError> {
        if payment.qr_wanted && !changes.payment.is_empty() {
            self.ask_by_qr(payment).await?;
        }
        Ok(())
    }

    /// Asks anew, by QR, for what a push was refused for, or was taken back for: unless the cashier has
    /// gone on meanwhile.
    pub(crate) async fn ask_by_qr(&self, pushed: &Payment) -> Result<(), EngineError> {
        let merchant = &pushed.plan.context.merchant;
        let now = self.read::<Payment>(merchant, &(&pushed.plan.id).into()).await?;
        let is_over = |payment: &Payment| {
            payment.state == PaymentState::Refused
                || payment.qr_wanted && payment.state == PaymentState::Terminated
        };
        let is_newest = |sale: &Sale| {
            sale.attempts.last().is_some_and(|attempt| attempt.payment == pushed.plan.id)
        };
        let sale = self.read::<Sale>(merchant, &(&pushed.plan.sale).into()).await?;
        if !now.is_some_and(|(payment, _)| is_over(&payment))
            || !sale.is_some_and(|(sale, _)| is_newest(&sale))
        {
            return Ok(());
        }
        let request = Request { context: pushed.plan.context.clone(), answer: None };
        let (sale, minor) = (pushed.plan.sale, pushed.plan.amount.minor);
        match self.request_payment(&request, sale, Some(minor), Some(PaymentFlow::Qr)).await {
            Ok(_) | Err(EngineError::Refused(_) | EngineError::Unavailable(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// The QR of a sale's open request, as PNG.
    ///
    /// # Errors
    /// [`Refusal::NoPaymentOpen`] if no request waits for a scan.
    pub async fn payment_qr(
        &self,
        merchant: &MerchantId,
        sale: SaleId,
    ) -> Result<Arc<[u8]>, EngineError> {
        let payment = self.sale(merchant, sale).await?.payment;
        let payment = payment.filter(Payment::waits_for_scan).ok_or(Refusal::NoPaymentOpen)?;
        if let Some(picture) = self.inner.pictures.get(payment.plan.id) {
            return Ok(picture);
        }
        let epayment = self.shop(merchant)?.client(&payment.plan.sales_unit)?.epayment();
        let fetched = async {
            let found = epayment.get(&crate::payments::reference_of(&payment)?).await;
            let found = found.map_err(|error| unreachable_now(&error))?;
            epayment.picture(&found).await.map_err(|error| unreachable_now(&error))
        };
        let picture: Arc<[u8]> = fetched.await?.into();
        self.inner.pictures.put(payment.plan.id, picture.clone());
        Ok(picture)
    }

    fn unit_hash(&self, unit: &SalesUnit) -> [u8; 32] {
        let environment = format!("{:?}", unit.environment);
        self.inner.vault.hash(&[INDEX, &environment, unit.msn.as_str()])
    }
}

fn unreachable_now(error: &vipps_mobilepay::Error) -> EngineError {
    tracing::warn!(%error, "the QR of a payment can't be fetched");
    EngineError::Unreachable
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    /// Bound: pictures of QRs in memory
    #[test]
    fn the_oldest_picture_makes_room() {
        let pictures = Pictures::default();
        let payment = |number: u128| PaymentId(Uuid::from_u128(number));
        for number in 0..65 {
            pictures.put(payment(number), Arc::from([1_u8]));
        }
        assert!(pictures.get(payment(0)).is_none());
        assert!((1..65).all(|number| pictures.get(payment(number)).is_some()));
    }
}
