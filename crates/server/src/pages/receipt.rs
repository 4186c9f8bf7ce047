//! The receipt of a completed sale, as it stays on the till until the next sale.

use super::format::{amount, moment, number, quantity, rate};
use super::messages;
use super::place::Place;
use checkout::{Amount, SaleState, Tender, TenderKind};
use engine::SaleView;

#[derive(Debug)]
pub(super) struct ReceiptRow {
    pub(super) quantity: String,
    pub(super) name: String,
    pub(super) total: String,
    pub(super) discount: Option<String>,
}

#[derive(Debug)]
pub(super) struct VatRow {
    pub(super) rate: String,
    pub(super) total: String,
    pub(super) tax: String,
}

#[derive(Debug)]
pub(super) struct TenderRow {
    pub(super) words: String,
    pub(super) amount: String,
}

#[derive(Debug)]
pub(super) struct ReceiptView {
    pub(super) store: String,
    pub(super) number: u64,
    pub(super) at: String,
    pub(super) lines: Vec<ReceiptRow>,
    pub(super) total: String,
    /// What points took off the price: it is in the lines' discounts.
    pub(super) off_by_points: Option<String>,
    /// The vouchers that took something off, by name: the same.
    pub(super) vouchers: Vec<(String, String)>,
    pub(super) vat: Vec<VatRow>,
    pub(super) tenders: Vec<TenderRow>,
    /// Names the payment at Vipps MobilePay.
    pub(super) reference: Option<String>,
    pub(super) is_training: bool,
}

impl ReceiptView {
    /// None unless the sale is completed.
    pub(super) fn of(place: &Place, view: &SaleView) -> Option<Self> {
        let sale = &view.sale;
        let SaleState::Completed { receipt_number, at_unix_ms } = sale.state else { return None };
        let receipt = sale.receipt();
        // The app goes by its name of that day.
        let words = place.words_at(at_unix_ms);
        let full = |minor| amount(Amount::new(minor, sale.currency), words.form);
        let bare = |minor| number(Amount::new(minor, sale.currency), words.form);
        let lines = receipt.lines.iter().map(|line| ReceiptRow {
            quantity: quantity(line.quantity),
            name: line.name.clone(),
            total: bare(line.total_minor),
            discount: Some(-line.discount_minor).filter(|minor| *minor < 0).map(bare),
        });
        let vat = receipt.vat().into_iter().map(|sum| VatRow {
            rate: rate(sum.rate),
            total: bare(sum.total_minor),
            tax: bare(sum.tax_minor),
        });
        let is_discount = |tender: &&Tender| tender.kind.is_discount();
        let off = sale.tenders.iter().find(is_discount);
        let tenders = sale.tenders.iter().filter(|tender| !is_discount(tender)).map(|tender| {
            TenderRow { words: messages::tender(tender.kind, words), amount: full(tender.minor) }
        });
        let paid_by_app =
            |kind: &TenderKind, id| matches!(kind, TenderKind::Vipps { payment } if *payment == id);
        Some(Self {
            store: place.store.clone(),
            number: receipt_number,
            at: moment(at_unix_ms, &place.zone, words.form),
            lines: lines.collect(),
            total: full(receipt.total_minor()),
            vouchers: sale
                .basket
                .vouchers
                .iter()
                .filter(|voucher| voucher.saving_minor() > 0)
                .map(|voucher| (voucher.terms.name.clone(), bare(-voucher.saving_minor())))
                .collect(),
            off_by_points: off.map(|tender| bare(-tender.minor)),
            vat: vat.collect(),
            tenders: tenders.collect(),
            reference: view
                .payment
                .as_ref()
                .map(|payment| &payment.plan)
                .filter(|plan| sale.tenders.iter().any(|one| paid_by_app(&one.kind, plan.id)))
                .map(|plan| plan.reference.clone()),
            is_training: place.is_training,
        })
    }
}
