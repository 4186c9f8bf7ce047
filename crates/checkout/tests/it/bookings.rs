//! What a club is told that is kept elsewhere: all of it, in order, each once, whatever is lost.

use crate::world::{World, item};
use checkout::{
    Aggregate, Bookable, Booking, BookingAnswer, BookingFate, BookingRefusal, BookingTrouble,
    ClubId, Command, ContactId, Currency, Customer, IdentifiedBy, LineId, MemberId, PaymentFlow,
    Quantity, Refusal, ReservationId, ReturnId, SaleEvent, Settling, TenderKind,
};
use proptest::prelude::*;
use uuid::Uuid;

/// A member's sale of three jackets, at a store whose club is kept elsewhere, paid.
fn paid() -> World {
    let three = Quantity::units(3).unwrap();
    let mut world = World::with_sale(vec![(item("jacket", 100_000, Some(80_000)), three)]);
    world.facts.own_directory = Some(ClubId::new("club"));
    let attached = SaleEvent::MemberAttached { member: MemberId(Uuid::from_u128(9)) };
    world.facts.sale.as_mut().unwrap().apply(&attached);
    world.tell(Command::Tender { kind: TenderKind::Cash, minor: 240_000 }).unwrap();
    world
}

fn booking(world: &World) -> &Booking {
    world.facts.booking.as_ref().unwrap()
}

fn bought(world: &World) -> Bookable {
    Bookable::Bought { sale: world.sale().id }
}

/// One of the jackets comes back.
fn take_back(world: &mut World, number: u128) {
    world.facts.returning = None;
    world.now_unix_ms += 1;
    let (id, one) = (ReturnId(Uuid::from_u128(number)), Some(Quantity::ONE));
    let (lines, by) = (vec![(LineId(1), one)], Some(TenderKind::Cash));
    world.tell(Command::StartReturn { id, lines, by, currency: Currency::Nok }).unwrap();
}

/// Sends what is due, when it is due. None if nothing is.
fn send(world: &mut World) -> Option<Bookable> {
    let due = booking(world).duty()?;
    world.now_unix_ms = world.now_unix_ms.max(due.at_unix_ms);
    let sent = world.tell(Command::BookingSent { entry: due.duty }).unwrap();
    assert_eq!(sent.booking.len(), 1);
    Some(due.duty)
}

fn answer(world: &mut World, entry: Bookable, answer: BookingAnswer) {
    world.tell(Command::BookingAnswered { entry, answer }).unwrap();
}

const DONE: BookingAnswer = BookingAnswer::Done { points: 1 };
const LOST: BookingAnswer = BookingAnswer::Unknown { wait_ms: None };
const REFUSED: BookingAnswer = BookingAnswer::Refused(BookingRefusal::Other);

#[test]
fn a_completed_sale_is_told_and_earns_nothing_here() {
    let world = paid();
    let due = booking(&world).duty().unwrap();
    assert_eq!((due.duty, due.at_unix_ms), (bought(&world), world.now_unix_ms));
    assert!(world.facts.account.is_none() && world.sale().points.is_empty());
}

/// Bound: between tellings of one thing without an answer
#[test]
fn the_same_is_sent_again_later_and_later_and_people_are_told() {
    let mut world = paid();
    let (entry, began) = (bought(&world), world.now_unix_ms);
    let mut waits = Vec::new();
    for _ in 0..9 {
        assert_eq!(booking(&world).trouble(), None);
        assert_eq!(send(&mut world), Some(entry));
        answer(&mut world, entry, LOST);
        waits.push((booking(&world).duty().unwrap().at_unix_ms - world.now_unix_ms) / 1_000);
    }
    assert_eq!(waits, [2, 4, 8, 16, 32, 64, 128, 256, 300]);
    assert_eq!(booking(&world).trouble(), Some((BookingTrouble::Late, began)));
    let asked = BookingAnswer::Unknown { wait_ms: Some(600_000) };
    send(&mut world);
    answer(&mut world, entry, asked);
    let wait_ms = booking(&world).duty().unwrap().at_unix_ms - world.now_unix_ms;
    assert_eq!(wait_ms, 600_000, "as long as it was told");
    world.tell(Command::SettleBooking { how: Settling::LookAgain }).unwrap();
    assert_eq!(booking(&world).duty().unwrap().at_unix_ms, world.now_unix_ms);
    send(&mut world);
    answer(&mut world, entry, DONE);
    assert_eq!((booking(&world).duty(), booking(&world).trouble()), (None, None));
}

#[test]
fn nothing_goes_out_that_is_not_wanted_now() {
    let mut world = paid();
    let entry = bought(&world);
    take_back(&mut world, 20);
    let returned = Bookable::Returned { id: ReturnId(Uuid::from_u128(20)) };
    let early = world.decide(Command::BookingSent { entry: returned }).unwrap();
    assert!(early.is_empty(), "the purchase comes first");
    send(&mut world);
    let twice = world.decide(Command::BookingSent { entry }).unwrap();
    assert!(twice.is_empty(), "another worker is at it");
    answer(&mut world, entry, DONE);
    for late in [LOST, REFUSED, DONE] {
        assert!(world.decide(Command::BookingAnswered { entry, answer: late }).unwrap().is_empty());
    }
    assert_eq!(send(&mut world), Some(returned));
}

#[test]
fn a_refusal_stops_what_is_behind_it_until_a_person_has_seen_to_it() {
    let refused = || {
        let mut world = paid();
        let entry = send(&mut world).unwrap();
        answer(&mut world, entry, REFUSED);
        take_back(&mut world, 20);
        assert_eq!(booking(&world).duty(), None);
        let trouble = booking(&world).trouble().map(|(what, _)| what);
        assert_eq!(trouble, Some(BookingTrouble::Refused(BookingRefusal::Other)));
        world
    };
    let mut again = refused();
    again.tell(Command::SettleBooking { how: Settling::LookAgain }).unwrap();
    assert_eq!(send(&mut again), Some(bought(&again)));
    let mut accepted = refused();
    let settle = |how| Command::SettleBooking { how };
    assert_eq!(accepted.decide(settle(Settling::GiveBack)), Err(Refusal::NothingToDecide));
    accepted.tell(settle(Settling::Accept)).unwrap();
    take_back(&mut accepted, 21);
    assert!(booking(&accepted).entries.iter().all(|entry| entry.fate == BookingFate::GivenUp));
    assert_eq!((booking(&accepted).duty(), booking(&accepted).trouble()), (None, None));
    assert_eq!(accepted.decide(settle(Settling::Accept)), Err(Refusal::NothingToDecide));
}

/// An open sale of a member's, who is asked for 100 points.
fn reserved() -> (World, Bookable) {
    let mut world = World::with_sale(vec![(item("jacket", 100_000, Some(80_000)), Quantity::ONE)]);
    world.facts.own_directory = Some(ClubId::new("club"));
    let attached = SaleEvent::MemberAttached { member: MemberId(Uuid::from_u128(9)) };
    world.facts.sale.as_mut().unwrap().apply(&attached);
    let (reservation, points) = (ReservationId(Uuid::from_u128(30)), 100);
    world.tell(Command::ReservePoints { reservation, points }).unwrap();
    (world, Bookable::Reserved { reservation, points })
}

fn told(world: &World) -> Vec<Bookable> {
    booking(world).entries.iter().map(|entry| entry.what).collect()
}

fn club_says(world: &mut World, entry: Bookable, answer: BookingAnswer) {
    world.tell(Command::PointsReserved { entry, answer, worth_minor: 1_000 }).unwrap();
}

const RELEASED: Bookable = Bookable::Released { reservation: ReservationId(Uuid::from_u128(30)) };

#[test]
fn points_that_are_kept_pay_and_are_gone_with_the_sale() {
    let (mut world, entry) = reserved();
    assert_eq!(world.sale().due().minor, 80_000, "nothing is paid before the club has said yes");
    club_says(&mut world, entry, DONE);
    assert_eq!(world.sale().due().minor, 79_000);
    world.tell(Command::Tender { kind: TenderKind::Cash, minor: 79_000 }).unwrap();
    let redeemed = Bookable::Redeemed { reservation: ReservationId(Uuid::from_u128(30)) };
    assert_eq!(told(&world), [entry, redeemed, bought(&world)]);
    assert!(world.facts.account.is_none(), "no account is opened here");
}

#[test]
fn points_that_pay_nothing_are_let_go_once() {
    let undo = |world: &mut World| world.tell(Command::RemoveTender { number: 1 }).map(|_| ());
    let cancel = |world: &mut World| world.tell(Command::CancelSale).map(|_| ());
    for end in [undo, cancel] {
        let (mut world, entry) = reserved();
        club_says(&mut world, entry, DONE);
        end(&mut world).unwrap();
        assert_eq!(told(&world), [entry, RELEASED]);
        assert_eq!(send(&mut world), Some(RELEASED));
    }
    // Paid by somebody else's request meanwhile: it must not change its amount.
    let (mut world, entry) = reserved();
    world.request().unwrap();
    club_says(&mut world, entry, DONE);
    assert_eq!((told(&world), world.sale().due().minor), (vec![entry, RELEASED], 80_000));
    // Somebody else is on the sale meanwhile.
    let (mut world, entry) = reserved();
    world.tell(Command::RemoveCustomer).unwrap();
    let (contact, member) = (ContactId(Uuid::from_u128(5)), MemberId(Uuid::from_u128(10)));
    let customer = Customer { contact, by: IdentifiedBy::PersonalQr, member: Some(member) };
    world.tell(Command::Identify { customer, is_unanswered: false }).unwrap();
    club_says(&mut world, entry, DONE);
    assert_eq!((told(&world), world.sale().due().minor), (vec![entry, RELEASED], 80_000));
}

/// Of a typed number they may pay all but what the member is asked for on the phone.
#[test]
fn points_that_leave_nothing_to_ask_for_are_let_go() {
    for (worth_minor, pays) in [(79_900, true), (79_901, false)] {
        let (mut world, entry) = reserved();
        let sale = world.facts.sale.as_mut().unwrap();
        let customer = Customer { by: IdentifiedBy::PhoneNumber, ..sale.customer.unwrap() };
        sale.apply(&SaleEvent::CustomerIdentified { customer });
        world.facts.reach = Some(PaymentFlow::Push);
        let answer = DONE;
        world.tell(Command::PointsReserved { entry, answer, worth_minor }).unwrap();
        assert_eq!(world.sale().paid_with_points().is_some(), pays);
        assert_eq!(told(&world).contains(&RELEASED), !pays);
    }
}

#[test]
fn what_nobody_answered_is_let_go_and_a_refusal_needs_nothing() {
    let (mut lost, entry) = reserved();
    club_says(&mut lost, entry, LOST);
    assert_eq!(told(&lost), [entry, RELEASED]);
    club_says(&mut lost, entry, DONE);
    assert_eq!((told(&lost), lost.sale().due().minor), (vec![entry, RELEASED], 80_000));
    let (mut refused, entry) = reserved();
    club_says(&mut refused, entry, REFUSED);
    assert_eq!((told(&refused), booking(&refused).duty()), (vec![entry], None));
    assert_eq!(booking(&refused).trouble(), None);
    // Whoever asked was killed: a worker finds it.
    let (crashed, entry) = reserved();
    let due = booking(&crashed).duty().unwrap();
    assert_eq!((due.duty, due.at_unix_ms - crashed.now_unix_ms), (entry, 15_000));
}

/// Paid while nobody could say who is a member: asked again, until somebody can.
#[test]
fn whose_purchase_it_is_is_sought() {
    let mut world = World::with_sale(vec![(item("jacket", 100_000, None), Quantity::ONE)]);
    world.facts.own_directory = Some(ClubId::new("club"));
    world.facts.sale.as_mut().unwrap().apply(&SaleEvent::MembershipUnanswered);
    world.tell(Command::Tender { kind: TenderKind::Cash, minor: 100_000 }).unwrap();
    let sought = Bookable::Sought { sale: world.sale().id };
    assert_eq!((told(&world), booking(&world).member), (vec![sought], None));
    send(&mut world);
    answer(&mut world, sought, LOST);
    let mut nobody = world.clone();
    send(&mut nobody);
    answer(&mut nobody, sought, DONE);
    assert_eq!(booking(&nobody).duty(), None);
    let member = Some(MemberId(Uuid::from_u128(9)));
    let customer = Customer { member, ..world.sale().customer.unwrap() };
    world.tell(Command::Identify { customer, is_unanswered: false }).unwrap();
    assert_eq!((told(&world), booking(&world).member), (vec![sought, bought(&world)], member));
    assert_eq!(send(&mut world), Some(bought(&world)));
    assert!(world.decide(Command::Identify { customer, is_unanswered: false }).unwrap().is_empty());
}

/// The answer to a call that was given up as lost, and comes after all.
#[test]
fn a_late_yes_counts() {
    let mut world = paid();
    let entry = send(&mut world).unwrap();
    answer(&mut world, entry, LOST);
    answer(&mut world, entry, DONE);
    assert_eq!(booking(&world).duty(), None);
}

#[derive(Debug, Clone, Copy)]
enum Happens {
    Told,
    AnswerLost,
    NeverArrived,
    Crash,
    Refused,
    LookAgain,
    Return,
}

proptest! {
    /// A club that does each thing once by its key is told everything once, in order.
    #[test]
    fn all_is_told_once_and_in_order(
        happens in prop::collection::vec(
            prop::sample::select(vec![
                Happens::Told, Happens::AnswerLost, Happens::NeverArrived, Happens::Crash,
                Happens::Refused, Happens::LookAgain, Happens::Return,
            ]),
            0..30,
        )
    ) {
        let mut world = paid();
        let mut expected = vec![bought(&world)];
        let mut club: Vec<Bookable> = Vec::new();
        let arrives = |club: &mut Vec<Bookable>, entry| {
            if !club.contains(&entry) {
                club.push(entry);
            }
        };
        let end = std::iter::repeat_n([Happens::LookAgain, Happens::Told], 8).flatten();
        for one in happens.into_iter().chain(end) {
            match one {
                Happens::Return if expected.len() < 4 => {
                    let number = 20 + u128::try_from(expected.len()).unwrap();
                    take_back(&mut world, number);
                    expected.push(Bookable::Returned { id: ReturnId(Uuid::from_u128(number)) });
                }
                Happens::Return => {}
                Happens::LookAgain => {
                    let _ = world.tell(Command::SettleBooking { how: Settling::LookAgain });
                }
                _ => {
                    let Some(entry) = send(&mut world) else { continue };
                    prop_assert_eq!(entry, expected[club.len().min(
                        club.iter().position(|told| *told == entry).unwrap_or(club.len()))]);
                    match one {
                        Happens::Told => {
                            arrives(&mut club, entry);
                            answer(&mut world, entry, DONE);
                        }
                        Happens::AnswerLost => {
                            arrives(&mut club, entry);
                            answer(&mut world, entry, LOST);
                        }
                        Happens::NeverArrived => answer(&mut world, entry, LOST),
                        Happens::Refused => answer(&mut world, entry, REFUSED),
                        _ => {}
                    }
                }
            }
            let written = serde_json::to_string(booking(&world)).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Booking>(&written).unwrap(), booking(&world));
        }
        prop_assert_eq!(club, expected);
        prop_assert_eq!((booking(&world).duty(), booking(&world).trouble()), (None, None));
    }
}
