//! Sales that are put aside, taken up again, and taken over by another till of the store.

use crate::world::{World, context, item};
use checkout::{
    Book, Command, Context, Country, Currency, Facts, Quantity, Refusal, SaleId, SaleState,
    StoreId, TenderKind, Till, TillId,
};
use uuid::Uuid;

fn sale() -> World {
    World::with_sale(vec![(item("a", 1_000, None), Quantity::ONE)])
}

/// The same world, seen from another till.
fn at(mut world: World, till: &str) -> World {
    let till = TillId::new(till);
    let before = world.facts.till.take();
    world.facts.from_till = before.filter(|one| one.id != till);
    world.context = Context { till, ..context() };
    world
}

#[test]
fn parked_it_waits_and_goes_on_at_either_till() {
    let mut world = sale();
    let id = world.sale().id;
    world.tell(Command::ParkSale).unwrap();
    let till = world.facts.till.clone().unwrap();
    assert_eq!((till.current_sale, &*till.parked), (None, &[id][..]));
    let line = checkout::LineId(1);
    assert_eq!(world.tell(Command::RemoveLine { line }).unwrap_err(), Refusal::SaleParked);
    assert_eq!(world.tell(Command::ParkSale).unwrap_err(), Refusal::SaleParked);

    world.tell(Command::ResumeSale).unwrap();
    let till = world.facts.till.clone().unwrap();
    assert_eq!((till.current_sale, till.parked.len()), (Some(id), 0));
    assert_eq!(world.tell(Command::ResumeSale).unwrap_err(), Refusal::NotParked);

    world.tell(Command::ParkSale).unwrap();
    let mut world = at(world, "2");
    world.tell(Command::ResumeSale).unwrap();
    assert_eq!(world.sale().context.till, TillId::new("2"));
    assert_eq!(world.facts.till.as_ref().unwrap().current_sale, Some(id));
    let left = world.facts.from_till.as_ref().unwrap();
    assert!(left.parked.is_empty(), "the first till has it no more");
    world.tell(Command::Tender { kind: TenderKind::Cash, minor: 1_000 }).unwrap();
    assert!(matches!(world.sale().state, SaleState::Completed { receipt_number: 1, .. }));
}

#[test]
fn a_request_or_a_part_that_is_paid_is_settled_before_parking() {
    let mut world = sale();
    world.request().unwrap();
    assert_eq!(world.tell(Command::ParkSale).unwrap_err(), Refusal::PaymentOpen);
    let mut world = sale();
    world.tell(Command::Tender { kind: TenderKind::Cash, minor: 400 }).unwrap();
    assert_eq!(world.tell(Command::ParkSale).unwrap_err(), Refusal::PartlyPaid);
    world.tell(Command::RemoveTender { number: 1 }).unwrap();
    world.tell(Command::ParkSale).unwrap();
}

#[test]
fn taken_over_with_its_open_request_it_completes_at_the_new_till() {
    let mut world = sale();
    world.request().unwrap();
    world.sent(checkout::Operation::Create);
    let mut world = at(world, "2");
    let changes = world.tell(Command::TakeOverSale).unwrap();
    assert_eq!((changes.till.len(), changes.from_till.len()), (1, 1), "both journals tell");
    assert_eq!(world.facts.from_till.as_ref().unwrap().current_sale, None);
    assert!(world.tell(Command::TakeOverSale).unwrap().is_empty(), "twice is as good as once");
    world.captured();
    assert!(matches!(world.sale().state, SaleState::Completed { receipt_number: 1, .. }));
    let mut back = at(world, "1");
    assert_eq!(back.tell(Command::TakeOverSale).unwrap_err(), Refusal::SaleClosed);
}

#[test]
fn not_to_a_busy_till_nor_to_another_store_or_book() {
    type Change = fn(&mut World);
    let cases: [(Change, Refusal); 4] = [
        (|world| world.facts.current_sale = Some(other_sale()), Refusal::TillBusy),
        (|world| world.context.store = StoreId::new("elsewhere"), Refusal::OtherStore),
        (|world| world.context.book = Book::Training, Refusal::OtherBook),
        (|world| world.facts = Facts::default(), Refusal::SaleUnknown),
    ];
    for (change, refusal) in cases {
        for parked in [true, false] {
            let mut world = sale();
            let command = if parked { Command::ResumeSale } else { Command::TakeOverSale };
            if parked {
                world.tell(Command::ParkSale).unwrap();
            }
            let mut world = at(world, "2");
            change(&mut world);
            assert_eq!(world.tell(command).unwrap_err(), refusal);
        }
    }
}

fn other_sale() -> checkout::Sale {
    let mut world = World::new();
    world.facts.till = Some(Till::new(TillId::new("2")));
    let sale = SaleId(Uuid::from_u128(77));
    let (country, currency) = (Country::No, Currency::Nok);
    world.tell(Command::OpenSale { sale, country, currency }).unwrap();
    world.sale().clone()
}
