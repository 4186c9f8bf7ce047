//! One club with the real engine on its file, and what is measured there. What is timed is the engine's
//! own call: for an enrolment and for a booking that is everything from the first read to the durable
//! commit.

use crate::people::{Crowd, msisdn, profile, spread};
use crate::shop;
use anyhow::{Context as _, ensure};
use checkout::{MemberId, ProductId, Quantity, SaleId, Store, TenderKind};
use engine::{Engine, LineOrder, Request, SystemClock, SystemRandom};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

const JACKET: &str = "jacket1234";

pub(crate) struct Club {
    pub(crate) engine: Engine,
    crowd: Crowd,
    request: Request,
    store: Store,
    /// How many have joined since it was opened.
    joined: u64,
    /// How many members were picked since.
    picked: u64,
}

impl Club {
    pub(crate) fn open(path: &Path, crowd: Crowd) -> anyhow::Result<Self> {
        let engine = shop::engine(path, Arc::new(SystemClock), Arc::new(SystemRandom))?;
        let of = engine.shop(&testkit::merchant())?;
        let request = Request { context: shop::context(of)?, answer: None };
        let store = shop::store(of);
        Ok(Self { engine, crowd, request, store, joined: 0, picked: 0 })
    }

    /// Somebody joins at the till, buys, and is a member: the approval's last step.
    pub(crate) async fn enrol(&mut self) -> anyhow::Result<Duration> {
        let number = self.crowd.members + self.joined;
        self.joined += 1;
        let (engine, request) = (&self.engine, &self.request);
        let merchant = &request.context.merchant;
        let sale = self.sale(&msisdn(number)).await?;
        let enrolment = engine.request_membership(request, sale, false).await?;
        engine.approve_as(merchant, enrolment).await?;
        let profile = profile(&msisdn(number), number);
        let (took, done) = timed(Box::pin(engine.enrol_as(merchant, enrolment, profile))).await;
        done?;
        ensure!(self.found(&msisdn(number)).await?.is_some(), "who joined is no member");
        engine.tender(request, sale, TenderKind::Cash, None).await?;
        Ok(took)
    }

    /// A member of the crowd buys: the payment that completes the sale and books it.
    pub(crate) async fn book(&mut self) -> anyhow::Result<Duration> {
        let msisdn = msisdn(self.pick());
        let sale = self.sale(&msisdn).await?;
        let paid = self.engine.tender(&self.request, sale, TenderKind::Cash, None);
        let (took, done) = timed(paid).await;
        done?;
        Ok(took)
    }

    /// A member of the crowd is looked up by number.
    pub(crate) async fn look_up(&mut self) -> anyhow::Result<Duration> {
        let msisdn = msisdn(self.pick());
        let (took, found) = timed(self.found(&msisdn)).await;
        found?.context("a member is not found")?;
        Ok(took)
    }

    /// The balance of a member of the crowd is read.
    pub(crate) async fn balance(&mut self) -> anyhow::Result<Duration> {
        let member = self.crowd.ids(self.pick()).member;
        let merchant = &self.request.context.merchant;
        let (took, balance) = timed(self.engine.balance(merchant, member)).await;
        balance?.context("a member has no points")?;
        Ok(took)
    }

    pub(crate) async fn found(&self, msisdn: &str) -> anyhow::Result<Option<MemberId>> {
        let merchant = &self.request.context.merchant;
        let found = self.engine.member_at(merchant, &self.store, msisdn).await?;
        Ok(found.map(|member| member.id))
    }

    /// A sale of a jacket to whoever has a number.
    async fn sale(&self, msisdn: &str) -> anyhow::Result<SaleId> {
        let (engine, request) = (&self.engine, &self.request);
        // As random as the id of a member.
        let sale = SaleId(engine.new_member_id().0);
        engine.open_sale(request, sale).await?;
        engine.identify_by_number(request, sale, &format!("+{msisdn}")).await?;
        let jacket = LineOrder::Product { product: ProductId::new(JACKET), discount_minor: 0 };
        engine.add_line(request, sale, jacket, Quantity::units(1)?).await?;
        Ok(sale)
    }

    /// Some member of the crowd, another each time.
    fn pick(&mut self) -> u64 {
        self.picked += 1;
        spread(self.picked ^ self.crowd.seed) % self.crowd.members.max(1)
    }
}

#[allow(clippy::disallowed_methods, reason = "what is measured is the machine's own time")]
async fn timed<T>(work: impl Future<Output = T>) -> (Duration, T) {
    let began = std::time::Instant::now();
    let done = work.await;
    (began.elapsed(), done)
}
