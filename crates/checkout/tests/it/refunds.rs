//! Money that goes back through the payment that took it: once, whatever answers are lost.

use crate::world::{World, item};
use checkout::{
    CallAnswer, CallRefusal, Command, Currency, LineId, Operation, Payment, PaymentDuty,
    PaymentEvent, ProviderState, Quantity, Reading, RefundEnd, Refusal, ReturnId, SaleState,
    TenderKind, Trouble,
};
use uuid::Uuid;

/// A sale of ten, paid in the app, of which `units` come back in two returns; the payment at hand.
fn with_refunds(units: &[i64]) -> World {
    let mut world = World::with_sale(vec![(item("a", 1_000, None), Quantity::units(10).unwrap())]);
    world.request().unwrap();
    world.sent(Operation::Create);
    world.captured();
    for (index, units) in units.iter().enumerate() {
        world.facts.returning = None;
        let id = ReturnId(Uuid::from_u128(100 + u128::try_from(index).unwrap()));
        let lines = vec![(LineId(1), Some(Quantity::units(*units).unwrap()))];
        world.tell(Command::StartReturn { id, lines, by: None, currency: Currency::Nok }).unwrap();
    }
    world.facts.payment = Some(world.facts.paid_by.remove(0));
    world
}

fn refunded(refunded_minor: i64) -> Reading {
    Reading {
        state: ProviderState::Authorized,
        authorized_minor: 10_000,
        captured_minor: 10_000,
        cancelled_minor: 0,
        refunded_minor,
    }
}

fn duty(payment: &Payment) -> Option<PaymentDuty> {
    payment.duty().map(|due| due.duty)
}

fn end(world: &World, index: usize) -> Option<RefundEnd> {
    world.payment().refunds[index].end
}

#[test]
fn one_after_the_other_each_with_a_key_of_its_own() {
    let mut world = with_refunds(&[3, 2]);
    assert_eq!(duty(world.payment()), Some(PaymentDuty::SendRefund));
    assert_eq!(world.payment().refundable_minor(), 5_000);
    world.sent(Operation::Refund);
    let first = world.payment().calls[&Operation::Refund].key.clone();
    assert!(first.ends_with("-f1") && first.len() <= 50);
    // Not while the first is under way.
    let (operation, sequence) = (Operation::Refund, 2);
    let again = Command::CallSent { operation, sequence, body_sha256: "0".repeat(64) };
    assert!(world.tell(again).unwrap().is_empty());
    world.answered(Operation::Refund, CallAnswer::Done(Some(refunded(3_000))));
    assert_eq!((end(&world, 0), end(&world, 1)), (Some(RefundEnd::Done), None));
    world.sent(Operation::Refund);
    assert!(world.payment().calls[&Operation::Refund].key.ends_with("-f2"));
    world.answered(Operation::Refund, CallAnswer::Done(Some(refunded(5_000))));
    assert_eq!(end(&world, 1), Some(RefundEnd::Done));
    assert_eq!(world.payment().duty(), None);
    assert_eq!(world.payment().refundable_minor(), 5_000);
}

/// The log is read now, and holds the key of the refund or doesn't.
fn looked_up(world: &mut World, is_logged: bool) {
    let asked_at_unix_ms = world.now_unix_ms;
    let key = world.payment().calls[&Operation::Refund].key.clone();
    world.tell(Command::RefundLookedUp { key, is_logged, asked_at_unix_ms }).unwrap();
}

#[test]
fn what_was_looked_up_for_one_refund_says_nothing_of_the_next() {
    let mut world = with_refunds(&[3, 2]);
    world.sent(Operation::Refund);
    let key = world.payment().calls[&Operation::Refund].key.clone();
    world.answered(Operation::Refund, CallAnswer::Done(Some(refunded(3_000))));
    lost(&mut world);
    let (is_logged, asked_at_unix_ms) = (true, world.now_unix_ms + 1_000);
    world.now_unix_ms = asked_at_unix_ms;
    let late = Command::RefundLookedUp { key, is_logged, asked_at_unix_ms };
    assert!(world.tell(late).unwrap().is_empty());
    assert_eq!(end(&world, 1), None);
}

#[test]
fn an_answer_to_an_earlier_key_is_none_to_the_next() {
    let mut world = with_refunds(&[3, 2]);
    world.sent(Operation::Refund);
    world.answered(Operation::Refund, CallAnswer::Done(Some(refunded(3_000))));
    lost(&mut world);
    let (operation, sequence, answer) = (Operation::Refund, 1, CallAnswer::Done(None));
    let late = Command::CallAnswered { operation, sequence, answer };
    assert!(world.tell(late).unwrap().is_empty());
    assert_eq!(end(&world, 1), None);
}

/// A refund goes out, and no answer comes.
fn lost(world: &mut World) {
    world.sent(Operation::Refund);
    world.answered(Operation::Refund, CallAnswer::Unknown { wait_ms: 1_000 });
    assert_eq!(duty(world.payment()), Some(PaymentDuty::Check), "look before anything else");
    let key = world.payment().refund_in_doubt().unwrap();
    assert_eq!(key, world.payment().calls[&Operation::Refund].key);
}

#[test]
fn a_lost_answer_is_settled_by_the_event_log() {
    for arrived in [true, false] {
        let mut world = with_refunds(&[3]);
        lost(&mut world);
        looked_up(&mut world, false);
        assert!(world.payment().refund_in_doubt().is_some(), "a log of before it was sent");
        world.now_unix_ms += 1_000;
        looked_up(&mut world, arrived);
        if arrived {
            assert_eq!(end(&world, 0), Some(RefundEnd::Done));
            assert_eq!(world.payment().duty(), None);
            assert_eq!(world.payment().refundable_minor(), 7_000, "before the sum shows it");
        } else {
            assert_eq!(end(&world, 0), None);
            assert_eq!(duty(world.payment()), Some(PaymentDuty::SendRefund));
            assert_eq!(world.payment().next_sequence(Operation::Refund), 1, "under the same key");
        }
        world.read(refunded(3_000));
        assert_eq!(end(&world, 0).is_some(), arrived, "an amount proves nothing");
    }
}

#[test]
fn what_somebody_refunded_elsewhere_is_not_taken_for_ours() {
    let mut world = with_refunds(&[3]);
    lost(&mut world);
    world.now_unix_ms += 1_000;
    world.read(refunded(3_000));
    looked_up(&mut world, false);
    assert_eq!(end(&world, 0), None, "as much as ours, and not ours");
    assert_eq!(duty(world.payment()), Some(PaymentDuty::SendRefund));

    // Less is left than ours wants: that is for its answer to say.
    let mut world = with_refunds(&[8]);
    lost(&mut world);
    world.now_unix_ms += 1_000;
    world.read(refunded(8_000));
    looked_up(&mut world, false);
    assert_eq!((end(&world, 0), duty(world.payment())), (None, Some(PaymentDuty::SendRefund)));
    assert_eq!(world.payment().next_sequence(Operation::Refund), 1);
}

#[test]
fn a_refused_refund_lets_the_next_go_on() {
    let mut world = with_refunds(&[3, 2]);
    world.sent(Operation::Refund);
    let refusal = CallRefusal { code: Some(6210), again: false };
    world.answered(Operation::Refund, CallAnswer::Refused(refusal));
    assert_eq!(end(&world, 0), Some(RefundEnd::Refused { code: Some(6210) }));
    assert_eq!(world.payment().next_sequence(Operation::Refund), 2);
    assert_eq!(duty(world.payment()), Some(PaymentDuty::SendRefund));
}

#[test]
fn the_rest_of_a_smaller_capture_is_released_at_once() {
    let mut world = World::with_sale(vec![(item("a", 10_000, None), Quantity::ONE)]);
    world.request().unwrap();
    world.sent(Operation::Create);
    world.read(Reading { authorized_minor: 12_000, ..refunded(0) });
    assert!(matches!(world.sale().state, SaleState::Completed { .. }));
    assert_eq!(duty(world.payment()), Some(PaymentDuty::SendRelease));
    world.sent(Operation::Release);
    let released = Reading { authorized_minor: 12_000, cancelled_minor: 2_000, ..refunded(0) };
    world.answered(Operation::Release, CallAnswer::Done(Some(released)));
    assert_eq!(world.payment().duty(), None);
    // Refused for good, it is not tried for ever: people see to it, and what they do elsewhere is looked for.
    let mut world = World::with_sale(vec![(item("a", 10_000, None), Quantity::ONE)]);
    world.request().unwrap();
    world.sent(Operation::Create);
    world.read(Reading { authorized_minor: 12_000, ..refunded(0) });
    world.sent(Operation::Release);
    let refusal = CallRefusal { code: Some(6030), again: false };
    world.answered(Operation::Release, CallAnswer::Refused(refusal));
    assert_eq!(duty(world.payment()), Some(PaymentDuty::Check));
    assert!(matches!(world.payment().trouble(), Some((Trouble::ReleaseStuck, _))));
    world.read(released);
    assert_eq!((world.payment().duty(), world.payment().trouble()), (None, None));
}

/// A sale of which half is paid in the app.
fn half_paid() -> World {
    let mut world = World::with_sale(vec![(item("a", 10_000, None), Quantity::ONE)]);
    world.tell(Command::Tender { kind: TenderKind::Card, minor: 4_000 }).unwrap();
    world.request().unwrap();
    world.sent(Operation::Create);
    world.captured();
    world.tell(Command::CancelSale).unwrap_err();
    world
}

#[test]
fn a_tender_is_undone_before_completion_only() {
    let mut world = World::with_sale(vec![(item("a", 10_000, None), Quantity::ONE)]);
    world.tell(Command::Tender { kind: TenderKind::Cash, minor: 1_000 }).unwrap();
    world.tell(Command::Tender { kind: TenderKind::Card, minor: 2_000 }).unwrap();
    world.tell(Command::RemoveTender { number: 1 }).unwrap();
    assert_eq!(world.sale().due().minor, 8_000);
    assert_eq!(
        world.tell(Command::RemoveTender { number: 1 }).unwrap_err(),
        Refusal::TenderUnknown,
        "a second press takes nothing else"
    );
    world.request().unwrap();
    assert_eq!(world.tell(Command::RemoveTender { number: 2 }).unwrap_err(), Refusal::PaymentOpen);
    let world = &mut half_paid();
    assert_eq!(world.tell(Command::RemoveTender { number: 1 }).unwrap_err(), Refusal::SaleClosed);
}

#[test]
fn a_sale_that_is_called_off_gives_back_what_the_app_paid() {
    let mut world = World::with_sale(vec![(item("a", 10_000, None), Quantity::ONE)]);
    assert_eq!(world.request_part(Some(10_001)).unwrap_err(), Refusal::TenderImpossible);
    let plan_minor = 4_000;
    world.request_part(Some(plan_minor)).unwrap();
    assert_eq!(world.payment().plan.receipt.due_minor(), plan_minor);
    world.sent(Operation::Create);
    world.captured();
    assert!(world.sale().is_open());
    assert_eq!(world.sale().due().minor, 6_000);
    world.tell(Command::CancelSale).unwrap();
    assert!(matches!(world.sale().state, SaleState::Cancelled { .. }));
    world.facts.payment = Some(world.facts.paid_by.remove(0));
    assert_eq!(duty(world.payment()), Some(PaymentDuty::SendRefund));
    world.sent(Operation::Refund);
    let refusal = CallRefusal { code: Some(5100), again: false };
    world.answered(Operation::Refund, CallAnswer::Refused(refusal));
    let payment = world.facts.payment.take().unwrap();
    assert_eq!(payment.must_be_paid_out_minor(), plan_minor);
    world.facts.paid_by.push(payment);
    let changes = world.tell(Command::PayOutRefused { kind: TenderKind::Cash }).unwrap();
    assert!(matches!(changes.paid_by[0].1, PaymentEvent::PaidOutInstead { .. }));
    assert_eq!(
        world.tell(Command::PayOutRefused { kind: TenderKind::Cash }).unwrap_err(),
        Refusal::NothingToPayOut
    );
}
