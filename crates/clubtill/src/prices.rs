//! Price lists from a CSV file, the history of prices, and the guard of before-prices.

use crate::bringing::{self, before_words, opened};
use crate::system::say;
use anyhow::{Context, ensure};
use checkout::{Currency, LocalDate, ProductId, Promotion, UNIT_MINOR_MAX};
use clap::{Args, Subcommand};
use engine::{Engine, Shop};
use import::{Brought, Export, File};
use std::collections::BTreeSet;
use std::path::PathBuf;
use store::Product;

const PRODUCTS_AT_ONCE: u32 = 500;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  clubtill prices import --config shop.toml --dry-run winter.csv\n  \
    clubtill prices check --config shop.toml\n  clubtill prices history --config shop.toml \
    jacket1234\n\nA SQLite file is one process's alone: stop the service first."
)]
pub(crate) struct Prices {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Put prices from a CSV file into price lists
    #[command(
        after_help = "The file has a first line\n  list,product_id,audience,currency,unit_price,\
        from,until\nand a line a price of one unit, in minor units with tax:\n  \
        black-week,jacket1234,public,NOK,249900,2026-11-23,2026-11-29\n  \
        autumn,jacket1234,club:fjelltopp,NOK,229900,2026-11-01,\n\nThe audience is public, members, \
        club:CLUB, tier:CLUB:TIER or\npersonal:MEMBER-ID. The lowest price that holds for a customer \
        is taken. Without\nfrom or until it holds before or after all days. A line takes the place \
        of the\nprice of the same list, product, audience, currency and first day; without a\nprice \
        it withdraws it.\n\nLines that can't be used are \
        named, 20 at most, and then nothing is imported. \
        If the\nimport is stopped half-way, start it again: what is there already stays as it is.\n\n\
        Example:\n  clubtill prices import --config shop.toml --dry-run winter.csv"
    )]
    Import(ImportPrices),
    /// Write the prices of price lists that hold today or later as a CSV file
    #[command(
        after_help = "The lines are as `clubtill prices import` takes them. Prices of single members \
        are left out.\n\nExample:\n  clubtill prices export --config shop.toml > prices.csv"
    )]
    Export(ExportPrices),
    /// Name reductions whose before-price must not be shown: a lower one was offered in the 30 days before
    #[command(
        after_help = "Prices for the members of a club count, and so do promotions that take\n\
        something off each unit, as long as they stand in the settings. A before-price\nis the \
        catalogue's price of today.\n\nExample:\n  clubtill prices check --config shop.toml --on \
        2026-12-01"
    )]
    Check(Check),
    /// Show every price that a product ever had, as CSV
    #[command(after_help = "Example:\n  clubtill prices history --config shop.toml jacket1234")]
    History(History),
}

#[derive(Debug, Args)]
struct ImportPrices {
    /// The shop's settings
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Look through the file, and import nothing
    #[arg(long)]
    dry_run: bool,
    /// The prices
    #[arg(value_name = "CSV")]
    prices: PathBuf,
}

#[derive(Debug, Args)]
struct ExportPrices {
    /// The shop's settings
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

#[derive(Debug, Args)]
struct Check {
    /// The shop's settings
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Reductions that hold on this day or later; left out: today
    #[arg(long, value_name = "DATE")]
    on: Option<LocalDate>,
}

#[derive(Debug, Args)]
struct History {
    /// The shop's settings
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// The product's id
    #[arg(value_name = "PRODUCT")]
    product: String,
}

impl Prices {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        match self.what {
            What::Import(import) => import.run().await,
            What::Export(export) => export.run().await,
            What::Check(check) => check.run().await,
            What::History(history) => history.run().await,
        }
    }
}

impl ImportPrices {
    async fn run(self) -> anyhow::Result<()> {
        let brought = Brought::Prices(bringing::read(&self.prices)?);
        let files = vec![(File::Prices, self.prices)];
        let count = bringing::bring(&self.config, brought, &files, self.dry_run).await?;
        let whole = count.new + count.before;
        say(&if self.dry_run {
            format!("{whole} prices can be imported; this was a dry run")
        } else {
            format!("{whole} prices are in the price lists")
        })
    }
}

impl ExportPrices {
    async fn run(self) -> anyhow::Result<()> {
        let (engine, shop) = opened(&self.config).await?;
        let currencies = shop.stores.iter().map(|store| store.currency);
        let now_unix_ms = engine.store().now_unix_ms();
        let first = currencies.map(|currency| shop.day_in(currency, now_unix_ms)).min();
        let ending_from = first.context("the shop has no store")?;
        bringing::take(&engine, &shop, Export::Prices { ending_from }).await
    }
}

impl Check {
    async fn run(self) -> anyhow::Result<()> {
        let (engine, shop) = opened(&self.config).await?;
        let mut count = 0;
        let now_unix_ms = engine.store().now_unix_ms();
        let on = |currency| self.on.unwrap_or_else(|| shop.day_in(currency, now_unix_ms));
        for (product, currency) in reduced(&engine, &shop, on).await? {
            let named = (&product, currency);
            let (merchant, on) = (&shop.merchant, on(currency));
            let warnings = engine.before_prices(merchant, named.0, named.1, on, &[]).await?;
            count += warnings.len();
            for warning in &warnings {
                say(&format!("warning  {}", before_words(warning)))?;
            }
        }
        ensure!(count == 0, "before-prices that must not be shown: {count}");
        say("no before-price is too high")
    }
}

/// Every product that a price list or a promotion may reduce.
async fn reduced(
    engine: &Engine,
    shop: &Shop,
    on: impl Fn(Currency) -> LocalDate,
) -> anyhow::Result<BTreeSet<(ProductId, Currency)>> {
    let (store, merchant) = (engine.store(), &shop.merchant);
    let currencies: BTreeSet<_> = shop.stores.iter().map(|store| store.currency).collect();
    let mut found = BTreeSet::new();
    let first = currencies.iter().map(|currency| on(*currency)).min();
    let Some(first) = first else { return Ok(found) };
    let since = engine.before_window_unix_ms();
    let mut after = None;
    loop {
        let page = store.products_in_lists(merchant, first, since, after, PRODUCTS_AT_ONCE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.clone());
        found.extend(page);
    }
    let each_unit = |promotion: &&Promotion| promotion.unit_minor(UNIT_MINOR_MAX).is_some();
    let promotions: Vec<_> = shop.promotions.iter().filter(each_unit).collect();
    let is_promoted = |product: &Product| {
        let groups = product.groups.as_deref().unwrap_or_default();
        promotions.iter().any(|promotion| promotion.is_for(&product.id, groups))
    };
    let mut after = None;
    while !promotions.is_empty() {
        let page = store.catalogue(merchant, after, PRODUCTS_AT_ONCE).await?;
        let Some(last) = page.last() else { break };
        after = Some((last.id.clone(), last.currency));
        let of = |product: &Product| currencies.contains(&product.currency) && is_promoted(product);
        found.extend(page.into_iter().filter(of).map(|product| (product.id, product.currency)));
    }
    Ok(found)
}

impl History {
    async fn run(self) -> anyhow::Result<()> {
        let (engine, shop) = opened(&self.config).await?;
        let product = ProductId::new(&self.product);
        let currencies: BTreeSet<_> = shop.stores.iter().map(|store| store.currency).collect();
        let mut out = csv::Writer::from_writer(Vec::new());
        let header = "list,audience,currency,unit_price,from,until,offered_from,offered_until";
        out.write_record(header.split(','))?;
        let day = |day: Option<LocalDate>| day.map_or_else(String::new, |day| day.to_string());
        let mut is_known = false;
        for currency in currencies {
            let rows = engine.store().price_history(&shop.merchant, &product, currency).await?;
            for row in rows {
                is_known = true;
                let offered = shop.offered(&row);
                let (from, until) =
                    offered.map_or((None, None), |offered| (offered.from, offered.until));
                let audience = row.audience.to_string();
                let unit_minor = row.unit_minor.to_string();
                let (first, last) = (day(row.from), day(row.until));
                let (list, code) = (row.list.as_str(), currency.code());
                let (from, until) = (day(from), day(until));
                out.write_record([
                    list,
                    &audience,
                    code,
                    &unit_minor,
                    &first,
                    &last,
                    &from,
                    &until,
                ])?;
            }
        }
        ensure!(is_known, "there is no product {product}");
        let text = String::from_utf8(out.into_inner()?).context("what was written is text")?;
        say(text.trim_end())
    }
}
