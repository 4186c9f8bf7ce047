//! A return as the API shows it: in the form of a sale, with what goes back as positive amounts.

use super::{LineBody, RefundBody, SaleBody, points, tenders};
use crate::refused::refund_refused;
use checkout::{Amount, Currency, GroupId, Refund, RefundEnd, ReturnState, ReturnedLine, Sale};
use engine::ReturnView;

impl From<ReturnView> for SaleBody {
    fn from(view: ReturnView) -> Self {
        let ReturnView { returning, version, original, unavailable } = view;
        let currency = returning.currency;
        let (state, receipt_number) = match returning.state {
            ReturnState::Open => ("open", None),
            ReturnState::Completed { receipt_number, .. } => ("completed", Some(receipt_number)),
            ReturnState::Cancelled { .. } => ("cancelled", None),
        };
        let paid = returning.tenders.iter().filter(|tender| !tender.kind.is_discount());
        let paid_minor = paid.map(|tender| tender.minor).sum();
        let known = original.returns.iter().find(|one| one.id == returning.id);
        let prints = known.map(|one| one.prints).unwrap_or_default();
        let refunds = returning.refunds.iter().map(|part| RefundBody {
            amount: Amount::new(part.minor, currency).into(),
            ..RefundBody::ended(part.end, currency)
        });
        Self {
            id: returning.id.0,
            kind: "return",
            of: Some(returning.of.0),
            short_id: returning.short_id(),
            version,
            state,
            till: returning.context.till.to_string(),
            vouchers: Vec::new(),
            lines: returning.lines.iter().filter_map(|part| line(&original, part)).collect(),
            total: returning.turnover().into(),
            tax: returning.tax().into(),
            paid: Amount::new(paid_minor, currency).into(),
            due: returning.due().into(),
            member_saving: Amount::zero(currency).into(),
            customer: None,
            membership_request: None,
            payment_available: unavailable.is_none(),
            payment: None,
            tenders: tenders(&returning.tenders, currency),
            paid_with_points: points(&returning.tenders, currency, original.is_customer_proved()),
            chosen_tender: None,
            points_earned: 0,
            refunds: refunds.collect(),
            returns: Vec::new(),
            receipt_number,
            prints: prints.into(),
        }
    }
}

/// A part of a line of the original, under that line's number.
fn line(original: &Sale, part: &ReturnedLine) -> Option<LineBody> {
    let line = original.basket.line(part.line)?;
    Some(LineBody {
        id: line.id.0,
        product_id: line.item.product.to_string(),
        name: line.item.name.clone(),
        quantity: part.quantity.to_string(),
        unit_price: line.item.unit_minor,
        discount: part.discount_minor + part.off_by_points_minor,
        total: part.taxed_minor(),
        tax: part.tax_minor,
        vat_rate: line.item.vat_rate.hundredths_percent(),
        groups: line.item.groups.iter().map(GroupId::to_string).collect(),
        rules: Vec::new(),
        returned: None,
    })
}

impl RefundBody {
    /// A refund of a sale that was called off, or of a tender that was undone.
    pub(super) fn of(refund: &Refund, currency: Currency) -> Self {
        let amount = Amount::new(refund.minor, currency).into();
        if refund.paid_out_by.is_some() {
            let state = "paid_out";
            return Self { amount, state, refusal_code: None, advice: None };
        }
        Self { amount, ..Self::ended(refund.end, currency) }
    }

    fn ended(end: Option<RefundEnd>, currency: Currency) -> Self {
        let (state, refusal_code, advice) = match end {
            None => ("open", None, None),
            Some(RefundEnd::Done) => ("done", None, None),
            Some(RefundEnd::Refused { code }) => ("refused", code, Some(refund_refused(code))),
        };
        Self { amount: Amount::zero(currency).into(), state, refusal_code, advice }
    }
}
