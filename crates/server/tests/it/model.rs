//! The whole service against a small model of a shop, over HTTP. Calls, customers and time come in any
//! order; after each the API must answer as the model says, every sale and return must look as it
//! says, and the simulator must have taken and given back exactly as much. A failing case shrinks to a
//! short list of steps.

mod calls;
mod returning;
mod rules;
mod shop;
mod shown;
mod steps;

use axum::http::Method;
use calls::{Call, Step};
use proptest::prelude::*;
use proptest::test_runner::Config;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};
use serde_json::{Value, json};
use shop::{Document, NO_APP, RefundState, Shop};
use shown::{path_of, shown};
use std::collections::BTreeMap;
use std::rc::Rc;
use steps::steps;
use testkit::{Reply, TestApp};
use tokio::runtime::Runtime;
use vipps_simulator::{RateLimit, Readings, Settings};

/// Cases in the gate; `PROPTEST_CASES` asks for more.
const CASES: u32 = 48;
/// How often a failing case is made smaller; each try runs it anew.
const SHRINK_ITERS_MAX: u32 = 1_000;

impl ReferenceStateMachine for Shop {
    type State = Self;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Self> {
        Just(Self::default()).boxed()
    }

    fn transitions(shop: &Self) -> BoxedStrategy<Step> {
        steps(shop)
    }

    fn preconditions(shop: &Self, step: &Step) -> bool {
        shop.can(step)
    }

    fn apply(mut shop: Self, step: &Step) -> Self {
        shop.step(step);
        shop
    }
}

/// The service, and what was last seen of it.
struct Real {
    runtime: Rc<Runtime>,
    app: TestApp,
    /// The model before the step at hand.
    before: Shop,
    versions: BTreeMap<Document, u64>,
    /// The number of the last key.
    keys: u32,
    last: Option<Call>,
}

impl Real {
    /// Does a step; the answer, if it is a call.
    async fn step(&mut self, step: &Step) -> Option<Reply> {
        match step {
            Step::Call(call) => {
                self.keys += 1;
                self.last = Some(call.clone());
                Some(self.call("").await)
            }
            Step::Repeat => Some(self.call("").await),
            Step::ReuseKey => Some(self.call(" ").await),
            Step::Answer { sale, yes } => {
                let sale = self.app.get(&path_of(Document::Sale(*sale))).await.ok();
                let reference = sale["payment"]["reference"].as_str().unwrap();
                let what = if *yes { "approve" } else { "decline" };
                let path = format!("payments/{reference}/{what}");
                self.app.control(Method::POST, &path, Value::Null).await;
                None
            }
            Step::Join { sale } => {
                let path = path_of(Document::Sale(*sale));
                let reply = self.app.post(&format!("{path}/membership-request"), json!({})).await;
                if reply.status == 200 {
                    self.app.settle().await;
                    let has_app = self.before.sale(*sale).and_then(|sale| sale.customer);
                    if has_app.is_some_and(|customer| customer.who != NO_APP) {
                        self.app.join("approve").await;
                        self.wait(rules::JOIN_MS).await;
                    }
                }
                Some(reply)
            }
            Step::Settle => {
                self.app.settle().await;
                None
            }
            Step::Wait { ms } => {
                self.wait(*ms).await;
                None
            }
        }
    }

    async fn wait(&self, ms: i64) {
        self.app.clock.advance_ms(ms);
        self.app.settle().await;
    }

    /// The last call under the last key, with something after its body. What it answers is what a read
    /// shows.
    async fn call(&self, more: &str) -> Reply {
        let call = self.last.as_ref().unwrap();
        let (method, path, body) = call.request();
        let body = body.map(|body| body.to_string() + more).unwrap_or_default();
        let key = format!("key-{}", self.keys);
        let reply = self.app.api_with(method, &path, &body, &[("idempotency-key", &key)]).await;
        if reply.status < 300 {
            assert_eq!(reply.json, self.app.get(&path_of(call.document())).await.ok());
        }
        reply
    }

    /// Holds every sale and return to the model.
    async fn check(&mut self, shop: &Shop) {
        let sales = (0..=shop.sales.len()).map(Document::Sale);
        let returns = (0..=shop.returns.len()).map(Document::Return);
        let mut numbers: BTreeMap<(String, String), Vec<u64>> = BTreeMap::new();
        for document in sales.chain(returns) {
            let seen = self.app.get(&path_of(document)).await;
            let Some(expected) = shop.shows(document) else {
                seen.refused(404, "sale_unknown");
                continue;
            };
            let seen = seen.ok();
            assert_eq!(shown(&seen), expected, "{document:?} is not as it should be");
            let version = seen["version"].as_u64().unwrap();
            let before = self.versions.insert(document, version).unwrap_or(0);
            let is_newer = version > before;
            assert_eq!(is_newer, shop.has_moved(&self.before, document), "{document:?}: version");
            assert!(version >= before, "{document:?} went back to version {version}");
            if let Some(number) = seen["receipt_number"].as_u64() {
                let series = (seen["till"].to_string(), seen["kind"].to_string());
                numbers.entry(series).or_default().push(number);
            }
        }
        for (series, mut numbers) in numbers {
            numbers.sort_unstable();
            let gapless: Vec<_> = (1..).take(numbers.len()).collect();
            assert_eq!(numbers, gapless, "the receipts of {series:?}");
        }
    }

    /// Holds what was taken and given back in the app to the model.
    async fn check_ledger(&self, shop: &Shop) {
        let payments = self.app.payments().await;
        let sum = |name: &str| -> i64 {
            let amounts = payments.iter().map(|one| &one["aggregate"][name]["value"]);
            amounts.map(|amount| amount.as_i64().unwrap()).sum()
        };
        let ledger = (sum("capturedAmount"), sum("refundedAmount"));
        assert_eq!(ledger, shop.ledger(), "taken and given back in the app");
    }

    /// In the end everything rests: nothing is open or reserved, and what people must do is listed.
    async fn rest(&mut self, mut shop: Shop) {
        for ms in [0, steps::REQUEST_IS_OVER_MS] {
            self.before = shop.clone();
            shop.step(&Step::Wait { ms });
            self.wait(ms).await;
            self.check(&shop).await;
            self.check_ledger(&shop).await;
        }
        assert!(!shop.is_asking(), "something still waits for an answer");
        for payment in self.app.payments().await {
            let of = |name: &str| payment["aggregate"][name]["value"].as_i64().unwrap();
            assert_ne!(payment["state"], "CREATED", "{payment:#}");
            if payment["state"] == "AUTHORIZED" {
                let settled = of("capturedAmount") + of("cancelledAmount");
                assert_eq!(of("authorizedAmount"), settled, "{payment:#}");
            }
        }
        let refused = |refund: &shop::Refund| refund.state == RefundState::Refused;
        let undone =
            shop.sales.iter().flatten().flat_map(|sale| &sale.attempts).filter(|one| {
                one.refunds.iter().any(|refund| refund.of.is_none() && refused(refund))
            });
        let returns = (0..shop.returns.len()).filter(|id| {
            shop.returning(*id).is_some_and(|one| one.state == shop::State::Open)
                && shop.balance_of(*id).1 > 0
        });
        let listed = self.app.get("/v1/unresolved").await.ok();
        let items = listed["items"].as_array().unwrap();
        assert_eq!(items.len(), undone.count() + returns.count(), "{listed:#}");
        assert!(items.iter().all(|item| item["what"] == "refund_refused"), "{listed:#}");
    }
}

impl StateMachineTest for Real {
    type SystemUnderTest = Self;
    type Reference = Shop;

    fn init_test(shop: &Shop) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        // Many refunds of one payment in one minute are no matter of this test.
        let readings = Readings { rate_limit: RateLimit::Off, ..Readings::default() };
        let app = runtime.block_on(TestApp::with(Settings { readings, ..Settings::default() }));
        let (before, versions) = (shop.clone(), BTreeMap::new());
        Self { runtime: Rc::new(runtime), app, before, versions, keys: 0, last: None }
    }

    fn apply(mut real: Self, shop: &Shop, step: Step) -> Self {
        let runtime = Rc::clone(&real.runtime);
        runtime.block_on(async {
            let reply = real.step(&step).await;
            match (&reply, shop.answer) {
                (Some(reply), Some(Err(shop::Refusal(status, code)))) => {
                    reply.refused(status, code);
                }
                (Some(reply), Some(Ok(status))) => {
                    assert_eq!(reply.status, status, "{:#}", reply.json);
                }
                (None, None) => {}
                _ => unreachable!("both know what is a call"),
            }
            real.check(shop).await;
            if reply.is_none() {
                real.check_ledger(shop).await;
            }
        });
        real.before = shop.clone();
        real
    }

    fn teardown(mut real: Self, shop: Shop) {
        let runtime = Rc::clone(&real.runtime);
        runtime.block_on(real.rest(shop));
    }
}

fn config() -> Config {
    let asked = Config::default();
    let is_asked = std::env::var_os("PROPTEST_CASES").is_some();
    let cases = if is_asked { asked.cases } else { CASES };
    Config { cases, max_shrink_iters: SHRINK_ITERS_MAX, ..asked }
}

prop_state_machine! {
    #![proptest_config(config())]

    #[test]
    fn the_service_does_as_its_model_says(sequential 1..50 => Real);
}
