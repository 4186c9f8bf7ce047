//! Vouchers: issued and withdrawn by people of the shop, put on sales by whoever has the code. A voucher's id
//! is a keyed hash of its code, and the code itself is sealed.

use crate::facts::Target;
use crate::session::Extras;
use crate::{Engine, EngineError, Request};
use checkout::{
    Command, Kind, MemberId, MerchantId, Refusal, SaleId, Voucher, VoucherCode, VoucherError,
    VoucherId, VoucherReason, VoucherTerms, decode,
};

const CODE: &str = "code";

/// A voucher to be issued. Never printed: its code is as good as the discount.
#[derive(Clone)]
pub struct VoucherOrder {
    pub code: VoucherCode,
    pub terms: VoucherTerms,
}

/// What there is of a voucher that is to be issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VoucherThere {
    NotYet,
    /// It was issued as it is to be, whatever has become of it since.
    Before,
    /// There is one with that code that is good for something else.
    Otherwise,
}

impl Engine {
    /// A code that nobody can guess.
    pub fn new_voucher_code(&self) -> VoucherCode {
        let mut bytes = [0; 8];
        self.inner.random.fill(&mut bytes);
        VoucherCode::new(bytes)
    }

    /// The id of the voucher with a code, whether there is one or not.
    pub fn voucher_id(&self, code: &VoucherCode) -> VoucherId {
        let hash = self.inner.vault.hash(&["voucher", code.expose()]);
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash[..16]);
        VoucherId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }

    /// Issues a voucher. The same once more changes nothing.
    ///
    /// # Errors
    /// [`Refusal::VoucherExists`] if that code is good for something else; [`Refusal::VoucherImpossible`];
    /// what is wrong with the one member or the stores whom it is for.
    pub async fn issue_voucher(
        &self,
        request: &Request,
        order: &VoucherOrder,
    ) -> Result<(), EngineError> {
        let VoucherOrder { code, terms } = order;
        let merchant = &request.context.merchant;
        let stores = &self.shop(merchant)?.stores;
        if terms.stores.iter().any(|id| stores.iter().all(|store| store.id != *id)) {
            return Err(EngineError::StoreUnknown);
        }
        if !stores.iter().any(|store| terms.is_for_store(store)) {
            return Err(Refusal::VoucherImpossible(VoucherError::Nowhere).into());
        }
        if let Some(member) = terms.member() {
            self.read_member(merchant, member).await?;
        }
        let voucher = self.voucher_id(code);
        let (subject, row) = (voucher.to_string(), code.written().into_bytes());
        let extras = Extras {
            subjects: vec![self.sealed(merchant, &subject, &[(CODE, row)]).await?],
            answer: request.answer.clone(),
            ..Extras::default()
        };
        let (terms, ends) = (terms.clone(), code.ends());
        let target = Target { voucher: Some(voucher), member: terms.member(), ..Target::default() };
        let command = Command::IssueVoucher { voucher, terms, ends };
        self.run(&target, &request.context, &command, &extras).await?;
        Ok(())
    }

    /// Looks whether a voucher was issued already.
    pub async fn voucher_there(
        &self,
        merchant: &MerchantId,
        order: &VoucherOrder,
    ) -> Result<VoucherThere, EngineError> {
        let id = self.voucher_id(&order.code);
        let known = self.read::<Voucher>(merchant, &(&id).into()).await?;
        Ok(match known {
            None => VoucherThere::NotYet,
            Some((known, _)) if known.terms == order.terms => VoucherThere::Before,
            Some(_) => VoucherThere::Otherwise,
        })
    }

    /// Takes a voucher out of use.
    ///
    /// # Errors
    /// [`Refusal::VoucherUsed`] and [`Refusal::VoucherHeld`]: then it is too late, or not yet time.
    pub async fn withdraw_voucher(
        &self,
        request: &Request,
        voucher: VoucherId,
        reason: VoucherReason,
    ) -> Result<(), EngineError> {
        let target = Target { voucher: Some(voucher), ..Target::default() };
        self.command(request, target, &Command::WithdrawVoucher { voucher, reason }).await
    }

    pub async fn voucher(
        &self,
        merchant: &MerchantId,
        id: VoucherId,
    ) -> Result<(Voucher, u64), EngineError> {
        let read = self.read::<Voucher>(merchant, &(&id).into()).await?;
        read.ok_or_else(|| Refusal::VoucherUnknown.into())
    }

    /// The code of a voucher, for whoever hands it out; none if the person is erased whose it was.
    pub async fn voucher_code(
        &self,
        merchant: &MerchantId,
        id: VoucherId,
    ) -> Result<Option<String>, EngineError> {
        let code = self.unsealed(merchant, &id.to_string(), CODE).await?;
        Ok(code.map(|code| String::from_utf8_lossy(&code).into_owned()))
    }

    /// The vouchers with an id above another, by id, `limit` at most.
    pub async fn vouchers(
        &self,
        merchant: &MerchantId,
        after: Option<VoucherId>,
        limit: u32,
    ) -> Result<Vec<Voucher>, EngineError> {
        let after = after.map(|VoucherId(id)| id.to_string()).unwrap_or_default();
        let page = self.inner.store.page(merchant, Kind::Voucher, &after, limit).await?;
        let read = page.into_iter().map(|(key, snapshot)| {
            decode::<Voucher, Voucher>(snapshot.revision, &snapshot.json)
                .map_err(|error| EngineError::Unreadable(format!("voucher {key}: {error}")))
        });
        read.collect()
    }

    /// The vouchers that were for some members alone, by the members and by when they were issued.
    pub(crate) async fn vouchers_of(
        &self,
        merchant: &MerchantId,
        members: &[MemberId],
    ) -> Result<Vec<Voucher>, EngineError> {
        let mut vouchers = Vec::new();
        for member in members {
            for voucher in self.read_member(merchant, *member).await?.vouchers {
                vouchers.push(self.voucher(merchant, voucher).await?.0);
            }
        }
        Ok(vouchers)
    }

    /// Puts the voucher with a code on a sale.
    pub async fn put_voucher_on(
        &self,
        request: &Request,
        sale: SaleId,
        code: &VoucherCode,
    ) -> Result<(), EngineError> {
        let voucher = self.voucher_id(code);
        self.on_voucher(request, sale, voucher, &Command::PutVoucherOn { voucher }).await
    }

    pub async fn take_voucher_off(
        &self,
        request: &Request,
        sale: SaleId,
        voucher: VoucherId,
    ) -> Result<(), EngineError> {
        self.on_voucher(request, sale, voucher, &Command::TakeVoucherOff { voucher }).await
    }

    async fn on_voucher(
        &self,
        request: &Request,
        sale: SaleId,
        voucher: VoucherId,
        command: &Command,
    ) -> Result<(), EngineError> {
        let (sale, voucher) = (Some(sale), Some(voucher));
        self.command(request, Target { sale, voucher, ..Target::default() }, command).await
    }
}
