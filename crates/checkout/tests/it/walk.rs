//! Everything that can happen to a sale and its payment, as steps, and a walk through all the worlds
//! that they lead to.

use crate::told;
use crate::world::{World, item};
use checkout::{
    CallAnswer, CallRefusal, Claim, Command, Currency, Fate, LineId, Operation, ProviderState,
    Quantity, Reading, ReturnId, TenderKind, TillId,
};
use std::collections::{BTreeSet, VecDeque};
use uuid::Uuid;

pub(crate) const TOTAL_MINOR: i64 = 10_000;
/// Past the time that a request lives and that proves its absence.
const LATER_MS: i64 = 12 * 60_000;

/// Something that happens, in the words of the chart; none if it is not for this world, or changes
/// nothing in it.
pub(crate) type Step = (&'static str, Box<dyn Fn(&World) -> Option<World>>);

pub(crate) fn tell(words: &'static str, command: impl Fn(&World) -> Command + 'static) -> Step {
    (words, Box::new(move |world| after(world, command(world))))
}

/// The world after a command that changes something.
pub(crate) fn after(world: &World, command: Command) -> Option<World> {
    let changes = world.decide(command.clone()).ok()?;
    if changes.is_empty() {
        return None;
    }
    let mut after = World { history: Vec::new(), ..world.clone() };
    after.tell(command).unwrap();
    Some(after)
}

pub(crate) fn at_the_till() -> Vec<Step> {
    use TenderKind::Cash;
    vec![
        (
            "part paid at the counter",
            Box::new(|world| {
                let minor = TOTAL_MINOR / 2;
                world.sale().tenders.is_empty().then_some(())?;
                after(world, Command::Tender { kind: Cash, minor })
            }),
        ),
        tell("paid at the counter", |world| Command::Tender {
            kind: Cash,
            minor: world.sale().due().minor,
        }),
        tell("cancelled", |_| Command::CancelSale),
        tell("parked", |_| Command::ParkSale),
        tell("resumed", |_| Command::ResumeSale),
        (
            "taken over",
            Box::new(|world| {
                let mut world = world.clone();
                world.facts.from_till = world.facts.till.take();
                world.context.till = TillId::new("2");
                after(&world, Command::TakeOverSale)
            }),
        ),
        (
            "asked to pay in the app",
            Box::new(|world| {
                let mut world = world.clone();
                let is_first = world.sale().attempts.is_empty();
                (is_first && world.request().is_ok()).then_some(world)
            }),
        ),
        tell("the cashier cancels", |_| Command::CancelPayment),
        tell("finish", |_| Command::ClaimPayment { claim: Claim::Finish }),
        tell("release", |_| Command::ClaimPayment { claim: Claim::Release }),
        (
            "wares come back",
            Box::new(|world| {
                if world.facts.returning.is_some() {
                    return None;
                }
                let mut world = world.clone();
                world.facts.paid_by.extend(world.facts.payment.take());
                let (id, lines) = (ReturnId(Uuid::from_u128(50)), vec![(LineId(1), None)]);
                let (by, currency) = (None, Currency::Nok);
                let mut world = after(&world, Command::StartReturn { id, lines, by, currency })?;
                world.facts.payment = world.facts.paid_by.pop();
                Some(world)
            }),
        ),
        tell("paid out at the counter", |_| Command::PayOut {
            kind: Cash,
            currency: Currency::Nok,
        }),
        tell("called off", |_| Command::CancelReturn),
    ]
}

pub(crate) fn of_the_payment() -> Vec<Step> {
    use Operation::{Cancel, Capture, Create, Refund, Release};
    let mut steps = vec![
        notice("on the phone", ProviderState::Created),
        notice("the customer approves", ProviderState::Authorized),
        notice("the customer declines", ProviderState::Aborted),
        notice("ten minutes are over", ProviderState::Expired),
        notice("cancelled there", ProviderState::Terminated),
        read("captured", TOTAL_MINOR, 0),
        read("released", 0, TOTAL_MINOR),
        tell("the refund is in the log", |world| Command::RefundLookedUp {
            key: key_of_refund(world),
            is_logged: true,
            asked_at_unix_ms: world.now_unix_ms,
        }),
        absent("not there yet", 1),
        absent("never arrived", LATER_MS),
    ];
    let names = [
        (Create, ["create sent", "create answered", "create refused", "create unanswered"]),
        (Capture, ["capture sent", "capture answered", "capture refused", "capture unanswered"]),
        (Cancel, ["cancel sent", "cancel answered", "cancel refused", "cancel unanswered"]),
        (Release, ["release sent", "release answered", "release refused", "release unanswered"]),
        (Refund, ["refund sent", "refund answered", "refund refused", "refund unanswered"]),
    ];
    for (operation, [sent, done, refused, unanswered]) in names {
        steps.push(send(sent, operation));
        steps.push(answer(done, operation, CallAnswer::Done(None)));
        let refusal = CallRefusal { code: None, again: false };
        steps.push(answer(refused, operation, CallAnswer::Refused(refusal)));
        steps.push(answer(unanswered, operation, CallAnswer::Unknown { wait_ms: 1_000 }));
    }
    steps
}

/// Whether Vipps MobilePay could know of the payment.
fn is_sent(world: &World) -> bool {
    let payment = world.facts.payment.as_ref();
    payment.is_some_and(|payment| payment.calls.contains_key(&Operation::Create))
}

pub(crate) fn notice(words: &'static str, state: ProviderState) -> Step {
    let step = move |world: &World| {
        is_sent(world).then_some(())?;
        after(world, Command::PaymentNoticed { state })
    };
    (words, Box::new(step))
}

/// A read of money that was taken or released. What is taken is not released as well.
pub(crate) fn read(words: &'static str, captured_minor: i64, cancelled_minor: i64) -> Step {
    let step = move |world: &World| {
        let payment = world.facts.payment.as_ref()?;
        let asked = |operation| payment.calls.contains_key(&operation);
        let seen = payment.seen;
        let is_possible = is_sent(world)
            && (cancelled_minor == 0 || asked(Operation::Release))
            && seen.captured_minor * cancelled_minor + seen.cancelled_minor * captured_minor == 0;
        is_possible.then_some(())?;
        let reading = Reading {
            state: ProviderState::Authorized,
            authorized_minor: payment.plan.amount.minor,
            captured_minor,
            cancelled_minor,
            refunded_minor: 0,
        };
        let asked_at_unix_ms = world.now_unix_ms + 1;
        after(world, Command::PaymentRead { reading, asked_at_unix_ms })
    };
    (words, Box::new(step))
}

fn absent(words: &'static str, after_ms: i64) -> Step {
    let step = move |world: &World| {
        let now_unix_ms = world.now_unix_ms + after_ms;
        let world = World { now_unix_ms, ..world.clone() };
        after(&world, Command::PaymentAbsent { asked_at_unix_ms: now_unix_ms })
    };
    (words, Box::new(step))
}

pub(crate) fn send(words: &'static str, operation: Operation) -> Step {
    tell(words, move |world| {
        let payment = world.facts.payment.as_ref();
        let sequence = payment.map_or(1, |payment| payment.next_sequence(operation));
        Command::CallSent { operation, sequence, body_sha256: "0".repeat(64) }
    })
}

pub(crate) fn answer(words: &'static str, operation: Operation, answer: CallAnswer) -> Step {
    tell(words, move |world| {
        let payment = world.facts.payment.as_ref();
        let sequence = payment.map_or(1, |payment| payment.next_sequence(operation));
        Command::CallAnswered { operation, sequence, answer }
    })
}

/// Every world that the steps lead to from a first one, told apart by [`key`]. Each step that
/// changes something is noted: the worlds before and after it, and its words.
pub(crate) fn walk(
    start: World,
    steps: &[Step],
    mut note: impl FnMut(&World, &World, &'static str),
) -> Vec<World> {
    let mut seen = BTreeSet::from([key(&start)]);
    let mut queue = VecDeque::from([start]);
    let mut reached = Vec::new();
    while let Some(world) = queue.pop_front() {
        for (words, step) in steps {
            let Some(after) = step(&world) else { continue };
            note(&world, &after, words);
            if seen.insert(key(&after)) {
                queue.push_back(after);
            }
        }
        reached.push(world);
    }
    reached
}

/// A sale with something in its basket.
pub(crate) fn sale() -> World {
    World::with_sale(vec![(item("a", TOTAL_MINOR, None), Quantity::ONE)])
}

/// What tells two worlds apart on the walk: states and what they follow from, no times and counts.
pub(crate) fn key(world: &World) -> String {
    let payment = world.facts.payment.as_ref().map(|payment| {
        let create = payment.calls.get(&Operation::Create).map(|call| match call.fate {
            Fate::Open => "open",
            Fate::Unknown { .. } => "unknown",
            Fate::Absent { .. } => "absent",
            Fate::Done => "done",
            Fate::Refused { .. } => "refused",
        });
        let calls: Vec<_> = payment.calls.keys().collect();
        let cancel = payment.calls.get(&Operation::Cancel).map(|call| call.fate);
        let abandoned = matches!(cancel, Some(Fate::Unknown { .. }));
        let asked = payment.cancel_asked_at_unix_ms.is_some();
        let ends: Vec<_> = payment.refunds.iter().map(|refund| refund.end).collect();
        let seen = payment.seen.provider;
        format!(
            "{:?} {seen:?} {create:?} {calls:?} {abandoned} {asked} {:?} {ends:?}",
            payment.state, payment.claim
        )
    });
    let sale = world.sale();
    let attempts: Vec<_> = sale.attempts.iter().map(|attempt| attempt.end).collect();
    let booking = world.facts.booking.as_ref().map(|booking| {
        let entries = booking.entries.iter();
        let entries: Vec<_> =
            entries.map(|entry| (entry.what, entry.sends > 0, told::fate(entry))).collect();
        (booking.member, entries)
    });
    let vouchers: Vec<_> = world.facts.vouchers.iter().map(|one| name(&one.state)).collect();
    format!(
        "{} {} {attempts:?} {payment:?} {booking:?} {} {} {vouchers:?}",
        name(&sale.state),
        sale.tenders.len(),
        world.facts.returning.as_ref().map_or(String::new(), |one| name(&one.state)),
        world.facts.enrolment.as_ref().map_or(String::new(), |one| name(&one.state)),
    )
}

/// The name of a state, as it is written.
pub(crate) fn name(state: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(state).unwrap();
    let text = value.as_str().or_else(|| value["state"].as_str());
    text.unwrap().to_owned()
}

fn key_of_refund(world: &World) -> String {
    let payment = world.facts.payment.as_ref();
    payment.and_then(|payment| payment.refund_in_doubt()).unwrap_or_default().to_owned()
}
