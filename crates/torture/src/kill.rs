//! `kill -9` of the real executable at random instants, while tills sell against the simulator in
//! another process. Each time it starts again from its database. In the end everything comes to rest, and
//! what people were told, what the database has and what Vipps MobilePay took must be one and the same.

mod shop;
mod till;

use crate::chance::Chance;
use crate::laws::Laws;
use crate::world::World;
use anyhow::{Context, ensure};
use clap::Args;
use shop::{Database, Shop};
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use store::{Postgres, PostgresClock, Sqlite, SqliteMode};
use test_postgres::Cluster;
use testkit::until;
use till::{Sold, Till, look_after};
use tokio::task::JoinSet;

/// The longest life of a process. It dies while it starts, while it is free, and under load.
const LIFE_MS_MAX: i64 = 500;
const PROGRESS_EVERY: u64 = 100;

/// Kills the real executable under load, and checks that nothing is lost and nobody pays twice.
#[derive(Debug, Args)]
pub(crate) struct Kill {
    /// The executable of Clubtill
    #[arg(long, value_name = "FILE")]
    program: PathBuf,
    /// How often
    #[arg(long, default_value_t = 20, value_name = "N")]
    times: u64,
    /// When: the same seed kills after the same times, if not in the same places
    #[arg(long, default_value_t = 1, value_name = "S")]
    seed: u64,
    /// Tills that sell at the same time
    #[arg(long, default_value_t = 8, value_name = "N")]
    tills: usize,
    /// On a PostgreSQL of its own instead of a file
    #[arg(long)]
    postgres: bool,
}

impl Kill {
    #[tokio::main]
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let folder = tempfile::tempdir()?;
        let program = self.program.to_str().context("the executable's path is not UTF-8")?;
        let postgres = self.postgres.then(|| Cluster::shared().new_database());
        let shop = Shop::new(program, folder.path(), self.tills, postgres)?;
        let simulator = shop.simulate();
        until("the simulator answers", || shop.simulator_answers()).await;
        let closing = Arc::new(AtomicBool::new(false));
        let mut tills = JoinSet::new();
        for number in 1..=self.tills {
            tills.spawn(Till::new(&shop, number, closing.clone()).work());
        }
        let person = tokio::spawn(look_after(shop.clone()));

        let mut chance = Chance::new(self.seed);
        for time in 1..=self.times {
            let mut service = shop.serve();
            let life_ms = chance.ms(0, LIFE_MS_MAX);
            pause(Duration::from_millis(life_ms.unsigned_abs())).await;
            service.kill();
            if let Some(till) = tills.try_join_next() {
                till.context("a till broke down")??;
            }
            if time.is_multiple_of(PROGRESS_EVERY) {
                writeln!(std::io::stderr(), "{time} kills")?;
            }
        }
        // From now on it lives; what is under way comes to its end.
        let mut service = shop.serve();
        closing.store(true, Ordering::Relaxed);
        let mut sold = Vec::new();
        while let Some(till) = tills.join_next().await {
            sold.extend(till.context("a till broke down")??);
        }
        person.abort();
        let payments = shop.payments().await.context("the simulator has no list of payments")?;
        ensure!(service.stop(), "the service does not end well: {}", shop.last_words());
        drop((service, simulator));

        let broken = judge(&shop, &sold, &payments).await?;
        let captured = payments.iter().filter(|one| one["capture_calls"] != 0).count();
        let told: u64 = sold.iter().map(|one| one.acknowledged).sum();
        let mut out = std::io::stdout().lock();
        if let Some(broken) = &broken {
            writeln!(out, "BROKEN seed {}: {broken}", self.seed)?;
        }
        writeln!(
            out,
            "{} kills, {told} commands acknowledged, {} sales, {captured} payments captured, {} \
             violations",
            self.times,
            sold.len(),
            u8::from(broken.is_some())
        )?;
        ensure!(broken.is_none(), "a law is broken");
        Ok(())
    }
}

/// The law that was broken, if one was: by the database, by what was told, and by what was taken.
async fn judge(
    shop: &Shop,
    sold: &[Sold],
    payments: &[serde_json::Value],
) -> anyhow::Result<Option<String>> {
    let world = World::new(0, false);
    let laws = Laws::new(world.clone());
    match shop.database() {
        Database::Postgres(url) => {
            laws.found(&Postgres::open(url, PostgresClock::Server).await?).await?;
        }
        Database::File(file) => {
            Sqlite::examine(file)?;
            let clock = Arc::new(world.clock.clone());
            laws.found(&Sqlite::open(file, clock, SqliteMode::Threaded)?).await?;
        }
    }
    for sale in sold {
        laws.told(&sale.told);
        if sale.told["state"] != "completed" {
            laws.broke(format!("a sale never came to its end: {}", sale.told));
        }
    }
    laws.at_rest(payments);
    Ok(laws.broken())
}

#[allow(clippy::disallowed_methods, reason = "the life of a process is waited for")]
async fn pause(duration: Duration) {
    tokio::time::sleep(duration).await;
}
