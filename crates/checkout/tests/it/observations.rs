//! News of a payment comes in any order, late and repeated, and leads to one state.

use crate::world::World;
use checkout::{
    AttemptEnd, CallAnswer, CallRefusal, Claim, Command, Operation, PaymentDuty, PaymentState,
    ProviderState, Reading, Refusal, SaleState, Settling, TenderKind, Trouble,
};
use proptest::prelude::*;

fn reading(state: ProviderState, captured_minor: i64, cancelled_minor: i64) -> Reading {
    let authorized_minor = if state == ProviderState::Authorized { 319_900 } else { 0 };
    Reading { state, authorized_minor, captured_minor, cancelled_minor, refunded_minor: 0 }
}

/// What the outside world can say in the life of a payment that is approved and captured.
fn news(index: usize) -> Command {
    use ProviderState::{Authorized, Created};
    let read = |reading| Command::PaymentRead { reading, asked_at_unix_ms: i64::MAX };
    match index {
        0 => Command::PaymentNoticed { state: Created },
        1 => Command::PaymentNoticed { state: Authorized },
        2 => read(reading(Created, 0, 0)),
        3 => read(reading(Authorized, 0, 0)),
        4 => Command::CallAnswered {
            operation: Operation::Create,
            sequence: 1,
            answer: CallAnswer::Unknown { wait_ms: 1_000 },
        },
        _ => read(reading(Authorized, 319_900, 0)),
    }
}

proptest! {
    /// Any order, any number of copies: once all of it has been said, it is the same.
    #[test]
    fn order_and_copies_make_no_difference(order in prop::collection::vec(0_usize..6, 0..12)) {
        let mut world = World::with_request();
        for index in order.into_iter().chain(0..6) {
            world.tell(news(index)).unwrap();
            let payment = world.payment();
            prop_assert!(payment.incidents == 0);
        }
        let payment = world.payment();
        prop_assert_eq!(payment.state, PaymentState::Captured);
        prop_assert_eq!(payment.duty(), None);
        let completed = matches!(world.sale().state, SaleState::Completed { receipt_number: 1, .. });
        prop_assert!(completed);
        let events: Vec<_> = world.history.iter().flat_map(|changes| &changes.till).collect();
        prop_assert_eq!(events.len(), 2, "opened and completed, once each");
    }

    /// A final state is never left, whatever is said afterwards.
    #[test]
    fn a_final_state_stays(last in 0_usize..3, order in prop::collection::vec(0_usize..6, 0..8)) {
        let states = [
            (ProviderState::Aborted, PaymentState::Aborted),
            (ProviderState::Expired, PaymentState::Expired),
            (ProviderState::Terminated, PaymentState::Terminated),
        ];
        let (seen, expected) = states[last];
        let mut world = World::with_request();
        world.tell(Command::PaymentNoticed { state: seen }).unwrap();
        for index in order {
            world.tell(news(index)).unwrap();
            prop_assert_eq!(world.payment().state, expected);
            prop_assert_eq!(world.sale().state, SaleState::Open);
        }
    }
}

#[test]
fn two_final_states_are_an_incident() {
    let mut world = World::with_request();
    world.tell(Command::PaymentNoticed { state: ProviderState::Expired }).unwrap();
    world.tell(Command::PaymentNoticed { state: ProviderState::Authorized }).unwrap();
    assert_eq!(world.payment().state, PaymentState::Expired);
    assert_eq!(world.payment().incidents, 1);
}

#[test]
fn a_lost_answer_is_read_before_it_is_repeated() {
    let mut world = World::with_sale(vec![(crate::world::item("a", 100, None), one())]);
    world.request().unwrap();
    world.sent(Operation::Create);
    assert_eq!(duty(&world), Some(PaymentDuty::Check), "after a crash, look first");
    world.answered(Operation::Create, CallAnswer::Unknown { wait_ms: 1_000 });
    assert_eq!(duty(&world), Some(PaymentDuty::Check));
    world.now_unix_ms += 1_000;
    world.read_nothing();
    assert_eq!(duty(&world), Some(PaymentDuty::SendCreate));
    let key = world.payment().calls[&Operation::Create].key.clone();
    world.sent(Operation::Create);
    assert_eq!(world.payment().calls[&Operation::Create].key, key, "the same key again");
    world.answered(Operation::Create, CallAnswer::Unknown { wait_ms: 1_000 });
    world.now_unix_ms += 1_000;
    world.read_nothing();
    let due = world.payment().duty().unwrap();
    assert_eq!(due.duty, PaymentDuty::SendCreate);
    assert!(due.at_unix_ms >= world.now_unix_ms + 58_000, "two sends of one write a minute");
}

/// Two creates, two cancels and two releases after one another would be six.
/// Bound: writes of a payment, refunds apart
#[test]
fn no_more_than_five_writes_go_out_within_a_minute() {
    let mut world = World::with_sale(vec![(crate::world::item("a", 319_900, None), one())]);
    world.request().unwrap();
    let mut sent_at = Vec::new();
    let mut twice = |world: &mut World, duty: PaymentDuty, operation, shows: Option<Reading>| {
        for _ in 0..2 {
            let due = world.payment().duty().unwrap();
            assert_eq!(due.duty, duty);
            world.now_unix_ms = world.now_unix_ms.max(due.at_unix_ms);
            sent_at.push(world.now_unix_ms);
            world.sent(operation);
            world.answered(operation, CallAnswer::Unknown { wait_ms: 1_000 });
            world.now_unix_ms += 1_000;
            match shows {
                Some(reading) => world.read(reading),
                None => {
                    world.read_nothing();
                    checkout::Changes::default()
                }
            };
        }
    };
    twice(&mut world, PaymentDuty::SendCreate, Operation::Create, None);
    world.read(reading(ProviderState::Created, 0, 0));
    world.tell(Command::CancelPayment).unwrap();
    let on_phone = Some(reading(ProviderState::Created, 0, 0));
    twice(&mut world, PaymentDuty::SendCancel, Operation::Cancel, on_phone);
    let approved = reading(ProviderState::Authorized, 0, 0);
    world.read(approved);
    assert_eq!(world.payment().claim, Some(Claim::Release), "the till goes on without it");
    twice(&mut world, PaymentDuty::SendRelease, Operation::Release, Some(approved));
    assert_eq!(sent_at.len(), 6);
    assert!(sent_at[5] - sent_at[0] >= 60_000, "{sent_at:?}");
    assert!(sent_at[4] - sent_at[0] < 60_000, "no longer than it must: {sent_at:?}");
}

#[test]
fn given_up_in_doubt_it_is_watched_and_the_money_goes_back() {
    let mut world = World::with_sale(vec![(crate::world::item("a", 319_900, None), one())]);
    world.request().unwrap();
    world.sent(Operation::Create);
    world.answered(Operation::Create, CallAnswer::Unknown { wait_ms: 1_000 });
    world.tell(Command::CancelPayment).unwrap();
    assert_eq!(world.payment().state, PaymentState::Abandoned);
    assert_eq!(world.sale().attempts[0].end, Some(AttemptEnd::Abandoned));
    let tender = Command::Tender { kind: checkout::TenderKind::Cash, minor: 319_900 };
    world.tell(tender).unwrap();

    world.read_nothing();
    assert_eq!(duty(&world), Some(PaymentDuty::Check), "an early 404 proves nothing");
    world.now_unix_ms += 5_000;
    let approved = reading(ProviderState::Authorized, 0, 0);
    world.read(approved);
    assert_eq!(world.payment().claim, Some(Claim::Release));
    assert_eq!(duty(&world), Some(PaymentDuty::SendRelease));
    world.sent(Operation::Release);
    let released = reading(ProviderState::Authorized, 0, 319_900);
    world.answered(Operation::Release, CallAnswer::Done(Some(released)));
    assert_eq!(world.payment().state, PaymentState::Released);
    assert_eq!(duty(&world), None);
}

#[test]
fn given_up_in_doubt_and_never_there() {
    let mut world = World::with_sale(vec![(crate::world::item("a", 319_900, None), one())]);
    world.request().unwrap();
    world.sent(Operation::Create);
    world.answered(Operation::Create, CallAnswer::Unknown { wait_ms: 1_000 });
    world.tell(Command::CancelPayment).unwrap();
    world.now_unix_ms += 11 * 60_000 - 1;
    world.read_nothing();
    assert_eq!(world.payment().state, PaymentState::Abandoned);
    world.now_unix_ms += 1;
    world.read_nothing();
    assert_eq!(world.payment().state, PaymentState::Dropped);
}

#[test]
fn a_cancel_that_comes_too_late_asks_people() {
    let mut world = World::with_request();
    world.tell(Command::CancelPayment).unwrap();
    assert_eq!(duty(&world), Some(PaymentDuty::SendCancel));
    world.sent(Operation::Cancel);
    let refusal = CallRefusal { code: Some(6060), again: false };
    world.answered(Operation::Cancel, CallAnswer::Refused(refusal));
    assert_eq!(duty(&world), Some(PaymentDuty::Check), "the customer may have been faster");
    let approved = reading(ProviderState::Authorized, 0, 0);
    world.read(approved);
    assert!(world.payment().awaits_claim());
    let due = world.payment().duty().unwrap();
    assert_eq!(due.duty, PaymentDuty::SendRelease);
    assert_eq!(due.at_unix_ms, world.now_unix_ms + 5 * 60_000);
    world.tell(Command::ClaimPayment { claim: Claim::Finish }).unwrap();
    assert_eq!(duty(&world), Some(PaymentDuty::SendCapture));
}

#[test]
fn an_approved_payment_can_not_be_cancelled_at_the_till() {
    let mut world = World::with_request();
    world.tell(Command::PaymentNoticed { state: ProviderState::Authorized }).unwrap();
    assert_eq!(world.tell(Command::CancelPayment).unwrap_err(), Refusal::PaymentApproved);
}

#[test]
fn a_request_that_was_not_sent_is_dropped_without_a_call() {
    let mut world = World::with_sale(vec![(crate::world::item("a", 319_900, None), one())]);
    world.request().unwrap();
    world.tell(Command::CancelPayment).unwrap();
    assert_eq!(world.payment().state, PaymentState::Dropped);
    assert_eq!(duty(&world), None);
    assert_eq!(world.sale().attempts[0].end, Some(AttemptEnd::Cancelled));
}

#[test]
fn what_was_cancelled_before_it_was_sent_is_never_sent() {
    let mut world = World::with_sale(vec![(crate::world::item("a", 319_900, None), one())]);
    world.request().unwrap();
    let sequence = world.payment().next_sequence(Operation::Create);
    world.tell(Command::CancelPayment).unwrap();
    // A worker that read the payment before the cancel comes to say that it sends.
    let body_sha256 = "0".repeat(64);
    let sent = Command::CallSent { operation: Operation::Create, sequence, body_sha256 };
    assert!(world.tell(sent).unwrap().is_empty(), "no commit, so no call");
    assert_eq!(world.payment().state, PaymentState::Dropped);
}

#[test]
fn a_request_that_is_not_there_any_more_ends() {
    let mut world = World::with_request();
    world.read_nothing();
    assert_eq!(world.payment().state, PaymentState::Created, "one 404 proves nothing");
    world.now_unix_ms += 11 * 60_000;
    world.read_nothing();
    assert_eq!(world.payment().state, PaymentState::Refused);
    assert_eq!(world.sale().attempts[0].end, Some(AttemptEnd::Refused));
}

/// Bound: new keys after definite refusals
#[test]
fn a_capture_that_is_refused_for_good_is_for_people_and_can_be_given_back() {
    let mut world = World::with_request();
    world.tell(Command::PaymentNoticed { state: ProviderState::Authorized }).unwrap();
    let (mut keys, mut pauses_ms) = (Vec::new(), Vec::new());
    while let Some(due) = world.payment().duty().filter(|due| due.duty == PaymentDuty::SendCapture)
    {
        pauses_ms.push(due.at_unix_ms - world.now_unix_ms);
        world.now_unix_ms = world.now_unix_ms.max(due.at_unix_ms);
        world.sent(Operation::Capture);
        keys.push(world.payment().calls[&Operation::Capture].key.clone());
        let refusal = CallRefusal { code: Some(6080), again: true };
        world.answered(Operation::Capture, CallAnswer::Refused(refusal));
    }
    keys.dedup();
    assert_eq!(keys.len(), 3, "a new key each time");
    assert_eq!(pauses_ms, [0, 2_000, 60_000], "two sends a minute");
    assert!(keys.iter().all(|key| key.len() <= 50));
    assert!(world.payment().capture_is_stuck());
    assert_eq!(duty(&world), Some(PaymentDuty::Check), "somebody may settle it elsewhere");

    world.tell(Command::CancelPayment).unwrap();
    assert_eq!(duty(&world), Some(PaymentDuty::SendRelease));
    world.sent(Operation::Release);
    let released = reading(ProviderState::Authorized, 0, 319_900);
    world.answered(Operation::Release, CallAnswer::Done(Some(released)));
    assert_eq!(world.sale().attempts[0].end, Some(AttemptEnd::Released));
}

#[test]
fn approved_after_its_attempt_had_ended_it_is_given_back_and_never_captured() {
    let mut world = World::with_sale(vec![(crate::world::item("a", 319_900, None), one())]);
    world.request().unwrap();
    world.sent(Operation::Create);
    let refusal = CallRefusal { code: Some(7010), again: false };
    world.answered(Operation::Create, CallAnswer::Refused(refusal));
    assert_eq!(world.sale().attempts[0].end, Some(AttemptEnd::Refused));
    let tender = Command::Tender { kind: checkout::TenderKind::Cash, minor: 319_900 };
    world.tell(tender).unwrap();
    world.tell(Command::PaymentNoticed { state: ProviderState::Authorized }).unwrap();
    assert_eq!(duty(&world), Some(PaymentDuty::SendRelease));
}

#[test]
fn captured_in_part_by_somebody_else_it_does_not_complete_the_sale() {
    let mut world = World::with_request();
    world.read(reading(ProviderState::Authorized, 10_000, 0));
    assert_eq!(world.payment().state, PaymentState::Authorized);
    assert_eq!(world.sale().state, SaleState::Open);
}

#[test]
fn captured_in_part_by_somebody_else_the_rest_goes_back_and_people_return_the_part() {
    let mut world = World::with_request();
    world.read(reading(ProviderState::Authorized, 10_000, 0));
    world.sent(Operation::Capture);
    let refusal = CallRefusal { code: Some(6090), again: false };
    world.answered(Operation::Capture, CallAnswer::Refused(refusal));
    world.tell(Command::CancelPayment).unwrap();
    world.sent(Operation::Release);
    let rest = reading(ProviderState::Authorized, 10_000, 309_900);
    world.answered(Operation::Release, CallAnswer::Done(Some(rest)));
    assert_eq!(world.sale().attempts[0].end, Some(AttemptEnd::Released), "the till goes on");
    assert_eq!(world.sale().due().minor, 319_900);
    assert_eq!(duty(&world), None);
    assert_eq!(world.payment().trouble().map(|(what, _)| what), Some(Trouble::TakenAfterAll));
    world.tell(Command::SettlePayment { how: Settling::GiveBack }).unwrap();
    assert_eq!(world.payment().open_refund().unwrap().minor, 10_000);
    world.sent(Operation::Refund);
    let back = Reading { refunded_minor: 10_000, ..rest };
    world.answered(Operation::Refund, CallAnswer::Done(Some(back)));
    assert_eq!((duty(&world), world.payment().trouble()), (None, None));
}

/// Bound: sends of one write
/// Bound: a request on the phone
#[test]
fn a_request_that_is_never_there_is_sent_six_times_and_then_proved_absent() {
    let mut world = World::with_sale(vec![(crate::world::item("a", 319_900, None), one())]);
    world.request().unwrap();
    let mut sent_at = Vec::new();
    while world.payment().state != PaymentState::Refused {
        let due = world.payment().duty().expect("it goes on by itself");
        world.now_unix_ms = (world.now_unix_ms + 1_000).max(due.at_unix_ms);
        if due.duty == PaymentDuty::SendCreate {
            sent_at.push(world.now_unix_ms);
            world.sent(Operation::Create);
            world.answered(Operation::Create, CallAnswer::Unknown { wait_ms: 1_000 });
            world.now_unix_ms += 1_000;
        }
        world.read_nothing();
        assert!(sent_at.len() < 7, "a bound on every retry");
    }
    assert_eq!(sent_at.len(), 6);
    assert!(sent_at.windows(3).all(|three| three[2] - three[0] >= 60_000), "two a minute");
    let looked_for_ms = world.now_unix_ms - sent_at[5];
    assert!((660_000..690_000).contains(&looked_for_ms), "{looked_for_ms} ms");
    assert_eq!(world.sale().attempts[0].end, Some(AttemptEnd::Refused));
}

/// Bound: a capture that nobody answers for
#[test]
fn a_capture_that_nobody_answers_for_can_be_given_up() {
    let mut world = World::with_request();
    world.tell(Command::PaymentNoticed { state: ProviderState::Authorized }).unwrap();
    world.sent(Operation::Capture);
    world.answered(Operation::Capture, CallAnswer::Unknown { wait_ms: 1_000 });
    world.now_unix_ms += 119_000;
    assert!(world.tell(Command::CaptureLate).unwrap().is_empty(), "not yet");
    assert_eq!(world.tell(Command::CancelPayment).unwrap_err(), Refusal::PaymentApproved);
    world.now_unix_ms += 1_000;
    world.tell(Command::CaptureLate).unwrap();
    assert!(world.tell(Command::CaptureLate).unwrap().is_empty(), "told once");
    let late = (Trouble::CaptureLate, world.now_unix_ms);
    assert_eq!(world.payment().trouble(), Some(late));
    world.tell(Command::CancelPayment).unwrap();
    assert_eq!(duty(&world), Some(PaymentDuty::SendRelease));
    assert!(world.sale().live_attempt().is_some(), "until it is known what became of it");
    // It had worked after all: then it is paid.
    let mut after_all = world.clone();
    after_all.read(reading(ProviderState::Authorized, 319_900, 0));
    assert!(matches!(after_all.sale().state, SaleState::Completed { .. }));
    world.sent(Operation::Release);
    let released = reading(ProviderState::Authorized, 0, 319_900);
    world.answered(Operation::Release, CallAnswer::Done(Some(released)));
    assert_eq!(world.sale().attempts[0].end, Some(AttemptEnd::Released));
}

#[test]
fn money_that_somebody_else_moves_is_looked_at() {
    let mut world = World::with_request();
    world.read(reading(ProviderState::Authorized, 319_900, 0));
    assert_eq!(duty(&world), None);
    let ours = Some(world.payment().key(Operation::Capture, 1));
    assert!(world.tell(Command::PaymentMoved { key: ours }).unwrap().is_empty());
    for key in [None, Some("by-hand".to_owned())] {
        world.tell(Command::PaymentMoved { key }).unwrap();
        assert_eq!(duty(&world), Some(PaymentDuty::Check));
    }
    world.now_unix_ms += 1_000;
    let taken = reading(ProviderState::Authorized, 319_900, 0);
    world.read(Reading { refunded_minor: 20_000, ..taken });
    assert_eq!(duty(&world), None, "looked at once");
    assert_eq!(world.payment().refundable_minor(), 299_900);
    let elsewhere = (Trouble::RefundedElsewhere, world.now_unix_ms);
    assert_eq!(world.payment().trouble(), Some(elsewhere));
    world.tell(Command::SettlePayment { how: Settling::Accept }).unwrap();
    assert_eq!(world.payment().trouble(), None);
    world.read(Reading { refunded_minor: 30_000, ..taken });
    assert!(world.payment().trouble().is_some(), "more of it");
}

#[test]
fn cancelled_while_vipps_is_down_the_till_goes_on_and_money_that_comes_goes_back() {
    let mut world = World::with_request();
    world.tell(Command::CancelPayment).unwrap();
    world.sent(Operation::Cancel);
    world.answered(Operation::Cancel, CallAnswer::Unknown { wait_ms: 1_000 });
    assert_eq!(world.sale().attempts[0].end, Some(AttemptEnd::Abandoned));
    let tender = Command::Tender { kind: checkout::TenderKind::Cash, minor: 319_900 };
    world.tell(tender).unwrap();
    world.now_unix_ms += 60_000;
    world.read(reading(ProviderState::Authorized, 0, 0));
    assert_eq!(duty(&world), Some(PaymentDuty::SendRelease));
}

#[test]
fn a_read_says_nothing_of_a_call_that_was_sent_after_it_was_asked() {
    let mut world = World::with_request();
    let asked_at_unix_ms = world.now_unix_ms;
    world.now_unix_ms += 10;
    world.tell(Command::PaymentNoticed { state: ProviderState::Authorized }).unwrap();
    world.sent(Operation::Capture);
    let reading = reading(ProviderState::Created, 0, 0);
    world.tell(Command::PaymentRead { reading, asked_at_unix_ms }).unwrap();
    assert_eq!(world.payment().calls[&Operation::Capture].fate, checkout::Fate::Open);
    assert_eq!(duty(&world), Some(PaymentDuty::Check), "and it is not sent beside itself");
}

fn duty(world: &World) -> Option<PaymentDuty> {
    world.payment().duty().map(|due| due.duty)
}

fn one() -> checkout::Quantity {
    checkout::Quantity::ONE
}

/// A request that ended unapproved and is told as approved all the same.
fn approved_after_it_had_ended() -> World {
    let mut world = World::with_request();
    world.tell(Command::PaymentNoticed { state: ProviderState::Expired }).unwrap();
    world.tell(Command::PaymentNoticed { state: ProviderState::Authorized }).unwrap();
    assert_eq!(world.payment().trouble().map(|(what, _)| what), Some(Trouble::Contradiction));
    assert_eq!(duty(&world), Some(PaymentDuty::SendRelease));
    world
}

#[test]
fn approved_after_it_had_ended_the_money_goes_back_and_people_are_told() {
    let mut world = approved_after_it_had_ended();
    world.sent(Operation::Release);
    let released = reading(ProviderState::Authorized, 0, 319_900);
    world.answered(Operation::Release, CallAnswer::Done(Some(released)));
    assert_eq!(duty(&world), None);
    assert_eq!(world.payment().state, PaymentState::Expired, "a final state is never left");
    world.tell(Command::SettlePayment { how: Settling::Accept }).unwrap();
    assert_eq!(world.payment().trouble(), None);
}

#[test]
fn approved_after_it_had_ended_and_nothing_to_give_back_it_is_left_to_people() {
    let mut world = approved_after_it_had_ended();
    world.sent(Operation::Release);
    let refusal = CallRefusal { code: Some(6050), again: false };
    world.answered(Operation::Release, CallAnswer::Refused(refusal));
    assert_eq!(duty(&world), None);
    assert!(world.payment().trouble().is_some());
}

/// Captured although the till had gone on with cash.
fn taken_after_all() -> World {
    let mut world = World::with_request();
    world.tell(Command::CancelPayment).unwrap();
    world.sent(Operation::Cancel);
    world.answered(Operation::Cancel, CallAnswer::Unknown { wait_ms: 1_000 });
    let minor = world.sale().due().minor;
    world.tell(Command::Tender { kind: TenderKind::Cash, minor }).unwrap();
    world.read(reading(ProviderState::Authorized, 319_900, 0));
    assert_eq!(world.payment().trouble().map(|(what, _)| what), Some(Trouble::TakenAfterAll));
    world
}

#[test]
fn taken_after_all_it_is_refunded_once_and_is_left_to_people_if_that_is_refused() {
    for is_refused in [false, true] {
        let mut world = taken_after_all();
        assert_eq!(duty(&world), None, "nothing goes back by itself");
        world.tell(Command::SettlePayment { how: Settling::GiveBack }).unwrap();
        world.sent(Operation::Refund);
        let answer = if is_refused {
            CallAnswer::Refused(CallRefusal { code: Some(5100), again: false })
        } else {
            let taken = reading(ProviderState::Authorized, 319_900, 0);
            CallAnswer::Done(Some(Reading { refunded_minor: 319_900, ..taken }))
        };
        world.answered(Operation::Refund, answer);
        assert_eq!(duty(&world), None);
        let left = [Settling::LookAgain, Settling::Accept];
        let left = if is_refused { &left[..] } else { &[] };
        assert_eq!(world.payment().settlings(), left);
    }
}

#[test]
fn a_good_payment_that_is_told_as_ended_is_never_refunded_from_the_list() {
    let mut world = World::with_request();
    world.read(reading(ProviderState::Authorized, 319_900, 0));
    world.tell(Command::PaymentNoticed { state: ProviderState::Expired }).unwrap();
    assert_eq!(world.payment().trouble().map(|(what, _)| what), Some(Trouble::Contradiction));
    assert_eq!(world.payment().settlings(), [Settling::LookAgain, Settling::Accept]);
}

#[test]
fn a_stuck_capture_is_given_back_when_somebody_says_so_and_it_is_journalled() {
    let mut world = World::with_request();
    world.tell(Command::PaymentNoticed { state: ProviderState::Authorized }).unwrap();
    let settle = |how| Command::SettlePayment { how };
    assert_eq!(world.tell(settle(Settling::GiveBack)).unwrap_err(), Refusal::NothingToDecide);
    world.sent(Operation::Capture);
    let refusal = CallRefusal { code: Some(6100), again: false };
    world.answered(Operation::Capture, CallAnswer::Refused(refusal));
    assert_eq!(world.payment().settlings(), [Settling::LookAgain, Settling::GiveBack]);
    let changes = world.tell(settle(Settling::GiveBack)).unwrap();
    assert_eq!(changes.till.len(), 1);
    assert_eq!(duty(&world), Some(PaymentDuty::SendRelease));
}
