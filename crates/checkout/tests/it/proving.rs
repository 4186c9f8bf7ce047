//! Points of somebody whose number was typed: kept like any others, and spent only once the same number
//! has approved a payment of the sale.

use crate::points::{MEMBER, account, available, fill, granted, member, rules};
use crate::world::{SALES_UNIT, World};
use checkout::{
    Amount, CallAnswer, Command, ContactId, Currency, Customer, Environment, IdentifiedBy, Msn,
    Operation, PaymentFlow, PaymentId, PointsQuote, ProviderState, Reading, Refusal, SaleEvent,
    SaleState, SalesUnit, TenderKind, TillId,
};
use proptest::prelude::*;
use uuid::Uuid;

const CUSTOMER: u64 = 2;
const OTHER: u64 = 3;
/// The least that is left to ask for.
const LEFT: Refusal =
    Refusal::PointsToBeApproved { minimum: Amount { minor: 100, currency: Currency::Nok } };

/// An open sale of 100.00 of a member with 2,000 points whose number was typed; a point pays 0.10.
fn typed() -> World {
    let mut world = World::new();
    world.facts.points = Some(rules());
    world.facts.member = Some(member());
    world.facts.reach = Some(PaymentFlow::Push);
    fill(&mut world, 1, &[(10_000, 1)]);
    let customer = customer(IdentifiedBy::PhoneNumber);
    let sale = world.facts.sale.as_mut().unwrap();
    checkout::Aggregate::apply(sale, &SaleEvent::CustomerRemoved);
    checkout::Aggregate::apply(sale, &SaleEvent::CustomerIdentified { customer });
    granted(&mut world, 2_000);
    world
}

fn customer(by: IdentifiedBy) -> Customer {
    Customer { contact: contact(CUSTOMER), by, member: Some(MEMBER) }
}

fn contact(number: u64) -> ContactId {
    ContactId(Uuid::from_u128(number.into()))
}

fn spend(world: &mut World, points: Option<i64>) -> Result<(), Refusal> {
    world.tell(Command::UsePoints { points }).map(|_| ())
}

fn cash(world: &mut World, minor: i64) -> Result<(), Refusal> {
    world.tell(Command::Tender { kind: TenderKind::Cash, minor }).map(|_| ())
}

/// A request of whoever is to pay, on its way.
fn ask(world: &mut World, flow: PaymentFlow, minor: Option<i64>) -> Result<(), Refusal> {
    let before = world.facts.payment.take();
    let number = 100 + u128::try_from(world.sale().attempts.len()).unwrap();
    let asked = world.tell(Command::RequestPayment {
        payment: PaymentId(Uuid::from_u128(number)),
        sales_unit: SalesUnit { msn: Msn::new(SALES_UNIT), environment: Environment::Simulator },
        reference_prefix: "shop".to_owned(),
        seller: "Shop".to_owned(),
        pos_id: "pos".to_owned(),
        flow,
        minor,
    });
    if asked.is_err() {
        world.facts.payment = before;
        return asked.map(|_| ());
    }
    world.sent(Operation::Create);
    world.answered(Operation::Create, CallAnswer::Done(None));
    Ok(())
}

fn ended(world: &mut World, state: ProviderState) {
    let nothing = Reading {
        state,
        authorized_minor: 0,
        captured_minor: 0,
        cancelled_minor: 0,
        refunded_minor: 0,
    };
    world.read(nothing);
}

fn scan(world: &mut World, number: u64, by: IdentifiedBy) -> Result<(), Refusal> {
    let member = (number == CUSTOMER).then_some(MEMBER);
    let customer = Customer { contact: contact(number), by, member };
    world.tell(Command::Identify { customer, is_unanswered: false }).map(|_| ())
}

fn is_completed(world: &World) -> bool {
    matches!(world.sale().state, SaleState::Completed { .. })
}

fn held(world: &World) -> i64 {
    account(world).balance(world.now_unix_ms).held
}

#[test]
fn the_number_that_approves_has_proved_whose_they_are() {
    let mut world = typed();
    spend(&mut world, Some(300)).unwrap();
    assert!(world.sale().has_unproved_points());
    assert_eq!((held(&world), available(&world)), (300, 1_700), "no other till can spend them");
    ask(&mut world, PaymentFlow::Push, None).unwrap();
    world.captured();
    assert!(is_completed(&world) && !world.sale().has_unproved_points());
    assert_eq!((held(&world), available(&world)), (0, 1_700 + 7));
}

#[test]
fn something_is_left_to_ask_for() {
    let mut world = typed();
    assert_eq!(spend(&mut world, Some(991)).unwrap_err(), LEFT);
    assert_eq!(spend(&mut world, Some(1_000)).unwrap_err(), LEFT);
    assert_eq!(spend(&mut world, Some(1_001)).unwrap_err(), Refusal::TenderImpossible);
    let quote = |world: &World| {
        let (account, now) = (world.facts.account.as_ref(), crate::points::at(world.now_unix_ms));
        PointsQuote::new(world.sale(), account, (&rules(), false), world.facts.reach, now)
    };
    assert_eq!(quote(&world).usable.unwrap().points, 990);
    spend(&mut world, None).unwrap();
    assert_eq!(world.sale().due().minor, 100);
    // A krone and five points are too little for one point and the request.
    let mut small = typed();
    cash(&mut small, 9_895).unwrap();
    assert_eq!(spend(&mut small, None).unwrap_err(), LEFT);
    assert_eq!(quote(&small).usable, None);
    scan(&mut small, CUSTOMER, IdentifiedBy::PersonalQr).unwrap();
    spend(&mut small, None).unwrap();
    assert_eq!(small.sale().due().minor, 5);
}

#[test]
fn nothing_else_pays_what_the_member_is_to_be_asked_for() {
    for kind in [TenderKind::Cash, TenderKind::Card, TenderKind::GiftCard] {
        let mut world = typed();
        spend(&mut world, Some(300)).unwrap();
        for minor in [7_000, 6_901] {
            let refused = world.tell(Command::Tender { kind, minor });
            assert_eq!(refused.unwrap_err(), LEFT, "{kind:?}");
        }
        world.tell(Command::Tender { kind, minor: 6_900 }).unwrap();
        ask(&mut world, PaymentFlow::Push, None).unwrap();
        // Chosen instead of the request that is open, it proves as little.
        let instead = world.tell(Command::Tender { kind, minor: 100 });
        assert_eq!(instead.unwrap_err(), LEFT, "{kind:?}");
        world.captured();
        assert!(is_completed(&world));
    }
}

#[test]
fn a_qr_on_the_display_and_another_phone_prove_nothing() {
    let mut world = typed();
    spend(&mut world, Some(300)).unwrap();
    assert_eq!(ask(&mut world, PaymentFlow::Qr, None).unwrap_err(), LEFT);
    assert_eq!(ask(&mut world, PaymentFlow::Qr, Some(6_901)).unwrap_err(), LEFT);
    ask(&mut world, PaymentFlow::Qr, Some(3_000)).unwrap();
    world.captured();
    assert!(world.sale().has_unproved_points());
    scan(&mut world, OTHER, IdentifiedBy::PersonalQr).unwrap();
    assert_eq!(ask(&mut world, PaymentFlow::Push, None).unwrap_err(), LEFT);
    ask(&mut world, PaymentFlow::Push, Some(1_000)).unwrap();
    world.captured();
    assert!(world.sale().has_unproved_points(), "somebody else's phone");
    assert_eq!(cash(&mut world, 3_000).unwrap_err(), LEFT);
    let asks_customer_again = scan(&mut world, CUSTOMER, IdentifiedBy::PhoneNumber);
    asks_customer_again.unwrap();
    ask(&mut world, PaymentFlow::Push, None).unwrap();
    world.captured();
    assert!(is_completed(&world));
}

#[test]
fn a_personal_qr_proves_them_at_any_time() {
    let mut world = typed();
    spend(&mut world, Some(300)).unwrap();
    assert_eq!(scan(&mut world, OTHER, IdentifiedBy::PersonalQr), Err(Refusal::OtherCustomer));
    scan(&mut world, CUSTOMER, IdentifiedBy::PersonalQr).unwrap();
    cash(&mut world, 7_000).unwrap();
    assert!(is_completed(&world));
    // While somebody else is asked for the rest, and while a request is open.
    let mut world = typed();
    spend(&mut world, Some(300)).unwrap();
    ask(&mut world, PaymentFlow::Qr, Some(3_000)).unwrap();
    world.captured();
    scan(&mut world, OTHER, IdentifiedBy::PersonalQr).unwrap();
    scan(&mut world, CUSTOMER, IdentifiedBy::PersonalQr).unwrap();
    assert!(!world.sale().has_unproved_points());
    assert_eq!(world.sale().payer(), Some(contact(CUSTOMER)));
    let mut world = typed();
    spend(&mut world, Some(300)).unwrap();
    ask(&mut world, PaymentFlow::Push, None).unwrap();
    scan(&mut world, CUSTOMER, IdentifiedBy::PersonalQr).unwrap();
    cash(&mut world, 7_000).unwrap();
    ended(&mut world, ProviderState::Terminated);
    assert!(is_completed(&world));
}

#[test]
fn what_was_approved_before_proves_them_at_once() {
    let mut world = typed();
    ask(&mut world, PaymentFlow::Push, Some(3_000)).unwrap();
    world.captured();
    spend(&mut world, None).unwrap();
    assert!(is_completed(&world), "700 points pay all the rest");
    // Not so once it was given back, or where the number is the member's no more.
    let mut world = typed();
    ask(&mut world, PaymentFlow::Push, Some(3_000)).unwrap();
    world.captured();
    let mut lost = world.clone();
    lost.facts.reach = None;
    assert_eq!(spend(&mut lost, None).unwrap_err(), Refusal::PointsNotProved);
    world.tell(Command::RemoveTender { number: 1 }).unwrap();
    spend(&mut world, Some(300)).unwrap();
    assert!(world.sale().has_unproved_points());
    assert_eq!(cash(&mut world, 7_000).unwrap_err(), LEFT);
}

#[test]
fn where_nothing_could_prove_them_they_are_not_used() {
    let mut world = typed();
    world.facts.reach = Some(PaymentFlow::Qr);
    assert_eq!(spend(&mut world, Some(1)).unwrap_err(), Refusal::PointsNotProved);
    ask(&mut world, PaymentFlow::Qr, Some(3_000)).unwrap();
    world.captured();
    assert_eq!(spend(&mut world, Some(1)).unwrap_err(), Refusal::PointsNotProved);
}

/// A request that comes to nothing leaves them as they are: kept, unproved, and free to be let go.
#[test]
fn a_request_that_comes_to_nothing_proves_nothing() {
    for end in [ProviderState::Aborted, ProviderState::Expired, ProviderState::Terminated] {
        let mut world = typed();
        spend(&mut world, Some(300)).unwrap();
        ask(&mut world, PaymentFlow::Push, None).unwrap();
        ended(&mut world, end);
        assert!(world.sale().is_open() && world.sale().has_unproved_points(), "{end:?}");
        assert_eq!(cash(&mut world, 7_000).unwrap_err(), LEFT);
        let mut called_off = world.clone();
        called_off.tell(Command::CancelSale).unwrap();
        assert_eq!((held(&called_off), available(&called_off)), (0, 2_000));
        world.tell(Command::RemoveTender { number: 1 }).unwrap();
        assert_eq!((held(&world), available(&world)), (0, 2_000));
        cash(&mut world, 10_000).unwrap();
        assert!(is_completed(&world));
    }
}

/// Given up while nobody knows whether it arrived: the till goes on, and what is approved late goes back.
#[test]
fn what_is_approved_after_it_was_given_up_proves_nothing() {
    let mut world = typed();
    spend(&mut world, Some(300)).unwrap();
    ask(&mut world, PaymentFlow::Push, None).unwrap();
    world.tell(Command::CancelPayment).unwrap();
    world.sent(Operation::Cancel);
    world.answered(Operation::Cancel, CallAnswer::Unknown { wait_ms: 0 });
    assert!(world.sale().live_attempt().is_none(), "abandoned");
    world.read(Reading {
        state: ProviderState::Authorized,
        authorized_minor: 7_000,
        captured_minor: 0,
        cancelled_minor: 0,
        refunded_minor: 0,
    });
    assert!(world.sale().is_open() && world.sale().has_unproved_points());
    assert_eq!(cash(&mut world, 7_000).unwrap_err(), LEFT);
}

#[test]
fn a_till_that_takes_the_sale_over_goes_on_with_them() {
    let mut world = typed();
    spend(&mut world, Some(300)).unwrap();
    world.context.till = TillId::new("2");
    world.facts.from_till = world.facts.till.take();
    world.tell(Command::TakeOverSale).unwrap();
    assert_eq!(cash(&mut world, 7_000).unwrap_err(), LEFT);
    ask(&mut world, PaymentFlow::Push, None).unwrap();
    world.captured();
    assert!(is_completed(&world));
}

#[derive(Debug, Clone)]
enum Step {
    Spend(Option<i64>),
    Cash(i64),
    Ask(PaymentFlow, Option<i64>),
    Approve,
    End(ProviderState),
    Scan(u64, IdentifiedBy),
    Undo(u32),
    Reach(Option<PaymentFlow>),
}

fn step() -> impl Strategy<Value = Step> {
    let flow = || prop_oneof![Just(PaymentFlow::Push), Just(PaymentFlow::Qr)];
    let by = prop_oneof![4 => Just(IdentifiedBy::PhoneNumber), 1 => Just(IdentifiedBy::PersonalQr)];
    let who = prop_oneof![Just(CUSTOMER), Just(OTHER)];
    let end = prop_oneof![Just(ProviderState::Aborted), Just(ProviderState::Expired)];
    let minor = || prop_oneof![Just(100_i64), 1_i64..10_000];
    prop_oneof![
        3 => prop::option::of(1_i64..1_200).prop_map(Step::Spend),
        3 => minor().prop_map(Step::Cash),
        4 => (flow(), prop::option::of(minor())).prop_map(|(flow, part)| Step::Ask(flow, part)),
        4 => Just(Step::Approve),
        1 => end.prop_map(Step::End),
        2 => (who, by).prop_map(|(who, by)| Step::Scan(who, by)),
        1 => (1_u32..6).prop_map(Step::Undo),
        1 => prop::option::of(flow()).prop_map(Step::Reach),
    ]
}

fn take(world: &mut World, step: &Step) {
    let is_asked = world.sale().live_attempt().is_some();
    // What is refused changes nothing.
    let _ = match step {
        Step::Spend(points) => spend(world, *points),
        Step::Cash(minor) => cash(world, *minor),
        Step::Ask(flow, part) => ask(world, *flow, *part),
        Step::Scan(who, by) => scan(world, *who, *by),
        Step::Undo(number) => world.tell(Command::RemoveTender { number: *number }).map(|_| ()),
        Step::Approve if is_asked => {
            world.captured();
            Ok(())
        }
        Step::End(state) if is_asked => {
            ended(world, *state);
            Ok(())
        }
        Step::Reach(reach) => {
            world.facts.reach = *reach;
            Ok(())
        }
        Step::Approve | Step::End(_) => Ok(()),
    };
}

/// Told by who was asked, not by what the sale says.
fn is_proved(world: &World) -> bool {
    let sale = world.sale();
    let pays = |payment| {
        let kind = TenderKind::Vipps { payment };
        sale.tenders.iter().any(|tender| tender.kind == kind)
    };
    sale.customer.unwrap().by == IdentifiedBy::PersonalQr
        || world.facts.paid_by.iter().any(|payment| {
            let plan = &payment.plan;
            plan.flow == PaymentFlow::Push && plan.contact == contact(CUSTOMER) && pays(plan.id)
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    /// Points are never spent unproved, and a sale that has them is never stuck: it is not paid and open,
    /// and the customer can always be asked for the rest.
    #[test]
    fn points_are_spent_proved_and_no_sale_is_stuck(steps in prop::collection::vec(step(), 1..24)) {
        let mut world = typed();
        for step in &steps {
            take(&mut world, step);
            let sale = world.sale();
            let (by_points, due) = (sale.paid_with_points(), sale.due().minor);
            if is_completed(&world) {
                prop_assert!(by_points.is_none() || is_proved(&world), "{step:?}");
                prop_assert_eq!(due, 0);
                return Ok(());
            }
            prop_assert!(due > 0, "paid, and still open: {step:?}");
            if by_points.is_some() {
                prop_assert_eq!(sale.has_unproved_points(), !is_proved(&world));
                prop_assert!(is_proved(&world) || due >= 100, "{due} can't be asked for");
            }
        }
        if world.sale().live_attempt().is_some() {
            ended(&mut world, ProviderState::Expired);
        }
        if world.sale().has_unproved_points() {
            scan(&mut world, CUSTOMER, IdentifiedBy::PhoneNumber).unwrap();
            ask(&mut world, PaymentFlow::Push, None).unwrap();
            world.captured();
            prop_assert!(is_completed(&world));
        }
    }
}
