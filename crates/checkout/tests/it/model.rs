//! A sale against a small model of it that a person can check by reading: prices in whole units,
//! three pieces of state, and no events. Whatever is done in whatever order, both say the same.

use crate::world::{World, item};
use checkout::{
    Aggregate, AttemptEnd, CallAnswer, Command, Currency, LineId, MemberId, Operation,
    PaymentState, ProviderState, Quantity, ReturnId, SaleEvent, SaleState, TenderKind,
};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};
use uuid::Uuid;

/// Public and member price of the products, in minor units.
const PRODUCTS: [(i64, Option<i64>); 3] = [(1_000, Some(700)), (333, None), (5_000, Some(4_999))];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Open,
    Asked,
    Parked,
    Completed,
    Cancelled,
}

/// A line: its product, how many, and how many came back.
#[derive(Debug, Clone)]
struct ModelLine {
    product: usize,
    units: i64,
    returned: i64,
}

#[derive(Debug, Clone)]
struct Model {
    stage: Stage,
    lines: Vec<ModelLine>,
    /// Number and amount.
    tenders: Vec<(u32, i64)>,
    tenders_ever: u32,
    /// Wanted at the counter instead of the request that is open.
    chosen: Option<i64>,
    is_member: bool,
    member_prices: bool,
    given_back: i64,
}

#[derive(Debug, Clone)]
enum Step {
    Add { product: usize, units: i64 },
    SetUnits { line: Index, units: i64 },
    Remove { line: Index },
    Join,
    Pay { percent: i64 },
    Undo { tender: Index },
    Ask,
    Approve,
    Decline,
    Park,
    Resume,
    Cancel,
    TakeBack { line: Index, units: i64 },
}

impl Model {
    fn price(&self, line: &ModelLine) -> i64 {
        let (public, member) = PRODUCTS[line.product];
        if self.member_prices { member.unwrap_or(public) } else { public }
    }

    fn total(&self) -> i64 {
        self.lines.iter().map(|line| self.price(line) * line.units).sum()
    }

    fn due(&self) -> i64 {
        self.total() - self.tenders.iter().map(|(_, minor)| minor).sum::<i64>()
    }

    fn is_changeable(&self) -> bool {
        self.stage == Stage::Open && self.tenders.is_empty()
    }

    fn take(&mut self, minor: i64) {
        self.tenders_ever += 1;
        self.tenders.push((self.tenders_ever, minor));
        if self.due() == 0 {
            self.stage = Stage::Completed;
        }
    }

    /// Does a step, if it may be done. False if it is refused.
    fn step(&mut self, step: &Step) -> bool {
        let changeable = self.is_changeable();
        let open = self.stage == Stage::Open;
        let done = match step {
            Step::Add { product, units } if changeable => {
                match self.lines.iter_mut().find(|line| line.product == *product) {
                    Some(line) => line.units += units,
                    None => {
                        let (product, units) = (*product, *units);
                        self.lines.push(ModelLine { product, units, returned: 0 });
                    }
                }
                true
            }
            Step::SetUnits { line, units } if changeable && !self.lines.is_empty() => {
                let index = line.index(self.lines.len());
                self.lines[index].units = *units;
                true
            }
            Step::Remove { line } if changeable && !self.lines.is_empty() => {
                self.lines.remove(line.index(self.lines.len()));
                true
            }
            Step::Join => {
                self.is_member = true;
                true
            }
            Step::Pay { percent } => {
                let minor = self.due() * percent / 100;
                let may = !self.lines.is_empty() && minor > 0;
                match self.stage {
                    Stage::Open if may => self.take(minor),
                    Stage::Asked if may => self.chosen = Some(minor),
                    _ => return false,
                }
                true
            }
            Step::Undo { tender } if open && !self.tenders.is_empty() => {
                self.tenders.remove(tender.index(self.tenders.len()));
                true
            }
            Step::Ask if open && !self.lines.is_empty() && self.due() >= 100 => {
                self.stage = Stage::Asked;
                true
            }
            Step::Approve if self.stage == Stage::Asked => {
                self.chosen = None;
                self.take(self.due());
                true
            }
            Step::Decline if self.stage == Stage::Asked => {
                self.stage = Stage::Open;
                if let Some(minor) = self.chosen.take() {
                    self.take(minor);
                }
                true
            }
            Step::Park if changeable => {
                self.stage = Stage::Parked;
                true
            }
            Step::Resume if self.stage == Stage::Parked => {
                self.stage = Stage::Open;
                true
            }
            Step::Cancel if open => {
                self.stage = Stage::Cancelled;
                true
            }
            Step::TakeBack { line, units } if self.stage == Stage::Completed => {
                let index = line.index(self.lines.len());
                let may = self.lines[index].returned + units <= self.lines[index].units;
                if may {
                    self.given_back += self.price(&self.lines[index]) * units;
                    self.lines[index].returned += units;
                }
                may
            }
            _ => false,
        };
        let finished = matches!(self.stage, Stage::Completed | Stage::Cancelled | Stage::Asked);
        if done && !finished && self.tenders.is_empty() {
            self.member_prices = self.is_member;
        }
        done
    }
}

impl ReferenceStateMachine for Model {
    type State = Self;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Self> {
        Just(Self {
            stage: Stage::Open,
            lines: Vec::new(),
            tenders: Vec::new(),
            tenders_ever: 0,
            chosen: None,
            is_member: false,
            member_prices: false,
            given_back: 0,
        })
        .boxed()
    }

    fn transitions(_: &Self) -> BoxedStrategy<Step> {
        let line = any::<Index>;
        prop_oneof![
            4 => (0..PRODUCTS.len(), 1_i64..5).prop_map(|(product, units)| Step::Add { product, units }),
            1 => (line(), 1_i64..5).prop_map(|(line, units)| Step::SetUnits { line, units }),
            1 => line().prop_map(|line| Step::Remove { line }),
            1 => Just(Step::Join),
            3 => prop_oneof![1_i64..100, Just(100)].prop_map(|percent| Step::Pay { percent }),
            1 => line().prop_map(|tender| Step::Undo { tender }),
            2 => Just(Step::Ask),
            2 => Just(Step::Approve),
            1 => Just(Step::Decline),
            1 => Just(Step::Park),
            2 => Just(Step::Resume),
            1 => prop::bool::weighted(0.2).prop_map(|is_so| if is_so { Step::Cancel } else { Step::Join }),
            3 => (line(), 1_i64..4).prop_map(|(line, units)| Step::TakeBack { line, units }),
        ]
        .boxed()
    }

    fn apply(mut state: Self, step: &Step) -> Self {
        state.step(step);
        state
    }
}

/// The real sale, and how many returns were tried.
struct Real {
    world: World,
    returns: u128,
}

impl Real {
    /// True if the step was done.
    fn step(&mut self, step: &Step) -> bool {
        let world = &mut self.world;
        let lines = world.sale().basket.lines.clone();
        let tenders = world.sale().tenders.clone();
        let line = |index: &Index| {
            if lines.is_empty() { LineId(0) } else { index.get(&lines).id }
        };
        let units = |units: i64| Quantity::units(units).unwrap();
        let command = match step {
            Step::Add { product, units: count } => {
                let (unit_minor, club) = PRODUCTS[*product];
                let item = item(&format!("p{product}"), unit_minor, club);
                Command::AddLine { item, quantity: units(*count) }
            }
            Step::SetUnits { line: index, units: count } => {
                Command::SetQuantity { line: line(index), quantity: units(*count) }
            }
            Step::Remove { line: index } => Command::RemoveLine { line: line(index) },
            Step::Join => {
                let member = MemberId(Uuid::from_u128(9));
                world.facts.sale.as_mut().unwrap().apply(&SaleEvent::MemberAttached { member });
                return true;
            }
            Step::Pay { percent } => {
                let minor = world.sale().due().minor * percent / 100;
                Command::Tender { kind: TenderKind::Card, minor }
            }
            Step::Undo { tender } => {
                let number = if tenders.is_empty() { 0 } else { tender.get(&tenders).number };
                Command::RemoveTender { number }
            }
            Step::Ask => {
                let done = world.sale().live_attempt().is_none() && world.request().is_ok();
                if done {
                    world.sent(Operation::Create);
                    world.answered(Operation::Create, CallAnswer::Done(None));
                }
                return done;
            }
            Step::Approve | Step::Decline => {
                let asked = world.facts.payment.as_ref();
                if asked.is_none_or(|payment| payment.state != PaymentState::Created) {
                    return false;
                }
                match step {
                    Step::Approve => world.captured(),
                    _ => {
                        let state = ProviderState::Aborted;
                        world.tell(Command::PaymentNoticed { state }).unwrap();
                    }
                }
                return true;
            }
            Step::Park => Command::ParkSale,
            Step::Resume => Command::ResumeSale,
            Step::Cancel => Command::CancelSale,
            Step::TakeBack { line: index, units: count } => {
                self.returns += 1;
                world.facts.returning = None;
                Command::StartReturn {
                    id: ReturnId(Uuid::from_u128(1_000 + self.returns)),
                    lines: vec![(line(index), Some(units(*count)))],
                    by: Some(TenderKind::Cash),
                    currency: Currency::Nok,
                }
            }
        };
        world.tell(command).is_ok()
    }
}

impl StateMachineTest for Real {
    type SystemUnderTest = Self;
    type Reference = Model;

    fn init_test(_: &Model) -> Self {
        Self { world: World::with_sale(Vec::new()), returns: 0 }
    }

    fn apply(mut real: Self, model: &Model, step: Step) -> Self {
        let before = real.world.facts.sale.clone();
        let refused = !real.step(&step);
        if refused {
            assert_eq!(real.world.facts.sale, before, "{step:?} was refused and changed something");
        }
        let sale = real.world.sale();
        let stage = match sale.state {
            SaleState::Open if sale.live_attempt().is_some() => Stage::Asked,
            SaleState::Open => Stage::Open,
            SaleState::Parked { .. } => Stage::Parked,
            SaleState::Completed { .. } => Stage::Completed,
            SaleState::Cancelled { .. } => Stage::Cancelled,
        };
        assert_eq!(stage, model.stage, "after {step:?}");
        assert_eq!(
            (sale.total().minor, sale.due().minor),
            (model.total(), model.due()),
            "{step:?}"
        );
        let tenders: Vec<_> = sale.tenders.iter().map(|one| (one.number, one.minor)).collect();
        assert_eq!(tenders, model.tenders, "after {step:?}");
        let given_back = sale.returns.iter().flat_map(|one| &one.tenders);
        assert_eq!(given_back.map(|one| one.minor).sum::<i64>(), model.given_back, "{step:?}");
        let captured = sale.attempts.iter().filter(|one| one.end == Some(AttemptEnd::Captured));
        assert_eq!(captured.count(), real.world.facts.paid_by.len());
        real
    }
}

prop_state_machine! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn a_sale_does_as_its_model_says(sequential 1..40 => Real);
}
