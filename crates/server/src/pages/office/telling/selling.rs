//! What was done at the till, and what came back.

use super::super::super::format::{quantity, whole};
use super::super::super::messages;
use super::{Telling, Told, Tone, told, with};
use checkout::{AttemptEnd, IdentifiedBy, ReturnEvent, SaleEvent, Tender};

impl Telling<'_> {
    pub(super) fn sale(&mut self, event: &SaleEvent) -> Option<Told> {
        match event {
            SaleEvent::Opened { context, .. } => {
                let what = self.of("story-opened").with("till", &context.till);
                with(Tone::Plain, what, self.by(&context.operator))
            }
            SaleEvent::LineAdded { line, item, quantity: count } => {
                self.names.insert(*line, item.name.clone());
                let what = self.of("story-line").with("quantity", quantity(*count));
                told(Tone::Plain, what.with("name", &item.name))
            }
            SaleEvent::QuantitySet { line, quantity: count } => {
                let what = self.of("story-quantity").with("quantity", quantity(*count));
                told(Tone::Plain, what.with("name", self.name(*line)))
            }
            SaleEvent::LineRemoved { line } => {
                told(Tone::Plain, self.of("story-line-removed").with("name", self.name(*line)))
            }
            SaleEvent::DiscountSet { line, minor, reason } => {
                let what = self.of("story-discount").with("name", self.name(*line));
                let what = what.with("reason", self.of(messages::discount_reason(*reason)));
                told(Tone::Plain, what.with("amount", self.money(*minor)))
            }
            SaleEvent::ChangeUndone => told(Tone::Plain, self.of("story-undone")),
            SaleEvent::CustomerIdentified { customer } => told(
                Tone::Plain,
                self.of(match (customer.by, customer.member) {
                    (IdentifiedBy::PersonalQr, Some(_)) => "story-member-by-qr",
                    (IdentifiedBy::PersonalQr, None) => "story-customer-by-qr",
                    (IdentifiedBy::PhoneNumber, Some(_)) => "story-member-by-number",
                    (IdentifiedBy::PhoneNumber, None) => "story-customer-by-number",
                    (IdentifiedBy::UnreadPersonalQr, _) => "story-customer-unread",
                }),
            ),
            SaleEvent::CustomerRemoved => told(Tone::Plain, self.of("story-customer-removed")),
            SaleEvent::MembershipUnanswered => told(Tone::Bad, self.of("story-club-silent")),
            SaleEvent::PayerIdentified { .. } => told(Tone::Plain, self.of("story-payer")),
            SaleEvent::MemberAttached { .. } => told(Tone::Good, self.of("story-member")),
            SaleEvent::VoucherPutOn { voucher } => {
                told(Tone::Plain, self.of("story-voucher").with("name", &voucher.terms.name))
            }
            SaleEvent::VoucherTakenOff { .. } => told(Tone::Plain, self.of("story-voucher-off")),
            event => self.money_moved(event),
        }
    }

    /// How it was paid and what became of it.
    fn money_moved(&self, event: &SaleEvent) -> Option<Told> {
        match event {
            SaleEvent::TenderChosen { tender } => {
                told(Tone::Plain, self.tender("story-tender-chosen", tender))
            }
            SaleEvent::Tendered { tender } => {
                told(Tone::Plain, self.tender("story-tendered", tender))
            }
            SaleEvent::TenderRemoved { .. } => told(Tone::Plain, self.of("story-tender-removed")),
            SaleEvent::AttemptEnded { end: AttemptEnd::Abandoned, .. } => {
                told(Tone::Bad, self.of("story-abandoned"))
            }
            SaleEvent::Parked { .. } => told(Tone::Plain, self.of("story-parked")),
            SaleEvent::Resumed { context } => {
                let what = self.of("story-resumed").with("till", &context.till);
                with(Tone::Plain, what, self.by(&context.operator))
            }
            SaleEvent::TakenOver { context } => {
                let what = self.of("story-taken-over").with("till", &context.till);
                with(Tone::Plain, what, self.by(&context.operator))
            }
            SaleEvent::Completed { receipt_number, .. } => {
                told(Tone::Good, self.of("story-completed").with("number", receipt_number))
            }
            SaleEvent::Cancelled { .. } => told(Tone::Bad, self.of("story-cancelled")),
            SaleEvent::PointsEarned { lines } => {
                let points: i64 = lines.iter().map(|line| line.points).sum();
                let written = whole(points, self.desk.words.form);
                told(Tone::Good, self.of("story-points-earned").count(points, written))
            }
            SaleEvent::PointsTakenBack { lines } => {
                let points: i64 = lines.iter().map(|(_, points)| points).sum();
                let written = whole(points, self.desk.words.form);
                told(Tone::Plain, self.of("story-points-back").count(points, written))
            }
            SaleEvent::ReceiptPrinted { paper } if paper.is_copy => {
                told(Tone::Plain, self.of("story-copy-printed"))
            }
            SaleEvent::ReceiptPrinted { .. } => told(Tone::Plain, self.of("story-printed")),
            SaleEvent::ReceiptNotPrinted { .. } => told(Tone::Bad, self.of("story-not-printed")),
            // Told by what brings them about: the payment, the request to join, the return.
            _ => None,
        }
    }

    pub(super) fn returning(&self, event: &ReturnEvent) -> Option<Told> {
        match event {
            ReturnEvent::Started { context, lines, .. } => {
                let minor = lines.iter().map(checkout::ReturnedLine::taxed_minor).sum();
                let what = self.of("story-return").with("amount", self.money(minor));
                with(Tone::Plain, what.with("till", &context.till), self.by(&context.operator))
            }
            ReturnEvent::RefundEnded { .. } => None,
            ReturnEvent::PaidOut { tender } => {
                told(Tone::Plain, self.tender("story-paid-out", tender))
            }
            ReturnEvent::Completed { receipt_number, .. } => {
                told(Tone::Good, self.of("story-return-completed").with("number", receipt_number))
            }
            ReturnEvent::Cancelled { .. } => told(Tone::Plain, self.of("story-return-cancelled")),
        }
    }

    fn tender(&self, message: &'static str, tender: &Tender) -> crate::words::Message {
        let by = messages::tender(tender.kind, self.desk.words);
        self.of(message).with("tender", by).with("amount", self.money(tender.minor))
    }

    fn name(&self, line: checkout::LineId) -> String {
        self.names.get(&line).cloned().unwrap_or_default()
    }
}
