//! Lines, taxes and payments add up, to the last minor unit, whatever is bought.

use crate::world::{World, item};
use checkout::{Aggregate, Item, MemberId, Quantity, SaleEvent, Till, VatRate};
use proptest::prelude::*;
use uuid::Uuid;

fn any_item() -> impl Strategy<Value = (Item, Quantity)> {
    let quantity = prop_oneof![
        (1_i64..50).prop_map(|units| Quantity::units(units).unwrap()),
        "[1-9][0-9]?\\.[0-9]{1,6}".prop_map(|text| text.parse().unwrap()),
    ];
    let rate = prop::sample::select(vec![0, 600, 1111, 1200, 1350, 1500, 2500, 2550]);
    (0_i64..500_000, prop::option::of(0_i64..500_000), rate, quantity, 0_u32..1000).prop_map(
        |(unit, club, rate, quantity, id)| {
            let item = Item {
                vat_rate: VatRate::new(rate).unwrap(),
                ..item(&format!("p{id}"), unit, club)
            };
            (item, quantity)
        },
    )
}

proptest! {
    #[test]
    fn everything_adds_up(items in prop::collection::vec(any_item(), 1..20), member: bool) {
        let mut world = World::with_sale(items);
        if member {
            let attached = SaleEvent::MemberAttached { member: MemberId(Uuid::from_u128(9)) };
            world.facts.sale.as_mut().unwrap().apply(&attached);
        }
        let receipt = world.sale().receipt();
        prop_assert_eq!(receipt.total_minor(), world.total().minor);
        for line in &receipt.lines {
            prop_assert_eq!(line.total_excluding_tax_minor + line.tax_minor, line.total_minor);
            prop_assert!(line.discount_minor >= 0 && line.total_minor >= 0);
        }
        let by_rate = receipt.vat();
        let tax: i64 = receipt.lines.iter().map(|line| line.tax_minor).sum();
        prop_assert_eq!(by_rate.iter().map(|sum| sum.tax_minor).sum::<i64>(), tax);
        prop_assert_eq!(by_rate.iter().map(|sum| sum.total_minor).sum::<i64>(), world.total().minor);
        // A member never pays more.
        prop_assert!(world.sale().member_saving_minor() >= 0);
        // What is asked for is what the receipt comes to.
        if world.request().is_ok() {
            let plan = &world.payment().plan;
            prop_assert_eq!(plan.amount.minor, plan.receipt.due_minor());
            prop_assert!(plan.reference.len() <= 64);
        }
    }
}

#[test]
fn the_same_quantity_again_changes_nothing() {
    let world = World::with_sale(vec![(item("a", 100, None), Quantity::ONE)]);
    let set = |quantity| checkout::Command::SetQuantity { line: checkout::LineId(1), quantity };
    assert!(world.decide(set(Quantity::ONE)).unwrap().is_empty());
    assert!(!world.decide(set(Quantity::units(2).unwrap())).unwrap().is_empty());
}

#[test]
fn the_journal_is_a_chain_that_shows_every_change() {
    let mut world = World::with_sale(vec![(item("a", 100, None), Quantity::ONE)]);
    world.tell(checkout::Command::RemoveLine { line: checkout::LineId(1) }).unwrap();
    world.tell(checkout::Command::CancelSale).unwrap();
    let mut journal: Vec<_> =
        world.history.iter().flat_map(|changes| changes.till.clone()).collect();
    assert_eq!(journal.len(), 3);
    assert!(Till::journal_holds(&journal));
    journal[1].entry.at_unix_ms += 1;
    assert!(!Till::journal_holds(&journal), "an altered entry shows");
    journal[1].entry.at_unix_ms -= 1;
    journal.remove(1);
    assert!(!Till::journal_holds(&journal), "a removed entry shows");
}
