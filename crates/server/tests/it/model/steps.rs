//! Which steps are tried: mostly those that lead on from where a sale stands, so that cases get far,
//! and now and then any other.

use super::calls::{Call, Step};
use super::shop::{
    Attempt, Document, Kind, NO_APP, PEOPLE, PRODUCTS, Phase, REFUND_REFUSED_MINOR, Sale, Shop,
    State,
};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::Union;

/// Moments, minutes, more than a claim waits, more than a request lives. No few of them add up to one
/// of these exactly.
const WAITS_MS: [i64; 4] = [7_001, 71_003, 331_007, REQUEST_IS_OVER_MS];
pub(super) const REQUEST_IS_OVER_MS: i64 = 661_013;
/// Longer than money can be given back in the app.
pub(super) const YEAR_MS: i64 = 366 * 86_400_000;
const SALES: usize = 4;
const RETURNS: usize = 6;
/// The tills of one store, and one of another.
const TILLS: [u8; 5] = [1, 1, 3, 3, 2];

type Weighted = (u32, BoxedStrategy<Step>);

fn call(weight: u32, call: impl Strategy<Value = Call> + 'static) -> Weighted {
    (weight, call.prop_map(Step::Call).boxed())
}

fn just(weight: u32, step: Step) -> Weighted {
    (weight, Just(step).boxed())
}

pub(super) fn steps(shop: &Shop) -> BoxedStrategy<Step> {
    // Mostly the newest sale; any other, one that is not there.
    let newest = shop.sales.iter().rposition(Option::is_some).unwrap_or(0);
    let sale = prop_oneof![8 => Just(newest), 2 => 0..=newest, 1 => 0..SALES];
    let shop = shop.clone();
    let step = sale.prop_flat_map(move |sale| {
        let mut steps = match shop.sale(sale) {
            None => vec![call(60, open(sale))],
            Some(known) => match known.state {
                State::Open => on_open(&shop, sale, known),
                State::Parked => vec![call(30, at_till(move |till| Call::Resume { sale, till }))],
                State::Completed => on_completed(&shop, sale, known),
                State::Cancelled => Vec::new(),
            },
        };
        let odd = prop_oneof![selling(sale), paying(sale), moving(sale), returning(sale)];
        steps.push(call(12, odd));
        steps.push(just(6, Step::Settle));
        steps.push((2, select(WAITS_MS.to_vec()).prop_map(|ms| Step::Wait { ms }).boxed()));
        steps.push(just(2, Step::Join { sale }));
        if shop.last.is_some() {
            steps.push(just(5, Step::Repeat));
        }
        if shop.can_reuse_key() {
            steps.push(just(1, Step::ReuseKey));
        }
        Union::new_weighted(steps)
    });
    step.boxed()
}

/// What leads to a sale that is paid.
fn on_open(shop: &Shop, sale: usize, known: &Sale) -> Vec<Weighted> {
    if let Some(attempt) = known.attempts.last().filter(|attempt| attempt.is_live()) {
        return on_asked(shop, sale, attempt);
    }
    let add = (0..PRODUCTS.len()).prop_map(move |product| Call::Add { sale, product });
    let lines = u32::try_from(known.lines.len()).unwrap();
    let mut steps = vec![call(if lines == 0 { 40 } else { 8 }, add)];
    if lines > 0 {
        steps.push(call(4, units(sale, known.lines_ever)));
        let tender = (kind(), amount(known.due()));
        let tender = tender.prop_map(move |(kind, minor)| Call::Tender { sale, kind, minor });
        steps.push(call(6, tender));
        match known.customer {
            None => steps.push(call(20, identify(sale))),
            Some(_) => {
                let ask = amount(known.due()).prop_map(move |minor| Call::Ask { sale, minor });
                steps.push(call(30, ask));
            }
        }
    }
    if let Some((number, ..)) = known.tenders.last() {
        steps.push(call(4, Just(Call::RemoveTender { sale, number: *number })));
        steps.push(call(2, Just(Call::Cancel { document: Document::Sale(sale) })));
        steps.push(call(12, identify(sale)));
    }
    steps
}

/// What leads to the end of a request.
fn on_asked(shop: &Shop, sale: usize, attempt: &Attempt) -> Vec<Weighted> {
    let cancel = || {
        let tender = kind().prop_map(move |kind| Call::Tender { sale, kind, minor: None });
        prop_oneof![3 => Just(Call::CancelRequest { sale }), 1 => tender]
    };
    match attempt.phase {
        Phase::AwaitsClaim { .. } => {
            let claim = any::<bool>().prop_map(move |finish| Call::Claim { sale, finish });
            vec![call(30, claim), just(3, Step::Wait { ms: WAITS_MS[2] })]
        }
        _ if attempt.can_answer(shop.now_ms) => {
            let may = attempt.can_approve(shop.now_ms);
            let yes = prop::bool::weighted(if may { 0.85 } else { 0.0 });
            let answer = yes.prop_map(move |yes| Step::Answer { sale, yes }).boxed();
            vec![(40, answer), call(10, cancel())]
        }
        _ if attempt.answer.is_some() => vec![just(30, Step::Settle), call(10, cancel())],
        _ => vec![just(40, Step::Settle), call(4, cancel())],
    }
}

/// What brings wares of it back.
fn on_completed(shop: &Shop, sale: usize, known: &Sale) -> Vec<Weighted> {
    let lines: Vec<u32> = known.lines.iter().map(|line| line.id).collect();
    let part = (select(lines), prop_oneof![Just(None), Just(Some(1)), (1_i64..4).prop_map(Some)]);
    let id = shop.returns.len().min(RETURNS - 1);
    let back = (select(TILLS.to_vec()), prop::collection::vec(part, 1..3), by());
    let back = back.prop_map(move |(till, lines, by)| Call::TakeBack { sale, id, till, lines, by });
    let shown = (0..PEOPLE.len()).prop_map(move |who| Call::Identify { sale, who });
    let mut steps = vec![call(30, back), call(6, open(sale + 1)), call(6, shown)];
    if !shop.is_asking() {
        steps.push(just(1, Step::Wait { ms: YEAR_MS }));
    }
    let open = known.returns.iter().copied().filter(|id| shop.balance_of(*id).1 > 0);
    for document in open.map(Document::Return) {
        steps.push(call(8, kind().prop_map(move |kind| Call::PayOut { document, kind })));
        steps.push(call(4, Just(Call::Cancel { document })));
    }
    steps
}

fn kind() -> impl Strategy<Value = Kind> {
    select(vec![Kind::Cash, Kind::Card, Kind::GiftCard])
}

/// How money goes back: mostly as it came.
fn by() -> impl Strategy<Value = Option<Kind>> {
    prop_oneof![4 => Just(None), 1 => kind().prop_map(Some)]
}

fn at_till(call: impl Fn(u8) -> Call) -> impl Strategy<Value = Call> {
    select(TILLS.to_vec()).prop_map(call)
}

fn open(sale: usize) -> impl Strategy<Value = Call> {
    let sale = sale.min(SALES - 1);
    select(vec![1, 3]).prop_map(move |till| Call::Open { sale, till })
}

fn identify(sale: usize) -> impl Strategy<Value = Call> {
    prop_oneof![6 => 0..NO_APP, 1 => 0..PEOPLE.len()]
        .prop_map(move |who| Call::Identify { sale, who })
}

fn units(sale: usize, lines: u32) -> impl Strategy<Value = Call> {
    (1..=lines + 1, select(vec![1, 2, 3, 250, 99_999]))
        .prop_map(move |(line, units)| Call::SetUnits { sale, line, units })
}

/// Parts of what is due, all of it, and what can't be.
fn amount(due: i64) -> impl Strategy<Value = Option<i64>> {
    let part = (1_i64..100).prop_map(move |percent| Some(due * percent / 100));
    let odd = select(vec![-1, 0, 50, REFUND_REFUSED_MINOR, due, due + 1]).prop_map(Some);
    prop_oneof![4 => Just(None), 3 => part, 1 => odd]
}

fn selling(sale: usize) -> impl Strategy<Value = Call> {
    prop_oneof![
        (0..SALES, select(vec![1, 3])).prop_map(|(sale, till)| Call::Open { sale, till }),
        (0..PRODUCTS.len()).prop_map(move |product| Call::Add { sale, product }),
        units(sale, 3),
        (1_u32..4).prop_map(move |line| Call::RemoveLine { sale, line }),
        identify(sale),
        Just(Call::RemoveCustomer { sale }),
    ]
}

fn paying(sale: usize) -> impl Strategy<Value = Call> {
    prop_oneof![
        amount(1_000).prop_map(move |minor| Call::Ask { sale, minor }),
        Just(Call::CancelRequest { sale }),
        any::<bool>().prop_map(move |finish| Call::Claim { sale, finish }),
        (kind(), amount(1_000)).prop_map(move |(kind, minor)| Call::Tender { sale, kind, minor }),
        (1_u32..5).prop_map(move |number| Call::RemoveTender { sale, number }),
    ]
}

fn moving(sale: usize) -> impl Strategy<Value = Call> {
    prop_oneof![
        Just(Call::Park { sale }),
        at_till(move |till| Call::Resume { sale, till }),
        at_till(move |till| Call::TakeOver { sale, till }),
    ]
}

fn returning(sale: usize) -> impl Strategy<Value = Call> {
    let part = (1_u32..4, prop::option::of(1_i64..4));
    let back = (0..RETURNS, select(TILLS.to_vec()), prop::collection::vec(part, 0..3), by());
    let document = || prop_oneof![1 => Just(Document::Sale(sale)), 2 => (0..RETURNS).prop_map(Document::Return)];
    prop_oneof![
        back.prop_map(move |(id, till, lines, by)| Call::TakeBack { sale, id, till, lines, by }),
        document().prop_map(|document| Call::Cancel { document }),
        (document(), kind()).prop_map(|(document, kind)| Call::PayOut { document, kind }),
    ]
}
