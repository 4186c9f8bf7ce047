//! One command from reading to commit: load what it reads, decide, commit under the versions that
//! were read, and on a conflict load and decide again.

use crate::facts::{Loaded, Target};
use crate::listing::listed;
use crate::{Engine, EngineError};
use checkout::{
    Account, Aggregate, AggregateId, Booking, Changes, Command, Context, Enrolment, EnrolmentEvent,
    Facts, Member, MerchantId, Payment, Return, Sale, Till, TillId, Voucher, VoucherId, decide,
    decode, encode,
};
use std::collections::BTreeSet;
use store::{
    AnswerWrite, Commit, CommitError, DueWrite, LookupRule, LookupWrite, SubjectWrite, Write,
};

/// How often a command is decided again before its caller is told to come back.
const TRIES_MAX: u32 = 32;
/// The same for one that brings look-ups of its own: if somebody else took one of them, deciding
/// again does not help, and its caller must look again.
const TRIES_WITH_LOOKUPS_MAX: u32 = 4;
/// How many events of an aggregate are read at once.
const EVENTS_READ: u32 = 500;

/// What was committed: which aggregates changed, and at which tills it shows.
#[derive(Debug, Clone)]
pub struct Changed {
    pub merchant: MerchantId,
    pub tills: Vec<TillId>,
    pub ids: Vec<AggregateId>,
}

/// A person's request: who asks, and the idempotency key with the answer to keep, if there is one.
#[derive(Debug, Clone)]
pub struct Request {
    pub context: Context,
    pub answer: Option<AnswerWrite>,
}

/// What goes into the same commit beside the events.
#[derive(Debug, Clone, Default)]
pub(crate) struct Extras {
    pub(crate) subjects: Vec<SubjectWrite>,
    pub(crate) erased: Vec<String>,
    pub(crate) lookups: Vec<LookupWrite>,
    pub(crate) answer: Option<AnswerWrite>,
    pub(crate) handled: Vec<i64>,
    /// The aggregate that a worker goes on with after the commit, and until when it holds it.
    pub(crate) leased: Option<(AggregateId, i64)>,
    /// Whether all of it goes in only with an approval that makes or finds a member: of somebody who was
    /// blocked or erased meanwhile nothing is kept.
    pub(crate) only_when_enrolled: bool,
}

impl Extras {
    /// Whether there is nothing to commit when nothing happens.
    fn is_idle(&self) -> bool {
        self.only_when_enrolled
            || self.subjects.is_empty()
                && self.erased.is_empty()
                && self.lookups.is_empty()
                && self.answer.is_none()
                && self.handled.is_empty()
    }
}

impl Engine {
    /// Decides and commits; the answer is what changed. Nothing is committed when nothing happened.
    pub(crate) async fn run(
        &self,
        target: &Target,
        context: &Context,
        command: &Command,
        extras: &Extras,
    ) -> Result<Changes, EngineError> {
        let shop = self.shop(&context.merchant)?;
        // What somebody else holds meanwhile stays so; what must be held is lost at most once.
        let takes = extras.lookups.iter().any(|lookup| lookup.rule != LookupRule::Held);
        let tries = if takes { TRIES_WITH_LOOKUPS_MAX } else { TRIES_MAX };
        for _ in 0..tries {
            let loaded = self.load_facts(context, target, command).await?;
            let now = shop.now(&context.store, self.now_unix_ms());
            let changes = decide(&loaded.facts, context, command.clone(), now)?;
            if changes.is_empty() && extras.is_idle() {
                return Ok(changes);
            }
            let is_enrolled = |event: &_| matches!(event, EnrolmentEvent::Completed { .. });
            let is_kept = !extras.only_when_enrolled || changes.enrolment.iter().any(is_enrolled);
            let none = Extras::default();
            let extras = if is_kept { extras } else { &none };
            let mut commit = commit_of(&loaded, &changes, context, command, extras, now.unix_ms);
            commit.erased.extend(spent_login(&loaded.facts, &changes, extras));
            commit.lookups.extend(self.receipt_lookups(&changes));
            let changed = Changed {
                merchant: context.merchant.clone(),
                tills: loaded.tills(context),
                ids: commit.writes.iter().map(|write| write.id.clone()).collect(),
            };
            match self.inner.store.commit(commit).await {
                Ok(()) => {
                    self.inner.metrics.committed(&changes);
                    self.announce(changed, extras.leased.as_ref().map(|(id, _)| id));
                    return Ok(changes);
                }
                Err(CommitError::Conflict) => {}
                Err(CommitError::KeyUsed) => return Err(EngineError::KeyUsed),
                Err(CommitError::Store(error)) => return Err(error.into()),
            }
        }
        Err(EngineError::Contended)
    }

    /// A newer state makes what a worker holds in memory old; the next look is at the new one.
    fn announce(&self, changed: Changed, leased: Option<&AggregateId>) {
        for id in changed.ids.iter().filter(|id| Some(*id) != leased) {
            self.inner.watches.drop_watch(&changed.merchant, id);
        }
        // No listener is no fault: nobody has a page open.
        let _ = self.inner.changes.send(changed);
        self.inner.wake.notify_one();
    }

    /// An aggregate as it is now, and its version.
    pub(crate) async fn read<A: Aggregate>(
        &self,
        merchant: &MerchantId,
        id: &AggregateId,
    ) -> Result<Option<(A, u64)>, EngineError> {
        let Some(stored) = self.inner.store.load(merchant, id).await? else { return Ok(None) };
        let state = decode::<A, A>(stored.snapshot.revision, &stored.snapshot.json)
            .map_err(|error| EngineError::Unreadable(format!("{id}: {error}")))?;
        Ok(Some((state, stored.version)))
    }

    /// All events of an aggregate, oldest first, each with the time of its commit.
    pub(crate) async fn history<A: Aggregate>(
        &self,
        merchant: &MerchantId,
        id: &AggregateId,
    ) -> Result<Vec<(A::Event, i64)>, EngineError> {
        let (mut history, mut after) = (Vec::new(), 0);
        loop {
            let events = self.inner.store.events(merchant, id, after, EVENTS_READ).await?;
            let Some(last) = events.last() else { return Ok(history) };
            after = last.version;
            for stored in &events {
                let event = decode::<A, A::Event>(stored.event.revision, &stored.event.json)
                    .map_err(|error| EngineError::Unreadable(format!("{id}: {error}")))?;
                history.push((event, stored.at_unix_ms));
            }
        }
    }
}

fn commit_of(
    loaded: &Loaded,
    changes: &Changes,
    context: &Context,
    command: &Command,
    extras: &Extras,
    at_unix_ms: i64,
) -> Commit {
    let mut writer =
        Writer { versions: &loaded.versions, leased: extras.leased.as_ref(), writes: Vec::new() };
    let facts = &loaded.facts;
    // These two make a new aggregate of a kind of which the facts may hold an older one.
    let payment =
        facts.payment.as_ref().filter(|_| !matches!(command, Command::RequestPayment { .. }));
    let enrolment =
        facts.enrolment.as_ref().filter(|_| !matches!(command, Command::RequestMembership { .. }));
    writer.add(facts.till.as_ref(), &changes.till, |till: &Till| (&till.id).into());
    writer.add(facts.from_till.as_ref(), &changes.from_till, |till: &Till| (&till.id).into());
    writer.add(facts.sale.as_ref(), &changes.sale, |sale: &Sale| (&sale.id).into());
    writer.add(facts.returning.as_ref(), &changes.returning, |one: &Return| (&one.id).into());
    for paid_by in &facts.paid_by {
        let ours = changes.paid_by.iter().filter(|(id, _)| *id == paid_by.plan.id);
        let events: Vec<_> = ours.map(|(_, event)| event.clone()).collect();
        writer.add(Some(paid_by), &events, |payment: &Payment| (&payment.plan.id).into());
    }
    writer.add(payment, &changes.payment, |payment: &Payment| (&payment.plan.id).into());
    writer.add(enrolment, &changes.enrolment, |enrolment: &Enrolment| (&enrolment.id).into());
    writer.add(facts.member.as_ref(), &changes.member, |member: &Member| (&member.id).into());
    writer.add(facts.account.as_ref(), &changes.account, |account: &Account| (&account.id).into());
    let (member, account) = (facts.other_member.as_ref(), facts.other_account.as_ref());
    writer.add(member, &changes.other_member, |member: &Member| (&member.id).into());
    writer.add(account, &changes.other_account, |account: &Account| (&account.id).into());
    writer.add(facts.booking.as_ref(), &changes.booking, |booking: &Booking| (&booking.id).into());
    writer.add(None, &changes.joining, |booking: &Booking| (&booking.id).into());
    let vouchers: BTreeSet<VoucherId> = changes.vouchers.iter().map(|(id, _)| *id).collect();
    for id in vouchers {
        let before = facts.vouchers.iter().find(|voucher| voucher.id == id);
        let ours = changes.vouchers.iter().filter(|(of, _)| *of == id);
        let events: Vec<_> = ours.map(|(_, event)| event.clone()).collect();
        writer.add(before, &events, |voucher: &Voucher| (&voucher.id).into());
    }
    let mut writes = writer.writes;
    writes.sort_by(|one, other| one.id.cmp(&other.id));
    let is_written = |id: &AggregateId| writes.iter().any(|write| write.id == *id);
    let reads = loaded.versions.iter().filter(|(id, _)| !is_written(id)).cloned().collect();
    Commit {
        merchant: context.merchant.clone(),
        at_unix_ms,
        reads,
        writes,
        subjects: extras.subjects.clone(),
        erased: extras.erased.clone(),
        expired: Vec::new(),
        lookups: extras.lookups.clone(),
        listed: listed(facts, changes),
        answer: extras.answer.clone(),
        handled: extras.handled.clone(),
    }
}

/// What a login gave: gone with the commit that ends it, and with anything that comes later.
fn spent_login(facts: &Facts, changes: &Changes, extras: &Extras) -> Option<String> {
    let enrolment = facts.enrolment.as_ref()?;
    let subject = enrolment.id.to_string();
    let is_sealed = extras.subjects.iter().any(|write| write.subject == subject);
    if changes.enrolment.is_empty() && !is_sealed {
        return None;
    }
    let after = Enrolment::fold(Some(enrolment.clone()), &changes.enrolment)?;
    (!after.state.is_open()).then_some(subject)
}

struct Writer<'a> {
    versions: &'a [(AggregateId, u64)],
    leased: Option<&'a (AggregateId, i64)>,
    writes: Vec<Write>,
}

impl Writer<'_> {
    /// The write of one aggregate: from `before`, or new.
    fn add<A: Aggregate>(
        &mut self,
        before: Option<&A>,
        events: &[A::Event],
        id_of: impl Fn(&A) -> AggregateId,
    ) {
        let Some(state) = A::fold(before.cloned(), events).filter(|_| !events.is_empty()) else {
            return;
        };
        let id = id_of(&state);
        debug_assert!(id.kind == A::KIND, "an aggregate is stored under its own kind");
        let version = self.versions.iter().find(|(read, _)| *read == id);
        let expected_version = match before {
            Some(_) => version.map_or(0, |(_, version)| *version),
            None => 0,
        };
        let due = match self.leased {
            Some((leased, until_unix_ms)) if *leased == id && state.due_unix_ms().is_some() => {
                DueWrite::Leased { until_unix_ms: *until_unix_ms }
            }
            _ => DueWrite::At(state.due_unix_ms()),
        };
        let events = events.iter().map(encode::<A>).collect();
        let snapshot = encode::<A>(&state);
        let unresolved_since_unix_ms = state.unresolved_since_unix_ms();
        self.writes.push(Write {
            id,
            expected_version,
            events,
            snapshot,
            due,
            unresolved_since_unix_ms,
        });
    }
}
