//! Receipts on paper: each once, and one copy of it.

use super::{Changes, Facts, Journal};
use crate::context::Context;
use crate::printing::{Paper, Print, PrintTrouble, PrintedBy, Prints};
use crate::refusal::Refusal;
use crate::sale::{Sale, SaleEvent, SaleState};
use crate::till::JournalFact;
use crate::time::Now;

/// Says that a paper is about to be printed. Nothing happens if the receipt is on its way already.
pub(super) fn print(
    facts: &Facts,
    context: &Context,
    (paper, by): (Paper, PrintedBy),
    now: Now,
) -> Result<Changes, Refusal> {
    let sale = facts.sale.as_ref().ok_or(Refusal::SaleUnknown)?;
    if sale.book() != context.book {
        return Err(Refusal::OtherBook);
    }
    let (prints, receipt_number) = receipt(sale, paper).ok_or(Refusal::NoReceiptYet)?;
    match (paper.is_copy, prints.of(paper.is_copy)) {
        (true, _) if !prints.is_issued() => return Err(Refusal::ReceiptNotPrinted),
        (true, Print::Sent) => return Err(Refusal::ReceiptCopied),
        (false, Print::Sent) => return Ok(Changes::default()),
        _ => {}
    }
    let mut journal = Journal::of(facts, context, now);
    journal.write(JournalFact::ReceiptPrinted { sale: sale.id, paper, receipt_number, by });
    let event = SaleEvent::ReceiptPrinted { paper };
    Ok(Changes { till: journal.entries, sale: vec![event], ..Changes::default() })
}

/// Nothing usable came out.
pub(super) fn not_printed(
    facts: &Facts,
    context: &Context,
    (paper, why): (Paper, PrintTrouble),
    now: Now,
) -> Result<Changes, Refusal> {
    let sale = facts.sale.as_ref().ok_or(Refusal::SaleUnknown)?;
    let (prints, receipt_number) = receipt(sale, paper).ok_or(Refusal::NoReceiptYet)?;
    if prints.of(paper.is_copy) != Print::Sent {
        return Ok(Changes::default());
    }
    let mut journal = Journal::of(facts, context, now);
    journal.write(JournalFact::ReceiptNotPrinted { sale: sale.id, paper, receipt_number });
    let event = SaleEvent::ReceiptNotPrinted { paper, why };
    Ok(Changes { till: journal.entries, sale: vec![event], ..Changes::default() })
}

/// The papers and the number of a receipt; none before it is there.
fn receipt(sale: &Sale, paper: Paper) -> Option<(Prints, u64)> {
    let Some(id) = paper.returning else {
        let SaleState::Completed { receipt_number, .. } = sale.state else { return None };
        return Some((sale.prints, receipt_number));
    };
    let one = sale.returns.iter().find(|one| one.id == id)?;
    Some((one.prints, one.receipt_number?))
}
