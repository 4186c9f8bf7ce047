//! What a release has written, every later one reads. The files hold the events of a whole sale in
//! revision 1; they are never written anew, only added to.

use crate::told::{self, fate};
use crate::world::World;
use checkout::{
    Aggregate, Bookable, Booking, BookingAnswer, BookingRefusal, CallAnswer, CallRefusal, Command,
    Currency, LineId, Operation, Payment, PaymentState, ProviderState, Reading, Return, ReturnId,
    ReturnState, Sale, SaleState, Settling, TenderKind, Till, UnknownRevision, decode,
};
use serde::Deserialize;
use std::path::Path;
use uuid::Uuid;

/// The events of one aggregate, as written.
#[derive(Deserialize)]
struct Written {
    revision: u32,
    events: Vec<serde_json::Value>,
}

fn read<A: Aggregate>(name: &str) -> A {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/golden").join(name);
    let text = std::fs::read_to_string(path).unwrap();
    let written: Written = serde_json::from_str(&text).unwrap();
    let events: Vec<A::Event> = written
        .events
        .iter()
        .map(|event| decode::<A, A::Event>(written.revision, &event.to_string()).unwrap())
        .collect();
    A::fold(None, &events).unwrap()
}

#[test]
fn a_sale_of_revision_1_is_read() {
    let sale: Sale = read("sale-1.json");
    assert!(matches!(sale.state, SaleState::Completed { receipt_number: 1, .. }));
    assert_eq!(sale.total().minor, 319_900);
    let payment: Payment = read("payment-1.json");
    assert_eq!(payment.state, PaymentState::Captured);
    let till: Till = read("till-1.json");
    assert_eq!(till.current_sale, Some(sale.id));
    let returning: Return = read("return-1.json");
    assert_eq!(returning.of, sale.id);
    assert!(matches!(returning.state, ReturnState::Completed { receipt_number: 1, .. }));
}

#[test]
fn bookings_of_revision_1_are_read() {
    let bought: Booking = read("booking-1.json");
    let told: Vec<_> = bought.entries.iter().map(fate).collect();
    assert_eq!(told, ["done", "done", "done", "given_up"]);
    let sought: Booking = read("booking-sought-1.json");
    assert_eq!((sought.entries.len(), sought.member.is_some()), (2, true));
    let joined: Booking = read("booking-joined-1.json");
    assert!(matches!(joined.entries[0].what, Bookable::Joined { .. }));
}

#[test]
fn a_newer_revision_is_left_alone() {
    let newer = decode::<Sale, Sale>(Sale::REVISION + 1, "{}");
    assert!(matches!(newer, Err(UnknownRevision::Newer { .. })));
    let damaged = decode::<Sale, Sale>(Sale::REVISION, "{}");
    assert!(matches!(damaged, Err(UnknownRevision::Damaged(_))));
}

/// What is written today folds to the same as what the files hold: the files are still true of this
/// release's own events.
#[test]
fn today_writes_what_the_files_say() {
    let mut world = World::with_request();
    world.tell(Command::PaymentNoticed { state: ProviderState::Authorized }).unwrap();
    let reading = Reading {
        state: ProviderState::Authorized,
        authorized_minor: 319_900,
        captured_minor: 319_900,
        cancelled_minor: 0,
        refunded_minor: 0,
    };
    world.read(reading);
    if let Some(folder) = std::env::var_os("CLUBTILL_GOLDEN") {
        write(&world, Path::new(&folder));
    }
    assert_eq!(*world.sale(), read::<Sale>("sale-1.json"));
    assert_eq!(*world.payment(), read::<Payment>("payment-1.json"));
    assert_eq!(world.facts.till, Some(read::<Till>("till-1.json")));
    world.history.clear();
    let (id, lines) = (ReturnId(Uuid::from_u128(4)), vec![(LineId(1), None)]);
    world.facts.paid_by.extend(world.facts.payment.take());
    world.tell(Command::StartReturn { id, lines, by: None, currency: Currency::Nok }).unwrap();
    world.facts.payment = world.facts.paid_by.pop();
    world.sent(Operation::Refund);
    let refusal = CallRefusal { code: Some(6220), again: false };
    world.answered(Operation::Refund, CallAnswer::Refused(refusal));
    world.tell(Command::PayOut { kind: TenderKind::Cash, currency: Currency::Nok }).unwrap();
    if let Some(folder) = std::env::var_os("CLUBTILL_GOLDEN") {
        write_return(&world, Path::new(&folder));
    }
    assert_eq!(world.facts.returning, Some(read::<Return>("return-1.json")));
}

/// Takes a step, and keeps what came before it.
fn go(world: &mut World, step: impl Fn(&World) -> Option<World>) {
    let after = step(world).unwrap();
    let before = std::mem::replace(world, after);
    world.history.splice(0..0, before.history);
}

fn pay_the_rest(world: &mut World) {
    let minor = world.sale().due().minor;
    world.tell(Command::Tender { kind: TenderKind::Cash, minor }).unwrap();
}

#[test]
fn today_tells_a_club_what_the_files_say() {
    let done = |world: &World| told::answered(world, BookingAnswer::Done { points: 7 });
    let lost = |world: &World| told::answered(world, BookingAnswer::Unknown { wait_ms: None });
    let refusal = BookingAnswer::Refused(BookingRefusal::PurchaseUnknown);
    let refused = |world: &World| told::answered(world, refusal);
    let mut bought = told::a_member_buys();
    go(&mut bought, told::points_are_asked_for);
    go(&mut bought, done);
    pay_the_rest(&mut bought);
    for answer in [&done as &dyn Fn(&World) -> Option<World>, &lost, &done] {
        go(&mut bought, told::sent);
        go(&mut bought, answer);
    }
    let (id, lines) = (ReturnId(Uuid::from_u128(4)), vec![(LineId(1), None)]);
    let (by, currency) = (Some(TenderKind::Cash), Currency::Nok);
    bought.tell(Command::StartReturn { id, lines, by, currency }).unwrap();
    for how in [Settling::LookAgain, Settling::Accept] {
        go(&mut bought, told::sent);
        go(&mut bought, refused);
        bought.tell(Command::SettleBooking { how }).unwrap();
    }
    let mut sought = told::somebody_buys();
    pay_the_rest(&mut sought);
    go(&mut sought, told::sent);
    go(&mut sought, told::found);
    let mut joined = told::somebody_joins();
    go(&mut joined, told::joins);
    go(&mut joined, told::sent);
    let files =
        [("booking-1", &bought), ("booking-sought-1", &sought), ("booking-joined-1", &joined)];
    for (name, world) in files {
        let name = format!("{name}.json");
        if let Some(folder) = std::env::var_os("CLUBTILL_GOLDEN") {
            let pick: Pick = |changes| {
                let events: Vec<_> = changes.booking.iter().chain(&changes.joining).collect();
                serde_json::to_value(events).unwrap()
            };
            write_one(world, Path::new(&folder), &name, Booking::REVISION, pick);
        }
        assert_eq!(world.facts.booking, Some(read::<Booking>(&name)), "{name}");
    }
}

/// Writes the files of a new revision into a folder: `CLUBTILL_GOLDEN=<folder>`.
fn write(world: &World, folder: &Path) {
    let file =
        |name: &str, revision: u32, pick: Pick| write_one(world, folder, name, revision, pick);
    file("sale-1.json", Sale::REVISION, |c| serde_json::to_value(&c.sale).unwrap());
    file("payment-1.json", Payment::REVISION, |c| serde_json::to_value(&c.payment).unwrap());
    file("till-1.json", Till::REVISION, |c| serde_json::to_value(&c.till).unwrap());
}

fn write_return(world: &World, folder: &Path) {
    let pick: Pick = |c| serde_json::to_value(&c.returning).unwrap();
    write_one(world, folder, "return-1.json", Return::REVISION, pick);
}

/// The events of one aggregate among all that changed.
type Pick = fn(&checkout::Changes) -> serde_json::Value;

fn write_one(world: &World, folder: &Path, name: &str, revision: u32, pick: Pick) {
    let all = world.history.iter().map(pick);
    let events: Vec<_> = all.flat_map(|events| events.as_array().unwrap().clone()).collect();
    let written = serde_json::json!({ "revision": revision, "events": events });
    let text = serde_json::to_string_pretty(&written).unwrap();
    std::fs::write(folder.join(name), text + "\n").unwrap();
}
