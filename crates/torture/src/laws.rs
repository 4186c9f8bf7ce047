//! What must always hold, checked at each commit, at each call on the wire and at the end. The
//! names are those of `ARCHITECTURE.md`.

mod club;
mod prices;

use crate::edges::{Path, Walks};
use crate::own_club::OwnClub;
use crate::points::PointsBook;
use crate::settings::Settings;
use crate::vouchers::VoucherBook;
use crate::world::World;
use checkout::{
    Aggregate, AggregateId, Claim, Encoded, Enrolment, EnrolmentId, Fate, IdentifiedBy,
    JournalFact, Kind, Member, MemberId, Operation, Payment, PaymentFlow, PaymentState,
    ProviderState, Receipt, RefundCause, RefundEnd, Return, ReturnId, ReturnState, Sale, SaleId,
    SaleState, TenderKind, Till, TillEvent, TillId, UnknownRevision, decode,
};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::{Commit, FeedPosition, LookupRule, NewInboxEntry, Store, StoreError};
use vipps_mobilepay::{Method, Request, Response, TransportError};

/// ePayment, rate limits: writes a minute for one reference.
const WRITES_A_MINUTE: usize = 5;

/// ePayment, time-outs: a request that is not there for longer never will be.
const REQUEST_LIVES_MS: i64 = 10 * 60_000;

/// On a day on which nothing but webhooks fails, an approval is known after this long.
const KNOWN_AFTER_MS_MAX: i64 = 60_000;

/// Handle to the book of one run; clones are the same book.
#[derive(Clone)]
pub(crate) struct Laws {
    world: World,
    book: Arc<Mutex<Book>>,
}

#[derive(Default)]
struct Book {
    broken: Option<String>,
    versions: BTreeMap<AggregateId, u64>,
    payments: BTreeMap<String, Payment>,
    sales: BTreeMap<SaleId, Sale>,
    members: BTreeMap<MemberId, Member>,
    points: PointsBook,
    people: club::People,
    /// What the prices are made by, if it is known.
    settings: Option<Settings>,
    vouchers: VoucherBook,
    /// Whose points and purchases are kept elsewhere.
    own_club: Option<OwnClub>,
    returns: BTreeMap<ReturnId, Return>,
    /// Membership requests that something is still to be done for.
    asking: BTreeSet<EnrolmentId>,
    holders: BTreeMap<(&'static str, [u8; 32]), String>,
    receipts: BTreeMap<TillId, u64>,
    return_receipts: BTreeMap<TillId, u64>,
    /// Idempotency keys with what they were first used for.
    keys: BTreeMap<String, (String, [u8; 32])>,
    writes: BTreeMap<(String, String), Last>,
    /// Keys that were definitely refused.
    refused: BTreeSet<String>,
    sent_at: BTreeMap<String, VecDeque<i64>>,
    news: BTreeSet<(String, String)>,
    told: BTreeMap<AggregateId, u64>,
    /// Whether calls and reads do as they should on that day.
    is_fair: bool,
    /// Approvals that the store has not heard of, with their times.
    approved: BTreeMap<String, i64>,
    path: Path,
}

/// The last try at an effect.
struct Last {
    key: String,
    heard: Heard,
    /// How many refunds of the payment had ended when it was first sent.
    ended: usize,
}

/// What the service has heard of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Heard {
    Nothing,
    Done,
    Refused,
}

/// A write of a payment as it is seen on the wire.
struct Write {
    reference: String,
    /// Which effect it asks for: a cancel of the request and a release of money are two.
    effect: String,
    key: String,
}

impl Laws {
    pub(crate) fn new(world: World) -> Self {
        Self { world, book: Arc::default() }
    }

    /// On that day the club is kept elsewhere. `tells_once`: nothing keeps anything from being told.
    pub(crate) fn are_of(&self, own_club: OwnClub, tells_once: bool) {
        let mut book = self.book();
        book.own_club = Some(own_club);
        book.people.tells_once = tells_once;
    }

    /// What the settings say on that day.
    pub(crate) fn are_by(&self, settings: Settings) {
        self.book().settings = Some(settings);
    }

    /// All who are members, or were.
    pub(crate) fn members(&self) -> Vec<MemberId> {
        self.book().members.keys().copied().collect()
    }

    /// How everything began that was sealed of people who are erased.
    pub(crate) fn destroyed(&self) -> BTreeSet<Vec<u8>> {
        self.book().destroyed()
    }

    /// On that day calls and reads do as they should.
    pub(crate) fn are_fair(&self) {
        self.book().is_fair = true;
    }

    /// A customer says yes.
    pub(crate) fn approved(&self, reference: &str) {
        let now_unix_ms = self.world.clock.now_unix_ms();
        self.book().approved.insert(reference.to_owned(), now_unix_ms);
    }

    /// The first law that was broken, if one was.
    pub(crate) fn broken(&self) -> Option<String> {
        self.book().broken.clone()
    }

    pub(crate) fn broke(&self, what: impl Into<String>) {
        self.book().broke(what);
    }

    /// The changes of state so far.
    pub(crate) fn walks(&self) -> Walks {
        self.book().path.walks().clone()
    }

    pub(crate) fn committed(&self, commit: &Commit) {
        let mut book = self.book();
        let buyers = book.buyers(commit);
        for write in &commit.writes {
            let before = book.versions.get(&write.id).copied().unwrap_or(0);
            book.law(before == write.expected_version, || {
                format!("I5 {} was at {before}, not {}", write.id, write.expected_version)
            });
            let after = before + u64::try_from(write.events.len()).unwrap_or(0);
            book.versions.insert(write.id.clone(), after);
            book.written(write.id.kind, &write.snapshot);
            if write.id.kind == Kind::Account
                && let Err(broken) = book.points.written(&write.events, &write.snapshot)
            {
                book.broke(format!("I7 {broken}"));
            }
            if write.id.kind == Kind::Payment {
                let now_unix_ms = self.world.clock.now_unix_ms();
                if let Ok(payment) = read(&write.snapshot) {
                    book.heard_in_time(&payment, now_unix_ms);
                    book.refused_by_them(&payment, now_unix_ms);
                    book.goes_back(&payment);
                }
            }
        }
        book.only_members_buy(&buyers);
        book.moved(commit);
        book.sealed(commit);
        for edge in book.path.committed(commit) {
            book.law(edge.is_drawn(), || format!("the charts don't know {edge}"));
        }
        for lookup in commit.lookups.iter().filter(|lookup| lookup.rule != LookupRule::Replace) {
            let key = (lookup.index, lookup.hash);
            if lookup.rule == LookupRule::Remove {
                book.holders.remove(&key);
                continue;
            }
            if lookup.rule == LookupRule::Held {
                let is_held = book.holders.get(&key) == Some(&lookup.holder);
                book.law(is_held, || format!("I8 {} is not held any more", lookup.holder));
                continue;
            }
            let holder = book.holders.entry(key).or_insert_with(|| lookup.holder.clone()).clone();
            book.law(holder == lookup.holder, || {
                format!("I8 {} is held by two: {holder} and {}", lookup.index, lookup.holder)
            });
        }
    }

    pub(crate) fn received(&self, entry: &NewInboxEntry) {
        self.book().news.extend(news(entry.payload.as_bytes()));
    }

    pub(crate) fn answered_forgery(&self, status: u16) {
        let believed = (200..300).contains(&status);
        self.book()
            .law(!believed, || "I6 a webhook that nobody signed was acknowledged".to_owned());
    }

    pub(crate) fn acknowledged_webhook(&self, body: &[u8]) {
        let mut book = self.book();
        if let Some(news) = news(body) {
            let stored = book.news.contains(&news);
            book.law(stored, || format!("I6 {news:?} was acknowledged and is not stored"));
        }
    }

    /// What a person was told of a sale: from now on it is at least as far.
    pub(crate) fn told(&self, sale: &Value) {
        let kind = if sale["kind"] == "return" { Kind::Return } else { Kind::Sale };
        let (Some(key), Some(version)) = (sale["id"].as_str(), sale["version"].as_u64()) else {
            return;
        };
        let id = AggregateId { kind, key: key.to_owned() };
        let mut book = self.book();
        let stored = book.versions.get(&id).copied().unwrap_or(0);
        book.law(stored >= version, || format!("I5 {id} was told at {version}, is at {stored}"));
        let told = book.told.entry(id).or_default();
        *told = version.max(*told);
    }

    /// Before a request goes out.
    pub(crate) fn sends(&self, request: &Request) {
        let Some(write) = write_of(request) else { return self.book().tells(request) };
        let now = self.world.clock.now_unix_ms();
        let mut book = self.book();
        let sha256: [u8; 32] = Sha256::digest(&request.body).into();
        let used = book.keys.entry(write.key.clone()).or_insert((write.effect.clone(), sha256));
        let same = *used == (write.effect.clone(), sha256);
        book.law(same, || format!("I2 key {} has two bodies", write.key));

        let ended = book.refunds_ended(&write.reference);
        let free = book.writes.get(&write.name()).is_none_or(|last| {
            last.key == write.key || last.heard == Heard::Refused || last.ended < ended
        });
        book.law(free, || {
            let Write { effect, reference, key } = &write;
            format!("I2 {effect} of {reference} goes out as {key} while another may have worked")
        });
        let last = Last { key: write.key.clone(), heard: Heard::Nothing, ended };
        book.writes.insert(write.name(), last);

        // Nothing is left to cancel when money goes back: a refund may use the limit up, and wait.
        if write.effect != "refund" {
            let sent_at = book.sent_at.entry(write.reference.clone()).or_default();
            sent_at.retain(|at| *at > now - 60_000);
            sent_at.push_back(now);
            let many = sent_at.len();
            book.law(many <= WRITES_A_MINUTE, || {
                format!("{many} writes for {} within a minute", write.reference)
            });
        }
        book.was_committed(&write, &sha256);
    }

    /// When its answer has come, or has not.
    pub(crate) fn hears(&self, request: &Request, answer: &Result<Response, TransportError>) {
        let Some(write) = write_of(request) else { return };
        let heard = match answer {
            Ok(answer) if answer.is_success() => Heard::Done,
            // These say nothing of whether an earlier try had its effect.
            Ok(answer) if [401, 403, 408, 409, 423, 429].contains(&answer.status) => Heard::Nothing,
            Ok(answer) if (400..500).contains(&answer.status) => Heard::Refused,
            Ok(_) | Err(TransportError::NoAnswer(_)) => Heard::Nothing,
            Err(TransportError::NotSent(_)) => return,
        };
        let mut book = self.book();
        // Where something may not be done at all, an earlier try may have been allowed to.
        let is_refused = matches!(answer, Ok(answer) if answer.status == 403);
        if is_refused || heard == Heard::Refused {
            book.refused.insert(write.key.clone());
        }
        if let Some(last) = book.writes.get_mut(&write.name())
            && last.key == write.key
        {
            last.heard = heard;
        }
    }

    /// After a start: what was committed is there, and nothing else.
    pub(crate) async fn survived(&self, store: &dyn Store) {
        let (versions, told) = {
            let book = self.book();
            (book.versions.clone(), book.told.clone())
        };
        for (id, least) in versions.into_iter().chain(told) {
            let stored = store.load(&testkit::merchant(), &id).await.ok().flatten();
            let stored = stored.map_or(0, |stored| stored.version);
            self.book().law(stored >= least, || {
                format!("I5 {id} was acknowledged at {least}, is stored at {stored}")
            });
        }
    }

    /// Takes over what a store has, as if its last commits had been watched.
    pub(crate) async fn found(&self, store: &dyn Store) -> Result<(), StoreError> {
        let merchant = testkit::merchant();
        let feed = store.feed(&merchant, FeedPosition::START, u32::MAX).await?;
        let ids: BTreeSet<_> = feed.into_iter().map(|entry| entry.id).collect();
        let mut sales = Vec::new();
        for id in ids {
            let Some(stored) = store.load(&merchant, &id).await? else { continue };
            let mut book = self.book();
            let kind = id.kind;
            book.versions.insert(id, stored.version);
            match kind {
                Kind::Sale => sales.push(stored.snapshot),
                other => book.written(other, &stored.snapshot),
            }
        }
        // In the order in which their receipts were drawn.
        sales.sort_by_cached_key(|snapshot| match read::<Sale>(snapshot).map(|sale| sale.state) {
            Ok(SaleState::Completed { receipt_number, .. }) => receipt_number,
            _ => 0,
        });
        for sale in &sales {
            self.book().written(Kind::Sale, sale);
        }
        Ok(())
    }

    /// At rest, the journal of a till, and what is said to wait for a person.
    pub(crate) fn told_at_rest(&self, till: &TillId, events: &[TillEvent], waits: &[String]) {
        let mut book = self.book();
        book.journalled(till, events);
        book.law(waits.is_empty(), || format!("I4 waits for a person: {}", waits.join(", ")));
    }

    /// When all is well again and everything is at rest. `there` is what Vipps MobilePay has.
    pub(crate) fn at_rest(&self, there: &[Value]) {
        let mut book = self.book();
        for payment in there {
            book.settled_there(payment);
        }
        book.settled_here();
        let captured = |sale: &SaleId| -> i64 {
            let id = sale.to_string();
            let ours = there.iter().filter(|one| one["create_body"]["metadata"]["sale"] == *id);
            ours.map(|one| minor(one, "capturedAmount") - minor(one, "refundedAmount")).sum()
        };
        for sale in book.sales.clone().values() {
            let taken = captured(&sale.id);
            let vipps =
                |tender: &&checkout::Tender| matches!(tender.kind, TenderKind::Vipps { .. });
            let tendered: i64 = sale.tenders.iter().filter(vipps).map(|tender| tender.minor).sum();
            let kept = match sale.state {
                SaleState::Cancelled { .. } => book.paid_out_instead(sale.id),
                _ => tendered - book.given_back(sale.id) + book.paid_out_instead(sale.id),
            };
            book.law(taken == kept, || {
                format!("I2 {} was charged {taken} and should have been {kept}", sale.id)
            });
        }
        let points = match &book.own_club {
            Some(own_club) => own_club.at_rest(&book.sales),
            None => book.points.at_rest(&book.sales),
        };
        if let Err(broken) = points {
            book.broke(format!("I7 {broken}"));
        }
        book.people_at_rest();
        if let Err(broken) = book.vouchers.at_rest(&book.sales) {
            book.broke(format!("I7 {broken}"));
        }
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Book {
    fn broke(&mut self, what: impl Into<String>) {
        self.broken.get_or_insert(what.into());
    }

    fn law(&mut self, holds: bool, otherwise: impl FnOnce() -> String) {
        if !holds {
            self.broke(otherwise());
        }
    }

    fn written(&mut self, kind: Kind, snapshot: &Encoded) {
        match kind {
            Kind::Payment => self.payment(read(snapshot)),
            Kind::Sale => self.sale(read(snapshot)),
            Kind::Member => self.member(read(snapshot)),
            Kind::Return => self.returned(read(snapshot)),
            Kind::Booking => match read(snapshot) {
                Ok(booking) => self.booking(booking),
                Err(_) => self.broke("a booking can't be read"),
            },
            Kind::Voucher => match read(snapshot) {
                Ok(voucher) => self.vouchers.written(voucher),
                Err(_) => self.broke("a voucher can't be read"),
            },
            Kind::Enrolment => match read::<Enrolment>(snapshot) {
                Ok(enrolment) if enrolment.duty().is_some() => {
                    self.asking.insert(enrolment.id);
                }
                Ok(enrolment) => {
                    self.asking.remove(&enrolment.id);
                }
                Err(_) => self.broke("a membership request can't be read"),
            },
            Kind::Till | Kind::Account => {}
        }
    }

    fn payment(&mut self, payment: Result<Payment, UnknownRevision>) {
        let Ok(payment) = payment else { return self.broke("a payment can't be read") };
        let receipt = &payment.plan.receipt;
        let lines: i64 = receipt.lines.iter().map(|line| line.total_minor).sum();
        let elsewhere = receipt.paid_by_gift_card_minor
            + receipt.paid_by_card_minor
            + receipt.paid_by_cash_minor
            + receipt.paid_by_points_minor;
        self.law(lines == payment.plan.amount.minor + elsewhere, || {
            format!("I7 the receipt of {} does not come to its amount", payment.plan.reference)
        });
        let seen = payment.seen;
        self.law(seen.captured_minor + seen.cancelled_minor <= payment.plan.amount.minor, || {
            format!("I2 {} took more than was asked for", payment.plan.reference)
        });
        let before = self.payments.insert(payment.plan.reference.clone(), payment.clone());
        let captures =
            |payment: &Payment| payment.calls.get(&Operation::Capture).map(|it| it.sends);
        let is_sent = captures(&payment) != before.as_ref().and_then(captures);
        let is_wanted =
            payment.cancel_asked_at_unix_ms.is_none() || payment.claim == Some(Claim::Finish);
        self.law(is_wanted || !is_sent, || {
            format!("I1 {} is captured although it was cancelled", payment.plan.reference)
        });
        // What was refused or proved absent may turn up all the same.
        let may_turn_up = [PaymentState::Refused, PaymentState::Dropped];
        let ended =
            |before: &Payment| !before.state.is_live() && !may_turn_up.contains(&before.state);
        if let Some(before) = before.filter(ended) {
            self.law(before.state == payment.state, || {
                format!(
                    "{} was {:?} and is {:?}",
                    before.plan.reference, before.state, payment.state
                )
            });
        }
    }

    fn heard_in_time(&mut self, payment: &Payment, now_unix_ms: i64) {
        let reference = &payment.plan.reference;
        if payment.seen.provider.is_none_or(|state| state == ProviderState::Created) {
            return;
        }
        let Some(approved_at) = self.approved.remove(reference) else { return };
        let in_time = now_unix_ms - approved_at <= KNOWN_AFTER_MS_MAX;
        self.law(in_time || !self.is_fair, || {
            format!(
                "I10 the approval of {reference} was heard of after {} ms",
                now_unix_ms - approved_at
            )
        });
    }

    /// What is approved after its attempt has ended is given back, in the same commit.
    fn goes_back(&mut self, payment: &Payment) {
        let sale = self.sales.get(&payment.plan.sale);
        let attempts = sale.iter().flat_map(|sale| &sale.attempts);
        let has_ended = attempts
            .filter(|attempt| attempt.payment == payment.plan.id)
            .any(|attempt| attempt.end.is_some());
        let is_kept = has_ended
            && payment.state == PaymentState::Authorized
            && payment.claim != Some(Claim::Release);
        self.law(!is_kept, || {
            format!("I1 {} was approved after its attempt, and is kept", payment.plan.reference)
        });
    }

    /// A call counts as refused if Vipps MobilePay said so; a request also if it could not come any
    /// more.
    fn refused_by_them(&mut self, payment: &Payment, now_unix_ms: i64) {
        for (operation, call) in &payment.calls {
            let is_gone = *operation == Operation::Create
                && now_unix_ms > call.last_sent_at_unix_ms + REQUEST_LIVES_MS;
            let is_right = is_gone || self.refused.contains(&call.key);
            self.law(is_right || !matches!(call.fate, Fate::Refused { .. }), || {
                format!("I2 {} counts as refused, and nobody said so", call.key)
            });
        }
    }

    fn sale(&mut self, sale: Result<Sale, UnknownRevision>) {
        let Ok(sale) = sale else { return self.broke("a sale can't be read") };
        let open = sale.attempts.iter().filter(|attempt| attempt.end.is_none()).count();
        self.law(open <= 1, || format!("I1 {} has {open} open attempts", sale.id));
        self.priced(&sale);
        if let Some(before) = self.sales.get(&sale.id).filter(|before| held(before) && held(&sale))
        {
            let (before, after) = (before.total().minor, sale.total().minor);
            self.law(before == after, || {
                format!("I1 {} came to {before} and now comes to {after}", sale.id)
            });
        }
        let paid = !sale.tenders.is_empty() && sale.due().minor == 0;
        self.law(!sale.is_open() || !paid, || format!("I3 {} is paid and still open", sale.id));
        if let SaleState::Completed { receipt_number, .. } = sale.state {
            self.law(sale.due().minor == 0, || format!("I3 {} is completed unpaid", sale.id));
            self.law(self.points_are_proved(&sale), || {
                format!("I7 {} was paid with points, and nobody proved whose they are", sale.id)
            });
            let before = self.sales.get(&sale.id).cloned();
            match before {
                Some(before) if matches!(before.state, SaleState::Completed { .. }) => {
                    let same = fixed(&before) == fixed(&sale);
                    self.law(same, || format!("I3 {} changed after it was completed", sale.id));
                }
                _ => {
                    let last = self.receipts.entry(sale.context.till.clone()).or_default();
                    *last += 1;
                    let expected = *last;
                    self.law(receipt_number == expected, || {
                        format!("receipt {receipt_number} was drawn where {expected} was next")
                    });
                }
            }
        }
        self.sales.insert(sale.id, sale);
    }

    /// Whether the customer whose points paid has shown the personal QR, or has approved a request on the
    /// phone that pays a part: told by who was asked, and how.
    fn points_are_proved(&self, sale: &Sale) -> bool {
        let Some(customer) = sale.customer else { return sale.paid_with_points().is_none() };
        let pays = |payment: &Payment| {
            let kind = TenderKind::Vipps { payment: payment.plan.id };
            sale.tenders.iter().any(|tender| tender.kind == kind)
        };
        let mut payments = self.payments.values();
        sale.paid_with_points().is_none()
            || customer.by == IdentifiedBy::PersonalQr
            || payments.any(|payment| {
                let plan = &payment.plan;
                pays(payment) && plan.flow == PaymentFlow::Push && plan.contact == customer.contact
            })
    }

    fn member(&mut self, member: Result<Member, UnknownRevision>) {
        let Ok(member) = member else { return self.broke("a member can't be read") };
        self.members.insert(member.id, member);
    }

    /// How many refunds of a payment are done or refused, as the store has it.
    fn refunds_ended(&self, reference: &str) -> usize {
        let payment = self.payments.get(reference);
        payment.map_or(0, |payment| payment.refunds.iter().filter(|one| one.end.is_some()).count())
    }

    fn returned(&mut self, back: Result<Return, UnknownRevision>) {
        let Ok(back) = back else { return self.broke("a return can't be read") };
        let before = self.returns.get(&back.id).map(|before| before.state);
        if let ReturnState::Completed { receipt_number, .. } = back.state {
            match before {
                Some(ReturnState::Completed { .. }) => {
                    let same = self.returns.get(&back.id) == Some(&back);
                    self.law(same, || format!("I3 the return {} changed", back.id));
                }
                _ => {
                    let till = back.context.till.clone();
                    let last = self.return_receipts.entry(till).or_default();
                    *last += 1;
                    let expected = *last;
                    self.law(receipt_number == expected, || {
                        format!("return {receipt_number} was drawn where {expected} was next")
                    });
                }
            }
            let given_minor = back.paid_out().minor;
            self.law(given_minor == back.total().minor, || {
                format!("I2 {given_minor} was given back for the return {}", back.id)
            });
        }
        let of = back.of;
        self.returns.insert(back.id, back);
        self.not_more_than_was_bought(of);
    }

    /// Of each line no more comes back than was bought, in units and in money.
    fn not_more_than_was_bought(&mut self, sale: SaleId) {
        let Some(sale) = self.sales.get(&sale).cloned() else { return };
        let stands = |back: &&Return| {
            back.of == sale.id && !matches!(back.state, ReturnState::Cancelled { .. })
        };
        let parts = self.returns.values().filter(stands).flat_map(|back| back.lines.clone());
        let parts: Vec<_> = parts.collect();
        for line in &sale.basket.lines {
            let parts: Vec<_> = parts.iter().filter(|part| part.line == line.id).collect();
            let units: i64 = parts.iter().map(|part| part.quantity.millionths()).sum();
            let minor: i64 = parts.iter().map(|part| part.total_minor).sum();
            let bought_minor = line.price().total_minor;
            self.law(units <= line.quantity.millionths() && minor <= bought_minor, || {
                format!("I2 more than was bought came back of {}", sale.id)
            });
        }
    }

    /// What a till's journal says is what was sold and taken back there.
    fn journalled(&mut self, till: &TillId, events: &[TillEvent]) {
        self.law(Till::journal_holds(events), || format!("I7 the journal of {till} is broken"));
        let facts = || events.iter().map(|event| &event.entry.fact);
        let sold: i64 = facts()
            .filter_map(|fact| match fact {
                JournalFact::SaleCompleted { total, .. } => Some(total.minor),
                JournalFact::ReturnCompleted { total, .. } => Some(-total.minor),
                _ => None,
            })
            .sum();
        let completed = |sale: &&Sale| {
            matches!(sale.state, SaleState::Completed { .. }) && sale.context.till == *till
        };
        let sales: i64 =
            self.sales.values().filter(completed).map(|sale| sale.receipt().total_minor()).sum();
        let taken_back = |back: &&Return| {
            matches!(back.state, ReturnState::Completed { .. }) && back.context.till == *till
        };
        let returns: i64 =
            self.returns.values().filter(taken_back).map(|back| back.turnover().minor).sum();
        self.law(sold == sales - returns, || {
            format!(
                "I7 the journal of {till} has {sold}, and {sales} less {returns} was sold there"
            )
        });
    }

    /// What the app refused to give back of a sale that was called off, or of a tender that was undone:
    /// it is paid out at the counter.
    fn paid_out_instead(&self, sale: SaleId) -> i64 {
        let ours = self.payments.values().filter(|payment| payment.plan.sale == sale);
        let refunds = ours.flat_map(|payment| &payment.refunds);
        let undone = refunds.filter(|one| one.cause == RefundCause::Undone);
        let refused = undone.filter(|one| matches!(one.end, Some(RefundEnd::Refused { .. })));
        refused.map(|refund| refund.minor).sum()
    }

    /// What was given back in the app for what came back of a sale.
    fn given_back(&self, sale: SaleId) -> i64 {
        let ours = self.returns.values().filter(|back| back.of == sale);
        let refunds = ours.flat_map(|back| &back.refunds);
        let done = refunds.filter(|refund| refund.end == Some(RefundEnd::Done));
        done.map(|refund| refund.minor).sum()
    }

    /// Whether the store knows that a call is under way, with those bytes, before it goes out; and
    /// whether a capture is for the one attempt that may be captured.
    fn was_committed(&mut self, write: &Write, sha256: &[u8; 32]) {
        let mut hex = String::with_capacity(64);
        for byte in sha256 {
            let _ = write!(hex, "{byte:02x}");
        }
        let payment = self.payments.get(&write.reference).cloned();
        let Some(payment) = payment else {
            return self.broke(format!("{} goes out and is not stored", write.reference));
        };
        let call = payment.calls.iter().find(|(_, call)| call.key == write.key);
        // Done: what had gone out before arrived while this waited for its token, and the same under the same
        // key does nothing more (day 333,945).
        let stored = call.is_some_and(|(_, call)| {
            matches!(call.fate, Fate::Open | Fate::Done) && call.body_sha256 == hex
        });
        self.law(stored, || format!("{} goes out before it is stored as sent", write.key));
        if call.is_some_and(|(operation, _)| *operation == Operation::Capture) {
            let sale = self.sales.get(&payment.plan.sale);
            let live = sale.and_then(Sale::live_attempt).map(|attempt| attempt.payment);
            self.law(live == Some(payment.plan.id), || {
                format!("I1 {} is captured and is not its sale's open attempt", write.reference)
            });
        }
    }

    /// I4: no money is left reserved, no request open.
    fn settled_there(&mut self, payment: &Value) {
        let state = payment["state"].as_str().unwrap_or_default();
        let settled = match state {
            "AUTHORIZED" => {
                minor(payment, "capturedAmount") + minor(payment, "cancelledAmount")
                    == minor(payment, "authorizedAmount")
            }
            "CREATED" => false,
            _ => true,
        };
        self.law(settled, || format!("I4 {} is left behind as {state}", payment["reference"]));
    }

    fn settled_here(&mut self) {
        for payment in self.payments.clone().values() {
            let reference = &payment.plan.reference;
            self.law(!payment.state.is_live(), || {
                format!("I4 {reference} is still {:?} to us", payment.state)
            });
            self.law(payment.incidents == 0, || format!("{reference} is an incident"));
        }
        for back in self.returns.clone().values() {
            let open = back.state == ReturnState::Open;
            self.law(!open, || format!("I4 the return {} is still open", back.id));
        }
        let asking = self.asking.first().copied();
        self.law(asking.is_none(), || format!("the membership request {asking:?} has no end"));
        for sale in self.sales.clone().values() {
            let open = sale.live_attempt().is_some();
            self.law(!open, || format!("I4 {} still waits for a payment", sale.id));
        }
    }
}

fn read<A: Aggregate>(written: &Encoded) -> Result<A, UnknownRevision> {
    decode::<A, A>(written.revision, &written.json)
}

/// Whether nothing may be repriced: a request is open, or a part is paid.
fn held(sale: &Sale) -> bool {
    sale.live_attempt().is_some() || !sale.tenders.is_empty()
}

/// What never changes of a completed sale.
fn fixed(sale: &Sale) -> (SaleState, Receipt, usize) {
    (sale.state, sale.receipt(), sale.tenders.len())
}

fn minor(payment: &Value, name: &str) -> i64 {
    payment["aggregate"][name]["value"].as_i64().unwrap_or_default()
}

/// Which payment news are about, and what happened; none if they are no such news.
fn news(body: &[u8]) -> Option<(String, String)> {
    let json: Value = serde_json::from_slice(body).ok()?;
    // The wire has the name in capitals, the inbox as a word.
    let name = json["name"].as_str()?.to_uppercase();
    Some((json["reference"].as_str()?.to_owned(), name))
}

impl Write {
    fn name(&self) -> (String, String) {
        (self.reference.clone(), self.effect.clone())
    }
}

fn write_of(request: &Request) -> Option<Write> {
    if request.method != Method::Post {
        return None;
    }
    let rest = request.url.path().strip_prefix("/epayment/v1/payments")?;
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let (reference, effect) = match rest.trim_start_matches('/').split_once('/') {
        None => (body["reference"].as_str()?.to_owned(), "create".to_owned()),
        Some((reference, verb)) => {
            let only = &body["cancelTransactionOnly"];
            (
                reference.to_owned(),
                if only == true { format!("{verb} request") } else { verb.to_owned() },
            )
        }
    };
    Some(Write { reference, effect, key: request.header("idempotency-key")?.to_owned() })
}
