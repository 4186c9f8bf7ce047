//! Wares that come back: whatever the parts, they add up to what was paid, and never to more.

use crate::world::{World, item};
use checkout::{
    Aggregate, Amount, Book, Command, Currency, Item, LineId, Quantity, RefundCause, Refusal,
    Return, ReturnId, ReturnState, SaleEvent, SaleState, TenderKind, TillId, VatRate,
};
use proptest::prelude::*;
use std::collections::BTreeMap;
use uuid::Uuid;

fn quantity(millionths: i64) -> Quantity {
    let (whole, rest) = (millionths / 1_000_000, millionths % 1_000_000);
    format!("{whole}.{rest:06}").parse().unwrap()
}

fn units(units: i64) -> Quantity {
    Quantity::units(units).unwrap()
}

/// Takes lines back as another return than the last, as the till would.
fn take_back(
    world: &mut World,
    number: u128,
    lines: Vec<(LineId, Option<Quantity>)>,
    by: Option<TenderKind>,
) -> Result<(), Refusal> {
    world.facts.returning = None;
    let (id, currency) = (ReturnId(Uuid::from_u128(number)), Currency::Nok);
    world.tell(Command::StartReturn { id, lines, by, currency }).map(|_| ())
}

fn returning(world: &World) -> &Return {
    world.facts.returning.as_ref().unwrap()
}

/// A sale of some lines that was paid in cash.
fn paid_in_cash(items: Vec<(Item, Quantity)>) -> World {
    let mut world = World::with_sale(items);
    let minor = world.sale().due().minor;
    world.tell(Command::Tender { kind: TenderKind::Cash, minor }).unwrap();
    world
}

fn any_item() -> impl Strategy<Value = (Item, Quantity)> {
    let quantity = prop_oneof![
        (1_i64..20).prop_map(|units| Quantity::units(units).unwrap()),
        (1_i64..9_000_000).prop_map(quantity),
    ];
    let rate = prop::sample::select(vec![0, 600, 1111, 1350, 1500, 2500, 10_000]);
    (prop_oneof![0_i64..200, 0_i64..500_000], rate, quantity, 0_i64..=100, 0_u32..1000).prop_map(
        |(unit_minor, rate, quantity, discount_percent, id)| {
            let full = item(&format!("p{id}"), unit_minor, None);
            let vat_rate = VatRate::new(rate).unwrap();
            let gross = i128::from(unit_minor) * i128::from(quantity.millionths()) / 1_000_000;
            let discount = gross * i128::from(discount_percent) / 100;
            let discount_minor = i64::try_from(discount).unwrap();
            (Item { vat_rate, discount_minor, ..full }, quantity)
        },
    )
}

proptest! {
    /// Any sequence of partial returns, some called off, and then all that is left: the parts sum to
    /// the sale exactly, in money, in discount, and per rate of VAT.
    #[test]
    fn parts_add_up_to_the_whole(
        items in prop::collection::vec(any_item(), 1..6),
        steps in prop::collection::vec((any::<prop::sample::Index>(), 1_i64..=1_000, 0_u8..4), 0..12),
    ) {
        let mut world = paid_in_cash(items);
        let lines = world.sale().basket.lines.clone();
        let before = world.sale().clone();
        let mut number = 100;
        for (which, thousandths, calls_off) in steps {
            let line = which.get(&lines);
            let part = (line.quantity.millionths() * thousandths / 1_000).max(1);
            let wanted = vec![(line.id, Some(quantity(part)))];
            number += 1;
            if take_back(&mut world, number, wanted, None).is_ok() {
                for part in &returning(&world).lines {
                    prop_assert!(part.total_minor >= 0 && part.discount_minor >= 0);
                    prop_assert!((0..=part.total_minor).contains(&part.tax_minor));
                }
            }
            if calls_off == 0 {
                // Some return, perhaps an older one, is called off: the sale forgets it.
                let sale = world.facts.sale.as_mut().unwrap();
                if let Some(one) = sale.returns.get(which.index(sale.returns.len().max(1))) {
                    let id = one.id;
                    sale.apply(&SaleEvent::ReturnCancelled { id });
                }
            }
        }
        for line in &lines {
            number += 1;
            let all = take_back(&mut world, number, vec![(line.id, None)], None);
            prop_assert!(matches!(all, Ok(()) | Err(Refusal::AllReturned)), "{all:?}");
        }
        let sale = world.sale();
        for line in &lines {
            let price = line.price();
            let parts = sale.returned(line.id);
            let sum = |of: fn(&checkout::ReturnedLine) -> i64| parts.iter().map(of).sum::<i64>();
            prop_assert_eq!(sum(|part| part.total_minor), price.total_minor);
            prop_assert_eq!(sum(|part| part.tax_minor), price.tax_minor);
            prop_assert_eq!(sum(|part| part.discount_minor), price.discount_minor);
            prop_assert_eq!(sum(|part| part.quantity.millionths()), line.quantity.millionths());
        }
        let mut by_rate: BTreeMap<VatRate, (i64, i64)> = BTreeMap::new();
        for part in sale.returns.iter().flat_map(|one| &one.lines) {
            let rate = sale.basket.line(part.line).unwrap().item.vat_rate;
            let sums = by_rate.entry(rate).or_default();
            *sums = (sums.0 + part.total_minor, sums.1 + part.tax_minor);
        }
        for sum in sale.receipt().vat() {
            prop_assert_eq!(by_rate[&sum.rate], (sum.total_minor, sum.tax_minor));
        }
        let given_back = sale.returns.iter().flat_map(|one| &one.tenders);
        prop_assert_eq!(given_back.map(|tender| tender.minor).sum::<i64>(), sale.total().minor);
        // What was sold stands as it was.
        let mut after = sale.clone();
        after.returns.clear();
        prop_assert_eq!(after, before);
    }

    /// However a sale was paid and comes back, no tender gives back more than it took, and together
    /// they give back what was taken.
    #[test]
    fn what_goes_back_goes_back_as_it_came(
        bought in 2_i64..30,
        unit_minor in 100_i64..50_000,
        shares in prop::collection::vec((0_usize..4, 1_i64..=100), 0..5),
        parts in prop::collection::vec(1_i64..10, 1..8),
    ) {
        use TenderKind::{Card, Cash, GiftCard};
        let mut world =
            World::with_sale(vec![(item("a", unit_minor, None), units(bought))]);
        for (kind, percent) in shares {
            let minor = world.sale().due().minor * percent / 100;
            if minor == 0 || !world.sale().is_open() {
                continue;
            }
            match [Cash, Card, GiftCard].get(kind) {
                Some(kind) => {
                    world.tell(Command::Tender { kind: *kind, minor }).unwrap();
                }
                None => {
                    // Each part by somebody else, whose sale it is not.
                    let customer = world.sale().customer;
                    if world.sale().is_partly_paid_in_app() {
                        world.identified(10 + minor.unsigned_abs()).unwrap();
                    }
                    if world.request_part(Some(minor)).is_ok() {
                        let payer = world.sale().payer();
                        prop_assert_eq!(Some(world.payment().plan.contact), payer);
                        world.sent(checkout::Operation::Create);
                        world.captured();
                    }
                    prop_assert_eq!(world.sale().customer, customer);
                }
            }
        }
        if world.sale().is_open() {
            let minor = world.sale().due().minor;
            world.tell(Command::Tender { kind: Cash, minor }).unwrap();
        }
        let completed = matches!(world.sale().state, SaleState::Completed { .. });
        prop_assert!(completed);
        for (index, count) in parts.into_iter().chain([0]).enumerate() {
            let number = 100 + u128::try_from(index).unwrap();
            let wanted = (count > 0).then(|| units(count));
            let asked = take_back(&mut world, number, vec![(LineId(1), wanted)], None);
            if asked.is_ok() {
                refund_all(&mut world);
                let done = matches!(returning(&world).state, ReturnState::Completed { .. });
                prop_assert!(done, "{:?}", returning(&world));
            }
        }
        let sale = world.sale();
        for tender in &sale.tenders {
            let of_kind = |tenders: &[checkout::Tender]| -> i64 {
                tenders.iter().filter(|one| one.kind == tender.kind).map(|one| one.minor).sum()
            };
            let given_back: i64 = sale.returns.iter().map(|one| of_kind(&one.tenders)).sum();
            prop_assert_eq!(given_back, of_kind(&sale.tenders));
        }
        let numbers: Vec<_> = sale.returns.iter().map(|one| one.receipt_number.unwrap()).collect();
        let count = u64::try_from(numbers.len()).unwrap();
        prop_assert_eq!(numbers, (1..=count).collect::<Vec<_>>());
    }
}

/// A return that is called off may leave tax behind that the next part is too small for.
#[test]
fn no_part_holds_more_tax_than_money() {
    let full = item("a", 101, None);
    let vat_rate = VatRate::new(1500).unwrap();
    let bought = quantity(7_460_397);
    let mut world = paid_in_cash(vec![(Item { vat_rate, discount_minor: 594, ..full }, bought)]);
    let steps = [(66, false), (6, false), (349, true), (17, true), (1, false)];
    for (number, (thousandths, calls_off)) in (1..).zip(steps) {
        let part = quantity(bought.millionths() * thousandths / 1_000);
        take_back(&mut world, number, vec![(LineId(1), Some(part))], None).unwrap();
        let part = returning(&world).lines[0];
        assert!(part.tax_minor <= part.total_minor, "{part:?}");
        if calls_off {
            let sale = world.facts.sale.as_mut().unwrap();
            let id = sale.returns[0].id;
            sale.apply(&SaleEvent::ReturnCancelled { id });
        }
    }
}

/// Lets Vipps MobilePay give back all that was asked of it.
fn refund_all(world: &mut World) {
    for index in 0..world.facts.paid_by.len() {
        if world.facts.paid_by[index].open_refund().is_none() {
            continue;
        }
        world.facts.payment = Some(world.facts.paid_by[index].clone());
        world.sent(checkout::Operation::Refund);
        let payment = world.payment();
        let reading = checkout::Reading {
            state: checkout::ProviderState::Authorized,
            authorized_minor: payment.seen.authorized_minor,
            captured_minor: payment.seen.captured_minor,
            cancelled_minor: 0,
            refunded_minor: payment.seen.refunded_minor + payment.open_refund().unwrap().minor,
        };
        world.answered(checkout::Operation::Refund, checkout::CallAnswer::Done(Some(reading)));
        world.facts.paid_by[index] = world.facts.payment.take().unwrap();
    }
}

#[test]
fn never_more_than_was_bought() {
    let mut world = paid_in_cash(vec![(item("a", 1_000, None), Quantity::units(3).unwrap())]);
    let line = LineId(1);
    take_back(&mut world, 1, vec![(line, Some(units(2)))], None).unwrap();
    let left = Quantity::ONE;
    assert_eq!(
        take_back(&mut world, 2, vec![(line, Some(units(2)))], None),
        Err(Refusal::MoreThanBought { left })
    );
    assert_eq!(
        take_back(&mut world, 2, vec![(line, Some(units(1))), (line, Some(units(1)))], None),
        Err(Refusal::AllReturned),
        "one request can't take a line back twice either"
    );
    assert_eq!(take_back(&mut world, 2, vec![(LineId(9), None)], None), Err(Refusal::LineUnknown));
    assert_eq!(take_back(&mut world, 2, vec![], None), Err(Refusal::NothingToReturn));
    take_back(&mut world, 2, vec![(line, None)], None).unwrap();
    assert_eq!(take_back(&mut world, 3, vec![(line, None)], None), Err(Refusal::AllReturned));
    assert_eq!(world.facts.till.as_ref().unwrap().current_sale, Some(world.sale().id));
}

#[test]
fn only_what_was_sold_comes_back_and_never_in_another_book_or_currency() {
    let lines = || vec![(LineId(1), None)];
    let mut world = World::with_sale(vec![(item("a", 1_000, None), Quantity::ONE)]);
    assert_eq!(take_back(&mut world, 1, lines(), None), Err(Refusal::NotCompleted));
    let mut world = paid_in_cash(vec![(item("a", 1_000, None), Quantity::ONE)]);
    world.context.book = Book::Training;
    assert_eq!(take_back(&mut world, 1, lines(), None), Err(Refusal::OtherBook));
    world.context.book = Book::Live;
    let id = ReturnId(Uuid::from_u128(1));
    let (by, currency) = (None, Currency::Dkk);
    let elsewhere = Command::StartReturn { id, lines: lines(), by, currency };
    assert_eq!(world.tell(elsewhere).unwrap_err(), Refusal::OtherCurrency);
    let vipps = TenderKind::Vipps { payment: checkout::PaymentId(Uuid::from_u128(3)) };
    assert_eq!(
        take_back(&mut world, 1, lines(), Some(vipps)),
        Err(Refusal::TenderImpossible),
        "only the payment itself gives money back in the app"
    );
}

#[test]
fn by_another_tender_than_it_was_paid_with() {
    let mut world = World::with_request();
    world.captured();
    take_back(&mut world, 1, vec![(LineId(1), None)], Some(TenderKind::Cash)).unwrap();
    assert!(matches!(returning(&world).state, ReturnState::Completed { receipt_number: 1, .. }));
    assert!(world.facts.paid_by[0].refunds.is_empty(), "nothing is asked of Vipps MobilePay");
    assert_eq!(returning(&world).tenders[0].kind, TenderKind::Cash);
}

#[test]
fn refused_it_is_paid_out_at_the_counter_or_called_off() {
    for calls_off in [false, true] {
        let mut world = World::with_request();
        world.captured();
        take_back(&mut world, 1, vec![(LineId(1), None)], None).unwrap();
        let id = returning(&world).id;
        assert_eq!(world.facts.paid_by[0].refunds[0].cause, RefundCause::Returned { id });
        assert_eq!(returning(&world).due(), Amount::zero(Currency::Nok), "it is on its way");
        assert_eq!(world.tell(Command::CancelReturn).unwrap_err(), Refusal::RefundUnderWay);
        let pay_out = || Command::PayOut { kind: TenderKind::Cash, currency: Currency::Nok };
        assert_eq!(world.tell(pay_out()).unwrap_err(), Refusal::NothingToPayOut);
        world.facts.payment = Some(world.facts.paid_by.remove(0));
        world.sent(checkout::Operation::Refund);
        let refusal = checkout::CallRefusal { code: Some(6220), again: false };
        world.answered(checkout::Operation::Refund, checkout::CallAnswer::Refused(refusal));
        assert_eq!(world.payment().duty(), None, "it is for people now");
        assert_eq!(returning(&world).due().minor, 319_900);
        if calls_off {
            world.tell(Command::CancelReturn).unwrap();
            assert!(world.sale().returns.is_empty(), "the wares may come back another time");
        } else {
            world.context.till = TillId::new("2");
            assert_eq!(world.tell(pay_out()).unwrap_err(), Refusal::OtherTill);
            world.context.till = TillId::new("1");
            world.tell(pay_out()).unwrap();
            let completed =
                ReturnState::Completed { receipt_number: 1, at_unix_ms: world.now_unix_ms };
            assert_eq!(returning(&world).state, completed);
            assert_eq!(world.sale().returns[0].receipt_number, Some(1));
            assert_eq!(world.tell(pay_out()).unwrap_err(), Refusal::SaleClosed);
        }
        let all: Vec<_> = world.history.iter().flat_map(|one| one.till.clone()).collect();
        assert!(checkout::Till::journal_holds(&all));
    }
}

/// The first return waits for the app and has handed out the card's part: that part is gone.
#[test]
fn what_an_open_return_has_given_back_is_not_given_back_again() {
    let mut world = World::with_sale(vec![(item("a", 2_500, None), units(4))]);
    for kind in [TenderKind::Card, TenderKind::Cash] {
        world.tell(Command::Tender { kind, minor: 2_500 }).unwrap();
    }
    world.request().unwrap();
    world.sent(checkout::Operation::Create);
    world.captured();
    for (number, count, kind) in [(1, 3, TenderKind::Card), (2, 1, TenderKind::Cash)] {
        take_back(&mut world, number, vec![(LineId(1), Some(units(count)))], None).unwrap();
        let [tender] = returning(&world).tenders[..] else { panic!("{:?}", returning(&world)) };
        assert_eq!((tender.kind, tender.minor), (kind, 2_500));
    }
}

/// Two tills decide on the same sale: the version of the sale lets one of them commit only, and the
/// other decides again on what is left.
#[test]
fn every_return_writes_the_original() {
    let mut world = paid_in_cash(vec![(item("a", 1_000, None), Quantity::ONE)]);
    world.facts.returning = None;
    let id = ReturnId(Uuid::from_u128(1));
    let lines = vec![(LineId(1), None)];
    let command = Command::StartReturn { id, lines, by: None, currency: Currency::Nok };
    let changes = world.tell(command).unwrap();
    assert!(!changes.sale.is_empty() && !changes.returning.is_empty() && !changes.till.is_empty());
    let folded = Return::fold(None, &changes.returning).unwrap();
    assert_eq!(Some(folded), world.facts.returning);
}
