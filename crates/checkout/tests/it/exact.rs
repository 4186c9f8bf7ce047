//! Every amount, held to the exact fraction that it stands for. The fractions are big rationals and
//! share nothing with the code that they judge; they are rounded only where a rule says so. Prices
//! and quantities go to the ends of what may be sold.

use crate::world::{World, item};
use checkout::{
    AttemptEnd, Command, Currency, Item, Line, LineId, LinePrice, Membership, Quantity, Refusal,
    ReturnId, ReturnedLine, Sale, SaleState, TenderKind, VatRate, VatSum,
};
use num_rational::BigRational;
use proptest::prelude::*;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The highest price of a unit, and the most that one payment may be, in minor units.
const PRICE_MAX: i64 = 65_000_000;
/// The largest quantity.
const UNITS_MAX: i64 = 99_999;
/// The most lines of one sale.
const LINES_MAX: usize = 500;

fn exact(numerator: i64, denominator: i64) -> BigRational {
    BigRational::new(numerator.into(), denominator.into())
}

fn whole(minor: i64) -> BigRational {
    exact(minor, 1)
}

/// To the nearest whole minor unit, a half away from zero.
fn rounded(amount: &BigRational) -> i64 {
    amount.round().to_integer().try_into().unwrap()
}

/// The tax in a gross amount: gross − round(gross / (1 + rate)).
fn tax_in(gross_minor: i64, rate: VatRate) -> i64 {
    let factor = exact(10_000 + i64::from(rate.hundredths_percent()), 10_000);
    gross_minor - rounded(&(whole(gross_minor) / factor))
}

fn times(unit_minor: i64, quantity: Quantity) -> i64 {
    rounded(&(whole(unit_minor) * exact(quantity.millionths(), 1_000_000)))
}

/// Whether a part is its exact share of a whole, or one of the two whole minor units beside it.
fn is_share(part_minor: i64, share: &BigRational) -> bool {
    (share.floor()..=share.ceil()).contains(&whole(part_minor))
}

fn millionths(millionths: i64) -> Quantity {
    format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000).parse().unwrap()
}

fn any_price() -> impl Strategy<Value = i64> {
    prop_oneof![0_i64..200, 0..=PRICE_MAX, Just(PRICE_MAX)]
}

fn any_quantity() -> impl Strategy<Value = Quantity> {
    let most = UNITS_MAX * 1_000_000;
    prop_oneof![
        (1..=UNITS_MAX).prop_map(|units| units * 1_000_000),
        1_i64..3_000_000,
        1..=most,
        Just(1),
        Just(most),
    ]
    .prop_map(millionths)
}

fn any_rate() -> impl Strategy<Value = VatRate> {
    prop_oneof![prop::sample::select(vec![0, 600, 1111, 1500, 2500, 10_000]), 0_u16..=10_000]
        .prop_map(|rate| VatRate::new(rate).unwrap())
}

/// Something that may be sold: its discount is nothing, all of it, or any part of the lowest price.
fn any_line() -> impl Strategy<Value = (Item, Quantity)> {
    let discount = prop_oneof![Just(0), 0_i64..=100, Just(100)];
    (any_price(), prop::option::of(any_price()), any_rate(), any_quantity(), discount).prop_map(
        |(unit_minor, club_unit_minor, vat_rate, quantity, percent)| {
            let lowest = unit_minor.min(club_unit_minor.unwrap_or(i64::MAX));
            let discount_minor = times(lowest, quantity) / 100 * percent
                + times(lowest, quantity) % 100 * percent / 100;
            let full = item("", unit_minor, club_unit_minor);
            (Item { discount_minor, vat_rate, ..full }, quantity)
        },
    )
}

/// The same, each of another product.
fn any_lines(lines: std::ops::Range<usize>) -> impl Strategy<Value = Vec<(Item, Quantity)>> {
    prop::collection::vec(any_line(), lines).prop_map(|lines| {
        let named = |(index, (it, quantity)): (usize, (Item, Quantity))| {
            let product = item(&format!("p{index}"), 0, None).product;
            (Item { product, ..it }, quantity)
        };
        lines.into_iter().enumerate().map(named).collect()
    })
}

/// What a line comes to, by the rules.
fn price_of(line: &Line, member: bool) -> LinePrice {
    let Item { unit_minor, club_unit_minor, discount_minor, vat_rate, .. } = line.item;
    let club = club_unit_minor.filter(|_| member).unwrap_or(unit_minor);
    let gross_minor = times(unit_minor, line.quantity);
    let total_minor = times(unit_minor.min(club), line.quantity) - discount_minor;
    LinePrice {
        gross_minor,
        discount_minor: gross_minor - total_minor,
        total_minor,
        tax_minor: tax_in(total_minor, vat_rate),
    }
}

fn paid_by(sale: &Sale, wanted: fn(TenderKind) -> bool) -> i64 {
    sale.tenders.iter().filter(|tender| wanted(tender.kind)).map(|tender| tender.minor).sum()
}

proptest! {
    #[test]
    fn tax_is_gross_less_rounded_net(
        gross in prop_oneof![-20_000_i64..20_000, any::<i64>(), Just(i64::MIN), Just(i64::MAX)],
        rate in any_rate(),
    ) {
        prop_assert_eq!(rate.tax_in(gross), tax_in(gross, rate));
    }

    #[test]
    fn a_quantity_is_the_number_that_it_is_written_as(quantity in any_quantity()) {
        let text = quantity.to_string();
        prop_assert_eq!(text.parse(), Ok(quantity));
        let (units, decimals) = text.split_once('.').unwrap_or((&text, ""));
        prop_assert!(!decimals.ends_with('0'), "{}", text);
        let scale = 10_i64.pow(u32::try_from(decimals.len()).unwrap());
        let read = exact(format!("{units}{decimals}").parse().unwrap(), scale);
        prop_assert_eq!(read, exact(quantity.millionths(), 1_000_000));
    }

    /// A line is rounded once, its tax once; everything else is sums of these.
    #[test]
    fn a_receipt_is_sums_of_lines_rounded_once(lines in any_lines(1..8)) {
        let world = World::with_sale(lines);
        let sale = world.sale();
        for member in [false, true] {
            let membership = Membership::default();
            let basket = sale.basket.priced_for(member.then_some(&membership));
            let total: i64 =
                sale.basket.lines.iter().map(|line| price_of(line, member).total_minor).sum();
            prop_assert_eq!(basket.total_minor(), total);
            for line in &basket.lines {
                prop_assert_eq!(line.price(), price_of(line, member));
            }
        }
        let mut by_rate: BTreeMap<VatRate, (i64, i64)> = BTreeMap::new();
        for line in &sale.basket.lines {
            let price = price_of(line, false);
            let sum = by_rate.entry(line.item.vat_rate).or_default();
            *sum = (sum.0 + price.total_minor, sum.1 + price.tax_minor);
        }
        let vat: Vec<_> = by_rate
            .into_iter()
            .map(|(rate, (total_minor, tax_minor))| VatSum { rate, total_minor, tax_minor })
            .collect();
        prop_assert_eq!(sale.receipt().vat(), vat);
        prop_assert_eq!(sale.receipt().total_minor(), sale.total().minor);
    }

    /// The discount of a line may be all that it costs whoever pays least, and nothing more.
    #[test]
    fn a_discount_ends_at_the_lowest_price((it, quantity) in any_line(), more in 1_i64..3) {
        let lowest = it.unit_minor.min(it.club_unit_minor.unwrap_or(i64::MAX));
        let discount_minor = times(lowest, quantity);
        let all = Item { discount_minor, ..it };
        let mut world = World::with_sale(vec![(all.clone(), quantity)]);
        prop_assert_eq!(world.sale().basket.priced_for(Some(&Membership::default())).total_minor(), 0);
        let item = Item { discount_minor: discount_minor + more, ..all };
        let refused = world.tell(Command::AddLine { item, quantity }).unwrap_err();
        prop_assert_eq!(refused, Refusal::ItemImpossible);
    }

    /// However a sale is split, what is left is the total less what was paid; one more than that is
    /// refused, and nothing left is what completes it. A request's receipt accounts for the rest.
    #[test]
    fn any_split_pays_a_sale_to_the_last_minor_unit(
        lines in any_lines(1..4),
        parts in prop::collection::vec((0_usize..4, prop_oneof![1_i64..100, Just(100)]), 1..8),
    ) {
        use TenderKind::{Card, Cash, GiftCard};
        let mut world = World::with_sale(lines);
        let total: i64 =
            world.sale().basket.lines.iter().map(|line| price_of(line, false).total_minor).sum();
        let mut paid = 0;
        for (kind, percent) in parts {
            let due = total - paid;
            let minor = rounded(&(whole(due) * exact(percent, 100)));
            if !world.sale().is_open() || minor == 0 {
                break;
            }
            match [Cash, Card, GiftCard].get(kind).copied() {
                Some(kind) => {
                    for beside in [0, -1, due + 1] {
                        let refused = world.tell(Command::Tender { kind, minor: beside });
                        prop_assert_eq!(refused.unwrap_err(), Refusal::TenderImpossible);
                    }
                    world.tell(Command::Tender { kind, minor }).unwrap();
                }
                None => {
                    let beyond = world.request_part(Some(due + 1));
                    prop_assert_eq!(beyond.unwrap_err(), Refusal::TenderImpossible);
                    let asked = world.request_part(Some(minor));
                    prop_assert_eq!(asked.is_ok(), (100..=PRICE_MAX).contains(&minor));
                    if asked.is_err() {
                        continue;
                    }
                    let (sale, plan) = (world.sale(), &world.payment().plan);
                    let receipt = &plan.receipt;
                    let cash = paid_by(sale, |kind| kind == Cash);
                    let gift_card = paid_by(sale, |kind| kind == GiftCard);
                    prop_assert_eq!((plan.amount.minor, receipt.due_minor()), (minor, minor));
                    prop_assert_eq!(receipt.total_minor(), total);
                    prop_assert_eq!(&receipt.lines, &sale.receipt().lines);
                    prop_assert_eq!(receipt.paid_by_cash_minor, cash);
                    prop_assert_eq!(receipt.paid_by_gift_card_minor, gift_card);
                    prop_assert_eq!(receipt.paid_by_card_minor, total - cash - gift_card - minor);
                    world.sent(checkout::Operation::Create);
                    world.captured();
                }
            }
            paid += minor;
            let sale = world.sale();
            prop_assert_eq!((sale.paid().minor, sale.due().minor), (paid, total - paid));
            let completed = matches!(sale.state, SaleState::Completed { .. });
            prop_assert_eq!(completed, paid == total);
        }
        let captured = world.sale().attempts.iter().filter(|one| one.end == Some(AttemptEnd::Captured));
        let in_app = paid_by(world.sale(), |kind| !kind.is_at_counter());
        prop_assert_eq!(captured.map(|one| one.minor).sum::<i64>(), in_app);
    }

    /// All that came back so far is worth its exact share of the line, rounded once; so no part gets
    /// more than its own share rounded up, nor less than rounded down.
    #[test]
    fn what_came_back_is_worth_its_exact_share(
        (it, bought) in any_line(),
        parts in prop::collection::vec(prop_oneof![1_i64..=1_000_000, 1_i64..=10], 1..10),
    ) {
        let mut world = World::with_sale(vec![(it, bought)]);
        let minor = world.sale().due().minor;
        world.tell(Command::Tender { kind: TenderKind::Cash, minor }).unwrap();
        let line = world.sale().basket.lines[0].clone();
        let (price, rate) = (price_of(&line, false), line.item.vat_rate);
        let tax_share = exact(
            i64::from(rate.hundredths_percent()),
            10_000 + i64::from(rate.hundredths_percent()),
        );
        let mut so_far: Vec<ReturnedLine> = Vec::new();
        let mut left = bought.millionths();
        // The last takes all that is left.
        for (number, part) in (100..).zip(parts.into_iter().chain([1_000_000])) {
            let asked = i128::from(left) * i128::from(part) / 1_000_000;
            let asked = i64::try_from(asked).unwrap().max(1).min(left);
            world.facts.returning = None;
            let (id, currency) = (ReturnId(Uuid::from_u128(number)), Currency::Nok);
            let lines = vec![(LineId(1), Some(millionths(asked)))];
            world.tell(Command::StartReturn { id, lines, by: None, currency }).unwrap();
            left -= asked;
            let part = world.facts.returning.as_ref().unwrap().lines[0];
            so_far.push(part);
            let sum = |of: fn(&ReturnedLine) -> i64| so_far.iter().map(of).sum::<i64>();
            let share = exact(bought.millionths() - left, bought.millionths());
            let total = sum(|part| part.total_minor);
            prop_assert_eq!(total, rounded(&(whole(price.total_minor) * &share)));
            let discount = rounded(&(whole(price.discount_minor) * &share));
            prop_assert_eq!(sum(|part| part.discount_minor), discount);
            prop_assert_eq!(sum(|part| part.tax_minor), tax_in(total, rate));
            let own = exact(asked, bought.millionths());
            prop_assert!(is_share(part.total_minor, &(whole(price.total_minor) * &own)));
            prop_assert!(is_share(part.discount_minor, &(whole(price.discount_minor) * &own)));
            prop_assert!(is_share(part.tax_minor, &(whole(part.total_minor) * &tax_share)));
            if left == 0 {
                break;
            }
        }
    }

    /// Money goes back as it came: through the app in the order in which it was asked for, then by
    /// card, gift card and cash, by none of them more than it took, whether or not what was asked of the app
    /// has been given back yet.
    #[test]
    fn every_tender_gives_back_in_its_turn(
        unit_minor in 100_i64..100_000,
        bought in 2_i64..9,
        shares in prop::collection::vec((0_usize..4, 1_i64..100), 0..6),
        parts in prop::collection::vec(1_i64..4, 1..5),
    ) {
        use TenderKind::{Card, Cash, GiftCard};
        let line = (item("a", unit_minor, None), Quantity::units(bought).unwrap());
        let mut world = World::with_sale(vec![line]);
        for (kind, percent) in shares.into_iter().chain([(0, 100)]) {
            let minor = world.sale().due().minor * percent / 100;
            if let Some(kind) = [Cash, Card, GiftCard].get(kind).copied() {
                let _ = world.tell(Command::Tender { kind, minor });
            } else if world.request_part(Some(minor)).is_ok() {
                world.sent(checkout::Operation::Create);
                world.captured();
            }
        }
        let sale = world.sale();
        let in_app = sale.tenders.iter().map(|tender| tender.kind).filter(|it| !it.is_at_counter());
        let mut order: Vec<_> = in_app.chain([Card, GiftCard, Cash]).collect();
        order.dedup();
        let mut left: Vec<(TenderKind, i64)> = order
            .into_iter()
            .map(|kind| {
                let took = sale.tenders.iter().filter(|tender| tender.kind == kind);
                (kind, took.map(|tender| tender.minor).sum())
            })
            .collect();
        for (number, part) in (100..).zip(parts) {
            world.facts.returning = None;
            let (id, currency) = (ReturnId(Uuid::from_u128(number)), Currency::Nok);
            let lines = vec![(LineId(1), Some(Quantity::units(part).unwrap()))];
            if world.tell(Command::StartReturn { id, lines, by: None, currency }).is_err() {
                continue;
            }
            let mut minor = unit_minor * part;
            let mut expected = Vec::new();
            for (kind, took) in &mut left {
                let gives = minor.min(*took);
                (minor, *took) = (minor - gives, *took - gives);
                expected.extend((gives > 0).then_some((*kind, gives)));
            }
            let returning = world.facts.returning.as_ref().unwrap();
            let asked = returning
                .refunds
                .iter()
                .map(|part| (TenderKind::Vipps { payment: part.payment }, part.minor));
            let given = returning.tenders.iter().map(|tender| (tender.kind, tender.minor));
            prop_assert_eq!(asked.chain(given).collect::<Vec<_>>(), expected);
        }
    }
}

/// The most that a sale can come to, in full lines: nothing overflows, and it can be paid and
/// returned.
#[test]
fn the_largest_sale_adds_up() {
    let most = Quantity::units(UNITS_MAX).unwrap();
    let lines = (0..LINES_MAX).map(|index| (item(&format!("p{index}"), PRICE_MAX, None), most));
    let mut world = World::with_sale(lines.collect());
    let total = i64::try_from(LINES_MAX).unwrap() * UNITS_MAX * PRICE_MAX;
    assert_eq!(world.sale().due().minor, total);
    let rate = VatRate::new(2500).unwrap();
    let tax_minor = i64::try_from(LINES_MAX).unwrap() * tax_in(UNITS_MAX * PRICE_MAX, rate);
    assert_eq!(world.sale().receipt().vat(), [VatSum { rate, total_minor: total, tax_minor }]);
    world.tell(Command::Tender { kind: TenderKind::Cash, minor: total }).unwrap();
    let id = ReturnId(Uuid::from_u128(100));
    let lines = world.sale().basket.lines.iter().map(|line| (line.id, None)).collect();
    let currency = Currency::Nok;
    world.tell(Command::StartReturn { id, lines, by: None, currency }).unwrap();
    let returning = world.facts.returning.as_ref().unwrap();
    assert_eq!((returning.total().minor, returning.tax().minor), (total, tax_minor));
}
