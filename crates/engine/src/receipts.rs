//! Finding a sale or a return by the number on its receipt, and what is put on paper.

use crate::facts::Target;
use crate::session::Extras;
use crate::{Engine, EngineError, Request};
use checkout::{
    Book, Changes, Command, JournalEntry, JournalFact, MerchantId, Paper, PrintTrouble, PrintedBy,
    ReturnId, SaleId, TillId,
};
use store::{LookupRule, LookupWrite};

const SALE_RECEIPT_INDEX: &str = "sale_receipt";
const RETURN_RECEIPT_INDEX: &str = "return_receipt";

impl Engine {
    /// The completed sale with that receipt number at a till, in the till's book.
    pub async fn sale_by_receipt(
        &self,
        merchant: &MerchantId,
        till: &TillId,
        number: u64,
    ) -> Result<Option<SaleId>, EngineError> {
        let book = self.shop(merchant)?.till(till)?.book;
        let hash = self.receipt_hash(SALE_RECEIPT_INDEX, till, book, number);
        self.holder(merchant, SALE_RECEIPT_INDEX, &hash).await
    }

    /// The same for a return: its receipts have a series of their own.
    pub async fn return_by_receipt(
        &self,
        merchant: &MerchantId,
        till: &TillId,
        number: u64,
    ) -> Result<Option<ReturnId>, EngineError> {
        let book = self.shop(merchant)?.till(till)?.book;
        let hash = self.receipt_hash(RETURN_RECEIPT_INDEX, till, book, number);
        self.holder(merchant, RETURN_RECEIPT_INDEX, &hash).await
    }

    /// Says that a receipt is about to be printed. False if it is printed already: then nothing may be.
    pub async fn print_receipt(
        &self,
        request: &Request,
        sale: SaleId,
        paper: Paper,
        by: PrintedBy,
    ) -> Result<bool, EngineError> {
        let target = Target { sale: Some(sale), ..Target::default() };
        let extras = Extras { answer: request.answer.clone(), ..Extras::default() };
        let command = Command::PrintReceipt { paper, by };
        Ok(!self.run(&target, &request.context, &command, &extras).await?.is_empty())
    }

    /// Says that nothing usable came out, so that it may be printed again.
    pub async fn receipt_not_printed(
        &self,
        request: &Request,
        sale: SaleId,
        paper: Paper,
        why: PrintTrouble,
    ) -> Result<(), EngineError> {
        // The answer went with the print.
        let request = Request { answer: None, ..request.clone() };
        self.on_sale(&request, sale, &Command::ReceiptNotPrinted { paper, why }).await
    }

    /// What makes a receipt that a commit brings about findable.
    pub(crate) fn receipt_lookups(&self, changes: &Changes) -> Vec<LookupWrite> {
        let lookup = |till: &TillId, entry: &JournalEntry| {
            let (index, number, holder) = match &entry.fact {
                JournalFact::SaleCompleted { sale, receipt_number, .. } => {
                    (SALE_RECEIPT_INDEX, *receipt_number, sale.to_string())
                }
                JournalFact::ReturnCompleted { id, receipt_number, .. } => {
                    (RETURN_RECEIPT_INDEX, *receipt_number, id.to_string())
                }
                _ => return None,
            };
            let hash = self.receipt_hash(index, till, entry.book, number);
            Some(LookupWrite { index, hash, holder, rule: LookupRule::Unique })
        };
        changes.till.iter().filter_map(|event| lookup(&event.till, &event.entry)).collect()
    }

    fn receipt_hash(&self, index: &str, till: &TillId, book: Book, number: u64) -> [u8; 32] {
        let book = format!("{book:?}");
        self.inner.vault.hash(&[index, till.as_str(), &book, &number.to_string()])
    }
}
