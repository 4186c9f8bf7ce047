//! Everything that can happen to what a club is told that is kept elsewhere, as steps of a walk.

use crate::walk::{Step, after, at_the_till, sale, tell};
use crate::world::World;
use checkout::{
    Aggregate, Bookable, Booking, BookingAnswer, BookingEntry, BookingFate, BookingRefusal, ClubId,
    Command, Customer, EnrolmentId, Environment, LoginAnswer, MemberId, Msn, ReservationId,
    SaleEvent, SalesUnit, Settling, StartAnswer,
};
use uuid::Uuid;

const MEMBER: MemberId = MemberId(Uuid::from_u128(9));
const POINTS_ARE_WORTH_MINOR: i64 = 1_000;

/// What became of one thing to tell, as it is written.
pub(crate) fn fate(entry: &BookingEntry) -> String {
    serde_json::to_value(entry.fate).unwrap()["fate"].as_str().unwrap().to_owned()
}

/// A sale at a store whose club is kept elsewhere.
fn elsewhere() -> World {
    let mut world = sale();
    world.facts.own_directory = Some(ClubId::new("club"));
    world
}

pub(crate) fn a_member_buys() -> World {
    let mut world = elsewhere();
    let attached = SaleEvent::MemberAttached { member: MEMBER };
    world.facts.sale.as_mut().unwrap().apply(&attached);
    world
}

/// The club could not say whether the customer is a member.
pub(crate) fn somebody_buys() -> World {
    let mut world = elsewhere();
    world.facts.sale.as_mut().unwrap().apply(&SaleEvent::MembershipUnanswered);
    world
}

/// The customer has said yes.
pub(crate) fn somebody_joins() -> World {
    let mut world = elsewhere();
    let request = Command::RequestMembership {
        enrolment: EnrolmentId(Uuid::from_u128(60)),
        club: Some(ClubId::new("club")),
        sales_unit: SalesUnit {
            msn: Msn::new(crate::world::SALES_UNIT),
            environment: Environment::Simulator,
        },
        binding_message: "ELG-12".to_owned(),
        anew: false,
    };
    let answer = StartAnswer::Started { expires_in_s: 600, interval_s: 5 };
    let approved = Command::LoginAnswered { answer: LoginAnswer::Approved };
    for command in [request, Command::StartSent, Command::StartAnswered { answer }, approved] {
        world.tell(command).unwrap();
    }
    world
}

/// What is told of somebody who joined; a booking of its own, beside the sale's.
pub(crate) fn joins(world: &World) -> Option<World> {
    world.facts.booking.is_none().then_some(())?;
    let (consents, by_number, has_new_number) = (Vec::new(), false, false);
    let enrol =
        Command::Enrol { member: MEMBER, consents, by_number, has_new_number, for_other: false };
    let mut world = after(world, enrol)?;
    let joining = world.history.last()?.joining.clone();
    world.facts.booking = Booking::fold(None, &joining);
    Some(world)
}

/// The first of the entries that went out and is not known to be done.
fn open(world: &World) -> Option<BookingEntry> {
    let mut entries = world.facts.booking.as_ref()?.entries.iter();
    let is_open = |fate| !matches!(fate, BookingFate::Done { .. });
    entries.find(|entry| entry.sends > 0 && is_open(entry.fate)).copied()
}

/// What is due goes out when it is due.
pub(crate) fn sent(world: &World) -> Option<World> {
    let due = world.facts.booking.as_ref()?.duty()?;
    // Asked once, while the cashier waits.
    (!matches!(due.duty, Bookable::Reserved { .. })).then_some(())?;
    let now_unix_ms = world.now_unix_ms.max(due.at_unix_ms);
    let world = World { now_unix_ms, ..world.clone() };
    after(&world, Command::BookingSent { entry: due.duty })
}

pub(crate) fn answered(world: &World, answer: BookingAnswer) -> Option<World> {
    let entry = open(world)?.what;
    // Who bought is asked for, and never refused.
    let is_refused = matches!(answer, BookingAnswer::Refused(_));
    (!is_refused || !matches!(entry, Bookable::Sought { .. })).then_some(())?;
    let is_question = matches!(entry, Bookable::Reserved { .. });
    let worth_minor = POINTS_ARE_WORTH_MINOR;
    let command = if is_question {
        Command::PointsReserved { entry, answer, worth_minor }
    } else {
        Command::BookingAnswered { entry, answer }
    };
    after(world, command)
}

pub(crate) fn points_are_asked_for(world: &World) -> Option<World> {
    world.facts.booking.is_none().then_some(())?;
    let (reservation, points) = (ReservationId(Uuid::from_u128(30)), 100);
    after(world, Command::ReservePoints { reservation, points })
}

/// The club says at last who bought.
pub(crate) fn found(world: &World) -> Option<World> {
    let customer = Customer { member: Some(MEMBER), ..world.sale().customer? };
    after(world, Command::Identify { customer, is_unanswered: false })
}

pub(crate) fn steps() -> Vec<Step> {
    let answer =
        |words, answer| -> Step { (words, Box::new(move |world| answered(world, answer))) };
    let at_the_counter = ["paid at the counter", "cancelled", "wares come back"];
    let mut steps = at_the_till();
    steps.retain(|(words, _)| at_the_counter.contains(words));
    steps.extend([
        ("points are asked for", Box::new(points_are_asked_for) as _),
        tell("points are taken off again", |_| Command::RemoveTender { number: 1 }),
        ("enrolled", Box::new(joins) as _),
        ("it is found who bought", Box::new(found) as _),
        ("sent", Box::new(sent) as _),
        answer("answered", BookingAnswer::Done { points: 1 }),
        answer("refused", BookingAnswer::Refused(BookingRefusal::Other)),
        answer("unanswered", BookingAnswer::Unknown { wait_ms: None }),
        tell("a person has it tried again", |_| Command::SettleBooking {
            how: Settling::LookAgain,
        }),
        tell("a person has seen to it", |_| Command::SettleBooking { how: Settling::Accept }),
    ]);
    steps
}
