//! Price lists, promotions and members, in any mixture: whatever is sold, a member never pays more,
//! the order of scanning makes no difference, lines add up, and every rule is explained.

use crate::world::{World, item};
use checkout::{
    Aggregate, Audience, ClubId, Command, ContactId, Customer, Explanation, IdentifiedBy, Item,
    Line, LineId, ListPrice, MemberId, Membership, Offer, OfferKind, Outcome, PersonalPrice,
    ProductId, Quantity, Reason, ReturnId, Rule, Sale, SaleEvent, Stacking, TenderKind, Terms,
    Validity,
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

fn audience(text: &str) -> Audience {
    text.parse().unwrap()
}

fn terms(id: &str, audience_name: &str, kind: OfferKind) -> Terms {
    Terms {
        id: id.to_owned(),
        name: format!("Offer {id}"),
        audience: audience(audience_name),
        kind,
        stacking: Stacking::default(),
    }
}

fn offer(terms: Terms) -> Offer {
    Offer { terms, part: 0, validity: Validity::Holds }
}

fn row(list: &str, audience_name: &str, unit_minor: i64) -> ListPrice {
    let (list, audience) = (list.to_owned(), audience(audience_name));
    ListPrice { list, audience, unit_minor, validity: Validity::Holds }
}

fn units(units: i64) -> Quantity {
    Quantity::units(units).unwrap()
}

/// Often one of a few, so that wares cost the same.
fn any_price() -> impl Strategy<Value = i64> {
    prop_oneof![4 => prop::sample::select(vec![333, 1_000]), 1 => 1_i64..5_000]
}

fn any_audience() -> impl Strategy<Value = Audience> {
    let names = ["public", "public", "members", "club:c", "tier:c:gold"];
    prop::sample::select(names.to_vec()).prop_map(audience)
}

fn any_kind() -> impl Strategy<Value = OfferKind> {
    prop_oneof![
        1 => (1_u16..=10_000).prop_map(|hundredths| OfferKind::Percent { hundredths }),
        1 => (1_i64..3_000).prop_map(|minor| OfferKind::Off { minor }),
        3 => (2_u32..6, 1_u32..5)
            .prop_map(|(take, pay)| OfferKind::ForM { take, pay: pay.min(take - 1) }),
        3 => (prop::collection::vec(1_u32..3, 1..3), 1_i64..3_000).prop_map(|(mut parts, minor)| {
            if parts == [1] {
                parts = vec![2];
            }
            OfferKind::Set { parts, minor }
        }),
        1 => (1_u16..=10_000, any_minimum())
            .prop_map(|(hundredths, from_minor)| OfferKind::BasketPercent { hundredths, from_minor }),
        1 => (1_i64..6_000, any_minimum())
            .prop_map(|(minor, from_minor)| OfferKind::BasketOff { minor, from_minor }),
    ]
}

fn any_minimum() -> impl Strategy<Value = i64> {
    prop_oneof![Just(0), 0_i64..10_000]
}

/// Half of them stand to others as promotions do of which nothing is said.
fn any_stacking() -> impl Strategy<Value = Stacking> {
    let one_of =
        prop_oneof![2 => Just(None), 1 => prop::sample::select(vec!["g", "h"]).prop_map(Some)];
    let line_max = prop_oneof![2 => Just(None), 2 => Just(Some(1)), 1 => Just(Some(2))];
    let said = (0_u8..3, one_of, line_max).prop_map(|(priority, one_of, line_max)| Stacking {
        priority,
        one_of: one_of.map(str::to_owned),
        line_max,
    });
    prop_oneof![Just(Stacking::default()), said]
}

/// Most hold; some are not to hold yet.
fn any_validity() -> impl Strategy<Value = Validity> {
    let from = "2026-11-25".parse().unwrap();
    prop_oneof![6 => Just(Validity::Holds), 1 => Just(Validity::NotYet { from })]
}

fn any_promotions() -> impl Strategy<Value = Vec<(Terms, Validity)>> {
    let one = (any_audience(), any_kind(), any_stacking(), any_validity());
    prop::collection::vec(one, 0..8).prop_map(|all| {
        let named =
            |(place, (audience, kind, stacking, validity)): (usize, (_, OfferKind, _, _))| {
                let (id, name) = (format!("o{place}"), format!("Offer {place}"));
                (Terms { id, name, audience, kind, stacking }, validity)
            };
        all.into_iter().enumerate().map(named).collect()
    })
}

fn any_row() -> impl Strategy<Value = ListPrice> {
    (0_u8..3, any_audience(), any_price(), any_validity()).prop_map(
        |(list, audience, unit_minor, validity)| ListPrice {
            list: format!("l{list}"),
            audience,
            unit_minor,
            validity,
        },
    )
}

fn any_quantity() -> impl Strategy<Value = Quantity> {
    prop_oneof![
        4 => (1_i64..8).prop_map(units),
        1 => prop::sample::select(vec!["0.35", "2.5", "1.999999"]).prop_map(|it| it.parse().unwrap()),
    ]
}

/// A catalogue of a few products that share promotions, and what is bought of it.
fn any_basket() -> impl Strategy<Value = Vec<(Item, Quantity)>> {
    let ware = (
        any_price(),
        prop::option::of(any_price()),
        prop::collection::vec(any_row(), 0..3),
        prop::collection::vec(
            (any::<prop::sample::Index>(), prop_oneof![3 => Just(0), 1 => Just(1)]),
            0..6,
        ),
    );
    let bought = prop::collection::vec(
        (any::<prop::sample::Index>(), any_quantity(), prop_oneof![5 => Just(0), 1 => 1_i64..3]),
        1..9,
    );
    (any_promotions(), prop::collection::vec(ware, 1..5), bought)
        .prop_map(|(promotions, wares, bought)| {
            let wares: Vec<Item> = wares
                .into_iter()
                .enumerate()
                .map(|(place, (unit_minor, club, mut prices, parts))| {
                    prices.sort();
                    prices.dedup_by(|one, other| {
                        (&one.list, &one.audience) == (&other.list, &other.audience)
                    });
                    let mut offers: Vec<Offer> = Vec::new();
                    for (index, part) in parts {
                        let Some((terms, validity)) = promotions.get(index.index(5)) else {
                            continue;
                        };
                        if offers.iter().all(|offer| offer.terms != *terms) {
                            let (terms, validity) = (terms.clone(), *validity);
                            offers.push(Offer { terms, part, validity });
                        }
                    }
                    Item { prices, offers, ..item(&format!("p{place}"), unit_minor, club) }
                })
                .collect();
            let line = |(index, quantity, discount_minor): (prop::sample::Index, Quantity, i64)| {
                let item = index.get(&wares).clone();
                (Item { discount_minor, ..item }, quantity)
            };
            let is_possible = |(it, quantity): &(Item, Quantity)| {
                it.discount_minor == 0
                    || (it.unit_minor > 100 && it.club_unit_minor.is_none())
                        && quantity.millionths() >= 1_000_000
            };
            let lines = bought.into_iter().map(line).filter(is_possible);
            lines.collect::<Vec<_>>()
        })
        .prop_filter("something is bought", |items| !items.is_empty())
}

/// A member's tier and own prices.
fn any_membership() -> impl Strategy<Value = Membership> {
    let own = prop::collection::vec((0_u8..5, 0_i64..5_000), 0..4);
    (prop::option::of(Just("gold".to_owned())), own).prop_map(|(tier, own)| {
        let personal = own.into_iter().enumerate().map(|(place, (product, unit_minor))| {
            let id = MemberId(Uuid::from_u128(9));
            let price = ListPrice {
                list: format!("own{place}"),
                audience: Audience::Personal(id),
                unit_minor,
                validity: Validity::Holds,
            };
            PersonalPrice { product: ProductId::new(format!("p{product}")), price }
        });
        Membership { tier, personal: personal.collect() }
    })
}

fn sale_of(items: Vec<(Item, Quantity)>, membership: Option<&Membership>) -> Sale {
    let mut sale = World::with_sale(items).facts.sale.unwrap();
    if let Some(membership) = membership {
        sale.apply(&SaleEvent::MembershipRead { membership: membership.clone() });
        sale.apply(&SaleEvent::MemberAttached { member: MemberId(Uuid::from_u128(9)) });
    }
    sale
}

/// What each ware comes to, and how often each explanation is given.
fn by_content(sale: &Sale) -> BTreeMap<String, i64> {
    let mut sums = BTreeMap::new();
    for line in &sale.basket.lines {
        let key = format!("{:?} {} {:?}", line.item, line.quantity, line.rules);
        *sums.entry(key).or_default() += 1;
        let product = line.item.product.to_string();
        *sums.entry(product).or_default() += line.price().total_minor;
    }
    sums
}

fn rule_of(offer: &Offer) -> Rule {
    Rule::Promotion { id: offer.terms.id.clone(), name: offer.terms.name.clone() }
}

fn rules_of(line: &Line, membership: Option<&Membership>) -> Vec<Rule> {
    let item = &line.item;
    let list = |row: &ListPrice| Rule::PriceList {
        list: row.list.clone(),
        audience: row.audience.clone(),
    };
    let own = membership.into_iter().flat_map(|membership| &membership.personal);
    let own = own.filter(|own| own.product == item.product).map(|own| list(&own.price));
    let offers = item.offers.iter().map(rule_of);
    let club = item.club_unit_minor.map(|_| Rule::ClubPrice);
    let mut rules: Vec<_> =
        club.into_iter().chain(item.prices.iter().map(list)).chain(own).chain(offers).collect();
    rules.sort();
    rules
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_048))]

    #[test]
    fn a_member_never_pays_more(items in any_basket(), membership in any_membership()) {
        let public = sale_of(items.clone(), None).total().minor;
        let plain = sale_of(items.clone(), Some(&Membership::default())).total().minor;
        let tier = Membership { personal: Vec::new(), ..membership.clone() };
        let tier = sale_of(items.clone(), Some(&tier)).total().minor;
        let own = sale_of(items, Some(&membership)).total().minor;
        prop_assert!(own <= tier && tier <= plain && plain <= public, "{own} {tier} {plain} {public}");
    }

    #[test]
    fn the_order_of_scanning_makes_no_difference(
        (items, shuffled) in any_basket().prop_flat_map(|items| {
            (Just(items.clone()), Just(items).prop_shuffle())
        }),
        membership in prop::option::of(any_membership()),
    ) {
        let one = sale_of(items, membership.as_ref());
        let other = sale_of(shuffled, membership.as_ref());
        prop_assert_eq!(one.total(), other.total());
        prop_assert_eq!(by_content(&one), by_content(&other));
    }

    #[test]
    fn lines_add_up_and_every_rule_is_explained(
        items in any_basket(),
        membership in prop::option::of(any_membership()),
    ) {
        let sale = sale_of(items, membership.as_ref());
        for line in &sale.basket.lines {
            let price = line.price();
            let savings: i64 = line.rules.iter().map(Explanation::saving_minor).sum();
            prop_assert_eq!(price.gross_minor - line.item.discount_minor - savings, price.total_minor);
            prop_assert!(price.total_minor >= 0, "{line:?}");
            let mut told: Vec<_> = line.rules.iter().map(|told| told.rule.clone()).collect();
            told.sort();
            prop_assert_eq!(told, rules_of(line, membership.as_ref()));
            for told in &line.rules {
                let is_applied = matches!(told.outcome, Outcome::Applied { .. });
                prop_assert_eq!(is_applied, told.saving_minor() > 0);
            }
            let lists = |rule: &Rule| !matches!(rule, Rule::Promotion { .. });
            let taken = line.rules.iter().filter(|it| lists(&it.rule) && it.saving_minor() > 0);
            prop_assert!(taken.count() <= 1, "one price is the line's");
        }
        let total: i64 = sale.basket.lines.iter().map(|line| line.price().total_minor).sum();
        prop_assert_eq!(sale.total().minor, total);
        prop_assert_eq!(sale.receipt().total_minor(), total);
    }

    /// None beside one that shares no line, one alone of those of which one holds; and whoever is excluded
    /// is so by one that applies.
    #[test]
    fn promotions_that_exclude_each_other_never_both_apply(
        items in any_basket(),
        membership in prop::option::of(any_membership()),
    ) {
        let sale = sale_of(items, membership.as_ref());
        let mut one_of: BTreeMap<String, String> = BTreeMap::new();
        let mut names = BTreeSet::new();
        for line in &sale.basket.lines {
            let applied = line.item.offers.iter().filter(|offer| {
                let rule = rule_of(offer);
                line.rules.iter().any(|told| told.rule == rule && told.saving_minor() > 0)
            });
            let applied: Vec<&Terms> = applied.map(|offer| &offer.terms).collect();
            let most = applied.iter().filter_map(|terms| terms.stacking.line_max).min();
            prop_assert!(most.is_none_or(|most| applied.len() <= most.into()), "{line:#?}");
            for terms in applied {
                names.insert(terms.name.clone());
                let of_basket = match terms.kind {
                    OfferKind::BasketPercent { .. } | OfferKind::BasketOff { .. } => Some(""),
                    _ => None,
                };
                let group = terms.stacking.one_of.as_deref().or(of_basket);
                if let Some(group) = group {
                    let one = one_of.entry(group.to_owned()).or_insert_with(|| terms.id.clone());
                    prop_assert_eq!(&*one, &terms.id, "one of {}", group);
                }
            }
        }
        for told in sale.basket.lines.iter().flat_map(|line| &line.rules) {
            if let Outcome::NotApplied(Reason::Excluded { by }) = &told.outcome {
                prop_assert!(names.contains(by), "{told:?}");
            }
        }
    }

    /// Parts of any promotion's wares that come back give back what was paid for them, and all of them
    /// everything.
    #[test]
    fn returned_parts_give_back_what_they_cost(items in any_basket(), first in 0_usize..8) {
        let mut world = World::with_sale(items);
        let due = world.sale().due().minor;
        world.tell(Command::Tender { kind: TenderKind::Cash, minor: due }).unwrap();
        let lines = world.sale().basket.lines.clone();
        let mut given_minor = 0;
        let line = &lines[first % lines.len()];
        let part = if line.quantity > Quantity::ONE { Quantity::ONE } else { line.quantity };
        let rest = lines.iter().filter(|one| one.id != line.id || part < line.quantity);
        let rest: Vec<_> = rest.map(|line| (line.id, None)).collect();
        for (number, lines) in [(1_u128, vec![(line.id, Some(part))]), (2, rest)] {
            if lines.is_empty() {
                continue;
            }
            world.facts.returning = None;
            let (id, currency) = (ReturnId(Uuid::from_u128(number)), checkout::Currency::Nok);
            let by = Some(TenderKind::Cash);
            world.tell(Command::StartReturn { id, lines, by, currency }).unwrap();
            given_minor += world.facts.returning.as_ref().unwrap().total().minor;
        }
        prop_assert_eq!(given_minor, due);
    }
}

/// Product, unit price, units and offers.
type Ware = (&'static str, i64, i64, Vec<Offer>);

/// A sale of wares to anybody, each of whose lines comes to what is expected.
fn comes_to(wares: Vec<Ware>, expected: &[i64]) -> Sale {
    let items = wares.into_iter().map(|(id, unit_minor, count, offers)| {
        (Item { offers, ..item(id, unit_minor, None) }, units(count))
    });
    let sale = sale_of(items.collect(), None);
    let totals: Vec<_> = sale.basket.lines.iter().map(|line| line.price().total_minor).collect();
    assert_eq!(totals, expected, "{:#?}", sale.basket);
    sale
}

/// A basket, and what each line of it comes to.
#[test]
fn promotions_take_what_they_say() {
    let for_two = |id: &str| offer(terms(id, "public", OfferKind::ForM { take: 3, pay: 2 }));
    let percent = |id: &str| offer(terms(id, "public", OfferKind::Percent { hundredths: 2_500 }));
    let off = |id: &str| offer(terms(id, "public", OfferKind::Off { minor: 300 }));
    let meal = |part| {
        let kind = OfferKind::Set { parts: vec![1, 2], minor: 5_000 };
        Offer { part, ..offer(terms("meal", "public", kind)) }
    };
    let check = |wares: Vec<Ware>, expected: &[i64]| {
        comes_to(wares, expected);
    };
    check(vec![("a", 1_000, 3, vec![for_two("x")])], &[2_000]);
    check(vec![("a", 1_000, 2, vec![for_two("x")])], &[2_000]);
    check(vec![("a", 999, 1, vec![percent("x")])], &[749]);
    check(vec![("a", 1_000, 2, vec![off("x")]), ("b", 200, 1, vec![off("x")])], &[1_400, 0]);
    // The cheapest of the three is free; each bears its part of that.
    let mixed = vec![
        ("a", 5_000, 1, vec![for_two("x")]),
        ("b", 3_000, 1, vec![for_two("x")]),
        ("c", 2_000, 1, vec![for_two("x")]),
    ];
    check(mixed, &[4_000, 2_400, 1_600]);
    check(
        vec![("coffee", 3_000, 2, vec![meal(0)]), ("bun", 2_000, 3, vec![meal(1)])],
        &[5_143, 4_857],
    );
    // A unit takes part in one promotion; together they take as much as they can.
    check(vec![("a", 1_000, 4, vec![for_two("x"), percent("y")])], &[2_750]);
    check(
        vec![("a", 1_000, 3, vec![percent("y")]), ("b", 100, 3, vec![for_two("x")])],
        &[2_250, 200],
    );
}

fn stacked(id: &str, kind: OfferKind, stacking: Stacking) -> Offer {
    offer(Terms { stacking, ..terms(id, "public", kind) })
}

/// Off the basket: each line bears its part of it, after what it has of its own, and tax follows.
#[test]
fn what_is_taken_off_the_basket_is_borne_by_its_lines() {
    let off = |minor, from_minor| {
        offer(terms("off", "public", OfferKind::BasketOff { minor, from_minor }))
    };
    let percent = |hundredths, from_minor| {
        offer(terms("part", "public", OfferKind::BasketPercent { hundredths, from_minor }))
    };
    let half = || offer(terms("half", "public", OfferKind::Percent { hundredths: 5_000 }));
    let check = |wares: Vec<Ware>, expected: &[i64]| {
        let sale = comes_to(wares, expected);
        let vat: i64 = sale.receipt().vat().iter().map(|sum| sum.total_minor).sum();
        assert_eq!(vat, sale.total().minor);
    };
    let three = |offer: fn(i64, i64) -> Offer, minor, from_minor| {
        ["a", "b", "c"].map(|id| (id, 1_000, 1, vec![offer(minor, from_minor)])).to_vec()
    };
    let off_fn: fn(i64, i64) -> Offer = |minor, from_minor| {
        offer(terms("off", "public", OfferKind::BasketOff { minor, from_minor }))
    };
    check(three(off_fn, 100, 0), &[966, 967, 967]);
    check(three(off_fn, 100, 3_000), &[966, 967, 967]);
    check(three(off_fn, 100, 3_001), &[1_000, 1_000, 1_000]);
    check(three(off_fn, 5_000, 0), &[0, 0, 0]);
    // Not the ware that it is not for, nor towards the minimum.
    check(vec![("a", 1_000, 1, vec![off(100, 1_000)]), ("t", 9_000, 1, vec![])], &[900, 9_000]);
    check(vec![("a", 1_000, 1, vec![off(100, 1_001)]), ("t", 9_000, 1, vec![])], &[1_000, 9_000]);
    // Rounded once: 10 % of 999 and 999 is 200.
    check(
        vec![("a", 999, 1, vec![percent(1_000, 0)]), ("b", 999, 1, vec![percent(1_000, 0)])],
        &[899, 899],
    );
    // After what the line has of its own, which counts for the minimum.
    check(vec![("a", 1_000, 2, vec![half(), percent(1_000, 1_000)])], &[900]);
    check(vec![("a", 1_000, 2, vec![half(), percent(1_000, 1_001)])], &[1_000]);
    // Of several off the basket, the best.
    check(vec![("a", 1_000, 2, vec![off(150, 0), percent(1_000, 0)])], &[1_800]);
}

/// Of a basket with one ware: what is paid for it, and which promotion says what.
#[test]
fn promotions_stand_to_each_other_as_they_say() {
    let percent = |hundredths| OfferKind::Percent { hundredths };
    let basket = |hundredths| OfferKind::BasketPercent { hundredths, from_minor: 0 };
    let plain = Stacking::default;
    let at_most = |line_max| Stacking { line_max: Some(line_max), ..plain() };
    let alone = || at_most(1);
    let first = |priority| Stacking { priority, ..plain() };
    let one_of = |name: &str| Stacking { one_of: Some(name.to_owned()), ..plain() };
    for (offers, expected) in [
        // One of a ware and one of the basket hold together.
        (vec![stacked("a", percent(5_000), plain()), stacked("b", basket(1_000), plain())], 450),
        // One that stands alone is taken if it saves more, and is left if it does not.
        (vec![stacked("a", percent(5_000), alone()), stacked("b", basket(1_000), plain())], 500),
        (vec![stacked("a", percent(500), alone()), stacked("b", basket(1_000), plain())], 900),
        (vec![stacked("a", percent(500), plain()), stacked("b", basket(1_000), alone())], 900),
        (vec![stacked("a", percent(5_000), plain()), stacked("b", basket(1_000), alone())], 500),
        // The one with the higher priority, whatever it saves.
        (vec![stacked("a", percent(500), first(1)), stacked("b", percent(1_000), plain())], 950),
        (
            vec![
                stacked("a", percent(5_000), plain()),
                stacked("b", basket(1_000), Stacking { priority: 1, ..alone() }),
            ],
            900,
        ),
        (vec![stacked("a", basket(500), first(1)), stacked("b", basket(1_000), plain())], 950),
        // One alone of those that say so; others beside it.
        (
            vec![stacked("a", percent(500), one_of("x")), stacked("b", basket(1_000), one_of("x"))],
            900,
        ),
        (vec![stacked("a", basket(1_000), plain()), stacked("b", basket(1_000), one_of("x"))], 810),
        // Of three that would go together, two: those that save most.
        (
            vec![
                stacked("a", percent(1_000), plain()),
                stacked("b", basket(1_000), at_most(2)),
                stacked("c", basket(2_000), one_of("x")),
            ],
            720,
        ),
    ] {
        let items = vec![(Item { offers: offers.clone(), ..item("w", 1_000, None) }, units(1))];
        let sale = sale_of(items, None);
        assert_eq!(sale.total().minor, expected, "{:#?}", sale.basket);
    }
    let offers = vec![stacked("a", percent(500), plain()), stacked("b", basket(1_000), alone())];
    let sale = sale_of(vec![(Item { offers, ..item("w", 1_000, None) }, units(1))], None);
    let told: Vec<_> = sale.basket.lines[0].rules.iter().map(|told| told.outcome.clone()).collect();
    let by = "Offer b".to_owned();
    let excluded = Outcome::NotApplied(Reason::Excluded { by });
    assert_eq!(told, [excluded, Outcome::Applied { saving_minor: 100 }]);
}

/// What is told of the only rule of a line.
#[test]
fn what_does_not_apply_says_why() {
    let day = |text: &str| text.parse().unwrap();
    let three = |audience| offer(terms("x", audience, OfferKind::ForM { take: 3, pay: 2 }));
    let with = |offer: Offer| Item { offers: vec![offer], ..item("a", 1_000, None) };
    let priced = |row: ListPrice| Item { prices: vec![row], ..item("a", 1_000, None) };
    let from = day("2026-11-25");
    let until = day("2026-11-20");
    let not_yet = Offer { validity: Validity::NotYet { from }, ..three("public") };
    let over = ListPrice { validity: Validity::Over { until }, ..row("l", "public", 900) };
    let kind = OfferKind::BasketPercent { hundredths: 1_000, from_minor: 10_000 };
    let from_10_000 = offer(terms("x", "public", kind));
    let below = Reason::BelowMinimum { minimum_minor: 10_000, there_minor: 3_000 };
    for (item, count, is_member, reason) in [
        (with(three("public")), "2", false, Reason::NotEnough { wanted: 3, there: 2 }),
        (with(three("public")), "2.5", false, Reason::NotCounted),
        (with(not_yet), "3", false, Reason::NotYet { from }),
        (priced(over), "3", false, Reason::Over { until }),
        (with(three("members")), "3", false, Reason::OtherAudience { only_for: Audience::Members }),
        (
            priced(row("l", "tier:c:gold", 900)),
            "3",
            true,
            Reason::OtherAudience { only_for: Audience::Tier(ClubId::new("c"), "gold".to_owned()) },
        ),
        (priced(row("l", "members", 1_001)), "1", true, Reason::AbovePublic),
        (priced(row("l", "public", 1_001)), "1", false, Reason::NoSaving),
        (item("a", 1_000, Some(1_000)), "1", true, Reason::NoSaving),
        (Item { discount_minor: 100, ..with(three("public")) }, "3", false, Reason::OwnDiscount),
        (with(from_10_000), "3", false, below),
    ] {
        let membership = Membership::default();
        let items = vec![(item, count.parse().unwrap())];
        let sale = sale_of(items, is_member.then_some(&membership));
        let line = &sale.basket.lines[0];
        let told: Vec<_> = line.rules.iter().map(|told| told.outcome.clone()).collect();
        assert_eq!(told, [Outcome::NotApplied(reason)], "{line:?}");
    }
}

#[test]
fn of_two_rules_the_better_is_taken_and_the_other_says_so() {
    let prices = vec![row("autumn", "public", 900), row("club", "members", 800)];
    let items = vec![(Item { prices, ..item("a", 1_000, Some(850)) }, units(2))];
    let told = |sale: &Sale| -> Vec<_> {
        sale.basket.lines[0].rules.iter().map(|told| told.outcome.clone()).collect()
    };
    let members = Outcome::NotApplied(Reason::OtherAudience { only_for: Audience::Members });
    let public = sale_of(items.clone(), None);
    assert_eq!(told(&public), [members.clone(), Outcome::Applied { saving_minor: 200 }, members]);
    let other = Outcome::NotApplied(Reason::OtherTaken);
    let member = sale_of(items, Some(&Membership::default()));
    assert_eq!(told(&member), [other.clone(), other, Outcome::Applied { saving_minor: 400 }]);
}

/// Four promotions that meet are tried in every order. With the members' own one there are five, of which
/// only some orders are tried, and those miss the best one.
#[test]
fn a_member_keeps_the_public_price_where_that_is_less() {
    let percent = |id: &str, whom: &str, hundredths| {
        offer(terms(id, whom, OfferKind::Percent { hundredths }))
    };
    let off = |id: &str| offer(terms(id, "public", OfferKind::Off { minor: 234 }));
    let most = percent("a", "public", 7_000);
    let first = vec![most.clone(), percent("b", "public", 1), off("e")];
    let second = vec![most, percent("c", "members", 1), off("d")];
    let items = vec![
        (Item { offers: first, ..item("p", 333, None) }, units(1)),
        (Item { offers: second, ..item("q", 333, None) }, units(1)),
    ];
    let public = sale_of(items.clone(), None);
    let member = sale_of(items, Some(&Membership::default()));
    assert_eq!((public.total().minor, member.total().minor), (198, 198));
}

fn member(id: u128) -> MemberId {
    MemberId(Uuid::from_u128(id))
}

/// What the shop has for one member alone is fixed in the commit that adds the member or a ware, and
/// goes with the customer.
#[test]
fn a_members_own_prices_come_with_the_member() {
    let own = |product: &str, unit_minor| PersonalPrice {
        product: ProductId::new(product),
        price: ListPrice {
            list: "thanks".to_owned(),
            audience: Audience::Personal(member(9)),
            unit_minor,
            validity: Validity::Holds,
        },
    };
    let membership =
        Membership { tier: Some("gold".to_owned()), personal: vec![own("a", 700), own("b", 100)] };
    let mut world = World::new();
    world.facts.membership = Some((member(9), membership));
    let (sale, country) = (checkout::SaleId(Uuid::from_u128(1)), checkout::Country::No);
    let currency = checkout::Currency::Nok;
    world.tell(Command::OpenSale { sale, country, currency }).unwrap();
    let add = |world: &mut World, id: &str| {
        let prices = vec![row("gold", "tier:c:gold", 950)];
        let item = Item { prices, ..item(id, 1_000, None) };
        world.tell(Command::AddLine { item, quantity: Quantity::ONE }).unwrap();
    };
    add(&mut world, "a");
    assert_eq!((world.total().minor, &world.sale().membership), (1_000, &Membership::default()));
    let contact = ContactId(Uuid::from_u128(2));
    let by = IdentifiedBy::PhoneNumber;
    let customer = Customer { contact, by, member: Some(member(8)) };
    world.tell(Command::Identify { customer, is_unanswered: false }).unwrap();
    assert_eq!(world.total().minor, 1_000, "somebody else's price is nobody's business");
    world.tell(Command::RemoveCustomer).unwrap();
    let customer = Customer { member: Some(member(9)), ..customer };
    world.tell(Command::Identify { customer, is_unanswered: false }).unwrap();
    assert_eq!(world.total().minor, 700);
    assert_eq!(world.sale().membership.personal, [own("a", 700)], "of what is bought alone");
    add(&mut world, "b");
    add(&mut world, "c");
    assert_eq!(world.total().minor, 700 + 100 + 950);
    world.tell(Command::RemoveCustomer).unwrap();
    assert_eq!((world.total().minor, &world.sale().membership), (3_000, &Membership::default()));
}

/// A request is open when the member joins: what they would pay is known, and is what they pay once
/// they are asked anew.
#[test]
fn prices_stand_still_while_a_request_is_open() {
    let offers = vec![offer(terms("x", "members", OfferKind::Percent { hundredths: 5_000 }))];
    let mut world =
        World::with_sale(vec![(Item { offers, ..item("a", 1_000, None) }, Quantity::ONE)]);
    world.request().unwrap();
    let attached = SaleEvent::MemberAttached { member: member(9) };
    world.facts.sale.as_mut().unwrap().apply(&attached);
    let sale = world.sale();
    assert_eq!((sale.total().minor, sale.total_as_member_minor()), (1_000, 500));
    let told = &sale.basket.line(LineId(1)).unwrap().rules[0].outcome;
    assert!(matches!(told, Outcome::NotApplied(Reason::OtherAudience { .. })), "{told:?}");
    let payment = world.payment().plan.id;
    let end = checkout::AttemptEnd::Declined;
    world.facts.sale.as_mut().unwrap().apply(&SaleEvent::AttemptEnded { payment, end });
    assert_eq!(world.total().minor, 500);
}

/// Wares at one price: which of them is left over, and who bears the odd øre, says what they are and not
/// which was scanned first.
#[test]
fn equal_wares_are_told_apart_by_what_they_are() {
    let three = offer(terms("x", "public", OfferKind::Set { parts: vec![3], minor: 2_000 }));
    let ware = |id: &str| (Item { offers: vec![three.clone()], ..item(id, 1_000, None) }, units(1));
    let orders = ["abcd", "dcba", "bdac", "cadb"];
    let sums: Vec<_> = orders
        .iter()
        .map(|order| {
            by_content(&sale_of(order.split("").skip(1).take(4).map(ware).collect(), None))
        })
        .collect();
    assert_eq!((sums[0]["a"], sums[0]["b"], sums[0]["c"], sums[0]["d"]), (666, 667, 667, 1_000));
    for other in &sums[1..] {
        assert_eq!(*other, sums[0]);
    }
}
