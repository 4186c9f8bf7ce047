//! Another tender while a payment request is open: the request is cancelled first, and whatever the
//! customer does meanwhile, the sale is paid once.

use crate::world::{World, item};
use checkout::{
    Aggregate, CallAnswer, Claim, Command, MemberId, Operation, PaymentState, ProviderState,
    Quantity, Reading, Refusal, SaleEvent, SaleState, TenderKind,
};
use uuid::Uuid;

fn cash(minor: i64) -> Command {
    Command::Tender { kind: TenderKind::Cash, minor }
}

fn see(world: &mut World, state: ProviderState) {
    world.tell(Command::PaymentNoticed { state }).unwrap();
}

fn paid(world: &World) -> Vec<(bool, i64)> {
    world.sale().tenders.iter().map(|tender| (tender.kind.is_at_counter(), tender.minor)).collect()
}

fn is_completed(world: &World) -> bool {
    matches!(world.sale().state, SaleState::Completed { .. })
}

/// A request on the phone, and cash chosen instead of it.
fn chosen() -> (World, i64) {
    let mut world = World::with_request();
    let due = world.sale().due().minor;
    world.tell(cash(due)).unwrap();
    assert_eq!(
        world.sale().state,
        SaleState::Open,
        "nothing is taken while the request may be approved"
    );
    assert_eq!(paid(&world), []);
    assert!(world.payment().cancel_asked_at_unix_ms.is_some());
    (world, due)
}

#[test]
fn it_is_taken_once_the_request_is_cancelled() {
    let (mut world, due) = chosen();
    see(&mut world, ProviderState::Terminated);
    assert!(is_completed(&world));
    assert_eq!(paid(&world), [(true, due)]);
}

#[test]
fn a_request_that_never_went_out_is_dropped_at_once() {
    let mut world = World::with_sale(vec![(item("a", 319_900, None), Quantity::ONE)]);
    world.request().unwrap();
    let due = world.sale().due().minor;
    world.tell(cash(due)).unwrap();
    assert_eq!(world.payment().state, PaymentState::Dropped);
    assert!(is_completed(&world));
    assert_eq!(paid(&world), [(true, due)]);
}

#[test]
fn the_customer_was_faster() {
    let (mut world, due) = chosen();
    see(&mut world, ProviderState::Authorized);
    assert_eq!(paid(&world), [], "people decide, and nothing is taken beside the money in the app");
    assert_eq!(world.tell(cash(due)).unwrap_err(), Refusal::PaymentApproved);
    let mut finished = world.clone();
    finished.tell(Command::ClaimPayment { claim: Claim::Finish }).unwrap();
    finished.captured();
    assert!(is_completed(&finished));
    assert_eq!(paid(&finished), [(false, due)]);
    world.tell(Command::ClaimPayment { claim: Claim::Release }).unwrap();
    world.read(Reading {
        state: ProviderState::Authorized,
        authorized_minor: due,
        captured_minor: 0,
        cancelled_minor: due,
        refunded_minor: 0,
    });
    assert!(is_completed(&world), "the money in the app went back, and cash is taken");
    assert_eq!(paid(&world), [(true, due)]);
}

#[test]
fn nobody_answers_the_cancel_and_the_till_goes_on() {
    let (mut world, due) = chosen();
    world.sent(Operation::Cancel);
    world.answered(Operation::Cancel, CallAnswer::Unknown { wait_ms: 1_000 });
    assert!(is_completed(&world));
    assert_eq!(paid(&world), [(true, due)]);
    see(&mut world, ProviderState::Authorized);
    let payment = world.payment();
    assert_eq!(payment.claim, Some(Claim::Release), "money that comes is given back");
}

#[test]
fn a_part_is_taken_and_the_rest_can_be_asked_for_again() {
    let mut world = World::with_request();
    world.tell(cash(1_000)).unwrap();
    world.tell(Command::Tender { kind: TenderKind::Card, minor: 2_000 }).unwrap();
    see(&mut world, ProviderState::Terminated);
    assert_eq!(world.sale().state, SaleState::Open);
    assert_eq!(paid(&world), [(true, 2_000)], "the last choice counts");
    assert_eq!(world.sale().chosen_tender, None);
}

#[test]
fn what_was_asked_at_the_counter_is_taken_although_the_customer_joined_meanwhile() {
    let ware = item("jacket", 10_000, Some(6_000));
    let mut world = World::with_sale(vec![(ware, Quantity::ONE)]);
    world.request().unwrap();
    world.sent(Operation::Create);
    let due = world.sale().due().minor;
    world.tell(cash(due)).unwrap();
    let member = MemberId(Uuid::from_u128(9));
    world.facts.sale.as_mut().unwrap().apply(&SaleEvent::MemberAttached { member });
    see(&mut world, ProviderState::Terminated);
    assert!(is_completed(&world));
    assert_eq!(paid(&world), [(true, due)]);
}

#[test]
fn approved_money_is_not_given_up_by_another_tender() {
    let mut world = World::with_request();
    see(&mut world, ProviderState::Authorized);
    assert_eq!(world.tell(cash(1_000)).unwrap_err(), Refusal::PaymentApproved);
}

#[test]
fn more_than_is_due_is_refused_and_the_request_goes_on() {
    let mut world = World::with_request();
    let due = world.sale().due().minor;
    assert_eq!(world.tell(cash(due + 1)).unwrap_err(), Refusal::TenderImpossible);
    assert_eq!(world.payment().cancel_asked_at_unix_ms, None);
}
