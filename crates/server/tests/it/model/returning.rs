//! Returns in the model: what may come back, and how its money goes back.

use super::rules::{LINE_UNKNOWN, NOTHING_TO_PAY_OUT, OTHER_CURRENCY, SALE_CLOSED, SALE_UNKNOWN};
use super::shop::{Kind, Refund, RefundState, Refusal, Sale, Shop, State};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Return {
    pub(super) of: usize,
    pub(super) till: u8,
    pub(super) state: State,
    /// Line, units, money.
    pub(super) lines: Vec<(u32, i64, i64)>,
    /// What was handed out at the counter.
    pub(super) handed_out: Vec<(Kind, i64)>,
    /// The attempts that were asked to give back, in order.
    pub(super) asked: Vec<usize>,
}

impl Return {
    pub(super) fn is_completed(&self) -> bool {
        self.state == State::Completed
    }

    pub(super) fn total(&self) -> i64 {
        self.lines.iter().map(|(_, _, minor)| minor).sum()
    }
}

impl Shop {
    /// The refunds of a return, in order.
    pub(super) fn refunds_of(&self, id: usize) -> Vec<Refund> {
        let Some(returning) = self.returning(id) else { return Vec::new() };
        let Some(sale) = self.sale(returning.of) else { return Vec::new() };
        let of = |attempt: &usize| {
            sale.attempts[*attempt].refunds.iter().find(|refund| refund.of == Some(id)).copied()
        };
        returning.asked.iter().filter_map(of).collect()
    }

    /// What a return has given back, and what is left to hand out at the counter.
    pub(super) fn balance_of(&self, id: usize) -> (i64, i64) {
        let Some(returning) = self.returning(id) else { return (0, 0) };
        let sum = |state| -> i64 {
            let refunds = self.refunds_of(id);
            refunds.iter().filter(|one| one.state == state).map(|one| one.minor).sum()
        };
        let handed_out: i64 = returning.handed_out.iter().map(|(_, minor)| minor).sum();
        let paid = handed_out + sum(RefundState::Done);
        (paid, returning.total() - paid - sum(RefundState::Open))
    }

    pub(super) fn complete_return(&mut self, id: usize) {
        let (paid, _) = self.balance_of(id);
        if let Some(returning) = self.returns[id].as_mut()
            && returning.state == State::Open
            && paid == returning.total()
        {
            returning.state = State::Completed;
        }
    }

    /// How much of a line came back, or is on its way.
    pub(super) fn returned(&self, sale: usize, line: u32) -> i64 {
        let returns = self.sale(sale).map(|sale| sale.returns.iter()).into_iter().flatten();
        let lines = returns.filter_map(|id| self.returning(*id)).flat_map(|one| &one.lines);
        lines.filter(|(id, ..)| *id == line).map(|(_, units, _)| units).sum()
    }

    pub(super) fn take_back(
        &mut self,
        sale_id: usize,
        id: usize,
        till: u8,
        wanted: &[(u32, Option<i64>)],
        by: Option<Kind>,
    ) -> Result<(), Refusal> {
        let sale = self.known(sale_id)?.clone();
        if self.returning(id).is_some() {
            return Err(Refusal(409, "sale_exists"));
        }
        if sale.state != State::Completed {
            return Err(Refusal(409, "not_completed"));
        }
        let mut lines: Vec<(u32, i64, i64)> = Vec::new();
        for (number, units) in wanted {
            let line = sale.lines.iter().find(|line| line.id == *number).ok_or(LINE_UNKNOWN)?;
            let now: i64 = lines.iter().filter(|one| one.0 == *number).map(|one| one.1).sum();
            let left = line.units - self.returned(sale_id, *number) - now;
            let units = units.unwrap_or(left);
            if left == 0 {
                return Err(Refusal(409, "all_returned"));
            }
            if units > left {
                return Err(Refusal(409, "more_than_bought"));
            }
            lines.push((*number, units, units * sale.price(line.product)));
        }
        if lines.is_empty() {
            return Err(Refusal(422, "nothing_to_return"));
        }
        let total = lines.iter().map(|(_, _, minor)| minor).sum();
        let plan = match by {
            Some(kind) => vec![(kind, total)],
            None => self.as_it_was_paid(&sale, total),
        };
        let at_counter = |(kind, _): &&(Kind, i64)| !matches!(kind, Kind::App(_));
        let handed_out: Vec<_> = plan.iter().filter(at_counter).copied().collect();
        if till == 2 && !handed_out.is_empty() {
            return Err(OTHER_CURRENCY);
        }
        let sale = self.known(sale_id)?;
        let mut asked = Vec::new();
        for (kind, minor) in plan {
            if let Kind::App(attempt) = kind {
                let refund = Refund { minor, of: Some(id), state: RefundState::Open };
                sale.attempts[attempt].refunds.push(refund);
                asked.push(attempt);
            }
        }
        sale.returns.push(id);
        if self.returns.len() <= id {
            self.returns.resize(id + 1, None);
        }
        let state = State::Open;
        self.returns[id] = Some(Return { of: sale_id, till, state, lines, handed_out, asked });
        self.complete_return(id);
        Ok(())
    }

    /// Through the app first, in the order of asking; then by card, gift card and cash. None gives back
    /// more than it took.
    fn as_it_was_paid(&self, sale: &Sale, total: i64) -> Vec<(Kind, i64)> {
        let took = |kind: Kind| -> i64 {
            sale.tenders.iter().filter(|one| one.1 == kind).map(|one| one.2).sum()
        };
        let returns = sale.returns.iter().filter_map(|id| self.returning(*id));
        let handed_out: Vec<_> = returns.flat_map(|one| one.handed_out.clone()).collect();
        let apps = (0..sale.attempts.len()).map(|index| {
            let kind = Kind::App(index);
            (kind, took(kind).min(sale.attempts[index].refundable()))
        });
        let counter = [Kind::Card, Kind::GiftCard, Kind::Cash].map(|kind| {
            let gave: i64 = handed_out.iter().filter(|one| one.0 == kind).map(|one| one.1).sum();
            (kind, (took(kind) - gave).max(0))
        });
        let mut left = total;
        let gives = apps.chain(counter).map(|(kind, has)| {
            let minor = has.min(left);
            left -= minor;
            (kind, minor)
        });
        gives.filter(|(_, minor)| *minor > 0).collect()
    }

    fn open_return(&mut self, id: usize) -> Result<&mut Return, Refusal> {
        let one = self.returns.get_mut(id).and_then(Option::as_mut).ok_or(SALE_UNKNOWN)?;
        if one.state == State::Open { Ok(one) } else { Err(SALE_CLOSED) }
    }

    pub(super) fn pay_out(&mut self, id: usize, kind: Kind) -> Result<(), Refusal> {
        let (_, due) = self.balance_of(id);
        let returning = self.open_return(id)?;
        if due == 0 {
            return Err(NOTHING_TO_PAY_OUT);
        }
        if returning.till == 2 {
            return Err(OTHER_CURRENCY);
        }
        returning.handed_out.push((kind, due));
        self.complete_return(id);
        Ok(())
    }

    pub(super) fn cancel_return(&mut self, id: usize) -> Result<(), Refusal> {
        let (_, due) = self.balance_of(id);
        let returning = self.open_return(id)?;
        if due != returning.total() {
            return Err(Refusal(409, "refund_under_way"));
        }
        returning.state = State::Cancelled;
        let of = returning.of;
        self.known(of)?.returns.retain(|one| *one != id);
        Ok(())
    }
}
