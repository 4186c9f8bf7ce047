//! What stands on a receipt, row by row, whatever it is put on.

use crate::pages::receipt::{ReceiptKind, ReceiptRow, ReceiptView};
use crate::words::Words;
use checkout::{ReceiptCode, TillId};

/// A row; how it is set is the matter of whoever draws it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Row {
    /// Twice as large as the amounts: Norway wants half as large again (kassasystemforskrifta
    /// § 2-8-6), Sweden twice (SKVFS 2014:9).
    Mark(String),
    Heading(String),
    Centred(String),
    Text(String),
    /// Left, and an amount at the right.
    Pair(String, String),
    /// The same, a part of the row above.
    Part(String, String),
    Strong(String, String),
    Three([String; 3]),
    Rule,
    /// What a scanner reads.
    Qr(String),
}

/// A receipt, ready to be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Slip {
    /// Of a document or a page.
    pub(crate) title: String,
    /// As in `nb`.
    pub(crate) language: &'static str,
    pub(crate) rows: Vec<Row>,
}

impl Slip {
    /// In the words that the receipt is written in.
    pub(crate) fn of(receipt: &ReceiptView, is_copy: bool) -> Self {
        let words = receipt.words;
        let say = |name: &'static str| words.of(name).to_string();
        let (title, number) = match receipt.kind {
            ReceiptKind::Sale => (say("paper-sale"), say("paper-number")),
            ReceiptKind::Return { .. } => (say("paper-return"), say("paper-return-number")),
        };
        let title = if receipt.is_training { say("paper-training") } else { title };
        let mut rows = Vec::new();
        if is_copy {
            rows.push(Row::Mark(say("paper-copy")));
        }
        if receipt.is_training {
            rows.push(Row::Mark(title.clone()));
            rows.push(Row::Mark(say("paper-no-purchase")));
        } else {
            rows.push(Row::Heading(title.clone()));
        }
        rows.extend(seller(receipt));
        rows.push(Row::Rule);
        rows.push(Row::Pair(number, receipt.number.to_string()));
        rows.push(Row::Pair(say("paper-time"), receipt.at.clone()));
        rows.push(Row::Pair(say("paper-till"), receipt.till.clone()));
        rows.push(Row::Pair(say("paper-operator"), receipt.operator.clone()));
        if let ReceiptKind::Return { of, till } = &receipt.kind {
            rows.push(Row::Text(
                words.of("paper-of").with("receipt", of).with("till", till).to_string(),
            ));
        }
        rows.push(Row::Rule);
        rows.extend(receipt.lines.iter().flat_map(line));
        rows.push(Row::Rule);
        rows.push(Row::Strong(say("total"), receipt.total.clone()));
        rows.extend(
            receipt
                .off_by_points
                .iter()
                .map(|off| Row::Part(say("in-discounts-points"), off.clone())),
        );
        rows.extend(receipt.vouchers.iter().map(|(name, off)| {
            Row::Part(words.of("in-discounts").with("what", name).to_string(), off.clone())
        }));
        let paid = receipt.tenders.iter();
        rows.extend(paid.map(|tender| Row::Pair(tender.words.clone(), tender.amount.clone())));
        if let Some(reference) = &receipt.reference {
            rows.push(Row::Text(
                words.of("paper-reference").with("reference", reference).to_string(),
            ));
        }
        rows.push(Row::Rule);
        rows.push(Row::Three([say("vat"), say("vat-of"), say("vat-tax")]));
        rows.extend(
            receipt
                .vat
                .iter()
                .map(|sum| Row::Three([sum.rate.clone(), sum.total.clone(), sum.tax.clone()])),
        );
        rows.extend(club(receipt, words));
        if !receipt.is_training && receipt.kind == ReceiptKind::Sale {
            let till = TillId::new(&receipt.till);
            rows.push(Row::Qr(ReceiptCode { till, number: receipt.number }.written()));
        }
        Self { title, language: words.language.tag(), rows }
    }
}

fn seller(receipt: &ReceiptView) -> Vec<Row> {
    let seller = &receipt.seller;
    let mut rows = vec![Row::Centred(receipt.store.clone())];
    rows.extend(seller.name.iter().cloned().map(Row::Centred));
    rows.extend(seller.organisation_number.iter().map(|number| {
        Row::Centred(receipt.words.of("paper-organisation").with("number", number).to_string())
    }));
    rows.extend(seller.address.iter().cloned().map(Row::Centred));
    rows
}

fn line(line: &ReceiptRow) -> Vec<Row> {
    let name = match line.quantity.as_str() {
        "1" => line.name.clone(),
        quantity => format!("{quantity} × {}", line.name),
    };
    let mut rows = vec![Row::Pair(name, line.gross.clone())];
    rows.extend(line.reasons.iter().map(|(why, off)| Row::Part(why.clone(), off.clone())));
    rows
}

/// What the purchase was to the member.
fn club(receipt: &ReceiptView, words: Words) -> Vec<Row> {
    let told = [
        ("paper-member-saving", &receipt.member_saving),
        ("paper-earned", &receipt.earned),
        ("paper-spent", &receipt.spent),
        ("paper-balance", &receipt.balance),
    ];
    let told = told
        .into_iter()
        .filter_map(|(name, value)| Some(Row::Pair(words.of(name).to_string(), value.clone()?)));
    let mut rows: Vec<Row> = told.collect();
    if !rows.is_empty() {
        rows.insert(0, Row::Rule);
    }
    rows
}
