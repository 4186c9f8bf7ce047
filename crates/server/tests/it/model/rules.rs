//! What each call may do, and what it does. A refusal is named by its status and code; where several
//! apply, the first one counts.

use super::calls::{Call, Step};
use super::shop::{
    Attempt, Customer, Document, Kind, Line, NO_APP, Phase, Refund, RefundState, Refusal, Sale,
    Shop, State,
};
use super::steps::YEAR_MS;

const UNITS_MAX: i64 = 99_999;
const PAYMENT_MINOR_MIN: i64 = 100;
const PAYMENT_MINOR_MAX: i64 = 65_000_000;

pub(super) const SALE_UNKNOWN: Refusal = Refusal(404, "sale_unknown");
pub(super) const LINE_UNKNOWN: Refusal = Refusal(404, "line_unknown");
pub(super) const SALE_CLOSED: Refusal = Refusal(409, "sale_closed");
const SALE_PARKED: Refusal = Refusal(409, "sale_parked");
const PAYMENT_OPEN: Refusal = Refusal(409, "payment_open");
const TENDER_IMPOSSIBLE: Refusal = Refusal(422, "tender_impossible");
pub(super) const OTHER_CURRENCY: Refusal = Refusal(409, "other_currency");
pub(super) const NOTHING_TO_PAY_OUT: Refusal = Refusal(409, "nothing_to_pay_out");

impl Shop {
    /// Does a step. `self.answer` is what the API must say to it.
    pub(super) fn step(&mut self, step: &Step) {
        self.answer = None;
        match step {
            Step::Call(call) => self.ask(call.clone()),
            Step::Repeat => match self.last.clone() {
                // Kept: the same answer, and nothing more happens.
                Some((_, Ok(status))) => self.answer = Some(Ok(status)),
                Some((call, Err(_))) => self.ask(call),
                None => {}
            },
            Step::ReuseKey => self.answer = Some(Err(Refusal(409, "idempotency_key_reused"))),
            Step::Answer { sale, yes } => {
                if let Some(attempt) = self.newest_attempt(*sale) {
                    attempt.answer = Some(*yes);
                }
            }
            Step::Join { sale } => self.answer = Some(self.join(*sale)),
            Step::Settle => self.settle(),
            Step::Wait { ms } => {
                self.now_ms += ms;
                self.settle();
                if *ms >= YEAR_MS {
                    let sales = self.sales.iter_mut().flatten();
                    sales.filter(|sale| sale.is_completed()).for_each(|sale| sale.is_old = true);
                }
            }
        }
    }

    /// Whether a step can be done at all.
    pub(super) fn can(&self, step: &Step) -> bool {
        match step {
            Step::Repeat => self.last.is_some(),
            Step::ReuseKey => self.can_reuse_key(),
            Step::Answer { sale, yes } => {
                let newest = self.sale(*sale).and_then(|sale| sale.attempts.last());
                let can = if *yes { Attempt::can_approve } else { Attempt::can_answer };
                newest.is_some_and(|attempt| can(attempt, self.now_ms))
            }
            Step::Wait { ms } => *ms < YEAR_MS || !self.is_asking(),
            _ => true,
        }
    }

    /// Whether the last call is kept under its key, and had a body.
    pub(super) fn can_reuse_key(&self) -> bool {
        self.last.as_ref().is_some_and(|(call, kept)| kept.is_ok() && call.request().2.is_some())
    }

    pub(super) fn is_asking(&self) -> bool {
        self.sales.iter().flatten().any(Sale::is_asked)
    }

    fn newest_attempt(&mut self, sale: usize) -> Option<&mut Attempt> {
        self.sales.get_mut(sale)?.as_mut()?.attempts.last_mut()
    }

    fn ask(&mut self, call: Call) {
        let answer = self.call(&call);
        self.reprice();
        self.answer = Some(answer);
        self.last = Some((call, answer));
    }

    fn call(&mut self, call: &Call) -> Result<u16, Refusal> {
        match call {
            Call::Open { sale, till } => return self.open(*sale, *till).map(|()| 201),
            Call::TakeBack { sale, id, till, lines, by } => {
                return self.take_back(*sale, *id, *till, lines, *by).map(|()| 201);
            }
            Call::Resume { sale, till } | Call::TakeOver { sale, till } => {
                self.bring(*sale, *till, matches!(call, Call::Resume { .. }))?;
            }
            Call::Cancel { document: Document::Return(id) } => self.cancel_return(*id)?,
            Call::PayOut { document: Document::Return(id), kind } => self.pay_out(*id, *kind)?,
            Call::Identify { sale, who } => {
                let customer = Customer { who: *who, is_member: self.members[*who] };
                match self.known(*sale)? {
                    paid if paid.is_completed() => paid.credit(customer)?,
                    _ => self.open_sale(*sale)?.identify(customer)?,
                }
            }
            Call::Cancel { document: Document::Sale(sale) } => self.open_sale(*sale)?.cancel()?,
            Call::PayOut { document: Document::Sale(sale), .. } => {
                self.known(*sale)?.pay_out_refused()?;
            }
            Call::CancelRequest { sale } => self.known(*sale)?.cancel_request()?,
            Call::Claim { sale, finish } => self.known(*sale)?.claim(*finish)?,
            Call::Add { sale, product } => self.open_sale(*sale)?.changeable()?.add(*product)?,
            Call::SetUnits { sale, line, units } => {
                self.open_sale(*sale)?.changeable()?.line(*line)?.units = *units;
            }
            Call::RemoveLine { sale, line } => {
                let sale = self.open_sale(*sale)?.changeable()?;
                sale.line(*line)?;
                sale.lines.retain(|one| one.id != *line);
            }
            Call::RemoveCustomer { sale } => {
                let sale = self.open_sale(*sale)?.changeable()?;
                sale.customer.take().ok_or(Refusal(409, "no_customer"))?;
                sale.joining = None;
            }
            Call::Ask { sale, minor } => self.open_sale(*sale)?.request(*minor)?,
            Call::Tender { sale, kind, minor } => self.open_sale(*sale)?.tender(*kind, *minor)?,
            Call::RemoveTender { sale, number } => self.open_sale(*sale)?.undo(*number)?,
            Call::Park { sale } => self.open_sale(*sale)?.changeable()?.state = State::Parked,
        }
        Ok(200)
    }

    pub(super) fn known(&mut self, sale: usize) -> Result<&mut Sale, Refusal> {
        self.sales.get_mut(sale).and_then(Option::as_mut).ok_or(SALE_UNKNOWN)
    }

    fn open_sale(&mut self, sale: usize) -> Result<&mut Sale, Refusal> {
        let sale = self.known(sale)?;
        match sale.state {
            State::Open => Ok(sale),
            State::Parked => Err(SALE_PARKED),
            State::Completed | State::Cancelled => Err(SALE_CLOSED),
        }
    }

    /// The sale, other than this one, that a till has open.
    fn is_busy(&self, till: u8, with_another_than: usize) -> bool {
        let open = |one: &Option<Sale>| {
            one.as_ref().is_some_and(|sale| sale.till == till && sale.state == State::Open)
        };
        let mut sales = self.sales.iter().enumerate();
        sales.any(|(id, sale)| id != with_another_than && open(sale))
    }

    fn open(&mut self, sale: usize, till: u8) -> Result<(), Refusal> {
        if self.sale(sale).is_some() {
            return Err(Refusal(409, "sale_exists"));
        }
        if self.is_busy(till, sale) {
            return Err(Refusal(409, "till_busy"));
        }
        if self.sales.len() <= sale {
            self.sales.resize(sale + 1, None);
        }
        self.sales[sale] = Some(Sale::new(till));
        Ok(())
    }

    /// A sale is resumed or taken over at a till.
    fn bring(&mut self, id: usize, till: u8, resumes: bool) -> Result<(), Refusal> {
        let sale = self.known(id)?.clone();
        if till == 2 {
            return Err(Refusal(409, "other_store"));
        }
        if self.is_busy(till, id) {
            return Err(Refusal(409, "till_busy"));
        }
        match (sale.state, resumes) {
            (State::Parked, true) | (State::Open, false) => {}
            (_, true) => return Err(Refusal(409, "not_parked")),
            (State::Parked, false) => return Err(SALE_PARKED),
            (_, false) => return Err(SALE_CLOSED),
        }
        self.sales[id] = Some(Sale { state: State::Open, till, ..sale });
        Ok(())
    }

    /// The customer is asked to join, says yes, and the service hears of it.
    fn join(&mut self, sale: usize) -> Result<u16, Refusal> {
        let customer = self.open_sale(sale)?.customer.ok_or(Refusal(409, "no_customer"))?;
        if customer.is_member {
            return Err(Refusal(409, "already_member"));
        }
        self.settle();
        let known = self.known(sale)?;
        let asked = known.joining.map_or(0, |(asked, _)| asked) + 1;
        let has_app = customer.who != NO_APP;
        known.joining = Some((asked, if has_app { "completed" } else { "refused" }));
        if has_app {
            self.now_ms += JOIN_MS;
            self.settle();
            self.members[customer.who] = true;
            let sale = self.known(sale)?;
            if matches!(sale.state, State::Open | State::Completed) {
                sale.customer = Some(Customer { is_member: true, ..customer });
            }
            self.reprice();
        }
        Ok(200)
    }
}

/// How long the service takes to hear that somebody has joined.
pub(super) const JOIN_MS: i64 = 6_000;

impl Sale {
    fn not_asked(&mut self) -> Result<&mut Self, Refusal> {
        if self.is_asked() { Err(PAYMENT_OPEN) } else { Ok(self) }
    }

    fn changeable(&mut self) -> Result<&mut Self, Refusal> {
        let sale = self.not_asked()?;
        if sale.tenders.is_empty() { Ok(sale) } else { Err(Refusal(409, "partly_paid")) }
    }

    fn line(&mut self, id: u32) -> Result<&mut Line, Refusal> {
        self.lines.iter_mut().find(|line| line.id == id).ok_or(LINE_UNKNOWN)
    }

    fn add(&mut self, product: usize) -> Result<(), Refusal> {
        match self.lines.iter_mut().find(|line| line.product == product) {
            Some(line) if line.units == UNITS_MAX => return Err(Refusal(422, "item_impossible")),
            Some(line) => line.units += 1,
            None => {
                self.lines_ever += 1;
                self.lines.push(Line { id: self.lines_ever, product, units: 1 });
            }
        }
        Ok(())
    }

    /// Another customer is refused, or pays the rest once a part was paid in the app.
    fn identify(&mut self, customer: Customer) -> Result<(), Refusal> {
        let Some(known) = &mut self.customer else {
            self.customer = Some(customer);
            return Ok(());
        };
        if self.payer.unwrap_or(known.who) == customer.who {
            known.is_member |= known.who == customer.who && customer.is_member;
            return Ok(());
        }
        let is_customer = known.who == customer.who;
        self.not_asked()?;
        if !self.is_partly_paid_in_app() {
            return Err(Refusal(409, "other_customer"));
        }
        self.payer = (!is_customer).then_some(customer.who);
        Ok(())
    }

    /// Paid already: the purchase becomes a member's, once and in time.
    fn credit(&mut self, customer: Customer) -> Result<(), Refusal> {
        if !customer.is_member {
            return Err(Refusal(409, "not_a_member"));
        }
        match self.customer {
            Some(known) if known.is_member && known.who == customer.who => return Ok(()),
            Some(known) if known.is_member => return Err(Refusal(409, "already_booked")),
            Some(known) if known.who != customer.who => {
                return Err(Refusal(409, "other_customer"));
            }
            _ if self.is_old => return Err(Refusal(409, "too_late")),
            _ => self.customer = Some(customer),
        }
        Ok(())
    }

    fn request(&mut self, minor: Option<i64>) -> Result<(), Refusal> {
        self.not_asked()?;
        if self.lines.is_empty() {
            return Err(Refusal(409, "basket_empty"));
        }
        let who = self.payer.or(self.customer.map(|customer| customer.who));
        let who = who.ok_or(Refusal(409, "no_customer"))?;
        let minor = minor.unwrap_or(self.due());
        if minor > self.due() {
            return Err(TENDER_IMPOSSIBLE);
        }
        if minor < PAYMENT_MINOR_MIN {
            return Err(Refusal(422, "amount_below_minimum"));
        }
        if minor > PAYMENT_MINOR_MAX {
            return Err(Refusal(422, "amount_above_maximum"));
        }
        self.attempts.push(Attempt {
            minor,
            who,
            phase: Phase::Intended,
            cancel_asked: false,
            answer: None,
            refunds: Vec::new(),
        });
        Ok(())
    }

    fn live(&mut self) -> Option<&mut Attempt> {
        self.attempts.last_mut().filter(|attempt| attempt.is_live())
    }

    fn cancel_request(&mut self) -> Result<(), Refusal> {
        let attempt = self.live().ok_or(Refusal(409, "no_payment_open"))?;
        attempt.cancel_asked = true;
        if attempt.phase == Phase::Intended {
            attempt.phase = Phase::Ended("dropped");
            self.take_chosen();
        }
        Ok(())
    }

    fn claim(&mut self, finish: bool) -> Result<(), Refusal> {
        match self.live() {
            Some(attempt) if matches!(attempt.phase, Phase::AwaitsClaim { .. }) => {
                attempt.phase = if finish { Phase::Finishing } else { Phase::Releasing };
                Ok(())
            }
            _ => Err(Refusal(409, "nothing_to_decide")),
        }
    }

    fn tender(&mut self, kind: Kind, minor: Option<i64>) -> Result<(), Refusal> {
        if self.lines.is_empty() {
            return Err(Refusal(409, "basket_empty"));
        }
        let minor = minor.unwrap_or(self.due());
        if minor <= 0 || minor > self.due() {
            return Err(TENDER_IMPOSSIBLE);
        }
        match self.live().map(|attempt| attempt.phase) {
            None => self.take(kind, minor),
            Some(Phase::AwaitsClaim { .. } | Phase::Finishing) => {
                return Err(Refusal(409, "payment_approved"));
            }
            // Another tender cancels the request first.
            Some(_) => {
                self.chosen = Some((kind, minor));
                self.cancel_request()?;
            }
        }
        Ok(())
    }

    fn undo(&mut self, number: u32) -> Result<(), Refusal> {
        self.not_asked()?;
        let known = self.tenders.iter().position(|one| one.0 == number);
        let tender = self.tenders.remove(known.ok_or(Refusal(404, "tender_unknown"))?);
        self.give_back(tender);
        if !self.is_partly_paid_in_app() {
            self.payer = None;
        }
        Ok(())
    }

    fn cancel(&mut self) -> Result<(), Refusal> {
        self.not_asked()?;
        for tender in self.tenders.clone() {
            self.give_back(tender);
        }
        self.state = State::Cancelled;
        Ok(())
    }

    fn give_back(&mut self, (_, kind, minor): (u32, Kind, i64)) {
        if let Kind::App(attempt) = kind {
            let refund = Refund { minor, of: None, state: RefundState::Open };
            self.attempts[attempt].refunds.push(refund);
        }
    }

    fn pay_out_refused(&mut self) -> Result<(), Refusal> {
        let refunds = self.attempts.iter_mut().flat_map(|attempt| &mut attempt.refunds);
        let is_refused = |one: &&mut Refund| one.of.is_none() && one.state == RefundState::Refused;
        let mut refused = refunds.filter(is_refused).peekable();
        refused.peek().ok_or(NOTHING_TO_PAY_OUT)?;
        for refund in refused {
            refund.state = RefundState::PaidOut;
        }
        Ok(())
    }
}
