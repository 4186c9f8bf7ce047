//! What an aggregate remembers has a bound, so that none grows for ever; past it there is a refusal
//! that names another way.

use crate::world::{World, item};
use checkout::{
    Audience, CallAnswer, CallRefusal, Command, Country, Currency, Item, LineId, ListPrice, Offer,
    OfferKind, Operation, Quantity, RULES_MAX, Refusal, ReturnId, SaleId, SaleState, ScanError,
    Stacking, TenderKind, Terms, Validity, decode_scan,
};
use uuid::Uuid;

fn sale_of(units: i64) -> World {
    World::with_sale(vec![(item("a", 1_000, None), Quantity::units(units).unwrap())])
}

/// One more of the line comes back.
fn take_one_back(
    world: &mut World,
    number: u64,
    by: Option<TenderKind>,
) -> Result<ReturnId, Refusal> {
    world.facts.returning = None;
    let (id, currency) = (ReturnId(Uuid::from_u128(number.into())), Currency::Nok);
    let lines = vec![(LineId(1), Some(Quantity::ONE))];
    world.tell(Command::StartReturn { id, lines, by, currency }).map(|_| id)
}

#[test]
fn a_sale_has_fifty_payment_requests() {
    let mut world = sale_of(1);
    for _ in 0..50 {
        world.request().unwrap();
        world.tell(Command::CancelPayment).unwrap();
    }
    assert_eq!(world.sale().attempts.len(), 50);
    assert_eq!(world.request().unwrap_err(), Refusal::TooManyAttempts);
    world.tell(Command::Tender { kind: TenderKind::Card, minor: 1_000 }).unwrap();
    assert!(matches!(world.sale().state, SaleState::Completed { .. }));
}

#[test]
fn a_sale_has_a_hundred_returns() {
    let mut world = sale_of(101);
    world.tell(Command::Tender { kind: TenderKind::Cash, minor: 101_000 }).unwrap();
    for number in 1..=100 {
        take_one_back(&mut world, number, None).unwrap();
    }
    assert_eq!(take_one_back(&mut world, 101, None), Err(Refusal::TooManyReturns));
}

#[test]
fn a_payment_is_given_back_in_fifty_parts_and_then_by_another_tender() {
    let mut world = sale_of(51);
    world.request().unwrap();
    world.sent(Operation::Create);
    world.captured();
    // Refused and called off, each is a refund all the same: its key was used.
    for number in 1..=50 {
        take_one_back(&mut world, number, None).unwrap();
        world.facts.payment = world.facts.paid_by.pop();
        world.sent(Operation::Refund);
        let refusal = CallRefusal { code: Some(6220), again: false };
        world.answered(Operation::Refund, CallAnswer::Refused(refusal));
        world.tell(Command::CancelReturn).unwrap();
        world.facts.paid_by.extend(world.facts.payment.take());
    }
    assert!(world.sale().returns.is_empty());
    assert_eq!(take_one_back(&mut world, 51, None), Err(Refusal::TooManyRefunds));
    take_one_back(&mut world, 51, Some(TenderKind::Cash)).unwrap();
}

#[test]
fn a_till_has_fifty_parked_sales() {
    let mut world = sale_of(1);
    for number in 0..50 {
        world.tell(Command::ParkSale).unwrap();
        world.facts.sale = None;
        world.facts.current_sale = None;
        let (country, currency) = (Country::No, Currency::Nok);
        let sale = SaleId(Uuid::from_u128(100 + number));
        world.tell(Command::OpenSale { sale, country, currency }).unwrap();
    }
    assert_eq!(world.tell(Command::ParkSale).unwrap_err(), Refusal::TooManyParked);
    world.tell(Command::CancelSale).unwrap();
}

/// Bound: the prices, and the promotions, of a line
#[test]
fn a_line_brings_so_many_rules_along() {
    let mut world = World::new();
    let sale = SaleId(Uuid::from_u128(1));
    let (country, currency) = (Country::No, Currency::Nok);
    world.tell(Command::OpenSale { sale, country, currency }).unwrap();
    let row = |number| ListPrice {
        list: format!("l{number}"),
        audience: Audience::Public,
        unit_minor: 900,
        validity: Validity::Holds,
    };
    let offer = |number| {
        let id = format!("o{number}");
        let kind = OfferKind::Percent { hundredths: 100 };
        let terms = Terms {
            name: id.clone(),
            id,
            audience: Audience::Public,
            kind,
            stacking: Stacking::default(),
        };
        Offer { terms, part: 0, validity: Validity::Holds }
    };
    let mut sells = |rows: usize, promotions: usize| {
        let prices = (0..rows).map(row).collect();
        let offers = (0..promotions).map(offer).collect();
        let item = Item { prices, offers, ..item("a", 1_000, None) };
        world.tell(Command::AddLine { item, quantity: Quantity::ONE }).is_ok()
    };
    assert!(sells(RULES_MAX, RULES_MAX));
    assert!(!sells(RULES_MAX + 1, 0) && !sells(0, RULES_MAX + 1));
}

/// Bound: a scan; a name; a quantity; a price
#[test]
fn what_is_typed_or_scanned_has_a_length_and_a_size() {
    let scan = |length| decode_scan(&"9".repeat(length), Country::No).unwrap_err();
    assert_eq!((scan(255) == ScanError::TooLong, scan(256)), (false, ScanError::TooLong));
    assert!(Quantity::units(99_999).is_ok() && Quantity::units(100_000).is_err());
    let sells = |item: Item| {
        let mut world = World::new();
        let sale = SaleId(Uuid::from_u128(1));
        let (country, currency) = (Country::No, Currency::Nok);
        world.tell(Command::OpenSale { sale, country, currency }).unwrap();
        world.tell(Command::AddLine { item, quantity: Quantity::ONE }).is_ok()
    };
    let named = |length| Item { name: "n".repeat(length), ..item("a", 1_000, None) };
    assert!(sells(named(250)) && !sells(named(251)));
    assert!(sells(item("a", 65_000_000, None)) && !sells(item("a", 65_000_001, None)));
}
