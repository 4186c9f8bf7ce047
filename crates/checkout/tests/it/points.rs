//! Points: what is earned, spent and taken back, and that a ledger is never worth more or less than
//! what happened.

use crate::world::{World, item};
use checkout::{
    Account, AccountEvent, AccountId, Aggregate, Book, By, ClubId, Command, ContactId, Country,
    Currency, Customer, EarningRule, EnrolmentId, Environment, GroupId, IdentifiedBy, Item, Joined,
    JournalFact, LineId, LoginAnswer, Lot, LotSource, Member, MemberEvent, MemberId, Msn, Now,
    OperatorId, PointsPart, PointsQuote, PointsReason, PointsRules, ProductId, Quantity, Refusal,
    ReturnId, ReturnedLine, SaleEvent, SaleId, SaleState, SalesUnit, StartAnswer, TenderKind, Tier,
    VatRate,
};
use proptest::prelude::*;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A moment of the day on which all of it happens.
pub(crate) fn at(unix_ms: i64) -> Now {
    Now { unix_ms, local_date: "2026-11-23".parse().unwrap() }
}

pub(crate) fn by(operator: &str) -> By {
    By { operator: OperatorId::new(operator), seconded_by: None }
}

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

pub(crate) fn rule(id: &str, points: i64, per_minor: i64) -> EarningRule {
    EarningRule {
        id: id.to_owned(),
        points,
        per_minor,
        only: Vec::new(),
        except: Vec::new(),
        tiers: Vec::new(),
        from: None,
        until: None,
    }
}

/// One point for each 10.00; a point pays 0.10.
pub(crate) fn rules() -> PointsRules {
    PointsRules {
        earning: vec![rule("base", 1, 1_000)],
        tiers: Vec::new(),
        pending_days: 0,
        expire_after_days: Some(365),
        late_days: 30,
        worth_minor: Some(10),
        adjust_alone_max: None,
        never_owed: false,
    }
}

pub(crate) const MEMBER: MemberId = MemberId(Uuid::from_u128(9));

/// An open sale with lines of these prices and quantities, of a member who showed a personal QR.
fn sale(rules: PointsRules, lines: &[(i64, i64)]) -> World {
    let mut world = World::new();
    world.facts.points = Some(rules);
    world.facts.member = Some(member());
    fill(&mut world, 1, lines);
    world
}

pub(crate) fn member() -> Member {
    let context = crate::world::context();
    let joined = Joined {
        at_unix_ms: 0,
        store: context.store,
        till: Some(context.till),
        operator: context.operator,
        enrolment: Some(EnrolmentId(Uuid::from_u128(60))),
    };
    let enrolled = MemberEvent::Enrolled { id: MEMBER, club: ClubId::new("club"), joined };
    Member::fold(None, &[enrolled]).unwrap()
}

pub(crate) fn fill(world: &mut World, number: u128, lines: &[(i64, i64)]) {
    world.facts.sale = None;
    world.facts.current_sale = None;
    world.facts.returning = None;
    let sale = SaleId(Uuid::from_u128(number));
    let (country, currency) = (Country::No, Currency::Nok);
    world.tell(Command::OpenSale { sale, country, currency }).unwrap();
    for (place, (unit_minor, units)) in lines.iter().enumerate() {
        let rate = if place % 2 == 0 { 2_500 } else { 1_500 };
        let vat_rate = VatRate::new(rate).unwrap();
        let item = Item { vat_rate, ..item(&format!("p{place}"), *unit_minor, None) };
        let quantity = Quantity::units(*units).unwrap();
        world.tell(Command::AddLine { item, quantity }).unwrap();
    }
    identify(world, IdentifiedBy::PersonalQr);
}

fn identify(world: &mut World, by: IdentifiedBy) {
    let contact = ContactId(Uuid::from_u128(2));
    let customer = Customer { contact, by, member: Some(MEMBER) };
    world.facts.sale.as_mut().unwrap().apply(&SaleEvent::CustomerIdentified { customer });
}

pub(crate) fn pay(world: &mut World) {
    let minor = world.sale().due().minor;
    world.tell(Command::Tender { kind: TenderKind::Cash, minor }).unwrap();
    assert!(matches!(world.sale().state, SaleState::Completed { .. }));
}

pub(crate) fn give_back(
    world: &mut World,
    number: u128,
    line: u32,
    units: i64,
) -> Result<(), Refusal> {
    world.facts.returning = None;
    let id = ReturnId(Uuid::from_u128(number));
    let lines = vec![(LineId(line), Some(Quantity::units(units).unwrap()))];
    let start = Command::StartReturn { id, lines, by: None, currency: Currency::Nok };
    world.tell(start).map(|_| ())
}

pub(crate) fn account(world: &World) -> &Account {
    world.facts.account.as_ref().unwrap()
}

pub(crate) fn available(world: &World) -> i64 {
    account(world).balance(world.now_unix_ms).available
}

/// More points, in a lot of their own; they expire after so many days, or never.
fn granted_for(world: &mut World, points: i64, expire_after_days: Option<u16>) {
    let opened = AccountEvent::Opened { id: AccountId::from(MEMBER) };
    let account = world.facts.account.take().or_else(|| Account::fold(None, &[opened])).unwrap();
    let rules = PointsRules { expire_after_days, ..rules() };
    let by = by("o");
    let event = account.grant(points, &rules, PointsReason::Goodwill, &by, world.now_unix_ms);
    world.facts.account = Account::fold(Some(account), &[event]);
}

pub(crate) fn granted(world: &mut World, points: i64) {
    granted_for(world, points, Some(365));
}

#[test]
fn a_purchase_earns_and_a_return_takes_its_own_part_back() {
    // 19.90 twice, 5.00 and 39.90 once: 84.70 earn eight points.
    let mut world = sale(rules(), &[(1_990, 2), (500, 1), (3_990, 1)]);
    pay(&mut world);
    assert_eq!(available(&world), 8);
    let by_line: Vec<_> = world.sale().points.iter().map(|one| (one.line.0, one.points)).collect();
    assert_eq!(by_line, [(1, 4), (3, 4)], "the remainders of 3.98, 0.50 and 3.99");
    give_back(&mut world, 101, 1, 1).unwrap();
    assert_eq!(available(&world), 6);
    give_back(&mut world, 102, 2, 1).unwrap();
    assert_eq!(available(&world), 6, "it had earned none");
    give_back(&mut world, 103, 1, 1).unwrap();
    give_back(&mut world, 104, 3, 1).unwrap();
    assert_eq!(available(&world), 0);
}

#[test]
fn points_pay_are_kept_for_the_sale_and_earn_nothing_themselves() {
    let mut world = sale(rules(), &[(10_000, 1)]);
    granted(&mut world, 300);
    world.tell(Command::UsePoints { points: None }).unwrap();
    assert_eq!(world.sale().due().minor, 7_000);
    assert_eq!(available(&world), 0, "no other till can spend them");
    assert_eq!(account(&world).balance(world.now_unix_ms).held, 300);
    let again = world.tell(Command::UsePoints { points: Some(1) });
    assert_eq!(again.unwrap_err(), Refusal::PointsUsed);
    pay(&mut world);
    assert_eq!(available(&world), 7, "earned with the 70.00 that were paid with money");
    assert_eq!(account(&world).held, []);
}

#[test]
fn points_pay_all_of_it() {
    let mut world = sale(rules(), &[(3_000, 1)]);
    granted(&mut world, 1_000);
    world.tell(Command::UsePoints { points: None }).unwrap();
    assert!(matches!(world.sale().state, SaleState::Completed { .. }));
    assert_eq!(available(&world), 700);
    give_back(&mut world, 101, 1, 1).unwrap();
    assert_eq!(available(&world), 1_000);
}

#[test]
fn undone_or_called_off_they_are_where_they_were() {
    for undo in [Command::RemoveTender { number: 1 }, Command::CancelSale] {
        let mut world = sale(rules(), &[(10_000, 1)]);
        granted(&mut world, 300);
        let before = account(&world).clone();
        world.tell(Command::UsePoints { points: Some(120) }).unwrap();
        world.tell(undo).unwrap();
        assert_eq!(account(&world), &before);
    }
}

#[test]
fn a_tier_earns_more_and_is_left_when_what_reached_it_comes_back() {
    let tier = |id: &str, from_points| Tier { id: id.to_owned(), from_points };
    let tiers = vec![tier("silver", 50), tier("gold", 200)];
    let bonus = EarningRule { tiers: vec!["gold".to_owned()], ..rule("gold", 1, 1_000) };
    let rules = PointsRules { earning: vec![rule("base", 1, 1_000), bonus], tiers, ..rules() };
    let mut world = sale(rules.clone(), &[(200_000, 1)]);
    let in_tier = |world: &World, date: &str| {
        account(world).tier(&rules, date.parse().unwrap()).map(|tier| tier.id.clone())
    };
    pay(&mut world);
    assert_eq!(available(&world), 200, "what reaches a tier is not earned in it");
    assert_eq!(in_tier(&world, "2026-11-23").as_deref(), Some("gold"));
    assert_eq!(in_tier(&world, "2027-12-31").as_deref(), Some("gold"));
    assert_eq!(in_tier(&world, "2028-01-01"), None);
    let first = world.clone();
    fill(&mut world, 2, &[(10_000, 1)]);
    pay(&mut world);
    assert_eq!(available(&world), 200 + 20, "twice as many");

    world.facts.sale = first.facts.sale;
    give_back(&mut world, 101, 1, 1).unwrap();
    assert_eq!(in_tier(&world, "2026-11-23"), None, "20 are left of the year's");
}

/// The first two of three wares are in a group.
#[test]
fn a_rule_is_for_products_and_for_groups_of_them() {
    let goods = |all: &[&str]| all.iter().map(|one| one.parse().unwrap()).collect();
    for (only, except, expected) in [
        (&[][..], &[][..], 111),
        (&[], &["group:tobacco"], 1),
        (&["group:tobacco"], &[], 110),
        (&["group:tobacco"], &["p0"], 10),
        (&["group:tobacco", "p2"], &["p0"], 11),
        (&["tobacco", "group:p2"], &[], 0),
    ] {
        let rule =
            EarningRule { only: goods(only), except: goods(except), ..rule("base", 1, 1_000) };
        let mut world = sale(PointsRules { earning: vec![rule], ..rules() }, &[]);
        for (id, unit_minor, groups) in
            [("p0", 100_000, &["tobacco"][..]), ("p1", 10_000, &["tobacco"]), ("p2", 1_000, &[])]
        {
            let groups = GroupId::parse_all(groups.iter().copied()).unwrap();
            let item = Item { groups, ..item(id, unit_minor, None) };
            world.tell(Command::AddLine { item, quantity: Quantity::ONE }).unwrap();
        }
        pay(&mut world);
        let account = world.facts.account.as_ref();
        let earned = account.map_or(0, |account| account.balance(world.now_unix_ms).available);
        assert_eq!(earned, expected, "{only:?} {except:?}");
    }
}

#[test]
fn what_can_not_be_spent_is_refused_in_words() {
    let spend = |world: &mut World, points| world.tell(Command::UsePoints { points: Some(points) });
    let mut world = sale(rules(), &[(10_000, 1)]);
    granted(&mut world, 300);
    assert_eq!(spend(&mut world, 301).unwrap_err(), Refusal::TooFewPoints { available: 300 });
    assert_eq!(spend(&mut world, 1_001).unwrap_err(), Refusal::TenderImpossible);
    for nothing in [0, -5] {
        let refused = spend(&mut world, nothing).unwrap_err();
        assert_eq!(refused, Refusal::TooFewPoints { available: 300 });
    }
    let mut typed = World::clone(&world);
    typed.facts.sale.as_mut().unwrap().apply(&SaleEvent::CustomerRemoved);
    assert_eq!(spend(&mut typed, 1).unwrap_err(), Refusal::NoCustomer);
    identify(&mut typed, IdentifiedBy::PhoneNumber);
    assert_eq!(spend(&mut typed, 1).unwrap_err(), Refusal::PointsNotProved);
    let mut training = World::clone(&world);
    training.facts.sale.as_mut().unwrap().context.book = Book::Training;
    assert_eq!(spend(&mut training, 1).unwrap_err(), Refusal::PointsNotSpent);
    world.facts.points.as_mut().unwrap().worth_minor = None;
    assert_eq!(spend(&mut world, 1).unwrap_err(), Refusal::PointsNotSpent);
    training.facts.account = None;
    pay(&mut training);
    assert_eq!(training.facts.account, None, "training earns nothing");
}

#[test]
fn first_to_expire_first_spent_and_expired_points_are_gone() {
    let mut world = sale(rules(), &[(100_000, 1)]);
    pay(&mut world);
    world.now_unix_ms += 100 * DAY_MS;
    fill(&mut world, 2, &[(100_000, 1)]);
    pay(&mut world);
    assert_eq!(available(&world), 200);
    world.now_unix_ms += 10 * DAY_MS;
    fill(&mut world, 3, &[(900, 1)]);
    world.tell(Command::UsePoints { points: Some(30) }).unwrap();
    pay(&mut world);
    let left: Vec<_> = account(&world).lots.iter().map(|lot| lot.points).collect();
    assert_eq!(left, [70, 100]);
    world.now_unix_ms += 260 * DAY_MS;
    assert_eq!(available(&world), 100, "a year after the first");
    fill(&mut world, 4, &[(1_000, 1)]);
    pay(&mut world);
    assert_eq!(account(&world).points(), 101, "what expired is written off with the next entry");
}

#[test]
fn points_that_nobody_used_are_not_owed_when_wares_come_back() {
    let (first, second) = (SaleId(Uuid::from_u128(1)), SaleId(Uuid::from_u128(2)));
    let back = ReturnId(Uuid::from_u128(7));
    let mut ledger = Ledger::new();
    for sale in [first, second] {
        ledger.write(ledger.account.earn(sale, 100, &rules(), at(0)).unwrap());
    }
    // Lots of one day go by sale: 30 of the first by hand.
    let taken = ledger.account.withdraw(30, PointsReason::Correction, &by("o"), DAY_MS);
    ledger.write(taken.unwrap());
    let held = SaleId(Uuid::from_u128(3));
    ledger.write(ledger.account.hold(held, 90, DAY_MS).unwrap());
    ledger.write(ledger.account.spend(held, DAY_MS).unwrap());
    let later = 400 * DAY_MS;
    for gone in ledger.account.expired(later) {
        ledger.write(gone);
    }
    ledger.write(ledger.account.take_back(first, back, 60, None, at(later)).unwrap());
    assert_eq!(ledger.account.owed, 30, "70 were spent, and 30 were taken by hand");
    ledger.write(ledger.account.take_back(first, back, 40, None, at(later)).unwrap());
    assert_eq!(ledger.account.owed, 70);
    ledger.write(ledger.account.take_back(second, back, 100, None, at(later)).unwrap());
    assert_eq!(ledger.account.owed, 90, "20 were spent, and 80 expired");
    assert_eq!(ledger.account.points(), ledger.sum);
}

/// A second purchase pays for what the first one's return left owed; then what had been used comes
/// back, and is taken by hand. Nothing is used any more, so the second one's return leaves no debt.
#[test]
fn nobody_owes_more_than_they_have_used() {
    let mut ledger = Ledger::new();
    for step in [Step::Earn(100), Step::Hold(57), Step::Spend(0), Step::TakeBack(0, 100)] {
        ledger.take(&step);
    }
    assert_eq!(ledger.account.owed, 57);
    ledger.take(&Step::Earn(57));
    assert_eq!((ledger.account.owed, ledger.account.points()), (0, 0));
    ledger.take(&Step::GiveBack(0, 57));
    ledger.take(&Step::Withdraw(57));
    assert_eq!((ledger.account.owed, ledger.account.points()), (0, 0));
    ledger.take(&Step::TakeBack(1, 57));
    assert_eq!((ledger.account.owed, ledger.account.points(), ledger.sum), (0, 0, 0));
}

#[test]
fn where_nothing_is_ever_owed_what_was_spent_is_let_go() {
    let sale = SaleId(Uuid::from_u128(1));
    let mut ledger = Ledger::new();
    let rules = PointsRules { never_owed: true, ..rules() };
    ledger.write(ledger.account.earn(sale, 100, &rules, at(0)).unwrap());
    let held = SaleId(Uuid::from_u128(3));
    ledger.write(ledger.account.hold(held, 70, 0).unwrap());
    ledger.write(ledger.account.spend(held, 0).unwrap());
    let back = ReturnId(Uuid::from_u128(7));
    for (points, left) in [(20, 10), (50, 0), (30, 0)] {
        ledger.write(ledger.account.take_back(sale, back, points, Some(&rules), at(0)).unwrap());
        assert_eq!((ledger.account.points(), ledger.account.owed), (left, 0));
    }
    assert_eq!(ledger.sum, 0);
}

#[test]
fn points_that_lapse_while_two_are_one_are_gone_for_the_one_who_earned_them() {
    let other = MemberId(Uuid::from_u128(10));
    let (sale, older) = (SaleId(Uuid::from_u128(1)), SaleId(Uuid::from_u128(2)));
    let back = ReturnId(Uuid::from_u128(7));
    let (mut theirs, mut ours) = (Ledger::new(), Ledger::new());
    for earned in [older, sale] {
        theirs.write(theirs.account.earn(earned, 100, &rules(), at(0)).unwrap());
    }
    // Of the older ones some are gone before, and the rest while they are here.
    let taken = theirs.account.withdraw(30, PointsReason::Correction, &by("o"), 0);
    theirs.write(taken.unwrap());
    let moved = theirs.account.moved_out(other);
    ours.write(AccountEvent::MovedIn { moved: moved.clone(), at_unix_ms: 0 });
    theirs.write(AccountEvent::MovedOut { moved, at_unix_ms: 0 });
    ours.write(ours.account.earn(SaleId(Uuid::from_u128(4)), 100, &rules(), at(0)).unwrap());
    let later = 400 * DAY_MS;
    for gone in ours.account.expired(later) {
        ours.write(gone);
    }
    let moved = ours.account.left_of(other).unwrap();
    ours.write(AccountEvent::MovedOut { moved: moved.clone(), at_unix_ms: later });
    theirs.write(AccountEvent::MovedIn { moved, at_unix_ms: later });
    for returned in [sale, older] {
        theirs.write(theirs.account.take_back(returned, back, 100, None, at(later)).unwrap());
    }
    assert_eq!((theirs.account.owed, ours.account.owed), (0, 0));
    // The other's own are not the one's who had them as a guest.
    let own = ours.account.take_back(SaleId(Uuid::from_u128(4)), back, 100, None, at(later));
    ours.write(own.unwrap());
    assert_eq!(ours.account.owed, 0);
    ours.take(&Step::Grant(100));
    ours.take(&Step::Hold(100));
    ours.take(&Step::Spend(0));
    let again = ours.account.take_back(sale, back, 100, None, at(later));
    ours.write(again.unwrap());
    assert_eq!(ours.account.owed, 100, "what went back with its owner is not here");
}

/// Theirs are used while two are one, and their wares come back when they are two again.
#[test]
fn what_was_used_while_two_were_one_is_owed_by_the_one_whose_it_was() {
    let other = MemberId(Uuid::from_u128(10));
    let (sale, held) = (SaleId(Uuid::from_u128(1)), SaleId(Uuid::from_u128(2)));
    let (mut theirs, mut ours) = (Ledger::new(), Ledger::new());
    theirs.write(theirs.account.earn(sale, 100, &rules(), at(0)).unwrap());
    let moved = theirs.account.moved_out(other);
    ours.write(AccountEvent::MovedIn { moved: moved.clone(), at_unix_ms: 0 });
    theirs.write(AccountEvent::MovedOut { moved, at_unix_ms: 0 });
    ours.write(ours.account.hold(held, 80, 0).unwrap());
    ours.write(ours.account.spend(held, 0).unwrap());
    let moved = ours.account.left_of(other).unwrap();
    ours.write(AccountEvent::MovedOut { moved: moved.clone(), at_unix_ms: 0 });
    theirs.write(AccountEvent::MovedIn { moved, at_unix_ms: 0 });
    let back = ReturnId(Uuid::from_u128(7));
    theirs.write(theirs.account.take_back(sale, back, 100, None, at(0)).unwrap());
    assert_eq!((theirs.account.points(), theirs.account.owed), (-80, 80));
    assert_eq!((ours.account.points(), ours.account.owed), (0, 0));
}

#[test]
fn points_that_only_pay_a_debt_pay_it_when_they_expire() {
    let sale = SaleId(Uuid::from_u128(1));
    let mut ledger = Ledger::new();
    ledger.write(ledger.account.earn(sale, 100, &rules(), at(0)).unwrap());
    let held = SaleId(Uuid::from_u128(3));
    ledger.write(ledger.account.hold(held, 100, 0).unwrap());
    ledger.write(ledger.account.spend(held, 0).unwrap());
    let parts = [Lot {
        source: LotSource::Sale(sale),
        points: 100,
        from_unix_ms: 0,
        until_unix_ms: Some(365 * DAY_MS),
    }];
    let back = ReturnId(Uuid::from_u128(7));
    ledger.write(ledger.account.take_back(sale, back, 100, None, at(0)).unwrap());
    ledger.write(ledger.account.give_back((held, back), &parts, 0, 100, 0).unwrap());
    assert_eq!(ledger.account.points(), 0);
    for gone in ledger.account.expired(400 * DAY_MS) {
        ledger.write(gone);
    }
    assert_eq!((ledger.account.owed, ledger.account.points(), ledger.sum), (0, 0, 0));
}

#[test]
fn what_never_expires_is_spent_last() {
    let mut world = sale(rules(), &[(900, 1)]);
    for (points, expire_after_days) in [(10, None), (20, Some(90)), (40, Some(30))] {
        granted_for(&mut world, points, expire_after_days);
        world.now_unix_ms += DAY_MS;
    }
    world.tell(Command::UsePoints { points: Some(45) }).unwrap();
    let left: Vec<_> = account(&world).lots.iter().map(|lot| lot.points).collect();
    assert_eq!(left, [15, 10], "40 of thirty days, then 5 of ninety");
}

#[test]
fn pending_points_are_not_spent_and_come_by_time_alone() {
    let mut world = sale(PointsRules { pending_days: 30, ..rules() }, &[(100_000, 1)]);
    pay(&mut world);
    let balance = account(&world).balance(world.now_unix_ms);
    assert_eq!((balance.available, balance.pending), (0, 100));
    world.now_unix_ms += 30 * DAY_MS;
    assert_eq!(available(&world), 100);
}

#[test]
fn points_that_were_spent_before_their_wares_came_back_are_owed() {
    let mut world = sale(rules(), &[(100_000, 1)]);
    pay(&mut world);
    let first = world.facts.sale.clone();
    fill(&mut world, 2, &[(800, 1)]);
    world.tell(Command::UsePoints { points: Some(80) }).unwrap();
    world.facts.sale = first;
    give_back(&mut world, 101, 1, 1).unwrap();
    let balance = account(&world).balance(world.now_unix_ms);
    assert_eq!((balance.available, balance.owed), (0, 80), "the money goes back all the same");
    fill(&mut world, 3, &[(100_000, 1)]);
    pay(&mut world);
    assert_eq!(available(&world), 20, "what is earned next pays for them");
}

#[test]
fn joined_after_paying_the_purchase_earns_less_what_came_back() {
    let mut world = World::with_sale(vec![(item("p0", 10_000, None), Quantity::units(3).unwrap())]);
    world.facts.points = Some(rules());
    let unit =
        SalesUnit { msn: Msn::new(crate::world::SALES_UNIT), environment: Environment::Simulator };
    world
        .tell(Command::RequestMembership {
            enrolment: EnrolmentId(Uuid::from_u128(60)),
            club: Some(ClubId::new("club")),
            sales_unit: unit,
            binding_message: "ELG-12".to_owned(),
            anew: false,
        })
        .unwrap();
    world.tell(Command::StartSent).unwrap();
    let answer = StartAnswer::Started { expires_in_s: 600, interval_s: 5 };
    world.tell(Command::StartAnswered { answer }).unwrap();
    pay(&mut world);
    give_back(&mut world, 101, 1, 1).unwrap();
    assert_eq!(world.facts.account, None, "nobody is known");
    world.tell(Command::LoginAnswered { answer: LoginAnswer::Approved }).unwrap();
    let enrol = Command::Enrol {
        member: MEMBER,
        consents: Vec::new(),
        by_number: false,
        has_new_number: false,
        for_other: false,
    };
    world.tell(enrol).unwrap();
    assert_eq!(available(&world), 20);
    world.facts.member = Some(member());
    give_back(&mut world, 102, 1, 2).unwrap();
    assert_eq!(available(&world), 0);
}

/// The law forbids discounts on some goods: points may pay for them, and lower no price of theirs.
#[test]
fn points_lower_no_price_that_nothing_may_be_taken_off() {
    let open = |as_discount, jacket_minor: &[(i64, i64)]| {
        let mut world = sale(rules(), jacket_minor);
        world.facts.points_as_discount = as_discount;
        granted(&mut world, 4_000);
        let tobacco = Item { is_never_discounted: true, ..item("snus", 9_900, None) };
        world.tell(Command::AddLine { item: tobacco, quantity: Quantity::ONE }).unwrap();
        world
    };
    let usable = |world: &World, as_discount| {
        let account = world.facts.account.as_ref();
        let rules = (&rules(), as_discount);
        PointsQuote::new(world.sale(), account, rules, None, at(world.now_unix_ms)).usable
    };
    let mut world = open(true, &[(10_000, 1)]);
    assert_eq!(usable(&world, true).map(|part| part.points), Some(1_000), "the jacket's price");
    assert_eq!(usable(&world, false).map(|part| part.points), Some(1_990));
    let too_many = world.tell(Command::UsePoints { points: Some(1_001) });
    assert_eq!(too_many, Err(Refusal::TenderImpossible));
    world.tell(Command::UsePoints { points: Some(500) }).unwrap();
    let totals: Vec<_> = world.sale().receipt().lines.iter().map(|line| line.total_minor).collect();
    assert_eq!(totals, [5_000, 9_900]);
    // What the jacket's points took off it comes back with the jacket, and with nothing else.
    pay(&mut world);
    let earned: Vec<_> = world.sale().points.iter().map(|line| (line.line, line.points)).collect();
    assert_eq!(earned, [(LineId(1), 5), (LineId(2), 9)], "of 50.00 and of 99.00");
    let before = available(&world);
    give_back(&mut world, 101, 2, 1).unwrap();
    assert_eq!(available(&world), before - 9, "no points for what they took nothing off");
    assert_eq!(
        world.sale().returns[0].by_points,
        PointsPart { as_discount: true, ..PointsPart::default() }
    );
    give_back(&mut world, 102, 1, 1).unwrap();
    assert_eq!(available(&world), 4_000, "as it was before");

    let mut world = open(true, &[]);
    assert_eq!(usable(&world, true), None);
    let refused = world.tell(Command::UsePoints { points: None });
    assert_eq!(refused, Err(Refusal::NeverDiscounted));
    let mut world = open(false, &[]);
    world.tell(Command::UsePoints { points: None }).unwrap();
    assert_eq!(world.sale().due().minor, 0, "as a tender they pay for anything");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_096, ..ProptestConfig::default() })]

    /// Whatever the lines, whatever the order: rounded down once, nobody more than a point from the
    /// exact share, and the parts are the whole.
    #[test]
    fn lines_share_what_the_sale_earns(
        lines in prop::collection::vec((1_i64..500_000, 1_i64..5), 1..8),
        points in 1_i64..20,
        per_minor in 1_i64..5_000,
    ) {
        let earning = vec![rule("base", points, per_minor)];
        let rules = PointsRules { earning, ..rules() };
        let mut world = sale(rules.clone(), &lines);
        pay(&mut world);
        let total: i64 = lines.iter().map(|(unit, units)| unit * units).sum();
        let earned: i64 = world.sale().points.iter().map(|line| line.points).sum();
        prop_assert_eq!(earned, total * points / per_minor);
        for line in &world.sale().points {
            let (unit, units) = lines[usize::try_from(line.line.0).unwrap() - 1];
            let off = line.points * per_minor - unit * units * points;
            prop_assert!(off.abs() < per_minor, "{line:?}");
        }
        let mut other: Vec<_> = lines.clone();
        other.reverse();
        let mut turned = World::new();
        turned.facts.points = Some(rules);
        fill(&mut turned, 1, &[]);
        let names: Vec<_> = (0..lines.len()).rev().map(|place| format!("p{place}")).collect();
        for (name, (unit_minor, units)) in names.iter().zip(&other) {
            let quantity = Quantity::units(*units).unwrap();
            turned.tell(Command::AddLine { item: item(name, *unit_minor, None), quantity }).unwrap();
        }
        pay(&mut turned);
        let by_product = |world: &World| -> BTreeMap<ProductId, i64> {
            let product = |id| world.sale().basket.line(id).unwrap().item.product.clone();
            world.sale().points.iter().map(|one| (product(one.line), one.points)).collect()
        };
        prop_assert_eq!(by_product(&world), by_product(&turned), "the order makes no difference");
    }

    /// Everything that was bought comes back, in any parts: the account is what it was before.
    #[test]
    fn a_full_return_restores_the_account(
        lines in prop::collection::vec((1_i64..50_000, 1_i64..5), 1..5),
        before in 0_i64..2_000,
        spent in 0_i64..2_000,
        as_discount in any::<bool>(),
        order in prop::collection::vec(any::<prop::sample::Index>(), 40),
    ) {
        let mut world = sale(rules(), &lines);
        world.facts.points_as_discount = as_discount;
        for (points, days) in [(before / 3 + 1, None), (before / 3 + 1, Some(90)), (before / 3 + 1, Some(30))] {
            granted_for(&mut world, points, days);
        }
        let untouched = account(&world).clone();
        if spent > 0 {
            // More than there is, or than fits, is refused and changes nothing.
            let _ = world.tell(Command::UsePoints { points: Some(spent) });
        }
        if world.sale().due().minor > 0 {
            pay(&mut world);
        }
        let mut left: Vec<u32> = lines.iter().zip(1_u32..).flat_map(|((_, units), line)| {
            std::iter::repeat_n(line, usize::try_from(*units).unwrap())
        }).collect();
        for (number, index) in (100..).zip(&order) {
            if left.is_empty() { break; }
            let line = left.swap_remove(index.index(left.len()));
            give_back(&mut world, number, line, 1).unwrap();
        }
        prop_assert!(left.is_empty());
        prop_assert_eq!(account(&world), &untouched);
        let back: i64 = world.sale().returns.iter().flat_map(|one| &one.tenders)
            .map(|tender| tender.minor).sum();
        prop_assert_eq!(back, world.sale().total().minor, "and money and points are the total");
        for (line, paid) in world.sale().basket.lines.iter().zip(world.sale().receipt().lines) {
            let parts = world.sale().returned(line.id);
            let sum = |part: fn(&ReturnedLine) -> i64| parts.iter().map(part).sum::<i64>();
            prop_assert_eq!(sum(|part| part.tax_minor), paid.tax_minor);
            prop_assert_eq!(sum(ReturnedLine::taxed_minor), paid.total_minor);
            for part in &parts {
                prop_assert!(part.off_by_points_minor >= 0);
                prop_assert!((0..=part.taxed_minor()).contains(&part.tax_minor));
            }
        }
        let by_cash = world.sale().returns.iter().flat_map(|one| &one.tenders)
            .filter(|tender| tender.kind == TenderKind::Cash).map(|tender| tender.minor).sum::<i64>();
        let used = world.sale().paid_with_points().map_or(0, |part| part.minor);
        prop_assert_eq!(by_cash, world.sale().total().minor - used, "each as it was paid");
        prop_assert_eq!(turnover(&world), (0, 0), "nothing was sold, and nothing taxed");
    }

    /// Points that lower the price come off every line, by its share; the tax is that of what is left,
    /// and it earns the same as if they had paid.
    #[test]
    fn points_that_lower_the_price_lower_its_tax(
        lines in prop::collection::vec((10_i64..50_000, 1_i64..5), 1..6),
        spent in 1_i64..4_000,
    ) {
        let paid_with = |as_discount| {
            let mut world = sale(rules(), &lines);
            world.facts.points_as_discount = as_discount;
            granted(&mut world, 4_000);
            let total = world.sale().total().minor;
            let points = spent.min(total / 10);
            world.tell(Command::UsePoints { points: Some(points) }).unwrap();
            prop_assert_eq!(world.sale().due().minor, total - points * 10);
            if world.sale().due().minor > 0 {
                pay(&mut world);
            }
            Ok((world, points * 10))
        };
        let (as_tender, _) = paid_with(false)?;
        let (world, off_minor) = paid_with(true)?;
        let sale = world.sale();
        let receipt = sale.receipt();
        prop_assert_eq!(receipt.total_minor(), sale.total().minor - off_minor);
        prop_assert_eq!(receipt.paid_by_points_minor, 0);
        let total = i128::from(sale.total().minor);
        for (line, paid) in sale.basket.lines.iter().zip(&receipt.lines) {
            let gross = i128::from(line.price().total_minor);
            let off = i128::from(line.price().total_minor - paid.total_minor);
            prop_assert!((off * total - gross * i128::from(off_minor)).abs() < total);
            prop_assert!(paid.total_minor >= 0);
            prop_assert_eq!(paid.tax_minor, line.item.vat_rate.tax_in(paid.total_minor));
        }
        prop_assert_eq!(turnover(&world), (receipt.total_minor(), receipt.tax_minor()));
        let full = as_tender.sale().receipt();
        prop_assert_eq!(turnover(&as_tender), (full.total_minor(), full.tax_minor()));
        prop_assert_eq!(full.total_minor(), as_tender.sale().total().minor);
        prop_assert_eq!(&as_tender.sale().points, &sale.points);
        prop_assert_eq!(account(&as_tender), account(&world));
    }

    /// What the till shows before is what happens, whatever there is to spend, used as a whole or in part.
    #[test]
    fn what_is_quoted_is_what_is_booked(
        lines in prop::collection::vec((1_i64..50_000, 1_i64..5), 1..6),
        before in 0_i64..4_000,
        used in prop::option::of(any::<prop::sample::Index>()),
        as_discount in any::<bool>(),
        bonus in prop::option::of(1_i64..2_000),
        cash_percent in 0_i64..100,
    ) {
        let mut rules = rules();
        rules.tiers.push(Tier { id: "gold".to_owned(), from_points: 1 });
        let tiers = vec!["gold".to_owned()];
        rules.earning.extend(bonus.map(|each| EarningRule { tiers, ..rule("bonus", 1, each) }));
        let mut world = sale(rules.clone(), &[(3_000, 1)]);
        world.facts.points_as_discount = as_discount;
        pay(&mut world);
        fill(&mut world, 2, &lines);
        if before > 0 { granted_for(&mut world, before, Some(30)); }
        let quote = |world: &World| {
            PointsQuote::new(world.sale(), world.facts.account.as_ref(), (&rules, as_discount), None, at(world.now_unix_ms))
        };
        let paid = world.sale().total().minor * cash_percent / 100;
        if paid > 0 {
            world.tell(Command::Tender { kind: TenderKind::Cash, minor: paid }).unwrap();
        }
        let there = available(&world);
        if let Some(usable) = quote(&world).usable {
            let most = Command::UsePoints { points: Some(usable.points + 1) };
            prop_assert!(world.decide(most).is_err(), "there are no more, or no more fit");
            if let Some(index) = used {
                let points = 1 + i64::try_from(index.index(usize::try_from(usable.points).unwrap())).unwrap();
                let all = points == usable.points;
                let quoted = quote(&world).earns;
                let command = Command::UsePoints { points: Some(points).filter(|_| !all) };
                world.tell(command).unwrap();
                let part = world.sale().paid_with_points().unwrap();
                prop_assert_eq!(part.points, points);
                if all { prop_assert_eq!(part.minor, usable.minor); }
                prop_assert!(quote(&world).earns <= quoted);
                prop_assert_eq!(quote(&world).usable, None, "once");
            }
        } else {
            let one = Command::UsePoints { points: Some(1) };
            prop_assert!(world.decide(one).is_err());
        }
        let (quoted, is_open) = (quote(&world).earns, world.sale().is_open());
        if is_open { pay(&mut world); }
        let earned: i64 = world.sale().points.iter().map(|line| line.points).sum();
        prop_assert_eq!(quoted, Some(earned));
        let spent = world.sale().paid_with_points().map_or(0, |part| part.points);
        prop_assert_eq!(available(&world), there - spent + earned);
    }

    /// A ledger's entries sum to its balance, in any order of anything, at any time.
    #[test]
    fn the_balance_is_the_sum_of_the_entries(steps in prop::collection::vec(step(), 1..60)) {
        let mut ledger = Ledger::new();
        for step in steps {
            ledger.take(&step);
            let account = &ledger.account;
            prop_assert_eq!(account.points(), ledger.sum, "{:?}", step);
            prop_assert!(account.lots.iter().all(|lot| lot.points > 0));
            prop_assert!(account.owed >= 0);
            let balance = account.balance(ledger.now_unix_ms);
            prop_assert!(balance.available >= 0 && balance.pending >= 0 && balance.held >= 0);
            // From nothing comes nothing, and nobody owes more than was used.
            prop_assert!(account.points() + balance.held <= ledger.given);
            prop_assert!(-account.points() <= ledger.used, "{:?}", step);
            prop_assert_eq!(&Account::fold(None, &ledger.events), &Some(account.clone()), "replayed");
        }
    }
}

/// What the journal says was sold, less what came back, and the tax in it.
fn turnover(world: &World) -> (i64, i64) {
    let entries = world.history.iter().flat_map(|changes| &changes.till);
    entries.fold((0, 0), |(sold, taxed), event| match &event.entry.fact {
        JournalFact::SaleCompleted { total, tax_minor, .. } => {
            (sold + total.minor, taxed + tax_minor)
        }
        JournalFact::ReturnCompleted { total, tax_minor, .. } => {
            (sold - total.minor, taxed - tax_minor)
        }
        _ => (sold, taxed),
    })
}

#[derive(Debug, Clone)]
enum Step {
    Earn(i64),
    Hold(i64),
    Release(usize),
    Spend(usize),
    TakeBack(usize, i64),
    GiveBack(usize, i64),
    Grant(i64),
    Withdraw(i64),
    Wait(i64),
}

fn step() -> impl Strategy<Value = Step> {
    let some = 1_i64..200;
    prop_oneof![
        3 => some.clone().prop_map(Step::Earn),
        3 => some.clone().prop_map(Step::Hold),
        1 => (0_usize..8).prop_map(Step::Release),
        2 => (0_usize..8).prop_map(Step::Spend),
        2 => ((0_usize..8), some.clone()).prop_map(|(sale, points)| Step::TakeBack(sale, points)),
        2 => ((0_usize..8), some.clone()).prop_map(|(sale, points)| Step::GiveBack(sale, points)),
        1 => some.clone().prop_map(Step::Grant),
        1 => some.prop_map(Step::Withdraw),
        2 => (0_i64..200).prop_map(Step::Wait),
    ]
}

/// An account, and what a bookkeeper would write down beside it.
struct Ledger {
    account: Account,
    events: Vec<AccountEvent>,
    sum: i64,
    /// Everything ever earned or granted, less what was taken back.
    given: i64,
    /// Everything held or spent that did not come back.
    used: i64,
    /// What each sale earned and has not had taken back, and what it spent and has not got back.
    earned: Vec<(SaleId, i64)>,
    spent: Vec<(SaleId, Vec<Lot>, i64)>,
    now_unix_ms: i64,
    sales: u128,
}

impl Ledger {
    fn new() -> Self {
        let opened = AccountEvent::Opened { id: AccountId::from(MEMBER) };
        Self {
            account: Account::fold(None, std::slice::from_ref(&opened)).unwrap(),
            events: vec![opened],
            sum: 0,
            given: 0,
            used: 0,
            earned: Vec::new(),
            spent: Vec::new(),
            now_unix_ms: 0,
            sales: 0,
        }
    }

    fn write(&mut self, event: AccountEvent) {
        let held = |sale| {
            let held = self.account.held.iter().find(|held| held.sale == sale);
            held.map_or(0, |held| held.parts.iter().map(|part| part.points).sum())
        };
        let points = event.points(held);
        match event {
            AccountEvent::Held { .. }
            | AccountEvent::Released { .. }
            | AccountEvent::GivenBack { .. } => self.used -= points,
            _ => {}
        }
        self.sum += points;
        self.account.apply(&event);
        self.events.push(event);
    }

    fn take(&mut self, step: &Step) {
        let now = self.now_unix_ms;
        let by = by("o");
        for expired in self.account.expired(now) {
            self.write(expired);
        }
        match step {
            Step::Wait(days) => self.now_unix_ms += days * DAY_MS,
            Step::Earn(points) | Step::Hold(points) => {
                self.sales += 1;
                let sale = SaleId(Uuid::from_u128(self.sales));
                if matches!(step, Step::Hold(_)) {
                    if let Ok(held) = self.account.hold(sale, *points, now) {
                        self.write(held);
                    }
                    return;
                }
                self.write(self.account.earn(sale, *points, &rules(), at(now)).unwrap());
                self.given += points;
                self.earned.push((sale, *points));
            }
            Step::Release(place) | Step::Spend(place) => {
                let Some(held) = self.account.held.get(*place).cloned() else { return };
                let event = if matches!(step, Step::Spend(_)) {
                    self.spent.push((held.sale, held.parts, 0));
                    self.account.spend(held.sale, now)
                } else {
                    self.account.release(held.sale, now)
                };
                self.write(event.unwrap());
            }
            Step::TakeBack(place, points) => {
                let Some((sale, left)) = self.earned.get_mut(*place) else { return };
                let points = (*points).min(*left);
                if points == 0 {
                    return;
                }
                *left -= points;
                self.given -= points;
                let sale = *sale;
                let id = ReturnId(Uuid::from_u128(7));
                self.write(self.account.take_back(sale, id, points, None, at(now)).unwrap());
            }
            Step::GiveBack(place, points) => {
                let Some((sale, parts, before)) = self.spent.get_mut(*place) else { return };
                let id = ReturnId(Uuid::from_u128(7));
                let event = self.account.give_back((*sale, id), parts, *before, *points, now);
                *before += points;
                if let Some(event) = event {
                    self.write(event);
                }
            }
            Step::Grant(points) => {
                self.given += points;
                self.write(self.account.grant(*points, &rules(), PointsReason::Goodwill, &by, now));
            }
            Step::Withdraw(points) => {
                if let Ok(event) =
                    self.account.withdraw(*points, PointsReason::Correction, &by, now)
                {
                    self.write(event);
                }
            }
        }
    }
}
