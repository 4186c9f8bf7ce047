//! Random operations on a payment of the simulator, beside a small model of what a payment is. The
//! two must agree after each step, and the invariants of money must hold: what was captured and
//! cancelled was authorised, what was refunded was captured, a final state stays, and the ledger
//! of the sales unit balances with the events of its payments.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};

use axum::http::Method;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};
use serde_json::{Value, json};
use vipps_simulator::RateLimit;

use crate::world::World;

const REFERENCE: &str = "model-0001";
const AMOUNT: i64 = 10_000;
const TEN_MINUTES_S: i64 = 600;
const DEADLINE_S: i64 = 180 * 24 * 3600;

#[derive(Debug, Clone)]
enum Step {
    Approve,
    Decline,
    Capture(i64),
    Refund(i64),
    Cancel {
        transaction_only: bool,
    },
    /// The last capture or refund again, with its key and body.
    Repeat,
    Wait(i64),
}

fn step() -> impl Strategy<Value = Step> {
    // Mostly the edges: all, half, and one more than either.
    let edges = vec![AMOUNT, AMOUNT + 1, AMOUNT / 2, AMOUNT / 2 + 1];
    let value = prop_oneof![1..=AMOUNT, prop::sample::select(edges)];
    prop_oneof![
        3 => Just(Step::Approve),
        1 => Just(Step::Decline),
        4 => value.clone().prop_map(Step::Capture),
        3 => value.prop_map(Step::Refund),
        2 => any::<bool>().prop_map(|transaction_only| Step::Cancel { transaction_only }),
        2 => Just(Step::Repeat),
        2 => prop_oneof![
            Just(1),
            Just(TEN_MINUTES_S),
            Just(24 * 3600),
            Just(DEADLINE_S)
        ].prop_map(Step::Wait),
    ]
}

/// What a payment is, in the fewest words.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Model {
    state: &'static str,
    age_s: i64,
    approved_at_s: i64,
    captured: i64,
    refunded: i64,
    cancelled: i64,
}

impl Model {
    fn new() -> Self {
        let state = "CREATED";
        Self { state, age_s: 0, approved_at_s: 0, captured: 0, refunded: 0, cancelled: 0 }
    }

    fn rest(&self) -> i64 {
        AMOUNT - self.captured - self.cancelled
    }

    /// Takes a step and says whether it succeeds.
    fn take(&mut self, step: &Step) -> bool {
        let is_open = self.state == "CREATED";
        let is_authorized = self.state == "AUTHORIZED";
        match *step {
            Step::Approve if is_open => {
                self.state = "AUTHORIZED";
                self.approved_at_s = self.age_s;
            }
            Step::Decline if is_open => self.state = "ABORTED",
            Step::Capture(value) if is_authorized && value <= self.rest() => self.captured += value,
            Step::Refund(value) if value <= self.captured - self.refunded => {
                // Two amounts fail in the test environment.
                if value == 123 || value == 124 {
                    return false;
                }
                self.refunded += value;
            }
            Step::Cancel { .. } if is_open => {
                self.state = "TERMINATED";
                self.cancelled = AMOUNT;
            }
            Step::Cancel { transaction_only: false } if is_authorized && self.rest() > 0 => {
                self.cancelled += self.rest();
            }
            Step::Wait(seconds) => self.wait(seconds),
            _ => return false,
        }
        true
    }

    fn wait(&mut self, seconds: i64) {
        self.age_s += seconds;
        if self.state == "CREATED" && self.age_s >= TEN_MINUTES_S {
            self.state = "EXPIRED";
        }
        if self.state == "AUTHORIZED" && self.age_s >= self.approved_at_s + DEADLINE_S {
            self.cancelled += self.rest();
        }
    }
}

/// The last modification that succeeded, with all that a repetition needs.
struct Sent {
    operation: &'static str,
    key: String,
    value: i64,
    answer: String,
}

async fn carry_out(
    world: &mut World,
    step: &Step,
    key: &str,
    sent: &mut Option<Sent>,
) -> Result<bool, TestCaseError> {
    let answer = async |world: &World, answer: &str| {
        let path = format!("payments/{REFERENCE}/{answer}");
        world.control(Method::POST, &path, &Value::Null).await.status == 200
    };
    let (operation, value) = match *step {
        Step::Approve => return Ok(answer(world, "approve").await),
        Step::Decline => return Ok(answer(world, "decline").await),
        Step::Wait(seconds) => {
            world.advance_s(seconds).await;
            return Ok(true);
        }
        Step::Cancel { transaction_only } => {
            let path = format!("/epayment/v1/payments/{REFERENCE}/cancel");
            let body = json!({ "cancelTransactionOnly": transaction_only });
            return Ok(world.post(&path, key, &body).await.status == 200);
        }
        Step::Repeat => {
            let Some(last) = sent else { return Ok(false) };
            let again = world.modify(last.operation, REFERENCE, &last.key, last.value).await;
            prop_assert_eq!((again.status, &again.text), (200, &last.answer), "the answer of then");
            return Ok(false);
        }
        Step::Capture(value) => ("capture", value),
        Step::Refund(value) => ("refund", value),
    };
    let reply = world.modify(operation, REFERENCE, key, value).await;
    if reply.status == 200 {
        *sent = Some(Sent { operation, key: key.to_owned(), value, answer: reply.text });
    }
    Ok(reply.status == 200)
}

/// What the simulator says of the payment, in the terms of the model.
async fn observed(world: &World, model: &Model) -> Result<Model, TestCaseError> {
    let payment = world.read(REFERENCE).await;
    let of = |name: &str| payment["aggregate"][name]["value"].as_i64().unwrap();
    let authorized = of("authorizedAmount");
    prop_assert_eq!(authorized, if payment["state"] == "AUTHORIZED" { AMOUNT } else { 0 });
    let state = ["CREATED", "AUTHORIZED", "ABORTED", "EXPIRED", "TERMINATED"];
    Ok(Model {
        state: state.into_iter().find(|state| payment["state"] == *state).unwrap(),
        captured: of("capturedAmount"),
        refunded: of("refundedAmount"),
        cancelled: of("cancelledAmount"),
        ..*model
    })
}

async fn check_ledger(world: &mut World, model: &Model) -> Result<(), TestCaseError> {
    world.advance_s(24 * 3600).await;
    let balance = async |topic: &str| {
        let feed = format!("/report/v2/ledgers/302321/{topic}/feed");
        let entries = world.get(&feed).await.json()["items"].as_array().unwrap().clone();
        let mut balance = 0;
        let mut payments = 0;
        for entry in &entries {
            prop_assert_eq!(entry["balanceBefore"].as_i64(), Some(balance));
            let amount = entry["amount"].as_i64().unwrap();
            balance += amount;
            prop_assert_eq!(entry["balanceAfter"].as_i64(), Some(balance));
            if entry["entryType"] == "capture" || entry["entryType"] == "refund" {
                payments += amount;
            }
        }
        Ok::<_, TestCaseError>((balance, payments))
    };
    let (funds, payments) = balance("funds").await?;
    prop_assert_eq!(payments, model.captured - model.refunded);
    prop_assert!(funds <= 0, "every day that ended with something was paid out");
    prop_assert_eq!(balance("fees").await?.0, 0);
    Ok(())
}

async fn run(steps: &[Step]) -> Result<(), TestCaseError> {
    let mut world = World::with(|settings| settings.readings.rate_limit = RateLimit::Off).await;
    world.created(REFERENCE).await;
    let mut model = Model::new();
    let mut sent = None;
    for (number, step) in steps.iter().enumerate() {
        let before = model.clone();
        let expected = model.take(step);
        let done = carry_out(&mut world, step, &format!("key-{number}"), &mut sent).await?;
        prop_assert_eq!(done, expected, "step {} succeeds", number);
        prop_assert_eq!(observed(&world, &model).await?, model.clone(), "after step {}", number);
        prop_assert!(model.captured + model.cancelled <= AMOUNT);
        prop_assert!(model.refunded <= model.captured);
        let was_final = before.state != "CREATED";
        prop_assert!(!was_final || model.state == before.state, "a final state stays");
    }
    check_ledger(&mut world, &model).await
}

/// Another in each run; a failure names it, and `MODEL_SEED` runs it again.
fn seed() -> u64 {
    let given = std::env::var("MODEL_SEED").ok();
    given.map_or_else(|| RandomState::new().build_hasher().finish(), |text| text.parse().unwrap())
}

#[test]
fn a_payment_does_what_the_model_does() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let seed = seed();
    let mut runner = TestRunner::new(Config {
        cases: 96,
        failure_persistence: None,
        // A story is short, and a failure should come soon.
        max_shrink_iters: 200,
        rng_seed: RngSeed::Fixed(seed),
        ..Config::default()
    });
    let steps = prop::collection::vec(step(), 1..14);
    let tried = runner.run(&steps, |steps| runtime.block_on(run(&steps)));
    tried.unwrap_or_else(|failure| panic!("MODEL_SEED={seed}: {failure}"));
}
