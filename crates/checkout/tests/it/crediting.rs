//! A purchase that is booked on a member after it was paid.

use crate::points::{MEMBER, account, available, fill, give_back, member, pay, rule, rules};
use crate::world::{World, item};
use checkout::{
    ClubId, Command, ContactId, Country, Currency, Customer, EarningRule, IdentifiedBy,
    MemberEvent, MemberId, PointsRules, Quantity, Refusal, SaleEvent, SaleId,
};
use proptest::prelude::*;
use uuid::Uuid;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

fn customer(contact: u128, member: MemberId) -> Customer {
    let contact = ContactId(Uuid::from_u128(contact));
    Customer { contact, by: IdentifiedBy::PersonalQr, member: Some(member) }
}

/// Paid by somebody whom nobody asked who they are.
fn paid(units: i64) -> World {
    let mut world = World::new();
    let (sale, country, currency) = (SaleId(Uuid::from_u128(1)), Country::No, Currency::Nok);
    world.tell(Command::OpenSale { sale, country, currency }).unwrap();
    let quantity = Quantity::units(units).unwrap();
    world.tell(Command::AddLine { item: item("p0", 10_000, None), quantity }).unwrap();
    pay(&mut world);
    world.facts.points = Some(rules());
    world.facts.club = Some(ClubId::new("club"));
    world.facts.member = Some(member());
    world
}

fn shown(customer: Customer) -> Command {
    Command::Identify { customer, is_unanswered: false }
}

fn show(world: &mut World, customer: Customer) -> Result<(), Refusal> {
    world.tell(shown(customer)).map(|_| ())
}

#[test]
fn whoever_shows_the_receipt_later_gets_the_purchase_once() {
    let mut world = paid(3);
    let total = world.sale().total();
    world.now_unix_ms += 30 * DAY_MS;
    let changes = world.tell(shown(customer(2, MEMBER))).unwrap();
    let booked = |event: &&MemberEvent| matches!(event, MemberEvent::PurchaseBooked { total: it, .. } if *it == total);
    assert_eq!(changes.member.iter().filter(booked).count(), 1);
    assert_eq!(available(&world), 30);
    assert_eq!(world.sale().total(), total, "what is paid is paid");

    assert!(world.tell(shown(customer(2, MEMBER))).unwrap().is_empty());
    assert_eq!(available(&world), 30);
    give_back(&mut world, 101, 1, 1).unwrap();
    assert_eq!(available(&world), 20, "a return finds the member");
}

#[test]
fn what_came_back_before_earns_nothing() {
    let mut world = paid(3);
    world.facts.member = None;
    give_back(&mut world, 101, 1, 2).unwrap();
    world.facts.member = Some(member());
    world.facts.returning = None;
    show(&mut world, customer(2, MEMBER)).unwrap();
    assert_eq!(available(&world), 10);
}

#[test]
fn it_earns_by_the_rules_of_the_day_on_which_it_was_paid() {
    let mut world = paid(1);
    let day = "2026-11-20".parse().ok();
    let then = EarningRule { from: day, until: day, ..rule("weekend", 5, 1_000) };
    world.facts.points = Some(PointsRules { earning: vec![then], ..rules() });
    assert_eq!(world.decide(shown(customer(2, MEMBER))).unwrap().account, []);
    world.facts.sold_on = day;
    show(&mut world, customer(2, MEMBER)).unwrap();
    assert_eq!(available(&world), 50);
}

#[test]
fn refused_when_it_is_too_late_or_somebody_elses() {
    let mut world = paid(1);
    world.now_unix_ms += 30 * DAY_MS + 1;
    let late = show(&mut world, customer(2, MEMBER));
    assert_eq!(late, Err(Refusal::TooLate { days: 30 }));

    let mut world = paid(1);
    world.facts.club = Some(ClubId::new("another"));
    assert_eq!(show(&mut world, customer(2, MEMBER)), Err(Refusal::NotAMember));
    world.facts.club = Some(ClubId::new("club"));
    let nobody = Customer { member: None, ..customer(2, MEMBER) };
    assert_eq!(show(&mut world, nobody), Err(Refusal::NotAMember));

    show(&mut world, customer(2, MEMBER)).unwrap();
    let other = MemberId(Uuid::from_u128(10));
    world.facts.member.as_mut().unwrap().id = other;
    assert_eq!(show(&mut world, customer(3, other)), Err(Refusal::AlreadyBooked));

    let mut world = World::with_sale(vec![(item("p0", 10_000, None), Quantity::ONE)]);
    pay(&mut world);
    (world.facts.member, world.facts.club) = (Some(member()), Some(ClubId::new("club")));
    assert_eq!(show(&mut world, customer(3, MEMBER)), Err(Refusal::OtherCustomer));
    show(&mut world, customer(2, MEMBER)).unwrap();

    let mut world = World::with_sale(vec![(item("p0", 10_000, None), Quantity::ONE)]);
    world.tell(Command::CancelSale).unwrap();
    (world.facts.member, world.facts.club) = (Some(member()), Some(ClubId::new("club")));
    assert_eq!(show(&mut world, customer(2, MEMBER)), Err(Refusal::SaleClosed));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    /// The receipt earns what the scan would have, where the prices are the same.
    #[test]
    fn late_earns_as_much_as_in_time(
        lines in prop::collection::vec((1_i64..500_000, 1_i64..5), 1..6),
    ) {
        let mut world = World::new();
        (world.facts.points, world.facts.member) = (Some(rules()), Some(member()));
        world.facts.club = Some(ClubId::new("club"));
        fill(&mut world, 1, &lines);
        let mut late = world.clone();
        pay(&mut world);
        late.facts.sale = late.facts.sale.map(|mut sale| {
            checkout::Aggregate::apply(&mut sale, &SaleEvent::CustomerRemoved);
            sale
        });
        pay(&mut late);
        show(&mut late, customer(2, MEMBER)).unwrap();
        prop_assert_eq!(&late.sale().points, &world.sale().points);
        let earned = |world: &World| world.facts.account.as_ref().map(|_| account(world).points());
        prop_assert_eq!(earned(&late), earned(&world));
    }
}
