//! Vouchers: what they take off, in whatever order, and that one is used once.

use crate::world::{World, item};
use checkout::{
    Audience, Book, Command, Currency, Goods, Item, LineId, LocalDate, MemberId, Outcome, Quantity,
    Reason, Refusal, ReturnId, SaleEvent, SaleState, TenderKind, VatRate, VoucherCode,
    VoucherError, VoucherEvent, VoucherId, VoucherOff, VoucherReason, VoucherState, VoucherTerms,
};
use proptest::prelude::*;
use uuid::Uuid;

fn units(count: i64) -> Quantity {
    Quantity::units(count).unwrap()
}

fn id(number: u128) -> VoucherId {
    VoucherId(Uuid::from_u128(number))
}

fn terms(off: VoucherOff) -> VoucherTerms {
    VoucherTerms {
        name: "A voucher".to_owned(),
        off,
        currency: Some(Currency::Nok),
        minimum_minor: 0,
        only: Vec::new(),
        except: Vec::new(),
        audience: Audience::Public,
        stores: Vec::new(),
        from: None,
        until: None,
    }
}

fn amount(minor: i64) -> VoucherTerms {
    terms(VoucherOff::Amount { minor })
}

fn percent(hundredths: u16) -> VoucherTerms {
    terms(VoucherOff::Percent { hundredths })
}

impl World {
    fn issue(&mut self, number: u128, terms: VoucherTerms) -> VoucherId {
        let (voucher, ends) = (id(number), "123".to_owned());
        self.tell(Command::IssueVoucher { voucher, terms, ends }).unwrap();
        voucher
    }

    fn put_on(&mut self, voucher: VoucherId) -> Result<(), Refusal> {
        self.tell(Command::PutVoucherOn { voucher }).map(|_| ())
    }

    fn with_vouchers(items: Vec<(Item, Quantity)>, all: Vec<VoucherTerms>) -> Self {
        let mut world = Self::with_sale(items);
        for (number, terms) in (1..).zip(all) {
            let voucher = world.issue(number, terms);
            world.put_on(voucher).unwrap();
        }
        world
    }

    fn outcome(&self, voucher: VoucherId) -> &Outcome {
        &self.sale().basket.voucher(voucher).unwrap().outcome
    }

    fn state(&self, voucher: VoucherId) -> VoucherState {
        self.facts.vouchers.iter().find(|one| one.id == voucher).unwrap().state
    }

    fn pay(&mut self) {
        let minor = self.sale().due().minor;
        self.tell(Command::Tender { kind: TenderKind::Cash, minor }).unwrap();
    }
}

fn basket() -> Vec<(Item, Quantity)> {
    let snack = Item { groups: vec!["snacks".parse().unwrap()], ..item("bar", 1_000, None) };
    vec![(item("jacket", 10_000, None), units(1)), (snack, units(3))]
}

fn goods(all: &[&str]) -> Vec<Goods> {
    all.iter().map(|one| one.parse().unwrap()).collect()
}

#[test]
fn what_a_voucher_takes_off() {
    let only = |all: &[&str], terms: VoucherTerms| VoucherTerms { only: goods(all), ..terms };
    let from = |minimum_minor, terms: VoucherTerms| VoucherTerms { minimum_minor, ..terms };
    for (terms, expected) in [
        (amount(500), Ok(500)),
        (percent(2_500), Ok(3_250)),
        (amount(99_999), Ok(13_000)),
        (percent(10_000), Ok(13_000)),
        (only(&["group:snacks"], amount(5_000)), Ok(3_000)),
        (only(&["jacket"], percent(1_000)), Ok(1_000)),
        (VoucherTerms { except: goods(&["jacket"]), ..percent(1_000) }, Ok(300)),
        (from(13_000, amount(500)), Ok(500)),
        (
            from(13_001, amount(500)),
            Err(Reason::BelowMinimum { minimum_minor: 13_001, there_minor: 13_000 }),
        ),
        (
            only(&["group:snacks"], from(3_001, amount(500))),
            Err(Reason::BelowMinimum { minimum_minor: 3_001, there_minor: 3_000 }),
        ),
        (only(&["hat"], amount(500)), Err(Reason::NoGoods)),
    ] {
        let world = World::with_vouchers(basket(), vec![terms.clone()]);
        let told = world.outcome(id(1));
        let expected_total = 13_000 - expected.as_ref().copied().unwrap_or(0);
        let expected = match expected {
            Ok(saving_minor) => Outcome::Applied { saving_minor },
            Err(reason) => Outcome::NotApplied(reason),
        };
        assert_eq!(*told, expected, "{terms:?}");
        assert_eq!(world.total().minor, expected_total, "{terms:?}");
    }
}

#[test]
fn percentages_come_first_and_minimums_look_at_what_there_was_before() {
    let minimum = VoucherTerms { minimum_minor: 13_000, ..amount(1_000) };
    for all in [vec![minimum.clone(), percent(5_000)], vec![percent(5_000), minimum]] {
        let world = World::with_vouchers(basket(), all);
        assert_eq!(world.total().minor, 13_000 / 2 - 1_000);
    }
}

#[test]
fn goods_that_have_no_discounts_are_left_alone_and_count_for_nothing() {
    let tobacco = Item { is_never_discounted: true, ..item("snus", 9_000, None) };
    let items = vec![(tobacco, units(1)), (item("bun", 1_000, None), units(1))];
    let minimum = VoucherTerms { minimum_minor: 5_000, ..amount(100) };
    let world = World::with_vouchers(items.clone(), vec![percent(5_000), minimum]);
    assert_eq!(world.total().minor, 9_500);
    let reason = Reason::BelowMinimum { minimum_minor: 5_000, there_minor: 1_000 };
    assert_eq!(*world.outcome(id(2)), Outcome::NotApplied(reason));
    let told = &world.sale().basket.lines[0].rules;
    let never = Outcome::NotApplied(Reason::NeverDiscounted);
    assert!(told.len() == 2 && told.iter().all(|one| one.outcome == never), "{told:?}");
    let world = World::with_vouchers(items[..1].to_vec(), vec![amount(100)]);
    assert_eq!(*world.outcome(id(1)), Outcome::NotApplied(Reason::NoGoods));
}

#[test]
fn it_is_priced_anew_with_the_basket() {
    let mut world = World::with_vouchers(
        vec![(item("bun", 1_000, None), units(1))],
        vec![VoucherTerms { minimum_minor: 2_000, ..amount(500) }],
    );
    assert_eq!(world.total().minor, 1_000);
    world.tell(Command::SetQuantity { line: LineId(1), quantity: units(2) }).unwrap();
    assert_eq!(world.total().minor, 1_500);
    world.tell(Command::SetQuantity { line: LineId(1), quantity: units(1) }).unwrap();
    assert_eq!(world.total().minor, 1_000);
    world.pay();
    assert!(matches!(world.sale().state, SaleState::Completed { .. }));
    assert_eq!(world.state(id(1)), VoucherState::Issued, "it took nothing off: it is free again");
}

#[test]
fn what_can_not_be_put_on_is_refused_in_words() {
    let day = |text: &str| Some(text.parse::<LocalDate>().unwrap());
    let (yesterday, tomorrow) = (day("2026-11-22"), day("2026-11-24"));
    let today = day("2026-11-23");
    let personal = Audience::Personal(MemberId(Uuid::from_u128(9)));
    let with = |audience: &str| VoucherTerms { audience: audience.parse().unwrap(), ..amount(1) };
    for (terms, refusal) in [
        (
            VoucherTerms { until: yesterday, ..amount(1) },
            Some(Refusal::VoucherExpired { until: yesterday.unwrap() }),
        ),
        (
            VoucherTerms { from: tomorrow, ..amount(1) },
            Some(Refusal::VoucherNotYet { from: tomorrow.unwrap() }),
        ),
        (VoucherTerms { from: today, until: today, ..amount(1) }, None),
        (
            VoucherTerms { currency: Some(Currency::Dkk), ..amount(1) },
            Some(Refusal::VoucherOtherStore),
        ),
        (
            VoucherTerms { stores: vec![checkout::StoreId::new("t")], ..amount(1) },
            Some(Refusal::VoucherOtherStore),
        ),
        (with("members"), Some(Refusal::VoucherOtherStore)),
        (VoucherTerms { audience: personal, ..amount(1) }, Some(Refusal::VoucherNotForCustomer)),
    ] {
        let mut world = World::with_sale(basket());
        let event = VoucherEvent::Issued {
            id: id(1),
            terms: Box::new(terms.clone()),
            ends: "123".to_owned(),
            operator: world.context.operator.clone(),
            at_unix_ms: 0,
        };
        world.facts.vouchers.extend(checkout::Aggregate::fold(None, &[event]));
        assert_eq!(world.put_on(id(1)).err(), refusal, "{terms:?}");
    }
    let mut world = World::with_sale(basket());
    assert_eq!(world.put_on(id(1)), Err(Refusal::VoucherUnknown));
    let voucher = world.issue(1, amount(1));
    world.facts.sale.as_mut().unwrap().context.book = Book::Training;
    assert_eq!(world.put_on(voucher), Err(Refusal::VoucherInTraining));
}

#[test]
fn a_voucher_makes_sense_or_is_refused() {
    let day = |text: &str| Some(text.parse().unwrap());
    for (terms, error) in [
        (percent(0), VoucherError::Percent),
        (percent(10_001), VoucherError::Percent),
        (amount(0), VoucherError::Amount),
        (amount(65_000_001), VoucherError::Amount),
        (VoucherTerms { currency: None, ..amount(1) }, VoucherError::Amount),
        (VoucherTerms { minimum_minor: -1, ..amount(1) }, VoucherError::Minimum),
        (VoucherTerms { minimum_minor: 1, currency: None, ..percent(1) }, VoucherError::Minimum),
        (VoucherTerms { name: " ".to_owned(), ..amount(1) }, VoucherError::Name),
        (VoucherTerms { name: "x".repeat(61), ..amount(1) }, VoucherError::Name),
        (
            VoucherTerms { from: day("2026-12-02"), until: day("2026-12-01"), ..amount(1) },
            VoucherError::Days,
        ),
    ] {
        assert_eq!(terms.check(), Err(error), "{terms:?}");
    }
}

/// Bound: the vouchers of a sale
/// Bound: the goods of a voucher
/// Bound: the vouchers of one member alone
#[test]
fn there_are_so_many_and_no_more() {
    let mut world = World::with_vouchers(basket(), vec![amount(1); 5]);
    let sixth = world.issue(6, amount(1));
    assert_eq!(world.put_on(sixth), Err(Refusal::TooManyVouchers));
    world.tell(Command::TakeVoucherOff { voucher: id(3) }).unwrap();
    assert_eq!(world.state(id(3)), VoucherState::Issued);
    world.put_on(sixth).unwrap();

    let named = |count: usize| VoucherTerms {
        only: (0..count).map(|it| format!("p{it}").parse().unwrap()).collect(),
        ..amount(1)
    };
    assert_eq!((named(100).check(), named(101).check()), (Ok(()), Err(VoucherError::TooMany)));

    let member =
        checkout::Member { status: checkout::MemberStatus::Active, ..crate::membership::blocked() };
    let personal = VoucherTerms { audience: Audience::Personal(member.id), ..amount(1) };
    world.facts.member = Some(member);
    for number in 100..200 {
        world.issue(number, personal.clone());
    }
    let (voucher, ends) = (id(200), "123".to_owned());
    let more = Command::IssueVoucher { voucher, terms: personal, ends };
    assert_eq!(world.decide(more).err(), Some(Refusal::TooManyOfMember));
}

#[test]
fn what_was_withdrawn_used_or_held_is_not_used_again() {
    let mut world = World::with_sale(basket());
    let voucher = world.issue(1, amount(1));
    let reason = VoucherReason::Misuse;
    world.put_on(voucher).unwrap();
    let withdraw = Command::WithdrawVoucher { voucher, reason };
    assert_eq!(world.decide(withdraw.clone()).err(), Some(Refusal::VoucherHeld));
    world.tell(Command::CancelSale).unwrap();
    assert_eq!(world.state(voucher), VoucherState::Issued);
    world.tell(withdraw.clone()).unwrap();
    assert!(world.decide(withdraw).unwrap().is_empty(), "once more is no fault");
    world.facts.sale = World::with_sale(basket()).facts.sale;
    assert_eq!(world.put_on(voucher), Err(Refusal::VoucherWithdrawn));
}

fn any_terms() -> impl Strategy<Value = VoucherTerms> {
    let off = prop_oneof![
        (1_u16..=10_000).prop_map(|hundredths| VoucherOff::Percent { hundredths }),
        (1_i64..20_000).prop_map(|minor| VoucherOff::Amount { minor }),
    ];
    let wares = || prop::collection::vec((0..4_u8).prop_map(|it| format!("p{it}")), 0..3);
    (off, wares(), wares(), 0_i64..8_000).prop_map(|(off, only, except, minimum_minor)| {
        let read =
            |all: Vec<String>| all.iter().map(|one| one.parse().unwrap()).collect::<Vec<Goods>>();
        VoucherTerms { only: read(only), except: read(except), minimum_minor, ..terms(off) }
    })
}

fn any_items() -> impl Strategy<Value = Vec<(Item, Quantity)>> {
    let quantity = prop_oneof![(1_i64..4).prop_map(units), Just("0.375".parse().unwrap())];
    let rate = prop::sample::select(vec![0, 1_500, 2_500]);
    let club = prop::option::of(0_i64..3_000);
    let one = (0_i64..5_000, club, rate, quantity, any::<bool>());
    prop::collection::vec(one, 1..6).prop_map(|all| {
        let item =
            |place: usize, (unit_minor, club, rate, quantity, never): (i64, _, u16, _, bool)| {
                let vat_rate = VatRate::new(rate).unwrap();
                let is_never_discounted = never && place == 0;
                let plain = item(&format!("p{place}"), unit_minor, club);
                (Item { vat_rate, is_never_discounted, ..plain }, quantity)
            };
        all.into_iter().enumerate().map(|(place, one)| item(place, one)).collect()
    })
}

proptest! {
    /// Never below nothing, the lines add up, and neither the order of scanning nor that of the vouchers
    /// makes a difference; a member pays no more with them than anybody.
    #[test]
    fn vouchers_and_wares_in_any_order_come_to_the_same(
        items in any_items(),
        all in prop::collection::vec(any_terms(), 1..=5),
    ) {
        let without = World::with_sale(items.clone());
        let world = World::with_vouchers(items.clone(), all.clone());
        let basket = &world.sale().basket;
        let saved: i64 = basket.vouchers.iter().map(checkout::SaleVoucher::saving_minor).sum();
        prop_assert_eq!(world.total().minor + saved, without.total().minor);
        let receipt = world.sale().receipt();
        prop_assert_eq!(receipt.total_minor(), world.total().minor);
        for (line, before) in basket.lines.iter().zip(&without.sale().basket.lines) {
            prop_assert!((0..=before.price().total_minor).contains(&line.price().total_minor));
            if line.item.is_never_discounted {
                prop_assert_eq!(line.price().total_minor, before.price().total_minor);
            }
        }
        for (terms, voucher) in all.iter().zip(&basket.vouchers) {
            if let VoucherOff::Amount { minor } = terms.off {
                prop_assert!(voucher.saving_minor() <= minor);
            }
        }
        let again = World::with_vouchers(items.iter().rev().cloned().collect(), all.clone());
        prop_assert_eq!(again.total(), world.total(), "wares the other way round");
        let mut other = World::with_sale(items);
        let numbered: Vec<_> = (1..).zip(all).collect();
        for (number, terms) in numbered.into_iter().rev() {
            let voucher = other.issue(number, terms);
            other.put_on(voucher).unwrap();
        }
        prop_assert_eq!(other.total(), world.total(), "vouchers the other way round");
        let mut member = world.sale().clone();
        let attached = SaleEvent::MemberAttached { member: MemberId(Uuid::from_u128(9)) };
        checkout::Aggregate::apply(&mut member, &attached);
        prop_assert!(member.total().minor <= world.total().minor);
        prop_assert_eq!(world.sale().member_saving_minor(), world.total().minor - member.total().minor);
    }

    /// What comes back in parts comes to what was paid for it, in money and in tax.
    #[test]
    fn all_parts_of_a_return_come_to_what_was_paid(
        items in any_items(),
        all in prop::collection::vec(any_terms(), 1..=3),
    ) {
        let mut world = World::with_vouchers(items, all);
        world.pay();
        let receipt = world.sale().receipt();
        let (mut minor, mut tax) = (0, 0);
        let lines: Vec<_> =
            world.sale().basket.lines.iter().map(|line| (line.id, line.quantity)).collect();
        let mut number = 100;
        for (line, bought) in lines {
            for part in [Some("0.125".parse::<Quantity>().unwrap()), None] {
                if part == Some(bought) { continue; }
                number += 1;
                let id = ReturnId(Uuid::from_u128(number));
                let by = Some(TenderKind::Cash);
                let (lines, currency) = (vec![(line, part)], Currency::Nok);
                world.tell(Command::StartReturn { id, lines, by, currency }).unwrap();
                let back = world.facts.returning.take().unwrap();
                minor += back.turnover().minor;
                tax += back.tax().minor;
            }
        }
        prop_assert_eq!((minor, tax), (receipt.total_minor(), receipt.tax_minor()));
    }

    /// Two sales that want one voucher, in any order of what is done: one of them completes with it at most.
    #[test]
    fn a_voucher_is_used_once(steps in prop::collection::vec((0..2_usize, 0..4_u8), 1..20)) {
        let mut shop = World::with_sale(basket());
        let voucher = shop.issue(1, amount(700));
        let mut other = World::with_sale(basket());
        other.facts.sale = other.facts.sale.take().map(|mut sale| {
            sale.id = checkout::SaleId(Uuid::from_u128(77));
            sale
        });
        let mut sales = [shop.clone(), other];
        let mut now = shop.facts.vouchers;
        for (at, what) in steps {
            let world = &mut sales[at];
            world.facts.vouchers = now;
            let minor = world.sale().due().minor;
            let command = match what {
                0 => Command::PutVoucherOn { voucher },
                1 => Command::TakeVoucherOff { voucher },
                2 => Command::Tender { kind: TenderKind::Cash, minor },
                _ => Command::CancelSale,
            };
            let _refused = world.tell(command);
            now = world.facts.vouchers.clone();
            let used = |world: &World| {
                matches!(world.sale().state, SaleState::Completed { .. })
                    && world.sale().basket.voucher(voucher).is_some()
            };
            let users = sales.iter().filter(|world| used(world)).count();
            let state = now[0].state;
            prop_assert!(users <= 1);
            prop_assert_eq!(users == 1, matches!(state, VoucherState::Used { .. }));
            let holder = sales.iter().find(|world| {
                world.sale().is_unfinished() && world.sale().basket.voucher(voucher).is_some()
            });
            let held = holder.map(|world| VoucherState::Held { sale: world.sale().id });
            prop_assert_eq!(held.is_some(), matches!(state, VoucherState::Held { .. }));
            prop_assert!(held.is_none_or(|held| held == state));
        }
    }

    /// Any slip that leaves a code of ours its form is told.
    #[test]
    fn codes_are_read_as_written(random: [u8; 8]) {
        let code = VoucherCode::new(random);
        prop_assert_eq!(VoucherCode::parse(&code.written()), Ok(code.clone()));
        prop_assert_eq!(VoucherCode::parse(&code.expose().to_lowercase()), Ok(code));
    }
}
