//! Whatever happens to a sale and its payment, in whatever order, some things hold after each step;
//! and what is only seen leads to one state whichever is seen first.

use crate::walk::{TOTAL_MINOR, at_the_till, name, of_the_payment, sale, walk};
use crate::world::World;
use checkout::{
    CallAnswer, Claim, Command, Fate, Operation, Payment, PaymentState, ProviderState, Reading,
    RefundEnd, SaleState,
};
use std::collections::BTreeMap;

fn live_attempts(world: &World) -> usize {
    world.sale().attempts.iter().filter(|attempt| attempt.end.is_none()).count()
}

/// What must hold in every world.
fn assert_sound(world: &World, path: &[&str]) {
    let sale = world.sale();
    assert!(live_attempts(world) <= 1, "{path:?}");
    assert!(sale.due().minor >= 0, "{path:?}: more is paid than asked");
    let is_paid = sale.due().minor == 0;
    match sale.state {
        SaleState::Completed { .. } => assert!(is_paid, "{path:?}: completed unpaid"),
        SaleState::Open => assert!(!is_paid, "{path:?}: paid and still open"),
        _ => {}
    }
    for payment in world.facts.payment.iter().chain(&world.facts.paid_by) {
        assert_payment_sound(payment, path);
    }
}

fn assert_payment_sound(payment: &Payment, path: &[&str]) {
    let fate = |operation| payment.calls.get(&operation).map(|call| call.fate);
    let under_way = |operation| matches!(fate(operation), Some(Fate::Open | Fate::Unknown { .. }));
    assert!(
        !(under_way(Operation::Capture) && under_way(Operation::Release)),
        "{path:?}: taken and given back at once"
    );
    let gone =
        payment.refunds.iter().filter(|one| !matches!(one.end, Some(RefundEnd::Refused { .. })));
    let refunded: i64 = gone.map(|refund| refund.minor).sum();
    assert!(refunded <= payment.plan.amount.minor, "{path:?}: more back than paid");
}

/// What must hold between a world and the next.
fn assert_follows(before: &World, after: &World, path: &[&str]) {
    assert_sound(after, path);
    let (was, is) = (before.sale(), after.sale());
    if matches!(was.state, SaleState::Completed { .. }) {
        assert_eq!(was.state, is.state, "{path:?}");
        assert_eq!(was.tenders, is.tenders, "{path:?}");
        assert_eq!(was.total(), is.total(), "{path:?}");
    }
    for attempt in was.attempts.iter().filter(|attempt| attempt.end.is_some()) {
        assert!(is.attempts.contains(attempt), "{path:?}: an end is an end");
    }
    let (Some(was), Some(is)) = (&before.facts.payment, &after.facts.payment) else { return };
    if was.plan.id != is.plan.id {
        return;
    }
    let newly_sent = |operation| {
        let sends = |payment: &Payment| payment.calls.get(&operation).map_or(0, |it| it.sends);
        sends(is) > sends(was)
    };
    if newly_sent(Operation::Capture) {
        assert_ne!(is.claim, Some(Claim::Release), "{path:?}: taken although it is to go back");
        assert_eq!(is.seen.cancelled_minor, 0, "{path:?}: taken although it went back");
    }
    if newly_sent(Operation::Release) {
        assert_ne!(is.claim, Some(Claim::Finish), "{path:?}: given back although it is wanted");
    }
    assert!(was.seen.captured_minor <= is.seen.captured_minor, "{path:?}");
}

#[test]
fn any_two_things_that_meet_leave_every_world_sound() {
    let mut steps = at_the_till();
    steps.extend(of_the_payment());
    let worlds = walk(sale(), &steps, |before, after, words| {
        assert_follows(before, after, &[words]);
    });
    let mut met = 0;
    for world in &worlds {
        for (first, one) in &steps {
            let Some(between) = one(world) else { continue };
            for (second, other) in &steps {
                let Some(after) = other(&between) else { continue };
                assert_follows(&between, &after, &[first, second]);
                met += 1;
            }
        }
    }
    assert!(worlds.len() > 1_000 && met > 50_000, "{} worlds, {met} pairs", worlds.len());
}

#[test]
fn any_three_things_that_meet_leave_each_kind_of_world_sound() {
    let mut steps = at_the_till();
    steps.extend(of_the_payment());
    let mut kinds = BTreeMap::new();
    for world in walk(sale(), &steps, |_, _, _| {}) {
        let payment = world.facts.payment.as_ref().map(|payment| name(&payment.state));
        let returning = world.facts.returning.as_ref().map(|it| name(&it.state));
        kinds.entry((name(&world.sale().state), payment, returning)).or_insert(world);
    }
    let mut met = 0;
    for world in kinds.values() {
        for (first, one) in &steps {
            let Some(a) = one(world) else { continue };
            for (second, other) in &steps {
                let Some(b) = other(&a) else { continue };
                for (third, last) in &steps {
                    let Some(c) = last(&b) else { continue };
                    assert_follows(&b, &c, &[first, second, third]);
                    met += 1;
                }
            }
        }
    }
    assert!(kinds.len() > 40 && met > 10_000, "{} kinds, {met} triples", kinds.len());
}

/// A request that was sent, and of which nothing is known.
fn in_doubt() -> World {
    let mut world = sale();
    world.request().unwrap();
    world.sent(Operation::Create);
    world
}

fn read(world: &World, state: ProviderState, captured_minor: i64, cancelled_minor: i64) -> Command {
    let is_approved = state == ProviderState::Authorized;
    let authorized_minor = if is_approved { TOTAL_MINOR } else { 0 };
    let refunded_minor = 0;
    let reading =
        Reading { state, authorized_minor, captured_minor, cancelled_minor, refunded_minor };
    Command::PaymentRead { reading, asked_at_unix_ms: world.now_unix_ms }
}

/// Every order of `items`.
fn orders(items: &[Command]) -> Vec<Vec<Command>> {
    if items.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for at in 0..items.len() {
        let mut rest = items.to_vec();
        let first = rest.remove(at);
        for mut order in orders(&rest) {
            order.insert(0, first.clone());
            all.push(order);
        }
    }
    all
}

#[test]
fn what_is_seen_leads_to_one_state_in_every_order() {
    use ProviderState::{Aborted, Authorized, Created, Expired, Terminated};
    let ends = [
        (Created, 0, 0, PaymentState::Created),
        (Aborted, 0, 0, PaymentState::Aborted),
        (Expired, 0, 0, PaymentState::Expired),
        (Terminated, 0, 0, PaymentState::Terminated),
        (Authorized, 0, 0, PaymentState::Authorized),
        (Authorized, TOTAL_MINOR, 0, PaymentState::Captured),
        (Authorized, 0, TOTAL_MINOR, PaymentState::Released),
    ];
    for (state, captured_minor, cancelled_minor, end) in ends {
        let start = in_doubt();
        let answered =
            |answer| Command::CallAnswered { operation: Operation::Create, sequence: 1, answer };
        let truth = read(&start, state, captured_minor, cancelled_minor);
        let seen = [
            Command::PaymentNoticed { state: Created },
            Command::PaymentNoticed { state },
            read(&start, Created, 0, 0),
            read(&start, state, 0, 0),
            answered(CallAnswer::Done(None)),
            answered(CallAnswer::Unknown { wait_ms: 1_000 }),
        ];
        let end_is_told = |command: &Command| match command {
            Command::PaymentNoticed { state: told } => *told == state,
            Command::PaymentRead { reading, .. } => reading.state == state,
            _ => false,
        };
        let mut ends = Vec::new();
        for order in orders(&seen) {
            let mut world = World { history: Vec::new(), ..start.clone() };
            let mut is_told = false;
            for command in order.iter().chain([&truth]) {
                world.tell(command.clone()).unwrap();
                assert_sound(&world, &["seen"]);
                // What was told once is not forgotten for what is told late.
                is_told |= end_is_told(command);
                assert!(!is_told || world.payment().seen.provider == Some(state), "{order:?}");
            }
            let (payment, sale) = (world.payment(), world.sale());
            assert_eq!((payment.state, payment.incidents), (end, 0), "{order:?}");
            ends.push((
                payment.seen,
                payment.duty().map(|due| due.duty),
                sale.state,
                sale.attempts.clone(),
                sale.tenders.clone(),
            ));
        }
        assert_eq!(ends.len(), 720);
        ends.dedup();
        assert_eq!(ends.len(), 1, "{end:?}: {ends:#?}");
    }
}

/// A second till takes the sale over in the middle of each kind of payment; what comes then ends it
/// as it would have at the first.
#[test]
fn taken_over_in_any_state_it_ends_as_it_would_have() {
    let mut steps = at_the_till();
    steps.extend(of_the_payment());
    let find = |words: &str| steps.iter().find(|(it, _)| *it == words).unwrap();
    let taken_over = &find("taken over").1;
    let mut taken = 0;
    for world in walk(sale(), &steps, |_, _, _| {}) {
        let Some(moved) = taken_over(&world) else { continue };
        assert_eq!(live_attempts(&moved), live_attempts(&world));
        taken += 1;
        for (words, step) in &steps {
            if matches!(*words, "taken over" | "resumed" | "parked") {
                continue;
            }
            let (here, there) = (step(&world), step(&moved));
            let told = |after: &Option<World>| {
                after.as_ref().map(|after| {
                    let payment = after.facts.payment.as_ref();
                    (
                        after.sale().due(),
                        after.sale().attempts.clone(),
                        payment.map(|it| (it.state, it.claim, it.duty().map(|due| due.duty))),
                    )
                })
            };
            assert_eq!(told(&here), told(&there), "{words}");
        }
    }
    assert!(taken > 20, "{taken}");
}
